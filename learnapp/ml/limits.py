"""Every limit that a trained model has to keep before it may serve students: one object, shown on the admins' pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model has to show on students that it was not trained on.

    Attributes:
        held_out: Share of the students who are kept for judging.
        least_students, least_answers: Held-out students and outcomes below which nothing can be said.
        least_effective: Effective sample size below which an estimate from logged decisions is no ground to decide.
        confidence: Of every interval that a gate looks at.
        resamples: Times that students are drawn anew for an interval.
        calibration: How far the expected calibration error may lie above what a perfect model stays below.
        batch_calibration: The same for the kinds of `recipes.BATCH`, whose outcomes hang together more than answers.
        group_students, group_answers: Below these a group is too small to say anything about it.
        group_gap: How far a group's mean chance may lie from its share of right answers, beyond what holds for all.
        slice_students, slice_each: Students of a group, and of each outcome in it, for a fairness report.
        slice_gap: Gap of flagged shares or of error rates between groups that a person has to look at when it is sure.
        slice_abroca: The same for the area between the ROC curves of two groups.
        p99_ms: One student with 200 candidates, features included, milliseconds.
        batch_ms: One class, or 200 questions, of a kind that works at night and lets nobody wait; milliseconds.
        largest_mb: A packed model may have so many megabytes.
        least_for_night: Answers from which the first training begins by itself.
        least_new: Share of new answers from which the nightly training begins by itself.
        rare: A class with less than this share of the training answers is rare, and may be augmented up to it.
        most_synthetic: Share of synthetic answers in the training part at most.
        kept_days: So long the files of a version are kept that serves nowhere and is nothing to go back to.
        kept_newest: So many of the newest versions of a kind keep their files whatever their age.
    """

    held_out: float = 0.2
    least_students: int = 20
    least_answers: int = 300
    least_effective: float = 100.0
    confidence: float = 0.95
    resamples: int = 400
    calibration: float = 0.015
    batch_calibration: float = 0.05
    group_students: int = 10
    group_answers: int = 200
    group_gap: float = 0.05
    slice_students: int = 30
    slice_each: int = 10
    slice_gap: float = 0.10
    slice_abroca: float = 0.08
    p99_ms: float = 8.0
    batch_ms: float = 250.0
    largest_mb: int = 64
    least_for_night: int = 500
    least_new: float = 0.1
    rare: float = 0.05
    most_synthetic: float = 0.2
    kept_days: int = 90
    kept_newest: int = 3


LIMITS = Limits()
