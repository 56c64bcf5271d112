"""What a student sees of their own learning: today, the path, progress, and the evidence behind every number."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core import device
from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.engine.event import EventContext, EventResult, LearningEvent, Recommendation, Verb
from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.mastery import band_of
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import course_graphs, current, learning, people, trained_reading
from learnapp.services.assigned_now import with_assigned, with_rules
from learnapp.services.request_views import RequestView, standing
from learnapp.services.standards import description
from learnapp.services.topic_views import KcView as KcView
from learnapp.services.topic_views import percent as percent
from learnapp.services.topic_views import topic_views as topic_views
from learnapp.services.topic_views import weaker as weaker
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import learning as learning_rows
from learnapp.storage.repositories import progress as rows
from learnapp.storage.repositories.learning import Loaded
from learnapp.storage.repositories.progress import SeenEvent, StudySection

NEW_SESSION_AFTER = timedelta(minutes=30)
HISTORY_DAYS = 60


@dataclass(frozen=True)
class EvidenceView:
    """One event behind a number or a reason; `outcome` is right, wrong or empty.

    Attributes:
        after: P(mastered) after it in per cent, -1 where it moved nothing; `low` to `high` is its interval.
        voided: Its question had a mistake: it does not count.
    """

    event_id: str = ""
    title: str = ""
    verb: str = ""
    outcome: str = ""
    at: str = ""
    hints: int = 0
    after: int = -1
    low: int = 0
    high: int = 0
    voided: bool = False


@dataclass(frozen=True)
class ReasonView:
    """Why something is recommended, with the events it rests on."""

    text: str = ""
    evidence: list[EvidenceView] = field(default_factory=list)


@dataclass(frozen=True)
class CardView:
    """One thing to do next."""

    content_id: str = ""
    kind: str = ""
    title: str = ""
    kc: str = ""
    minutes: int = 0
    chance: int = -1
    reasons: list[ReasonView] = field(default_factory=list)


@dataclass(frozen=True)
class ChangeView:
    """What the last answers have changed: P(mastered) in per cent."""

    kc: str = ""
    band: str = "unknown"
    right: int = 0
    answers: int = 0


@dataclass(frozen=True)
class TodayView:
    """The page Today; `request` is what the student has asked to learn, without its legs."""

    section_id: str
    section: str
    course: str
    decision_id: str
    resume_id: str
    resume_title: str
    cards: list[CardView]
    changes: list[ChangeView]
    fallback: str
    stored: bool
    request: RequestView = field(default_factory=RequestView)


@dataclass(frozen=True)
class Study:
    """A student's section with everything the pages read, loaded in one round trip.

    Attributes:
        snapshot: The course with the prerequisites that hold in the class.
        base: The course as its author made it.
    """

    section: StudySection
    snapshot: CourseSnapshot
    base: CourseSnapshot
    loaded: Loaded

    @property
    def states(self) -> dict[UUID, KCState]:
        """The student's KC states."""
        return self.loaded.learner.kcs if self.loaded.learner else {}


async def choose_section(actor: Actor, section_id: UUID) -> None:
    """Remember which of their classes a student looks at; all their pages follow, on every device.

    Raises:
        NotFoundError: The actor does not study in that section.
    """
    access.require(actor, "update", "profile", student_id=actor.person_id)
    if section_id not in {one.section_id for one in await sections(actor)}:
        raise NotFoundError("This is not one of your classes. Choose one from the list.")
    async with current().db.transaction(actor.tenant_id) as tx:
        values: dict[str, object] = {"study_section_id": section_id}
        await people_rows.update_person(tx.session, actor.tenant_id, actor.person_id, values)


async def sections(actor: Actor) -> list[StudySection]:
    """Return the sections in which the actor studies, the chosen one first."""
    async with current().db.reading(actor.tenant_id) as batch:
        return await rows.sections_of(batch, actor.tenant_id, actor.person_id)


async def study(actor: Actor, section_id: UUID | None = None, content_id: UUID | None = None) -> Study:
    """Return the actor's own place in a section; without one, the chosen or the first that has the content.

    Raises:
        NotFoundError: No such section of this student, or no course of theirs has the content.
        ForbiddenError: The actor is no student.
    """
    access.require(actor, "read", "student_record", student_id=actor.person_id)
    for section in await sections(actor):
        if section_id is not None and section.section_id != section_id:
            continue
        found = await study_in(actor, section, content_id)
        if found is not None:
            return found
    raise NotFoundError("This is not part of your courses. Go back to Today and choose from there.")


async def study_in(actor: Actor, section: StudySection, content_id: UUID | None = None) -> Study | None:
    """Return the actor's own place in one of their `sections`; None: its course does not have the content."""
    services = current()
    snapshot = await services.courses.get(*section.course)
    if content_id is not None and content_id not in snapshot.content:
        return None
    async with services.db.reading(actor.tenant_id) as batch:
        loaded = await learning_rows.load(
            batch, actor.tenant_id, actor.person_id, section.section_id, uuid7(), content_id
        )
    if loaded is None:
        return None
    own = await course_graphs.view(actor.tenant_id, snapshot, loaded.graph)
    return Study(section, own, snapshot, loaded)


def event(actor: Actor, section_id: UUID, verb: Verb, **fields: object) -> LearningEvent:
    """Return an event of the signed-in student, made on the server, with the kind of device that the page is on."""
    result = fields.pop("result", None)
    return LearningEvent.model_validate(
        {
            "event_id": uuid7(),
            "student_id": actor.person_id,
            "verb": verb,
            "occurred_at": current().clock.now(),
            "context": EventContext(section_id=section_id, device=device.here.get()),
            "result": result if isinstance(result, EventResult) else EventResult(),
            **fields,
        }
    )


def card(item: Recommendation, snapshot: CourseSnapshot) -> CardView:
    """Return a recommendation as the pages show it."""
    kc = next((snapshot.kcs[kc_id].name for kc_id in item.kc_ids if kc_id in snapshot.kcs), "")
    return CardView(
        content_id=str(item.content_id),
        kind=item.kind,
        title=item.title,
        kc=kc,
        minutes=max(1, round(item.minutes)),
        chance=round(item.p_correct * 100) if item.p_correct is not None else -1,
        reasons=[
            ReasonView(
                reason.text,
                [
                    EvidenceView(str(e.event_id), e.title, e.verb.value, _outcome(e.correct), e.occurred_at.isoformat())
                    for e in reason.evidence
                ],
            )
            for reason in item.reasons
        ],
    )


def _outcome(correct: bool | None) -> str:
    return "" if correct is None else ("right" if correct else "wrong")


async def today(actor: Actor, section_id: UUID | None = None) -> TodayView:
    """Return the next three with their reasons, what changed lately, and where to go on.

    A visit after a pause is a new session: its event also renews the recommendations.
    """
    services = current()
    here = await study(actor, section_id)
    now = services.clock.now()
    last = here.loaded.last_answer
    made = _moment(last.get("at"))
    stored, cards = True, []
    if made is not None and now - made <= NEW_SESSION_AFTER and last.get("next"):
        kept = services.loop.again([Recommendation.model_validate(each) for each in last["next"]], actor.locale)
        decision = str(last.get("decision_id") or "")
        by = last.get("served") or {}
        fallback = str(by.get("fallback") or "")
        cards = await _as_things_stand(actor, here, kept, str(by.get("model") or ""), now)
        if len(cards) < len(kept):
            # What was assigned or ruled has been taken back: its place is for something else.
            cards = []
    if not cards:
        answer = await learning.record_event(event(actor, here.section.section_id, Verb.SESSION_STARTED), actor)
        decision, served, stored = str(answer.decision_id or ""), answer.served, answer.stored
        fallback = "busy" if "capacity" in served.degraded else served.fallback or ""
        cards = await _as_things_stand(actor, here, answer.next, served.model, now)
    since = (max((s.last_at for s in here.states.values() if s.last_at), default=now)) - timedelta(days=1)
    resume = here.loaded.resume
    known = _uuid(resume.get("content_id"))
    return TodayView(
        section_id=str(here.section.section_id),
        section=here.section.title,
        course=here.snapshot.title,
        decision_id=decision,
        resume_id=str(known) if known in here.snapshot.content and known not in here.loaded.withdrawn else "",
        resume_title=str(resume.get("title", "")),
        cards=[
            card(each, here.snapshot)
            for each in cards
            if each.content_id in here.snapshot.content and each.content_id not in here.loaded.withdrawn
        ],
        changes=_changes(here, since, now),
        fallback=fallback,
        stored=stored,
        request=standing(actor.tenant_id, actor.person_id, here),
    )


async def _as_things_stand(
    actor: Actor, here: Study, cards: list[Recommendation], model: str, now: datetime
) -> list[Recommendation]:
    """Return recommendations with a trained model's words, and with what is assigned and ruled by now."""
    cards = await trained_reading.with_words(
        actor.tenant_id, actor.person_id, here.states, here.snapshot, cards, model, actor.locale
    )
    cards = with_assigned(actor, here.snapshot, here.loaded, cards, now)
    return await with_rules(actor, here.snapshot, here.loaded, cards, now)


def _changes(here: Study, since: datetime, now: datetime) -> list[ChangeView]:
    found = []
    for kc_id, state in here.states.items():
        fresh = [outcome for outcome in state.recent if outcome.at >= since]
        if fresh and kc_id in here.snapshot.kcs:
            right = sum(outcome.correct for outcome in fresh)
            found.append(ChangeView(here.snapshot.kcs[kc_id].name, band_of(state, now).value, right, len(fresh)))
    return sorted(found, key=lambda change: -change.answers)[:5]


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


async def path_view(actor: Actor, section_id: UUID | None = None) -> tuple[str, list[KcView]]:
    """Return the section's title and every KC in path order, with its place in the drawing and what is ruled of it."""
    here = await study(actor, section_id)
    rules = here.loaded.rules
    names = await people.names(actor.tenant_id, rules.makers) if rules else {}
    views = topic_views(here.snapshot, here.states, here.loaded.withdrawn, rules, names)
    described = [replace(view, standard_text=description(view.standard, actor.locale)) for view in views]
    return here.section.title, described


def evidence_view(one: SeenEvent, snapshot: CourseSnapshot, kc_id: UUID) -> EvidenceView:
    """Return one stored answer as the pages show it, with where it left this KC."""
    told = one.result.get("mastery")
    moved = told.get(str(kc_id)) if isinstance(told, dict) else None
    after, low, high = (percent(float(value)) for value in moved) if moved else (-1, 0, 0)
    return EvidenceView(
        str(one.event_id),
        snapshot.content[one.object_id].title if one.object_id in snapshot.content else "",
        one.verb,
        _outcome(one.correct),
        one.received_at.isoformat(),
        int(one.result.get("hints", 0) or 0),
        after,
        low,
        high,
        one.voided,
    )


async def history(actor: Actor, section_id: UUID | None = None) -> list[tuple[str, int, int]]:
    """Return (day, right, wrong) of the last 60 days with answers, in the institution's time zone."""
    here = await study(actor, section_id)
    since = current().clock.now() - timedelta(days=HISTORY_DAYS)
    zone = (here.loaded.institution or ("", ""))[1] or "UTC"
    async with current().db.raw(actor.tenant_id) as conn:
        return await rows.answers_by_day(conn, actor.tenant_id, actor.person_id, here.snapshot.course_id, zone, since)


async def note(
    actor: Actor, verb: Verb, content_id: UUID, decision_id: UUID | None, section_id: UUID | None = None
) -> None:
    """Record that a recommendation was opened or dismissed; a failure must not keep the student from the page."""
    here = await study(actor, section_id, content_id)
    result = EventResult(decision_id=decision_id)
    try:
        await learning.record_event(
            event(actor, here.section.section_id, verb, object_id=content_id, result=result), actor
        )
    except LearnAppError:
        return
