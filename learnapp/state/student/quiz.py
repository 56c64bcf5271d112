"""Taking a test: what it is, one question at a time against the server's clock, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import attempt_results, attempts
from learnapp.services.assessment_views import (
    AnsweredItem,
    AnsweredStep,
    OwnTest,
    PlacedTopic,
    PlaceView,
    ResultView,
    SittingView,
    TopicResult,
)
from learnapp.services.practice_views import AnswerView, ExplanationView, HintView, StepView
from learnapp.state.base import id_in_path, parse_id
from learnapp.state.student.answer_parts import BETWEEN
from learnapp.state.student.classes import StudentState
from learnapp.state.working import TaskState

__all__ = [
    "AnsweredItem",
    "AnsweredStep",
    "OwnTest",
    "PlaceView",
    "PlacedTopic",
    "QuizState",
    "ResultView",
    "SittingView",
    "TopicResult",
]
_NO_HELP = "There are no hints and explanations in a test. You find them in your practice afterwards."


class QuizState(TaskState, StudentState):
    """One test. Neither a key nor a grade is in it before results are shown."""

    phase: str = ""
    """intro, taking, result or absent."""
    intro: OwnTest = OwnTest()
    sitting: SittingView = SittingView()
    result: ResultView = ResultView()
    asking: bool = False
    """Whether it is asked once more before the test is handed in."""
    clock_hidden: bool = False
    kept: bool = False
    """Whether the answer that is shown is saved."""
    rested: bool = False
    """Whether a break has just ended by itself."""

    async def _reader(self) -> Actor:
        """Return the student."""
        return await self._actor("student")

    def _attempt(self) -> UUID:
        return parse_id(self.sitting.attempt_id)

    async def _take(self, actor: Actor, attempt_id: UUID, number: int = 0) -> None:
        """Show a question of an attempt, or what came of it."""
        view = await attempts.view(actor, attempt_id, number)
        self.asking = self.kept = self.rested = False
        if view.state == "over":
            await self._end(actor, attempt_id)
            return
        self._clear()
        self.phase = "taking"
        if view.state == "running":
            self._show(view.content)
        self.sitting = replace(view, content=type(view.content)())

    async def _end(self, actor: Actor, attempt_id: UUID) -> None:
        self._clear()
        self.result = await attempt_results.result_view(actor, attempt_id)
        self.sitting, self.phase = SittingView(), "result"

    @rx.event
    async def load(self) -> None:
        """Open the attempt of the address where it was left, on whatever device; or say what the test is."""
        actor = await self._enter("student")
        if await self._still_here(actor):
            return
        self._clear()
        self.phase, self.sitting, self.result, self.intro = "", SittingView(), ResultView(), OwnTest()
        try:
            key = id_in_path(self, 1)
            try:
                await self._take(actor, key)
            except NotFoundError:
                self.intro = await attempts.intro(actor, key)
                self.phase = "intro"
                if self.intro.state == "done":
                    # Nothing is left to begin: the way to the test, as a notice has it, is the way to its results.
                    await self._end(actor, parse_id(self.intro.href_id))
        except (NotFoundError, InvalidInputError):
            self.phase = "absent"

    async def _still_here(self, actor: Actor) -> bool:
        """Return whether the page shows its question as it is stored, and bring the clock up to date.

        A page whose connection was gone opens anew when it is back. What was chosen meanwhile stands on it and is on
        its way: it must not be put back to what was there before.
        """
        if self.phase != "taking" or not self.ready or not self.router.url.path.endswith(self.sitting.attempt_id):
            return False
        try:
            view = await attempts.view(actor, self._attempt(), self.sitting.number)
        except (NotFoundError, InvalidInputError):
            return False
        here = (self.sitting.number, self.content.content_id, [one.draft for one in self.steps])
        if view.state != "running" or here != (
            view.number, view.content.content_id, [one.draft for one in view.content.steps],
        ):  # fmt: skip
            return False
        self.sitting = replace(view, content=type(view.content)())
        return True

    @rx.event
    async def begin(self) -> Any:
        """Begin the test that is shown, or go on with it."""
        actor = await self._actor("student")
        attempt = await attempts.begin(actor, parse_id(self.intro.id or self.result.again_id))
        return rx.redirect(f"/quiz/{attempt}")

    async def _judge(
        self, actor: Actor, step: StepView, response: str | list[str], hint_index: int | None, spent_ms: int | None
    ) -> AnswerView:
        """Keep the answer; nothing is said of it."""
        if hint_index is not None:
            raise ForbiddenError(_NO_HELP)
        await attempts.save(actor, self._attempt(), self.sitting.number, step.step_id, response, spent_ms or 0)
        self._note(step)
        return AnswerView("", "quiz-saved", "", "", [], [], "", stored=True)

    def _note(self, step: StepView) -> None:
        """Show that the answer is saved, and the question as answered when all of its steps are."""
        self.kept = True
        rest = [one for one in self.steps if one.step_id != step.step_id and not (one.draft or one.last)]
        if rest:
            return
        number = self.sitting.number
        self.sitting = replace(
            self.sitting,
            places=[replace(one, state="answered") if one.number == number else one for one in self.sitting.places],
            open_numbers=[one for one in self.sitting.open_numbers if one != number],
        )

    async def _keep(self, actor: Actor, step: StepView, text: str) -> None:
        """Save what is typed or chosen as it stands, so that nothing is lost."""
        response: str | list[str] = text
        if self.parts:
            if not all(self.parts):
                await attempts.keep_half(actor, self._attempt(), self.sitting.number, step.step_id, self.parts)
                self.kept, self.feedback_key = False, "quiz-half"
                return
            response = list(self.parts)
        elif step.answer_kind == "multiple_choice":
            response = [one for one in text.split(BETWEEN) if one]
        if response:
            await self._judge(actor, step, response, None, self._spent_ms())
            self._since_now()

    async def _open(self, actor: Actor, after: int | None = None) -> None:  # noqa: ARG002 - as the others name them
        """Give no other task of a template."""
        raise ForbiddenError(_NO_HELP)

    async def _hint(self, _actor: Actor, _step: StepView, _index: int) -> tuple[HintView, str]:
        """Give no hint."""
        raise ForbiddenError(_NO_HELP)

    async def _explained(self, _actor: Actor, _kind: str) -> ExplanationView:
        """Give no explanation."""
        raise ForbiddenError(_NO_HELP)

    async def _seen(
        self, _actor: Actor, _content_id: str, _start: float, _end: float, _said: str
    ) -> tuple[list[list[float]], bool]:
        """Count no film."""
        raise ForbiddenError(_NO_HELP)

    @rx.event
    async def toggle_choice(self, text: str, key: str) -> None:
        """Choose one of several of the step that `open_key` names, or no longer, and save it."""
        actor = await self._reader()
        step = self._here()
        if key != self.open_key or step.answer_kind != "multiple_choice" or text not in step.choices:
            return
        chosen = [one for one in (step.draft or step.last).split(BETWEEN) if one]
        wanted = [one for one in chosen if one != text] if text in chosen else [*chosen, text]
        ordered = [one for one in step.choices if one in wanted]
        draft = BETWEEN.join(ordered)
        self._put(replace(step, draft=draft, last=draft))
        await self._keep(actor, step, draft)

    @rx.event
    async def answer(self, form: dict[str, Any]) -> Any:
        """Save the answer of the form and go on to the next step or question.

        The form names its question and step: a second press must not answer the next one unread.
        """
        actor = await self._reader()
        step = self._here()
        if str(form.get("key", "")) != self.open_key:
            return
        if step.answer_kind == "multiple_choice":
            response: str | list[str] = [one for one in (step.draft or step.last).split(BETWEEN) if one]
            if not response:
                self._say("feedback-empty")
        else:
            response = self._said(step, form)
        if not response:
            return
        await self._judge(actor, step, response, None, self._spent_ms())
        said = response if isinstance(response, str) else BETWEEN.join(response)
        self._put(replace(step, draft=said, last=said))
        await self._forward(actor)

    @rx.event
    async def skip(self, key: str) -> None:
        """Go on from the step that `open_key` names, without an answer."""
        actor = await self._reader()
        self._here()
        if key == self.open_key:
            await self._forward(actor)

    async def _forward(self, actor: Actor) -> None:
        if self.at + 1 < len(self.steps):
            self.at += 1
            self._restore()
            self.kept = False
            self._since_now()
            return
        attempt, number = self._attempt(), self.sitting.number
        if not self.sitting.goes_back:
            if await attempts.go_on(actor, attempt, number):
                await self._take(actor, attempt)
            else:
                await self._end(actor, attempt)
            return
        if self.sitting.last:
            await self._take(actor, attempt, number)
            self.asking = True
            return
        following = next((one.number for one in self.sitting.places if one.number > number), number)
        await self._take(actor, attempt, following)

    @rx.event
    async def go_to(self, number: int) -> None:
        """Go to another question, where one may."""
        actor = await self._reader()
        if self.sitting.goes_back:
            await self._take(actor, self._attempt(), int(number))

    @rx.event
    async def toggle_flag(self) -> None:
        """Mark the question to come back to it, or no longer."""
        actor = await self._reader()
        number, on = self.sitting.number, not self.sitting.flagged
        await attempts.flag(actor, self._attempt(), number, on=on)
        places = [replace(one, flagged=on) if one.number == number else one for one in self.sitting.places]
        self.sitting = replace(self.sitting, flagged=on, places=places)

    @rx.event
    async def take_break(self) -> None:
        """Begin a break."""
        actor = await self._reader()
        await attempts.pause(actor, self._attempt(), on=True)
        await self._take(actor, self._attempt(), self.sitting.number)

    @rx.event
    async def end_break(self) -> None:
        """End the break."""
        actor = await self._reader()
        await attempts.pause(actor, self._attempt(), on=False)
        await self._take(actor, self._attempt(), self.sitting.number)

    @rx.event
    async def toggle_clock(self) -> None:
        """Hide the clock, or show it again."""
        await self._reader()
        self.clock_hidden = not self.clock_hidden

    @rx.event
    async def ask_hand_in(self) -> None:
        """Ask once more before the test is handed in, or put the question away."""
        actor = await self._reader()
        asking = not self.asking
        await self._take(actor, self._attempt(), self.sitting.number)
        self.asking = asking and self.phase == "taking"

    @rx.event
    async def hand_in(self) -> None:
        """Hand the test in."""
        actor = await self._reader()
        attempt = self._attempt()
        await attempts.submit(actor, attempt)
        await self._end(actor, attempt)

    @rx.event
    async def time_over(self) -> None:
        """Look at the server's clock when the one on the page has run out: of the test, or of a break."""
        actor = await self._reader()
        if self.phase == "taking":
            rested = self.sitting.state == "paused"
            await self._take(actor, self._attempt(), self.sitting.number)
            self.rested = rested and self.phase == "taking" and self.sitting.state == "running"
