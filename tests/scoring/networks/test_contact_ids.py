"""Whoever acts is called what their own account is called: what contacts are found by."""

from __future__ import annotations

import pytest

from scoring.networks.discourse_names import person
from scoring.networks.mastodon_actors import Account
from tests.scoring.networks.fediverse import ADA, HOME, account


@pytest.mark.parametrize("uri", [ADA, ""])
def test_mastodon_from_everywhere(uri: str) -> None:
    """The same from home and from another instance, whether it tells the URI or not."""
    at_home = Account.model_validate(account(uri=uri))
    elsewhere = Account.model_validate(account(number=99, acct=f"ada@{HOME}", uri=uri))
    assert at_home.actor(HOME) == elsewhere.actor("other.example") == ADA


def test_discourse_by_number_and_place() -> None:
    """Numbers count for one forum each."""
    assert person(7, "a.example") != person(7, "b.example")
