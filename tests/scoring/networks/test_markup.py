"""Words and links of profiles written in HTML."""

from __future__ import annotations

import pytest

from scoring.networks.markup import links, plain, words_and_links


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", ""),
        ("renown-1234", "renown-1234"),
        ("<p>renown-&#x31;234</p>", "renown-1234"),
        ("it&#x27;s <b>me</b><p>&lt;3", "it's  me  <3"),
        ("a < b > c", "a   c"),
        ("< unfinished", "< unfinished"),
    ],
)
def test_words(html: str, words: str) -> None:
    """Tags go, escapes are read, and words stay whole."""
    assert plain(html) == words


def test_links() -> None:
    """Links lead where they lead, whatever is shown of them, each once."""
    html = """<a href="https:&#x2F;&#x2F;a.example&#x2F;x" rel="me">https:&#x2F;&#x2F;a...</a>
    <a rel='nofollow' HREF='https://b.example/?x=1&amp;y=2'>b</a>
    <a href="https://b.example/?x=1&amp;y=2">
    """
    assert links(html) == ("https://a.example/x", "https://b.example/?x=1&y=2")
    assert words_and_links("<p></p>") == ()


@pytest.mark.parametrize("part", ["<", "<a href=", '<a href="', "&", "href='x"])
def test_hostile_markup(part: str) -> None:
    """A profile full of beginnings without an end is read in one go."""
    assert len(words_and_links(part * 100_000)) <= 2
