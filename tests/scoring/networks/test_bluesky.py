"""The Bluesky connector on small answers of the network's shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scoring.networks.base import (
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    NeedsCredentials,
    Outcome,
    Private,
    Profile,
    Publication,
    Reaction,
    Reading,
    Suspended,
    Temporary,
)
from scoring.networks.bluesky import Bluesky, Limits
from scoring.networks.bluesky_names import NameLimits
from scoring.networks.http import GuardedClient
from tests.scoring.networks.reading import days, only, read, value
from tests.scoring.networks.serving import NOW, Host, Reply, client_for
from tests.scoring.networks.skies import (
    ADA,
    BORN,
    FEED,
    LIKES,
    PROFILE,
    QUOTES,
    REPOSTS,
    THREAD,
    ada,
    error,
    feed,
    iso,
    like,
    post,
    uri,
)


@pytest.fixture
def bluesky(client: GuardedClient, host: Host) -> Bluesky:
    return Bluesky(client, host.url)


async def test_a_profile(host: Host, bluesky: Bluesky) -> None:
    """An account is its DID; its description may hold a proof; None is what is not told."""
    body = {
        "did": ADA,
        "handle": "ada.test",
        "displayName": "Ada",
        "description": "renown-1234",
        "followersCount": 5,
        "createdAt": iso(BORN),
        "indexedAt": iso(days(1)),
    }
    host.reply(PROFILE, body)
    found = await bluesky.profile("ada.test")
    url = "https://bsky.app/profile/ada.test"
    texts = ("renown-1234",)
    expected = Profile("bluesky", ADA, "ada.test", "Ada", url, BORN, texts, followers=5)
    assert found == Data(expected)
    assert host.seen[0].query["actor"] == "ada.test"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (error("InvalidRequest", "Profile not found"), Gone()),
        (error("InvalidRequest", 'Invalid AT identifier (got "not a handle")'), Gone()),
        (error("AccountTakedown", "Account has been suspended"), Suspended()),
        (error("AccountDeactivated", "Account is deactivated"), Suspended()),
        (error("AuthMissing", "Authentication Required", 401), NeedsCredentials()),
        (error("InvalidRequest", "too hot"), Changed("bluesky: HTTP 400 InvalidRequest")),
        (Reply(b"nothing", 404), Changed("bluesky: HTTP 404")),
        (Reply({"handle": "ada.test"}), Changed("bluesky: a profile without a DID")),
        (Reply({"did": ADA, "labels": [{"val": "!no-unauthenticated"}]}), Private()),
        (Reply([]), Changed("bluesky: a profile without a DID")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, bluesky: Bluesky, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Each refusal of the network has its own outcome, and a wrong address erases nobody."""
    host.reply(PROFILE, reply)
    assert await bluesky.profile("ada.test") == outcome


async def test_a_label_taken_back(host: Host, bluesky: Bluesky) -> None:
    """A label that was negated hides nobody; odd labels neither."""
    labels = [{"val": "!no-unauthenticated", "neg": True}, "odd", {"val": "art"}]
    host.reply(PROFILE, {"did": ADA, "handle": "ada.test", "labels": labels})
    assert isinstance(await bluesky.profile("ada.test"), Data)


async def test_who_did_what(host: Host, bluesky: Bluesky) -> None:
    """Every kind is read by name where it has a total, dated where the network dates it."""
    popular = post("a", days(9), likeCount=1, repostCount=1, replyCount=1, quoteCount=1)
    host.reply(FEED, feed(popular))
    host.reply(LIKES, {"likes": [like("did:plc:ben", days(8))]})
    host.reply(REPOSTS, {"repostedBy": [{"did": "did:plc:cyd"}]})
    host.reply(THREAD, {"thread": {"replies": [{"post": post("b", days(7), did="did:plc:dan")}]}})
    host.reply(QUOTES, {"posts": [post("c", days(6), did="did:plc:eve")]})
    publication, reactions = await only(bluesky, ada())
    every = {Kind.LIKE: 1, Kind.REPOST: 1, Kind.REPLY: 1, Kind.QUOTE: 1}
    assert publication == Publication(uri("a"), days(9), every)
    assert reactions == (
        Reaction(uri("a"), "did:plc:ben", Kind.LIKE, days(8)),
        Reaction(uri("a"), "did:plc:cyd", Kind.REPOST, None),
        Reaction(uri("a"), "did:plc:dan", Kind.REPLY, days(7)),
        Reaction(uri("a"), "did:plc:eve", Kind.QUOTE, days(6)),
    )


async def test_nobody_is_asked_about_nothing(host: Host, bluesky: Bluesky) -> None:
    """Where every total is 0, the feed is the only call; a total that is absent is no zero."""
    silent = post("a", days(1))
    del silent["quoteCount"]
    host.reply(FEED, feed(silent))
    publication, _ = await only(bluesky, ada())
    assert publication.totals == {Kind.LIKE: 0, Kind.REPOST: 0, Kind.REPLY: 0}
    assert len(host.seen) == 1


async def test_posts_of_others_are_not_ours(host: Host, bluesky: Bluesky) -> None:
    """Reposts carry somebody else's figures and are left out, own ones too."""
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": iso(days(1))}
    repost = {"post": post("x", days(3), did="did:plc:ben", likeCount=900), "reason": reason}
    own = {"post": post("a", days(4), likeCount=7), "reason": reason}
    stray = post("y", days(2), did="did:plc:cyd", likeCount=5)
    host.reply(FEED, feed(repost, own, stray))
    (outcome,) = await read(bluesky, ada())
    assert value(outcome).publications == ()
    assert value(outcome).complete


async def test_replies_are_publications(host: Host, bluesky: Bluesky) -> None:
    """What somebody answers to others is heard like anything else that they publish."""
    host.reply(FEED, feed(post("a", days(1), parent=uri("x", "did:plc:ben"))))
    publication, _ = await only(bluesky, ada())
    assert publication.native_id == uri("a")


async def test_acts_on_oneself_do_not_count(host: Host, bluesky: Bluesky) -> None:
    """Own likes and replies are neither reactions nor part of a total."""
    answer_to_self = post("b", days(1), parent=uri("a"))
    host.reply(FEED, feed(answer_to_self, post("a", days(2), likeCount=2, replyCount=2)))
    host.reply(LIKES, {"likes": [like(ADA, days(1)), like("did:plc:ben", days(1))]})
    replies = [{"post": answer_to_self}, {"post": post("c", days(1), did="did:plc:cyd")}]
    host.reply(THREAD, {"thread": {"replies": [*replies, {"notFound": True, "uri": uri("d")}]}})
    (outcome,) = await read(bluesky, ada())
    _, publication = value(outcome).publications
    assert (publication.totals[Kind.LIKE], publication.totals[Kind.REPLY]) == (1, 1)
    assert {reaction.actor for reaction in value(outcome).reactions} == {
        "did:plc:ben",
        "did:plc:cyd",
    }


async def test_a_thread_of_oneself_costs_no_call(host: Host, bluesky: Bluesky) -> None:
    """Where only the author answered, nobody is asked who did."""
    host.reply(FEED, feed(post("b", days(1), parent=uri("a")), post("a", days(2), replyCount=1)))
    (outcome,) = await read(bluesky, ada())
    assert value(outcome).publications[1].totals[Kind.REPLY] == 0
    assert len(host.seen) == 1


@pytest.mark.parametrize(
    ("created", "indexed", "expected"),
    [
        (days(5), days(4), days(5)),
        (days(4), days(5), days(5)),
        (NOW + timedelta(days=900), days(3), days(3)),
        (NOW + timedelta(days=900), NOW + timedelta(days=1), NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), days(3), days(9)),
    ],
)
async def test_dates_written_by_clients(
    host: Host, bluesky: Bluesky, created: datetime, indexed: datetime, expected: datetime
) -> None:
    """The earlier date holds, but not in the future nor before the publication."""
    host.reply(FEED, feed(post("a", days(9), likeCount=1)))
    host.reply(LIKES, {"likes": [like("did:plc:ben", created, indexed)]})
    _, (reaction,) = await only(bluesky, ada())
    assert reaction.at == expected


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        ("1970-01-01T00:00:00Z", BORN),
        ("2999-01-01T00:00:00Z", days(2)),
        ("yesterday", days(2)),
        (None, days(2)),
    ],
)
async def test_posts_out_of_time(
    host: Host, bluesky: Bluesky, created: str | None, expected: datetime
) -> None:
    """A post is not older than its account, and not younger than the network knows it."""
    odd = post("a", days(2))
    odd["record"]["createdAt"] = created
    host.reply(FEED, feed(odd))
    publication, _ = await only(bluesky, ada())
    assert publication.at == expected


async def test_topics(host: Host, bluesky: Bluesky) -> None:
    """Tags of the text and beside it, folded for case, each once; reactions carry them."""
    tagged = post("a", days(1), likeCount=1)
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": "Python"}
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:ben"}
    tagged["record"]["facets"] = [{"features": [tag, mention]}, "odd", {"features": None}]
    tagged["record"]["tags"] = ["python", "Çedille", 7]
    host.reply(FEED, feed(tagged))
    host.reply(LIKES, {"likes": [like("did:plc:ben", days(1))]})
    publication, (reaction,) = await only(bluesky, ada())
    assert publication.topics == reaction.topics == ("python", "çedille")


async def test_pages_until_the_end(host: Host, bluesky: Bluesky) -> None:
    """Pages follow the cursor; the last one is complete and reaches back to the account's start."""
    first, last = feed(post("a", days(1)), cursor="c1"), feed(post("b", days(2)))
    host.reply(FEED, first, last)
    one, two = (value(outcome) for outcome in await read(bluesky, ada()))
    assert (one.reached, one.complete) == (days(1), False)
    assert (two.reached, two.complete) == (BORN, True)
    assert host.asked(FEED)[1].query["cursor"] == "c1"


async def test_pages_until_since(host: Host, bluesky: Bluesky) -> None:
    """Reading stops at `since`, and leaves out what is older."""
    host.reply(FEED, feed(post("a", days(1)), post("b", days(9), likeCount=4), cursor="c1"))
    (outcome,) = await read(bluesky, ada(), since=days(5))
    assert [one.native_id for one in value(outcome).publications] == [uri("a")]
    assert (value(outcome).reached, value(outcome).complete) == (days(5), True)
    assert len(host.seen) == 1


async def test_a_feed_that_turns_in_circles(host: Host, bluesky: Bluesky) -> None:
    """A cursor that comes back ends the reading, which says how far it came."""
    host.reply(FEED, feed(post("a", days(1)), cursor="again"))
    outcomes = await read(bluesky, ada())
    assert len(outcomes) == 2
    assert (value(outcomes[-1]).reached, value(outcomes[-1]).complete) == (days(1), False)


async def test_pages_have_a_limit(host: Host, client: GuardedClient) -> None:
    """Ten thousand posts are not read in one go: the reading ends where its pages do."""
    pages = [feed(post(str(n), days(n)), cursor=f"c{n}") for n in range(1, 9)]
    host.reply(FEED, *pages)
    outcomes = await read(Bluesky(client, host.url, limits=Limits(pages=3)), ada())
    assert [value(one).reached for one in outcomes] == [days(1), days(2), days(3)]
    assert not value(outcomes[-1]).complete


async def test_names_have_a_limit(host: Host, client: GuardedClient) -> None:
    """When the calls for names are spent, totals go on and what is unread is told."""
    host.reply(FEED, feed(*(post(key, days(1), likeCount=9) for key in "abc")))
    host.reply(LIKES, {"likes": [like(f"did:plc:{n}", days(1)) for n in range(9)]})
    limits = Limits(names=NameLimits(calls=2))
    (outcome,) = await read(Bluesky(client, host.url, limits=limits), ada())
    assert [one.unread for one in value(outcome).publications] == [{}, {}, {Kind.LIKE: 9}]
    assert len(host.asked(LIKES)) == 2


async def test_big_audiences_are_sampled(host: Host, client: GuardedClient) -> None:
    """Of fifty thousand likes some pages are read, and the rest is told as unread."""
    host.reply(FEED, feed(post("a", days(1), likeCount=50_000)))
    pages = [
        {"likes": [like(f"did:plc:{page}-{n}", days(1)) for n in range(100)], "cursor": str(page)}
        for page in range(9)
    ]
    host.reply(LIKES, *pages)
    publication, reactions = await only(Bluesky(client, host.url), ada())
    assert len(reactions) == 300
    assert publication.unread == {Kind.LIKE: 49_700}
    assert publication.totals[Kind.LIKE] == 50_000


@pytest.mark.parametrize(
    "fault",
    [
        Reply(b"nothing here", 404),
        error("MethodNotImplemented", "Method Not Implemented", 501),
        error("InvalidRequest", "no"),
        Reply(b"<html>", headers={"Content-Type": "text/html"}),
        Reply(b"oops", 500),
        Reply({"likes": "none"}),
        Reply([1]),
    ],
)
async def test_names_that_cannot_be_had(host: Host, bluesky: Bluesky, fault: Reply) -> None:
    """Where names cannot be read, the totals remain and the reading goes on."""
    host.reply(FEED, feed(post("a", days(1), likeCount=4, repostCount=1)))
    host.reply(LIKES, fault)
    host.reply(REPOSTS, {"repostedBy": [{"did": "did:plc:cyd"}, {"handle": "odd"}]})
    publication, reactions = await only(bluesky, ada())
    assert publication.totals[Kind.LIKE] == publication.unread[Kind.LIKE] == 4
    assert [reaction.actor for reaction in reactions] == ["did:plc:cyd"]


async def test_methods_that_a_server_lacks_are_asked_once(host: Host, bluesky: Bluesky) -> None:
    """A server without lists of likes is not asked again for each post."""
    host.reply(FEED, feed(post("a", days(1), likeCount=4), post("b", days(1), likeCount=4)))
    (outcome,) = await read(bluesky, ada())
    assert [one.unread for one in value(outcome).publications] == [{Kind.LIKE: 4}] * 2
    assert len(host.asked(LIKES)) == 1


async def test_one_bad_post_spoils_no_other(host: Host, bluesky: Bluesky) -> None:
    """A refusal for one post is about that post only; odd items are left out."""
    host.reply(
        FEED, feed(post("a", days(1), likeCount=1), post("b", days(1), likeCount=1), {"post": 7})
    )
    gone = error("InvalidRequest", "Post not found")
    host.reply(LIKES, gone, {"likes": [like("did:plc:ben", days(1))]})
    (outcome,) = await read(bluesky, ada())
    assert [one.unread for one in value(outcome).publications] == [{Kind.LIKE: 1}, {}]
    assert len(value(outcome).reactions) == 1


async def test_a_limit_in_the_middle(host: Host, bluesky: Bluesky) -> None:
    """What was read before a limit is kept, the limit follows, and nothing more is asked."""
    host.reply(FEED, feed(*(post(key, days(1), likeCount=1) for key in "abc"), cursor="c1"))
    limit = Reply({}, 429, {"Retry-After": "300"})
    host.reply(LIKES, {"likes": [like("did:plc:ben", days(1))]}, limit)
    page, end = await read(bluesky, ada())
    assert [one.unread for one in value(page).publications] == [{}, {Kind.LIKE: 1}, {Kind.LIKE: 1}]
    assert not value(page).complete
    assert end == Limited(NOW + timedelta(minutes=5))
    assert len(host.seen) == 3


async def test_a_page_that_nobody_serves(host: Host, bluesky: Bluesky) -> None:
    """A later page that is refused cuts the reading and leaves what was read."""
    refused = error("InvalidRequest", "bad cursor")
    host.reply(FEED, feed(post("a", days(1)), cursor="c1"), refused)
    (outcome,) = await read(bluesky, ada())
    assert (value(outcome).reached, value(outcome).complete) == (days(1), False)


@pytest.mark.parametrize(
    ("profile", "outcome"),
    [
        (error("AccountTakedown", "Account has been suspended"), Suspended()),
        (error("InvalidRequest", "Profile not found"), Gone()),
        (Reply({"did": ADA, "handle": "ada.test"}), Changed("bluesky: no feed")),
    ],
)
async def test_a_feed_that_is_refused(
    host: Host, bluesky: Bluesky, profile: Reply, outcome: Outcome[Reading]
) -> None:
    """The feed of a suspended account says *not found*; the profile's word counts."""
    host.reply(FEED, error("InvalidRequest", "Profile not found"))
    host.reply(PROFILE, profile)
    assert await read(bluesky, ada()) == [outcome]


@pytest.mark.parametrize("body", [{}, {"feed": {}}, {"feed": [{"item": 1}]}, []])
async def test_a_feed_of_another_shape(host: Host, bluesky: Bluesky, body: Any) -> None:
    """An answer that is no feed means that something changed."""
    host.reply(FEED, body)
    (outcome,) = await read(bluesky, ada())
    assert isinstance(outcome, Changed)


async def test_an_empty_feed(host: Host, bluesky: Bluesky) -> None:
    """Somebody who never published was read completely."""
    host.reply(FEED, feed())
    (outcome,) = await read(bluesky, ada())
    assert value(outcome) == Reading((), (), BORN, complete=True)


async def test_no_network() -> None:
    """Where nothing can be reached, one outcome says so, for a profile and for a reading."""
    async with Host() as closed:
        origin, url = closed.origin, closed.url
    async with client_for(private=[origin]) as client:
        bluesky = Bluesky(client, url)
        (outcome,) = await read(bluesky, ada())
        assert isinstance(outcome, Temporary)
        assert not outcome.reachable
        assert await bluesky.profile("ada.test") == outcome
