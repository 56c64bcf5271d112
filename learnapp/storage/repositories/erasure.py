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


_FORGET_KEY = text("DELETE FROM person_key WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_LINKS = text(
    "DELETE FROM guardian_link WHERE tenant_id = :tenant AND (guardian_id = :person OR student_id = :person)"
)
_FORGET_ENROLMENTS = text("UPDATE enrolment SET status = 'erased' WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_ROLES = text("DELETE FROM role_grant WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_NOTES = text("DELETE FROM student_note WHERE tenant_id = :tenant AND student_id = :person")
# The days on which they were reached go with them.
_FORGET_GOALS = text("DELETE FROM student_goal WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_REQUESTS = text("DELETE FROM learning_request WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_ASSIGNED = text("DELETE FROM assignment_student WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_TAKING = text("DELETE FROM assessment_student WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_EXTRA = text("DELETE FROM accommodation WHERE tenant_id = :tenant AND student_id = :person")
# What was half made stands beside the items of their attempts.
_FORGET_HALVES = text(
    "UPDATE attempt_item i SET drafts = '{}' FROM attempt t WHERE i.tenant_id = :tenant AND t.tenant_id = i.tenant_id"
    " AND t.attempt_id = i.attempt_id AND t.student_id = :person AND i.drafts <> '{}'"
)
# Also what guardians were told about them.
_FORGET_NOTICES = text("DELETE FROM notice WHERE tenant_id = :tenant AND (person_id = :person OR student_id = :person)")
_FORGET_CHOICES = text("DELETE FROM notice_choice WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_QUIET = text("DELETE FROM notice_quiet WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_ASSUMED = text("DELETE FROM impact_assumption WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_TESTS = text(
    "DELETE FROM attempt_answer a USING attempt t WHERE a.tenant_id = :tenant AND t.tenant_id = a.tenant_id"
    " AND t.attempt_id = a.attempt_id AND t.student_id = :person"
)
_FORGET_LTI = text("DELETE FROM lti_identity WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_MEMBER = text("DELETE FROM lti_member WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_DUE = text("DELETE FROM lti_grade_due WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_SCORES = text("DELETE FROM lti_score WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_TRACK = text("DELETE FROM learner_track WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_SIGN_IN = text("DELETE FROM sign_in_identity WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_TRIAL = text(
    "UPDATE sign_in_provider SET trial_enc = NULL, trial_by = NULL, trial_at = NULL"
    " WHERE tenant_id = :tenant AND trial_by = :person"
)
_FORGET_GLASS = text("DELETE FROM break_glass WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_SAML = text("DELETE FROM saml_session WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_RECOVERY = text("DELETE FROM recovery_code WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_FACTOR = text("DELETE FROM second_factor WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_RULES = text("DELETE FROM path_rule WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_SUPPORT = text("DELETE FROM support_access WHERE tenant_id = :tenant AND operator_id = :person")
_FORGET_ROSTER = text(
    "DELETE FROM roster_link WHERE tenant_id = :tenant AND (object_id = :person OR other_id = :person)"
)
# What was said goes with them.
_FORGET_TUTOR = text("DELETE FROM tutor_conversation WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_CERTIFICATE = text("DELETE FROM certified_reviewer WHERE tenant_id = :tenant AND person_id = :person")
# The text stays, as the institution's; who wrote or approved it goes.
_FORGET_WRITER = text("UPDATE content_draft SET made_by = NULL WHERE tenant_id = :tenant AND made_by = :person")
_FORGET_APPROVER = text("UPDATE content_draft SET decided_by = NULL WHERE tenant_id = :tenant AND decided_by = :person")
_FORGET_DELIVERIES = text("DELETE FROM delivery WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_ADDRESSES = text("DELETE FROM delivery_address WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_WAYS = text("DELETE FROM delivery_choice WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_HABIT = text("DELETE FROM delivery_habit WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_PLAYED = text("DELETE FROM player_state WHERE tenant_id = :tenant AND student_id = :person")
# Days keep their numbers; whose looks they were goes.
_FORGET_LICENSED = text("DELETE FROM licence_view WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_ASKED_SYNC = text("UPDATE provider_sync SET asked_by = NULL WHERE tenant_id = :tenant AND asked_by = :person")
_FORGET_DECIDER = text("UPDATE provider_item SET decided_by = NULL WHERE tenant_id = :tenant AND decided_by = :person")
_FORGET_REPORT_NOTES = text("DELETE FROM report_note WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_SHEETS = text("DELETE FROM report_sheet WHERE tenant_id = :tenant AND student_id = :person")
_FORGET_ASKED_REPORTS = text("UPDATE report_batch SET asked_by = NULL WHERE tenant_id = :tenant AND asked_by = :person")
_FORGET_LETTERS = text("DELETE FROM view_letter WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_VIEWS = text("DELETE FROM saved_view WHERE tenant_id = :tenant AND owner_id = :person")
_FORGET_PLANNER = text("UPDATE export_plan SET made_by = NULL WHERE tenant_id = :tenant AND made_by = :person")
_FORGET_EXPORTER = text(
    "UPDATE export_run SET requested_by = nullif(requested_by, CAST(:person AS uuid)),"
    " released_by = nullif(released_by, CAST(:person AS uuid))"
    " WHERE tenant_id = :tenant AND CAST(:person AS uuid) IN (requested_by, released_by)"
)
# Files with names are removed within the hour, and nobody gets them any more.
_FORGET_NAMED = text(
    "UPDATE export_run r SET expires_at = r.started_at FROM export_plan p WHERE r.tenant_id = :tenant"
    " AND p.tenant_id = r.tenant_id AND p.plan_id = r.plan_id AND p.names AND r.pruned_at IS NULL"
    " AND CAST(:person AS uuid) IS NOT NULL AND r.status = 'done'"
)
_FORGET_TOLD = text("DELETE FROM webhook_delivery WHERE tenant_id = :tenant AND person_id = :person")
_FORGET_HANDED = text(
    "UPDATE intervention SET assigned_to = nullif(assigned_to, CAST(:person AS uuid)),"
    " decided_by = nullif(decided_by, CAST(:person AS uuid)), before = NULL"
    " WHERE tenant_id = :tenant AND CAST(:person AS uuid) IN (assigned_to, decided_by)"
)
_FORGET = (
    _FORGET_HANDED, _FORGET_PLANNER, _FORGET_EXPORTER, _FORGET_NAMED, _FORGET_TOLD,
    _FORGET_KEY, _FORGET_LINKS, _FORGET_ENROLMENTS, _FORGET_ROLES, _FORGET_NOTES, _FORGET_GOALS, _FORGET_NOTICES,
    _FORGET_CHOICES, _FORGET_QUIET, _FORGET_ASSIGNED, _FORGET_ASSUMED, _FORGET_TRACK,
    _FORGET_TESTS, _FORGET_TAKING, _FORGET_EXTRA, _FORGET_HALVES, _FORGET_RULES, _FORGET_REQUESTS,
    _FORGET_LTI, _FORGET_MEMBER, _FORGET_DUE, _FORGET_SCORES, _FORGET_SIGN_IN, _FORGET_TRIAL, _FORGET_GLASS,
    _FORGET_RECOVERY, _FORGET_FACTOR, _FORGET_SAML, _FORGET_SUPPORT, _FORGET_ROSTER, _FORGET_TUTOR, _FORGET_CERTIFICATE,
    _FORGET_WRITER, _FORGET_APPROVER, _FORGET_DELIVERIES, _FORGET_ADDRESSES, _FORGET_WAYS, _FORGET_HABIT,
    _FORGET_PLAYED,
    _FORGET_LICENSED, _FORGET_ASKED_SYNC, _FORGET_DECIDER, _FORGET_REPORT_NOTES, _FORGET_SHEETS, _FORGET_ASKED_REPORTS,
    _FORGET_LETTERS, _FORGET_VIEWS,
)  # fmt: skip
