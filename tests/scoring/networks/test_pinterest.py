"""The Pinterest connector on small answers of the network's shape, and on its own examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Gone,
    Grantable,
    Kind,
    NeedsCredentials,
    Outcome,
    Profile,
    Publication,
    Reading,
)
from scoring.networks.http import GuardedClient
from scoring.networks.pinterest import DECLARATION, Limits, Pinterest
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import build_networks
from scoring.settings import NetworkSettings
from tests.scoring.networks.examples import example
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Host, Reply

ADA = Profile("pinterest", "7", "ada", "Ada", "https://www.pinterest.com/ada/", None)
ACCOUNT, BOARDS, PINS = "/user_account", "/boards", "/pins"
DESCRIPTION = "pinterest/openapi.v5.subset.json"


def account(**fields: Any) -> dict[str, Any]:
    return {"id": "7", "username": "Ada", "about": "maps", "account_type": "PINNER"} | fields


def pin(name: str = "1", age: float = 1, **fields: Any) -> dict[str, Any]:
    told = {"90d": {"save": 1}, "lifetime_metrics": {"save": 0, "reaction": 0, "comment": 0}}
    return {
        "id": name,
        "created_at": days(age).replace(tzinfo=None).isoformat(),
        "board_id": "70",
        "parent_pin_id": None,
        "is_owner": True,
        "pin_metrics": told,
    } | fields


def measured(**figures: Any) -> dict[str, Any]:
    return {"pin_metrics": {"lifetime_metrics": figures}}


def listed(*found: Any, bookmark: str | None = None) -> dict[str, Any]:
    return {"items": list(found), "bookmark": bookmark}


def refused(status: int, code: int = 2) -> Reply:
    return Reply({"code": code, "message": "no"}, status)


@pytest.fixture
def client(client: GuardedClient, host: Host) -> GuardedClient:
    host.reply(ACCOUNT, account())
    host.reply(BOARDS, listed({"id": "70", "name": "Old Maps", "privacy": "PUBLIC"}))
    return client


@pytest.fixture
def pinterest(client: GuardedClient, host: Host) -> Pinterest:
    return Pinterest(client, host.url).granted("member-token")


async def test_a_profile(host: Host, pinterest: Pinterest) -> None:
    """The account that gave its consent is known by its id, and by its name."""
    host.reply(ACCOUNT, account(business_name="Ada's", follower_count=3, pin_count=2))
    home = "https://www.pinterest.com/Ada/"
    expected = Profile("pinterest", "7", "ada", "Ada's", home, None, ("maps",), 3, 2)
    assert await pinterest.profile("ada") == await pinterest.profile("7") == Data(expected)
    assert host.seen[0].headers["Authorization"] == "Bearer member-token"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (refused(401), NeedsCredentials()),
        (refused(403), NeedsCredentials()),
        (refused(404), Gone()),
        (refused(400), Changed("pinterest: HTTP 400")),
        (Reply(account(id="8", username="bob")), NeedsCredentials()),
        (Reply({"username": "ada"}), Changed("pinterest: a profile without id and name")),
        (Reply([]), Changed("pinterest: a profile without id and name")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, pinterest: Pinterest, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Each refusal has its own outcome; the consent of another account is none."""
    host.reply(ACCOUNT, reply)
    assert await pinterest.profile("ada") == outcome


async def test_whose_consent_it_is(host: Host, pinterest: Pinterest) -> None:
    """The account behind the token, whatever name was expected."""
    host.reply(ACCOUNT, account(id="8", username="Bob"))
    owner = await pinterest.owner()
    assert isinstance(owner, Data)
    assert (owner.value.native_id, owner.value.handle) == ("8", "bob")
    host.reply(ACCOUNT, refused(401))
    assert await pinterest.owner() == NeedsCredentials()


async def test_without_a_grant(host: Host, client: GuardedClient) -> None:
    """Nobody can be looked up without a member's consent, and nothing is asked."""
    pinterest = Pinterest(client, host.url)
    assert await pinterest.profile("ada") == NeedsCredentials()
    assert await pinterest.owner() == NeedsCredentials()
    assert await read(pinterest, ADA) == [NeedsCredentials()]
    assert host.seen == []


async def test_off_until_the_operator_wants_it(client: GuardedClient, host: Host) -> None:
    """An application alone does not switch it on; then it waits for a member's consent."""
    settings = NetworkSettings(base_url=host.url, client_id="i", client_secret=SecretStr("s"))
    assert build_networks(client, {"pinterest": settings}).connector("pinterest") is None
    on = settings.model_copy(update={"enabled": True})
    network = build_networks(client, {"pinterest": on}).reachable("pinterest")
    assert isinstance(network, Grantable)
    assert isinstance(await network.granted("member-token").profile("ada"), Data)


async def test_totals(host: Host, pinterest: Pinterest) -> None:
    """Lifetime figures are totals without faces; the board's name is the topic."""
    host.reply(PINS, listed(pin(**measured(save=5, reaction=10, comment=0, impression=99))))
    (outcome,) = await read(pinterest, ADA, since=days(30))
    totals = {Kind.REPOST: 5, Kind.LIKE: 10, Kind.COMMENT: 0}
    unread = {Kind.REPOST: 5, Kind.LIKE: 10}
    expected = Publication("1", days(1), totals, ("old maps",), unread=unread)
    assert value(outcome) == Reading((expected,), (), days(30), complete=True)
    query = host.asked(PINS)[0].query
    assert (query["pin_metrics"], query["pin_filter"]) == ("true", "exclude_repins")


@pytest.mark.parametrize(
    "metrics",
    [
        None,
        {},
        {"90d": {"save": 4}},
        {"lifetime_metrics": None},
        {"lifetime_metrics": {"save": "4"}},
    ],
)
async def test_figures_that_are_not_offered(host: Host, pinterest: Pinterest, metrics: Any) -> None:
    """A pin without lifetime figures has no totals, and those of ninety days are none."""
    host.reply(PINS, listed(pin(pin_metrics=metrics)))
    (outcome,) = await read(pinterest, ADA)
    (publication,) = value(outcome).publications
    assert (publication.totals, publication.unread) == ({}, {})


async def test_what_is_left_out(host: Host, pinterest: Pinterest) -> None:
    """Pins saved from others are not read, nor those that nothing dates."""
    others = [pin("2", parent_pin_id="9"), pin("3", is_owner=False), pin("4", created_at="soon")]
    old = pin("5", created_at="1970-01-01T00:00:00")
    host.reply(PINS, listed(pin("1", -3), *others, old, {"odd": 1}, "odd", pin("6", 40)))
    (outcome,) = await read(pinterest, ADA, since=days(30))
    assert [(one.native_id, one.at) for one in value(outcome).publications] == [("1", NOW)]


async def test_boards_without_a_topic(host: Host, pinterest: Pinterest) -> None:
    """Secret and unknown boards give no topic; boards come page by page."""
    secret = {"id": "71", "name": "Gift for Bob", "privacy": "SECRET"}
    host.reply(BOARDS, listed(secret, bookmark="b"), listed({"id": "72", "name": "Charts"}))
    boards = ("71", "72", "73")
    host.reply(PINS, listed(*(pin(board, board_id=board) for board in boards)))
    (outcome,) = await read(pinterest, ADA)
    assert [one.topics for one in value(outcome).publications] == [(), ("charts",), ()]
    assert host.asked(BOARDS)[1].query["bookmark"] == "b"


async def test_pages_in_no_order(host: Host, pinterest: Pinterest) -> None:
    """The order is not promised: only a page that is old as a whole ends a reading."""
    pages = [(("1", 40), ("2", 3)), (("3", 2), ("4", 50)), (("5", 60), ("6", 70))]
    found = [[pin(name, age) for name, age in page] for page in pages]
    host.reply(PINS, *(listed(*page, bookmark=f"b{n}") for n, page in enumerate(found)))
    readings = [value(outcome) for outcome in await read(pinterest, ADA, since=days(30))]
    assert [[p.native_id for p in one.publications] for one in readings] == [["2"], ["3"], []]
    assert [one.complete for one in readings] == [False, False, True]
    assert [one.reached for one in readings] == [days(40), days(50), days(30)]


async def test_pages_in_circles(host: Host, pinterest: Pinterest) -> None:
    """A bookmark that comes again ends the reading, which is not whole."""
    host.reply(PINS, listed(pin(), bookmark="again"))
    outcomes = await read(pinterest, ADA)
    assert [value(one).complete for one in outcomes] == [False, False]


async def test_ten_thousand_pins(host: Host, client: GuardedClient) -> None:
    """A list without end is cut after the pages that one reading may cost."""

    async def page(request: web.Request) -> web.StreamResponse:
        turn = int(request.query.get("bookmark", "1"))
        return web.json_response(listed(pin(str(turn), turn), bookmark=str(turn + 1)))

    host.handle(PINS, page)
    outcomes = await read(Pinterest(client, host.url, "t", limits=Limits(pins=3)), ADA)
    assert len(outcomes) == 3
    assert (value(outcomes[-1]).reached, value(outcomes[-1]).complete) == (days(3), False)


async def test_no_pins(host: Host, pinterest: Pinterest) -> None:
    """Nothing published is a whole reading of nothing, whatever bookmark it comes with."""
    host.reply(PINS, listed(bookmark="more"))
    (outcome,) = await read(pinterest, ADA, since=days(30))
    assert value(outcome) == Reading((), (), days(30), complete=True)


@pytest.mark.parametrize("path", [BOARDS, PINS])
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (refused(401), NeedsCredentials()),
        (refused(403), NeedsCredentials()),
        (refused(404), Gone()),
        (refused(400), Changed("pinterest: HTTP 400")),
    ],
)
async def test_lists_that_are_refused(
    host: Host, pinterest: Pinterest, path: str, reply: Reply, outcome: Outcome[Reading]
) -> None:
    """Without boards or pins there is one outcome that says why."""
    host.reply(path, reply)
    host.reply({BOARDS: PINS, PINS: BOARDS}[path], listed())
    assert await read(pinterest, ADA) == [outcome]


@pytest.mark.parametrize("body", [{}, [], {"items": {}}, listed({"odd": 1})])
async def test_pins_of_another_shape(host: Host, pinterest: Pinterest, body: Any) -> None:
    """An answer that is no list of pins means that something changed."""
    host.reply(PINS, body)
    assert await read(pinterest, ADA) == [Changed("pinterest: pins of another shape")]


async def test_nobody_is_named(pinterest: Pinterest) -> None:
    """There are no profiles of people who acted."""
    assert await pinterest.actors(["2"]) == Data([ActorProfile("2")])


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("pinterest:Ada", "ada"),
        ("https://www.pinterest.com/ada/", "ada"),
        ("https://fr.pinterest.com/Ada_1/maps/", "ada_1"),
        ("https://www.pinterest.co.uk/ada/_saved", "ada"),
        ("pinterest.com.au/ada", "ada"),
        ("https://www.pinterest.de/ada?x=1", "ada"),
        ("https://www.pinterest.com/pin/123/", None),
        ("https://www.pinterest.com/ideas/maps/1/", None),
        ("https://pinterest.com.evil.example/ada", None),
        ("https://www.pinterest.com/", None),
        ("https://pin.it/abc", None),
    ],
)
def test_what_people_type(text: str, handle: str | None) -> None:
    """Names and pasted addresses of any country name one account; other pages name none."""
    if handle is None:
        with pytest.raises(UnclearReferenceError):
            parse_reference(text, [DECLARATION], on=["pinterest"])
    else:
        assert parse_reference(text, [DECLARATION]).handle == handle


async def test_the_token_shows_nowhere(client: GuardedClient, pinterest: Pinterest) -> None:
    """A member's token is in no text."""
    outcome = await pinterest.profile("ada")
    assert "member-token" not in repr(pinterest) + repr(outcome) + repr(client.budgets)


async def test_examples_of_the_description(
    host: Host, pinterest: Pinterest, recorded: Callable[[str], Any]
) -> None:
    """An account, a board and a pin made of the network's own examples are understood."""
    document = recorded(DESCRIPTION)
    schemas = document["components"]["schemas"]
    made, board, shown = (example(schemas[name], document) for name in ("Account", "Board", "Pin"))
    host.reply(ACCOUNT, made)
    outcome = await pinterest.profile("2783136121146311751")
    assert isinstance(outcome, Data)
    assert (outcome.value.followers, outcome.value.publications) == (10, 339)
    host.reply(BOARDS, listed(board))
    own = {"parent_pin_id": None, "is_owner": True, "board_id": board["id"]}
    host.reply(PINS, listed(shown | own))
    (reading,) = await read(pinterest, ADA)
    (publication,) = value(reading).publications
    assert publication.totals == {Kind.LIKE: 10, Kind.COMMENT: 2}
    assert publication.topics == ("summer recipes",)


@pytest.mark.parametrize(
    "path",
    [
        *("/user_account", "/boards", "/pins", "/boards/{board_id}", "/pins/{pin_id}"),
        *("/user_account/analytics", "/user_account/followers", "/user_account/websites"),
    ],
)
async def test_any_answer_anywhere(
    host: Host, pinterest: Pinterest, recorded: Callable[[str], Any], path: str
) -> None:
    """Whichever answer stands in for whichever other, every outcome is a declared one."""
    document = recorded(DESCRIPTION)
    for code, answer in document["paths"][path]["get"]["responses"].items():
        content = answer["content"]["application/json"]
        made = content.get("example") or example(content["schema"], document)
        status = int(code) if code.isdecimal() else 418
        for instead in (ACCOUNT, BOARDS, PINS):
            host.reply(ACCOUNT, account())
            host.reply(BOARDS, listed())
            host.reply(PINS, listed())
            if status != 429:  # a limit is the client's matter
                host.reply(instead, Reply(made, status))
            outcomes = [await pinterest.profile("ada"), *await read(pinterest, ADA)]
            declared = Data | Changed | Gone | NeedsCredentials
            assert all(isinstance(one, declared) for one in outcomes)
