"""Every page of every role, with an address that leads somewhere in the demo."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.storage.repositories import authoring, content

PEOPLE = {
    "visitor": "",
    "student": "alice@riverside.example",
    "guardian": "grace@riverside.example",
    "instructor": "carol@riverside.example",
    "admin": "adam@riverside.example",
}
_EVERYBODY = (
    "/account", "/news", "/search?q=fractions", "/calendar", "/notices", "/models",
    "/denied?needs=admin:tenant&ask=admin",
)  # fmt: skip
ROUTES: dict[str, tuple[str, ...]] = {
    "visitor": ("/sign-in", "/second-step", "/start", "/join/[code]", "/nothing-here"),
    "student": (
        "/today", "/path", "/plan", "/progress", "/goals", "/notes", "/tutor", "/week", "/results", "/discussion",
        "/check/[checkup_id]",
        "/quiz/[attempt_id]", "/quiz/[done_attempt_id]", "/quiz/[test_id]",
        "/learn/[question]", "/learn/[template]", "/learn/[video]", "/learn/[text]", "/learn/[simulation]",
        "/learn/[picture]", "/asked/[event_id]", "/access", *_EVERYBODY,
    ),
    "guardian": ("/family", "/family/[student_id]", "/access/[student_id]", *_EVERYBODY),
    "instructor": (
        "/teach", "/teach/[class_id]", "/teach/[class_id]/heatmap", "/teach/[class_id]/discussion",
        "/teach/[class_id]/assignments", "/teach/[class_id]/rules", "/teach/[class_id]/prerequisites",
        "/teach/[class_id]/items", "/teach/[class_id]/items/[item_id]",
        "/teach/[class_id]/preview", "/teach/[class_id]/preview/[content_id]", "/teach/[class_id]/students/[pupil_id]",
        "/teach/[class_id]/students/[pupil_id]/tutoring", "/teach/[class_id]/students/[pupil_id]/report",
        "/teach/[class_id]/reports", "/teach/[class_id]/views", "/teach/[class_id]/tutoring",
        "/teach/[class_id]/inbox", "/teach/[class_id]/impact", "/teach/[class_id]/analytics",
        "/teach/[class_id]/lms", "/teach/reviews", "/teach/assessments",
        "/teach/assessments/[assessment_id]",
        "/invite/[class_id]", *_EVERYBODY,
    ),
    "admin": (
        "/admin", "/admin/start", "/invite/[class_id]",
        "/admin/people", "/admin/people/[person]", "/admin/roster", "/admin/sections", "/admin/consents",
        "/admin/content", "/admin/content/imports/[import_key]", "/author", "/author/[course_id]",
        "/author/[course_id]/outline", "/author/[course_id]/[item_id]", "/author/[course_id]/add/[what]",
        "/admin/reviews", "/admin/institution",
        "/admin/lms", "/admin/sign-in", "/admin/language-model", "/admin/notifications", "/admin/open-data",
        "/admin/analytics",
        "/admin/exports", "/admin/webhooks",
        "/admin/content-providers", "/admin/licences",
        "/admin/clients", "/support", "/admin/oneroster", "/admin/invitations",
        "/access/[student_id]",
        "/admin/audit", "/admin/features", "/admin/health", "/admin/feedback", "/admin/mission", "/admin/views",
        "/admin/experiments",
        "/admin/experiments/[experiment_key]", "/admin/drift", "/admin/fairness", "/admin/interventions",
        "/admin/models", "/admin/models/[version_key]", *_EVERYBODY,
    ),
}  # fmt: skip
"""Role -> the routes of its pages, as they are declared; a page with several kinds of content has one for each."""

_MATHS = (
    "SELECT content_id FROM content c JOIN course USING (tenant_id, course_id)"
    " WHERE course.slug = 'fractions-to-linear-equations' AND c.status = 'published'"
)
_FINDS = {
    "[question]": (
        f"{_MATHS} AND NOT answer_key ? 'template' AND body_public -> 'steps' -> 0 ->> 'answer_kind' = 'numeric'"
        " ORDER BY content_id LIMIT 1"
    ),
    "[template]": f"{_MATHS} AND answer_key ? 'template' ORDER BY content_id LIMIT 1",
    "[video]": f"{_MATHS} AND kind = 'video' ORDER BY content_id LIMIT 1",
    "[text]": f"{_MATHS} AND kind = 'reading' ORDER BY content_id LIMIT 1",
    "[simulation]": f"{_MATHS} AND body_public -> 'steps' -> 0 ->> 'answer_kind' = 'simulation' LIMIT 1",
    "[picture]": f"{_MATHS} AND body_public -> 'steps' -> 0 ->> 'answer_kind' = 'picture' LIMIT 1",
}


@dataclass(frozen=True)
class Visit:
    """One page as somebody opens it.

    Attributes:
        route: As it stands in `ROUTES`.
    """

    role: str
    route: str
    path: str

    def __str__(self) -> str:
        """Name it for tables and the names of pictures."""
        return f"{self.role} {self.route}"


def every_page(owner: str) -> list[Visit]:
    """Return one visit for each page of each role in the demo's first institution.

    Args:
        owner: Connection string that sees every row.
    """
    with psycopg.connect(owner, autocommit=True) as conn:
        names = _own_course(conn, owner) | _names(conn)
    found = []
    for role, routes in ROUTES.items():
        for route in routes:
            path = route
            for name, value in names.items():
                path = path.replace(name, value)
            found.append(Visit(role, route, path))
    return found


def _names(conn: psycopg.Connection[Any]) -> dict[str, str]:
    """Return what stands in the brackets of the routes."""
    _enter(conn, LIBRARY_TENANT)
    names = {name: _one(conn, query) for name, query in _FINDS.items()}
    tenant = _one(conn, "SELECT tenant_id FROM directory.tenants() WHERE slug = 'riverside'")
    _enter(conn, tenant)
    # The demo's own student is the one with a goal; her name stands encrypted.
    student = _one(conn, "SELECT student_id FROM student_goal ORDER BY created_at LIMIT 1")
    section = _one(conn, "SELECT section_id FROM enrolment WHERE person_id = %s LIMIT 1", student)
    _wish(conn, tenant, student, section)
    names |= {
        "[student_id]": student,
        "[class_id]": section,
        "[pupil_id]": student,
        "[person]": student,
        "[content_id]": names["[question]"],
        # Codes are known to nobody but who made them: what a wrong one shows is the same page for all reasons.
        "[code]": "bcdfg-bcdfg-bcdfg",
        "[item_id]": _one(
            conn,
            "SELECT object_id FROM learning_event WHERE section_id = %s AND verb = 'answered'"
            " GROUP BY object_id ORDER BY count(*) DESC, object_id LIMIT 1",
            section,
        ),
        "[event_id]": _one(
            conn, "SELECT event_id FROM learning_event WHERE student_id = %s AND verb = 'answered' LIMIT 1", student
        ),
        "[import_key]": _import(conn, tenant),
        "[experiment_key]": _experiment(conn, tenant, student, section),
        "[version_key]": _model_version(conn, tenant),
        "[checkup_id]": _checkup(conn, tenant, student, section),
        **_tests(conn, tenant, student, section),
    }
    return names


def _own_course(conn: psycopg.Connection[Any], owner: str) -> dict[str, str]:
    """Return addresses of a course that the institution has for itself, copied if it has none yet, and of an item."""
    _enter(conn, LIBRARY_TENANT)
    shared = UUID(_one(conn, "SELECT course_id FROM course WHERE slug = 'why-did-the-civil-war-start'"))
    tenant = UUID(_one(conn, "SELECT tenant_id FROM directory.tenants() WHERE slug = 'riverside'"))

    async def copy() -> None:
        async with await psycopg.AsyncConnection.connect(owner) as own:
            await own.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
            now = datetime.now(UTC)
            if await authoring.copy_course(own, tenant, LIBRARY_TENANT, shared, now):
                await content.publish(own, tenant, shared, "copy", now)

    # Whoever walks in a browser has an event loop in this thread already.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(copy())).result()
    _enter(conn, tenant)
    item = _one(
        conn,
        "SELECT content_id FROM content WHERE tenant_id = %s AND course_id = %s AND kind = 'practice'"
        " ORDER BY content_id LIMIT 1",
        tenant, shared,
    )  # fmt: skip
    return {
        "/author/[course_id]/[item_id]": f"/author/{shared}/{item}",
        "/author/[course_id]/add/[what]": f"/author/{shared}/add/reading",
        "/author/[course_id]": f"/author/{shared}",
    }


def _enter(conn: psycopg.Connection[Any], tenant: Any) -> None:
    conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))


def _one(conn: psycopg.Connection[Any], query: str, *values: Any) -> str:
    row = conn.execute(query, values).fetchone()
    if row is None:
        raise LookupError(f"the demo has nothing for: {query}")
    return str(row[0])


def _import(conn: psycopg.Connection[Any], tenant: str) -> str:
    """Return an import that has ended, made if nobody has imported anything yet."""
    found = conn.execute("SELECT import_id FROM content_import ORDER BY started_at LIMIT 1").fetchone()
    if found is not None:
        return str(found[0])
    report = {"imported": {"items": 12}, "skipped": {}}
    return _one(
        conn,
        "INSERT INTO content_import (tenant_id, import_id, kind, source_name, status, started_at, finished_at, done,"
        " total, report) VALUES (%s, gen_random_uuid(), 'course', 'geometry.tar.xz', 'done', now(), now(), 12, 12, %s)"
        " RETURNING import_id",
        tenant,
        Jsonb(report),
    )


def _experiment(conn: psycopg.Connection[Any], tenant: str, student: str, section: str) -> str:
    """Return an experiment that has run for some days and is stopped, so that nobody is served otherwise by it."""
    found = conn.execute("SELECT experiment_id FROM experiment ORDER BY created_at LIMIT 1").fetchone()
    if found is not None:
        return str(found[0])
    made = _one(
        conn,
        "INSERT INTO experiment (tenant_id, experiment_id, name, question, varies, unit, share, metric, effect, days,"
        " planned_end, planned_units, status, salt, created_at, created_by, started_at, stopped_at)"
        " VALUES (%s, gen_random_uuid(), 'Reviews first', 'Does reviewing earlier help more than now?', 'weights',"
        " 'student', 50, 'completion', 0.05, 7, current_date + 30, 400, 'stopped', 'salt', now(), %s,"
        " now() - interval '20 days', now()) RETURNING experiment_id",
        tenant, student,
    )  # fmt: skip
    arms: list[tuple[str, int, dict[str, Any]]] = [
        ("now", 35, {}),
        ("closer_fit", 30, {"weights": {"success_fit": 2.4}}),
        ("review_first", 30, {"weights": {"due": 1.8}}),
        ("chance", 5, {"chance": True}),
    ]
    for place, (arm, share, policy) in enumerate(arms):
        conn.execute(
            "INSERT INTO experiment_arm (tenant_id, experiment_id, arm, place, share, policy, decisions, slow)"
            " VALUES (%s, %s, %s, %s, %s, %s, 900, 4)",
            (tenant, made, arm, place, share, Jsonb(policy)),
        )
        conn.execute(
            "INSERT INTO experiment_day (tenant_id, experiment_id, day, arm, metric, units, mean, difference, low,"
            " high, e, p, computed_at) SELECT %s, %s, current_date - 20 + g, %s, metric, 5 * g,"
            " 0.4 + %s * 0.04, %s * 0.04, %s * 0.04 - 0.6 / g, %s * 0.04 + 0.6 / g, g / 4.0, 1.0 / (1 + g), now()"
            " FROM generate_series(6, 20) g, unnest(ARRAY['completion', 'next_day', 'hints', 'dismissals']) AS metric"
            " WHERE %s > 0",
            (tenant, made, arm, place, place, place, place, place),
        )
    conn.execute(
        "INSERT INTO experiment_student (tenant_id, experiment_id, student_id, section_id, arm, first_at)"
        " VALUES (%s, %s, %s, %s, 'now', now())",
        (tenant, made, student, section),
    )
    _drift(conn, tenant)
    return made


def _drift(conn: psycopg.Connection[Any], tenant: str) -> None:
    """Let a model have drifted."""
    # The worker may have begun to watch it.
    for table in ("drift_watch", "drift_day"):
        conn.execute(f"DELETE FROM {table} WHERE tenant_id = %s AND model = 'bkt-irt@1'", (tenant,))  # noqa: S608
    conn.execute(
        "INSERT INTO drift_watch (tenant_id, model, answers, errors, learnt_until, spread, online, seen, total, excess,"
        " since_seen, since_errors, looked_at) VALUES (%s, 'bkt-irt@1', 10000, 2500, now() - interval '20 days', '{}',"
        " '{}', 4200, 2.1, 0.2, 90, 27, now())",
        (tenant,),
    )
    conn.execute(
        "INSERT INTO drift_day (tenant_id, model, day, answers, errors, shown, opened, completed, dismissed, moved,"
        " computed_at) SELECT %s, 'bkt-irt@1', current_date - g, 210, 52 + g %% 7, 300, 90, 60, 3, %s, now()"
        " FROM generate_series(0, 20) g",
        (tenant, Jsonb({"p_correct": 0.04, "path_position": 0.31, "missed": 0.14, "score": 0.05})),
    )
    conn.execute(
        "INSERT INTO drift_alarm (tenant_id, alarm_id, model, kind, subject, since, noticed_at, was, now_is, amount,"
        " run_id) SELECT %s, gen_random_uuid(), 'bkt-irt@1', kind, subject, now() - interval '9 days',"
        " now() - interval '8 days', was, now_is, amount, run FROM (VALUES ('errors', '', 0.25, 0.33, 0.32,"
        " gen_random_uuid()), ('feature', 'path_position', 0, 0.31, 0.31, NULL)) AS a (kind, subject, was, now_is,"
        " amount, run)",
        (tenant,),
    )


def _model_version(conn: psycopg.Connection[Any], tenant: str) -> str:
    """Return a version of a model, made if nobody has trained any yet; its files are those of no model."""
    found = conn.execute("SELECT version_id FROM model_version WHERE kind <> '' LIMIT 1").fetchone()
    if found is not None:
        return str(found[0])
    gap = {"value": 0.012, "low": -0.01, "high": 0.03}
    groups = [
        {"dimension": "grade", "group": "2012–2013", "answers": 420, "students": 12, "auc": 0.77, "gap": gap},
        {"dimension": "difficulty", "group": "hard", "answers": 40, "students": 6, "auc": None, "gap": None},
    ]
    own = {"answers": 620, "students": 24, "auc": 0.781, "log_loss": 0.55, "accuracy": 0.72, "ece": 0.03,
           "ece_noise": 0.025, "curve": [[n / 15, n / 15, 41] for n in range(1, 15)], "groups": groups}  # fmt: skip
    base = {"name": "bkt-irt@1", "figures": {**own, "auc": 0.74}}
    gates = [
        {"name": "enough", "outcome": "passed", "about": "", "numbers": {"answers": 620, "students": 24}},
        {"name": "better", "outcome": "failed", "about": "bkt-irt@1",
         "numbers": {"auc": 0.01, "auc_low": -0.02, "auc_high": 0.04}},
        {"name": "calibrated", "outcome": "passed", "about": "",
         "numbers": {"error": 0.03, "noise": 0.025, "limit": 0.05}},
        {"name": "fair", "outcome": "passed", "about": "grade: 2012–2013",
         "numbers": {"gap": 0.012, "gap_low": -0.01, "gap_high": 0.03, "groups": 1, "too_few": 1, "limit": 0.05}},
        {"name": "fast", "outcome": "passed", "about": "", "numbers": {"p99_ms": 2.1, "limit": 8}},
    ]  # fmt: skip
    metrics = {"figures": own, "gates": gates, "against": [base], "p99_ms": 2.1, "train_seconds": 3.2}
    card = {"answers": 2400, "students": 96, "test_answers": 620, "test_students": 24, "gathered": 3100,
            "first_day": "2026-03-02", "last_day": "2026-05-29", "fingerprint": "0" * 64, "right": 0.6,
            "strata": {"2012–2013 · mathematics · middle": [96, 24]},
            "steps": [{"step": "consent", "count": 80, "left": 3020}]}  # fmt: skip
    return _one(
        conn,
        "INSERT INTO model_version (tenant_id, version_id, kind, major, minor, patch, git_sha, data_fingerprint,"
        " metrics, card, held_out, artefact, artefact_sha, created_at) VALUES (%s, gen_random_uuid(),"
        " 'mastery_predictor', 0, 9, 0, '', '', %s, %s, '', '', '', now()) RETURNING version_id",
        tenant, Jsonb(metrics), Jsonb(card),
    )  # fmt: skip


def _wish(conn: psycopg.Connection[Any], tenant: str, student: str, section: str) -> None:
    """Let the student work towards something: the last topic of the course, in two days."""
    course = _one(conn, "SELECT course_id FROM section WHERE section_id = %s", section)
    _enter(conn, LIBRARY_TENANT)
    topic = _one(conn, "SELECT kc_id FROM kc WHERE slug = 'straight-lines'")
    _enter(conn, tenant)
    conn.execute(
        "INSERT INTO learning_request (tenant_id, request_id, student_id, section_id, course_id, kind, title, targets,"
        " due_at, minutes_a_day, pace, status, created_at) VALUES (%s, gen_random_uuid(), %s, %s, %s, 'topics', '',"
        " ARRAY[%s::uuid], now() + interval '2 days', 10, 'chosen', 'active', now()) ON CONFLICT DO NOTHING",
        (tenant, student, section, course, topic),
    )


def _checkup(conn: psycopg.Connection[Any], tenant: str, student: str, section: str) -> str:
    """Return a check-up that the student has begun."""
    found = conn.execute("SELECT checkup_id FROM checkup WHERE student_id = %s LIMIT 1", (student,)).fetchone()
    if found is not None:
        return str(found[0])
    course, topic = conn.execute(
        "SELECT s.course_id, k.kc_id FROM kc_state k, section s WHERE k.student_id = %s AND s.section_id = %s"
        " ORDER BY k.attempts DESC LIMIT 1",
        (student, section),
    ).fetchone() or ("", "")
    _enter(conn, LIBRARY_TENANT)
    items = [
        row[0]
        for row in conn.execute(
            "SELECT content_id FROM content WHERE kind = 'practice' AND %s = ANY (kc_ids) ORDER BY difficulty LIMIT 4",
            (topic,),
        )
    ]
    _enter(conn, tenant)
    return _one(
        conn,
        "INSERT INTO checkup (tenant_id, checkup_id, student_id, section_id, course_id, kc_id, claim, items,"
        " started_at, p_before) VALUES (%s, gen_random_uuid(), %s, %s, %s, %s, 'more', %s, %s, 0.4)"
        " RETURNING checkup_id",
        tenant, student, section, course, topic, items, datetime.now(UTC),
    )  # fmt: skip


def _tests(conn: psycopg.Connection[Any], tenant: str, student: str, section: str) -> dict[str, str]:
    """Return tests of the class: one that the student has not begun, one that they take, one with its results."""
    course = _one(conn, "SELECT course_id FROM section WHERE section_id = %s", section)
    _enter(conn, LIBRARY_TENANT)
    items = conn.execute(f"{_MATHS} AND NOT answer_key ? 'template' AND kind = 'practice' ORDER BY content_id DESC"
                         " LIMIT 4").fetchall()  # fmt: skip  # noqa: S608 - constants
    steps = {
        item: _one(conn, "SELECT body_public -> 'steps' -> 0 ->> 'id' FROM content WHERE content_id = %s", item)
        for (item,) in items
    }
    version = {item: _one(conn, "SELECT max(version) FROM content WHERE content_id = %s", item) for (item,) in items}
    _enter(conn, tenant)
    names = {}
    for key, title, ended in (("test_id", "Warm-up", None), ("attempt_id", "Lines", False), ("done", "Signs", True)):
        test = _one(
            conn,
            "INSERT INTO assessment (tenant_id, assessment_id, section_id, course_id, title, kind, minutes, attempts,"
            " shuffled, shown, made_by, made_at, given_at) VALUES (%s, gen_random_uuid(), %s, %s, %s, 'fixed', 40, 2,"
            " false, 'submitted', %s, now(), now()) RETURNING assessment_id",
            tenant, section, course, title, student,
        )  # fmt: skip
        for place, item in enumerate(steps, 1):
            conn.execute("INSERT INTO assessment_item VALUES (%s, %s, %s, %s)", (tenant, test, place, item))
        names[f"[{key}]"] = test
        if ended is None:
            continue
        attempt = _one(
            conn,
            "INSERT INTO attempt (tenant_id, attempt_id, assessment_id, student_id, number, started_at, deadline_at,"
            " factor, breaks, break_minutes, submitted_at, ended_by, recorded_at) VALUES (%s, gen_random_uuid(), %s,"
            " %s, 1, now(), now() + interval '40 minutes', 1, 2, 5, CASE WHEN %s THEN now() END, %s,"
            " CASE WHEN %s THEN now() END) RETURNING attempt_id",
            tenant, test, student, ended, "student" if ended else "", ended,
        )  # fmt: skip
        for place, (item, step) in enumerate(steps.items(), 1):
            conn.execute(
                "INSERT INTO attempt_item (tenant_id, attempt_id, place, content_id, version, discrimination,"
                " difficulty) VALUES (%s, %s, %s, %s, %s, 1, 0)",
                (tenant, attempt, place, item, version[item]),
            )
            if place < len(steps):
                conn.execute(
                    "INSERT INTO attempt_answer (tenant_id, attempt_id, place, step_id, response, correct, partial,"
                    " saved_at) VALUES (%s, %s, %s, %s, %s, %s, 0, now())",
                    (tenant, attempt, place, step, Jsonb({"said": "3"}), place > 1),
                )
        names["[attempt_id]" if not ended else "[done_attempt_id]"] = attempt
        if ended:
            names["[assessment_id]"] = test
    return names
