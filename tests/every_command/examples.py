"""An example of each command, by the names that Discord knows. A new command is one new line.

A line may be there before its command is. Whatever is told to erase, hide or leave comes last.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from bot.sandbox.refusals import Json
from tests.every_command.registered import Leaf


class Stand(Enum):
    """Stands for somebody or something of the community in which an example is played."""

    SOMEONE = auto()
    ANOTHER = auto()
    A_CHANNEL = auto()
    A_ROLE = auto()
    NEW_ACCOUNT = auto()
    A_PAGE = auto()
    A_TOPIC = auto()
    A_LANGUAGE = auto()


SOMEONE, ANOTHER, A_CHANNEL, A_ROLE, NEW_ACCOUNT, A_PAGE, A_TOPIC, A_LANGUAGE = Stand

EXAMPLES: dict[str, Mapping[str, Any]] = {
    "score": {"member": SOMEONE, "show_to_everyone": True},
    "compare": {"a": SOMEONE, "b": ANOTHER, "page": A_PAGE},
    "leaderboard": {"period": "month", "kind": "rise", "topic": A_TOPIC},
    "why": {"member": SOMEONE},
    "check": {"minimum": 35},
    "history": {"member": SOMEONE, "period": "month"},
    "topics": {"member": SOMEONE},
    "topics show": {"member": SOMEONE},
    "topics hide": {"topic": A_TOPIC},
    "topics unhide": {"topic": A_TOPIC},
    "vouch": {"member": SOMEONE, "topic": A_TOPIC},
    "contacts": {},
    "contacts show": {},
    "contacts join": {},
    "contacts leave": {},
    "link list": {},
    "link add": {"account": NEW_ACCOUNT},
    "link verify": {"account": NEW_ACCOUNT},
    "link remove": {"account": NEW_ACCOUNT},
    "about": {},
    "help": {},
    "milestones": {},
    "community settings": {},
    "community panel": {},
    "community channel": {"channel": A_CHANNEL},
    "community day": {"day": "day_2"},
    "community time": {"time": "18:30"},
    "community zone": {"city": "Tokyo"},
    "community language": {"language": A_LANGUAGE},
    "community rows": {"number": 20},
    "community lookups": {"allowed": True},
    "community podium": {"role": A_ROLE},
    "community theme": {},
    "community pictures": {},
    "community newcomers": {},
    "community pages": {},
    "community reset": {},
    "community show": {},
    "community preview": {},
    "community post-now": {},
    "community pause": {},
    "community resume": {},
    "privacy show": {},
    "privacy export": {},
    "privacy hide": {"everywhere": True},
    "privacy unhide": {"everywhere": True},
    "privacy delete": {},
    "privacy opt-out": {},
}


def missing(known: list[Leaf]) -> list[str]:
    """A sentence for each slash command that has no example, or lacks a required option."""
    return [problem for leaf in known if leaf.is_slash for problem in _missing(leaf)]


def _missing(leaf: Leaf) -> list[str]:
    if leaf.path not in EXAMPLES:
        return [f"no example for /{leaf.path}"]
    given = EXAMPLES[leaf.path]
    needed = [o["name"] for o in leaf.options if o.get("required") and o["name"] not in given]
    return [f"no example for the option {name} of /{leaf.path}" for name in needed]


def in_order(known: list[Leaf]) -> list[Leaf]:
    """As the table has them; the menus on people, for which there is no example, come first."""
    places = {path: number for number, path in enumerate(EXAMPLES)}
    return sorted(known, key=lambda leaf: places.get(leaf.path, -1))


def filled(leaf: Leaf, stands: Mapping[Stand, Any], *, bare: bool = False) -> dict[str, Any]:
    """The options of an example that the command has; only those it needs when `bare`."""
    given = EXAMPLES.get(leaf.path, {})
    wanted = [option for option in leaf.options if option.get("required") or not bare]
    return {
        str(option["name"]): _value(option, given[option["name"]], stands)
        for option in wanted
        if option["name"] in given
    }


def _value(option: Json, value: Any, stands: Mapping[Stand, Any]) -> Any:
    """What stands for a value here; of a list of choices, the first where it is not among them."""
    plain = stands[value] if isinstance(value, Stand) else value
    offered = [choice["value"] for choice in option.get("choices") or []]
    return plain if not offered or plain in offered else offered[0]
