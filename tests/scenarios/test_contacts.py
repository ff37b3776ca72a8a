"""Contacts over the wire: whoever does not want to be found leaves no trace, however they go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.members import KEPT
from tests.scenarios.world import ADA, BEN, CLEO, GUILD, Person, Town


async def acted(town: Town, who: Person, on: Person) -> None:
    """Somebody's own account acted on somebody's, a day ago."""
    actor = town.core.keys.actor("sample", f"id-{who.name.lower()}")
    (account,) = await town.core.links.accounts(on.id)
    at = int((town.clock.now() - timedelta(days=1)).timestamp())
    async with town.core.database.tx() as tx:
        await tx.run(
            "INSERT INTO audience (account_id, actor, first_at, last_at, fortnights) "
            "VALUES (?, ?, ?, ?, 1)",
            (account.id, actor, at, at),
        )


@pytest.fixture(autouse=True)
async def circle(town: Town) -> None:
    """Ben and Cleo act on Ada; Ada and Cleo agreed."""
    for who in (ADA, BEN, CLEO):
        await town.link(who)
    for who in (BEN, CLEO):
        await acted(town, who, ADA)
    for who in (ADA, CLEO):
        await town.core.contacts.agree(who.id, GUILD)


async def seen(town: Town, locale: str = "en-US") -> str:
    """What Ada reads."""
    answer = await town.at(ADA, locale).command("contacts")
    assert answer.ephemeral
    return answer.text


async def _hid(town: Town) -> None:
    await town.at(BEN).command("privacy hide")


async def _hid_everywhere(town: Town) -> None:
    await town.at(BEN).command("privacy hide", everywhere=True)


async def _stopped(town: Town) -> None:
    ben = town.at(BEN)
    await ben.press(await ben.command("contacts"), "Stop being found")


async def _unlinked(town: Town) -> None:
    await town.at(BEN).command("link remove", account="sample:ben")


async def _deleted(town: Town) -> None:
    ben = town.at(BEN)
    await ben.press(await ben.command("privacy delete"), "Delete everything")


async def _opted_out(town: Town) -> None:
    ben = town.at(BEN)
    await ben.press(await ben.command("privacy opt-out"), "Never measure me")


async def _left(town: Town) -> None:
    town.standin.remove_member(GUILD, BEN.id)
    town.clock.advance(KEPT)


WAYS = (_hid, _hid_everywhere, _stopped, _unlinked, _deleted, _opted_out, _left)


@pytest.mark.parametrize("goes", WAYS, ids=lambda way: way.__name__)
async def test_it_reads_as_if_they_had_never_agreed(
    town: Town, goes: Callable[[Town], Awaitable[None]]
) -> None:
    """Word for word, in both languages, from the next answer on."""
    before = await seen(town), await seen(town, "fr")
    assert "Cleo" in before[0]
    assert "Ben" not in before[0]
    await town.core.contacts.agree(BEN.id, GUILD)
    assert "Ben" in await seen(town)
    await goes(town)
    assert (await seen(town), await seen(town, "fr")) == before


async def test_somebody_else_learns_nothing(town: Town) -> None:
    """Who acts on Ada is Ada's to read: Cleo sees that she acts on Ada, and not that Ben does."""
    await town.core.contacts.agree(BEN.id, GUILD)
    text = (await town.at(CLEO).command("contacts")).text
    assert "Ada" in text
    assert "Ben" not in text
