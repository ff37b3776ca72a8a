"""Who is meant by a name: only among the members and pages that are shown here.

A name that nobody bears and the name of somebody who is not shown get the same words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.answers import Audience
from bot.folding import fold
from bot.members import Members
from scoring.errors import DomainError

if TYPE_CHECKING:
    from scoring.service import ScoreService

Whom = int | str  # a member's user id, or the name of a page
_NAMED = 5  # of several that could be meant


class Called:
    """Finds members and pages by what they are called."""

    def __init__(self, scores: ScoreService, members: Members) -> None:
        self._scores = scores
        self._members = members

    async def find(self, to: Audience, name: str) -> Whom:
        """Raises DomainError `name_unknown`, `name_ambiguous`, and `name_guild_only`."""
        here = to.community
        if here is None:
            raise DomainError("name_guild_only")
        shown = await self._scores.shown_people(here)
        bearers: list[tuple[Whom, str]] = [(p, p) for p in await self._scores.page_names(here)]
        bearers += (await self._members.names(here, shown)).items()
        found = meant(name, bearers)
        if not found:
            raise DomainError("name_unknown", called=name)
        if len(found) > 1:
            names = sorted((called for who, called in bearers if who in found), key=fold)
            raise DomainError("name_ambiguous", called=name, names=names[:_NAMED])
        return found[0]


def meant(name: str, bearers: Iterable[tuple[Whom, str]]) -> list[Whom]:
    """Those who are called exactly so; or else those with such words in their name; or else
    those whose name begins so."""
    wanted = _plain(name)
    if not wanted:
        return []
    plain = [(who, _plain(called)) for who, called in bearers]
    ways = (
        [who for who, called in plain if called == wanted],
        [who for who, called in plain if f" {wanted} " in f" {called} "],
        [who for who, called in plain if called.startswith(wanted) and len(wanted) > 2],
    )
    return next((found for found in ways if found), [])


def _plain(name: str) -> str:
    """Words alone: without accents, case and marks."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(name)).split())
