"""Which networks are on, and what is said of the others."""

from __future__ import annotations

import re

import pytest
from pydantic import SecretStr

from scoring.clock import ManualClock
from scoring.errors import ConfigError
from scoring.networks.base import Network, NetworkClass
from scoring.networks.closed import CLOSED
from scoring.networks.http import GuardedClient
from scoring.networks.reference import Reference, UnknownNetworkError
from scoring.networks.registry import (
    FACTORIES,
    NetworkClosedError,
    NetworkOffError,
    build_networks,
)
from scoring.settings import NetworkSettings
from tests.scoring.networks.serving import NOW, Host, client_for

CLIENT = GuardedClient(clock=ManualClock(NOW), user_agent="tests")


def test_scored_networks_are_on() -> None:
    """Without settings the scored networks of the world can be read, the sandbox's cannot."""
    networks = build_networks(CLIENT)
    assert networks.connector("sample") is None
    for name in ("bluesky", "github"):
        found: Network = networks.reachable(name)
        assert found is networks.connector(name)
        assert found.declaration is networks.declaration(name)


def test_a_network_that_is_off() -> None:
    """It can be named and not read, and bare handles are not looked for there."""
    networks = build_networks(CLIENT, {"github": NetworkSettings(enabled=False)})
    assert networks.connector("github") is None
    assert networks.parse("github:octocat") == Reference("github", "octocat")
    with pytest.raises(NetworkOffError) as caught:
        networks.reachable("github")
    assert caught.value.data == {"network": "GitHub"}


@pytest.mark.parametrize("declaration", CLOSED, ids=lambda declaration: declaration.name)
def test_closed_networks(declaration: object) -> None:
    """Each can be named, has its reason, and cannot be read."""
    networks = build_networks(CLIENT)
    known = networks.declaration(networks.parse(f"{getattr(declaration, 'name', '')}:ada").network)
    assert known is declaration
    assert known.reason
    assert known.kinds == ()
    with pytest.raises(NetworkClosedError) as caught:
        networks.reachable(known.name)
    assert caught.value.data == {"network": known.title, "reason": known.reason}


def test_a_network_that_does_not_exist() -> None:
    """Asking for it fails with a name to say; configuring it is a mistake, each one told."""
    with pytest.raises(UnknownNetworkError):
        build_networks(CLIENT).declaration("myspace")
    with pytest.raises(ConfigError) as caught:
        build_networks(CLIENT, {"myspace": NetworkSettings(), "orkut": NetworkSettings()})
    assert len(caught.value.problems) == 2


async def test_settings_reach_the_connector(host: Host) -> None:
    """Base URL and token of the settings are those that go out."""
    settings = NetworkSettings(base_url=host.url, token=SecretStr("a-secret-token"))
    host.reply("/users/ada", {"id": 7, "login": "ada"})
    async with client_for(host) as client:
        await build_networks(client, {"github": settings}).reachable("github").profile("ada")
    assert host.seen[0].headers["Authorization"] == "Bearer a-secret-token"


def test_declarations() -> None:
    """Names are unique, patterns compile and have the groups of a handle, examples fit."""
    declarations = build_networks(CLIENT).declarations()
    assert len({one.name for one in declarations}) == len(declarations)
    for one in declarations:
        groups = {re.compile(pattern).groups for pattern in one.url_patterns} or {1}
        assert one.url_handle.format(*map(str, range(min(groups))))
        assert not one.handle_example or re.fullmatch(one.handle_pattern, one.handle_example)
        assert (one.network_class is NetworkClass.CLOSED) == (one.reason is not None)


@pytest.mark.parametrize("key", ["cap_day", "cap_month", "account_id"])
def test_settings_that_a_network_does_not_have(key: str) -> None:
    """Where nothing costs anything there is no cap to set: a mistake, as any unknown setting."""
    settings = NetworkSettings.model_validate({key: "3"})
    with pytest.raises(ConfigError) as caught:
        build_networks(CLIENT, {"github": settings})
    assert caught.value.problems == (f"networks.github.{key}: the network has no such setting.",)


def test_networks_with_own_credentials_are_off() -> None:
    """They wait for the operator, and then can be read."""
    off = [d for d, _ in FACTORIES.values() if d.network_class is NetworkClass.CREDENTIALS]
    networks = build_networks(CLIENT)
    on = build_networks(CLIENT, {one.name: NetworkSettings(enabled=True) for one in off})
    for one in off:
        assert networks.connector(one.name) is None
        assert on.connector(one.name) is not None
        assert one.needs or one.oauth
        assert one.terms
