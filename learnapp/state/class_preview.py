"""A class as a student would see it: the way through its course, and each content to try out. Nothing is stored."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.engine.watching import ENOUGH, merged, share
from learnapp.security.access import Actor
from learnapp.services import class_preview
from learnapp.services.class_preview import CONTENTS, TOPICS, AgeChoice, BarredView, PreviewContent, PreviewView
from learnapp.services.practice_views import AnswerView, ExplanationView, HintView, StepView
from learnapp.state.base import AppState, id_in_path, parse_id
from learnapp.state.working import TaskState

__all__ = ["AgeChoice", "BarredView", "PreviewContent", "PreviewState", "PreviewTaskState", "PreviewView"]


def _asked_age(state: AppState) -> int | None:
    """Return the age in the address, None for none."""
    text = str(state.router.url.query_parameters.get("age", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


class PreviewState(AppState):
    """The course of a class for a student who begins."""

    preview_ready: bool = False
    section_id: str = ""
    preview: PreviewView = PreviewView()
    open_topic: str = ""
    contents: list[PreviewContent] = []
    contents_total: int = 0
    contents_offset: int = 0

    async def _fill(self, actor: Actor, age: int | None, offset: int) -> None:
        self.preview = await class_preview.course(
            actor, parse_id(self.section_id), age=age, locale=self.locale, offset=offset
        )
        self._close()
        self.preview_ready = True

    def _close(self) -> None:
        self.open_topic, self.contents, self.contents_total, self.contents_offset = "", [], 0, 0

    @rx.event
    async def load(self) -> None:
        """Show the class of the address."""
        actor = await self._enter("instructor", "admin")
        self.preview_ready, self.preview = False, PreviewView()
        self.section_id = str(id_in_path(self, 1))
        await self._fill(actor, _asked_age(self), 0)

    @rx.event
    async def choose_age(self, age: str) -> None:
        """Show it to a student of another age."""
        actor = await self._actor("instructor", "admin")
        await self._fill(actor, int(age) if age.isascii() and age.isdigit() and len(age) < 4 else None, 0)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show the topics before or after these."""
        actor = await self._actor("instructor", "admin")
        offset = max(0, self.preview.offset + (TOPICS if step > 0 else -TOPICS))
        await self._fill(actor, self.preview.age, offset)

    @rx.event
    async def show_topic(self, topic: str) -> None:
        """Show what there is of a topic; the same one again puts it away."""
        actor = await self._actor("instructor", "admin")
        same = self.open_topic == topic
        self._close()
        if not same:
            await self._contents(actor, parse_id(topic))

    @rx.event
    async def turn_contents(self, step: int) -> None:
        """Show what comes before or after in the open topic."""
        actor = await self._actor("instructor", "admin")
        self.contents_offset = max(0, self.contents_offset + (CONTENTS if step > 0 else -CONTENTS))
        await self._contents(actor, parse_id(self.open_topic))

    async def _contents(self, actor: Actor, topic: UUID) -> None:
        page = await class_preview.contents(
            actor, parse_id(self.section_id), topic, age=self.preview.age, offset=self.contents_offset
        )
        self.open_topic = str(topic)
        self.contents, self.contents_total, self.contents_offset = page.rows, page.total, page.offset


class PreviewTaskState(TaskState, AppState):
    """One content to try out. What the teacher does with it lives in this page and goes with it."""

    section: str = ""
    age: int = 0
    withdrawn: bool = False
    too_young: bool = False
    discussion: str = ""

    async def _reader(self) -> Actor:
        """Return who teaches or administers here; the service asks whether it is their class."""
        return await self._actor("instructor", "admin")

    def _place(self) -> tuple[UUID, UUID]:
        return parse_id(self.content.section_id), parse_id(self.content.content_id)

    @rx.event
    async def load(self) -> None:
        """Open the content of the address as if for the first time."""
        actor = await self._enter("instructor", "admin")
        if self._still_open() and self.ready:
            return
        self._clear()
        self.section, self.age, self.discussion = "", 0, ""
        self.withdrawn = self.too_young = False
        section_id = id_in_path(self, 1)
        try:
            await self._look_at(actor, section_id, id_in_path(self, 3), 0, _asked_age(self))
        except (NotFoundError, InvalidInputError):
            self.missing = True

    async def _look_at(self, actor: Actor, section_id: UUID, content_id: UUID, variant: int, age: int | None) -> None:
        found = await class_preview.open_content(actor, section_id, content_id, variant=variant, age=age)
        self.section, self.age, self.discussion = found.section, found.age, found.discussion
        self.withdrawn, self.too_young = found.withdrawn, found.too_young
        self._show(found.content)
        self.next_href = f"/teach/{section_id}/preview?age={found.age}"
        self.next_word = "preview-back"

    async def _open(self, actor: Actor, after: int | None = None) -> None:
        """Open the task after one."""
        section_id, content_id = self._place()
        self._clear()
        await self._look_at(actor, section_id, content_id, 0 if after is None else after + 1, self.age)

    @rx.event
    async def begin_again(self) -> None:
        """Open the same task anew, without what was answered."""
        actor = await self._reader()
        if self.ready:
            section_id, content_id = self._place()
            variant = max(self.content.variant, 0)
            self._clear()
            await self._look_at(actor, section_id, content_id, variant, self.age)

    async def _judge(
        self, actor: Actor, step: StepView, response: str | list[str], hint_index: int | None, spent_ms: int | None
    ) -> AnswerView:
        """Have the answer graded, and forget it."""
        return await class_preview.answer(
            actor, *self._place(), step.step_id, response, hint_index=hint_index, variant=self.content.variant
        )

    async def _hint(self, actor: Actor, step: StepView, index: int) -> tuple[HintView, str]:
        """Open a hint."""
        return await class_preview.hint(actor, *self._place(), step.step_id, index, variant=self.content.variant)

    async def _explained(self, actor: Actor, kind: str) -> ExplanationView:
        """Open another explanation."""
        return await class_preview.explain(actor, *self._place(), kind)

    async def _seen(
        self, _actor: Actor, _content_id: str, start: float, end: float, _said: str
    ) -> tuple[list[list[float]], bool]:
        """Join the parts that were played, in this page only."""
        film = self.content.film
        parts = merged(film.parts, start, end, film.seconds)
        return [[low, high] for low, high in parts], share(parts, film.seconds) >= ENOUGH
