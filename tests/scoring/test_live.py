"""Reading an account that nobody linked: into memory, and as the store would fold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from scoring.evidence import Audience
from scoring.formula import measure
from scoring.live import audience_of, read_live
from scoring.networks.base import (
    Data,
    Failure,
    Gone,
    Kind,
    Limited,
    Outcome,
    Publication,
    Reaction,
    Reading,
    Temporary,
)
from scoring.store.keys import Keys
from tests.scoring.world import NOW, Town, ago, crowd, declared

LIMITED = Limited(NOW + timedelta(hours=1))
KEYS = Keys(b"tests")


async def read(*pages: Outcome[Reading], days: float = 900) -> Audience | Failure:
    town = Town(declared("town", Kind.LIKE))
    profile = town.settle("ada", created_at=ago(days))
    town.pages[profile.native_id] = list(pages)
    return await read_live(town, profile, NOW, keys=KEYS)


async def seen(*pages: Outcome[Reading]) -> Audience:
    found = await read(*pages)
    assert isinstance(found, Audience)
    return found


def people(found: Audience) -> float:
    measured = measure(found, NOW)
    assert measured is not None
    return measured.people


def page(days: float, *, complete: bool, fans: int = 3) -> Data[Reading]:
    return Data(replace(crowd(fans, ago(days), f"fan{days}"), complete=complete))


async def test_pages_become_one_audience() -> None:
    """Everyone on every page is counted; the reading was whole."""
    found = await seen(page(2, complete=False), page(9, complete=True))
    assert len(found.people) == 6
    assert len(found.publications) == 2
    assert not found.cut
    assert found.observed_from == ago(9)


async def test_a_publication_on_two_pages_is_read_once() -> None:
    """Pages that overlap count nothing twice: not the post, not its figures, not an act."""
    post, fans = crowd(3, ago(2)).publications, crowd(3, ago(2)).reactions
    post = (replace(post[0], unread={Kind.LIKE: 50}),)
    once = await seen(Data(Reading(post, fans, ago(2), complete=True)))
    twice = await seen(
        Data(Reading(post, fans, ago(2), complete=False)),
        Data(Reading(post, fans, ago(2), complete=True)),
    )
    assert twice == once


async def test_a_reading_without_its_end_is_cut() -> None:
    """The window is what was read, so that its rate is not shrunk."""
    found = await seen(page(2, complete=False), page(60, complete=False))
    assert found.cut
    assert found.observed_from == ago(60)


async def test_a_fault_on_a_later_page_cuts_the_reading() -> None:
    """What was read before counts; only its span is shorter."""
    found = await seen(page(2, complete=False), LIMITED)
    assert found.cut
    assert len(found.people) == 3


@pytest.mark.parametrize("fault", [LIMITED, Gone(), Temporary("down", reachable=False)])
async def test_a_fault_on_the_first_page_is_the_answer(fault: Failure) -> None:
    """Nothing was read, so nothing is measured."""
    assert await read(fault) == fault


async def test_ones_own_acts_are_not_counted() -> None:
    """Liking one's own posts reaches nobody."""
    own = Reaction("post", "town-ada", Kind.LIKE, ago(1))
    found = await seen(Data(Reading((Publication("post", ago(2)),), (own,), ago(2), complete=True)))
    assert found.people == []


async def test_a_network_without_reactions_measures_nothing() -> None:
    """Where no reaction could have been seen, an account is not measured there."""
    village = Town(declared("village"))
    profile = village.settle("ada", created_at=ago(900))
    found = await read_live(village, profile, NOW, keys=KEYS)
    assert isinstance(found, Audience)
    assert measure(found, NOW) is None


async def test_an_account_on_which_nobody_could_be_seen() -> None:
    """Where no page could have shown a reaction nothing is measured; one page is enough."""
    blind = Data(Reading((), (), ago(9), complete=True, observable=False))
    assert measure(await seen(blind), NOW) is None
    assert people(await seen(page(2, complete=False), blind)) > 0


async def test_a_year_of_favourites_is_not_now() -> None:
    """Undated acts on a first reading are as old as what they are about."""
    dated, undated = [], []
    for week in range(52):
        read = crowd(5, ago(7 * week), f"week{week}")
        dated.append(replace(read, complete=week == 51))
        bare = tuple(replace(r, at=None) for r in read.reactions)
        undated.append(replace(dated[-1], reactions=bare))
    first = people(await seen(*map(Data, undated)))
    assert first == pytest.approx(people(await seen(*map(Data, dated))))
    assert first < 25 < 52 * 5 * 0.6


@pytest.mark.parametrize("days", [[], [5.0], [400.0, 5.0]])
def test_an_account_without_a_birthday(days: Sequence[float]) -> None:
    """Where a network does not say it, an account is as old as its first publication."""
    profile = Town(declared("town")).settle("ada", created_at=None)
    posts = [Publication(str(day), ago(day)) for day in days]
    found = audience_of(profile, posts, (), reached=None, observable=True, now=NOW)
    assert found.created_at == found.observed_from == (ago(max(days)) if days else NOW)
