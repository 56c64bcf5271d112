"""Generated text that is held: who is asked, who may decide, and that decisions count from then on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.drafts import Checked, Draft, DraftSentence, Evidence
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.knowledge.verification.check import Verification, digest
from learnapp.security.access import Actor
from learnapp.services import Services, generated, privacy, review, review_preview, reviewers
from learnapp.state.instructor.reviews import ClassReviewsState
from learnapp.storage.repositories import verification as rows
from tests.factories import School
from tests.integration.learning.opened import do
from tests.integration.operations.test_class_reviews import _page

PASSAGE = Evidence(UUID(int=7), "In 1793 Eli Whitney built the cotton gin. Cotton became a crop that paid.", "reading")
CLAIM = "The cotton gin cleaned cotton fifty times faster than a person."


async def _asked(school: School, *sentences: str, names: tuple[str, ...] = ()) -> Checked:
    draft = Draft(" ".join(sentences), tuple(DraftSentence(one, (0,), -0.1) for one in sentences), ())
    gate = generated.Gate(Verification(), school.tenant_id, school.section_id, "History", names)
    return await gate.check(draft, [PASSAGE])


def _carol(school: School) -> Actor:
    return replace(school.actor("carol"), taught=frozenset({school.section_id}))


async def _lines(school: School) -> list[Any]:
    return (await review.list_reviews(_carol(school), kind="generated")).rows


async def _certified(school: School, who: str = "carol") -> None:
    await reviewers.certify(school.actor("adam"), str(school[who].person_id))


async def test_held_text_waits_once_and_what_passes_waits_not(core_services: Services, riverside: School) -> None:
    assert (await _asked(riverside, "Eli Whitney built the cotton gin in 1793.")).kept == (0,)
    assert await _lines(riverside) == []
    for _ in range(2):
        assert (await _asked(riverside, CLAIM)).held
    (line,) = await _lines(riverside)
    assert (line.title, line.reason_code, generated.sentence_of(line)) == ("History", "verify-missing", CLAIM)
    assert generated.passages_of(line) == [PASSAGE.text]


async def test_only_a_certified_reviewer_decides(core_services: Services, riverside: School) -> None:
    await _asked(riverside, CLAIM)
    (line,) = await _lines(riverside)
    with pytest.raises(reviewers.NotCertifiedError):
        await review.decide(_carol(riverside), line.review_id, approve=True)
    with pytest.raises(ForbiddenError):
        await reviewers.certify(_carol(riverside), str(riverside["carol"].person_id))
    with pytest.raises(InvalidInputError):
        await reviewers.certify(riverside.actor("adam"), str(riverside["alice"].person_id))
    await _certified(riverside)
    page = await reviewers.list_reviewers(riverside.actor("adam"))
    assert [(one.name, one.certified_by) for one in page.rows] == [("Carol", "Adam")]
    await review.decide(_carol(riverside), line.review_id, approve=True)
    await reviewers.withdraw(riverside.actor("adam"), riverside["carol"].person_id)
    assert (await reviewers.list_reviewers(riverside.actor("adam"))).total == 0


async def test_decisions_count_from_then_on(core_services: Services, riverside: School) -> None:
    await _certified(riverside)
    carol = _carol(riverside)
    better = "The cotton gin cleaned cotton much faster than a person."
    await _asked(riverside, CLAIM, "Whitney died rich.", "Planters thanked him.")
    lines = {generated.sentence_of(one): one.review_id for one in await _lines(riverside)}
    await review.decide(carol, lines["Planters thanked him."], approve=True)
    await review.decide(carol, lines["Whitney died rich."], approve=False)
    await review.decide(carol, lines[CLAIM], approve=False, correction=better, note="No figure")
    got = await _asked(riverside, "Planters thanked him.", "Whitney died rich.", CLAIM, better)
    assert got.kept == (0, 3)
    assert [reason for _, reason in got.removed] == ["verify-rejected", "verify-rejected"]
    assert await _lines(riverside) == []
    notes = {one.note for one in (await review.list_reviews(carol, status="rejected", kind="generated")).rows}
    assert notes == {"", f"No figure → {better}"}


async def test_a_correction_names_no_people(core_services: Services, riverside: School) -> None:
    await _certified(riverside)
    await _asked(riverside, CLAIM)
    (line,) = await _lines(riverside)
    with pytest.raises(InvalidInputError):
        await review.decide(
            _carol(riverside), line.review_id, approve=False, correction="Write to alice@riverside.org."
        )
    assert len(await _lines(riverside)) == 1


async def test_nothing_about_people_is_kept_with_a_draft(core_services: Services, riverside: School) -> None:
    await _asked(
        riverside, "Ask Xanthippe Okafor or call 555-867-5309 about cotton.", CLAIM, names=("Xanthippe Okafor",)
    )
    (line,) = await _lines(riverside)
    assert generated.sentence_of(line) == CLAIM
    assert "Xanthippe" not in str(line.evidence) and "867" not in str(line.evidence)


async def test_garbage_of_a_model_is_removed_and_breaks_nothing(core_services: Services, riverside: School) -> None:
    got = await _asked(riverside, "Cotton\x00 \ud800 gin \x1b[2J.", CLAIM)
    assert got.held and got.kept == ()
    (line,) = await _lines(riverside)
    assert generated.sentence_of(line) == CLAIM and "\x00" not in str(line.evidence["draft"])


async def test_another_school_sees_and_decides_nothing(
    core_services: Services, riverside: School, hillview: School
) -> None:
    await _asked(riverside, CLAIM)
    await _certified(riverside)
    (line,) = await _lines(riverside)
    with pytest.raises(ForbiddenError):
        await review.list_reviews(hillview.actor("mallory"), kind="generated")
    stranger = hillview.actor("adam")
    assert (await review.list_reviews(stranger, kind="generated")).total == 0
    with pytest.raises(NotFoundError):
        await review.decide(stranger, line.review_id, approve=True)
    with pytest.raises(NotFoundError):
        await reviewers.withdraw(stranger, riverside["carol"].person_id)
    said = [digest(CLAIM, [PASSAGE.passage_id])]
    await review.decide(_carol(riverside), line.review_id, approve=True)
    for school, found in ((riverside, 1), (hillview, 0)):
        async with core_services.db.transaction(school.tenant_id) as tx:
            assert len(await rows.ruled(tx.session, school.tenant_id, said)) == found


async def test_a_certificate_goes_with_the_person(core_services: Services, riverside: School) -> None:
    await _certified(riverside)
    await privacy.erase_person(riverside.actor("adam"), riverside["carol"].person_id)
    assert (await reviewers.list_reviewers(riverside.actor("adam"))).total == 0


async def test_the_page_shows_sentence_and_sources_and_corrects(core_services: Services, riverside: School) -> None:
    await _asked(riverside, CLAIM)
    queue = await _page(riverside, "carol", ClassReviewsState)
    await do(queue, "load")
    (line,) = queue.entries
    assert (line.sentence, line.passages, line.certified) == (CLAIM, [PASSAGE.text], False)
    await _certified(riverside)
    await do(queue, "load")
    assert queue.entries[0].certified
    await do(queue, "choose_correction", line.id)
    await do(queue, "decide", {"correction": "Cotton paid.", "note": ""})
    assert queue.entries == []
    shown = await review_preview.previews(
        _carol(riverside), (await review.list_reviews(_carol(riverside), status="rejected")).rows
    )
    assert [one.sentence for one in shown.values()] == [CLAIM]
