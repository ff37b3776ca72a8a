"""The larger frames that the page is sent: who is here, what was said, what time it is."""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.page_seams import PageSeams
from bot.sandbox.payloads import Guild
from bot.sandbox.refusals import Json
from bot.sandbox.visitor import Desk
from bot.sandbox.world import Person, Words

HISTORY_LENGTH = 100
LOCALES = ("en-US", "fr")


def hello(
    desk: Desk, seams: PageSeams, guild_id: int, person: Person | None, notice: Words
) -> Json:
    """Everything that a page needs to draw itself, except the commands."""
    guild, bot = desk.state.guild(guild_id), desk.state.bot
    return clock_frame(desk, seams) | {
        "t": "hello",
        "notice": notice["en-US"],
        "notice_localizations": dict(notice),
        "guild": {"id": str(guild.id), "name": guild.world.guild_name},
        "channels": _channels(desk, guild, person),
        "people": [_person(guild, member) for member in guild.members.values()],
        "bot": {"id": str(bot.id), "name": bot.name, "avatar": avatar_path(bot)},
        "accounts": seams.accounts(),
        "locales": list(LOCALES),
    }


def history(desk: Desk, channel_id: int, user_id: int) -> Json:
    """What a person may read in a channel, oldest first."""
    readable = [m for m in desk.mailbox.in_channel(channel_id) if m.seen_by(user_id)]
    shown = [message.copied() for message in readable[-HISTORY_LENGTH:]]
    return {"t": "history", "channel_id": str(channel_id), "messages": shown}


def clock_frame(desk: Desk, seams: PageSeams) -> Json:
    following = seams.next_post()
    return {
        "t": "clock",
        "now": desk.state.clock.now().isoformat(),
        "next_post": following.isoformat() if following else None,
    }


def avatar_path(person: Person) -> str | None:
    """Where the page finds a face; None where there is none."""
    if person.avatar_hash is None:
        return None
    return f"/cdn/avatars/{person.id}/{person.avatar_hash}.png"


def parsed(text: str) -> Any:
    """A frame as JSON, or None for what is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _channels(desk: Desk, guild: Guild, person: Person | None) -> list[Json]:
    shown: list[Json] = [
        {
            "id": str(c.id),
            "name": c.name,
            "topic": c.topic,
            "topic_localizations": dict(c.topic_localizations),
            "kind": "text",
        }
        for c in guild.channels.values()
    ]
    if person is not None:
        direct = {"id": str(desk.state.dm_channel(person.id)), "name": desk.state.bot.name}
        shown.append(direct | {"topic": "", "kind": "dm"})
    return shown


def _person(guild: Guild, person: Person) -> Json:
    return {
        "id": str(person.id),
        "name": person.name,
        "about": person.about,
        "about_localizations": dict(person.about_localizations),
        "avatar": avatar_path(person),
        "manager": person.id in guild.managers,
        "linked": list(person.linked),
    }
