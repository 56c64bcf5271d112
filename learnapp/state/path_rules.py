"""What is ruled about topics of a class, and the form in which more is ruled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.engine.rules import OVERRIDES, RuleKind
from learnapp.security.access import Actor
from learnapp.services import assignments, path_rules
from learnapp.services.item_views import TopicChoice
from learnapp.services.path_rules import MOST_WORDS, PAGE, RuleDraft, RuleItem
from learnapp.state.base import AppState, parse_id, permission
from learnapp.state.instructor.classes import place

__all__ = ["KINDS", "MOST_WORDS", "PathRulesState", "RuleItem", "TopicChoice"]
KINDS = tuple(kind.value for kind in RuleKind)


class PathRulesState(AppState):
    """The rules of a class."""

    rules_ready: bool = False
    section: str = ""
    section_id: str = ""
    course: str = ""
    rules: list[RuleItem] = []
    total: int = 0
    offset: int = 0
    topics: list[TopicChoice] = []
    students: list[TopicChoice] = []
    kind: str = "pin"
    whom: str = "everyone"
    """A student's id, or `everyone`."""

    @rx.var
    def for_one(self) -> bool:
        """Whether what is chosen can be said of one student only."""
        return self.kind in {kind.value for kind in OVERRIDES}

    def _class(self) -> UUID:
        return parse_id(self.section_id)

    async def _fill(self, actor: Actor) -> None:
        found = await path_rules.for_class(actor, self._class(), offset=self.offset)
        self.section, self.course, self.topics = found.section, found.course, found.topics
        self.rules, self.total, self.offset = found.rows, found.total, found.offset

    @rx.event
    async def load(self) -> None:
        """Show the rules; an address that names a student opens the form for them."""
        actor = await self._enter("instructor", "admin")
        if self._still_open() and self.rules_ready:
            await self._fill(actor)
            return
        self.rules_ready, self.section_id = False, ""
        self.section_id = str(place(self, 1))
        self.offset, self.kind = 0, "pin"
        await self._fill(actor)
        may = permission("path_rule", "write") not in self.not_given
        self.students = await path_rules.students(actor, self._class()) if may else []
        asked = str(self.router.url.query_parameters.get("student", ""))
        self.whom = asked if asked in {one.id for one in self.students} else "everyone"
        self.rules_ready = True

    @rx.event
    async def choose_kind(self, kind: str) -> None:
        """Choose what is ruled."""
        await self._actor("instructor", "admin")
        if kind in KINDS:
            self.kind = kind
            if self.for_one and self.whom == "everyone" and self.students:
                self.whom = self.students[0].id

    @rx.event
    async def choose_whom(self, whom: str) -> None:
        """Choose everybody or one student."""
        await self._actor("instructor", "admin")
        if whom == "everyone" or whom in {one.id for one in self.students}:
            self.whom = whom

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Make the rule of the form."""
        actor = await self._actor("instructor", "admin")
        draft = RuleDraft(
            self.kind,
            parse_id(str(form.get("topic", ""))),
            str(form.get("words", "")),
            None if self.whom == "everyone" else parse_id(self.whom),
            parse_id(str(form.get("later", ""))) if self.kind == "before" else None,
            await assignments.due_moment(actor, str(form.get("due", ""))) if self.kind == "deadline" else None,
        )
        await path_rules.add(actor, self._class(), draft)
        self.offset = 0
        await self._fill(actor)
        return AppState.thank("rule-done")

    @rx.event
    async def remove(self, rule_id: str) -> Any:
        """Take a rule back."""
        actor = await self._actor("instructor", "admin")
        await path_rules.remove(actor, self._class(), parse_id(rule_id))
        await self._fill(actor)
        return AppState.thank("rule-gone")

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page of rules back or on."""
        actor = await self._actor("instructor", "admin")
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)
