"""`python -m bot` as a person starts it: one sentence and an exit code for what can go wrong."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, read_settings
from scoring.errors import ConfigError

ROOT = Path(__file__).parents[2]
TOKEN = "made.up.token"


def start(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the bot in an empty folder, with nothing of this process's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    """Each mistake is a line, the exit code is 78, and no value of a setting is printed."""
    config = tmp_path / "mine.toml"
    config.write_text(
        f'[discord]\ntokn = "{TOKEN}"\n[web]\nport = 99999999\n[networks.foo]\nenabled = true\n'
    )
    done = start(tmp_path, "--config", str(config))
    assert done.returncode == 78
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "discord.tokn",
        "networks",
        "web.port",
    ]
    assert TOKEN not in done.stdout + done.stderr


def test_a_settings_file_that_was_named_has_to_exist(tmp_path: Path) -> None:
    """A wrong path is a sentence, not the defaults."""
    done = start(tmp_path, RENOWN_CONFIG="nowhere.toml")
    assert (done.returncode, done.stderr) == (
        78,
        "There is no settings file nowhere.toml: check the path.\n",
    )


def test_discord_out_of_reach_is_a_sentence(tmp_path: Path) -> None:
    """Without a network there is no trace, and no token in what is printed."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    base = f"http://127.0.0.1:{port}/api/v10"
    done = start(tmp_path, DISCORD_TOKEN=TOKEN, RENOWN__DISCORD__API_BASE=base)
    assert done.returncode == 69
    assert done.stderr.endswith("Discord cannot be reached: check the network and try again.\n")
    assert TOKEN not in done.stdout + done.stderr


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    """The sandbox says which port to try instead."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start(tmp_path, PORT=str(port))
    assert done.returncode == 75
    assert f"try PORT={port + 1}" in done.stderr


def test_backup_and_restore_by_hand(tmp_path: Path) -> None:
    """A backup is a new file; what is no backup is refused, and nothing is replaced."""
    assert start(tmp_path, "backup", "copy.db").returncode == 0
    assert start(tmp_path, "backup", "copy.db").returncode == 78
    (tmp_path / "junk.db").write_bytes(b"this is no database" * 100)
    before = (tmp_path / "data" / "renown.db").read_bytes()
    refused = start(tmp_path, "restore", "junk.db")
    assert refused.returncode == 78
    assert (tmp_path / "data" / "renown.db").read_bytes() == before
    restored = start(tmp_path, "restore", "copy.db")
    assert restored.returncode == 0
    assert "0 wishes" in restored.stdout


def test_a_token_shows_in_no_representation() -> None:
    """Settings can be logged without giving a secret away."""
    settings = Settings.model_validate(
        {"discord": {"token": TOKEN}, "networks": {"github": {"token": TOKEN}}}
    )
    assert TOKEN not in repr(settings) + str(settings.model_dump())


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RENOWN__SECTION__KEY overrides, lists by comma or as JSON."""
    config = tmp_path / "config.toml"
    config.write_text('[database]\npath = "from-file.db"\n')
    monkeypatch.setenv("RENOWN__DATABASE__PATH", "from-environment.db")
    monkeypatch.setenv("RENOWN__HTTP__ALLOW_PRIVATE_HOSTS", '["127.0.0.1:1"]')
    settings = read_settings(config)
    assert settings.database.path == Path("from-environment.db")
    assert settings.http.allow_private_hosts == ("127.0.0.1:1",)


@pytest.mark.parametrize("url", ["http://example.org", "https://example.org/path", "example.org"])
def test_the_public_address_is_https_without_a_path(url: str) -> None:
    """What other people are sent to is checked before anybody is."""
    with pytest.raises(ValueError, match="public_url"):
        Settings.model_validate({"web": {"public_url": url}})


def test_config_errors_keep_their_problems() -> None:
    """The exception carries one sentence for each mistake."""
    assert ConfigError(["one.", "two."]).problems == ("one.", "two.")
