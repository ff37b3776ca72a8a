"""What a connector is made of: `connect(tools, settings)` of its module."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from scoring.networks.base import Purse
from scoring.networks.http import GuardedClient


@dataclass(frozen=True, slots=True)
class Tools:
    """What a connector is given: the shared client, within its own allowance, and the purse."""

    client: GuardedClient
    purse: Purse


class EmptyPurse:
    """Nothing that costs money is asked."""

    async def spend(self, network: str, dollars: float) -> bool:
        """Never."""
        del network, dollars
        return False

    async def opens(self, network: str, dollars: float) -> datetime | None:
        """Never."""
        del network, dollars
        return None


def secret(value: SecretStr | None) -> str | None:
    """A secret of the settings in the clear; an empty one is none."""
    return (value.get_secret_value() or None) if value is not None else None
