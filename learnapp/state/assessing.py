"""The tests of a class: the list, one that is being made, and what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import accommodations, assessment_choices, assessment_results, assessments, assignments
from learnapp.services.assessment_choices import PAGE as CHOICES
from learnapp.services.assessment_results import PAGE as STUDENTS
from learnapp.services.assessment_views import (
    AccommodationsView,
    AccommodationView,
    AssessmentCard,
    AssessmentDraft,
    ClassResults,
    ItemResult,
    MadeView,
    PickedItem,
    PickedTopic,
    ResultView,
    StudentResult,
    TopicResult,
)
from learnapp.services.assessments import KINDS, MOST_ATTEMPTS, MOST_MINUTES, MOST_TITLE, PAGE, SHOWN
from learnapp.services.item_views import TopicChoice
from learnapp.state.base import AppState, id_in_path, parse_id
from learnapp.state.choosing_students import WhomState
from learnapp.state.finding import FindingState

__all__ = [
    "KINDS",
    "MOST_ATTEMPTS",
    "MOST_MINUTES",
    "MOST_TITLE",
    "SHOWN",
    "AccommodationView",
    "AssessmentCard",
    "AssessmentState",
    "AssessmentsState",
    "ClassResults",
    "ItemResult",
    "MadeView",
    "PickedItem",
    "PickedTopic",
    "ResultView",
    "StudentResult",
    "TopicChoice",
    "TopicResult",
]
_USUAL_QUOTA = 3
_LONG = 30


def _number(form: dict[str, Any], name: str, usual: int = 0) -> int:
    """Return the whole number in a form's field.

    Raises:
        InvalidInputError: It is none.
    """
    text = str(form.get(name, "")).strip()
    try:
        return int(text[:12]) if text else usual
    except ValueError as error:
        raise InvalidInputError("Write a whole number, or leave the field empty.") from error


class AssessmentsState(AppState):
    """The list, and the form that begins another one."""

    assessments_ready: bool = False
    cards: list[AssessmentCard] = []
    classes: list[TopicChoice] = []
    only_class: str = ""
    total: int = 0
    offset: int = 0

    async def _fill(self, actor: Actor) -> None:
        only = parse_id(self.only_class) if self.only_class else None
        found = await assessments.listed(actor, only, offset=self.offset)
        self.cards, self.classes = found.rows, found.classes
        self.total, self.offset = found.total, found.offset
        self.assessments_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the newest ones; an address may name one class."""
        actor = await self._enter("instructor", "admin")
        asked = str(self.router.url.query_parameters.get("class", ""))
        self.only_class, self.offset = str(parse_id(asked)) if asked else "", 0
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        actor = await self._actor("instructor", "admin")
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def create(self, form: dict[str, Any]) -> Any:
        """Begin a test and open it."""
        actor = await self._actor("instructor", "admin")
        made = await assessments.create(
            actor, parse_id(form.get("section", "")), str(form.get("title", "")), str(form.get("kind", ""))[:_LONG]
        )
        return rx.redirect(f"/teach/assessments/{made}")


class AssessmentState(WhomState, FindingState, AppState):
    """One test: what it asks and how, who gets more time, and the results of the class."""

    assessment_ready: bool = False
    assessment_id: str = ""
    made: MadeView = MadeView()
    choosing: bool = False
    items_found: list[PickedItem] = []
    topics_found: list[PickedTopic] = []
    asking: str = ""
    """What is about to be done and asked about once more: give, withdraw or release."""
    results: ClassResults = ClassResults()
    looked_at: ResultView = ResultView()
    looked_name: str = ""
    extra: AccommodationsView = AccommodationsView()
    extra_open: bool = False
    extra_query: str = ""
    extra_only: bool = False

    def _class(self) -> UUID:
        return parse_id(self.made.card.section_id)

    def _id(self) -> UUID:
        return parse_id(self.assessment_id)

    async def _fill(self, actor: Actor) -> None:
        self.made = await assessments.made_view(actor, self._id())
        if self.made.card.state != "draft":
            self.results = await assessment_results.class_results(actor, self._id(), offset=self.results.offset)
        self.assessment_ready = True

    def _page_size(self) -> int:
        return CHOICES

    async def _find(self, actor: Actor) -> None:
        found = await assessment_choices.choices(
            actor, self._id(), topic=self._only_topic(), text=self.query, offset=self.found_offset
        )
        self.items_found, self.topics_found, self.topics = found.items, found.found, found.topics
        self.found_total, self.found_offset = found.total, found.offset

    @rx.event
    async def load(self) -> None:
        """Open the test of the address."""
        actor = await self._enter("instructor", "admin")
        if self._still_open() and self.assessment_ready:
            return
        self.assessment_ready, self.choosing, self.asking, self.extra_open = False, False, "", False
        self.results, self.looked_at, self.extra = ClassResults(), ResultView(), AccommodationsView()
        self._nobody_chosen()
        self.assessment_id = str(id_in_path(self, 2))
        await self._fill(actor)
        asked = str(self.router.url.query_parameters.get("attempt", ""))
        if asked:
            # A review that was opened in a learning management system names the work it is about.
            self.looked_at = await assessment_results.student_result(actor, parse_id(asked))
            lines = self.results.students
            self.looked_name = next((one.name for one in lines if one.attempt_id == self.looked_at.attempt_id), "")

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save how the test is given."""
        actor = await self._actor("instructor", "admin")
        exact = _number(form, "exact")
        opens, closes = str(form.get("opens", "")), str(form.get("closes", ""))
        draft = AssessmentDraft(
            title=str(form.get("title", "")),
            minutes=_number(form, "minutes"),
            attempts=_number(form, "attempts", 1),
            most_items=_number(form, "most_items"),
            target_se=exact / 100 if exact else None,
            cut=_number(form, "cut"),
            opens_at=await assignments.due_moment(
                actor, opens, str(form.get("opens_clock", "")) or ("00:00" if opens else "")
            ),
            closes_at=await assignments.due_moment(actor, closes, str(form.get("closes_clock", ""))),
            shuffled=bool(form.get("shuffled")),
            shown=str(form.get("shown", ""))[:_LONG],
        )
        await assessments.change(actor, self._id(), draft)
        await self._fill(actor)
        return AppState.thank("assess-saved")

    @rx.event
    async def choose(self) -> None:
        """Open the list of what can be asked, or close it."""
        actor = await self._actor("instructor", "admin")
        self.choosing = not self.choosing
        if self.choosing:
            self._find_anew()
            await self._find(actor)

    def _items(self) -> list[UUID]:
        return [parse_id(one.id) for one in self.made.questions]

    def _topics(self) -> list[tuple[UUID, int]]:
        return [(parse_id(one.id), one.quota) for one in self.made.topics]

    async def _put(
        self, actor: Actor, *, items: list[UUID] | None = None, topics: list[tuple[UUID, int]] | None = None
    ) -> None:
        if items is not None:
            await assessments.put_items(actor, self._id(), items)
        if topics is not None:
            await assessments.put_topics(actor, self._id(), topics)
        await self._fill(actor)
        if self.choosing:
            await self._find(actor)

    @rx.event
    async def add(self, thing_id: str) -> None:
        """Put a question or a topic into the test."""
        actor = await self._actor("instructor", "admin")
        one = parse_id(thing_id)
        if self.made.card.kind == "fixed":
            await self._put(actor, items=[*self._items(), one])
        else:
            usual = _USUAL_QUOTA if self.made.card.kind == "mastery_check" else 0
            await self._put(actor, topics=[*self._topics(), (one, usual)])

    @rx.event
    async def remove(self, thing_id: str) -> None:
        """Take a question or a topic out of the test."""
        actor = await self._actor("instructor", "admin")
        gone = parse_id(thing_id)
        if self.made.card.kind == "fixed":
            await self._put(actor, items=[one for one in self._items() if one != gone])
        else:
            await self._put(actor, topics=[(one, quota) for one, quota in self._topics() if one != gone])

    @rx.event
    async def move(self, thing_id: str, by: int) -> None:
        """Move a question one place up or down."""
        actor = await self._actor("instructor", "admin")
        one, items = parse_id(thing_id), self._items()
        if one in items and by in (-1, 1):
            place = items.index(one)
            if 0 <= place + by < len(items):
                items[place], items[place + by] = items[place + by], items[place]
                await self._put(actor, items=items)

    @rx.event
    async def set_quota(self, thing_id: str, quota: str) -> None:
        """Ask so many questions of a topic."""
        actor = await self._actor("instructor", "admin")
        one = parse_id(thing_id)
        number = _number({"quota": quota}, "quota")
        await self._put(actor, topics=[(kc, number if kc == one else before) for kc, before in self._topics()])

    @rx.event
    async def ask(self, what: str) -> None:
        """Ask once more before something is done, or put the question away."""
        await self._actor("instructor", "admin")
        self.asking = what if what in ("give", "withdraw", "release") and what != self.asking else ""

    @rx.event
    async def give(self) -> Any:
        """Give the test to its class."""
        actor = await self._actor("instructor", "admin")
        await assessments.give(actor, self._id(), self._chosen_students())
        self.asking, self.choosing = "", False
        await self._fill(actor)
        return AppState.thank("assess-given")

    @rx.event
    async def withdraw(self) -> Any:
        """Take the test away."""
        actor = await self._actor("instructor", "admin")
        await assessments.withdraw(actor, self._id())
        self.asking = ""
        return rx.redirect("/teach/assessments")

    @rx.event
    async def release(self) -> Any:
        """Show the results to the students now."""
        actor = await self._actor("instructor", "admin")
        await assessment_results.release(actor, self._id())
        self.asking = ""
        await self._fill(actor)
        return AppState.thank("assess-released")

    @rx.event
    async def turn_results(self, step: int) -> None:
        """Go one page of the results back or on."""
        actor = await self._actor("instructor", "admin")
        offset = max(0, self.results.offset + (STUDENTS if step > 0 else -STUDENTS))
        self.results = await assessment_results.class_results(actor, self._id(), offset=offset)

    @rx.event
    async def look_at(self, attempt_id: str, name: str) -> None:
        """Show what one student has answered, or put it away."""
        actor = await self._actor("instructor", "admin")
        if self.looked_at.attempt_id == attempt_id:
            self.looked_at, self.looked_name = ResultView(), ""
            return
        self.looked_at = await assessment_results.student_result(actor, parse_id(attempt_id))
        self.looked_name = name[:200]

    @rx.event
    async def reopen(self, form: dict[str, Any]) -> Any:
        """Let the student that is looked at go on, or try once more."""
        actor = await self._actor("instructor", "admin")
        done = await assessment_results.reopen(actor, parse_id(self.looked_at.attempt_id), _number(form, "minutes", 10))
        self.looked_at, self.looked_name = ResultView(), ""
        await self._fill(actor)
        return AppState.thank("assess-reopened" if done == "reopened" else "assess-once-more")

    @rx.event
    async def open_extra(self) -> None:
        """Show who gets more time and breaks, or put it away."""
        actor = await self._actor("instructor", "admin")
        self.extra_open, self.extra_query, self.extra_only = not self.extra_open, "", False
        self.extra = AccommodationsView()
        if self.extra_open:
            await self._extra(actor)

    async def _extra(self, actor: Actor, offset: int = 0) -> None:
        self.extra = await accommodations.accommodations(
            actor, self._class(), text=self.extra_query, only=self.extra_only, offset=offset
        )

    @rx.event
    async def search_extra(self, form: dict[str, Any]) -> None:
        """Show the students with these words in their names."""
        actor = await self._actor("instructor", "admin")
        self.extra_query = str(form.get("query", ""))[: accommodations.MAX_TEXT]
        await self._extra(actor)

    @rx.event
    async def show_extra_only(self) -> None:
        """Show only students who get more, or everybody."""
        actor = await self._actor("instructor", "admin")
        self.extra_only = not self.extra_only
        await self._extra(actor)

    @rx.event
    async def turn_extra(self, step: int) -> None:
        """Go one page of students back or on."""
        actor = await self._actor("instructor", "admin")
        size = accommodations.PAGE
        await self._extra(actor, max(0, self.extra.offset + (size if step > 0 else -size)))

    @rx.event
    async def accommodate(self, form: dict[str, Any]) -> Any:
        """Give one student more time or breaks in the tests of this class."""
        actor = await self._actor("instructor", "admin")
        section = parse_id(self.made.card.section_id)
        await accommodations.accommodate(
            actor,
            section,
            parse_id(form.get("student", "")),
            percent=_number(form, "percent", 100),
            breaks=_number(form, "breaks"),
            break_minutes=_number(form, "break_minutes"),
        )
        await self._extra(actor, self.extra.offset)
        return AppState.thank("assess-extra-saved")

    @rx.event
    async def download(self) -> Any:
        """Download the results as CSV."""
        actor = await self._actor("instructor", "admin")
        data = await assessment_results.results_csv(actor, self._id())
        return rx.download(data=data, filename="test-results.csv")
