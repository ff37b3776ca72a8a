"""`/contacts` over the wire: the question, the lists, the way out, and whom nobody can infer."""

from __future__ import annotations

import pytest

from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")


def names(text: str) -> str:
    """The lists without the sentences around them."""
    return "\n".join(line for line in text.splitlines() if line.startswith("- "))


async def test_the_question_comes_first(talk: Talk) -> None:
    """What it is, that both sides agree, and two answers; *Not now* changes nothing."""
    asked = await talk.by("maud", "fr").command("contacts")
    assert asked.ephemeral
    assert [b.label for b in asked.buttons] == ["Me laisser trouver ici", "Pas maintenant"]
    assert "un oui des deux côtés" in asked.text
    assert names(asked.text) == ""
    later = await talk.by("maud", "fr").press(asked, "Pas maintenant")
    assert talk.bot.i18n.speak("fr")("privacy.dismissed") in later.text
    again = await talk.by("maud", "fr").command("contacts")
    assert [b.label for b in again.buttons] == ["Me laisser trouver ici", "Pas maintenant"]


async def test_two_lists_and_the_way_out(talk: Talk) -> None:
    """After a yes those who agreed are there, by name; after a no both sides are gone."""
    maud, eleni = talk.by("maud"), talk.by("eleni")
    assert "Maud Kervella" not in names((await eleni.command("contacts")).text)
    found = await maud.press(await maud.command("contacts"), "Let me be found here")
    assert talk.member("eleni").name in names(found.text)
    assert "fortnight" in found.text
    assert "Maud Kervella" in names((await eleni.command("contacts")).text)
    stopped = await maud.press(found, "Stop being found")
    assert "not found here any more" in stopped.text
    assert "Maud Kervella" not in names((await eleni.command("contacts")).text)
    asked = await maud.command("contacts")
    assert asked.buttons[0].label == "Let me be found here"


async def test_in_french(talk: Talk) -> None:
    """The same two lists in words that read well."""
    seen = await talk.by("eleni", "fr").command("contacts")
    assert "Réagissent à ce que vous publiez" in seen.text
    assert "quinzaine" in seen.text
    assert [b.label for b in seen.buttons] == ["Ne plus être trouvé"]


async def test_who_did_not_agree_is_in_nobodys_list(talk: Talk) -> None:
    """Hidden, opted out, only me, never linked, not agreed: on no list of anybody's."""
    absent = {talk.member(key).name for key in ("hugo", "zoe", "ravi", "lucie", "sam", "tomasz")}
    for member in talk.box.community.members:
        answer = await talk.by(member.key).command("contacts")
        assert not {name for name in absent if name in names(answer.text)}, member.key


async def test_who_is_not_shown_is_asked_to_be_first(talk: Talk) -> None:
    """With the button for it, and nothing about others."""
    answer = await talk.by("ravi").command("contacts")
    assert [b.label for b in answer.buttons] == ["Show me here"]
    assert names(answer.text) == ""


async def test_who_never_linked_is_shown_how_to_begin(talk: Talk) -> None:
    """The first steps, instead of an error."""
    answer = await talk.by("sam").command("contacts")
    assert "Three steps to a score" in answer.text
    assert "Link an account" in [b.label for b in answer.buttons]
