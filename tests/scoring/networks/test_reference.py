"""From what somebody types to an account."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.networks import bluesky, github
from scoring.networks.base import Declaration, NetworkClass
from scoring.networks.closed import CLOSED
from scoring.networks.reference import (
    AmbiguousHandleError,
    InvalidHandleError,
    NotUnderstoodError,
    Reference,
    UnclearReferenceError,
    UnknownNetworkError,
    parse_reference,
)

DECLARED = (bluesky.DECLARATION, github.DECLARATION, *CLOSED)
OTHER = Declaration("other", "Other", NetworkClass.SCORED, handle_pattern=r"[a-z]{2,9}")


def parse(text: str, *more: Declaration) -> Reference:
    on = ["bluesky", "github", *(one.name for one in more)]
    return parse_reference(text, (*DECLARED, *more), on=on)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("bluesky:ada.bsky.social", "bluesky:ada.bsky.social"),
        ("Bluesky: @Ada.Test ", "bluesky:ada.test"),
        ("@ada.bsky.social", "bluesky:ada.bsky.social"),
        ("ada.bsky.social", "bluesky:ada.bsky.social"),
        ("\u202aada.example.org\u202c", "bluesky:ada.example.org"),
        ("did:plc:77od4xb7qdun3eoqemkfoipg", "bluesky:did:plc:77od4xb7qdun3eoqemkfoipg"),
        ("bluesky:did:web:ada.example", "bluesky:did:web:ada.example"),
        ("https://bsky.app/profile/ada.test/post/3k2", "bluesky:ada.test"),
        ("<https://bsky.app/profile/did%3Aplc%3Aada>", "bluesky:did:plc:ada"),
        ("HTTPS://BSKY.APP/profile/Ada.Test?x=1", "bluesky:ada.test"),
        ("https://ada.bsky.social/", "bluesky:ada.bsky.social"),
        ("github:Octo-Cat", "github:octo-cat"),
        ("@octocat", "github:octocat"),
        ("github.com/octocat", "github:octocat"),
        ("https://github.com/octocat/Hello-World/issues?q=1", "github:octocat"),
        ("https://github.com/orgs/octo-org", "github:octo-org"),
        ("https://gist.github.com/octocat/abc", "github:octocat"),
        ("https://octocat.github.io/page", "github:octocat"),
        ("linkedin:ada", "linkedin:ada"),
        ("https://fr.linkedin.com/in/ada-l/", "linkedin:ada-l"),
        ("Google+:12345", "googleplus:12345"),
        ("https://www.reddit.com/user/ada/comments", "reddit:ada"),
        ("https://klout.com/#/ada", "klout:ada"),
    ],
)
def test_what_people_type(text: str, reference: str) -> None:
    """Prefixes, handles, ids and pasted URLs name one account."""
    found = parse(text)
    assert str(found) == reference
    assert parse(str(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "https://github.com/",
        "https://github.com/features",
        "https://github.com/login?x",
        "https://github.com@evil.example/octocat",
        "https://evil.example/github.com/octocat",
        "https://githubb.com/octocat",
        "@ada@mastodon.example",
        "ada lovelace",
        "@-",
    ],
)
def test_what_names_no_account(text: str) -> None:
    """Pages that are no profile, other hosts and sentences are not guessed at."""
    with pytest.raises(NotUnderstoodError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "bluesky:ada",
        "bluesky:-.test",
        "github:a--b",
        "github:ada.test",
        "github:12345",
        "github:a_b",
    ],
)
def test_handles_that_cannot_be(text: str) -> None:
    """A handle that its network would not allow is told with an example."""
    with pytest.raises(InvalidHandleError) as caught:
        parse(text)
    assert caught.value.data["example"]
    assert caught.value.data["network"] == text.partition(":")[0]


def test_a_network_that_nobody_knows() -> None:
    """Misspelt names come with those that were meant, closed ones are not offered."""
    with pytest.raises(UnknownNetworkError) as caught:
        parse("bleusky:ada.test")
    assert caught.value.data["close"] == ["bluesky"]
    assert caught.value.data["example"] == "bluesky:ada.test"
    assert caught.value.data["known"] == ["bluesky", "github"]


@pytest.mark.parametrize(
    ("text", "networks"), [("@ada", ["github", "other"]), ("ada", ["github", "other"])]
)
def test_a_handle_that_several_could_have(text: str, networks: list[str]) -> None:
    """Between several networks nobody guesses."""
    with pytest.raises(AmbiguousHandleError) as caught:
        parse(text, OTHER)
    assert caught.value.data["networks"] == networks
    assert caught.value.data["example"] == "github:ada"


def test_a_bare_word_is_not_guessed() -> None:
    """A word without @ may be a name of anything, even where one network only would take it."""
    with pytest.raises(AmbiguousHandleError):
        parse("ada")


def test_a_title_of_two_words_stands_in_front_too() -> None:
    """What a suggestion shows can be typed; a sentence with a colon is no network."""
    titled = replace(github.DECLARATION, title="Git Hub")
    assert str(parse_reference("Git Hub: octocat", [titled])) == "github:octocat"
    with pytest.raises(NotUnderstoodError):
        parse("so far: nothing")


def test_networks_that_are_off_take_no_bare_handle() -> None:
    """A handle alone is looked for on networks that are on; named, the others still parse."""
    with pytest.raises(NotUnderstoodError):
        parse_reference("@octocat", DECLARED, on=["bluesky"])
    found = parse_reference("github:octocat", DECLARED, on=["bluesky"])
    assert found == Reference("github", "octocat")


@given(st.text(max_size=400))
def test_no_text_surprises(text: str) -> None:
    """Any text names an account that its network could have, or fails in a declared way."""
    try:
        found = parse(text)
    except UnclearReferenceError:
        return
    declaration = next(one for one in DECLARED if one.name == found.network)
    assert re.fullmatch(declaration.handle_pattern, found.handle)


@given(st.from_regex(bluesky.DECLARATION.handle_pattern, fullmatch=True))
def test_every_bluesky_handle(handle: str) -> None:
    """Whatever is a handle or DID on Bluesky is found by prefix and by URL."""
    expected = Reference("bluesky", handle)
    assert parse(f"bluesky:{handle}") == expected
    assert parse(f"https://bsky.app/profile/{handle}") == expected


@given(st.from_regex(github.DECLARATION.handle_pattern, fullmatch=True))
def test_every_github_login(login: str) -> None:
    """Whatever is a login on GitHub is found by prefix, and with an @."""
    assert parse(f"github:{login}") == parse(f"@{login}") == Reference("github", login)


@given(st.sampled_from(DECLARED), st.text(max_size=60))
def test_parsing_twice_changes_nothing(declaration: Declaration, handle: str) -> None:
    """What a reference says of itself parses to the same reference."""
    try:
        found = parse(f"{declaration.name}:{handle}")
    except UnclearReferenceError:
        return
    assert parse(str(found)) == found
