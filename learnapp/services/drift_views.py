"""What the page of drift shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from learnapp.ml.drift import LEARN, LEAST, in_words
from learnapp.storage.repositories.drift import AlarmRow, DriftDayRow, WatchRow

_HUNDRED = 100.0


@dataclass(frozen=True)
class MovedView:
    """One number that a model reads: its stability index, and steady, moved or changed."""

    feature: str = ""
    index: float = 0.0
    says: str = "steady"


@dataclass(frozen=True)
class AlarmView:
    """One alarm; was and now are per cent, of features `amount` is the stability index.

    Attributes:
        next: run (a training is open) or people (it waits for somebody).
    """

    kind: str = ""
    subject: str = ""
    since: str = ""
    noticed: str = ""
    was: float = 0.0
    now: float = 0.0
    amount: float = 0.0
    next: str = "people"


@dataclass(frozen=True)
class DayView:
    """One model on one day, per cent; `known` says which figures have anything behind them."""

    day: str = ""
    answers: int = 0
    errors: float = 0.0
    errors_known: bool = False
    shown: int = 0
    click: float = 0.0
    click_known: bool = False
    completion: float = 0.0
    completion_known: bool = False


@dataclass(frozen=True)
class DriftView:
    """One model that is watched.

    Attributes:
        learning: The usual rate of errors is still being learnt, from `answers` of `learn`.
        usual: That rate, per cent.
        level: How far the detector is on the way to an alarm, per cent.
        stands: learning, quiet or alarm: alarm within the last week.
        chart_days, chart_errors, chart_usual, alarm_days, alarm_errors: The same as lists for a picture.
    """

    model: str = ""
    learning: bool = True
    answers: int = 0
    learn: int = LEARN
    usual: float = 0.0
    seen: int = 0
    level: int = 0
    stands: str = "learning"
    looked: str = ""
    days: list[DayView] = field(default_factory=list)
    moved: list[MovedView] = field(default_factory=list)
    alarms: list[AlarmView] = field(default_factory=list)
    chart_days: list[str] = field(default_factory=list)
    chart_errors: list[float] = field(default_factory=list)
    chart_usual: list[float] = field(default_factory=list)
    alarm_days: list[str] = field(default_factory=list)
    alarm_errors: list[float] = field(default_factory=list)
    least: int = LEAST


def _percent(part: float, of: float) -> float:
    return round(_HUNDRED * part / of, 1) if of else 0.0


def views_of(watched: Sequence[WatchRow], days: Sequence[DriftDayRow], alarms: Sequence[AlarmRow]) -> list[DriftView]:
    """Return what the page shows of each model.

    Args:
        watched: Where the watch of each model has come to.
        days: Their days, oldest first.
        alarms: Their alarms, newest first.
    """
    return [
        _view(
            row,
            [each for each in days if each.model == row.model],
            [each for each in alarms if each.model == row.model],
        )
        for row in watched
    ]


def _view(row: WatchRow, days: Sequence[DriftDayRow], alarms: Sequence[AlarmRow]) -> DriftView:
    usual = _percent(row.errors, row.answers)
    answered = [each for each in days if each.answers]
    errors = {each.day.isoformat(): _percent(each.errors, each.answers) for each in answered}
    shown = [
        each for each in alarms if each.noticed_at.date().isoformat() in errors and each.kind in ("errors", "adwin")
    ]
    latest = next((each for each in reversed(days) if each.moved), None)
    newest = alarms[0].noticed_at if alarms else None
    lately = newest is not None and (row.looked_at - newest).days < 7
    return DriftView(
        row.model,
        row.learnt_until is None,
        row.answers,
        LEARN,
        usual,
        row.seen,
        round(_HUNDRED * row.excess),
        "alarm" if lately else "learning" if row.learnt_until is None else "quiet",
        row.looked_at.isoformat(),
        [_day(each) for each in reversed(days[-30:])],
        _moved(latest),
        [_alarm(each) for each in alarms],
        list(errors),
        list(errors.values()),
        [usual] * len(errors),
        [each.noticed_at.date().isoformat() for each in shown],
        [errors[each.noticed_at.date().isoformat()] for each in shown],
    )


def _moved(day: DriftDayRow | None) -> list[MovedView]:
    if day is None:
        return []
    found = sorted(day.moved.items(), key=lambda each: -each[1])
    return [MovedView(name, round(index, 2), in_words(index)) for name, index in found]


def _day(row: DriftDayRow) -> DayView:
    return DayView(
        row.day.isoformat(), row.answers, _percent(row.errors, row.answers), row.answers > 0, row.shown,
        _percent(row.opened, row.shown), row.shown > 0, _percent(row.completed, row.opened), row.opened > 0,
    )  # fmt: skip


def _alarm(row: AlarmRow) -> AlarmView:
    of_numbers = row.kind in ("feature", "score")
    return AlarmView(
        row.kind,
        row.subject,
        row.since.isoformat(),
        row.noticed_at.isoformat(),
        0.0 if of_numbers else round(_HUNDRED * row.was, 1),
        0.0 if of_numbers else round(_HUNDRED * row.now_is, 1),
        round(row.amount, 2) if of_numbers else round(_HUNDRED * row.amount),
        "people" if row.run_id is None else "run",
    )
