"""What people are called, and who left."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from discord.asset import Asset

from bot.members import Members
from scoring.clock import ManualClock
from scoring.models import Subject, SubjectKind

GUILD = 10
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Answer:
    """As much of a response as discord.py's errors read."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "made up"


class Directory:
    """Stands in for `GET /guilds/{guild}/members/{user}`."""

    def __init__(self) -> None:
        self.people: dict[int, Mapping[str, Any]] = {
            1: {"nick": "Ada", "user": {"username": "ada", "global_name": "Ada L."}},
            2: {"nick": None, "user": {"username": "bob", "global_name": "Bob"}},
            3: {"user": {"username": "eve", "global_name": None}},
        }
        self.asked: list[int] = []
        self.at_once = 0
        self.most_at_once = 0
        self.out_of_order = False

    async def fetch(self, guild_id: int, user_id: int) -> Mapping[str, Any]:
        assert guild_id == GUILD
        self.asked.append(user_id)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.out_of_order:
            raise discord.DiscordServerError(Answer(500), "oops")  # type: ignore[arg-type]
        if user_id not in self.people:
            data = {"code": 10007, "message": "Unknown Member"}
            raise discord.NotFound(Answer(404), data)  # type: ignore[arg-type]
        return self.people[user_id]


def directory() -> tuple[Directory, Members, ManualClock]:
    clock = ManualClock(START)
    people = Directory()
    return people, Members(people.fetch, clock), clock


async def test_names_are_nick_then_global_name_then_username() -> None:
    """People are called what the community calls them; who left is absent."""
    _, members, _ = directory()
    assert await members.names(GUILD, [1, 2, 3, 4]) == {1: "Ada", 2: "Bob", 3: "eve"}
    assert members.departed(GUILD, [1, 2, 3, 4]) == {4}
    assert members.present(GUILD, [1, 2, 3, 4]) == {1, 2, 3}


async def test_answers_are_kept_for_ten_minutes() -> None:
    """Nobody is asked about twice in ten minutes, not even who left."""
    people, members, clock = directory()
    await members.names(GUILD, [1, 4])
    clock.advance(timedelta(minutes=9))
    await members.names(GUILD, [1, 4])
    assert sorted(people.asked) == [1, 4]
    clock.advance(timedelta(minutes=2))
    await members.names(GUILD, [1])
    assert sorted(people.asked) == [1, 1, 4]


async def test_at_most_three_are_asked_at_once() -> None:
    """A page of ten rows does not become ten requests in one breath."""
    people, members, _ = directory()
    await members.names(GUILD, range(1, 30))
    assert people.most_at_once == 3


async def test_trouble_is_no_departure() -> None:
    """While Discord is out of order a name is missing, but nobody has left."""
    people, members, _ = directory()
    people.out_of_order = True
    assert await members.names(GUILD, [1]) == {}
    assert members.departed(GUILD, [1]) == frozenset()
    people.out_of_order = False
    assert await members.names(GUILD, [1]) == {1: "Ada"}


async def test_looking_asks_anew_and_keeps_only_departures() -> None:
    """Whatever is remembered; somebody who was there is asked about again by whoever shows them."""
    people, members, _ = directory()
    await members.names(GUILD, [1, 4])
    del people.people[1]
    assert await members.look(GUILD, [1, 2, 4]) == ({2}, {1, 4})
    assert members.departed(GUILD, [1, 2, 4]) == {1, 4}
    people.asked.clear()
    await members.names(GUILD, [1, 2, 4])
    assert people.asked == [2]


async def test_who_is_forgotten_is_asked_about_again() -> None:
    """A member who deleted everything, and everybody of a community that removed the bot."""
    people, members, _ = directory()
    await members.names(GUILD, [1, 2])
    people.asked.clear()
    members.forget({1})
    await members.names(GUILD, [1, 2])
    assert people.asked == [1]
    members.forget_guild(GUILD)
    await members.names(GUILD, [1, 2])
    assert sorted(people.asked) == [1, 1, 2]


async def test_without_a_community_nobody_is_asked() -> None:
    """In direct messages only those are named whom the bot met there."""
    people, members, _ = directory()
    assert await members.names(None, [1]) == {}
    assert people.asked == []


async def test_subject_names() -> None:
    """A page has its own name, a person Discord's."""
    _, members, _ = directory()
    page = Subject(7, SubjectKind.PAGE, 1, "Café Central")
    person = Subject(8, SubjectKind.PERSON, 2)
    gone = Subject(9, SubjectKind.PERSON, 4)
    named = await members.subject_names(GUILD, [page, person, gone])
    assert named == {7: "Café Central", 8: "Bob"}


async def test_faces_are_known_with_the_names() -> None:
    """The avatar chosen for the community, or else the usual one; nobody is given a stock one."""
    people, members, _ = directory()
    own = {"username": "ada", "global_name": None, "avatar": "usual"}
    people.people = {
        1: {"avatar": "chosen", "user": own},
        2: {"avatar": None, "user": own},
        3: {"user": {**own, "avatar": None}},
    }
    assert members.face(GUILD, 1) is None
    await members.names(GUILD, [1, 2, 3, 4])
    faces = [members.face(GUILD, user) for user in (1, 2, 3, 4)]
    assert faces == [
        f"{Asset.BASE}/guilds/{GUILD}/users/1/avatars/chosen.png?size=128",
        f"{Asset.BASE}/avatars/2/usual.png?size=128",
        None,
        None,
    ]
