"""Leaving, seen over the wire: members without the members intent, and the bot itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.world import (
    ADA,
    BEN,
    CLEO,
    GUILD,
    NEXT_TOWN,
    OTHER_GUILD,
    TOWN,
    Town,
    open_town,
)

MEMBER = re.compile(r"/guilds/(\d+)/members/(\d+)$")
PLACES = ("membership", "standing", "standing_bucket", "weekly_post", "hand_post", "unlisted")


@pytest.fixture
async def towns(tmp_path: Path) -> AsyncIterator[Town]:
    """Ada and Ben, shown in two communities with a board in each."""
    async with open_town(tmp_path, worlds=(TOWN, NEXT_TOWN)) as town:
        for who, people in ((ADA, 60), (BEN, 30)):
            await town.link(who, people=people, days=60, guilds=(GUILD, OTHER_GUILD))
        for guild in (GUILD, OTHER_GUILD):
            await town.board_weekly(guild)
        yield town


async def shown_in(town: Town, guild: int = GUILD) -> set[object]:
    """Whose membership there is, by Discord id."""
    rows = await town.core.database.reader.all(
        "SELECT s.user_id FROM membership m JOIN subject s ON s.id = m.subject_id "
        "WHERE m.community_id = ?",
        (guild,),
    )
    return {row["user_id"] for row in rows}


async def held_of(town: Town, guild: int) -> dict[str, int]:
    """How many rows each table has about a community."""
    found = await town.stored()
    about = {table: sum(guild in row for row in found[table]) for table in (*PLACES, "community")}
    return {table: number for table, number in about.items() if number}


def asked(town: Town) -> list[tuple[int, int]]:
    """Whom Discord was asked about so far: (guild, member)."""
    matches = (MEMBER.search(r.path) for r in town.standin.requests)
    return [(int(m[1]), int(m[2])) for m in matches if m]


async def heard(town: Town) -> None:
    """Once an answer is here, whatever Discord said before was heard and acted on."""
    await town.standin.visitor(BEN.id, guild_id=OTHER_GUILD).command("about")
    acting = (t for t in asyncio.all_tasks() if "on_guild_remove" in t.get_name())
    await asyncio.gather(*acting)


@pytest.mark.parametrize("code", [10007, 10013], ids=["left, kicked or banned", "deleted"])
async def test_who_left_is_noticed_though_nobody_asks(towns: Town, code: int) -> None:
    """Two looks of the bot's own, a day apart, end a membership here and leave the other."""
    if code == 10007:
        towns.standin.remove_member(GUILD, ADA.id)
    else:
        body = {"code": code, "message": "Unknown User"}
        path = rf"/guilds/{GUILD}/members/{ADA.id}"
        towns.standin.fail_next("GET", path, status=404, body=body, times=9)
    await towns.pass_time(days=4)
    assert ADA.id in await shown_in(towns)
    await towns.pass_time(hours=25)
    assert await shown_in(towns) == {BEN.id}
    assert ADA.id in await shown_in(towns, OTHER_GUILD)
    assert ADA.name not in (await towns.at(BEN).command("leaderboard")).text


async def test_who_comes_back_within_the_day_is_as_before(towns: Town) -> None:
    """One miss is a hiccup; nothing has to be said again."""
    towns.standin.remove_member(GUILD, ADA.id)
    await towns.pass_time(days=4)
    towns.standin.add_member(GUILD, ADA)
    await towns.pass_time(hours=25)
    await towns.pass_time(hours=25)
    assert ADA.name in (await towns.at(BEN).command("leaderboard")).text


async def test_who_comes_back_later_is_hidden_until_they_say_yes(towns: Town) -> None:
    """The accounts are still theirs; being seen is asked anew."""
    towns.standin.remove_member(GUILD, ADA.id)
    await towns.pass_time(days=4)
    await towns.pass_time(hours=25)
    towns.standin.add_member(GUILD, ADA)
    await towns.pass_time(hours=25)
    hidden = await towns.at(BEN).command("score", member=ADA)
    assert towns.say("error.no_score", "en") in hidden.text
    listed = await towns.at(ADA).command("link list")
    await towns.at(ADA).press(listed, "Show me here")
    shown = await towns.at(BEN).command("score", member=ADA)
    assert "Ada" in shown.text
    assert towns.say("error.no_score", "en") not in shown.text


async def test_everybody_is_looked_for_in_a_trickle(towns: Town) -> None:
    """A few at each beat; within a week everybody, although nobody asked."""
    for n in range(12):
        await towns.link(CLEO, page=f"Page {n}", people=3, days=30)
    before = len(asked(towns))
    for _ in range(7):
        await towns.pass_time(days=1)
    found = asked(towns)[before:]
    pairs = {(GUILD, ADA.id), (GUILD, BEN.id), (GUILD, CLEO.id), (OTHER_GUILD, ADA.id)}
    assert pairs <= set(found)
    assert len(found) < 7 * 5 * 2


async def test_while_discord_is_out_of_order_nobody_has_left(towns: Town) -> None:
    """Errors are no answers, and the next ones in line get their turn."""
    towns.standin.fail_next("GET", r"/members/", status=403, times=100)
    for _ in range(3):
        await towns.pass_time(days=4)
    assert await shown_in(towns) == {ADA.id, BEN.id}


async def test_removed_from_a_community_everything_about_it_goes(towns: Town) -> None:
    """What members chose there included; the other community and the accounts stay."""
    await towns.pass_weeks(1)
    towns.standin.remove_bot(GUILD)
    await heard(towns)
    assert await held_of(towns, GUILD) == {}
    assert await shown_in(towns, OTHER_GUILD) == {ADA.id, BEN.id}
    assert len(await towns.core.links.accounts(ADA.id)) == 1


async def test_invited_again_it_starts_from_nothing(towns: Town) -> None:
    """No schedule, nobody shown."""
    towns.standin.remove_bot(GUILD)
    await heard(towns)
    towns.standin.add_guild(TOWN)
    await heard(towns)
    assert (await towns.core.communities.get(GUILD)).channel_id is None
    assert await shown_in(towns) == set()
    assert ADA.name not in (await towns.at(BEN).command("leaderboard")).text


async def test_an_outage_erases_nothing(towns: Town) -> None:
    """Discord says *unavailable*: nobody is looked for, and all is there when it is back."""
    before = set(await held_of(towns, GUILD))
    away = {"id": str(GUILD), "unavailable": True}
    towns.standin.state.dispatch("GUILD_DELETE", away, 1)
    await heard(towns)
    asked_before = len(asked(towns))
    for _ in range(3):
        await towns.pass_time(hours=25)
    assert not [pair for pair in asked(towns)[asked_before:] if pair[0] == GUILD]
    assert set(await held_of(towns, GUILD)) == before
    assert await shown_in(towns) == {ADA.id, BEN.id}


async def test_a_removal_while_the_bot_was_off_is_noticed(towns: Town) -> None:
    """Not listed twice, a day apart: erased. Listed again in between: nothing."""
    for comes_back in (True, False):
        await towns.stop()
        guild = towns.standin.state.guilds.pop(OTHER_GUILD)
        await towns.start()
        assert await held_of(towns, OTHER_GUILD) != {}
        if comes_back:
            towns.standin.state.guilds[OTHER_GUILD] = guild
            await towns.stop()
            await towns.start()
        await towns.pass_time(hours=25)
        assert (await held_of(towns, OTHER_GUILD) != {}) is comes_back
    assert await shown_in(towns) == {ADA.id, BEN.id}
