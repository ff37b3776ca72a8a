"""`/leaderboard`, its paging buttons and *My place* under the weekly post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.answers import Answers
from bot.naming import choices, command, community_only
from bot.reply import Asked, Reply, is_private_message
from bot.suggestions import board_topic_choices
from scoring.models import BoardKind, Period

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.topic_boards import TopicBoards


class LeaderboardCog(commands.Cog):
    """Ten a page; the state of a board stands in its buttons."""

    def __init__(self, answers: Answers, topics: TopicBoards) -> None:
        self._answers = answers
        self._topics = topics

    @command("leaderboard")
    @community_only
    @app_commands.choices(period=choices(*Period), kind=choices(*BoardKind))
    async def leaderboard(
        self,
        interaction: Asked,
        period: str = Period.WEEK,
        kind: str = BoardKind.SCORE,
        topic: str | None = None,
        show_to_everyone: bool = False,
    ) -> None:
        """The first page of a board."""
        reply = await Reply.begin(interaction, public=show_to_everyone)
        chosen = BoardKind(kind), Period(period)
        await reply.send(await self._answers.board(reply.to, *chosen, topic=topic))

    @leaderboard.autocomplete("topic")
    async def topics(self, interaction: Asked, partial: str) -> list[Choice[str]]:
        """What people shown here are heard on."""
        return await board_topic_choices(self._topics, interaction, partial)

    async def turn(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """Another page: in place where only the asker sees it, else a board of their own."""
        reply = await Reply.begin(interaction, in_place=is_private_message(interaction))
        board = await self._answers.board(
            reply.to,
            BoardKind(state.get("kind", BoardKind.TOPIC)),
            Period(state["period"]),
            int(state["page"]),
            around=state["way"] == "around",
            topic=state.get("topic"),
        )
        await reply.send(board)

    async def my_place(self, interaction: Asked, state: Mapping[str, str]) -> None:  # noqa: ARG002 - discord.py's signature
        """The asker's surroundings on the board, now."""
        reply = await Reply.begin(interaction)
        kind, period = BoardKind.SCORE, Period.WEEK
        await reply.send(await self._answers.board(reply.to, kind, period, around=True))


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = LeaderboardCog(bot.answers, bot.core.topic_boards)
    await bot.add_cog(cog)
    bot.on_press("board", cog.turn)
    bot.on_press("board_topic", cog.turn)
    bot.on_press("place", cog.my_place)
