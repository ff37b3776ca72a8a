"""Everything that can go wrong and has a name.

    RenownError
    ├── ConfigError            the settings cannot be used; all problems at once
    ├── StoreError
    │   ├── NewerSchemaError   the database belongs to a newer program
    │   └── DamagedStoreError  SQLite's own check failed
    └── DomainError            a sentence for the person who asked: `key` and `data`

A `DomainError` names a message of the catalogues and never carries text of its own.
"""

from __future__ import annotations

from collections.abc import Sequence


class RenownError(Exception):
    """The root of the tree."""


class ConfigError(RenownError):
    """Settings that cannot be used. `problems` has one sentence for each mistake."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class StoreError(RenownError):
    """The database cannot be used."""


class NewerSchemaError(StoreError):
    """The database was written by a newer version of the program."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"The database has schema {found}, this program knows {known}: "
            "update the program, or restore a backup made with this version."
        )


class DamagedStoreError(StoreError):
    """The database file is damaged."""


class DomainError(RenownError):
    """Something that the asker can understand and mend. `key` names the message."""

    def __init__(self, key: str, **data: object) -> None:
        super().__init__(key)
        self.key = key
        self.data = data
