"""Keyed hashes: enough to count different people, not enough to name them.

The key lives in a file of its own, outside the database, readable by its owner only. Losing it
loses every identity, so it is backed up apart.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from scoring.errors import ConfigError

KEY_BYTES = 32


class Keys:
    """HMAC-SHA256 with the project's key, cut to a signed 64-bit integer."""

    def __init__(self, secret: bytes) -> None:
        self._mac = hmac.new(secret, digestmod=hashlib.sha256)

    def _hash(self, *parts: str) -> int:
        mac = self._mac.copy()
        mac.update("\x1f".join(parts).encode())
        return int.from_bytes(mac.digest()[:8], "big", signed=True)

    def actor(self, network: str, native_id: str) -> int:
        """Somebody who acted, the same wherever they act."""
        return self._hash("actor", network, native_id)

    def publication(self, network: str, native_id: str) -> int:
        """One publication."""
        return self._hash("publication", network, native_id)

    def act(self, publication: str, actor: str, kind: str, at: str) -> int:
        """The fingerprint of one act, so that a second reading counts it once."""
        return self._hash("act", publication, actor, kind, at)

    def user(self, user_id: int) -> int:
        """A member, in the list of those who opted out and in the journal of erasures."""
        return self._hash("user", str(user_id))

    def account(self, network: str, native_id: str) -> int:
        """An account, in the same two places."""
        return self._hash("account", network, native_id)

    def mark(self, network: str, native_id: str, code: str) -> int:
        """The code that proved an account, to know it again where it was left in place."""
        return self._hash("mark", network, native_id, code)

    def derive(self, *purpose: str) -> bytes:
        """32 bytes for one purpose: another key, or a value that only we can make again."""
        mac = self._mac.copy()
        mac.update("\x1f".join(("derive", *purpose)).encode())
        return mac.digest()


def load_keys(path: Path) -> Keys:
    """Read the key file, or make it with mode 0600. Raises ConfigError if it is unusable."""
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        secret = _create(path)
    except OSError as error:
        problem = f"The key file cannot be read ({error.strerror}): check its owner."
        raise ConfigError([problem]) from error
    if len(secret) < KEY_BYTES:
        raise ConfigError(["The key file is too short: restore it from its own backup."])
    return Keys(secret)


def _create(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_bytes(KEY_BYTES)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    return secret
