"""From what somebody types to an account: `network:handle`, `@handle`, or a profile's URL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote

from scoring.errors import DomainError
from scoring.networks.base import Declaration, Hosts, NetworkClass
from scoring.networks.guard import canonical_host

LONGEST = 300  # characters that are looked at
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_HOSTED = re.compile(r"((?:[^/]*@)?)([^@/?#:]+)(.*)", re.DOTALL)
_PREFIXED = re.compile(r"([^\s:/@.](?:[^:/@.]{0,28}[^\s:/@.])?)\s*:\s*(\S+)")


@dataclass(frozen=True, slots=True)
class Reference:
    """An account as it was named. Nobody has asked the network yet."""

    network: str
    handle: str

    def __str__(self) -> str:
        return f"{self.network}:{self.handle}"


class UnclearReferenceError(DomainError):
    """What was typed names no account."""


class NotUnderstoodError(UnclearReferenceError):
    """Neither a handle nor a profile's URL that we know."""

    def __init__(self, text: str) -> None:
        super().__init__("reference_not_understood", text=text)


class UnknownNetworkError(UnclearReferenceError):
    """`name:handle` with a name that is no network's; `close` are those spelled like it."""

    def __init__(self, name: str, known: Sequence[str], handle: str = "") -> None:
        close = get_close_matches(name.casefold(), known, n=3)
        key = "reference_misspelt_network" if close and handle else "reference_unknown_network"
        example = f"{close[0]}:{handle}" if close else ""
        super().__init__(key, name=name, known=list(known), close=close, example=example)


class AmbiguousHandleError(UnclearReferenceError):
    """The handle could live on each of `networks`."""

    def __init__(self, handle: str, networks: Sequence[str]) -> None:
        example = f"{networks[0]}:{handle.removeprefix('@')}"
        super().__init__(
            "reference_ambiguous",
            handle=handle,
            networks=list(networks),
            example=example,
        )


class InvalidHandleError(UnclearReferenceError):
    """No handle of this network looks like that."""

    def __init__(self, declaration: Declaration, handle: str) -> None:
        super().__init__(
            "reference_invalid_handle",
            network=declaration.name,
            title=declaration.title,
            handle=handle,
            example=declaration.handle_example,
        )


def normalise(declaration: Declaration, handle: str) -> str:
    """The handle in the spelling by which it is looked up."""
    plain = re.sub(r"\Ahttps?://", "", handle.strip(), flags=re.IGNORECASE).removeprefix("@")
    return plain if declaration.case_sensitive else plain.lower()


def same_handle(declaration: Declaration, one: str, other: str) -> bool:
    """Whether two spellings are one handle: hosts that anybody can name have two, one of them in
    punycode."""
    if declaration.hosts is Hosts.FIXED:
        return one == other
    return _one_spelling(one) == _one_spelling(other)


def _one_spelling(handle: str) -> str:
    """`user@host` or `host/path` with the host in punycode."""
    found = _HOSTED.fullmatch(handle)
    try:
        return handle if found is None else f"{found[1]}{canonical_host(found[2])}{found[3]}"
    except ValueError:
        return handle


def parse_reference(
    text: str, declarations: Iterable[Declaration], *, on: Iterable[str] = ()
) -> Reference:
    """The account that `text` names.

    A bare handle is looked for on the networks named in `on`. Raises UnclearReferenceError.
    """
    known = {declaration.name: declaration for declaration in declarations}
    clean = _clean(text)
    if (found := _from_url(clean, known.values())) is not None:
        return found
    if _SCHEME.match(clean) or not clean:
        raise NotUnderstoodError(clean)
    candidates = [known[name] for name in on if name in known]
    return _from_prefix(clean, known, candidates) or _from_handle(clean, candidates)


def _clean(text: str) -> str:
    """Without the brackets that chats put around links, and without invisible marks."""
    visible = "".join(c for c in text[:LONGEST] if unicodedata.category(c) not in ("Cf", "Cc"))
    return visible.strip().strip("<>`").strip()


def _from_url(text: str, declarations: Iterable[Declaration]) -> Reference | None:
    address = _SCHEME.sub("", text, count=1)
    if _SCHEME.match(text) and "/" not in address:
        address += "/"  # the whole of a host
    known = list(declarations)
    somebody_elses = _is_home(address, known)
    for declaration in sorted(known, key=_of_any_host):
        if somebody_elses and _of_any_host(declaration):
            continue  # a page of a network that we know, and nobody's profile there
        for pattern in declaration.url_patterns:
            found = re.match(pattern, address, re.IGNORECASE)
            if found is not None:
                parts = [unquote(group or "") for group in found.groups()]
                return _checked(declaration, declaration.url_handle.format(*parts))
    return None


def _is_home(address: str, declarations: Iterable[Declaration]) -> bool:
    """Whether an address without its scheme lies at the home of a network of one host."""
    host = re.split(r"[/?#:]", address, maxsplit=1)[0].lower().removeprefix("www.")
    fixed = [one for one in declarations if not _of_any_host(one)]
    homes = {_SCHEME.sub("", one.home).removeprefix("www.").partition("/")[0] for one in fixed}
    return host in homes.union(*(one.other_hosts for one in fixed))


def _of_any_host(declaration: Declaration) -> bool:
    """Networks of one host know their URLs best: those that live anywhere come last."""
    return declaration.hosts is Hosts.NAMED


def _from_prefix(
    text: str, known: dict[str, Declaration], candidates: Sequence[Declaration]
) -> Reference | None:
    """`network:handle`, by the network's name or title; ids with a colon of their own pass."""
    found = _PREFIXED.fullmatch(text)
    if found is None:
        return None
    titles = {declaration.title.casefold(): declaration for declaration in known.values()}
    name = found[1].casefold()
    declaration = known.get(name) or titles.get(name)
    if declaration is not None:
        return _checked(declaration, found[2])
    if " " in name or any(one.bare and _fits(one, text) for one in candidates):
        return None  # a sentence, or a handle with a colon of its own
    scored = [n for n, one in known.items() if one.network_class is not NetworkClass.CLOSED]
    raise UnknownNetworkError(found[1], scored, found[2].removeprefix("@"))


def _from_handle(text: str, candidates: Sequence[Declaration]) -> Reference:
    """A handle alone, where one network only has such handles.

    A bare word is never guessed: it takes an @, a dot or a colon to be meant as a handle.
    """
    fitting = [one for one in candidates if one.bare and _fits(one, text)]
    if not fitting:
        raise NotUnderstoodError(text)
    if len(fitting) > 1 or not re.search(r"[@.:]", text):
        raise AmbiguousHandleError(text, [one.name for one in fitting])
    return _checked(fitting[0], text)


def _fits(declaration: Declaration, handle: str) -> bool:
    return re.fullmatch(declaration.handle_pattern, normalise(declaration, handle)) is not None


def _checked(declaration: Declaration, handle: str) -> Reference:
    if not _fits(declaration, handle):
        raise InvalidHandleError(declaration, handle)
    return Reference(declaration.name, normalise(declaration, handle))
