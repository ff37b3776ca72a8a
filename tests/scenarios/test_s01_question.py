"""S1: a linked and shown member asks in plain French."""

from __future__ import annotations

from tests.scenarios.world import ADA, BEN, GENERAL, Town, score_in


async def test_the_question_gets_the_card_in_french(town: Town) -> None:
    """*Bon sinon c'est combien mon Klout ?* is answered with the asker's own card, in French."""
    await town.link(ADA, people=250)
    answer = await town.at(ADA).say("bon sinon c'est combien mon Klout ?")
    assert "Ada" in answer.text
    assert score_in(answer.text) == 44.0
    assert "fourchette" in answer.text
    assert not answer.ephemeral
    assert [m.text for m in town.public(GENERAL)][-1] == answer.text


async def test_the_question_in_english_gets_english(town: Town) -> None:
    """The language is the question's, not the community's or the reader's."""
    await town.link(ADA, people=250)
    await town.board_weekly(locale="fr")
    answer = await town.at(ADA, "fr").say("what is my score?")
    assert "range" in answer.text
    assert "fourchette" not in answer.text


async def test_who_is_not_shown_is_not_given_away(town: Town) -> None:
    """An answer to a mention is public: for somebody who said *Only me* there is only a button."""
    await town.link(BEN, people=250, shown=False)
    asked = await town.at(BEN).say("c'est combien mon score ?")
    assert "44" not in asked.text
    assert [b.label for b in asked.buttons] == [town.say("ui.button.private", "fr")]
    private = await town.at(BEN, "fr").press(asked, town.say("ui.button.private", "fr"))
    assert private.ephemeral
    assert score_in(private.text) == 44.0
