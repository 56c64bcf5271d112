"""Who of the institution may read what students say to the tutor."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import tutor_rules
from learnapp.services.tutor_rules import READERS
from learnapp.state.base import AppState

__all__ = ["READERS", "TutorPolicyState"]


class TutorPolicyState(AppState):
    """What is chosen."""

    readers: str = "nobody"
    deletable: bool = True

    @rx.event
    async def load(self) -> None:
        """Read what is chosen."""
        found = await tutor_rules.of_institution(await self._enter("admin", "auditor"))
        self.readers, self.deletable = found.readers, found.deletable

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Choose anew."""
        actor = await self._actor("admin")
        readers = str(form.get("readers", ""))[:20]
        found = await tutor_rules.set_institution(actor, readers, deletable=bool(form.get("deletable")))
        self.readers, self.deletable = found.readers, found.deletable
        return AppState.thank("institution-saved")
