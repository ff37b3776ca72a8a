"""The client: built with its resources, it loads the cogs by name and answers for errors."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp
import discord
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bot.answers import Answers, Look
from bot.avatars import Avatars, from_cdn
from bot.health import Health
from bot.history_answers import HistoryAnswers
from bot.i18n import I18n, Translator
from bot.members import Members
from bot.naming import CommandTranslator
from bot.panels.welcome import newcomer
from bot.reply import whisper
from bot.reporter import NEWCOMER, NEWS, diagnose, record, sentence
from bot.throttle import Throttle
from bot.topic_answers import TopicAnswers
from bot.tree import RenownTree
from bot.ui import notice, raster
from bot.ui.controls import CONTROLS, MENUS
from bot.ui.forms import submitted
from bot.ui.parts import Rendered

if TYPE_CHECKING:
    from scoring.core import Core
    from scoring.wishes import Forgotten

log = logging.getLogger(__name__)

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # there is no voice here

COGS = (
    "cogs.score",
    "cogs.compare",
    "cogs.leaderboard",
    "cogs.why",
    "cogs.history",
    "cogs.topics",
    "cogs.vouch",
    "cogs.check",
    "cogs.contacts",
    "cogs.link",
    "cogs.privacy",
    "cogs.community",
    "cogs.about",
    "cogs.welcome",
    "cogs.questions",
    "cogs.notices",
    "cogs.presence",
    "cogs.weekly",
)
STEPS = frozenset({"setting_pick", "setting_form"})  # on the way to a press that counts
HASH, IDS = "commands_hash", "commands_ids"

Asked = discord.Interaction[Any]
Beat = Callable[[], Awaitable[object]]
Press = Callable[[Asked, Mapping[str, str]], Awaitable[None]]


class Posts(Protocol):
    """The weekly posts, as `/community` uses them."""

    async def preview(self, community: int) -> Rendered: ...

    async def post_now(self, community: int) -> str: ...


class Renown(commands.AutoShardedBot):
    """The bot. Whoever runs the schedule sets `nudge` (beat now) and `on_beat` (call this on
    each beat) before it starts; the cog of the weekly posts sets `posts`, that of private notices
    `tell` (say now what there is to say).

    `gateway` stands in for the address that Discord names; `guild_wait` is how many seconds after
    the last community the start counts as complete.
    """

    posts: Posts
    nudge: Callable[[], Awaitable[None]]
    tell: Callable[[], Awaitable[None]]
    on_beat: Callable[[Beat], None]

    def __init__(
        self,
        core: Core,
        i18n: I18n,
        *,
        gateway: str | None = None,
        owner_ids: Collection[int] = (),
        health: Health | None = None,
        throttle: Throttle | None = None,
        lookups: bool = False,
        policy_url: str | None = None,
        report_url: str | None = None,
        guild_wait: float = 2.0,
        cogs: Collection[str] = COGS,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,  # asked for, never used: see on_message
            help_command=None,
            tree_cls=RenownTree,
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
            guild_ready_timeout=guild_wait,
            owner_ids=set(owner_ids),
        )
        self.core = core
        self.i18n = i18n
        self.throttle = throttle or Throttle(core.clock)
        # The client may be given another way to Discord after it was built.
        self.members = Members(lambda guild, user: self.http.get_member(guild, user), core.clock)
        core.rights.remembered_by(self._forget)
        self.answers = Answers(
            core.scores,
            core.communities,
            core.presence,
            self.members,
            Avatars(from_cdn(self.http)),
            core.clock,
            core.topics,
            lookups=lookups,
        )
        self.topic_answers = TopicAnswers(self.answers, core.heard, core.vouching, core.topics)
        self.history_answers = HistoryAnswers(self.answers, core.histories)
        links = {"policy": policy_url, "report": report_url}
        self.links = tuple((name, url) for name, url in links.items() if url)
        self.command_ids: Mapping[str, int] = {}
        self.nudge = _nobody_to_nudge
        self.tell = _nobody_to_nudge
        self.on_beat = _no_beat
        self.health = health or Health(core.clock)
        self._extension_names = tuple(cogs)
        self._presses: dict[str, Press] = {}
        if gateway is not None:
            self._connect_through(gateway)

    async def setup_hook(self) -> None:
        """Once, before the gateway: words, cogs, buttons, commands. Fails fast."""
        await self.tree.set_translator(CommandTranslator(self.i18n))
        for name in self._extension_names:
            await self.load_extension(name)
        self.add_dynamic_items(*CONTROLS, *MENUS)
        await self.sync_commands()

    async def sync_commands(self, *, force: bool = False) -> bool:
        """Tell Discord the commands if they changed since it was last told; whether it was."""
        fingerprint = await self._fingerprint()
        if not force and await self.core.meta(HASH) == fingerprint:
            self.command_ids = json.loads(await self.core.meta(IDS) or "{}")
            return False
        synced = await self.tree.sync()
        self.command_ids = {command.name: command.id for command in synced}
        await self.core.set_meta(IDS, json.dumps(self.command_ids))
        await self.core.set_meta(HASH, fingerprint)
        log.info("told Discord %d commands", len(synced))
        return True

    async def speech(
        self, community: int | None, locale: discord.Locale | str | None = None
    ) -> Translator:
        """The community's language, or in its absence the one of `locale`."""
        if community is not None:
            return self.i18n.speak((await self.core.communities.get(community)).locale)
        return self.i18n.speak(None if locale is None else str(locale))

    async def look(self, community: int | None, *, attaching: bool) -> Look:
        """How pictures are wanted in a place; none where files cannot be attached."""
        if community is None:
            return Look(pictures=attaching)
        chosen = await self.core.communities.get(community)
        return Look(chosen.theme, chosen.pictures and attaching)

    @property
    def display_name(self) -> str:
        """What people type after the @."""
        return self.user.display_name if self.user else "Renown"

    async def name_of(self, user_id: int) -> str:
        """What somebody is called on Discord; their id where it does not say."""
        try:
            person = self.get_user(user_id) or await self.fetch_user(user_id)
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError):
            return str(user_id)
        return f"{person.display_name} (@{person.name})"

    def mention(self, path: str) -> str:
        """A command that can be clicked, such as `/link add`; plain where its id is unknown."""
        number = self.command_ids.get(path.split(" ", maxsplit=1)[0])
        return f"`/{path}`" if number is None else f"</{path}:{number}>"

    def on_press(self, name: str, handler: Press) -> None:
        """Register who answers the buttons of one name. Raises ValueError on a second one."""
        if name in self._presses:
            raise ValueError(f"two handlers for the button {name}")
        self._presses[name] = handler

    async def pressed(self, name: str, interaction: Asked, state: Mapping[str, str]) -> None:
        """Hand a pressed button to its cog."""
        if name not in STEPS:
            self.throttle.admit(interaction.user.id)
        await self._presses[name](interaction, state)

    async def report(self, interaction: Asked, error: Exception) -> None:
        """Tell the asker, and only them, what went wrong. Never raises."""
        command = interaction.command
        where = command.qualified_name if command else f"interaction {interaction.type.name}"
        t = self.i18n.speak(str(interaction.locale))
        words = self._words_for(error, t, where, in_server=interaction.is_guild_integration())
        await deliver(whisper(interaction, words), where)

    async def report_message(
        self, message: discord.Message, error: Exception, t: Translator
    ) -> None:
        """The same under a message. Never raises."""
        where = "a plain question"
        words = self._words_for(error, t, where, in_server=False)
        await deliver(message.reply(view=words.view, mention_author=False), where)

    async def on_interaction(self, interaction: Asked, /) -> None:
        """A form that was sent, also one that was opened before a restart."""
        form = submitted(interaction)
        if form is None:
            return
        try:
            await self.pressed(form[0], interaction, form[1])
        except Exception as error:  # as behind a button: the one reporter has the words
            await self.report(interaction, error)

    async def on_message(self, message: discord.Message, /) -> None:
        """There are no prefix commands; plain questions have a cog."""

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a community, and it is no outage: what was kept for it goes."""
        log.info("removed from guild %s: everything about it is erased", guild.id)
        self.members.forget_guild(guild.id)
        await self.core.communities.left(guild.id)

    def _forget(self, gone: Forgotten) -> None:
        """Names and pictures of who is gone for good."""
        self.members.forget(gone.users)
        raster.forget()

    def _words_for(
        self, error: Exception, t: Translator, where: str, *, in_server: bool
    ) -> Rendered:
        problem = diagnose(error)
        record(problem, error, where)
        if problem.incident:
            self.health.incident(problem.incident)
        if problem.key == NEWCOMER:
            return newcomer(self.mention, t, in_server=in_server)
        said = sentence(problem, t)
        return notice.info(said) if problem.key in NEWS else notice.problem(said)

    async def _fingerprint(self) -> str:
        translator = CommandTranslator(self.i18n)
        listed = self.tree.get_commands()
        payloads = [await entry.get_translated_payload(self.tree, translator) for entry in listed]
        written = json.dumps(sorted(payloads, key=lambda p: (p["type"], p["name"])), sort_keys=True)
        return hashlib.sha256(f"{self.application_id}:{written}".encode()).hexdigest()

    def _connect_through(self, gateway: str) -> None:
        """Use one gateway for every connection, also after a session became invalid."""
        ask = self.http.get_bot_gateway

        async def elsewhere() -> Any:
            shards, _, limit = await ask()
            return shards, gateway, limit

        self.http.get_bot_gateway = elsewhere  # type: ignore[method-assign]
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


async def deliver(sending: Awaitable[object], where: str) -> None:
    """Await a last word to somebody; where Discord refuses it, only the log hears it."""
    try:
        await sending
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        log.info("nobody could be told of %s: %s", where, error)


async def _nobody_to_nudge() -> None:
    """Without a schedule there are no posts to mend, and nobody is told anything."""


def _no_beat(task: Beat) -> None:
    """Without a schedule nothing is called on a beat."""
    log.debug("no schedule for %s", task)
