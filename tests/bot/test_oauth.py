"""Confirming an account through Discord's connections: in a browser, against a strict Discord."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr
from yarl import URL

from bot.connections import Connections, doors_of
from bot.health import Health
from bot.i18n import I18n
from bot.oauth import ConsentSite
from bot.settings import DiscordSettings, Settings, WebSettings
from bot.web import serve_web
from scoring.challenge import Challenge
from scoring.clock import ManualClock
from scoring.consent import Doors
from scoring.core import Core, open_core
from scoring.networks.base import Proof
from scoring.networks.registry import Networks
from scoring.settings import DatabaseSettings, HttpSettings, PrivacySettings
from tests.scoring.networks.serving import Host, Reply
from tests.scoring.world import ADA, BOB, NOW, Town, ago, declared, refused

PUBLIC = "https://bot.example"
CALLBACK = f"{PUBLIC}/oauth/discord/callback"
CLIENT, SECRET = "4242", "client-secret-of-ours"
TOKEN, SELF, LIST, REVOKE = (
    "/oauth2/token",
    "/users/@me",
    "/users/@me/connections",
    "/oauth2/token/revoke",
)
BYSTANDER = "bystander-account-nobody-named"
ACCESS = "access-token-of-ada"


def connection(**more: Any) -> dict[str, Any]:
    """Ada's account in the town, as Discord lists it."""
    known = {"type": "town", "id": "town-ada", "name": "ada", "verified": True, "visibility": 1}
    return known | more


@dataclass
class Discord:
    """What Discord gives for a yes. It checks what it is told as strictly as the real one."""

    host: Host
    person: int = ADA
    listed: list[dict[str, Any]] = field(default_factory=lambda: [connection()])
    codes: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.host.handle(TOKEN, self._token)
        self.host.handle(SELF, self._self)
        self.host.handle(LIST, self._list)
        self.host.handle(REVOKE, self._revoke)

    def consent(self, address: str, code: str = "good") -> URL:
        """The member says yes on Discord's page; where the browser goes then."""
        asked = URL(address).query
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert set(asked["scope"].split()) == {"identify", "connections"}
        assert asked["redirect_uri"] == CALLBACK
        self.codes[code] = asked["code_challenge"]
        return URL(CALLBACK).with_query(code=code, state=asked["state"])

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        verifier = str(form.get("code_verifier", ""))
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        wrong = [
            name
            for name, holds in {
                "client": (form["client_id"], form["client_secret"]) == (CLIENT, SECRET),
                "grant": form["grant_type"] == "authorization_code",
                "redirect": form["redirect_uri"] == CALLBACK,
                "pkce": self.codes.pop(str(form["code"]), None) == challenge,
                "length": 43 <= len(verifier) <= 128,
            }.items()
            if not holds
        ]
        if wrong:
            self.refusals += wrong
            return web.json_response({"error": "invalid_grant"}, status=400)
        given = {"access_token": ACCESS, "refresh_token": "refresh-of-ada", "expires_in": 604800}
        return web.json_response(given | {"token_type": "Bearer", "scope": "identify connections"})

    async def _self(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {ACCESS}"
        return web.json_response({"id": str(self.person), "username": "ada"})

    async def _list(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {ACCESS}"
        others = [connection(type="steam", id=BYSTANDER, name=BYSTANDER)]
        return web.json_response([*others, *self.listed], headers={"ETag": '"one"'})

    async def _revoke(self, request: web.Request) -> web.Response:
        self.revoked.append(str((await request.post())["token"]))
        return web.json_response({})


@dataclass
class Desk:
    """The bot's web port with the core behind it, and a browser."""

    core: Core
    clock: ManualClock
    town: Town
    discord: Discord
    base: URL
    browser: aiohttp.ClientSession
    health: Health

    async def begin(self, user: int = ADA, **more: Any) -> Challenge:
        return await self.core.links.begin(user, "town:ada", **more)

    async def go(self, address: str | URL, **headers: str) -> aiohttp.ClientResponse:
        """Follow a public address, as the proxy brings it to the port."""
        here = self.base.join(URL(address).relative())
        return await self.browser.get(here, headers=headers, allow_redirects=False)

    async def away(self, challenge: Challenge) -> str:
        """From the button to Discord's page."""
        (offer,) = challenge.offers
        answer = await self.go(offer.url)
        assert answer.status == 303
        return answer.headers["Location"]

    async def back(self, challenge: Challenge) -> aiohttp.ClientResponse:
        """There, a yes, and back."""
        return await self.go(self.discord.consent(await self.away(challenge)))


def settings_in(folder: Path, host: Host) -> Settings:
    return Settings(
        database=DatabaseSettings(path=folder / "renown.db"),
        privacy=PrivacySettings(key_file=folder / "renown.key"),
        http=HttpSettings(allow_private_hosts=(host.origin,)),
        web=WebSettings(port=8080, public_url=PUBLIC),
        discord=DiscordSettings(
            client_id=CLIENT, client_secret=SecretStr(SECRET), api_base=host.url
        ),
    )


def town() -> Town:
    """A network that Discord knows by its members' native ids, or by their names."""
    known = replace(declared("town"), connection="town", proofs=(Proof.CODE, Proof.CONNECTION))
    return Town(known)


@asynccontextmanager
async def open_desk(
    folder: Path, host: Host, clock: ManualClock, place: Town
) -> AsyncIterator[Desk]:
    settings = settings_in(folder, host)
    doors = doors_of(settings)
    assert doors is not None
    async with (
        open_core(settings, clock, networks=Networks([place]), doors=doors) as core,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
    ):
        known = Connections(settings, core.networks, core.consents, doors, clock)
        health = Health(clock)
        site = ConsentSite(core.consents, core.grants, known, I18n.load(), name_of, health)
        async with serve_web(0, health, Ready(), site.routes()) as port:
            base = URL(f"http://127.0.0.1:{port}")
            yield Desk(core, clock, place, Discord(host), base, browser, health)


class Ready:
    def is_ready(self) -> bool:
        return True


async def name_of(user: int) -> str:
    return f"<b>member {user}</b>"


@pytest.fixture
async def desk(tmp_path: Path, host: Host) -> AsyncIterator[Desk]:
    place = town()
    place.settle("ada", created_at=ago(400))
    async with open_desk(tmp_path, host, ManualClock(NOW), place) as opened:
        yield opened


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    async with Host() as running:
        yield running


@pytest.fixture(autouse=True)
def by_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """The town's ids are those that Discord has."""
    monkeypatch.setattr("bot.connections.BY_ID", frozenset({"town"}))


async def test_an_account_is_confirmed_and_then_verified(desk: Desk) -> None:
    """Away, a yes, back; the code is nowhere, and *Verify* still finds the account confirmed."""
    challenge = await desk.begin()
    page = await desk.back(challenge)
    assert page.status == 200
    assert "press Verify" in await page.text()
    linked = await desk.core.links.verify(ADA)
    assert linked.account.native_id == "town-ada"
    assert desk.discord.refusals == []
    assert (await refused(desk.core.links.verify(ADA))).key == "nothing_pending"


async def test_nothing_of_the_list_or_the_token_stays(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in the database nor in the log; the token is revoked before the page is shown."""
    caplog.set_level(logging.DEBUG)
    challenge = await desk.begin()
    address = await desk.away(challenge)
    state = URL(address).query["state"]
    await desk.go(desk.discord.consent(address))
    await desk.core.links.verify(ADA)
    assert desk.discord.revoked == [ACCESS]
    copy = desk.core.database.path.with_name("copy.db")
    await desk.core.database.backup(copy)
    files = list(copy.parent.iterdir())
    kept = b"".join([await asyncio.to_thread(file.read_bytes) for file in files])
    for secret in (BYSTANDER, ACCESS, "refresh-of-ada", state, SECRET):
        assert secret.encode() not in kept
        assert secret not in caplog.text
    assert state not in desk.core.consents.verifier(state)


async def test_the_list_is_not_asked_for_before_the_person_is_known(desk: Desk) -> None:
    """Somebody else said yes: their list stays theirs, their token ends, nothing is confirmed."""
    desk.discord.person = BOB
    page = await desk.back(await desk.begin())
    assert page.status == 403
    assert "somebody else" in await page.text()
    assert desk.discord.host.asked(LIST) == []
    assert desk.discord.revoked == [ACCESS]
    assert (await refused(desk.core.links.verify(ADA))).key == "code_missing"


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [connection(verified=False)],
        [connection(verified=None)],
        [connection(revoked=True)],
        [connection(visibility=0)],
        [connection(visibility=None)],
        [connection(type="village")],
        [connection(id="town-other")],
        [connection(id="town-other", name="ada")],
        [connection(id=None, type=None), "rubbish", None, 7],
    ],
)
async def test_what_does_not_confirm(desk: Desk, listed: list[dict[str, Any]]) -> None:
    """Absent, unverified, revoked, hidden, of another network or person: all read alike."""
    desk.discord.listed = listed
    page = await desk.back(await desk.begin())
    assert page.status == 403
    assert "not among your connections" in await page.text()
    assert (await refused(desk.core.links.verify(ADA))).key == "code_missing"
    assert desk.discord.revoked == [ACCESS]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ada", True),
        ("@Ada", True),
        ("https://town.example/@ada", True),
        ("bob", False),
        ("", False),
    ],
)
async def test_where_discord_only_tells_a_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, found: bool
) -> None:
    """The name or address has to be the one that was named, and still that account's."""
    monkeypatch.setattr("bot.connections.BY_ID", frozenset())
    desk.discord.listed = [connection(id="77", name=name)]
    page = await desk.back(await desk.begin())
    assert (page.status == 200) is found


async def test_a_name_that_changed_hands_confirms_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network is asked whose the name is today."""
    monkeypatch.setattr("bot.connections.BY_ID", frozenset())
    challenge = await desk.begin()
    old = desk.town.profiles.pop("town-ada")
    desk.town.profiles["town-new"] = replace(old, native_id="town-new")
    assert (await desk.back(challenge)).status == 403


async def test_bluesky_is_known_by_its_did() -> None:
    """Where Discord gives a DID the handle is not looked at; without one it is."""
    from bot.connections import _has_id

    assert _has_id({"type": "bluesky", "id": "did:plc:x"})
    assert not _has_id({"type": "bluesky", "id": "77"})


async def test_a_state_serves_once(desk: Desk) -> None:
    """The same way back a second time finds nothing, and Discord is not asked."""
    challenge = await desk.begin()
    address = await desk.away(challenge)
    back = desk.discord.consent(address)
    assert (await desk.go(back)).status == 200
    asked = len(desk.discord.host.seen)
    again = await desk.go(back)
    assert again.status == 410
    assert len(desk.discord.host.seen) == asked
    assert (await desk.go(challenge.offers[0].url)).status == 410


async def test_two_at_once_are_one(desk: Desk) -> None:
    """Two browsers with one state: a single one is served."""
    back = desk.discord.consent(await desk.away(await desk.begin()))
    answers = await asyncio.gather(desk.go(back), desk.go(back))
    assert sorted(answer.status for answer in answers) == [200, 410]


@pytest.mark.parametrize(("late", "status"), [(-1, 200), (0, 410)])
async def test_a_state_expires_with_its_code(desk: Desk, late: int, status: int) -> None:
    """After a quarter of an hour neither the start nor the way back is good."""
    challenge = await desk.begin()
    back = desk.discord.consent(await desk.away(challenge))
    desk.clock.advance_to(challenge.expires_at + timedelta(seconds=late))
    assert (await desk.go(back)).status == status
    assert bool(desk.discord.host.asked(TOKEN)) is (status == 200)


async def test_what_was_confirmed_expires_too(desk: Desk) -> None:
    """A confirmation that nobody took up in time is gone with the next beat."""
    challenge = await desk.begin()
    await desk.back(challenge)
    desk.clock.advance_to(challenge.expires_at)
    assert (await refused(desk.core.links.verify(ADA))).key == "code_expired"
    await desk.core.consents.forget_expired()
    for table in ("errand", "confirmation"):
        sql = f"SELECT * FROM {table}"  # noqa: S608 - a name of our own
        assert await desk.core.database.reader.all(sql) == []


async def test_the_state_of_another_member(desk: Desk) -> None:
    """Bob uses the address that Ada was given: as Bob he is refused, and it serves Ada no more."""
    hers = await desk.begin()
    desk.discord.person = BOB
    assert (await desk.back(hers)).status == 403
    assert (await refused(desk.core.links.verify(BOB))).key == "nothing_pending"
    assert (await refused(desk.core.links.verify(ADA))).key == "code_missing"


async def test_a_confirmation_is_the_members_alone(desk: Desk) -> None:
    """Bob waits for the same account: what Ada confirmed does not prove it for him."""
    await desk.begin(BOB)
    await desk.back(await desk.begin())
    assert (await refused(desk.core.links.verify(BOB))).key == "code_missing"
    assert (await desk.core.links.verify(ADA)).account.handle == "ada"


async def test_a_confirmation_is_for_its_page(desk: Desk) -> None:
    """Asked anew for a page, the former errand is over and what it confirmed does not count."""
    first = await desk.begin()
    back = desk.discord.consent(await desk.away(first))
    await desk.go(back)
    second = await desk.begin(page="The Brand")
    assert (await refused(desk.core.links.verify(ADA))).key == "code_missing"
    await desk.back(second)
    assert (await desk.core.links.verify(ADA)).subject.name == "The Brand"


async def test_a_newer_errand_ends_the_former(desk: Desk) -> None:
    """Asked again, the first address is expired."""
    first = await desk.begin()
    second = await desk.begin()
    assert (await desk.go(first.offers[0].url)).status == 410
    assert (await desk.back(second)).status == 200


async def test_no_was_said(desk: Desk) -> None:
    """Refused on Discord's page: said kindly, nobody is asked, and the state is used up."""
    state = URL(await desk.away(await desk.begin())).query["state"]
    back = URL(CALLBACK).with_query(error="access_denied", state=state, code="good")
    page = await desk.go(back)
    assert page.status == 403
    assert "No consent was given" in await page.text()
    assert desk.discord.host.seen == []
    assert (await desk.go(back)).status == 410


@pytest.mark.parametrize("code", ["", "never given", "x" * 3000])
async def test_a_code_that_discord_refuses(desk: Desk, code: str) -> None:
    """Invented, missing or endless: refused, without a trace."""
    state = URL(await desk.away(await desk.begin())).query["state"]
    page = await desk.go(URL(CALLBACK).with_query(code=code, state=state))
    assert page.status == 403
    assert (await refused(desk.core.links.verify(ADA))).key == "code_missing"


async def test_a_code_of_another_errand_is_refused_by_its_challenge(desk: Desk) -> None:
    """A code that was put into somebody else's errand fails at Discord: S256 binds it."""
    theirs = await desk.begin(BOB)
    desk.discord.consent(await desk.away(theirs), "stolen")
    state = URL(await desk.away(await desk.begin())).query["state"]
    page = await desk.go(URL(CALLBACK).with_query(code="stolen", state=state))
    assert page.status == 403
    assert desk.discord.refusals == ["pkce"]


@pytest.mark.parametrize("state", ["", "x", "../../etc", "a" * 43, "é" * 43, "a" * 5000])
@pytest.mark.parametrize("step", ["start", "callback"])
async def test_states_that_nobody_was_given(desk: Desk, state: str, step: str) -> None:
    """They end on one page, which shows nothing of what was sent."""
    await desk.begin()
    page = await desk.go(URL(f"{PUBLIC}/oauth/discord/{step}").with_query(state=state, code="<i>"))
    assert page.status == 410
    text = await page.text()
    assert "<i>" not in text
    assert not state or len(state) < 5 or state not in text


async def test_a_state_is_good_at_its_site_only(desk: Desk) -> None:
    """Brought to another site's callback it is unknown, and still serves at its own."""
    back = desk.discord.consent(await desk.away(await desk.begin()))
    for site in ("twitch", "town", "Discord", "nothing"):
        other = await desk.go(f"{PUBLIC}/oauth/{site}/callback?{back.query_string}")
        assert other.status == 410
    assert (await desk.go(back)).status == 200


@pytest.mark.parametrize("path", [TOKEN, SELF, LIST])
@pytest.mark.parametrize(
    "reply", [Reply({}, 500), Reply({}, 429), Reply(b"<html>"), Reply({"surprise": 1}, 403)]
)
async def test_discord_out_of_order(desk: Desk, path: str, reply: Reply) -> None:
    """Whatever it answers, the browser is shown a page, and nothing is confirmed."""
    desk.discord.host._handlers.pop(path)
    desk.discord.host.reply(path, reply)
    page = await desk.back(await desk.begin())
    assert page.status in (403, 502)
    assert (await refused(desk.core.links.verify(ADA))).key == "code_missing"


async def test_the_network_is_down(desk: Desk) -> None:
    """Discord cannot be reached: said, with what to do."""
    back = desk.discord.consent(await desk.away(await desk.begin()))
    await desk.discord.host._runner.cleanup()
    page = await desk.go(back)
    assert page.status == 502
    assert "Nothing was changed" in await page.text()


async def test_a_token_that_cannot_be_revoked_changes_nothing(desk: Desk) -> None:
    """It was confirmed all the same; the token is forgotten and expires by itself."""
    desk.discord.host._handlers.pop(REVOKE)
    desk.discord.host.reply(REVOKE, Reply({}, 500))
    assert (await desk.back(await desk.begin())).status == 200


async def test_every_page_is_guarded(desk: Desk) -> None:
    """Not kept, not framed, no scripts, no referrer; the style is the one that is named."""
    challenge = await desk.begin()
    pages = [
        await desk.go(challenge.offers[0].url),
        await desk.back(challenge),
        await desk.go(f"{PUBLIC}/oauth/discord/start"),
    ]
    for page in pages:
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["X-Frame-Options"] == "DENY"
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
    text = await pages[1].text()
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = hashlib.sha256(style[1].encode()).digest()
    assert urlsafe_b64encode(digest).decode().translate({45: "+", 95: "/"}) in policy
    assert "<script" not in text
    assert "style=" not in text


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "bien à vous"), ("en", "is yours"), ("xx", "is yours")]
)
async def test_pages_speak_the_members_language(desk: Desk, language: str, words: str) -> None:
    """The one in which they asked; where nobody is known, the browser's."""
    page = await desk.back(await desk.begin(locale=language))
    assert words in await page.text()
    unknown = await desk.go(
        f"{PUBLIC}/oauth/discord/start", **{"Accept-Language": f"{language};q=0.9, de"}
    )
    assert ("a expiré" if language == "fr" else "has expired") in await unknown.text()


async def test_a_restart_in_between_loses_nothing(tmp_path: Path, host: Host) -> None:
    """Away before, back after: what is needed stands in the database or comes of the key."""
    clock, place = ManualClock(NOW), town()
    place.settle("ada", created_at=None)
    async with open_desk(tmp_path, host, clock, place) as before:
        back = before.discord.consent(await before.away(await before.begin()))
        codes = before.discord.codes
    async with open_desk(tmp_path, host, clock, place) as after:
        after.discord.codes = codes
        assert (await after.go(back)).status == 200
        await after.core.links.verify(ADA)


async def test_a_fault_of_ours_is_a_page_and_an_incident(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page gives the number that the log has."""

    async def broken(*_: object) -> str:
        raise RuntimeError("of all things")

    back = desk.discord.consent(await desk.away(await desk.begin()))
    monkeypatch.setattr(desk.core.consents, "claim", broken)
    page = await desk.go(back)
    assert page.status == 500
    number = re.search(r"number: ([0-9a-f]{8})", await page.text())
    assert number is not None
    assert number[1] in caplog.text
    assert page.headers["Cache-Control"] == "no-store"
    assert b"renown_incidents_total 1.0" in desk.health.metrics()


async def test_erased_members_leave_no_errand(desk: Desk) -> None:
    """Deleting everything ends errands too: the way back is expired."""
    back = desk.discord.consent(await desk.away(await desk.begin()))
    await desk.core.rights.delete(ADA)
    assert (await desk.go(back)).status == 410


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"web": {"port": 80, "public_url": PUBLIC}}, Doors(PUBLIC, connections=False)),
        ({"web": {"port": 80}}, None),
        ({"web": {"public_url": PUBLIC}}, None),
        (
            {
                "web": {"port": 80, "public_url": PUBLIC},
                "discord": {"client_id": "1", "client_secret": "s"},
            },
            Doors(PUBLIC, connections=True),
        ),
        (
            {
                "web": {"port": 80, "public_url": PUBLIC},
                "discord": {"client_id": "1", "client_secret": ""},
            },
            Doors(PUBLIC, connections=False),
        ),
    ],
)
def test_what_the_settings_open(settings: dict[str, Any], expected: Doors | None) -> None:
    """A port, its public address, and the application: what is missing closes the door."""
    assert doors_of(Settings.model_validate(settings)) == expected


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://bot.example", True),
        ("https://bot.example:8443", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("http://bot.example", False),
        ("https://bot.example/", False),
        ("https://bot.example/path", False),
        ("https://user@bot.example", False),
        ("http://127.0.0.1.evil.example", False),
    ],
)
def test_public_addresses(address: str, good: bool) -> None:
    """https without a path; plain http on this machine only."""
    values = {"web": {"port": 80, "public_url": address}}
    if good:
        assert Settings.model_validate(values).web.public_url == address
    else:
        with pytest.raises(ValueError, match="public_url"):
            Settings.model_validate(values)


async def test_without_doors_there_is_only_the_code(tmp_path: Path) -> None:
    """No offer is made, and the code proves the account as ever."""
    place = town()
    place.settle("ada", created_at=None)
    settings = Settings(
        database=DatabaseSettings(path=tmp_path / "renown.db"),
        privacy=PrivacySettings(key_file=tmp_path / "renown.key"),
    )
    async with open_core(settings, ManualClock(NOW), networks=Networks([place])) as core:
        challenge = await core.links.begin(ADA, "town:ada")
        assert challenge.offers == ()
        place.write_bio("town-ada", challenge.code)
        await core.links.verify(ADA)
