"""The GitHub connector on small answers of the network's shape."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scoring.networks.base import (
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    Moved,
    NeedsCredentials,
    Outcome,
    Profile,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.github import GitHub
from scoring.networks.github_names import CallLimits
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from tests.scoring.networks.reading import days, iso, read, value
from tests.scoring.networks.repositories import (
    ADA,
    BORN,
    COMMENTS,
    FORKS,
    LINKS,
    REPOS,
    STARS,
    repository,
    star,
    stars_of,
    user,
)
from tests.scoring.networks.serving import NOW, Host, Reply


@pytest.fixture
def github(client: GuardedClient, host: Host) -> GitHub:
    return GitHub(client, host.url)


async def test_a_profile(host: Host, github: GitHub) -> None:
    """An account is its id; what its owner writes may hold a proof."""
    body = {
        "id": 7,
        "login": "Ada",
        "name": "Ada L.",
        "bio": "renown-1234",
        "blog": "",
        "company": None,
        "location": "Paris",
        "followers": 3,
        "public_repos": 2,
        "created_at": iso(BORN),
    }
    host.reply("/users/ada", body)
    host.reply("/user/7", body)
    host.reply(LINKS, [])
    texts = ("renown-1234", "Paris")
    expected = Profile("github", "7", "ada", "Ada L.", "https://github.com/Ada", BORN, texts, 3, 2)
    assert await github.profile("ada") == await github.profile("7") == Data(expected)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply({"message": "Not Found"}, 404), Gone()),
        (Reply({"message": "Bad credentials"}, 401), NeedsCredentials()),
        (
            Reply({"message": "You have exceeded a secondary rate limit"}, 403),
            Limited(NOW + DEFAULT_LIMIT),
        ),
        (
            Reply({"message": "You have triggered an abuse detection mechanism."}, 403),
            Limited(NOW + DEFAULT_LIMIT),
        ),
        (Reply({"message": "Forbidden"}, 403), Changed("github: HTTP 403")),
        (Reply({"id": 7, "login": "ada-now"}), Moved("ada-now")),
        (Reply({"login": "ada"}), Changed("github: a profile without id and login")),
        (Reply({"id": "seven", "login": "ada"}), Changed("github: a profile without id and login")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, github: GitHub, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Each refusal of the network has its own outcome."""
    host.reply("/users/ada", reply)
    assert await github.profile("ada") == outcome


async def test_a_renamed_account(host: Host, github: GitHub) -> None:
    """A redirect to the account's id leads to its new name."""
    host.reply("/users/ada", Reply({}, 301, {"Location": "/user/7"}))
    host.reply("/user/7", {"id": 7, "login": "countess"})
    assert await github.profile("ada") == Moved("countess")


async def test_sixty_an_hour(host: Host, github: GitHub) -> None:
    """Without a token the hour's budget ends in a limit that says until when."""
    reset = NOW + timedelta(minutes=20)
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(reset.timestamp()))}
    host.reply("/users/ada", Reply({"message": "API rate limit exceeded"}, 403, headers))
    assert await github.profile("ada") == Limited(reset)
    assert await read(github, ADA) == [Limited(reset)]
    assert len(host.seen) == 1


async def test_who_did_what(host: Host, github: GitHub) -> None:
    """Stars, forks and comments by others are read by name and date."""
    tagged = repository(topics=["Maps"], language="Python", stargazers_count=1, forks_count=1)
    host.reply(REPOS, [tagged])
    host.reply(STARS, [star(1, days(3))])
    host.reply(FORKS, [{"id": 9, "owner": user(2), "created_at": iso(days(4))}])
    host.reply(COMMENTS, [{"user": user(3), "created_at": iso(days(5))}])
    (outcome,) = await read(github, ADA, since=days(30))
    reading = value(outcome)
    topics = ("maps", "python")
    totals = {Kind.STAR: 1, Kind.FORK: 1}
    assert reading.publications == (Publication("1", days(100), totals, topics),)
    assert reading.reactions == (
        Reaction("1", "1", Kind.STAR, days(3), topics),
        Reaction("1", "2", Kind.FORK, days(4), topics),
        Reaction("1", "3", Kind.COMMENT, days(5), topics),
    )
    assert (reading.complete, reading.reached) == (True, days(30))
    assert host.asked(STARS)[0].headers["Accept"] == "application/vnd.github.star+json"
    assert host.asked(COMMENTS)[0].query["since"] == iso(days(30))


async def test_robots_ghosts_and_oneself(host: Host, github: GitHub) -> None:
    """Bots, deleted accounts and the owner are nobody, and stars of one's own are no total."""
    host.reply(REPOS, [repository(stargazers_count=2)])
    host.reply(STARS, [star(7, days(9)), star(1, days(9))])
    authors = [user(7), user(8, "dependabot[bot]"), user(9, "ci", "Bot"), None, user(4)]
    host.reply(COMMENTS, [{"user": one, "created_at": iso(days(5))} for one in authors])
    (outcome,) = await read(github, ADA)
    assert [(r.actor, r.kind) for r in value(outcome).reactions] == [
        ("1", Kind.STAR),
        ("4", Kind.COMMENT),
    ]
    assert value(outcome).publications[0].totals == {Kind.STAR: 1, Kind.FORK: 0}


async def test_what_is_not_ones_own_work(host: Host, github: GitHub) -> None:
    """Forks and private repositories are left out; odd ones too; quiet ones cost no call."""
    others = [repository(2, fork=True, stargazers_count=9), repository(3, private=True)]
    host.reply(REPOS, [*others, {"id": 4}, "odd", repository(5)])
    (outcome,) = await read(github, ADA)
    assert [one.native_id for one in value(outcome).publications] == ["5"]
    assert len(host.seen) == 1


async def test_old_and_quiet_repositories(host: Host, github: GitHub) -> None:
    """A repository older than `since` matters only where somebody noticed it."""
    host.reply(REPOS, [repository(1, stargazers_count=1), repository(2)])
    host.reply(STARS, [star(1, days(3))])
    (outcome,) = await read(github, ADA, since=days(30))
    assert [one.native_id for one in value(outcome).publications] == ["1"]


async def test_stars_are_read_from_the_end(host: Host, github: GitHub) -> None:
    """Stargazers come oldest first: pages are read backwards until `since`."""
    host.reply(REPOS, [repository(stargazers_count=450, created_at=iso(days(900)))])
    stars_of(host, [450 - n for n in range(450)])
    (outcome,) = await read(github, ADA, since=days(120))
    assert [request.query["page"] for request in host.asked(STARS)] == ["5", "4"]
    assert len(value(outcome).reactions) == 150
    assert value(outcome).publications[0].unread == {}


async def test_a_total_that_lags(host: Host, github: GitHub) -> None:
    """Where the list grew since its total was told, its new end is read too."""
    host.reply(REPOS, [repository(stargazers_count=100, created_at=iso(days(900)))])
    stars_of(host, [250 - n for n in range(250)])
    (outcome,) = await read(github, ADA)
    assert [request.query["page"] for request in host.asked(STARS)] == ["1", "3", "2", "1"]
    assert len(value(outcome).reactions) == 250


async def test_pages_that_are_refused(host: Host, github: GitHub) -> None:
    """Of a list whose end the network refuses to show, the total remains."""
    host.reply(REPOS, [repository(stargazers_count=90_000)])
    host.reply(STARS, Reply({"message": "pagination is limited"}, 422))
    (outcome,) = await read(github, ADA)
    (publication,) = value(outcome).publications
    assert publication.unread == {Kind.STAR: 90_000}
    assert publication.totals[Kind.STAR] == 90_000


async def test_calls_have_a_limit(host: Host, client: GuardedClient) -> None:
    """The repositories that others noticed most are read first; the reading says it was cut."""
    few = repository(1, "few", stargazers_count=2)
    host.reply(REPOS, [few, repository(2, stargazers_count=200)])
    stars_of(host, [200 - n for n in range(200)])
    limits = CallLimits(calls=1)
    (outcome,) = await read(GitHub(client, host.url, limits=limits), ADA)
    reading = value(outcome)
    assert [one.native_id for one in reading.publications] == ["1", "2"]
    assert [one.unread for one in reading.publications] == [{Kind.STAR: 2}, {}]
    assert (reading.complete, reading.reached) == (False, days(100))


async def test_a_limit_in_the_middle(host: Host, github: GitHub) -> None:
    """What was read before a limit is kept, and the limit follows."""
    host.reply(REPOS, [repository(stargazers_count=1, forks_count=1)])
    host.reply(STARS, [star(1, days(3))])
    host.reply(FORKS, Reply({}, 429, {"Retry-After": "600"}))
    page, end = await read(github, ADA)
    assert len(value(page).reactions) == 1
    assert value(page).publications[0].unread == {Kind.FORK: 1}
    assert not value(page).complete
    assert end == Limited(NOW + timedelta(minutes=10))


async def test_pages_of_repositories(host: Host, github: GitHub) -> None:
    """Every page of repositories is a page of evidence; the last one is complete."""
    more = {"Link": f'<{host.url}{REPOS}?page=2>; rel="next"'}
    host.reply(REPOS, Reply([repository(1)], headers=more), [repository(2)])
    one, two = (value(outcome) for outcome in await read(github, ADA))
    assert (one.complete, two.complete) == (False, True)
    assert [request.query["page"] for request in host.seen] == ["1", "2"]


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "soon", None])
async def test_dates_out_of_time(host: Host, github: GitHub, at: str | None) -> None:
    """A star is not older than its repository and not in the future; without a date it has none."""
    host.reply(REPOS, [repository(stargazers_count=1)])
    host.reply(STARS, [{"starred_at": at, "user": user(1)}])
    (outcome,) = await read(github, ADA)
    (reaction,) = value(outcome).reactions
    assert reaction.at is None or days(100) <= reaction.at <= NOW
    assert (reaction.at is None) == (at in ("soon", None))


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply({"message": "Not Found"}, 404), Gone()),
        (Reply({"message": "no"}, 422), Changed("github: HTTP 422")),
        (Reply({}), Changed("github: repositories of another shape")),
        (Reply([{"id": 1}]), Changed("github: repositories of another shape")),
    ],
)
async def test_no_list_of_repositories(
    host: Host, github: GitHub, reply: Reply, outcome: Outcome[Reading]
) -> None:
    """Without repositories there is one outcome that says why."""
    host.reply(REPOS, reply)
    assert await read(github, ADA) == [outcome]


async def test_the_token(host: Host, client: GuardedClient) -> None:
    """A token goes out as a bearer token, and shows in no text of the connector."""
    host.reply("/users/ada", {"id": 7, "login": "ada"})
    github = GitHub(client, host.url, "a-secret-token")
    assert isinstance(await github.profile("ada"), Data)
    assert host.seen[0].headers["Authorization"] == "Bearer a-secret-token"
    assert "a-secret-token" not in repr(github) + repr(client) + repr(client.budgets)


async def test_links_for_a_proof(host: Host, github: GitHub) -> None:
    """Other places that somebody names as theirs are told, each once, odd ones left out."""
    host.reply("/users/ada", {"id": 7, "login": "Ada", "blog": "https://ada.example"})
    accounts = [{"provider": "mastodon", "url": "https://social.example/@ada"}, {"url": None}]
    host.reply(LINKS, [*accounts, "odd", {"provider": "generic", "url": "https://ada.example"}])
    outcome = await github.profile("ada")
    assert isinstance(outcome, Data)
    assert outcome.value.texts == ("https://ada.example", "https://social.example/@ada")
    assert outcome.value.links == outcome.value.texts


@pytest.mark.parametrize("fault", [Reply({}, 404), Reply({}, 429), Reply(b"", 500)])
async def test_links_that_nobody_tells(host: Host, github: GitHub, fault: Reply) -> None:
    """Without them an account is still itself; that there are none is not said."""
    host.reply("/users/ada", {"id": 7, "login": "Ada"})
    host.reply(LINKS, fault)
    outcome = await github.profile("ada")
    assert isinstance(outcome, Data)
    assert (outcome.value.texts, outcome.value.links) == ((), None)
