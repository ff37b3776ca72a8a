"""Topics of an audience: people counted once, under every topic they acted on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.evidence import Person
from scoring.formula import measure
from scoring.models import Branch
from scoring.scores import heard_on, snapshot_of
from scoring.topics import Topics, key_of
from scoring.topics.ontology import ontology_of
from scoring.topics.tables import Tables
from tests.scoring.world import NOW, PROMISED, ago, audience, fact, person

AT = ago(1).timestamp()
ONTOLOGY = ontology_of(
    Tables(
        {1: "arts", 2: "music", 3: "jazz", 4: "film"},
        {2: {"en": "Music", "fr": "Musique"}, 3: {"fr": "Le jazz"}},
        {2: [1], 3: [2], 4: [1]},
    )
)
TAGS = st.sampled_from(["jazz", "#Jazz", "Musique", "film", "films", "Open Source", "open-source"])
HEARD = st.lists(st.tuples(TAGS, st.integers(0, 5)), max_size=30, unique=True)


def who(mark: int) -> Person:
    """Somebody who can be recognised."""
    return Person(AT, AT, {}, mark=mark)


def test_two_spellings_of_one_person_are_one() -> None:
    """Ada likes #OpenSource and open-source: one person, under the spelling most used."""
    topics = [("open-source", who(1)), ("#OpenSource", who(1)), ("open-source", who(2))]
    found = Topics().sort(audience(topics=topics))
    assert [(t, p.mark) for t, p in found.topics] == [("open-source", 1), ("open-source", 2)]


def test_children_of_one_topic_count_a_person_once() -> None:
    """Whoever acted on jazz and on film is one person for the arts."""
    topics = [("jazz", who(1)), ("film", who(1)), ("Musique", who(2)), ("chess", who(3))]
    found = Topics(ONTOLOGY).sort(audience(topics=topics))
    assert {p.mark for p in found.wider["arts"].people} == {1, 2}
    assert set(found.wider["arts"].of) == {"jazz", "film", "music"}
    assert {p.mark for p in found.wider["music"].people} == {1, 2}
    measured = measure(found, NOW)
    assert measured is not None
    assert measured.wider["arts"].people == pytest.approx(2 * measured.topics["jazz"])


@PROMISED
@given(HEARD)
def test_sorting_loses_no_topic(heard: list[tuple[str, int]]) -> None:
    """Every tag with a word in it is there under its topic, and everybody under each of theirs."""
    room = Topics(ONTOLOGY)
    found = room.sort(audience(topics=[(tag, who(n)) for tag, n in heard]))
    before = {(room.key(tag), n) for tag, n in heard}
    after = [(room.key(tag), p.mark) for tag, p in found.topics]
    assert set(after) == before
    assert len(after) == len(before)
    for slug, wider in found.wider.items():
        below = {n for key, n in before if key_of(slug) in (key, *ONTOLOGY.above(key))}
        assert {p.mark for p in wider.people} == below
        assert len(wider.people) == len(below)


@PROMISED
@given(HEARD)
def test_sorting_twice_is_sorting_once(heard: list[tuple[str, int]]) -> None:
    """Topics that were sorted are topics."""
    room = Topics(ONTOLOGY)
    once = room.sort(audience(topics=[(tag, who(n)) for tag, n in heard]))
    again = room.sort(once)
    assert sorted(once.topics, key=str) == sorted(again.topics, key=str)
    assert set(once.wider) == set(again.wider)


def test_topics_never_enter_the_score() -> None:
    """With an ontology, without one, or without any topic: the same people."""
    people = [person(n) for n in range(1, 9)]
    plain = audience(*people)
    tagged = audience(*people, topics=[("jazz", who(1)), ("film", who(2))])
    found = [measure(a, NOW) for a in (plain, tagged, Topics(ONTOLOGY).sort(tagged))]
    assert len({m.people for m in found if m}) == 1


def test_old_facts_keep_their_spellings_and_are_read_as_one() -> None:
    """In one account the larger spelling counts, since who acted on both is not known; accounts
    add up."""
    facts = [
        fact(9.0, topics={"open-source": 4.0, "opensource": 3.0, "maps": 1.0}),
        fact(9.0, account=2, topics={"Open Source": 5.0}),
    ]
    found = heard_on(facts)
    assert [(t.label, t.people) for t in found.topics] == [("Open Source", 9.0), ("maps", 1.0)]


def test_what_is_hidden_leaves_no_trace_above_or_below() -> None:
    """A hidden topic takes its children along, and a parent that would tell of it alone."""
    wider = {"arts": Branch(9.0, ("jazz", "film")), "music": Branch(5.0, ("jazz",))}
    facts = [fact(9.0, topics={"jazz": 5.0, "film": 4.0, "chess": 1.0}, wider=wider)]
    shown = heard_on(facts)
    assert [t.key for t in shown.every] == ["jazz", "film", "chess", "art", "music"]
    assert [t.key for t in heard_on(facts, ["jazz"]).every] == ["film", "chess", "art"]
    assert [t.key for t in heard_on(facts, ["art"]).every] == ["chess"]
    assert [t.key for t in heard_on(facts, ["music"]).every] == ["film", "chess", "art"]


def test_words_in_the_readers_language() -> None:
    """By language, else English, else the slug; with one way down to it."""
    room = Topics(ONTOLOGY)
    assert room.word("#jazz", "fr").name == "Le jazz"
    assert room.word("jazz", "fr").path == ("arts", "Musique")
    assert room.word("#Knitting", "fr").name == "Knitting"
    assert room.answers("jazz", "le ja", "fr")
    assert not room.answers("jazz", "knit", "fr")


def test_a_measurement_keeps_what_topics_belong_to() -> None:
    """From evidence to the fact."""
    sorted_ = Topics(ONTOLOGY).sort(audience(person(1), topics=[("jazz", who(1))]))
    taken = snapshot_of(3, measure(sorted_, NOW), NOW)
    assert taken.wider["music"].of == ("jazz",)
