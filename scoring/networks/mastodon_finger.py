"""WebFinger: from a handle to the actor behind it, and back to the handle that both ends claim.

The domain of a handle need not be the server's: `ada@example.org` may live on
`social.example.org`. A domain can point at any actor and a server can claim any domain, so a
handle counts only where each names the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from scoring.networks.base import Changed, Data, Gone, Outcome
from scoring.networks.http import GuardedClient
from scoring.networks.mastodon_hosts import Address, Instances, address, host_of
from scoring.networks.shapes import Shape, Text, each, record, text

_PATH = "/.well-known/webfinger"
_NOBODY = (400, 404, 410, 422)


class _Link(Shape):
    rel: Text = ""
    type: Text = ""
    href: Text = ""


@dataclass(frozen=True, slots=True)
class Finger:
    """What a domain says of a handle: by which one to call the account, and which actor it is."""

    asked: Address
    subject: Address | None
    actor: str
    host: str  # on which the actor lives


class WebFinger:
    """Asks domains who somebody is."""

    def __init__(self, client: GuardedClient, instances: Instances) -> None:
        self._client = client
        self._instances = instances

    async def ask(self, who: Address) -> Outcome[Finger]:
        """The actor behind a handle, as the handle's own domain tells."""
        outcome = await self._client.get_json(
            self._instances.url(who.host, _PATH),
            params={"resource": f"acct:{who}"},
            accept="application/jrd+json, application/json",
        )
        if not isinstance(outcome, Data):
            return outcome
        answer = outcome.value
        if answer.status in _NOBODY:
            return Gone()
        if not answer.ok:
            return Changed(f"mastodon: WebFinger, HTTP {answer.status}")
        return _finger(who, record(answer.json))

    async def handle(self, actor: str, local: Address, known: Finger | None) -> Outcome[Address]:
        """By which handle to call an actor whose address on its own server is `local`.

        `known` is what its server, or the domain by which somebody named it, said already.
        """
        told = known if known and known.asked.host == local.host else None
        outcome: Outcome[Finger] = Data(told) if told else await self.ask(local)
        if isinstance(outcome, Gone):
            return Data(local)
        if not isinstance(outcome, Data):
            return outcome
        claimed = outcome.value.subject
        if claimed is None or outcome.value.actor != actor or claimed.host == local.host:
            return Data(local)
        if known and known.asked == claimed and known.actor == actor:
            return Data(claimed)
        return await self._confirmed(actor, claimed, local)

    async def _confirmed(self, actor: str, claimed: Address, local: Address) -> Outcome[Address]:
        """The handle that a server claims, where the handle's domain agrees."""
        outcome = await self.ask(claimed)
        if isinstance(outcome, Data):
            return Data(claimed if outcome.value.actor == actor else local)
        return Data(local) if isinstance(outcome, Gone | Changed) else outcome


def _finger(who: Address, body: dict[str, object]) -> Outcome[Finger]:
    links = each(_Link, body.get("links"))
    actors = [one.href for one in links if one.rel == "self" and "json" in one.type]
    if not actors:
        return Gone()  # somebody, but nobody of this network
    host = host_of(actors[0])
    if host is None:
        return Changed("mastodon: an actor without a host")
    return Data(Finger(who, address(text(body.get("subject"))), actors[0], host))
