"""A student says that a sentence of the tutor seems wrong: who is asked, with what, and what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy import text

from learnapp.core.errors import ConsentMissingError, ForbiddenError, InvalidInputError, NotFoundError, RateLimitedError
from learnapp.integrations import outbound_async
from learnapp.knowledge.llm.chain import Chain
from learnapp.knowledge.llm.gateway import Gateway
from learnapp.knowledge.llm.wire import Wire
from learnapp.knowledge.verification.check import Verification
from learnapp.services import (
    generated,
    mission,
    mission_figures,
    notice_board,
    privacy,
    review,
    review_preview,
    reviewers,
    switches,
    tutor,
    tutor_doubts,
    tutor_past,
)
from learnapp.services import language_model_settings as setup
from learnapp.services.language_model_settings import ProviderDraft
from learnapp.services.tutor_views import TurnView
from learnapp.storage.repositories import verification as rows
from learnapp.storage.repositories.review import ReviewRow
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.history import study_history
from tests.llm_server import LlmServer, llm_server

WHY = "Tell me, why did the Civil War start?"


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with llm_server() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def school(classroom: Classroom, server: LlmServer, tmp_path: Path) -> AsyncIterator[Classroom]:
    """A school with a language model, where Adam is certified."""
    server.clear()
    http = outbound_async.client(loopback=True)
    classroom.services.gateway = Gateway(Chain(Wire(http)), classroom.services.cache)
    classroom.services.verifier = Verification()
    adam = classroom.actor("adam")
    draft = {"name": "Ours", "base_url": server.url, "key": "sk-1", "model": "m", "price_in": "2", "price_out": "8"}
    await setup.add(adam, ProviderDraft(**draft))
    await switches.switch(adam, "tutor_model", on=True)
    await reviewers.certify(adam, str(adam.person_id))
    await study_history(classroom, tmp_path)
    yield classroom
    await http.aclose()


async def _lines(school: Classroom) -> list[ReviewRow]:
    return [one for one in (await review.list_reviews(school.actor("adam"))).rows if one.kind == generated.KIND]


async def _told(school: Classroom, who: str) -> list[tuple[str, str]]:
    board = await notice_board.read(school.actor(who))
    return [(one.notice.key, one.notice.href) for day in board.days for one in day.notices]


def _written(turn: TurnView) -> int:
    return next(place for place, one in enumerate(turn.lines) if one.written)


async def test_reviewers_are_asked_and_students_hear_what_they_find(school: Classroom) -> None:
    alice, bob, adam = school.actor(), school.actor("bob"), school.actor("adam")
    got = await tutor.ask(alice, WHY)
    place = _written(got.turn)
    said = got.turn.lines[place]
    assert await tutor_doubts.report(alice, got.turn.mark, place) == "sent"
    assert await tutor_doubts.report(alice, got.turn.mark, place) == "sent", "again changes nothing"
    other = await tutor.ask(bob, WHY)
    assert await tutor_doubts.report(bob, other.turn.mark, place) == "sent"
    (line,) = await _lines(school)
    assert (line.reason_code, line.evidence["sentence"]) == (generated.REPORTED, said.text)
    cited = next(one for one in got.turn.sources if one.number == said.cite)
    assert said.text.rstrip(".") in generated.passages_of(line)[0] and cited.title
    assert WHY not in repr(line) and "alice" not in repr(line).lower()
    preview = (await review_preview.previews(adam, [line]))[line.review_id]
    assert preview.facts["doubts"] == 2 and preview.reports == [] and preview.certified
    (kept,) = await tutor_past.read(alice, UUID(got.conversation_id))
    assert [one.reported for one in kept.lines] == [number == place for number in range(len(kept.lines))]
    await review.decide(adam, line.review_id, approve=False)
    for who in ("alice", "bob"):
        assert await _told(school, who) == [("notice-report-sentence-wrong", "/tutor")]
    again = await tutor.ask(alice, WHY)
    assert said.text not in [one.text for one in again.turn.lines if one.written], "it does not pass any more"
    assert await tutor_doubts.report(alice, got.turn.mark, place) == "wrong", "at once: it is decided"
    assert await _lines(school) == []
    await privacy.erase_person(adam, bob.person_id)
    (left,) = await school.rows("SELECT evidence -> 'reports' FROM review_item WHERE review_id = %s", line.review_id)
    assert set(left[0]) == {str(alice.person_id)}, "of who is erased nothing stays with it"


async def test_what_is_reported_stands_beside_the_rate_and_not_in_it(school: Classroom) -> None:
    tenant, alice, adam = school.school.tenant_id, school.actor(), school.actor("adam")
    got = await tutor.ask(alice, WHY)
    for place, one in enumerate(got.turn.lines):
        if one.written:
            await tutor_doubts.report(alice, got.turn.mark, place)
    lines = await _lines(school)
    assert len(lines) >= 2
    await review.decide(adam, lines[0].review_id, approve=False)
    await review.decide(adam, lines[1].review_id, approve=True, correction="The war began in 1861.")
    await mission_figures.count(tenant)
    found = next(one for one in await mission.figures(adam) if one.metric == "hallucination")
    assert (found.base, found.hits) == (0, 0), "nobody drew them by lot"
    assert (found.reported, found.reported_decided, found.reported_wrong) == (len(lines), 2, 2)
    assert [one.reported for one in found.weeks] == [len(lines)] + [0] * (len(found.weeks) - 1), "week by week, too"


async def test_a_sentence_that_is_drawn_after_it_was_reported_is_of_the_sample(school: Classroom) -> None:
    tenant, alice = school.school.tenant_id, school.actor()
    got = await tutor.ask(alice, WHY)
    await tutor_doubts.report(alice, got.turn.mark, _written(got.turn))
    (line,) = await _lines(school)
    async with school.services.db.transaction(tenant) as tx:
        said, ids = generated.sentence_of(line), generated.passage_ids(line)
        await rows.drawn(tx.session, tenant, generated.matter(said, ids), generated.REPORTED, generated.SAMPLED)
    await review.decide(school.actor("adam"), line.review_id, approve=False)
    await mission_figures.count(tenant)
    found = next(one for one in await mission.figures(school.actor("adam")) if one.metric == "hallucination")
    assert (found.base, found.hits, found.reported, found.reported_wrong) == (1, 1, 1, 1)


async def test_a_sentence_of_the_course_goes_to_who_looks_after_that(school: Classroom) -> None:
    alice = school.actor()
    await switches.switch(school.actor("adam"), "tutor_model", on=False)
    got = await tutor.ask(alice, WHY)
    place = next(number for number, one in enumerate(got.turn.lines) if one.cite)
    assert await tutor_doubts.report(alice, got.turn.mark, place) == "sent"
    carol = replace(school.actor("carol"), taught=frozenset({school.school.section_id}))
    (line,) = (await review.list_reviews(carol, kind="broken_item")).rows
    assert got.turn.lines[place].text in review.reports_of(line)[0] and await _lines(school) == []
    framed = next(number for number, one in enumerate(got.turn.lines) if not one.cite)
    with pytest.raises(InvalidInputError):
        await tutor_doubts.report(alice, got.turn.mark, framed)


async def test_nobody_reports_what_they_were_not_told_and_nothing_is_kept_of_whom_nothing_may_be(
    school: Classroom,
) -> None:
    alice = school.actor()
    got = await tutor.ask(alice, WHY)
    place, mark = _written(got.turn), got.turn.mark
    wrong: list[tuple[Any, Any]] = [
        ("", 0), ("x.1", 0), (f"{uuid4()}.1", place), (mark, -1), (mark, {}), (mark.replace(".1", ".0"), 0),
        (f"{mark}999999999999", place),
    ]  # fmt: skip
    for claimed, line in wrong:
        with pytest.raises(NotFoundError):
            await tutor_doubts.report(alice, claimed, line)
    with pytest.raises(InvalidInputError):
        await tutor_doubts.report(alice, mark, 400)
    with pytest.raises(NotFoundError):
        await tutor_doubts.report(school.actor("bob"), mark, place)
    for who in ("carol", "adam"):
        with pytest.raises(ForbiddenError):
            await tutor_doubts.report(school.actor(who), mark, place)
    named = generated.Doubt(
        alice.person_id, school.school.section_id, "Ask anna@example.org about the war.", "", [(uuid4(), "")], "History"
    )  # fmt: skip
    async with school.services.db.transaction(school.school.tenant_id) as tx:
        with pytest.raises(generated.PersonalSentenceError):
            await generated.doubted(tx, named)
    settings = school.services.settings
    school.services.settings = settings.model_copy(update={"rate_limit_doubts": "1/day"})
    # Another institution's limit is another one's; this one's is used up by now.
    with pytest.raises(RateLimitedError):
        for _ in range(2):
            await tutor_doubts.report(alice, mark, place)
    school.services.settings = settings
    async with school.services.db.transaction(school.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE consent SET withdrawn_at = granted_at"))
    with pytest.raises(ConsentMissingError):
        await tutor_doubts.report(alice, mark, place)
    assert len(await _lines(school)) == 1
