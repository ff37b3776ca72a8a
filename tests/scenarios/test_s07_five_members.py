"""S7: no average and no percentile with fewer than five shown members."""

from __future__ import annotations

from tests.scenarios.world import ADA, BEN, CLEO, DAN, EVE, FAY, GUS, Town


async def fill(town: Town, number: int) -> None:
    """So many shown members, and one who is not shown."""
    for place, who in enumerate((ADA, BEN, CLEO, DAN, EVE)[:number], start=1):
        await town.link(who, people=20 * place)
    await town.link(FAY, people=40, shown=False)


async def test_with_five_every_card_places_itself(town: Town) -> None:
    """Average and percentile, for who is shown, for who is not, and in public."""
    await fill(town, 5)
    shown = (await town.at(EVE).command("score")).text
    assert "Community average: 37.2" in shown
    assert "Ahead of 100% of the others here." in shown
    apart = (await town.at(FAY).command("score")).text
    assert "Community average: 37.2" in apart
    assert "Ahead of" in apart
    public = (await town.at(GUS).command("score", member=ADA, show_to_everyone=True)).text
    assert "Ahead of 0% of the others here." in public
    in_french = (await town.at(ADA, "fr").command("score")).text
    assert town.say("card.average", "fr", average="37,2") in in_french


async def test_with_four_neither_is_given(town: Town) -> None:
    """On no card, on no board, in no weekly post; nor a chart of so few."""
    await fill(town, 4)
    await town.board_weekly()
    await town.pass_weeks(1)
    texts = [
        (await town.at(DAN).command("score")).text,
        (await town.at(FAY).command("score")).text,
        (await town.at(DAN).command("leaderboard")).text,
        town.posts()[0].text,
    ]
    for text in texts:
        assert "verage" not in text
        assert "Ahead of" not in text
    assert town.posts()[0].files == {}


async def test_hiding_takes_the_average_away_at_once(town: Town) -> None:
    """From five to four, the next card is without."""
    await fill(town, 5)
    await town.at(CLEO).command("privacy hide")
    text = (await town.at(EVE).command("score")).text
    assert "verage" not in text
    assert "Ahead of" not in text
