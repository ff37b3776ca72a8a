"""Networks that can be named and not be measured, each with its reason (a message key)."""

from __future__ import annotations

from scoring.networks.base import Declaration, NetworkClass

NO_PUBLIC_DATA = "closed_no_public_data"
SHUT_DOWN = "closed_shut_down"
FORBIDDEN = "closed_forbidden"


def _closed(name: str, title: str, reason: str, *url_patterns: str, home: str = "") -> Declaration:
    return Declaration(
        name=name,
        title=title,
        network_class=NetworkClass.CLOSED,
        handle_pattern=r"[^\s/]{1,100}",
        url_patterns=url_patterns,
        home=home,
        reason=reason,
    )


CLOSED = (
    _closed(
        "linkedin",
        "LinkedIn",
        NO_PUBLIC_DATA,
        r"(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub|company|school)/([^/?#]+)",
        home="https://www.linkedin.com",
    ),
    _closed(
        "foursquare",
        "Foursquare",
        NO_PUBLIC_DATA,
        r"(?:www\.)?(?:foursquare|swarmapp)\.com/(?:user/)?([^/?#]+)",
        home="https://foursquare.com",
    ),
    _closed(
        "reddit",
        "Reddit",
        FORBIDDEN,
        r"(?:(?:www|old|new)\.)?reddit\.com/(?:u|user)/([^/?#]+)",
        home="https://www.reddit.com",
    ),
    _closed("googleplus", "Google+", SHUT_DOWN, r"plus\.google\.com/(?:u/\d+/)?([^/?#]+)"),
    _closed(
        "viadeo",
        "Viadeo",
        NO_PUBLIC_DATA,
        r"(?:[a-z]{2,3}\.)?viadeo\.com/(?:[a-z]{2}/)?(?:profile/)?([^/?#]+)",
    ),
    _closed("klout", "Klout", SHUT_DOWN, r"(?:www\.)?klout\.com/(?:#/|user/)?([^/?#]+)"),
)
