"""What a web page says of its feed, in the part that is looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

LOOKED_AT = 200_000  # bytes; links and meta tags stand in front
LONGEST_TITLE = 1_000
MOST = 50  # of anything
MOST_TAGS = 2_000
_TAG = re.compile(r"<link\s[^<>]{1,2000}>", re.IGNORECASE)
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})


class Page(HTMLParser):
    """Feeds that a page links to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feeds: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        told = {name: value or "" for name, value in attrs}
        relations = told.get("rel", "").lower().split()
        if tag == "link" and "alternate" in relations:
            kind = told.get("type", "").partition(";")[0].strip().lower()
            if kind in _FEEDS:
                _add(self.feeds, told.get("href", ""))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def read_page(body: bytes) -> Page:
    """The front of a page, however broken. Attributes that matter are plain ASCII."""
    page = Page()
    html = _without_comments(body[:LOOKED_AT].decode("utf-8", "replace"))
    for tag in _TAG.findall(html)[:MOST_TAGS]:
        page.feed(tag)  # one by one: tags that never end take the parser minutes
    return page


def plain_text(html: str) -> str:
    """A title without its markup."""
    words = _Words()
    words.feed(html[:LONGEST_TITLE].replace("<!", " "))
    words.close()
    return " ".join("".join(words.parts).split())


def _without_comments(html: str) -> str:
    parts: list[str] = []
    at = 0
    while at >= 0 and (start := html.find("<!--", at)) >= 0:
        parts.append(html[at:start])
        at = html.find("-->", start)
    return "".join([*parts, html[at:] if at >= 0 else ""])


def _add(found: list[str], value: str) -> None:
    if value.strip() and len(found) < MOST:
        found.append(value.strip())
