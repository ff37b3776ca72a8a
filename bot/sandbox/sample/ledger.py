"""One sample account as its network knows it at a moment: profile, publications, reactions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from bot.sandbox.sample.generator import generate
from bot.sandbox.sample.lives import Account, Member, Page
from scoring.networks.base import Publication, Reaction

HOME = "https://sample.example"
ROWS_A_PAGE = 2_500

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AccountView:
    """One sample account as the chat page lists it. `owner` is a key of the community."""

    handle: str
    name: str
    bio: str
    native_id: str
    url: str
    owner: str
    page: bool


class Ledger:
    """One account: who owns it, what it says of itself, and its evidence as of a moment."""

    def __init__(self, owner: Member | Page, account: Account, start: datetime) -> None:
        self.account, self.bio = account, account.bio
        self._owner, self._start = owner, start

    @cached_property
    def publications(self) -> Sequence[Publication]:
        """All of them, oldest first, the future included."""
        return self._sorted[0]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {item.native_id: index for index, item in enumerate(self.publications)}

    @cached_property
    def _sorted(self) -> tuple[tuple[Publication, ...], dict[str, list[Reaction]]]:
        found = generate(self.account, self._start)
        by_publication: dict[str, list[Reaction]] = defaultdict(list)
        for reaction in found.reactions:
            by_publication[reaction.publication].append(reaction)
        return found.publications, by_publication

    def position(self, identity: str) -> int | None:
        """Where a publication stands among all of them; None for a foreign one."""
        return self._positions.get(identity)

    def published_by(self, now: datetime) -> int:
        """How many publications there were by `now`."""
        return bisect_right(self.publications, now, key=lambda item: item.at)

    def reactions_to(self, identity: str, now: datetime) -> list[Reaction]:
        """The reactions to one publication that had happened by `now`, oldest first."""
        listed = self._sorted[1].get(identity, [])
        return listed[: bisect_right(listed, now, key=_when)]

    def view(self) -> AccountView:
        """For the chat page."""
        return AccountView(
            self.account.handle,
            self.account.name,
            self.bio,
            self.account.native_id,
            f"{HOME}/@{self.account.handle}",
            self._owner.key,
            isinstance(self._owner, Page),
        )

    def profile(self, now: datetime) -> Json:
        """The account as the network shows it."""
        view = self.view()
        return {
            "id": view.native_id,
            "handle": view.handle,
            "name": view.name,
            "url": view.url,
            "bio": view.bio,
            "page": view.page,
            "created_at": self.account.created_at(self._start).isoformat(),
            "publications": self.published_by(now),
        }

    def publication_row(self, item: Publication, now: datetime) -> Json:
        """One publication with its totals as they stood at `now`."""
        totals = Counter(reaction.kind for reaction in self.reactions_to(item.native_id, now))
        return {
            "id": item.native_id,
            "at": item.at.isoformat(),
            "totals": dict(sorted(totals.items())),
            "topics": item.topics,
        }

    def evidence_page(self, since: datetime | None, skip: int, now: datetime) -> Json:
        """Some thousand rows, and under `next` how many publications to skip next time."""
        answer: Json = {"publications": [], "reactions": [], "next": None}
        for number, item in enumerate(self._touched(since, now)):
            if number < skip:
                continue
            if len(answer["publications"]) + len(answer["reactions"]) >= ROWS_A_PAGE:
                answer["next"] = number
                break
            reactions = self.reactions_to(item.native_id, now)
            answer["publications"].append(self.publication_row(item, now))
            answer["reactions"] += [reaction_row(reaction) for reaction in reactions]
        return answer

    def _touched(self, since: datetime | None, now: datetime) -> Iterator[Publication]:
        """Newest first: what was published, or acted on, since then."""
        for item in reversed(self.publications[: self.published_by(now)]):
            if since is None or item.at >= since:
                yield item
                continue
            listed = self.reactions_to(item.native_id, now)
            if bisect_left(listed, since, key=_when) < len(listed):
                yield item


def reaction_row(reaction: Reaction) -> Json:
    """One reaction as it is told."""
    return {
        "publication": reaction.publication,
        "actor": reaction.actor,
        "kind": reaction.kind,
        "at": _when(reaction).isoformat(),
    }


def _when(reaction: Reaction) -> datetime:
    assert reaction.at is not None  # noqa: S101 - the generator dates every act
    return reaction.at
