"""The Instagram connector on small answers of the network's shape, and on recorded ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from scoring.networks.base import (
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    NeedsCredentials,
    NetworkClass,
    Outcome,
    Profile,
    Publication,
    Reading,
)
from scoring.networks.graph import PAUSE
from scoring.networks.http import GuardedClient
from scoring.networks.instagram import DECLARATION, Instagram, Limits
from scoring.networks.reference import Reference, UnclearReferenceError, parse_reference
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Host, Reply

ADA = Profile("instagram", "7:ada", "ada", "Ada", "https://www.instagram.com/ada/", None)
PATH = "/v24.0/42"


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def discovered(**fields: Any) -> dict[str, Any]:
    return {"business_discovery": {"id": "7", **fields}, "id": "42"}


def medium(number: int, age: float, **fields: Any) -> dict[str, Any]:
    shown = {"id": str(number), "timestamp": iso(days(age)), "like_count": 3, "comments_count": 1}
    return {key: value for key, value in (shown | fields).items() if value is not None}


def page(*media: dict[str, Any], after: Any = None) -> dict[str, Any]:
    cursors = {"before": "b"} | ({} if after is None else {"after": after})
    return discovered(media={"data": list(media), "paging": {"cursors": cursors}})


@pytest.fixture
def instagram(client: GuardedClient, host: Host) -> Instagram:
    return Instagram(client, host.url, "a-secret-token", "42")


async def test_a_profile(host: Host, instagram: Instagram) -> None:
    """By name, and by id with the name under which it was proved."""
    body = discovered(
        username="Ada",
        name="Ada L.",
        biography="renown-1",
        website="https://ada.example",
        followers_count=5,
        media_count=0,
    )
    host.reply(PATH, body)
    url, texts = "https://www.instagram.com/ada/", ("renown-1", "https://ada.example")
    expected = Profile("instagram", "7:ada", "ada", "Ada L.", url, None, texts, 5, 0)
    assert await instagram.profile("ada") == await instagram.profile("7:ada") == Data(expected)
    assert host.seen[0].query["fields"].startswith("business_discovery.username(ada){id,username")


async def test_what_is_not_told(host: Host, instagram: Instagram) -> None:
    """Figures that are missing or odd are not offered."""
    host.reply(PATH, discovered(followers_count="9"))
    outcome = await instagram.profile("ada")
    assert isinstance(outcome, Data)
    found = outcome.value
    assert (found.handle, found.followers, found.publications, found.texts) == (
        "ada",
        None,
        None,
        (),
    )


async def test_a_name_that_is_somebody_elses_now(host: Host, instagram: Instagram) -> None:
    """Another account under the name is not taken for the one that was proved."""
    host.reply(PATH, discovered(id="8", username="ada", media={"data": [medium(1, 1)]}))
    assert await instagram.profile("7:ada") == Gone()
    assert await read(instagram, ADA) == [Gone()]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (
            Reply({"error": {"code": 110, "error_subcode": 2207013, "message": "Invalid"}}, 400),
            Gone(),
        ),
        (Reply({"error": {"code": 24}}, 400), Gone()),
        (Reply({"error": {"code": 190}}, 400), NeedsCredentials()),
        (Reply({"error": {"code": 10}}, 403), NeedsCredentials()),
        (Reply({"error": {"code": 4}}, 403), Limited(NOW + PAUSE)),
        (Reply({"id": "42"}), Changed("instagram: nothing discovered")),
        (Reply({"business_discovery": [], "id": "42"}), Changed("instagram: nothing discovered")),
    ],
)
async def test_refusals(
    host: Host, instagram: Instagram, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Unknown, personal and private accounts look alike: there is nothing to discover."""
    host.reply(PATH, reply)
    assert await instagram.profile("ada") == outcome
    assert await read(instagram, ADA) == [outcome]


@pytest.mark.parametrize("identity", [{}, {"id": "seven"}, {"id": 7}])
async def test_a_profile_without_id(
    host: Host, instagram: Instagram, identity: dict[str, Any]
) -> None:
    """Without an id nothing can be bound."""
    host.reply(PATH, {"business_discovery": {"username": "ada", **identity}})
    assert await instagram.profile("ada") == Changed("instagram: a profile without id")


@pytest.mark.parametrize(
    ("token", "account"), [(None, "42"), ("t", None), ("t", "me/accounts"), (None, None)]
)
async def test_without_credentials(
    host: Host, client: GuardedClient, token: str | None, account: str | None
) -> None:
    """It takes a token and the id of the operator's own account; else nothing is asked."""
    instagram = Instagram(client, host.url, token, account)
    assert await instagram.profile("ada") == NeedsCredentials()
    assert await read(instagram, ADA) == [NeedsCredentials()]
    assert host.seen == []


async def test_a_name_that_would_ask_for_more(host: Host, instagram: Instagram) -> None:
    """What is no name never gets into the question."""
    assert await instagram.profile("ada){id},x(") == Gone()
    assert host.seen == []


async def test_totals(host: Host, instagram: Instagram) -> None:
    """Of each medium its totals, all without a face; hashtags are topics, captions are not kept."""
    caption = "Spring! #Gardening #gardening #café"
    host.reply(PATH, page(medium(1, 3, like_count=30, comments_count=0, caption=caption)))
    (outcome,) = await read(instagram, ADA, since=days(30))
    reading = value(outcome)
    totals = {Kind.LIKE: 30, Kind.COMMENT: 0}
    topics = ("gardening", "café")
    assert reading.publications == (
        Publication("1", days(3), totals, topics, unread={Kind.LIKE: 30}),
    )
    assert (reading.reactions, reading.complete, reading.reached) == ((), True, days(30))
    assert "Spring" not in repr(reading)


async def test_hidden_likes(host: Host, instagram: Instagram) -> None:
    """Where the owner hides them they are not offered, which is not zero."""
    host.reply(PATH, page(medium(1, 3, like_count=None)))
    (outcome,) = await read(instagram, ADA)
    assert value(outcome).publications[0].totals == {Kind.COMMENT: 1}


async def test_odd_media(host: Host, instagram: Instagram) -> None:
    """Undated and odd media are left out; nothing was published in the future."""
    host.reply(PATH, page(medium(1, -2), medium(2, 1, timestamp=None), {"odd": 1}, medium(3, 4)))
    (outcome,) = await read(instagram, ADA)
    assert [(one.native_id, one.at) for one in value(outcome).publications] == [
        ("1", NOW),
        ("3", days(4)),
    ]
    assert value(outcome).reached == days(4)


async def test_pages(host: Host, instagram: Instagram) -> None:
    """Cursors are nested in the question; the last page has none and completes the reading."""
    host.reply(PATH, page(medium(2, 2), after="Qz=="), page(medium(1, 9)))
    one, two = map(value, await read(instagram, ADA))
    first, second = (request.query["fields"] for request in host.seen)
    assert "media.limit(50)" in first
    assert "media.after(Qz==).limit(50)" in second
    assert (one.complete, one.reached) == (False, days(2))
    assert (two.complete, two.reached) == (True, days(9))


async def test_since(host: Host, instagram: Instagram) -> None:
    """The reading ends where its time does."""
    host.reply(PATH, page(medium(2, 2), medium(1, 40), after="more"))
    (outcome,) = await read(instagram, ADA, since=days(30))
    assert [one.native_id for one in value(outcome).publications] == ["2"]
    assert (value(outcome).complete, value(outcome).reached) == (True, days(30))


async def test_a_pinned_medium(host: Host, instagram: Instagram) -> None:
    """An old medium at the top does not end the reading before the younger ones."""
    host.reply(PATH, page(medium(1, 400), medium(3, 1), after="more"), page(medium(2, 2)))
    first, second = map(value, await read(instagram, ADA, since=days(30)))
    assert [one.native_id for one in (*first.publications, *second.publications)] == ["3", "2"]


async def test_a_cursor_that_repeats(host: Host, instagram: Instagram) -> None:
    """A page that leads to itself is read once more at most, and completes nothing."""
    host.reply(PATH, page(medium(2, 2), after="again"))
    assert [value(outcome).complete for outcome in await read(instagram, ADA)] == [False, False]


@pytest.mark.parametrize("after", ["a){id}", "ä", " "])
async def test_a_cursor_of_another_shape(host: Host, instagram: Instagram, after: str) -> None:
    """What would change the question is not asked."""
    host.reply(PATH, page(medium(2, 2), after=after))
    assert await read(instagram, ADA) == [Changed("instagram: a cursor of another shape")]


async def test_ten_thousand_media(host: Host, client: GuardedClient) -> None:
    """The limit of pages ends the reading, which says how far it came."""

    async def endless(_: web.Request) -> web.StreamResponse:
        first = 50 * len(host.seen)
        media = [medium(n, n / 10) for n in range(first, first + 50)]
        return web.json_response(page(*media, after=f"c{first}"))

    host.handle(PATH, endless)
    outcomes = await read(Instagram(client, host.url, "t", "42", limits=Limits(3)), ADA)
    assert len(outcomes) == len(host.seen) == 3
    assert (value(outcomes[-1]).complete, value(outcomes[-1]).reached) == (False, days(19.9))


@pytest.mark.parametrize("media", [None, {}, {"data": []}, []])
async def test_nothing_published(host: Host, instagram: Instagram, media: object) -> None:
    """No media are no refusal."""
    host.reply(PATH, discovered(media=media))
    (outcome,) = await read(instagram, ADA)
    assert value(outcome) == Reading((), (), None, complete=True)


async def test_media_without_their_owner(host: Host, instagram: Instagram) -> None:
    """Whose they are is asked for; without it nothing is counted, and nobody is gone."""
    host.reply(PATH, {"business_discovery": {"media": {"data": [medium(1, 1)]}}})
    assert await read(instagram, ADA) == [Changed("instagram: media without their owner")]


async def test_media_of_another_shape(host: Host, instagram: Instagram) -> None:
    """Media without ids are told to the operator."""
    host.reply(PATH, discovered(media={"data": [{"odd": 1}]}))
    assert await read(instagram, ADA) == [Changed("instagram: media of another shape")]


def test_the_declaration() -> None:
    """Off by default, free, and in need of two settings."""
    assert DECLARATION.network_class is NetworkClass.CREDENTIALS
    assert DECLARATION.needs == ("token", "account_id")
    assert DECLARATION.price == 0


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("instagram:Ada.Lovelace", "ada.lovelace"),
        ("Instagram: @ada_l", "ada_l"),
        ("https://www.instagram.com/Ada.Lovelace/", "ada.lovelace"),
        ("instagram.com/ada?igsh=abc&utm_source=qr", "ada"),
        ("https://m.instagram.com/ada/reels/", "ada"),
        ("https://www.instagram.com/ada/p/CVVV5iaIaBp/", "ada"),
        ("https://www.instagram.com/stories/ada/123/", "ada"),
        ("https://instagram.com/_u/ada", "ada"),
        ("https://instagram.com/@ada", "ada"),
        ("https://instagr.am/ada", "ada"),
        ("https://ig.me/m/ada", "ada"),
        ("https://www.instagram.com/popular.ada", "popular.ada"),
        ("https://www.instagram.com/12345/", "12345"),
    ],
)
def test_what_people_paste(text: str, handle: str) -> None:
    """Prefixes and every form of address name one account."""
    assert parse_reference(text, [DECLARATION]) == Reference("instagram", handle)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.instagram.com/",
        "https://www.instagram.com/p/CVVV5iaIaBp/",
        "https://www.instagram.com/reel/CVVV5iaIaBp/",
        "https://www.instagram.com/explore/tags/ada",
        "https://www.instagram.com/stories/highlights/1/",
        "https://notinstagram.com/ada",
        "instagram:.ada",
        "instagram:ada..l",
        "instagram:7:ada",
        "instagram:" + "a" * 31,
    ],
)
def test_what_names_no_account(text: str) -> None:
    """Pages of the network, other hosts and impossible names are refused."""
    with pytest.raises(UnclearReferenceError):
        parse_reference(text, [DECLARATION])


# Recorded answers.

META = SHARED / "apis" / "meta" / "recorded"
RECORDED = sorted(str(path.relative_to(META)) for path in META.rglob("*.json"))
Recorded = Callable[[str], Any]


@pytest.mark.parametrize("name", RECORDED or ["none"])
async def test_recorded_answers(
    host: Host, instagram: Instagram, recorded: Recorded, name: str
) -> None:
    """Whichever recorded answer of Meta stands in for whichever call, the outcome is declared."""
    body = recorded(f"meta/recorded/{name}")
    host.reply(PATH, Reply(body, 400 if "error" in body else 200))
    outcome = await instagram.profile("facebookfordevelopers")
    profile = Profile("instagram", "17841407673135339:ada", "ada", "", "", None)
    (page, *_) = await read(instagram, profile)
    if "error" in body:
        assert outcome == page == NeedsCredentials()
    elif "business_discovery" in body:
        named = body["business_discovery"]["id"].isdecimal()  # some are blotted out
        assert isinstance(outcome, Data if named else Changed)
        assert isinstance(page, Data if named else Gone)
    else:
        assert isinstance(outcome, Changed)
        assert isinstance(page, Changed)


async def test_the_recorded_profile(host: Host, instagram: Instagram, recorded: Recorded) -> None:
    """The recorded account has its id, its text for a proof, and its figures."""
    host.reply(PATH, recorded("meta/recorded/instagram/apidata/discovery/user_fields.json"))
    outcome = await instagram.profile("facebookfordevelopers")
    assert isinstance(outcome, Data)
    found = outcome.value
    assert found.native_id == "17841407673135339:facebookfordevelopers"
    assert (found.followers, found.publications) == (64976, 436)
    assert found.texts[0].startswith("Follow us for updates")


@pytest.mark.parametrize(
    ("folder", "native_id", "totals"),
    [
        (
            "instagram/apidata/discovery/medias",
            "17841407673135339",
            [(87, 11), (186, 16), (50, 3), (86, 5)],
        ),
        ("base/discovery_medias", None, None),
    ],
)
async def test_recorded_pages(
    host: Host,
    instagram: Instagram,
    recorded: Recorded,
    folder: str,
    native_id: str | None,
    totals: list[tuple[int, int]] | None,
) -> None:
    """Two recorded pages follow each other by their nested cursor."""
    pages = [recorded(f"meta/recorded/{folder}_p{n}.json") for n in (1, 2)]
    pages[1]["business_discovery"]["media"]["paging"] = {"cursors": {"before": "before"}}
    identity = native_id or pages[0]["business_discovery"]["id"]
    host.reply(PATH, *pages)
    profile = Profile("instagram", f"{identity}:ada", "ada", "", "", None)
    first, second = map(value, await read(instagram, profile))
    found = [
        (one.totals[Kind.LIKE], one.totals[Kind.COMMENT])
        for one in (*first.publications, *second.publications)
    ]
    assert found == totals or (totals is None and len(found) == 10)
    assert (first.complete, second.complete) == (False, True)
    assert first.publications[0].at.tzinfo is UTC
