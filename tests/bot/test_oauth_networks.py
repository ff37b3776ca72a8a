"""A consent on a network itself, in the browser: the page before, the mark, the way back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from bot.connections import Connections
from bot.health import Health
from bot.i18n import I18n
from bot.oauth import COOKIE, ConsentSite
from bot.settings import Settings
from bot.web import serve_web
from scoring.clock import ManualClock
from tests.scoring.consents import CLIENT, DOORS, Shore, open_shore
from tests.scoring.world import ADA, NOW, refused


class Ready:
    def is_ready(self) -> bool:
        return True


async def name_of(user: int) -> str:
    return f"<b>Ada</b> (@ada{user})"


@dataclass
class Browser:
    """Somebody's browser at the bot's port. It carries a cookie only if it was given one."""

    shore: Shore
    base: URL
    session: aiohttp.ClientSession
    cookie: str = ""

    async def go(self, address: str | URL) -> aiohttp.ClientResponse:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        here = self.base.join(URL(address).relative())
        answer = await self.session.get(here, headers=headers, allow_redirects=False)
        if COOKIE in answer.cookies:
            self.cookie = f"{COOKIE}={answer.cookies[COOKIE].value}"
        return answer

    async def start(self, reference: str = "twitch:ada", locale: str = "en") -> str:
        """The page before; returns the address behind its one button."""
        challenge = await self.shore.core.links.begin(ADA, reference, locale=locale)
        page = await self.go(challenge.offers[0].url)
        assert page.status == 200
        text = await page.text()
        return text.partition('<a class="go" href="')[2].partition('"')[0].replace("&amp;", "&")

    async def back(self, address: str, code: str = "good") -> aiohttp.ClientResponse:
        site = "twitch" if "/oauth2/" in address else "pinterest"
        place = self.shore.twitch if site == "twitch" else self.shore.pinterest
        state = place.issuer.consent(address, code)
        return await self.go(URL(DOORS.callback(site)).with_query(code=code, state=state))


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    clock = ManualClock(NOW)
    async with (
        open_shore(tmp_path, clock) as shore,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        core, settings = shore.core, Settings()
        known = Connections(settings, core.networks, core.consents, DOORS, clock)
        site = ConsentSite(core.consents, core.grants, known, I18n.load(), name_of, Health(clock))
        async with serve_web(0, Health(clock), Ready(), site.routes()) as port:
            yield Browser(shore, URL(f"http://127.0.0.1:{port}"), session)


@pytest.mark.parametrize("reference", ["twitch:ada", "pinterest:ada"])
async def test_from_the_button_to_the_linked_account(browser: Browser, reference: str) -> None:
    """A page that says what is about to happen, the network's own, and back to *Verify*."""
    page = await browser.back(await browser.start(reference))
    assert page.status == 200
    assert "is yours" in await page.text()
    linked = await browser.shore.core.links.verify(ADA)
    assert linked.account.handle == "ada"
    assert await browser.shore.consents() == 1


async def test_the_page_before_says_whose_account_becomes_whose(browser: Browser) -> None:
    """Both names, escaped, and a warning for whoever was sent here by somebody else."""
    challenge = await browser.shore.core.links.begin(ADA, "twitch:ada", locale="fr")
    page = await browser.go(challenge.offers[0].url)
    text = await page.text()
    assert "&lt;b&gt;Ada&lt;/b&gt; (@ada1)" in text
    assert "<b>" not in text
    assert "fermez cette page" in text
    assert f"client_id={CLIENT}" in text
    mark = page.cookies[COOKIE]
    assert (mark["secure"], mark["httponly"], mark["samesite"], mark["path"]) == (
        True,
        True,
        "Lax",
        "/",
    )
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=x", f"{COOKIE}=é"])
async def test_another_browser_is_turned_away(browser: Browser, cookie: str) -> None:
    """Somebody lured onto the network's page never saw ours: their consent is not taken, and the
    errand still serves in the browser that began it."""
    address = await browser.start()
    own, browser.cookie = browser.cookie, cookie
    lured = await browser.back(address)
    assert lured.status == 403
    assert "Another browser" in await lured.text()
    assert browser.shore.twitch.issuer.given == 0
    browser.cookie = own
    assert (await browser.back(address)).status == 200


async def test_a_mark_is_good_for_one_errand(browser: Browser) -> None:
    """The mark of an errand of one's own opens no other."""
    first = await browser.start("pinterest:ada")
    mark = browser.cookie
    address = await browser.start("twitch:ada")
    browser.cookie = mark
    assert (await browser.back(address)).status == 403
    assert (await browser.back(first)).status == 200


async def test_the_wrong_account_is_named(browser: Browser) -> None:
    """Signed in there as somebody else: said with the account that was meant."""
    browser.shore.twitch.owner = "8"
    page = await browser.back(await browser.start())
    assert page.status == 403
    assert "another account than ada" in await page.text()
    assert (await refused(browser.shore.core.links.verify(ADA))).key == "code_missing"


async def test_the_way_back_serves_once(browser: Browser) -> None:
    """A second time, and after fifteen minutes, it is expired."""
    address = await browser.start()
    mark = browser.cookie
    assert (await browser.back(address)).status == 200
    browser.cookie = mark
    assert (await browser.back(address)).status == 410


async def test_no_was_said_on_the_network(browser: Browser) -> None:
    """Kindly, and nothing is kept."""
    address = await browser.start()
    state = URL(address).query["state"]
    page = await browser.go(
        URL(DOORS.callback("twitch")).with_query(
            error="access_denied", error_description="<i>no</i>", state=state
        )
    )
    assert page.status == 403
    assert "<i>" not in await page.text()
    assert browser.shore.twitch.issuer.given == 0
