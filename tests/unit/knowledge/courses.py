"""The history unit as a course snapshot, without a database."""

from __future__ import annotations

import json
from functools import cache

from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.content_packages.course_files import HISTORY_COURSE, read_course
from learnapp.services.course_store import build_snapshot
from learnapp.storage.repositories.content import CourseRows


@cache
def history_course() -> CourseSnapshot:
    """Return the unit as it is studied."""
    pack = read_course(HISTORY_COURSE)
    course = pack.course
    return build_snapshot(
        pack.items[0].course_id,
        course.course_id,
        1,
        CourseRows(
            (course.title, course.subject, course.language, None),
            [(one.lesson_id, one.title, one.position, list(one.kc_ids)) for one in course.lessons],
            [
                (
                    one.content_id,
                    1,
                    one.kind,
                    one.title,
                    one.body,
                    one.lesson_id,
                    one.position,
                    list(one.kc_ids),
                    one.minutes,
                    json.dumps(one.body_public),
                    json.dumps(one.answer_key),
                    one.discrimination,
                    one.difficulty,
                    one.quality,
                    one.min_age,
                    one.language,
                    one.license,
                    one.attribution,
                    one.source,
                )
                for one in pack.items
            ],
            [
                (
                    one.kc_id,
                    one.slug,
                    one.name,
                    one.description,
                    one.standard,
                    one.p_init,
                    one.p_transit,
                    one.p_slip,
                    one.p_guess,
                )
                for one in pack.kcs
            ],
            list(course.prerequisites),
        ),
    )
