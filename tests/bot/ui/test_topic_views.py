"""What topics, vouches and histories look like in words."""

from __future__ import annotations

import pytest

from bot.i18n import Translator
from bot.ui.board import render_board
from bot.ui.card import render_card
from bot.ui.controls import Control
from bot.ui.history import render_history
from bot.ui.parts import Rendered
from bot.ui.topics import choose_topic, choose_vouch, render_topics, render_vouched, vouch_line
from scoring.history import Span
from scoring.models import BoardKind, BoardRow, Period
from scoring.topics import TopicLine
from scoring.vouching import Vouched
from tests.bot.ui import samples
from tests.bot.ui.samples import EN, FR, LANGUAGES, NOW, subject, texts
from tests.bot.ui.topic_samples import former, history, speak, topics_of, vouch

NAMES = samples.names()


def buttons(made: Rendered) -> list[tuple[str, str | None]]:
    """Names and labels of the controls."""
    items = made.view.walk_children()
    return [(item.name, item.item.label) for item in items if isinstance(item, Control)]


def test_topics_stand_with_people_paths_and_names() -> None:
    """Each in the reader's language, with what it belongs to; three vouchers by name."""
    said = texts(render_topics(topics_of(), NAMES, FR, speak))
    assert "- **Tricot** · environ 12 personnes · dans Fabriquer › Laine" in said
    assert "- **tea** · moins d’une personne" in said
    assert "Ensemble" in said
    assert "- Tricot · 5 : Member 2, Member 3, Member 4 et 2 autres" in said.replace("\u00a0", " ")


def test_only_the_owner_reads_what_is_hidden_and_has_buttons() -> None:
    """In private alone."""
    view = topics_of(hidden=(TopicLine("chess", "chess", 0.0),))
    own = render_topics(view, NAMES, EN, speak)
    assert "Hidden by you: chess" in texts(own)
    assert [name for name, _ in buttons(own)] == ["topics", "topics", "share_topics"]
    public = render_topics(view, NAMES, EN, speak, private=False)
    assert "chess" not in texts(public)
    assert buttons(public) == []
    assert buttons(render_topics(topics_of(own=False), NAMES, EN, speak)) == []


@pytest.mark.parametrize(("measured", "key"), [(True, "none"), (False, "not_measured")])
def test_nothing_to_be_heard_on(measured: bool, key: str) -> None:
    """Says whether nothing is there or nothing is known yet."""
    view = topics_of(topics=(), wider=(), vouches=(), measured=measured)
    assert EN(f"topics.{key}") in texts(render_topics(view, NAMES, EN, speak))


def test_choosing_what_to_hide_or_remove() -> None:
    """One button each, hidden ones first; whoever has no name is *someone*."""
    view = topics_of(hidden=(TopicLine("chess", "chess", 0.0),))
    labels = [label for _, label in buttons(choose_topic(view, EN, speak))]
    assert labels == ["Show chess again", "Hide Tricot", "Hide tea", "Hide Making", "Back"]
    labels = [label for _, label in buttons(choose_vouch(view, NAMES, EN, speak))]
    assert labels[0] == "Remove Tricot: Member 2"
    assert labels[2] == "Remove Tricot: someone"
    empty = topics_of(topics=(), wider=(), vouches=())
    assert EN("vouch.none") in texts(choose_vouch(empty, NAMES, EN, speak))
    assert EN("topics.none") in texts(choose_topic(empty, EN, speak))


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ((2,), "Vouched for by Member 2."),
        ((2, 2, None), "Vouched for by Member 2 and 1 more."),
        ((None, None), "Vouched for by 2 people."),
        ((), ""),
    ],
)
def test_the_line_on_a_card(by: tuple[int | None, ...], words: str) -> None:
    """Names that can be said, once each, and how many there are besides."""
    given = [vouch(n, who, key=f"topic{n}") for n, who in enumerate(by)]
    assert vouch_line(given, NAMES, EN) == words


async def test_a_card_names_its_vouchers() -> None:
    """Below what the card says itself."""
    card = samples.card(vouches=(vouch(1, 3),))
    assert "Vouched for by Member 3." in texts(await render_card(card, NAMES, EN, NOW))


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
@pytest.mark.parametrize("named", [True, False])
def test_a_vouch_says_what_becomes_of_it(t: Translator, named: bool) -> None:
    """Whose name others read, that it is counted nowhere, how many are left; and a way back."""
    done = Vouched(subject(1), "knitting", given=True, left=2, named=named, vouch=7)
    made = render_vouched(done, NAMES, t, speak, by=9)
    assert t("vouch.shown" if named else "vouch.unnamed") in texts(made)
    assert t("vouch.left", n=2, day=3) in texts(made)
    assert buttons(made) == [("unvouch", t("vouch.take_back"))]
    back = Vouched(subject(1), "knitting", given=False, left=2)
    assert buttons(render_vouched(back, NAMES, t, speak, by=9)) == []


async def test_a_history_has_its_numbers_in_words() -> None:
    """First and last, highest and lowest, the change, some days, and the other periods."""
    made = await render_history(history(), NAMES, EN)
    said = texts(made)
    assert "Member 1: the score over three months" in said
    assert f"First **{EN.number(history().points[0].value, 1)}** · Jan 1, 2026" in said
    assert "Last **33.0** · Mar 31, 2026" in said
    assert said.count("\n- ") == 8
    assert len(made.files) == 1
    labels = [label for _, label in buttons(made)]
    assert labels == ["A week", "A month", "A year", "All time", "Show to everyone"]


async def test_a_history_of_one_day_needs_no_picture() -> None:
    """And one of none says what to do."""
    one = await render_history(history(days=1), NAMES, EN)
    assert one.files == ()
    assert "the only day so far" in texts(one)
    none = await render_history(history(points=()), NAMES, EN)
    assert EN("history.empty") in texts(none)
    assert "share_history" not in [name for name, _ in buttons(none)]


async def test_former_formulas_have_lines_of_their_own() -> None:
    """With the day of the change, and the promise that nothing is computed anew."""
    shown = history(former=(former(),), changed_at=NOW, span=Span.ALL)
    said = texts(await render_history(shown, NAMES, EN, pictures=False))
    assert "The formula changed on Nov 23, 2026" in said
    assert "- Formula 1: 30." in said
    assert EN("history.never_rewritten") in said


def test_a_board_of_a_topic_counts_people() -> None:
    """The title says the topic, one line says how, and changes are in people."""
    rows = tuple(
        BoardRow(n, subject(n), 30.0, change, people=20.0 / n)
        for n, change in ((1, 3.2), (2, None), (3, 0.2))
    )
    topic = samples.board(BoardKind.TOPIC, rows=rows, own=None, average=None)
    said = texts(render_board(topic, NAMES, EN))
    assert "Heard on \\*\\_" in said
    assert EN("board.by_people") in said
    assert "Member 1 · **about 20 people** · +3" in said
    assert "Member 2 · **about 10 people** · new" in said
    assert said.splitlines()[4].endswith("**about 7 people**")
    always = samples.board(BoardKind.TOPIC, period=Period.ALL, rows=rows[1:2], own=None)
    assert EN("board.new") not in texts(render_board(always, NAMES, EN))
