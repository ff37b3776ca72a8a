"""S9: the points in `/why` as shown sum to the score exactly."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.scenarios.world import ADA, BEN, Town, score_in

SIGNED = re.compile(r"([+−±]\d+[.,]\d)")


def numbers(lines: list[str]) -> Decimal:
    """The sum of the signed points in some lines."""
    found = (SIGNED.search(line) for line in lines)
    written = (
        match[1].replace("−", "-").replace("±", "").replace(",", ".") for match in found if match
    )
    return sum((Decimal(text) for text in written), Decimal(0))


@pytest.mark.parametrize("people", [0.4, 3, 31.5, 77.7, 251, 640])
async def test_the_points_as_shown_sum_to_the_score_as_shown(town: Town, people: float) -> None:
    """Networks add up to the score, kinds to their network, in both languages."""
    await town.link(ADA, people=people)
    for locale, base in (("en-US", "10.0"), ("fr", "10,0")):
        card = (await town.at(ADA, locale).command("score")).text
        why = (await town.at(ADA, locale).command("why")).text
        lines = why.splitlines()
        networks = [line for line in lines if SIGNED.search(line) and not line.startswith("- ")]
        kinds = [line for line in lines if SIGNED.search(line) and line.startswith("- ")]
        score = Decimal(str(score_in(card)))
        assert f"**{base}**" in why
        assert 10 + numbers(networks) == score
        assert 10 + numbers(kinds) == score
        assert lines[0].rstrip("*").endswith(base[:0] + str(score).replace(".", base[2]))


async def test_two_accounts_are_one_sum(town: Town) -> None:
    """Linking one more account never lowers the score, and the sum still holds."""
    await town.link(ADA, people=60)
    before = score_in((await town.at(ADA).command("score")).text)
    await town.link(ADA, people=0, handle="quiet")
    await town.link(BEN, people=1)
    after = (await town.at(ADA).command("why")).text
    kinds = [line for line in after.splitlines() if line.startswith("- ") and SIGNED.search(line)]
    assert 10 + numbers(kinds) == Decimal(str(before))
    await town.link(ADA, people=40, handle="second")
    assert score_in((await town.at(ADA).command("score")).text) > before
