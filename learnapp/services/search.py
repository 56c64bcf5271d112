"""Search: everything that the signed-in person may read, by its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.paging import bounded
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor, allow
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import classroom, current, progress, search_own, search_posts, search_words, trail
from learnapp.services.search_own import FoundOwn
from learnapp.services.search_posts import FoundPost
from learnapp.services.search_views import GroupView, ResultView, SearchView
from learnapp.services.search_words import Part
from learnapp.storage.repositories import progress as progress_rows
from learnapp.storage.repositories import search as rows
from learnapp.storage.repositories.progress import StudySection
from learnapp.storage.repositories.search import Allowed, Conn, EntryRow, Wanted

KINDS = (
    "course",
    "lesson",
    "topic",
    "reading",
    "video",
    "simulation",
    "interactive",
    "practice",
    "post",
    *search_own.KINDS,
)
"""In the order in which they are shown."""
FEW, PAGE = 5, 20
"""Results of each kind at first, and on a page of one kind."""
_MOST_CLASSES, _MOST_KEPT = 20, 10_000
_kept: dict[str, tuple[list[str], list[str]]] = {}
"""Words that were looked for lately, with their English and Spanish stems."""
_EVERYTHING = frozenset({"instructor", "assistant", "admin", "auditor"})


@dataclass(frozen=True)
class _Scope:
    """What one reader may find, and where it opens.

    Attributes:
        studied: The courses of the reader's own classes; of a guardian the children's.
        sections: The classes in which the reader studies.
        taught: A section that the reader teaches, and its course.
        everything: Whether all content of institution and library may be found.
    """

    studied: list[CourseSnapshot] = field(default_factory=list)
    sections: list[StudySection] = field(default_factory=list)
    taught: list[tuple[UUID, CourseSnapshot]] = field(default_factory=list)
    everything: bool = False

    def allowed(self) -> Allowed | None:
        """Return the only entries that may be found; None: all."""
        if self.everything:
            return None
        found = Allowed()
        for course in self.studied:
            ids = found.shared if course.tenant_id == LIBRARY_TENANT else found.own
            ids += [course.course_id, *course.content, *course.kcs, *(one.lesson_id for one in course.lessons)]
        return found


async def search(actor: Actor, said: str, *, kind: str = "", offset: int = 0) -> SearchView:
    """Return what has the words of a search: the best of every kind, or a page of one kind.

    Students and guardians find only what is in the courses that they or their children study, as published there;
    who teaches or administers finds all content of the institution and of the shared library. Posts are found by those
    who may read them, while they are visible. Own notes, tests, assignments and announcements are found by whose pages
    show them. Keys, solutions and hints are in no search.

    Args:
        actor: Who asks.
        said: The search, as typed. Quotes, `or` and a minus before a word mean what they mean elsewhere.
        kind: One of `KINDS`; anything else: the best of every kind.
        offset: Results of that kind before the page.

    Raises:
        ForbiddenError: The actor may read no content at all.
    """
    await trail.authorise(actor, "read", "content")
    said, kind = search_words.clean(said), kind if kind in KINDS else ""
    offset, _ = bounded(offset if kind else 0, PAGE)
    offset = min(offset, 100_000)
    found = search_words.words(said)
    if not found:
        return SearchView(said, kind, [], 0, 0)
    scope = await _scope(actor)
    size = PAGE if kind else FEW
    async with current().db.raw(actor.tenant_id) as conn:
        wanted = search_words.wanted(said, await _stems(conn, found), actor.locale)
        tenants = list(dict.fromkeys([actor.tenant_id, LIBRARY_TENANT]))
        entries = await rows.entries(
            conn, actor.tenant_id, tenants, wanted, allowed=scope.allowed(), kind=kind, offset=offset, size=size
        )
    posts, own = await _beside(actor, scope.sections, wanted) if wanted.terms else ([], [])
    page = posts[offset : offset + size] if kind == "post" else posts[:size] if not kind else []
    await search_posts.disclose(actor, page)
    of_kind = {one: [each for each in own if each.kind == one] for one in search_own.KINDS}
    counts = {row.kind: row.total for row in entries} | ({"post": len(posts)} if posts else {})
    counts |= {one: len(each) for one, each in of_kind.items() if each}
    start = offset if kind else 0
    shown = [row for row in entries if row.kind == kind or not kind]
    mine = [each for one in of_kind.values() for each in one[start : start + size] if kind in ("", each.kind)]
    results = await _results(
        actor, scope, wanted, [row for row in shown if start < row.place <= start + size], page, mine
    )
    groups = [
        GroupView(one, counts[one], [result for result in results if result.kind == one])
        for one in KINDS
        if one in counts
    ]
    return SearchView(said, kind, groups, sum(counts.values()), offset)


async def _scope(actor: Actor) -> _Scope:
    everything = bool(actor.roles & _EVERYTHING)
    people = [actor.person_id, *sorted(actor.students)]
    courses: dict[tuple[UUID, UUID, int], None] = {}
    own: list[StudySection] = []
    if actor.kind == "person" and actor.roles & {"student", "guardian"}:
        for person in people[:20]:
            async with current().db.reading(actor.tenant_id) as batch:
                sections = await progress_rows.sections_of(batch, actor.tenant_id, person)
            courses.update(dict.fromkeys(section.course for section in sections))
            if person == actor.person_id:
                own = sections
    studied = [course for key in courses if (course := await classroom.course_of(*key)) is not None]
    taught = []
    if actor.led:
        for row in await classroom.sections(actor):
            course = await classroom.course_of(row.course_tenant_id, row.course_id, row.course_version)
            if course is not None:
                taught.append((row.section_id, course))
    return _Scope(studied, own, taught, everything)


async def _beside(actor: Actor, sections: list[StudySection], wanted: Wanted) -> tuple[list[FoundPost], list[FoundOwn]]:
    """Return the posts, and what else is found beside courses."""
    own = sections[:_MOST_CLASSES] if allow(actor, "read", "attempt", student_id=actor.person_id).allowed else []
    classes = sorted(actor.sections | {one.section_id for one in own})
    async with current().db.reading(actor.tenant_id) as batch:
        there = await rows.there(batch, actor.tenant_id, actor.person_id, classes)
    needed = there.posts | there.tests | there.assignments
    found = [await progress.study_in(actor, one) for one in own if one.section_id in needed]
    places = [one for one in found if one is not None]
    posts = await search_posts.find(actor, wanted, there, places)
    return posts, await search_own.find(actor, wanted, there, places)


async def _stems(conn: Conn, words: list[str]) -> list[tuple[str, list[str], list[str]]]:
    """Return words with their stems: from memory, for they never change."""
    known = {word: _kept[word] for word in words if word in _kept}
    fresh = [word for word in words if word not in known]
    if fresh:
        known |= {word: (english, spanish) for word, english, spanish in await rows.lexemes(conn, fresh)}
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept.update({word: known[word] for word in fresh})
    return [(word, *known[word]) for word in words]


async def _results(
    actor: Actor,
    scope: _Scope,
    wanted: Wanted,
    entries: list[EntryRow],
    posts: list[FoundPost],
    own: list[FoundOwn],
) -> list[ResultView]:
    texts = [text for row in entries for text in (row.title, row.body)]
    marks = [mark or "" for row in entries for mark in (row.marked_title, row.marked_body)]
    others = [text for post in posts for text in (post.title, post.text)]
    others += [text for one in own for text in (one.title, one.text)]
    if others:
        async with current().db.raw(actor.tenant_id) as conn:
            marks += await rows.marked(conn, others, wanted)
        texts += others
    pieces = [
        search_words.parts(text, mark, wanted, whole=number % 2 == 0)
        for number, (text, mark) in enumerate(zip(texts, marks, strict=True))
    ]
    found = [
        _entry(actor, scope, row, pieces[2 * number], pieces[2 * number + 1]) for number, row in enumerate(entries)
    ]
    first = len(entries)
    for number, post in enumerate(posts, first):
        taught = post.section_id in {section for section, _ in scope.taught} or actor.teaches(post.section_id)
        address = f"/teach/{post.section_id}/discussion" if taught else f"/discussion?class={post.section_id}"
        found.append(
            ResultView(
                str(post.post_id), "post", pieces[2 * number], post.where, post.author, post.at.isoformat(),
                pieces[2 * number + 1], address,
            )
        )  # fmt: skip
    for number, one in enumerate(own, first + len(posts)):
        title, snippet = pieces[2 * number], pieces[2 * number + 1]
        found.append(ResultView(one.id, one.kind, title, one.where, snippet=snippet, address=one.address))
    return found


def _entry(actor: Actor, scope: _Scope, row: EntryRow, title: list[Part], snippet: list[Part]) -> ResultView:
    where = " · ".join(part for part in (row.course, row.lesson) if part)
    return ResultView(str(row.entry_id), row.kind, title, where, snippet=snippet, address=_address(actor, scope, row))


def _address(actor: Actor, scope: _Scope, row: EntryRow) -> str:
    """Return the page that shows an entry to this reader; "" when none does."""
    if "student" in actor.roles:
        for course in scope.studied:
            if course.tenant_id == row.tenant_id and (found := _learn(course, row)):
                return found
    for section, course in scope.taught:
        if course.tenant_id == row.tenant_id and _holds(course, row):
            return _teaches(actor, section, course, row)
    return "/admin/content" if actor.roles & {"admin"} and row.kind == "course" else ""


def _teaches(actor: Actor, section: UUID, course: CourseSnapshot, row: EntryRow) -> str:
    """Return where who teaches a class sees an entry of its course: a topic as it stands, all else as students do."""
    if row.entry_id in course.kcs or not allow(actor, "read", "class_preview", section_id=section).allowed:
        return f"/teach/{section}/mastery"
    first = _first(course, row)
    return f"/teach/{section}/preview/{first}" if first is not None else f"/teach/{section}/preview"


def _learn(course: CourseSnapshot, row: EntryRow) -> str:
    """Return where a student begins with an entry of a course."""
    if row.entry_id == course.course_id:
        return "/path"
    first = _first(course, row)
    return f"/learn/{first}" if first is not None else ""


def _first(course: CourseSnapshot, row: EntryRow) -> UUID | None:
    """Return the content with which an entry of a course begins."""
    if row.entry_id in course.content:
        return row.entry_id
    first = next(iter(course.by_kc.get(row.entry_id, ())), None)
    if row.kind == "lesson":
        first = next((one.content_id for one in course.content.values() if one.lesson_id == row.entry_id), None)
    return first


def _holds(course: CourseSnapshot, row: EntryRow) -> bool:
    return row.course_id == course.course_id or row.entry_id in course.kcs
