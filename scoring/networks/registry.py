"""Which networks there are, and which of them are on: built once from the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from scoring.errors import ConfigError, DomainError
from scoring.networks import (
    bluesky,
    dailymotion,
    discourse,
    facebook,
    feed,
    forem,
    github,
    hackernews,
    instagram,
    mastodon,
    pinterest,
    sample,
    stackexchange,
    twitch,
    vimeo,
    x,
    youtube,
)
from scoring.networks.base import Declaration, Network, NetworkClass, Purse
from scoring.networks.closed import CLOSED
from scoring.networks.connecting import EmptyPurse, Tools
from scoring.networks.http import GuardedClient
from scoring.networks.reference import Reference, UnknownNetworkError, parse_reference
from scoring.settings import OF_SOME, NetworkSettings

__all__ = [
    "NetworkClosedError",
    "NetworkOffError",
    "Networks",
    "Reference",
    "build_networks",
    "foreign",
    "misplaced",
]

Factory = Callable[[Tools, NetworkSettings], Network]

MODULES = (
    bluesky,
    mastodon,
    github,
    stackexchange,
    hackernews,
    forem,
    discourse,
    dailymotion,
    vimeo,
    youtube,
    x,
    instagram,
    facebook,
    twitch,
    pinterest,
    sample,
    feed,  # last: any address may be one
)
FACTORIES: Mapping[str, tuple[Declaration, Factory]] = {
    module.DECLARATION.name: (module.DECLARATION, module.connect) for module in MODULES
}


class NetworkOffError(DomainError):
    """The operator switched this network off."""

    def __init__(self, declaration: Declaration) -> None:
        super().__init__("network_off", network=declaration.title)


class NetworkClosedError(DomainError):
    """There is nothing to be had from this network; `reason` is a message key."""

    def __init__(self, declaration: Declaration) -> None:
        super().__init__("network_closed", network=declaration.title, reason=declaration.reason)


class Networks:
    """The networks of one process: all that can be named, and those that can be read."""

    def __init__(
        self,
        connectors: Iterable[Network],
        declared: Iterable[Declaration] = (),
        blended: Iterable[str] = (),
    ) -> None:
        self._blended = frozenset(blended)
        self._connectors = {one.declaration.name: one for one in connectors}
        own = (connector.declaration for connector in self._connectors.values())
        self._declarations = {one.name: one for one in (*own, *declared)}

    def parse(self, text: str) -> Reference:
        """The account that somebody typed, of a closed network too.

        Raises UnclearReferenceError.
        """
        return parse_reference(text, self._declarations.values(), on=self._connectors)

    def declarations(self) -> tuple[Declaration, ...]:
        """Every network that can be named, those that are on first."""
        return tuple(self._declarations.values())

    def declaration(self, name: str) -> Declaration:
        """What is known of a network. Raises UnknownNetworkError."""
        if name not in self._declarations:
            raise UnknownNetworkError(name, list(self._connectors))
        return self._declarations[name]

    def on(self) -> tuple[Declaration, ...]:
        """Those that can be read here."""
        return tuple(one.declaration for one in self._connectors.values())

    def beside(self, name: str) -> bool:
        """Whether what a network tells stands beside the score and never in it."""
        return self.declaration(name).beside and name not in self._blended

    def connector(self, name: str) -> Network | None:
        """The connector of a network that is on."""
        return self._connectors.get(name)

    def reachable(self, name: str) -> Network:
        """The connector. Raises UnknownNetworkError, NetworkOffError or NetworkClosedError."""
        declaration = self.declaration(name)
        if name in self._connectors:
            return self._connectors[name]
        if declaration.network_class is NetworkClass.CLOSED:
            raise NetworkClosedError(declaration)
        raise NetworkOffError(declaration)


def build_networks(
    client: GuardedClient,
    settings: Mapping[str, NetworkSettings] | None = None,
    purse: Purse | None = None,
) -> Networks:
    """The networks as `networks.*` wants them; without a purse nothing that costs is asked.

    Raises ConfigError.
    """
    settings = settings or {}
    _refuse_mistakes(settings)
    connectors: list[Network] = []
    for name, (declaration, factory) in FACTORIES.items():
        chosen = settings.get(name, NetworkSettings())
        if _is_on(declaration, chosen):
            tools = Tools(client.under(declaration), purse or EmptyPurse())
            connectors.append(factory(tools, chosen))
    declared = (*(one for one, _ in FACTORIES.values() if one is not sample.DECLARATION), *CLOSED)
    return Networks(connectors, declared, [n for n, chosen in settings.items() if chosen.blend])


def _is_on(declaration: Declaration, chosen: NetworkSettings) -> bool:
    if declaration is sample.DECLARATION:
        return bool(chosen.enabled and chosen.base_url)  # it lives at no public address
    if chosen.enabled is None:
        scored = declaration.network_class is NetworkClass.SCORED
        return scored and all(getattr(chosen, need) for need in declaration.needs)
    return chosen.enabled


def foreign(name: str) -> frozenset[str]:
    """Settings that a network does not have."""
    declaration = FACTORIES[name][0]
    return OF_SOME - {*declaration.needs, *(["blend"] if declaration.beside else [])}


def misplaced(settings: Mapping[str, NetworkSettings]) -> list[str]:
    """Settings (`network.key`) that their network does not have."""
    return [
        f"{name}.{key}"
        for name, chosen in settings.items()
        if name in FACTORIES
        for key in sorted(foreign(name) & chosen.model_fields_set)
    ]


def _refuse_mistakes(settings: Mapping[str, NetworkSettings]) -> None:
    unknown = [name for name in settings if name not in FACTORIES]
    problems = [f'networks.{name}: there is no network "{name}".' for name in unknown]
    problems += [f"networks.{key}: the network has no such setting." for key in misplaced(settings)]
    if problems:
        raise ConfigError(problems)
