"""Every command once more, before another simulation of Discord than our own: SimCord.

It refuses double answers and oversized bodies with Discord's codes. It does not judge command
definitions and does not notice a missing answer: those are asserted here. It knows one language
and no installs: both are told to the bot as Discord would.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import pytest_asyncio
from simcord import ChannelHandle, Env, InteractionResult, MemberActor, RoleHandle

from bot.client import Renown
from bot.i18n import I18n
from bot.panels.link import PAGE_NAME
from bot.sandbox.strict import Uploads, message_problems
from bot.throttle import Throttle
from tests.every_command.crowd import LONGEST, long_names
from tests.every_command.examples import Stand, filled, in_order, missing
from tests.every_command.registered import Leaf, leaves
from tests.scoring.world import World, open_world

MEMBERS, PAGES = 12, 4

pytestmark = [pytest.mark.long, pytest.mark.asyncio(loop_scope="module")]


@dataclass(frozen=True)
class Stage:
    """The bot before SimCord, with people who have accounts and the longest names."""

    env: Env
    bot: Renown
    channel: ChannelHandle
    people: list[MemberActor]
    role: RoleHandle

    @property
    def known(self) -> list[Leaf]:
        """What was registered, as SimCord keeps it."""
        stored = self.env.backend.commands[None].values()
        return in_order(leaves([dict(command) for command in stored]))

    def stands(self) -> dict[Stand, Any]:
        """What the examples speak of, here."""
        return {
            Stand.SOMEONE: self.people[1],
            Stand.ANOTHER: self.people[2],
            Stand.A_CHANNEL: self.channel,
            Stand.A_ROLE: self.role,
            Stand.NEW_ACCOUNT: "town:newcomer",
            Stand.A_PAGE: long_names(PAGES, PAGE_NAME)[1],
            Stand.A_TOPIC: "craft",
            Stand.A_LANGUAGE: "fr",
        }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with open_world(tmp_path_factory.mktemp("simcord")) as world:
        unhurried = Throttle(world.clock, burst=10_000)
        bot = Renown(world.core, I18n.load(), guild_wait=0.1, throttle=unhurried)
        env = Env(bot, shard_count=1)
        await env.start()
        tell_of_installs(env)
        yield await furnished(env, world)
        await env.shutdown()


def tell_of_installs(env: Env) -> None:
    """Say with each interaction that the community invited the bot, and the asker's language."""
    emit = env.backend.emit

    def told(name: str, payload: dict[str, Any], *more: Any, **named: Any) -> Any:
        if name == "INTERACTION_CREATE":
            owners = {"0": str(payload["guild_id"])}
            payload |= {"authorizing_integration_owners": owners, "locale": "fr"}
        return emit(name, payload, *more, **named)

    env.backend.emit = told


async def furnished(env: Env, world: World) -> Stage:
    """A community whose first member manages it, everybody linked and shown."""
    names = long_names(MEMBERS)
    guild = env.create_guild("W" * LONGEST)
    channel = guild.create_text_channel("w" * LONGEST)
    managers = guild.create_role("M" * LONGEST, permissions=discord.Permissions.all())
    people = [
        guild.add_member(env.create_user(f"user{n}", global_name=name), roles=[managers][: 1 - n])
        for n, name in enumerate(names)
    ]
    for n, one in enumerate(people):
        await world.join(one.id, f"{n:02}".ljust(40, "x"), people=20 + n, shown=[guild.id])
    for n, name in enumerate(long_names(PAGES, PAGE_NAME)):
        await world.join(people[0].id, f"page{n}", people=9, shown=[guild.id], page=name)
    world.town.settle("newcomer", created_at=None)
    return Stage(env, env.bot, channel, people, managers)


async def asked(stage: Stage, leaf: Leaf, *, bare: bool) -> InteractionResult:
    if not leaf.is_slash:
        return await stage.people[0].context_menu(stage.channel, leaf.path, stage.people[1])
    options = filled(leaf, stage.stands(), bare=bare)
    return await stage.people[0].slash(stage.channel, leaf.path, **options)


def complaints(leaf: Leaf, result: InteractionResult) -> list[str]:
    """What is wrong with an answer, if anything."""
    answers = [a for a in (result.response, *result.followups) if a is not None]
    if result.modal is None and len(answers) != 1:
        return [f"/{leaf.path} was answered {len(answers)} times"]
    bodies = ({"components": answer.components, "flags": answer.flags.value} for answer in answers)
    return [f"/{leaf.path}: {found}" for body in bodies for found in refused(body)]


def refused(body: dict[str, Any]) -> list[str]:
    """What our own stand-in would say of it; files are looked at over the wire."""
    found = message_problems(body, Uploads())
    return [str(one) for one in found if "ATTACHMENT" not in one.code]


async def test_every_command_has_an_example(stage: Stage) -> None:
    """The bot told SimCord of commands, and none of them is left out."""
    assert stage.known
    assert missing(stage.known) == []


@pytest.mark.parametrize("bare", [True, False], ids=["bare", "filled"])
async def test_every_command_is_answered_exactly_once(
    stage: Stage, bare: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """With the longest names there is one answer within the limits, and no exception."""
    wrong: list[str] = []
    for leaf in stage.known:
        wrong += complaints(leaf, await asked(stage, leaf, bare=bare))
    wrong += [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert wrong == []
