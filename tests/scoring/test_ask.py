"""The command line: one account, measured live, and answers that programs rely on."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from scoring.__main__ import app
from scoring.clock import SystemClock
from scoring.errors import DomainError
from scoring.formula import FORMULA_VERSION
from scoring.networks.base import (
    Changed,
    Failure,
    Gone,
    Limited,
    Moved,
    NeedsCredentials,
    Private,
    Suspended,
    Temporary,
)
from scoring.networks.closed import CLOSED
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import NetworkClosedError, NetworkOffError
from scoring.networks.words import refusal
from scoring.words import SENTENCES, sentence
from tests.scoring.networks.serving import Host, Reply
from tests.scoring.world import NOW, declared

XRPC = "/xrpc/app.bsky."
DID = "did:plc:ada"
POST = f"at://{DID}/app.bsky.feed.post/1"
KEYS = {
    "account",
    "network",
    "native_id",
    "score",
    "low",
    "high",
    "people",
    "people_low",
    "people_high",
    "provisional",
    "parts",
    "coverage",
    "measured_at",
    "formula_version",
}
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Run = Callable[..., Awaitable[Said]]


def iso(days_ago: float) -> str:
    return (SystemClock().now() - timedelta(days=days_ago)).isoformat().replace("+00:00", "Z")


def serve(host: Host, likes: int) -> None:
    """A small account: one post of last week, liked by so many people."""
    figures = {"likeCount": likes, "repostCount": 0, "replyCount": 0, "quoteCount": 0}
    post = {
        "uri": POST,
        "author": {"did": DID, "handle": "ada.test"},
        "record": {"text": "…", "createdAt": iso(7)},
        "indexedAt": iso(7),
        **figures,
    }
    fans = [
        {"actor": {"did": f"did:plc:fan{n}"}, "createdAt": iso(1), "indexedAt": iso(1)}
        for n in range(likes)
    ]
    profile = {"did": DID, "handle": "ada.test", "createdAt": iso(400), "indexedAt": iso(400)}
    host.reply(f"{XRPC}actor.getProfile", profile)
    host.reply(f"{XRPC}feed.getAuthorFeed", {"feed": [{"post": post}]})
    host.reply(f"{XRPC}feed.getLikes", {"likes": fans})


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    async with Host() as running:
        yield running


@pytest.fixture
def environ(host: Host) -> dict[str, str]:
    """Bluesky lives on the local host."""
    return {
        "RENOWN__NETWORKS__BLUESKY__BASE_URL": host.url,
        "RENOWN__HTTP__ALLOW_PRIVATE_HOSTS": host.origin,
        "RENOWN__NETWORKS__GITHUB__ENABLED": "false",
    }


@pytest.fixture
def run(environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command in a thread of its own, in an empty folder, while the host answers."""
    monkeypatch.chdir(tmp_path)

    async def command(*words: str, **more: str) -> Said:
        arguments = ["score", *words]
        told = environ | {f"RENOWN__{name}": value for name, value in more.items()}
        found = await asyncio.to_thread(CliRunner().invoke, app, arguments, env=told)
        return Said(found.exit_code, found.stdout, found.stderr)

    return command


async def test_measured(host: Host, run: Run) -> None:
    """Exit code 0 and the contract, key by key; the parts sum to the score."""
    serve(host, likes=12)
    said = await run("bluesky:ada.test", "--json")
    assert (said.code, said.err) == (0, "")
    found = said.json
    assert set(found) >= KEYS
    assert (found["account"], found["network"]) == ("bluesky:ada.test", "bluesky")
    assert found["native_id"] == DID
    assert found["low"] <= found["score"] <= found["high"]
    assert found["people_low"] <= found["people"] <= found["people_high"]
    assert found["provisional"] is False
    assert [set(part) for part in found["parts"]] == [{"network", "kind", "points", "people"}]
    assert round(10 + sum(part["points"] for part in found["parts"]), 1) == found["score"]
    assert found["coverage"] == [{"network": "bluesky", "status": "measured", "reason": None}]
    assert found["formula_version"] == FORMULA_VERSION


async def test_for_people(host: Host, run: Run) -> None:
    """In words: score, range, parts, that it is uncalibrated, and what would be more."""
    serve(host, likes=12)
    said = await run("https://bsky.app/profile/ada.test")
    assert said.code == 0
    for words in ("bluesky:ada.test", "range", "people in four weeks", "like on bluesky"):
        assert words in said.out
    assert "uncalibrated" in said.out
    assert "would be about" in said.out


async def test_nothing_is_stored(host: Host, run: Run, tmp_path: Path) -> None:
    """No database, no key."""
    serve(host, likes=1)
    await run("bluesky:ada.test")
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (Reply({"error": "InvalidRequest", "message": "Profile not found"}, 400), "gone"),
        (Reply({"error": "AccountTakedown", "message": "taken down"}, 400), "suspended"),
        (Reply({"nonsense": True}), "changed"),
    ],
)
async def test_not_measured(host: Host, run: Run, reply: Reply, status: str) -> None:
    """Exit code 3, the same keys with null, and one sentence that says why."""
    host.reply(f"{XRPC}actor.getProfile", reply)
    said = await run("bluesky:ada.test", "--json")
    assert said.code == 3
    assert set(said.json) >= KEYS
    assert (said.json["score"], said.json["parts"]) == (None, [])
    assert said.json["coverage"][0]["status"] == status
    assert said.json["coverage"][0]["reason"] in SENTENCES
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(("account", "status"), [("linkedin:ada", "closed"), ("github:ada", "off")])
async def test_networks_that_are_not_read(run: Run, account: str, status: str) -> None:
    """Closed or switched off: not measured, without a request."""
    said = await run(account, "--json")
    assert said.code == 3
    assert said.json["coverage"][0]["status"] == status


async def test_unreachable(run: Run) -> None:
    """Exit code 4 and one sentence, where no connection can be made."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        origin = f"127.0.0.1:{closed.getsockname()[1]}"
        more = {
            "NETWORKS__BLUESKY__BASE_URL": f"http://{origin}",
            "HTTP__ALLOW_PRIVATE_HOSTS": origin,
        }
        said = await run("bluesky:ada.test", **more)
    assert (said.code, said.out) == (4, "")
    assert "Bluesky cannot be reached" in said.err


async def test_limited(host: Host, run: Run) -> None:
    """A network that wants no more requests is out of reach for now, and it says until when."""
    host.reply(f"{XRPC}actor.getProfile", Reply({}, 429, {"Retry-After": "600"}))
    said = await run("bluesky:ada.test", "--json")
    assert said.code == 4
    assert said.json["coverage"][0]["status"] == "limited"
    assert "UTC" in said.err


@pytest.mark.parametrize("words", [["nothing known"], ["blusky:ada.test"], [], ["a", "b"]])
async def test_usage(run: Run, words: Sequence[str]) -> None:
    """Exit code 2: what was typed names no account."""
    said = await run(*words)
    assert said.code == 2
    assert said.err


async def test_settings_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    """Exit code 78, every mistake in a line."""
    path = tmp_path / "mine.toml"
    path.write_text("lookups = 3.5\n[database]\nfile = 1\n", encoding="utf-8")
    said = await run("bluesky:ada.test", "--config", str(path))
    assert said.code == 78
    assert said.err.count("\n") == 2


async def test_the_module_runs(host: Host, environ: dict[str, str], tmp_path: Path) -> None:
    """`python -m scoring score` is the same command."""
    serve(host, likes=3)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scoring", "score", "bluesky:ada.test", "--json"),
        cwd=tmp_path,
        env={**os.environ, **environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    assert json.loads(out)["provisional"] is True  # three people are few


FAILURES: list[Failure] = [
    Gone(),
    Suspended(),
    Private(),
    Moved("new"),
    NeedsCredentials(),
    Limited(NOW),
    Temporary("down"),
    Changed("?"),
]


def _unclear(text: str) -> DomainError:
    try:
        parse_reference(text, [declared("town"), declared("city")], on=["town", "city"])
    except UnclearReferenceError as error:
        return error
    raise AssertionError(text)


@pytest.mark.parametrize(
    "error",
    [
        *(refusal(declared("town"), "ada", failure) for failure in FAILURES),
        *map(_unclear, ("", "twon:ada", "@ada", "town:" + "x" * 60)),
        NetworkOffError(declared("town")),
        NetworkClosedError(CLOSED[0]),
    ],
    ids=lambda error: error.key,
)
def test_every_error_has_its_sentence(error: DomainError) -> None:
    """With its data filled in, and nothing of a template left."""
    words = sentence(error)
    assert words != error.key
    assert words.endswith((".", "…"))
    assert "{" not in words


async def test_money_is_capped_without_a_database(host: Host, run: Run) -> None:
    """X is read where both caps are set and as far as they go; nothing is asked without them."""
    host.reply("/2/users/by/username/ada", {"data": {"id": "7", "username": "ada"}})
    figures = {"like_count": 9, "retweet_count": 0, "reply_count": 0, "quote_count": 0}
    posts = [{"id": "1", "created_at": iso(3), "public_metrics": figures}]
    host.reply("/2/users/7/tweets", {"data": posts, "meta": {"result_count": 1}})
    paid = {
        "NETWORKS__X__ENABLED": "true",
        "NETWORKS__X__BASE_URL": host.url,
        "NETWORKS__X__TOKEN": "t",
    }
    said = await run("x:ada", "--json", **paid)
    assert (said.code, said.json["coverage"][0]["status"]) == (3, "needs_credentials")
    assert "cap_day, cap_month" in said.err
    assert host.seen == []

    caps = {"NETWORKS__X__CAP_DAY": "0.5", "NETWORKS__X__CAP_MONTH": "0.5"}
    said = await run("x:ada", "--json", **paid, **caps)
    assert (said.code, said.json["coverage"][0]["status"]) == (4, "limited")
    assert len(host.seen) == 1

    caps = {"NETWORKS__X__CAP_DAY": "0.51", "NETWORKS__X__CAP_MONTH": "1"}
    said = await run("x:ada", "--json", **paid, **caps)
    assert said.code == 0
    assert said.json["parts"][0]["network"] == "x"
