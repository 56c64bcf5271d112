"""What a link of an LMS opens: named by its custom parameters, so that it goes along with a copied course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.agents.guardrail import suits
from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.security.access import Actor
from learnapp.services import classroom, current, progress
from learnapp.services.learner_facts import facts_of
from learnapp.storage.repositories import assessments as assessment_rows
from learnapp.storage.repositories import lti_links as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows

NAMED = ("content", "test", "topic", "lesson")
"""Kinds that have an id; `course` and `path` are pages of the class."""
KINDS = ("course", "path", *NAMED)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a link can open.

    Attributes:
        kind: One of `KINDS`.
        id: Of a kind that has one.
    """

    kind: str
    id: UUID | None = None

    @property
    def key(self) -> str:
        """How forms and line items name it."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @property
    def custom(self) -> dict[str, str]:
        """The custom parameters of a link to it."""
        return {self.kind: str(self.id)} if self.id else {"page": self.kind}


def thing_of(key: str) -> Thing | None:
    """Return what a key names, None for nothing of ours."""
    kind, _, text = key.partition(":")
    if kind in NAMED:
        found = _id(text)
        return Thing(kind, found) if found else None
    return Thing(kind) if kind in KINDS and not text else None


def named(custom: Mapping[str, str]) -> Thing | None:
    """Return what custom parameters name, None when they name nothing."""
    for kind in NAMED:
        found = _id(custom.get(kind, ""))
        if found is not None:
            return Thing(kind, found)
    page = custom.get("page", "")
    return Thing(page) if page in ("course", "path") else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def history(custom: Mapping[str, str], name: str) -> list[str]:
    """Return the ids that a platform gives of what something was copied from, the latest first.

    A platform that cannot say leaves the variable as it is.
    """
    text = custom.get(name, "")
    return [one.strip() for one in text.split(",") if one.strip() and len(one) <= 255][:20] if "$" not in text else []


# --- where it leads --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Class:
    snapshot: CourseSnapshot | None
    withdrawn: frozenset[UUID]


async def _class(session: AsyncSession, tenant: UUID, section: UUID) -> _Class:
    found = await section_rows.sections_by_id(session, tenant, [section])
    one = found[0] if found else None
    snapshot = None
    if one is not None:
        snapshot = await classroom.course_of(one.course_tenant_id, one.course_id, one.course_version)
    gone = await withdrawal_rows.withdrawn(session, tenant, section)
    return _Class(snapshot, frozenset(each.content_id for each in gone))


class TestElsewhereError(LaunchRefusedError):
    """A test of another class: the link was copied, and the test was not.

    Attributes:
        test: The test.
    """

    def __init__(self, test: UUID) -> None:
        super().__init__("lti_test_elsewhere")
        self.test = test


async def address(tenant: UUID, person: UUID, section: UUID, thing: Thing, role: str) -> str:
    """Return the page that opens something for somebody in their class.

    Args:
        tenant: The institution.
        person: Who opens it.
        section: Their class.
        thing: What.
        role: `student` or `instructor`.

    Raises:
        LaunchRefusedError: The class does not have it, or no longer.
        TestElsewhereError: It is a test of another class of this institution.
    """
    teaches = role == "instructor"
    if thing.kind == "course":
        return f"/teach/{section}" if teaches else "/today"
    if thing.kind == "path":
        return f"/teach/{section}/preview" if teaches else "/path"
    async with current().db.transaction(tenant) as tx:
        if thing.kind == "test":
            test = await _test(tx.session, tenant, section, thing, teaches)
            return f"/teach/assessments/{test}" if teaches else f"/quiz/{test}"
        here = await _class(tx.session, tenant, section)
    found = _contents(here, thing)
    if not found:
        raise LaunchRefusedError("lti_content_gone")
    if teaches:
        return f"/teach/{section}/preview/{found[0]}"
    if thing.kind == "content":
        return f"/learn/{found[0]}"
    return f"/learn/{await _next(tenant, person, section, found)}"


def _contents(here: _Class, thing: Thing) -> list[UUID]:
    """Return what a thing consists of, as far as the class has it."""
    snapshot = here.snapshot
    if snapshot is None or thing.id is None:
        return []
    if thing.kind == "content":
        found: tuple[UUID, ...] = (thing.id,)
    elif thing.kind == "topic":
        found = snapshot.by_kc.get(thing.id, ())
    else:
        inside = [one for one in snapshot.content.values() if one.lesson_id == thing.id]
        found = tuple(one.content_id for one in sorted(inside, key=lambda one: (one.position, one.title)))
    return [one for one in found if one in snapshot.content and one not in here.withdrawn]


async def _next(tenant: UUID, person: UUID, section: UUID, found: list[UUID]) -> UUID:
    """Return the first of some contents that suits a student and that they have not done lately."""
    actor = Actor(tenant, person, roles=frozenset({"student"}), sections=frozenset({section}))
    here = await progress.study(actor, section)
    services = current()
    facts = facts_of(services.keyring, tenant, person, here.loaded, services.clock.now())
    allowed = [one for one in found if suits(here.snapshot.content[one], facts.age)]
    recent = here.loaded.learner.recent_content if here.loaded.learner else []
    if not allowed:
        raise LaunchRefusedError("lti_content_gone")
    return next((one for one in allowed if one not in recent), allowed[0])


async def _test(session: AsyncSession, tenant: UUID, section: UUID, thing: Thing, teaches: bool) -> UUID:
    wanted = thing.id or UUID(int=0)
    copy = await rows.copied_test(session, tenant, section, wanted)
    made = await assessment_rows.one(session, tenant, copy or wanted)
    # A teacher sees a draft, too; students what was given to them.
    if made is None or made.withdrawn_at is not None or (made.given_at is None and not teaches):
        raise LaunchRefusedError("lti_content_gone")
    if made.section_id != section:
        raise TestElsewhereError(made.assessment_id)
    return made.assessment_id
