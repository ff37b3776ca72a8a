"""The channel in a terminal, for people without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.sandbox.events import Line

_TIMESTAMP = re.compile(r"<t:(\d+)(?::\w)?>")
_HEADING = re.compile(r"#{1,3} ")
_SMALL = re.compile(r"^-# ", re.MULTILINE)


def styled(text: str) -> Text:
    """Headings and bold words of a message as a terminal shows them."""
    whole = Text()
    for number, line in enumerate(text.split("\n")):
        whole.append("\n" if number else "")
        heading = _HEADING.match(line)
        rest = line[heading.end() :] if heading else line
        for position, part in enumerate(rest.split("**")):
            whole.append(part, style="bold" if heading or position % 2 else "")
    return whole


class Transcript:
    """Prints visible events, oldest first; an edit of the same text is printed once."""

    def __init__(
        self, console: Console, zone: tzinfo, name_of: Callable[[int], str | None]
    ) -> None:
        self._console = console
        self._zone = zone
        self._name_of = name_of
        self._last = ""

    def __call__(self, line: Line) -> None:
        """Print one event."""
        if line.text == self._last:
            return
        self._last = line.text
        head = Text(f"{line.at.astimezone(self._zone):%a %d %b %H:%M}  ", style="dim")
        head.append(f"{line.channel}  ", style="cyan")
        head.append(line.author, style="bold")
        if line.cause:
            head.append(f"  ({line.cause})", style="dim")
        if line.ephemeral_to:
            head.append(f"  only {line.ephemeral_to} sees this", style="dim italic")
        self._console.print(head)
        self._console.print(Padding(styled(self._plain(line.text)), (0, 0, 1, 4)))

    def _plain(self, text: str) -> str:
        dated = _TIMESTAMP.sub(self._dated, text)
        named = re.sub(r"<@!?(\d+)>", self._named, dated)
        return _SMALL.sub("", named)

    def _dated(self, match: re.Match[str]) -> str:
        return f"{datetime.fromtimestamp(int(match[1]), self._zone):%d %b %H:%M}"

    def _named(self, match: re.Match[str]) -> str:
        return f"@{self._name_of(int(match[1])) or 'someone'}"
