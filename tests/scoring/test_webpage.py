"""What counts as written by the owner of a page or a host, and what anybody could write."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from yarl import URL

from scoring.networks.http import GuardedClient
from scoring.webpage import LOOKED_AT, OwnPage, Web, read_own_page, site
from tests.scoring.networks.serving import Host, Reply, client_for

HERE = URL("https://ada.example/me")
META = '<meta name="renown" content="renown-1">'


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    async with Host() as running:
        yield running


@pytest.fixture
async def client(host: Host) -> AsyncIterator[GuardedClient]:
    async with client_for(host) as client:
        yield client


@pytest.fixture
def web(client: GuardedClient) -> Web:
    return Web(client)


def codes(html: str) -> tuple[str, ...]:
    return read_own_page(html.encode(), HERE).codes


@pytest.mark.parametrize(
    "html",
    [
        f"<html><head>{META}</head><body></body></html>",
        f"<!doctype html><title>A</title>{META}<p>No head was opened.",
        "<head><META CONTENT=renown-1 NAME='Renown'></head>",
        f"<head><script>var a = '<p>';</script>{META}</head>",
        f"<head><!-- <body> -->\n{META}</head>",
    ],
)
def test_a_code_in_the_head_counts(html: str) -> None:
    """However the page is written."""
    assert codes(html) == ("renown-1",)


@pytest.mark.parametrize(
    "html",
    [
        f"<html><head></head><body>{META}</body></html>",
        f"<p>A comment</p>{META}",
        f"<head><!-- {META} --></head>",
        f"<head><!-- {META}",
        "<head><script>{'c':'<meta name=renown content=renown-1>'}</script></head>",
        "<head><title><meta name=renown content=renown-1></title></head>",
        f"<head><noscript>{META}</noscript><template>{META}</template></head>",
        f"<textarea>{META}</textarea>",
        "<head>&lt;meta name=renown content=renown-1&gt;</head>",
        "<head><meta name=description content='renown-1'></head>",
        "<head><met<!-- -->a name=renown content=renown-1></head>",
        f"<head>{' ' * LOOKED_AT}{META}</head>",
    ],
)
def test_what_others_could_write_does_not(html: str) -> None:
    """Comments, the data of scripts, text, and what stands outside the head are nobody's proof."""
    assert codes(html) == ()


def test_links_with_rel_me() -> None:
    """Wherever they stand, made whole; others are only links."""
    html = """<link rel="me" href="https://town.example/@ada"><body><a href=/x rel="nofollow ME">
    <a rel="nofollow" href="https://no.example"><a rel="acme" href="https://no.example">
    <script>'<a rel=me href=https://no.example>'</script><a rel=me href="http://[">"""
    page = read_own_page(html.encode(), HERE)
    assert page.mine == ("https://town.example/@ada", "https://ada.example/x")


@pytest.mark.parametrize(
    "piece", ["<script", "<!--", "<meta name=renown ", "<a rel=me ", "<", '<a href="', "</head"]
)
def test_hostile_pages_end(piece: str) -> None:
    """Two megabytes of anything are read once, from front to back."""
    page = read_own_page(piece.encode() * (2_000_000 // len(piece)), HERE)
    assert len(page.codes) + len(page.mine) < 100


async def test_a_file_of_the_host(host: Host, web: Web) -> None:
    """Its words; nothing where there is none; None where the host does not say."""
    url = URL(host.url) / "code.txt"
    assert await web.file(url) == ""
    host.reply("/code.txt", Reply(b"renown-1 " + b"x" * 9_000))
    assert (await web.file(url) or "").startswith("renown-1")
    host.reply("/code.txt", Reply(b"no", 403))
    assert await web.file(url) is None
    assert await web.page(url) is None
    assert await web.file(URL("http://127.0.0.1:1/code.txt")) is None


async def test_another_host_speaks_for_itself(host: Host, web: Web) -> None:
    """A redirect to somebody else's host is nothing of this one; `www.` is the same."""
    async with Host() as other, client_for(host, other) as both:
        other.reply("/code.txt", Reply(b"renown-1"))
        other.reply("/", Reply(META.encode()))
        host.reply("/code.txt", Reply(b"", 302, {"Location": f"{other.url}/code.txt"}))
        host.reply("/", Reply(b"", 302, {"Location": f"{other.url}/"}))
        assert await Web(both).file(URL(host.url) / "code.txt") == ""
        assert await Web(both).page(URL(host.url) / "") == OwnPage()
    assert site(URL("https://www.Ada.example")) == site(URL("http://ada.example/x"))
    assert site(URL("https://ada.example:8443")) != site(URL("https://ada.example"))
