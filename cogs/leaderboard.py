"""`/leaderboard`, its paging buttons and *My place* under the weekly post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.naming import choices, command, community_only
from bot.reply import Asked, Reply, is_private_message
from scoring.models import BoardKind, Period

if TYPE_CHECKING:
    from bot.client import Renown


class LeaderboardCog(commands.Cog):
    """Ten a page; the state of a board stands in its buttons."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    @command("leaderboard")
    @community_only
    @app_commands.choices(period=choices(*Period), kind=choices(*BoardKind))
    async def leaderboard(
        self,
        interaction: Asked,
        period: str = Period.WEEK,
        kind: str = BoardKind.SCORE,
        show_to_everyone: bool = False,
    ) -> None:
        """The first page of a board."""
        reply = await Reply.begin(interaction, public=show_to_everyone)
        await reply.send(await self._answers.board(reply.to, BoardKind(kind), Period(period)))

    async def turn(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """Another page: in place where only the asker sees it, else a board of their own."""
        reply = await Reply.begin(interaction, in_place=is_private_message(interaction))
        board = await self._answers.board(
            reply.to,
            BoardKind(state["kind"]),
            Period(state["period"]),
            int(state["page"]),
            around=state["way"] == "around",
        )
        await reply.send(board)

    async def my_place(self, interaction: Asked, state: Mapping[str, str]) -> None:  # noqa: ARG002 - discord.py's signature
        """The asker's surroundings on the board, now."""
        reply = await Reply.begin(interaction)
        kind, period = BoardKind.SCORE, Period.WEEK
        await reply.send(await self._answers.board(reply.to, kind, period, around=True))


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = LeaderboardCog(bot.answers)
    await bot.add_cog(cog)
    bot.on_press("board", cog.turn)
    bot.on_press("place", cog.my_place)
