"""Erasing a person: their key is destroyed, and what is left in any table is blanked or deleted. Nothing commits."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def destroy_person(session: AsyncSession, tenant: UUID, person_id: UUID, nobody: bytes) -> bool:
    """Destroy the data key and blank what is left of a person; return whether there was one to erase.

    Args:
        session: The transaction's session.
        tenant: The institution.
        person_id: Who is erased.
        nobody: Random bytes that take the place of the address's keyed hash.
    """
    # An invitation to their address would keep it: it goes before the address does.
    await session.execute(
        text(
            "DELETE FROM invitation i USING person p WHERE i.tenant_id = :tenant AND p.tenant_id = i.tenant_id "
            "AND p.person_id = :person AND i.email_lookup = p.email_lookup"
        ),
        {"tenant": tenant, "person": person_id},
    )
    result = await session.execute(
        text(
            "UPDATE person SET email_lookup = :nobody, email_enc = NULL, name_enc = NULL, "
            "birth_date_enc = NULL, password_hash = NULL, status = 'erased' "
            "WHERE tenant_id = :tenant AND person_id = :person AND status <> 'erased' RETURNING 1"
        ),
        {"tenant": tenant, "person": person_id, "nobody": nobody},
    )
    if result.first() is None:
        return False
    for statement in _FORGET:
        await session.execute(statement, {"tenant": tenant, "person": person_id})
    return True


async def count(session: AsyncSession, tenant: UUID) -> int:
    """Return how many people of an institution were erased."""
    found = await session.execute(text(f"SELECT count(*) {_ERASED}"), {"tenant": tenant})  # noqa: S608 - a constant
    return int(found.scalar_one())


async def erased(session: AsyncSession, tenant: UUID) -> list[UUID]:
    """Return who of an institution was erased."""
    found = await session.execute(text(f"SELECT person_id {_ERASED}"), {"tenant": tenant})  # noqa: S608 - a constant
    return list(found.scalars())


_ERASED = "FROM person WHERE tenant_id = :tenant AND status = 'erased'"
_DELETED = (
    ("person_key", "person_id"), ("guardian_link", "guardian_id"), ("guardian_link", "student_id"),
    ("role_grant", "person_id"), ("student_note", "student_id"),
    ("student_goal", "student_id"),  # with the days on which they were reached
    ("notice", "person_id"), ("notice", "student_id"),  # also what guardians were told about them
    ("notice_choice", "person_id"), ("notice_quiet", "person_id"), ("assignment_student", "student_id"),
    ("impact_assumption", "person_id"), ("learner_track", "student_id"), ("assessment_student", "student_id"),
    ("accommodation", "student_id"), ("assessment_latecomer", "student_id"), ("path_rule", "student_id"),
    ("learning_request", "student_id"),
    ("lti_identity", "person_id"), ("lti_member", "person_id"), ("lti_grade_due", "student_id"),
    ("lti_score", "student_id"), ("sign_in_identity", "person_id"), ("break_glass", "person_id"),
    ("recovery_code", "person_id"), ("second_factor", "person_id"), ("saml_session", "person_id"),
    ("support_access", "operator_id"), ("roster_link", "object_id"), ("roster_link", "other_id"),
    ("tutor_conversation", "student_id"),  # with what was said
    ("certified_reviewer", "person_id"), ("delivery", "person_id"), ("delivery_address", "person_id"),
    ("delivery_choice", "person_id"), ("delivery_habit", "person_id"), ("player_state", "student_id"),
    ("licence_view", "student_id"),  # days keep their numbers; whose looks they were goes
    ("report_note", "student_id"), ("report_sheet", "student_id"), ("view_letter", "person_id"),
    ("saved_view", "owner_id"), ("webhook_delivery", "person_id"),
)  # fmt: skip
"""Table and column of what is deleted with a person."""
_BLANKED = (
    ("content_draft", "made_by"), ("content_draft", "decided_by"), ("provider_sync", "asked_by"),
    ("course_structure", "made_by"), ("course_structure", "decided_by"), ("course", "begun_by"),
    ("provider_item", "decided_by"), ("report_batch", "asked_by"), ("export_plan", "made_by"),
    ("export_run", "requested_by"), ("export_run", "released_by"), ("review_item", "created_by"),
)  # fmt: skip
"""Table and column of what stays, as the institution's, while who did it goes."""
_OTHERWISE = (
    "UPDATE enrolment SET status = 'erased' WHERE tenant_id = :tenant AND person_id = :person",
    "DELETE FROM attempt_answer a USING attempt t WHERE a.tenant_id = :tenant AND t.tenant_id = a.tenant_id"
    " AND t.attempt_id = a.attempt_id AND t.student_id = :person",
    # What was half made stands beside the items of their attempts.
    "UPDATE attempt_item i SET drafts = '{}' FROM attempt t WHERE i.tenant_id = :tenant AND t.tenant_id = i.tenant_id"
    " AND t.attempt_id = i.attempt_id AND t.student_id = :person AND i.drafts <> '{}'",
    "UPDATE sign_in_provider SET trial_enc = NULL, trial_by = NULL, trial_at = NULL"
    " WHERE tenant_id = :tenant AND trial_by = :person",
    # What a decision can be taken back to may name them, too.
    "UPDATE intervention SET assigned_to = nullif(assigned_to, CAST(:person AS uuid)),"
    " decided_by = nullif(decided_by, CAST(:person AS uuid)), before = NULL"
    " WHERE tenant_id = :tenant AND CAST(:person AS uuid) IN (assigned_to, decided_by)",
    # What they reported; the line stays, for others may have said the same.
    "UPDATE review_item SET evidence = evidence #- ARRAY['reports', CAST(:person AS text)]"
    " WHERE tenant_id = :tenant AND evidence -> 'reports' ? CAST(:person AS text)",
    # Files with names are removed within the hour, and nobody gets them; one that is being made fails at its end.
    # What is made for research and not let out yet goes too: who is in it cannot be told apart any more.
    "UPDATE export_run r SET expires_at = r.started_at FROM export_plan p WHERE r.tenant_id = :tenant"
    " AND p.tenant_id = r.tenant_id AND p.plan_id = r.plan_id AND r.pruned_at IS NULL"
    " AND (p.names OR (p.kind = 'research' AND r.status <> 'done'))"
    " AND CAST(:person AS uuid) IS NOT NULL",
)
_BEFORE = (
    # What was noticed or written about them, and what they wrote to the teachers as a guardian: nobody else did.
    "DELETE FROM review_item WHERE tenant_id = :tenant AND subject_type = 'student' AND subject_id = :person",
    "DELETE FROM review_item WHERE tenant_id = :tenant AND kind = 'message' AND created_by = :person",
)
_FORGET = tuple(
    text(statement)
    for statement in (
        *_BEFORE,
        *(f"DELETE FROM {table} WHERE tenant_id = :tenant AND {column} = :person" for table, column in _DELETED),  # noqa: S608 - constants
        *(
            f"UPDATE {table} SET {column} = NULL WHERE tenant_id = :tenant AND {column} = :person"  # noqa: S608 - constants
            for table, column in _BLANKED
        ),
        *_OTHERWISE,
    )
)
