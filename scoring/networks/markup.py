"""What people wrote about themselves in HTML, as words and links: for proofs of ownership."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"""\bhref\s*=\s*["']([^"'<>]{1,2000})["']""", re.IGNORECASE)


def plain(html: str) -> str:
    """The words without their tags and escapes."""
    return unescape(_TAG.sub(" ", html)).strip()


def links(html: str) -> tuple[str, ...]:
    """Where its links lead, each once: what is shown of them may be cut short."""
    return tuple(dict.fromkeys(unescape(found) for found in _LINK.findall(html)))


def words_and_links(html: str) -> tuple[str, ...]:
    """Both, without what is empty."""
    return tuple(one for one in (plain(html), *links(html)) if one)
