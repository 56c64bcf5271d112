"""Which version stands where, from the history of changes: production is a stack, so going back is always possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

STAGES = ("shadow", "canary", "production")


class Change(Protocol):
    """One change of what serves, as the registry keeps it."""

    @property
    def kind(self) -> str:
        """Kind of model."""
        ...

    @property
    def stage(self) -> str:
        """shadow, canary or production."""
        ...

    @property
    def act(self) -> str:
        """Put, promote, rollback or clear."""
        ...

    @property
    def version_id(self) -> UUID | None:
        """What stands there since."""
        ...

    @property
    def share(self) -> float:
        """Share of the students, of a canary."""
        ...

    @property
    def at(self) -> datetime:
        """When."""
        ...


@dataclass(slots=True)
class Standing:
    """What stands where for one kind.

    Attributes:
        stack: Versions in production, the present one last; going back takes it away.
        share: Share of the students who get the canary, 0 to 1.
        since: Stage -> since when it is as it is.
    """

    stack: list[UUID] = field(default_factory=list)
    canary: UUID | None = None
    share: float = 0.0
    shadow: UUID | None = None
    since: dict[str, datetime] = field(default_factory=dict)

    @property
    def production(self) -> UUID | None:
        """The version in production; None: the analytic model serves."""
        return self.stack[-1] if self.stack else None

    def stage_of(self, version: UUID) -> str:
        """Return the stage that a version is in, "" for none."""
        places = {"shadow": self.shadow, "canary": self.canary, "production": self.production}
        return next((stage for stage in reversed(STAGES) if places[stage] == version), "")


def standing(changes: Iterable[Change]) -> dict[str, Standing]:
    """Return kind -> what stands where.

    Args:
        changes: The oldest first.
    """
    found: dict[str, Standing] = {}
    for change in changes:
        here = found.setdefault(change.kind, Standing())
        here.since[change.stage] = change.at
        if change.stage == "production":
            if change.act == "rollback" and here.stack:
                here.stack.pop()
            elif change.act == "promote" and change.version_id is not None:
                # A version that comes back stands once, at the top.
                here.stack = [*(one for one in here.stack if one != change.version_id), change.version_id]
        elif change.stage == "canary":
            here.canary, here.share = change.version_id, change.share if change.version_id else 0.0
        else:
            here.shadow = change.version_id
    return found
