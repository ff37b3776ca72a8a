"""What the views say: everything that the pictures show, and what to do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Translator
from bot.ui import notice
from bot.ui.board import render_board
from bot.ui.card import breakdown, render_card
from bot.ui.check import render_check
from bot.ui.compare import render_comparison
from bot.ui.controls import Control, Place
from bot.ui.parts import Rendered, networks_of, points
from bot.ui.specimens import score
from bot.ui.weekly import Post, render_weekly
from bot.ui.why import render_why
from scoring.models import BoardKind, Card, Coverage, CoverageStatus, Margin, Period, SubjectKind
from scoring.networks.base import Kind
from tests.bot.ui import samples
from tests.bot.ui.samples import COMMUNITY, DUE, EN, FR, LANGUAGES, NOW, texts

NAMES = samples.names()
SHARES = st.lists(
    st.tuples(
        st.sampled_from(["bluesky", "github", "mastodon", "vimeo"]),
        st.sampled_from(list(Kind)),
        st.floats(0.001, 1.0),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda share: share[:2],
)


def buttons(made: Rendered) -> dict[str, Control]:
    """The controls of a view by their ids."""
    items = made.view.walk_children()
    return {item.custom_id: item for item in items if isinstance(item, Control)}


def names_of_buttons(made: Rendered) -> list[str]:
    """Which controls are there."""
    return [control.name for control in buttons(made).values()]


@given(st.floats(0.5, 1e6), SHARES)
def test_the_parts_of_a_card_make_the_score_as_shown(
    people: float, shares: list[tuple[str, Kind, float]]
) -> None:
    """Ten and the points by network, as they are written, add up to the number exactly."""
    whole = sum(weight for _, _, weight in shares)
    measured = score(people, tuple((n, k, w / whole) for n, k, w in shares))
    tenths = [round(gained * 10) for gained, _ in networks_of(measured).values()]
    assert 100 + sum(tenths) == round(measured.value * 10)
    lines = breakdown(measured, EN)
    for gained, _ in networks_of(measured).values():
        assert any(EN.signed(gained) in line for line in lines)
    assert points(measured.value, EN) in lines[-1]


@given(st.floats(0.5, 1e6), SHARES)
def test_the_parts_of_why_make_the_score_as_shown(
    people: float, shares: list[tuple[str, Kind, float]]
) -> None:
    """S9: what is written kind by kind adds up to the score, in tenths."""
    whole = sum(weight for _, _, weight in shares)
    measured = score(people, tuple((n, k, w / whole) for n, k, w in shares))
    made = render_why(samples.explanation(samples.card(score=measured)), NAMES, EN, NOW)
    kinds = [line for line in texts(made).splitlines() if line.startswith("- ")]
    gained = [line.split(" · ")[0].rpartition(" ")[2] for line in kinds]
    tenths = [round(float(g.replace("−", "-").replace("±", "")) * 10) for g in gained]
    assert 100 + sum(tenths) == round(measured.value * 10)


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
async def test_a_card_says_in_words_what_its_picture_shows(t: Translator) -> None:
    """Without the picture nothing is lost: every fact of it is text, and characters draw."""
    with_picture = await render_card(samples.card(), NAMES, t, NOW)
    without = await render_card(samples.card(), NAMES, t, NOW, pictures=False)
    assert (len(with_picture.files), len(without.files)) == (1, 0)
    said = texts(without)
    assert set(texts(with_picture).splitlines()) < set(said.splitlines())
    numbers = [t.number(value, 1) for value in (33.0, 3.6, 29.4, 30.2)]
    for words in (*numbers, "27–38", "Bluesky", t.signed(13.8), t.percent(0.76), "python", "▁"):
        assert words in said
    assert t("ui.uncalibrated") in said


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
@pytest.mark.parametrize("burst", [True, False])
async def test_a_card_says_when_a_burst_is_on(t: Translator, burst: bool) -> None:
    """A sentence under the number while only credible people count, and none otherwise."""
    card = samples.card(score=replace(score(20), burst=burst))
    said = texts(await render_card(card, NAMES, t, NOW, pictures=False))
    assert (t("ui.burst") in said) is burst


async def test_a_small_community_gets_no_average_and_no_percentile() -> None:
    """S7: where both are not given, the card has no word of them."""
    five = texts(await render_card(samples.card(), NAMES, EN, NOW, pictures=False))
    four = samples.card(average=None, percentile=None)
    said = texts(await render_card(four, NAMES, EN, NOW, pictures=False))
    assert "average" in five
    assert "Ahead of 76%" in five
    assert "average" not in said
    assert "Ahead of" not in said


@pytest.mark.parametrize(
    ("own", "status", "words"),
    [
        (True, CoverageStatus.WAITING, "Try again"),
        (True, CoverageStatus.GONE, "adds one more"),
        (False, CoverageStatus.GONE, "so far"),
    ],
)
async def test_not_measured_is_words_and_never_a_zero(
    own: bool, status: CoverageStatus, words: str
) -> None:
    """A card without a score has no number and no picture, and says what comes next."""
    nothing = samples.card(
        score=None, own=own, coverage=(Coverage("bluesky", "ada", status),), trend=()
    )
    made = await render_card(nothing, NAMES, EN, NOW)
    assert words in texts(made)
    assert "# 0" not in texts(made)
    assert "10.0" not in texts(made)
    assert made.files == ()


@pytest.mark.parametrize(
    ("own", "shown", "private", "stored", "expected"),
    [
        (True, True, True, True, ["why", "history", "share"]),
        (True, False, True, True, ["why", "history"]),
        (False, True, True, True, ["why", "history", "private"]),
        (True, True, False, True, ["why", "history"]),
        (False, False, True, False, []),
    ],
)
async def test_only_ones_own_shown_card_can_be_shown_to_everyone(
    own: bool, shown: bool, private: bool, stored: bool, expected: list[str]
) -> None:
    """*Show to everyone* is there in private, on one's own card, where one is shown; *Compare with
    me* on that of somebody else; a look-up has no buttons at all."""
    card = samples.card(own=own, shown=shown, stored=stored)
    made = await render_card(card, NAMES, EN, NOW, private=private, pictures=False)
    assert names_of_buttons(made) == expected


async def test_a_page_is_called_a_page() -> None:
    """A brand's card says that it is one."""
    page = samples.card(subject=samples.subject(50, SubjectKind.PAGE))
    made = await render_card(page, {}, FR, NOW, pictures=False)
    assert texts(made).startswith("### Page 50 · page")


@pytest.mark.parametrize(
    ("first", "words"),
    [(30.0, "Up 3.0 points over 89 days."), (33.2, "About level"), (40.0, "Down 7.0 points")],
)
async def test_the_trend_has_a_direction_beyond_half_a_point(first: float, words: str) -> None:
    """Up, down or level, with the days it covers."""
    trend = list(samples.card().trend)
    trend[0] = replace(trend[0], value=first)
    made = await render_card(samples.card(trend=tuple(trend)), NAMES, EN, NOW, pictures=False)
    assert words in texts(made)


async def test_an_old_measure_says_so() -> None:
    """After two days the age of the data becomes a warning."""
    fresh = samples.card()
    assert fresh.score
    for late, words in ((timedelta(hours=1), "Measured <t:"), (timedelta(days=3), "older")):
        now = fresh.score.measured_at + late
        assert words in texts(await render_card(fresh, NAMES, EN, now, pictures=False))


async def test_a_comparison_names_who_is_missing_in_one_way() -> None:
    """S3: for whoever there is no score to show, the words are the same."""
    found = samples.comparison(missing=(1,))
    made = await render_comparison(found, NAMES, EN, asked=["A", "Zed", "B"], pictures=False)
    assert "No score to show: Zed." in texts(made)
    made = await render_comparison(found, NAMES, EN, pictures=False)
    assert "For 1 of them there is no score to show." in texts(made)


async def test_a_comparison_speaks_of_the_margin() -> None:
    """Inside the margin scores are level; beyond it the difference has its meaning in people."""
    level = await render_comparison(samples.comparison(within_margin=True), NAMES, EN)
    beyond = await render_comparison(samples.comparison(), NAMES, EN)
    several = await render_comparison(samples.comparison((1.0, 20.0, 400.0)), NAMES, EN)
    alone = await render_comparison(samples.comparison((20.0,)), NAMES, EN)
    assert "read these scores as level" in texts(level)
    assert "Member 2 is ahead by 13.0 points" in texts(beyond)
    assert "20 times as many people" in texts(beyond)
    assert "From first to last it is 25.6 points" in texts(several)
    assert "needs two scores" in texts(alone)


async def test_a_comparison_without_anybody_is_still_an_answer() -> None:
    """No card at all: the sentence stands alone, without a picture."""
    empty = samples.comparison(cards=(), networks=(), topics=(), missing=(0, 1))
    made = await render_comparison(empty, NAMES, EN)
    assert "needs two scores" in texts(made)
    assert made.files == ()


def test_a_board_has_medals_with_numbers_and_the_own_line() -> None:
    """Places are numbers first; the asker's own line is there wherever they stand."""
    said = texts(render_board(samples.board(), NAMES, EN))
    assert "🥇 **1.** Member 1 · **59.0** · ▲ 1.2" in said
    assert "**4.** Member 4" in said
    assert said.index("**14.** Member 14") > said.index("Your line")


def test_a_board_of_rises_puts_the_rise_first() -> None:
    """Sorted by rise, the rise is the bold number."""
    said = texts(render_board(samples.board(BoardKind.RISE), NAMES, EN))
    assert "**▲ 1.2** to 59.0" in said


def test_all_time_has_no_newcomers() -> None:
    """Over all time no change is known, and nobody is called new for it."""
    rows = (samples.board_row(1, None),)
    said = texts(render_board(samples.board(rows=rows, period=Period.ALL), NAMES, EN))
    assert EN("board.new") not in said


@pytest.mark.parametrize("kind", BoardKind)
def test_an_empty_board_says_what_to_do_next(kind: BoardKind) -> None:
    """No rows, no own line: one sentence each, the way to other boards, and a way in."""
    empty = samples.board(kind, rows=(), own=None, pages=1, total=0, average=None)
    made = render_board(empty, NAMES, EN)
    assert EN(f"board.empty_{kind}", link="", topic="").split("{")[0][:20] in texts(made)
    assert ("link" in names_of_buttons(made)) == (kind is BoardKind.SCORE)
    ways = [one.state["way"] for one in buttons(made).values() if one.name != "link"]
    assert set(ways) <= {"kind", "period"}


@pytest.mark.parametrize(("page", "disabled"), [(0, [True, True, False]), (2, [False, True, True])])
def test_paging_stops_at_both_ends(page: int, disabled: list[bool]) -> None:
    """The arrows lead one page on, and nowhere at the ends."""
    made = render_board(samples.board(page=page), NAMES, EN)
    paging = [c for c in buttons(made).values() if c.state["way"] not in ("kind", "period")]
    assert [control.item.disabled for control in paging] == [*disabled, False]
    assert f"r1:board:score:week:{min(2, page + 1)}:next" in buttons(made)
    assert f"r1:board:score:week:{max(0, page - 1)}:back" in buttons(made)


def test_around_me_needs_an_own_line() -> None:
    """Who is not on the board has nothing around them."""
    made = render_board(samples.board(own=None), NAMES, EN)
    assert buttons(made)["r1:board:score:week:0:around"].item.disabled


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sampled": True}, "estimated from a sample"),
        ({"totals_only": True}, "only totals"),
        ({"burst": True}, "only credible ones count"),
        ({"weighed": 100, "credibility": 0.874}, "count at 87% on average"),
        ({"provisional": True, "ever": 2}, "only 2 people were ever seen"),
        ({"provisional": True, "ever": 0}, "nobody was seen"),
        ({"provisional": True, "observed_days": 9.0}, "less than four weeks"),
        ({"voice": 12.0}, "12 publications"),
        ({}, "Uncalibrated"),
        ({}, "Networks add up"),
        ({}, "40 would take about 100 people"),
        ({}, "Viadeo (camille): no data is offered."),
    ],
)
def test_why_tells_what_limits_the_number(changes: dict[str, object], words: str) -> None:
    """Each doubt has its sentence."""
    card = samples.card()
    assert card.score
    doubtful = replace(card, score=replace(card.score, **changes))  # type: ignore[arg-type]
    assert words in texts(render_why(samples.explanation(doubtful), NAMES, EN, NOW))


def test_why_without_doubts_does_not_invent_any() -> None:
    """A calibrated score from one network, a year observed: none of those sentences."""
    measured = replace(
        score(20, (("bluesky", Kind.LIKE, 1.0),)), calibrated=True, observed_days=400.0
    )
    said = texts(render_why(samples.explanation(samples.card(score=measured)), NAMES, EN, NOW))
    for words in ("Uncalibrated", "Networks add up", "narrows", "sample", "totals"):
        assert words not in said


def test_why_without_a_score_says_what_is_known() -> None:
    """Nothing to explain yet: the coverage stands for it."""
    card: Card = samples.card(score=None)
    said = texts(render_why(samples.explanation(card), NAMES, EN, NOW))
    assert "no score to explain yet" in said
    assert "Viadeo" in said


@pytest.mark.parametrize("verdict", Margin)
@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
def test_every_check_says_what_it_is_not_for(verdict: Margin, t: Translator) -> None:
    """S2: verdict, reasons, range, and the sentence on decisions, whatever the answer."""
    said = texts(render_check(samples.check(verdict), t, user=5))
    assert t(f"check.{verdict}", minimum="35") in said
    assert t(f"check.reason_{verdict}", minimum="35") in said
    assert t("check.not_for") in said
    assert "27–38" in said


def test_a_shared_check_names_whose_it_is_and_has_no_button() -> None:
    """Private: a button for the asker alone. Public: a name, no button."""
    private = render_check(samples.check(), EN, user=5)
    public = render_check(samples.check(), EN, user=5, name="A*", private=False)
    assert list(buttons(private)) == ["r1:private:why:0", "r1:share_check:35:5"]
    assert buttons(public) == {}
    assert "A\\*" in texts(public)


async def weekly_text(**changes: object) -> str:
    """A weekly post in English, without its picture."""
    board = samples.weekly(**changes)
    return texts(await render_weekly(board, NAMES, EN, DUE, COMMUNITY, pictures=False))


async def test_the_weekly_post_begins_with_the_rises() -> None:
    """Rises, then the highest, who is new, pages, average; all by name, in this order."""
    said = await weekly_text()
    order = ["Rose the most", "Member 20", "Highest", "Member 1 ", "New here", "Pages", "38.4"]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert "+0.3 in a week" in said


@pytest.mark.parametrize(
    ("minutes", "post", "late"),
    [(59, Post.DUE, False), (61, Post.DUE, True), (61, Post.NOW, False), (61, Post.PREVIEW, False)],
)
async def test_a_late_post_says_for_which_week_it_stands(
    minutes: int, post: Post, late: bool
) -> None:
    """S10: more than an hour after its hour, in the community's zone and language."""
    now = DUE + timedelta(minutes=minutes)
    made = await render_weekly(
        samples.weekly(), NAMES, FR, now, COMMUNITY, post=post, pictures=False
    )
    assert ("lundi 23 novembre 2026, 09:00" in texts(made)) is late
    assert "Semaine 48 · 23 novembre 2026" in texts(made)


@pytest.mark.parametrize("post", Post)
async def test_how_a_post_came_to_be_is_in_its_words_and_its_button(post: Post) -> None:
    """A preview or a post by hand is labelled, and is never taken for the week's own."""
    made = await render_weekly(samples.weekly(), NAMES, EN, DUE, COMMUNITY, post=post)
    labels = {Post.PREVIEW: "A preview", Post.NOW: "Posted by hand"}
    assert [words in texts(made) for words in labels.values()] == [post is p for p in labels]
    weeks_own = Place.id_for(community=COMMUNITY.id, week="2026-W48", post=Post.DUE)
    assert (weeks_own in buttons(made)) is (post is Post.DUE)


async def test_a_community_of_four_has_no_average_and_no_chart() -> None:
    """S7: without an average there is no histogram either."""
    board = samples.weekly(average=None, average_change=None, shown=4)
    made = await render_weekly(board, NAMES, EN, DUE, COMMUNITY)
    assert made.files == ()
    assert "average" not in texts(made)


async def test_a_quiet_week_is_still_a_board() -> None:
    """No rises is said in words; nobody at all says what to do."""
    assert "Nobody rose" in await weekly_text(rises=())
    nobody = await weekly_text(rises=(), top=(), newcomers=(), pages=(), average=None, shown=0)
    assert "the next board begins with you" in nobody
    assert "Nobody rose" not in nobody


@pytest.mark.parametrize("make", [notice.info, notice.success, notice.problem])
def test_a_notice_is_its_sentence(make: object) -> None:
    """Plain words, in one container, with a mark that is more than a colour."""
    made = make("Done.")  # type: ignore[operator]
    assert texts(made).endswith("Done.")
    assert len(list(made.view.children)) == 1
    assert isinstance(made.view.children[0], ui.Container)
