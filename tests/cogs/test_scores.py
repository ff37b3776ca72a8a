"""`/score`, `/compare`, `/leaderboard`, `/why`, `/check` and their buttons."""

from __future__ import annotations

import pytest

import bot.reply
from bot.sandbox.answer import Answer
from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")

EPHEMERAL = 1 << 6
NO_SCORE = "There is no score to show."


def labels(answer: Answer) -> list[str]:
    return [button.label for button in answer.buttons]


async def whispered(talk: Talk, answer: Answer) -> str:
    """What the asker alone is told after the public *is thinking* was taken back."""
    standin = talk.box.standin
    await standin.wait_until(lambda: standin.requests[-1].method == "POST")
    *_, delete, followup = standin.requests
    assert (delete.method, followup.method) == ("DELETE", "POST")
    assert followup.json["flags"] & EPHEMERAL
    assert answer.interaction is not None
    assert answer.interaction.original is not None
    assert answer.interaction.original.deleted
    return str(followup.json["components"])


async def test_own_card_is_private_and_can_be_shown(talk: Talk) -> None:
    """The card is for the asker; its button shows the same card to everyone."""
    tomasz = talk.by("tomasz")
    card = await tomasz.command("score")
    assert card.ephemeral
    assert "Tomasz Wieczorek" in card.text
    shared = await tomasz.press(card, "Show to everyone")
    assert not shared.ephemeral
    assert "Tomasz Wieczorek" in shared.text
    assert "Show to everyone" not in labels(shared)


async def test_the_answer_is_in_the_askers_language(talk: Talk) -> None:
    """Private answers speak the asker's language, public ones the community's."""
    french = talk.by("tomasz", "fr")
    assert "personnes en quatre semaines" in (await french.command("score")).text
    public = await french.command("score", show_to_everyone=True)
    assert "people in four weeks" in public.text


async def test_the_menu_is_the_card_of_the_person_clicked(talk: Talk) -> None:
    """*Show score* on somebody gives what `/score` gives."""
    clicked = await talk.by("tomasz").menu("Show score", talk.member("aiko").user_id)
    assert clicked.ephemeral
    assert "Aiko Tanabe" in clicked.text


@pytest.mark.parametrize("key", ["hugo", "zoe", "ravi", "lucie", "sam"])
async def test_hidden_opted_out_and_never_linked_read_alike(talk: Talk, key: str) -> None:
    """To others there is no score to show, and not why."""
    answer = await talk.by("tomasz").command("score", member=talk.member(key).user_id)
    assert answer.ephemeral
    assert NO_SCORE in answer.text


async def test_a_refusal_is_private_even_where_the_answer_was_to_be_public(talk: Talk) -> None:
    """Nobody else sees that there is no score to show."""
    tomasz = talk.by("tomasz")
    zoe = talk.member("zoe").user_id
    answer = await tomasz.command("score", member=zoe, show_to_everyone=True)
    assert answer.ephemeral
    assert NO_SCORE in answer.text


async def test_an_answer_that_takes_long_is_acknowledged_first(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not there in time comes after *is thinking*, as private as it was asked for."""
    monkeypatch.setattr(bot.reply, "PATIENCE", 0.0)
    card = await talk.by("tomasz").command("score")
    assert card.deferred
    assert card.ephemeral
    assert "Tomasz Wieczorek" in card.text


async def test_a_late_refusal_takes_the_public_promise_back(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where everybody saw *is thinking*, only the asker reads the refusal."""
    monkeypatch.setattr(bot.reply, "PATIENCE", 0.0)
    zoe = talk.member("zoe").user_id
    answer = await talk.by("tomasz").command("score", member=zoe, show_to_everyone=True)
    assert NO_SCORE in await whispered(talk, answer)


async def test_a_look_up_is_not_shown_to_everyone(talk: Talk) -> None:
    """An account that nobody linked is for the asker only."""
    await talk.by("maud").command("community lookups", allowed=True)
    tomasz = talk.by("tomasz")
    alone = await tomasz.command("score", account="sample:lucie")
    assert alone.ephemeral
    assert "Lucie Morvan" in alone.text
    refused = await tomasz.command("score", account="sample:lucie", show_to_everyone=True)
    assert refused.ephemeral
    assert "for you only" in refused.text


async def test_why_of_a_look_up(talk: Talk) -> None:
    """A look-up has its reasons too."""
    await talk.by("maud").command("community lookups", allowed=True)
    answer = await talk.by("tomasz").command("why", account="sample:lucie")
    assert "Lucie Morvan: why" in answer.text


async def test_accounts_are_suggested(talk: Talk) -> None:
    """One's own accounts and the pages shown here, by what was typed."""
    found = await talk.by("tomasz").autocomplete("score", "account", "tom")
    assert [choice.value for choice in found] == ["sample:tomasz"]
    assert any(
        "Fanal" in c.name for c in await talk.by("tomasz").autocomplete("why", "account", "")
    )


async def test_one_alone_is_compared_with_the_asker(talk: Talk) -> None:
    """`/compare` with one member is *how do I compare with her?*"""
    answer = await talk.by("tomasz").command("compare", a=talk.member("aiko").user_id)
    assert "Aiko Tanabe" in answer.text
    assert "Tomasz Wieczorek" in answer.text


async def test_nobody_at_all_is_too_few(talk: Talk) -> None:
    """A comparison with nobody says what it needs."""
    assert "needs two" in (await talk.by("tomasz").command("compare")).text


async def test_pages_are_compared_by_name(talk: Talk) -> None:
    """Two pages, suggested and named."""
    tomasz = talk.by("tomasz")
    (choice,) = await tomasz.autocomplete("compare", "page", "open")
    answer = await tomasz.command("compare", page=choice.value, other_page="Fanal & Fils")
    assert "Open Lighthouses" in answer.text
    assert "Fanal & Fils" in answer.text
    assert "Tomasz" not in answer.text


async def test_who_is_missing_from_a_comparison_is_said(talk: Talk) -> None:
    """Somebody without a score to show is named as such, the others are compared."""
    answer = await talk.by("tomasz").command(
        "compare",
        a=talk.member("aiko").user_id,
        b=talk.member("noor").user_id,
        c=talk.member("zoe").user_id,
    )
    assert "Zoë van Dijk" in answer.text
    assert "Noor Haddad" in answer.text


async def test_boards_turn_in_place_where_only_the_asker_sees_them(talk: Talk) -> None:
    """In an ephemeral board the page changes in place."""
    tomasz = talk.by("tomasz")
    board = await tomasz.command("leaderboard")
    assert board.ephemeral
    assert "**1.**" in board.text
    turned = await tomasz.press(board, "▶")
    assert turned.stored.id == board.stored.id
    assert "**11.**" in turned.text


async def test_a_press_on_a_public_board_answers_the_presser_alone(talk: Talk) -> None:
    """A public board stays as it is; whoever turns it gets one of their own."""
    board = await talk.by("tomasz").command("leaderboard", show_to_everyone=True)
    before = board.text
    own = await talk.by("aiko").press(board, "▶")
    assert own.ephemeral
    assert own.stored.id != board.stored.id
    assert board.text == before


async def test_around_me(talk: Talk) -> None:
    """*Around me* is the page on which the asker stands."""
    pip = talk.by("pip")
    board = await pip.command("leaderboard", period="all")
    assert "**1.**" in board.text
    around = await pip.press(board, "Around me")
    assert around.text.count("Pip Okafor") == 2


async def test_who_left_is_not_on_the_board(talk: Talk) -> None:
    """Somebody whom Discord no longer knows here is not shown."""
    guild, gone = talk.box.community.guild_id, talk.member("wren").user_id
    tomasz = talk.by("tomasz")
    talk.box.standin.remove_member(guild, gone)
    talk.bot.members._known.clear()
    board = await tomasz.command("leaderboard", period="month")
    assert "Tomasz" in board.text
    assert "Wren" not in board.text


async def test_why_adds_up_what_the_card_says(talk: Talk) -> None:
    """The button under the card explains that card."""
    tomasz = talk.by("tomasz")
    card = await tomasz.command("score")
    why = await tomasz.press(card, "Why?")
    assert why.ephemeral
    assert "Tomasz Wieczorek: why" in why.text


async def test_a_check_is_shared_by_the_asker_only(talk: Talk) -> None:
    """The answer is private until its owner shows it."""
    tomasz = talk.by("tomasz")
    check = await tomasz.command("check", minimum=30)
    assert check.ephemeral
    shared = await tomasz.press(check, labels(check)[-1])
    assert not shared.ephemeral
    assert "Tomasz Wieczorek" in shared.text


@pytest.mark.parametrize("minimum", [5, 101])
async def test_a_minimum_off_the_scale(talk: Talk, minimum: float) -> None:
    """Scores go from 10 to 100."""
    answer = await talk.by("tomasz").command("check", minimum=minimum)
    assert "from 10 to 100" in answer.text


async def test_a_page_of_text_as_an_option(talk: Talk) -> None:
    """An option that is too long has its own sentence."""
    answer = await talk.by("tomasz").command("score", account="x" * 300)
    assert "200 characters at most" in answer.text


async def test_too_many_questions_at_once(talk: Talk) -> None:
    """The throttle answers in words; it is per person."""
    generous = talk.bot.throttle
    talk.bot.throttle = type(generous)(talk.box.clock, burst=1)
    try:
        first, second = [await talk.by("aiko").command("help") for _ in range(2)]
        other = await talk.by("noor").command("help")
    finally:
        talk.bot.throttle = generous
    assert "a little fast" not in first.text + other.text
    assert "a little fast" in second.text
