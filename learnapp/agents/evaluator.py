"""The evaluator: prerequisites, quality, age, exposure and alignment; at most three pass, each with a reason."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from learnapp.agents.guardrail import suits
from learnapp.agents.ports import Facts, ReviewLine, Verdicts
from learnapp.engine import path
from learnapp.engine.event import Reason, Recommendation
from learnapp.engine.exploration import chances, explore
from learnapp.engine.kc import CourseSnapshot, LearnerState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.selector import Candidate, Ranked
from learnapp.engine.targets import Purpose

WANTED = 3
ESCALATE_AFTER = 3
Explain = Callable[[Ranked], list[Reason]]


def alignment(candidate: Candidate, snapshot: CourseSnapshot) -> float:
    """Return the share of the content's KCs that its lesson's objectives name; 1.0 where a lesson names none."""
    named = snapshot.objectives.get(candidate.content.lesson_id)
    if not named or not candidate.content.kc_ids:
        return 1.0
    return sum(kc_id in named for kc_id in candidate.content.kc_ids) / len(candidate.content.kc_ids)


class Evaluator:
    """Approves recommendations, or rejects them and says why.

    Args:
        exploration: Probability with which the last place goes to another approved candidate.
    """

    def __init__(self, exploration: float) -> None:
        self._exploration = exploration

    def approve(
        self,
        top: Sequence[Ranked],
        *,
        learner: LearnerState,
        snapshot: CourseSnapshot,
        facts: Facts,
        shown: Sequence[UUID],
        barred: frozenset[UUID],
        explain: Explain,
        rng: random.Random,
        exploration: float | None = None,
        by_chance: bool = False,
        taken: Collection[UUID] = frozenset(),
        led: Collection[UUID] = frozenset(),
    ) -> Verdicts:
        """Return at most three approved recommendations.

        Args:
            top: Candidates, best first.
            learner: State after the event.
            snapshot: The course.
            facts: Age and consent of the learner.
            shown: Content of the latest recommendations, for exposure.
            barred: Content that the learner has just dismissed or finished.
            explain: Gives the reasons of an approved candidate.
            rng: Randomness of the exploration.
            exploration: Instead of the usual one.
            by_chance: `top` is in the order of a draw, each with its chance to be drawn; the first three that pass are
                a draw among all that would pass.
            taken: KCs that are taken as known on the way to what the learner has asked for.
            led: KCs of that way: as long as anything on it may be shown, the first place is for it.
        """
        exposure = Counter(shown)
        rejected: dict[UUID, str] = {}
        reviews: list[ReviewLine] = []
        passed: list[Ranked] = []
        for each in top:
            why = self._reject(each.candidate, learner, snapshot, facts, exposure, barred, reviews, taken)
            if why is None:
                passed.append(each)
            else:
                rejected[each.candidate.content.content_id] = why
        rested, worn = len(passed), 0
        if rested < WANTED:
            # Better the same exercise once more than none: exposure gives way first, but never what was just done.
            again = [each for each in top if rejected.get(each.candidate.content.content_id) == "exposure"]
            worn = len(again)
            for each in again[: WANTED - rested]:
                del rejected[each.candidate.content.content_id]
                passed.append(each)
        if led and not by_chance:
            _lead(passed, top, rejected, led)
        if by_chance:
            chosen = _drawn(passed, rested, worn)
        else:
            epsilon = self._exploration if exploration is None else exploration
            chosen = explore(passed, epsilon, rng, WANTED)
        approved = [
            Recommendation(
                content_id=each.candidate.content.content_id,
                kind="review" if each.candidate.purpose is Purpose.REVIEW else each.candidate.content.kind.value,
                title=each.candidate.content.title,
                kc_ids=list(each.candidate.content.kc_ids),
                minutes=each.candidate.content.minutes,
                score=round(each.score, 4),
                p_correct=None if each.candidate.p_correct is None else round(each.candidate.p_correct, 4),
                reasons=explain(each),
            )
            for each in chosen
        ]
        propensity = {each.candidate.content.content_id: each.propensity for each in chosen}
        shares = chances(len(passed), self._exploration, WANTED)
        chance = {each.candidate.content.content_id: one for each, one in zip(passed, shares, strict=True)}
        return Verdicts(approved, propensity, rejected, any(each.explored for each in chosen), reviews, chance)

    @staticmethod
    def _reject(
        candidate: Candidate,
        learner: LearnerState,
        snapshot: CourseSnapshot,
        facts: Facts,
        exposure: Counter[UUID],
        barred: frozenset[UUID],
        reviews: list[ReviewLine],
        taken: Collection[UUID],
    ) -> str | None:
        content = candidate.content
        if content.content_id in barred:
            return "just_done"
        if not suits(content, facts.age):
            return "age"
        if not path.is_open(snapshot, learner.kcs, candidate.kc_id, facts.rules, taken):
            return "prerequisite"
        if content.quality < THRESHOLDS.quality:
            reviews.append(_review(candidate, "review-low-quality", content.quality))
            return "quality"
        aligned = alignment(candidate, snapshot)
        confidence = content.quality * aligned
        if confidence < THRESHOLDS.confidence:
            reviews.append(_review(candidate, "review-not-aligned", confidence))
            return "alignment"
        if exposure[content.content_id] >= THRESHOLDS.exposure:
            return "exposure"
        return None


def _lead(passed: list[Ranked], top: Sequence[Ranked], rejected: dict[UUID, str], led: Collection[UUID]) -> None:
    """Put what is on the way that the learner has asked for into the first place.

    Where all of it has been shown too often lately, exposure gives way once: who asks for a topic gets it.
    """
    place = next((n for n, each in enumerate(passed) if each.candidate.kc_id in led), None)
    if place is not None:
        passed.insert(0, passed.pop(place))
        return
    worn = (each for each in top if rejected.get(each.candidate.content.content_id) == "exposure")
    first = next((each for each in worn if each.candidate.kc_id in led), None)
    if first is not None:
        del rejected[first.candidate.content.content_id]
        passed.insert(0, first)


def _drawn(passed: Sequence[Ranked], rested: int, worn: int) -> list[Ranked]:
    """Return the first three of a draw, each with its chance to be among them.

    Args:
        passed: In the order of the draw; what had been shown too often lately comes last.
        rested: How many had not been.
        worn: How many had been, of which only those that were needed have passed.
    """
    shares = [min(1.0, WANTED / max(rested, 1)), min(1.0, (WANTED - rested) / max(worn, 1))]
    return [
        each._replace(propensity=each.propensity * shares[place >= rested])
        for place, each in enumerate(passed[:WANTED])
    ]


def _review(candidate: Candidate, reason: str, confidence: float) -> ReviewLine:
    content = candidate.content
    return ReviewLine(
        kind="content",
        subject_type="content",
        subject_id=content.content_id,
        title=content.title,
        reason_code=reason,
        dedupe_key=f"{reason}:{content.content_id}:{content.version}",
        confidence=round(confidence, 3),
        evidence={"version": content.version, "kc_id": str(candidate.kc_id)},
    )


def escalation(student: UUID, section: UUID, title: str, times: int) -> ReviewLine:
    """Return the line for the instructor of the section when nothing could be approved again and again."""
    return ReviewLine(
        kind="escalation",
        subject_type="student",
        subject_id=student,
        title=title,
        reason_code="review-nothing-approved",
        dedupe_key=f"nothing-approved:{student}:{section}",
        evidence={"times": times, "section_id": str(section)},
    )
