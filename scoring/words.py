"""The sentences of the command line, in English. The bot has its own, in every language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from scoring.errors import DomainError

SENTENCES: Mapping[str, str] = {
    "reference_not_understood": "“{text}” is neither network:handle nor a profile URL that I "
    "know; try bluesky:alice.example or github:alice.",
    "reference_unknown_network": "There is no network called “{name}”; known are {known}.",
    "reference_misspelt_network": "There is no network called “{name}”; try {example}.",
    "reference_ambiguous": "“{handle}” could live on {networks}; write network:handle, as in "
    "{example}.",
    "reference_invalid_handle": "“{handle}” cannot be a handle on {title}; one looks like "
    "{example}.",
    "network_off": "{network} is switched off in the settings (networks.<name>.enabled).",
    "network_closed": "{network} offers nothing that could be measured; the score does not "
    "suffer from it.",
    "network_unreachable": "{network} cannot be reached; check the network and try again.",
    "network_limited": "{network} wants no more requests until {until}; try again then.",
    "account_unknown": "{network} knows no account “{handle}”; check the spelling.",
    "account_suspended": "The account “{handle}” is suspended or asleep on {network}; there is "
    "nothing to measure.",
    "account_private": "The owner of “{handle}” asked {network} not to show it to strangers; it "
    "is not read.",
    "account_moved": "“{handle}” is now “{new}” on {network}; ask for that one.",
    "account_changed": "{network} answered in a way that I do not understand; please report it.",
    "needs_credentials": "{network} needs its own settings (networks.<name>): {needs}; they are "
    "missing, or it does not accept them.",
}


def sentence(error: DomainError) -> str:
    """One sentence for a person at a terminal."""
    template = SENTENCES.get(error.key, error.key)
    return template.format(**{name: _written(value) for name, value in error.data.items()})


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%H:%M UTC")
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return value
