"""Instances: which names can be one, where each is asked, and with which token.

Whoever writes a handle names a host. Only names are taken: no address, no port, no path, no user
info; in one spelling (NFKC, lower case, punycode); and no label that mixes scripts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from yarl import URL

from scoring.errors import ConfigError
from scoring.networks.guard import canonical_host

ANYWHERE = "https://{host}"
LONGEST_URI = 500
_NAME = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_FORBIDDEN = re.compile(r"[\s/\\?#@:\[\]%]")
_WRITTEN_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "HANGUL"},
    {"LATIN", "CJK", "BOPOMOFO"},
)


class Address(NamedTuple):
    """`user@host`, both in lower case."""

    user: str
    host: str

    def __str__(self) -> str:
        return f"{self.user}@{self.host}"


def instance_name(text: str) -> str | None:
    """A host's name in its one spelling; None for what is none, or is made to deceive."""
    if _FORBIDDEN.search(text):
        return None
    try:
        name = canonical_host(text)
        shown = URL(f"https://{name}/").host or ""
    except ValueError:
        return None
    mixed = any(_mixes_scripts(label) for label in shown.split("."))
    return name if _NAME.fullmatch(name) and not mixed else None


def _mixes_scripts(label: str) -> bool:
    """Whether letters of several scripts stand together that no language writes together."""
    names = (unicodedata.name(letter, "") for letter in label if letter.isalpha())
    scripts = {re.split(r"[ -]", name, maxsplit=1)[0] for name in names}
    return len(scripts) > 1 and not any(scripts <= group for group in _WRITTEN_TOGETHER)


def address(text: str) -> Address | None:
    """What `user@host`, `@user@host` or `acct:user@host` names."""
    user, _, domain = text.strip().removeprefix("acct:").removeprefix("@").partition("@")
    host = instance_name(domain)
    return Address(user.lower(), host) if user and host else None


def host_of(uri: str) -> str | None:
    """The instance on which an actor's URI lives; None where it is no URI of an actor."""
    try:
        url = URL(uri)
        plain = url.scheme == "https" and url.user is None and url.port == 443
    except ValueError:
        return None
    return instance_name(url.raw_host or "") if plain and len(uri) <= LONGEST_URI else None


def parse_tokens(text: str | None) -> dict[str, str]:
    """`instance=token`, several apart by spaces: a token goes to its own instance only.

    Raises ConfigError.
    """
    tokens: dict[str, str] = {}
    for entry in (text or "").split():
        host, _, token = entry.partition("=")
        name = instance_name(host)
        if name is None or not token:
            raise ConfigError(['networks.mastodon.token: write "instance=token".'])
        tokens[name] = token
    return tokens


@dataclass(frozen=True, slots=True)
class Instances:
    """How instances are reached. `origin` has `{host}` where the instance's name goes."""

    origin: str = ANYWHERE
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)

    def url(self, host: str, path: str) -> str:
        """Where a path of an instance is asked."""
        return self.origin.replace("{host}", host).rstrip("/") + path
