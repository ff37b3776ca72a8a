"""Routes of the application and of its commands."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.discord_state import GLOBAL, DiscordState
from bot.sandbox.payloads import application_json
from bot.sandbox.refusals import Json, RefusedError, invalid_form, unknown
from bot.sandbox.rest import Call, Rest
from bot.sandbox.strict_commands import command_problems

_COMMANDS = "/applications/{application}/commands"
_IN_GUILD = "/applications/{application}/guilds/{guild}/commands"


class CommandRoutes:
    """Who the bot is, and which commands it has."""

    def __init__(self, state: DiscordState) -> None:
        self._state = state

    def mount(self, rest: Rest, app: web.Application) -> None:
        rest.add(app, "GET", "/gateway", self.gateway, public=True)
        rest.add(app, "GET", "/gateway/bot", self.gateway_bot)
        rest.add(app, "GET", "/oauth2/applications/@me", self.application)
        rest.add(app, "GET", "/applications/@me", self.application)
        for path in (_COMMANDS, _IN_GUILD):
            rest.add(app, "GET", path, self.commands)
            rest.add(app, "PUT", path, self.overwrite)
            rest.add(app, "GET", path + "/{command}", self.command)

    def gateway(self, _call: Call) -> Json:
        return {"url": self._state.gateway_url}

    def gateway_bot(self, _call: Call) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return {"url": self._state.gateway_url, "shards": 1, "session_start_limit": limit}

    def application(self, _call: Call) -> Json:
        return application_json(self._state.bot, self._state.owner)

    def commands(self, call: Call) -> list[Json]:
        return self._state.commands.get(self._scope(call), [])

    def overwrite(self, call: Call) -> list[Json]:
        scope = self._scope(call)
        problems = command_problems(call.body)
        if problems:
            raise invalid_form(problems)
        return self._state.sync_commands(scope, call.body)

    def command(self, call: Call) -> Json:
        wanted = call.part("command")
        found = (c for c in self.commands(call) if c["id"] == wanted)
        command = next(found, None)
        if command is None:
            raise unknown(10063, "application command")
        return command

    def _scope(self, call: Call) -> int:
        if call.id("application") != self._state.bot.id:
            raise RefusedError(403, 20012, "You are not authorized to perform this action.")
        if "guild" not in call.web.match_info:
            return GLOBAL
        return self._state.guild(call.id("guild")).id
