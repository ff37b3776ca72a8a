"""The X connector on recorded answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from scoring.networks.base import Changed, Data, Profile
from scoring.networks.http import GuardedClient
from scoring.networks.x import X
from scoring.spending import MILLION, CappedPurse, Caps, PassingLedger
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.reading import read
from tests.scoring.networks.serving import Host, Reply

BY_NAME, POSTS = "/2/users/by/username/ada", "/2/users/7/tweets"
ADA = Profile("x", "7", "ada", "Ada", "", None)
CASSETTES = SHARED / "apis" / "x" / "recorded-tweepy"
RECORDED = {
    "get_user": (Data, Changed),
    "get_users": (Changed, Data),
    "get_me": (Data, Changed),
    "get_users_tweets": (Changed, Data),
    "get_users_mentions": (Changed, Data),
    "get_quote_tweets": (Changed, Data),
    "get_tweet": (Changed, Changed),
    "get_tweets": (Changed, Data),
    "get_recent_tweets_count": (Changed, Changed),
    "get_liking_users": (Changed, Data),
    "get_retweeters": (Changed, Data),
    "get_users_followers": (Changed, Data),
    "get_users_following": (Changed, Data),
}


@pytest.fixture
def x(client: GuardedClient, host: Host) -> X:
    purse = CappedPurse(PassingLedger(), {"x": Caps(100 * MILLION, 100 * MILLION)}, client.clock)
    return X(client, purse, host.url, "a-secret-token")


def cassette(name: str) -> Reply:
    """The first answer of a recording; its YAML quotes one JSON text."""
    path = CASSETTES / f"test_asyncclient_{name}.yaml"
    if not path.is_file():
        pytest.skip(f"recorded answers of X are not at {CASSETTES}")
    text = path.read_text(encoding="utf-8")
    single = re.search(r"string: '((?:[^']|'')*)'", text)
    double = re.search(r'string: "((?:[^"\\]|\\.)*)"', text, re.DOTALL)
    if double is not None:
        body = re.sub(r"\\(\n\s*|x..|u.{4}|U.{8}|.)", _unescaped, double[1], flags=re.DOTALL)
    else:
        assert single is not None
        body = re.sub(r"\n\s*", " ", single[1]).replace("''", "'")
    found = re.findall(r"^      (x-rate-limit-\w+):\s+- '(\d+)'", text, re.MULTILINE)
    return Reply(json.loads(body), 200, dict(found))


def _unescaped(found: re.Match[str]) -> str:
    """One escape of YAML; at the end of a line it only continues it."""
    sign = found[1]
    if sign[0] in "xuU":
        return chr(int(sign[1:], 16))
    return {"n": "\n", "\n": ""}.get(sign[0], sign[0])


@pytest.mark.parametrize("name", sorted(RECORDED))
async def test_recorded_answers(
    host: Host, x: X, recorded: Callable[[str], Any], name: str
) -> None:
    """Whichever recorded answer stands in for whichever call, the outcome is a declared one."""
    host.reply(BY_NAME, cassette(name))
    host.reply(POSTS, cassette(name))
    profile, posts = RECORDED[name]
    assert isinstance(await x.profile("ada"), profile)
    (outcome, *_) = await read(x, ADA)
    assert isinstance(outcome, posts)


async def test_the_recorded_profile(host: Host, x: X, recorded: Callable[[str], Any]) -> None:
    """The recorded account has its id and name, and no figure that it did not tell."""
    host.reply(BY_NAME, cassette("get_user"))
    outcome = await x.profile("ada")
    assert isinstance(outcome, Data)
    found = outcome.value
    assert (found.native_id, found.handle, found.followers) == ("783214", "twitter", None)
