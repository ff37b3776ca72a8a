"""ETags and the bodies they stand for, kept per URL and credential, within a bound of bytes."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from multidict import CIMultiDictProxy

MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that its host may call unchanged later. `body` is compressed by `pack`."""

    etag: str
    body: bytes
    headers: CIMultiDictProxy[str]
    modified: str = ""

    @classmethod
    def pack(cls, body: bytes, headers: CIMultiDictProxy[str]) -> Kept | None:
        """What there is to keep; nothing where the host names no version of it."""
        etag, modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
        if not (etag or modified):
            return None
        return cls(etag, zlib.compress(body, 1), headers, modified)

    def unpack(self) -> bytes:
        """The body as it came."""
        return zlib.decompress(self.body)

    def conditions(self) -> Mapping[str, str]:
        """The headers that ask whether it still holds."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.modified}


class EtagCache:
    """The answers used last. What does not fit is asked for in full again."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable) -> Kept | None:
        """The answer under this key, which becomes the one used last."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer instead of the former one; the oldest make room."""
        self.drop(key)
        if len(kept.body) > self._most // 4:
            return
        self._kept[key] = kept
        self._size += len(kept.body)
        while self._size > self._most:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.body)

    def drop(self, key: Hashable) -> None:
        """Forget what is kept under this key, if anything."""
        former = self._kept.pop(key, None)
        if former is not None:
            self._size -= len(former.body)
