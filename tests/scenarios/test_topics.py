"""Topics: one subject under every spelling, its board, and how its owner hides it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.scenarios.world import ADA, BEN, CLEO, DAN, EVE, GUILD, Town, open_town

ONTOLOGY = Path(__file__).parents[2] / "docs" / "ontology.example.csv"


@pytest.fixture
async def makers(tmp_path: Path) -> AsyncIterator[Town]:
    """Four who knit under three spellings and paint pots, in a town with an ontology."""
    async with open_town(tmp_path, ontology=ONTOLOGY) as town:
        await town.link(ADA, people=90, topics=("Knitting", "#tricot"))
        await town.link(BEN, people=60, topics=("KNITTING",))
        await town.link(CLEO, people=30, topics=("ceramics", "tea"))
        await town.link(DAN, people=20, topics=("knitting",), shown=False)
        yield town


async def test_topics_in_the_readers_language(makers: Town) -> None:
    """One topic for all spellings, with people, and below what it belongs to."""
    english = (await makers.at(BEN).command("topics show", member=ADA)).text
    assert "What Ada is heard on" in english
    assert english.count("Knitting") == 1
    assert "in Making › Textiles" in english
    french = (await makers.at(BEN, "fr").command("topics show", member=ADA)).text
    assert "**Tricot** · environ" in french
    assert "dans Fabriquer › Textile" in french
    assert "Heard on: Knitting" in (await makers.at(BEN).command("score", member=ADA)).text
    compared = await makers.at(BEN, "fr").command("compare", a=ADA, b=BEN)
    assert "**Tricot**" in compared.text


async def test_the_board_of_a_topic(makers: Town) -> None:
    """Most people first, one's own line, whatever the spelling; only who is shown."""
    board = await makers.at(BEN).command("leaderboard", topic="#Tricot")
    assert "Heard on Knitting · this week" in board.text
    lines = board.text.splitlines()
    assert [line for line in lines if "**1.** Ada" in line or "**2.** Ben" in line]
    assert "Dan" not in board.text
    assert "Cleo" not in board.text
    turned = await makers.at(BEN).press(board, "All time")
    assert "Heard on Knitting" in turned.text
    assert "Highest scores" in (await makers.at(BEN).press(turned, "Scores")).text
    french = (await makers.at(CLEO, "fr").command("leaderboard", topic="knitting")).text
    assert "Sujet\u00a0: Tricot · cette semaine" in french
    assert makers.say("board.own_none_topic", "fr") in french


async def test_a_wider_topic_counts_its_children(makers: Town) -> None:
    """Whoever knits or makes pots makes things."""
    board = (await makers.at(BEN).command("leaderboard", topic="Making")).text
    assert "Heard on Making" in board
    assert all(name in board for name in ("Ada", "Ben", "Cleo"))


async def test_boards_survive_a_restart(makers: Town) -> None:
    """A button of yesterday's board opens the same topic."""
    board = await makers.at(BEN).command("leaderboard", topic="knitting", kind="topic")
    await makers.stop()
    await makers.start()
    turned = await makers.at(BEN).press(board, "This month")
    assert "Heard on Knitting · this month" in turned.text


async def test_topics_are_suggested_in_the_readers_language(makers: Town) -> None:
    """Those of people shown here, most people first."""
    offered = await makers.at(EVE, "fr").autocomplete("leaderboard", "topic", "")
    names = [choice.name for choice in offered]
    assert names.index("Tricot") < names.index("tea")
    assert [
        c.name for c in await makers.at(EVE, "fr").autocomplete("leaderboard", "topic", "tri")
    ] == ["Tricot"]
    own = await makers.at(CLEO).autocomplete("topics hide", "topic", "te")
    assert "tea" in [choice.name for choice in own]


async def test_a_hidden_topic_is_gone_at_once(makers: Town) -> None:
    """From the board, the card, the topics, the comparison and the suggestions; and comes back."""
    done = await makers.at(ADA, "fr").command("topics hide", topic="tricot")
    assert "Plus personne ne vous voit sur Tricot" in done.text
    board = (await makers.at(BEN).command("leaderboard", topic="knitting")).text
    assert "Ada" not in board
    for command in ("score", "topics show"):
        said = (await makers.at(BEN).command(command, member=ADA)).text
        assert "Knitting" not in said
        assert "Textiles" not in said
    own = await makers.at(ADA).command("topics show")
    assert "Hidden by you: Knitting" in own.text
    hidden = await makers.at(ADA).autocomplete("topics unhide", "topic", "")
    assert [choice.name for choice in hidden] == ["Knitting"]
    await makers.at(ADA).command("topics unhide", topic=hidden[0].value)
    assert "Ada" in (await makers.at(BEN).command("leaderboard", topic="knitting")).text


async def test_hiding_by_buttons(makers: Town) -> None:
    """In place, and back; nobody else can press them."""
    own = await makers.at(CLEO).command("topics show")
    chosen = await makers.at(CLEO).press(own, "Hide a topic")
    hidden = await makers.at(CLEO).press(chosen, "Hide tea")
    assert "Show tea again" in [button.label for button in hidden.buttons]
    back = await makers.at(CLEO).press(hidden, "Back")
    assert "Hidden by you: tea" in back.text
    shared = await makers.at(CLEO).press(back, "Show to everyone")
    assert not shared.ephemeral
    assert "tea" not in shared.text


@pytest.mark.parametrize("way", ["privacy hide", "privacy delete", "privacy opt-out"])
async def test_who_goes_is_on_no_board_of_a_topic(makers: Town, way: str) -> None:
    """Hidden or deleted: gone from the next answer on, from autocompletion too."""
    asked = await makers.at(CLEO).command(way)
    for button in asked.buttons[:1]:
        await makers.at(CLEO).press(asked, button.label)
    assert "Cleo" not in (await makers.at(BEN).command("leaderboard", topic="tea")).text
    offered = await makers.at(EVE).autocomplete("leaderboard", "topic", "tea")
    assert offered == []
    refused = await makers.at(BEN).command("topics show", member=CLEO)
    assert makers.say("error.no_score", "en") in refused.text


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_refusals(makers: Town, locale: str) -> None:
    """Each with its sentence, in the asker's language."""
    language = locale.split("-", maxsplit=1)[0]
    visitor = makers.at(EVE, locale)
    for command, options, key, data in (
        ("topics show", {}, "own_never_linked", {}),
        ("topics show", {"member": DAN}, "no_score", {}),
        ("topics hide", {"topic": "tea"}, "own_never_linked", {}),
        ("leaderboard", {"kind": "topic"}, "topic_missing", {}),
        ("leaderboard", {"topic": "a" * 26}, "topic_gone", {}),
    ):
        answer = await visitor.command(command, **options)
        assert makers.say(f"error.{key}", language, **data) in answer.text
        assert answer.ephemeral
    shown = await makers.at(CLEO, locale).command("topics unhide", topic="tea")
    assert makers.say("error.topic_not_hidden", language, name="tea") in shown.text
    public = await makers.at(DAN, locale).command("topics show", show_to_everyone=True)
    assert public.ephemeral


async def test_a_member_of_another_community_is_not_here(makers: Town) -> None:
    """Who left the community is on no board of a topic."""
    makers.standin.remove_member(GUILD, ADA.id)
    makers.clock.advance(timedelta(minutes=11))
    assert "Ada" not in (await makers.at(BEN).command("leaderboard", topic="knitting")).text
