"""Vouching: three a day, with a name, and never a point for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.scenarios.world import ADA, BEN, CLEO, DAN, GUILD, GUS, Town, open_town, score_in


@pytest.fixture
async def makers(tmp_path: Path) -> AsyncIterator[Town]:
    """Ada and Ben are shown and heard on things; Cleo is not shown."""
    async with open_town(tmp_path) as town:
        await town.link(ADA, people=90, topics=("knitting", "tea"))
        await town.link(BEN, people=60, topics=("knitting",))
        await town.link(CLEO, people=30, topics=("ceramics",), shown=False)
        yield town


async def test_a_vouch_is_seen_and_not_counted(makers: Town) -> None:
    """On topics and card with its name; the score is what it was, to the last digit."""
    before = await makers.core.scores.card(ADA.id, ADA.id, GUILD)
    given = await makers.at(BEN).command("vouch", member=ADA, topic="#Knitting")
    assert "You vouch for Ada on knitting." in given.text
    assert "Today you can give 2 more, of 3 a day." in given.text
    assert given.ephemeral
    topics = (await makers.at(GUS, "fr").command("topics show", member=ADA)).text
    assert "Recommandations" in topics
    assert "knitting · 1\u00a0: Ben" in topics
    card = await makers.at(GUS).command("score", member=ADA)
    assert "Vouched for by Ben." in card.text
    after = await makers.core.scores.card(ADA.id, ADA.id, GUILD)
    assert after.score == before.score
    assert before.score is not None
    assert score_in(card.text) == before.score.value


async def test_taken_back_by_the_command_or_the_button(makers: Town) -> None:
    """Both leave nothing."""
    given = await makers.at(BEN).command("vouch", member=ADA, topic="tea")
    gone = await makers.at(BEN).press(given, "Take it back")
    assert "The vouch on tea is gone." in gone.text
    await makers.at(BEN).command("vouch", member=ADA, topic="tea")
    back = await makers.at(BEN).command("vouch", member=ADA, topic="tea")
    assert "You no longer vouch for Ada on tea." in back.text
    assert "Vouched" not in (await makers.at(GUS).command("topics show", member=ADA)).text


async def test_the_vouched_person_can_remove_it(makers: Town) -> None:
    """By a button under one's own topics."""
    await makers.at(BEN).command("vouch", member=ADA, topic="tea")
    own = await makers.at(ADA).command("topics show")
    chosen = await makers.at(ADA).press(own, "Remove a vouch")
    gone = await makers.at(ADA).press(chosen, "Remove tea: Ben")
    assert "The vouch on tea is gone." in gone.text
    assert "Ben" not in (await makers.at(ADA).command("topics show")).text


async def test_who_is_not_shown_vouches_without_a_name(makers: Town) -> None:
    """They are told so, and others read a number."""
    given = await makers.at(CLEO).command("vouch", member=ADA, topic="tea")
    assert makers.say("vouch.unnamed", "en") in given.text
    await makers.at(BEN).command("vouch", member=ADA, topic="tea")
    await makers.at(BEN).command("privacy hide")
    topics = (await makers.at(GUS).command("topics show", member=ADA)).text
    assert "tea · 2: 2 people" in topics
    assert "Cleo" not in topics
    assert "Ben" not in topics


async def test_a_voucher_who_deletes_everything_is_gone(makers: Town) -> None:
    """And so is what they said."""
    await makers.at(BEN).command("vouch", member=ADA, topic="tea")
    asked = await makers.at(BEN).command("privacy delete")
    await makers.at(BEN).press(asked, "Delete everything")
    assert "Vouched" not in (await makers.at(GUS).command("topics show", member=ADA)).text


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_refusals(makers: Town, locale: str) -> None:
    """Each with its sentence; who is not shown, never linked or left reads alike."""
    language = locale.split("-", maxsplit=1)[0]
    visitor = makers.at(BEN, locale)
    for member, topic, key, data in (
        (BEN, "knitting", "vouch_self", {}),
        (CLEO, "ceramics", "no_score", {}),
        (DAN, "ceramics", "no_score", {}),
        (ADA, "chess", "vouch_topic", {"name": "chess"}),
    ):
        answer = await visitor.command("vouch", member=member, topic=topic)
        assert makers.say(f"error.{key}", language, **data) in answer.text
    for topic in ("tea", "knitting", "tea", "tea"):
        await visitor.command("vouch", member=ADA, topic=topic)
    await visitor.command("vouch", member=ADA, topic="tea")
    used_up = await visitor.command("vouch", member=ADA, topic="tea")
    assert makers.say("error.vouches_used_up", language, n=3) in used_up.text
    makers.clock.advance(timedelta(days=1))
    assert "2" in (await visitor.command("vouch", member=ADA, topic="tea")).text


async def test_their_topics_are_suggested_as_far_as_they_are_shown(makers: Town) -> None:
    """Of who is not shown nothing is, as of who never linked."""
    offered = await makers.at(BEN).autocomplete("vouch", "topic", "te", member=ADA)
    assert [choice.value for choice in offered] == ["tea"]
    for other in (CLEO, DAN):
        assert await makers.at(BEN).autocomplete("vouch", "topic", "", member=other) == []
