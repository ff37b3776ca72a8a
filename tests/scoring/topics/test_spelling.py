"""One topic, many spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.topics.spelling import _table, key_of, label_of, most_used, topic_id
from tests.scoring.world import PROMISED

ONE_TOPIC = [
    ("#OpenSource", "open-source", "Open Source", "open_source", "OPENSOURCE", "oss"),
    ("C++", "c++", "cpp"),
    ("C#", "c#", "csharp"),
    (".NET", "dotnet"),
    ("js", "JavaScript", "java-script"),
    ("k8s", "Kubernetes"),
    ("go", "golang"),
    ("py", "#Python", "python3"),
    ("map", "maps", "#Maps"),
    ("R&B", "rnb", "Rhythm and Blues"),
    ("Québec", "quebec", "QUEBEC"),
    ("ﬁlms", "film"),
    ("Straße", "strasse"),
]
APART = [
    ("news", "new"),
    ("windows", "window"),
    ("rails", "rail"),
    ("pandas", "panda"),
    ("C", "C++"),
    ("C", "C#"),
    ("java", "javascript"),
    ("ガス", "カス"),
    ("физика", "физик"),
]


@pytest.mark.parametrize("spellings", ONE_TOPIC, ids=lambda s: s[0])
def test_spellings_of_one_topic(spellings: tuple[str, ...]) -> None:
    """Case, accents, hashes, separators, plain plurals and aliases make no difference."""
    assert len({key_of(tag) for tag in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_topics_stay_apart(one: str, other: str) -> None:
    """What only looks alike is not brought together."""
    assert key_of(one) != key_of(other)


@PROMISED
@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(tag: str) -> None:
    """A key is its own key."""
    assert key_of(key_of(tag)) == key_of(tag)


@PROMISED
@given(st.text(st.characters(categories=("Lu", "Ll", "Nd")), min_size=1, max_size=20))
def test_words_are_never_lost(tag: str) -> None:
    """A tag with a letter or a digit in it is a topic; a hash before it changes nothing."""
    assert key_of(tag)
    assert key_of(f"#{tag}") == key_of(tag)


@pytest.mark.parametrize("tag", ["", "#", "  ", "###"])
def test_no_word_is_no_topic(tag: str) -> None:
    """Nothing is left of what has no word in it."""
    assert key_of(tag) == ""


def test_aliases_lead_to_their_topic_and_no_further() -> None:
    """Every alias has the key of its topic, and no topic is itself an alias."""
    listed = _table()["also"]
    assert isinstance(listed, dict)
    for topic, others in listed.items():
        assert {key_of(other) for other in others} == {key_of(topic)}
        assert key_of(key_of(topic)) == key_of(topic)
    keys = [key_of(topic) for topic in listed]
    assert len(set(keys)) == len(keys)


def test_the_most_used_spelling_is_read() -> None:
    """Most people decide; where that is even, the spelling with separate words."""
    assert most_used({"opensource": 3, "open source": 2}) == "opensource"
    assert most_used({"opensource": 2, "open source": 2}) == "open source"
    assert label_of("#open_source ") == "open source"
    assert len(label_of("x" * 500)) == 80
    assert len(key_of("x" * 500)) == 200


@PROMISED
@given(st.sets(st.text(max_size=200), max_size=20))
def test_ids_are_short_and_their_own(keys: set[str]) -> None:
    """Twenty-six plain letters for every topic, and never the same twice."""
    ids = {topic_id(key) for key in keys}
    assert len(ids) == len(keys)
    assert all(len(one) == 26 and one.isascii() and one.isalnum() for one in ids)
