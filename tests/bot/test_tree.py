"""Every command as Discord will be told of it, in both languages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.client import Renown
from bot.tree import LONGEST_OPTION, refuse_long_options
from scoring.clock import ManualClock
from scoring.errors import DomainError
from tests.bot.world import offline_bot, payloads

NAME = re.compile(r"[-_'\w]{1,32}")
CHAT_INPUT, SUBCOMMAND, CHANNEL = 1, 1, 7
EXPECTED = {
    "score": set(),
    "compare": set(),
    "leaderboard": set(),
    "why": set(),
    "history": set(),
    "topics": {"show", "hide", "unhide"},
    "vouch": set(),
    "check": set(),
    "link": {"add", "verify", "list", "remove"},
    "privacy": {"show", "export", "hide", "unhide", "delete", "opt-out"},
    "community": {
        "channel",
        "day",
        "time",
        "zone",
        "language",
        "rows",
        "podium",
        "newcomers",
        "pages",
        "pictures",
        "theme",
        "lookups",
        "show",
        "reset",
        "preview",
        "pause",
        "resume",
        "post-now",
    },
    "about": set(),
    "help": set(),
    "Show score": set(),
    "Compare with me": set(),
    "Why this score?": set(),
    "contacts": set(),
}


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Renown]:
    async with offline_bot(tmp_path, ManualClock(datetime(2026, 3, 2, tzinfo=UTC))) as client:
        yield client


def entries(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A command with its subcommands and options."""
    yield payload
    for option in payload.get("options", ()):
        yield from entries(option)


async def test_all_commands_are_there(bot: Renown) -> None:
    """The commands and subcommands of the product, and no others."""
    found = {
        payload["name"]: {
            option["name"] for option in payload.get("options", ()) if option["type"] == SUBCOMMAND
        }
        for payload in await payloads(bot)
    }
    assert found == EXPECTED


async def test_names_and_descriptions_in_both_languages(bot: Renown) -> None:
    """Each command, subcommand and option is named in both languages, within the limits."""
    for payload in await payloads(bot):
        for entry in entries(payload):
            names = [entry["name"], entry["name_localizations"]["fr"]]
            if payload["type"] == CHAT_INPUT:
                assert all(NAME.fullmatch(name) and name == name.lower() for name in names)
                said = [entry["description"], entry["description_localizations"]["fr"]]
                assert all(1 <= len(words) <= 100 for words in said)
            assert all(1 <= len(name) <= 32 for name in names)


async def test_names_differ_among_siblings(bot: Renown) -> None:
    """In neither language do two commands, or two options of one command, share a name."""
    listed = await payloads(bot)
    families = [listed, *(e["options"] for p in listed for e in entries(p) if e.get("options"))]
    for family in families:
        for names in (
            [entry["name"] for entry in family],
            [entry["name_localizations"]["fr"] for entry in family],
        ):
            assert len(names) == len(set(names))


async def test_choices_fit(bot: Renown) -> None:
    """At most 25 choices, each named in both languages."""
    for payload in await payloads(bot):
        for entry in entries(payload):
            choices = entry.get("choices", [])
            assert len(choices) <= 25
            for choice in choices:
                assert 1 <= len(choice["name"]) <= 100
                assert 1 <= len(choice["name_localizations"]["fr"]) <= 100


async def test_commands_fit(bot: Renown) -> None:
    """No command has more than 8,000 characters over names, descriptions and values."""
    for payload in await payloads(bot):
        for language in ("en", "fr"):
            assert sum(_length(entry, language) for entry in entries(payload)) <= 8000


def _length(entry: dict[str, Any], language: str) -> int:
    texts = [
        entry.get(f"{field}_localizations", {}).get(language) or entry.get(field) or ""
        for field in ("name", "description")
    ]
    values = [str(choice["value"]) + choice["name"] for choice in entry.get("choices", [])]
    return len("".join([*texts, *values]))


async def test_managers_only_and_communities_only(bot: Renown) -> None:
    """`/community` is for managers by default, and works in communities only."""
    by_name = {payload["name"]: payload for payload in await payloads(bot)}
    assert by_name["community"]["default_member_permissions"] == 1 << 5
    assert by_name["community"]["contexts"] == [0]
    assert by_name["community"]["integration_types"] == [0]
    here = {"leaderboard", "vouch", "contacts"}
    assert all(by_name[name]["contexts"] == [0] for name in here)
    for name in set(EXPECTED) - {"community"} - here:
        assert by_name[name]["default_member_permissions"] is None
        assert 1 in by_name[name]["contexts"]


async def test_the_fingerprint_follows_the_payloads(bot: Renown) -> None:
    """The hash of the commands is the same until a command or a translation changes."""
    before = await bot._fingerprint()
    assert await bot._fingerprint() == before
    bot.tree.remove_command("help")
    assert await bot._fingerprint() != before


async def test_commands_are_mentioned_by_their_ids(bot: Renown) -> None:
    """A command whose id is known can be clicked; the others are named."""
    bot.command_ids = {"link": 42}
    assert bot.mention("link add") == "</link add:42>"
    assert bot.mention("score") == "`/score`"


async def test_a_button_has_one_handler(bot: Renown) -> None:
    """Two cogs cannot answer the same button."""
    with pytest.raises(ValueError, match="why"):
        bot.on_press("why", bot._presses["why"])


@pytest.mark.parametrize("nested", [False, True])
def test_a_page_of_text_is_refused(nested: bool) -> None:
    """An option longer than anything sensible has its own sentence."""
    options = [{"name": "account", "value": "x" * (LONGEST_OPTION + 1)}]
    data = {"options": [{"name": "add", "options": options}] if nested else options}
    with pytest.raises(DomainError) as caught:
        refuse_long_options(data)
    assert (caught.value.key, caught.value.data) == ("option_too_long", {"n": LONGEST_OPTION})


def test_ordinary_options_pass() -> None:
    """Short texts, numbers, and commands without options are left alone."""
    ordinary = [
        None,
        {"options": [{"name": "minimum", "value": 35.0}]},
        {"options": [{"name": "account", "value": "x" * LONGEST_OPTION}]},
    ]
    refused = [refuse_long_options(options) for options in ordinary]
    assert refused == [None] * len(ordinary)
