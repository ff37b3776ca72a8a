"""The core's settings, declared once: type, default, bounds and one line of why each.

They come from a TOML file and from the environment (`RENOWN__SECTION__KEY`), which wins.
All mistakes are reported together, one sentence each; a secret is never printed.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

from scoring.errors import ConfigError

PREFIX = "RENOWN__"
ALIASES = {"DISCORD_TOKEN": ("discord", "token")}
CONFIG_VARIABLE = "RENOWN_CONFIG"
CONFIG_FILE = Path("config.toml")


class Section(BaseModel):
    """A table of the settings file; keys that it does not know are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(Section):
    """Where facts are kept."""

    path: Path = Field(default=Path("data/renown.db"), description="The SQLite database.")


class HttpSettings(Section):
    """How networks are read."""

    contact: str = Field(
        default="",
        description="A URL or address in the User-Agent, for networks to reach you.",
    )
    allow_private_hosts: tuple[str, ...] = Field(
        default=(),
        description="host:port pairs that may be private and speak plain http. For tests only.",
    )

    @field_validator("allow_private_hosts", mode="before")
    @classmethod
    def _with_commas(cls, value: object) -> object:
        return [one.strip() for one in value.split(",")] if isinstance(value, str) else value


class NetworkSettings(Section):
    """One network. What is left out follows the network's own declaration."""

    enabled: bool | None = Field(default=None, description="Off networks are named, never read.")
    base_url: str | None = Field(default=None, description="Another server with the same API.")
    token: SecretStr | None = Field(default=None, description="A token, where one helps.")
    api_key: SecretStr | None = Field(default=None, description="A key, where keys are used.")
    client_id: str | None = Field(default=None, description="Of an OAuth application.")
    client_secret: SecretStr | None = Field(default=None, description="Of an OAuth application.")
    account_id: str | None = Field(
        default=None, description="The id of your own account there, through which others are read."
    )
    cap_day: float = Field(
        default=0.0,
        ge=0,
        le=100_000,
        allow_inf_nan=False,
        description="Dollars that reading may cost on a day (UTC). At 0 nothing is read.",
    )
    cap_month: float = Field(
        default=0.0,
        ge=0,
        le=100_000,
        allow_inf_nan=False,
        description="Dollars that reading may cost in a month (UTC). At 0 nothing is read.",
    )
    blend: bool = Field(
        default=False,
        description="Whether the network permits you in writing to add its figures to others'.",
    )


# Settings that only some networks have: those whose declaration needs them, or allows them.
OF_SOME = frozenset({"account_id", "cap_day", "cap_month", "blend"})


class CredibilitySettings(Section):
    """How much is believed."""

    counts_only: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="What one counted reaction is worth where no name is shown: totals can be "
        "bought.",
    )


class TopicsSettings(Section):
    """What people are heard on."""

    ontology: Path | None = Field(
        default=None,
        description="A CSV file, or a folder of them, with topics, their names by language and "
        "what belongs to what (docs/topics.md).",
    )

    @field_validator("ontology", mode="before")
    @classmethod
    def _nothing(cls, value: object) -> object:
        return value or None


class PrivacySettings(Section):
    """What protects the people who are counted."""

    key_file: Path = Field(
        default=Path("data/renown.key"),
        description="Key of the hashes. Back it up apart: losing it loses every identity.",
    )


class CoreSettings(Section):
    """Everything that scoring needs to know."""

    database: DatabaseSettings = DatabaseSettings()
    http: HttpSettings = HttpSettings()
    networks: dict[str, NetworkSettings] = Field(default_factory=dict)
    credibility: CredibilitySettings = CredibilitySettings()
    topics: TopicsSettings = TopicsSettings()
    privacy: PrivacySettings = PrivacySettings()
    lookups: bool = Field(
        default=False,
        description="Whether accounts that nobody linked may be looked up where no community "
        "decides: on the command line and in the sandbox it is on.",
    )


S = TypeVar("S", bound=CoreSettings)


def load(model: type[S], path: Path | None, environ: Mapping[str, str] | None = None) -> S:
    """Read the settings file and the environment into `model`.

    `path` is the file that somebody named, or None for `RENOWN_CONFIG` or `config.toml`; only a
    file that was named has to exist. Raises ConfigError with every mistake.
    """
    environ = os.environ if environ is None else environ
    values = _read_file(path, environ)
    for keys, value in _from_environment(environ):
        _put(values, keys, value)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise ConfigError(sorted({_sentence(e) for e in error.errors()})) from None


class WholeFileCoreSettings(CoreSettings):
    """The core's settings out of a file that has the bot's tables too."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _read_file(path: Path | None, environ: Mapping[str, str]) -> dict[str, Any]:
    named = path or (Path(environ[CONFIG_VARIABLE]) if environ.get(CONFIG_VARIABLE) else None)
    try:
        return tomllib.loads((named or CONFIG_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named is None:
            return {}
        raise ConfigError([f"There is no settings file {named}: check the path."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = f"The settings file {named or CONFIG_FILE} is not valid TOML: {error}."
        raise ConfigError([problem]) from None
    except OSError as error:
        problem = f"The settings file {named or CONFIG_FILE} cannot be read: {error.strerror}."
        raise ConfigError([problem]) from None


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in environ.items():
        if name in ALIASES:
            yield ALIASES[name], value
        elif name.startswith(PREFIX):
            keys = tuple(name.removeprefix(PREFIX).lower().split("__"))
            yield keys, _parsed(value)


def _parsed(value: str) -> Any:
    """Lists may be written as JSON; everything else is left to the model."""
    if value.startswith("["):
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value
    return value


def _put(values: MutableMapping[str, Any], keys: tuple[str, ...], value: Any) -> None:
    for key in keys[:-1]:
        inner = values.setdefault(key, {})
        if not isinstance(inner, MutableMapping):
            values[key] = inner = {}
        values = inner
    values[keys[-1]] = value


def _sentence(error: Mapping[str, Any]) -> str:
    """One mistake in words, without the value, which may be a secret."""
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such setting; see config.example.toml."
    if error["type"] == "missing":
        return f"{where}: this setting is needed."
    return f"{where}: {str(error['msg']).removeprefix('Value error, ')}."
