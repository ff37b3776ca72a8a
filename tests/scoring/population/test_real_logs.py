"""On real logs, where they are at hand: not measurably below the best baseline, calibrated."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from scoring.population.baselines import EVENTS
from scoring.population.evaluate import OURS, UNWEIGHED, cuts_spaced, judge
from scoring.population.log import Log
from scoring.population.rank import Rules
from scoring.population.summary import document
from scoring.population.view import DAY
from scoring.shipped import load_shipped
from tests.scoring.population.logs import NOW

pytestmark = pytest.mark.long
SHARED = Path(os.environ.get("RENOWN_SHARED", Path(__file__).parents[4] / "shared"))
CHAT = SHARED / "data" / "chat.tsv.gz"


@pytest.fixture(scope="module")
def chats() -> dict[str, Any]:
    """The judgement of the chats, four cuts per community."""
    if not CHAT.is_file():
        pytest.skip(f"{CHAT} is not here; point RENOWN_SHARED at the folder with data/")
    with Log(CHAT, NOW) as log:
        return document(judge(log, cuts_spaced(log, 28 * DAY), Rules(load_shipped()), 20))


@pytest.mark.parametrize("method", [OURS, UNWEIGHED])
def test_no_baseline_is_measurably_better(chats: dict[str, Any], method: str) -> None:
    """By no metric does the interval against the best baseline lie under zero."""
    gaps = chats["summary"]["against_best_baseline"][method]
    assert not [gap for gap in gaps if gap["measurably_below"]]


def test_ranges_hold_four_times_out_of_five(chats: dict[str, Any]) -> None:
    """The randomised coverage of cuts that the fit has not seen is 77 to 83 %."""
    assert 0.77 <= chats["coverage"][OURS]["randomised"] <= 0.83


def test_the_score_is_more_than_a_count(chats: dict[str, Any]) -> None:
    """The logarithm of events received explains less than 80 % of the score."""
    assert chats["r2"][f"log({EVENTS})"] < 0.80
