"""Ontologies: read from CSV in the public form, however wrong, and never walked forever."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ConfigError
from scoring.topics import tables
from scoring.topics.ontology import Ontology, load_ontology, ontology_of
from scoring.topics.tables import Tables
from tests.scoring.world import PROMISED

EXAMPLE = Path(__file__).parents[3] / "docs" / "ontology.example.csv"
HUGE = 10_000_000_000_000_000_005  # the public ontology has ids beyond 64 bits
TOPICS = f"""topicId,topicSlug,topicDisplayName,wikiItemId
0,_ROOT_,root,
1,crafts,Crafts,Q1
{HUGE},wool-super,Wool,Q2
3,knitting,Knitting,Q3
"""
NAMES = f"""topicId,language,topicDisplayName
1,fr,Artisanat
{HUGE},fr,Laine
{HUGE},de,Wolle
3,fr,Tricot
"""
EDGES = f"""parentTopicId,parrentTopicSlug,childTopicId,childTopicSlug
0,_ROOT_,0,_ROOT_
0,_ROOT_,1,crafts
1,crafts,{HUGE},wool-super
{HUGE},wool-super,3,knitting
3,knitting,1,crafts
77,nowhere,3,knitting
"""


def folder(path: Path, **files: str) -> Path:
    """A folder with these CSV files."""
    for name, content in files.items():
        (path / f"{name}.csv").write_text(content, encoding="utf-8")
    return path


def test_three_files_in_the_public_form(tmp_path: Path) -> None:
    """Topics, names and edges; the root, a circle and an unknown parent do no harm."""
    found = load_ontology(folder(tmp_path, topics=TOPICS, names=NAMES, edges=EDGES))
    assert len(found) == 3
    for tag in ("knitting", "#Tricot", "KNITTING"):
        node = found.node(tag)
        assert node is not None
        assert (node.key, node.name("fr"), node.name("ja")) == ("knitting", "Tricot", "Knitting")
    assert set(found.above("knitting")) == {"woolsuper", "craft"}
    path = [node.name("fr") for node in found.path("knitting")]
    assert path[-3:] == ["Artisanat", "Laine", "Tricot"]


def test_one_file_has_it_all() -> None:
    """The example of the manual: names by language and parents as columns of one file."""
    found = load_ontology(EXAMPLE)
    node = found.node("laine")
    assert node is not None
    assert node.name("en") == "Wool"
    assert found.above(node.key)


def test_a_topic_without_names_reads_as_its_slug() -> None:
    """Better than nothing."""
    node = ontology_of(Tables({1: "film-noir"}, {}, {})).node("Film Noir")
    assert node is not None
    assert node.name("fr") == "film-noir"


def test_two_ids_of_one_topic_become_one() -> None:
    """With the names and the parents of both."""
    found = ontology_of(
        Tables(
            {1: "Jazz", 2: "jazz", 3: "music"}, {1: {"en": "Jazz"}, 2: {"fr": "Le jazz"}}, {2: [3]}
        )
    )
    node = found.node("jazz")
    assert node is not None
    assert (node.name("en"), node.name("fr"), node.parents) == ("Jazz", "Le jazz", ("music",))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,b\n1,2\n", "line 1: the columns have to be"),
        ("topicId,topicSlug\n1,jazz\nx,food\n", "line 3: topicid is no whole number"),
        ("topicId,topicSlug\n1,jazz\n2,\n", "line 3: topicslug is empty"),
        ("topicId,topicSlug\n1,jazz,more\n", "line 2: there are 3 columns, not 2"),
        ('topicId,topicSlug\n1,"jazz\n', "this is not CSV"),
        ("topicId,language,topicDisplayName\n1,fr,Jazz\n", "no file has the columns"),
        ("", "line 1: the columns have to be"),
        ("topicId,topicSlug,parentTopicId\n1,jazz,2|x\n", "line 2: parenttopicid is no whole"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path: Path, content: str, says: str) -> None:
    """One sentence that says where to look."""
    path = tmp_path / "topics.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_ontology(path)
    (problem,) = caught.value.problems
    assert says in problem
    assert problem.startswith(f"topics.ontology: {tmp_path}")


def test_what_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, an empty folder, another encoding, too large a file, too many rows."""
    latin = tmp_path / "latin" / "latin.csv"
    latin.parent.mkdir()
    latin.write_bytes("topicId,topicSlug\n1,caf\xe9\n".encode("latin-1"))
    (tmp_path / "empty").mkdir()
    large = folder(tmp_path / "latin", good="topicId,topicSlug\n1,a\n2,b\n") / "good.csv"
    for path, says in (
        (tmp_path / "missing.csv", "cannot be read"),
        (tmp_path / "empty", "no CSV file"),
        (latin, "not UTF-8"),
    ):
        with pytest.raises(ConfigError, match=says):
            load_ontology(path)
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    with pytest.raises(ConfigError, match="more than 1 rows"):
        load_ontology(large)
    monkeypatch.setattr(tables, "LARGEST", 3)
    with pytest.raises(ConfigError, match="larger than"):
        load_ontology(large)


@PROMISED
@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 12), max_size=4), max_size=10))
def test_climbing_ends(parents: dict[int, list[int]]) -> None:
    """Whatever belongs to what: everything above is found once, and never the topic itself."""
    found: Ontology = ontology_of(Tables({n: f"t{n}" for n in range(10)}, {}, parents))
    for n in range(10):
        above = found.above(f"t{n}")
        assert len(set(above)) == len(above)
        assert f"t{n}" not in above
        assert found.path(f"t{n}")[-1].key == f"t{n}"
        direct = {f"t{p}" for p in parents.get(n, ()) if p < 10 and p != n}
        assert direct <= set(above)
