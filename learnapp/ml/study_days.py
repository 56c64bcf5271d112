"""What the learning log of a class says of each student on a school day: work, pauses, accuracy, hints, what is due.

Days are the school days of the institution, numbered from 0; what is done on a day off counts with the school day
before it. A row sees only its own and earlier days. Groups of people are no input; `fairness` looks at them.

A student *fell behind* when, in the `AHEAD` school days (four weeks) after a day, they paused for `PAUSE` school days
(two weeks) in a row, or gave less than half as many answers as the middle student of the class, where that one gave
`MIDDLE` at least. Those who had paused for so long already at the day are no examples: everybody can see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from learnapp.ml.answers import Floats, Ints, Mask, Table
from learnapp.ml.intervention_trigger import Examples

AHEAD, PAUSE, MIDDLE = 20, 10, 20
WEEK, LEAST_DAYS = 5, 5
"""School days of a week; and days in a class before anything is said of a student."""
FEATURES: dict[str, str] = {
    "answers_week": "work", "answers_before": "work", "answers_usual": "work", "minutes_week": "work",
    "minutes_before": "work", "trend": "trend", "minutes_trend": "trend", "days_week": "pauses", "days_month": "pauses",
    "since_last": "pauses", "longest_pause": "pauses", "against_middle": "class", "place": "class",
    "right_month": "accuracy", "right_before": "accuracy", "right_change": "accuracy", "hints": "hints",
    "hints_change": "hints", "overdue": "assigned", "done_of_due": "assigned", "days_here": "class",
}  # fmt: skip
"""Feature -> concept, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class StudyDays:
    """A class of S students over D school days, and T assignments with a day.

    Attributes:
        answers, right, hints: Shape (S, D), counts.
        acts: Shape (S, D), what else was done: read, watched, tried out, written to the class.
        minutes: Shape (S, D).
        joined: Shape (S,), the first day of each student in the class; 0 when it lies before the first one here.
        due: Shape (T,), the school day by whose end each assignment was due.
        done: Shape (S, T), the school day on which a student finished it; infinite: not yet; nan: it is not for them.
    """

    answers: Floats
    right: Floats
    hints: Floats
    acts: Floats
    minutes: Floats
    joined: Ints
    due: Floats
    done: Floats

    @property
    def days(self) -> int:
        """How many school days there are."""
        return int(self.answers.shape[1])

    @property
    def students(self) -> int:
        """How many students there are."""
        return int(self.answers.shape[0])

    def worked(self) -> Mask:
        """Return the days on which each student did anything; shape (S, D)."""
        return (self.answers > 0) | (self.acts > 0) | (self.hints > 0)


def rows_at(log: StudyDays, day: int) -> Table:
    """Return the features of every student at the end of a school day; shape (S, len(FEATURES)).

    Args:
        log: The class; nothing of it that happened later is looked at.
        day: From 0 to D - 1.
    """
    here = day + 1 - log.joined
    worked = log.worked()[:, : day + 1]
    week, before, month = _window(day, WEEK), _window(day - WEEK, 2 * WEEK), _window(day, 4 * WEEK)
    earlier = slice(0, max(0, day + 1 - 4 * WEEK))
    answers, minutes = log.answers, log.minutes
    usual = answers[:, : day + 1].sum(axis=1) / np.maximum(1, here)
    lately, then = _rate(answers, week, WEEK), _rate(answers, before, 2 * WEEK)
    minutes_lately, minutes_then = _rate(minutes, week, WEEK), _rate(minutes, before, 2 * WEEK)
    fortnight = answers[:, _window(day, 2 * WEEK)].sum(axis=1)
    there = here > 0
    middle = float(np.median(fortnight[there])) if there.any() else 0.0
    right_now = _share(log.right[:, month], answers[:, month])
    right_then = _share(log.right[:, earlier], answers[:, earlier])
    hints_now, hints_then = (
        _share(log.hints[:, month], answers[:, month]),
        _share(log.hints[:, earlier], answers[:, earlier]),
    )
    past = log.due <= day
    mine = past & ~np.isnan(log.done)
    finished = mine & (np.nan_to_num(log.done, nan=np.inf) <= day)
    overdue = (mine & ~finished).sum(axis=1).astype(np.float64)
    found: dict[str, Floats] = {
        "answers_week": lately, "answers_before": then, "answers_usual": usual, "minutes_week": minutes_lately,
        "minutes_before": minutes_then, "trend": np.log1p(lately) - np.log1p(then),
        "minutes_trend": np.log1p(minutes_lately) - np.log1p(minutes_then),
        "days_week": worked[:, week].sum(axis=1),
        "days_month": worked[:, month].sum(axis=1) / np.clip(here, 1, 4 * WEEK),
        "since_last": since_last(log, day), "longest_pause": _longest_pause(worked[:, month]),
        "against_middle": np.where(middle > 0, fortnight / max(middle, 1.0), np.nan),
        "place": (fortnight[:, None] > fortnight[None, there]).sum(axis=1) / max(1, int(there.sum())),
        "right_month": right_now, "right_before": right_then, "right_change": right_now - right_then,
        "hints": hints_now, "hints_change": hints_now - hints_then, "overdue": overdue,
        "done_of_due": np.where(mine.any(axis=1), finished.sum(axis=1) / np.maximum(1, mine.sum(axis=1)), np.nan),
        "days_here": here.astype(np.float64),
    }  # fmt: skip
    return np.column_stack([np.asarray(found[name], dtype=np.float32) for name in FEATURES])


def since_last(log: StudyDays, day: int) -> Floats:
    """Return school days without any work up to a day, since joining where there was none; shape (S,)."""
    worked = log.worked()[:, : day + 1]
    last = np.where(worked.any(axis=1), day - worked[:, ::-1].argmax(axis=1), log.joined - 1)
    return np.asarray(day - last, dtype=np.float64)


def fell_behind(log: StudyDays, day: int) -> Floats:
    """Return what came of each student after a day: 1 fell behind, 0 did not; shape (S,).

    Args:
        log: The class.
        day: A day with `AHEAD` more after it.
    """
    ahead = slice(day + 1, day + 1 + AHEAD)
    answers = log.answers[:, ahead].sum(axis=1)
    middle = float(np.median(answers[log.joined <= day])) if (log.joined <= day).any() else 0.0
    slow = (answers < middle / 2) & (middle >= MIDDLE)
    paused = _longest_pause(log.worked()[:, ahead]) >= PAUSE
    return np.asarray(slow | paused, dtype=np.float64)


def examples_of(logs: Sequence[StudyDays], numbers: Sequence[Ints]) -> Examples:
    """Return one row a week for every student and class whose next four weeks are known.

    Args:
        logs: The classes.
        numbers: For each class, shape (S,), the numbers of its students: one of several classes has one number.
    """
    tables, outcomes, students = [np.zeros((0, len(FEATURES)), np.float32)], [np.zeros(0)], [np.zeros(0, np.int64)]
    for log, number in zip(logs, numbers, strict=True):
        for day, going in weeks_of(log):
            tables.append(rows_at(log, day)[going])
            outcomes.append(fell_behind(log, day)[going])
            students.append(number[going])
    return Examples(np.vstack(tables), np.concatenate(outcomes), np.concatenate(students))


def weeks_of(log: StudyDays) -> Iterator[tuple[int, Mask]]:
    """Yield each day, one a week, whose next four weeks are known, and who of the class is an example on it."""
    for day in range(2 * WEEK - 1, log.days - AHEAD, WEEK):
        yield day, (day + 1 - log.joined >= LEAST_DAYS) & (since_last(log, day) < PAUSE)


def _window(day: int, length: int) -> slice:
    """Return the days of a window that ends with a day."""
    return slice(max(0, day + 1 - length), max(0, day + 1))


def _rate(values: Floats, window: slice, length: int) -> Floats:
    """Return the mean of a day of a window; days before the first one count as nothing done."""
    return np.asarray(values[:, window].sum(axis=1) / length, dtype=np.float64)


def _share(some: Floats, of: Floats) -> Floats:
    """Return a share that few tries pull towards one half (Laplace's rule of succession)."""
    return np.asarray((some.sum(axis=1) + 1.0) / (of.sum(axis=1) + 2.0), dtype=np.float64)


def _longest_pause(worked: Mask) -> Floats:
    """Return the longest row of days without work; shape (S,)."""
    longest = running = np.zeros(len(worked))
    for column in worked.T:
        running = np.where(column, 0.0, running + 1.0)
        longest = np.maximum(longest, running)
    return longest
