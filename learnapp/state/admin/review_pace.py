"""How many reviews a day the institution asks of its students."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.services import review_load
from learnapp.services.review_load import MOST
from learnapp.state.base import AppState

__all__ = ["MOST", "PaceState", "number_of"]


def number_of(form: dict[str, Any]) -> int:
    """Return the number of reviews in a form.

    Raises:
        InvalidInputError: It is none.
    """
    try:
        return int(str(form.get("count", "")).strip()[:6])
    except ValueError as error:
        raise InvalidInputError("Write how many reviews a day, as a whole number.") from error


class PaceState(AppState):
    """The number for everybody whose class has not chosen."""

    usual_reviews: int = 0

    @rx.event
    async def load(self) -> None:
        """Read what is chosen."""
        self.usual_reviews = await review_load.of_institution(await self._enter("admin", "auditor"))

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Choose another number."""
        self.usual_reviews = await review_load.set_institution(await self._actor("admin"), number_of(form))
        return AppState.thank("institution-saved")
