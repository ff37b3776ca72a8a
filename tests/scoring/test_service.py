"""The service: cards, comparisons, checks and suggestions for one viewer in one place."""

from __future__ import annotations

import pytest

from scoring.formula import score_to_people
from scoring.models import CoverageStatus, Margin, SubjectKind
from scoring.service import MOST_COMPARED, SUGGESTIONS
from scoring.store import snapshots
from tests.scoring.world import ADA, BOB, CY, DAY, GUILD, NOW, World, fact, refused


async def with_people(world: World, user: int, people: float, variance: float) -> None:
    """A member whose only account has this fact today."""
    await world.join(user, f"member{user}", people=1)
    account = (await world.account(user)).id
    async with world.core.database.tx() as tx:
        await snapshots.put(tx, [fact(people, account=account, at=NOW, variance=variance)])


async def test_a_card_tells_all_at_once(world: World) -> None:
    """Score, coverage, topics, word, trend, place."""
    await world.join(ADA, "ada", people=60)
    world.clock.advance(DAY)
    await world.core.collector.refresh_stale()
    card = await world.core.scores.card(BOB, ADA, GUILD)
    assert card.score is not None
    assert card.score.measured_at == NOW + DAY
    assert [point.at.date() for point in card.trend] == [NOW.date(), (NOW + DAY).date()]
    assert card.trend[-1].value == card.score.value
    assert dict(card.topics) == pytest.approx({"jazz": card.score.people})
    assert card.coverage[0].status is CoverageStatus.MEASURED
    assert card.subject.kind is SubjectKind.PERSON
    assert (card.rank, card.members, card.stored) == (1, 1, True)
    assert card.echo is not None


async def test_networks_add_up_and_cannot_lower(world: World) -> None:
    """A second account with nobody on it changes nothing; one with people adds them."""
    await world.join(ADA, "ada", people=60)
    one = await world.score(ADA)
    await world.join(ADA, "quiet")
    assert (await world.score(ADA)).value == one.value
    await world.join(ADA, "other", people=60)
    assert (await world.score(ADA)).people == pytest.approx(2 * one.people)


async def test_a_young_crowd_is_provisional_and_held_back(world: World) -> None:
    """Four days old, 120 people: provisional, and far below the same people over time."""
    await world.join(ADA, "weekend", people=120, days=4)
    await world.join(BOB, "grown", people=120, days=100)
    young, grown = await world.score(ADA), await world.score(BOB)
    assert young.provisional
    assert not grown.provisional
    assert young.people < grown.people / 6
    assert grown.value >= 38


@pytest.mark.parametrize(
    ("minimum", "verdict"),
    [(20.0, Margin.YES), (35.0, Margin.WITHIN), (33.0, Margin.WITHIN), (60.0, Margin.NO)],
)
async def test_a_check_speaks_of_the_margin(world: World, minimum: float, verdict: Margin) -> None:
    """Above the whole range, below it, or within the margin: never a refusal."""
    await with_people(world, ADA, 20.0, variance=200.0)
    found = await world.core.scores.check(ADA, minimum)
    assert (found.verdict, found.minimum) == (verdict, minimum)
    assert found.score.low < 33.0 <= found.score.value <= 35.0 < found.score.high
    assert found.people_needed == score_to_people(minimum)


@pytest.mark.parametrize("minimum", [9.9, 100.1, -5.0, float("nan")])
async def test_a_minimum_off_the_scale(world: World, minimum: float) -> None:
    """No score is there, so none is compared."""
    await world.join(ADA, "ada", people=9)
    error = await refused(world.core.scores.check(ADA, minimum))
    assert (error.key, error.data) == ("minimum_out_of_range", {"low": 10.0, "high": 100.0})


async def test_a_check_is_about_oneself(world: World) -> None:
    """Without a score it says why, in private."""
    assert (await refused(world.core.scores.check(ADA, 35))).key == "own_never_linked"
    await world.join(ADA, "ada", network="village")
    assert (await refused(world.core.scores.check(ADA, 35))).key == "not_measured_yet"


async def test_a_comparison_of_members_and_pages(world: World) -> None:
    """In the order asked; by name for pages; parts and topics side by side."""
    await world.join(ADA, "ada", people=60)
    await world.join(BOB, "bob", people=5)
    await world.join(CY, "shop", people=30, page="The Shop")
    found = await world.core.scores.compare(ADA, [BOB, "the shop", ADA], GUILD)
    assert [card.subject.name or card.subject.user_id for card in found.cards] == [
        BOB,
        "The Shop",
        ADA,
    ]
    assert found.networks[0][0] == "town"
    assert len(found.networks[0][1]) == 3


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ([], "compare_too_few"),
        ([ADA], "compare_too_few"),
        ([ADA, ADA], "compare_same"),
        (list(range(1, MOST_COMPARED + 2)), "compare_too_many"),
        ([ADA, "no such page"], "page_unknown"),
        ([77, 78], "no_score"),
    ],
)
async def test_what_cannot_be_compared(world: World, asked: list[int | str], key: str) -> None:
    """Each in its own words."""
    await world.join(ADA, "ada", people=9)
    assert (await refused(world.core.scores.compare(ADA, asked, GUILD))).key == key


async def test_reasons_sum_to_the_score(world: World) -> None:
    """As shown: ten and the points of the networks."""
    await world.join(ADA, "ada", people=61)
    found = await world.core.scores.explain(BOB, ADA, GUILD)
    assert found.card.score is not None
    assert round(10 + sum(found.networks.values()), 1) == found.card.score.value
    again = await world.core.scores.explain_subject(BOB, found.card.subject.id, GUILD)
    assert again == found


async def test_account_references_of_every_form(world: World) -> None:
    """Handle, URL and native id of a linked account open the same card."""
    await world.join(ADA, "ada", people=9)
    await world.core.links.begin(ADA, "town:ada")
    cards = [
        await world.core.scores.account_card(ADA, text, None, lookups=False)
        for text in ("town:ada", "Town:@ADA", "https://town.example/@ada")
    ]
    assert cards[0].own
    assert cards.count(cards[0]) == len(cards)


async def test_suggestions_are_ones_own_and_what_is_shown(world: World) -> None:
    """Own accounts and pages shown here, by any part of the label; nothing of others."""
    await world.join(ADA, "ada", people=9)
    await world.join(BOB, "bob", people=9)
    await world.join(BOB, "shop", people=9, page="The Shop")
    suggest = world.core.scores.suggest_accounts
    assert await suggest(ADA, GUILD, "") == [
        ("town:ada", "town:ada"),
        ("The Shop (town:shop)", "town:shop"),
    ]
    assert [value for _, value in await suggest(ADA, GUILD, "SHOP")] == ["town:shop"]
    assert [value for _, value in await suggest(ADA, None, "")] == ["town:ada"]
    assert await world.core.scores.suggest_pages(GUILD, "sho") == ["The Shop"]
    await world.core.rights.hide(BOB, GUILD)
    assert await world.core.scores.suggest_pages(GUILD, "") == []


async def test_not_more_suggestions_than_fit(world: World) -> None:
    """Discord takes twenty-five."""
    for n in range(SUGGESTIONS + 2):
        await world.join(100 + n, f"shop{n}", page=f"Shop {n}")
    assert len(await world.core.scores.suggest_pages(GUILD, "")) == SUGGESTIONS
    assert len(await world.core.scores.suggest_accounts(ADA, GUILD, "")) == SUGGESTIONS
