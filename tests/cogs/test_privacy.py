"""`/privacy`: seen, taken along, hidden, deleted, refused."""

from __future__ import annotations

import gzip
import json

import pytest

from bot.sandbox.world import Person
from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_show_and_export(talk: Talk) -> None:
    """What is held, in figures and as a file, for the asker only."""
    eleni = talk.by("eleni")
    shown = await eleni.command("privacy show")
    assert shown.ephemeral
    assert "1 linked account" in shown.text
    exported = await eleni.command("privacy export")
    assert exported.ephemeral
    held = json.loads(exported.files["renown-export.json"])
    assert held["user_id"] == str(talk.member("eleni").user_id)


async def test_nothing_is_held_about_who_never_linked(talk: Talk) -> None:
    """And it is said so, in direct messages too."""
    nia = Person(4242, "Nia")
    talk.box.standin.add_member(talk.box.community.guild_id, nia)
    visitor = talk.box.standin.visitor(nia.id)
    assert "Nothing is held" in (await visitor.command("privacy show")).text
    assert "Nothing is held" in (await visitor.in_dm().command("privacy show")).text


async def test_hide_here_and_back(talk: Talk) -> None:
    """Hidden at once for others; unhidden, as before."""
    junho, other = talk.by("junho"), talk.by("eleni")
    who = talk.member("junho").user_id
    await junho.command("privacy hide")
    assert "no score" in (await other.command("score", member=who)).text
    assert "hidden in this community" in (await junho.command("privacy show")).text
    await junho.command("privacy unhide")
    assert "Seo Jun-ho" in (await other.command("score", member=who)).text


async def test_hide_everywhere(talk: Talk) -> None:
    """From a direct message, everywhere is the only place."""
    junho = talk.by("junho")
    nowhere = await junho.in_dm().command("privacy hide")
    assert "everywhere" in nowhere.text
    await junho.in_dm().command("privacy hide", everywhere=True)
    assert "hidden everywhere" in (await junho.command("privacy show")).text
    await junho.command("privacy unhide", everywhere=True)


async def test_dismissed(talk: Talk) -> None:
    """*No* changes nothing, and takes the question away."""
    eleni = talk.by("eleni")
    asked = await eleni.command("privacy delete")
    answer = await eleni.press(asked, asked.buttons[1].label)
    assert answer.stored.id == asked.stored.id
    assert "Nothing was changed" in answer.text
    assert answer.buttons == []
    assert "1 linked account" in (await eleni.command("privacy show")).text


async def test_opt_out_and_its_undoing(talk: Talk) -> None:
    """Confirmed, everything is gone and stays away, until it is taken back."""
    bram = talk.by("bram", "fr")
    asked = await bram.command("privacy opt-out")
    done = await bram.press(asked, "Ne plus me mesurer")
    assert "tout est effacé" in done.text
    assert "choisi de ne pas être mesuré" in (await bram.command("score")).text
    refused = await bram.command("link add", account="sample:bram")
    assert "choisi de ne pas être mesuré" in refused.text
    await bram.command("privacy opt-out", undo=True)
    assert "aucun compte" in (await bram.command("score")).text


async def test_delete(talk: Talk) -> None:
    """Confirmed, nothing is held any more."""
    mateo = talk.by("mateo")
    asked = await mateo.command("privacy delete")
    await mateo.press(asked, "Delete everything")
    assert "Nothing is held" in (await mateo.command("privacy show")).text


async def test_the_first_line_says_how_things_stand(talk: Talk) -> None:
    """And the rest what there is by kind, until when, and what can be done by a press."""
    shown = await talk.by("junho").command("privacy show")
    assert "shown in this community" in shown.text.splitlines()[1]
    assert "people who reacted, as keyed hashes" in shown.text
    assert "400 days" in shown.text
    steps = ["Export everything", "Hide here", "Delete…"]
    assert [b.label for b in shown.buttons] == ["No more of these", *steps]


async def test_the_next_step_is_a_press_away(talk: Talk) -> None:
    """Hide and unhide here, export, and the question before deleting, as by command."""
    junho, other = talk.by("junho"), talk.by("eleni")
    who = talk.member("junho").user_id
    held = await junho.command("privacy show")
    assert "on no board of this community" in (await junho.press(held, "Hide here")).text
    assert "no score" in (await other.command("score", member=who)).text
    held = await junho.command("privacy show")
    assert "visible again" in (await junho.press(held, "Unhide here")).text
    exported = await junho.press(held, "Export everything")
    assert "renown-export.json" in exported.files
    asked = await junho.press(held, "Delete…")
    assert [b.label for b in asked.buttons] == ["Delete everything", "No, keep everything"]


@pytest.mark.parametrize("command", ["about", "help"])
async def test_the_policy_has_a_page_where_the_bot_is_public(talk: Talk, command: str) -> None:
    """The button leads to it."""
    asked = await talk.by("eleni").command(command)
    (button,) = [b for b in asked.buttons if b.label == "Privacy policy"]
    assert (button.url or "").endswith("/privacy")


async def test_an_account_is_opted_out_by_proof(talk: Talk) -> None:
    """The code is handed out with the ways; closed networks say that there is nothing to do."""
    bram = talk.by("bram", "fr")
    asked = await bram.command("privacy opt-out", account="sample:eleni")
    assert "prouvez qu’il est à vous" in asked.text
    assert "renown-" in asked.text
    missed = await bram.press(asked, "Vérifier")
    assert "n’y est pas encore" in missed.text
    closed = await bram.command("privacy opt-out", account="linkedin:ada")
    assert "Personne ne peut mesurer LinkedIn" in closed.text
    offered = await bram.autocomplete("privacy opt-out", "account", "sam")
    assert offered


async def test_an_export_too_large_for_discord_comes_compressed(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within what the interaction allows; the words say how to open it, and nothing is lost."""
    whole = (await talk.by("junho").command("privacy export")).files["renown-export.json"]
    for room, names in ((len(whole) // 2, 1), (len(gzip.compress(whole)) // 3, 4)):
        monkeypatch.setattr("bot.sandbox.interactions.FILE_LIMIT", room)
        answer = await talk.by("junho").command("privacy export")
        parts = [answer.files[name] for name in sorted(answer.files)]
        assert len(parts) in (names, names - 1 or 1)
        assert all(len(part) <= room for part in parts)
        assert "gzip" in answer.text or "archive program" in answer.text
        assert json.loads(gzip.decompress(b"".join(parts)))["format"] == "renown-export"
