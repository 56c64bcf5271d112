"""Items of adaptive tests are spared: worked out in the worker, kept with the test, used, and shown as really asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import UnavailableError
from learnapp.engine import item_bank
from learnapp.services import adaptive_tests, assessments, attempts, exposure_work, item_analysis, withdrawals
from learnapp.services.assessment_views import AssessmentDraft
from learnapp.storage.repositories import exposure as rows
from learnapp.storage.repositories.exposure import CalibrationRow
from tests.integration.learning.conftest import Classroom, new_classroom


async def given(classroom: Classroom, kind: str = "adaptive") -> UUID:
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, "Where are we?", kind)
    await assessments.change(carol, made, AssessmentDraft("Where are we?", most_items=4, target_se=0.6))
    await assessments.give(carol, made)
    return made


async def stored(classroom: Classroom, made: UUID) -> CalibrationRow | None:
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        return await rows.one(tx.session, classroom.school.tenant_id, made)


async def test_the_worker_spares_a_bank_once_and_again_when_it_changes(classroom: Classroom) -> None:
    tenant, carol = classroom.school.tenant_id, classroom.actor("carol")
    made = await given(classroom)
    await given(classroom, "placement")
    assert (await assessments.made_view(carol, made)).spared_top == 0
    assert await exposure_work.work_in(tenant) == 1, "only what adapts has a bank to spare"
    found = await stored(classroom, made)
    assert found is not None and len(found.control) == found.items == 20
    assert all(0.0 < share <= 1.0 and price >= 0.0 for share, price in found.control.values())
    assert 0.0 < found.top_exposure < 0.6 and 0.0 < found.mean_length <= 4.0
    view = await assessments.made_view(carol, made)
    assert (view.spared_top, view.spared_length) == (round(100 * found.top_exposure), round(found.mean_length))
    assert await exposure_work.work_in(tenant) == 0, "nothing has changed"
    await withdrawals.flag(carol, classroom.school.section_id, classroom.course.practice[0][0], "wrong")
    assert await exposure_work.work_in(tenant) == 1
    again = await stored(classroom, made)
    assert again is not None and again.bank != found.bank and len(again.control) == 19
    # Who is in the middle of it goes on; what was withdrawn does not come.
    attempt = UUID(await attempts.begin(classroom.actor(), made))
    await attempts.save(classroom.actor(), attempt, 1, "s1", "7")
    assert await attempts.go_on(classroom.actor(), attempt, 1)


async def test_a_spared_item_is_not_asked(classroom: Classroom) -> None:
    made = await given(classroom)
    await exposure_work.work_in(classroom.school.tenant_id)
    found = await stored(classroom, made)
    assert found is not None
    kept = set(classroom.course.practice[1])
    # As if all others were needed elsewhere: open for no test at all.
    shut = {item: (1.0 if item in kept else 0.0, price) for item, (_, price) in found.control.items()}
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await rows.put(tx.session, classroom.school.tenant_id, replace(found, control=shut))
    for who in ("alice", "bob"):
        attempt = UUID(await attempts.begin(classroom.actor(who), made))
        for number in (1, 2, 3):
            view = await attempts.view(classroom.actor(who), attempt)
            assert UUID(view.content.content_id) in kept
            await attempts.save(classroom.actor(who), attempt, number, "s1", "7")
            await attempts.go_on(classroom.actor(who), attempt, number)


async def test_one_institution_that_fails_does_not_stop_the_others(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await new_classroom(classroom.services)
    mine, theirs = await given(classroom), await given(other)
    whole = exposure_work.work_in

    for error in (UnavailableError("away"), RuntimeError("broken")):

        async def fails(tenant: UUID, error: Exception = error) -> Any:
            if tenant == classroom.school.tenant_id:
                raise error
            return await whole(tenant)

        monkeypatch.setattr(exposure_work, "work_in", fails)
        await exposure_work.work()
    assert await stored(classroom, mine) is None and await stored(other, theirs) is not None
    assert await stored(classroom, theirs) is None, "nobody sees another school's"


async def test_the_items_of_a_class_say_how_often_they_were_really_asked(classroom: Classroom) -> None:
    made = await given(classroom)
    for who in ("alice", "bob"):
        attempt = UUID(await attempts.begin(classroom.actor(who), made))
        await attempts.view(classroom.actor(who), attempt)
    carol, section = classroom.actor("carol"), classroom.school.section_id
    found = await item_analysis.items(carol, section, sort="tests", descending=True)
    assert sum(row.tests for row in found.rows) == 2, "asked, though nobody has answered yet"
    top = found.rows[0]
    assert top.tests_share == 50 * top.tests and top.version == 1 and top.tests_of == top.tests
    view = await item_analysis.item(carol, section, UUID(top.item_id))
    assert (view.row.tests, view.row.tests_of) == (top.tests, top.tests_of)


async def test_a_fingerprint_hangs_on_items_parameters_and_rules_alone(classroom: Classroom) -> None:
    made = await given(classroom)
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        ((row, before),) = await rows.open_tests(tx.session, classroom.school.tenant_id, classroom.clock.now(), 9)
    assert before == "" and row.assessment_id == made
    bank, rules = await exposure_work.bank_of(classroom.school.tenant_id, row)
    mark = exposure_work.fingerprint(bank, rules)
    turned = item_bank.ItemBank.of(bank.items[::-1])
    assert exposure_work.fingerprint(turned, rules) == mark
    harder = item_bank.ItemBank.of([replace(bank.items[0], difficulty=2.5), *bank.items[1:]])
    assert exposure_work.fingerprint(harder, rules) != mark
    assert exposure_work.fingerprint(bank, adaptive_tests.rules_of(replace(row, most_items=5), [])) != mark
