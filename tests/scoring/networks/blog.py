"""Feeds as blogs write them, and how a test reads one."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from scoring.networks.base import Outcome, Profile, Reading
from scoring.networks.feed import FeedConnector
from tests.scoring.networks.reading import value
from tests.scoring.networks.serving import NOW, Host

RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}
ATOM = {"Content-Type": "application/atom+xml"}
HTML = {"Content-Type": "text/html"}


def item(number: int, at: datetime | str | None, *more: str) -> str:
    date = format_datetime(at) if isinstance(at, datetime) else at
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><guid>post-{number}</guid>{dated}{''.join(more)}</item>"


def content(path: Path) -> bytes:
    return path.read_bytes()


def comments(number: object) -> str:
    return f"<slash:comments>{number}</slash:comments>"


def rss(*items: str, channel: str = "<title>Ada's blog</title>") -> bytes:
    slash = 'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    atom = 'xmlns:atom="http://www.w3.org/2005/Atom"'
    history = 'xmlns:fh="http://purl.org/syndication/history/1.0"'
    body = f'<rss version="2.0" {slash} {atom} {history}><channel>{channel}{"".join(items)}'
    return f'<?xml version="1.0" encoding="utf-8"?>{body}</channel></rss>'.encode()


def known(host: Host, path: str = "/feed") -> Profile:
    return Profile("feed", host.url + path, host.origin + path, "Ada's blog", "", None)


async def read(
    blog: FeedConnector, host: Host, since: datetime | None = None
) -> list[Outcome[Reading]]:
    return [one async for one in blog.read(known(host), since=since, now=NOW)]


async def only(blog: FeedConnector, host: Host, since: datetime | None = None) -> Reading:
    (outcome,) = await read(blog, host, since)
    return value(outcome)


async def found(blog: FeedConnector, handle: str) -> Profile:
    return value(await blog.profile(handle))
