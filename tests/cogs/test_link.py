"""`/link`: the code, the proof, the second yes, and the former owner."""

from __future__ import annotations

import re

import aiohttp
import pytest

from bot.sandbox.answer import Answer
from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")


def code_in(answer: Answer) -> str:
    found = re.search(r"renown-[0-9a-f]+", answer.text)
    assert found is not None
    return found[0]


async def test_from_the_code_to_the_board_and_to_a_new_owner(talk: Talk) -> None:
    """Proved, shown after a second yes, taken over by a newer proof, and unlinked."""
    lucie, sam = talk.by("lucie"), talk.by("sam")
    owner = talk.member("lucie").user_id
    challenge = await lucie.command("link add", account="sample:lucie")
    assert challenge.ephemeral

    early = await lucie.press(challenge, "Verify")
    assert "looked here: bio" in early.text

    talk.box.seams.edit_bio(owner, "sample", "lucie", f"Books. {code_in(challenge)}")
    proved = await lucie.press(challenge, "Verify")
    assert "is linked to you" in proved.text
    before = await talk.by("tomasz").command("score", member=owner)
    assert "no score" in before.text

    await lucie.press(proved, "Show me here")
    after = await talk.by("tomasz").command("score", member=owner)
    assert "Lucie Morvan" in after.text
    listed = await lucie.command("link list")
    assert "Shown in this community" in listed.text
    await lucie.press(listed, "Only me")
    gone = await talk.by("tomasz").command("score", member=owner)
    assert "no score" in gone.text

    rival = await sam.command("link add", account="sample:lucie")
    talk.box.seams.edit_bio(owner, "sample", "lucie", f"Books. {code_in(rival)}")
    await sam.command("link verify")
    await sam.wait(lambda: any("sample:lucie" in told for told in talk.told("lucie")))

    (own,) = await sam.autocomplete("link remove", "account", "")
    removed = await sam.command("link remove", account=own.value)
    assert "unlinked" in removed.text
    assert "not linked an account" in (await sam.command("link list")).text


async def test_what_is_missing_is_asked_in_a_form(talk: Talk) -> None:
    """Without an account, or for a page without a name, a form opens; it leads to the code."""
    sam = talk.by("sam", "fr")
    form = await sam.command("link add", **{"as": "page", "account": "sample:lucie"})
    assert form.modal is not None
    account, name = [label["component"] for label in form.modal["components"]]
    assert account["value"] == "sample:lucie"
    filled = {account["custom_id"]: "sample:lucie", name["custom_id"]: "La Reliure"}
    challenge = await sam.submit(form, filled)
    assert "prouvez" in challenge.text
    listed = await sam.command("link list")
    assert "attend sa preuve" in listed.text
    (choice,) = await sam.autocomplete("link verify", "account", "")
    assert choice.value == "sample:lucie"


async def test_the_form_without_an_account_asks_for_it_alone(talk: Talk) -> None:
    """For oneself there is one field."""
    form = await talk.by("sam").command("link add")
    assert form.modal is not None
    assert len(form.modal["components"]) == 1
    (field,) = [label["component"]["custom_id"] for label in form.modal["components"]]
    refused = await talk.by("sam").submit(form, {field: "no network: at all"})
    assert refused.ephemeral
    assert refused.text.startswith("⚠️")


async def test_a_page_name_that_is_too_long(talk: Talk) -> None:
    """A page's name has to fit on a board."""
    answer = await talk.by("sam").command("link add", account="sample:lucie", page_name="x" * 61)
    assert "60 characters at most" in answer.text


async def test_a_closed_network_is_noted(talk: Talk) -> None:
    """It can be named; the answer says why it is not measured; it can be forgotten again."""
    oscar = talk.by("oscar")
    noted = await oscar.command("link add", account="https://www.linkedin.com/in/oscar-v")
    assert noted.text.startswith("Noted. LinkedIn")
    assert "only named" in (await oscar.command("link list")).text
    found = await oscar.autocomplete("link remove", "account", "linkedin")
    await oscar.command("link remove", account=found[0].value)
    assert "only named" not in (await oscar.command("link list")).text


async def test_consent_comes_before_the_code(talk: Talk) -> None:
    """Before the yes nothing is asked of the network; after it there is a code, and with its
    proof the account is read; removing it withdraws the yes."""
    sam = talk.by("sam")
    asked = await sam.command("link add", account="https://x.com/SamW")
    assert asked.ephemeral
    for words in ("samw", "likes, reposts", "0.51 US dollars", "terms", "/link remove"):
        assert words in asked.text
    assert talk.x.seen == []
    assert "samw" not in (await sam.command("link list")).text

    account = {"id": "77", "username": "SamW", "created_at": "2020-01-01T00:00:00.000Z"}
    talk.x.reply("/2/users/by/username/samw", {"data": account})
    challenge = await sam.press(asked, "I agree")
    assert "prove that it is yours" in challenge.text
    talk.x.reply("/2/users/77", {"data": account | {"description": code_in(challenge)}})
    talk.x.reply("/2/users/77/tweets", {"meta": {"result_count": 0}})
    assert "is linked to you" in (await sam.press(challenge, "Verify")).text
    assert talk.x.asked("/2/users/77/tweets")
    assert "unlinked" in (await sam.command("link remove", account="x:samw")).text
    again = await sam.command("link add", account="x:samw")
    assert "your yes comes first" in again.text


async def test_consent_for_a_page(talk: Talk) -> None:
    """The page's name comes along; one that is too long to do so is refused with the limit."""
    sam = talk.by("sam", "fr")
    long = {"as": "page", "account": "x:la_reliure_1984", "page_name": "x" * 60}
    refused = await sam.command("link add", **long)
    assert re.search(r"\d\d caractères au plus", refused.text)
    asked = await sam.command("link add", **(long | {"page_name": "La Reliure: l’atelier"}))
    assert "0,51 dollars" in asked.text
    talk.x.reply(
        "/2/users/by/username/la_reliure_1984",
        {"data": {"id": "78", "username": "La_Reliure_1984"}},
    )
    challenge = await sam.press(asked, "Je suis d’accord")
    talk.x.reply(
        "/2/users/78",
        {"data": {"id": "78", "username": "La_Reliure_1984", "description": code_in(challenge)}},
    )
    talk.x.reply("/2/users/78/tweets", {"meta": {"result_count": 0}})
    proved = await sam.press(challenge, "Vérifier")
    assert "**La Reliure: l’atelier**" in proved.text
    await sam.command("link remove", account="x:la_reliure_1984")


async def test_confirmed_through_discord(talk: Talk) -> None:
    """The button leads to Discord's page and back; *Verify* then finds the account confirmed."""
    sam, lucie = talk.by("sam", "fr"), talk.by("lucie", "fr")
    refused = await through_discord(
        talk, await sam.command("link add", account="sample:lucie"), "sam"
    )
    assert "Pas parmi vos connexions" in refused
    challenge = await lucie.command("link add", account="sample:lucie")
    assert "connexions sur Discord" in challenge.text
    assert "un autre nom" in await through_discord(talk, challenge, "sam")
    challenge = await lucie.command("link add", account="sample:lucie")
    assert "bien à vous" in await through_discord(talk, challenge, "lucie")
    assert "est lié à vous" in (await lucie.press(challenge, "Vérifier")).text
    assert talk.box.standin.oauth.live == 0
    await lucie.command("link remove", account="sample:lucie")


async def through_discord(talk: Talk, challenge: Answer, who: str) -> str:
    """A browser in which somebody is signed in to Discord and says yes; the page it ends on."""
    (address,) = [str(button.url) for button in challenge.buttons if button.url]
    async with aiohttp.ClientSession() as browser:
        async with browser.get(address) as page:
            assert page.url.path == "/oauth2/authorize"
            assert "Renown" in await page.text()
        answer = page.url.update_query({"as": str(talk.member(who).user_id)})
        async with browser.get(answer) as page:
            return await page.text()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ada.bsky.social", "bluesky:ada.bsky.social"),
        ("git:@octocat", "github:octocat"),
        ("", "bluesky:ada.bsky.social"),
        ("blue", "bluesky:ada.bsky.social"),
        ("Hacker N", "hackernews:pg"),
        ("dev: ada", "forem:ada"),
    ],
)
async def test_handles_are_suggested_where_they_fit(talk: Talk, typed: str, expected: str) -> None:
    """Only networks that know such handles are suggested."""
    found = await talk.by("sam").autocomplete("link add", "account", typed)
    assert expected in [choice.value for choice in found]


async def test_only_networks_that_are_on_are_suggested(talk: Talk) -> None:
    """Nobody chooses a suggestion to be told that it is switched off."""
    assert await talk.by("sam").autocomplete("link add", "account", "twitch:ada") == []
    every = await talk.by("sam").autocomplete("link add", "account", "")
    assert not {"twitch", "vimeo", "linkedin"} & {c.value.partition(":")[0] for c in every}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("@ada_l", "in front, as in `hackernews:ada_l`,"),
        ("bluskey:ada.test", "Did you mean `bluesky:ada.test`?"),
        ("myspace:tom", "`/about` lists"),
    ],
)
async def test_an_unclear_name_gets_a_short_answer(talk: Talk, typed: str, said: str) -> None:
    """It says what to type instead, literally, and lists no network."""
    text = (await talk.by("sam").command("link add", account=typed)).text
    assert said in text
    assert len(text) < 160


async def test_an_address_suggests_nothing_wrong(talk: Talk) -> None:
    """A pasted address is no handle of any network."""
    typed = "https://bsky.app/profile/ada"
    assert await talk.by("sam").autocomplete("link add", "account", typed) == []
