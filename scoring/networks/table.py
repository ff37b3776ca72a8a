"""The networks as the tables of docs/networks.md: said in the declarations, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scoring.networks.base import Capability, Declaration, NetworkClass, Proof

WAYS = {
    Proof.CODE: "code",
    Proof.REL_ME: "`rel=me`",
    Proof.DOMAIN: "file or meta tag on the domain",
    Proof.ATPROTO: "ATProto handle",
    Proof.CONNECTION: "Discord's connections",
    Proof.OAUTH: "consent on the network",
}
HEADINGS = {
    "Scored": NetworkClass.SCORED,
    "With own credentials, off by default": NetworkClass.CREDENTIALS,
}
HEADER = (
    "| network | shows | as | topics | proof | calls a refresh | needs |",
    "|---|---|---|---|---|---|---|",
)


def markdown(declarations: Iterable[Declaration]) -> str:
    """One table for each class of networks; the sandbox's own is left out."""
    known = sorted((one for one in declarations if one.name != "sample"), key=_title)
    lines: list[str] = []
    for heading, chosen in HEADINGS.items():
        lines += [f"### {heading}", "", *HEADER]
        lines += [_row(one) for one in known if one.network_class is chosen]
        lines.append("")
    closed = [one for one in known if one.network_class is NetworkClass.CLOSED]
    lines += ["### Closed", "", "| network | why |", "|---|---|"]
    lines += [f"| {one.title} | {_why(one)} |" for one in closed]
    return "\n".join(lines) + "\n"


def _title(one: Declaration) -> str:
    return one.title.casefold()


def _row(one: Declaration) -> str:
    title = f"[{one.title}]({one.terms})" if one.terms else one.title
    forms = [form.value for form in one.capabilities if form is not Capability.TOPICS]
    cells = [
        title + (" (beside the score)" if one.beside else ""),
        ", ".join(kind.value for kind in one.kinds),
        " and ".join(forms),
        "yes" if Capability.TOPICS in one.capabilities else "no",
        ", ".join(WAYS[way] for way in one.proofs),
        one.calls + (f", ${one.price:g}" if one.price else ""),
        ", ".join(_needs(one)) or "nothing",
    ]
    return f"| {' | '.join(cells)} |"


def _needs(one: Declaration) -> Iterator[str]:
    yield from (f"`{need}`" for need in one.needs)
    if one.consent:
        yield "the member's express consent"
    if one.oauth is not None:
        yield "the member's own OAuth"


def _why(one: Declaration) -> str:
    return (one.reason or "").removeprefix("closed_").replace("_", " ")
