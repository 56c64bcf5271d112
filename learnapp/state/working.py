"""Working on one piece of content: what a page of it shows and takes in, for a student and for who tries it out.

Each door names its reader and what becomes of an answer: a student's counts, a teacher's look is kept nowhere.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import reflex as rx
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError
from learnapp.security.access import Actor
from learnapp.services.misconception_views import MisconceptionView
from learnapp.services.practice import MAX_DRAFT, SETTING
from learnapp.services.practice_views import (
    AnswerView,
    ContentView,
    ExplanationView,
    HintView,
    MasteryView,
    StepView,
    with_hint,
)
from learnapp.state.playing import PlayedState
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


def _one_line(response: str | list[str]) -> str:
    """Return an answer as a step keeps it: of several parts, with what stands between them."""
    return response if isinstance(response, str) else BETWEEN.join(response)


class TaskState(PlayedState, mixin=True):
    """One open item. Keys stay on the server; a solution comes only once it may be seen."""

    at: int = 0
    missing: bool = False
    outcome: str = ""
    feedback_key: str = ""
    feedback: str = ""
    changes: list[MasteryView] = []
    next_href: str = ""
    """Where the button leads that goes on from here; `next_word` is what stands on it."""
    next_word: str = "back-today"
    stored: bool = True
    explanation: ExplanationView = ExplanationView()
    again: MisconceptionView = MisconceptionView()
    """What the last answer shows and not for the first time."""
    check: str = ""
    """The check-up that the open task belongs to, "" for none."""
    parts: list[str] = []
    pointed: int = 0
    showing: str = ""
    """Id of what is shown to be answered now, another one after each answer: it is answered once, however often it is
    sent."""
    begun: int = 0
    """How often a task was opened on this page: a form keyed by it is empty again."""

    async def _open(self, actor: Actor, after: int | None = None) -> None:
        """Read the content of the page, of a template the task after one."""
        raise NotImplementedError

    async def _judge(
        self, actor: Actor, step: StepView, response: str | list[str], hint_index: int | None, spent_ms: int | None
    ) -> AnswerView:
        """Return what an answer has led to."""
        raise NotImplementedError

    async def _keep(self, _actor: Actor, _step: StepView, _text: str) -> None:
        """Keep what is typed and not sent, where anything is kept."""

    async def _hint(self, actor: Actor, step: StepView, index: int) -> tuple[HintView, str]:
        """Return a hint, and the solution with the last one."""
        raise NotImplementedError

    async def _explained(self, actor: Actor, kind: str) -> ExplanationView:
        """Return another explanation of the topic."""
        raise NotImplementedError

    async def _moved(self, _actor: Actor, _settings: list[str]) -> None:
        """Note that a simulation is being moved, where anything is noted."""

    def _offer(self, _got: AnswerView) -> None:
        """Take in what comes next after an answer."""

    @rx.var
    def step(self) -> StepView:
        """The step that is open now."""
        return self.steps[self.at] if self.at < len(self.steps) else StepView()

    @rx.var
    def open_key(self) -> str:
        """Which task and step are open; what was meant for others comes too late, as the second of two presses does."""
        step = self.steps[self.at] if self.at < len(self.steps) else StepView()
        return f"{self.content.content_id}/{self.content.variant}/{step.step_id}"

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

    def _show(self, view: ContentView) -> None:
        self.content, self.steps = replace(view, steps=[]), view.steps
        self.at = next((i for i, one in enumerate(view.steps) if not one.solved), 0)
        self._restore()
        self.ready = True
        self._since = time.monotonic()

    def _clear(self) -> None:
        self.begun += 1
        self.content, self.steps, self.at = ContentView(), [], 0
        self.ready, self.missing, self.stored = False, False, True
        self.changes, self.next_href, self.next_word = [], "", "back-today"
        self.outcome = self.feedback_key = self.feedback = self.check = ""
        self.explanation, self.again = ExplanationView(), MisconceptionView()

    def _restore(self) -> None:
        """Show how the last answer to this step went, without its feedback sentence."""
        step = self.steps[self.at] if self.steps else StepView()
        self.showing = str(uuid7())
        self.outcome = step.outcome
        self.feedback_key = {"right": "feedback-correct", "wrong": "feedback-incorrect"}.get(step.outcome, "")
        self.feedback, self.changes, self.again = "", [], MisconceptionView()
        self.parts = first_parts(step)

    def _put(self, step: StepView) -> None:
        self.steps = [step if i == self.at else one for i, one in enumerate(self.steps)]

    def _here(self) -> StepView:
        if not self.ready or self.at >= len(self.steps):
            raise InvalidInputError("Open a task first.")
        return self.steps[self.at]

    def _spent_ms(self) -> int:
        """Return how long it is since the page, or the last answer on it."""
        return max(min(int((time.monotonic() - self._since) * 1000), 86_400_000), 0)

    def _since_now(self) -> None:
        """Measure the time on a step from now on."""
        self._since = time.monotonic()

    def _elsewhere(self, form: dict[str, Any]) -> bool:
        """Return whether a form was filled in for another task or step than the one that is open."""
        return str(form.get("place", self.open_key)) != self.open_key

    def _answered(self, form: dict[str, Any], said: str, before: str) -> bool:
        """Return whether a form is the second of two presses: it brings what was shown before, and says nothing new.

        What says something else is an answer of its own, though it was written before the page knew of the one before:
        beside a hint's question that is being judged, or while the connection was gone.
        """
        return str(form.get("showing", self.showing)) != self.showing and said in ("", before)

    async def _judged(
        self, actor: Actor, step: StepView, response: str | list[str], hint_index: int | None, spent_ms: int | None
    ) -> AnswerView:
        """Return what an answer has led to; what is shown from now on waits for the next one."""
        try:
            got = await self._judge(actor, step, response, hint_index, spent_ms)
        except ConflictError:
            # The answer before was taken and its reply was lost: this is another one.
            self.showing = str(uuid7())
            got = await self._judge(actor, step, response, hint_index, spent_ms)
        self.showing = str(uuid7())
        return got

    def _say(self, feedback_key: str) -> None:
        self.outcome, self.feedback_key, self.feedback, self.changes = "", feedback_key, "", []
        self.again = MisconceptionView()

    def _filled(self, step: StepView, form: dict[str, Any]) -> str | list[str]:
        """Return what a form holds for a step, whole or not."""
        if step.answer_kind == "multiple_choice":
            picked = sorted((k, str(v)) for k, v in form.items() if k.startswith("answer-") and v)
            return [value for _, value in picked][:50]
        if step.answer_kind in IN_PARTS:
            return list(sent_parts(step.answer_kind, self.parts, form))
        return str(form.get("answer", "")).strip()

    def _said(self, step: StepView, form: dict[str, Any]) -> str | list[str]:
        """Return the answer in a form; where it is not whole, say so and return nothing."""
        response = self._filled(step, form)
        if step.answer_kind in IN_PARTS:
            self.parts = list(response)
            if not response or not all(response):
                self._say("feedback-parts-missing" if response else "feedback-simulation-untouched")
                return ""
        if not response:
            self._say("feedback-empty")
        return response

    @rx.event
    async def another(self, key: str) -> None:
        """Open the task after the one that `open_key` names, of the same template."""
        actor = await self._reader()
        self._here()
        if self.content.variant >= 0 and key == self.open_key:
            await self._open(actor, after=self.content.variant)

    @rx.event
    async def submit(self, form: dict[str, Any]) -> None:
        """Send the answer of the open step."""
        actor = await self._reader()
        step = self._here()
        if self._elsewhere(form) or self._answered(form, _one_line(self._filled(step, form)), step.last):
            return
        response = self._said(step, form)
        if not response:
            return
        got = await self._judged(actor, step, response, None, self._spent_ms())
        self._since = time.monotonic()
        self.outcome, self.feedback_key, self.feedback = got.outcome, got.feedback_key, got.feedback
        self.changes, self.stored, self.again = got.changes, got.stored, got.again
        self._offer(got)
        said = _one_line(response)
        tries, solved = step.attempts + (1 if got.outcome else 0), step.solved or got.outcome == "right"
        solution = step.solution or got.solution
        self._put(replace(step, attempts=tries, solved=solved, outcome=got.outcome, last=said, solution=solution))

    @rx.event
    async def keep_draft(self, text: str, key: str) -> None:
        """Keep what is typed for the step that `open_key` names, so that another device can go on with it."""
        actor = await self._reader()
        step = self._here()
        text = text[:MAX_DRAFT]
        if text == step.draft or key != self.open_key:
            return
        self._put(replace(step, draft=text))
        await self._keep(actor, step, text)

    async def _keep_parts(self, actor: Actor, parts: list[str]) -> None:
        """Show the parts as they are now and keep them as a draft, for any device."""
        step = self._here()
        self.parts = parts
        if not self.outcome:
            self.feedback_key = ""
        draft = BETWEEN.join(parts)[:MAX_DRAFT]
        self._put(replace(step, draft=draft))
        await self._keep(actor, step, draft)

    @rx.event
    async def set_part(self, place: int, text: str) -> None:
        """Fill in one part of an answer."""
        actor = await self._reader()
        if 0 <= place < len(self.parts) and self.parts[place] != text:
            await self._keep_parts(actor, [text[:200] if i == place else one for i, one in enumerate(self.parts)])

    @rx.event
    async def move_part(self, place: int, by: int) -> None:
        """Move one part of an order up or down."""
        actor = await self._reader()
        if by in (-1, 1) and 0 <= place < len(self.parts) and 0 <= place + by < len(self.parts):
            moved = list(self.parts)
            moved[place], moved[place + by] = moved[place + by], moved[place]
            await self._keep_parts(actor, moved)

    @rx.event
    async def simulated(self, settings: list[str]) -> None:
        """Take in what the frame of a simulation reports; it is not trusted, and is graded only when it is sent."""
        actor = await self._reader()
        step = self._here()
        if step.answer_kind != "simulation" or len(settings) > MOST_SETTINGS:
            return
        found = [one for one in settings if isinstance(one, str) and SETTING.fullmatch(one)]
        if len(found) != len(settings) or not found or found == self.parts:
            return
        await self._keep_parts(actor, found)
        await self._moved(actor, found)

    @rx.event
    async def place_point(self, x: int, y: int) -> None:
        """Put the next point of a line on the grid: the second one, then the first one again."""
        actor = await self._reader()
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
        actor = await self._reader()
        step = self._here()
        if step.answer_kind != "line" or place not in (0, 1) or axis not in (0, 1) or len(self.parts) != 2:
            return
        pair = (self.parts[place] or ",").split(",")
        pair[axis] = text.strip()[:10]
        both = ",".join(pair)
        await self._keep_parts(actor, [both if i == place else one for i, one in enumerate(self.parts)])

    @rx.event
    async def show_hint(self, key: str, opened: int) -> None:
        """Open the hint after so many of the step that `open_key` names; the last one gives the answer away."""
        actor = await self._reader()
        step = self._here()
        if key != self.open_key or opened != len(step.hints):
            return
        hint, solution = await self._hint(actor, step, opened)
        self._put(with_hint(step, hint, solution))

    @rx.event
    async def answer_scaffold(self, form: dict[str, Any]) -> None:
        """Answer the smaller question inside the hint that the form names."""
        actor = await self._reader()
        step = self._here()
        text = str(form.get("hint", ""))
        index = int(text) if text.isdecimal() and len(text) < 4 else -1
        if not 0 <= index < len(step.hints):
            raise InvalidInputError("Open this hint first.")
        said = str(form.get("answer", "")).strip()
        if self._elsewhere(form) or self._answered(form, said, step.hints[index].last) or not said:
            return
        got = await self._judged(actor, step, said, index, None)
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
        actor = await self._reader()
        if not self.ready:
            return
        if self.explanation.kind == kind:
            self.explanation = ExplanationView()
            return
        self.explanation = await self._explained(actor, kind)
