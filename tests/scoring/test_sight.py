"""Who may see whom: one answer for everybody who does not want to be seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.scoring.world import ADA, BOB, DAY, ELSEWHERE, GUILD, World, refused


async def _shown(world: World) -> None:
    await world.join(ADA, "ada", people=9)


async def _only_me(world: World) -> None:
    await world.join(ADA, "ada", people=9, shown=())


async def _elsewhere(world: World) -> None:
    await world.join(ADA, "ada", people=9, shown=(ELSEWHERE,))


async def _hidden(world: World) -> None:
    await _shown(world)
    await world.core.rights.hide(ADA, GUILD)


async def _hidden_everywhere(world: World) -> None:
    await _shown(world)
    await world.core.rights.hide(ADA, None)


async def _opted_out(world: World) -> None:
    await _shown(world)
    await world.core.rights.opt_out(ADA)


async def _deleted(world: World) -> None:
    await _shown(world)
    await world.core.rights.delete(ADA)


async def _left(world: World) -> None:
    await _shown(world)
    await world.core.presence.seen(GUILD, (), (ADA,))
    world.clock.advance(DAY)
    await world.core.presence.seen(GUILD, (), (ADA,))


async def _never(world: World) -> None:
    """Ada never linked anything."""


State = Callable[[World], Awaitable[None]]
KEPT: dict[str, State] = {
    "only me": _only_me,
    "shown elsewhere": _elsewhere,
    "hidden": _hidden,
    "hidden everywhere": _hidden_everywhere,
    "left": _left,
}
GONE: dict[str, tuple[State, str]] = {
    "never linked": (_never, "own_never_linked"),
    "deleted": (_deleted, "own_never_linked"),
    "opted out": (_opted_out, "own_opted_out"),
}
UNSEEN: dict[str, State] = {**KEPT, **{name: state for name, (state, _) in GONE.items()}}


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("name", UNSEEN)
async def test_to_others_all_read_alike(world: World, name: str, public: bool) -> None:
    """Opted out, hidden, never linked, only me, left: the same key, without any data."""
    await UNSEEN[name](world)
    core = world.core.scores
    for asked in (core.card, core.explain):
        error = await refused(asked(BOB, ADA, GUILD, public=public))
        assert (error.key, error.data) == ("no_score", {})
    error = await refused(core.subject_card(BOB, 1, GUILD, public=public))
    assert (error.key, error.data) == ("no_score", {})


@pytest.mark.parametrize("name", UNSEEN)
async def test_in_a_comparison_all_are_missing_alike(world: World, name: str) -> None:
    """A comparison says for whom there is no score, and for none of them why."""
    await UNSEEN[name](world)
    await world.join(BOB, "bob", people=9)
    found = await world.core.scores.compare(BOB, [BOB, ADA], GUILD)
    assert (found.missing, len(found.cards)) == ((1,), 1)
    only = await refused(world.core.scores.compare(BOB, [ADA, 77], GUILD))
    assert only.key == "no_score"


@pytest.mark.parametrize("name", KEPT)
async def test_one_sees_oneself(world: World, name: str) -> None:
    """In private always; in public only where one is shown, and that is said to oneself."""
    await KEPT[name](world)
    card = await world.core.scores.card(ADA, ADA, GUILD)
    assert card.score is not None
    assert (card.own, card.shown) == (True, False)
    error = await refused(world.core.scores.card(ADA, ADA, GUILD, public=True))
    assert error.key == "own_not_shown_here"


@pytest.mark.parametrize("name", GONE)
async def test_only_oneself_is_told_why(world: World, name: str) -> None:
    """Never linked or opted out: in private the reason, in public nothing of it."""
    state, key = GONE[name]
    await state(world)
    assert (await refused(world.core.scores.card(ADA, ADA, GUILD))).key == key
    public = await refused(world.core.scores.card(ADA, ADA, GUILD, public=True))
    assert public.key == "own_not_shown_here"


@pytest.mark.parametrize("public", [False, True])
async def test_who_is_shown_is_seen_by_all(world: World, public: bool) -> None:
    """Here, and nowhere else."""
    await _shown(world)
    for viewer in (ADA, BOB):
        card = await world.core.scores.card(viewer, ADA, GUILD, public=public)
        assert (card.shown, card.own) == (True, viewer == ADA)
    assert (await refused(world.core.scores.card(BOB, ADA, ELSEWHERE))).key == "no_score"
    assert (await refused(world.core.scores.card(BOB, ADA, None))).key == "no_score"


async def test_a_page_is_seen_like_a_person(world: World) -> None:
    """Shown to all; only to its steward otherwise."""
    page = await world.join(ADA, "shop", people=9, page="The Shop")
    assert (await world.core.scores.subject_card(BOB, page.id, GUILD)).score is not None
    await world.core.links.only_me(ADA, GUILD, page.id)
    assert (await refused(world.core.scores.subject_card(BOB, page.id, GUILD))).key == "no_score"
    assert (await world.core.scores.subject_card(ADA, page.id, GUILD)).own
    assert await world.core.scores.find_page(GUILD, "the shop") is None
