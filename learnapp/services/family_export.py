"""A child's whole record for their guardian, as a zip that opens on any computer."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from learnapp.core.i18n import translate
from learnapp.core.table_words import cell, heads
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import (
    child_tests,
    current,
    delivery_export,
    outside_accounts,
    people,
    privacy,
    progress,
    trail,
    trained_reading,
    xapi_people,
)
from learnapp.services.family import as_child
from learnapp.services.feature_list import known_of
from learnapp.services.goal_progress import courses_of
from learnapp.services.notice_board import sentence
from learnapp.services.players import opened
from learnapp.services.tutor_views import spoken
from learnapp.storage.repositories import experiments as experiment_rows
from learnapp.storage.repositories import family as rows
from learnapp.storage.repositories import family_reports as report_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import learning_requests as request_rows
from learnapp.storage.repositories import licences as licence_rows
from learnapp.storage.repositories import lti_grade_views as grade_rows
from learnapp.storage.repositories import notices as notice_rows
from learnapp.storage.repositories import path_rules as rule_rows
from learnapp.storage.repositories import player_states as player_rows
from learnapp.storage.repositories import roster_import as roster_rows
from learnapp.storage.repositories import tutor as tutor_rows

_BATCH, _MOST_EVENTS = 2_000, 100_000
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


async def record_zip(actor: Actor, student_id: UUID) -> bytes:
    """Return everything that is stored of a child; the download is in the audit trail.

    Raises:
        ForbiddenError: It is none of the actor's children.
        NotFoundError: There is no such child.
    """
    own = await as_child(actor, student_id)
    tenant = actor.tenant_id
    await trail.audit(actor, "family.export", "student_record", object_id=student_id, subject_id=student_id)
    status = await privacy.consent_status(actor, student_id)
    courses = [course for _, course in await courses_of(own)]
    titles = {item: content.title for course in courses for item, content in course.content.items()}
    names = {kc_id: kc.name for course in courses for kc_id, kc in course.kcs.items()}
    async with current().db.transaction(tenant) as tx:
        sealed = (await people_rows.people_by_id(tx.session, tenant, [student_id]))[student_id]
        posts = await rows.posts(tx.session, tenant, student_id)
        checkups = await rows.checkups(tx.session, tenant, student_id)
        told = await notice_rows.all_of(tx.session, tenant, student_id)
        asked = await request_rows.all_of(tx.session, tenant, student_id)
        tried = await experiment_rows.arms_of(tx.session, tenant, student_id)
        ruled = await rule_rows.about(tx.session, tenant, student_id)
        known = await outside_accounts.of_person(tx.session, tenant, student_id)
        passed = await grade_rows.of_student(tx.session, tenant, student_id, 1_000, all_of_it=True)
        tutored = await tutor_rows.all_of(tx.session, tenant, student_id)
        sent = await delivery_export.of_person(tx.session, tenant, student_id, actor.locale)
        left = await player_rows.all_of(tx.session, tenant, student_id)
        elsewhere = await xapi_people.to_take_home(tx.session, tenant, student_id)
        licensed = await licence_rows.views_of(tx.session, tenant, student_id, _MOST_EVENTS)
        remarks = await report_rows.notes_of(tx.session, tenant, student_id)
        listed = await roster_rows.of_objects(tx.session, tenant, "user", [student_id])
        events: list[tuple[object, ...]] = []
        after, last = _LONG_AGO, UUID(int=0)
        while len(events) < _MOST_EVENTS:
            page = await rows.events(tx.session, tenant, student_id, after=after, last=last, size=_BATCH)
            events.extend(_event(row, titles, actor.locale) for row in page)
            if len(page) < _BATCH:
                break
            after, last = page[-1][1], page[-1][0]
    keyring = current().keyring
    locale = actor.locale
    view, key = people.reveal(keyring, sealed, birth_date=True), people.open_key(keyring, sealed)
    sections = await progress.sections(own)
    topics = [
        (
            kc.name,
            section.title,
            cell(locale, kc.band),
            *((kc.value, kc.low, kc.high) if kc.enough else ("", "", "")),
            kc.answers,
        )
        for section in sections
        for kc in (await progress.path_view(own, section.section_id))[1]
    ]
    counted: list[tuple[object, ...]] = []
    trained: list[tuple[object, ...]] = []
    for section in sections:
        here = await progress.study(own, section.section_id)
        if here.loaded.learner is not None:
            numbers = known_of(here.loaded.learner, here.snapshot, actor.locale, current().clock.now())
            counted.extend((section.title, *one) for one in numbers)
            read = await trained_reading.read(tenant, student_id, here.states, list(here.snapshot.topological))
            for kc, p in read.mastered.items():
                trained.append((section.title, names.get(kc, ""), read.version, round(100 * p)))
    taken = await child_tests.to_take_home(own)
    born = view.birth_date.isoformat() if view.birth_date else ""
    profile = [
        *((cell(locale, "name"), view.name), (cell(locale, "e-mail"), view.email), (cell(locale, "born"), born)),
        *((cell(locale, "class"), section.title) for section in sections),
        *((cell(locale, "id in the school's roster"), own) for own in listed.values()),
    ]
    consents = [(cell(locale, one.basis), one.granted_at, one.withdrawn_at, one.note) for one in status.recorded]
    written = [(at, cell(locale, state), key.decrypt("post", text) if key else "") for at, state, text in posts]
    checks = [(at, names.get(kc, ""), cell(locale, claim), *others) for at, kc, claim, *others in checkups]
    heard = [(one.created_at, sentence(one, locale), _yes(locale, one.read)) for one in told]
    arms = [(name, _in_words(actor.locale, arm), *others) for name, arm, *others in tried]
    rules = [
        (section, translate(actor.locale, f"rule-kind-{kind}"), names.get(kc, ""), *others)
        for section, kind, kc, *others in ruled
    ]
    kinds = {kind: translate(actor.locale, f"outside-kind-{kind}") for kind in outside_accounts.KINDS}
    signs = [(kinds[one.kind], one.name, one.linked_at, one.used_at) for one in known]
    wishes = [
        (one.created_at, one.title, ", ".join(names.get(kc, "") for kc in one.targets), one.due_at,
         cell(locale, one.status),
         one.closed_at)
        for one in asked
    ]  # fmt: skip
    talked = [
        (one.at, str(conversation), cell(locale, one.speaker),
         spoken(one.speaker, key.decrypt("tutor", one.text_enc)) if key else "")
        for conversation, one in tutored
    ]  # fmt: skip
    remarked = [(at, section, key.decrypt("report-note", text)) for at, section, text in remarks] if key else []
    played = [
        (at, titles.get(task, ""), name, value)
        for task, state, at in left
        for name, value in sorted(opened(key, state).items() if key else ())
    ]
    files = {
        "profile.csv": _csv(heads(locale, "what", "value"), profile),
        "sign-in.csv": _csv(heads(locale, "what", "where", "connected", "last used"), signs),
        "consents.csv": _csv(heads(locale, "basis", "given", "withdrawn", "note"), consents),
        "topics.csv": _csv(
            heads(locale, "topic", "class", "standing", "estimate %", "from %", "to %", "answers"), topics
        ),
        "events.csv": _csv(heads(locale, "time", "what", "task", "step", "right", "details"), events),
        "features.csv": _csv(heads(locale, "class", "number", "what it says", "value"), counted),
        "model.csv": _csv(heads(locale, "class", "topic", "model", "mastered as it reads it %"), trained),
        "posts.csv": _csv(heads(locale, "time", "status", "text"), written),
        "notifications.csv": _csv(heads(locale, "time", "notification", "read"), heard),
        "deliveries.csv": _csv(heads(locale, "time", "way", "about", "when", "state", "reason"), sent.sent),
        "ways.csv": _csv(heads(locale, "way", "about", "what"), sent.ways),
        "experiments.csv": _csv(
            heads(locale, "experiment", "way of choosing", "first", "last", "recommendations"), arms
        ),
        "tests.csv": _csv(
            heads(
                locale,
                "class",
                "test",
                "attempt",
                "begun",
                "handed in",
                "ended by",
                "results",
                "share %",
                "from %",
                "to %",
            ),
            taken.tests,
        ),
        "test_answers.csv": _csv(
            heads(locale, "class", "test", "attempt", "question", "step", "answer", "right", "time"), taken.answers
        ),
        "test_help.csv": _csv(
            heads(locale, "class", "time %", "breaks", "minutes of each", "test", "open until", "why it closes later"),
            taken.help,
        ),
        "report-notes.csv": _csv(heads(locale, "written", "class", "what the teacher adds to reports"), remarked),
        "tutor.csv": _csv(heads(locale, "time", "conversation", "who", "text"), talked),
        "interactive.csv": _csv(heads(locale, "time", "task", "what it keeps", "value"), played),
        "teachers.csv": _csv(heads(locale, "class", "what", "topic", "reason", "until", "set", "taken back"), rules),
        "learning-requests.csv": _csv(heads(locale, "asked", "for", "topics", "by", "status", "closed"), wishes),
        "grades.csv": _csv(
            heads(locale, "system", "what", "points", "of", "state", "passed on"),
            [
                (one.lms, one.title or one.kind, one.given, one.maximum, cell(locale, one.state), one.sent_at)
                for one in passed
            ],
        ),
        "open-data.csv": _csv(heads(locale, "name that other systems know"), elsewhere["account"]),
        "open-data-waiting.csv": _csv(heads(locale, "received", "what", "to be sent to"), elsewhere["waiting"]),
        "statements.csv": _csv(heads(locale, "stored", "statement of another tool"), elsewhere["statements"]),
        "tool-documents.csv": _csv(heads(locale, "changed", "name", "content"), elsewhere["documents"]),
        "licensed.csv": _csv(heads(locale, "day", "licence", "from", "what"), licensed),
        "checkups.csv": _csv(heads(locale, "begun", "topic", "claim", "before", "finished", "right", "after"), checks),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(translate(actor.locale, "family-readme-name"), translate(actor.locale, "family-readme"))
        for name, text in files.items():
            package.writestr(name, text)
    return out.getvalue()


def _in_words(locale: str, arm: str) -> str:
    """Return the name of an arm in words; a model has only its name."""
    key = f"experiment-arm-{arm}"
    said = translate(locale, key)
    return arm if said == key else said


def _yes(locale: str, so: bool) -> str:
    return cell(locale, "yes" if so else "no")


def _csv(head: Sequence[str], lines: Iterable[tuple[object, ...]]) -> str:
    return write_csv(head, ([_plain(one) for one in line] for line in lines))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _event(row: tuple[object, ...], titles: dict[UUID, str], locale: str) -> tuple[object, ...]:
    _, at, verb, item, step, correct, result = row
    title = titles.get(item, str(item)) if isinstance(item, UUID) else ""
    said = json.loads(str(result)) if result else {}
    right = "" if correct is None else _yes(locale, bool(correct))
    return at, cell(locale, str(verb)), title, step, right, json.dumps(said, ensure_ascii=False)
