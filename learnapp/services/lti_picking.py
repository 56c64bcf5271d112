"""A teacher chooses what her LMS links to (deep linking 2.0); the answer is signed and goes back to where it was asked.

The page holds a ticket instead of a session, so that it works in a frame in which a browser keeps no cookie.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.core.i18n import translate
from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.lti.deep_linking import LINK, Choice, Wish, answer
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.security.access import Actor
from learnapp.services import assignment_choices, content, current, lms, lms_keys, lti_tickets, sessions, trail
from learnapp.services.assignment_choices import ThingView
from learnapp.services.assignments import section_of
from learnapp.services.lti_login import Place, failed, place_of, require_on
from learnapp.services.lti_questions import PICK
from learnapp.services.lti_things import Thing, thing_of
from learnapp.services.lti_tickets import Ticket
from learnapp.storage.repositories import assessments as assessment_rows
from learnapp.storage.repositories import content_reports as reports

SIZE, MOST_CHOSEN, MOST_LESSONS = 12, 30, 40
_MOST_COURSES = 200
HUNDRED = 100.0
"""Points of what has no number of its own: a topic, a lesson, a test that draws its questions."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be chosen.

    Attributes:
        key: See `Thing.key`.
        kind: `course`, `path`, `lesson`, `topic`, `test`, or the kind of a content.
        topic: Of a content, "" otherwise.
    """

    key: str
    kind: str
    title: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class PickView:
    """The picker.

    Attributes:
        several: Whether more than one may be chosen.
        columns: Whether the LMS may make a column in its gradebook for each.
        studies: Whether the class studies a course: without one there is nothing to choose.
        courses: (`tenant/course`, title) of what it may study, as long as it studies none.
        chosen: What has been chosen so far, also on other pages.
    """

    ticket: str
    place: Place
    section: str
    several: bool
    columns: bool
    studies: bool
    offers: list[Offer]
    chosen: list[Offer]
    text: str
    offset: int
    total: int
    courses: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the browser posts to the LMS.

    Attributes:
        return_url: On the LMS's own site.
        token: Signed.
    """

    return_url: str
    token: str
    place: Place


async def look(ticket: str, *, chosen: Sequence[str] = (), text: str = "", offset: int = 0) -> PickView:
    """Return what can be chosen.

    Args:
        ticket: Of `Picking`.
        chosen: Keys of what has been chosen so far.
        text: Only what has each of these words in its title or topic.
        offset: Rows before the page.

    Raises:
        LaunchFailedError: The ticket has expired or was used.
    """
    opened, place, wish = await _opened(ticket)
    try:
        actor, section = await _teacher(opened)
        one, snapshot = await section_of(actor, section)
        found = await assignment_choices.things(actor, section, text=text, offset=offset, size=SIZE)
        offers = _pages(snapshot, place, text) if snapshot is not None and found.offset == 0 else []
        offers += [_offer(each) for each in found.rows if not each.withdrawn]
        courses = [] if snapshot is not None else (await content.list_courses(actor, size=_MOST_COURSES)).rows
        picked = [await _chosen(actor, section, snapshot, key, place) for key in dict.fromkeys(chosen[:MOST_CHOSEN])]
    except LearnAppError as refused:
        raise await failed(refused, (opened.institution.tenant_id, opened.row), place) from refused
    columns = wish.kind == LINK and wish.line_items is not False
    return PickView(
        ticket, place, one.title, wish.several, columns, snapshot is not None, offers, picked, text, found.offset,
        found.total, [(f"{each.tenant_id}/{each.course_id}", each.title) for each in courses],
    )  # fmt: skip


async def study(ticket: str, course: str) -> None:
    """Let the class study a course, where it studies none yet: who teaches it has begun it, or may have.

    Args:
        ticket: Of `Picking`.
        course: `tenant/course`.

    Raises:
        LaunchFailedError: The ticket has expired or was used, or there is no such course.
    """
    opened, place, _ = await _opened(ticket)
    tenant = opened.institution.tenant_id
    try:
        actor, section = await _teacher(opened)
        owner, _, wanted = course.partition("/")
        try:
            chosen = UUID(owner), UUID(wanted)
        except ValueError as error:
            raise LaunchRefusedError("lti_content_gone") from error
        found = await current().courses.get(*chosen, None, reader=tenant)
        async with current().db.raw(tenant) as conn:
            if await reports.course_of_section(conn, tenant, section) is None:
                await reports.set_section_course(conn, tenant, section, *chosen, found.version)
        await trail.audit(
            actor, "course.adopt", "course", object_id=chosen[1],
            detail={"version": found.version, "section": str(section)},
        )  # fmt: skip
    except LearnAppError as refused:
        raise await failed(refused, (tenant, opened.row), place) from refused


async def finish(ticket: str, chosen: Sequence[str], *, columns: bool, origin: str) -> Answered:
    """Return the signed answer with what was chosen, or with nothing; the ticket counts once.

    Args:
        ticket: Of `Picking`.
        chosen: Keys of what was chosen; none: it was called off.
        columns: Whether each gets a column in the gradebook.
        origin: Address at which people use this server.

    Raises:
        LaunchFailedError: The ticket has expired or was used, or the class no longer has what was chosen.
    """
    opened, place, wish = await _opened(ticket)
    tenant, row = opened.institution.tenant_id, opened.row
    try:
        actor, section = await _teacher(opened)
        _, snapshot = await section_of(actor, section)
        keys = list(dict.fromkeys(chosen))[: MOST_CHOSEN if wish.several else 1]
        choices = []
        for key in keys:
            offer = await _chosen(actor, section, snapshot, key, place)
            choices.append(await _choice(actor, offer, snapshot, origin, columns))
        if not await opened.take():
            raise LaunchRefusedError("lti_state")
        pair = await lms_keys.signing_key(tenant)
        told = lms.addresses(origin, opened.institution.slug)
        words = translate(place.locale, "lti-picked", count=len(choices)) if choices else ""
        token = await asyncio.to_thread(
            answer, lms.platform_of(row), pair, opened.said.deployment_id, wish, choices, told.launch, words
        )
        await trail.audit(
            actor, "lms.link", "lms", object_id=row.registration_id,
            detail={"section": str(section), "things": keys},
        )  # fmt: skip
    except LearnAppError as refused:
        raise await failed(refused, (tenant, row), place) from refused
    return Answered(wish.return_url, token, place)


async def _opened(ticket: str) -> tuple[Ticket, Place, Wish]:
    opened = await lti_tickets.open_ticket(ticket, PICK)
    if opened is None or opened.said.wish is None:
        raise await failed(LaunchRefusedError("lti_state"), None, None)
    place, at = place_of(opened.row, opened.institution, opened.said), (opened.institution.tenant_id, opened.row)
    try:
        require_on(opened.row)
        if not await opened.valid():
            raise LaunchRefusedError("lti_state")
    except LaunchRefusedError as refused:
        raise await failed(refused, at, place) from refused
    return opened, place, opened.said.wish


async def _teacher(opened: Ticket) -> tuple[Actor, UUID]:
    """Return who chooses, as they are now, and their class."""
    person, section = UUID(opened.more["person"]), UUID(opened.more["section"])
    actor = await sessions.actor_for_person(opened.institution.tenant_id, person)
    if actor is None:
        raise LaunchRefusedError("lti_suspended")
    await trail.authorise(actor, "read", "assignment", section_id=section)
    return actor, section


def _pages(snapshot: CourseSnapshot, place: Place, text: str) -> list[Offer]:
    """Return what stands before topics and contents: the course as a whole, the path, and its lessons."""
    words = text.casefold().split()
    whole = [
        Offer("course", "course", snapshot.title),
        Offer("path", "path", translate(place.locale, "lti-pick-path", title=snapshot.title)),
        *(
            Offer(f"lesson:{one.lesson_id}", "lesson", one.title)
            for one in sorted(snapshot.lessons, key=lambda one: (one.position, one.title))
        ),
    ]
    return [one for one in whole if all(word in one.title.casefold() for word in words)][:MOST_LESSONS]


def _offer(found: ThingView) -> Offer:
    kind = found.kind if found.kind in ("topic", "test") else "content"
    return Offer(f"{kind}:{found.id}", found.kind, found.title, found.topic)


async def _chosen(actor: Actor, section: UUID, snapshot: CourseSnapshot | None, key: str, place: Place) -> Offer:
    """Return what a key names, as the class has it now.

    Raises:
        LaunchRefusedError: It does not.
    """
    thing = thing_of(key)
    if snapshot is not None and thing is not None and thing.kind in ("course", "path", "lesson"):
        for one in _pages(snapshot, place, ""):
            if one.key == thing.key:
                return one
    if thing is not None and thing.id is not None:
        try:
            found = await assignment_choices.thing(actor, section, thing.id)
        except NotFoundError as error:
            raise LaunchRefusedError("lti_content_gone") from error
        offer = _offer(found)
        if offer.key == key and not found.withdrawn:
            return offer
    raise LaunchRefusedError("lti_content_gone")


async def _choice(actor: Actor, offer: Offer, snapshot: CourseSnapshot | None, origin: str, columns: bool) -> Choice:
    thing = thing_of(offer.key)
    if thing is None:
        raise LaunchRefusedError("lti_content_gone")
    points = await _points(actor, thing, snapshot) if columns else 0.0
    return Choice(offer.title, f"{origin}{_address(thing)}", thing.custom, thing.key if points else "", points)


def _address(thing: Thing) -> str:
    """Return the page of a plain link, which is for whoever signs in: a student's."""
    pages = {"content": f"/learn/{thing.id}", "test": f"/quiz/{thing.id}", "path": "/path"}
    return pages.get(thing.kind, "/today")


async def _points(actor: Actor, thing: Thing, snapshot: CourseSnapshot | None) -> float:
    """Return the most that can be reached, 0 for what is not graded."""
    if thing.kind in ("course", "path") or thing.id is None:
        return 0.0
    if thing.kind == "content":
        found = snapshot.content.get(thing.id) if snapshot is not None else None
        return float(len(found.steps)) if found is not None else 0.0
    if thing.kind == "test":
        async with current().db.transaction(actor.tenant_id) as tx:
            items = await assessment_rows.items(tx.session, actor.tenant_id, thing.id)
        return float(len(items)) or HUNDRED
    return HUNDRED
