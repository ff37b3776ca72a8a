"""Two grounds for pictures, each with its inks and one accent."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.models import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for; `bright`, `soft`, `accent` and `lines` are read as text."""

    ground: str
    edge: str
    track: str
    bright: str
    soft: str
    accent: str
    tints: tuple[str, ...]  # shares of a whole, the largest first
    lines: tuple[str, ...]  # several people in one chart


DARK = Palette(
    ground="#161c24",
    edge="#2c3846",
    track="#2a3542",
    bright="#f3f6f8",
    soft="#a9b7c4",
    accent="#4fb8a8",
    tints=("#4fb8a8", "#8fd6ca", "#3a8579", "#c9ebe5", "#5f7d8c"),
    lines=("#4fb8a8", "#f0b65c", "#8ab6f5", "#ee9ab5", "#c9b6f2"),
)
LIGHT = Palette(
    ground="#fdfcf9",
    edge="#dcd9d0",
    track="#e3e6e6",
    bright="#17232b",
    soft="#52616c",
    accent="#0f7468",
    tints=("#0f7468", "#58a79c", "#084c44", "#a5d0c9", "#8497a1"),
    lines=("#0f7468", "#96590b", "#2b5fb0", "#a8315f", "#6440a8"),
)


def palette(theme: Theme) -> Palette:
    """The colours of a theme."""
    return LIGHT if theme is Theme.LIGHT else DARK
