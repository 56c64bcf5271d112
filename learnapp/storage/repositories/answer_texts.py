# ruff: noqa: S608 - statements are put together from constants
"""What somebody who is erased has written as answers: texts that nobody else gave leave the log and what is counted.

A choice or a number that others gave too says nothing of who gave it, and stays. That an answer was given, and whether
it was right, stays as well: in `item_answer` such answers are among those whose text is not kept. Both change together,
so a count from the log says the same as before.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories import rollups
from learnapp.storage.repositories.item_rollups import DIGEST, LONGEST_TEXT

_TEXT = "(e.result -> 'response')::text"
# What `item_answer` has the text of; of no other text is it known who else gave it.
_COUNTED = f"""(e.verb = 'answered' AND e.correct IS NOT NULL AND NOT e.result ? 'hint_index'
  AND NOT e.result ? 'variant' AND length({_TEXT}) <= {LONGEST_TEXT})"""
_PLACE = "e.section_id, e.object_id, e.step_id"
_SAME = "{0}.section_id = {1}.section_id AND {0}.step_id IS NOT DISTINCT FROM {1}.step_id"
_FORGET = text(f"""
WITH mine AS MATERIALIZED (
  SELECT DISTINCT {_PLACE}, {_TEXT} AS response FROM learning_event e
   WHERE e.tenant_id = :tenant AND e.student_id = :person AND e.object_id IS NOT NULL AND {_COUNTED}
), gone AS MATERIALIZED (
  SELECT DISTINCT n.person_id FROM enrolment n JOIN person p ON p.tenant_id = n.tenant_id AND p.person_id = n.person_id
   WHERE n.tenant_id = :tenant AND n.section_id IN (SELECT section_id FROM mine) AND p.status = 'erased'
   UNION SELECT :person
), theirs AS MATERIALIZED (
  SELECT {_PLACE}, {_TEXT} AS response, count(*) AS times FROM learning_event e
   WHERE e.tenant_id = :tenant AND e.student_id IN (SELECT person_id FROM gone) AND {_COUNTED} GROUP BY 1, 2, 3, 4
), lone AS MATERIALIZED (
  SELECT m.* FROM mine m
    JOIN theirs t ON {_SAME.format("t", "m")} AND t.object_id = m.object_id AND t.response = m.response
   WHERE t.times >= (SELECT coalesce(sum(a.times), 0) FROM item_answer a
                      WHERE a.tenant_id = :tenant AND {_SAME.format("a", "m")} AND a.content_id = m.object_id
                        AND a.version IS NULL AND a.response = m.response)
), log AS (
  UPDATE learning_event e SET result = e.result - 'response'
   WHERE e.tenant_id = :tenant AND e.student_id IN (SELECT person_id FROM gone) AND e.result ? 'response'
     AND ((e.student_id = :person AND {_COUNTED} IS NOT TRUE)
       OR ({_COUNTED} AND EXISTS (SELECT 1 FROM lone l WHERE {_SAME.format("l", "e")} AND l.object_id = e.object_id
                                     AND l.response = {_TEXT})))
), taken AS (
  DELETE FROM item_answer a USING lone l
   WHERE a.tenant_id = :tenant AND {_SAME.format("a", "l")} AND a.content_id = l.object_id AND a.version IS NULL
     AND a.response = l.response
  RETURNING a.section_id, a.content_id, a.open, a.version, a.step_id, a.misconception, a.correct, a.times
), merged AS (
  SELECT section_id, content_id, open, version, step_id, misconception, correct, NULL::text AS response,
         sum(times)::int AS times
    FROM taken GROUP BY 1, 2, 3, 4, 5, 6, 7
)
INSERT INTO item_answer AS t (tenant_id, section_id, content_id, digest, open, version, step_id, response,
                              misconception, correct, times)
SELECT :tenant, section_id, content_id, {DIGEST}, open, version, step_id, response, misconception, correct, times
  FROM merged
ON CONFLICT (tenant_id, section_id, content_id, digest, open) DO UPDATE SET times = t.times + excluded.times
""")


async def forget(session: AsyncSession, tenant: UUID, person: UUID) -> None:
    """Take out what only this person has written, or only people who are erased too; they are marked as erased before.

    What a count has not seen yet may be taken out though somebody else wrote it a moment ago as well: of them it stays.
    """
    # The answers that a count is just reading must not come back.
    await rollups.lock(session, tenant)
    await session.execute(_FORGET, {"tenant": tenant, "person": person})
