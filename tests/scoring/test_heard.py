"""What members are heard on, what they hide, and what a viewer may be told."""

from __future__ import annotations

import pytest

from scoring.store import snapshots
from tests.scoring.world import ADA, BOB, CY, GUILD, STRANGER, World, fact, refused


async def give(world: World, user: int, **topics: float) -> None:
    """Let a member's newest fact have these topics."""
    account = (await world.account(user)).id
    async with world.core.database.tx() as tx:
        await snapshots.put(tx, [fact(50.0, account=account, at=world.clock.now(), topics=topics)])


async def test_others_see_what_is_not_hidden(world: World) -> None:
    """The owner reads what they hide; nobody else does, not even that something is."""
    await world.join(ADA, "ada", people=20)
    await give(world, ADA, jazz=9.0, food=3.0)
    assert await world.core.heard.hide(ADA, "#Food") == "Food"
    own, others = [await world.core.heard.of(viewer, ADA, GUILD) for viewer in (ADA, BOB)]
    assert ([line.label for line in own.hidden], others.hidden) == (["Food"], ())
    for view in (own, others):
        assert [line.label for line in view.topics] == ["jazz"]
    card = await world.core.scores.card(BOB, ADA, GUILD)
    assert [topic for topic, _ in card.topics] == ["jazz"]
    assert await world.core.heard.suggest(BOB, ADA, GUILD, "", "en") == [("jazz", "jazz")]
    assert await world.core.heard.suggest_hidden(ADA, "fo", "en") == [("Food", "Food")]
    assert await world.core.heard.unhide(ADA, "food") == "food"
    assert len((await world.core.heard.of(BOB, ADA, GUILD)).topics) == 2


async def test_an_export_says_what_is_hidden(world: World) -> None:
    """Hidden is not erased: the facts are there, and the wish beside them."""
    await world.join(ADA, "ada", people=20)
    await world.core.heard.hide(ADA, "jazz")
    data = (await world.core.rights.export(ADA))["data"]
    assert [row["label"] for row in data["hidden_topic"]] == ["jazz"]


@pytest.mark.parametrize("hidden", [True, False])
async def test_no_hint_to_those_who_may_not_see(world: World, hidden: bool) -> None:
    """Hidden or never linked: no topics, no suggestions, the same words."""
    if hidden:
        await world.join(ADA, "ada", people=20)
        await world.core.rights.hide(ADA, GUILD)
    assert (await refused(world.core.heard.of(BOB, ADA, GUILD))).key == "no_score"
    assert await world.core.heard.suggest(BOB, ADA, GUILD, "", "en") == []


async def test_hiding_needs_an_account_and_a_word(world: World) -> None:
    """Each refusal has its reason."""
    heard = world.core.heard
    assert (await refused(heard.hide(STRANGER, "jazz"))).key == "own_never_linked"
    await world.join(ADA, "ada", people=20)
    assert (await refused(heard.hide(ADA, " # "))).key == "topic_missing"
    assert (await refused(heard.unhide(ADA, "jazz"))).key == "topic_not_hidden"
    assert await heard.suggest_hidden(STRANGER, "", "en") == []


async def test_two_spellings_stand_side_by_side_as_one(world: World) -> None:
    """A comparison has one line for #OpenSource and open source."""
    for user, handle, tag in ((ADA, "ada", "#OpenSource"), (BOB, "bob", "open source")):
        await world.join(user, handle, people=20)
        await give(world, user, **{tag: 7.0 + user})
    found = await world.core.scores.compare(CY, [ADA, BOB], GUILD)
    assert found.topics == (("open source", (8.0, 9.0)),)
