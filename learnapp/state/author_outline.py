"""The structure of an own course: its lessons and topics, what is being changed, and the way to publication."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.errors import ConflictError
from learnapp.core.i18n import translate
from learnapp.security.access import Actor
from learnapp.services import content, outlines, structure_edits, structures
from learnapp.services.outline_views import (
    ClassChoice,
    CourseFacts,
    OutlineContent,
    OutlineLesson,
    OutlineTopic,
    OutlineView,
    StandardView,
    StructureChange,
    StructureVersion,
    StructureVersions,
    TopicName,
)
from learnapp.services.structure_documents import Structure
from learnapp.services.structure_edits import GRADES, LICENCES
from learnapp.state.authoring import WHO
from learnapp.state.base import AppState, id_in_path, parse_id

__all__ = [
    "GRADES",
    "LICENCES",
    "ClassChoice",
    "CourseFacts",
    "OutlineContent",
    "OutlineLesson",
    "OutlineState",
    "OutlineTopic",
    "StandardView",
    "StructureChange",
    "StructureVersion",
    "TopicName",
]
FORMS = ("facts", "lesson", "title", "remove", "topic", "words", "move", "standard", "needs", "discard", "delete")
"""Forms of which one is open at a time: of the course, a new lesson, a lesson, a new topic, a topic."""


class OutlineState(AppState):
    """The structure of the course of the address, as its draft has it."""

    outline_ready: bool = False
    view: OutlineView = OutlineView()
    form: str = ""
    form_at: str = ""
    """The lesson or topic that the open form is about."""
    form_in: str = ""
    """Of a topic's form, the lesson in which it is open: two lessons may teach a topic."""
    focus_on: str = ""
    moves: int = 0
    """The button that has the focus after a move, and how often something was moved: each time it is a new one."""
    told: str = ""
    """What was done last, for who cannot see that it moved."""
    standards: list[StandardView] = []
    looked_up: str = ""
    suggesting: bool = False
    """The standards are those that were suggested, not those that were looked up."""
    classes: list[ClassChoice] = []
    versions: StructureVersions = StructureVersions()
    versions_open: bool = False

    @rx.var
    def needable(self) -> list[TopicName]:
        """What the topic of the open form may be made to need; a circle is refused when it is chosen."""
        if self.form != "needs":
            return []
        every = {one.id: one for lesson in self.view.lessons for one in lesson.topics}
        every |= {one.id: one for one in self.view.loose}
        here = every.pop(self.form_at, OutlineTopic())
        there = {one.id for one in here.needs}
        return [TopicName(one.id, one.name) for one in every.values() if one.id not in there]

    def _course(self) -> UUID:
        return id_in_path(self, 1)

    async def _fill(self, actor: Actor, *, close: bool = True) -> None:
        self.view = await outlines.outline(actor, self._course())
        self.versions_open, self.focus_on = False, ""
        if close:
            self.form = self.form_at = self.form_in = ""

    @rx.event
    async def load(self) -> None:
        """Show the structure of the course of the address."""
        actor = await self._enter(*WHO)
        again = self._still_open() and self.outline_ready
        self.outline_ready, self.told = again, ""
        await self._fill(actor, close=not again)
        self.classes = await outlines.classes(actor, self._course())
        self.outline_ready = True

    @rx.event
    async def open_form(self, kind: str, at: str, within: str = "") -> None:
        """Open a form, or close it."""
        actor = await self._actor(*WHO)
        if kind not in FORMS or (self.form, self.form_at, self.form_in) == (kind, at, within):
            opener = self._opener()
            self.form = self.form_at = self.form_in = ""
            self._go_back(opener)
            return
        self.focus_on = ""
        self.form, self.form_at, self.form_in = kind, *(str(parse_id(one)) if one else "" for one in (at, within))
        self.standards, self.looked_up, self.suggesting = [], "", kind == "standard"
        if kind == "standard":
            self.standards = await outlines.suggested(actor, self._course(), self.form_at)

    def _sent(self, form: str) -> bool:
        """Return whether a form was taken in already: it closes then, and a second press changes nothing."""
        return self.form != form

    async def _put(self, actor: Actor, work: Awaitable[Any]) -> Any:
        """Await a change and return what it gives, or True; None where somebody was faster, which is said.

        The page shows then what is there now, and the open form has what is typed: to reload the page would lose it.
        """
        try:
            return (await work) or True
        except ConflictError as error:
            # The form of the whole course would be sent over what was not seen.
            if error.message != structures.CHANGED or self.form == "facts":
                raise
        await self._fill(actor, close=False)
        self._notify(translate(self.locale, "outline-overtaken"), kind="error")
        return None

    async def _edit(self, actor: Actor, change: structures.Change) -> bool:
        """Change the structure and close the form; False where somebody was faster."""
        if await self._put(actor, structures.edit(actor, self._course(), change, seen=self.view.seen)) is None:
            return False
        opener = self._opener()
        await self._fill(actor)
        self._go_back(opener)
        return True

    def _opener(self) -> str:
        """Return the button that has opened the form, as `components.outline_topics.form_button` names it."""
        return f"form-{self.form}-{self.form_at}-{self.form_in}" if self.form else ""

    def _go_back(self, opener: str) -> None:
        """Let the button that has opened a form have the focus, which would be lost with the form."""
        if opener:
            self.focus_on, self.moves = opener, self.moves + 1

    def _stay(self, moved: str, step: int, first: bool, last: bool) -> None:
        """Keep the focus with what was moved; at an end the button that was pressed can be pressed no more."""
        up = last or (step < 0 and not first)
        self.focus_on, self.moves = f"{'up' if up else 'down'}-{moved}", self.moves + 1

    @rx.event
    async def describe(self, form: dict[str, Any]) -> None:
        """Change what the course is called and whom it is for."""
        actor = await self._actor(*WHO)
        if self._sent("facts"):
            return
        await self._edit(actor, lambda one: structure_edits.describe(one.now, form))

    @rx.event
    async def add_lesson(self, form: dict[str, Any]) -> Any:
        """Add a lesson at the end, and open the form for its first topic."""
        actor = await self._actor(*WHO)
        if self._sent("lesson"):
            return
        title = str(form.get("lesson_title", ""))
        lesson = await self._put(actor, structures.add_lesson(actor, self._course(), title, seen=self.view.seen))
        if lesson is None:
            return
        await self._fill(actor)
        self.form, self.form_at = "topic", lesson
        self.told = translate(self.locale, "outline-lesson-added", title=title)

    @rx.event
    async def rename_lesson(self, form: dict[str, Any]) -> None:
        """Give the lesson of the open form another title."""
        actor = await self._actor(*WHO)
        if self._sent("title"):
            return
        lesson, title = self.form_at, str(form.get("lesson_title", ""))
        await self._edit(actor, lambda one: structure_edits.rename_lesson(one.now, lesson, title))

    @rx.event
    async def move_lesson(self, lesson: str, step: int) -> None:
        """Move a lesson one place back or on; the focus stays with it."""
        actor = await self._actor(*WHO)
        if not await self._edit(actor, lambda one: structure_edits.move_lesson(one.now, lesson, step)):
            return
        found = next((one for one in self.view.lessons if one.id == lesson), OutlineLesson())
        total = len(self.view.lessons)
        self.told = translate(self.locale, "outline-moved", title=found.title, number=found.number, total=total)
        self._stay(found.id, step, found.first, found.last)

    @rx.event
    async def remove_lesson(self, form: dict[str, Any]) -> None:
        """Take the lesson of the open form away; the form says where its topics and contents go."""
        actor = await self._actor(*WHO)
        if self._sent("remove"):
            return
        to = str(form.get("to", ""))
        target = str(parse_id(to)) if to else ""
        gone = structures.remove_lesson(actor, self._course(), self.form_at, target, seen=self.view.seen)
        if await self._put(actor, gone) is None:
            return
        await self._fill(actor)
        self.told = translate(self.locale, "outline-lesson-removed")

    @rx.event
    async def add_topic(self, form: dict[str, Any]) -> None:
        """Add a topic to the lesson of the open form, and open what is known of standards for it."""
        actor = await self._actor(*WHO)
        if self._sent("topic"):
            return
        name, about = str(form.get("topic_name", "")), str(form.get("topic_about", ""))
        lesson = self.form_at
        made = structures.add_topic(actor, self._course(), lesson, name, about, seen=self.view.seen)
        topic = await self._put(actor, made)
        if topic is None:
            return
        await self._fill(actor)
        self.told = translate(self.locale, "outline-topic-added", name=name)
        self.form, self.form_at, self.form_in = "standard", topic, lesson
        self.looked_up, self.suggesting = "", True
        self.standards = await outlines.suggested(actor, self._course(), topic)
        self._go_back(self._opener())

    @rx.event
    async def change_topic(self, form: dict[str, Any]) -> None:
        """Give the topic of the open form another name and description."""
        actor = await self._actor(*WHO)
        if self._sent("words"):
            return
        topic = self.form_at
        name, about = str(form.get("topic_name", "")), str(form.get("topic_about", ""))
        await self._edit(actor, lambda one: structure_edits.change_topic(one.now, topic, name, about))

    @rx.event
    async def order_topic(self, lesson: str, topic: str, step: int) -> None:
        """Move a topic one place back or on within its lesson; the focus stays with it."""
        actor = await self._actor(*WHO)
        if not await self._edit(actor, lambda one: structure_edits.order_topic(one.now, lesson, topic, step)):
            return
        topics = next((one.topics for one in self.view.lessons if one.id == lesson), [])
        place = next((number for number, one in enumerate(topics, 1) if one.id == topic), 0)
        name = topics[place - 1].name if place else ""
        self.told = translate(self.locale, "outline-moved", title=name, number=place, total=len(topics))
        self._stay(f"{lesson}-{topic}", step, place == 1, place == len(topics))

    @rx.event
    async def move_topic(self, form: dict[str, Any]) -> None:
        """Let another lesson teach the topic of the open form."""
        actor = await self._actor(*WHO)
        if self._sent("move"):
            return
        topic, to = self.form_at, str(parse_id(form.get("to", "")))
        await self._edit(actor, lambda one: structure_edits.move_topic(one.now, topic, to))

    @rx.event
    async def remove_topic(self, topic: str) -> None:
        """Take a topic away that nothing has."""
        actor = await self._actor(*WHO)
        if await self._put(actor, structures.remove_topic(actor, self._course(), topic, seen=self.view.seen)) is None:
            return
        await self._fill(actor)
        self.told = translate(self.locale, "outline-topic-removed")

    @rx.event
    async def find_standards(self, form: dict[str, Any]) -> None:
        """Look standards up by their code or by words."""
        actor = await self._actor(*WHO)
        self.looked_up, self.suggesting = str(form.get("standard_words", "")).strip()[:100], False
        self.standards = await outlines.look_up(actor, self._course(), self.looked_up)

    @rx.event
    async def use_standard(self, code: str) -> None:
        """Say which standard the topic of the open form serves; "" for none."""
        actor = await self._actor(*WHO)
        if self._sent("standard"):
            return
        topic = self.form_at
        await self._edit(actor, lambda one: structure_edits.set_standard(one.now, topic, code))

    @rx.event
    async def add_need(self, form: dict[str, Any]) -> None:
        """Let the topic of the open form need another one first; the form stays open for the next."""
        actor = await self._actor(*WHO)
        if self._sent("needs"):
            return
        needed = str(parse_id(form.get("needed", "")))
        made = structures.add_need(actor, self._course(), self.form_at, needed, seen=self.view.seen)
        if await self._put(actor, made) is None:
            return
        await self._fill(actor, close=False)
        self.taken += 1
        self.told = translate(self.locale, "outline-need-added")

    @rx.event
    async def remove_need(self, topic: str, needed: str) -> None:
        """Let a topic need another one no more."""
        actor = await self._actor(*WHO)
        one, other = str(parse_id(topic)), str(parse_id(needed))

        def change(held: structures.Written) -> Structure:
            return structure_edits.remove_need(held.now, one, other)

        if await self._put(actor, structures.edit(actor, self._course(), change, seen=self.view.seen)) is None:
            return
        await self._fill(actor, close=False)
        # The button that was pressed is gone, and the focus with it: the form takes it, as after a new one.
        self.taken += 1
        self.told = translate(self.locale, "outline-need-removed")

    @rx.event
    async def hand_in(self) -> Any:
        """Hand the change of the structure in."""
        actor = await self._actor(*WHO)
        if self.view.state != "draft":
            return None
        if await self._put(actor, structures.submit(actor, self._course(), seen=self.view.seen)) is None:
            return None
        await self._fill(actor)
        return AppState.thank("author-handed-in")

    @rx.event
    async def decide(self, form: dict[str, Any]) -> Any:
        """Approve the change or send it back; the button that was pressed says which."""
        actor = await self._actor(*WHO)
        if self.view.state != "review":
            return None
        approve, words = str(form.get("decision", "")) == "approve", str(form.get("words", ""))
        decided = structures.decide(actor, self._course(), approve=approve, words=words, seen=self.view.seen)
        if await self._put(actor, decided) is None:
            return None
        await self._fill(actor)
        return AppState.thank("outline-approved" if approve else "outline-returned")

    @rx.event
    async def discard(self) -> Any:
        """Throw the change away."""
        actor = await self._actor(*WHO)
        if not self.view.state:
            return None
        if await self._put(actor, structures.discard(actor, self._course(), seen=self.view.seen)) is None:
            return None
        await self._fill(actor)
        return AppState.thank("outline-discarded")

    @rx.event
    async def delete_course(self) -> Any:
        """Delete a course of which nothing was ever published."""
        actor = await self._actor(*WHO)
        await structures.delete(actor, self._course())
        return rx.redirect("/author")

    @rx.event
    async def give(self, form: dict[str, Any]) -> None:
        """Let a class study the newest version of the course."""
        actor = await self._actor(*WHO)
        section = parse_id(form.get("class", ""))
        given = await content.adopt(actor, actor.tenant_id, self._course(), section_id=section)
        await self._fill(actor)
        self.classes = await outlines.classes(actor, self._course())
        title = next((one.title for one in self.classes if one.id == str(section)), "")
        self._notify(translate(self.locale, "outline-given", title=title, version=given.version))

    @rx.event
    async def show_versions(self) -> None:
        """Show the versions with which the structure changed, or put them away."""
        actor = await self._actor(*WHO)
        self.versions_open = not self.versions_open
        if self.versions_open:
            self.versions = await outlines.versions(actor, self._course())

    @rx.event
    async def turn_versions(self, step: int) -> None:
        """Show later or earlier versions."""
        actor = await self._actor(*WHO)
        offset = max(0, self.versions.offset + (outlines.PAGE if step > 0 else -outlines.PAGE))
        self.versions = await outlines.versions(actor, self._course(), offset=offset)
