"""`make demo`: twenty seconds through the real protocol, without browser or network.

A score, a comparison, the reasons, a plain question in French, a board; then the bot is off
over a weekly post, returns, and posts it once. Prints the channel and saves the pictures.
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.sandbox.answer import Answer
from bot.sandbox.run import Sandbox, open_sandbox
from bot.sandbox.seed import ZONE
from bot.sandbox.transcript import Transcript
from bot.sandbox.visitor import Visitor
from scoring.clock import ManualClock

START = datetime(2026, 10, 5, 9, 20, tzinfo=UTC)
AWAY = timedelta(days=8)


class DemoFailedError(Exception):
    """The sandbox did not do what the demo shows; the sentence says what."""


async def run_demo(pictures: Path, console: Console) -> None:
    """Play the demo. Raises DemoFailedError."""
    with tempfile.TemporaryDirectory() as folder:
        clock = ManualClock(START)
        names: dict[int, str] = {}
        transcript = Transcript(console, ZoneInfo(ZONE), names.get)
        async with open_sandbox(clock, Path(folder), on_line=transcript) as sandbox:
            names.update(sandbox.names())
            async with sandbox.bot():
                _say(console, "The bot starts; a weekly board is due.")
                answers = await _ask(sandbox, console)
            _say(console, f"The bot is off for {AWAY.days} days, over the next weekly post.")
            clock.advance(AWAY)
            async with sandbox.bot():
                _say(console, "It is back. An old button still works after the restart:")
                turned = await _at(sandbox, "sam").press(answers["leaderboard"], "▶")
                answers["leaderboard, page 2"] = turned
            _check_boards(sandbox)
            saved = await asyncio.to_thread(_save, sandbox, pictures)
    _check(answers, sandbox)
    _say(console, f"{saved} pictures are in {pictures}. Every week was posted exactly once.")


async def _ask(sandbox: Sandbox, console: Console) -> dict[str, Answer]:
    aiko, bram = sandbox.community.member("aiko"), sandbox.community.member("bram")
    _say(console, "Aiko asks for her score and shows it.")
    answers = {"score": await _at(sandbox, "aiko").command("score", show_to_everyone=True)}
    _say(console, "Sam, who never linked anything, compares the quiet with the loud.")
    answers["compare"] = await _at(sandbox, "sam").command(
        "compare", a=aiko.user_id, b=bram.user_id
    )
    _say(console, "Bram asks why.")
    answers["why"] = await _at(sandbox, "bram").command("why")
    _say(console, "Chloé asks in French.")
    chloe = _at(sandbox, "chloe", locale="fr")
    answers["question"] = await chloe.say("bon sinon c'est combien mon Klout ?")
    _say(console, "Sam looks at the leaderboard.")
    answers["leaderboard"] = await _at(sandbox, "sam").command("leaderboard")
    return answers


def _at(sandbox: Sandbox, key: str, locale: str = "en-US") -> Visitor:
    return sandbox.standin.visitor(sandbox.community.member(key).user_id, locale=locale)


def _check(answers: dict[str, Answer], sandbox: Sandbox) -> None:
    for name, answer in answers.items():
        if answer.kind != "message" or not answer.text:
            raise DemoFailedError(f"There was no answer to: {name}.")
    if sandbox.standin.violations:
        raise DemoFailedError(f"Discord would refuse: {sandbox.standin.violations[0]}")


def _check_boards(sandbox: Sandbox) -> None:
    """Two weeks, two posts: the second one late and said to be."""
    posts = [m for m in sandbox.standin.messages(sandbox.community.weekly.id) if m.files]
    if len(posts) != 2:
        raise DemoFailedError(f"There should be 2 weekly boards, there are {len(posts)}.")


def _save(sandbox: Sandbox, folder: Path) -> int:
    """Every picture that the bot sent, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    channels = (channel.id for channel in sandbox.community.channels)
    sent = [m for channel in channels for m in sandbox.standin.messages(channel) if m.files]
    count = 0
    for message in sorted(sent, key=lambda m: m.id):
        for name, data in message.files.items():
            count += 1
            (folder / f"{count:02d}-{name}").write_bytes(data)
    return count


def _say(console: Console, words: str) -> None:
    console.rule(f"[bold]{words}", align="left")
