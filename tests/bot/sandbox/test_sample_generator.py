"""The evidence of the sample community, and the stories that it must tell."""

from __future__ import annotations

import hashlib
import math
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.sample import lives
from bot.sandbox.sample.generator import SampleEvidence, generate, poisson
from bot.sandbox.sample.lives import LinkState
from scoring.formula import people_to_score

START = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
DAY0 = lives.midnight(START)
OWNED = tuple(lives.load().owned())
ACCOUNTS = {account.handle: account for _, account in OWNED}
HANDLES = sorted(ACCOUNTS)
FOUR_WEEKS = timedelta(days=28)
GOLDEN = "818c1389f0ae213c"


@cache
def evidence(handle: str) -> SampleEvidence:
    return generate(ACCOUNTS[handle], START)


def after(days: float) -> datetime:
    return DAY0 + timedelta(days=days)


def dated(handle: str) -> list[tuple[datetime, str]]:
    return [(act.at, act.actor) for act in evidence(handle).reactions if act.at is not None]


def different_people(handle: str, day: float) -> int:
    """Who acted in the four weeks before `day`."""
    return len({who for at, who in dated(handle) if after(day) - FOUR_WEEKS <= at < after(day)})


def published(handle: str, day: float) -> int:
    """How much was published in the four weeks before `day`."""
    times = [item.at for item in evidence(handle).publications]
    return sum(after(day) - FOUR_WEEKS <= at < after(day) for at in times)


def people(handle: str, day: float) -> float:
    """M by the first formula: D_30 in people per four weeks, held back while young."""
    last = {who: at for at, who in dated(handle) if at <= after(day)}
    days = [(after(day) - at) / timedelta(days=1) for at in last.values()]
    decayed = sum(2 ** (-age / 30) for age in days)
    young = (after(day) - ACCOUNTS[handle].created_at(START)) / FOUR_WEEKS
    return decayed * 28 * math.log(2) / 30 * min(1.0, young)


def score(handle: str, day: float = 0.5) -> float:
    return people_to_score(people(handle, day))


def digest() -> str:
    """Every publication and reaction of everybody, as one number."""
    total = hashlib.sha256()
    for handle in HANDLES:
        for item in evidence(handle).publications:
            total.update(f"{item.native_id} {item.at} {item.topics}\n".encode())
        for act in evidence(handle).reactions:
            total.update(f"{act.publication} {act.actor} {act.kind} {act.at}\n".encode())
    return total.hexdigest()[:16]


def test_the_evidence_is_the_same_everywhere() -> None:
    """One seed and one day give the same evidence on every machine and Python version."""
    assert digest() == GOLDEN


@given(
    minutes=st.integers(0, 1439),
    hours=st.integers(-12, 14),
    handle=st.sampled_from(["pip", "oscar", "theo.launch"]),
)
@settings(max_examples=12)
def test_the_hour_of_the_start_does_not_matter(minutes: int, hours: int, handle: str) -> None:
    """Two starts on one day (UTC) give the same evidence, told in whatever zone."""
    start = (DAY0 + timedelta(minutes=minutes)).astimezone(timezone(timedelta(hours=hours)))
    assert generate(ACCOUNTS[handle], start) == evidence(handle)


def test_another_day_moves_everything() -> None:
    """A sandbox started nine days later has the same lives, nine days later."""
    later = generate(ACCOUNTS["pip"], START + timedelta(days=9))
    moved = [item.at - timedelta(days=9) for item in later.publications]
    assert moved == [item.at for item in evidence("pip").publications]


def test_another_seed_is_another_year() -> None:
    """The seed decides, not the process."""
    assert generate(ACCOUNTS["pip"], START, "another") != evidence("pip")


def test_the_whole_stays_small() -> None:
    """A newcomer's first start reads some ten thousand rows, not a million."""
    assert sum(len(evidence(handle).reactions) for handle in HANDLES) < 28_000
    assert sum(len(evidence(handle).publications) for handle in HANDLES) < 8_000


@pytest.mark.parametrize("handle", HANDLES)
def test_evidence_is_sound(handle: str) -> None:
    """Ids are unique, acts follow their publication, nobody does the same thing twice, all
    lies between the account's creation and eight weeks ahead."""
    found, account = evidence(handle), ACCOUNTS[handle]
    posts = {item.native_id: item for item in found.publications}
    acts = [(act.publication, act.actor, act.kind) for act in found.reactions]
    times = [at for at, _ in dated(handle)]
    assert len(posts) == len(found.publications)
    assert len(set(acts)) == len(acts) == len(times)
    assert times == sorted(times)
    assert times[-1] < after(lives.DAYS_AHEAD)
    assert found.publications[0].at >= max(account.created_at(START), after(-lives.DAYS_BEFORE))
    for act, at in zip(found.reactions, times, strict=True):
        assert at > posts[act.publication].at
        assert act.topics == posts[act.publication].topics
        assert act.kind in account.kinds
    assert all(set(item.topics) <= set(account.topics) for item in found.publications)


@pytest.mark.parametrize("handle", HANDLES)
def test_as_many_different_people_as_declared(handle: str) -> None:
    """In four weeks about as many different people act as the life says."""
    account = ACCOUNTS[handle]
    for day in (-28, 0, 28, 56):
        if day - 28 < account.first_day:
            continue
        window = range(day - 28, day)
        told = sum(account.phase_on(each).people_on(each + 0.5) for each in window) / 28
        told += sum(m.people for m in account.moments if day - 28 <= m.day < day - 5)
        open_end = sum(m.people for m in account.moments if day - 35 <= m.day < day - 28)
        open_end += sum(m.people for m in account.moments if day - 5 <= m.day < day)
        margin = 4 * math.sqrt(told) + 0.05 * told
        assert told - margin <= different_people(handle, day) <= told + margin + open_end


def test_shown_members_are_spread_over_the_scale() -> None:
    """A board of the sample community is interesting: from the twenties to about fifty."""
    totals: dict[str, float] = {}
    for owner, account in OWNED:
        if account.state is LinkState.SHOWN:
            totals[owner.key] = totals.get(owner.key, 0.0) + people(account.handle, 0.5)
    scores = sorted(people_to_score(total) for total in totals.values())
    assert scores[0] < 26
    assert scores[-1] > 49
    assert len({round(each) for each in scores}) >= 15


def test_the_rising_newcomer() -> None:
    """Noor came nine weeks ago and goes on rising through the weeks ahead."""
    assert ACCOUNTS["noor.stitches"].created == 63
    rising = [score("noor.stitches", day) for day in (-40, -14, 0, 28, 55)]
    assert rising == sorted(rising)
    assert rising[-1] - rising[0] > 15


def test_loud_and_little_heard_below_the_quiet_expert() -> None:
    """Bram publishes all day for about 27 points, Aiko twice a month for about 44."""
    for day in (0.5, 14, 28, 42):
        assert published("bram", day) > 200
        assert 24.5 < score("bram", day) < 29
        assert published("aiko", day) <= 5
        assert 43 < score("aiko", day) < 45


def test_the_burst() -> None:
    """Théo's account is four days old; of about 120 people most act on nobody else."""
    others = {who for handle in HANDLES if handle != "theo.launch" for _, who in dated(handle)}
    came = {who for at, who in dated("theo.launch") if at < DAY0}
    assert ACCOUNTS["theo.launch"].created == 4
    assert 95 < len(came) < 145
    assert 0.7 < len(came - others) / len(came) < 0.9


def test_most_people_in_town_act_on_several_accounts() -> None:
    """Outside the burst hardly anybody acts on one account only."""
    met: dict[str, set[str]] = {}
    for handle in set(HANDLES) - {"theo.launch"}:
        for _, who in dated(handle):
            met.setdefault(who, set()).add(handle)
    once = sum(len(handles) == 1 for handles in met.values())
    assert once / len(met) < 0.1


def test_steady_declining_and_back_from_a_break() -> None:
    """Eleni stands still, Sólveig falls, Youssef was gone and is back."""
    assert abs(score("eleni", -60) - score("eleni", 0)) < 1.5
    assert score("solveig", -200) > score("solveig", 0) + 3 > score("solveig", 55) + 5
    assert published("youssef", -40) == 0
    assert score("youssef", -190) > score("youssef", -25) + 8
    assert score("youssef", 14) > score("youssef", -25) + 8


def test_the_very_small_one() -> None:
    """Three people a month act on Pip."""
    assert 23 < score("pip") < 26


def test_members_act_on_each_other() -> None:
    """Friends who are named in a life are found among those who act on it."""
    for handle in HANDLES:
        actors = {who for _, who in dated(handle)}
        known = {lives.native_id(friend) for friend in ACCOUNTS[handle].friends}
        assert known & actors or not known


@pytest.mark.parametrize("week", range(9))
def test_life_goes_on_ahead(week: int) -> None:
    """In every week up to eight ahead at least two members rise beyond the margin."""
    end = 7 * week
    members = {handle for handle in HANDLES if people(handle, end - 7) >= 5}
    rose = [h for h in members if people(h, end) > 1.8 * people(h, end - 7)]
    assert len(rose) >= 2


@given(mean=st.floats(0.01, 80), seed=st.integers(0, 10**6))
@settings(max_examples=40)
def test_poisson_counts_have_their_mean(mean: float, seed: int) -> None:
    """The average of many counts lies within six standard errors of the mean."""
    rng = Random(seed)  # noqa: S311 - no secret is made here
    counts = [poisson(mean, rng.random) for _ in range(300)]
    assert abs(sum(counts) / 300 - mean) < 6 * math.sqrt(mean / 300) + 0.05
