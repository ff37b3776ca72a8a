"""Discord's JSON for users, members, channels and guilds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.refusals import Json
from bot.sandbox.world import ADMINISTRATOR, ALL_NEEDED, EVERYBODY, MANAGERS, Channel, Person, World

TEXT_CHANNEL, DM_CHANNEL = 0, 1
_MEMBER_OVERWRITE = 1


@dataclass
class Guild:
    """A community as it stands now."""

    world: World
    owner_id: int
    manager_role: int
    bot_role: int
    joined_at: datetime
    bot: Person
    members: dict[int, Person] = field(default_factory=dict)
    managers: set[int] = field(default_factory=set)
    channels: dict[int, Channel] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.world.guild_id

    def permissions(self, user_id: int) -> int:
        """What a member may do anywhere in the community."""
        return EVERYBODY | (MANAGERS | ADMINISTRATOR if user_id in self.managers else 0)

    def bot_permissions(self, channel_id: int) -> int:
        wanted = self.channels[channel_id].bot_permissions
        return ALL_NEEDED if wanted is None else wanted


def user_json(person: Person) -> Json:
    name = re.sub(r"[^a-z0-9_.]+", "_", person.name.lower()).strip("_")
    return {
        "id": str(person.id),
        "username": name or f"user{person.id}",
        "global_name": None if person.bot else person.name,
        "discriminator": "0",
        "avatar": person.avatar_hash,
        "bot": person.bot,
        "public_flags": 0,
    }


def member_json(guild: Guild, person: Person) -> Json:
    """A member without the user, as it stands beside a message's author."""
    roles = [guild.manager_role] if person.id in guild.managers else []
    return {
        "roles": [str(guild.bot_role)] if person.bot else [str(role) for role in roles],
        "nick": None,
        "avatar": None,
        "joined_at": guild.joined_at.isoformat(),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
    }


def full_member_json(guild: Guild, person: Person) -> Json:
    return member_json(guild, person) | {"user": user_json(person)}


def channel_json(guild: Guild, channel: Channel) -> Json:
    return {
        "id": str(channel.id),
        "type": TEXT_CHANNEL,
        "guild_id": str(guild.id),
        "name": channel.name,
        "topic": channel.topic or None,
        "position": list(guild.channels).index(channel.id),
        "permission_overwrites": _overwrites(guild, channel),
        "nsfw": False,
        "parent_id": None,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "flags": 0,
    }


def _overwrites(guild: Guild, channel: Channel) -> list[Json]:
    if channel.bot_permissions is None:
        return []
    allow = channel.bot_permissions
    deny = ALL_NEEDED & ~allow
    who = {"id": str(guild.bot.id), "type": _MEMBER_OVERWRITE}
    return [who | {"allow": str(allow), "deny": str(deny)}]


def roles_json(guild: Guild) -> list[Json]:
    bot_tags = {"bot_id": str(guild.bot.id)}
    return [
        _role(guild.id, "@everyone", 0, EVERYBODY),
        _role(guild.manager_role, "Managers", 1, MANAGERS | ADMINISTRATOR),
        _role(guild.bot_role, guild.bot.name, 2, ALL_NEEDED) | {"managed": True, "tags": bot_tags},
    ]


def _role(role_id: int, name: str, position: int, permissions: int) -> Json:
    return {
        "id": str(role_id),
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(permissions),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def guild_json(guild: Guild) -> Json:
    """A guild as REST gives it."""
    system = guild.world.system_channel
    return {
        "id": str(guild.id),
        "name": guild.world.guild_name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "description": None,
        "owner_id": str(guild.owner_id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": roles_json(guild),
        "emojis": [],
        "stickers": [],
        "features": [],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None if system is None else str(system),
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "preferred_locale": guild.world.locale,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "nsfw_level": 0,
        "vanity_url_code": None,
        "banner": None,
    }


def guild_create_json(guild: Guild) -> Json:
    """A guild as the gateway introduces it: with channels, and of the members only the bot."""
    return guild_json(guild) | {
        "joined_at": guild.joined_at.isoformat(),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members) + 1,
        "members": [full_member_json(guild, guild.bot)],
        "channels": [channel_json(guild, channel) for channel in guild.channels.values()],
        "threads": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def dm_json(channel_id: int, person: Person) -> Json:
    return {
        "id": str(channel_id),
        "type": DM_CHANNEL,
        "recipients": [user_json(person)],
        "last_message_id": None,
        "flags": 0,
    }


def application_json(bot: Person, owner: Person) -> Json:
    return {
        "id": str(bot.id),
        "name": bot.name,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": f"{bot.id:064x}",
        "owner": user_json(owner),
        "team": None,
        "flags": 0,
        "rpc_origins": [],
        "tags": [],
        "approximate_guild_count": 1,
    }
