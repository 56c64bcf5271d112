"""The tutor: the panel beside a task or text, and the page of everything that was asked."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import reflex as rx

from learnapp.core.errors import NotFoundError
from learnapp.services import tutor, tutor_doubts, tutor_past
from learnapp.services.tutor import MAX_QUESTION, Standing, TutorClosedError
from learnapp.services.tutor_past import PAGE
from learnapp.services.tutor_views import ConversationView, LineView, SourceView, StepView, TurnView
from learnapp.state.base import AppState, parse_id
from learnapp.state.student.classes import StudentState

__all__ = ["MAX_QUESTION", "ConversationView", "LineView", "SourceView", "TurnView", "TutorPageState", "TutorState"]

_SHOWN_TURNS = 20
"""Turns that stay on the page; the others are under All my questions."""
_PATIENCE_S = 120.0
"""Seconds after which an answer comes no more: the process that was at it has ended."""


class TutorState(AppState):
    """The conversation that goes on."""

    opened: bool = False
    place: str = ""
    """The content beside which it is held; "" on the tutor's own page."""
    turns: list[TurnView] = []
    waiting: str = ""
    """What was asked and is being looked for."""
    stage: str = "looking"
    """How far that is; see `services.tutor_views.StepView`."""
    passages: int = 0
    """How many passages a language model reads meanwhile."""
    early: list[TurnView] = []
    """What the course itself says to it, until what the model wrote is checked: one or none."""
    sent: int = 0
    """How many questions were taken in: only then is the field empty again."""
    answered: str = ""
    """The last of them."""
    kept: bool = True
    model_helps: bool = False
    """A language model helps here, which is said before the first question."""
    goes_outside: bool = False
    """Questions go to a service for embeddings, which is said too."""
    readers: str = "nobody"
    """Who may read along, which is said too."""
    back_at: str = ""
    """Until when the class does without the tutor, ISO; "" while it is there."""
    choosing: str = ""
    """Mark of the answer of which a sentence is being chosen that seems wrong."""
    doubted: list[str] = []
    """What was reported on this page, as `mark#line`; what was reported before is with the sentence."""
    just: str = ""
    """The last of them, while nothing else was done: the keyboard goes on from there."""
    _conversation: str = ""
    _asked_at: float = 0.0
    _visit: int = 0
    """Grows with each conversation that is begun: an answer of one that was left has nothing to say any more."""

    def _begin(self, place: str) -> None:
        self.place, self.turns, self.kept, self._conversation = place, [], True, ""
        self.choosing, self.doubted, self.just = "", [], ""
        self._visit += 1
        self._wait_for("")

    def _wait_for(self, said: str) -> None:
        """Begin to wait for the answer to a question, or stop."""
        self.waiting, self.stage, self.passages, self.early = said, "looking", 0, []
        self._asked_at = time.time()

    def _leave(self, conversation: str) -> None:
        """Show no more of a conversation that is gone; the next question begins another one."""
        if self._conversation and self._conversation == conversation:
            self._begin(self.place)

    def _take(self, standing: Standing) -> None:
        """Note what has to be said before the first question."""
        self.model_helps, self.readers, self.back_at = standing.model_helps, standing.readers, standing.back_at
        self.goes_outside = standing.goes_outside

    @rx.event
    async def load(self) -> None:
        """Begin with a closed panel, also where an earlier page left one; a lost connection takes none away."""
        await self._actor("student")
        if self._still_open():
            return
        self.opened = False
        self._begin("")

    @rx.event
    async def open_about(self, content_id: str) -> None:
        """Open the panel beside a content, or close it."""
        actor = await self._actor("student")
        if self.opened and self.place == content_id:
            self.opened = False
            return
        if self.place != content_id:
            self._begin(str(parse_id(content_id)))
        self._take(await tutor.standing(actor, parse_id(content_id)))
        self.opened = True

    @rx.event
    async def choose_doubt(self, mark: str) -> None:
        """Let a sentence of an answer be chosen that seems wrong, or leave that."""
        await self._actor("student")
        self.choosing, self.just = "" if self.choosing == mark else str(mark)[:60], ""

    @rx.event
    async def doubt(self, mark: str, line: int) -> Any:
        """Say that a sentence of an answer seems wrong."""
        actor = await self._actor("student")
        outcome = await tutor_doubts.report(actor, str(mark), line)
        self.just = f"{mark}#{line}"
        self.doubted = [*self.doubted[-_SHOWN_TURNS * 10 :], self.just]
        self.choosing = ""
        return AppState.thank(f"tutor-doubt-{outcome}")

    @rx.event(background=True)
    async def ask(self, form: dict[str, Any]) -> None:
        """Answer a question: what the course says first, then what is checked; the page stays usable meanwhile."""
        async with self:
            # In the language of the page that asks: what another process remembers of its reader may be older.
            actor = replace(await self._actor("student"), locale=self.locale)
            if self.waiting and time.time() - self._asked_at < _PATIENCE_S:
                # One after the other.
                return
            said = str(form.get("question", ""))[: MAX_QUESTION + 1]
            place, conversation, told = self.place, self._conversation, self.readers
            visit, before = self._visit, list[TurnView]()
            asked = " ".join(said.split())
            self._wait_for(asked)

        async def tell(step: StepView) -> None:
            async with self:
                if self._visit == visit:
                    self.stage, self.passages = step.stage, step.passages
                    self.early = [step.early] if step.early is not None else self.early

        got = None
        try:
            got = await tutor.ask(
                actor,
                said,
                content_id=parse_id(place) if place else None,
                conversation_id=parse_id(conversation) if conversation else None,
                told=told,
                tell=tell,
            )
        except TutorClosedError:
            now = await tutor.standing(actor, parse_id(place) if place else None)
            async with self:
                self._take(now)
            raise
        except NotFoundError:
            # It was deleted elsewhere: asked again, the question begins another one.
            async with self:
                if self._visit == visit:
                    self._conversation = ""
            raise
        finally:
            if got is None:
                async with self:
                    if self._visit == visit:
                        self._wait_for("")
        whole = got.turn
        for upto in range(1, len(whole.lines) + 1):
            async with self:
                if self._visit != visit:
                    # The reader has gone on to something else; the answer is under All my questions.
                    return
                if upto == 1:
                    self._conversation, self.kept = got.conversation_id, bool(got.conversation_id)
                    self.sent, self.answered = self.sent + 1, asked
                    before = self.turns[-_SHOWN_TURNS + 1 :]
                    # The answer comes in the place of what the course says, in one step.
                    self._wait_for("")
                last = upto == len(whole.lines)
                self.turns = [*before, whole if last else replace(whole, lines=whole.lines[:upto], sources=[])]


class TutorPageState(StudentState):
    """The page Ask the tutor."""

    tutor_ready: bool = False
    offered: bool = True
    deletable: bool = True
    past: list[ConversationView] = []
    total: int = 0
    offset: int = 0
    reading: str = ""
    read_turns: list[TurnView] = []
    deleting: str = ""

    async def _fill(self) -> None:
        actor = await self._actor("student")
        page = await tutor_past.conversations(actor, offset=self.offset)
        if not page.rows and page.offset > 0:
            page = await tutor_past.conversations(actor, offset=page.offset - PAGE)
        self.past, self.total, self.offset = page.rows, page.total, page.offset
        self.reading, self.read_turns, self.deleting = "", [], ""
        self.tutor_ready = True

    @rx.event
    async def load(self) -> None:
        """Show what was asked last."""
        actor = await self._enter_class()
        self.offset = 0
        try:
            now = await tutor.standing(actor)
        except NotFoundError:
            # A class without a course has nothing that could be asked about; what was asked before is still there.
            rule = await tutor.promised(actor)
            now = Standing(offered=False, readers=rule.readers, deletable=rule.deletable)
        self.offered, self.deletable = now.offered, now.deletable
        asking = await self.get_state(TutorState)
        asking._take(now)  # noqa: SLF001 - the other half of this page
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Show newer or older conversations."""
        await self._actor("student")
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def show(self, conversation_id: str) -> None:
        """Read a conversation again, or close it."""
        actor = await self._actor("student")
        if self.reading == conversation_id:
            self.reading, self.read_turns = "", []
            return
        self.read_turns = await tutor_past.read(actor, parse_id(conversation_id))
        self.reading = str(parse_id(conversation_id))

    @rx.event
    async def delete(self, conversation_id: str) -> Any:
        """Delete a conversation, at the second press."""
        actor = await self._actor("student")
        if self.deleting != conversation_id:
            self.deleting = conversation_id[:64]
            return None
        await tutor_past.remove(actor, parse_id(conversation_id))
        asking = await self.get_state(TutorState)
        asking._leave(conversation_id)  # noqa: SLF001 - the other half of this page
        await self._fill()
        return AppState.thank("tutor-deleted")

    @rx.event
    async def download(self) -> Any:
        """Take everything that was said home, as a table."""
        actor = await self._actor("student")
        return rx.download(data=await tutor_past.take_home(actor), filename="tutor.csv")
