"""What is left of an assignment, as one SQL expression for every place that asks: 0 means done."""

from __future__ import annotations

# `a` is the assignment, {student} the student's id. A topic is done when it is mastered (earned once is enough) or when
# so many answers were given since it was assigned. A content is done when its state says so; an exercise also when each
# of its steps was solved lately: its state begins anew with the next task of a template, and when it is repeated.
# Answers to the smaller question of a hint do not count. A test is done when it is handed in.
LEFT = """
(CASE
  WHEN a.assessment_id IS NOT NULL THEN
    (SELECT count(*) FROM (SELECT 1) one WHERE NOT EXISTS (
       SELECT 1 FROM attempt t WHERE t.tenant_id = a.tenant_id AND t.student_id = {student}
          AND t.assessment_id = a.assessment_id AND t.submitted_at IS NOT NULL))
  WHEN a.kc_id IS NOT NULL AND a.answers = 0 THEN
    (SELECT count(*) FROM (SELECT 1) one WHERE NOT EXISTS (
       SELECT 1 FROM kc_state k WHERE k.tenant_id = a.tenant_id AND k.student_id = {student} AND k.kc_id = a.kc_id
          AND k.mastered_at IS NOT NULL))
  WHEN a.kc_id IS NOT NULL THEN
    greatest(0, a.answers - (
       SELECT count(*) FROM (
         SELECT 1 FROM learning_event v WHERE v.tenant_id = a.tenant_id AND v.student_id = {student}
            AND v.received_at >= a.made_at AND v.verb = 'answered' AND v.correct IS NOT NULL
            AND a.kc_id = ANY(v.kc_ids) AND v.result ->> 'hint_index' IS NULL
          LIMIT a.answers) given))
  ELSE coalesce((
    SELECT CASE
        WHEN p.state ->> 'done' = 'true' THEN 0
        WHEN a.steps = 0 THEN 1
        WHEN (SELECT count(DISTINCT v.step_id) FROM learning_event v
               WHERE v.tenant_id = a.tenant_id AND v.student_id = {student} AND v.object_id = a.content_id
                 AND v.received_at >= a.made_at - interval '90 days' AND v.verb = 'answered' AND v.correct
                 AND v.result ->> 'hint_index' IS NULL) >= a.steps THEN 0
        ELSE 1 END
      FROM item_progress p
     WHERE p.tenant_id = a.tenant_id AND p.student_id = {student} AND p.content_id = a.content_id), 1)
END)
"""

# Whether an assignment `a` is for a student: it is for everyone or for them, and was not due before they came. `e` is
# their place in the class.
FOR_STUDENT = """
((a.everyone OR EXISTS (
    SELECT 1 FROM assignment_student s
     WHERE s.tenant_id = a.tenant_id AND s.assignment_id = a.assignment_id AND s.student_id = {student}))
 AND coalesce(a.due_at >= e.enrolled_at, true))
"""

# What is assigned to one student in one class, as one JSON text; `q` holds their ids, `e` is their place:
# all that can be open at a time, and of what is over the latest, for a year of it would slow every answer.
ASSIGNED = f"""
(SELECT jsonb_agg(jsonb_build_array(a.assignment_id, a.content_id, a.kc_id, a.due_at, a.answers,
                                    {LEFT.format(student="q.student_id")}))::text
   FROM (SELECT a.* FROM assignment a
          WHERE a.tenant_id = q.tenant_id AND a.section_id = q.section_id AND a.withdrawn_at IS NULL
            AND a.assessment_id IS NULL AND {FOR_STUDENT.format(student="q.student_id")}
          ORDER BY a.due_at DESC NULLS FIRST, a.made_at DESC LIMIT 60) a)
"""  # noqa: S608 - constants
