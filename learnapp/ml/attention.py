"""Who of a class may need help on a day, and which observations say so: by the model, by a rule, by sudden changes.

Until an institution has a model of its own, a rule serves that everybody can check by hand: points for what is
observed (`POINTS`), and from `ENOUGH_POINTS` on somebody looks. It gives no chance and claims none.

Signs are keys of the catalogue with figures, never sentences and never names; they state what was observed. The help
that may fit is named by the same observations. No group that somebody belongs to is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from learnapp.engine.mastery import THRESHOLDS
from learnapp.ml import anomalies
from learnapp.ml.anomalies import Change
from learnapp.ml.answers import Floats, Table
from learnapp.ml.intervention_trigger import InterventionTrigger
from learnapp.ml.study_days import FEATURES, LEAST_DAYS, PAUSE, WEEK, StudyDays, rows_at, since_last

FLAG = 0.5
"""Chance from which the model's students are shown to a person."""
POINTS = {"pause": 2, "long_pause": 3, "less": 1, "class": 1, "right": 1, "overdue": 1}
ENOUGH_POINTS = 3
"""Points of the rule, and from how many on a person looks."""
_MOST_POINTS = sum(POINTS.values()) - POINTS["pause"]
ENOUGH_SHARE = ENOUGH_POINTS / _MOST_POINTS
"""The same as a share of all points that there are."""
QUIET_CLASS = 1 / 3
"""Share of a class that must have worked within two weeks: where hardly anybody does, nobody is behind."""
_LESS, _HALF, _RIGHT_DROP, _OVERDUE = 0.5, 0.5, 0.15, 2
_MOST_SIGNS = 5
RULE, MODEL, CHANGE = "rule", "model", "change"

Sign = tuple[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Attention:
    """A student at whom a person should look.

    Attributes:
        student: Row of the class.
        source: What says so: `model`, `rule` or `change`.
        chance: That they will have fallen behind four weeks later; None where no model says so.
        strength: To order them by; means nothing by itself.
        signs: Keys `risk-sign-…` with their figures, the strongest first.
        help: Keys `risk-help-…` of what may help.
    """

    student: int
    source: str
    chance: float | None
    strength: float
    signs: tuple[Sign, ...]
    help: tuple[str, ...]

    @property
    def needs_person(self) -> bool:
        """Whether a person has to decide before anybody is told (`THRESHOLDS.intervention_confidence`)."""
        return self.chance is None or self.chance < THRESHOLDS.intervention_confidence


def attention(log: StudyDays, day: int, model: InterventionTrigger | None = None) -> list[Attention]:
    """Return who of a class may need help at the end of a school day, those who need it most first.

    Args:
        log: The class; nothing of it that happened later is looked at.
        day: From 0 to D - 1.
        model: What the institution has learned from its own classes; None: the rule serves.
    """
    here = day + 1 - log.joined
    pause = since_last(log, day)
    there = here >= LEAST_DAYS
    if not there.any() or float((pause[there] < PAUSE).mean()) < QUIET_CLASS:
        return []
    table = rows_at(log, day)
    observed = _observed(log, day, table)
    sudden: dict[int, list[Change]] = {}
    for one in anomalies.changes(log, day):
        sudden.setdefault(one.student, []).append(one)
    chances = model.predict(table) if model is not None else None
    concepts, moved = model.contributions(table) if model is not None else ((), np.zeros((log.students, 0)))
    found: list[Attention] = []
    for student in np.flatnonzero(there).tolist():
        signs, points = observed[student], sum(POINTS[name] for name in _named(observed[student]))
        mine = [_changed(one) for one in sudden.get(student, ())]
        chance = float(chances[student]) if chances is not None else None
        if chance is not None and chance >= FLAG:
            order = {concept: -float(moved[student, place]) for place, concept in enumerate(concepts)}
            ranked = sorted(signs.items(), key=lambda each: order[_SIGNS[each[0]][1]])
            said = [sign for _, sign in ranked] or _plain(table[student])
            found.append(_made(student, MODEL, chance, chance, said, mine))
        elif points >= ENOUGH_POINTS:
            # Also with a model: what anybody can see is shown even where the model expects no harm of it.
            found.append(_made(student, RULE, None, points / 10, list(signs.values()), mine))
        elif mine:
            found.append(_made(student, CHANGE, None, 0.1, list(signs.values()), mine))
    return sorted(found, key=lambda one: (-one.strength, one.student))


_SIGNS: dict[str, tuple[str, str, str]] = {
    "long_pause": ("risk-sign-pause", "pauses", "risk-help-talk"),
    "pause": ("risk-sign-pause", "pauses", "risk-help-talk"),
    "less": ("risk-sign-less", "trend", "risk-help-small"),
    "overdue": ("risk-sign-overdue", "assigned", "risk-help-assigned"),
    "class": ("risk-sign-class", "class", "risk-help-small"),
    "right": ("risk-sign-right", "accuracy", "risk-help-topics"),
    "hints": ("risk-sign-hints", "hints", "risk-help-explain"),
    "few_days": ("risk-sign-days", "work", "risk-help-small"),
}
"""Observation -> key of its sign, concept of the features that it belongs to, key of what may help."""


def rule_score(log: StudyDays, day: int) -> Floats:
    """Return the points of the rule as a share of all that there are; shape (S,). For judging it beside a model."""
    observed = _observed(log, day, rows_at(log, day))
    return np.array([sum(POINTS[name] for name in _named(signs)) / _MOST_POINTS for signs in observed])


def _named(signs: dict[str, Sign]) -> list[str]:
    return [name for name in signs if name in POINTS]


def _observed(log: StudyDays, day: int, table: Table) -> list[dict[str, Sign]]:
    """Return what is observed of each student, as signs."""
    at = {name: np.asarray(table[:, place], dtype=np.float64) for place, name in enumerate(FEATURES)}
    pause = since_last(log, day)
    found: list[dict[str, Sign]] = []
    for student in range(log.students):
        one = {name: float(values[student]) for name, values in at.items()}
        signs: dict[str, Sign] = {}

        def see(name: str, signs: dict[str, Sign] = signs, **figures: float) -> None:
            signs[name] = (_SIGNS[name][0], {key: round(value) for key, value in figures.items()})

        if pause[student] >= WEEK:
            see("long_pause" if pause[student] >= PAUSE else "pause", days=pause[student])
        if one["answers_before"] * WEEK >= anomalies.LEAST_MEAN and one["answers_week"] < _LESS * one["answers_before"]:
            see("less", now=one["answers_week"] * WEEK, usual=one["answers_before"] * WEEK)
        if one["overdue"] >= _OVERDUE:
            see("overdue", count=one["overdue"])
        if one["against_middle"] < _HALF:
            see("class", percent=100 * one["against_middle"])
        if one["right_change"] <= -_RIGHT_DROP:
            see("right", now=100 * one["right_month"], usual=100 * one["right_before"])
        if one["hints_change"] > 0.25 and one["hints"] > 0.5:
            see("hints", percent=100 * one["hints"])
        if one["days_week"] <= 1 and "pause" not in signs and "long_pause" not in signs:
            see("few_days", days=one["days_week"])
        found.append(signs)
    return found


def _plain(row: Table) -> list[Sign]:
    """Return what can be said of somebody whom no single observation makes stand out."""
    at = dict(zip(FEATURES, row.tolist(), strict=True))
    days: Sign = ("risk-sign-days", {"days": round(at["days_week"])})
    if np.isnan(at["against_middle"]):
        return [days]
    return [("risk-sign-class", {"percent": round(100 * at["against_middle"])}), days]


def _changed(change: Change) -> Sign:
    return f"risk-sign-change-{change.measure}", {"now": round(change.now), "usual": round(change.usual)}


def _made(
    student: int, source: str, chance: float | None, strength: float, signs: Sequence[Sign], sudden: Sequence[Sign]
) -> Attention:
    # Two ways of saying that somebody works less would count the same thing twice.
    keys = {key for key, _ in sudden}
    if "risk-sign-change-answers" in keys:
        sudden = [one for one in sudden if one[0] != "risk-sign-change-minutes"]
        signs = [one for one in signs if one[0] != "risk-sign-less"]
    every = (*sudden, *signs)[:_MOST_SIGNS] if source == CHANGE else (*signs, *sudden)[:_MOST_SIGNS]
    by_key = {key: tip for key, _, tip in _SIGNS.values()}
    by_key |= {"risk-sign-change-right": "risk-help-topics"}
    tips = dict.fromkeys(by_key.get(key, "risk-help-small") for key, _ in every)
    return Attention(
        student, source, chance, strength, every, ("risk-help-talk", *(t for t in tips if t != "risk-help-talk"))
    )
