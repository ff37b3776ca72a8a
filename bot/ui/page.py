"""The few pages that a browser is shown on the way back from a consent: words, no scripts."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bot.i18n import Translator

STYLE = """
:root { color-scheme: light dark; --ground: #f6f3ec; --card: #fffdf9; --ink: #22302c;
  --soft: #5b6a64; --line: #e3ddd0; --tone: #1c6b5a; }
@media (prefers-color-scheme: dark) { :root { --ground: #141b19; --card: #1d2724; --ink: #ecf1ee;
  --soft: #a3b3ac; --line: #2f3d38; --tone: #6cc7ae; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: min(30rem, 100%); padding: 2.25rem 2rem 1.75rem; background: var(--card);
  border: 1px solid var(--line); border-top: 4px solid var(--tone); border-radius: 14px;
  box-shadow: 0 12px 40px rgb(0 0 0 / .08); }
main.problem { --tone: #c4574a; }
header { display: flex; align-items: center; gap: .6rem; color: var(--soft); font-weight: 600; }
svg { width: 1.9rem; height: 1.9rem; }
h1 { margin: 1.4rem 0 .6rem; font-size: 1.45rem; line-height: 1.25; text-wrap: balance;
  overflow-wrap: anywhere; }
p { margin: .6rem 0; overflow-wrap: anywhere; }
.small { margin-top: 1.4rem; padding-top: 1rem; border-top: 1px solid var(--line);
  color: var(--soft); font-size: .875rem; }
a.go { display: inline-block; margin: .7rem .4rem .1rem 0; padding: .7rem 1.2rem;
  border-radius: 9px; background: var(--tone); color: var(--card); font-weight: 600;
  text-decoration: none; }
a.go:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
"""
MARK = (
    '<svg viewBox="0 0 32 32" fill="none" stroke-linecap="round" aria-hidden="true">'
    '<rect width="32" height="32" rx="9" fill="#1c6b5a"/>'
    '<circle cx="10" cy="22" r="3.2" fill="#f2c14e"/>'
    '<path d="M10 14.5a7.5 7.5 0 0 1 7.5 7.5" stroke="#fffdf9" stroke-width="2.6"/>'
    '<path d="M10 8a14 14 0 0 1 14 14" stroke="#fffdf9" stroke-width="2.6" opacity=".62"/></svg>'
)
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} · Renown</title>
<style>{style}</style>
</head>
<body>
<main class="{tone}">
<header>{mark}Renown</header>
<h1>{title}</h1>
{paragraphs}
</main>
</body>
</html>
"""


def headers(style: str) -> Mapping[str, str]:
    """For a page that loads and runs nothing, and has this style alone."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


HEADERS = headers(STYLE)


@dataclass(frozen=True, slots=True)
class Way:
    """Something that can be pressed on a page."""

    label: str
    url: str


def page(
    t: Translator,
    title: str,
    *paragraphs: str,
    small: str = "",
    good: bool,
    ways: Sequence[Way] = (),
) -> str:
    """A page in the reader's language. Everything in it is escaped here."""
    parts = [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph]
    parts += [f'<a class="go" href="{escape(w.url)}">{escape(w.label)}</a>' for w in ways]
    if small:
        parts.append(f'<p class="small">{escape(small)}</p>')
    return _PAGE.format(
        language=t.language,
        title=escape(title),
        style=STYLE,
        tone="good" if good else "problem",
        mark=MARK,
        paragraphs="\n".join(parts),
    )
