"""S3: somebody who chose not to be measured."""

from __future__ import annotations

from bot.sandbox.answer import Answer
from bot.sandbox.world import Person
from tests.scenarios.world import ADA, BEN, BOARD, CLEO, DAN, GENERAL, GUILD, Town, by_bot

NEVER = DAN  # never linked anything


async def opt_out(town: Town, who: Person, locale: str = "en-US") -> Answer:
    """`/privacy opt-out`, confirmed."""
    visitor = town.at(who, locale)
    asked = await visitor.command("privacy opt-out")
    return await visitor.press(asked, town.say("privacy.opt_out.yes", locale[:2]))


async def test_the_same_words_as_for_who_never_linked(town: Town) -> None:
    """Asked about and compared, in public and in private, in both languages: no hint of it."""
    await town.link(ADA, people=250)
    await town.link(BEN, people=100)
    await opt_out(town, ADA)
    for locale in ("en-US", "fr"):
        asker = town.at(CLEO, locale)
        about_ada = await asker.command("score", member=ADA)
        about_never = await asker.command("score", member=NEVER)
        assert about_ada.ephemeral
        assert about_ada.text == about_never.text
        assert town.say("error.no_score", locale[:2]) in about_ada.text
        compared = await asker.command("compare", a=ADA, b=BEN)
        other = await asker.command("compare", a=NEVER, b=BEN)
        assert compared.text.replace("Ada", "Dan") == other.text


async def test_on_no_board_and_no_hint_of_one(town: Town) -> None:
    """Neither the leaderboard nor the weekly post nor the preview has a gap where they stood."""
    await town.link(ADA, people=250)
    await town.link(BEN, people=100)
    await town.board_weekly()
    await opt_out(town, ADA)
    await town.pass_weeks(1)
    boards = [
        (await town.at(CLEO).command("leaderboard")).text,
        (await town.at(CLEO).say("top 5?")).text,
        town.posts()[0].text,
    ]
    for text in boards:
        assert "Ada" not in text
        assert "**1.** Ben" in text
    assert not any("Ada" in text for text in by_bot(town.public(BOARD) + town.public(GENERAL)))


async def test_only_they_themselves_read_which(town: Town) -> None:
    """*You chose not to be measured*, for their own eyes, in their language."""
    await town.link(ADA, people=250)
    done = await opt_out(town, ADA, "fr")
    assert done.ephemeral
    assert town.say("privacy.opt_out.done", "fr") in done.text
    for command in ("score", "why"):
        own = await town.at(ADA, "fr").command(command)
        assert own.ephemeral
        assert town.say("error.own_opted_out", "fr") in own.text
    asked = await town.at(ADA).say("what is my score?")
    assert town.say("error.own_opted_out", "en") not in asked.text


async def test_nothing_is_left_and_nothing_is_measured_again(town: Town) -> None:
    """Every fact is gone, who proves the account is refused, and time brings nothing back."""
    await town.link(ADA, people=250)
    await opt_out(town, ADA)
    stored = await town.stored()
    held = ("subject", "account", "snapshot", "audience", "standing", "membership")
    assert [name for name in held if stored[name]] == []
    again = await town.link_by_hand(BEN, "ada")
    assert again.ephemeral
    assert town.say("error.opted_out_account", "en", handle="ada") in again.text
    await town.pass_weeks(2)
    board = await town.core.scores.suggest_accounts(ADA.id, GUILD, "")
    assert board == []


async def test_it_can_be_taken_back(town: Town) -> None:
    """With *undo*, they may link again, proving the same account."""
    await town.link(ADA, people=250)
    await opt_out(town, ADA)
    refused = await town.at(ADA).command("link add", account="sample:ada")
    assert town.say("error.own_opted_out", "en") in refused.text
    await town.at(ADA).command("privacy opt-out", undo=True)
    asked = await town.at(ADA).command("link add", account="sample:ada")
    assert town.say("error.opted_out_account", "en", handle="ada") not in asked.text
    linked = await town.link_by_hand(ADA, "ada")
    assert "Show me here" in [b.label for b in linked.buttons]
