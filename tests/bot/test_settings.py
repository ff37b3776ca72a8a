"""The settings of networks: each offers what it needs, and nothing that it does not have."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.settings import example, read_settings
from scoring.errors import ConfigError
from scoring.networks.registry import FACTORIES
from scoring.settings import OF_SOME


def offered(network: str) -> set[str]:
    """The keys that the example shows for a network."""
    lines = [line.removeprefix("#") for line in example().splitlines() if line[:2] != "# "]
    table = tomllib.loads("\n".join(lines))["networks"][network]
    assert isinstance(table, dict)
    return set(table)


@pytest.mark.parametrize("network", FACTORIES)
def test_the_example_offers_what_a_network_needs(network: str) -> None:
    """Caps stand where calls cost money, *blend* where figures stand beside, and nowhere else."""
    declaration, _ = FACTORIES[network]
    wanted = {*declaration.needs, *(["blend"] if declaration.beside else [])}
    assert offered(network) & OF_SOME == wanted & OF_SOME
    assert set(declaration.needs) <= offered(network)
    assert ("cap_day" in declaration.needs) == (declaration.price > 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[networks.github]\ncap_day = 3", "there is no setting github.cap_day"),
        ("[networks.x]\ncap_day = nan", "networks.x.cap_day"),
        ("[networks.x]\ncap_month = inf", "networks.x.cap_month"),
        ("[networks.x]\ncap_day = -1", "networks.x.cap_day"),
        ('[networks.x]\ncap_day = "much"', "networks.x.cap_day"),
        ("[networks.orkut]\nenabled = true", "there is no network orkut"),
    ],
)
def test_mistakes_are_told_at_the_start(tmp_path: Path, text: str, said: str) -> None:
    """A cap that caps nothing never becomes a surprise on a bill."""
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings(path)
    assert said in " ".join(caught.value.problems)
