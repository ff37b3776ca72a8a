"""The sample network's server: what it tells, and what it keeps to itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox.sample import lives
from bot.sandbox.sample.generator import generate
from bot.sandbox.sample.network import SampleNetwork
from scoring.clock import ManualClock

START = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
ACCOUNTS = {account.handle: account for _, account in lives.load().owned()}


class Visitor:
    """Asks the network for JSON, as a browser would."""

    def __init__(self, network: SampleNetwork, session: aiohttp.ClientSession) -> None:
        self.network, self._session = network, session

    async def ask(self, path: str) -> tuple[int, Any]:
        async with self._session.get(self.network.base_url + path) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        status, value = await self.ask(path)
        assert status == 200, value
        return value


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def visitor(clock: ManualClock) -> AsyncIterator[Visitor]:
    async with (
        SampleNetwork(lives.load(), clock, START) as network,
        aiohttp.ClientSession() as session,
    ):
        yield Visitor(network, session)


async def everything(visitor: Visitor, handle: str) -> tuple[list[Any], list[Any]]:
    """All publications and reactions of an account by the plain lists, page by page."""
    publications: list[Any] = []
    reactions: list[Any] = []
    rows = (await visitor.get(f"/accounts/{handle}/publications?limit=7"))["publications"]
    while rows:
        publications += rows
        before = rows[-1]["id"]
        path = f"/accounts/{handle}/publications?limit=7&before={before}"
        rows = (await visitor.get(path))["publications"]
    for item in publications:
        read = 0
        while True:
            path = f"/publications/{item['id']}/reactions?limit=20&after={read}"
            part = (await visitor.get(path))["reactions"]
            reactions += part
            read += len(part)
            if not part:
                break
    return publications, reactions


async def test_it_listens_on_loopback_only(visitor: Visitor) -> None:
    """The address is 127.0.0.1 and any free port."""
    assert visitor.network.host.startswith("127.0.0.1:")
    assert visitor.network.base_url == f"http://{visitor.network.host}"


async def test_a_closed_network_has_no_address(clock: ManualClock) -> None:
    """Before it listens and after it closed, asking for its address is an error."""
    network = SampleNetwork(lives.load(), clock, START)
    await network.close()
    with pytest.raises(RuntimeError):
        _ = network.base_url


async def test_every_account_is_listed(visitor: Visitor) -> None:
    """The list has all accounts, the unlinked one and those of the pages included."""
    listed = await visitor.get("/accounts")
    assert {row["handle"] for row in listed} == set(ACCOUNTS)
    assert {row["handle"] for row in listed if row["page"]} == {"fanal", "open.lighthouses"}
    assert {view.owner for view in visitor.network.accounts()} >= {"lucie", "fanal"}


async def test_an_account_answers_to_handle_and_native_id(visitor: Visitor) -> None:
    """Handles in any case and native ids lead to the same account."""
    by_handle = await visitor.get("/accounts/Oscar")
    assert by_handle == await visitor.get("/accounts/hl-oscar")
    assert by_handle["url"] == "https://sample.example/@oscar"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/accounts/ghost", 404),
        ("/accounts/ghost/publications", 404),
        ("/accounts/ghost/evidence", 404),
        ("/publications/ghost-0001/reactions", 404),
        ("/publications/pip-9999/reactions", 404),
        ("/accounts/pip/publications?limit=many", 400),
        ("/accounts/pip/publications?before=oscar-0001", 400),
        ("/accounts/pip/evidence?since=yesterday", 400),
        ("/accounts/pip/evidence?since=2026-01-01", 400),
        ("/accounts/pip/evidence?page=-1", 400),
        ("/publications/pip-0001/reactions?after=x", 400),
    ],
)
async def test_refusals_are_json(visitor: Visitor, path: str, status: int) -> None:
    """What is unknown or not understood gets a status and a JSON reason."""
    told, value = await visitor.ask(path)
    assert told == status
    assert set(value) == {"error"}


async def test_nothing_of_the_future_is_told(visitor: Visitor, clock: ManualClock) -> None:
    """Publications, totals and reactions end at the clock's present, which a jump moves."""
    for _ in range(2):
        now = clock.now()
        publications, reactions = await everything(visitor, "oscar")
        times = [datetime.fromisoformat(row["at"]) for row in publications + reactions]
        expected = [act for act in generate(ACCOUNTS["oscar"], START).reactions if act.at <= now]  # type: ignore[operator]
        assert max(times) <= now
        assert len(reactions) == len(expected)
        clock.advance(timedelta(days=14))


async def test_publications_come_newest_first(visitor: Visitor) -> None:
    """Each once, from the latest to the first."""
    publications, _ = await everything(visitor, "pip")
    times = [row["at"] for row in publications]
    assert times == sorted(times, reverse=True)
    assert publications[-1]["id"] == "pip-0001"


async def test_totals_are_what_can_be_read_by_name(visitor: Visitor) -> None:
    """The totals of a publication are the reactions that its list holds, kind by kind."""
    publications, reactions = await everything(visitor, "giulia")
    for item in publications:
        kinds = Counter(row["kind"] for row in reactions if row["publication"] == item["id"])
        assert item["totals"] == dict(kinds)


async def test_bulk_and_lists_agree(visitor: Visitor) -> None:
    """The evidence in one request is what the plain lists hold."""
    publications, reactions = await everything(visitor, "anouk")
    bulk = await visitor.get("/accounts/anouk/evidence")
    assert bulk["next"] is None
    assert bulk["publications"] == publications
    assert bulk["reactions"] == reactions


async def test_a_bio_can_be_edited(visitor: Visitor) -> None:
    """A new bio shows at once, to the page and to whoever reads the account."""
    visitor.network.edit_bio("lucie", "renown-1234")
    assert (await visitor.get("/accounts/lucie"))["bio"] == "renown-1234"
    assert [v.bio for v in visitor.network.accounts() if v.handle == "lucie"] == ["renown-1234"]


async def test_an_unknown_bio_cannot_be_edited(visitor: Visitor) -> None:
    """Editing nobody's bio is an error."""
    with pytest.raises(LookupError):
        visitor.network.edit_bio("ghost", "boo")
