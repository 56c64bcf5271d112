"""Reviews through the real path: no avalanche after an absence, a student may ask for more, teachers set the pace."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.engine.retention import USUAL_WEIGHTS
from learnapp.ml.memory_fit import VERSION
from learnapp.services import item_parameters, memory_fit, progress, pupil, review_load
from learnapp.services.learning import record_event
from learnapp.services.recompute import rebuild_state, same
from learnapp.storage.repositories import memory_fit as fit_rows
from learnapp.storage.repositories.memory_fit import MemoryFitRow
from tests.integration.learning.conftest import NOW, Classroom, new_classroom, refuse_analytics
from tests.integration.learning.test_item_analysis import say

TOPICS = tuple(f"Topic {number}" for number in range(14))


async def back_after_an_absence(classroom: Classroom, topics: int = 12) -> None:
    """Let Alice have mastered topics long ago, and nothing since."""
    await record_event(classroom.event(Verb.SESSION_STARTED), classroom.actor())
    long_ago = NOW - timedelta(days=90)
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        for place, kc in enumerate(classroom.course.kcs[:topics]):
            await tx.session.execute(
                text(
                    "INSERT INTO kc_state (tenant_id, student_id, kc_id, attempts, correct, p_bkt, p_mastered, low,"
                    " high, stability, fsrs_difficulty, due_at, last_at, mastered_at, recent, updated_at) VALUES"
                    " (:t, :s, :k, 6, 6, 0.95, 0.95, 0.85, 0.99, :stable, 5, :due, :then, :then, '[]', :then)"
                ),
                {
                    "t": classroom.school.tenant_id, "s": classroom.school["alice"].person_id, "k": kc,
                    "stable": 5.0 + place, "due": long_ago + timedelta(days=5 + place), "then": long_ago,
                },
            )  # fmt: skip


async def test_no_avalanche_comes_after_an_absence(classroom: Classroom) -> None:
    classroom = await new_classroom(classroom.services, names=TOPICS)
    section, alice, carol = classroom.school.section_id, classroom.actor(), classroom.actor("carol")
    await back_after_an_absence(classroom)
    assert (await review_load.set_section(carol, section, 3)).own == 3
    view = await review_load.of_student(alice)
    assert (view.due, len(view.today), view.later, view.cap, view.can_ask) == (12, 3, 9, 3, True)
    assert view.spread >= 3 and len(view.days) == 14 and max(view.counts) <= 3
    assert all(one.start_id and one.days == 90 for one in view.today)
    names = {one.name for one in view.today}
    kinds = set()
    for _ in range(4):
        # Whatever she is recommended, reviews are of today's topics.
        classroom.clock.at += timedelta(minutes=40)
        cards = (await progress.today(alice)).cards
        kinds |= {card.kind for card in cards}
        assert {card.kc for card in cards if card.kind == "review"} <= names
    assert "review" in kinds
    more = await review_load.ask_for_more(alice)
    assert (len(more.today), more.later, more.more) == (7, 5, 4)
    assert names <= {one.name for one in more.today}
    classroom.clock.at += timedelta(days=1)
    tomorrow = await review_load.of_student(alice)
    assert (len(tomorrow.today), tomorrow.more) == (3, 0), "asked for on one day only"
    seen = await pupil.student(carol, section, classroom.school["alice"].person_id)
    assert (seen.reviews.due, len(seen.reviews.today)) == (12, 3), "the teacher sees the same"


async def test_who_may_set_the_pace(classroom: Classroom) -> None:
    section, adam = classroom.school.section_id, classroom.actor("adam")
    assert await review_load.of_institution(adam) == 6
    assert await review_load.set_institution(adam, 9) == 9
    assert (await review_load.of_section(classroom.actor("carol"), section)).usual == 9
    assert (await review_load.of_student(classroom.actor())).cap == 9
    await review_load.set_section(classroom.actor("carol"), section, 2)
    assert (await review_load.of_student(classroom.actor())).cap == 2
    assert (await review_load.set_section(classroom.actor("carol"), section, None)).own == 0
    assert (await review_load.of_student(classroom.actor())).cap == 9
    other = await new_classroom(classroom.services)
    for refused in (
        review_load.set_section(classroom.actor("alice"), section, 50),
        review_load.set_section(other.actor("carol"), section, 50),
        review_load.set_institution(classroom.actor("carol"), 50),
    ):
        with pytest.raises(ForbiddenError):
            await refused
    for count in (0, 51):
        with pytest.raises(InvalidInputError):
            await review_load.set_institution(adam, count)
    with pytest.raises(NotFoundError):
        await review_load.ask_for_more(classroom.actor("bob"))
    found = await classroom.rows(
        "SELECT count(*) FROM audit_entry WHERE action = 'review_pace.update' AND outcome = 'ok'"
    )
    assert found[0][0] == 2


async def serve(classroom: Classroom, version: int, shorter: float) -> None:
    """Let weights serve under which a first success lasts a part of the usual time."""
    weights = [*(w * shorter for w in USUAL_WEIGHTS[:4]), *USUAL_WEIGHTS[4:]]
    fit = MemoryFitRow(version, NOW, "served", 90, 4000, weights, 0.02, 0.01, 0.03, 0.4, VERSION)
    tenant = classroom.school.tenant_id
    async with classroom.services.db.transaction(tenant) as tx:
        assert await fit_rows.add(tx.session, tenant, fit)
    item_parameters.forget(tenant)


async def test_own_weights_of_memory_serve_and_are_replayed(classroom: Classroom) -> None:
    tenant, alice = classroom.school.tenant_id, classroom.school["alice"].person_id
    items = [item for items in classroom.course.practice for item in items]
    await say(classroom, items[0])
    usual = await stability(classroom, 0)
    await serve(classroom, 1, 0.5)
    await say(classroom, items[5])
    assert await stability(classroom, 1) == pytest.approx(usual / 2), "a new topic begins with the institution's own"
    await serve(classroom, 2, 0.25)
    classroom.clock.at += timedelta(days=3)
    await say(classroom, items[10])
    await say(classroom, items[6])
    assert await stability(classroom, 2) == pytest.approx(usual / 4)
    told = await classroom.rows("SELECT result -> 'memory' FROM learning_event WHERE correct ORDER BY student_seq")
    assert [row[0] for row in told] == [None, 1, 2, 2]
    state = await rebuild_state(tenant, alice, classroom.school.section_id)
    stored = await classroom.rows("SELECT kc_id, stability FROM kc_state ORDER BY kc_id")
    assert {row[0]: row[1] for row in stored} == {kc: one.stability for kc, one in state.kcs.items()}
    again = await rebuild_state(tenant, alice, classroom.school.section_id)
    assert all(same(one, again.kcs[kc]) for kc, one in state.kcs.items())


async def stability(classroom: Classroom, topic: int) -> float:
    kc: UUID = classroom.course.kcs[topic]
    return float((await classroom.rows("SELECT stability FROM kc_state WHERE kc_id = %s", kc))[0][0])


async def test_a_fit_says_when_there_is_not_enough_and_who_is_left_out(classroom: Classroom) -> None:
    tenant, adam = classroom.school.tenant_id, classroom.actor("adam")
    assert (await memory_fit.state(adam)).outcome == "never"
    items = [item for items in classroom.course.practice for item in items]
    for who in ("alice", "bob"):
        await say(classroom, items[0], who=who)
    classroom.clock.at += timedelta(days=2)
    for who in ("alice", "bob"):
        await say(classroom, items[1], who=who)
    assert await memory_fit.fit(tenant)
    first = await memory_fit.state(adam)
    assert (first.outcome, first.students, first.reviews, first.measured) == ("few", 2, 2, False)
    assert not await memory_fit.fit(tenant), "once a week"
    await refuse_analytics(classroom, "alice")
    classroom.clock.at += timedelta(days=8)
    assert await memory_fit.fit(tenant)
    assert ((await memory_fit.state(adam)).students, (await memory_fit.state(adam)).reviews) == (1, 1)
    with pytest.raises(ForbiddenError):
        await memory_fit.state(classroom.actor("carol"))
