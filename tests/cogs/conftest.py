"""One sandbox for all conversations: the real bot, spoken to over the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.client import Renown
from bot.sandbox.run import Sandbox, open_sandbox
from bot.sandbox.sample.lives import Member
from bot.sandbox.visitor import Visitor
from bot.settings import Settings
from bot.throttle import Throttle
from scoring.clock import JumpingClock
from scoring.settings import HttpSettings, NetworkSettings
from tests.scoring.networks.serving import Host


@dataclass(frozen=True)
class Talk:
    """The sandbox, its people at their keyboards, and the bot."""

    box: Sandbox
    bot: Renown
    x: Host  # a network that costs money and is read with consent only

    def member(self, key: str) -> Member:
        return self.box.community.member(key)

    def by(self, key: str, locale: str = "en-US") -> Visitor:
        """Somebody in the first channel."""
        return self.box.standin.visitor(self.member(key).user_id, locale=locale)

    def told(self, key: str) -> list[str]:
        """What stands in somebody's direct messages."""
        channel = self.box.standin.state.dm_channel(self.member(key).user_id)
        return [message.text for message in self.box.standin.messages(channel)]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def talk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Talk]:
    folder = tmp_path_factory.mktemp("sandbox")
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (
            (Route, "BASE"),
            (Asset, "BASE"),
            (DiscordWebSocket, "DEFAULT_GATEWAY"),
        ):
            patch.setattr(owner, name, getattr(owner, name))
        async with (
            Host() as x,
            open_sandbox(JumpingClock(), folder, base=_with(x)) as box,
            box.bot() as services,
        ):
            services.client.throttle = Throttle(box.clock, burst=10_000)
            yield Talk(box, services.client, x)
        assert box.standin.violations == []


def _with(x: Host) -> Settings:
    """Settings in which X is on, with some money."""
    paid = {"enabled": True, "base_url": x.url, "token": "t", "cap_day": 5, "cap_month": 50}
    return Settings(
        networks={"x": NetworkSettings.model_validate(paid)},
        http=HttpSettings(allow_private_hosts=(x.origin,)),
    )
