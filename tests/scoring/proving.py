"""A world with accounts, pages, feeds and domains that prove each other; one host serves all."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.challenge import Challenge, Challenges
from scoring.clock import ManualClock
from scoring.core import open_core
from scoring.linking import Linking
from scoring.networks.base import Declaration, Hosts, Kind, Profile, Proof
from scoring.networks.closed import CLOSED
from scoring.networks.feed import FeedConnector
from scoring.networks.registry import Networks
from scoring.objection import Objections
from scoring.proofs import Prover
from scoring.reproof import Reproof
from scoring.webpage import Web
from tests.scoring.networks.serving import Everywhere, Host, Reply, client_for
from tests.scoring.world import ADA, NOW, Town, World, declared, settings_in

DOMAIN = "ada.example"
DID = "did:plc:ada"
WELL_KNOWN = "/.well-known/renown.txt"
DID_FILE = "/.well-known/atproto-did"
RSS = b"<rss version='2.0'><channel><title>Ada's blog</title></channel></rss>"
HTML = {"Content-Type": "text/html"}
ANY_HOST = r"[a-z0-9_]+@.+"


@dataclass
class Proving(World):
    """The world, with `sky` whose handles are domains and `fedi` whose handles have a host."""

    host: Host
    sky: Town
    fedi: Town

    @property
    def blog(self) -> str:
        """A feed on the host."""
        return f"feed:{self.host.origin}/feed"

    def page(self, path: str = "/", *, code: str = "", back: str = "", body: str = "") -> str:
        """Serve a page with a code in its head and a link with rel=me; returns where."""
        head = f'<meta name="renown" content="{code}">' if code else ""
        link = f'<a rel="me" href="{back}">me</a>' if back else ""
        html = f"<!doctype html><html><head>{head}</head><body>{link}{body}</body></html>"
        self.host.reply(path, Reply(html.encode(), headers=HTML))
        return self.host.url + path

    def file(self, path: str, words: str) -> None:
        """Serve a text file."""
        self.host.reply(path, Reply(words.encode(), headers={"Content-Type": "text/plain"}))

    def settle_sky(self) -> Profile:
        """An account whose handle is a domain."""
        profile = replace(
            self.sky.settle("ada", created_at=None), native_id=DID, handle=DOMAIN, url="https://x/"
        )
        self.sky.profiles = {DID: profile}
        self.sky.pages[DID] = self.sky.pages["sky-ada"]
        return profile

    def present(self, town: Town, native_id: str, *links: str) -> None:
        """What an account presents as its owner's own places."""
        town.profiles[native_id] = replace(town.profiles[native_id], links=links)

    async def begin(self, user: int, reference: str, page: str | None = None) -> Challenge:
        return await self.core.links.begin(user, reference, page=page)

    async def proved_by(self, user: int) -> list[Proof | None]:
        """How the accounts of a member were proved."""
        return [one.proved_by for one in await self.core.links.accounts(user)]

    async def notices(self, user: int) -> list[str]:
        """What somebody is still to be told."""
        due = await self.core.notices.due()
        return [one.kind for one in due if one.user_id == user]


def town(name: str, *proofs: Proof, **more: object) -> Town:
    declaration: Declaration = replace(declared(name, Kind.LIKE), proofs=(Proof.CODE, *proofs))
    return Town(replace(declaration, **more))  # type: ignore[arg-type]


@asynccontextmanager
async def open_proving(folder: Path, host: Host) -> AsyncIterator[Proving]:
    """The core with a prover for which the host is every domain."""
    clock = ManualClock(NOW)
    towns = (
        town("town", Proof.REL_ME),
        town("village", Proof.REL_ME),
        town("sky", Proof.ATPROTO, handle_pattern=r"did:[a-z:]+|[a-z0-9.-]+\.[a-z]+"),
        town("fedi", handle_pattern=ANY_HOST, hosts=Hosts.NAMED, url_patterns=()),
    )
    private = [f"{name}:{host.port}" for name in (DOMAIN, f"www.{DOMAIN}", "elsewhere.example")]
    async with client_for(host, private=private, resolver=Everywhere("127.0.0.1")) as client:
        networks = Networks([*towns, FeedConnector(client)], CLOSED)
        async with open_core(settings_in(folder), clock, networks=networks) as core:
            at = f"http://{{host}}:{host.port}"
            prover = Prover(networks, Web(client), core.database, at=at)
            shared = (core.database, networks, core.keys)
            proofs = Challenges(*shared, prover, core.consents, clock)
            more = (core.collector, core.rights, proofs, core.consents, clock)
            links = Linking(*shared, *more)
            objections = Objections(
                core.database, networks, proofs, core.consents, core.rights, clock
            )
            reproof = Reproof(core.database, networks, core.keys, prover, clock)
            proving = replace(core, links=links, objections=objections, reproof=reproof)
            yield Proving(proving, clock, *towns[:2], folder, host, *towns[2:])


Way = Callable[[Proving, str], Awaitable[None]]


async def by_code(world: Proving, code: str) -> None:
    world.town.write_bio("town-ada", code)


async def by_file(world: Proving, code: str) -> None:
    world.file(WELL_KNOWN, f"{code}\n")


async def by_front_page(world: Proving, code: str) -> None:
    world.page(code=code)


async def by_handle(world: Proving, code: str) -> None:
    world.file(WELL_KNOWN, code)
    world.file(DID_FILE, DID)


async def by_page(world: Proving, code: str) -> None:
    back = world.town.profiles["town-ada"].url
    world.present(world.town, "town-ada", world.page("/me", code=code, back=back))


# Way by way: the account that it proves, and how. `settled` makes them.
BY: dict[str, tuple[str, Proof, Way]] = {
    "code": ("town:ada", Proof.CODE, by_code),
    "file": ("feed", Proof.DOMAIN, by_file),
    "front page": ("feed", Proof.DOMAIN, by_front_page),
    "handle": (f"sky:{DOMAIN}", Proof.ATPROTO, by_handle),
    "page": ("town:ada", Proof.REL_ME, by_page),
}


def settled(world: Proving) -> None:
    """Ada's accounts on every network, her blog among them."""
    world.town.settle("ada", created_at=None)
    world.settle_sky()
    world.host.reply("/feed", Reply(RSS, headers={"Content-Type": "application/rss+xml"}))


async def proved(world: Proving, name: str, user: int = ADA) -> str:
    """Prove an account by one way; returns the reference."""
    reference, _, prove = BY[name]
    reference = world.blog if reference == "feed" else reference
    challenge = await world.begin(user, reference)
    await prove(world, challenge.code)
    await world.core.links.verify(user, reference, locale="fr")
    return reference


def unproved(world: Proving) -> None:
    """Everything that was written for a proof is taken away again; the hosts still answer."""
    for place in (world.town, world.sky):
        for native_id, profile in place.profiles.items():
            texts = tuple(re.sub(r"renown-\w+", "", text) for text in profile.texts)
            place.profiles[native_id] = replace(profile, texts=texts, links=())
    for path in (WELL_KNOWN, DID_FILE, "/", "/me"):
        world.host.reply(path, Reply(b"nothing here", 404))
