"""How accounts of X are written."""

from __future__ import annotations

import pytest

from scoring.networks.reference import Reference, UnclearReferenceError, parse_reference
from scoring.networks.x import DECLARATION


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("x:Ada_L", "ada_l"),
        ("X: @Ada_L", "ada_l"),
        ("https://x.com/Ada_L", "ada_l"),
        ("x.com/@ada_l", "ada_l"),
        ("https://twitter.com/ada_l/status/1293593516040269825?s=20", "ada_l"),
        ("https://mobile.twitter.com/ada_l", "ada_l"),
        ("https://m.x.com/ada_l/", "ada_l"),
        ("https://www.twitter.com/#!/ada_l", "ada_l"),
        ("https://twitter.com/ada_l?lang=fr#top", "ada_l"),
        ("https://x.com/home_of_ada", "home_of_ada"),
        ("https://x.com/1ada", "1ada"),
        ("https://twitter.com/intent/user?screen_name=ada_l", "ada_l"),
        ("https://x.com/intent/follow?a=b&screen_name=ada_l", "ada_l"),
        ("https://x.com/i/user/1072250532645998596", "1072250532645998596"),
    ],
)
def test_what_people_paste(text: str, handle: str) -> None:
    """Prefixes and every form of address name one account, of both names of the network."""
    assert parse_reference(text, [DECLARATION]) == Reference("x", handle)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/",
        "https://x.com/home",
        "https://x.com/i/flow/login",
        "https://x.com/search?q=ada",
        "https://netflix.com/ada",
        "https://x.com.evil.example/ada",
        "https://x.com/ada-l",
        "x:12345",
        "x:a_name_that_is_too_long",
    ],
)
def test_what_names_no_account(text: str) -> None:
    """Pages of the network, other hosts and impossible names are refused."""
    with pytest.raises(UnclearReferenceError):
        parse_reference(text, [DECLARATION])
