"""What the course work of a class says of each student on a day: handed in, late, missing, scores, the start.

For institutions whose classes are marked by a few assessments over months. A row sees only what was known by the end
of its day: what was due or handed in until then, who had joined and not left. Who somebody is (gender, age, disability,
where they live) is no input; it is used to audit the model only (`fairness`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from learnapp.ml.answers import Floats, Ints, Mask, Table

CONCEPTS = ("start", "before", "handed_in", "scores", "lateness", "class")
"""What the features speak of, for people: `trigger-concept-NAME` of the catalogue."""
FEATURES: dict[str, str] = {
    "joined": "start", "joined_place": "start", "load": "start", "load_place": "start", "education": "before",
    "tries_before": "before", "due": "class", "since_due": "class", "until_next": "class", "weight_done": "class",
    "class_handed_in": "class", "class_score": "class", "share_handed_in": "handed_in", "missing": "handed_in",
    "missing_in_a_row": "handed_in", "ahead": "handed_in", "next_ahead": "handed_in", "carried_over": "handed_in",
    "since_last": "handed_in", "since_last_place": "handed_in", "earned": "scores", "earned_place": "scores",
    "score": "scores", "score_place": "scores", "marked_score": "scores", "marked_lowest": "scores",
    "marked_lowest_place": "scores", "quiz_score": "scores", "last_score": "scores", "last_score_place": "scores",
    "change": "scores", "low_scores": "scores", "against_class": "scores", "late": "lateness", "late_most": "lateness",
    "late_last": "lateness", "late_place": "lateness",
}  # fmt: skip
"""Feature -> concept, in the order of the columns."""
_LOW_SCORE = 55.0
_LEAST_SPREAD = 5.0


@dataclass(frozen=True, slots=True)
class Coursework:
    """E enrolments in classes that begin on day 0, T tasks and S submissions.

    Attributes:
        group: Shape (E,), the class.
        joined, left: Shape (E,), days; left is infinite for those who stayed.
        tries_before: Shape (E,), earlier tries of the same course.
        load: Shape (E,), credits studied at the time.
        education: Shape (E,), highest level before, from 0 on.
        task_group, due, weight, by_tutor: Shape (T,), the class, day, share of the mark, and whether a person marks.
        enrolment, task, day, score, carried_over: Shape (S,), who, what, when, score 0 to 100 (nan: none) and whether
            it was taken over from an earlier try.
    """

    group: Ints
    joined: Floats
    left: Floats
    tries_before: Floats
    load: Floats
    education: Floats
    task_group: Ints
    due: Floats
    weight: Floats
    by_tutor: Mask
    enrolment: Ints
    task: Ints
    day: Floats
    score: Floats
    carried_over: Mask


def rows_at(work: Coursework, day: float) -> tuple[Ints, Table]:
    """Return who is enrolled at the end of a day, and their features.

    Args:
        work: Everything; nothing of it that happened later is looked at.
        day: Days since the class began.

    Returns:
        Enrolments, shape (n,), and their features, shape (n, len(FEATURES)); nan where nothing is known.
    """
    there = (work.joined <= day) & (work.left > day)
    who: list[Ints] = []
    tables: list[Table] = []
    for group in np.unique(work.group):
        rows = np.flatnonzero(there & (work.group == group))
        if len(rows):
            who.append(rows)
            tables.append(_of_class(work, int(group), rows, day))
    if not who:
        return np.zeros(0, np.int64), np.zeros((0, len(FEATURES)), np.float32)
    return np.concatenate(who), np.vstack(tables)


class _Sheet(NamedTuple):
    """One class by the end of the day: students in rows, its tasks by due day in columns."""

    due: Floats
    weight: Floats
    by_tutor: Mask
    when: Floats
    score: Floats
    carried: Mask


def _sheet(work: Coursework, group: int, rows: Ints, day: float) -> _Sheet:
    tasks = np.flatnonzero(work.task_group == group)
    tasks = tasks[np.argsort(work.due[tasks], kind="stable")]
    shape = (len(rows), len(tasks))
    when, score, carried = np.full(shape, np.inf), np.full(shape, np.nan), np.zeros(shape, np.bool_)
    row = np.full(len(work.group), -1)
    row[rows] = np.arange(len(rows))
    column = np.full(len(work.task_group), -1)
    column[tasks] = np.arange(len(tasks))
    known = (work.day <= day) & (row[work.enrolment] >= 0) & (column[work.task] >= 0)
    at = (row[work.enrolment[known]], column[work.task[known]])
    when[at], score[at], carried[at] = work.day[known], work.score[known], work.carried_over[known]
    return _Sheet(work.due[tasks], work.weight[tasks], work.by_tutor[tasks], when, score, carried)


def _of_class(work: Coursework, group: int, rows: Ints, day: float) -> Table:
    sheet = _sheet(work, group, rows, day)
    have, past = np.isfinite(sheet.when), sheet.due <= day
    found: dict[str, Floats | float] = {
        "joined": work.joined[rows], "load": work.load[rows], "education": work.education[rows],
        "tries_before": work.tries_before[rows],
    }  # fmt: skip
    found |= _timetable(sheet, past, day)
    found |= _handed_in(sheet, have, past, day)
    found |= _scores(sheet, have, past)
    found |= _lateness(sheet, have)
    marked = np.flatnonzero(past & sheet.by_tutor)
    found["class_handed_in"] = float(have[:, marked[-1]].mean()) if len(marked) else np.nan
    found["class_score"] = float(_row_mean(np.asarray(found["score"])[None, :])[0])
    columns = {name: np.broadcast_to(np.asarray(one, dtype=np.float64), (len(rows),)) for name, one in found.items()}
    for name in ("joined", "load", "since_last", "earned", "score", "marked_lowest", "last_score", "late"):
        columns[f"{name}_place"] = _place(columns[name])
    return np.column_stack([columns[name] for name in FEATURES]).astype(np.float32)


def _timetable(sheet: _Sheet, past: Mask, day: float) -> dict[str, Floats | float]:
    return {
        "due": float(past.sum()),
        "since_due": day - float(sheet.due[past].max()) if past.any() else np.nan,
        "until_next": float(sheet.due[~past].min()) - day if (~past).any() else np.nan,
        "weight_done": float(_worth(sheet)[past].sum() / _worth(sheet).sum()) if len(past) else np.nan,
    }


def _worth(sheet: _Sheet) -> Floats:
    """Return weights; a task that does not count towards the mark still shows whether somebody works."""
    return np.where(sheet.weight > 0, sheet.weight, 1.0)


def _handed_in(sheet: _Sheet, have: Mask, past: Mask, day: float) -> dict[str, Floats | float]:
    running, missing = np.ones(len(have), np.bool_), np.zeros(len(have))
    for column in np.flatnonzero(past)[::-1]:
        running &= ~have[:, column]
        missing += running
    last = np.where(have, sheet.when, -np.inf).max(axis=1, initial=-np.inf)
    ahead = np.flatnonzero(~past)
    return {
        "share_handed_in": have[:, past].mean(axis=1) if past.any() else np.nan,
        "missing": past.sum() - have[:, past].sum(axis=1).astype(np.float64),
        "missing_in_a_row": missing,
        "ahead": have[:, ~past].sum(axis=1).astype(np.float64),
        "next_ahead": have[:, ahead[0]].astype(np.float64) if len(ahead) else np.nan,
        "carried_over": sheet.carried.sum(axis=1).astype(np.float64),
        "since_last": np.where(np.isfinite(last), day - last, np.nan),
    }


def _scores(sheet: _Sheet, have: Mask, past: Mask) -> dict[str, Floats | float]:
    score, marked = sheet.score, np.where(sheet.by_tutor, sheet.score, np.nan)
    weight = _worth(sheet)[past]
    earned = (np.nan_to_num(score[:, past]) * weight).sum(axis=1) / weight.sum() if past.any() else np.nan
    columns = score.T
    middle, spread = _row_mean(columns), np.sqrt(_row_mean((columns - _row_mean(columns)[:, None]) ** 2))
    last, first = _last(marked), _last(marked[:, ::-1])
    known = ~np.isnan(marked)
    return {
        "earned": earned,
        "score": _row_mean(score),
        "marked_score": _row_mean(marked),
        "marked_lowest": np.where(
            known.any(axis=1), np.where(known, marked, np.inf).min(axis=1, initial=np.inf), np.nan
        ),
        "quiz_score": _row_mean(np.where(sheet.by_tutor, np.nan, score)),
        "last_score": last,
        "change": last - first,
        "low_scores": (have & (score < _LOW_SCORE)).sum(axis=1).astype(np.float64),
        "against_class": _row_mean((score - middle) / np.maximum(_LEAST_SPREAD, spread)),
    }


def _lateness(sheet: _Sheet, have: Mask) -> dict[str, Floats | float]:
    late = np.where(have & ~sheet.carried, sheet.when - sheet.due, np.nan)
    known = ~np.isnan(late)
    most = np.where(known, late, -np.inf).max(axis=1, initial=-np.inf)
    return {
        "late": _row_mean(late),
        "late_most": np.where(np.isfinite(most), most, np.nan),
        "late_last": _last(late),
    }


def _row_mean(values: Floats) -> Floats:
    """Return the mean of what is known in each row, nan where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.asarray(np.where(count > 0, total / np.maximum(1, count), np.nan), dtype=np.float64)


def _last(values: Floats) -> Floats:
    """Return what is known last in each row, nan where nothing is."""
    found = np.full(len(values), np.nan)
    for column in values.T:
        found = np.where(np.isnan(column), found, column)
    return found


def _place(values: Floats) -> Floats:
    """Return where each value stands among those known, 0 to 1; ties share the middle of their places."""
    known = ~np.isnan(values)
    found = np.full(len(values), np.nan)
    if known.sum() > 1:
        ordered = np.sort(values[known])
        below, upto = (np.searchsorted(ordered, values[known], side=side) for side in ("left", "right"))
        found[known] = (below + upto) / (2 * len(ordered))
    return found
