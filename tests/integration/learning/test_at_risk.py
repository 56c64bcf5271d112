"""Who may need help: found at night in the right class and no other, with evidence, once, and decided by a person."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
import pytest_asyncio
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.clock import FixedClock
from learnapp.core.errors import NotFoundError
from learnapp.ml import study_days
from learnapp.ml.attention import Attention
from learnapp.ml.intervention_trigger import InterventionTrigger
from learnapp.ml.serving import Batch, Served
from learnapp.security.access import Actor
from learnapp.services import Services, at_risk, consents, privacy, review, review_preview
from learnapp.services.class_days import class_days, school_days
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.review import ReviewRow
from tests.factories import School, build_school
from tests.unit.ml.classes import class_of

TONIGHT = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)
"""A Wednesday, four in the morning."""
CLASS = ("alice", "bob", "dora", "emil", "fay", "gil", "hana", "ivo")
_EVENT = text("""
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            kc_ids, correct, result, occurred_at, asserted)
VALUES (:t, :at, :e, :student, :section, :course, :n, 'answered', '{}', :right, cast(:result AS jsonb), :at, false)
""")


def _weekdays(last: date, count: int) -> list[date]:
    found: list[date] = []
    while len(found) < count:
        if last.weekday() < 5:
            found.insert(0, last)
        last -= timedelta(days=1)
    return found


async def _work(
    services: Services, school: School, section: UUID, names: dict[str, tuple[int, int]], days: int = 40
) -> None:
    """Let students answer on every school day until yesterday: (answers of a day, school days since they stopped)."""
    rows: list[dict[str, Any]] = []
    for name, (each, stop) in names.items():
        for place, day in enumerate(_weekdays(date(2026, 5, 5), days)):
            for number in range(each if place < days - stop else 0):
                at = datetime(day.year, day.month, day.day, 10, number % 60, tzinfo=UTC)
                rows.append(
                    {
                        "t": school.tenant_id, "at": at, "e": uuid7(), "student": school[name].person_id,
                        "section": section, "course": school.course[1], "n": len(rows), "right": number % 4 > 0,
                        "result": json.dumps({"duration_ms": 60_000}),
                    }
                )  # fmt: skip
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(_EVENT, rows)


async def _second(services: Services, school: School, *names: str) -> UUID:
    section = uuid7()
    async with services.db.transaction(school.tenant_id) as tx:
        await section_rows.add_section(
            tx.session, school.tenant_id, section, title="Physics 8", term="", course=school.course, now=TONIGHT
        )
        await section_rows.enrol(
            tx.session, school.tenant_id, [(section, school[name].person_id, "student") for name in names], TONIGHT
        )
    return section


@pytest_asyncio.fixture(loop_scope="session")
async def school(services: Services) -> School:
    """Oakfield, at four in the morning."""
    services.clock = FixedClock(TONIGHT)
    return await build_school(
        services.db, "oakfield", kind="university", students=CLASS, birth_date=date(2004, 5, 17)
    )  # fmt: skip


def _carol(school: School) -> Actor:
    return replace(school.actor("carol"), taught=frozenset({school.section_id}))


async def _open(actor: Actor, status: str = "open") -> list[ReviewRow]:
    return (await review.list_reviews(actor, kind="at_risk", status=status)).rows


async def test_who_stops_working_waits_in_the_right_class_with_evidence(services: Services, school: School) -> None:
    other = await _second(services, school, *CLASS)
    await _work(services, school, school.section_id, dict.fromkeys(CLASS, (8, 0)) | {"bob": (8, 6)})
    await _work(services, school, other, dict.fromkeys(CLASS, (5, 0)))
    assert await at_risk.night(school.tenant_id) == 1
    (entry,) = await _open(_carol(school))
    assert (entry.subject_id, entry.title) == (school["bob"].person_id, "Mathematics 7")
    assert entry.reason_code == "review-at-risk-rule" and entry.confidence is None
    assert review.sections_of(entry) == [school.section_id]
    preview = (await review_preview.previews(_carol(school), [entry]))[entry.review_id]
    assert preview.who == "Bob" and preview.help[0] == "risk-help-talk"
    signs = dict(preview.signs)
    assert signs["risk-sign-pause"] == {"days": 6}
    assert signs["risk-sign-change-answers"] == {"now": 0, "usual": 39}
    assert preview.facts["day"] == "2026-05-05"


async def test_it_is_told_once_and_brought_up_to_date(services: Services, school: School) -> None:
    await _work(services, school, school.section_id, dict.fromkeys(CLASS, (8, 0)) | {"bob": (8, 6)})
    assert await at_risk.night(school.tenant_id) == 1
    services.clock = FixedClock(TONIGHT + timedelta(days=1))
    await at_risk.night(school.tenant_id)
    mine = [one for one in await _open(school.actor("adam")) if one.subject_id == school["bob"].person_id]
    assert [dict(one.evidence["signs"])["risk-sign-pause"]["days"] for one in mine] == [7]


@pytest.mark.parametrize(("approve", "days"), [(True, 14), (False, 28)])
async def test_after_a_decision_there_is_a_pause(services: Services, school: School, approve: bool, days: int) -> None:
    await _work(services, school, school.section_id, {"alice": (8, 0), "dora": (8, 0), "emil": (8, 0), "bob": (8, 6)})
    bob = school["bob"].person_id
    await at_risk.night(school.tenant_id)
    entry = next(one for one in await _open(_carol(school)) if one.subject_id == bob)
    await review.decide(_carol(school), entry.review_id, approve=approve, note="Talked.", helpful=approve)
    (decided,) = await _open(_carol(school), "approved" if approve else "rejected")
    assert decided.evidence.get("helpful", True) is approve
    async with services.db.raw(school.tenant_id) as conn:
        cursor = await conn.execute(
            "SELECT state, decided_by, note FROM intervention WHERE review_id = %s", (entry.review_id,)
        )
        assert await cursor.fetchall() == [
            ("taken" if approve else "dismissed", school["carol"].person_id, "Talked.")
        ], "its line in the inbox is decided, too"
    for later, waits in ((days - 1, False), (days, True)):
        services.clock = FixedClock(TONIGHT + timedelta(days=later, hours=1))
        async with services.db.transaction(school.tenant_id) as tx:
            found = await school_days(tx.session, school.tenant_id)
            here = await class_days(tx.session, school.tenant_id, school.section_id, "Mathematics 7", found)
        away = [one for one in range(len(here.students)) if here.students[one] == bob]
        assert len(away) == 1
        await _again(school, here, away[0])
        assert (bob in {one.subject_id for one in await _open(school.actor("adam"))}) is waits


async def _again(school: School, here: Any, row: int) -> None:
    """Notice the same student again, as the night does."""
    sign = (("risk-sign-pause", {"days": 9}),)
    one = Attention(row, "rule", None, 0.3, sign, ("risk-help-talk",))
    await at_risk.put(school.tenant_id, here, [one])


async def test_nobody_is_noticed_where_nothing_is_stored_of_them(services: Services, school: School) -> None:
    await _work(services, school, school.section_id, dict.fromkeys(CLASS, (8, 0)) | {"bob": (8, 12)})
    bob = school["bob"].person_id
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE consent SET withdrawn_at = :now WHERE tenant_id = :t AND student_id = :s"),
            {"now": TONIGHT, "t": school.tenant_id, "s": bob},
        )
        assert bob not in await consents.covered_students(tx.session, school.tenant_id, school.section_id)
    assert await at_risk.night(school.tenant_id) == 0


@pytest.mark.parametrize("what", ["holiday", "weekend", "closed", "class away"])
async def test_a_class_that_is_not_in_session_is_left_alone(services: Services, school: School, what: str) -> None:
    stop = 12 if what == "class away" else 0
    await _work(services, school, school.section_id, dict.fromkeys(CLASS, (8, stop)) | {"bob": (8, 12)})
    statement = {
        "holiday": "INSERT INTO day_off VALUES (:t, gen_random_uuid(), 'Spring', '2026-04-20', '2026-05-10')",
        "closed": "UPDATE section SET status = 'closed' WHERE tenant_id = :t",
    }.get(what)
    if statement:
        async with services.db.transaction(school.tenant_id) as tx:
            await tx.session.execute(text(statement), {"t": school.tenant_id})
    if what == "weekend":
        services.clock = FixedClock(TONIGHT + timedelta(days=5))
    assert await at_risk.night(school.tenant_id) == 0


async def test_a_class_gets_a_few_new_entries_a_night(services: Services, school: School) -> None:
    going = {"alice": (8, 0), "bob": (8, 0)}
    await _work(services, school, school.section_id, dict.fromkeys(CLASS, (8, 7)) | going)
    assert await at_risk.night(school.tenant_id) == at_risk.MOST_A_NIGHT
    assert await at_risk.night(school.tenant_id) == 6 - at_risk.MOST_A_NIGHT


async def test_what_the_model_is_sure_of_rings_the_bell_and_the_rest_does_not(
    services: Services, school: School
) -> None:
    examples = study_days.examples_of(
        [class_of(30, 120, seed, quitting=0.4) for seed in range(3)], [np.arange(30) + 30 * place for place in range(3)]
    )
    model = InterventionTrigger.fit(examples, study_days.FEATURES)
    await _work(services, school, school.section_id, dict.fromkeys(CLASS, (8, 0)) | {"bob": (1, 0)})
    # One class, so the smallest share of the classes is that one.
    trial = Batch(None, Served(uuid4(), "intervention_trigger@1.1.0", "canary", model), 0.05)
    await at_risk.night(school.tenant_id, trial)
    entry = next(one for one in await _open(_carol(school)) if one.subject_id == school["bob"].person_id)
    assert entry.reason_code == "review-at-risk-model" and entry.evidence["version"] == "intervention_trigger@1.1.0"
    assert entry.confidence is not None and entry.confidence > 0.5
    async with services.db.raw(school.tenant_id) as conn:
        cursor = await conn.execute("SELECT count(*) FROM notice WHERE person_id = %s", (school["carol"].person_id,))
        told = (await cursor.fetchone() or (0,))[0]
    assert told == (1 if any((one.confidence or 0) >= 0.7 for one in await _open(school.actor("adam"))) else 0)


async def test_only_who_teaches_the_class_decides(services: Services, school: School, hillview: School) -> None:
    await _work(services, school, school.section_id, dict.fromkeys(CLASS, (8, 0)) | {"bob": (8, 6)})
    await at_risk.night(school.tenant_id)
    (entry,) = await _open(school.actor("adam"))
    assert await _open(hillview.actor("adam")) == []
    with pytest.raises(NotFoundError):
        await review.decide(hillview.actor("adam"), entry.review_id, approve=True)


async def test_who_is_erased_is_forgotten_here_too(services: Services, school: School) -> None:
    await _work(services, school, school.section_id, dict.fromkeys(CLASS, (8, 0)) | {"bob": (8, 6)})
    await at_risk.night(school.tenant_id)
    (entry,) = await _open(school.actor("adam"))
    await review.decide(_carol(school), entry.review_id, approve=True, note="Bob is ill.")
    await privacy.erase_person(school.actor("adam"), school["bob"].person_id)
    assert await _open(school.actor("adam"), "approved") == []


async def test_every_institution_is_looked_at_once_a_night(services: Services, school: School) -> None:
    await _work(services, school, school.section_id, dict.fromkeys(CLASS, (8, 0)) | {"bob": (8, 6)})
    services.clock = FixedClock(TONIGHT - timedelta(hours=2))
    await at_risk.work()
    assert await _open(school.actor("adam")) == []
    services.clock = FixedClock(TONIGHT)
    asked: list[UUID] = []

    async def models_of(tenant: UUID) -> Batch:
        asked.append(tenant)
        return Batch()

    await at_risk.work(models_of)
    await at_risk.work(models_of)
    assert len(await _open(school.actor("adam"))) == 1 and asked.count(school.tenant_id) == 1
