"""The bodies of a real bot against Discord's own description."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.standin import StandIn
from tests import openapi
from tests.bot.sandbox.conftest import ADA, BEN, CLEO
from tests.bot.sandbox.small_bot import SmallBot

pytestmark = pytest.mark.skipif(not openapi.present(), reason=openapi.ABSENT)

MESSAGES = "/channels/1/messages"
CALLBACK = "/interactions/1/token/callback"


async def test_bodies_of_the_small_bot(standin: StandIn, bot: SmallBot) -> None:
    """All that the stand-in accepted from discord.py fits the description."""
    ada = standin.visitor(ADA)
    await ada.command("slow")
    await ada.command("twice")
    await ada.command("whois", member=BEN)
    await ada.autocomplete("suggest", "word", "a")
    shown = await ada.command("show")
    await ada.press(shown, "Count 0")
    people = await ada.command("people")
    await ada.select(people, "who", CLEO)
    await ada.submit(await ada.press(people, "Ask me"), name="Ada", colour=["red"])
    await ada.press(people, "Slowly")
    await ada.say("hello")
    problems = [p for request in standin.requests for p in openapi.check(*request)]
    assert len([request for request in standin.requests if request.json]) > 12
    assert "\n".join(problems) == ""
    assert standin.violations == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", MESSAGES, {"content": 5}),
        ("POST", MESSAGES, {"content": "x", "surprise": True}),
        ("POST", MESSAGES, {"embeds": [{"title": "t" * 257}]}),
        ("POST", MESSAGES, {"components": [{"type": 99}]}),
        ("POST", MESSAGES, {"components": [{"type": 10, "contents": "x"}]}),
        ("POST", CALLBACK, {"type": 99}),
        ("POST", CALLBACK, {"type": 9, "data": {"title": "t", "custom_id": "c"}}),
        ("PATCH", "/webhooks/1/token/messages/@original", {"content": []}),
        ("PUT", "/applications/1/commands", [{"name": "n" * 33}]),
        ("POST", "/nowhere", {}),
    ],
)
def test_bad_bodies_are_noticed(method: str, path: str, body: Any) -> None:
    """The check is able to fail: each of these is named."""
    assert openapi.check(method, path, body)
