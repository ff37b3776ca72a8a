"""A small town: a stand-in for Discord, a network, a clock by hand, and the bot in between."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from bot.sandbox.answer import Answer, buttons_of
from bot.sandbox.messages import Message
from bot.sandbox.run import GUILD_WAIT
from bot.sandbox.standin import BOT_ID, StandIn
from bot.sandbox.visitor import Visitor
from bot.sandbox.world import Channel, Person, World
from bot.services import Services, build, drain, logged_in
from bot.settings import DiscordSettings, Settings
from bot.throttle import Throttle
from scoring.clock import ManualClock
from scoring.core import Core
from scoring.models import Subject, SubjectKind
from scoring.settings import (
    DatabaseSettings,
    HttpSettings,
    NetworkSettings,
    PrivacySettings,
    TopicsSettings,
)
from scoring.store import accounts, subjects
from tests import openapi
from tests.scenarios.network import TownNetwork

START = datetime(2026, 9, 9, 12, tzinfo=UTC)  # a Wednesday
TOKEN = "town-token"
GUILD, GENERAL, BOARD = 500_001, 600_001, 600_002
OTHER_GUILD, OTHER_BOARD = 500_002, 600_003

OLGA, ADA, BEN, CLEO, DAN, EVE, FAY, GUS = people = tuple(
    Person(700_001 + n, name, manager=name == "Olga")
    for n, name in enumerate(("Olga", "Ada", "Ben", "Cleo", "Dan", "Eve", "Fay", "Gus"))
)
TOWN = World(GUILD, "Ourtown", people, (Channel(GENERAL, "general"), Channel(BOARD, "board")))
NEXT_TOWN = World(OTHER_GUILD, "Next town", people, (Channel(OTHER_BOARD, "board"),))


class Errors(logging.Handler):
    """Collects what was logged as an error, for the end of every scenario."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@dataclass
class Town:
    """Everything that a scenario needs. The bot may stop and start again."""

    clock: ManualClock
    network: TownNetwork
    standin: StandIn
    settings: Settings
    errors: Errors
    _running: Services | None = None
    _life: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def services(self) -> Services:
        """The running bot. Raises RuntimeError where it is off."""
        if self._running is None:
            raise RuntimeError("the bot is off")
        return self._running

    @property
    def core(self) -> Core:
        return self.services.core

    async def start(self) -> None:
        """Switch the bot on; its schedule beats once, as in the sandbox."""
        building = build(self.settings, self.clock, guild_wait=GUILD_WAIT)
        services = await self._life.enter_async_context(building)
        services.client.throttle = Throttle(self.clock, burst=10_000)
        await self._life.enter_async_context(logged_in(services, TOKEN))
        self._running = services
        await services.schedule.tick()

    async def stop(self) -> None:
        """Switch the bot off, as the process does: answers in flight finish first."""
        self._running = None
        await drain()
        await self._life.aclose()

    async def tick(self) -> None:
        """One beat of the schedule."""
        await self.services.schedule.tick()

    async def pass_time(self, **by: float) -> None:
        """Let time pass, then beat once."""
        self.clock.advance(timedelta(**by))
        await self.tick()

    async def pass_weeks(self, number: int) -> None:
        """Weeks in which the schedule beats once each."""
        for _ in range(number):
            await self.pass_time(weeks=1)

    def at(self, who: Person, locale: str = "en-US", channel: int = GENERAL) -> Visitor:
        """Somebody at the keyboard."""
        return self.standin.visitor(who.id, channel_id=channel, locale=locale)

    async def manage(self, command: str, /, **options: Any) -> Answer:
        """A command by somebody who may manage the community."""
        return await self.at(OLGA).command(command, **options)

    async def link(
        self,
        who: Person,
        *,
        people: float = 100,
        posts: float = 1,
        days: float = 365,
        circle: int = 0,
        crowd: bool = False,
        page: str | None = None,
        shown: bool = True,
        handle: str | None = None,
        guilds: Sequence[int] = (GUILD,),
        topics: tuple[str, ...] = (),
    ) -> Subject:
        """An account as if proved just now: read over the wire, measured, and shown or not."""
        handle = handle or (page or who.name).lower().replace(" ", "-")
        life = {"days": days, "people": people, "posts": posts}
        self.network.add(handle, **life, circle=circle, crowd=crowd, topics=topics)
        kind = SubjectKind.PERSON if page is None else SubjectKind.PAGE
        now = self.clock.now()
        async with self.core.database.tx() as tx:
            subject = await subjects.ensure(tx, kind, who.id, page or "", now)
            profile = self.network.accounts[handle].profile()
            account = await accounts.link(tx, subject.id, profile, now)
        assert await self.core.collector.refresh(account) is None
        for guild in guilds if shown else ():
            await self.core.rights.show_here(who.id, guild, subject.id)
        return subject

    async def link_by_hand(
        self, who: Person, handle: str, locale: str = "en-US", **options: Any
    ) -> Answer:
        """`/link add`, the code in the bio, *Verify*: the answer asks who may see it."""
        visitor = self.at(who, locale)
        asked = await visitor.command("link add", account=f"sample:{handle}", **options)
        self.network.accounts[handle].bio = f"Hello. {code_in(asked)}"
        verify = next(b for b in asked.buttons if "verify" in (b.custom_id or ""))
        return await visitor.press(asked, verify.label)

    async def board_weekly(self, guild: int = GUILD, **settings: Any) -> None:
        """A weekly board, Mondays at nine in UTC unless told otherwise."""
        channel = OTHER_BOARD if guild == OTHER_GUILD else BOARD
        await self.core.communities.set(guild, **{"channel_id": channel, **settings})

    def posts(self, channel: int = BOARD) -> list[Message]:
        """The weekly posts that stand in a channel."""
        return [
            message
            for message in self.standin.messages(channel)
            if any(":due" in (b.custom_id or "") for b in buttons_of(message))
        ]

    def told(self, who: Person) -> list[str]:
        """What stands in somebody's direct messages."""
        channel = self.standin.state.dm_channel(who.id)
        return [message.text for message in self.standin.messages(channel)]

    def public(self, channel: int = GENERAL) -> list[Message]:
        """What everyone in a channel can read."""
        return [m for m in self.standin.messages(channel) if not m.ephemeral]

    def say(self, key: str, language: str, **data: object) -> str:
        """The catalogue's words."""
        return self.services.client.i18n.speak(language)(key, **data)

    async def stored(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """Every row of every table, to compare before with after."""
        reader = self.core.database.reader
        tables = await reader.all("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [row["name"] for row in tables]
        every = "SELECT * FROM {}"  # the names come from the schema itself
        return {name: [tuple(r) for r in await reader.all(every.format(name))] for name in names}


def code_in(asked: Answer) -> str:
    """The code that `/link add` handed out."""
    return asked.text.split("```")[1].strip()


@asynccontextmanager
async def open_town(
    folder: Path,
    *,
    start: datetime = START,
    worlds: Sequence[World] = (TOWN,),
    networks: Mapping[str, NetworkSettings] | None = None,
    private_hosts: Sequence[str] = (),
    lookups: bool = False,
    ontology: Path | None = None,
) -> AsyncIterator[Town]:
    """A town with its bot running; afterwards nothing was refused and nothing went wrong."""
    clock = ManualClock(start)
    errors = Errors()
    async with AsyncExitStack() as stack:
        _keep_addresses(stack.enter_context(pytest.MonkeyPatch.context()))
        network = await stack.enter_async_context(TownNetwork(clock))
        standin = await stack.enter_async_context(StandIn(clock, worlds, token=TOKEN))
        for guild in standin.state.guilds.values():
            guild.owner_id = OLGA.id
        settings = _settings(folder, network, standin, private_hosts, networks or {}, lookups)
        settings = settings.model_copy(update={"topics": TopicsSettings(ontology=ontology)})
        logging.getLogger().addHandler(errors)
        stack.callback(logging.getLogger().removeHandler, errors)
        town = Town(clock, network, standin, settings, errors)
        stack.push_async_callback(town.stop)
        await town.start()
        yield town
    if standin.violations or errors.lines:
        pytest.fail("\n".join([*standin.violations, *errors.lines]))
    conforms(standin)


def conforms(standin: StandIn) -> None:
    """Every body that the bot sent is as Discord's own description has it."""
    if not openapi.present():
        pytest.skip(openapi.ABSENT)
    sent = [r for r in standin.requests if r.json is not None]
    wrong = [line for r in sent for line in _objections(r.method, r.path, json.dumps(r.json))]
    if wrong:
        pytest.fail("\n".join(wrong))


@functools.cache
def _objections(method: str, path: str, written: str) -> list[str]:
    """The commands are told alike at every start, and take the longest to check."""
    return openapi.check(method, path, json.loads(written))


def bodies(town: Town, method: str, path: str) -> list[Any]:
    """What the bot sent to one path."""
    return [r.json for r in town.standin.requests if (r.method, r.path) == (method, path)]


def score_in(text: str) -> float:
    """The score on a card, in either language."""
    line = next(line for line in text.splitlines() if line.startswith("# "))
    return float(line.removeprefix("# ").replace(",", "."))


def by_bot(messages: Sequence[Message]) -> list[str]:
    """What the bot said."""
    return [message.text for message in messages if message.author_id == BOT_ID]


def _settings(
    folder: Path,
    network: TownNetwork,
    standin: StandIn,
    private_hosts: Sequence[str],
    networks: Mapping[str, NetworkSettings],
    lookups: bool,
) -> Settings:
    """Everything local; the real networks are off unless a test serves them itself."""
    off = NetworkSettings(enabled=False)
    sample = NetworkSettings(enabled=True, base_url=f"http://{network.host}")
    return Settings(
        database=DatabaseSettings(path=folder / "renown.db"),
        privacy=PrivacySettings(key_file=folder / "renown.key"),
        http=HttpSettings(allow_private_hosts=(network.host, *private_hosts)),
        networks={"bluesky": off, "github": off, "sample": sample, **networks},
        lookups=lookups,
        discord=DiscordSettings(
            token=SecretStr(TOKEN),
            api_base=standin.api_base,
            gateway=standin.gateway_url,
            cdn=standin.cdn,
        ),
    )


def _keep_addresses(patch: pytest.MonkeyPatch) -> None:
    """Whom discord.py speaks to is the library's own state: put it back afterwards."""
    for owner, name in ((Route, "BASE"), (Asset, "BASE"), (DiscordWebSocket, "DEFAULT_GATEWAY")):
        patch.setattr(owner, name, getattr(owner, name))
