"""The core as a whole: opened in order, closed without a trace, and small facts of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import scoring
from scoring.clock import ManualClock
from scoring.core import journal_of, open_client, open_core
from scoring.errors import ConfigError, StoreError
from scoring.networks.base import NetworkClass
from scoring.networks.bluesky import Bluesky
from scoring.settings import CoreSettings, HttpSettings, NetworkSettings, TopicsSettings
from tests.scoring.networks.serving import Host
from tests.scoring.world import ADA, NOW, World, open_world, settings_in


async def test_an_empty_place_is_furnished(tmp_path: Path) -> None:
    """Database and key are made where the settings want them; nothing is replayed."""
    settings = settings_in(tmp_path)
    async with open_world(tmp_path) as world:
        assert settings.database.path.exists()
        assert settings.privacy.key_file.exists()
        assert world.core.replayed == 0


async def test_what_was_stored_is_there_again(tmp_path: Path) -> None:
    """After a restart, with the same scores."""
    async with open_world(tmp_path) as world:
        await world.join(ADA, "ada", people=9)
        before = await world.score(ADA)
        clock = world.clock
    async with open_world(tmp_path, clock) as again:
        assert await again.score(ADA) == before


async def test_an_ontology_that_cannot_be_read_ends_the_start(tmp_path: Path) -> None:
    """With the file's name, and before anything is served."""
    ontology = TopicsSettings(ontology=tmp_path / "missing.csv")
    settings = settings_in(tmp_path).model_copy(update={"topics": ontology})
    with pytest.raises(ConfigError, match=r"topics\.ontology: .*missing\.csv"):
        async with open_core(settings, ManualClock(NOW)):
            pass


async def test_small_facts(world: World) -> None:
    """Kept by name, replaced by the next."""
    assert await world.core.meta("commands") is None
    for value in ("one", "two"):
        await world.core.set_meta("commands", value)
    assert await world.core.meta("commands") == "two"


async def test_the_networks_of_the_settings(tmp_path: Path, world: World) -> None:
    """Without others given, those that the settings name; closed ones can be named too."""
    off = {"github": NetworkSettings(enabled=False)}
    settings = settings_in(tmp_path / "other").model_copy(update={"networks": off})
    async with open_core(settings, world.clock) as core:
        assert core.networks.connector("bluesky") is not None
        assert core.networks.connector("github") is None
        classes = {one.network_class for one in core.networks.declarations()}
        assert NetworkClass.CLOSED in classes


@pytest.mark.parametrize("broken", ["key", "database"])
async def test_what_is_broken_is_told_at_start(tmp_path: Path, broken: str) -> None:
    """A short key or a damaged database: one sentence, and nothing is left open."""
    settings = settings_in(tmp_path)
    path = settings.privacy.key_file if broken == "key" else settings.database.path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"rubbish")
    with pytest.raises(ConfigError if broken == "key" else StoreError):
        async with open_world(tmp_path):
            pass


def test_the_journal_is_beside_the_key() -> None:
    """Not beside the database, with which it would be restored to an older state."""
    settings = CoreSettings()
    assert journal_of(settings)._path == settings.privacy.key_file.with_name("renown.erasures")


async def test_networks_can_reach_who_reads_them(world: World) -> None:
    """The name under which they are asked says how to reach the operator."""
    async with Host() as host:
        for contact, said in (("", "no contact"), ("https://renown.example",) * 2):
            http = HttpSettings(contact=contact, allow_private_hosts=(host.origin,))
            settings = settings_in(world.folder).model_copy(update={"http": http})
            async with open_client(settings, world.clock) as client:
                await Bluesky(client, host.url).profile("ada.test")
            assert said in host.seen[-1].headers["User-Agent"]


def test_public_names_exist() -> None:
    """What others rely on can be imported from the package itself."""
    assert [name for name in scoring.__all__ if not hasattr(scoring, name)] == []
    assert scoring.people_to_score(scoring.score_to_people(44.0)) == pytest.approx(44.0)
