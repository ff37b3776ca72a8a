"""The journal of erasures: append-only, durable, and readable after a crash."""

from __future__ import annotations

import stat
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scoring.journal import Act, Entry, Journal, entry
from tests.scoring.world import NOW, STORED

ENTRIES = st.builds(
    Entry,
    st.sampled_from(list(Act)),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(0, 2**33),
    st.none() | st.integers(0, 2**63),
    st.none() | st.integers(-(2**63), 2**63 - 1),
)


def test_a_journal_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """The first wish makes it."""
    journal = Journal(tmp_path / "none")
    assert (journal.length(), journal.after(0)) == (0, [])


@STORED
@given(st.lists(ENTRIES, max_size=6), st.integers(0, 6))
def test_wishes_come_back_as_they_were_written(
    tmp_path_factory: object, wishes: list[Entry], position: int
) -> None:
    """In their order, from any position on."""
    path = Path(tmp_path_factory.mktemp("journal")) / "keys" / "journal"  # type: ignore[attr-defined]
    lengths = [Journal(path).append(wish) for wish in wishes]
    assert lengths == list(range(1, len(wishes) + 1))
    assert Journal(path).after(position) == wishes[position:]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    """It tells who wished what, if only by keyed hash."""
    path = tmp_path / "journal"
    Journal(path).append(entry(Act.HIDE, 7, NOW, community=3))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_torn_last_line_was_never_promised(tmp_path: Path) -> None:
    """A crash in the middle of a line: it does not count, and the next wish is whole."""
    path = tmp_path / "journal"
    journal = Journal(path)
    first, second = entry(Act.ERASE, 7, NOW), entry(Act.HIDE, 8, NOW, community=3)
    journal.append(first)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"act": "erase", "wh')
    assert (journal.length(), journal.after(0)) == (1, [first])
    length = journal.append(second)
    assert journal.after(0) == [first, second]
    assert journal.after(length) == []
    assert journal.after(1) == [second]
