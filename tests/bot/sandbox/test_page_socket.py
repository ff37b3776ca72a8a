"""The chat page's socket over a real WebSocket, with a real bot behind the stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.sandbox.events import Line
from bot.sandbox.standin import StandIn
from scoring.clock import ManualClock
from tests.bot.sandbox.conftest import ADA, BEN, GENERAL, OTHER, TOKEN, WORLD, connected
from tests.bot.sandbox.small_bot import SmallBot

NEXT_POST = datetime(2026, 3, 9, 9, tzinfo=UTC)


class Seams:
    """A schedule of one jump, and one bio."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.text = "old"

    async def jump(self) -> str | None:
        if self._clock.now() >= NEXT_POST:
            return "There is nothing to jump to."
        self._clock.advance_to(NEXT_POST)
        return None

    def next_post(self) -> datetime | None:
        return NEXT_POST

    def accounts(self) -> list[dict[str, Any]]:
        return [{"network": "sample", "handle": "ada", "owner": str(ADA), "bio": self.text}]

    def edit_bio(self, user_id: int, network: str, handle: str, text: str) -> str | None:
        if user_id != ADA:
            return "This account is not yours."
        self.text = text
        return None


class Page:
    """A browser's end of the socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def send(self, kind: str, **frame: Any) -> None:
        await self._socket.send_json({"t": kind, **frame})

    async def send_text(self, text: str) -> None:
        await self._socket.send_str(text)

    async def get(self, kind: str) -> Any:
        """The next frame of a kind; others are passed over."""
        while True:
            frame = await self._socket.receive_json(timeout=5)
            if frame["t"] == kind:
                return frame

    async def sit(self, user_id: int, locale: str = "en-US") -> Any:
        await self.get("hello")
        await self.send("iam", user_id=str(user_id), locale=locale)
        greeting = await self.get("hello")
        await self.get("history")
        return greeting


@pytest.fixture
async def house(clock: ManualClock) -> AsyncIterator[StandIn]:
    async with (
        StandIn(
            clock, [WORLD], token=TOKEN, notice={"en-US": "Sample data"}, seams=Seams(clock)
        ) as running,
        connected(running, SmallBot()),
    ):
        yield running


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def page(house: StandIn, client: aiohttp.ClientSession) -> AsyncIterator[Page]:
    async with client.ws_connect(f"{house.base}/page/socket", origin=house.base) as socket:
        yield Page(socket)


def command(house: StandIn, name: str, **more: Any) -> dict[str, Any]:
    found = next(c for c in house.commands if c["name"] == name)
    return {"id": found["id"], "name": name, "type": found["type"], **more}


async def test_hello(house: StandIn, page: Page) -> None:
    """The first frame says who is here, what time it is, and that the data is a sample."""
    frame = await page.get("hello")
    assert (frame["notice"], frame["next_post"]) == ("Sample data", NEXT_POST.isoformat())
    assert [person["name"] for person in frame["people"]] == ["Ada", "Ben", "Cleo"]
    assert [channel["kind"] for channel in frame["channels"]] == ["text", "text"]
    assert frame["accounts"][0]["bio"] == "old"


async def test_commands_follow_the_person(page: Page) -> None:
    """A manager sees the commands for managers, others do not; everybody has a direct channel."""
    as_ada = await page.sit(ADA)
    await page.send("iam", user_id=str(BEN), locale="fr")
    as_ben = await page.get("hello")
    names = [{c["name"] for c in frame["commands"]} for frame in (as_ada, as_ben)]
    assert names[0] - names[1] == {"secret"}
    assert as_ben["channels"][-1]["kind"] == "dm"
    assert as_ada["commands"][0]["name_localizations"] == {"fr": "fr-hello"}


async def test_command_flow(house: StandIn, page: Page) -> None:
    """A command is acknowledged by its nonce and answered in the channel, in French."""
    await page.sit(ADA, "fr")
    await page.send("command", nonce="1", channel_id=str(GENERAL), data=command(house, "hello"))
    message = (await page.get("message"))["message"]
    assert message["content"] == "Hello, fr"
    assert (await page.get("done"))["nonce"] == "1"


async def test_wrong_command_fails(house: StandIn, page: Page) -> None:
    """What Discord's app would not send fails with a sentence, and nothing reaches the bot."""
    await page.sit(ADA)
    data = command(house, "add", options=[{"name": "a", "type": 4, "value": 1}])
    await page.send("command", nonce="2", channel_id=str(GENERAL), data=data)
    frame = await page.get("failed")
    assert (frame["nonce"], frame["reason"]) == ("2", "“b” is required.")


async def test_bot_away(house: StandIn, page: Page) -> None:
    """Without a bot the command fails in Discord's words, in the reader's language."""
    await page.sit(ADA, "fr")
    house.state.bot_online = False
    await page.send("command", nonce="3", channel_id=str(GENERAL), data=command(house, "hello"))
    assert (await page.get("failed"))["reason"] == "L’application n’a pas répondu"


async def test_autocomplete(house: StandIn, page: Page) -> None:
    """Suggestions come back under their nonce."""
    await page.sit(ADA)
    typed = {"name": "word", "type": 3, "value": "p", "focused": True}
    data = command(house, "suggest", options=[typed])
    await page.send("autocomplete", nonce="4", channel_id=str(GENERAL), data=data)
    frame = await page.get("choices")
    assert (frame["nonce"], frame["choices"]) == ("4", [{"name": "pear", "value": "pear"}])


async def test_component_and_modal(house: StandIn, page: Page) -> None:
    """A press opens a form, and the submitted form is answered."""
    await page.sit(ADA)
    place = {"channel_id": str(GENERAL)}
    await page.send("command", nonce="5", data=command(house, "people"), **place)
    message = (await page.get("message"))["message"]
    press = {"message_id": message["id"], "custom_id": "ask", "component_type": 2}
    await page.send("component", nonce="6", **place, **press)
    form = await page.get("modal")
    parts = [
        {"type": 1, "components": [{"type": 4, "custom_id": "name", "value": "Ada"}]},
        {"type": 18, "component": {"type": 3, "custom_id": "colour", "values": ["red"]}},
    ]
    sent = {"interaction_id": form["interaction_id"], "custom_id": form["modal"]["custom_id"]}
    await page.send("modal", nonce="7", components=parts, **place, **sent)
    answer = (await page.get("message"))["message"]
    assert (answer["content"], answer["flags"] & 64) == ("Ada likes red", 64)


async def test_updates(house: StandIn, page: Page) -> None:
    """A message that changes is sent again, with its new state."""
    await page.sit(ADA)
    shown = await house.visitor(ADA).command("show")
    await house.visitor(ADA).press(shown, "Count 0")
    await page.get("message")
    assert (await page.get("message_update"))["message"] == shown.message


async def test_privacy_between_people(house: StandIn, page: Page) -> None:
    """Ephemeral answers and direct messages of others reach neither socket nor history."""
    await page.sit(BEN)
    await house.visitor(ADA).command("whois", member=BEN)
    await house.visitor(ADA).say("psst", dm=True)
    await house.visitor(ADA).command("hello")
    assert (await page.get("message"))["message"]["content"] == "Hello, en-US"
    await page.send("open", channel_id=str(GENERAL))
    history = await page.get("history")
    assert [message["content"] for message in history["messages"]] == ["Hello, en-US"]
    await page.send("open", channel_id=str(house.state.dm_channel(ADA)))
    assert (await page.get("refused"))["sentence"] == "There is no such channel."


async def test_say(house: StandIn, page: Page) -> None:
    """A mention of the bot typed on the page is answered in the channel."""
    await page.sit(ADA)
    text = f"<@{house.state.bot.id}> my score?"
    await page.send("say", channel_id=str(OTHER), content=text)
    assert (await page.get("message"))["message"]["content"] == text
    assert (await page.get("message"))["message"]["content"].startswith("you said")


async def test_jump(page: Page) -> None:
    """A jump moves the clock; one that cannot be made is refused with the sentence given."""
    await page.sit(ADA)
    await page.send("jump")
    assert (await page.get("clock"))["now"] == NEXT_POST.isoformat()
    await page.send("jump")
    assert (await page.get("refused"))["sentence"] == "There is nothing to jump to."


async def test_bio(page: Page) -> None:
    """A bio can be changed by its owner only."""
    await page.sit(ADA)
    await page.send("bio", network="sample", handle="ada", text="new")
    assert (await page.get("accounts"))["accounts"][0]["bio"] == "new"
    await page.send("iam", user_id=str(BEN))
    await page.send("bio", network="sample", handle="ada", text="newer")
    assert (await page.get("refused"))["sentence"] == "This account is not yours."


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"t": "fly"}', '{"t": "say"}', '{"t": "iam", "user_id": "x"}', '{"t": []}'],
)
async def test_nonsense_is_refused(page: Page, text: str) -> None:
    """Whatever a page sends, the socket answers with a sentence and stays open."""
    await page.get("hello")
    await page.send_text(text)
    assert (await page.get("refused"))["sentence"]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 200),
        ("/", {"Host": "localhost:{port}"}, 200),
        ("/", {"Host": "[::1]:{port}", "Origin": "http://[::1]:{port}"}, 200),
        ("/", {"Host": "evil.example"}, 403),
        ("/", {"Host": "127.0.0.1:1"}, 403),
        ("/", {"Host": "127.0.0.1"}, 403),
        ("/", {"Origin": "http://evil.example"}, 403),
        ("/", {"Origin": "null"}, 403),
        ("/", {"Origin": "http://localhost:{port}"}, 403),
        ("/static/main.js", {"Host": "evil.example"}, 403),
        ("/page/socket", {"Origin": "http://evil.example"}, 403),
        ("/cdn/attachments/1/1/a.json", {"Host": "evil.example"}, 403),
        ("/static/..%2fstandin.py", {}, 404),
        ("/static/absent.js", {}, 404),
        ("/cdn/attachments/1/1/a.json", {}, 404),
        (f"/cdn/avatars/{ADA}/x.png", {}, 404),
    ],
)
async def test_who_may_ask(
    standin: StandIn,
    client: aiohttp.ClientSession,
    path: str,
    headers: dict[str, str],
    status: int,
) -> None:
    """The page answers only under this machine's own names and to its own origin."""
    port = standin.base.rsplit(":", 1)[1]
    filled = {key: value.format(port=port) for key, value in headers.items()}
    async with client.get(standin.base + path, headers=filled) as response:
        assert response.status == status
        if status == 200:
            assert "script-src 'self'" in response.headers["Content-Security-Policy"]


async def test_lines(clock: ManualClock) -> None:
    """The terminal gets a line for each visible event, and none for a promise of one."""
    lines: list[Line] = []
    async with (
        StandIn(clock, [WORLD], token=TOKEN, on_line=lines.append) as talking,
        connected(talking, SmallBot()),
    ):
        await talking.visitor(ADA).say("hello")
        answer = await talking.visitor(BEN).command("slow")
        await talking.wait_until(lambda: bool(answer.followups))
    assert [(line.author, line.channel) for line in lines[:2]] == [
        ("Ada", "#general"),
        ("Renown", "#general"),
    ]
    assert [line.text for line in lines[2:]] == ["at last", "and more"]
    assert (lines[2].ephemeral_to, lines[2].cause) == ("Ben", "Ben used /slow")
