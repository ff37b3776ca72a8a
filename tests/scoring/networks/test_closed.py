"""Networks that can only be named: every address of a profile is known, each has its reason."""

from __future__ import annotations

import pytest

from bot.i18n import I18n
from bot.ui.coverage import coverage_line
from scoring.models import Coverage, CoverageStatus
from scoring.networks.base import Declaration
from scoring.networks.closed import CLOSED
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import FACTORIES

I18N = I18n.load()
EVERY = (*(declaration for declaration, _ in FACTORIES.values()), *CLOSED)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("https://www.linkedin.com/in/ada-lovelace-1815/", "linkedin:ada-lovelace-1815"),
        ("linkedin.com/in/ada?trk=x", "linkedin:ada"),
        ("https://uk.linkedin.com/pub/ada-lovelace/1/2/3", "linkedin:ada-lovelace"),
        ("https://www.linkedin.com/mwlite/in/ada", "linkedin:ada"),
        ("https://touch.linkedin.com/in/ada", "linkedin:ada"),
        ("https://fr.linkedin.com/in/ad%C3%A9la%C3%AFde/en", "linkedin:adélaïde"),
        ("https://www.linkedin.com/company/ada-co/posts/", "linkedin:ada-co"),
        ("https://www.linkedin.com/showcase/ada-co", "linkedin:ada-co"),
        ("https://www.linkedin.com/profile/view?trk=x&id=AAEAAA", "linkedin:aaeaaa"),
        ("https://foursquare.com/ada", "foursquare:ada"),
        ("https://fr.foursquare.com/user/1234", "foursquare:1234"),
        ("https://foursquare.com/u/1234", "foursquare:1234"),
        ("https://foursquare.com/p/ada/1234", "foursquare:ada"),
        ("https://www.swarmapp.com/ada", "foursquare:ada"),
        ("https://swarmapp.com/user/1234/checkin/5", "foursquare:1234"),
        ("https://4sq.com/ada", "foursquare:ada"),
        ("https://www.reddit.com/u/ada", "reddit:ada"),
        ("https://old.reddit.com/user/ada/?sort=top", "reddit:ada"),
        ("https://np.reddit.com/user/ada/submitted/", "reddit:ada"),
        ("https://sh.reddit.com/user/ada", "reddit:ada"),
        ("https://www.reddit.com/r/u_ada/", "reddit:ada"),
        ("https://plus.google.com/+AdaLovelace", "googleplus:+adalovelace"),
        ("https://plus.google.com/u/0/1084/posts", "googleplus:1084"),
        ("https://plus.google.com/app/basic/1084", "googleplus:1084"),
        ("https://profiles.google.com/ada", "googleplus:ada"),
        ("https://fr.viadeo.com/fr/profile/ada.lovelace", "viadeo:ada.lovelace"),
        ("https://www.viadeo.com/p/0021abc", "viadeo:0021abc"),
        ("https://viadeo.journaldunet.com/p/ada-lovelace-1815", "viadeo:ada-lovelace-1815"),
        ("https://klout.com/ada", "klout:ada"),
        ("http://klout.com/#/ada/topics", "klout:ada"),
        ("https://www.klout.com/user/ada", "klout:ada"),
        ("http://beta.klout.com/profile/summary/ada", "klout:ada"),
        ("https://www.tiktok.com/@ada.l?lang=fr", "tiktok:ada.l"),
        ("https://m.tiktok.com/@ada/video/123", "tiktok:ada"),
        ("https://www.threads.net/@ada", "threads:ada"),
        ("https://www.threads.com/@ada/post/C1?xmt=x", "threads:ada"),
        ("tiktok:@ada", "tiktok:ada"),
        ("Threads: @ada", "threads:ada"),
    ],
)
def test_every_address_of_a_profile(text: str, reference: str) -> None:
    """Whatever people paste names the account, and no other network takes it for its own."""
    assert str(parse_reference(text, EVERY)) == reference


@pytest.mark.parametrize(
    "text",
    [
        "https://www.linkedin.com/feed/",
        "https://foursquare.com/v/a-cafe/4b",
        "https://foursquare.com/explore?near=x",
        "https://www.reddit.com/r/python",
        "https://plus.google.com/communities/1",
        "https://www.tiktok.com/tag/ada",
        "https://www.threads.net/search",
    ],
)
def test_addresses_of_no_profile(text: str) -> None:
    """Places, groups and searches name nobody."""
    with pytest.raises(UnclearReferenceError):
        parse_reference(text, EVERY)


@pytest.mark.parametrize("declaration", CLOSED, ids=lambda one: one.name)
@pytest.mark.parametrize("language", I18N.languages)
def test_each_has_its_own_reason(declaration: Declaration, language: str) -> None:
    """A sentence of its own in every language, which says that the score does not fall."""
    t = I18N.speak(language)
    messages = I18N.catalogue(language).messages
    own = {one.name: messages[f"coverage.reason.closed.{one.name}"] for one in CLOSED}
    assert list(own.values()).count(own[declaration.name]) == 1
    covered = Coverage(declaration.name, "ada", CoverageStatus.CLOSED, declaration.reason)
    line = coverage_line(covered, t)
    assert str(own[declaration.name]) in line
    assert {"en": "does not fall", "fr": "ne baisse pas"}[language] in line
    assert t.has(f"coverage.reason.{declaration.reason}")
    assert t.has(f"error.because.{declaration.reason}")
    assert t(f"network.{declaration.name}") == declaration.title
