"""One question, one answer: sessions, time limits and sizes, without any policy of retrying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDictProxy
from yarl import URL

from scoring.networks.budget import credential_key
from scoring.networks.guard import RefusedError, open_socket, origin

MOST_BYTES = 2 * 1024 * 1024
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: for one call with all its retries, for dialling, for silence between bytes."""

    total: float = 15.0
    connect: float = 5.0
    silence: float = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said. `json` is None where a refusal came without JSON."""

    status: int
    json: Any
    headers: CIMultiDictProxy[str]
    url: URL
    unchanged: bool = False  # the host confirmed the answer that it gave before

    @property
    def ok(self) -> bool:
        """Whether the host gave what was asked for."""
        return 200 <= self.status < 300

    def link(self, rel: str) -> URL | None:
        """The target of a relation in the `Link` headers."""
        for part in ",".join(self.headers.getall("Link", [])).split(","):
            target, _, parameters = part.partition(";")
            if f'rel="{rel}"' in parameters:
                return self.url.join(URL(target.strip().strip("<>"), encoded=True))
        return None


@dataclass(frozen=True, slots=True)
class Document:
    """What a host said, as bytes: for feeds, pages and files."""

    status: int
    body: bytes
    headers: CIMultiDictProxy[str]
    url: URL
    unchanged: bool = False

    @property
    def ok(self) -> bool:
        """Whether the host gave what was asked for."""
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """The type that the host names, without its parameters; empty where it names none."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret and where it goes: a header, or a parameter of the URL. It shows in no text."""

    value: str = field(repr=False)
    header: str = "Authorization"
    prefix: str = "Bearer "
    parameter: str | None = None  # if given, the secret goes there and into no header

    def headers(self) -> dict[str, str]:
        """The header that carries it, if one does."""
        return {} if self.parameter else {self.header: self.prefix + self.value}

    def signed(self, url: URL) -> URL:
        """The URL with the parameter that carries it, if one does."""
        return url.update_query({self.parameter: self.value}) if self.parameter else url


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of whom. Its headers, its form and its credential show in no text.

    With a `form` it is sent by POST, and its answer is never kept.
    """

    url: URL
    headers: Mapping[str, str]
    credential: Credential | None = None
    form: Mapping[str, str] | None = None

    def __repr__(self) -> str:
        return f"<question to {self.url.raw_host}>"

    @property
    def key(self) -> tuple[str, str, str]:
        """Under which its answer is kept."""
        return (str(self.url), self.headers.get("Accept", ""), credential_key(self.secret))

    @property
    def secret(self) -> str | None:
        """The credential's value, if there is one."""
        return self.credential.value if self.credential else None

    def redirected(self, target: URL) -> Question:
        """The same question elsewhere; another origin learns no secret."""
        if (target.scheme, *origin(target)) == (self.url.scheme, *origin(self.url)):
            return replace(self, url=target)
        return Question(target, {"Accept": self.headers.get("Accept", "*/*")}, None)


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    unchanged: bool = False


class UnreachableError(Exception):
    """No connection could be made."""


class CutError(Exception):
    """The connection ended, or fell silent, before the answer did."""


class OversizeError(Exception):
    """The answer is larger than anything that we asked for."""


class Wire:
    """Two pools of connections: to public addresses only, and to hosts that the settings open."""

    def __init__(
        self, *, user_agent: str, timeouts: Timeouts, resolver: AbstractResolver | None
    ) -> None:
        self._user_agent = user_agent
        self._timeouts = timeouts
        self._resolver = resolver
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        self._sessions = {private: self._session(private=private) for private in (False, True)}
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    def _session(self, *, private: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=100,
            limit_per_host=0,  # how many may ask a host at once is said by its network
            resolver=self._resolver,
            socket_factory=None if private else open_socket,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._user_agent},
            timeout=aiohttp.ClientTimeout(
                sock_connect=self._timeouts.connect, sock_read=self._timeouts.silence
            ),
            trust_env=False,
        )

    async def send(
        self, question: Question, *, private: bool, conditions: Mapping[str, str]
    ) -> Raw:
        """Ask once, under the conditions of what is kept.

        Raises RefusedError, UnreachableError, CutError or OversizeError.
        """
        headers = dict(question.headers)
        if question.credential:
            headers |= question.credential.headers()
        headers |= conditions
        try:
            return await self._exchange(self._sessions[private], question, headers)
        except aiohttp.InvalidURL as error:
            raise RefusedError("not a host") from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, RefusedError):
                raise error.os_error from None
            raise UnreachableError(type(error).__name__) from error
        except aiohttp.ConnectionTimeoutError as error:
            raise UnreachableError("no connection in time") from error
        except aiohttp.ClientError as error:
            raise CutError(type(error).__name__) from error

    async def _exchange(
        self, session: aiohttp.ClientSession, question: Question, headers: Mapping[str, str]
    ) -> Raw:
        url = question.credential.signed(question.url) if question.credential else question.url
        method = "GET" if question.form is None else "POST"
        async with session.request(
            method, url, headers=headers, data=question.form, allow_redirects=False
        ) as response:
            if response.status in REDIRECT_STATUSES:
                return Raw(response.status, response.headers, b"")
            return Raw(response.status, response.headers, await _body(response))


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """The body, decompressed. Raises OversizeError as soon as it is too large."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            response.close()
            raise OversizeError(f"more than {MOST_BYTES} bytes")
    return bytes(body)
