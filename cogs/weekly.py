"""The weekly post: what is due is claimed, frozen, sent exactly once, and mended afterwards.

The facts (claims, standings, leases) are `scoring.weekly`'s; this cog talks to Discord. A try
that may have arrived is looked for by the week in its button before anything is sent again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.podium import standing_aside
from bot.ui import notice
from bot.ui.controls import Place
from bot.ui.parts import Rendered, safe
from bot.ui.weekly import Post, render_weekly
from scoring.errors import DomainError
from scoring.models import BoardRow, Community, WeeklyBoard
from scoring.store.hand_posts import HandPost

if TYPE_CHECKING:
    from datetime import datetime

    from bot.client import Renown
    from scoring.core import Core
    from scoring.store.weekly import WeeklyPost
    from scoring.weekly import AnyPost

log = logging.getLogger(__name__)

SEARCHED = 2_000  # messages since the hour of the post, when one of ours is looked for
SKEW = timedelta(hours=1)  # Discord dates messages by its own clock, not by ours
NAME_TRIES = 3
ROUNDS = 30  # each finds who of those that moved up has left, or is out of the podium
REFUSED = (discord.Forbidden, discord.NotFound)
FAULTS = (discord.DiscordException, OSError, TimeoutError)


class WeeklyCog(commands.Cog):
    """Drives weekly posts at every beat of the schedule."""

    def __init__(self, bot: Renown, core: Core) -> None:
        self._bot = bot
        self._posts = core.weekly
        self._communities = core.communities
        self._presence = core.presence
        self._clock = core.clock
        self._turn = asyncio.Lock()

    async def tick(self) -> None:
        """Claim what is due, drive on what is not out, mend what should show less."""
        async with self._turn:
            await self._posts.claim_due()
            for post in await self._posts.unfinished():
                await self._drive(post)
            for earlier in await self._posts.stale():
                await self._mend(earlier)

    async def preview(self, community: int) -> Rendered:
        """The board as it would be posted now."""
        return await self._drawn(community, Post.PREVIEW)

    async def post_now(self, community: int) -> str:
        """Post the board out of turn; it takes no claim. Returns the link to it."""
        chosen = await self._communities.get(community)
        if chosen.channel_id is None:
            raise DomainError("channel_not_set")
        post = await self._posts.by_hand(community, chosen.channel_id)
        board = await self._board(post, chosen)
        answer = await self._render(board, chosen, post.due_at, Post.NOW)
        channel = self._channel(chosen, chosen.channel_id)
        try:
            sent = await channel.send(view=answer.view, files=answer.attachments())
        except REFUSED as error:
            raise DomainError(
                "channel_forbidden", channel=chosen.channel_id, permissions=["send_messages"]
            ) from error
        await self._posts.sent_by_hand(replace(post, message_id=sent.id))
        return sent.jump_url

    async def _drawn(self, community: int, post: Post) -> Rendered:
        """The board of this hour, on the same way as the one that is posted."""
        chosen = await self._communities.get(community)
        board = await self._board(await self._posts.draft(community), chosen)
        return await self._render(board, chosen, self._clock.now(), post)

    async def _drive(self, post: WeeklyPost) -> None:
        """One try at one post, and its outcome in the row."""
        community = await self._communities.get(post.community_id)
        channel_id = community.channel_id
        if channel_id is None or community.paused_at is not None:
            return
        if not await self._posts.lease(post, channel_id):
            return
        try:
            message = await self._send_once(post, community, channel_id)
        except REFUSED as error:
            await self._pause(post, community, error)
        except Exception as error:  # whatever it is, the other communities get their posts
            await self._fail(post, error)
        else:
            await self._posts.sent(post, channel_id, message.id)
            self._bot.health.post("sent")

    async def _fail(self, post: WeeklyPost, error: Exception) -> None:
        level = logging.WARNING if isinstance(error, FAULTS) else logging.ERROR
        where = (post.week, post.community_id)
        log.log(level, "weekly post %s of %s failed, a try follows", *where, exc_info=error)
        await self._posts.failed(post, type(error).__name__)
        self._bot.health.post("failed")

    async def _send_once(
        self, post: WeeklyPost, community: Community, channel_id: int
    ) -> discord.abc.Snowflake:
        """Send the frozen board, unless an earlier try arrived after all."""
        channel = self._channel(community, channel_id)
        earlier = await self._arrived(channel, post) if post.tries else None
        if earlier is not None:
            return earlier
        board = await self._board(post, community)
        answer = await self._render(board, community, self._clock.now(), Post.DUE)
        return await channel.send(
            view=answer.view, files=answer.attachments(), nonce=nonce_of(post)
        )

    async def _arrived(
        self, channel: discord.PartialMessageable, post: WeeklyPost
    ) -> discord.Message | None:
        """Our own post of this week, by the week in its button."""
        wanted = Place.id_for(community=post.community_id, week=post.week, post=Post.DUE)
        async for message in channel.history(after=post.due_at - SKEW, limit=SEARCHED):
            own = self._bot.user is not None and message.author.id == self._bot.user.id
            if own and wanted in custom_ids(message.components):
                return message
        return None

    async def _mend(self, post: AnyPost) -> None:
        """Edit an earlier post so that it shows only who may still be shown."""
        try:
            await self._edit(post)
        except REFUSED as error:
            log.info("post %s of %s is out of reach: %s", post.week, post.community_id, error)
        except Exception as error:  # the wish was carried out; its trace here waits for a beat
            level = logging.WARNING if isinstance(error, FAULTS) else logging.ERROR
            where = (post.week, post.community_id)
            log.log(level, "post %s of %s is mended later", *where, exc_info=error)
            return
        await self._posts.fresh(post)

    async def _edit(self, post: AnyPost) -> None:
        if post.channel_id is None or post.message_id is None:
            return
        community = await self._communities.get(post.community_id)
        board = await self._board(post, community)
        kind, at = Post.NOW, post.due_at
        if not isinstance(post, HandPost):
            kind, at = Post.DUE, post.sent_at or post.due_at
        answer = await self._render(board, community, at, kind)
        message = self._channel(community, post.channel_id).get_partial_message(post.message_id)
        await message.edit(view=answer.view, attachments=answer.attachments())

    async def _pause(self, post: WeeklyPost, community: Community, error: Exception) -> None:
        """The channel is gone or closed to us: stop, and tell an admin once."""
        log.warning("weekly posts of %s pause: %s", post.community_id, error)
        self._bot.health.post("paused")
        if await self._posts.paused(post, type(error).__name__):
            await self._tell_admin(community)

    async def _tell_admin(self, community: Community) -> None:
        """To the owner in private; where that is closed, in the community's system channel."""
        t = self._bot.i18n.speak(community.locale)
        guild = self._bot.get_guild(community.id)
        if guild is None:
            return
        channel = f"<#{community.channel_id}>"
        words = t("weekly.paused", community=safe(guild.name), channel=channel)
        places: list[discord.abc.Messageable | None] = [guild.system_channel]
        if guild.owner_id is not None:
            places.insert(0, await self._direct(guild.owner_id))
        for place in places:
            if place is not None and await _told(place, notice.problem(words)):
                return
        log.warning("nobody in %s could be told that its weekly posts pause", community.id)

    async def _direct(self, user_id: int) -> discord.abc.Messageable | None:
        try:
            return await self._bot.create_dm(discord.Object(user_id))
        except FAULTS as error:
            log.info("no direct message to the owner %s: %s", user_id, error)
            return None

    async def _board(self, post: AnyPost, community: Community) -> WeeklyBoard:
        """The frozen board, less those whom Discord no longer knows here, and with who is out of
        the podium. Whoever moves up is looked at too."""
        absent: frozenset[int] = frozenset()
        aside: frozenset[int] = frozenset()
        for _ in range(ROUNDS):
            board = await self._posts.board_of(post, absent, aside)
            gone = absent | await self._absent(community.id, board)
            out = aside | await self._aside(community, board)
            if (gone, out) == (absent, aside):
                return board
            absent, aside = gone, out
        return await self._posts.board_of(post, absent, aside)

    async def _aside(self, community: Community, board: WeeklyBoard) -> frozenset[int]:
        users = [row.subject.user_id for row in people(board)]
        return await standing_aside(community, self._bot.members, users)

    async def _absent(self, community: int, board: WeeklyBoard) -> frozenset[int]:
        """Who of those about to be shown has left; noted, since nobody else tells."""
        users = [row.subject.user_id for row in people(board)]
        there = await self._names(community, board)
        absent = self._bot.members.departed(community, users)
        seen = [row.subject.user_id for row in people(board) if row.subject.id in there]
        await self._presence.seen(community, seen, absent)
        return absent

    async def _names(self, community: int, board: WeeklyBoard) -> dict[int, str]:
        """Names for a post that stays: asked for more than once where Discord is slow."""
        rows = [*people(board), *board.pages]
        names: dict[int, str] = {}
        for _ in range(NAME_TRIES):
            names = await self._bot.members.subject_names(community, [r.subject for r in rows])
            if len(names) >= len({row.subject.id for row in rows}):
                break
        return names

    async def _render(
        self, board: WeeklyBoard, community: Community, now: datetime, post: Post
    ) -> Rendered:
        t = self._bot.i18n.speak(community.locale)
        names = await self._names(community.id, board)
        pictures = community.pictures and self._may_attach(community)
        return await render_weekly(
            board, names, t, now, community, post=post, pictures=pictures, theme=community.theme
        )

    def _may_attach(self, community: Community) -> bool:
        """Whether the channel takes pictures; where it is not known, Discord is asked by trying."""
        guild = self._bot.get_guild(community.id)
        channel = guild and guild.get_channel(community.channel_id or 0)
        return not (guild and channel) or channel.permissions_for(guild.me).attach_files

    def _channel(self, community: Community, channel_id: int) -> discord.PartialMessageable:
        return self._bot.get_partial_messageable(channel_id, guild_id=community.id)


def nonce_of(post: WeeklyPost) -> str:
    """At most 25 characters, the same for every try at the same post."""
    return f"{post.week}.{post.community_id:x}"[:25]


def people(board: WeeklyBoard) -> list[BoardRow]:
    """Every line of a board that is about a person."""
    return [*board.top, *board.rises, *board.newcomers]


def custom_ids(components: Sequence[Any]) -> set[str]:
    """The ids of all controls of a message, however nested."""
    return {found for component in components for found in _ids(component)}


def _ids(component: Any) -> Iterator[str]:
    custom_id = getattr(component, "custom_id", None)
    if custom_id:
        yield custom_id
    for child in getattr(component, "children", ()):
        yield from _ids(child)


async def _told(place: discord.abc.Messageable, answer: Rendered) -> bool:
    try:
        await place.send(view=answer.view)
    except FAULTS as error:
        log.info("a notice could not be sent: %s", error)
        return False
    return True


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = WeeklyCog(bot, bot.core)
    await bot.add_cog(cog)
    bot.posts = cog
    bot.nudge = cog.tick
    bot.on_beat(cog.tick)
