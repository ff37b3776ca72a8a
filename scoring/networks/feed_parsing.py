"""What a feed says: RSS, Atom or JSON Feed out of bytes, with everything bounded.

feedparser knows thousands of real feeds, but it trusts them: it opens what looks like a file's
name, and some of its loops are quadratic. So it gets a stream of UTF-8 and nothing else, after
a look at what would keep it busy for minutes.
"""

from __future__ import annotations

import calendar
import codecs
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from scoring.networks.shapes import (
    Items,
    Moment,
    Shape,
    Text,
    each,
    earliest,
    items,
    one,
    record,
    text,
    topics_of,
)

MOST_TAGS = 60_000  # a second for each twenty thousand
MOST_ATTRIBUTES = 200  # of one element
MOST_CATEGORIES = 500  # of one entry
MOST_ENTITIES = 300  # HTML has 253
WEB_BEGAN = datetime(1993, 4, 30, tzinfo=UTC)  # dates before mean that there is none
JSON_VERSION = "https://jsonfeed.org/version/"
THREADING = "http://purl.org/syndication/thread/1.0"
HISTORY = "http://purl.org/syndication/history/1.0"

_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_PAGE = re.compile(
    rb"[\s\xef\xbb\xbf]*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*){0,3}<(?:!doctype html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_CATEGORY = re.compile(rb"<(?:\w+:)?(?:category|subject)\b", re.IGNORECASE)
_KEYWORDS = re.compile(rb"(</?(?:[\w-]+:)?)keywords\b", re.IGNORECASE)
_BASE = re.compile(rb"\bxml:base\b", re.IGNORECASE)
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)
_TIMES = ("published_parsed", "updated_parsed", "created_parsed")
_NO_CHARSET = frozenset({"idna", "punycode", "raw_unicode_escape", "unicode_escape", "utf-7"})


class HostileFeedError(ValueError):
    """This would keep a parser busy for longer than any feed deserves."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication. `comments` is None where the feed does not count them."""

    native_id: str
    at: datetime | None
    comments: int | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """What we read of a feed; addresses are as they were written."""

    title: str = ""
    about: str = ""
    home: str = ""
    next: str = ""  # the page with older entries
    whole: bool = False  # it says that it holds everything
    listed: bool = True  # False: it asks not to be listed
    entries: tuple[Entry, ...] = ()


def parse(body: bytes, content_type: str) -> Feed | None:
    """The feed in these bytes, or None where they are none. Raises HostileFeedError.

    It takes seconds at worst: call it in a thread.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _parse_json(body)
    if is_page(body):
        return None
    return _parse_xml(body, content_type)


def is_page(body: bytes) -> bool:
    """Whether these bytes are a web page, whatever type the host names."""
    return _PAGE.match(body[:2_000]) is not None and _ROOT.search(body[:2_000]) is None


class _JsonFeed(Shape):
    version: str
    title: Text = ""
    description: Text = ""
    home_page_url: Text = ""
    next_url: Text = ""
    items: list[Any]


class _JsonItem(Shape):
    id: Annotated[str, BeforeValidator(lambda value: str(value) if value is not None else None)]
    date_published: Moment = None
    date_modified: Moment = None
    tags: Items = Field(default_factory=list)

    def entry(self) -> Entry:
        """JSON Feed has no count of comments."""
        at = _dated([self.date_published, self.date_modified])
        return Entry(self.id, at, None, topics_of(self.tags))


def _parse_json(body: bytes) -> Feed | None:
    try:
        found = one(_JsonFeed, json.loads(body))
    except (ValueError, RecursionError):
        return None
    if found is None or not found.version.startswith(JSON_VERSION):
        return None
    entries = [item.entry() for item in each(_JsonItem, found.items)]
    return Feed(
        title=found.title,
        about=found.description,
        home=found.home_page_url,
        next=found.next_url,
        entries=_once(entries),
    )


def _parse_xml(body: bytes, content_type: str) -> Feed | None:
    import feedparser  # 80 ms that only those need who read feeds
    from feedparser.encodings import convert_to_utf8

    _check_charset(body, content_type)
    headers = {"content-type": content_type or "application/xml"}
    utf8 = _tame(convert_to_utf8(headers, body, {}))
    found = feedparser.parse(
        io.BytesIO(utf8),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=True,
    )
    if not found.get("version"):
        return None
    names = {uri: prefix for prefix, uri in record(found.get("namespaces")).items()}
    feed = record(found.get("feed"))
    total = f"{names.get(THREADING, 'thr')}_total"
    return Feed(
        title=text(feed.get("title")),
        about=text(feed.get("subtitle")),
        home=text(feed.get("link")),
        next=_link(feed, "next"),
        whole=f"{names.get(HISTORY, 'fh')}_complete" in feed,
        listed=not _get(feed, "itunes_block"),
        entries=_once(_entry(record(one), total) for one in items(found.get("entries"))),
    )


def _check_charset(body: bytes, content_type: str) -> None:
    """Some codecs hide tags from `_tame`, or are slow. Raises HostileFeedError."""
    declared = _DECLARED.search(body[:300].replace(b"\0", b""))
    for name in (declared[1].decode() if declared else "", content_type.rpartition("charset=")[2]):
        try:
            codec = codecs.lookup(name.strip("\"' ;")).name
        except (LookupError, ValueError):
            continue
        if codec.replace("-", "_") in {one.replace("-", "_") for one in _NO_CHARSET}:
            raise HostileFeedError(f"written in {codec}")


def _tame(utf8: bytes) -> bytes:
    """The same without what nobody needs and feedparser is slow at. Raises HostileFeedError."""
    if utf8.count(b"<") > MOST_TAGS:
        raise HostileFeedError("too many tags")
    if utf8.count(b"<!ENTITY") > MOST_ENTITIES:
        raise HostileFeedError("too many entities")
    if any(_attributes(part) > MOST_ATTRIBUTES for part in utf8.split(b"<") if len(part) > 1_000):
        raise HostileFeedError("too many attributes")
    if any(len(_CATEGORY.findall(part)) > MOST_CATEGORIES for part in _ENTRY.split(utf8)):
        raise HostileFeedError("too many categories")
    return _BASE.sub(b"xml:ignored", _KEYWORDS.sub(rb"\1ignored", utf8))


def _attributes(part: bytes) -> int:
    """How many attributes the tag at the front of a part has, text behind it not counted."""
    if not part[:1].isalpha():
        return 0
    quoted, values = b"", 0
    for sign in re.findall(rb"[\"'>]", part):
        if quoted:
            quoted = b"" if sign == quoted else quoted
        elif sign == b">":
            break
        else:
            quoted, values = sign, values + 1
    return values


def _entry(found: Mapping[str, Any], total: str) -> Entry:
    at = _dated(
        _time(_get(found, f"{name}_parsed")) for name in ("published", "updated", "created")
    )
    native_id = text(_get(found, "id")) or text(_get(found, "link"))
    if not native_id and at is not None:
        native_id = f"{at.isoformat()} {text(_get(found, 'title'))}"
    terms = (term for tag in items(_get(found, "tags")) for term in _terms(record(tag)))
    return Entry(native_id, at, _comments(found, total), topics_of(terms))


def _terms(tag: Mapping[str, Any]) -> Iterable[str]:
    """A category's name. Some write addresses of categories, which are nobody's topic."""
    name = text(tag.get("label")) or text(tag.get("term"))
    return [] if "://" in name else [name]


def _comments(found: Mapping[str, Any], total: str) -> int | None:
    """How many comments there are: by `slash:comments`, `thr:total` or a link to the replies."""
    links = [record(link) for link in items(_get(found, "links"))]
    replies = [link for link in links if link.get("rel") == "replies"]
    told = [_get(found, "slash_comments"), _get(found, total)]
    told += [value for link in replies for name, value in link.items() if name.endswith("count")]
    counts = [int(t) for t in map(text, told) if re.fullmatch(r"\s*[0-9]{1,9}\s*", t)]
    return max(counts, default=None)


def _link(found: Mapping[str, Any], rel: str) -> str:
    links = (record(link) for link in items(_get(found, "links")))
    return next((text(link.get("href")) for link in links if link.get("rel") == rel), "")


def _get(found: Mapping[str, Any], name: str) -> Any:
    """A field as it is: feedparser's own mapping answers with other fields, and warnings."""
    return dict.get(found, name) if isinstance(found, dict) else None


def _time(parsed: object) -> datetime | None:
    """feedparser's time, which is in UTC."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _dated(times: Iterable[datetime | None]) -> datetime | None:
    return earliest(at for at in times if at is not None and at >= WEB_BEGAN)


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each entry once, those left out that nothing tells apart."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.native_id:
            found.setdefault(entry.native_id, entry)
    return tuple(found.values())


def plain(words: Sequence[str], longest: int = 4_000) -> tuple[str, ...]:
    """Texts that serve a proof, without those that are empty."""
    return tuple(word[:longest] for word in words if word.strip())
