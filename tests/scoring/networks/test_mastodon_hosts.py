"""Which names can be an instance, and who may be sent a token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ConfigError
from scoring.networks.mastodon_hosts import (
    Address,
    Instances,
    address,
    host_of,
    instance_name,
    parse_tokens,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("social.example", "social.example"),
        ("Social.Example.", "social.example"),
        ("s\uff4fcial.example", "social.example"),
        ("büro.example", "xn--bro-hoa.example"),
        ("xn--bro-hoa.example", "xn--bro-hoa.example"),
        ("мир.example", "xn--h1ahn.example"),
        ("東京タワーabc.example", "xn--abc-tl4bpjwc921zmo2b.example"),
        ("m\u0430stodon.example", None),  # a Cyrillic letter among Latin ones
        ("xn--mstodon-2fg.example", None),  # the same in punycode
        ("example", None),
        ("localhost", None),
        ("127.0.0.1", None),
        ("①②⑦.0.0.1", None),
        ("0x7f.1", None),
        ("[::1]", None),
        ("social.example:8080", None),
        ("social.example/path", None),
        ("ada@social.example", None),
        ("social.example?x", None),
        ("social example", None),
        ("-.example", None),
        ("a" * 64 + ".example", None),
        ("a." * 130 + "example", None),
        ("", None),
    ],
)
def test_names_of_instances(text: str, name: str | None) -> None:
    """A name has one spelling; addresses, ports, paths and mixed scripts are none."""
    assert instance_name(text) == name


@given(st.text(max_size=80))
def test_no_name_surprises(text: str) -> None:
    """Any text is a name in its one spelling, or none."""
    name = instance_name(text)
    assert name is None or instance_name(name) == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ada@Social.Example", Address("ada", "social.example")),
        ("@ada@social.example", Address("ada", "social.example")),
        ("acct:ada@social.example", Address("ada", "social.example")),
        ("ada", None),
        ("@social.example", None),
        ("ada@eve@social.example", None),
    ],
)
def test_addresses(text: str, found: Address | None) -> None:
    """User and host, however people and servers write them."""
    assert address(text) == found
    assert found is None or address(str(found)) == found


@pytest.mark.parametrize(
    ("uri", "host"),
    [
        ("https://social.example/users/ada", "social.example"),
        ("https://social.example/ap/users/117", "social.example"),
        ("https://social.example:443/users/ada", "social.example"),
        ("http://social.example/users/ada", None),
        ("https://social.example:8443/users/ada", None),
        ("https://ada:secret@social.example/users/ada", None),
        ("https://127.0.0.1/users/ada", None),
        ("https://[::1]/users/ada", None),
        ("https://[oops", None),
        ("https://social.example/" + "a" * 500, None),
        ("ada@social.example", None),
        ("", None),
    ],
)
def test_where_an_actor_lives(uri: str, host: str | None) -> None:
    """On an instance that we would ask, by https; anything else is no actor."""
    assert host_of(uri) == host


def test_tokens() -> None:
    """Each goes to its own instance, and shows in no text."""
    tokens = parse_tokens("social.example=one Büro.example=t=wo")
    assert tokens == {"social.example": "one", "xn--bro-hoa.example": "t=wo"}
    assert parse_tokens(None) == parse_tokens(" ") == {}
    assert "one" not in repr(Instances(tokens=tokens))


@pytest.mark.parametrize("text", ["a-token", "=token", "social.example=", "social.example:1=t"])
def test_tokens_for_nobody(text: str) -> None:
    """A token that names no instance would go to whoever asks for it: it is refused."""
    with pytest.raises(ConfigError):
        parse_tokens(text)


def test_where_instances_are_asked() -> None:
    """At their own name by https, or where the settings say."""
    assert Instances().url("social.example", "/api") == "https://social.example/api"
    assert Instances("http://{host}:81/").url("a.example", "/api") == "http://a.example:81/api"
    assert Instances("http://one.example").url("a.example", "/api") == "http://one.example/api"
