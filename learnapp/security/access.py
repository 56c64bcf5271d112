"""Who acts: the one object that every door builds and every service asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Role = Literal["student", "guardian", "instructor", "admin", "auditor", "operator"]


@dataclass(frozen=True, slots=True)
class Actor:
    """An authenticated person, API client or the system, always of exactly one tenant.

    Attributes:
        person_id: The person, or the API client's id, or the tenant id for the system.
        roles: Roles within the tenant.
        sections: Sections in which the actor studies or teaches.
        students: For guardians: their children.
        scopes: For API clients.
    """

    tenant_id: UUID
    person_id: UUID
    kind: Literal["person", "client", "system"] = "person"
    roles: frozenset[str] = frozenset()
    sections: frozenset[UUID] = frozenset()
    students: frozenset[UUID] = frozenset()
    scopes: frozenset[str] = frozenset()
    session_hash: bytes = b""
    locale: str = "en"
    request_id: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
