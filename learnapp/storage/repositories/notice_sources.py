"""Who is told of what happens: queries that a notice is written for, in the transaction of what has happened."""

from __future__ import annotations

from enum import Enum

_FAMILIES = """
SELECT DISTINCT l.guardian_id AS person_id FROM announcement a
  JOIN enrolment e ON e.tenant_id = a.tenant_id AND e.section_id = a.section_id AND e.role = 'student'
                  AND e.status = 'active'
  JOIN guardian_link l ON l.tenant_id = e.tenant_id AND l.student_id = e.person_id
  JOIN person g ON g.tenant_id = l.tenant_id AND g.person_id = l.guardian_id AND g.status = 'active'
 WHERE a.tenant_id = {tenant:uuid} AND a.announcement_id = {about:uuid} AND a.withdrawn_at IS NULL
   AND a.audience IN (AUDIENCES)
   AND NOT EXISTS (SELECT 1 FROM announcement_dismissal d WHERE d.tenant_id = a.tenant_id
                      AND d.announcement_id = a.announcement_id AND d.person_id = l.guardian_id)"""


class Source(Enum):
    """Who is told: a query with the column `person_id`.

    `FAMILIES` are the guardians of a class to whom something is announced; `FAMILIES_TOO` also hear of what is for the
    class itself.
    """

    PEOPLE = "SELECT DISTINCT unnest({people:uuids}) AS person_id"
    PARENT = (
        "SELECT author_id AS person_id FROM discussion_post WHERE tenant_id = {tenant:uuid} AND post_id = {parent:uuid}"
    )
    TEACHERS = """
SELECT DISTINCT e.person_id FROM enrolment e
 WHERE e.tenant_id = {tenant:uuid} AND e.section_id = {section:uuid} AND e.role = 'instructor' AND e.status = 'active'
   AND EXISTS (SELECT 1 FROM review_item r WHERE r.tenant_id = {tenant:uuid} AND r.review_id = {about:uuid})"""
    ADMINS = "SELECT DISTINCT person_id FROM role_grant WHERE tenant_id = {tenant:uuid} AND role = 'admin'"
    GUARDIANS = """
SELECT guardian_id AS person_id FROM guardian_link WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid}"""
    VOIDED = """
SELECT f.student_id AS person_id FROM item_void_effect f
  JOIN item_void v ON v.tenant_id = f.tenant_id AND v.void_id = f.void_id
 WHERE f.tenant_id = {tenant:uuid} AND f.void_id = {about:uuid}
   AND EXISTS (SELECT 1 FROM learning_event e WHERE e.tenant_id = f.tenant_id AND e.student_id = f.student_id
                  AND e.section_id = v.section_id AND e.object_id = v.content_id AND e.correct IS NOT NULL)"""
    ANSWERED = """
SELECT DISTINCT student_id AS person_id FROM learning_event
 WHERE tenant_id = {tenant:uuid} AND section_id = {section:uuid} AND object_id = {about:uuid} AND correct IS NOT NULL"""
    READERS = """
SELECT p.person_id FROM announcement a JOIN person p ON p.tenant_id = a.tenant_id
 WHERE a.tenant_id = {tenant:uuid} AND a.announcement_id = {about:uuid} AND a.withdrawn_at IS NULL
   AND (a.audience = 'all'
        OR EXISTS (SELECT 1 FROM role_grant g WHERE g.tenant_id = a.tenant_id AND g.person_id = p.person_id
                      AND g.role || 's' = a.audience)
        OR EXISTS (SELECT 1 FROM enrolment e WHERE e.tenant_id = a.tenant_id AND e.person_id = p.person_id
                      AND a.audience = 'section' AND e.section_id = a.section_id AND e.status = 'active'))
   AND NOT EXISTS (SELECT 1 FROM announcement_dismissal d WHERE d.tenant_id = a.tenant_id
                      AND d.announcement_id = a.announcement_id AND d.person_id = p.person_id)"""
    FAMILIES = _FAMILIES.replace("AUDIENCES", "'families'")
    FAMILIES_TOO = _FAMILIES.replace("AUDIENCES", "'families', 'section'")
