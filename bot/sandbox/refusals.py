"""What Discord says no with: HTTP status, error code, sentence and the nested form errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

Json = dict[str, Any]
Path = tuple[str | int, ...]


class Problem(NamedTuple):
    """One broken rule in a body: where, Discord's code, and the sentence."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message} ({self.code})"


class RefusedError(Exception):
    """An answer that is not a success."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """The JSON that goes over the wire."""
        plain: Json = {"message": self.message, "code": self.code}
        return plain if self.errors is None else plain | {"errors": self.errors}


def nested(problems: Sequence[Problem]) -> Json:
    """Discord's tree of `_errors` from a flat list of problems."""
    tree: Json = {}
    for problem in problems:
        node = tree
        for step in problem.path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return tree


def invalid_form(problems: Sequence[Problem]) -> RefusedError:
    return RefusedError(400, 50035, "Invalid Form Body", nested(problems))


def unknown(code: int, what: str) -> RefusedError:
    return RefusedError(404, code, f"Unknown {what}")


def unknown_channel() -> RefusedError:
    return unknown(10003, "Channel")


def unknown_guild() -> RefusedError:
    return unknown(10004, "Guild")


def unknown_member() -> RefusedError:
    return unknown(10007, "Member")


def unknown_message() -> RefusedError:
    return unknown(10008, "Message")


def unknown_user() -> RefusedError:
    return unknown(10013, "User")


def unknown_webhook() -> RefusedError:
    return unknown(10015, "Webhook")


def unknown_interaction() -> RefusedError:
    return unknown(10062, "interaction")


def already_acknowledged() -> RefusedError:
    return RefusedError(400, 40060, "Interaction has already been acknowledged.")


def missing_access() -> RefusedError:
    return RefusedError(403, 50001, "Missing Access")


def foreign_message() -> RefusedError:
    return RefusedError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> RefusedError:
    return RefusedError(400, 50006, "Cannot send an empty message")


def closed_dms() -> RefusedError:
    return RefusedError(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> RefusedError:
    return RefusedError(403, 50013, "Missing Permissions")


def expired_token() -> RefusedError:
    return RefusedError(401, 50027, "Invalid Webhook Token")


def unauthorized() -> RefusedError:
    return RefusedError(401, 0, "401: Unauthorized")


def no_such_route() -> RefusedError:
    return RefusedError(404, 0, "404: Not Found")
