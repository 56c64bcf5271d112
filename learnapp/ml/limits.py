"""Every limit that a trained model has to keep before it may serve students: one object, shown on the admins' pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model has to show on students that it was not trained on.

    Attributes:
        held_out: Share of the students who are kept for judging.
        least_students, least_answers: Held-out students and answers below which nothing can be said.
        confidence: Of every interval that a gate looks at.
        resamples: Times that students are drawn anew for an interval.
        calibration: How far the expected calibration error may lie above what a perfect model stays below.
        group_students, group_answers: Below these a group is too small to say anything about it.
        group_gap: How far a group's mean chance may lie from its share of right answers, beyond what holds for all.
        p99_ms: One student with 200 candidates, features included, milliseconds.
        largest_mb: A packed model may have so many megabytes.
        least_new: Share of new answers from which the nightly training begins by itself.
        rare: A class with less than this share of the training answers is rare, and may be augmented up to it.
        most_synthetic: Share of synthetic answers in the training part at most.
    """

    held_out: float = 0.2
    least_students: int = 20
    least_answers: int = 300
    confidence: float = 0.95
    resamples: int = 400
    calibration: float = 0.015
    group_students: int = 10
    group_answers: int = 200
    group_gap: float = 0.05
    p99_ms: float = 8.0
    largest_mb: int = 64
    least_new: float = 0.1
    rare: float = 0.05
    most_synthetic: float = 0.2


LIMITS = Limits()
