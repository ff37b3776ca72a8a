"""Networks that can be named and not be measured, each with its reason (a message key).

What is said of each one of them stands in the catalogues, under `coverage.reason.closed`.
"""

from __future__ import annotations

from scoring.networks.base import Declaration, NetworkClass

NO_PUBLIC_DATA = "closed_no_public_data"
SHUT_DOWN = "closed_shut_down"
FORBIDDEN = "closed_forbidden"
APPROVED_ONLY = "closed_approved_only"


def _closed(
    name: str, title: str, reason: str, *url_patterns: str, home: str, other: tuple[str, ...] = ()
) -> Declaration:
    return Declaration(
        name=name,
        title=title,
        network_class=NetworkClass.CLOSED,
        handle_pattern=r"[^\s/]{1,100}",
        url_patterns=url_patterns,
        home=home,
        other_hosts=other,
        reason=reason,
    )


CLOSED = (
    _closed(
        "linkedin",
        "LinkedIn",
        NO_PUBLIC_DATA,
        r"(?:[a-z]{1,5}\.)?linkedin\.com/(?:mwlite/)?(?:in|pub|company|school|showcase)/([^/?#]+)",
        r"(?:[a-z]{1,5}\.)?linkedin\.com/profile/view\?(?:[^#]*&)?id=([^&#]+)",
        home="https://www.linkedin.com",
    ),
    _closed(
        "foursquare",
        "Foursquare",
        NO_PUBLIC_DATA,
        r"(?:[a-z]{1,3}\.)?(?:foursquare|swarmapp|4sq)\.com/(?:user/|u/|p/)?"
        r"(?!(?:about|c|city-guide|developers?|download|explore|i|legal|login|p|top-places|u|user"
        r"|v|venue)(?:[/?#]|$))([^/?#]+)",
        home="https://foursquare.com",
        other=("swarmapp.com", "4sq.com"),
    ),
    _closed(
        "reddit",
        "Reddit",
        FORBIDDEN,
        r"(?:[a-z]{1,5}\.)?reddit\.com/(?:u/|user/|r/u_)([^/?#]+)",
        home="https://www.reddit.com",
    ),
    _closed(
        "tiktok",
        "TikTok",
        APPROVED_ONLY,
        r"(?:(?:www|m)\.)?tiktok\.com/@([^/?#]+)",
        home="https://www.tiktok.com",
    ),
    _closed(
        "threads",
        "Threads",
        APPROVED_ONLY,
        r"(?:www\.)?threads\.(?:net|com)/@([^/?#]+)",
        home="https://www.threads.com",
        other=("threads.net",),
    ),
    _closed(
        "googleplus",
        "Google+",
        SHUT_DOWN,
        r"plus\.google\.com/(?:u/\d+/)?(?:app/basic/)?(?:b/\d+/)?"
        r"(?!(?:app|collection|communities|explore|photos|s|u)(?:[/?#]|$))([^/?#]+)",
        r"profiles\.google\.com/(?:u/\d+/)?([^/?#]+)",
        home="https://plus.google.com",
        other=("profiles.google.com",),
    ),
    _closed(
        "viadeo",
        "Viadeo",
        NO_PUBLIC_DATA,
        r"(?:[a-z]{2,3}\.)?viadeo\.com/(?:[a-z]{2}/)?(?:profile/|p/)?([^/?#]+)",
        r"viadeo\.journaldunet\.com/p/([^/?#]+)",
        home="https://www.viadeo.com",
        other=("viadeo.journaldunet.com",),
    ),
    _closed(
        "klout",
        "Klout",
        SHUT_DOWN,
        r"(?:(?:www|beta)\.)?klout\.com/(?:#/|user/|profile/summary/)?([^/?#]+)",
        home="https://klout.com",
    ),
)
