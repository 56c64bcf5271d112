"""What helps, as a page of the admin's."""

from __future__ import annotations

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import intervention_effects
from learnapp.services.intervention_effects import PAGE, CaseView, ClassEffect, EffectLine
from learnapp.state.base import AppState

__all__ = ["CaseView", "ClassEffect", "EffectLine", "InterventionEffectsState"]


class InterventionEffectsState(AppState):
    """Each kind of help; of one that is chosen, its classes and cases too."""

    effects_ready: bool = False
    effects: list[EffectLine] = []
    chosen: str = ""
    classes: list[ClassEffect] = []
    class_offset: int = 0
    class_total: int = 0
    cases: list[CaseView] = []
    case_offset: int = 0
    case_total: int = 0

    @rx.event
    async def load(self) -> None:
        """Show every kind of help."""
        actor = await self._enter("admin")
        self.effects_ready, self.chosen = False, ""
        self.classes, self.cases = [], []
        self.effects = await intervention_effects.effects(actor)
        self.effects_ready = True

    @rx.event
    async def choose(self, help_: str) -> None:
        """Show of which classes and cases the figures of a kind of help are, or close that."""
        actor = await self._actor("admin")
        if self.chosen == help_:
            self.chosen, self.classes, self.cases = "", [], []
            return
        await self._fill_classes(actor, str(help_), 0)
        await self._fill_cases(actor, str(help_), 0)
        self.chosen = str(help_)

    @rx.event
    async def turn_classes(self, step: int) -> None:
        """Show more or fewer classes."""
        actor = await self._actor("admin")
        await self._fill_classes(actor, self.chosen, max(0, self.class_offset + (PAGE if step > 0 else -PAGE)))

    @rx.event
    async def turn_cases(self, step: int) -> None:
        """Show older or newer cases."""
        actor = await self._actor("admin")
        await self._fill_cases(actor, self.chosen, max(0, self.case_offset + (PAGE if step > 0 else -PAGE)))

    async def _fill_classes(self, actor: Actor, help_: str, offset: int) -> None:
        page = await intervention_effects.classes(actor, help_, offset=offset)
        self.classes, self.class_offset, self.class_total = page.rows, page.offset, page.total

    async def _fill_cases(self, actor: Actor, help_: str, offset: int) -> None:
        page = await intervention_effects.cases(actor, help_, offset=offset)
        self.cases, self.case_offset, self.case_total = page.rows, page.offset, page.total
