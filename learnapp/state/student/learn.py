"""The page Learn: one reading or one practice item."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.security.access import Actor
from learnapp.services import explanations, films, practice, progress
from learnapp.services.practice_views import ContentView, ExplanationView, MasteryView, StepView, with_hint
from learnapp.services.progress import CardView
from learnapp.state.base import AppState, parse_id
from learnapp.state.student.answer_parts import (
    BETWEEN,
    IN_PARTS,
    MOST_SETTINGS,
    PointView,
    first_parts,
    points_of,
    sent_parts,
    through,
)
from learnapp.state.student.classes import StudentState

TELL_EVERY = 20.0
"""Seconds between two events of one simulation; its state is kept at every move."""


class LearnState(StudentState):
    """One open item. Keys stay on the server; a solution comes only once it may be seen."""

    content: ContentView = ContentView()
    steps: list[StepView] = []
    at: int = 0
    ready: bool = False
    missing: bool = False
    outcome: str = ""
    feedback_key: str = ""
    feedback: str = ""
    changes: list[MasteryView] = []
    cards: list[CardView] = []
    next_id: str = ""
    decision_id: str = ""
    stored: bool = True
    reporting: bool = False
    explanation: ExplanationView = ExplanationView()
    check: str = ""
    """The check-up that the open task belongs to, "" for none."""
    parts: list[str] = []
    pointed: int = 0
    _since: float = 0.0
    _told: float = 0.0

    @rx.var
    def step(self) -> StepView:
        """The step that is open now."""
        return self.steps[self.at] if self.at < len(self.steps) else StepView()

    @rx.var
    def all_done(self) -> bool:
        """Whether every step is solved or given up, or the reading was read."""
        if not self.steps:
            return self.content.done
        return bool(self.steps) and all(step.solved or step.gave_up for step in self.steps)

    @rx.var
    def finished(self) -> bool:
        """Whether every step is solved, or the reading was read."""
        return self.content.done or (bool(self.steps) and all(step.solved for step in self.steps))

    @rx.event
    async def load(self) -> None:
        """Open the item of the address where the student left it, on whatever device."""
        actor = await self._enter("student")
        self._clear()
        try:
            content_id = parse_id(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
            self._show(await practice.open_content(actor, content_id))
        except (NotFoundError, InvalidInputError):
            self.missing = True
            return
        asked = str(self.router.url.query_parameters.get("check", ""))
        self.check = str(parse_id(asked)) if asked else ""
        decision = str(self.router.url.query_parameters.get("from", ""))
        if decision:
            await progress.note(actor, Verb.RECOMMENDATION_OPENED, content_id, parse_id(decision))

    @rx.event
    async def another(self) -> None:
        """Open the next task of the same template."""
        actor = await self._actor("student")
        self._here()
        content_id, variant = parse_id(self.content.content_id), self.content.variant
        if variant >= 0:
            self._clear()
            self._show(await practice.open_content(actor, content_id, after=variant))

    def _show(self, view: ContentView) -> None:
        self.content, self.steps = replace(view, steps=[]), view.steps
        self.at = next((i for i, one in enumerate(view.steps) if not one.solved), 0)
        self._restore()
        self.ready = True
        self._since = time.monotonic()

    def _clear(self) -> None:
        self.content, self.steps, self.at = ContentView(), [], 0
        self.ready = self.missing = self.reporting = False
        self.cards, self.changes, self.next_id, self.decision_id = [], [], "", ""
        self.outcome = self.feedback_key = self.feedback = ""
        self.stored = True
        self.explanation = ExplanationView()
        self.check = ""

    def _restore(self) -> None:
        """Show how the last answer to this step went, without its feedback sentence."""
        step = self.steps[self.at] if self.steps else StepView()
        self.outcome = step.outcome
        self.feedback_key = {"right": "feedback-correct", "wrong": "feedback-incorrect"}.get(step.outcome, "")
        self.feedback, self.changes = "", []
        self.parts = first_parts(step)

    def _put(self, step: StepView) -> None:
        self.steps = [step if i == self.at else one for i, one in enumerate(self.steps)]

    def _here(self) -> StepView:
        if not self.ready or self.at >= len(self.steps):
            raise InvalidInputError("Open a task first.")
        return self.steps[self.at]

    @rx.event
    async def submit(self, form: dict[str, Any]) -> None:
        """Send the answer of the open step."""
        actor = await self._actor("student")
        step = self._here()
        if step.answer_kind == "multiple_choice":
            picked = sorted((k, str(v)) for k, v in form.items() if k.startswith("answer-") and v)
            response: str | list[str] = [value for _, value in picked][:50]
        elif step.answer_kind in IN_PARTS:
            self.parts = sent_parts(step.answer_kind, self.parts, form)
            response = list(self.parts)
            if not response or not all(response):
                missing = "feedback-parts-missing" if response else "feedback-simulation-untouched"
                self.outcome, self.feedback_key, self.feedback, self.changes = "", missing, "", []
                return
        else:
            response = str(form.get("answer", "")).strip()
        if not response:
            self.outcome, self.feedback_key, self.feedback, self.changes = "", "feedback-empty", "", []
            return
        spent = min(int((time.monotonic() - self._since) * 1000), 86_400_000)
        got = await practice.answer(
            actor,
            parse_id(self.content.section_id),
            parse_id(self.content.content_id),
            step.step_id,
            response,
            duration_ms=max(spent, 0),
            variant=self.content.variant,
        )
        self._since = time.monotonic()
        self.outcome, self.feedback_key, self.feedback = got.outcome, got.feedback_key, got.feedback
        self.changes, self.stored = got.changes, got.stored
        self._offer(got.cards, got.decision_id)
        said = response if isinstance(response, str) else BETWEEN.join(response)
        self._put(
            replace(
                step,
                attempts=step.attempts + (1 if got.outcome else 0),
                solved=step.solved or got.outcome == "right",
                outcome=got.outcome,
                last=said,
                solution=step.solution or got.solution,
            )
        )

    def _offer(self, cards: list[CardView], decision_id: str) -> None:
        self.cards, self.decision_id = cards, decision_id
        other = [one.content_id for one in cards if one.content_id != self.content.content_id]
        self.next_id = other[0] if other else ""

    @rx.event
    async def keep_draft(self, text: str) -> None:
        """Keep what is typed, so that another device can go on with it."""
        actor = await self._actor("student")
        step = self._here()
        text = text[: practice.MAX_DRAFT]
        if text == step.draft:
            return
        self._put(replace(step, draft=text))
        await practice.save_draft(
            actor,
            parse_id(self.content.section_id),
            parse_id(self.content.content_id),
            step.step_id,
            text,
            variant=self.content.variant,
        )

    async def _keep_parts(self, actor: Actor, parts: list[str]) -> None:
        """Show the parts as they are now and keep them as a draft, for any device."""
        step = self._here()
        self.parts = parts
        if not self.outcome:
            self.feedback_key = ""
        draft = BETWEEN.join(parts)[: practice.MAX_DRAFT]
        self._put(replace(step, draft=draft))
        await practice.save_draft(
            actor,
            parse_id(self.content.section_id),
            parse_id(self.content.content_id),
            step.step_id,
            draft,
            variant=self.content.variant,
        )

    @rx.event
    async def set_part(self, place: int, text: str) -> None:
        """Fill in one part of an answer."""
        actor = await self._actor("student")
        if 0 <= place < len(self.parts) and self.parts[place] != text:
            await self._keep_parts(actor, [text[:200] if i == place else one for i, one in enumerate(self.parts)])

    @rx.event
    async def move_part(self, place: int, by: int) -> None:
        """Move one part of an order up or down."""
        actor = await self._actor("student")
        if by in (-1, 1) and 0 <= place < len(self.parts) and 0 <= place + by < len(self.parts):
            moved = list(self.parts)
            moved[place], moved[place + by] = moved[place + by], moved[place]
            await self._keep_parts(actor, moved)

    @rx.event
    async def simulated(self, settings: list[str]) -> None:
        """Take in what the frame of a simulation reports; it is not trusted, and is graded only when it is sent."""
        actor = await self._actor("student")
        step = self._here()
        if step.answer_kind != "simulation" or len(settings) > MOST_SETTINGS:
            return
        found = [one for one in settings if isinstance(one, str) and practice.SETTING.fullmatch(one)]
        if len(found) != len(settings) or not found or found == self.parts:
            return
        await self._keep_parts(actor, found)
        if time.monotonic() - self._told >= TELL_EVERY:
            self._told = time.monotonic()
            ids = parse_id(self.content.section_id), parse_id(self.content.content_id)
            await practice.tried_out(actor, *ids, found)

    @rx.event
    async def place_point(self, x: int, y: int) -> None:
        """Put the next point of a line on the grid: the second one, then the first one again."""
        actor = await self._actor("student")
        step = self._here()
        if step.answer_kind != "line" or max(abs(x), abs(y)) > step.plane or len(self.parts) != 2:
            return
        said = f"{x},{y}"
        if said not in self.parts:
            self.pointed += 1
            await self._keep_parts(actor, [said, ""] if all(self.parts) or not self.parts[0] else [self.parts[0], said])

    @rx.event
    async def set_coordinate(self, place: int, axis: int, text: str) -> None:
        """Put a point by its coordinates; `axis` is 0 for x and 1 for y."""
        actor = await self._actor("student")
        step = self._here()
        if step.answer_kind != "line" or place not in (0, 1) or axis not in (0, 1) or len(self.parts) != 2:
            return
        pair = (self.parts[place] or ",").split(",")
        pair[axis] = text.strip()[:10]
        both = ",".join(pair)
        await self._keep_parts(actor, [both if i == place else one for i, one in enumerate(self.parts)])

    @rx.var
    def points(self) -> list[PointView]:
        """The points of a line that stand on the grid."""
        step = self.steps[self.at] if self.at < len(self.steps) else StepView()
        return points_of(self.parts, step.plane) if step.answer_kind == "line" else []

    @rx.var
    def drawn(self) -> list[float]:
        """The line through two points, as x1, y1, x2, y2 at the edges of the plane; empty without two points."""
        points = self.points
        if len(points) != 2 or (points[0].x, points[0].y) == (points[1].x, points[1].y):
            return []
        return through(points[0], points[1], self.steps[self.at].plane)

    @rx.event
    async def show_hint(self) -> None:
        """Open the next hint of the open step; the last one gives the answer away."""
        actor = await self._actor("student")
        step = self._here()
        opened, solution = await practice.hint(
            actor,
            parse_id(self.content.section_id),
            parse_id(self.content.content_id),
            step.step_id,
            len(step.hints),
            variant=self.content.variant,
        )
        self._put(with_hint(step, opened, solution))

    @rx.event
    async def answer_scaffold(self, index: int, form: dict[str, Any]) -> None:
        """Answer the smaller question inside a hint."""
        actor = await self._actor("student")
        step = self._here()
        if not 0 <= index < len(step.hints):
            raise InvalidInputError("Open this hint first.")
        said = str(form.get("answer", "")).strip()
        if not said:
            return
        got = await practice.answer(
            actor,
            parse_id(self.content.section_id),
            parse_id(self.content.content_id),
            step.step_id,
            said,
            hint_index=index,
            variant=self.content.variant,
        )
        hints = [replace(h, last=said, outcome=got.outcome) if h.index == index else h for h in step.hints]
        self._put(replace(step, hints=hints))

    @rx.event
    def go_to_step(self, number: int) -> None:
        """Go to another step of this item."""
        if 1 <= number <= len(self.steps):
            self.at = number - 1
            self._restore()
            self._since = time.monotonic()

    @rx.event
    async def explain(self, kind: str) -> None:
        """Explain the topic in another way; the same choice again puts the explanation away."""
        actor = await self._actor("student")
        if not self.ready:
            return
        if self.explanation.kind == kind:
            self.explanation = ExplanationView()
            return
        self.explanation = await explanations.explain(actor, parse_id(self.content.content_id), kind)

    @rx.event
    async def finish_reading(self) -> None:
        """The student has read it."""
        actor = await self._actor("student")
        if not self.ready:
            return
        content_id = parse_id(self.content.content_id)
        cards = await practice.finish_reading(actor, parse_id(self.content.section_id), content_id)
        self._offer(cards, "")
        self.content = replace(self.content, done=True)

    @rx.event
    async def watched(self, start: float, end: float) -> None:
        """Take in which part of the film was played; after nearly all of it, it counts as watched."""
        actor = await self._actor("student")
        if not self.ready or not self.content.film.src:
            return
        content_id = parse_id(self.content.content_id)
        parts, enough = await films.watched(actor, content_id, float(start), float(end))
        self.content = replace(self.content, film=replace(self.content.film, parts=parts))
        if enough and not self.content.done:
            await self._film_done(actor)

    @rx.event
    async def finish_film(self) -> None:
        """The student has read what the film says."""
        actor = await self._actor("student")
        if self.ready and self.content.film.src and not self.content.done:
            await self._film_done(actor)

    async def _film_done(self, actor: Actor) -> None:
        self._offer(await films.finish(actor, parse_id(self.content.content_id)), "")
        self.content = replace(self.content, done=True)

    @rx.event
    def toggle_report(self) -> None:
        """Open or close the form "this item is broken"."""
        self.reporting = not self.reporting

    @rx.event
    async def report(self, form: dict[str, Any]) -> Any:
        """Send what is wrong with this item to the people who can mend it."""
        actor = await self._actor("student")
        await practice.report(
            actor,
            parse_id(self.content.section_id),
            parse_id(self.content.content_id),
            str(form.get("text", "")),
        )
        self.reporting = False
        return AppState.thank("report-thanks")
