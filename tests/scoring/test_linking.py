"""Linking: opting in account by account, with a proof that only the owner can give."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from scoring.challenge import CODE_LIVES, CODES_A_DAY, TRIES
from scoring.linking import MOST_ACCOUNTS
from scoring.models import SubjectKind
from scoring.networks.base import (
    Changed,
    Failure,
    Gone,
    Limited,
    Moved,
    NeedsCredentials,
    Private,
    Suspended,
    Temporary,
)
from scoring.notices import NoticeKind
from tests.scoring.world import (
    ADA,
    BOB,
    CY,
    DAY,
    ELSEWHERE,
    GUILD,
    NOW,
    World,
    ago,
    declared,
    refused,
)

FAULTS = [
    (Gone(), "account_unknown"),
    (Suspended(), "account_suspended"),
    (Private(), "account_private"),
    (Moved("new"), "account_moved"),
    (NeedsCredentials(), "needs_credentials"),
    (Limited(NOW), "network_limited"),
    (Temporary("down"), "network_unreachable"),
    (Changed("?"), "account_changed"),
]


async def test_a_code_proves_an_account(world: World) -> None:
    """The code is written where only the owner can; then the account is bound and measured."""
    profile = world.town.settle("ada", created_at=ago(400))
    world.town.crowd(profile.native_id, 9, ago(1))
    challenge = await world.core.links.begin(ADA, "https://town.example/@ada")
    assert (challenge.network, challenge.handle, challenge.field) == ("town", "ada", "bio")
    assert challenge.expires_at == NOW + CODE_LIVES
    assert [one.code for one in await world.core.links.pending(ADA)] == [challenge.code]
    world.town.write_bio(profile.native_id, "I paint.", f"… {challenge.code} …")
    linked = await world.core.links.verify(ADA)
    assert linked.previous_owner is None
    assert linked.subject.kind is SubjectKind.PERSON
    assert await world.core.links.subject_of(linked.account) == linked.subject
    assert await world.core.links.pending(ADA) == ()
    assert (await world.score(ADA)).ever == 9


async def test_verified_is_not_shown(world: World) -> None:
    """Being seen is a second yes: after the proof it is *only me*."""
    subject = await world.join(ADA, "ada", people=9, shown=())
    assert await world.core.links.shown(ADA, GUILD) == {subject.id: False}
    await world.core.links.show_here(ADA, GUILD, subject.id)
    assert await world.core.links.shown(ADA, GUILD) == {subject.id: True}
    assert await world.core.links.shown(ADA, ELSEWHERE) == {subject.id: False}
    await world.core.links.only_me(ADA, GUILD, subject.id)
    assert await world.core.links.shown(ADA, GUILD) == {subject.id: False}


async def test_nobody_shows_somebody_else(world: World) -> None:
    """The second yes is one's own to give and to take back."""
    hidden = await world.join(ADA, "ada", people=9, shown=())
    seen = await world.join(BOB, "bob", people=9)
    await world.core.links.show_here(CY, GUILD, hidden.id)
    await world.core.links.only_me(CY, GUILD, seen.id)
    assert await world.core.links.shown(ADA, GUILD) == {hidden.id: False}
    assert await world.core.links.shown(BOB, GUILD) == {seen.id: True}


async def test_without_the_code_nothing_is_linked(world: World) -> None:
    """The code is not there yet: said with the field in which to put it, and still good."""
    world.town.settle("ada", created_at=None)
    await world.core.links.begin(ADA, "town:ada")
    error = await refused(world.core.links.verify(ADA))
    assert (error.key, error.data) == ("code_missing", {"places": ["bio"], "handle": "ada"})
    assert await world.core.links.accounts(ADA) == ()
    assert len(await world.core.links.pending(ADA)) == 1


async def test_the_code_of_somebody_else_proves_nothing(world: World) -> None:
    """Two members ask for one account: the code in its bio says whose it is."""
    profile = world.town.settle("ada", created_at=None)
    hers = await world.core.links.begin(ADA, "town:ada")
    his = await world.core.links.begin(BOB, "town:ada")
    assert hers.code != his.code
    world.town.write_bio(profile.native_id, hers.code)
    assert (await refused(world.core.links.verify(BOB))).key == "code_missing"
    assert (await world.core.links.verify(ADA)).account.handle == "ada"


async def test_a_newer_code_replaces_the_former(world: World) -> None:
    """Asking again gives another code, and only that one counts."""
    profile = world.town.settle("ada", created_at=None)
    former = await world.core.links.begin(ADA, "town:ada")
    newer = await world.core.links.begin(ADA, "town:ada")
    world.town.write_bio(profile.native_id, former.code)
    assert (await refused(world.core.links.verify(ADA))).key == "code_missing"
    world.town.write_bio(profile.native_id, newer.code)
    await world.core.links.verify(ADA)


@pytest.mark.parametrize(("late", "good"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
async def test_a_code_expires(world: World, late: timedelta, good: bool) -> None:
    """After a quarter of an hour a code is worth nothing, even where it stands."""
    profile = world.town.settle("ada", created_at=None)
    challenge = await world.core.links.begin(ADA, "town:ada")
    world.town.write_bio(profile.native_id, challenge.code)
    world.clock.advance_to(challenge.expires_at + late)
    if good:
        await world.core.links.verify(ADA)
    else:
        assert (await refused(world.core.links.verify(ADA))).key == "code_expired"
        assert await world.core.links.pending(ADA) == ()


async def test_a_code_serves_once(world: World) -> None:
    """What was verified is not pending any more."""
    await world.join(ADA, "ada")
    assert (await refused(world.core.links.verify(ADA))).key == "nothing_pending"


async def test_of_several_pending_one_is_named(world: World) -> None:
    """Without a name the only one is meant; of two it is asked which."""
    for handle in ("ada", "shop"):
        profile = world.town.settle(handle, created_at=None)
        challenge = await world.core.links.begin(ADA, f"town:{handle}")
        world.town.write_bio(profile.native_id, challenge.code)
    assert (await refused(world.core.links.verify(ADA))).key == "several_pending"
    assert (await world.core.links.verify(ADA, "town:shop")).account.handle == "shop"
    assert (await world.core.links.verify(ADA)).account.handle == "ada"
    assert (await refused(world.core.links.verify(ADA, "town:ada"))).key == "nothing_pending"


async def test_the_newest_proof_wins(world: World) -> None:
    """Who proves an account has it; the old owner's evidence, board and posts go with them."""
    former = await world.join(BOB, "shared", people=9)
    profile = world.town.profiles["town-shared"]
    challenge = await world.core.links.begin(ADA, "town:shared")
    world.town.write_bio(profile.native_id, challenge.code)
    linked = await world.core.links.verify(ADA)
    assert linked.previous_owner == BOB
    assert await world.core.links.accounts(BOB) == ()
    assert await world.held(BOB) == {"challenge_use", "notice"}
    assert (await refused(world.core.scores.subject_card(ADA, former.id, GUILD))).key == "no_score"
    assert (await world.score(ADA)).ever == 9


async def test_the_former_owner_keeps_the_rest(world: World) -> None:
    """Losing one of two accounts lowers a score and takes nothing else."""
    for handle in ("own", "shared"):
        await world.join(BOB, handle, people=40)
    whole = (await world.score(BOB)).value
    challenge = await world.core.links.begin(ADA, "town:shared")
    world.town.write_bio("town-shared", challenge.code)
    await world.core.links.verify(ADA)
    left = await world.core.scores.card(BOB, BOB, GUILD)
    assert left.score is not None
    assert left.score.value < whole
    assert left.rank == 1
    assert [c.handle for c in left.coverage] == ["own"]


async def test_linking_again_is_no_takeover(world: World) -> None:
    """The same member proving the same account keeps what was read of it."""
    first = await world.join(ADA, "ada", people=9)
    challenge = await world.core.links.begin(ADA, "town:ada")
    world.town.write_bio("town-ada", challenge.code)
    linked = await world.core.links.verify(ADA)
    assert (linked.previous_owner, linked.subject) == (None, first)
    assert len(await world.core.links.accounts(ADA)) == 1


async def test_a_page_is_no_part_of_its_steward(world: World) -> None:
    """A steward links a brand: it has its own card, and theirs does not move."""
    await world.join(ADA, "ada", people=9)
    alone = await world.score(ADA)
    page = await world.join(ADA, "brand", people=300, page="The Brand")
    assert (page.kind, page.name, page.user_id) == (SubjectKind.PAGE, "The Brand", ADA)
    assert await world.score(ADA) == alone
    card = await world.core.scores.subject_card(BOB, page.id, GUILD)
    assert card.score is not None
    assert card.score.ever == 300


async def test_an_account_on_a_closed_network_is_noted_and_costs_nothing(world: World) -> None:
    """Named in the coverage with the reason, unproved, and the score does not fall."""
    await world.join(ADA, "ada", people=9)
    before = await world.score(ADA)
    error = await refused(world.core.links.begin(ADA, "https://www.linkedin.com/in/ada"))
    assert error.key == "closed_noted"
    assert error.data == {"network": "LinkedIn", "reason": "closed_no_public_data"}
    card = await world.core.scores.card(ADA, ADA, None)
    assert card.score == before
    assert [(c.network, c.handle) for c in card.coverage[1:]] == [("linkedin", "ada")]
    seen = await world.core.scores.card(BOB, ADA, GUILD)
    assert [(c.network, c.handle) for c in seen.coverage[1:]] == [("linkedin", "")]
    assert await world.core.links.named(ADA) == [("linkedin", "ada")]
    await world.core.links.remove(ADA, "linkedin:ada")
    assert await world.core.links.named(ADA) == []


@pytest.mark.parametrize(("fault", "key"), FAULTS)
async def test_what_a_network_refuses_is_said(world: World, fault: Failure, key: str) -> None:
    """Each fault has its own sentence, at the beginning and at the proof; nothing is stored."""
    profile = world.town.settle("ada", created_at=None)
    world.town.refusals[profile.native_id] = fault
    assert (await refused(world.core.links.begin(ADA, "town:ada"))).key == key
    assert await world.held(ADA) == set()
    del world.town.refusals[profile.native_id]
    challenge = await world.core.links.begin(ADA, "town:ada")
    world.town.write_bio(profile.native_id, challenge.code)
    world.town.refusals[profile.native_id] = fault
    assert (await refused(world.core.links.verify(ADA))).key == key
    assert await world.core.links.accounts(ADA) == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("twon:ada", "reference_misspelt_network"),
        ("myspace:ada", "reference_unknown_network"),
        ("ada", "reference_ambiguous"),
        ("https://nowhere.example/ada", "reference_not_understood"),
        ("town:no such handle", "reference_not_understood"),
        ("town:" + "x" * 60, "reference_invalid_handle"),
        ("town:nobody", "account_unknown"),
    ],
)
async def test_what_names_no_account(world: World, text: str, key: str) -> None:
    """Typing errors are told apart, and nothing is stored of them."""
    assert (await refused(world.core.links.begin(ADA, text))).key == key
    assert await world.held(ADA) == set()


async def test_a_network_without_a_place_for_a_proof(world: World) -> None:
    """Where nothing can be written nothing can be proved."""
    world.town.declaration = declared("town", proof=None)
    world.town.settle("ada", created_at=None)
    assert (await refused(world.core.links.begin(ADA, "town:ada"))).key == "proof_not_offered"


async def test_too_many_accounts(world: World) -> None:
    """One person has only so many."""
    for n in range(MOST_ACCOUNTS):
        world.clock.advance(DAY / 5)
        await world.join(ADA, f"ada{n}", shown=())
    world.town.settle("onemore", created_at=None)
    error = await refused(world.core.links.begin(ADA, "town:onemore"))
    assert (error.key, error.data) == ("too_many_accounts", {"n": MOST_ACCOUNTS})


async def test_who_opted_out_links_nothing(world: World) -> None:
    """Until they take it back, they are not even given a code."""
    await world.core.rights.opt_out(ADA)
    world.town.settle("ada", created_at=None)
    assert (await refused(world.core.links.begin(ADA, "town:ada"))).key == "own_opted_out"
    await world.core.rights.opt_in(ADA)
    await world.core.links.begin(ADA, "town:ada")


async def test_an_account_that_was_opted_out_stays_so_for_others(world: World) -> None:
    """Nobody else measures an account whose owner said never; only who proves it learns that."""
    await world.join(ADA, "ada", people=9)
    await world.core.rights.opt_out(ADA)
    challenge = await world.core.links.begin(BOB, "town:ada")
    assert (await refused(world.core.links.verify(BOB))).key == "code_missing"
    world.town.write_bio("town-ada", challenge.code)
    assert (await refused(world.core.links.verify(BOB))).key == "opted_out_account"
    assert await world.core.links.accounts(BOB) == ()


async def test_its_owner_may_take_an_opt_out_back(world: World) -> None:
    """Under the name that they used then: the account can be proved and linked again."""
    await world.join(ADA, "ada", people=9)
    await world.core.rights.opt_out(ADA)
    await world.core.rights.opt_in(ADA)
    await world.join(ADA, "ada", people=9)
    assert (await world.score(ADA)).ever == 9


async def test_removing_an_account_forgets_it(world: World) -> None:
    """By reference, by URL; the last one takes the subject along; a stranger's cannot be."""
    await world.join(ADA, "ada", people=9)
    await world.join(ADA, "second", people=9)
    await world.core.links.remove(ADA, "https://town.example/@second")
    assert [a.handle for a in await world.core.links.accounts(ADA)] == ["ada"]
    assert (await refused(world.core.links.remove(BOB, "town:ada"))).key == "not_linked"
    await world.core.links.remove(ADA, "town:ada")
    assert await world.held(ADA) == {"challenge_use"}
    assert (await refused(world.core.scores.card(ADA, ADA, GUILD))).key == "own_never_linked"


async def test_expired_codes_do_not_pile_up(world: World) -> None:
    """Codes that nobody used are forgotten when the next one is handed out."""
    world.town.settle("ada", created_at=None)
    await world.core.links.begin(ADA, "town:ada")
    world.clock.advance(DAY)
    await world.core.links.begin(BOB, "town:ada")
    assert await world.rows("SELECT user_id FROM challenge") == [(BOB,)]


async def test_consent_is_asked_before_anything_is_read(world: World) -> None:
    """Where the network wants it: without it no code and no call; the proof is its only trace."""
    world.town.declaration = replace(world.town.declaration, consent=True)
    profile = world.town.settle("ada", created_at=ago(400))
    error = await refused(world.core.links.begin(ADA, "town:ada"))
    assert (error.key, error.data) == ("consent_missing", {"network": "Town"})
    assert world.town.asked == []
    assert await world.held(ADA) == set()
    challenge = await world.core.links.begin(ADA, "town:ada", consented=True)
    world.town.write_bio(profile.native_id, challenge.code)
    assert (await world.core.links.verify(ADA)).account.handle == "ada"


async def test_so_many_codes_a_day(world: World) -> None:
    """The day has an end; what was refused before a code was handed out does not count."""
    world.town.settle("ada", created_at=None)
    await refused(world.core.links.begin(ADA, "town:nobody"))
    for _ in range(CODES_A_DAY):
        await world.core.links.begin(ADA, "town:ada")
    asked = len(world.town.asked)
    error = await refused(world.core.links.begin(ADA, "town:ada"))
    assert (error.key, error.data) == ("codes_used_up", {"n": CODES_A_DAY})
    assert len(world.town.asked) == asked
    await world.core.links.begin(BOB, "town:ada")
    world.clock.advance(DAY)
    await world.core.links.begin(ADA, "town:ada")
    assert await world.rows("SELECT user_id, used FROM challenge_use") == [(ADA, 1)]


async def test_so_many_tries_for_a_code(world: World) -> None:
    """Afterwards it is worth nothing, even where it stands; a new one starts anew. An outage is
    no try."""
    profile = world.town.settle("ada", created_at=None)
    challenge = await world.core.links.begin(ADA, "town:ada")
    world.town.refusals[profile.native_id] = Temporary("down")
    for _ in range(TRIES):
        assert (await refused(world.core.links.verify(ADA))).key == "network_unreachable"
    del world.town.refusals[profile.native_id]
    for _ in range(TRIES):
        assert (await refused(world.core.links.verify(ADA))).key == "code_missing"
    world.town.write_bio(profile.native_id, challenge.code)
    error = await refused(world.core.links.verify(ADA))
    assert (error.key, error.data) == ("tries_used_up", {"n": TRIES, "handle": "ada"})
    challenge = await world.core.links.begin(ADA, "town:ada")
    world.town.write_bio(profile.native_id, challenge.code)
    await world.core.links.verify(ADA)


async def test_the_former_owner_is_told_in_their_language(world: World) -> None:
    """Together with the loss itself, once; who moves an account of their own is told nothing."""
    profile = world.town.settle("shared", created_at=None)
    for user, locale in ((BOB, "fr"), (ADA, "en-GB")):
        challenge = await world.core.links.begin(user, "town:shared")
        world.town.write_bio(profile.native_id, challenge.code)
        await world.core.links.verify(user, locale=locale)
    (notice,) = await world.core.notices.due()
    assert (notice.user_id, notice.kind, notice.locale) == (BOB, "taken_over", "fr")
    assert notice.data == {"network": "town", "handle": "shared", "page": ""}
    await world.join(ADA, "shared", page="The Shop")
    assert len(await world.core.notices.due()) == 1


async def test_an_account_of_a_page_stays_on_it(world: World) -> None:
    """Its steward proves it again without saying of what: it does not become their own."""
    page = await world.join(ADA, "brand", people=300, page="The Brand")
    challenge = await world.core.links.begin(ADA, "town:brand")
    world.town.write_bio("town-brand", challenge.code)
    assert (await world.core.links.verify(ADA)).subject == page
    assert (await refused(world.core.scores.card(ADA, ADA, GUILD))).key == "own_never_linked"


async def test_who_has_the_most_accounts_can_prove_them_again(world: World) -> None:
    """The limit is for new ones."""
    for n in range(MOST_ACCOUNTS):
        world.clock.advance(DAY / 5)
        await world.join(ADA, f"ada{n}", shown=())
    world.clock.advance(DAY)
    challenge = await world.core.links.begin(ADA, "town:ada0")
    world.town.write_bio("town-ada0", challenge.code)
    assert (await world.core.links.verify(ADA)).account.native_id == "town-ada0"


async def test_a_renamed_account_is_verified_by_what_it_is(world: World) -> None:
    """The code is bound to the native id: whoever takes the freed name proves nothing with it."""
    profile = world.town.settle("ada", created_at=None)
    challenge = await world.core.links.begin(ADA, "town:ada")
    world.town.profiles[profile.native_id] = replace(profile, handle="lovelace")
    other = replace(world.town.settle("heir", created_at=None), handle="ada")
    world.town.profiles["town-heir"] = replace(other, texts=(challenge.code,))
    assert (await refused(world.core.links.verify(ADA))).key == "code_missing"
    world.town.profiles[profile.native_id] = replace(
        profile, handle="lovelace", texts=(challenge.code,)
    )
    linked = await world.core.links.verify(ADA)
    assert (linked.account.native_id, linked.account.handle) == ("town-ada", "lovelace")


async def test_a_freed_name_is_another_account(world: World) -> None:
    """Proving what bears it now takes nothing from whoever bore it before."""
    await world.join(ADA, "ada", people=9)
    former = world.town.profiles["town-ada"]
    world.town.profiles["town-ada"] = replace(former, handle="lovelace")
    other = replace(world.town.settle("heir", created_at=None), handle="ada")
    world.town.profiles["town-heir"] = other
    challenge = await world.core.links.begin(BOB, "town:ada")
    world.town.write_bio("town-heir", challenge.code)
    assert (await world.core.links.verify(BOB)).previous_owner is None
    assert (await world.account(ADA)).native_id == "town-ada"
    assert {notice.kind for notice in await world.core.notices.due()} <= {NoticeKind.MILESTONE}


async def test_an_answer_about_another_account_proves_nothing(world: World) -> None:
    """Asked by native id, a network that tells of somebody else is not believed."""
    profile = world.town.settle("ada", created_at=None)
    challenge = await world.core.links.begin(ADA, "town:ada")
    other = replace(profile, native_id="town-other", handle="town-ada", texts=(challenge.code,))
    world.town.profiles = {"town-other": other}
    assert (await refused(world.core.links.verify(ADA))).key == "account_unknown"


async def test_a_code_is_taken_once_by_two_at_once(world: World) -> None:
    """A double click links once."""
    profile = world.town.settle("ada", created_at=None)
    challenge = await world.core.links.begin(ADA, "town:ada")
    world.town.write_bio(profile.native_id, challenge.code)
    both = (world.core.links.verify(ADA), world.core.links.verify(ADA))
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["DomainError", "Linked"]
    assert len(await world.core.links.accounts(ADA)) == 1
