"""What every network's file has to hold to: the protocol, and a declaration that says it all."""

from __future__ import annotations

import asyncio
import inspect
import re
from types import ModuleType

import pytest

from scoring.clock import ManualClock
from scoring.networks import registry
from scoring.networks.base import (
    Capability,
    Declaration,
    Grantable,
    Hosts,
    NetworkClass,
    Outcome,
    Profile,
    Proof,
    Temporary,
)
from scoring.networks.closed import CLOSED
from scoring.networks.connecting import EmptyPurse, Tools
from scoring.networks.http import GuardedClient
from scoring.settings import NetworkSettings
from tests.scoring.networks.serving import NOW

CLIENT = GuardedClient(clock=ManualClock(NOW), user_agent="tests", sleep=lambda _: asyncio.sleep(0))
FORMS = {Capability.EVENTS, Capability.COUNTS, Capability.SNAPSHOTS}
every_module = pytest.mark.parametrize(
    "module", registry.MODULES, ids=lambda module: module.__name__.rpartition(".")[2]
)


@every_module
def test_a_declaration_says_it_all(module: ModuleType) -> None:
    """Class, kinds, forms, example, terms, cost, and a way to prove an account."""
    one: Declaration = module.DECLARATION
    assert one.name == module.__name__.rpartition(".")[2]
    assert one.kinds
    assert set(one.capabilities) & FORMS
    assert re.fullmatch(one.handle_pattern, one.handle_example)
    assert one.url_patterns
    assert one.proofs
    assert (Proof.CODE in one.proofs) == (one.ownership_field is not None)
    assert (Proof.CONNECTION in one.proofs) == (one.connection is not None)
    assert one.at_once >= 1
    assert one.name == "sample" or one.calls
    assert one.name == "sample" or one.terms or one.hosts is Hosts.NAMED
    assert one.price == 0 or {"cap_day", "cap_month"} <= set(one.needs)
    assert set(one.needs) <= set(NetworkSettings.model_fields)


@every_module
def test_a_connector_has_the_protocols_methods(module: ModuleType) -> None:
    """`profile` answers once, `read` page by page, `actors` where the declaration offers it."""
    connector = module.connect(Tools(CLIENT, EmptyPurse()), NetworkSettings())
    assert connector.declaration.name == module.DECLARATION.name
    assert inspect.iscoroutinefunction(connector.profile)
    assert inspect.isasyncgenfunction(connector.read)
    assert list(inspect.signature(connector.read).parameters) == ["profile", "since", "now"]
    assert inspect.iscoroutinefunction(connector.actors)
    assert module.DECLARATION.oauth is None or isinstance(connector, Grantable)


@every_module
async def test_nobody_there_is_an_outcome(module: ModuleType) -> None:
    """A host that may not be asked raises nothing at whoever asked."""
    async with GuardedClient(
        clock=ManualClock(NOW), user_agent="tests", sleep=lambda _: asyncio.sleep(0)
    ) as client:
        settings = NetworkSettings(base_url="https://127.0.0.1")
        connector = module.connect(Tools(client, EmptyPurse()), settings)
        outcome: Outcome[Profile] = await connector.profile(module.DECLARATION.handle_example)
    assert not isinstance(outcome, Temporary) or not outcome.reachable


@pytest.mark.parametrize("declaration", CLOSED, ids=lambda one: one.name)
def test_a_closed_network_has_its_reason(declaration: Declaration) -> None:
    """It can be named, by handle and by URL, and says why it is not read."""
    assert declaration.network_class is NetworkClass.CLOSED
    assert declaration.reason
    assert declaration.url_patterns
    assert not declaration.kinds
