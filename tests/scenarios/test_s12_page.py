"""S12: a steward links a brand's page."""

from __future__ import annotations

from tests.scenarios.world import ADA, BEN, CLEO, Town, score_in


async def test_a_page_has_its_own_card_and_place(town: Town) -> None:
    """Linked by hand as a page: its card, its place among pages, in the post as a page."""
    await town.link(ADA, people=31.5)
    await town.link(CLEO, people=5, page="Quiet Co")
    before = (await town.at(ADA).command("score")).text
    town.network.add("brand", days=365, people=1000, posts=5)
    linked = await town.link_by_hand(ADA, "brand", **{"as": "page", "page_name": "Big Brand"})
    assert "Big Brand" in linked.text
    await town.at(ADA).press(linked, "Show me here")
    card = (await town.at(BEN).command("score", account="sample:brand")).text
    assert "Big Brand · page" in card
    assert score_in(card) == 50.0
    pages = (await town.at(BEN).command("leaderboard", kind="pages")).text
    assert "**1.** Big Brand" in pages
    assert "**2.** Quiet Co" in pages
    after = (await town.at(ADA).command("score")).text
    assert score_in(after) == score_in(before)


async def test_the_page_is_on_no_board_of_people(town: Town) -> None:
    """Neither the page nor a second line of its steward is among members; pages stand apart."""
    await town.link(ADA, people=31.5)
    await town.link(ADA, people=1000, page="Big Brand")
    await town.board_weekly()
    await town.pass_weeks(1)
    board = (await town.at(BEN).command("leaderboard")).text
    assert "Big Brand" not in board
    assert board.count("Ada") == 1
    post = town.posts()[0].text
    assert post.index("### Highest scores") < post.index("Ada")
    assert post.index("### Pages") < post.index("Big Brand")
    assert "1 member shown" in post


async def test_compared_and_asked_about_by_name(town: Town) -> None:
    """A page can be compared and explained like a person, and its name leads to no steward."""
    await town.link(ADA, people=31.5)
    await town.link(ADA, people=1000, page="Big Brand")
    compared = (await town.at(BEN).command("compare", a=ADA, page="Big Brand")).text
    assert "Big Brand is ahead by" in compared
    why = (await town.at(BEN).command("why", account="sample:big-brand")).text
    assert "Big Brand: why 50" in why
    assert "Ada" not in why


async def test_a_steward_without_a_score_of_their_own_has_none(town: Town) -> None:
    """Their page is no score of theirs."""
    await town.link(ADA, people=1000, page="Big Brand")
    own = await town.at(ADA).command("score")
    assert town.say("error.own_never_linked", "en") in own.text
    asked = await town.at(BEN).command("score", member=ADA)
    assert town.say("error.no_score", "en") in asked.text
