"""Secrets of others in the database: encrypted and bound to what they are about."""

from __future__ import annotations

import binascii
import secrets
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, drawn anew each time


class Seal:
    """AES-256-GCM. What was sealed about one account does not open as another's."""

    def __init__(self, key: bytes) -> None:
        self._box = AESGCM(key)

    def close(self, secret: str, *about: str) -> str:
        """The secret as text for a table."""
        nonce = secrets.token_bytes(NONCE)
        return b64encode(nonce + self._box.encrypt(nonce, secret.encode(), _bound(about))).decode()

    def open(self, sealed: str, *about: str) -> str | None:
        """The secret; None where another key, another account or a fault closed it."""
        try:
            raw = b64decode(sealed, validate=True)
            return self._box.decrypt(raw[:NONCE], raw[NONCE:], _bound(about)).decode()
        except (InvalidTag, binascii.Error, ValueError):
            return None


def _bound(about: tuple[str, ...]) -> bytes:
    return "\x1f".join(about).encode()
