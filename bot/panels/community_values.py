"""The values of a community's settings in words, and the table of docs/communities.md."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from babel import Locale

from bot.i18n import I18n, Translator
from scoring.community_settings import SETTINGS, Kind, Setting
from scoring.models import Community


def worded(
    setting: Setting, community: Community, t: Translator, roles: Collection[int] = ()
) -> str:
    """What a community has chosen; `roles` are those that still exist there."""
    value, *more = setting.of(community).values()
    if setting.kind is Kind.HOUR:
        return clock_face(value, more[0])
    if setting.kind is Kind.ROLES:
        return _listed(f"<@&{one}>" if one in roles else _gone(t) for one in value) or _none(t)
    if setting.kind is Kind.MEMBERS:
        return _listed(f"<@{one}>" for one in value) or _none(t)
    if setting.kind is Kind.CHANNEL:
        return _none(t) if value is None else f"<#{value}>"
    return _plain(setting, value, t)


def about(setting: Setting, t: Translator) -> str:
    """What a setting does."""
    return t(f"community.about.{setting.name}", **_ends(setting))


def hint(setting: Setting, t: Translator) -> str:
    """How a setting that is typed may be written."""
    return t(f"community.hint.{setting.name}", **_ends(setting))


def clock_face(hour: int, minute: int) -> str:
    """The hour as clocks show it."""
    return f"{hour:02d}:{minute:02d}"


def language_name(code: str, t: Translator) -> str:
    """A language as it is called in the reader's own."""
    return Locale.parse(code).get_display_name(t.locale) or code


def word_of(setting: Setting, value: object) -> str:
    """The word of the catalogues that stands for a stored choice."""
    return next(word for word, stored in setting.choices.items() if stored == value)


def table(t: Translator) -> str:
    """All settings for people who read the documents."""
    lines = ["| setting | default | what it does |", "|---|---|---|"]
    for setting in SETTINGS.values():
        default = worded(setting, Community(0), t)
        name = t(f"community.setting.{setting.name}")
        lines.append(f"| {name} | {default} | {about(setting, t)} |")
    return "\n".join(lines) + "\n"


def _ends(setting: Setting) -> dict[str, object]:
    low, high = setting.bounds.get(setting.fields[0], (0, 0))
    return {"low": low, "high": high}


def _plain(setting: Setting, value: object, t: Translator) -> str:
    if setting.kind is Kind.CHOICE:
        return t(f"command.choice.{word_of(setting, value)}")
    if setting.kind is Kind.LANGUAGE:
        return language_name(str(value), t)
    return t.number(value) if isinstance(value, int) else str(value)


def _listed(items: Iterator[str]) -> str:
    return ", ".join(dict.fromkeys(items))


def _none(t: Translator) -> str:
    return t("community.show.none")


def _gone(t: Translator) -> str:
    return t("community.show.gone_role")


if __name__ == "__main__":
    print(table(I18n.load().speak(None)), end="")
