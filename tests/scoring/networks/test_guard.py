"""What may be dialled, and that nothing else ever is."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ConfigError
from scoring.networks.base import Changed, Temporary
from scoring.networks.guard import (
    Guard,
    RefusedError,
    canonical_host,
    is_public,
    open_socket,
    parse_private_hosts,
)
from tests.scoring.networks.serving import Everywhere, Host, Reply, Trap, client_for

LOCAL = [
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104 -- an address to refuse, not to bind
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "①②⑦.⓪.⓪.①",
    "１２７。０。０。１",
    "localhost",
    "LOCALHOST.",
]


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "fe80::1%eth0",
        "fd00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:0:7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:1::1",
        "2001:db8::1",
        "localhost",
        "",
    ],
)
def test_addresses_that_are_not_one_public_host(address: str) -> None:
    """Private, shared, multicast, reserved and wrapped addresses are not public."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    """The open internet is reachable, through translation too."""
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_wrapping_changes_nothing(address: IPv4Address) -> None:
    """An IPv4 address is as public as its mapped and its translated forms."""
    nat64 = IPv6Address(int(IPv6Address("64:ff9b::")) | int(address))
    assert is_public(f"::ffff:{address}") == is_public(str(address)) == is_public(str(nat64))


@given(st.ip_addresses())
def test_sockets_are_made_for_public_addresses_only(address: IPv4Address | IPv6Address) -> None:
    """Whatever the address, a socket exists only where the address is public."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    info = (family, socket.SOCK_STREAM, 0, "", (str(address), 443))
    if is_public(str(address)):
        open_socket(info).close()
        assert ip_address(str(address)).is_global or address.version == 6
    else:
        with pytest.raises(RefusedError):
            open_socket(info)


def test_no_other_family_has_a_socket() -> None:
    """A path on this machine is no address."""
    with pytest.raises(RefusedError):
        open_socket((socket.AF_UNIX, socket.SOCK_STREAM, 0, "", ("8.8.8.8",)))


@pytest.mark.parametrize(
    ("host", "canonical"),
    [
        ("EXAMPLE.com.", "example.com"),
        ("①②⑦.⓪.⓪.①", "127.0.0.1"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("ｅｘａｍｐｌｅ.com", "example.com"),
        ("::FFFF:127.0.0.1", "::ffff:7f00:1"),
    ],
)
def test_one_spelling_for_each_host(host: str, canonical: str) -> None:
    """Case, width, circles, final dots and scripts all end in one spelling."""
    assert canonical_host(host) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://example.com:8443/",
        "https://user:pass@example.com/",
        "https://user@example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "//example.com/",
        "https://",
        "",
        "https://[::1]:99999/",
        "https://exa mple.com:70000/",
    ],
)
def test_urls_that_are_refused(url: str) -> None:
    """Only https on port 443, without user info."""
    with pytest.raises(RefusedError):
        Guard().check(url)


@pytest.mark.parametrize(
    "host",
    ["p\u0430ypal.com", "xn--pypal-4ve.com", "a\u03b2.example", "\u65e5\u0430.example"],
)
def test_names_in_mixed_scripts_are_refused(host: str) -> None:
    """A name that borrows letters of another alphabet is not asked, in punycode neither."""
    with pytest.raises(RefusedError, match="mixed scripts"):
        Guard().check(f"https://{host}/")


@pytest.mark.parametrize(
    "host",
    [
        "пример.рф",
        "日本語かなカナー.jp",
        "한국漢字.kr",
        "ελληνικά.gr",
        "ada-2.example",
        "mastodon.рф",
    ],
)
def test_names_in_one_writing_are_names(host: str) -> None:
    """Whole labels in any script, and scripts that one language uses together, are asked."""
    assert Guard().check(f"https://{host}/").host == host


def test_named_hosts_are_open_on_their_port_only() -> None:
    """The setting opens http and one port of one host, nothing beside it."""
    guard = Guard(["localhost:8080", "[::1]:9000"])
    assert guard.is_private(guard.check("http://LOCALHOST:8080/x"))
    assert guard.is_private(guard.check("http://[::1]:9000/"))
    for url in ("http://localhost:8081/", "http://127.0.0.1:8080/", "ftp://localhost:8080/"):
        with pytest.raises(RefusedError):
            guard.check(url)


def test_every_bad_entry_is_named() -> None:
    """All mistakes of the setting are told at once."""
    with pytest.raises(ConfigError) as caught:
        parse_private_hosts(["localhost", "ok:80", "host:0", "host:http"])
    assert len(caught.value.problems) == 3


async def test_the_trap_can_be_reached() -> None:
    """The control: where the settings open the address, the socket is reached."""
    async with Trap() as trap:
        async with client_for(private=[f"127.0.0.1:{trap.port}"]) as client:
            await client.get_json(f"http://127.0.0.1:{trap.port}/")
        assert trap.reached > 0


@pytest.mark.parametrize("name", LOCAL)
async def test_no_spelling_reaches_a_local_socket(name: str) -> None:
    """However the loopback is written, nothing arrives there, and the outcome is declared."""
    async with Trap() as trap, client_for(port=trap.port) as client:
        outcome = await client.get_json(f"https://{name}:{trap.port}/")
        assert isinstance(outcome, Temporary)
        assert not outcome.reachable
        assert trap.reached == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 -- to refuse
async def test_a_public_name_with_a_local_address(address: str) -> None:
    """A name service cannot send us to a local socket."""
    resolver = Everywhere(address)
    async with Trap() as trap, client_for(port=trap.port, resolver=resolver) as client:
        outcome = await client.get_json(f"https://innocent.example:{trap.port}/")
        assert outcome == Temporary("not asked: the address is not public", reachable=False)
        assert resolver.asked == ["innocent.example"]
        assert trap.reached == 0


async def test_every_address_of_a_host_is_checked() -> None:
    """A host with several addresses is dialled at none of those that are not public."""
    resolver = Everywhere("127.0.0.1", "10.0.0.1", "127.0.0.2")
    async with Trap() as trap, client_for(port=trap.port, resolver=resolver) as client:
        outcome = await client.get_json(f"https://innocent.example:{trap.port}/")
        assert isinstance(outcome, Temporary)
        assert not outcome.reachable
        assert trap.reached == 0


@pytest.mark.parametrize("name", LOCAL)
async def test_redirects_to_a_local_socket(host: Host, name: str) -> None:
    """A redirect reaches no local socket either: the host's answer counts as changed."""
    async with Trap() as trap, client_for(host, port=trap.port) as client:
        target = f"https://{name}:{trap.port}/"
        host.reply("/", Reply(b"", 302, {"Location": target}))
        assert isinstance(await client.get_json(host.url + "/"), Changed)
        assert len(host.seen) == 1
        assert trap.reached == 0
