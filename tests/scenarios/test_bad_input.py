"""What bad input gets: its own sentence in both languages, in private, and nothing by halves."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.i18n import I18n
from bot.sandbox.answer import Answer
from bot.sandbox.world import ALL_NEEDED, ATTACH_FILES, Person
from bot.services import drain
from scoring.settings import NetworkSettings
from tests.scenarios.world import ADA, BEN, BOARD, GUILD, OLGA, Town, code_in, open_town
from tests.scoring.networks.serving import Host, Reply

LANGUAGES = {"en": "en-US", "fr": "fr"}
PROFILE = "/xrpc/app.bsky.actor.getProfile"
ASLEEP = {"error": "AccountTakedown", "message": "Account has been taken down"}
Step = Callable[[Town], Awaitable[None]]


@dataclass(frozen=True)
class Case:
    """One mistake: who makes it with which command, and the key of the sentence it gets."""

    key: str
    command: str
    options: dict[str, Any] = field(default_factory=dict)
    by: Person = ADA
    before: Step | None = None


async def refused(town: Town) -> None:
    """The network asks to wait for an hour."""
    town.network.refuse(429, **{"Retry-After": "3600"})


async def unreachable(town: Town) -> None:
    """The network does not listen any more."""
    await town.network.close()


async def strange(town: Town) -> None:
    """The network answers in a way that nobody knows."""
    town.network.refuse(418)


async def waiting(town: Town) -> None:
    """Ada holds a code for her account."""
    await town.at(ADA).command("link add", account="sample:ada")


async def expired(town: Town) -> None:
    """The same, a quarter of an hour and a second ago."""
    await waiting(town)
    town.clock.advance(timedelta(minutes=15, seconds=1))


async def wrong_code(town: Town) -> None:
    """The profile holds somebody else's code."""
    await waiting(town)
    theirs = await town.at(BEN).command("link add", account="sample:ada")
    town.network.accounts["ada"].bio = code_in(theirs)


async def without_files(town: Town) -> None:
    """The bot may write in the board's channel, but attach nothing."""
    town.standin.set_permissions(BOARD, ALL_NEEDED & ~ATTACH_FILES)
    await town.at(OLGA).command("about")  # an answer: the change has arrived before it


def add(account: str) -> tuple[str, dict[str, Any]]:
    return "link add", {"account": account}


LONG = "x" * 201
CASES = [
    Case("account_unknown", *add("sample:nobody")),
    Case("reference_ambiguous", *add("ada")),
    Case("reference_not_understood", *add("what is this?")),
    Case("reference_unknown_network", *add("myspace:tom")),
    Case("reference_invalid_handle", *add("sample:Ünknown!")),
    Case("network_off", *add("github:octocat")),
    Case("network_limited", *add("sample:ada"), before=refused),
    Case("closed_noted", *add("googleplus:ada")),
    Case("network_closed", "score", {"account": "googleplus:ada"}),
    Case("network_unreachable", *add("sample:ada"), before=unreachable),
    Case("account_changed", *add("sample:ada"), before=strange),
    Case("account_suspended", *add("bluesky:asleep.example.com")),
    Case("account_moved", *add("github:octocat-old")),
    Case("nothing_pending", "link verify"),
    Case("code_missing", "link verify", before=waiting),
    Case("code_missing", "link verify", before=wrong_code),
    Case("code_expired", "link verify", before=expired),
    Case("not_linked", "link remove", {"account": "sample:ada"}),
    Case("lookups_off", "score", {"account": "sample:ada"}),
    Case("zone_unknown", "community zone", {"city": "Atlantis"}, by=OLGA),
    Case("time_unknown", "community time", {"time": "25:61"}, by=OLGA),
    Case("channel_forbidden", "community channel", {"channel": str(BOARD)}, OLGA, without_files),
    Case("channel_not_set", "community post-now", by=OLGA),
    Case("option_too_long", "score", {"account": LONG}),
    Case("option_too_long", *add(LONG)),
    Case("compare_same", "compare", {"a": BEN, "b": BEN}),
    Case("own_never_linked", "score"),
    Case("own_never_linked", "check", {"minimum": 35}),
    Case("no_score", "score", {"member": BEN}),
]
SERVED_ELSEWHERE = {"account_suspended", "account_moved"}


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    """Bluesky and GitHub as they answer about somebody suspended, and somebody renamed."""
    async with Host() as served:
        served.reply(PROFILE, Reply(ASLEEP, 400))
        served.reply("/users/octocat-old", {"id": 583231, "login": "octocat-new"})
        yield served


@pytest.fixture
async def town(tmp_path: Path, host: Host, case: Case) -> AsyncIterator[Town]:
    """An account on the town's network that nobody has linked."""
    local = NetworkSettings(enabled=True, base_url=host.url)
    networks = {"bluesky": local, "github": local} if case.key in SERVED_ELSEWHERE else {}
    async with open_town(tmp_path, networks=networks, private_hosts=[host.origin]) as opened:
        opened.network.add("ada", days=60, people=20, posts=1)
        yield opened


def as_pattern(words: str) -> str:
    """The catalogue's sentence with anything in its gaps."""
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(words))


def is_said(town: Town, key: str, language: str, answer: Answer) -> bool:
    """Whether the answer is this sentence."""
    words = town.services.client.i18n.catalogue(language).messages[f"error.{key}"]
    return re.search(as_pattern(str(words)), answer.text) is not None


TRIES = 7  # the column of a challenge


def kept(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """What is stored of people: counts of look-ups and tries and the program's own notes apart."""
    counts = ("meta", "lookup_use", "challenge_use")
    shown = {name: found for name, found in rows.items() if name not in counts}
    codes = [(*row[:TRIES], *row[TRIES + 1 :]) for row in rows["challenge"]]
    return shown | {"challenge": codes}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.key}-{c.command.replace(' ', '-')}")
async def test_its_own_sentence_and_nothing_by_halves(town: Town, case: Case) -> None:
    """In both languages, for the asker only, and what was stored before is what is stored after."""
    if case.before is not None:
        await case.before(town)
    before = kept(dict(await town.stored()))
    for language, locale in LANGUAGES.items():
        answer = await town.at(case.by, locale).command(case.command, **case.options)
        assert is_said(town, case.key, language, answer), answer.text
        assert answer.ephemeral
        assert answer.buttons == [] or case.key == "own_never_linked"  # the way to begin
    if case.key != "closed_noted":
        assert kept(dict(await town.stored())) == before


def test_no_two_mistakes_share_a_sentence() -> None:
    """Every case of the table has words of its own, in each language."""
    keys = {f"error.{case.key}" for case in CASES}
    for language in LANGUAGES:
        messages = I18n.load().catalogue(language).messages
        assert len({str(messages[key]) for key in keys}) == len(keys)


@pytest.mark.parametrize("case", [Case("unexpected", "score")], ids=["unexpected"])
async def test_the_unexpected_has_a_number_that_the_log_has_too(
    town: Town, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    """The store breaks: one sentence with an incident id, the id in the log with its trace."""
    async with town.core.database.tx() as tx:
        await tx.run("ALTER TABLE account RENAME TO elsewhere")
    for language, locale in LANGUAGES.items():
        answer = await town.at(ADA, locale).command("link list")
        assert is_said(town, case.key, language, answer), answer.text
        assert answer.ephemeral
        found = re.search(r"`([0-9a-f]{8})`", answer.text)
        assert found is not None
        [logged] = [r for r in caplog.records if found[1] in r.getMessage()]
        assert logged.exc_info is not None
        assert found[1] in town.errors.lines.pop()


@pytest.mark.parametrize("case", [Case("too_late", "score")], ids=["too_late"])
async def test_an_answer_that_discord_no_longer_takes(town: Town, case: Case) -> None:
    """Where Discord says that it is over and still listens, the sentence says so."""
    late = {"message": "Unknown interaction", "code": 10062}
    await town.link(ADA, people=20, days=60)
    for language, locale in LANGUAGES.items():
        town.standin.fail_next("POST", "/interactions/.*/callback", status=404, body=late)
        answer = await town.at(ADA, locale).command(case.command)
        assert is_said(town, case.key, language, answer), answer.text
        assert answer.ephemeral


@pytest.mark.parametrize("case", [Case("too_late", "link verify")], ids=["after 15 minutes"])
async def test_what_was_done_too_late_to_tell_is_whole(town: Town, case: Case) -> None:
    """A quarter of an hour passes while the network answers: linked all the same, and no error."""
    asked = await town.at(ADA).command("link add", account="sample:ada")
    town.network.accounts["ada"].bio = code_in(asked)
    town.network.asked.clear()
    town.network.gate.clear()
    verifying = asyncio.create_task(town.at(ADA).command(case.command))
    await town.network.asked.wait()
    town.clock.advance(timedelta(minutes=16))
    town.network.gate.set()
    await drain()
    verifying.cancel()
    await asyncio.gather(verifying, return_exceptions=True)
    listed = (await town.at(ADA).command("link list")).text
    assert "ada" in listed
    card = await town.at(ADA).command("score")
    assert "# " in card.text
    assert (await town.core.communities.get(GUILD)).channel_id is None


@pytest.mark.parametrize("case", [Case("code_missing", "link verify")], ids=["crossed"])
async def test_a_code_proves_nothing_for_somebody_else(town: Town, case: Case) -> None:
    """Two people claim one account: only whose code is in the profile gets it."""
    hers = await town.at(ADA).command("link add", account="sample:ada")
    await town.at(BEN).command("link add", account="sample:ada")
    town.network.accounts["ada"].bio = code_in(hers)
    assert is_said(town, case.key, "en", await town.at(BEN).command(case.command))
    linked = await town.at(ADA).command(case.command)
    assert "Show me here" in [b.label for b in linked.buttons]


@pytest.mark.parametrize("case", [Case("not_yours", "privacy delete")], ids=["not_yours"])
async def test_a_manager_is_not_somebody_else(town: Town, case: Case) -> None:
    """Commands for managers are refused to members where a server opened them to everyone."""
    for command in town.standin.commands:
        command["default_member_permissions"] = None
    for language, locale in LANGUAGES.items():
        answer = await town.at(ADA, locale).command("community pause")
        assert is_said(town, "manager_only", language, answer)
        assert answer.ephemeral
    assert (await town.core.communities.get(GUILD)).paused_at is None
