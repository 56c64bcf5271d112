"""Layer 1: sentences that a model was not sure of are flagged."""

from __future__ import annotations

import pytest

from learnapp.core.drafts import Draft, DraftSentence
from learnapp.knowledge.verification import confidence


def _draft(logprob: float | None, *samples: str) -> Draft:
    text = "Lincoln did not win in the South in 1860."
    return Draft(text, (DraftSentence(text, (), logprob),), samples)


@pytest.mark.parametrize(("logprob", "flagged"), [(-0.1, False), (-0.5, False), (-0.51, True), (float("nan"), True)])
def test_probabilities_below_the_limit_are_flagged(logprob: float, flagged: bool) -> None:
    found = confidence.check(_draft(logprob)).sentences[0]
    assert (found.flagged, found.agreement) == (flagged, None)


def test_without_probabilities_samples_must_agree() -> None:
    agreeing = "In 1860 Lincoln did not win the South."
    other_number = "Lincoln did not win the South in 1864."
    opposite = "Lincoln did win the South in 1860."
    assert confidence.check(_draft(None, agreeing, agreeing, opposite)).sentences[0].agreement == pytest.approx(2 / 3)
    assert not confidence.check(_draft(None, agreeing, agreeing, opposite)).sentences[0].flagged
    assert confidence.check(_draft(None, agreeing, other_number, opposite)).sentences[0].flagged


def test_where_nothing_is_known_a_sentence_is_doubted() -> None:
    found = confidence.check(_draft(None)).sentences[0]
    assert found.flagged and found.agreement is None
