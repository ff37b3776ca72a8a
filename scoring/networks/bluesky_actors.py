"""Bluesky: the profiles of people who acted, twenty-five to the call."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.networks.base import ActorProfile, Changed, Data, Outcome
from scoring.networks.bluesky_names import Api
from scoring.networks.shapes import CamelShape, Count, Moment, Text, each, record

A_CALL = 25  # the most that the network gives at once
_METHOD = "app.bsky.actor.getProfiles"


class _Actor(CamelShape):
    did: str
    avatar: Text = ""
    description: Text = ""
    followers_count: Count = None
    follows_count: Count = None
    posts_count: Count = None
    created_at: Moment = None

    def profile(self) -> ActorProfile:
        return ActorProfile(
            native_id=self.did,
            created_at=self.created_at,
            followers=self.followers_count,
            followings=self.follows_count,
            publications=self.posts_count,
            has_picture=bool(self.avatar),
            has_text=bool(self.description),
        )


async def read_actors(api: Api, dids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
    """Call by call, as far as they succeed; a failure is told where nothing was read before.

    The network leaves out whom it does not know, without a word.
    """
    found: list[ActorProfile] = []
    for start in range(0, len(dids), A_CALL):
        asked = dids[start : start + A_CALL]
        outcome = await _page(api, asked)
        if not isinstance(outcome, Data):
            return Data(found) if found else outcome
        known = {actor.did: actor.profile() for actor in outcome.value}
        found += [known.get(did, ActorProfile(did)) for did in asked]
    return Data(found)


async def _page(api: Api, dids: Sequence[str]) -> Outcome[Sequence[_Actor]]:
    outcome = await api.call(_METHOD, {}, actors=dids)
    if not isinstance(outcome, Data):
        return outcome
    profiles = record(outcome.value.json).get("profiles")
    if not outcome.value.ok or not isinstance(profiles, list):
        return Changed(f"bluesky: no profiles, HTTP {outcome.value.status}")
    return Data(each(_Actor, profiles))
