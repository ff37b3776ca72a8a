"""`/community`: every setting set, refused, and set back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.keyboard import command_data
from scoring.community_settings import SETTINGS
from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("setting", "options", "expected", "back"),
    [
        ("day", {"day": "day_4"}, "**Day** · Friday", "**Day** · Monday"),
        ("time", {"time": "18h30"}, "**Hour** · 18:30", "**Hour** · 09:00"),
        ("zone", {"city": "Londres"}, "Europe/London", "**Time zone** · UTC"),
        ("language", {"language": "fr"}, "**Language** · French", "**Language** · English"),
        ("rows", {"number": 5}, "**Rows** · 5", "**Rows** · 10"),
        ("lookups", {"allowed": True}, "**Look-ups** · allowed", "**Look-ups** · off"),
        ("newcomers", {"shown": False}, "**Newcomers** · off", "**Newcomers** · on"),
        ("pages", {"shown": False}, "**Pages** · off", "**Pages** · on"),
        ("pictures", {"shown": False}, "**Pictures** · off", "**Pictures** · on"),
        ("theme", {"theme": "light"}, "background** · light", "background** · dark"),
    ],
)
async def test_set_and_set_back(
    talk: Talk, setting: str, options: dict[str, Any], expected: str, back: str
) -> None:
    """A setting shows its new value; without its option it goes back to the first one."""
    maud = talk.by("maud")
    assert expected in (await maud.command(f"community {setting}", **options)).text
    assert back in (await maud.command(f"community {setting}")).text


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_command_answers_in_the_managers_language(talk: Talk, language: str) -> None:
    """Each setting's command names its setting as the reader's language does."""
    t = talk.bot.i18n.speak(language)
    maud = talk.by("maud", language)
    for name in SETTINGS.keys() - {"channel", "podium_roles", "podium_members"}:
        changed = t("community.changed", name=t(f"community.setting.{name}"))
        assert changed in (await maud.command(f"community {name}")).text


async def test_out_of_the_podium_and_back(talk: Talk) -> None:
    """The same role or member again lets them back; left empty, everybody is back."""
    maud = talk.by("maud")
    aiko, bea = talk.member("aiko").user_id, talk.member("maud").user_id
    role = talk.box.standin.state.guild(talk.box.community.guild_id).manager_role
    assert f"<@{aiko}>" in (await maud.command("community podium", member=aiko)).text
    both = (await maud.command("community podium", member=bea, role=role)).text
    assert f"<@{bea}>" in both
    assert f"<@&{role}>" in both
    left = await maud.command("community podium", member=aiko)
    assert f"Members out of the podium** · <@{bea}>\n" in left.text
    empty = (await maud.command("community podium")).text
    assert "Roles out of the podium** · none" in empty
    assert "Members out of the podium** · none" in empty


async def test_everybodys_role_cannot_be_left_out(talk: Talk) -> None:
    """Nobody would be left for the podium, and it says so."""
    maud, everyone = talk.by("maud"), talk.box.community.guild_id
    refused = await maud.command("community podium", role=everyone)
    assert "everyone’s" in refused.text


async def test_reset_asks_first(talk: Talk) -> None:
    """The question changes nothing."""
    maud = talk.by("maud")
    before = (await maud.command("community show")).text
    asked = await maud.command("community reset")
    assert "Set everything back" in asked.text
    assert (await maud.command("community show")).text == before


@pytest.mark.parametrize(
    ("setting", "options", "expected"),
    [
        ("time", {"time": "noonish"}, "no hour of the day"),
        ("zone", {"city": "Xyzzy"}, "no time zone for “Xyzzy”"),
        ("rows", {"number": 99}, "only 3 to 25"),
    ],
)
async def test_what_is_refused(
    talk: Talk, setting: str, options: dict[str, Any], expected: str
) -> None:
    """A value that makes no sense changes nothing and says what would."""
    maud = talk.by("maud")
    before = (await maud.command("community show")).text
    assert expected in (await maud.command(f"community {setting}", **options)).text
    assert (await maud.command("community show")).text == before


async def test_cities_are_suggested(talk: Talk) -> None:
    """By their names in both languages."""
    found = await talk.by("maud").autocomplete("community zone", "city", "varsov")
    assert [choice.value for choice in found] == ["Europe/Warsaw"]


async def test_a_channel_without_permission_says_which(talk: Talk) -> None:
    """The missing permissions are named, and the channel stays what it was."""
    maud = talk.by("maud")
    channel = talk.box.community.channels[0].id
    before = (await maud.command("community show")).text
    talk.box.standin.set_permissions(channel, 0)
    refused = await maud.command("community channel", channel=channel)
    talk.box.standin.set_permissions(channel, None)
    assert "Send Messages" in refused.text
    assert (await maud.command("community show")).text == before


async def test_channel_preview_and_post(talk: Talk) -> None:
    """Without a channel nothing is posted; with one, out of turn, and the link is given."""
    maud = talk.by("maud")
    assert "no weekly board yet" in (await maud.command("community channel")).text
    assert "No channel is set" in (await maud.command("community post-now")).text
    channel = talk.box.community.weekly.id
    assert f"<#{channel}>" in (await maud.command("community channel", channel=channel)).text
    preview = await maud.command("community preview")
    assert preview.ephemeral
    before = len(talk.box.standin.messages(channel))
    posted = await maud.command("community post-now")
    assert f"/{channel}/" in posted.text
    assert len(talk.box.standin.messages(channel)) == before + 1


async def test_pause_and_resume(talk: Talk) -> None:
    """Paused boards say so until they are resumed."""
    maud = talk.by("maud")
    await maud.command("community pause")
    assert "paused" in (await maud.command("community show")).text
    await maud.command("community resume")
    assert "paused" not in (await maud.command("community show")).text


async def test_permissions_are_looked_at_again(talk: Talk) -> None:
    """Where a server widened Discord's own check, members are still refused."""
    aiko = talk.by("aiko")
    guild, who = talk.box.community.guild_id, talk.member("aiko").user_id
    talk.box.standin.set_manager(guild, who, True)
    data = command_data(talk.box.standin.state, aiko.seat, aiko._raw_command("community show", {}))
    talk.box.standin.set_manager(guild, who, False)
    answer = await talk.by("aiko").send(2, data)
    assert "may manage the server" in answer.text
