"""Who acted on GitHub: read on where a reading ended, out of events, and past refusals."""

from __future__ import annotations

import pytest

from scoring.networks.base import Changed, Kind
from scoring.networks.github import GitHub
from scoring.networks.github_names import CallLimits
from scoring.networks.http import GuardedClient
from tests.scoring.networks.reading import days, iso, read, value
from tests.scoring.networks.repositories import (
    ADA,
    COMMENTS,
    EVENTS,
    FORKS,
    REPOS,
    REVIEWS,
    STARS,
    repository,
    star,
    starred,
    user,
    watched,
)
from tests.scoring.networks.serving import NOW, Host, Reply


@pytest.fixture
def github(client: GuardedClient, host: Host) -> GitHub:
    return GitHub(client, host.url)


@pytest.mark.parametrize("calls", [9, 10, 25, 300])
async def test_repositories_that_were_left_out_are_read_on(
    host: Host, client: GuardedClient, calls: int
) -> None:
    """From position to position every repository gets its names, however few calls there are."""
    starred(host, 15)
    github = GitHub(client, host.url, limits=CallLimits(calls=calls))
    met, position, turns = set[str](), "", 0
    pages = github.read(ADA, since=days(365), now=NOW)
    while turns == 0 or position:
        readings = [value(outcome) async for outcome in pages]
        met |= {reaction.actor for reading in readings for reaction in reading.reactions}
        position, turns = readings[-1].position or "", turns + 1
        pages = github.resume(ADA, position, since=days(365), now=NOW)
    await pages.aclose()  # type: ignore[attr-defined]
    assert met == {str(1_000 + number) for number in range(15)}
    assert readings[-1].complete
    assert 1 <= turns <= 6
    assert (turns == 1) == (calls == 300)


@pytest.mark.parametrize("position", ["", "x", "1:2", "1:2:3:4", "-1::0"])
async def test_positions_that_are_none(github: GitHub, position: str) -> None:
    """What this connector did not write is refused without asking anybody."""
    pages = github.resume(ADA, position, since=days(365), now=NOW)
    assert [outcome async for outcome in pages] == [Changed("github: an unknown position")]


async def test_comments_on_code(host: Host, github: GitHub) -> None:
    """Whoever reviews code comments on it, as those do who comment on an issue."""
    host.reply(REPOS, [repository(open_issues_count=1)])
    host.reply(COMMENTS, [{"user": user(3), "created_at": iso(days(5))}])
    host.reply(REVIEWS, [{"user": user(one), "created_at": iso(days(4))} for one in (4, 7)])
    (outcome,) = await read(github, ADA, since=days(30))
    assert [(one.actor, one.kind, one.at) for one in value(outcome).reactions] == [
        ("3", Kind.COMMENT, days(5)),
        ("4", Kind.COMMENT, days(4)),
    ]
    query = host.asked(REVIEWS)[0].query
    assert (query["since"], query["sort"], query["direction"]) == (iso(days(30)), "created", "desc")


async def test_more_stars_than_are_shown(host: Host, github: GitHub) -> None:
    """Where the newest stars stand beyond the last page shown, recent events name them."""
    host.reply(REPOS, [repository(stargazers_count=90_000, created_at=iso(days(900)))])
    more = {"Link": f'<{host.url}{EVENTS}?page=2>; rel="next"'}
    pages = [watched(1, days(1)), watched(2, days(1), "ForkEvent"), "odd"], [watched(3, days(2))]
    host.reply(EVENTS, Reply(pages[0], headers=more), pages[1])
    (outcome,) = await read(github, ADA, since=days(30))
    assert [(one.actor, one.at) for one in value(outcome).reactions] == [
        ("1", days(1)),
        ("3", days(2)),
    ]
    (publication,) = value(outcome).publications
    assert (publication.totals[Kind.STAR], publication.unread) == (90_000, {})
    assert (value(outcome).reached, value(outcome).complete) == (days(2), False)
    assert not host.asked(STARS)


async def test_recent_events_that_reach_back(host: Host, github: GitHub) -> None:
    """Where they go back to `since`, nothing was missed."""
    host.reply(REPOS, [repository(stargazers_count=90_000, created_at=iso(days(900)))])
    host.reply(EVENTS, [watched(1, days(1)), watched(3, days(40))])
    (outcome,) = await read(github, ADA, since=days(30))
    assert (value(outcome).reached, value(outcome).complete) == (days(30), True)


async def test_a_list_that_outgrew_its_pages(host: Host, github: GitHub) -> None:
    """Pages that GitHub refuses are not asked for, even where it links to them."""
    host.reply(REPOS, [repository(stargazers_count=39_950, created_at=iso(days(900)))])
    last = {"Link": f'<{host.url}{STARS}?page=401>; rel="last"'}
    host.reply(STARS, Reply([star(1, days(3))], headers=last))
    await read(github, ADA, since=days(30))
    assert max(int(request.query["page"]) for request in host.asked(STARS)) == 400


async def test_a_refusal_in_the_middle(host: Host, github: GitHub) -> None:
    """A list that breaks off says how far it was read."""
    host.reply(REPOS, [repository(stargazers_count=150, created_at=iso(days(900)))])
    host.reply(STARS, Reply([star(1, days(3))]), Reply({"message": "no"}, 422))
    (outcome,) = await read(github, ADA, since=days(30))
    assert (value(outcome).reached, value(outcome).complete) == (days(3), False)


async def test_a_renamed_repository(host: Host, github: GitHub) -> None:
    """Lists of a repository that was renamed meanwhile are found where it is now."""
    host.reply(REPOS, [repository(stargazers_count=1)])
    host.reply(STARS, Reply({}, 301, {"Location": "/repositories/1/stargazers"}))
    host.reply("/repositories/1/stargazers", [star(1, days(3))])
    (outcome,) = await read(github, ADA)
    assert [one.actor for one in value(outcome).reactions] == ["1"]


async def test_a_repository_that_is_blocked(host: Host, github: GitHub) -> None:
    """Where a court closed a repository, its totals remain."""
    host.reply(REPOS, [repository(stargazers_count=5, forks_count=2)])
    for path in (STARS, FORKS, COMMENTS, REVIEWS):
        host.reply(path, Reply({"message": "Repository access blocked"}, 451))
    (outcome,) = await read(github, ADA)
    assert value(outcome).publications[0].unread == {Kind.STAR: 5, Kind.FORK: 2}


async def test_what_did_not_change(host: Host, client: GuardedClient) -> None:
    """A page that GitHub confirms with 304 is read again as it was: that costs nothing there."""
    host.reply(REPOS, Reply([repository()], headers={"ETag": '"one"'}), Reply(b"", 304))
    github = GitHub(client, host.url, "a-token")
    first, again = await read(github, ADA), await read(github, ADA)
    assert first == again
    assert host.asked(REPOS)[1].headers["If-None-Match"] == '"one"'
