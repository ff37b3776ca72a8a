"""Who may see whom: the one place where that is decided.

To others, *opted out*, *hidden*, *never linked*, *only me* and *left* are one answer,
`no_score`, in the same words. Only the person concerned is told which.
"""

from __future__ import annotations

from scoring.errors import DomainError
from scoring.models import Subject
from scoring.privacy import Rights
from scoring.store import subjects
from scoring.store.db import Database


class Sight:
    """Finds subjects on behalf of a viewer, in a place, for a private or public answer."""

    def __init__(self, database: Database, rights: Rights) -> None:
        self._database = database
        self._rights = rights

    async def member(
        self, viewer: int, user: int, community: int | None, *, public: bool
    ) -> Subject:
        """The person behind a member, if the viewer may see them. Raises DomainError."""
        subject = await subjects.person(self._database.reader, user)
        if subject is not None:
            return await self.subject(viewer, subject, community, public=public)
        if viewer != user:
            raise DomainError("no_score")
        opted_out = await self._rights.opted_out(user)
        if public:
            raise DomainError("own_not_shown_here")
        raise DomainError("own_opted_out" if opted_out else "own_never_linked")

    async def by_id(
        self, viewer: int, subject_id: int, community: int | None, *, public: bool
    ) -> Subject:
        """The same for a person or page by id."""
        found = await subjects.get(self._database.reader, subject_id)
        if found is None:
            raise DomainError("no_score")
        return await self.subject(viewer, found, community, public=public)

    async def subject(
        self, viewer: int, subject: Subject, community: int | None, *, public: bool
    ) -> Subject:
        """The subject itself, if the viewer may see it here."""
        visible = community is not None and await subjects.is_visible(
            self._database.reader, subject.id, community
        )
        if visible:
            return subject
        if subject.user_id != viewer:
            raise DomainError("no_score")
        if public:
            raise DomainError("own_not_shown_here")
        return subject
