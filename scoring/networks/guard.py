"""What may be dialled: https on port 443 at public addresses, and hosts that were named.

Addresses are judged when the socket is made, after every trick of spelling and of the name
service is over. A resolver is not enough: literal addresses never reach one.
"""

from __future__ import annotations

import socket
import unicodedata
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from yarl import URL

from scoring.errors import ConfigError

AddrInfo = tuple[int, int, int, str, tuple[object, ...]]
Origin = tuple[str, int]

_NAT64 = ip_network("64:ff9b::/96")
_UNICAST = ip_network("2000::/3")
_COMMON = "COMMON"
_TOGETHER = (  # as in "highly restrictive" of Unicode's technical standard 39
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
_IPV4_INSIDE = (ip_network("2002::/16"), ip_network("2001::/32"))  # 6to4 and Teredo


class RefusedError(OSError):
    """This address or URL is not for us to dial. No packet was sent."""


def unwrap(address: str) -> IPv4Address | IPv6Address:
    """The address that packets would really go to. Raises ValueError if it is none."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip


def is_public(address: str) -> bool:
    """Whether a literal address is one host on the open internet."""
    try:
        ip = unwrap(address)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast:
        return False
    if isinstance(ip, IPv4Address):
        return True
    return ip in _UNICAST and not any(ip in inside for inside in _IPV4_INSIDE)


def open_socket(info: AddrInfo) -> socket.socket:
    """A socket for a public address. Raises RefusedError for any other."""
    family, kind, protocol, _, target = info
    if family not in (socket.AF_INET, socket.AF_INET6) or not is_public(str(target[0])):
        raise RefusedError("the address is not public")
    made = socket.socket(family, kind, protocol)
    made.setblocking(False)
    return made


def canonical_host(host: str) -> str:
    """NFKC, lower case, punycode, no final dot: one spelling for each host.

    Raises ValueError where the name cannot be one.
    """
    plain = unicodedata.normalize("NFKC", host).lower().rstrip(".")
    bracketed = f"[{plain}]" if ":" in plain else plain
    return URL(f"https://{bracketed}/").raw_host or ""


def mixes_scripts(label: str) -> bool:
    """Whether one label is written in scripts that no language uses together.

    What looks like another host's name is not asked. A name wholly in another script is a name.
    """
    scripts = {_script(letter) for letter in label if letter.isalpha()} - {_COMMON}
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def _script(letter: str) -> str:
    """The first word of a letter's name, which is its script."""
    first = unicodedata.name(letter, "").partition(" ")[0]
    return _COMMON if first in ("MODIFIER", "KATAKANA-HIRAGANA") else first


def parse_private_hosts(entries: Sequence[str]) -> frozenset[Origin]:
    """`http.allow_private_hosts`: "host:port" each. Raises ConfigError naming the bad ones."""
    origins: set[Origin] = set()
    problems: list[str] = []
    for entry in entries:
        host, _, port = entry.rpartition(":")
        try:
            origins.add((canonical_host(host.strip("[]")), _port(port)))
        except ValueError:
            problems.append(f'http.allow_private_hosts: "{entry}" is not "host:port".')
    if problems:
        raise ConfigError(problems)
    return frozenset(origins)


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65_536:
        raise ValueError("not a port")
    return port


class Guard:
    """The rules of one client: which URLs may be asked, and which of them privately."""

    def __init__(self, allow_private_hosts: Sequence[str] = (), *, port: int = 443) -> None:
        self._private = parse_private_hosts(allow_private_hosts)
        self._port = port

    def check(self, url: str | URL) -> URL:
        """The URL in its one spelling. Raises RefusedError where it breaks a rule."""
        try:
            parsed = URL(url) if isinstance(url, str) else url
            clean = parsed.with_host(canonical_host(parsed.host or "")).with_fragment(None)
        except (ValueError, TypeError) as error:
            raise RefusedError("not a URL") from error
        if clean.user is not None or clean.password is not None:
            raise RefusedError("a URL with user info")
        if not self.is_private(clean):
            self._check_public(clean)
        return clean

    def is_private(self, url: URL) -> bool:
        """Whether the settings open this very host and port."""
        return url.scheme in ("http", "https") and origin(url) in self._private

    def _check_public(self, url: URL) -> None:
        if url.scheme != "https":
            raise RefusedError("only https is spoken")
        if url.port != self._port:
            raise RefusedError("not the port of https")
        if any(mixes_scripts(label) for label in (url.host or "").split(".")):
            raise RefusedError("a name in mixed scripts")


def origin(url: URL) -> Origin:
    """Host and port."""
    return (url.raw_host or "", url.port or 0)
