"""Consent in the browser: where an errand begins, where it comes back, and the pages it shows.

Nothing that a browser sends is shown again. A consent on a network is only taken from the browser
that began it, after a page that said whose account it would become: nobody is lured into theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.connections import Connections
from bot.health import Health
from bot.i18n import I18n, Translator
from bot.reporter import diagnose, record
from bot.ui.coverage import network_title
from bot.ui.page import HEADERS, Way, page
from bot.ui.parts import cut
from scoring.consent import DISCORD, Consents, Verdict
from scoring.grants import Grants
from scoring.store.consents import Errand

log = logging.getLogger(__name__)

COOKIE = "__Host-renown-errand"
LONGEST_CODE = 2048
STATUS = {Verdict.CONFIRMED: 200, Verdict.EXPIRED: 410, Verdict.UNREACHABLE: 502}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
NameOf = Callable[[int], Awaitable[str]]


class ConsentSite:
    """The routes under `/oauth/`."""

    def __init__(
        self,
        consents: Consents,
        grants: Grants,
        connections: Connections,
        i18n: I18n,
        name_of: NameOf,
        health: Health,
    ) -> None:
        self._consents = consents
        self._grants = grants
        self._connections = connections
        self._i18n = i18n
        self._name_of = name_of
        self._health = health

    def routes(self) -> list[web.RouteDef]:
        """What the web port serves."""
        return [
            web.get("/oauth/{site}/start", self._guarded(self._start)),
            web.get("/oauth/{site}/callback", self._guarded(self._callback)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        """Whatever happens, the browser is shown a page of ours, and no page is kept."""

        async def serve(request: web.Request) -> web.StreamResponse:
            try:
                response = await handler(request)
            except Exception as error:
                problem = diagnose(error)
                record(problem, error, "a consent")
                if problem.incident:
                    self._health.incident(problem.incident)
                t = self._reader(request)
                words = t("link.page.failed.text", incident=problem.incident or "-")
                response = _html(page(t, t("link.page.failed.title"), words, good=False), 500)
            response.headers.update(HEADERS)
            return response

        return serve

    async def _start(self, request: web.Request) -> web.StreamResponse:
        """Off to the site; to a network after a look at what is about to happen."""
        site, state = request.match_info["site"], request.query.get("state", "")
        errand = await self._consents.look(site, state)
        if errand is None:
            return self._end(Verdict.EXPIRED, self._reader(request))
        if site == DISCORD:
            return _away(str(self._connections.consent_url(state)))
        known, doors = self._grants.application(site), self._consents.doors
        if known is None or doors is None:
            return self._end(Verdict.EXPIRED, self._speaks(errand))
        challenge = self._consents.challenge(state)
        url = str(known.consent_url(doors.callback(site), state, challenge))
        response = _html(await self._before(errand, url), 200)
        response.set_cookie(
            COOKIE,
            self._consents.mark(state),
            max_age=900,
            path="/",
            secure=True,
            httponly=True,
            samesite="Lax",
        )
        return response

    async def _callback(self, request: web.Request) -> web.StreamResponse:
        """Back from the site. The state serves once, whatever comes of it."""
        site, state = request.match_info["site"], request.query.get("state", "")
        errand = await self._consents.look(site, state)
        if errand is None:
            return self._end(Verdict.EXPIRED, self._reader(request))
        marked = self._consents.is_marked(state, request.cookies.get(COOKIE, ""))
        if site != DISCORD and not marked:
            return self._end(Verdict.OTHER_BROWSER, self._speaks(errand), errand)
        errand = await self._consents.claim(site, state)
        if errand is None:
            return self._end(Verdict.EXPIRED, self._reader(request))
        code = request.query.get("code", "")
        verdict = Verdict.REFUSED
        if 0 < len(code) <= LONGEST_CODE and "error" not in request.query:
            accept = (self._connections if site == DISCORD else self._consents).accept
            verdict = await accept(errand, state, code)
        log.info("a consent through %s: %s", errand.site, verdict)
        response = self._end(verdict, self._speaks(errand), errand)
        response.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
        return response

    async def _before(self, errand: Errand, url: str) -> str:
        """Before a network is asked: whose account becomes whose, and how to say no."""
        t = self._speaks(errand)
        network = network_title(errand.network, t)
        member = cut(await self._name_of(errand.user_id))
        said = {"network": network, "handle": cut(errand.handle), "member": member}
        return page(
            t,
            t("link.page.start.title", network=network),
            t("link.page.start.text", **said),
            t("link.page.start.warning", **said),
            small=t("link.page.start.small", **said),
            good=True,
            ways=[Way(t("link.page.start.go", network=network), url)],
        )

    def _end(self, verdict: Verdict, t: Translator, errand: Errand | None = None) -> web.Response:
        """What came of an errand, and what to do next."""
        handle = cut(errand.handle) if errand else ""
        network = network_title(errand.network, t) if errand else ""
        said = {"handle": handle, "network": network}
        return _html(
            page(
                t,
                t(f"link.page.{verdict}.title", **said),
                t(f"link.page.{verdict}.text", **said),
                small=t("link.page.nothing_kept") if errand and errand.site == DISCORD else "",
                good=verdict is Verdict.CONFIRMED,
            ),
            STATUS.get(verdict, 403),
        )

    def _speaks(self, errand: Errand) -> Translator:
        return self._i18n.speak(errand.locale)

    def _reader(self, request: web.Request) -> Translator:
        """The browser's first language, where nobody is known."""
        wanted = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
        return self._i18n.speak(wanted.strip() or None)


def _html(written: str, status: int) -> web.Response:
    return web.Response(text=written, status=status, content_type="text/html", charset="utf-8")


def _away(url: str) -> web.Response:
    return web.Response(status=303, headers={"Location": url})
