"""Outcomes of a class in a period and the one before, each with its interval; nothing here says why they changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from learnapp.engine import intervals
from learnapp.engine.intervals import Difference, Estimate
from learnapp.engine.mastery import THRESHOLDS
from learnapp.services.impact_views import FigureView, WeekView
from learnapp.storage.repositories.impact import Doing, Standing

MOST_WEEKS = 26
_NOTHING = Standing(UUID(int=0), (0, 0, 0, 0), (), (), 0, 0, 0, 0)
_ABSENT = Doing(UUID(int=0), True, 0, 0, 0, 0, ())
_Tallies = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Material:
    """What outcomes are calculated from.

    Attributes:
        students: Who is in the class now: outcomes are of them alone.
        topics: Topics of the course.
        weeks, weeks_before: Weeks that the two periods touch.
        compare: Whether there is a period before.
        seed: Draws students; the same page shows the same numbers.
    """

    students: Sequence[UUID]
    topics: int
    doings: Iterable[Doing]
    standings: Iterable[Standing]
    weeks: int
    weeks_before: int
    compare: bool
    seed: int


def figures(given: Material) -> list[FigureView]:
    """Return every outcome in the order of the page."""
    standing = {one.student_id: one for one in given.standings}
    stand = [standing.get(student, _NOTHING) for student in given.students]
    did = {(one.student_id, one.now): one for one in given.doings}
    now = [did.get((student, True), _ABSENT) for student in given.students]
    was = [did.get((student, False), _ABSENT) for student in given.students]
    rng = np.random.default_rng(given.seed)
    of = given.topics

    def by_student(one: _Tallies, other: _Tallies) -> Difference | None:
        return intervals.paired(one, other, rng)

    def moment(key: str, place: int) -> FigureView:
        """How much was mastered at one end of the period, and at the same end of the one before."""
        return _share(
            key, [(one.mastered[place], of) for one in stand], [(one.mastered[place - 2], of) for one in stand],
            compare=given.compare, difference=None,
        )  # fmt: skip

    def tries(key: str, one: _Tallies, other: _Tallies) -> FigureView:
        return _share(key, one, other, compare=given.compare, difference="newcombe")

    found = []
    if of:
        found += [
            moment("mastered_start", 2),
            moment("mastered_end", 3),
            _share(
                "gained",
                [(one.mastered[3] - one.mastered[2], of) for one in stand],
                [(one.mastered[1] - one.mastered[0], of) for one in stand],
                compare=given.compare,
                difference=by_student,
            ),
        ]
    found.append(tries("first_try", [(one.right, one.tries) for one in now], [(one.right, one.tries) for one in was]))
    found.append(_needed([one.needed for one in stand], [one.needed_before for one in stand], given.compare, rng))
    found.append(
        tries("kept", [(one.kept, one.tried) for one in stand], [(one.kept_before, one.tried_before) for one in stand])
    )
    found.append(
        _share(
            "active",
            [(len(one.weeks), given.weeks) for one in now],
            [(len(one.weeks), given.weeks_before) for one in was],
            compare=given.compare,
            difference=by_student,
        )
    )
    found.append(
        tries(
            "followed",
            [(one.opened, one.opened + one.dismissed) for one in now],
            [(one.opened, one.opened + one.dismissed) for one in was],
        )
    )
    return found


def side_by_side(key: str, one: _Tallies, other: _Tallies, least: int) -> FigureView:
    """Return one share beside another that has nobody in common with it, stated from `least` units in each."""
    now, was = _enough(intervals.share(one), least), _enough(intervals.share(other), least)
    moved = intervals.newcombe(now, was) if now is not None and was is not None else None
    return view_of(key, "share", now, was, moved, compare=True, scale=100.0, top=100.0)


def _enough(found: Estimate | None, least: int = THRESHOLDS.min_students) -> Estimate | None:
    return found if found is not None and found.students >= least else None


def _share(
    key: str,
    one: _Tallies,
    other: _Tallies,
    *,
    compare: bool,
    difference: str | Callable[[_Tallies, _Tallies], Difference | None] | None,
) -> FigureView:
    now, was = _enough(intervals.share(one)), _enough(intervals.share(other)) if compare else None
    moved = None
    if now is not None and was is not None and difference is not None:
        moved = difference(one, other) if callable(difference) else intervals.newcombe(now, was)
    return view_of(key, "share", now, was, moved, compare=compare and difference is not None, scale=100.0, top=100.0)


def _needed(
    one: Sequence[Sequence[int]], other: Sequence[Sequence[int]], compare: bool, rng: np.random.Generator
) -> FigureView:
    now = _enough(intervals.median(one, rng))
    was = _enough(intervals.median(other, rng)) if compare else None
    moved = intervals.median_difference(one, other, rng) if now is not None and was is not None else None
    top = max((each.high for each in (now, was) if each is not None), default=1.0)
    return view_of("needed", "answers", now, was, moved, compare=compare, scale=1.0, top=1.25 * max(top, 1.0))


def view_of(
    key: str,
    unit: str,
    now: Estimate | None,
    was: Estimate | None,
    moved: Difference | None,
    *,
    compare: bool,
    scale: float,
    top: float,
) -> FigureView:
    """Return a figure as pages show it.

    Args:
        key: Its name in the catalogue.
        unit: share, minutes (whole numbers), answers or topics (one decimal).
        now: The figure, None: too little to state it.
        was: In the period before.
        moved: By how much it has moved.
        compare: Whether there is anything to compare with.
        scale: What it is multiplied by to be shown.
        top: Where its picture ends.
    """
    digits = 0 if unit in ("share", "minutes") else 1

    def shown(value: float) -> float:
        return round(scale * value, digits)

    change, low, high = "none", 0.0, 0.0
    if compare:
        change = "few"
        if moved is not None:
            low, high = shown(moved.low), shown(moved.high)
            # By what is shown: an interval that begins at 0 says nothing, however the next digit looks.
            change = "up" if low > 0 else "down" if high < 0 else "early" if high > low else "level"
    left = round(100 * scale * now.low / top) if now else 0
    return FigureView(
        key=key,
        unit=unit,
        known=now is not None,
        value=shown(now.value) if now else 0.0,
        low=shown(now.low) if now else 0.0,
        high=shown(now.high) if now else 0.0,
        n=now.n if now else 0,
        students=now.students if now else 0,
        was_known=was is not None,
        was=shown(was.value) if was else 0.0,
        was_low=shown(was.low) if was else 0.0,
        was_high=shown(was.high) if was else 0.0,
        change=change,
        by_low=low,
        by_high=high,
        left=left,
        width=max(1, round(100 * scale * now.high / top) - left) if now else 0,
        dot=round(100 * scale * now.value / top) if now else 0,
    )


def weeks(students: Sequence[UUID], doings: Iterable[Doing], numbers: Mapping[int, date]) -> list[WeekView]:
    """Return how many students were there in each week, the latest last.

    Args:
        students: Who is in the class now.
        doings: What they did.
        numbers: Number of a week -> its Monday, of the period.
    """
    here = set(students)
    counted = Counter(
        week for one in doings if one.now and one.student_id in here for week in one.weeks if week in numbers
    )
    return [
        WeekView(numbers[week].isoformat(), counted[week], round(100 * counted[week] / max(1, len(here))))
        for week in sorted(numbers)[-MOST_WEEKS:]
    ]


def mondays(first: date, last: date, anchor: date) -> dict[int, date]:
    """Return the weeks that a period touches: their number, counted from `anchor`, and their Monday."""
    start = first - timedelta(days=first.weekday())
    count = (last - start).days // 7 + 1
    return {(start - anchor).days // 7 + each: start + timedelta(days=7 * each) for each in range(count)}
