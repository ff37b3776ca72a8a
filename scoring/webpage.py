"""What somebody put on their own web page or host for us, read so that nobody else can put it.

A code counts in a file of the host, or in a `meta` tag in the head of a page: what visitors write
(comments, names, the data that scripts carry along) never gets there.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from yarl import URL

from scoring.networks.base import Data
from scoring.networks.http import GuardedClient
from scoring.networks.wire import Document

WELL_KNOWN = "/.well-known/renown.txt"
META = "renown"  # <meta name="renown" content="...">
FILE_BYTES = 4_096
LOOKED_AT = 500_000  # bytes of a page
MOST_TAGS = 2_000
MOST = 50  # of anything
NOT_THERE = (404, 410)

_TAG = re.compile(r"<(?:a|area|link|meta)\s[^<>]{1,2000}>", re.IGNORECASE)
_SHUT = re.compile(
    rb"<(!--|(?:script|style|textarea|title|template|noscript|iframe|xmp|plaintext)\b)",
    re.IGNORECASE,
)
_HEAD_ENDS = re.compile(
    rb"</head|<(?!/|!|\?|(?:html|head|meta|link|base|title|script|style|noscript|template)\b)[a-z]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The codes in a page's head, and where its links with `rel=me` lead."""

    codes: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()


class Web:
    """Fetches what proofs need. None means that nobody can tell now: an outage, a refusal."""

    def __init__(self, client: GuardedClient) -> None:
        self._client = client

    async def file(self, url: URL) -> str | None:
        """A small text file; empty where there is none on this very host."""
        document = await self._fetch(url, "text/plain")
        if document is None or not _is_there(document, url):
            return None if document is None else ""
        return document.body[:FILE_BYTES].decode("utf-8", "replace")

    async def page(self, url: URL) -> OwnPage | None:
        """A page; empty where there is none on this very host."""
        document = await self._fetch(url, "text/html, */*;q=0.1")
        if document is None or not _is_there(document, url):
            return None if document is None else OwnPage()
        return await asyncio.to_thread(read_own_page, document.body, document.url)

    async def _fetch(self, url: URL, accept: str) -> Document | None:
        """What the host said, if it said so clearly."""
        outcome = await self._client.get_bytes(url, accept=accept)
        if not isinstance(outcome, Data):
            return None
        clear = outcome.value.ok or outcome.value.status in NOT_THERE
        return outcome.value if clear else None


def site(url: URL) -> str:
    """A host and port, the same with and without `www.` in front."""
    port = "" if url.is_default_port() else f":{url.port}"
    return (url.raw_host or "").lower().removeprefix("www.") + port


def read_own_page(body: bytes, url: URL) -> OwnPage:
    """A page, however broken."""
    seen = _without_what_is_shut(body[:LOOKED_AT])
    end = _HEAD_ENDS.search(seen)
    head, whole = _Tags(seen[: end.start() if end else None]), _Tags(seen)
    return OwnPage(tuple(head.codes), tuple(_absolute(url, whole.mine)))


class _Tags(HTMLParser):
    """The tags that matter, one by one: those that never end would take the parser minutes."""

    def __init__(self, html: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.codes: list[str] = []
        self.mine: list[str] = []
        for tag in _TAG.findall(html.decode("utf-8", "replace"))[:MOST_TAGS]:
            self.feed(tag)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        told = {name: (value or "").strip() for name, value in reversed(attrs)}
        if tag == "meta" and told.get("name", "").lower() == META and len(self.codes) < MOST:
            self.codes.append(told.get("content", ""))
        if "me" in told.get("rel", "").lower().split() and len(self.mine) < MOST:
            self.mine.append(told.get("href", ""))


def _without_what_is_shut(body: bytes) -> bytes:
    """Without comments and elements whose content is no markup, such as scripts."""
    lower, parts, at = body.lower(), [], 0
    while (found := _SHUT.search(body, at)) is not None:
        parts.append(body[at : found.start()])
        name = found[1].lower()
        end = lower.find(b"-->" if name == b"!--" else b"</" + name, found.end())
        at = len(body) if end < 0 else end + 3
    return b" ".join([*parts, body[at:]])


def _absolute(url: URL, links: Sequence[str]) -> list[str]:
    found = []
    for link in links:
        try:
            found.append(str(url.join(URL(link))))
        except ValueError:
            continue
    return found


def _is_there(document: Document, asked: URL) -> bool:
    return document.ok and site(document.url) == site(asked)
