"""Two institutions side by side: Riverside, whose every row is known, and Hillview, whose people are curious."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.engine.event import EventContext, EventResult, LearningEvent, Verb
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import (
    Services,
    assessments,
    assignments,
    attempts,
    channel_settings,
    content,
    delivery_choices,
    drafts,
    identity,
    learning,
    learning_requests,
    message_templates,
    operations,
    path_rules,
    person_detail,
    pins,
    prerequisites,
    privacy,
    retrieval_index,
    sessions,
    tutor,
    tutor_rules,
)
from learnapp.storage.repositories import deliveries as delivery_rows
from learnapp.storage.repositories import delivery_setup as setup_rows
from learnapp.storage.repositories.deliveries import Planned
from learnapp.storage.repositories.delivery_setup import NewAddress
from tests.factories import School, Somebody, build_school
from tests.integration.learning.conftest import Course, build_course

MARK = "Riverwort"
"""Stands in every text of Riverside: a course, an item, a report, a post."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass
class Neighbour:
    """One institution that works: a course, people of every role, learning that has happened.

    Attributes:
        ids: One id of each kind, by the name that an argument for it would have.
        cookies: A real session of everybody, by first name.
        secret: An API client's secret with the scope events:write.
    """

    school: School
    course: Course
    ids: dict[str, UUID]
    cookies: dict[str, str] = field(default_factory=dict)
    secret: str = ""

    async def actor(self, name: str) -> Actor:
        """Return the person as the session would give them, read now."""
        found = await sessions.actor_for_person(self.school.tenant_id, self.school[name].person_id)
        assert found is not None
        return found

    def who(self, role: str) -> Somebody:
        """Return the first person with this role."""
        return next(person for person in self.school.people.values() if person.role == role)


def event_of(school: School, student: str, verb: Verb, object_id: UUID | None, at: Any, **result: Any) -> LearningEvent:
    """Return an event of a student of this school."""
    return LearningEvent(
        event_id=uuid7(),
        student_id=school[student].person_id,
        verb=verb,
        object_id=object_id,
        step_id="s1" if verb in (Verb.ANSWERED, Verb.HINT_REQUESTED) else None,
        occurred_at=at,
        result=EventResult(**result),
        context=EventContext(section_id=school.section_id),
    )


async def settle(services: Services, slug: str, names: dict[str, tuple[str, ...]], mark: str = "") -> Neighbour:
    """Build an institution whose first student has learned, posted and complained.

    Args:
        services: The whole system, bound as current.
        slug: Beginning of its slug.
        names: First names in small letters by role in the plural, as `build_school` takes them.
        mark: Put before every title of its course.
    """
    db = services.db
    # A university's contract is enough of a consent, so everything that happens is stored.
    school = await build_school(db, slug, "university", birth_date=date(2004, 5, 17), **names)  # type: ignore[arg-type]
    course = await build_course(db, school.tenant_id)
    tenant, student = {"t": school.tenant_id}, names["students"][0]
    async with db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text(
                "UPDATE section SET course_id = :c, course_tenant_id = :t, title = :m || ' class' WHERE tenant_id = :t"
            ),
            {**tenant, "c": course.course_id, "m": f"{mark or slug} class"},
        )
        for statement in (
            "UPDATE course SET title = :m || title WHERE tenant_id = :t",
            "UPDATE lesson SET title = :m || title WHERE tenant_id = :t",
            "UPDATE kc SET name = :m || name WHERE tenant_id = :t",
            "UPDATE content SET title = :m || title WHERE tenant_id = :t",
        ):
            await tx.session.execute(text(statement), {**tenant, "m": f"{mark} " if mark else ""})
    admin = await sessions.actor_for_person(school.tenant_id, next(
        person.person_id for person in school.people.values() if person.role == "admin"
    ))  # fmt: skip
    learner = await sessions.actor_for_person(school.tenant_id, school[student].person_id)
    assert admin is not None and learner is not None
    item, now = course.practice[0][0], services.clock.now()
    answered = event_of(school, student, Verb.ANSWERED, item, now, response="7")
    answer = await learning.record_event(answered, learner)
    assert answer.stored
    await learning.record_event(event_of(school, student, Verb.HINT_REQUESTED, item, now, hint_index=0), learner)
    await learning.record_event(event_of(school, student, Verb.FORUM_POSTED, None, now, text=f"{mark} post"), learner)
    review = await content.report_broken(learner, item, f"{mark} this key is wrong", section_id=school.section_id)
    await operations.activity(school.tenant_id, now - timedelta(minutes=1))
    client, secret = await identity.create_api_client(admin, f"{mark} robot", ["events:write"])
    teacher = school.actor(names["instructors"][0])
    given = assignments.AssignmentDraft(content_id=course.readings[0], words=f"{mark} words")
    assignment = await assignments.assign(teacher, school.section_id, given)
    await pins.pin(teacher, school.section_id, item)
    ruling = path_rules.RuleDraft("known", course.kcs[1], f"{mark} rule", school[student].person_id)
    rule = await path_rules.add(teacher, school.section_id, ruling)
    changed = await prerequisites.save(
        teacher, school.section_id, "class", [(course.kcs[3], course.kcs[0])], f"{mark} change", 0
    )
    draft = await drafts.save(admin, course.course_id, course.practice[2][0], {"title": f"{mark} draft"})
    await drafts.submit(admin, course.course_id, [draft])
    await retrieval_index.build(school.tenant_id, course.course_id)
    await tutor_rules.set_institution(admin, "section", deletable=True)
    await tutor_rules.add_hours(teacher, school.section_id, weekday="6", day="", begins="03:00", ends="03:10")
    pause = UUID((await tutor_rules.hours(teacher, school.section_id)).rows[0].id)
    spoken = await tutor.ask(learner, f"What is {mark} about?", content_id=item, told="section")
    assert spoken.conversation_id
    test = await assessments.create(teacher, school.section_id, f"{mark} test", "fixed")
    await assessments.put_items(teacher, test, course.practice[3][:2])
    await assessments.give(teacher, test)
    asked = await learning_requests.choose(learner, f"test:{test}")
    assert asked.outcome == "made"
    wish = (await learning_requests.read(learner)).request.id
    attempt = UUID(await attempts.begin(learner, test))
    await attempts.save(learner, attempt, 1, "s1", "7")
    address = uuid7()
    await message_templates.save(admin, "notice", "en", f"{mark} letter", f"{mark} {{sentence}}")
    await channel_settings.set_web_push(admin)
    await delivery_choices.choose(learner, "assignment", "mail", "weekly")
    await delivery_choices.set_habit(learner, digest_hour=9, school_days=True)
    async with db.transaction(school.tenant_id) as tx:
        told = await delivery_rows.take_unrouted(tx.session, school.tenant_id, now, 1)
        planned = [Planned(one.person_id, one.notice_id, "mail", one.kind, "once", now, now, "failed") for one in told]
        await delivery_rows.plan(tx.session, school.tenant_id, planned, now)
        number = NewAddress(address, "sms", b"riverside", confirmed_at=now)
        await setup_rows.set_address(tx.session, school.tenant_id, learner.person_id, number, now)
        (failed,), _ = await delivery_rows.failed(tx.session, school.tenant_id, offset=0, size=1)
    consent = await privacy.consent_status(admin, school[student].person_id)
    assert consent
    ids = {
        "person": school[student].person_id,
        "student": school[student].person_id,
        "subject": school[student].person_id,
        "instructor": school[names["instructors"][0]].person_id,
        "section": school.section_id,
        "course": course.course_id,
        "kc": course.kcs[0],
        "content": item,
        "reading": course.readings[0],
        "review": review,
        "assignment": assignment,
        "rule": rule,
        "draft": draft,
        "graph": UUID(changed.past[0].id),
        "version": UUID(changed.past[0].id),
        "assessment": test,
        "attempt": attempt,
        "request": UUID(wish),
        "conversation": UUID(spoken.conversation_id),
        "pause": pause,
        "client": client,
        "address": address,
        "delivery": failed.delivery_id,
        "event": answered.event_id,
        "decision": answer.decision_id or uuid7(),
        "tenant": school.tenant_id,
    }
    made = Neighbour(school, course, ids, secret=secret)
    if "otto" in school.people:
        await person_detail.set_roles(admin, school["otto"].person_id, ["auditor"])
    for name, person in school.people.items():
        made.cookies[name] = (await sessions.start_session(school.tenant_id, person.person_id)).token
    sessions.forget_everyone()
    return made


@dataclass
class Riverside:
    """What nobody of another institution may ever see or change.

    Attributes:
        home: The institution itself.
        texts: Names, addresses, slug and the mark, in small letters.
        uuids: Every id in every row of it, as text.
    """

    home: Neighbour
    texts: frozenset[str]
    uuids: frozenset[str]
    superuser: str

    def leaks(self, document: object, given: Iterable[object] = ()) -> set[str]:
        """Return what of Riverside's is in a document; what the asker had sent in the first place is no leak.

        Args:
            document: Anything; bytes and text as they are, the rest by `repr`.
            given: Ids and texts that the asker sent.
        """
        if isinstance(document, bytes):
            document = document.decode("utf-8", "replace")
        shown = (document if isinstance(document, str) else repr(document)).casefold()
        sent = " ".join(str(each) for each in given).casefold()
        found = {word for word in self.texts if word in shown and word not in sent}
        return found | {each for each in _UUID.findall(shown) if each in self.uuids and each not in sent}

    def watch(self) -> None:
        """Have the database itself note each change of a row of Riverside's, until `unwatch`; asking costs nothing."""
        tenant = str(self.home.school.tenant_id)
        with self._look.transaction(), self._look.cursor() as cursor:
            cursor.execute(_NOTES)
            for table in _tables(self._look):
                cursor.execute(_WATCH.format(table=table, tenant=tenant))

    def unwatch(self) -> None:
        """Let the database be as it was."""
        self._look.execute("DROP SCHEMA watching CASCADE")
        self._look.close()
        del self._look

    @cached_property
    def _look(self) -> psycopg.Connection:
        """A connection with full power, kept."""
        return psycopg.connect(self.superuser, autocommit=True)

    def changes(self) -> dict[str, int]:
        """Return how often a row of Riverside's was written, changed or removed, by table, since `watch`."""
        return dict(self._look.execute(_CHANGES, prepare=True).fetchall())

    def rows(self) -> dict[str, int]:
        """Return how many rows of Riverside's each table holds, read with full power."""
        statement = " UNION ALL ".join(_COUNT.format(table=table) for table in _tables(self._look))
        return dict(self._look.execute(statement, {"tenant": self.home.school.tenant_id}).fetchall())


_COUNT = "SELECT '{table}', count(*) FROM {table} WHERE tenant_id = %(tenant)s"
_CHANGES = "SELECT name, count(*) FROM watching.change GROUP BY name"
# When a session or person was last seen is no change of theirs. What is rolled back takes its note with it.
_NOTES = """
CREATE SCHEMA watching;
CREATE TABLE watching.change (name text NOT NULL);
CREATE FUNCTION watching.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'last_seen_at' - 'last_used_at'
      = to_jsonb(NEW) - 'last_seen_at' - 'last_used_at' THEN
    RETURN NULL;
  END IF;
  INSERT INTO watching.change VALUES (TG_ARGV[0]);
  RETURN NULL;
END $$;
"""
_WATCH = """
CREATE TRIGGER watched_new AFTER INSERT ON {table} FOR EACH ROW WHEN (NEW.tenant_id = '{tenant}')
  EXECUTE FUNCTION watching.note('{table}');
CREATE TRIGGER watched_old AFTER DELETE ON {table} FOR EACH ROW WHEN (OLD.tenant_id = '{tenant}')
  EXECUTE FUNCTION watching.note('{table}');
CREATE TRIGGER watched AFTER UPDATE ON {table} FOR EACH ROW
  WHEN (OLD.tenant_id = '{tenant}' OR NEW.tenant_id = '{tenant}') EXECUTE FUNCTION watching.note('{table}');
"""


def _tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT format('%I.%I', c.table_schema, c.table_name) FROM information_schema.columns c "
        "JOIN pg_class k ON k.oid = format('%I.%I', c.table_schema, c.table_name)::regclass "
        "WHERE c.column_name = 'tenant_id' AND c.table_schema IN ('public', 'directory') "
        "AND k.relkind IN ('r', 'p') AND NOT k.relispartition ORDER BY 1"
    )
    return [row[0] for row in rows]


def know(home: Neighbour, superuser: str) -> Riverside:
    """Read everything that Riverside has, with full power."""
    school, uuids = home.school, set[str]()
    with psycopg.connect(superuser, autocommit=True) as connection:
        for table in _tables(connection):
            rows = connection.execute(
                f"SELECT to_jsonb(t)::text FROM {table} t WHERE tenant_id = %s",  # noqa: S608
                (school.tenant_id,),
            )
            for (line,) in rows:
                uuids.update(_UUID.findall(line))
    uuids.discard(str(LIBRARY_TENANT))
    people = school.people.values()
    texts = {MARK, school.slug, *(person.name for person in people), *(person.email for person in people)}
    return Riverside(home, frozenset(word.casefold() for word in texts), frozenset(uuids), superuser)
