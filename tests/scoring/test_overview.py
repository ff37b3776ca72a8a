"""What an operator is told of the networks, at the command line and in the documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scoring.__main__ import app
from scoring.networks.base import Data, Gone, Limited, Temporary
from scoring.networks.closed import CLOSED
from scoring.networks.registry import FACTORIES
from scoring.networks.table import markdown
from scoring.overview import answers, overview, try_each
from scoring.settings import CoreSettings, DatabaseSettings, PrivacySettings
from scoring.store import status
from tests.scoring.world import ADA, NOW, World

DOCS = Path(__file__).parents[2] / "docs" / "networks.md"


def asked(tmp_path: Path, *options: str, text: str = "") -> str:
    """What `python -m scoring networks` prints."""
    config = tmp_path / "config.toml"
    config.write_text(f'[database]\npath = "{tmp_path / "none.db"}"\n{text}', encoding="utf-8")
    result = CliRunner().invoke(app, ["networks", *options, "--config", str(config)])
    assert result.exit_code == 0, result.output
    return result.stdout


def listed(tmp_path: Path, text: str = "") -> dict[str, dict[str, object]]:
    """The same by network."""
    return {row["network"]: row for row in json.loads(asked(tmp_path, "--json", text=text))}


def test_every_network_is_listed_with_its_state(tmp_path: Path) -> None:
    """Scored ones are on, those that lack settings say which, closed ones are closed."""
    found = listed(tmp_path)
    assert set(found) == {*FACTORIES, *(one.name for one in CLOSED)} - {"sample"}
    assert found["bluesky"]["state"] == "on"
    assert found["x"]["state"] == "needs settings"
    assert found["x"]["lacks"] == ["token", "cap_day", "cap_month"]
    assert found["klout"]["state"] == "closed"


def test_what_the_operator_switched_off_is_off(tmp_path: Path) -> None:
    """Settings decide."""
    assert listed(tmp_path, "[networks.github]\nenabled = false\n")["github"]["state"] == "off"


def test_a_table_for_people(tmp_path: Path) -> None:
    """Without `--json` every network has its line."""
    printed = asked(tmp_path).splitlines()
    for title in ("Bluesky", "Klout", "GitHub"):
        assert any(line.strip().startswith(title[:4]) for line in printed)


def test_the_documents_say_what_the_declarations_say(tmp_path: Path) -> None:
    """docs/networks.md holds the tables as they are printed."""
    written = asked(tmp_path, "--markdown")
    assert written == markdown((*(one for one, _ in FACTORIES.values()), *CLOSED))
    assert written in DOCS.read_text(encoding="utf-8")


async def test_the_bot_notes_how_networks_fare(world: World, tmp_path: Path) -> None:
    """A reading, then a failure, then what hosts allow: all of it is told."""
    await world.join(ADA, "ada", people=3)
    account = await world.account(ADA)
    world.town.refusals[account.native_id] = Temporary("HTTP 503")
    await world.core.collector.refresh(account)
    left = [("town.example", 12, 60), ("silent.example", None, None)]
    async with world.core.database.tx() as tx:
        await status.put_budgets(tx, left, NOW)
    settings = CoreSettings(
        database=DatabaseSettings(path=world.core.database.path),
        privacy=PrivacySettings(key_file=tmp_path / "key"),
    )
    found = await overview(settings, world.core.networks)
    (town,) = (line for line in found.lines if line.declaration.name == "town")
    assert town.status.read_at == NOW
    assert town.status.failure == "HTTP 503"
    assert found.budgets == [("town.example", 12, 60)]


async def test_each_network_that_is_on_is_tried(world: World) -> None:
    """With its own example, one after the other."""
    tried = [declaration.name async for declaration, _ in try_each(world.core.networks)]
    assert tried == ["town", "village"]
    assert world.town.asked == ["ada"]


@pytest.mark.parametrize(
    ("outcome", "works"),
    [(Gone(), True), (Temporary("x"), False), (Limited(NOW), False), (Data(None), True)],
)
def test_an_example_that_is_gone_is_an_answer(outcome: object, works: bool) -> None:
    """What counts is that the network spoke in a way that we understand."""
    assert answers(outcome) is works  # type: ignore[arg-type]
