"""Members' own consent on a network: exchanged, sealed, renewed, withdrawn, erased."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from yarl import URL

from scoring.clock import ManualClock
from scoring.collect import STALE_AFTER, TRY_AGAIN
from scoring.consent import Verdict
from scoring.core import open_core
from scoring.grants import FRESH, Tokens
from scoring.models import AccountState, CoverageStatus
from scoring.networks.base import NeedsCredentials, Proof, Temporary
from scoring.networks.twitch import DECLARATION as TWITCH
from scoring.reproof import EVERY, GRACE
from tests.scoring.consents import DOORS, LASTS, Shore, coast, open_shore
from tests.scoring.networks.serving import Host, Reply
from tests.scoring.world import ADA, BOB, NOW, refused

SECRETS = ("access-1", "access-2", "refresh-1", "refresh-2", "our-secret")


@pytest.fixture
async def shore(tmp_path: Path) -> AsyncIterator[Shore]:
    async with open_shore(tmp_path, ManualClock(NOW)) as opened:
        yield opened


@pytest.mark.parametrize("reference", ["twitch:ada", "pinterest:ada"])
async def test_consent_proves_and_is_kept(
    shore: Shore, reference: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The account is linked without a code, read as its owner, and no token is in the clear."""
    caplog.set_level(logging.DEBUG)
    account = await shore.link(reference)
    assert (account.network, account.native_id) in (("twitch", "7"), ("pinterest", "99"))
    assert await shore.core.collector.refresh(account) is None
    assert await shore.consents() == 1
    stored = await shore.stored()
    assert not [secret for secret in SECRETS if secret in stored or secret in caplog.text]
    assert (await shore.core.links.accounts(ADA))[0].state is AccountState.ACTIVE


async def test_where_members_are_sent(shore: Shore) -> None:
    """Each network's own page, scopes as it writes them, our exact redirect."""
    challenge = await shore.core.links.begin(ADA, "twitch:ada")
    asked = URL(shore.address(challenge, "twitch"))
    assert asked.path == URL(TWITCH.oauth.authorize_url).path  # type: ignore[union-attr]
    assert asked.query["scope"] == "moderator:read:followers"
    assert asked.query["redirect_uri"] == "https://bot.example/oauth/twitch/callback"
    pins = await shore.core.links.begin(ADA, "pinterest:ada")
    asked = URL(shore.address(pins, "pinterest"))
    assert asked.query["scope"] == "user_accounts:read,pins:read,boards:read"


async def test_where_only_the_owner_is_shown_there_is_no_code(shore: Shore) -> None:
    """Nothing is asked before the consent; until it came *Verify* says what is missing."""
    challenge = await shore.core.links.begin(ADA, "pinterest:Ada")
    assert (challenge.code, challenge.field, challenge.handle) == ("", "", "ada")
    assert shore.pinterest.host.seen == []
    assert (await refused(shore.core.links.verify(ADA))).key == "consent_not_given"


@pytest.mark.parametrize("reference", ["twitch:ada", "pinterest:ada"])
async def test_the_token_of_another_account(shore: Shore, reference: str) -> None:
    """Signed in as somebody else there: refused, and nothing of their token is kept."""
    shore.twitch.owner, shore.pinterest.username = "8", "bob"
    assert await shore.agree(reference) is Verdict.OTHER_ACCOUNT
    assert await shore.core.database.reader.all("SELECT * FROM confirmation") == []
    assert (await refused(shore.core.links.verify(ADA))).key in (
        "code_missing",
        "consent_not_given",
    )


async def test_a_code_is_bound_to_its_errand(shore: Shore) -> None:
    """Somebody else's code fails at the network by its challenge."""
    theirs = await shore.core.links.begin(BOB, "twitch:ada")
    shore.twitch.issuer.consent(shore.address(theirs, "twitch"), "stolen")
    hers = await shore.core.links.begin(ADA, "twitch:ada")
    state = URL(shore.address(hers, "twitch")).query["state"]
    errand = await shore.core.consents.claim("twitch", state)
    assert errand is not None
    assert await shore.core.consents.accept(errand, state, "stolen") is Verdict.REFUSED


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (Reply({"message": "no"}, 400), Verdict.REFUSED),
        (Reply({}, 500), Verdict.UNREACHABLE),
        (Reply({}, 429), Verdict.UNREACHABLE),
        (Reply(b"<html>"), Verdict.UNREACHABLE),
        (Reply({"token_type": "bearer"}), Verdict.UNREACHABLE),
    ],
)
async def test_a_token_endpoint_out_of_order(shore: Shore, reply: Reply, verdict: Verdict) -> None:
    """Each answer ends in a verdict for the page, and nothing is confirmed."""
    challenge = await shore.core.links.begin(ADA, "pinterest:ada")
    state = shore.pinterest.issuer.consent(shore.address(challenge, "pinterest"))
    errand = await shore.core.consents.claim("pinterest", state)
    assert errand is not None
    shore.pinterest.host._handlers.clear()
    shore.pinterest.host.reply("/v5/oauth/token", reply)
    assert await shore.core.consents.accept(errand, state, "good") is verdict


async def test_a_token_is_renewed_when_it_expires(shore: Shore) -> None:
    """Before the next reading, once; the new tokens take the place of the old ones."""
    account = await shore.link("twitch:ada")
    shore.clock.advance(timedelta(seconds=LASTS))
    shore.twitch.issuer.access.discard("access-1")
    assert await shore.core.collector.refresh(account) is None
    assert await shore.core.collector.refresh(account) is None
    assert shore.twitch.issuer.given == 2
    shore.clock.advance(timedelta(seconds=LASTS))
    assert await shore.core.collector.refresh(account) is None
    assert shore.twitch.issuer.refreshing == "refresh-3"


async def test_a_refresh_token_that_is_not_repeated_stays(shore: Shore) -> None:
    """Some networks give a new access token alone."""
    account = await shore.link("pinterest:ada")
    shore.pinterest.issuer.rotates = False
    for _ in range(3):
        shore.clock.advance(timedelta(seconds=LASTS))
        assert await shore.core.collector.refresh(account) is None
    assert shore.pinterest.issuer.given == 4


async def test_a_token_without_an_end_is_used_until_it_is_refused(shore: Shore) -> None:
    """Where the network does not say how long, it is renewed after a refusal."""
    shore.twitch.issuer.lasts = None
    account = await shore.link("twitch:ada")
    shore.clock.advance(timedelta(days=40))
    shore.twitch.issuer.access.discard("access-1")
    assert await shore.core.collector.refresh(account) == NeedsCredentials()
    assert await shore.consents() == 1
    assert await shore.core.collector.refresh(account) is None


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize("reference", ["twitch:ada", "pinterest:ada"])
async def test_a_consent_that_was_taken_back(shore: Shore, reference: str, early: bool) -> None:
    """On the network: `NeedsCredentials`, the tokens are erased, and the account shows so."""
    account = await shore.link(reference)
    for place in (shore.twitch, shore.pinterest):
        place.issuer.withdraw()
    shore.clock.advance(FRESH / 2 if early else FRESH)
    assert await shore.core.collector.refresh(account) == NeedsCredentials()
    assert await shore.consents() == 0
    (held,) = await shore.core.links.accounts(ADA)
    assert held.state is AccountState.NEEDS_CONSENT
    card = await shore.core.scores.card(ADA, ADA, None)
    assert [line.status for line in card.coverage] == [CoverageStatus.NEEDS_CONSENT]


async def test_who_took_it_back_is_not_asked_for_again(shore: Shore) -> None:
    """The network hears no more of the account, until its owner consents anew."""
    account = await shore.link("twitch:ada")
    shore.twitch.issuer.withdraw()
    shore.clock.advance(STALE_AFTER)
    assert await shore.core.collector.refresh(account) == NeedsCredentials()
    shore.clock.advance(STALE_AFTER + TRY_AGAIN)
    assert await shore.core.collector.refresh_stale() == 0
    again = await shore.link("twitch:ada")
    assert (again.id, again.state) == (account.id, AccountState.ACTIVE)
    assert await shore.core.collector.refresh(again) is None


async def test_trouble_of_ours_withdraws_nothing(shore: Shore) -> None:
    """A secret that is wrong, a host that is down: the consent stays for when it is mended."""
    account = await shore.link("twitch:ada")
    shore.clock.advance(timedelta(seconds=LASTS))
    shore.twitch.issuer.unknown_client = True
    assert await shore.core.collector.refresh(account) is not None
    shore.twitch.issuer.unknown_client = False
    handler = shore.twitch.host._handlers.pop("/oauth2/token")
    shore.twitch.host.reply("/oauth2/token", Reply({}, 500))
    assert isinstance(await shore.core.collector.refresh(account), Temporary)
    shore.twitch.host.handle("/oauth2/token", handler)
    assert await shore.core.collector.refresh(account) is None
    assert (await shore.core.links.accounts(ADA))[0].state is AccountState.ACTIVE


async def test_linked_by_a_code_and_not_consented_to(shore: Shore) -> None:
    """The account is theirs, and says that reading it needs their consent."""
    challenge = await shore.core.links.begin(ADA, "twitch:ada")
    shore.twitch.host._handlers.pop("/users")
    known = {"id": "7", "login": "ada", "description": challenge.code}
    shore.twitch.host.reply("/users", {"data": [known]})
    linked = await shore.core.links.verify(ADA)
    assert await shore.consents() == 0
    (held,) = await shore.core.links.accounts(ADA)
    assert (held.id, held.state) == (linked.account.id, AccountState.NEEDS_CONSENT)


@pytest.mark.parametrize("way", ["unlink", "delete", "opt_out", "taken_over"])
async def test_who_leaves_takes_the_consent_along(shore: Shore, way: str) -> None:
    """However an account goes, nothing of its tokens is left, sealed or not."""
    account = await shore.link("twitch:ada")
    match way:
        case "unlink":
            await shore.core.links.remove(ADA, "twitch:ada")
        case "delete":
            await shore.core.rights.delete(ADA)
        case "opt_out":
            await shore.core.rights.opt_out(ADA)
        case _:
            held = await shore.core.database.reader.all("SELECT sealed FROM consent")
            newer = await shore.link("twitch:ada", BOB)
            assert newer.id != account.id
            sealed = await shore.core.database.reader.all("SELECT sealed FROM consent")
            assert len(sealed) == 1
            assert sealed != held
            return
    assert await shore.consents() == 0
    assert await shore.core.database.reader.all("SELECT * FROM confirmation") == []


async def test_a_withdrawal_during_a_reading_stays_one(shore: Shore) -> None:
    """Tokens that are renewed for an account that has just gone are not kept."""
    account = await shore.link("twitch:ada")
    shore.clock.advance(timedelta(seconds=LASTS))
    held = Tokens("access-1", "refresh-1", None)
    await shore.core.links.remove(ADA, "twitch:ada")
    await shore.core.grants._ask_anew(account, held)
    assert shore.twitch.issuer.given == 2
    assert await shore.consents() == 0


async def test_an_export_tells_of_the_consent_and_not_the_token(shore: Shore) -> None:
    """That it is there and since when; nothing that opens anything."""
    await shore.link("twitch:ada")
    found = (await shore.core.rights.export(ADA))["data"]
    (row,) = found["consent"]
    assert set(row) == {"account_id", "given_at", "renewed_at"}
    assert not [secret for secret in SECRETS if secret in json.dumps(found)]


async def test_with_another_key_the_consent_is_gone(tmp_path: Path) -> None:
    """A key that was lost loses the tokens: the account asks for consent again."""
    clock = ManualClock(NOW)
    async with open_shore(tmp_path, clock) as shore:
        await shore.link("twitch:ada")
    (tmp_path / "keys" / "renown.key").unlink()
    async with (
        Host() as host,
        Host() as pins,
        open_core(coast(tmp_path, host, pins), clock, doors=DOORS) as core,
    ):
        (account,) = await core.links.accounts(ADA)
        assert await core.collector.refresh(account) == NeedsCredentials()
        assert (await core.links.accounts(ADA))[0].state is AccountState.NEEDS_CONSENT


@pytest.mark.parametrize("missing", ["client_id", "client_secret", "doors"])
async def test_without_an_application_nothing_is_offered(tmp_path: Path, missing: str) -> None:
    """Not registered, or no public port: the code alone, and where there is none, the reason."""
    async with Host() as host, Host() as pins:
        settings = coast(tmp_path, host, pins)
        if missing != "doors":
            less = {
                name: one.model_copy(update={missing: None})
                for name, one in settings.networks.items()
            }
            settings = settings.model_copy(update={"networks": less})
        host.reply("/oauth2/token", {"access_token": "app", "expires_in": 9999})
        host.reply("/users", {"data": [{"id": "7", "login": "ada"}]})
        doors = None if missing == "doors" else DOORS
        async with open_core(settings, ManualClock(NOW), doors=doors) as core:
            error = await refused(core.links.begin(ADA, "pinterest:ada"))
            assert error.key == "needs_credentials"
            if missing == "doors":
                assert (await core.links.begin(ADA, "twitch:ada")).offers == ()


def test_tokens_show_in_no_text() -> None:
    """What is printed of them by accident tells nothing."""
    tokens = Tokens("secret-access", "secret-refresh", NOW)
    assert "secret" not in repr(tokens)
    assert Tokens.read(tokens.written()) == tokens
    assert Tokens.read(Tokens("a", "", None).written()) == Tokens("a", "", None)


@pytest.mark.parametrize("reference", ["twitch:ada", "pinterest:ada"])
async def test_a_consent_proves_for_as_long_as_it_stands(shore: Shore, reference: str) -> None:
    """Every thirty days it is asked to whom it belongs; taken back, it is a proof that is gone."""
    account = await shore.link(reference)
    assert account.proved_by is Proof.OAUTH
    shore.clock.advance(EVERY)
    assert await shore.core.reproof.prove_due() == 1
    assert await shore.core.notices.due() == []
    (shore.twitch if reference.startswith("twitch") else shore.pinterest).issuer.withdraw()
    shore.clock.advance(EVERY)
    assert await shore.core.collector.refresh(account) == NeedsCredentials()
    for days in (timedelta(), GRACE):
        shore.clock.advance(days)
        await shore.core.reproof.prove_due()
    kinds = [notice.kind for notice in await shore.core.notices.due()]
    assert kinds == ["proof_missing", "proof_lost"]
    assert await shore.core.links.accounts(ADA) == ()


async def test_trouble_of_ours_is_no_lost_proof(shore: Shore) -> None:
    """A secret that is wrong, or a network that is down, says nothing about the member."""
    await shore.link("twitch:ada")
    shore.twitch.issuer.unknown_client = True
    for _ in range(45):
        shore.clock.advance(timedelta(days=1))
        await shore.core.reproof.prove_due()
    assert await shore.core.notices.due() == []
    assert len(await shore.core.links.accounts(ADA)) == 1
