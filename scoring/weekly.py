"""The weekly post's facts: what is due, claimed, frozen, and who may still be in it.

Exactly once: a week is claimed by a row before anything is sent, the standings are frozen into
that row in the same transaction, and a try is leased before it is made. The sending itself is
`cogs.weekly`'s.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scoring.boards import Boards
from scoring.calendar import iso_week, last_due, next_due
from scoring.clock import Clock
from scoring.models import Community, Period, Subject, SubjectKind, WeeklyBoard
from scoring.store import communities, hand_posts, standings, subjects, weekly
from scoring.store.db import Connection, Database
from scoring.store.hand_posts import HandPost
from scoring.store.weekly import WeeklyPost
from scoring.weekly_board import board as weekly_board

LEASE = timedelta(minutes=5)  # a process that died while sending is relieved after this
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)


AnyPost = WeeklyPost | HandPost


class WeeklyPosts:
    """Claims, freezes and reads weekly posts."""

    def __init__(
        self,
        database: Database,
        boards: Boards,
        clock: Clock,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._boards = boards
        self._clock = clock
        self._jitter = jitter

    async def claim_due(self) -> list[WeeklyPost]:
        """Claim and freeze every post that is due now and that nobody has yet."""
        now = self._clock.now()
        claimed = []
        for community in await communities.scheduled(self._database.reader):
            due = due_now(community, now)
            if due is not None:
                post = await self._claim(community, due, now)
                claimed += [post] if post else []
        return claimed

    async def unfinished(self) -> list[WeeklyPost]:
        """Claimed posts that are not out and whose next try has come, paused ones left alone."""
        return await weekly.unfinished(self._database.reader, self._clock.now())

    async def stale(self) -> list[AnyPost]:
        """Earlier posts that no longer show what they should, those by hand as well."""
        reader = self._database.reader
        return [*await weekly.stale(reader), *await hand_posts.stale(reader)]

    async def by_hand(self, community: int, channel_id: int) -> HandPost:
        """The standings as they are now, for a post out of turn that is yet to be sent."""
        now = self._clock.now()
        reader = self._database.reader
        chosen = await communities.get(reader, community)
        week = iso_week(now, ZoneInfo(chosen.zone))
        board = await self._freeze(reader, community)
        return HandPost(0, community, channel_id, week, now, board)

    async def sent_by_hand(self, post: HandPost) -> None:
        """It was sent; who hid meanwhile is taken out of it at the next beat."""
        async with self._database.tx() as tx:
            visible = await subjects.visible_ids(tx, post.community_id)
            stale = not visible.issuperset(post.board["subjects"])
            await hand_posts.put(tx, post, stale=stale)

    async def get(self, community: int, week: str) -> WeeklyPost | None:
        """One week's post."""
        return await weekly.get(self._database.reader, community, week)

    async def lease(self, post: WeeklyPost, channel_id: int) -> bool:
        """Take the next try for oneself; False where somebody else has it."""
        now = self._clock.now()
        async with self._database.tx() as tx:
            return await weekly.lease(tx, post, channel_id, now + LEASE, now)

    async def sent(self, post: WeeklyPost, channel_id: int, message_id: int) -> None:
        """The post is out, under this message."""
        async with self._database.tx() as tx:
            await weekly.mark_sent(tx, post, channel_id, message_id, self._clock.now())

    async def failed(self, post: WeeklyPost, error: str) -> None:
        """The try failed for now; the next one comes later and later, at an odd moment."""
        pause = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(post.tries, 12))
        again = self._clock.now() + pause * (0.5 + self._jitter() / 2)
        async with self._database.tx() as tx:
            await weekly.mark_failed(tx, post, error, again)

    async def paused(self, post: WeeklyPost, error: str) -> bool:
        """The channel is gone or closed: pause the schedule. True only the first time."""
        async with self._database.tx() as tx:
            await weekly.mark_paused(tx, post, error)
            return await communities.pause(tx, post.community_id, error, self._clock.now())

    async def fresh(self, post: AnyPost) -> None:
        """An earlier post was edited."""
        async with self._database.tx() as tx:
            if isinstance(post, HandPost):
                await hand_posts.mark_fresh(tx, post.message_id)
            else:
                await weekly.mark_fresh(tx, post)

    async def board_of(
        self, post: AnyPost, absent: Collection[int] = (), aside: Collection[int] = ()
    ) -> WeeklyBoard:
        """What a frozen post may show now: less who hid, left, erased or opted out since.

        `absent` are members whom Discord does not know in this community (any more), `aside` those
        who leave the podium to others. Ranks close up; average and histogram are of those who
        are left.
        """
        reader = self._database.reader
        community = await communities.get(reader, post.community_id)
        visible = await subjects.visible_ids(reader, post.community_id)
        rows = [row for row in post.board.get("rows", []) if row["subject_id"] in visible]
        found = await subjects.several(reader, [row["subject_id"] for row in rows])
        rows = [r for r in rows if _is_here(found.get(r["subject_id"]), absent)]
        return weekly_board(post.week, post.due_at, rows, found, community, aside)

    async def upcoming(self, community: Community) -> datetime | None:
        """When the next post comes: a week that has its post already gets no second one."""
        due = next_post(community, self._clock.now())
        if due is None:
            return None
        week = iso_week(due, ZoneInfo(community.zone))
        posted = await weekly.get(self._database.reader, community.id, week) is not None
        return next_post(community, due) if posted else due

    async def preview(self, community: int) -> WeeklyBoard:
        """The board as it would be posted now, without claiming anything."""
        return await self.board_of(await self.draft(community))

    async def draft(self, community: int) -> WeeklyPost:
        """The post as it would be claimed and frozen now, and as nobody claims it."""
        now = self._clock.now()
        reader = self._database.reader
        chosen = await communities.get(reader, community)
        week = iso_week(now, ZoneInfo(chosen.zone))
        frozen = await self._freeze(reader, community)
        return WeeklyPost(community, week, now, "draft", frozen, None, None, 0, None)

    async def _claim(self, community: Community, due: datetime, now: datetime) -> WeeklyPost | None:
        week = iso_week(due, ZoneInfo(community.zone))
        newest = await weekly.newest(self._database.reader, community.id)
        if newest is not None and (due <= newest.due_at or week <= newest.week):
            return None  # a changed schedule never reaches back behind what was posted
        async with self._database.tx() as tx:
            post = await weekly.claim(tx, community.id, week, due, now)
            if post is None:
                return None
            board = await self._freeze(tx, community.id)
            await weekly.freeze(tx, community.id, week, board)
            return replace(post, board=board)

    async def _freeze(self, connection: Connection, community: int) -> dict[str, Any]:
        """Standings as they are now, by subject id and without names."""
        rows: list[dict[str, Any]] = []
        for kind in SubjectKind:
            places = await standings.all_of(connection, community, kind)
            ids = [place.subject_id for place in places]
            changes = await self._boards.changes(connection, ids, Period.WEEK)
            rows += [
                {
                    "subject_id": place.subject_id,
                    "value": place.score,
                    "before": changes[place.subject_id].before,
                    "rise": changes[place.subject_id].rise,
                    "provisional": place.provisional,
                }
                for place in places
            ]
        return {"subjects": [row["subject_id"] for row in rows], "rows": rows}


def due_now(community: Community, now: datetime) -> datetime | None:
    """The due time that a community's schedule has reached, if any is open.

    Due times before the schedule was switched on or resumed are not made up for.
    """
    due = last_due(now, community.weekday, at_of(community), ZoneInfo(community.zone))
    since = [t for t in (community.enabled_at, community.resumed_at) if t is not None]
    return due if since and due > max(since) else None


def next_post(community: Community, now: datetime) -> datetime | None:
    """The schedule's next hour after `now`, or None where none is scheduled."""
    if community.channel_id is None or community.paused_at is not None:
        return None
    return next_due(now, community.weekday, at_of(community), ZoneInfo(community.zone))


def at_of(community: Community) -> time:
    """The community's hour."""
    return time(community.hour, community.minute)


def _is_here(subject: Subject | None, absent: Collection[int]) -> bool:
    if subject is None:
        return False
    return subject.kind is SubjectKind.PAGE or subject.user_id not in absent
