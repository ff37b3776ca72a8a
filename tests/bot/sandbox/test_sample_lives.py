"""Who lives in the sample community."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.sandbox.sample import lives
from bot.sandbox.sample.lives import LinkState, Member, Page, Phase, SampleCommunity


@pytest.fixture
def community() -> SampleCommunity:
    return lives.load()


def edited(old: str, new: str) -> SampleCommunity:
    text = files("bot.sandbox.sample").joinpath("lives.toml").read_text(encoding="utf-8")
    assert old in text
    raw = tomllib.loads(text.replace(old, new, 1))
    return TypeAdapter(SampleCommunity).validate_python(raw)


def states(community: SampleCommunity, key: str) -> list[LinkState]:
    return [account.state for account in community.member(key).accounts]


def test_the_size_of_the_community(community: SampleCommunity) -> None:
    """There are 25 members and two pages, each with a steward among the members."""
    assert len(community.members) == 25
    assert [page.steward for page in community.pages] == ["maud", "oscar"]
    assert [member.key for member in community.members if member.manager] == ["maud"]


def test_every_kind_of_consent_occurs(community: SampleCommunity) -> None:
    """Somebody is shown, only for themselves, hidden, opted out and not linked yet."""
    found = Counter(account.state for _, account in community.owned())
    assert set(found) == set(LinkState)
    assert states(community, "hugo") == [LinkState.HIDDEN]
    assert states(community, "zoe") == [LinkState.OPTED_OUT]
    assert states(community, "ravi") == [LinkState.ONLY_ME]
    assert states(community, "lucie") == [LinkState.UNLINKED]
    assert states(community, "sam") == []


def test_one_member_has_two_accounts(community: SampleCommunity) -> None:
    """Chloé's two accounts are hers alone and both shown."""
    assert states(community, "chloe") == [LinkState.SHOWN, LinkState.SHOWN]


def test_the_languages_and_alphabets(community: SampleCommunity) -> None:
    """Both languages are spoken, and names come with accents, in Greek and in Cyrillic."""
    names = "".join(member.name for member in community.members)
    assert {member.language for member in community.members} == {"en", "fr"}
    assert all(letter in names for letter in "éèëáÓÁκТ")


def test_everybody_is_introduced_in_both_languages(community: SampleCommunity) -> None:
    """Each story is one line, and the French one is not the English one."""
    everybody: tuple[Member | Page, ...] = (*community.members, *community.pages)
    for somebody in everybody:
        assert 20 < len(somebody.about.en) < 120, somebody.key
        assert 20 < len(somebody.about.fr) < 120, somebody.key
        assert somebody.about.en != somebody.about.fr


def test_ids_are_unique_and_stay(community: SampleCommunity) -> None:
    """Discord ids differ, fit 63 bits, and never change from one version to the next."""
    ids = [member.user_id for member in community.members]
    ids += [community.guild_id, *(channel.id for channel in community.channels)]
    assert len(set(ids)) == len(ids)
    assert all(2**53 < each < 2**63 for each in ids)
    assert community.member("maud").user_id == 156122344433559024


def test_the_channels(community: SampleCommunity) -> None:
    """The first channel is for talk, the last one for the weekly board."""
    assert community.talk.name == "harbour"
    assert community.weekly.name == "renown-weekly"


def test_a_stranger_is_no_member(community: SampleCommunity) -> None:
    """Asking for an unknown key is an error, not None."""
    with pytest.raises(LookupError):
        community.member("nobody")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('friends = ["bram"]', 'friends = ["ghost"]'),
        ('steward = "oscar"', 'steward = "ghost"'),
        ('handle = "pip"', 'handle = "bram"'),
        ('key = "pip"', 'key = "bram"'),
        ("end = 56, posts = 70", "end = 50, posts = 70"),
        ("people = 3.2", "people = 0"),
        ("created = 430", "created = 430\nmood = 1"),
        ('language = "fr"', 'language = "de"'),
    ],
)
def test_a_mistake_in_the_lives_is_refused(old: str, new: str) -> None:
    """Unknown friends and stewards, doubled names, gaps, zeros and stray keys are errors."""
    with pytest.raises(ValidationError):
        edited(old, new)


@given(
    low=st.floats(0.1, 1e4),
    high=st.floats(0.1, 1e4),
    start=st.integers(-365, 0),
    length=st.integers(1, 365),
    done=st.floats(0, 1),
)
def test_a_phase_moves_between_its_ends(
    low: float, high: float, start: int, length: int, done: float
) -> None:
    """People on any day of a phase lie between its first and its last figure."""
    phase = Phase(start=start, end=start + length, posts=1, people=low, people_end=high)
    assert phase.people_on(start) == pytest.approx(low)
    assert phase.people_on(start + length) == pytest.approx(high)
    between = phase.people_on(start + done * length)
    assert min(low, high) * 0.999 <= between <= max(low, high) * 1.001
