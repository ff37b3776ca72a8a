"""Proofs are looked for again, in silence; what is really gone ends a link, an outage never."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scoring.models import Account
from scoring.networks.base import (
    Changed,
    Data,
    Failure,
    Gone,
    Limited,
    NeedsCredentials,
    Outcome,
    Private,
    Profile,
    Proof,
    Suspended,
    Temporary,
)
from scoring.proofs import Prover
from scoring.reproof import EVERY, GRACE, NEXT_LOOK, Reproof, _Found
from scoring.store import accounts
from scoring.store.accounts import Proved
from scoring.webpage import Web
from tests.scoring.networks.serving import Host, Reply, client_for
from tests.scoring.proving import (
    BY,
    WELL_KNOWN,
    Proving,
    open_proving,
    proved,
    settled,
    unproved,
)
from tests.scoring.world import ADA, BOB, DAY, GUILD, NOW, refused

OUTAGES: list[Failure] = [
    Temporary("down"),
    Limited(NOW),
    NeedsCredentials(),
    Changed("?"),
    Private(),
    Suspended(),
    Gone(),
]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Proving]:
    async with Host() as host, open_proving(tmp_path, host) as opened:
        settled(opened)
        yield opened


async def days(world: Proving, number: int) -> None:
    """So many days with a look at each."""
    for _ in range(number):
        world.clock.advance(DAY)
        while await world.core.reproof.prove_due():
            pass


async def proved_otherwise(world: Proving, way: Proof) -> None:
    """An account that somebody confirmed in a browser."""
    await proved(world, "code")
    (subject,) = await world.core.links.subjects(ADA)
    profile = world.town.profiles["town-ada"]
    async with world.core.database.tx() as tx:
        await accounts.link(tx, subject.id, profile, world.clock.now(), Proved(way))
    unproved(world)


async def account(world: Proving, user: int = ADA) -> Account | None:
    """The only account of a member."""
    return next(iter(await world.core.links.accounts(user)), None)


@pytest.mark.parametrize("name", BY)
async def test_a_proof_that_stands_is_not_spoken_of(world: Proving, name: str) -> None:
    """By whichever way: for half a year it is found six times, and nobody hears of it."""
    await proved(world, name)
    await days(world, 180)
    kept = await account(world)
    assert kept is not None
    assert (kept.proved_by, kept.unproved_since) == (BY[name][1], None)
    assert await world.rows("SELECT proved_at FROM account") == [((NOW + 6 * EVERY).timestamp(),)]
    assert await world.notices(ADA) == []


@pytest.mark.parametrize("name", BY)
async def test_a_proof_that_is_gone_ends_the_link(world: Proving, name: str) -> None:
    """After thirty days the member is told, after seven more it is over and they are told again."""
    await proved(world, name)
    unproved(world)
    await days(world, 29)
    assert await world.notices(ADA) == []
    await days(world, 1)
    assert await world.notices(ADA) == ["proof_missing"]
    await days(world, 6)
    found = await account(world)
    assert found is not None
    assert found.unproved_since == NOW + EVERY
    await days(world, 1)
    assert await account(world) is None
    assert await world.notices(ADA) == ["proof_missing", "proof_lost"]
    missing, lost = await world.core.notices.due()
    assert datetime.fromisoformat(missing.data["until"]) == NOW + EVERY + GRACE
    assert (missing.locale, lost.locale) == ("fr", "fr")


async def test_what_is_put_back_in_time_counts(world: Proving) -> None:
    """The very code, anywhere that the account offers; then it stands for another thirty days."""
    challenge = await world.begin(ADA, "town:ada")
    world.town.write_bio("town-ada", challenge.code)
    await world.core.links.verify(ADA)
    unproved(world)
    await days(world, 33)
    world.town.write_bio("town-ada", f"Hello. {challenge.code}")
    await days(world, 30)
    found = await account(world)
    assert found is not None
    assert found.unproved_since is None
    assert await world.notices(ADA) == ["proof_missing"]


async def test_linking_anew_in_time_counts(world: Proving) -> None:
    """A new code is a new proof, and what was read stays."""
    await proved(world, "code")
    unproved(world)
    await days(world, 33)
    before = await account(world)
    await proved(world, "code")
    await days(world, 29)
    after = await account(world)
    assert before is not None
    assert after is not None
    assert (before.id, before.linked_at) == (after.id, after.linked_at)
    assert after.unproved_since is None
    assert await world.notices(ADA) == ["proof_missing"]


async def test_a_new_code_under_way_changes_nothing(world: Proving) -> None:
    """The kept proof is the code that was found, not the last that was handed out."""
    await proved(world, "code")
    await world.begin(ADA, "town:ada")
    await days(world, 60)
    assert await world.notices(ADA) == []


async def test_somebody_elses_code_is_not_the_mark(world: Proving) -> None:
    """Another member's code in its place proves nothing about this one."""
    await proved(world, "code")
    his = await world.begin(BOB, "town:ada")
    world.town.write_bio("town-ada", his.code)
    await days(world, 37)
    assert await account(world) is None


@pytest.mark.parametrize("outage", OUTAGES, ids=lambda one: type(one).__name__)
async def test_an_outage_is_no_failure(world: Proving, outage: Failure) -> None:
    """However long the network does not say, the proof waits; a look a day, not more."""
    await proved(world, "code")
    unproved(world)
    await days(world, 29)
    world.town.refusals["town-ada"] = outage
    asked = len(world.town.asked)
    await days(world, 60)
    assert len(world.town.asked) == asked + 60
    assert await account(world) is not None
    assert await world.notices(ADA) == []
    del world.town.refusals["town-ada"]
    await days(world, 1)
    assert await world.notices(ADA) == ["proof_missing"]


@pytest.mark.parametrize("name", ["file", "front page", "handle", "page"])
async def test_an_outage_of_a_host_is_no_failure_either(world: Proving, name: str) -> None:
    """The page or file cannot be read: whether the code is still in it nobody knows."""
    await proved(world, name)
    for path in (WELL_KNOWN, "/", "/me"):
        world.host.reply(path, Reply(b"not for programs", 403))
    await days(world, 60)
    assert await account(world) is not None
    assert await world.notices(ADA) == []


async def test_another_page_out_of_reach_does_not_hide_a_missing_code(world: Proving) -> None:
    """Only the way that proved the account has to be readable."""
    await proved(world, "code")
    unproved(world)
    world.present(world.town, "town-ada", "http://127.0.0.1:1/me")
    await days(world, 37)
    assert await account(world) is None


async def test_an_outage_within_the_days_of_grace(world: Proving) -> None:
    """They end with a second finding, not with an outage."""
    await proved(world, "code")
    unproved(world)
    await days(world, 30)
    world.town.refusals["town-ada"] = Temporary("down")
    await days(world, 10)
    assert await account(world) is not None
    del world.town.refusals["town-ada"]
    await days(world, 1)
    assert await account(world) is None


async def test_two_findings_are_a_day_apart(world: Proving) -> None:
    """Beats in between look at nothing."""
    await proved(world, "code")
    unproved(world)
    world.clock.advance(EVERY)
    assert await world.core.reproof.prove_due() == 1
    for _ in range(3):
        assert await world.core.reproof.prove_due() == 0
    world.clock.advance(NEXT_LOOK - timedelta(seconds=1))
    assert await world.core.reproof.prove_due() == 0
    world.clock.advance(timedelta(seconds=1))
    assert await world.core.reproof.prove_due() == 1


async def test_a_lost_account_leaves_the_boards(world: Proving) -> None:
    """As one that its owner removed: no standing, no card, no subject."""
    world.town.crowd("town-ada", 40, NOW - DAY)
    await proved(world, "code")
    (subject,) = await world.core.links.subjects(ADA)
    await world.core.links.show_here(ADA, GUILD, subject.id)
    assert len(await world.table("standing")) == 1
    unproved(world)
    await days(world, 37)
    assert await world.table("standing") == []
    assert await world.core.links.subjects(ADA) == ()
    assert (await refused(world.core.scores.card(ADA, ADA, GUILD))).key == "own_never_linked"


async def test_accounts_from_before_are_kept(world: Proving) -> None:
    """Their owners were told that the code may go: nothing is looked for, nothing is lost."""
    await proved(world, "code")
    async with world.core.database.tx() as tx:
        await tx.run("UPDATE account SET proved_by = NULL, mark = NULL, locale = NULL")
    unproved(world)
    asked = len(world.town.asked)
    await days(world, 90)
    assert len(world.town.asked) == asked
    assert await world.proved_by(ADA) == [None]
    assert await world.notices(ADA) == []
    await proved(world, "code", BOB)
    assert await account(world) is None
    assert await world.notices(ADA) == ["taken_over"]


async def test_a_renamed_account_is_followed(world: Proving) -> None:
    """Whoever takes the freed name neither proves nor unlinks: the native id is asked for."""
    await proved(world, "code")
    former = world.town.profiles["town-ada"]
    world.town.profiles["town-ada"] = replace(former, handle="lovelace")
    heir = replace(world.town.settle("heir", created_at=None), handle="ada")
    world.town.profiles["town-heir"] = heir
    await days(world, 30)
    found = await account(world)
    assert found is not None
    assert (found.handle, found.unproved_since) == ("lovelace", None)
    world.town.profiles["town-ada"] = replace(former, handle="lovelace", texts=())
    world.town.profiles["town-heir"] = replace(heir, texts=former.texts)
    await days(world, 37)
    assert await account(world) is None


async def test_an_account_beside_one_that_is_lost(world: Proving) -> None:
    """What leaned on a proof ends with it, in its own time."""
    await proved(world, "code")
    world.village.settle("ada", created_at=None)
    world.present(world.village, "village-ada", "https://town.example/@ada")
    world.present(world.town, "town-ada", "https://village.example/@ada")
    await world.begin(ADA, "village:ada")
    await world.core.links.verify(ADA)
    await days(world, 60)
    assert await world.proved_by(ADA) == [Proof.CODE, Proof.REL_ME]
    world.town.write_bio("town-ada")
    await days(world, 90)
    assert await world.proved_by(ADA) == []


async def test_a_takeover_during_a_look_is_not_undone(world: Proving) -> None:
    """What was found about the former link says nothing about the new one."""
    await proved(world, "code")
    world.clock.advance(EVERY)
    (due,) = await accounts.to_prove(
        world.core.database.reader,
        [Proof.CODE],
        proved_before=world.clock.now() - EVERY,
        looked_before=world.clock.now(),
        limit=5,
    )
    await proved(world, "code", BOB)
    await world.core.reproof._conclude(due, _Found(None, world.town.profiles["town-ada"]))
    found = await account(world, BOB)
    assert found is not None
    assert found.unproved_since is None
    assert await world.notices(BOB) == []


@pytest.mark.parametrize("way", [Proof.CONNECTION, Proof.OAUTH])
async def test_what_cannot_be_asked_in_silence_stands(world: Proving, way: Proof) -> None:
    """No access to somebody's connections is kept, and none to a network that is off."""
    await proved_otherwise(world, way)
    await days(world, 90)
    assert await world.proved_by(ADA) == [way]
    assert await world.notices(ADA) == []


@pytest.mark.parametrize(
    ("says", "left"),
    [
        (Data(None), [Proof.OAUTH]),  # the account itself
        (Data(Profile("town", "town-other", "other", "", "", None)), []),
        (NeedsCredentials(), []),
        (Temporary("down"), [Proof.OAUTH]),
        (Limited(NOW), [Proof.OAUTH]),
    ],
    ids=["theirs", "somebody else's", "taken back", "out of reach", "limited"],
)
async def test_a_consent_is_asked_to_whom_it_belongs(
    world: Proving, says: Outcome[Profile], left: list[Proof]
) -> None:
    """Its word counts, and an outage is none."""
    await proved_otherwise(world, Proof.OAUTH)
    profile = world.town.profiles["town-ada"]

    async def owner(account: Account) -> Outcome[Profile]:
        assert account.native_id == profile.native_id
        return Data(profile) if says == Data(None) else says

    core = world.core
    async with client_for() as client:
        prover = Prover(core.networks, Web(client), core.database)
        others = {Proof.OAUTH: owner}
        own = Reproof(core.database, core.networks, core.keys, prover, world.clock, others)
        for _ in range(40):
            world.clock.advance(DAY)
            await own.prove_due()
    assert await world.proved_by(ADA) == left
    assert await world.notices(ADA) == ([] if left else ["proof_missing", "proof_lost"])


async def test_one_that_breaks_holds_up_no_other(
    world: Proving, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of our own is logged, and the next account is looked at."""
    await proved(world, "code")
    world.town.settle("bob", created_at=None)
    challenge = await world.begin(BOB, "town:bob")
    world.town.write_bio("town-bob", challenge.code)
    await world.core.links.verify(BOB)
    world.town.profiles["town-ada"] = replace(
        world.town.profiles["town-ada"],
        texts=(7,),  # type: ignore[arg-type] # what no connector gives
    )
    await days(world, 30)
    assert "could not be looked for" in caplog.text
    assert await world.rows("SELECT proved_at FROM account ORDER BY id") == [
        (NOW.timestamp(),),
        ((NOW + EVERY).timestamp(),),
    ]
