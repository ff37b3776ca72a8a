"""What headers tell of limits, and when a budget is closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from scoring.networks.base import Allowance
from scoring.networks.budget import (
    FOR_MEMBERS,
    LONGEST,
    MOST_KEPT,
    Budget,
    Budgets,
    reset_at,
    retry_after,
    retry_at,
)
from tests.scoring.world import PURE

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
IN_A_MINUTE = NOW + timedelta(seconds=60)


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "60"},
        {"Retry-After": format_datetime(IN_A_MINUTE, usegmt=True)},
        {"x-ratelimit-reset": str(int(IN_A_MINUTE.timestamp()))},
        {"RateLimit-Reset": str(int(IN_A_MINUTE.timestamp()))},
        {"ratelimit-reset": "60"},
        {"x-rate-limit-reset": str(int(IN_A_MINUTE.timestamp()))},
        {"X-RateLimit-Reset": "2026-11-23T12:01:00.000000Z"},
        {"X-RateLimit-Reset": "2026-11-23T13:01:00+01:00"},
    ],
)
def test_every_form_of_reset_is_the_same_moment(headers: dict[str, str]) -> None:
    """Seconds, dates, epochs and ISO-8601 all mean in a minute."""
    assert retry_at(CIMultiDict(headers), NOW) == IN_A_MINUTE


def test_retry_after_goes_before_the_reset() -> None:
    """A host that says when to retry is taken at its word."""
    headers = CIMultiDict({"retry-after": "60", "x-ratelimit-reset": "7200"})
    assert retry_at(headers, NOW) == retry_after(headers, NOW) == IN_A_MINUTE
    assert reset_at(headers, NOW) == NOW + timedelta(hours=2)


@given(st.text(max_size=40))
def test_whatever_a_header_says_the_wait_is_bounded(text: str) -> None:
    """No header raises, and none closes a host for more than a day or into the past."""
    when = retry_at(CIMultiDict({"Retry-After": text}), NOW)
    assert when is None or NOW <= when <= NOW + LONGEST


@given(st.floats() | st.integers())
def test_numbers_of_any_size_are_bounded(number: float) -> None:
    """The same for every number, infinite ones and none at all included."""
    when = retry_at(CIMultiDict({"X-RateLimit-Reset": str(number)}), NOW)
    assert when is None or NOW <= when <= NOW + LONGEST


def told(remaining: int, limit: int = 100) -> CIMultiDict[str]:
    reset = str(int(IN_A_MINUTE.timestamp()))
    return CIMultiDict(
        {
            "ratelimit-limit": str(limit),
            "ratelimit-remaining": str(remaining),
            "ratelimit-reset": reset,
        }
    )


@pytest.mark.parametrize(("remaining", "closed"), [(100, False), (6, False), (5, True), (0, True)])
def test_five_percent_are_left_to_others(remaining: int, closed: bool) -> None:
    """A budget closes at a twentieth of its limit, until it starts anew."""
    budget = Budget()
    budget.learn(told(remaining), NOW)
    assert budget.closed_until(NOW) == (IN_A_MINUTE if closed else None)
    assert budget.closed_until(IN_A_MINUTE) is None


def test_requests_under_way_count_as_spent() -> None:
    """What was sent and not answered is no longer there to spend."""
    budget = Budget()
    budget.learn(told(10), NOW)
    assert budget.closed_until(NOW) is None
    budget.in_flight = 5
    assert budget.closed_until(NOW) == IN_A_MINUTE


def test_answers_without_figures_change_nothing() -> None:
    """A budget is only what its host said last."""
    budget = Budget()
    budget.learn(told(3), NOW)
    budget.learn(CIMultiDict({"ratelimit-remaining": "many"}), NOW)
    assert budget.closed_until(NOW) == IN_A_MINUTE


def test_one_budget_for_each_host_and_credential() -> None:
    """Credentials have budgets of their own, and are not kept in the open."""
    budgets = Budgets()
    own = budgets.of("a.example", "secret-token")
    assert own is budgets.of("a.example", "secret-token")
    assert own is not budgets.of("a.example", None)
    assert own is not budgets.of("b.example", "secret-token")
    own.learn(told(50), NOW)
    assert ("a.example", 50, 100) in budgets.left()
    assert "secret-token" not in repr(vars(budgets))


def test_the_background_leaves_a_part_to_members() -> None:
    """While a member may still ask, what nobody waits for does not."""
    budget = Budget()
    budget.learn(told(20), NOW)
    assert budget.closed_until(NOW, reserve=FOR_MEMBERS) == IN_A_MINUTE
    assert budget.closed_until(NOW) is None


def test_a_later_refusal_does_not_shorten_an_earlier_one() -> None:
    """A host that wants an hour gets it, whatever another answer says meanwhile."""
    budget = Budget()
    budget.block(NOW + timedelta(hours=1))
    budget.block(IN_A_MINUTE)
    assert budget.closed_until(IN_A_MINUTE) == NOW + timedelta(hours=1)


@PURE
@given(
    st.integers(1, 30),
    st.floats(0.5, 90),
    st.lists(st.tuples(st.floats(0, 40), st.floats(0, 5)), max_size=60),
)
def test_never_more_calls_than_allowed_in_any_window(
    calls: int, seconds: float, asked: list[tuple[float, float]]
) -> None:
    """Wherever between question and answer the host counts them, its windows hold."""
    budget, allowance, now = Budget(), Allowance(calls, seconds), NOW
    spans = []
    for pause, takes in asked:
        now += timedelta(seconds=pause)
        now = max(now, budget.closed_until(now, allowance) or now)
        assert budget.closed_until(now, allowance) is None
        sent, now = now, now + timedelta(seconds=takes)
        budget.note_answer(now)
        spans.append((sent, now))
    for number, (_, answered) in enumerate(spans):
        ends = answered + timedelta(seconds=seconds, microseconds=-10)
        assert sum(1 for sent, _ in spans[number:] if sent <= ends) <= calls + 1 - (calls > 1)


def test_an_allowance_counts_what_is_under_way() -> None:
    """Ten at once are ten calls, before any of them is answered."""
    budget, allowance = Budget(), Allowance(10, 60)
    budget.in_flight = 9
    assert budget.closed_until(NOW, allowance) == IN_A_MINUTE
    assert budget.closed_until(NOW) is None


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"X-App-Usage": '{"call_count":95,"total_time":3,"total_cputime":1}'}, 60),
        ({"x-app-usage": '{"call_count":1,"total_time":100}'}, 60),
        ({"X-App-Usage": '{"call_count":94}'}, None),
        (
            {
                "X-Business-Use-Case-Usage": '{"17": [{"type": "instagram", "call_count": 99, '
                '"estimated_time_to_regain_access": 7}]}'
            },
            7,
        ),
        ({"X-App-Usage": "soon"}, None),
        ({"X-App-Usage": '{"call_count": "99"}'}, None),
        ({"X-App-Usage": "[" * 100_000}, None),
    ],
)
def test_limits_told_as_percentages(headers: dict[str, str], until: int | None) -> None:
    """At 95 percent nothing more is sent, for as many minutes as the network says, or an hour."""
    budget = Budget()
    budget.learn(CIMultiDict(headers), NOW)
    expected = None if until is None else NOW + timedelta(minutes=until)
    assert budget.closed_until(NOW) == expected


def test_budgets_of_named_hosts_are_not_kept_for_ever() -> None:
    """Whoever names thousands of hosts fills no memory; what a host said is not forgotten."""
    budgets = Budgets()
    budgets.of("limited.example", None, NOW).block(IN_A_MINUTE)
    budgets.of("counted.example", None, NOW).closed_until(NOW, Allowance(10, 60))
    budgets.of("counted.example", None, NOW).note_answer(NOW)
    for number in range(3 * MOST_KEPT):
        budgets.of(f"{number}.example", None, NOW)
    hosts = {host for host, _, _ in budgets.left()}
    assert len(hosts) <= MOST_KEPT
    assert {"limited.example", "counted.example"} < hosts
