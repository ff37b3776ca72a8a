"""The policy in docs/ as a page of the bot's own port, for who has none of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

from aiohttp import web
from markdown_it import MarkdownIt

from bot.settings import Settings
from bot.ui.page import MARK, headers

DOCS = Path(__file__).parents[1] / "docs"
POLICY = (DOCS / "privacy").with_suffix(".md")
SCHEMA = DOCS / "export.schema.json"
PATH = "/privacy"
SCHEMA_PATH = f"{PATH}/{SCHEMA.name}"
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)

_STYLE = """
:root { color-scheme: light dark; --ground: #f6f3ec; --card: #fffdf9; --ink: #22302c;
  --soft: #56635d; --line: #ddd5c4; --tone: #1c6b5a; }
@media (prefers-color-scheme: dark) { :root { --ground: #141b19; --card: #1d2724; --ink: #ecf1ee;
  --soft: #a9b8b1; --line: #35443e; --tone: #6cc7ae; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 3rem) 2.5rem;
  background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--tone);
  border-radius: 14px; }
header { display: flex; align-items: center; gap: .6rem; color: var(--soft); font-weight: 600; }
svg { width: 1.9rem; height: 1.9rem; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 1.2rem 0 .6rem; font-size: 1.9rem; }
h2 { margin: 2.2rem 0 .5rem; font-size: 1.3rem; }
h3 { margin: 1.6rem 0 .4rem; font-size: 1.08rem; }
p, li { overflow-wrap: anywhere; }
a { color: var(--tone); }
a:focus-visible, .wide:focus-visible { outline: 3px solid var(--tone); outline-offset: 2px; }
code { padding: .1em .35em; border-radius: 5px; background: var(--ground); font-size: .92em; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th, td { padding: .5rem .7rem .5rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; min-width: 7rem; }
.contact { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); }
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Privacy · Renown</title>
<style>{style}</style>
</head>
<body>
<main>
<header>{mark}Renown</header>
{text}
{contact}
</main>
</body>
</html>
"""


def public_url(settings: Settings) -> str | None:
    """Where the policy is read: the operator's own, else this one, if a proxy makes it public."""
    if settings.discord.policy_url:
        return settings.discord.policy_url
    served = settings.web.port is not None and settings.web.public_url and POLICY.is_file()
    return f"{settings.web.public_url}{PATH}" if served else None


def routes(settings: Settings) -> Sequence[web.RouteDef]:
    """The page and the schema that it mentions; nothing where the operator has their own."""
    if settings.discord.policy_url or not POLICY.is_file():
        return ()
    written, report = page(settings.discord.report_url), headers(_STYLE)

    async def policy(_: web.Request) -> web.Response:
        return web.Response(text=written, content_type="text/html", headers=report)

    async def schema(_: web.Request) -> web.Response:
        return web.Response(text=_read(SCHEMA), content_type="application/schema+json")

    return (web.get(PATH, policy), web.get(SCHEMA_PATH, schema))


def page(report_url: str | None = None) -> str:
    """The policy as a document that is read by people and by their screen readers."""
    text = MarkdownIt("commonmark").enable("table").render(_COMMENT.sub("", _read(POLICY)))
    text = text.replace("<th>", '<th scope="col">')
    text = text.replace("<table>", '<div class="wide" tabindex="0" role="group"><table>')
    text = text.replace("</table>", "</table></div>")
    text = text.replace(f'href="{SCHEMA.name}"', f'href="{SCHEMA_PATH}"')
    contact = ""
    if report_url:
        link = f'<a href="{escape(report_url)}">{escape(report_url)}</a>'
        contact = f'<p class="contact">The operator of this bot is reached here: {link}</p>'
    return _PAGE.format(style=_STYLE, mark=MARK, text=text, contact=contact)


@lru_cache(maxsize=2)
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
