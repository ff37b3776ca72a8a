"""What proves that an account is a member's, and what only looks as if it did."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from scoring.models import SubjectKind
from scoring.networks.base import Proof, Temporary
from scoring.networks.registry import FACTORIES
from scoring.proofs import Way, one_time, ways
from tests.scoring.networks.serving import Host, Reply
from tests.scoring.proving import (
    BY,
    DID,
    DID_FILE,
    DOMAIN,
    WELL_KNOWN,
    Proving,
    open_proving,
    proved,
    settled,
)
from tests.scoring.world import ADA, BOB, GUILD, refused

CODE = "renown-0123456789abcdef"
TOWN = "https://town.example/@ada"
VILLAGE = "https://village.example/@ada"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Proving]:
    async with Host() as host, open_proving(tmp_path, host) as opened:
        settled(opened)
        yield opened


async def missing(world: Proving, user: int = ADA, reference: str = "town:ada") -> list[str]:
    """Where a proof was looked for in vain."""
    error = await refused(world.core.links.verify(user, reference))
    assert error.key == "code_missing"
    assert isinstance(error.data["places"], list)
    return error.data["places"]


@pytest.mark.parametrize("name", BY)
async def test_every_way_binds_and_is_noted(world: Proving, name: str) -> None:
    """The account is the member's, and by which way stands beside it; before, it was not."""
    reference, way, prove = BY[name]
    reference = world.blog if reference == "feed" else reference
    challenge = await world.begin(ADA, reference)
    assert way in {one.proof for one in challenge.ways}
    assert await missing(world, ADA, reference)
    await prove(world, challenge.code)
    linked = await world.core.links.verify(ADA)
    assert linked.account.proved_by is way
    assert await world.core.links.pending(ADA) == ()


@pytest.mark.parametrize("name", BY)
async def test_the_proof_of_somebody_else_is_not_ones_own(world: Proving, name: str) -> None:
    """By no way does one member's code prove the account to another."""
    reference, _, prove = BY[name]
    reference = world.blog if reference == "feed" else reference
    hers, his = await world.begin(ADA, reference), await world.begin(BOB, reference)
    assert hers.code != his.code
    await prove(world, hers.code)
    await missing(world, BOB, reference)
    await world.core.links.verify(ADA)


@pytest.mark.parametrize("name", BY)
async def test_what_its_owner_opted_out_stays_so(world: Proving, name: str) -> None:
    """For others, by every way, also where they began before it."""
    reference, _, prove = BY[name]
    reference = world.blog if reference == "feed" else reference
    his = await world.begin(BOB, reference)
    await proved(world, name)
    await world.core.rights.opt_out(ADA)
    await prove(world, his.code)
    assert (await refused(world.core.links.verify(BOB))).key == "opted_out_account"
    again = await world.begin(BOB, reference)
    await prove(world, again.code)
    assert (await refused(world.core.links.verify(BOB, reference))).key == "opted_out_account"
    assert await world.core.links.accounts(BOB) == ()


@pytest.mark.parametrize("name", BY)
async def test_a_page_is_handed_over_by_a_newer_proof(world: Proving, name: str) -> None:
    """By every way: the new steward has it, the former is told, and neither's score moves."""
    reference, _, prove = BY[name]
    reference = world.blog if reference == "feed" else reference
    for user in (ADA, BOB):
        challenge = await world.begin(user, reference, page="The Brand")
        await prove(world, challenge.code)
        linked = await world.core.links.verify(user)
        assert (linked.subject.kind, linked.subject.user_id) == (SubjectKind.PAGE, user)
        assert (await refused(world.core.scores.card(user, user, GUILD))).key == "own_never_linked"
    assert linked.previous_owner == ADA
    assert await world.core.links.subjects(ADA) == ()
    assert await world.notices(ADA) == ["taken_over"]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        (CODE, True),
        (f"I paint.\n{CODE.upper()}!", True),
        (f"https://ada.example/#{CODE}", True),
        (f"{CODE}0", False),
        (CODE[:-1], False),
        ("renown-" * 99, False),
    ],
)
def test_a_code_stands_whole_or_not_at_all(text: str, stands: bool) -> None:
    """Anywhere in a text, in either case."""
    assert one_time(CODE).within(["", text]) is stands


def test_the_ways_that_networks_offer() -> None:
    """Those with the least to do first; none is offered that the account cannot take."""
    sky, feed = FACTORIES["bluesky"][0], FACTORIES["feed"][0]
    assert [way.proof for way in ways(sky, "ada.bsky.social", DID)] == [Proof.CODE]
    assert ways(sky, DOMAIN, DID)[1] == Way(Proof.ATPROTO, DOMAIN)
    assert [w.proof for w in ways(sky, "handle.invalid", DID)] == [Proof.CODE]
    offered = [Proof.CODE, Proof.DOMAIN, Proof.REL_ME]
    assert [w.proof for w in ways(feed, "a.example/f", "https://a.example/f")] == offered
    assert ways(FACTORIES["pinterest"][0], "ada", "7") == ()


@pytest.mark.parametrize("name", [n for n, (d, _) in FACTORIES.items() if Proof.CODE in d.proofs])
def test_a_code_has_a_field_to_stand_in(name: str) -> None:
    """Whatever offers the code says where."""
    assert FACTORIES[name][0].ownership_field


# A feed, by its host.


async def test_a_host_that_sends_elsewhere_proves_nothing(world: Proving) -> None:
    """The file of another host is no file of this one; all that was looked at is said."""
    challenge = await world.begin(ADA, world.blog)
    elsewhere = f"http://elsewhere.example:{world.host.port}/code"
    world.host.reply(WELL_KNOWN, Reply(b"", 302, {"Location": elsewhere}))
    world.file("/code", challenge.code)
    expected = [f"{world.host.url}{WELL_KNOWN}", f"{world.host.url}/", "description"]
    assert await missing(world, ADA, world.blog) == expected


async def test_a_comment_on_the_front_page_proves_nothing(world: Proving) -> None:
    """Visitors write into bodies of pages, not into heads."""
    challenge = await world.begin(ADA, world.blog)
    world.page(body=f"{challenge.code} <meta name=renown content={challenge.code}>")
    await missing(world, ADA, world.blog)


async def test_a_feed_whose_front_page_names_a_proved_account(world: Proving) -> None:
    """The host names the account with rel=me, and the account the host."""
    await proved(world, "code")
    await world.begin(ADA, world.blog)
    world.page(back=TOWN)
    await missing(world, ADA, world.blog)
    world.present(world.town, "town-ada", world.host.url)
    await world.core.links.verify(ADA)
    assert await world.proved_by(ADA) == [Proof.CODE, Proof.REL_ME]


# A handle that is a domain.


async def test_a_domain_that_names_somebody_else(world: Proving) -> None:
    """The code on a domain proves the domain; it has to name this very account."""
    challenge = await world.begin(ADA, f"sky:{DOMAIN}")
    world.file(WELL_KNOWN, challenge.code)
    world.file(DID_FILE, "did:plc:bob")
    places = await missing(world, ADA, f"sky:{DOMAIN}")
    assert places[-1].endswith(DID_FILE)


async def test_a_domain_that_names_its_account_elsewhere(world: Proving) -> None:
    """Without the file the network says whom the domain names in its own way."""
    challenge = await world.begin(ADA, f"sky:{DOMAIN}")
    world.file(WELL_KNOWN, challenge.code)
    await world.core.links.verify(ADA)
    assert await world.proved_by(ADA) == [Proof.ATPROTO]
    assert world.sky.asked[-2:] == [DOMAIN, DID]  # who that is, and then the first reading


async def test_a_domain_alone_without_the_code(world: Proving) -> None:
    """That a domain and an account name each other does not say whose they are."""
    await world.begin(ADA, f"sky:{DOMAIN}")
    world.file(DID_FILE, DID)
    await missing(world, ADA, f"sky:{DOMAIN}")


# Links that point at each other.


async def test_links_both_ways_are_not_enough(world: Proving) -> None:
    """Without the member's code the two belong together, and to nobody that we know."""
    await world.begin(ADA, "town:ada")
    page = world.page("/me", back=TOWN)
    world.present(world.town, "town-ada", page)
    assert await missing(world) == ["bio", page]


async def test_a_page_that_does_not_link_back(world: Proving) -> None:
    """The code alone proves the page; what is missing is said."""
    challenge = await world.begin(ADA, "town:ada")
    page = world.page("/me", code=challenge.code, back="https://town.example/@bob")
    world.present(world.town, "town-ada", page)
    assert await missing(world) == ["bio", f'{page} (rel="me")']


async def test_a_page_that_the_account_does_not_call_its_own(world: Proving) -> None:
    """A link in somebody's prose leads to what others write: it makes nothing theirs."""
    challenge = await world.begin(ADA, "town:ada")
    page = world.page("/petition", code=challenge.code, back=TOWN)
    world.town.write_bio("town-ada", f"Sign this: {page}", page)
    assert await missing(world) == ["bio"]
    assert world.host.asked("/petition") == []


async def test_a_visitors_comment_on_the_owners_page(world: Proving) -> None:
    """On a page that the account really calls its own, a visitor's code proves nothing."""
    challenge = await world.begin(BOB, "town:ada")
    comment = f"Nice! {challenge.code} <meta name=renown content={challenge.code}>"
    world.present(world.town, "town-ada", world.page("/me", back=TOWN, body=comment))
    await missing(world, BOB)


async def test_a_page_on_a_proved_domain_needs_no_code(world: Proving) -> None:
    """The host is the member's, and account and page name each other; for others it is not."""
    await proved(world, "file")
    world.present(world.town, "town-ada", world.page("/me", back=TOWN))
    await world.begin(BOB, "town:ada")
    await missing(world, BOB)
    await world.begin(ADA, "town:ada")
    await world.core.links.verify(ADA)
    assert await world.proved_by(ADA) == [Proof.DOMAIN, Proof.REL_ME]


async def test_a_feed_that_was_proved_by_its_words_is_no_domain(world: Proving) -> None:
    """Whoever writes one of many blogs of a host does not speak for the host."""
    challenge = await world.begin(ADA, world.blog)
    words = f"<rss version='2.0'><channel><title>{challenge.code}</title></channel></rss>"
    world.host.reply("/feed", Reply(words.encode(), headers={"Content-Type": "text/xml"}))
    await world.core.links.verify(ADA)
    assert await world.proved_by(ADA) == [Proof.CODE]
    await world.begin(ADA, "town:ada")
    world.present(world.town, "town-ada", world.page("/me", back=TOWN))
    await missing(world)


async def test_an_account_beside_a_proved_one(world: Proving) -> None:
    """Both name each other, and one of them is the member's: so is the other."""
    await proved(world, "code")
    world.village.settle("ada", created_at=None)
    await world.begin(ADA, "village:ada")
    world.present(world.village, "village-ada", TOWN)
    await missing(world, ADA, "village:ada")
    world.present(world.village, "village-ada")
    world.present(world.town, "town-ada", VILLAGE)
    await missing(world, ADA, "village:ada")
    world.present(world.village, "village-ada", "http://www.town.example/@Ada/")
    await world.core.links.verify(ADA)
    assert await world.proved_by(ADA) == [Proof.CODE, Proof.REL_ME]


async def test_beside_somebody_elses_account(world: Proving) -> None:
    """That two accounts are one person's proves nothing to a third."""
    await proved(world, "code")
    world.village.settle("ada", created_at=None)
    world.present(world.village, "village-ada", TOWN)
    world.present(world.town, "town-ada", VILLAGE)
    await world.begin(BOB, "village:ada")
    await missing(world, BOB, "village:ada")


async def test_accounts_do_not_hold_each_other_up(world: Proving) -> None:
    """One that leans on another carries no third: in the end there is always a secret."""
    await proved(world, "page")
    world.village.settle("ada", created_at=None)
    world.present(world.village, "village-ada", TOWN)
    world.present(world.town, "town-ada", *(world.town.profiles["town-ada"].links or ()), VILLAGE)
    await world.begin(ADA, "village:ada")
    await missing(world, ADA, "village:ada")


async def test_what_lies_below_an_account_is_not_the_account(world: Proving) -> None:
    """Somebody who calls a thing of hers their own did not call her account so."""
    await proved(world, "code")
    world.present(world.town, "town-ada", "https://village.example/@bob")
    world.village.settle("bob", created_at=None)
    world.present(world.village, "village-bob", f"{TOWN}/looms")
    await world.begin(ADA, "village:bob")
    await missing(world, ADA, "village:bob")


async def test_a_freed_name_carries_nothing(world: Proving) -> None:
    """The proved account was renamed and somebody else took its name: links lead to them now."""
    await proved(world, "code")
    world.village.settle("cy", created_at=None)
    former = world.town.profiles["town-ada"]
    new = replace(former, handle="lovelace", url="https://town.example/@lovelace")
    world.town.profiles["town-ada"] = replace(new, links=("https://village.example/@cy",))
    world.present(world.village, "village-cy", TOWN)
    await world.begin(ADA, "village:cy")
    await missing(world, ADA, "village:cy")


async def test_an_outage_of_a_page_is_said_like_its_absence(world: Proving) -> None:
    """Nobody is linked by it, and the place is named."""
    await world.begin(ADA, "town:ada")
    world.present(world.town, "town-ada", "http://127.0.0.1:1/me", "no address", "ftp://x.example")
    assert await missing(world) == ["bio", "http://127.0.0.1:1/me"]


async def test_a_proved_account_that_is_out_of_reach(world: Proving) -> None:
    """What cannot be asked carries nothing now."""
    await proved(world, "code")
    world.village.settle("ada", created_at=None)
    world.present(world.village, "village-ada", TOWN)
    world.present(world.town, "town-ada", VILLAGE)
    await world.begin(ADA, "village:ada")
    world.town.refusals["town-ada"] = Temporary("down")
    await missing(world, ADA, "village:ada")


# Spellings.


@pytest.mark.parametrize(
    "typed", ["ada@büro.example", "Ada@xn--bro-hoa.example", "@ada@BÜRO.example"]
)
async def test_a_host_in_either_spelling(world: Proving, typed: str) -> None:
    """What is stored in punycode is found as people write it, to verify and to remove."""
    profile = world.fedi.settle("ada", created_at=None)
    stored = replace(profile, handle="ada@xn--bro-hoa.example")
    world.fedi.profiles[profile.native_id] = stored
    challenge = await world.begin(ADA, f"fedi:{stored.handle}")
    world.fedi.write_bio(profile.native_id, challenge.code)
    assert (await refused(world.core.links.verify(ADA, "fedi:eve@büro.example"))).key == (
        "nothing_pending"
    )
    await world.core.links.verify(ADA, f"fedi:{typed}")
    await world.core.links.remove(ADA, f"fedi:{typed}")
    assert await world.core.links.accounts(ADA) == ()
