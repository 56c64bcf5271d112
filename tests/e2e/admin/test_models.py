"""An admin trains a model, lets it look on, tries and promotes it, is refused by a gate, and goes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import psycopg
import pytest
from playwright.sync_api import expect

from learnapp.ml.datasets import keyed_number
from learnapp.security.crypto import Keyring
from learnapp.security.tenancy import LIBRARY_TENANT
from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

OSCAR = "oscar@northfield.example"
pytestmark = pytest.mark.e2e
_STUDENTS, _EACH, _ITEMS = 130, 26, 24
_EVENT = """
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            object_id, object_version, step_id, kc_ids, correct, result, occurred_at, asserted)
VALUES (%s, %s, %s, %s, %s, %s, %s, 'answered', %s, 1, 's1', %s, %s, %s, %s, false)
"""


def _many_answers(owner: str, master_key: str) -> None:
    """Let students whom nobody else meets have answered a lot: who is able is right more often.

    Their story goes by the order of their numbers in a dataset, so that the same stories judge in every run.
    """
    rng, start = np.random.default_rng(5), datetime.now(UTC) - timedelta(days=20)
    with psycopg.connect(owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(LIBRARY_TENANT),))
        topics = [row[0] for row in conn.execute("SELECT kc_id FROM kc ORDER BY slug LIMIT 6").fetchall()]
        tenant = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'northfield'").fetchone()
        assert tenant is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant[0]),))
        place = conn.execute("SELECT section_id, course_id FROM section ORDER BY title LIMIT 1").fetchone()
        admin = conn.execute("SELECT person_id FROM role_grant WHERE role = 'admin' LIMIT 1").fetchone()
        assert place is not None and admin is not None
        wrapped = conn.execute("SELECT wrapped_key FROM tenant_key").fetchone()
        assert wrapped is not None
        key = Keyring.from_base64(master_key).tenant(tenant[0], bytes(wrapped[0])).derived("training")
        students = sorted((uuid4() for _ in range(_STUDENTS)), key=lambda one: keyed_number(key, one))
        rows: list[tuple[object, ...]] = []
        for number, student in enumerate(students):
            ability, at = rng.normal(0, 1.7), start + timedelta(hours=number % 9)
            _student(conn, tenant[0], student, admin[0])
            for step in range(_EACH):
                item = int(rng.integers(_ITEMS))
                at += timedelta(seconds=float(rng.exponential(45)) + 5)
                right = bool(rng.random() < 1 / (1 + np.exp(-(ability - (item - _ITEMS / 2) / 3))))
                result = json.dumps({"moved": True, "hints": 0, "partial": 0.0, "duration_ms": 9000})
                rows.append(
                    (
                        tenant[0], at, uuid4(), student, *place, step + 1, UUID(int=7000 + item), [topics[item % 6]],
                        right, result, at,
                    )
                )  # fmt: skip
        with conn.cursor() as cursor:
            cursor.executemany(_EVENT, rows)


def _student(conn: psycopg.Connection[tuple[object, ...]], tenant: object, student: UUID, by: object) -> None:
    now = datetime.now(UTC)
    conn.execute(
        "INSERT INTO person (tenant_id, person_id, status, locale, created_at) VALUES (%s, %s, 'active', 'en', %s)",
        (tenant, student, now),
    )
    conn.execute("INSERT INTO person_key (tenant_id, person_id, wrapped_key) VALUES (%s, %s, '')", (tenant, student))
    conn.execute(
        "INSERT INTO role_grant (tenant_id, person_id, role, granted_at) VALUES (%s, %s, 'student', %s)",
        (tenant, student, now),
    )
    conn.execute(
        "INSERT INTO consent (tenant_id, consent_id, student_id, basis, purpose, granted_by, granted_at, note)"
        " VALUES (%s, %s, %s, 'institution_contract', 'learning', %s, %s, '')",
        (tenant, uuid4(), student, by, now),
    )


def _in_zone(owner: str, zone: str) -> None:
    with psycopg.connect(owner) as conn:
        tenant = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'northfield'").fetchone()
        assert tenant is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant[0]),))
        conn.execute("UPDATE institution SET time_zone = %s", (zone,))


@pytest.fixture(scope="module")
def answers(site: Site, site_settings: dict[str, str]) -> Iterator[None]:
    """Answers to learn from, at noon: at night the worker would train from them by itself."""
    _many_answers(site.owner, (Path(site_settings["DATA_DIR"]) / "master.key").read_text(encoding="utf-8"))
    # The names of these zones count the other way round.
    _in_zone(site.owner, f"Etc/GMT{datetime.now(UTC).hour - 12:+d}")
    yield
    _in_zone(site.owner, "UTC")


@pytest.mark.usefixtures("answers", "worker")
def test_a_model_is_trained_tried_promoted_and_taken_back(sign_in: SignIn) -> None:
    page, late = sign_in(OSCAR), sign_in(OSCAR)
    late.goto("/admin/models")
    part, there = (one.get_by_role("region", name="Chance of a right answer") for one in (page, late))
    expect(there.get_by_role("button", name="Train now")).to_be_visible()
    page.goto("/admin/models")
    expect(part.get_by_text("without any training, serves everybody")).to_be_visible()
    part.get_by_role("button", name="Train now").click()
    expect(part.get_by_role("button", name="Stop")).to_be_visible()
    # Who has not seen that it runs sees it now, and why theirs did not begin.
    there.get_by_role("button", name="Train now").click()
    expect(late.get_by_text("This model is being trained already.")).to_be_visible()
    expect(there.get_by_role("button", name="Stop")).to_be_visible()
    late.close()
    keep(page, "models-training-light-1280")
    runs = page.get_by_role("region", name="Trainings")
    expect(runs.get_by_role("link", name="See the version")).to_be_visible(timeout=90_000)
    expect(part.get_by_text("no student is served by it")).to_be_visible()
    keep(page, "models-light-1280")
    assert violations(page) == []

    # The worker trains what it finds due by itself: another model may have a first version meanwhile.
    version = runs.get_by_role("link", name="See the version").get_attribute("href")
    runs.get_by_role("link", name="See the version").click()
    expect(page.get_by_role("heading", level=1, name="Version 1.0.0")).to_be_visible()
    gates = page.get_by_role("region", name="Gates")
    expect(gates.get_by_role("row", name="Better")).to_contain_text("the simple way of reckoning")
    expect(gates.get_by_text("Closed", exact=True)).to_have_count(0)
    expect(page.get_by_text("It looks on and serves nobody.")).to_be_visible()
    page.get_by_role("button", name="Try it with some").click()
    expect(page.get_by_text("It serves 10 % of the students.")).to_be_visible()
    page.locator("#why-production").fill("It did well with some.")
    page.get_by_role("button", name="Let it serve everybody").click()
    expect(page.get_by_text("It serves everybody.")).to_be_visible()
    expect(page.get_by_text("It did well with some.")).to_be_visible()
    page.get_by_text("the closer to the dotted line").scroll_into_view_if_needed()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    keep(page, "model-version-light-1280")
    assert violations(page) == []

    # The same answers, other trees: no better, and so it stays where it is.
    page.goto("/admin/models")
    part.get_by_role("button", name="Train now").click()
    expect(runs.get_by_text("so nothing was added")).to_be_visible(timeout=90_000)
    page.get_by_role("region", name="Versions").locator(f"a[href='{version}']").click()
    page.locator("#why-back").fill("A test of the way back.")
    page.get_by_role("button", name="Go back now").click()
    expect(page.get_by_text("It serves nobody.")).to_be_visible()
    page.goto("/admin/models")
    expect(part.get_by_text("without any training, serves everybody")).to_be_visible()


def test_a_closed_gate_keeps_a_version_where_it_is_and_says_why(sign_in: SignIn, site: Site) -> None:
    version = uuid4()
    gates = [
        {"name": "enough", "outcome": "passed", "about": "", "numbers": {"answers": 900, "students": 30}},
        {"name": "better", "outcome": "failed", "about": "bkt-irt@1",
         "numbers": {"auc": -0.02, "auc_low": -0.03, "auc_high": -0.01}},
        {"name": "calibrated", "outcome": "passed", "about": "", "numbers": {}},
        {"name": "fair", "outcome": "too_few", "about": "", "numbers": {}},
        {"name": "fast", "outcome": "passed", "about": "", "numbers": {}},
    ]  # fmt: skip
    with psycopg.connect(site.owner) as conn:
        tenant = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'northfield'").fetchone()
        assert tenant is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant[0]),))
        conn.execute(
            "INSERT INTO model_version (tenant_id, version_id, kind, major, minor, patch, git_sha, data_fingerprint,"
            " metrics, held_out, artefact, artefact_sha, created_at) VALUES (%s, %s, 'mastery_predictor', 0, 1, 0, '',"
            " '', %s, '', '', '', now())",
            (tenant[0], version, json.dumps({"gates": gates, "figures": {"answers": 900, "students": 30}})),
        )
    page = sign_in(OSCAR, scheme="dark", width=390)
    page.goto(f"/admin/models/{version}")
    page.get_by_role("button", name="Let it look on").click()
    expect(page.get_by_text("A gate is closed, so this will be refused.")).to_be_visible()
    page.get_by_role("button", name="Let it serve everybody").click()
    expect(page.get_by_text("closed gate better")).to_be_visible()
    expect(page.get_by_text("It looks on and serves nobody.")).to_be_visible()
    expect(page.get_by_text("It is not better than the simple way of reckoning")).to_be_visible()
    keep(page, "model-closed-dark-390")
    assert violations(page) == []
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("It serves nobody.")).to_be_visible()
