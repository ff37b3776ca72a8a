"""Weighing those who act, while their names are known: during one reading, and no longer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from scoring.credibility import Weight, weigh
from scoring.models import Account
from scoring.networks.base import Data, Network, Reading
from scoring.store import weights
from scoring.store.db import Database
from scoring.store.keys import Keys

SAMPLE = 100  # profiles per reading
RECENT = timedelta(days=90)  # who acted before is not asked for any more

Rank = Callable[[str], int]


async def weigh_actors(
    network: Network, native_ids: Sequence[str], now: datetime
) -> dict[str, Weight]:
    """The weights of these people, as far as the network shows their profiles."""
    if not (network.declaration.actors and native_ids):
        return {}
    outcome = await network.actors(native_ids)
    if not isinstance(outcome, Data):
        return {}
    return {profile.native_id: weigh(profile, now) for profile in outcome.value}


def sample(last_acts: Mapping[str, float], rank: Rank, now: datetime) -> list[str]:
    """A uniform sample of those who acted recently: the first by a hash, so always the same."""
    since = (now - RECENT).timestamp()
    return sorted((actor for actor, at in last_acts.items() if at >= since), key=rank)[:SAMPLE]


class Weighing:
    """One reading's names, by their hash, and the weights that come of them."""

    def __init__(self, database: Database, keys: Keys, network: Network, account: Account) -> None:
        self._database = database
        self._keys = keys
        self._network = network
        self._account = account
        self._names: dict[int, str] = {}

    def meet(self, page: Reading) -> None:
        """Keep in mind who acted."""
        if self._network.declaration.actors:
            for actor in {reaction.actor for reaction in page.reactions}:
                self._names[self._keys.actor(self._account.network, actor)] = actor

    async def finish(self, now: datetime) -> None:
        """Weigh a sample of those who are due. Only who was counted is asked for at all."""
        reader, since = self._database.reader, now - RECENT
        due = await weights.due(reader, self._account.id, list(self._names), since, now)
        chosen = {self._names[actor]: actor for actor in due[:SAMPLE]}
        found = await weigh_actors(self._network, list(chosen), now)
        if found:
            own = {chosen[name]: weight for name, weight in found.items() if name in chosen}
            async with self._database.tx() as tx:
                await weights.put(tx, self._account.id, own, now)
