"""Settings: one declaration, every mistake at once, and never a secret in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ConfigError
from scoring.settings import CoreSettings, Section, WholeFileCoreSettings, load
from tests.scoring.world import PURE

SECRET = "hunter2-very-secret"


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a settings file, to start from."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str, name: str = "config.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path | None, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(CoreSettings, path, environ or {})
    return list(caught.value.problems)


def test_without_a_file_everything_has_a_default(nowhere: Path) -> None:
    """A fresh clone starts."""
    found = load(CoreSettings, None, {})
    assert found == CoreSettings()
    assert found.lookups is False


def test_the_file_is_read(nowhere: Path) -> None:
    """Tables and keys as they are documented."""
    write(nowhere, 'lookups = true\n[networks.github]\nenabled = false\ntoken = "t"\n')
    found = load(CoreSettings, None, {})
    token = found.networks["github"].token
    assert token is not None
    assert (found.lookups, found.networks["github"].enabled) == (True, False)
    assert token.get_secret_value() == "t"


def test_the_environment_wins(nowhere: Path) -> None:
    """A host overrides a file without editing it, at any depth."""
    write(nowhere, '[database]\npath = "a.db"\n[networks.github]\nbase_url = "http://a"\n')
    environ = {
        "RENOWN__DATABASE__PATH": "b.db",
        "RENOWN__NETWORKS__GITHUB__TOKEN": "t",
        "RENOWN__NETWORKS__BLUESKY__ENABLED": "false",
    }
    found = load(CoreSettings, None, environ)
    assert found.database.path == Path("b.db")
    assert found.networks["github"].base_url == "http://a"
    assert found.networks["bluesky"].enabled is False


@pytest.mark.parametrize("value", ['["a:1", "b:2"]', "a:1,b:2", "a:1, b:2"])
def test_lists_in_the_environment(nowhere: Path, value: str) -> None:
    """As JSON, or simply with commas."""
    found = load(CoreSettings, None, {"RENOWN__HTTP__ALLOW_PRIVATE_HOSTS": value})
    assert found.http.allow_private_hosts == ("a:1", "b:2")


def test_the_file_may_be_named(nowhere: Path) -> None:
    """By argument, or by RENOWN_CONFIG, which the argument beats."""
    one, two = (write(nowhere, f'[database]\npath = "{n}"\n', f"{n}.toml") for n in ("one", "two"))
    named = {"RENOWN_CONFIG": str(two)}
    assert load(CoreSettings, None, named).database.path == Path("two")
    assert load(CoreSettings, one, named).database.path == Path("one")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "There is no settings file"),
        ("[database", "is not valid TOML"),
        ("\udcff", "is not valid TOML"),
    ],
    ids=["missing", "broken", "not text"],
)
def test_a_file_that_was_named_has_to_be_right(nowhere: Path, text: str | None, said: str) -> None:
    """A missing or broken file is one sentence."""
    path = nowhere / "mine.toml"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    (problem,) = problems(path)
    assert said in problem


def test_a_folder_is_no_settings_file(nowhere: Path) -> None:
    """What cannot be read is told, not raised."""
    (problem,) = problems(nowhere)
    assert "cannot be read" in problem


def test_all_mistakes_are_told_at_once(nowhere: Path) -> None:
    """One sentence each, with the place; unknown keys are mistakes."""
    path = write(
        nowhere,
        'lookups = "perhaps"\nlook_ups = true\n[database]\npath = 3\nfile = "x"\n'
        "[networks.github]\nenabled = 7\n",
    )
    found = problems(path, {"RENOWN__HTTP__TIMEOUT": "3"})
    places = [problem.split(":")[0] for problem in found]
    assert places == sorted(
        [
            "lookups",
            "look_ups",
            "database.path",
            "database.file",
            "networks.github.enabled",
            "http.timeout",
        ]
    )
    assert "look_ups: there is no such setting; see config.example.toml." in found


@pytest.mark.parametrize(
    "text",
    [
        f'[networks.github]\ntoken = ["{SECRET}"]\n',
        f'[networks.github]\nenabled = "{SECRET}"\n',
        f'lookups = "{SECRET}"\n',
        f'[networks.github]\ntoken = "{SECRET}"\nclient = 3\n',
        f'[networks.github]\ntoken = "{SECRET}\n',
        f'networks = "{SECRET}"\n',
    ],
)
def test_no_secret_is_ever_printed(nowhere: Path, text: str) -> None:
    """Not the value of a mistake, wherever somebody pasted it."""
    assert SECRET not in " ".join(problems(write(nowhere, text)))


def test_secrets_hide_in_a_repr(nowhere: Path) -> None:
    """Settings may end up in a log."""
    environ = {
        f"RENOWN__NETWORKS__GITHUB__{n}": SECRET for n in ("TOKEN", "API_KEY", "CLIENT_SECRET")
    }
    found = load(CoreSettings, None, environ)
    assert SECRET not in f"{found!r} {found} {found.model_dump_json()}"


def test_the_core_reads_the_bots_file_too(nowhere: Path) -> None:
    """On the command line the bot's tables are none of our business, our own mistakes are."""
    path = write(nowhere, '[discord]\ntoken = "t"\n')
    assert load(WholeFileCoreSettings, path, {}).database == CoreSettings().database
    with pytest.raises(ConfigError):
        load(WholeFileCoreSettings, write(nowhere, "[database]\nfile = 1\n"), {})


@PURE
@given(st.dictionaries(st.sampled_from(["A", "A__B", "A__B__C", "LOOKUPS"]), st.text(max_size=9)))
def test_any_environment_is_understood_or_told(found: dict[str, str]) -> None:
    """Keys that overlap or make no sense are sentences, never a crash."""
    environ = {f"RENOWN__{name}": value for name, value in found.items()}
    told: tuple[str, ...] = ()
    try:
        load(CoreSettings, Path("/dev/null"), environ)
    except ConfigError as error:
        told = error.problems
    assert all(problem.endswith(".") for problem in told)


def _declared(section: type[Section], prefix: str = "") -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for name, about in section.model_fields.items():
        inner = about.annotation
        if isinstance(inner, type) and issubclass(inner, Section):
            found += _declared(inner, f"{prefix}{name}.")
        elif name != "networks":
            found.append((prefix + name, about.description))
    return found


def test_every_setting_has_its_reason() -> None:
    """One line of why, from which the example file is made."""
    assert [name for name, why in _declared(CoreSettings) if not why] == []
