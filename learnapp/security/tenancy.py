"""What belongs to whom: the shared library's tenant and a last check on rows that leave a use case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from learnapp.core.errors import NotFoundError

LIBRARY_TENANT = UUID("00000000-0000-7000-8000-000000000001")
"""The reserved tenant whose content every institution may read and none may write."""


class Owned(Protocol):
    """Anything with a tenant."""

    @property
    def tenant_id(self) -> UUID:
        """The institution it belongs to."""
        ...


def visible(tenant_id: UUID, owner: UUID, *, shared: bool = False) -> bool:
    """Return whether something of `owner` may be shown in `tenant_id`.

    Args:
        tenant_id: The institution of the one who asks.
        owner: The institution the thing belongs to.
        shared: Whether this kind of thing may come from the library.
    """
    return owner == tenant_id or (shared and owner == LIBRARY_TENANT)


def require_visible(tenant_id: UUID, rows: Iterable[Owned], *, shared: bool = False) -> None:
    """Refuse rows of another institution, as if they did not exist.

    Row-level security has filtered already; this catches an object that reached a use case another way
    (a cache, a job's arguments).

    Raises:
        NotFoundError: A row belongs to another institution.
    """
    for row in rows:
        if not visible(tenant_id, row.tenant_id, shared=shared):
            raise NotFoundError("There is no such thing in your institution. Go back and choose another one.")
