"""The privacy policy as a page: readable, safe, and only where the operator has none."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import aiohttp
import pytest

from bot import policy
from bot.health import Health
from bot.settings import DiscordSettings, Settings, WebSettings
from bot.web import serve_web
from scoring.clock import SystemClock

PUBLIC = "https://bot.example"
REPORT = "https://example.org/report?a=1&b=2"


class Never:
    """A connection to Discord that is not there."""

    def is_ready(self) -> bool:
        return False


class Outline(HTMLParser):
    """What a screen reader hears first: the language, headings, and heads of tables."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.scopes: list[str | None] = []
        self.attributes: dict[str, dict[str, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.setdefault(tag, dict(attrs))
        if re.fullmatch(r"h\d", tag):
            self.headings.append(tag)
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))


def settings(**discord: str) -> Settings:
    """A bot that a proxy makes public."""
    return Settings(
        discord=DiscordSettings.model_validate(discord), web=WebSettings(port=1, public_url=PUBLIC)
    )


async def fetch(path: str, chosen: Settings) -> tuple[int, str, dict[str, str]]:
    """One page as a browser gets it."""
    health = Health(SystemClock())
    async with (
        serve_web(0, health, Never(), policy.routes(chosen)) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text(), dict(answer.headers)


async def test_the_policy_is_served_as_a_document() -> None:
    """One heading of the first rank, none skipped, heads of columns, a language; no raw marks."""
    status, text, headers = await fetch("/privacy", settings(report_url=REPORT))
    found = Outline()
    found.feed(text)
    assert (status, found.attributes["html"]["lang"]) == (200, "en")
    assert found.headings.count("h1") == 1
    ranks = [int(heading[1]) for heading in found.headings]
    assert all(after <= before + 1 for before, after in itertools.pairwise(ranks))
    assert set(found.scopes) == {"col"}
    assert "viewport" in text
    assert not re.search(r"\*\*|<!-- retention|\| ---", text)
    assert "a=1&amp;b=2" in text
    assert "default-src 'none'" in headers["Content-Security-Policy"]


async def test_what_it_links_is_there() -> None:
    """The schema of exports, at the address that the page names."""
    (address,) = re.findall(r'href="([^"]+\.json)"', policy.page())
    status, text, _ = await fetch(address, settings())
    assert status == 200
    assert policy.SCHEMA.read_text(encoding="utf-8") == text


async def test_an_operator_s_own_policy_takes_its_place() -> None:
    """Theirs is linked, and ours is not served beside it."""
    theirs = settings(policy_url="https://example.org/policy")
    assert policy.public_url(theirs) == "https://example.org/policy"
    assert (await fetch("/privacy", theirs))[0] == 404


def test_where_nothing_is_public_nothing_is_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a public address, or without the file: `/about` answers in short instead."""
    assert policy.public_url(settings()) == f"{PUBLIC}/privacy"
    assert policy.public_url(Settings()) is None
    monkeypatch.setattr(policy, "POLICY", Path("nowhere"))
    assert policy.public_url(settings()) is None
    assert policy.routes(settings()) == ()
