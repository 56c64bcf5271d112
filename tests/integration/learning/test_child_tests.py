"""Tests of a child for those at home: as far as the school shows them, all of it to take home, and gone when erased."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import ForbiddenError, LearnAppError
from learnapp.security.access import Actor
from learnapp.services import (
    accommodations,
    assessment_results,
    assessments,
    attempts,
    child_tests,
    family,
    family_export,
    privacy,
)
from learnapp.services.assessment_views import AssessmentDraft
from tests.integration.learning.conftest import Classroom, new_classroom


def grace(classroom: Classroom) -> Actor:
    """A guardian of Alice's."""
    alice = classroom.school["alice"].person_id
    return Actor(
        classroom.school.tenant_id, classroom.school["bob"].person_id, "person", frozenset({"guardian"}),
        students=frozenset({alice}), locale="en",
    )  # fmt: skip


async def taken(classroom: Classroom, *said: str, kind: str = "fixed", **rules: Any) -> tuple[UUID, UUID]:
    """Carol gives a test, Alice answers it and hands it in; return (test, attempt)."""
    carol, alice = classroom.actor("carol"), classroom.actor("alice")
    made = await assessments.create(carol, classroom.school.section_id, "Fractions", kind)
    await assessments.change(carol, made, AssessmentDraft(**{"title": "Fractions", "most_items": 2, **rules}))
    if kind == "fixed":
        await assessments.put_items(carol, made, [*classroom.course.practice[0][:3], *classroom.course.practice[1][:3]])
    await assessments.give(carol, made, [alice.person_id] if kind == "fixed" else ())
    attempt = UUID(await attempts.begin(alice, made))
    for number, one in enumerate(said, 1):
        await attempts.save(alice, attempt, number, "s1", one)
    await attempts.submit(alice, attempt)
    return made, attempt


async def test_a_guardian_reads_results_in_plain_words_once_the_school_shows_them(classroom: Classroom) -> None:
    alice = classroom.school["alice"].person_id
    made, _ = await taken(classroom, "7", "7", "7", "1", "2", "3", shown="released", cut=40, shuffled=False)
    (one,) = (await family.record(grace(classroom), alice)).tests
    assert one.waits and one.at and (one.title, one.share, one.passed) == ("Fractions", -1, "")
    assert not one.well and not one.hard
    await assessment_results.release(classroom.actor("carol"), made)
    (one,) = (await family.record(grace(classroom), alice)).tests
    assert not one.waits and one.share == 50 and one.low < 50 < one.high and one.passed == "yes"
    assert (one.well, one.hard) == (["Unit fractions"], ["Equal fractions"])


async def test_a_placement_is_not_passed_or_failed(classroom: Classroom) -> None:
    await taken(classroom, "7", kind="placement")
    (one,) = (await family.record(grace(classroom), classroom.school["alice"].person_id)).tests
    assert one.kind == "placement" and one.share == -1 and not one.waits


def table(package: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig"))))


async def test_tests_go_home_with_the_record_and_say_no_more_than_the_school(classroom: Classroom) -> None:
    alice, carol = classroom.school["alice"].person_id, classroom.actor("carol")
    await accommodations.accommodate(carol, classroom.school.section_id, alice, percent=150, breaks=1, break_minutes=5)
    made, _ = await taken(classroom, "7", "12", shown="released")
    package = zipfile.ZipFile(io.BytesIO(await family_export.record_zip(grace(classroom), alice)))
    (line,) = table(package, "tests.csv")
    assert (line["test"], line["results"], line["share %"]) == ("Fractions", "not shown yet", "")
    assert sorted((row["answer"], row["right"]) for row in table(package, "test_answers.csv")) == [
        ("12", ""), ("7", ""),
    ]  # fmt: skip
    (extra,) = table(package, "test_help.csv")
    assert (extra["time %"], extra["breaks"]) == ("150", "1")
    await assessment_results.release(carol, made)
    package = zipfile.ZipFile(io.BytesIO(await family_export.record_zip(grace(classroom), alice)))
    assert table(package, "tests.csv")[0]["share %"] == "17"
    assert {(row["answer"], row["right"]) for row in table(package, "test_answers.csv")} == {("12", "no"), ("7", "yes")}


async def test_nobody_else_reads_them(classroom: Classroom) -> None:
    await taken(classroom, "7")
    alice = classroom.school["alice"].person_id
    other = await new_classroom(classroom.services)
    mallory = replace(grace(classroom), tenant_id=other.school.tenant_id)
    with pytest.raises(LearnAppError):
        await family.record(mallory, alice)
    for look in (child_tests.of_child, child_tests.to_take_home):
        with pytest.raises(ForbiddenError):
            await look(classroom.actor("carol"))
        with pytest.raises(ForbiddenError):
            await look(grace(classroom))
    stranger = Actor(other.school.tenant_id, alice, "person", frozenset({"student"}))
    assert await child_tests.of_child(stranger) == []
    assert await child_tests.of_child(other.actor("alice")) == []


async def test_erasure_takes_answers_halves_accommodations_and_lists_of_takers(classroom: Classroom) -> None:
    alice, carol = classroom.actor("alice"), classroom.actor("carol")
    await accommodations.accommodate(
        carol, classroom.school.section_id, alice.person_id, percent=150, breaks=0, break_minutes=0
    )
    await taken(classroom, "7", "12")
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE attempt_item SET drafts = %s", ('{"s1": "half"}',))
    assert await classroom.count("assessment_student") == 1
    await privacy.erase_person(classroom.actor("adam"), alice.person_id)
    for table_ in ("attempt_answer", "accommodation", "assessment_student"):
        assert await classroom.count(table_) == 0, table_
    assert not await classroom.rows("SELECT 1 FROM attempt_item WHERE drafts <> '{}'")
