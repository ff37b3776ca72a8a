"""What a score covers, network by network, and why the rest is not in it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.i18n import Translator
from bot.ui.parts import people, safe, slash, when
from scoring.models import Coverage, CoverageStatus

LONGEST = 10


def network_title(network: str, t: Translator) -> str:
    """The proper name of a network."""
    key = f"network.{network}"
    return t(key) if t.has(key) else safe(network.replace("_", " ").capitalize())


def coverage_line(coverage: Coverage, t: Translator) -> str:
    """One sentence on one account, with what can be done where something can."""
    account = _account(coverage, t)
    reason = closed_reason(coverage.network, coverage.reason, t)
    if reason:
        return t("coverage.because", account=account, reason=reason)
    if coverage.status is CoverageStatus.LIMITED and coverage.until:
        return t("coverage.limited_until", account=account, until=when(coverage.until))
    commands = {"link": slash("link add", t), "unlink": slash("link remove", t)}
    counted = people(coverage.people or 0.0, t)
    return t(f"coverage.{coverage.status}", account=account, people=counted, **commands)


def closed_reason(network: str, reason: str | None, t: Translator) -> str:
    """Why a network is closed: the sentence on this one, or on its like; else nothing."""
    if reason is None:
        return ""
    keys = (f"coverage.reason.closed.{network}", f"coverage.reason.{reason}")
    return next((t(key) for key in keys if t.has(key)), "")


def coverage_lines(covered: Iterable[Coverage], t: Translator) -> list[str]:
    """All that was read in one line, then a line for each account that is not in the score."""
    items = list(covered)
    read = [_account(c, t) for c in items if c.status is CoverageStatus.MEASURED]
    rest = [coverage_line(c, t) for c in items if c.status is not CoverageStatus.MEASURED]
    lines = [t("coverage.covers", accounts=t.listing(read[:LONGEST]))] if read else []
    lines += rest[:LONGEST]
    more = max(0, len(read) - LONGEST) + max(0, len(rest) - LONGEST)
    return [*lines, t("coverage.more", n=more)] if more else lines


def _account(coverage: Coverage, t: Translator) -> str:
    title = network_title(coverage.network, t)
    return f"{title} ({safe(coverage.handle, 32)})" if coverage.handle else title
