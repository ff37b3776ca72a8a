"""GitHub: the profiles of people who acted, one call for each."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.networks.base import ActorProfile, Data, Outcome
from scoring.networks.github_names import Api
from scoring.networks.shapes import Count, Moment, Shape, Text, one


class User(Shape):
    """What GitHub tells of anybody; only the id is always there."""

    id: int
    name: Text = ""
    bio: Text = ""
    company: Text = ""
    location: Text = ""
    blog: Text = ""
    followers: Count = None
    following: Count = None
    public_repos: Count = None
    created_at: Moment = None

    @property
    def words(self) -> tuple[str, ...]:
        """What they wrote about themselves, the name apart."""
        written = (self.bio, self.company, self.location, self.blog)
        return tuple(line for line in written if line)

    def actor(self) -> ActorProfile:
        """Everybody has a picture there, if only a drawn one: it says nothing."""
        return ActorProfile(
            native_id=str(self.id),
            created_at=self.created_at,
            followers=self.followers,
            followings=self.following,
            publications=self.public_repos,
            has_text=bool(self.name or self.words),
        )


async def read_actors(api: Api, ids: Sequence[str], calls: int) -> Outcome[Sequence[ActorProfile]]:
    """The first of them, as far as the calls go; a failure is told where it comes first."""
    found: list[ActorProfile] = []
    for native_id in ids[:calls]:
        outcome = await api.get(f"/user/{native_id}")
        if not isinstance(outcome, Data):
            return Data(found) if found else outcome
        user = one(User, outcome.value.json) if outcome.value.ok else None
        found.append(ActorProfile(native_id) if user is None else user.actor())
    return Data(found)
