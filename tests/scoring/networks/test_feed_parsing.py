"""Bytes that claim to be a feed: what they may not do, and what is read of them anyway."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scoring.networks.base import Changed, Data
from scoring.networks.feed import FeedConnector
from scoring.networks.feed_pages import plain_text, read_page
from scoring.networks.feed_parsing import MOST_TAGS, HostileFeedError, parse
from scoring.networks.http import GuardedClient
from tests.scoring.networks.blog import RSS, content, found, read, rss
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.serving import Host, Reply

RECORDED = sorted((SHARED / "apis" / "rss").rglob("*.xml"))


@pytest.fixture
def blog(client: GuardedClient) -> FeedConnector:
    return FeedConnector(client)


async def test_a_file_is_not_opened(host: Host, blog: FeedConnector, tmp_path: Path) -> None:
    """Bytes that look like the name of a file, or like an address, are bytes."""
    secret = tmp_path / "feed.xml"
    secret.write_bytes(rss(channel="<title>secret</title>"))
    async with Host() as other:
        for body in (os.fsencode(secret), f"{other.url}/feed".encode()):
            host.reply("/feed", Reply(body, headers=RSS))
            assert isinstance(await blog.profile(f"{host.origin}/feed"), Changed)
        assert other.seen == []


async def test_nothing_is_fetched_by_the_parser(host: Host, blog: FeedConnector) -> None:
    """Entities, stylesheets and schemas that a feed names are not asked for."""
    async with Host() as other:
        head = f'<?xml-stylesheet href="{other.url}/x"?><!DOCTYPE rss SYSTEM "{other.url}/d" ['
        head += f'<!ENTITY x SYSTEM "{other.url}/e"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
        body = f"{head}<rss version='2.0'><channel><title>a &x; &f; b</title></channel></rss>"
        host.reply("/feed", Reply(body.encode(), headers=RSS))
        profile = await found(blog, f"{host.origin}/feed")
        assert other.seen == []
    assert "hostname" not in profile.name
    assert len(profile.name) < 20


def test_a_bomb_of_entities() -> None:
    """A title that would be a billion letters is not."""
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    head = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]>'
    body = f'{head}<rss version="2.0"><channel><title>&e9;</title></channel></rss>'
    parsed = parse(body.encode(), "application/xml")
    assert parsed is not None
    assert len(parsed.title) < 100


@pytest.mark.parametrize(
    "body",
    [
        b'<rss version="2.0"><channel>' + b"<item>" * (MOST_TAGS + 1),
        b'<rss version="2.0"><x ' + b" ".join(b'a%d=">"' % n for n in range(999)) + b"/></rss>",
        b"<rss><channel><item>" + b"<category>x</category>" * 999 + b"</item></channel></rss>",
        b"<!DOCTYPE rss [" + b'<!ENTITY a "b">' * 999 + b"]><rss/>",
        b'<?xml version="1.0" encoding="punycode"?><rss/>',
        '<?xml version="1.0" encoding="utf-7"?><rss/>'.encode("utf-16"),
    ],
    ids=["tags", "attributes", "categories", "entities", "punycode", "utf-7"],
)
async def test_hostile_feeds(host: Host, blog: FeedConnector, body: bytes) -> None:
    """What would keep a parser busy for minutes is refused at a glance."""
    with pytest.raises(HostileFeedError):
        parse(body, "application/xml")
    host.reply("/feed", Reply(body, headers=RSS))
    (outcome,) = await read(blog, host)
    assert isinstance(outcome, Changed)


def test_keywords_without_end() -> None:
    """Keywords, whose number makes the parser slow, are not read at all."""
    namespace = 'xmlns:media="http://search.yahoo.com/mrss/"'
    words = ",".join(map(str, range(300_000)))
    body = f'<rss version="2.0" {namespace}><channel><item><guid>1</guid>'
    body += f"<media:keywords>{words}</media:keywords></item></channel></rss>"
    parsed = parse(body.encode(), "application/xml")
    assert parsed is not None
    assert parsed.entries[0].topics == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"version": "https://jsonfeed.org/version/1"}',
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"plain words",
        b"\x00\x01\x02",
        b"<a><b/></a>",
        b"\xff\xfe<\x00",
    ],
    ids=range(11),
)
def test_what_is_no_feed(body: bytes) -> None:
    """Other bytes are no feed, and nothing breaks over them."""
    assert parse(body, "") is None


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-32", "utf-8-sig", "latin-1"])
def test_encodings(codec: str) -> None:
    """A feed is read in the encoding that it declares or shows."""
    name = codec.removesuffix("-sig")
    text = f"<?xml version='1.0' encoding='{name}'?><rss version='2.0'><channel>"
    body = f"{text}<title>Été</title></channel></rss>".encode(codec)
    parsed = parse(body, "application/xml")
    assert parsed is not None
    assert parsed.title == "Été"


def test_pages_in_pieces() -> None:
    """Broken markup ends no reading, and tags without end find nothing."""
    link = b"<LINK REL=alternate TYPE=application/rss+xml HREF="
    assert read_page(b"<![foo <!-- " + link + b"x>").feeds == []
    assert read_page(b"<!-- a -->" + link + b"y><link rel=alternate>").feeds == ["y"]
    assert plain_text("a<![x <b>b</b> &amp; c") == "a [x b & c"


@pytest.mark.parametrize(
    "path", RECORDED or [None], ids=lambda path: path.stem if path else "absent"
)
async def test_recorded(host: Host, blog: FeedConnector, path: Path | None) -> None:
    """Every recorded document is a feed, whatever type it is served with, but the empty one."""
    if path is None:
        pytest.skip(f"recorded feeds are not at {SHARED}")
    for kind in ("application/xml", "text/xml", "text/html", "text/plain; charset=nonsense"):
        host.reply("/feed", Reply(content(path), headers={"Content-Type": kind}))
        profile = await blog.profile(f"{host.origin}/feed")
        readings = await read(blog, host)
        assert len(readings) == 1
        if path.stem == "rss_empty_document":
            assert isinstance(profile, Changed)
            assert isinstance(readings[0], Changed)
        else:
            assert isinstance(profile, Data)
            assert isinstance(readings[0], Data)
            assert not readings[0].value.observable  # none of them counts comments
