"""The page Learn: one reading or one practice item."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.errors import InvalidInputError, NotFoundError, RateLimitedError
from learnapp.engine.event import Verb
from learnapp.security.access import Actor
from learnapp.services import explanations, films, players, practice, progress
from learnapp.services.players import Told
from learnapp.services.practice_views import AnswerView, ExplanationView, HintView, StepView
from learnapp.services.progress import CardView
from learnapp.state.base import AppState, parse_id
from learnapp.state.student.classes import StudentState
from learnapp.state.working import TaskState

TELL_EVERY = 20.0
"""Seconds between two events of one simulation; its state is kept at every move."""


class LearnState(TaskState, StudentState):
    """One item of the student's own course; what they do with it is recorded."""

    reporting: bool = False
    under_test: bool = False
    """The question is part of a test whose results are not shown yet."""
    _told: float = 0.0

    async def _reader(self) -> Actor:
        """Return the student."""
        return await self._actor("student")

    def _place(self) -> tuple[UUID, UUID]:
        """Return the section and the content."""
        return parse_id(self.content.section_id), parse_id(self.content.content_id)

    @rx.var
    def finished(self) -> bool:
        """Whether every step is solved, or the reading was read."""
        return self.content.done or (bool(self.steps) and all(step.solved for step in self.steps))

    @rx.event
    async def load(self) -> None:
        """Open the item of the address where the student left it, on whatever device."""
        actor = await self._enter("student")
        if self._still_open() and self.ready:
            return
        self._clear()
        self.reporting = self.under_test = False
        try:
            content_id = parse_id(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
            self._show(await practice.open_content(actor, content_id))
        except practice.UnderTestError:
            self.missing = self.under_test = True
            return
        except (NotFoundError, InvalidInputError):
            self.missing = True
            return
        self.next_href = "/today"
        asked = str(self.router.url.query_parameters.get("check", ""))
        self.check = str(parse_id(asked)) if asked else ""
        decision = str(self.router.url.query_parameters.get("from", ""))
        if decision:
            await progress.note(actor, Verb.RECOMMENDATION_OPENED, content_id, parse_id(decision))

    async def _open(self, actor: Actor, after: int | None = None) -> None:
        """Open the task after one."""
        content_id = parse_id(self.content.content_id)
        self._clear()
        self.reporting, self.next_href = False, "/today"
        self._show(await practice.open_content(actor, content_id, after=after))

    async def _judge(
        self, actor: Actor, step: StepView, response: str | list[str], hint_index: int | None, spent_ms: int | None
    ) -> AnswerView:
        """Record the answer."""
        return await practice.answer(
            actor,
            *self._place(),
            step.step_id,
            response,
            hint_index=hint_index,
            duration_ms=spent_ms,
            variant=self.content.variant,
            showing=parse_id(self.showing),
        )

    def _offer(self, got: AnswerView) -> None:
        """Lead to what is recommended after an answer."""
        self._lead(got.cards, got.decision_id)

    def _lead(self, cards: list[CardView], decision_id: str) -> None:
        other = [one.content_id for one in cards if one.content_id != self.content.content_id]
        self.next_href = f"/learn/{other[0]}?from={decision_id}" if other else "/today"
        self.next_word = "next-item" if other else "back-today"

    async def _keep(self, actor: Actor, step: StepView, text: str) -> None:
        """Keep a draft for any device."""
        await practice.save_draft(actor, *self._place(), step.step_id, text, variant=self.content.variant)

    async def _hint(self, actor: Actor, step: StepView, index: int) -> tuple[HintView, str]:
        """Open and record a hint."""
        return await practice.hint(actor, *self._place(), step.step_id, index, variant=self.content.variant)

    async def _explained(self, actor: Actor, kind: str) -> ExplanationView:
        """Open and record another explanation."""
        return await explanations.explain(actor, parse_id(self.content.content_id), kind)

    async def _moved(self, actor: Actor, settings: list[str]) -> None:
        """Record now and then that the simulation is being moved."""
        if time.monotonic() - self._told >= TELL_EVERY:
            self._told = time.monotonic()
            await practice.tried_out(actor, *self._place(), settings)

    async def _has_read(self, actor: Actor, active_ms: int) -> None:
        """Record that the text was read, and for how long: never longer than the page has been open."""
        spent = min(max(active_ms, 0), self._spent_ms())
        self._lead(await practice.finish_reading(actor, *self._place(), spent), "")

    @rx.event
    async def left_simulation(self, content_id: str, active_ms: int) -> None:
        """Record the time with a simulation that was left without an answer."""
        actor = await self._reader()
        if not self.ready or content_id != self.content.content_id or not self.parts:
            return
        spent = min(max(int(active_ms), 0), self._spent_ms())
        self._since = time.monotonic()
        if spent >= practice.LEAST_MS and self.step.answer_kind == "simulation" and not self.step.solved:
            await practice.tried_out(actor, *self._place(), list(self.parts), spent)

    async def _seen(
        self, actor: Actor, content_id: str, start: float, end: float, said: str
    ) -> tuple[list[list[float]], bool]:
        """Record a part of a film."""
        return await films.watched(actor, parse_id(content_id), start, end, said)

    async def _film_over(self, actor: Actor) -> None:
        """Record that the film was watched."""
        self._lead(await films.finish(actor, parse_id(self.content.content_id)), "")

    async def _heard(self, actor: Actor, said: str) -> Told:
        """Record what the program says, with no more time than has passed."""
        try:
            return self._led(await players.heard(actor, *self._place(), said, self._spent_ms()))
        except RateLimitedError:
            # The student can do nothing about it, and a message for each would be worse than what is lost.
            return Told()

    async def _kept(self, actor: Actor, said: str) -> Told:
        """Keep where the program stands, and record what has changed."""
        try:
            return self._led(await players.keep(actor, *self._place(), said, self._spent_ms()))
        except RateLimitedError:
            return Told()

    def _led(self, told: Told) -> Told:
        if told.taken:
            self._since_now()
        if told.done and told.cards:
            self._lead(list(told.cards), "")
        return told

    @rx.event
    def toggle_report(self) -> None:
        """Open or close the form "this item is broken"."""
        self.reporting = not self.reporting

    @rx.event
    async def report(self, form: dict[str, Any]) -> Any:
        """Send what is wrong with this item to the people who can mend it."""
        actor = await self._reader()
        await practice.report(actor, *self._place(), str(form.get("text", "")))
        self.reporting = False
        return AppState.thank("report-thanks")
