"""Recorded answers of YouTube, replayed through the connector."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from scoring.networks.base import Changed, Data, Kind, NeedsCredentials, Profile
from scoring.networks.youtube import YouTube
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.reading import read
from tests.scoring.networks.serving import Host, Reply, client_for

Recorded = Callable[[str], Any]
FOLDER = "youtube/recorded"
ROOT = SHARED / "apis" / FOLDER
EVERY = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.json"))
DEVELOPERS = "UC_x5XG1OV2P6uZZ5FSM9Ttw"
PROFILE = Profile("youtube", DEVELOPERS, DEVELOPERS, "", "", None)
CHANNELS, ITEMS, VIDEOS, THREADS = "/channels", "/playlistItems", "/videos", "/commentThreads"
OF_CHANNELS = ("channel_info", "channels/")
REFUSALS = {
    "error_response.json": (400, NeedsCredentials()),
    "error_response_simple.json": (400, Changed("youtube: HTTP 400")),
    "apidata/error_permission_resp.json": (403, NeedsCredentials()),
}


@pytest.fixture
async def youtube(host: Host) -> AsyncIterator[YouTube]:
    async with client_for(host) as client:
        yield YouTube(client, host.url, "a-key")


def uploads() -> dict[str, Any]:
    content = {"relatedPlaylists": {"uploads": "UU_x5XG1OV2P6uZZ5FSM9Ttw"}}
    return {"items": [{"id": DEVELOPERS, "contentDetails": content}]}


@pytest.mark.parametrize(
    ("name", "handle", "followers"),
    [
        ("channel_info_single", DEVELOPERS, 1_927_873),
        ("channel_info_multi", DEVELOPERS, None),
        ("channels/info", "googledevelopers", None),
    ],
)
async def test_profiles(
    host: Host, youtube: YouTube, recorded: Recorded, name: str, handle: str, followers: int | None
) -> None:
    """Recorded channels have their id, their birth and those figures that were asked for."""
    host.reply(CHANNELS, recorded(f"{FOLDER}/apidata/{name}.json"))
    outcome = await youtube.profile(handle)
    assert isinstance(outcome, Data)
    assert (outcome.value.native_id, outcome.value.followers) == (DEVELOPERS, followers)
    assert outcome.value.created_at == datetime(2007, 8, 23, 0, 34, 43, tzinfo=UTC)
    assert outcome.value.texts[0].startswith("The Google Developers channel")


async def test_a_reading(host: Host, youtube: YouTube, recorded: Recorded) -> None:
    """Recorded lists, videos and comments make publications with topics and dated people."""
    film = recorded(f"{FOLDER}/apidata/videos/videos_info_single.json")
    film["items"][0]["statistics"] = {"likeCount": "21", "commentCount": "10"}
    found = {"videoId": "D-lhorsDlUQ", "videoPublishedAt": "2019-03-21T20:37:49.000Z"}
    host.reply(CHANNELS, uploads())
    host.reply(ITEMS, {"items": [{"contentDetails": found}]})
    host.reply(VIDEOS, film)
    pages = [
        f"{FOLDER}/apidata/comment_threads/comment_threads_by_video_paged_{n}.json" for n in (1, 2)
    ]
    host.reply(THREADS, *map(recorded, pages))
    (outcome,) = await read(youtube, PROFILE)
    assert isinstance(outcome, Data)
    (publication,) = outcome.value.publications
    assert publication.totals == {Kind.LIKE: 21, Kind.COMMENT: 10}
    assert publication.topics[:2] == ("google", "developers")
    reactions = outcome.value.reactions
    assert len(reactions) == 5  # the recorded pages show the same five threads
    assert publication.unread == {Kind.LIKE: 21, Kind.COMMENT: 5}
    assert all(one.actor.startswith("UC") and one.at is not None for one in reactions)


async def test_pages_of_a_list(host: Host, youtube: YouTube, recorded: Recorded) -> None:
    """Two recorded pages of a list follow each other to its end."""
    name = f"{FOLDER}/apidata/playlist_items/playlist_items_paged"
    host.reply(CHANNELS, uploads())
    host.reply(ITEMS, recorded(f"{name}_1.json"), recorded(f"{name}_2.json"))
    host.reply(VIDEOS, {"items": []})
    one, two = await read(youtube, PROFILE)
    assert isinstance(one, Data)
    assert isinstance(two, Data)
    assert (one.value.complete, two.value.complete) == (False, True)
    assert [len(asked.query["id"].split(",")) for asked in host.asked(VIDEOS)] == [10, 3]


@pytest.mark.parametrize("name", sorted(REFUSALS))
async def test_refusals(host: Host, youtube: YouTube, recorded: Recorded, name: str) -> None:
    """Each recorded refusal has its outcome."""
    status, outcome = REFUSALS[name]
    host.reply(CHANNELS, Reply(recorded(f"{FOLDER}/{name}"), status))
    assert await youtube.profile(DEVELOPERS) == outcome
    assert await read(youtube, PROFILE) == [outcome]


@pytest.mark.parametrize("name", EVERY)
async def test_any_answer_anywhere(
    host: Host, youtube: YouTube, recorded: Recorded, name: str
) -> None:
    """Whichever recorded answer stands in for whichever list, every outcome is a declared one."""
    answer = recorded(f"{FOLDER}/{name}")
    host.reply(CHANNELS, answer)
    is_channel = any(part in name for part in OF_CHANNELS)
    empty = not answer.get("items", answer.get("error"))
    outcome = await youtube.profile(DEVELOPERS)
    assert isinstance(outcome, Data) if is_channel else not isinstance(outcome, Data)
    assert isinstance(outcome, Data | Changed) or empty
    for path in (ITEMS, VIDEOS, THREADS):
        host.reply(CHANNELS, uploads())
        host.reply(ITEMS, {"items": [{"contentDetails": {"videoId": "v1"}}]})
        told = {"likeCount": "1", "commentCount": "9"}
        dated = {"publishedAt": "2020-01-01T00:00:00Z"}
        host.reply(VIDEOS, {"items": [{"id": "v1", "snippet": dated, "statistics": told}]})
        host.reply(THREADS, {"items": []})
        host.reply(path, answer)
        outcomes = await read(youtube, PROFILE)
        assert outcomes
        assert all(isinstance(one, Data | Changed) for one in outcomes)
