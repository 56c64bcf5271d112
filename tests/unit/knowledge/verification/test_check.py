"""All automatic layers together: what is kept, what is removed and why, and what people have decided."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

from learnapp.core.drafts import Checked, Draft, DraftSentence, Evidence
from learnapp.knowledge.verification.check import HELD_NOTHING, REJECTED, Verification, digest

PASSAGE = Evidence(UUID(int=1), "In 1793 Eli Whitney built the cotton gin. Cotton became a crop that paid.", "reading")
OTHER = Evidence(UUID(int=2), "A line with the slope 3 climbs by 3 for each step.", "reading")
TRUE, MORE = "Eli Whitney built the cotton gin in 1793.", "Cotton became a crop that paid."
WRONG, LATER = "Eli Whitney became the richest man of his time.", "He died in Georgia."


def _checked(
    *texts: str, logprob: float | None = -0.1, cited: tuple[int, ...] = (0,), ruled: Mapping[str, bool] | None = None
) -> Checked:
    draft = Draft(" ".join(texts), tuple(DraftSentence(one, cited, logprob) for one in texts), ())
    return asyncio.run(Verification().check(draft, [PASSAGE, OTHER], ruled=ruled))


def test_supported_sentences_are_kept_and_others_removed() -> None:
    found = _checked(TRUE, WRONG, MORE)
    assert (found.kept, found.removed, found.held) == ((0, 2), ((1, "verify-missing"),), False)


def test_what_points_back_to_a_removed_sentence_goes_with_it() -> None:
    found = _checked(TRUE, MORE, TRUE, WRONG, "It became a crop that paid.")
    assert found.removed[0][0] == 3 and found.removed[1][0] == 4


def test_a_draft_of_which_too_much_is_removed_is_held() -> None:
    found = _checked(WRONG, LATER)
    assert found.held and found.reasons == (HELD_NOTHING,) and found.kept == ()
    assert _checked(TRUE, WRONG).held
    assert _checked().held


def test_an_unsure_sentence_must_cite_the_passage_that_says_it() -> None:
    assert _checked(TRUE, logprob=-2.0).kept == (0,)
    assert _checked(TRUE, logprob=-2.0, cited=(1,)).removed == ((0, "verify-unsure"),)
    assert _checked(TRUE, logprob=None, cited=()).removed == ((0, "verify-unsure"),)


def test_what_people_have_decided_counts_for_the_same_words_and_passages() -> None:
    ids = [OTHER.passage_id, PASSAGE.passage_id]
    said = {digest(f"  {WRONG.upper()} ", ids): True, digest(TRUE, ids): False}
    assert _checked(WRONG, TRUE, ruled=said).removed == ((1, REJECTED),)
    elsewhere = {digest(WRONG, [PASSAGE.passage_id]): True}
    assert _checked(WRONG, ruled=elsewhere).kept == ()


def test_very_long_drafts_are_read_up_to_the_limit_only() -> None:
    found = _checked(*[TRUE] * 60)
    assert found.held and len(found.kept) == 40 and len(found.removed) == 20
    assert _checked("word " * 300 + ".").removed == ((0, "verify-long"),)
