"""The sandbox: a stand-in for Discord, a sample network, and the unmodified bot in between.

All share one loop and one clock, which only moves forward. The stand-in and the network stay
while the bot may stop and start again, as in the world.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from pydantic import SecretStr

from bot.sandbox.events import Line
from bot.sandbox.furnish import NOTICE, furnish, neighbour
from bot.sandbox.member_oauth import Registered
from bot.sandbox.sample.lives import SampleCommunity, load
from bot.sandbox.sample.network import SampleNetwork
from bot.sandbox.seed import seed
from bot.sandbox.standin import BOT_ID, HOST, StandIn
from bot.services import Services, build, logged_in
from bot.settings import DiscordSettings, Settings, WebSettings
from scoring.clock import Clock
from scoring.core import open_core
from scoring.settings import DatabaseSettings, NetworkSettings, PrivacySettings

A_MOMENT = timedelta(seconds=1)
A_DAY = timedelta(days=1)
GUILD_WAIT = 0.02  # all communities of a stand-in are there at once


class MovableClock(Clock, Protocol):
    """A clock that can be told to jump ahead."""

    def advance_to(self, when: datetime) -> datetime: ...


@dataclass
class Sandbox:
    """A running sandbox; `bot()` runs the bot in it."""

    clock: MovableClock
    community: SampleCommunity
    network: SampleNetwork
    standin: StandIn
    settings: Settings
    seams: Seams
    web: socket.socket  # the bot's own port, kept over its restarts

    def names(self) -> dict[int, str]:
        """What everyone is called, the bot included."""
        people = {member.user_id: member.name for member in self.community.members}
        return {**people, self.standin.state.bot.id: self.standin.state.bot.name}

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Services]:
        """The bot, connected to the stand-in, with its schedule beating."""
        building = build(self.settings, self.clock, guild_wait=GUILD_WAIT, listening=self.web)
        async with building as services:
            services.schedule.on_tick(lambda: self.seams.look(services))
            async with logged_in(services, _token(self.settings)):
                self.seams.services = services
                await services.schedule.tick()
                yield services
            self.seams.services = None


class Seams:
    """What the page can do beyond Discord: jump to the next weekly post, edit a bio."""

    def __init__(self, clock: MovableClock, network: SampleNetwork, home: SampleCommunity) -> None:
        self._clock = clock
        self._network = network
        self._home = home
        self._next_post: datetime | None = None
        self.services: Services | None = None

    async def look(self, services: Services) -> None:
        """Keep in mind when the community's next board comes."""
        community = await services.core.communities.get(self._home.guild_id)
        self._next_post = await services.core.weekly.upcoming(community)

    def next_post(self) -> datetime | None:
        """When the next weekly post comes."""
        return self._next_post

    async def jump(self) -> str | None:
        """Move the clock to the next weekly post and let the schedule beat."""
        if self.services is None:
            return "The bot is not running."
        await self.look(self.services)
        due = self.next_post()
        if due is None:
            return "No weekly post is scheduled: choose a channel with /community channel."
        self._clock.advance_to(due + A_MOMENT)
        await self.services.schedule.tick()
        return None

    async def wait(self, days: int) -> str | None:
        """Let days pass one by one, with a beat of the schedule on each."""
        if self.services is None:
            return "The bot is not running."
        for _ in range(days):
            self._clock.advance_to(self._clock.now() + A_DAY)
            await self.services.schedule.tick()
        return None

    def accounts(self) -> list[dict[str, Any]]:
        """The sample accounts with their bios and owners."""
        return [
            {
                "network": "sample",
                "handle": view.handle,
                "name": view.name,
                "bio": view.bio,
                "owner": str(self._owner(view.owner)),
                "page": view.page,
            }
            for view in self._network.accounts()
        ]

    def connections(self, user_id: int) -> list[dict[str, Any]]:
        """A person's own accounts, as Discord lists them among their connections."""
        shown = {"verified": True, "visibility": 1, "show_activity": True}
        return [
            {
                "type": "sample",
                "id": account.native_id,
                "name": account.handle,
                "friend_sync": False,
                "two_way_link": False,
                **shown,
            }
            for owner, account in self._home.owned()
            if self._owner(owner.key) == user_id
        ]

    def edit_bio(self, user_id: int, network: str, handle: str, text: str) -> str | None:
        """Change the bio of one's own sample account."""
        own = {v.handle for v in self._network.accounts() if self._owner(v.owner) == user_id}
        if network != "sample" or handle not in own:
            return "Only the owner of an account can edit its bio."
        self._network.edit_bio(handle, text)
        return None

    def _owner(self, key: str) -> int:
        pages = {page.key: page.steward for page in self._home.pages}
        return self._home.member(pages.get(key, key)).user_id


@asynccontextmanager
async def open_sandbox(
    clock: MovableClock,
    folder: Path,
    *,
    base: Settings | None = None,
    port: int = 0,
    on_line: Callable[[Line], None] | None = None,
) -> AsyncIterator[Sandbox]:
    """Furnish the sample community in `folder` and open the stand-in on loopback.

    Raises OSError where the port is taken.
    """
    community = load()
    start = clock.now()
    token = f"sandbox.{secrets.token_urlsafe(16)}"
    world = await asyncio.to_thread(furnish, community)
    with socket.create_server((HOST, 0)) as own:
        web = _web(own)
        async with SampleNetwork(community, clock, start) as network:
            seams = Seams(clock, network, community)
            known = _registered(web, seams)
            standin = StandIn(
                clock,
                [world],
                token=token,
                notice=NOTICE,
                seams=seams,
                registered=known,
                on_line=on_line,
                elsewhere=[neighbour(community, world)],
            )
            await standin.start(port)
            try:
                settings = _settings(base or Settings(), folder, network, standin, token)
                settings = _with_consent(settings, standin, web, known.client_secret)
                async with open_core(settings, clock) as core:
                    await seed(core, community, start)
                yield Sandbox(clock, community, network, standin, settings, seams, own)
            finally:
                await standin.close()


def _web(own: socket.socket) -> WebSettings:
    """The bot's own port, public to this machine."""
    port = own.getsockname()[1]
    return WebSettings(port=port, public_url=f"http://{HOST}:{port}")


def _registered(web: WebSettings, seams: Seams) -> Registered:
    """The application as the stand-in knows it."""
    redirect = f"{web.public_url}/oauth/discord/callback"
    return Registered(secrets.token_urlsafe(16), [redirect], seams.connections)


def _with_consent(
    settings: Settings, standin: StandIn, web: WebSettings, password: str
) -> Settings:
    """Connections are asked of the stand-in, and its page of consent is shown."""
    own = {
        "client_id": str(BOT_ID),
        "client_secret": SecretStr(password),
        "authorize_url": f"{standin.base}/oauth2/authorize",
    }
    hosts = (*settings.http.allow_private_hosts, standin.base.removeprefix("http://"))
    return settings.model_copy(
        update={
            "web": web,
            "http": settings.http.model_copy(update={"allow_private_hosts": hosts}),
            "discord": settings.discord.model_copy(update=own),
        }
    )


def _settings(
    base: Settings, folder: Path, network: SampleNetwork, standin: StandIn, token: str
) -> Settings:
    """The operator's settings, pointed at everything local."""
    sample = NetworkSettings(enabled=True, base_url=network.base_url)
    hosts = (*base.http.allow_private_hosts, network.host)
    return base.model_copy(
        update={
            "database": DatabaseSettings(path=folder / "renown.db"),
            "privacy": PrivacySettings(key_file=folder / "renown.key"),
            "http": base.http.model_copy(update={"allow_private_hosts": hosts}),
            "networks": {**base.networks, "sample": sample},
            "lookups": True,
            "discord": DiscordSettings(
                token=SecretStr(token),
                api_base=standin.api_base,
                gateway=standin.gateway_url,
                cdn=standin.cdn,
            ),
        }
    )


def _token(settings: Settings) -> str:
    return settings.discord.token.get_secret_value() if settings.discord.token else ""
