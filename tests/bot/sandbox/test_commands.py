"""Commands of a real discord.py bot, as people use them."""

from __future__ import annotations

import pytest

from bot.sandbox.sentences import NoAnswerError, NotOfferedError
from bot.sandbox.standin import StandIn
from scoring.clock import ManualClock
from tests.bot.sandbox.conftest import ADA, BEN, CLEO, GENERAL, OTHER, TOKEN, WORLD, connected
from tests.bot.sandbox.small_bot import PICTURE, SmallBot

pytestmark = pytest.mark.usefixtures("bot")


async def test_simple_answer(standin: StandIn) -> None:
    """A slash command gets its public answer, in the asker's locale."""
    answer = await standin.visitor(ADA, locale="fr").command("hello")
    assert (answer.text, answer.ephemeral, answer.kind) == ("Hello, fr", False, "message")
    assert answer.message["interaction_metadata"]["name"] == "hello"
    assert standin.violations == []


async def test_option_types(standin: StandIn) -> None:
    """Numbers, truths and choices arrive with their types."""
    ada = standin.visitor(ADA)
    assert (await ada.command("add", a=2, b=0.5)).text == "2.5 points"
    assert (await ada.command("add", a=2, b=1.0, loud=True, unit="people")).text == "3 PEOPLE"


async def test_people_and_channels(standin: StandIn) -> None:
    """Picked members and channels are resolved; the answer is for the asker alone."""
    answer = await standin.visitor(ADA).command("whois", member=BEN, where=OTHER)
    assert (answer.text, answer.ephemeral) == ("Ben other", True)
    assert standin.messages(GENERAL)[-1].seen_by(ADA)
    assert not standin.messages(GENERAL)[-1].seen_by(BEN)


async def test_subcommands(standin: StandIn) -> None:
    """Subcommands are reached by their path, and their bounds hold in the client."""
    ada = standin.visitor(ADA)
    named = await ada.command("room name_it", title="blue")
    assert named.text == "room blue"
    assert named.message["interaction_metadata"]["name"] == "room name_it"
    with pytest.raises(NotOfferedError, match="2 to 5 characters"):
        await ada.command("room name_it", title="magnificent")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("nothing", {}),
        ("room", {}),
        ("room nothing", {}),
        ("add", {"a": 1}),
        ("add", {"a": 11, "b": 1.0}),
        ("add", {"a": "1", "b": 1.0}),
        ("add", {"a": 1, "b": 1.0, "loud": "yes"}),
        ("add", {"a": 1, "b": 1.0, "unit": "pounds"}),
        ("add", {"a": 1, "b": 1.0, "c": 1}),
        ("whois", {"member": 999}),
        ("whois", {"member": BEN, "where": 999}),
    ],
)
async def test_client_refuses(standin: StandIn, command: str, options: dict[str, object]) -> None:
    """What Discord's own app would not send never reaches the bot."""
    before = len(standin.requests)
    with pytest.raises(NotOfferedError):
        await standin.visitor(ADA).command(command, **options)
    assert len(standin.requests) == before


async def test_hidden_commands(standin: StandIn) -> None:
    """A command for managers is hidden from others and, if it says so, from direct messages."""
    assert (await standin.visitor(ADA).command("secret")).text == "a secret"
    with pytest.raises(NotOfferedError):
        await standin.visitor(BEN).command("secret")
    with pytest.raises(NotOfferedError):
        await standin.visitor(ADA).in_dm().command("secret")
    standin.set_manager(WORLD.guild_id, BEN)
    assert (await standin.visitor(BEN).command("secret")).text == "a secret"


async def test_deferred_answer(standin: StandIn) -> None:
    """The first followup takes the place of the deferred answer and stays ephemeral."""
    answer = await standin.visitor(ADA).command("slow")
    assert (answer.text, answer.ephemeral, answer.deferred) == ("at last", True, True)
    assert answer.history[0]["flags"] == 64 | 128
    await standin.wait_until(lambda: bool(answer.followups))
    assert [message.text for message in answer.followups] == ["and more"]


async def test_original_is_edited(standin: StandIn) -> None:
    """Edits of the original show in the answer, the earlier states stay in its history."""
    answer = await standin.visitor(ADA).command("twice")
    await standin.wait_until(lambda: answer.text == "second")
    assert [state["content"] for state in answer.history] == ["", "first"]


async def test_missing_answer(clock: ManualClock) -> None:
    """A bot that does not answer in time is reported in Discord's words."""
    async with (
        StandIn(clock, [WORLD], token=TOKEN, callback_seconds=0.01) as impatient,
        connected(impatient, SmallBot()),
    ):
        with pytest.raises(NoAnswerError, match="did not respond"):
            await impatient.visitor(ADA).command("silent")


async def test_autocomplete(standin: StandIn) -> None:
    """Suggestions come from the bot while a word is being typed."""
    choices = await standin.visitor(ADA).autocomplete("suggest", "word", "ap")
    assert [choice.value for choice in choices] == ["apple", "apricot"]


async def test_user_menu(standin: StandIn) -> None:
    """A context menu carries the person clicked."""
    answer = await standin.visitor(ADA).menu("Greet", CLEO)
    assert answer.text == "hi Cleo"
    assert answer.message["interaction_metadata"]["target_user"]["id"] == str(CLEO)


async def test_direct_messages(standin: StandIn) -> None:
    """Commands work in direct messages, which nobody else can read."""
    answer = await standin.visitor(BEN).in_dm().command("hello")
    assert answer.text == "Hello, en-US"
    assert answer.message["channel_id"] not in (str(GENERAL), str(OTHER))


async def test_layout_with_image(standin: StandIn) -> None:
    """A layout's picture is stored, addressed, measured and described."""
    answer = await standin.visitor(ADA).command("show")
    assert answer.text.splitlines() == [
        "## Card", "Details", "[More]", "(image: a blue square)", "[Count 0]",
    ]  # fmt: skip
    media = answer.message["components"][0]["components"][2]["items"][0]["media"]
    assert media["url"].startswith(f"{standin.cdn}/attachments/")
    assert (media["width"], media["height"]) == (8, 8)
    assert answer.files == {"card.png": PICTURE}
    assert answer.message["attachments"] == []


async def test_dynamic_item(standin: StandIn) -> None:
    """A persistent button updates its own message and keeps the files."""
    ada = standin.visitor(ADA)
    shown = await ada.command("show")
    pressed = await ada.press(shown, "Count 0")
    assert pressed.message["id"] == shown.message["id"]
    assert [b.label for b in shown.buttons] == ["More", "Count 1"]
    assert (await ada.press(shown, "v1:count:1")).text.endswith("[Count 2]")
    assert shown.files == {"card.png": PICTURE}
    assert standin.violations == []


async def test_select_and_modal(standin: StandIn) -> None:
    """Selects resolve people; a button opens a form, and the form is checked and sent."""
    ada = standin.visitor(ADA)
    shown = await ada.command("people")
    assert (await ada.select(shown, "Who?", CLEO)).text == "picked Cleo"
    form = await ada.press(shown, "Ask me")
    assert (form.kind, form.modal and form.modal["title"]) == ("modal", "A question")
    with pytest.raises(NotOfferedError, match="1 to 10"):
        await ada.submit(form, name="x" * 11, colour=["red"])
    with pytest.raises(NotOfferedError):
        await ada.submit(form, name="Ada", colour=["green"])
    assert (await ada.submit(form, name="Ada", colour=["blue"])).text == "Ada likes blue"


async def test_deferred_update(standin: StandIn) -> None:
    """A press that is acknowledged first changes the message later."""
    ada = standin.visitor(ADA)
    shown = await ada.command("people")
    assert (await ada.press(shown, "slowly")).text.startswith("changed slowly")


async def test_departed_person(standin: StandIn) -> None:
    """Who left the community has no commands there, but still in direct messages."""
    ben = standin.visitor(BEN)
    standin.remove_member(WORLD.guild_id, BEN)
    with pytest.raises(NotOfferedError):
        await ben.command("hello")
    assert (await ben.in_dm().command("hello")).text == "Hello, en-US"


async def test_deleted_place(standin: StandIn) -> None:
    """Nobody can send a command in a channel that is gone."""
    ada = standin.visitor(ADA)
    standin.delete_channel(GENERAL)
    with pytest.raises(NotOfferedError, match="no such channel"):
        await ada.command("hello")
    assert (await standin.visitor(ADA, channel_id=OTHER).command("hello")).kind == "message"


async def test_controls_of_others(standin: StandIn) -> None:
    """An ephemeral message cannot be pressed by somebody else, nor a button that is not there."""
    shown = await standin.visitor(ADA).command("people")
    with pytest.raises(LookupError, match="there are: Ask me, Slowly"):
        await standin.visitor(BEN).press(shown, "Sing")
    private = await standin.visitor(ADA).command("whois", member=BEN)
    private.message["components"] = shown.message["components"]
    with pytest.raises(NotOfferedError, match="gone"):
        await standin.visitor(BEN).press(private, "Ask me")
