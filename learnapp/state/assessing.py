"""A test of a class: how it is made and given, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import (
    accommodations,
    assessment_choices,
    assessment_copies,
    assessment_results,
    assessments,
    assignments,
    latecomers,
)
from learnapp.services.assessment_choices import PAGE as CHOICES
from learnapp.services.assessment_results import PAGE as STUDENTS
from learnapp.services.assessment_rules import MOST_ATTEMPTS, MOST_MINUTES, MOST_TITLE, SHOWN
from learnapp.services.assessment_views import (
    AccommodationsView,
    AccommodationView,
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
from learnapp.services.item_views import TopicChoice
from learnapp.services.latecomers import MOST_REASON
from learnapp.state.base import AppState, id_in_path, parse_id
from learnapp.state.choosing_students import WhomState
from learnapp.state.finding import FindingState
from learnapp.state.rules_form import number, otherwise

__all__ = [
    "MOST_ATTEMPTS",
    "MOST_MINUTES",
    "MOST_REASON",
    "MOST_TITLE",
    "SHOWN",
    "AccommodationView",
    "AssessmentState",
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


class Asked(NamedTuple):
    """A question that a test asks, or a topic of which it asks so many."""

    thing: UUID
    quota: int = 0


class AssessmentState(WhomState, FindingState, AppState):
    """One test: what it asks and how, who gets more time, and the results of the class."""

    assessment_ready: bool = False
    assessment_id: str = ""
    made: MadeView = MadeView()
    choosing: bool = False
    items_found: list[PickedItem] = []
    topics_found: list[PickedTopic] = []
    rules_key: str = ""
    """Under which the form of the rules stands: it stays, with what is typed, until the page is another one."""
    theirs: list[str] = []
    """How somebody else has saved the rules meanwhile, where this form says otherwise."""
    _rules_seen: str = ""
    asking: str = ""
    """What is about to be done and asked about once more: give, withdraw or release."""
    results: ClassResults = ClassResults()
    looked_at: ResultView = ResultView()
    looked_name: str = ""
    late_of: StudentResult = StudentResult()
    """Who missed it and about whom is asked until when they may take it."""
    extra: AccommodationsView = AccommodationsView()
    extra_open: bool = False
    extra_query: str = ""
    extra_only: bool = False

    def _class(self) -> UUID:
        return parse_id(self.made.card.section_id)

    def _id(self) -> UUID:
        return parse_id(self.assessment_id)

    async def _fill(self, actor: Actor, *, anew: bool = False) -> None:
        self.made = made = await assessments.made_view(actor, self._id())
        limits = made.card.state == "draft" or made.card.begun == 0
        key = f"{made.card.id}/{made.card.state}/{limits}"
        if anew or key != self.rules_key:
            self.rules_key, self._rules_seen, self.theirs = key, made.rules, []
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
        self.late_of = StudentResult()
        self.assessment_id = str(id_in_path(self, 2))
        await self._fill(actor, anew=True)
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
        exact, cut = number(form, "exact"), number(form, "cut")
        if "exact" in form and not exact and not cut:
            raise InvalidInputError("To end at the line, say from which per cent it is passed.")
        opens, closes = str(form.get("opens", "")), str(form.get("closes", ""))
        draft = AssessmentDraft(
            title=str(form.get("title", "")),
            minutes=number(form, "minutes"),
            attempts=number(form, "attempts", 1),
            most_items=number(form, "most_items"),
            target_se=exact / 100 if exact else None,
            cut=cut,
            opens_at=await assignments.due_moment(
                actor, opens, str(form.get("opens_clock", "")) or ("00:00" if opens else "")
            ),
            closes_at=await assignments.due_moment(actor, closes, str(form.get("closes_clock", ""))),
            shuffled=bool(form.get("shuffled")),
            shown=str(form.get("shown", ""))[:_LONG],
        )
        try:
            await assessments.change(actor, self._id(), draft, limits="attempts" in form, seen=self._rules_seen)
        except assessments.ChangedMeanwhileError:
            kept = self.rules_key
            await self._fill(actor, anew=True)
            self.rules_key, self.theirs = kept, otherwise(self.locale, self.made, form)
            return None
        await self._fill(actor, anew=True)
        return AppState.thank("assess-saved")

    @rx.event
    async def choose(self) -> None:
        """Open the list of what can be asked, or close it."""
        actor = await self._actor("instructor", "admin")
        self.choosing = not self.choosing
        if self.choosing:
            self._find_anew()
            await self._find(actor)

    async def _edit(self, actor: Actor, edit: Callable[[list[Asked]], list[Asked]]) -> Any:
        """Change what the test asks; where somebody else has changed it meanwhile, on top of that, and say so."""
        try:
            await self._put(actor, edit)
            merged = None
        except assessments.ChangedMeanwhileError:
            await self._fill(actor)
            await self._put(actor, edit)
            merged = AppState.thank("assess-merged")
        await self._fill(actor)
        if self.choosing:
            await self._find(actor)
        return merged

    async def _put(self, actor: Actor, edit: Callable[[list[Asked]], list[Asked]]) -> None:
        seen = [Asked(parse_id(one.id), one.quota) for one in self.made.topics]
        if self.made.card.kind == "fixed":
            seen = [Asked(parse_id(one.id)) for one in self.made.questions]
            items = [one.thing for one in edit(seen)]
            await assessments.put_items(actor, self._id(), items, [one.thing for one in seen])
        else:
            topics = [(one.thing, one.quota) for one in edit(seen)]
            await assessments.put_topics(actor, self._id(), topics, [(one.thing, one.quota) for one in seen])

    @rx.event
    async def add(self, thing_id: str) -> Any:
        """Put a question or a topic into the test."""
        actor = await self._actor("instructor", "admin")
        new = Asked(parse_id(thing_id), _USUAL_QUOTA if self.made.card.kind == "mastery_check" else 0)
        return await self._edit(actor, lambda seen: seen if new.thing in [one.thing for one in seen] else [*seen, new])

    @rx.event
    async def remove(self, thing_id: str) -> Any:
        """Take a question or a topic out of the test."""
        actor = await self._actor("instructor", "admin")
        gone = parse_id(thing_id)
        return await self._edit(actor, lambda seen: [one for one in seen if one.thing != gone])

    @rx.event
    async def move(self, thing_id: str, by: int) -> Any:
        """Move a question one place up or down."""
        actor = await self._actor("instructor", "admin")
        thing = parse_id(thing_id)

        def moved(seen: list[Asked]) -> list[Asked]:
            order = list(seen)
            place = next((i for i, one in enumerate(order) if one.thing == thing), -1)
            if place >= 0 and by in (-1, 1) and 0 <= place + by < len(order):
                order[place], order[place + by] = order[place + by], order[place]
            return order

        return await self._edit(actor, moved)

    @rx.event
    async def set_quota(self, thing_id: str, quota: str) -> Any:
        """Ask so many questions of a topic."""
        actor = await self._actor("instructor", "admin")
        thing, wanted = parse_id(thing_id), number({"quota": quota}, "quota")
        return await self._edit(
            actor, lambda seen: [one._replace(quota=wanted) if one.thing == thing else one for one in seen]
        )

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
    async def duplicate(self) -> Any:
        """Make another draft of the same questions and rules, and open it."""
        actor = await self._actor("instructor", "admin")
        return rx.redirect(f"/teach/assessments/{await assessment_copies.duplicate(actor, self._id())}")

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
        done = await assessment_results.reopen(actor, parse_id(self.looked_at.attempt_id), number(form, "minutes", 10))
        self.looked_at, self.looked_name = ResultView(), ""
        await self._fill(actor)
        return AppState.thank("assess-reopened" if done == "reopened" else "assess-once-more")

    @rx.event
    async def choose_late(self, student_id: str) -> None:
        """Ask until when somebody who missed the test may take it, or put the question away."""
        await self._actor("instructor", "admin")
        found = next((one for one in self.results.students if one.student_id == student_id), StudentResult())
        self.late_of = StudentResult() if self.late_of.student_id == student_id else found

    @rx.event
    async def let_in(self, form: dict[str, Any]) -> Any:
        """Let the student about whom was asked take the test later."""
        actor = await self._actor("instructor", "admin")
        until = await assignments.due_moment(actor, str(form.get("until", "")), str(form.get("until_clock", "")))
        student, why = parse_id(self.late_of.student_id), str(form.get("why", ""))
        await latecomers.let_in(actor, self._id(), student, until, why)
        return await self._late_done(actor, "assess-late-saved")

    @rx.event
    async def call_off(self) -> Any:
        """Let the test close for the student about whom was asked as for everybody."""
        actor = await self._actor("instructor", "admin")
        await latecomers.call_off(actor, self._id(), parse_id(self.late_of.student_id))
        return await self._late_done(actor, "assess-late-off")

    async def _late_done(self, actor: Actor, said: str) -> Any:
        self.late_of = StudentResult()
        await self._fill(actor)
        return AppState.thank(said)

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
            percent=number(form, "percent", 100),
            breaks=number(form, "breaks"),
            break_minutes=number(form, "break_minutes"),
        )
        await self._extra(actor, self.extra.offset)
        return AppState.thank("assess-extra-saved")

    @rx.event
    async def download(self) -> Any:
        """Download the results as CSV."""
        actor = await self._actor("instructor", "admin")
        data = await assessment_results.results_csv(actor, self._id())
        return rx.download(data=data, filename="test-results.csv")
