"""The one client that talks to networks: guarded, budgeted, patient, and never surprised.

Whatever a host does ends in an `Outcome`. Answers with 2xx, 4xx or 501 come back as they are, for
the connector to read; connection faults, limits and other 5xx never get that far.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random as uniform
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver
from yarl import URL

from scoring.clock import Clock
from scoring.networks.answers import as_document, as_json, is_limit
from scoring.networks.base import (
    Allowance,
    Changed,
    Data,
    Declaration,
    Limited,
    Outcome,
    Temporary,
)
from scoring.networks.budget import (
    FOR_MEMBERS,
    LONGEST,
    RESERVE,
    Budget,
    Budgets,
    retry_after,
    retry_at,
)
from scoring.networks.cache import EtagCache, Kept
from scoring.networks.guard import Guard, RefusedError, canonical_host
from scoring.networks.turns import Patience, Turns, is_background
from scoring.networks.wire import (
    REDIRECT_STATUSES,
    Answer,
    Credential,
    CutError,
    Document,
    OversizeError,
    Question,
    Raw,
    Timeouts,
    UnreachableError,
    Wire,
)

ATTEMPTS = 3
REDIRECTS = 3
BACKOFF_BASE = 0.5  # seconds; doubled with each attempt, multiplied by a random part
LONGEST_PAUSE = 5.0  # seconds we wait for a host within one call
PAUSES = 2  # of our own making within one call, where a budget is closed for a moment
TURN = 60.0  # seconds that a call waits for others to be done with its host
DEFAULT_LIMIT = timedelta(seconds=60)  # where a host refuses without saying until when


class _Retry(Exception):  # noqa: N818 -- a decision, not an error
    """Ask again after a pause; `otherwise` is the outcome where no attempt is left."""

    def __init__(self, otherwise: Limited | Temporary, pause: float = 0.0) -> None:
        super().__init__()
        self.otherwise = otherwise
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Manners:
    """What one network's terms allow at each of its hosts."""

    allowance: Allowance | None = None
    at_once: int = 1


class GuardedClient:
    """Asks networks. An asynchronous context manager: leaving it closes every connection.

    `sleep` and `random` are there for tests to replace, as are `resolver` and `port`.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        user_agent: str,
        allow_private_hosts: Sequence[str] = (),
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        random: Callable[[], float] = uniform,
        timeouts: Timeouts | None = None,
        resolver: AbstractResolver | None = None,
        port: int = 443,
    ) -> None:
        self._clock = clock
        self._guard = Guard(allow_private_hosts, port=port)
        self._sleep = sleep
        self._random = random
        self._timeouts = timeouts or Timeouts()
        self._wire = Wire(user_agent=user_agent, timeouts=self._timeouts, resolver=resolver)
        self._etags = EtagCache()
        self._turns = Turns()
        self._manners = Manners()
        self.budgets = Budgets()

    async def __aenter__(self) -> Self:
        await self._wire.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._wire.__aexit__(kind, error, trace)

    @property
    def clock(self) -> Clock:
        """The time by which limits are told."""
        return self._clock

    def under(self, declaration: Declaration) -> GuardedClient:
        """The same client as one network uses it: within its allowance, so many at once.

        Budgets, turns, kept answers and connections stay shared.
        """
        own = copy(self)
        own._manners = Manners(declaration.allowance, max(1, declaration.at_once))
        return own

    def hold(self, place: str | URL, credential: Credential | str | None, until: datetime) -> None:
        """Ask a host (or the host of a URL) nothing before `until`, a day at most.

        For limits that stand in a body or in headers of the network's own.
        """
        host = URL(place).host if "://" in str(place) else str(place)
        secret = credential.value if isinstance(credential, Credential) else credential
        now = self._clock.now()
        budget = self.budgets.of(canonical_host(host or ""), secret, now)
        budget.block(min(until, now + LONGEST))

    async def get_json(
        self,
        url: str | URL,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        credential: Credential | str | None = None,
        accept: str = "application/json",
    ) -> Outcome[Answer]:
        """Ask for JSON. `credential` goes to the first origin only; a text is a bearer token."""
        target = URL(url).update_query(dict(params or {}))
        raw = await self._put(target, {**(headers or {}), "Accept": accept}, credential)
        return as_json(*raw.value) if isinstance(raw, Data) else raw

    async def get_bytes(
        self,
        url: str | URL,
        *,
        accept: str = "*/*",
        headers: Mapping[str, str] | None = None,
    ) -> Outcome[Document]:
        """Ask for anything, without a credential: whoever asks judges the type that comes."""
        raw = await self._put(URL(url), {**(headers or {}), "Accept": accept}, None)
        return as_document(*raw.value) if isinstance(raw, Data) else raw

    async def post_form(
        self,
        url: str | URL,
        form: Mapping[str, str],
        *,
        credential: Credential | str | None = None,
    ) -> Outcome[Answer]:
        """Send a form and read JSON: what OAuth asks for. It is sent once, never again."""
        raw = await self._put(URL(url), {"Accept": "application/json"}, credential, form)
        return as_json(*raw.value) if isinstance(raw, Data) else raw

    async def _put(
        self,
        url: URL,
        headers: Mapping[str, str],
        credential: Credential | str | None,
        form: Mapping[str, str] | None = None,
    ) -> Outcome[tuple[Question, Raw]]:
        try:
            target = self._guard.check(url)
        except (RefusedError, ValueError) as error:
            return Temporary(f"not asked: {error}", reachable=False)
        known = Credential(credential) if isinstance(credential, str) else credential
        question = Question(target, headers, known if known and known.value else None, form)
        try:
            async with asyncio.timeout(self._timeouts.total) as limit:
                return await self._persist(question, Patience(limit))
        except TimeoutError:
            return Temporary("timed out")

    async def _persist(
        self, question: Question, patience: Patience
    ) -> Outcome[tuple[Question, Raw]]:
        """Retries, with full jitter."""
        attempts = ATTEMPTS if question.form is None else 1
        for attempt in range(1, attempts + 1):
            try:
                return await self._follow(question, patience)
            except _Retry as retry:
                outcome, pause = retry.otherwise, retry.pause
            if attempt < attempts:
                jitter = self._random() * BACKOFF_BASE * 2**attempt
                await self._sleep(min(pause + jitter, LONGEST_PAUSE))
        if isinstance(outcome, Limited):
            self._budget(question).block(outcome.until)
        return outcome

    async def _follow(
        self, question: Question, patience: Patience
    ) -> Outcome[tuple[Question, Raw]]:
        """Redirects, each target checked like the first one. A form is sent to nobody else."""
        try:
            raw = await self._ask(question, patience)
        except RefusedError as error:
            return Temporary(f"not asked: {error}", reachable=False)
        hops = 0
        while isinstance(raw, Raw) and raw.status in REDIRECT_STATUSES:
            hops += 1
            if hops > REDIRECTS or question.form is not None:
                return Changed("too many redirects")
            try:
                question = self._redirect(question, raw)
                raw = await self._ask(question, patience)
            except RefusedError as error:
                return Changed(f"a redirect that is not followed: {error}")
        return Data((question, raw)) if isinstance(raw, Raw) else raw

    def _redirect(self, question: Question, raw: Raw) -> Question:
        """The question for the place that a redirect names. Raises RefusedError."""
        try:
            target = question.url.join(URL(raw.headers.get("Location", "")))
        except ValueError as error:
            raise RefusedError("no URL") from error
        target = self._guard.check(target)
        if self._guard.is_private(target) and not self._guard.is_private(question.url):
            raise RefusedError("from a public host to a private one")
        return question.redirected(target)

    async def _ask(
        self, question: Question, patience: Patience
    ) -> Raw | Limited | Temporary | Changed:
        """One question when it is its turn, within the budget. Raises RefusedError, or _Retry."""
        until = self._closed(question)
        if until is not None and self._seconds_to(until) > LONGEST_PAUSE:
            return Limited(until)
        host = question.url.raw_host or ""
        try:
            async with patience.paused():
                await self._turns.take(host, self._manners.at_once, within=TURN)
        except TimeoutError:
            return Temporary("too many wait for this host")
        try:
            return await self._exchange(question)
        finally:
            self._turns.leave(host)

    async def _exchange(self, question: Question) -> Raw | Limited | Temporary | Changed:
        """One question and its answer. A budget that opens in a moment is waited for."""
        pauses = 0
        while (until := self._closed(question)) is not None:
            if pauses == PAUSES or self._seconds_to(until) > LONGEST_PAUSE:
                return Limited(until)
            pauses += 1
            await self._sleep(self._seconds_to(until))
        return await self._send_within(self._budget(question), question)

    async def _send_within(
        self, budget: Budget, question: Question
    ) -> Raw | Limited | Temporary | Changed:
        budget.in_flight += 1
        try:
            raw = await self._send(question)
        except UnreachableError as error:
            return Temporary(str(error), reachable=False)
        except CutError as error:
            raise _Retry(Temporary(f"cut off: {error}")) from error
        except OversizeError as error:
            return Changed(str(error))
        finally:
            budget.in_flight -= 1
            budget.note_answer(self._clock.now())
        return self._refusal(raw, budget) or raw

    async def _send(self, question: Question) -> Raw:
        """The answer; from what is kept where the host says that it still holds."""
        now = self._clock.now()
        kept = self._etags.get(question.key, now) if question.form is None else None
        raw = await self._wire.send(
            question,
            private=self._guard.is_private(question.url),
            conditions=kept.conditions() if kept else {},
        )
        self._budget(question).learn(raw.headers, self._clock.now())
        if raw.status == 304 and kept:
            return Raw(200, kept.headers, kept.unpack(), unchanged=True)
        if raw.status == 200 and question.form is None:
            fresh = Kept.pack(raw.body, raw.headers)
            if fresh is not None:
                self._etags.put(question.key, fresh, now)
        return raw

    def _budget(self, question: Question) -> Budget:
        host = question.url.raw_host or ""
        return self.budgets.of(host, question.secret, self._clock.now())

    def _closed(self, question: Question) -> datetime | None:
        """Until when this host is closed to us; the background leaves more of it to others."""
        reserve = FOR_MEMBERS if is_background() else RESERVE
        budget = self._budget(question)
        return budget.closed_until(self._clock.now(), self._manners.allowance, reserve=reserve)

    def _refusal(self, raw: Raw, budget: Budget) -> Limited | Temporary | None:
        """What 429, limiting 403 and 5xx mean. Raises _Retry where waiting may help."""
        if is_limit(raw):
            return self._limited(raw, budget)
        if raw.status != 408 and (raw.status < 500 or raw.status == 501):
            return None
        outcome = Temporary(f"HTTP {raw.status}")
        when = retry_after(raw.headers, self._clock.now())
        pause = 0.0 if when is None else self._seconds_to(when)
        if when is not None and pause > LONGEST_PAUSE:
            budget.block(when)
            return outcome
        raise _Retry(outcome, pause)

    def _limited(self, raw: Raw, budget: Budget) -> Limited:
        when = retry_at(raw.headers, self._clock.now())
        if when is None:
            raise _Retry(Limited(self._clock.now() + DEFAULT_LIMIT))
        pause = self._seconds_to(when)
        until = self._clock.now() + timedelta(seconds=max(pause, 1.0))
        budget.block(until)
        if pause <= LONGEST_PAUSE:
            raise _Retry(Limited(until), max(pause, 1.0))
        return Limited(until)

    def _seconds_to(self, when: datetime) -> float:
        return (when - self._clock.now()).total_seconds()
