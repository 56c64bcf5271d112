"""The past is judged by what came of it, gaps reach the queue of the admins, everybody reads what computes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from uuid_utils.compat import uuid7

from learnapp.core.clock import FixedClock
from learnapp.core.errors import ForbiddenError
from learnapp.ml.artefact import ModelKind
from learnapp.ml.attention import ENOUGH_SHARE
from learnapp.ml.fairness import report
from learnapp.ml.trigger_recipe import judge
from learnapp.services import Services, fairness, review, transparency
from learnapp.services.class_days import ClassDays
from learnapp.services.fairness import ReportView
from learnapp.state.admin.fairness import report_line
from tests.factories import School, build_school
from tests.integration.learning.test_at_risk import CLASS, TONIGHT, _work
from tests.unit.ml.classes import class_of

KIND = ModelKind.INTERVENTION_TRIGGER


@pytest_asyncio.fixture(loop_scope="session")
async def school(services: Services) -> School:
    """Oakfield, whose class has worked for twelve weeks; Bob stopped after six, Dora after nine."""
    services.clock = FixedClock(TONIGHT)
    made = await build_school(
        services.db, "oakfield", kind="university", students=CLASS, guardians=("grace",), birth_date=date(2004, 5, 17)
    )
    going = dict.fromkeys(CLASS, (6, 0)) | {"bob": (6, 30), "dora": (6, 15)}
    await _work(services, made, made.section_id, going, days=60)
    return made


def _uneven(attribute: str = "language", blind: str = "es", seen: str = "en") -> dict[str, Any]:
    """Return the report of a release that is blind for one of two groups."""
    rng = np.random.default_rng(1)
    outcome = (rng.random(600) < 0.4).astype(float)
    missed = rng.random(600) < 0.5
    chance = np.where(missed, rng.random(600), 0.1 + 0.8 * outcome)
    groups = {attribute: [blind if one else seen for one in missed.tolist()]}
    return report(outcome, chance, np.arange(600), groups, threshold=0.5, draws=60, shuffles=40)


def test_the_rule_is_judged_by_what_came_of_it() -> None:
    days = [date(2026, 1, 5) + timedelta(days=place) for place in range(120)]
    classes = []
    for seed in range(3):
        log = class_of(30, 120, seed, quitting=0.4)
        classes.append(ClassDays(uuid7(), f"Class {seed}", [uuid7() for _ in range(30)], days, log))
    groups = {
        student: {"age": "adult" if place % 2 else "16_to_17", "language": "en"}
        for one in classes
        for place, student in enumerate(one.students)
    }
    judged = judge(None, fairness.examples(classes, groups))
    assert len(judged.outcome) == len(judged.chance) == len(judged.groups["age"]) > 1000
    assert 0 < judged.outcome.mean() < 0.6
    noticed = judged.chance >= ENOUGH_SHARE
    assert judged.outcome[noticed].mean() > 3 * judged.outcome[~noticed].mean()
    assert set(judged.groups["section"]) == {"Class 0", "Class 1", "Class 2"}


async def test_a_report_is_made_once_in_four_weeks_and_says_where_there_are_too_few(
    services: Services, school: School
) -> None:
    await fairness.keep_up(school.tenant_id)
    await fairness.keep_up(school.tenant_id)
    page = await fairness.reports(school.actor("adam"))
    assert page.total == 1 and page.rows[0].version == fairness.RULE_VERSION
    line = report_line("en", page.rows[0])
    assert line.students == len(CLASS) and line.outcomes > 0 and line.auc > 50
    assert [one.state for one in line.slices] == ["few", "few", "few"]
    assert line.slices[0].groups[0].name == "18 and older" and not line.slices[0].groups[0].enough
    assert "Nothing can be said" in line.slices[0].said[0]
    services.clock = FixedClock(TONIGHT + timedelta(days=29))
    await fairness.work()
    assert (await fairness.reports(school.actor("adam"))).total == 2


async def test_a_clear_gap_waits_in_the_queue_of_the_admins_once(services: Services, school: School) -> None:
    for _ in range(2):
        async with services.db.transaction(school.tenant_id) as tx:
            await fairness.store(tx.session, school.tenant_id, KIND, "1.2.0", _uneven())
    waiting = (await review.list_reviews(school.actor("adam"), kind="system")).rows
    assert [(one.reason_code, one.title) for one in waiting] == [("review-fairness-gap", f"{KIND.value} 1.2.0")]
    assert waiting[0].evidence["attribute"] == "language" and "abroca" in waiting[0].evidence["categories"]
    line = report_line("es", (await fairness.reports(school.actor("adam"))).rows[0])
    assert line.slices[0].state == "concern" and {one.name for one in line.slices[0].groups} == {"Inglés", "Español"}
    trigger = next(one for one in await transparency.model_cards(school.actor("alice")) if one.key == "trigger")
    assert (trigger.version, trigger.judged) == (fairness.RULE_VERSION, "1.2.0"), "what is in use, and what was judged"
    assert trigger.groups == "concern" and trigger.rows == 600


@pytest.mark.parametrize(("locale", "word"), [("en", "expected"), ("es", "esperadas")])
def test_the_report_of_what_foresees_answers_speaks_of_answers(locale: str, word: str) -> None:
    told = _uneven("grade", "2006–2007", "2008–2009")
    line = report_line(locale, ReportView("mastery_predictor", "mastery_predictor@1.0.0", "2026-03-02T08:00", told))
    assert line.slices[0].state == "concern" and {one.name for one in line.slices[0].groups} == {
        "2006–2007", "2008–2009"
    }  # fmt: skip
    assert all(word in said.lower() for said in line.slices[0].said[:2]) and "2006–2007" in line.slices[0].said[2]


async def test_everybody_reads_what_computes_and_only_admins_the_groups(
    services: Services, school: School, hillview: School
) -> None:
    await fairness.make(school.tenant_id)
    for name in ("alice", "carol", "grace", "adam"):
        cards = {one.key: one for one in await transparency.model_cards(school.actor(name))}
        assert cards["trigger"].students == len(CLASS) and cards["trigger"].groups == "few"
        assert cards["mastery"].version and cards["mastery"].judged_at == ""
    for name in ("alice", "carol", "grace"):
        with pytest.raises(ForbiddenError):
            await fairness.reports(school.actor(name))
        with pytest.raises(ForbiddenError):
            await fairness.ask(school.actor(name))
    assert (await fairness.reports(hillview.actor("adam"))).total == 0
    assert (
        next(one for one in await transparency.model_cards(hillview.actor("mallory")) if one.key == "trigger").rows == 0
    )


async def test_an_admin_asks_for_a_report_and_the_worker_is_told(services: Services, school: School) -> None:
    await fairness.ask(school.actor("adam"))
    async with services.db.raw(school.tenant_id) as conn:
        jobs = await conn.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'fairness' AND args ->> 'tenant_id' = %s",
            (str(school.tenant_id),),
        )
        assert await jobs.fetchone() == (1,)
        trail = await conn.execute("SELECT count(*) FROM audit_entry WHERE action = 'fairness_report.create'")
        assert await trail.fetchone() == (1,)


async def test_without_a_past_there_is_no_report(services: Services, hillview: School) -> None:
    services.clock = FixedClock(datetime(2026, 3, 4, tzinfo=UTC))
    assert await fairness.make(hillview.tenant_id) is None


@pytest.mark.parametrize(
    ("born", "band"),
    [("2015-01-02", "under_13"), ("2011-01-02", "13_to_15"), ("2009-05-06", "16_to_17"), ("2001-01-01", "adult")],
)
def test_age_bands(born: str, band: str) -> None:
    assert fairness.age_band(date.fromisoformat(born), date(2026, 5, 6)) == band
    assert fairness.age_band(None, date(2026, 5, 6)) == ""
