"""ETags and the bodies they stand for, kept per URL and credential, within a bound of bytes."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from multidict import CIMultiDictProxy

MOST_BYTES = 16 * 1024 * 1024
IN_USE = timedelta(days=2)  # an answer that was asked for since


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
    """The answers of the last days, as many as there is room for.

    Collection asks for the same in the same order every day. Were the oldest answer to make room
    for each new one, all would be gone just before they are asked for again: so those in use
    stay, and what does not fit is asked for in full.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._kept: OrderedDict[Hashable, tuple[Kept, datetime]] = OrderedDict()

    def get(self, key: Hashable, now: datetime) -> Kept | None:
        """The answer under this key, which is in use now."""
        if key not in self._kept:
            return None
        kept, _ = self._kept.pop(key)
        self._kept[key] = kept, now
        return kept

    def put(self, key: Hashable, kept: Kept, now: datetime) -> None:
        """Keep an answer instead of the former one, if there is room."""
        self.drop(key)
        if len(kept.body) > self._most // 4:
            return
        while self._size + len(kept.body) > self._most:
            oldest, (_, used) = next(iter(self._kept.items()))
            if now - used < IN_USE:
                return
            self.drop(oldest)
        self._kept[key] = kept, now
        self._size += len(kept.body)

    def drop(self, key: Hashable) -> None:
        """Forget what is kept under this key, if anything."""
        former = self._kept.pop(key, None)
        if former is not None:
            self._size -= len(former[0].body)
