"""A town in which every name is as long, as wide and as awkward as names can be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bot.panels.link import PAGE_NAME
from bot.sandbox.world import Channel, Person, World
from tests.every_command.examples import Stand
from tests.scenarios.world import BOARD, GENERAL, GUILD, TOWN, Town, open_town

LONGEST = 100
MEMBERS = 28
PAGES = 26
AWKWARD = (
    "W",
    "漢字仮名",
    "مرحبا بالعالم ",
    "שלום עולם ",
    "👩🏽‍🚀",
    "**_~~`||# > [x](https://example.org)",
    "@everyone <@1> <#2> </x:3> ",
    "e\u0301\u0323\u0330",
    "﷽",
    "\u202eabc\u202c ",
    "Ωμέγα и Кириллица ",
    "a\\b\"c'd{e}%s ",
)


def long_names(number: int, longest: int = LONGEST) -> list[str]:
    """As many different names as asked for, each as long as names may be."""
    kinds = islice(cycle(AWKWARD), number)
    return [f"{n:02}{kind * longest}"[:longest].strip() for n, kind in enumerate(kinds)]


def crowded() -> World:
    """Everybody, the community and its channels with such names; the first one manages it."""
    people = tuple(
        Person(700_001 + n, name, manager=n == 0) for n, name in enumerate(long_names(MEMBERS))
    )
    channels = (Channel(GENERAL, "漢" * LONGEST), Channel(BOARD, "w" * LONGEST))
    return replace(TOWN, guild_name="W" * LONGEST, people=people, channels=channels)


@asynccontextmanager
async def open_crowd(folder: Path) -> AsyncIterator[Town]:
    """The town, with everybody linked and shown and more pages than a list can offer."""
    world = crowded()
    async with open_town(folder, worlds=[world], lookups=True) as town:
        await _settle(town, world)
        await town.board_weekly(rows=25, locale="fr")
        await town.pass_time(days=14)
        yield town


async def _settle(town: Town, world: World) -> None:
    topics = tuple(long_names(5, 60))
    for n, person in enumerate(world.people):
        handle = f"{n:02}".ljust(LONGEST, "x")
        await town.link(person, handle=handle, people=20 + 9 * n)
        town.network.accounts[handle].topics = topics
    for n, name in enumerate(long_names(PAGES, PAGE_NAME)):
        steward = world.people[n % 3]
        await town.link(steward, page=name, handle=f"page-{n:02}".ljust(LONGEST, "y"), people=40)
    town.network.add("newcomer", days=90, people=30, posts=1)


def stands(world: World) -> dict[Stand, Any]:
    """What the examples speak of, here."""
    return {
        Stand.SOMEONE: world.people[3].id,
        Stand.ANOTHER: world.people[4].id,
        Stand.A_CHANNEL: BOARD,
        Stand.A_ROLE: GUILD,
        Stand.NEW_ACCOUNT: "sample:newcomer",
        Stand.A_PAGE: long_names(PAGES, PAGE_NAME)[5],
        Stand.A_TOPIC: long_names(5, 60)[0],
        Stand.A_LANGUAGE: "fr",
    }
