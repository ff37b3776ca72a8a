"""The stand-in for Discord: REST, gateway and chat page on one local port."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from aiohttp import web

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.events import Line
from bot.sandbox.faults import Fault
from bot.sandbox.gateway import Gateway
from bot.sandbox.interactions import Interactions, Seat
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.member_oauth import MemberOAuth, Registered
from bot.sandbox.messages import Message
from bot.sandbox.page_seams import NoSeams, PageSeams
from bot.sandbox.page_site import Site, only_this_machine
from bot.sandbox.pages import Pages
from bot.sandbox.rest import PREFIX, Request, Rest
from bot.sandbox.rest_commands import CommandRoutes
from bot.sandbox.rest_community import CommunityRoutes
from bot.sandbox.rest_interactions import InteractionRoutes
from bot.sandbox.rest_messages import MessageRoutes
from bot.sandbox.stage import Stage
from bot.sandbox.terminal import LinePrinter
from bot.sandbox.visitor import PATIENCE, Desk, Visitor
from bot.sandbox.world import Person, Words, World
from scoring.clock import Clock

HOST = "127.0.0.1"
BOT_ID = 1_090_000_000_000_000_000
CALLBACK_SECONDS = 3.0
CLOCK_SECONDS = 30.0
BODY_MAX = 30 * 1024 * 1024


class StandIn:
    """A local Discord. An unmodified bot connects to `api_base` as it would to Discord.

    The bot is in `worlds` from the start; from the page it can be invited `elsewhere`.
    """

    def __init__(
        self,
        clock: Clock,
        worlds: Sequence[World],
        *,
        token: str,
        notice: Words | None = None,
        seams: PageSeams | None = None,
        bot: Person | None = None,
        registered: Registered | None = None,
        on_line: Callable[[Line], None] | None = None,
        elsewhere: Sequence[World] = (),
        callback_seconds: float = CALLBACK_SECONDS,
        patience: float = PATIENCE,
    ) -> None:
        account = bot or Person(BOT_ID, "Renown", bot=True)
        self.state = DiscordState(clock, worlds, bot=account)
        self._mailbox = Mailbox(self.state)
        self._interactions = Interactions(self.state, callback_seconds)
        self._desk = Desk(self.state, self._mailbox, self._interactions)
        self._gateway = Gateway(self.state, token=token)
        self._rest = Rest(self.state, token=token)
        self.oauth = MemberOAuth(self.state, registered, token=token)
        self._home = worlds[0]
        seams = seams or NoSeams()
        stage = Stage(self.state, seams, [*worlds, *elsewhere])
        home = self._home.guild_id
        self._pages = Pages(self._desk, seams, stage, home, notice or {"en-US": ""})
        self._patience = patience
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1)
        self._ticker: asyncio.Task[None] | None = None
        if on_line is not None:
            self.state.listeners.append(LinePrinter(self.state, on_line).hear)

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[only_this_machine], client_max_size=BODY_MAX)
        Site(self.state, self._mailbox).mount(app)
        app.router.add_get("/page/socket", self._pages.handle)
        app.router.add_get("/gateway", self._gateway.handle)
        app.router.add_get("/gateway/", self._gateway.handle)
        self.oauth.mount(app)
        self.oauth.mount_rest(self._rest, app)
        CommandRoutes(self.state).mount(self._rest, app)
        MessageRoutes(self.state, self._mailbox).mount(self._rest, app)
        InteractionRoutes(self.state, self._mailbox, self._interactions).mount(self._rest, app)
        CommunityRoutes(self.state).mount(self._rest, app)
        self._rest.add_rest(app)
        return app

    # life

    async def start(self, port: int = 0) -> None:
        """Listen on this machine only. Raises OSError if the port is taken."""
        listening = socket.create_server((HOST, port))
        self.state.base = f"http://{HOST}:{listening.getsockname()[1]}"
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        self._ticker = asyncio.create_task(self._tick())

    async def close(self) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
            await asyncio.gather(self._ticker, return_exceptions=True)
        self._interactions.close()
        await self._pages.close()
        await self._gateway.close()
        await self._runner.cleanup()

    async def __aenter__(self) -> StandIn:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(CLOCK_SECONDS)
            self._pages.tick()

    async def wait_for_bot(self, within: float = PATIENCE) -> None:
        """Return once a bot has identified. Raises TimeoutError."""
        await self.state.changed.until(lambda: self.state.bot_online, within)

    async def wait_until(self, holds: Callable[[], bool], within: float = PATIENCE) -> None:
        """Return once something holds, looking again after every change. Raises TimeoutError."""
        await self.state.changed.until(holds, within)

    # addresses

    @property
    def base(self) -> str:
        return self.state.base

    @property
    def api_base(self) -> str:
        return self.base + PREFIX

    @property
    def gateway_url(self) -> str:
        return self.state.gateway_url

    @property
    def cdn(self) -> str:
        return self.state.cdn

    # people

    def visitor(
        self,
        user_id: int,
        *,
        guild_id: int | None = None,
        channel_id: int | None = None,
        locale: str = "en-US",
    ) -> Visitor:
        """Somebody at the keyboard, in the first channel unless told otherwise."""
        guild = self.state.guild(guild_id or self._home.guild_id)
        seat = Seat(self.state.user(user_id), guild.id, next(iter(guild.channels), 0), locale)
        visitor = Visitor(self._desk, seat, patience=self._patience)
        return visitor if channel_id is None else visitor.in_channel(channel_id)

    # what tests look at

    @property
    def requests(self) -> list[Request]:
        """Every request of the bot, oldest first."""
        return self._rest.requests

    @property
    def violations(self) -> list[str]:
        """What a strict Discord refused."""
        return self.state.violations

    def messages(self, channel_id: int) -> list[Message]:
        """What stands in a channel, oldest first, ephemeral messages included."""
        return self._mailbox.in_channel(channel_id)

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The global commands as registered."""
        return list(self.state.commands_for(None))

    @property
    def sessions(self) -> tuple[int, int]:
        """How often a bot has identified, and how often resumed."""
        return self._gateway.identified, self._gateway.resumed

    # what happens to the community

    def add_guild(self, world: World) -> None:
        self.state.add_guild(world)

    def return_guild(self, guild_id: int) -> None:
        self.state.return_guild(guild_id)

    def remove_bot(self, guild_id: int) -> None:
        self.state.remove_bot(guild_id)

    def add_member(self, guild_id: int, person: Person) -> None:
        self.state.add_member(guild_id, person)

    def remove_member(self, guild_id: int, user_id: int) -> None:
        self.state.remove_member(guild_id, user_id)

    def set_manager(self, guild_id: int, user_id: int, manager: bool = True) -> None:
        self.state.set_manager(guild_id, user_id, manager)

    def delete_channel(self, channel_id: int) -> None:
        self.state.delete_channel(channel_id)

    def set_permissions(self, channel_id: int, bot_permissions: int | None) -> None:
        self.state.set_permissions(channel_id, bot_permissions)

    def close_dms(self, user_id: int) -> None:
        """From now on this person takes no direct messages."""
        self.state.closed_dms.add(user_id)

    # faults

    def fail_next(
        self,
        method: str,
        path_regex: str,
        status: int = 500,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        times: int = 1,
        after_effect: bool = False,
    ) -> None:
        """Let the next matching requests fail; status 0 cuts the connection.

        With `after_effect` the request does its work and only the answer is lost.
        """
        pattern = re.compile(path_regex)
        fault = Fault(method, pattern, status, body, headers or {}, times, after_effect)
        self._rest.faults.add(fault)

    async def drop_gateway(self) -> None:
        """Cut the gateway's connections; a bot can resume."""
        await self._gateway.drop()

    def ask_reconnect(self) -> None:
        self._gateway.ask_reconnect()

    def invalidate_sessions(self) -> None:
        self._gateway.invalidate()

    def go_silent(self, silent: bool = True) -> None:
        """The gateway stays connected and says nothing, not even to heartbeats."""
        self._gateway.silent = silent
