"""Every error becomes one sentence in the reader's language."""

import logging
from datetime import UTC, datetime

import discord
import pytest
from discord import app_commands

from bot.i18n import I18n
from bot.reporter import Problem, diagnose, record, sentence
from scoring.errors import DomainError

I18N = I18n.load()
EN, FR = I18N.speak("en"), I18N.speak("fr")


class Answer:
    """As much of a response as discord.py's errors read."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "made up"


def refused(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    return kind(Answer(status), {"code": code, "message": "made up"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (DomainError("no_score"), "no_score"),
        (app_commands.NoPrivateMessage(), "guild_only"),
        (app_commands.MissingPermissions(["manage_guild"]), "manager_only"),
        (app_commands.CommandNotFound("old", []), "command_outdated"),
        (refused(discord.NotFound, 404, 10062), "too_late"),
        (refused(discord.NotFound, 404, 10015), "too_late"),
        (refused(discord.HTTPException, 400, 40060), "too_late"),
        (refused(discord.NotFound, 404, 10008), "message_gone"),
        (refused(discord.Forbidden, 403, 50013), "forbidden"),
        (refused(discord.DiscordServerError, 503, 0), "discord_busy"),
        (discord.RateLimited(40.0), "discord_busy"),
        (ZeroDivisionError("1/0"), "unexpected"),
        (refused(discord.HTTPException, 400, 50035), "unexpected"),
    ],
)
def test_diagnose(error: Exception, key: str) -> None:
    """Each kind of trouble has its own sentence, in both languages."""
    problem = diagnose(error, lambda: "0123abcd")
    assert problem.key == key
    assert sentence(problem, EN) != sentence(problem, FR)


def test_the_unexpected_has_an_incident_id_in_words_and_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The reader and the log have the same eight digits, and the log has the trace."""
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        problem = diagnose(error)
        record(problem, error, "score")
    assert problem.incident is not None
    assert len(problem.incident) == 8
    assert problem.incident in sentence(problem, FR)
    (entry,) = caplog.records
    assert entry.levelno == logging.ERROR
    assert problem.incident in entry.getMessage()
    assert entry.exc_info is not None


def test_the_expected_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    """A sentence for a person is no alarm for the operator."""
    error = DomainError("no_score")
    with caplog.at_level(logging.INFO):
        record(diagnose(error), error, "score")
    (entry,) = caplog.records
    assert (entry.levelno, entry.exc_info) == (logging.INFO, None)


def test_data_is_written_for_people() -> None:
    """Moments and networks are written as Discord and people know them."""
    until = datetime(2026, 3, 2, 9, tzinfo=UTC)
    error = DomainError("network_limited", network="github", until=until)
    said = sentence(diagnose(error), EN)
    assert "GitHub" in said
    assert f"<t:{int(until.timestamp())}:R>" in said


def test_what_people_typed_is_quoted_harmlessly() -> None:
    """Nothing that somebody typed is markdown or a mention in the answer."""
    said = sentence(diagnose(DomainError("time_unknown", text="**@everyone** <@1>")), EN)
    assert "@everyone" not in said
    assert "**" not in said
    assert "<@1>" not in said


def test_permissions_and_channel_are_named() -> None:
    """A channel without permission says which permission, in the reader's language."""
    error = DomainError(
        "channel_forbidden", channel=5, permissions=["send_messages", "view_channel"]
    )
    said = sentence(diagnose(error), FR)
    assert "<#5>" in said
    assert "Envoyer des messages et Voir le salon" in said


@pytest.mark.parametrize("problem", [Problem("no_such_sentence"), Problem("code_missing")])
def test_a_sentence_that_is_missing_is_no_second_error(problem: Problem) -> None:
    """A key without words, or words without their data, still end in a sentence."""
    assert sentence(problem, EN) == EN("error.unexpected", incident="-")
