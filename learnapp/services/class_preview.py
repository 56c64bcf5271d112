"""A class as a student who begins in it would find it: computed from nothing, and nothing of it is stored.

The student of the preview is nobody: the class's own id stands for theirs, so no record of anybody is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.agents.guardrail import suits
from learnapp.agents.ports import Facts, Turn
from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.core.paging import Page, page_of
from learnapp.engine import template
from learnapp.engine.event import EventContext, LearningEvent, Verb
from learnapp.engine.kc import Content, CourseSnapshot, LearnerState, Step
from learnapp.security.access import Actor
from learnapp.security.consent import CHILD_AGE
from learnapp.security.discussion import barred
from learnapp.services import course_graphs, current, item_parameters, people, switches, trail, tries
from learnapp.services.classroom import course_of
from learnapp.services.explanations import explained, explanation_of, offered
from learnapp.services.learner_facts import facts_of
from learnapp.services.media import pictured
from learnapp.services.practice import shown, step_of
from learnapp.services.practice_views import AnswerView, ContentView, ExplanationView, HintView
from learnapp.services.progress import CardView, KcView, card, topic_views
from learnapp.storage.repositories import learning as learning_rows
from learnapp.storage.repositories import provider_items as provider_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.provider_items import BarredRow

TOPICS, CONTENTS = 10, 20


@dataclass(frozen=True)
class PreviewContent:
    """One content of a topic."""

    content_id: str = ""
    kind: str = ""
    title: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class AgeChoice:
    """An age at which a student finds something else: `age` in years, the first one being younger than `limit`."""

    age: int = 0
    limit: int = 0
    younger: bool = False


@dataclass(frozen=True)
class BarredView:
    """Licensed content that no class gets.

    Attributes:
        cause: `licence`: it has ended, on the day `ends`; `coming`: it begins then; `withdrawn`: by the provider.
    """

    cause: str
    provider: str
    licence: str
    ends: str
    count: int


@dataclass(frozen=True)
class PreviewView:
    """What a student who begins would find.

    Attributes:
        course: "" when the class studies none.
        cards: What Today would offer.
        fallback: What stands in for a model that is away, "" for nothing.
        topics: A page of the path; `total` and `offset` are of all topics.
        ages: Where rules of age make a difference; `age` is the one that is shown.
        discussion: Why there is no discussion for this student, "" when there is one.
        explanations: Whether topics are explained in other ways.
        withdrawn: How many contents the class does not get.
        barred: Of these, what no class gets, by provider, licence and cause.
    """

    section: str = ""
    course: str = ""
    cards: list[CardView] = field(default_factory=list)
    fallback: str = ""
    topics: list[KcView] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    ages: list[AgeChoice] = field(default_factory=list)
    age: int = 0
    discussion: str = ""
    explanations: bool = True
    withdrawn: int = 0
    barred: list[BarredView] = field(default_factory=list)


@dataclass(frozen=True)
class PreviewTask:
    """One content as a student finds it.

    Attributes:
        withdrawn: The class does not get it.
        too_young: Students of this age do not get it.
        discussion: Why there is no discussion for this student, "" when there is one.
    """

    section: str
    content: ContentView
    age: int
    withdrawn: bool
    too_young: bool
    discussion: str


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known of the class."""

    title: str
    owner: UUID | None
    snapshot: CourseSnapshot | None
    facts: Facts
    ages: list[AgeChoice]

    def course(self) -> tuple[UUID, CourseSnapshot]:
        if self.owner is None or self.snapshot is None:
            raise NotFoundError("This class studies no course yet. Choose one on the page of the sections.")
        return self.owner, self.snapshot

    def item(self, content_id: UUID) -> Content:
        found = self.course()[1].content.get(content_id)
        if found is None:
            raise NotFoundError("The course of this class has no such content. Go back to the preview.")
        return found


async def _look(actor: Actor, section_id: UUID, age: int | None = None) -> _Look:
    """Return the class as a student who begins in it would load it.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "class_preview", section_id=section_id)
    services, tenant = current(), actor.tenant_id
    async with services.db.transaction(tenant) as tx:
        found = await section_rows.sections_by_id(tx.session, tenant, [section_id])
    async with services.db.reading(tenant) as batch:
        loaded = await learning_rows.load(batch, tenant, section_id, section_id, uuid7(), None)
    if not found or loaded is None:
        raise NotFoundError("There is no such section. Go back to your classes.")
    owner, course, version = loaded.course or (None, None, None)
    snapshot = await course_of(owner, course, version)
    if snapshot is not None:
        measured = await item_parameters.course(tenant, snapshot)
        snapshot = await course_graphs.view(tenant, measured, loaded.graph)
    ages = _ages(snapshot)
    years = age if age is not None and age in [one.age for one in ages] else ages[-1].age
    facts = facts_of(services.keyring, tenant, section_id, loaded, services.clock.now())
    facts = replace(facts, enrolled=True, active=True, age=years)
    return _Look(found[0].title, owner, snapshot, facts, ages)


def _ages(snapshot: CourseSnapshot | None) -> list[AgeChoice]:
    """Return the ages at which something changes: for children, and where content is for older students."""
    wanted = {one.min_age for one in snapshot.content.values() if one.min_age} if snapshot is not None else set()
    limits = sorted({CHILD_AGE, *wanted})
    return [AgeChoice(limits[0] - 1, limits[0], younger=True), *(AgeChoice(limit, limit) for limit in limits)]


async def _discussion(actor: Actor, section_id: UUID, facts: Facts) -> str:
    if not await switches.enabled(actor.tenant_id, "discussion", section_id):
        return "discussion-switched-off"
    return barred(*facts.discussion, facts.age, facts.institution_kind)


async def course(
    actor: Actor, section_id: UUID, *, age: int | None = None, locale: str = "en", offset: int = 0
) -> PreviewView:
    """Return the path and what Today would offer to a student who begins in a class.

    Args:
        actor: Who teaches it, or an admin.
        section_id: The class.
        age: Of the student, one of the view's `ages`; None: the oldest.
        locale: The language of the reasons.
        offset: Topics before the page.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    look = await _look(actor, section_id, age)
    facts = replace(look.facts, locale=locale)
    view = PreviewView(
        section=look.title,
        ages=look.ages,
        age=facts.age or 0,
        discussion=await _discussion(actor, section_id, facts),
        explanations=await offered(actor.tenant_id, section_id),
    )
    if look.snapshot is None:
        return view
    names = await people.names(actor.tenant_id, facts.rules.makers) if facts.rules else {}
    page = page_of(topic_views(look.snapshot, {}, facts.withdrawn, facts.rules, names), offset, TOPICS)
    cards, fallback = await _today(section_id, look.snapshot, facts)
    return replace(
        view,
        course=look.snapshot.title,
        cards=cards,
        fallback=fallback,
        topics=page.rows,
        total=page.total,
        offset=page.offset,
        withdrawn=len(facts.withdrawn & look.snapshot.content.keys()),
        barred=await _barred(actor.tenant_id, look, facts.withdrawn),
    )


async def _barred(tenant: UUID, look: _Look, withdrawn: frozenset[UUID]) -> list[BarredView]:
    """Return why no class gets some of what its course has; a shared course has nothing of providers."""
    if look.snapshot is None or look.owner != tenant or not withdrawn:
        return []
    async with current().db.transaction(tenant) as tx:
        found = await provider_rows.barred(tx.session, tenant, look.snapshot.course_id)
    today = current().clock.now().date()
    counts = Counter(
        (*_why(one, today)[:1], one.provider, one.code, *_why(one, today)[1:])
        for one in found if one.content_id in look.snapshot.content
    )  # fmt: skip
    return [BarredView(*key, count) for key, count in sorted(counts.items())]


def _why(one: BarredRow, today: date) -> tuple[str, str]:
    """Return why content is barred, and the day that this has to do with."""
    if one.cause == "licence" and one.starts is not None and one.starts > today:
        return "coming", one.starts.isoformat()
    # Of a provider that was removed nobody knows the day any more.
    return (one.cause, one.ends.isoformat()) if one.ends is not None else ("withdrawn", "")


async def _today(section_id: UUID, snapshot: CourseSnapshot, facts: Facts) -> tuple[list[CardView], str]:
    """Return what the learning loop answers to somebody who comes for the first time, and which fallback served."""
    services = current()
    now = services.clock.now()
    begun = LearningEvent(
        # The same each time, so that chance draws the same place.
        event_id=section_id,
        student_id=section_id,
        verb=Verb.SESSION_STARTED,
        occurred_at=now,
        context=EventContext(section_id=section_id),
    )
    turn = Turn(
        event=begun,
        facts=facts,
        snapshot=snapshot,
        learner=LearnerState(section_id, snapshot.course_id),
        progress=None,
        last={},
        now=now,
        roster=_nobody,
    )
    outcome = await services.loop.run(turn)
    cards = [card(one, snapshot) for one in outcome.verdicts.approved]
    # Nothing has happened yet that a reason could rest on.
    cards = [replace(one, reasons=[replace(why, evidence=[]) for why in one.reasons]) for one in cards]
    return cards, outcome.execution.served.fallback or ""


async def _nobody() -> Sequence[str]:
    return ()


async def contents(
    actor: Actor, section_id: UUID, kc_id: UUID, *, age: int | None = None, offset: int = 0
) -> Page[PreviewContent]:
    """Return a page of what there is of one topic, in the order of the course, for a student of an age.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here, or its course has no such topic.
    """
    look = await _look(actor, section_id, age)
    _, snapshot = look.course()
    if kc_id not in snapshot.kcs:
        raise NotFoundError("The course of this class has no such topic. Go back to the preview.")
    ids = [one for one in snapshot.by_kc.get(kc_id, ()) if one not in look.facts.withdrawn]
    found = [snapshot.content[one] for one in ids if suits(snapshot.content[one], look.facts.age)]
    page = page_of(found, offset, CONTENTS)
    rows = [
        PreviewContent(str(one.content_id), one.kind.value, one.title, max(1, round(one.minutes))) for one in page.rows
    ]
    return Page(rows, page.total, page.offset, page.size)


async def open_content(
    actor: Actor, section_id: UUID, content_id: UUID, *, variant: int = 0, age: int | None = None
) -> PreviewTask:
    """Return a content of the class's course as a student opens it for the first time, without keys.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        content_id: The content.
        variant: Which task of a template; each is the same whenever it is looked at.
        age: Of the student, in years.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here, or its course has no such content.
    """
    look = await _look(actor, section_id, age)
    item = look.item(content_id)
    owner, snapshot = look.course()
    ways = explained(snapshot, item) if await offered(actor.tenant_id, section_id) else ()
    number = _variant(item, variant)
    view = shown(snapshot, template.given(item, section_id, number or 0), section_id, owner, number, ways=ways)
    return PreviewTask(
        section=look.title,
        content=view,
        age=look.facts.age or 0,
        withdrawn=content_id in look.facts.withdrawn,
        too_young=not suits(item, look.facts.age),
        discussion=await _discussion(actor, section_id, look.facts),
    )


def _variant(item: Content, variant: int) -> int | None:
    return None if item.template is None else min(max(variant, 0), template.MAX_VARIANT)


async def _step(actor: Actor, section_id: UUID, content_id: UUID, step_id: str, variant: int) -> Step:
    look = await _look(actor, section_id)
    item, (owner, _) = look.item(content_id), look.course()
    return pictured(step_of(template.given(item, section_id, _variant(item, variant) or 0), step_id), owner)


async def answer(
    actor: Actor,
    section_id: UUID,
    content_id: UUID,
    step_id: str,
    response: str | list[str],
    *,
    hint_index: int | None = None,
    variant: int = -1,
) -> AnswerView:
    """Grade an answer as a student's is graded. Nothing moves, and nothing is stored.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        content_id: The item.
        step_id: The step.
        response: The raw answer; a list for several choices.
        hint_index: The scaffold that is answered, if any.
        variant: The task of a template that was answered.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: The answer cannot be read, or this hint asks nothing.
        NotFoundError: No such section, content or step.
    """
    step = await _step(actor, section_id, content_id, step_id, variant)
    return await tries.tried(step, response, hint_index)


async def hint(
    actor: Actor, section_id: UUID, content_id: UUID, step_id: str, index: int, *, variant: int = -1
) -> tuple[HintView, str]:
    """Return one hint, and the worked solution when it is the last one.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: There is no further hint.
        NotFoundError: No such section, content or step.
    """
    step = await _step(actor, section_id, content_id, step_id, variant)
    return tries.opened(step, index)


async def explain(actor: Actor, section_id: UUID, content_id: UUID, kind: str) -> ExplanationView:
    """Return another explanation of a content's topic, where the class is offered any.

    Raises:
        ForbiddenError: The actor does not teach the class, or other explanations are switched off in it.
        NotFoundError: No such section or content, or no explanation of this kind.
    """
    look = await _look(actor, section_id)
    item = look.item(content_id)
    if not await offered(actor.tenant_id, section_id):
        raise ForbiddenError("Other explanations are switched off in this class. An admin can switch them on.")
    return explanation_of(look.course()[1], item, kind)
