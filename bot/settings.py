"""The bot's settings: scoring's, Discord's and the web port's, each declared once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from pydantic import BaseModel, Field, SecretStr, field_validator
from pydantic.fields import FieldInfo

from scoring.networks.registry import FACTORIES, foreign, misplaced
from scoring.settings import CoreSettings, NetworkSettings, Section, load

EXIT_CONFIG = 78  # EX_CONFIG of sysexits.h


class DiscordSettings(Section):
    """How the bot reaches Discord."""

    token: SecretStr | None = Field(
        default=None, description="The bot's token; better as DISCORD_TOKEN. Without: the sandbox."
    )
    client_id: str | None = Field(
        default=None,
        description="Of the application: with its secret and web.public_url, members confirm "
        "accounts through their connections on Discord.",
    )
    client_secret: SecretStr | None = Field(
        default=None, description="Of the application; register PUBLIC_URL/oauth/discord/callback."
    )
    api_base: str | None = Field(
        default=None, description="Another address of Discord's REST API, such as a proxy."
    )
    gateway: str | None = Field(default=None, description="Another address of its gateway.")
    authorize_url: str | None = Field(
        default=None, description="Another address of the page on which it asks for consent."
    )
    cdn: str | None = Field(default=None, description="Another address of its pictures.")
    policy_url: str | None = Field(
        default=None, description="Your privacy policy, for /about. Without: docs/privacy.md."
    )
    report_url: str | None = Field(default=None, description="Where to report a problem.")


class WebSettings(Section):
    """The bot's own port."""

    port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="On loopback: /healthz, /metrics, /oauth/, /privacy.",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^(https://[^/\s?#@]+|http://(127\.0\.0\.1|localhost)(:\d{1,5})?)$",
        description="The https address under which a proxy makes /oauth/ and /privacy public, "
        "without a path. "
        "Without it accounts are proved by a code alone.",
    )


class Settings(CoreSettings):
    """Everything that the process needs to know."""

    discord: DiscordSettings = DiscordSettings()
    web: WebSettings = WebSettings()

    @field_validator("networks")
    @classmethod
    def _known_networks(cls, networks: dict[str, NetworkSettings]) -> dict[str, NetworkSettings]:
        unknown = [name for name in networks if name not in FACTORIES]
        if unknown:
            known = ", ".join(FACTORIES)
            raise ValueError(f"there is no network {', '.join(unknown)}; known are {known}")
        if wrong := misplaced(networks):
            raise ValueError(f"there is no setting {', '.join(wrong)}; see config.example.toml")
        return networks


def read_settings(path: Path | None) -> Settings:
    """Read file and environment. Raises ConfigError with every mistake at once."""
    return load(Settings, path)


def example() -> str:
    """config.example.toml: every setting, its default and one line of why."""
    top = [
        "# Renown's settings. Copy this file to config.toml and change what you need.",
        "# Every key can also come from the environment: RENOWN__DATABASE__PATH=... sets",
        "# database.path. What is commented out shows the default, or what a value looks like.",
        "",
        *_field("lookups", Settings.model_fields["lookups"]),
    ]
    sections = (
        (n, f) for n, f in Settings.model_fields.items() if n not in ("lookups", "networks")
    )
    for name, field in sections:
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            top += ["", *_section(name, field.annotation)]
    for name in FACTORIES:
        top += ["", *_section(f"networks.{name}", NetworkSettings, without=foreign(name))]
    return "\n".join(top) + "\n"


def _section(name: str, model: type[BaseModel], without: Collection[str] = ()) -> Iterator[str]:
    yield f"# {' '.join((model.__doc__ or '').split())}"
    yield f"[{name}]"
    for key, field in model.model_fields.items():
        if key not in without:
            yield from _field(key, field)


def _field(name: str, field: FieldInfo) -> list[str]:
    return [f"# {' '.join((field.description or '').split())}", f"#{name} = {_toml(field.default)}"]


def _toml(value: object) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value) if isinstance(value, int | float) else f'"{value}"'
