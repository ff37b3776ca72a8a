"""The Mastodon connector on small answers of the network's shape: who an account is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from scoring.errors import ConfigError
from scoring.networks import bluesky, github, mastodon
from scoring.networks.base import (
    Changed,
    Data,
    Gone,
    Limited,
    Moved,
    NeedsCredentials,
    Outcome,
    Private,
    Profile,
    Suspended,
    Temporary,
)
from scoring.networks.closed import CLOSED
from scoring.networks.connecting import EmptyPurse, Tools
from scoring.networks.http import GuardedClient
from scoring.networks.mastodon import Mastodon, connect
from scoring.networks.mastodon_actors import Account
from scoring.networks.reference import InvalidHandleError, NotUnderstoodError, parse_reference
from scoring.settings import NetworkSettings
from tests.scoring.networks.fediverse import (
    ADA,
    BORN,
    FINGER,
    HOME,
    LOOKUP,
    account,
    answer_fingers,
    client_of,
    finger,
    instances,
    settle,
)
from tests.scoring.networks.serving import Host, Reply, client_for

DECLARED = (mastodon.DECLARATION, bluesky.DECLARATION, github.DECLARATION, *CLOSED)
HANDLE = f"ada@{HOME}"


def parse(text: str) -> str:
    return str(parse_reference(text, DECLARED, on=["bluesky", "github", "mastodon"]))


@pytest.fixture
async def client(host: Host) -> AsyncIterator[GuardedClient]:
    async with client_of(host) as client:
        yield client


@pytest.fixture
def fedi(client: GuardedClient, host: Host) -> Mastodon:
    return Mastodon(client, instances(host))


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("ada@social.example", "mastodon:ada@social.example"),
        ("@Ada_L@Social.Example", "mastodon:ada_l@social.example"),
        ("mastodon: @ada@social.example", "mastodon:ada@social.example"),
        ("Mastodon:ada.l@social.example", "mastodon:ada.l@social.example"),
        ("@ada@büro.example", "mastodon:ada@büro.example"),
        ("https://social.example/@ada", "mastodon:ada@social.example"),
        ("social.example/@ada", "mastodon:ada@social.example"),
        ("https://social.example/@ada/", "mastodon:ada@social.example"),
        ("https://social.example/@ada/1170205?x=1", "mastodon:ada@social.example"),
        ("https://social.example/@ada/with_replies", "mastodon:ada@social.example"),
        ("https://social.example/web/@ada", "mastodon:ada@social.example"),
        ("https://social.example/deck/@ada", "mastodon:ada@social.example"),
        ("https://social.example/users/ada", "mastodon:ada@social.example"),
        ("https://social.example/users/ada/statuses/1", "mastodon:ada@social.example"),
        ("https://social.example/@ada@other.example", "mastodon:ada@other.example"),
        ("https://social.example/@ada@other.example/117", "mastodon:ada@other.example"),
        ("https://social.example/web/@ada@other.example", "mastodon:ada@other.example"),
        ("https://elk.zone/social.example/@ada", "mastodon:ada@social.example"),
        ("<https://social.example/%40ada>", None),
        ("https://bsky.app/profile/ada.test", "bluesky:ada.test"),
        ("https://github.com/ada", "github:ada"),
        ("https://www.reddit.com/user/ada", "reddit:ada"),
        ("https://medium.com/@ada", None),
        ("https://www.youtube.com/@ada", None),
        ("https://social.example/ap/users/117", None),
        ("https://social.example/about", None),
        ("https://social.example:8080/@ada", None),
        ("https://127.0.0.1/@ada", None),
        ("https://github.com@evil.example/@ada", None),
        ("https://ada:secret@social.example/@ada", None),
    ],
)
def test_what_people_type(text: str, reference: str | None) -> None:
    """Handles and every form of a profile's URL name one account; other URLs are left alone."""
    if reference is None:
        with pytest.raises(NotUnderstoodError):
            parse(text)
    else:
        assert parse(text) == reference
        assert parse(reference) == reference


@pytest.mark.parametrize(
    "handle",
    [
        "ada",
        "ada@",
        "ada@localhost",
        "ada@127.0.0.1",
        "ada@a.example:81",
        "-a@a.example",
        "a@b@c.d",
    ],
)
def test_handles_that_cannot_be(handle: str) -> None:
    """Without a host's name, or with more than one, it is no handle."""
    with pytest.raises(InvalidHandleError):
        parse(f"mastodon:{handle}")


WORDS = st.text("abz09é", min_size=1, max_size=8)
NAMES = st.text("abz09_", min_size=1, max_size=8)
HANDLES = st.builds(
    lambda user, parts, end: (
        f"{'.'.join(user)}@{'.'.join(['-'.join(part) for part in parts])}.{end}"
    ),
    st.lists(NAMES, min_size=1, max_size=2),
    st.lists(st.lists(WORDS, min_size=1, max_size=2), min_size=1, max_size=3),
    st.sampled_from(["example", "zab", "éa"]),
)


@given(HANDLES)
def test_every_handle(handle: str) -> None:
    """Whatever is a handle is found by prefix, alone, and in each form of URL."""
    assert re.fullmatch(mastodon.DECLARATION.handle_pattern, handle)
    user, _, host = handle.partition("@")
    expected = f"mastodon:{handle.removeprefix('@')}".lower()
    urls = (
        f"https://{host}/@{user}",
        f"https://{host}/users/{user}",
        f"https://x.example/@{handle}",
    )
    for text in (f"mastodon:{handle}", handle, f"@{handle}", *urls):
        assert parse(text) == expected


async def test_a_profile(host: Host, fedi: Mastodon) -> None:
    """An account is its actor's URI; bio, fields and verified links may hold a proof."""
    link = '<a href="https://ada.example/" rel="me"><span class="x">https://</span>ada.example/</a>'
    fields = [
        {"name": "Web", "value": link, "verified_at": "2026-04-11T12:08:00.687+00:00"},
        {"name": "Blog", "value": '<a href="https://blog.example/b">blog</a>', "verified_at": None},
        {"name": "Proof", "value": "renown-5678"},
        "odd",
    ]
    figures = {"followers_count": 3, "statuses_count": 0}
    settle(host, note="<p>renown-1234<br>I &amp; you</p>", fields=fields, **figures)
    found = await fedi.profile(f"@Ada@{HOME.title()}")
    texts = ("renown-1234 I & you", "https://ada.example/", "blog", "renown-5678")
    url = f"https://{HOME}/@ada"
    links = ("https://ada.example/", "https://blog.example/b")
    expected = Profile("mastodon", ADA, HANDLE, "Ada", url, BORN, texts, 3, 0, links=links)
    assert found == await fedi.profile(ADA) == Data(expected)
    assert host.asked(FINGER)[0].query["resource"] == f"acct:{HANDLE}"
    assert {request.query["acct"] for request in host.asked(LOOKUP)} == {"ada"}


async def test_an_account_with_a_number(host: Host, fedi: Mastodon) -> None:
    """Newer instances number their actors: such an account is asked for by its number."""
    uri = f"https://{HOME}/ap/users/117"
    host.reply(FINGER, finger(HANDLE, uri))
    host.reply("/api/v1/accounts/117", account(117, uri=uri))
    for asked in (HANDLE, uri):
        outcome = await fedi.profile(asked)
        assert isinstance(outcome, Data)
        assert (outcome.value.native_id, outcome.value.handle) == (uri, HANDLE)


@pytest.mark.parametrize("asked", ["ada@example.org", "ada@social.example.org"])
async def test_a_domain_that_is_not_its_server(host: Host, fedi: Mastodon, asked: str) -> None:
    """Where domain and server name each other, the account has the domain's handle."""
    actor = "https://social.example.org/users/ada"
    both = ("ada@example.org", actor)
    answer_fingers(
        host,
        {
            ("example.org", "ada@example.org"): both,
            ("social.example.org", "ada@social.example.org"): both,
        },
    )
    host.reply(LOOKUP, account(uri=actor))
    for handle in (asked, actor):
        outcome = await fedi.profile(handle)
        assert isinstance(outcome, Data)
        assert (outcome.value.native_id, outcome.value.handle) == (actor, "ada@example.org")
    assert len(host.asked(FINGER)) == 4  # each end once for a handle, and once for the actor


async def test_a_domain_that_points_at_somebody(host: Host, fedi: Mastodon) -> None:
    """Anybody may point at an account: it is found, under the handle that its server gives."""
    answer_fingers(
        host,
        {
            ("example.org", "me@example.org"): (HANDLE, ADA),
            (HOME, HANDLE): (HANDLE, ADA),
        },
    )
    host.reply(LOOKUP, account())
    outcome = await fedi.profile("me@example.org")
    assert isinstance(outcome, Data)
    assert (outcome.value.native_id, outcome.value.handle) == (ADA, HANDLE)


async def test_a_server_that_claims_a_handle_of_others(host: Host, fedi: Mastodon) -> None:
    """A handle whose own domain names somebody else is not believed, nor is a foreign URI."""
    evil = "https://other.example/users/eve"
    answer_fingers(
        host,
        {
            ("other.example", "eve@other.example"): (HANDLE, evil),
            (HOME, HANDLE): (HANDLE, ADA),
        },
    )
    host.reply(LOOKUP, account(name="eve", uri=ADA, url=f"https://{HOME}/@ada"))
    outcome = await fedi.profile("eve@other.example")
    assert isinstance(outcome, Data)
    assert outcome.value.native_id == evil
    assert outcome.value.handle == "eve@other.example"
    assert outcome.value.url == "https://other.example/@eve"


async def test_a_name_in_another_script(host: Host, fedi: Mastodon) -> None:
    """A host in another script is asked by its punycode; one that mixes scripts never is."""
    uri = "https://xn--bro-hoa.example/users/ada"
    host.reply(FINGER, finger("ada@büro.example", uri))
    host.reply(LOOKUP, account(uri=uri))
    outcome = await fedi.profile("ada@büro.example")
    assert isinstance(outcome, Data)
    assert outcome.value.handle == "ada@xn--bro-hoa.example"
    asked = len(host.seen)
    assert await fedi.profile("ada@s\u043ecial.example") == Gone()
    assert len(host.seen) == asked


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply({"error": "Record not found"}, 404), Gone()),
        (Reply(b"<html>", 404, {"Content-Type": "text/html"}), Gone()),
        (Reply(b"", 410), Gone()),
        (Reply({"error": "bad resource"}, 400), Gone()),
        (Reply(b"", 403), Changed("mastodon: WebFinger, HTTP 403")),
        (Reply({"subject": "acct:ada@social.example", "links": []}), Gone()),
        (Reply([]), Gone()),
        (Reply({"links": "none"}), Gone()),
        (
            Reply(finger(actor="http://social.example/users/ada")),
            Changed("mastodon: an actor without a host"),
        ),
        (
            Reply(finger(actor="https://127.0.0.1/users/ada")),
            Changed("mastodon: an actor without a host"),
        ),
        (
            Reply(b"<html>", headers={"Content-Type": "text/html"}),
            Changed("the answer is not JSON"),
        ),
    ],
)
async def test_domains_that_know_nobody(
    host: Host, fedi: Mastodon, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """What a domain says of a handle decides before any instance is asked."""
    host.reply(FINGER, reply)
    assert await fedi.profile(HANDLE) == outcome
    assert not host.asked(LOOKUP)


NO_API = Changed("mastodon: an instance without this API")
HTML = {"Content-Type": "text/html"}
ODD = Changed("mastodon: an account of another shape")


@pytest.mark.parametrize(
    ("reply", "by_handle", "by_uri"),
    [
        (Reply({"error": "Record not found"}, 404), Gone(), Gone()),
        (Reply(b"<html>", 404, HTML), NO_API, Gone()),
        (Reply({"error": "Gone"}, 410), Gone(), Gone()),
        (Reply({"error": "Unauthorized"}, 401), NeedsCredentials(), NeedsCredentials()),
        (Reply(b"Unauthorized", 401), NeedsCredentials(), NeedsCredentials()),
        (Reply({"error": "Forbidden"}, 403), NeedsCredentials(), NeedsCredentials()),
        (Reply(b"<html>", 403, HTML), Changed("mastodon: HTTP 403"), Changed("mastodon: HTTP 403")),
        (
            Reply({"error": "This method requires an authenticated user"}, 422),
            NeedsCredentials(),
            NeedsCredentials(),
        ),
        (Reply({"error": "?"}, 422), Changed("mastodon: HTTP 422"), Changed("mastodon: HTTP 422")),
        (Reply(b"Bad Request", 400), Changed("mastodon: HTTP 400"), Changed("mastodon: HTTP 400")),
        (Reply(b"", 302, {"Location": "/login"}), Changed("too many redirects"), None),
        (Reply(account(suspended=True)), Suspended(), Suspended()),
        (Reply(account(locked=True)), Private(), Private()),
        (Reply(account(acct="ada@other.example")), ODD, ODD),
        (Reply({"id": "7"}), ODD, ODD),
        (Reply([]), ODD, ODD),
        (Reply({}, 429, {"X-RateLimit-Reset": "2026-11-23T12:05:00Z"}), Limited, Limited),
        (Reply(b"", 503), Temporary("HTTP 503"), Temporary("HTTP 503")),
    ],
)
async def test_accounts_that_are_not_read(
    host: Host, fedi: Mastodon, reply: Reply, by_handle: Any, by_uri: Any
) -> None:
    """Each refusal of an instance has its outcome, however its software words it."""
    host.reply(FINGER, finger())
    host.reply("/login", Reply(b"", 302, {"Location": "/login"}))
    host.reply(LOOKUP, reply)
    for asked, expected in ((HANDLE, by_handle), (ADA, by_uri or by_handle)):
        outcome = await fedi.profile(asked)
        assert outcome == expected or (isinstance(expected, type) and isinstance(outcome, expected))


async def test_an_account_that_moved(host: Host, fedi: Mastodon) -> None:
    """It says where to, within its instance or beyond; a lock on what it left does not matter."""
    settle(host, locked=True, moved=account(8, "countess", acct="countess@other.example"))
    assert await fedi.profile(HANDLE) == Moved("countess@other.example")
    settle(host, moved=account(8, "countess"))
    assert await fedi.profile(ADA) == Moved(f"countess@{HOME}")


async def test_a_name_that_somebody_else_took(host: Host, fedi: Mastodon) -> None:
    """Under the old name lives another actor: the former one is gone."""
    settle(host, uri=f"https://{HOME}/ap/users/118")
    assert await fedi.profile(ADA) == Gone()


@pytest.mark.parametrize("wish", ["noindex", "limited"])
async def test_who_does_not_want_to_be_found(host: Host, fedi: Mastodon, wish: str) -> None:
    """They can link their account; strangers are not shown it."""
    settle(host, **{wish: True})
    outcome = await fedi.profile(HANDLE)
    assert isinstance(outcome, Data)
    assert not outcome.value.listed


async def test_servers_that_tell_less(host: Host, fedi: Mastodon) -> None:
    """Without URI, date or figures an account is still the one that WebFinger named."""
    bare = {"id": 7, "username": "Ada", "url": "javascript:alert(1)", "created_at": "soon"}
    host.reply(FINGER, finger())
    host.reply(LOOKUP, bare)
    outcome = await fedi.profile(HANDLE)
    url = f"https://{HOME}/@Ada"
    assert outcome == Data(Profile("mastodon", ADA, HANDLE, "Ada", url, None))


async def test_a_finger_that_fails_on_the_way_back(host: Host, fedi: Mastodon) -> None:
    """A server that hides from WebFinger keeps its own handle; one that is down renames nobody."""
    host.reply(LOOKUP, account())
    outcome = await fedi.profile(ADA)
    assert isinstance(outcome, Data)
    assert outcome.value.handle == HANDLE
    host.reply(FINGER, Reply(b"", 503))
    assert await fedi.profile(ADA) == Temporary("HTTP 503")


async def test_a_token_goes_to_its_own_instance_only(host: Host, client: GuardedClient) -> None:
    """The operator's token of one instance is not shown to another, nor to WebFinger."""
    settings = NetworkSettings(
        base_url=f"http://{{host}}:{host.port}", token=SecretStr(f"{HOME}=a-secret-token")
    )
    fedi = connect(Tools(client, EmptyPurse()), settings)
    settle(host)
    await fedi.profile(ADA)
    sent = {r.path: r.headers.get("Authorization") for r in host.seen}
    assert sent == {LOOKUP: "Bearer a-secret-token", FINGER: None}
    host.seen.clear()
    host.reply(LOOKUP, Reply(b"Bad Request: token not found", 400))
    assert await fedi.profile(ADA) == NeedsCredentials()
    await fedi.profile("https://other.example/users/ada")
    assert "Authorization" not in host.seen[-1].headers
    with pytest.raises(ConfigError):
        connect(Tools(client, EmptyPurse()), NetworkSettings(token=SecretStr("a-token")))


async def test_no_instance() -> None:
    """Where nothing can be reached, one outcome says so; private hosts are never asked."""
    async with Host() as closed:
        port, url = closed.port, closed.url
    async with client_for(private=[f"127.0.0.1:{port}"]) as client:
        for origin in (url, f"https://127.0.0.1:{port + 1}"):
            outcome = await Mastodon(client, instances(closed)).profile(HANDLE)
            assert isinstance(outcome, Temporary), origin
            assert not outcome.reachable


def test_faces_are_weighed_by_what_is_known() -> None:
    """A drawn picture is none; of strangers from elsewhere a 0 says nothing."""
    near = Account.model_validate(account(followers_count=0, following_count=4, statuses_count=0))
    face = near.face(ADA)
    assert (face.followers, face.followings, face.publications) == (0, 4, 0)
    assert (face.created_at, face.has_picture, face.has_text) == (BORN, True, True)
    drawn = {"avatar": "https://a.example/avatars/original/missing.png", "note": "<p></p>"}
    far = Account.model_validate(
        account(acct="ada@other.example", followers_count=0, following_count=9, **drawn)
    ).face("x")
    assert (far.followers, far.followings, far.publications) == (None, 9, None)
    assert (far.has_picture, far.has_text) == (False, False)


@pytest.mark.parametrize(
    ("fields", "actor"),
    [
        ({}, ADA),
        ({"uri": ""}, ADA),
        (
            {"uri": "", "pleroma": {"ap_id": "https://x.example/users/a"}},
            "https://x.example/users/a",
        ),
        ({"uri": None, "url": None}, ADA),
        ({"uri": None, "acct": "ada@other.example"}, "https://other.example/users/ada"),
        ({"uri": None, "url": "", "acct": "ada@far.example"}, "https://far.example/users/ada"),
    ],
)
def test_an_actor_is_the_same_everywhere(fields: dict[str, Any], actor: str) -> None:
    """Instances that do not tell an actor's URI give the one that it has."""
    assert Account.model_validate(account(**fields)).actor(HOME) == actor
