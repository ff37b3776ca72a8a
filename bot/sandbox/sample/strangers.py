"""The people of the sample network as their profiles show them: the town, members, newcomers.

Made from their names alone, so the same on every machine and at every moment.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.sample.lives import midnight
from scoring.networks.base import ActorProfile

NEWCOMER, TOWNSPEOPLE = "only-", ("town-", "hl-")
_NEWCOMERS_ARRIVE = timedelta(days=4)  # before the start, one after the other


def profile_of(native_id: str, start: datetime) -> ActorProfile | None:
    """Who acts under this id, in a sandbox that starts on the day of `start`; None: nobody."""
    draws = hashlib.sha256(native_id.encode()).digest()
    if native_id.startswith(NEWCOMER):
        return _newcomer(native_id, midnight(start), draws)
    if native_id.startswith(TOWNSPEOPLE):
        return _townsperson(native_id, midnight(start), draws)
    return None


def actor_row(profile: ActorProfile) -> dict[str, Any]:
    """A profile as the network tells it."""
    return {
        "id": profile.native_id,
        "created_at": profile.created_at and profile.created_at.isoformat(),
        "followers": profile.followers,
        "followings": profile.followings,
        "publications": profile.publications,
        "picture": profile.has_picture,
        "text": profile.has_text,
    }


def _townsperson(native_id: str, day0: datetime, draws: bytes) -> ActorProfile:
    """Somebody who has lived here for years."""
    return ActorProfile(
        native_id,
        created_at=day0 - timedelta(days=400 + 8 * draws[0]),
        followers=160 + 3 * draws[1],
        followings=60 + draws[2] // 2,
        publications=40 + 20 * draws[3],
        has_picture=True,
        has_text=True,
    )


def _newcomer(native_id: str, day0: datetime, draws: bytes) -> ActorProfile:
    """An account made for the occasion: nobody follows it, and it says nothing."""
    return ActorProfile(
        native_id,
        created_at=day0 - _NEWCOMERS_ARRIVE * (draws[0] / 256),
        followers=0,
        followings=20 + draws[1],
        publications=0,
        has_picture=draws[2] % 4 == 0,
        has_text=False,
    )
