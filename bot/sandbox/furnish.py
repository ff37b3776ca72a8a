"""The sample community as the stand-in's world: people, channels, avatars, words about them."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.sample.avatars import avatar_png
from bot.sandbox.sample.lives import LinkState, Member, SampleCommunity, snowflake
from bot.sandbox.world import Channel, Person, World

NOTICE = {
    "en-US": "Sample data: these people, their accounts and their numbers are made up. "
    "Only asking for a real account leaves this machine.",
    "fr": "Données d’exemple : ces personnes, leurs comptes et leurs chiffres sont inventés. "
    "Seule une question sur un vrai compte quitte cette machine.",
}

NEIGHBOUR = {
    "en-US": "The server next door, where the bot was never set up",
    "fr": "Le serveur d’à côté, où le bot n’a jamais été réglé",
}


def furnish(community: SampleCommunity) -> World:
    """A world of which everything is made up."""
    return World(
        guild_id=community.guild_id,
        guild_name=community.guild,
        people=tuple(_person(member) for member in community.members),
        channels=tuple(
            Channel(
                channel.id,
                channel.name,
                channel.topic.en,
                topic_localizations={"fr": channel.topic.fr},
            )
            for channel in community.channels
        ),
    )


def neighbour(community: SampleCommunity, home: World) -> World:
    """A second community of some of the same people, to which nobody has invited the bot yet."""
    number = snowflake("guild:neighbour")
    lobby = Channel(snowflake("channel:lobby"), "lobby", NEIGHBOUR["en-US"])
    return World(
        guild_id=number,
        guild_name="Paper Boats",
        people=home.people[: len(community.members) // 2],
        channels=(replace(lobby, topic_localizations={"fr": NEIGHBOUR["fr"]}),),
        system_channel=lobby.id,
    )


def _person(member: Member) -> Person:
    linked = tuple(
        f"sample:{account.handle}"
        for account in member.accounts
        if account.state not in (LinkState.UNLINKED, LinkState.OPTED_OUT)
    )
    return Person(
        id=member.user_id,
        name=member.name,
        about=member.about.en,
        manager=member.manager,
        avatar_png=avatar_png(member),
        linked=linked,
        about_localizations={"fr": member.about.fr},
    )
