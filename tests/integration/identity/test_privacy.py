"""The audit trail, consent and erasure, against people with full power over the database too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.security.access import system_actor
from learnapp.services import Services, identity, privacy, sealing
from learnapp.services.sign_in import SignInFailedError

from .conftest import PASSWORD, School


async def test_a_denial_stays_in_the_trail_and_says_which_rule(school: School) -> None:
    student = await school.actor("student")
    with pytest.raises(ForbiddenError):
        await privacy.authorise(student, "read", "student_record", student_id=school.people["classmate"])
    page = await privacy.audit_search(await school.actor("auditor"), outcome="denied")
    entry = page.rows[0]
    assert (entry.actor_id, entry.subject_id) == (student.person_id, school.people["classmate"])
    assert (entry.action, entry.detail["rule"]) == ("student_record.read", "default-deny")


async def test_seeing_someone_elses_record_is_written_once_and_ones_own_is_not(school: School) -> None:
    teacher, student = await school.actor("instructor"), await school.actor("student")
    both = [school.people["student"], school.people["classmate"]]
    assert await privacy.disclosed(teacher, both, "class_board", section_id=school.section_id) == 2
    assert await privacy.disclosed(teacher, both, "class_board", section_id=school.section_id) == 0
    assert await privacy.disclosed(teacher, both[0], "mastery") == 1
    assert await privacy.disclosed(student, student.person_id, "mastery") == 0
    found = await privacy.audit_search(await school.actor("admin"), actor_id=teacher.person_id, action="record.read")
    assert found.total == 3
    assert await privacy.audit_actions(await school.actor("admin"))
    with pytest.raises(ForbiddenError):
        await privacy.audit_search(teacher)


async def test_the_application_cannot_change_or_delete_the_trail(services: Services, school: School) -> None:
    for statement in (
        "UPDATE audit_entry SET action = 'nothing'",
        "DELETE FROM audit_entry",
        "UPDATE audit_seal SET entries = 0",
        "TRUNCATE audit_entry",
    ):
        with pytest.raises(DBAPIError):
            async with services.db.transaction(school.tenant_id) as tx:
                await tx.session.execute(text(statement))


async def sealed(school: School) -> None:
    """Three seals over real entries."""
    for _ in range(3):
        with pytest.raises(ForbiddenError):
            await privacy.authorise(await school.actor("student"), "read", "audit")
        assert await privacy.seal_pending(school.tenant_id)


async def test_an_untouched_trail_verifies_and_the_check_is_in_it(school: School) -> None:
    await sealed(school)
    admin = await school.actor("admin")
    report = await privacy.audit_verify(admin)
    assert (report.sound, report.problems, report.seals, report.exported, report.unsealed) == (True, [], 3, 3, 0)
    assert report.entries >= 3
    await privacy.seal_pending(school.tenant_id)
    again = await privacy.audit_verify(admin)
    assert again.sound
    assert again.entries == report.entries + 1
    assert await privacy.seal_pending(school.tenant_id)
    assert await privacy.seal_pending(school.tenant_id) == []


Tamper = Callable[[psycopg.Connection[Any], School], None]


def _run(statement: str) -> Tamper:
    def tamper(db: psycopg.Connection[Any], school: School) -> None:
        db.execute(statement.encode(), {"t": school.tenant_id})

    return tamper


_OLD = "tenant_id = %(t)s AND seq = (SELECT seq FROM audit_entry WHERE tenant_id = %(t)s ORDER BY seq LIMIT 1)"
_COPY = (
    "INSERT INTO audit_entry OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(e, jsonb_build_object("
    "'audit_id', gen_random_uuid(), 'seq', SEQ))).* FROM audit_entry e WHERE tenant_id = %(t)s ORDER BY seq LIMIT 1"
)


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (_run("UPDATE audit_entry SET outcome = 'ok', action = 'x' WHERE " + _OLD), "changed"),  # noqa: S608
        (_run("UPDATE audit_entry SET at = at + interval '1 second' WHERE " + _OLD), "changed"),  # noqa: S608
        (_run("UPDATE audit_entry SET detail = detail || '{\"x\": 1}' WHERE tenant_id = %(t)s"), "changed"),
        (_run("DELETE FROM audit_entry WHERE " + _OLD), "removed"),  # noqa: S608
        (_run(_COPY.replace("SEQ", "e.seq - 1")), "inserted"),
        (_run(_COPY.replace("SEQ", "-5")), "inserted"),
        (_run("DELETE FROM audit_seal WHERE tenant_id = %(t)s AND seal_no = 2"), "does not follow"),
        (_run("DELETE FROM audit_seal WHERE tenant_id = %(t)s AND seal_no = 3"), "no longer in the database"),
        (_run("DELETE FROM audit_seal WHERE tenant_id = %(t)s"), "no longer in the database"),
    ],
)
async def test_tampering_by_a_superuser_is_found(
    school: School, superuser: psycopg.Connection[Any], tamper: Tamper, words: str
) -> None:
    await sealed(school)
    tamper(superuser, school)
    report = await privacy.audit_verify(await school.actor("admin"))
    assert not report.sound
    assert any(words in problem for problem in report.problems), report.problems


async def test_resealing_a_forged_trail_does_not_match_the_exported_roots(
    school: School, superuser: psycopg.Connection[Any]
) -> None:
    await sealed(school)
    here = {"t": school.tenant_id}
    superuser.execute("UPDATE audit_entry SET action = 'forged' WHERE tenant_id = %(t)s", here)
    superuser.execute("DELETE FROM audit_seal WHERE tenant_id = %(t)s", here)
    await privacy.seal_pending(school.tenant_id)
    report = await privacy.audit_verify(await school.actor("admin"))
    assert any("differs from its exported root" in problem for problem in report.problems)


async def test_an_export_cut_short_by_a_crash_is_completed(school: School) -> None:
    await sealed(school)
    path = privacy.roots_file(school.tenant_id)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    sealing.forget_exports()
    await privacy.seal_pending(school.tenant_id)
    assert path.read_bytes() == whole
    path.unlink()
    sealing.forget_exports()
    await privacy.seal_pending(school.tenant_id)
    assert path.read_bytes() == whole
    assert [json.loads(line)["seal_no"] for line in whole.splitlines()] == [1, 2, 3]
    assert path.stat().st_mode & 0o077 == 0


async def test_a_file_that_was_cut_or_moved_while_the_sealer_runs_is_made_whole_again(school: School) -> None:
    await sealed(school)
    path = privacy.roots_file(school.tenant_id)
    for harm in (lambda: path.write_bytes(path.read_bytes()[:-20]), path.unlink):
        before = path.read_bytes()
        harm()
        await privacy.audit(system_actor(school.tenant_id), "after.harm", "test")
        await privacy.seal_pending(school.tenant_id)
        whole = path.read_bytes()
        assert whole.startswith(before) and len(whole) > len(before)
    numbers = [json.loads(line)["seal_no"] for line in whole.splitlines()]
    assert numbers == list(range(1, 6))
    assert (await sealing.verify(school.tenant_id)).sound


async def test_entries_of_a_transaction_that_commits_late_are_sealed_later_and_none_twice(
    services: Services, school: School
) -> None:
    actor = system_actor(school.tenant_id)
    await privacy.seal_pending(school.tenant_id)
    async with services.db.transaction(school.tenant_id) as slow:
        await privacy.audit(actor, "slow.entry", "test", session=slow.session)
        await privacy.audit(actor, "fast.entry", "test")
        for _ in range(3):
            assert await privacy.seal_pending(school.tenant_id, patience=0) == []
    await asyncio.gather(*(privacy.seal_pending(school.tenant_id) for _ in range(4)))
    report = await sealing.verify(school.tenant_id)
    assert (report.sound, report.unsealed) == (True, 0)


async def test_many_writers_and_sealers_at_once_leave_a_sound_trail(school: School) -> None:
    actor = system_actor(school.tenant_id)

    async def write() -> None:
        for number in range(15):
            await privacy.audit(actor, "load.entry", "test", detail={"n": number})

    async def seal() -> None:
        for _ in range(12):
            await privacy.seal_pending(school.tenant_id, patience=0)

    await asyncio.gather(write(), write(), write(), seal(), seal())
    await privacy.seal_pending(school.tenant_id)
    report = await sealing.verify(school.tenant_id)
    assert (report.sound, report.problems, report.unsealed) == (True, [], 0)
    assert report.entries >= 45


# --- consent ---------------------------------------------------------------------------------------------


async def test_a_child_without_consent_is_denied_until_the_school_or_a_guardian_gives_it(school: School) -> None:
    admin, child = await school.actor("admin"), school.people["student"]
    assert (await privacy.consent_decision(school.tenant_id, child)).reason == "no_consent"
    await privacy.give_consent(admin, child, "institution_contract")
    decision = await privacy.consent_decision(school.tenant_id, child)
    assert (decision.allowed, decision.reason) == (False, "under_13_needs_school_or_guardian")
    await privacy.give_consent(admin, child, "school_under_13")
    assert (await privacy.consent_decision(school.tenant_id, child)).basis == "school_under_13"
    with pytest.raises(ConflictError):
        await privacy.give_consent(admin, child, "school_under_13")
    await privacy.withdraw_consent(admin, child, "school_under_13")
    assert not (await privacy.consent_decision(school.tenant_id, child)).allowed


async def test_a_guardians_no_counts_against_the_schools_yes(services: Services, school: School) -> None:
    admin, child = await school.actor("admin"), school.people["student"]
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text("INSERT INTO guardian_link (tenant_id, guardian_id, student_id) VALUES (:t, :g, :s)"),
            {"t": school.tenant_id, "g": school.people["guardian"], "s": child},
        )
    guardian = await school.actor("guardian")
    await privacy.give_consent(admin, child, "school_under_13")
    with pytest.raises(InvalidInputError):
        await privacy.withdraw_consent(guardian, child, "school_under_13")
    await privacy.withdraw_consent(guardian, child, "guardian")
    assert (await privacy.consent_status(guardian, child)).decision.reason == "withdrawn"
    with pytest.raises(ForbiddenError):
        await privacy.withdraw_consent(guardian, school.people["classmate"], "guardian")
    with pytest.raises(InvalidInputError):
        await privacy.give_consent(guardian, child, "institution_contract")


async def test_a_student_reads_but_does_not_give_the_own_consent(school: School) -> None:
    student = await school.actor("student")
    status = await privacy.consent_status(student, student.person_id)
    assert (status.under_13, status.decision.allowed, status.recorded) == (True, False, [])
    with pytest.raises(ForbiddenError):
        await privacy.give_consent(student, student.person_id, "guardian")
    with pytest.raises(ForbiddenError):
        await privacy.consent_status(student, school.people["classmate"])


# --- erasure ---------------------------------------------------------------------------------------------


async def test_erasing_makes_every_name_unreadable_and_ends_the_sign_in(services: Services, school: School) -> None:
    admin, student = await school.actor("admin"), school.people["student"]
    async with services.db.transaction(school.tenant_id) as tx:
        before = (
            await tx.session.execute(text("SELECT name_enc FROM person WHERE person_id = :p"), {"p": student})
        ).scalar_one()
    token = (await identity.sign_in(school.email("student"), PASSWORD, address="a")).token
    with pytest.raises(InvalidInputError):
        await privacy.erase_person(admin, admin.person_id)
    with pytest.raises(ForbiddenError):
        await privacy.erase_person(await school.actor("instructor"), student)
    await privacy.erase_person(admin, student)
    assert await identity.actor_for_session(token) is None
    assert await identity.names(school.tenant_id, [student]) == {student: "—"}
    with pytest.raises(SignInFailedError):
        await identity.sign_in(school.email("student"), PASSWORD, address="a")
    with pytest.raises(NotFoundError):
        await privacy.erase_person(admin, student)
    async with services.db.transaction(school.tenant_id) as tx:
        keys = await tx.session.execute(text("SELECT 1 FROM person_key WHERE person_id = :p"), {"p": student})
        assert keys.first() is None
    assert before
    # The address is free again for a new person, who has nothing of the old one.
    again = await identity.create_person(
        admin, identity.NewPerson(school.email("student"), "New Person", ("student",), password=PASSWORD)
    )
    assert again.person_id != student
    assert (await identity.sign_in(school.email("student"), PASSWORD, address="a")).person_id == again.person_id
