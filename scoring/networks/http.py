"""The one client that talks to networks: guarded, budgeted, patient, and never surprised.

Whatever a host does ends in an `Outcome`. Answers with 2xx, 4xx or 501 come back as they are, for
the connector to read; connection faults, limits and other 5xx never get that far.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import random as uniform
from types import TracebackType
from typing import Any, Self

from aiohttp.abc import AbstractResolver
from multidict import CIMultiDictProxy
from yarl import URL

from scoring.clock import Clock
from scoring.networks.base import Changed, Data, Limited, Outcome, Temporary
from scoring.networks.budget import Budget, Budgets, retry_after, retry_at
from scoring.networks.cache import EtagCache, Kept
from scoring.networks.guard import Guard, RefusedError
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
DEFAULT_LIMIT = timedelta(seconds=60)  # where a host refuses without saying until when


class _Retry(Exception):  # noqa: N818 -- a decision, not an error
    """Ask again after a pause; `otherwise` is the outcome where no attempt is left."""

    def __init__(self, otherwise: Limited | Temporary, pause: float = 0.0) -> None:
        super().__init__()
        self.otherwise = otherwise
        self.pause = pause


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
        return _read(*raw.value) if isinstance(raw, Data) else raw

    async def get_bytes(
        self,
        url: str | URL,
        *,
        accept: str = "*/*",
        headers: Mapping[str, str] | None = None,
    ) -> Outcome[Document]:
        """Ask for anything, without a credential: whoever asks judges the type that comes."""
        raw = await self._put(URL(url), {**(headers or {}), "Accept": accept}, None)
        return _document(*raw.value) if isinstance(raw, Data) else raw

    async def post_form(
        self,
        url: str | URL,
        form: Mapping[str, str],
        *,
        credential: Credential | str | None = None,
    ) -> Outcome[Answer]:
        """Send a form and read JSON: what OAuth asks for. It is sent once, never again."""
        raw = await self._put(URL(url), {"Accept": "application/json"}, credential, form)
        return _read(*raw.value) if isinstance(raw, Data) else raw

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
            async with asyncio.timeout(self._timeouts.total):
                return await self._persist(question)
        except TimeoutError:
            return Temporary("timed out")

    async def _persist(self, question: Question) -> Outcome[tuple[Question, Raw]]:
        """Retries, with full jitter."""
        attempts = ATTEMPTS if question.form is None else 1
        for attempt in range(1, attempts + 1):
            try:
                return await self._follow(question)
            except _Retry as retry:
                outcome, pause = retry.otherwise, retry.pause
            if attempt < attempts:
                jitter = self._random() * BACKOFF_BASE * 2**attempt
                await self._sleep(min(pause + jitter, LONGEST_PAUSE))
        if isinstance(outcome, Limited):
            self._budget(question).block(outcome.until)
        return outcome

    async def _follow(self, question: Question) -> Outcome[tuple[Question, Raw]]:
        """Redirects, each target checked like the first one. A form is sent to nobody else."""
        try:
            raw = await self._ask(question)
        except RefusedError as error:
            return Temporary(f"not asked: {error}", reachable=False)
        hops = 0
        while isinstance(raw, Raw) and raw.status in REDIRECT_STATUSES:
            hops += 1
            if hops > REDIRECTS or question.form is not None:
                return Changed("too many redirects")
            try:
                question = self._redirect(question, raw)
                raw = await self._ask(question)
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

    async def _ask(self, question: Question) -> Raw | Limited | Temporary | Changed:
        """One question within the budget. Raises RefusedError, or _Retry."""
        budget = self._budget(question)
        until = budget.closed_until(self._clock.now())
        if until is not None:
            return Limited(until)
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
        return self._refusal(raw, budget) or raw

    async def _send(self, question: Question) -> Raw:
        """The answer; from what is kept where the host says that it still holds."""
        kept = self._etags.get(question.key) if question.form is None else None
        raw = await self._wire.send(
            question,
            private=self._guard.is_private(question.url),
            etag=kept.etag if kept else None,
        )
        self._budget(question).learn(raw.headers, self._clock.now())
        if raw.status == 304 and kept:
            return Raw(200, kept.headers, kept.body, unchanged=True)
        etag = raw.headers.get("ETag")
        if raw.status == 200 and etag and question.form is None:
            self._etags.put(question.key, Kept(etag, raw.body, raw.headers))
        return raw

    def _budget(self, question: Question) -> Budget:
        return self.budgets.of(question.url.raw_host or "", question.secret)

    def _refusal(self, raw: Raw, budget: Budget) -> Limited | Temporary | None:
        """What 429, limiting 403 and 5xx mean. Raises _Retry where waiting may help."""
        if _is_limit(raw):
            return self._limited(raw, budget)
        if raw.status != 408 and (raw.status < 500 or raw.status == 501):
            return None
        outcome = Temporary(f"HTTP {raw.status}")
        pause = self._seconds_to(retry_after(raw.headers, self._clock.now()))
        if pause is not None and pause > LONGEST_PAUSE:
            return outcome
        raise _Retry(outcome, pause or 0.0)

    def _limited(self, raw: Raw, budget: Budget) -> Limited:
        pause = self._seconds_to(retry_at(raw.headers, self._clock.now()))
        if pause is None:
            raise _Retry(Limited(self._clock.now() + DEFAULT_LIMIT))
        until = self._clock.now() + timedelta(seconds=max(pause, 1.0))
        if pause <= LONGEST_PAUSE:
            raise _Retry(Limited(until), pause)
        budget.block(until)
        return Limited(until)

    def _seconds_to(self, when: datetime | None) -> float | None:
        return None if when is None else (when - self._clock.now()).total_seconds()


def _read(question: Question, raw: Raw) -> Outcome[Answer]:
    """The answer's JSON. A success that is not JSON means that something changed."""
    if not _is_json(raw.headers):
        if 200 <= raw.status < 300 and raw.body:
            return Changed("the answer is not JSON")
        return _answer(question, raw, None)
    try:
        return _answer(question, raw, json.loads(raw.body) if raw.body else None)
    except (ValueError, RecursionError):
        if raw.status >= 400:
            return _answer(question, raw, None)
        return Changed("the answer is broken JSON")


def _document(question: Question, raw: Raw) -> Outcome[Document]:
    if 200 <= raw.status < 300 or raw.status >= 400:
        return Data(Document(raw.status, raw.body, raw.headers, question.url, raw.unchanged))
    return Changed(f"HTTP {raw.status}")


def _answer(question: Question, raw: Raw, value: Any) -> Outcome[Answer]:
    if 200 <= raw.status < 300 or raw.status >= 400:
        return Data(Answer(raw.status, value, raw.headers, question.url, raw.unchanged))
    return Changed(f"HTTP {raw.status}")


def _is_limit(raw: Raw) -> bool:
    if raw.status == 429:
        return True
    spent = raw.headers.get("X-RateLimit-Remaining") == "0"
    return raw.status == 403 and (spent or "Retry-After" in raw.headers)


def _is_json(headers: CIMultiDictProxy[str]) -> bool:
    kind = headers.get("Content-Type", "application/json").partition(";")[0].strip().lower()
    return kind in ("application/json", "text/json") or kind.endswith("+json")
