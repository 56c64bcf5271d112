"""What can be seen of simulated students answer by answer, as rows for a learner; see `bench/struggles_bound.py`.

All students are looked at at once, each column is an array of students by answers. Three groups:

- `seen`: what the product has of every answer: topic and what it rests on, right or wrong, hints, solutions, answers
  given again, times, days between; the last ten answers one by one, sums over the last 3 to 40, what each topic's
  answers say by knowledge tracing with six kinds of students, and what is usual of the student;
- `items`: how hard each item really is, which the product can only estimate;
- `truth`: the chance of a right answer that the student really has, what it would be had nothing befallen them, whether
  they work, and how far each struggle has come by its definition (`bench/struggles_truth.py`). Nobody sees this: it
  says how much is unknown because the end of a stretch is not there yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from bench.struggles_judge import Student
from bench.struggles_truth import INACTIVE, STRICT
from learnapp.engine.struggles import Struggle
from learnapp.engine.usual_work import FAST_SECONDS, FAST_SHARE

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Columns = dict[str, Floats]
WINDOWS, LATEST, AT_TOPIC = (3, 5, 10, 20, 40), 10, 8
"""Answers that sums go over, latest ones that are given one by one, and the same of the topic at hand."""
SLIPS, LEARNS, BROUGHT, STUCK_LEARNS = (0.06, 0.2), (0.15, 0.32, 0.55), 0.55, 0.015
"""Kinds of students as in `engine.knowing`, fewer of them."""
GUESS, UNTRIED = 0.18, 0.35
NOTHING = 99.0
"""The least of nothing."""
HALVES = {"soon": 0.7, "late": 0.9}
"""What is left of an answer at the next one to the same topic."""
_SLIP = np.repeat(SLIPS, len(LEARNS))
_LEARN = np.tile(LEARNS, len(SLIPS))


@dataclass(frozen=True, slots=True)
class Work:
    """What students did, and what is true of them; arrays of students by answers.

    Attributes:
        needs: [topic, topic]: 1 where the first rests on the second.
        days: Since the answer before.
        missing: [student, answer, topic]: whether the topic at hand rests on it and it is not known.
        around: Whether the student did not work: [struggle of not working][student, answer].
        onset: Of each student, the try from which they struggle by their work; -1 where they do not.
    """

    needs: Floats
    topic: Ints
    right: Bools
    hints: Ints
    gave_up: Bools
    again: Bools
    seconds: Floats
    days: Floats
    item: Floats
    level: Floats
    lost: Floats
    missing: Bools
    around: Mapping[str, Bools]
    onset: Ints


def onset_of(one: Student) -> int:
    """Return the try from which a student struggles by their work; -1 where they do not."""
    return min((at for kind, at in one.strict.items() if kind != INACTIVE), default=-1)


def work_of(everybody: Sequence[Student], needs: Mapping[UUID, Sequence[UUID]]) -> Work:
    """Return what students did as arrays."""
    place = {topic: row for row, topic in enumerate(needs)}
    table = np.array([[float(one in needs[topic]) for one in place] for topic in place], dtype=np.float32)
    tries = [[place[each.kc] for each in one.tries] for one in everybody]
    days = [
        [0.0, *((b.at - a.at).total_seconds() / 86400 for a, b in zip(one.tries, one.tries[1:], strict=False))]
        for one in everybody
    ]
    seconds = [[np.nan if each.seconds is None else each.seconds for each in one.tries] for one in everybody]
    missing = np.zeros((len(everybody), len(tries[0]), len(place)), bool)
    for row, one in enumerate(everybody):
        for number, state in enumerate(one.states):
            missing[row, number, list(state.missing)] = True
    kinds = (Struggle.GAMING, Struggle.HINT_ABUSE)
    return Work(
        table,
        np.array(tries),
        np.array([[each.right for each in one.tries] for one in everybody]),
        np.array([[each.hints for each in one.tries] for one in everybody]),
        np.array([[each.gave_up for each in one.tries] for one in everybody]),
        np.array([[each.again for each in one.tries] for one in everybody]),
        np.array(seconds, dtype=np.float32),
        np.array(days, dtype=np.float32),
        np.array([[each.item for each in one.states] for one in everybody], dtype=np.float32),
        np.array([[each.level for each in one.states] for one in everybody], dtype=np.float32),
        np.array([[each.usual - each.now for each in one.states] for one in everybody], dtype=np.float32),
        missing,
        {kind: np.array([[each.around == kind for each in one.states] for one in everybody]) for kind in kinds},
        np.array([onset_of(one) for one in everybody]),
    )


def seen(work: Work) -> Columns:
    """Return what the product has of every answer."""
    fast = _fast(work)
    alone = work.right & (work.hints == 0)
    found = _together(work, fast, alone)
    found |= _latest(work, fast, alone)
    found |= _topics(work, fast, alone)
    return found


def items(work: Work) -> Columns:
    """Return how hard items really are, and what that says of the answers."""
    alone = (work.right & (work.hints == 0)).astype(np.float32)
    found = {"item": work.item}
    for back in range(1, LATEST):
        found[f"item {back} before"] = _before(work.item, back)
    for window in WINDOWS:
        found[f"items in {window}"] = _mean(work.item, window)
        found[f"right although hard in {window}"] = _mean(alone * work.item, window)
        found[f"wrong although easy in {window}"] = _mean((1.0 - alone) * work.item, window)
    found |= _by_topic_items(work, alone)
    return found


def truth(work: Work) -> Columns:
    """Return what is true of the students, and how far each struggle has come by its definition."""
    found: Columns = {"level": work.level, "lost": work.lost}
    for window in (5, 10, 15, 20):
        found[f"lost in {window}"] = _mean(work.lost, window)
        for kind, around in work.around.items():
            found[f"{kind} in {window}"] = _mean(around.astype(np.float32), window)
    n, answers = work.topic.shape
    rows, topics = np.arange(n), len(work.needs)
    low, start = np.zeros((n, topics), np.float32), np.zeros((n, topics), np.float32)
    gap = np.zeros((n, topics), np.float32)
    here, most, gaps = (np.zeros((n, answers), np.float32) for _ in range(3))
    for at in range(answers):
        topic, first, level = work.topic[:, at], ~work.again[:, at], work.level[:, at]
        count, began = low[rows, topic], start[rows, topic]
        risen = level - began >= STRICT.rise
        started = np.where((count == 0) | risen, level, began)
        grown = np.where(level >= STRICT.level, 0.0, np.where(risen, 1.0, count + 1.0))
        low[rows, topic] = np.where(first, grown, count)
        start[rows, topic] = np.where(first, started, began)
        rests = work.missing[:, at] & first[:, None]
        gap = np.where(rests, np.where((level < STRICT.level)[:, None], gap + 1.0, 0.0), gap)
        here[:, at], most[:, at], gaps[:, at] = low[rows, topic], low.max(axis=1), gap.max(axis=1)
    return found | {"low here": here, "lowest": most, "without": gaps, "missing": work.missing.sum(axis=2) * 1.0}


def quiet(worked: Bools) -> Columns:
    """Return what can be seen of somebody's school days on each of them; arrays of students by days."""
    n, days = worked.shape
    names = ("quiet", "usual", "days before", "expected", "by weekdays", "longest before", "second before")
    found: Columns = {name: np.zeros((n, days), np.float32) for name in names}
    since, longest, second = np.zeros(n), np.zeros(n), np.zeros(n)
    before, by_week, all_week = np.zeros(n), np.zeros((n, 5)), np.zeros(5)
    silent = np.zeros(n)
    for day in range(days):
        here, part = worked[:, day], day % 5
        share = (by_week[:, part] + 2.0 * (before + 1.0) / (day + 2.0)) / (all_week[part] + 2.0)
        silent = np.where(here, 0.0, silent + np.log1p(-np.minimum(share, 0.98)))
        # A silence that is over is one of those before.
        over = here & (since > 0)
        second = np.where(over, np.where(since >= longest, longest, np.maximum(second, since)), second)
        longest = np.where(over, np.maximum(longest, since), longest)
        since = np.where(here, 0.0, since + 1.0)
        before += here
        by_week[:, part] += here
        all_week[part] += 1.0
        usual = before / np.maximum(1.0, day + 1.0 - since)
        values = (since, usual, day + 1.0 - since, since * usual, silent, longest, second)
        for name, value in zip(names, values, strict=True):
            found[name][:, day] = value
    for window in (5, 10, 20, 40):
        found[f"worked in {window}"] = _mean(worked.astype(np.float32), window)
    for back in range(5, 20, 5):
        found[f"{back} days before"] = _before(worked.astype(np.float32), back)
    return found


def _before(values: Floats, back: int) -> Floats:
    found = np.full_like(values, np.nan)
    found[:, back:] = values[:, :-back]
    return found


def _mean(values: Floats, window: int) -> Floats:
    """Return the mean of the latest values; of as many as there are."""
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(np.nan_to_num(values), axis=1)], axis=1)
    at = np.arange(values.shape[1])
    begin = np.maximum(0, at + 1 - window)
    means: Floats = ((sums[:, at + 1] - sums[:, begin]) / (at + 1 - begin)).astype(np.float32)
    return means


def _fast(work: Work) -> Bools:
    """Return which answers came too fast for work, by what is usual of the student so far."""
    n, answers = work.seconds.shape
    fast, logs, count = np.zeros((n, answers), bool), np.zeros(n), np.zeros(n)
    for at in range(answers):
        seconds = work.seconds[:, at]
        usual = np.where(count >= 5, np.exp(logs / np.maximum(count, 1.0)), 0.0)
        fast[:, at] = seconds < np.maximum(FAST_SECONDS, FAST_SHARE * usual)
        counts = ~np.isnan(seconds) & ~fast[:, at]
        logs += np.where(counts, np.log(np.where(counts, np.maximum(seconds, 0.1), 1.0)), 0.0)
        count += counts
    return fast


def _together(work: Work, fast: Bools, alone: Bools) -> Columns:
    """Return sums over the latest answers, whatever their topics."""
    n, answers = work.topic.shape
    logs = np.log(np.maximum(work.seconds, 0.1))
    number = np.arange(1, answers + 1, dtype=np.float32)
    usual_log = np.nancumsum(logs, axis=1) / np.maximum(1.0, np.cumsum(~np.isnan(logs), axis=1))
    slower = np.nan_to_num(logs - usual_log).astype(np.float32)
    rates = {
        "right": alone, "fast": fast, "fast and right": fast & alone, "gave up": work.gave_up,
        "gave up at once": work.gave_up & ~work.again, "again": work.again, "hints": (work.hints > 0) & ~work.gave_up,
        "wrong in time": ~alone & ~fast & ~work.gave_up, "slower": slower, "slowest": slower > 0.7,
    }  # fmt: skip
    found: Columns = {"answers": np.broadcast_to(number, (n, answers)).astype(np.float32), "slower": slower}
    for name, values in rates.items():
        for window in WINDOWS:
            found[f"{name} in {window}"] = _mean(values.astype(np.float32), window)
        found[f"{name} in all"] = _mean(values.astype(np.float32), answers)
    earlier = _before(found["right in all"], 20)
    found["right less than before"] = found["right in 20"] - earlier
    found["right less than before 10"] = found["right in 10"] - _before(found["right in all"], 10)
    found["days"] = work.days
    sitting, since = np.zeros(n, np.float32), np.zeros((n, answers), np.float32)
    gap, last = np.zeros(n, np.float32), np.zeros((n, answers), np.float32)
    for at in range(answers):
        new = work.days[:, at] > 0.5
        sitting, gap = np.where(new, 0.0, sitting + 1.0), np.where(new, work.days[:, at], gap)
        since[:, at], last[:, at] = sitting, gap
    return found | {"sitting": since, "last break": last}


def _latest(work: Work, fast: Bools, alone: Bools) -> Columns:
    """Return the latest answers one by one."""
    same = np.concatenate([np.zeros((len(alone), 1), bool), work.topic[:, 1:] == work.topic[:, :-1]], axis=1)
    how = alone * 1.0 + fast * 2.0 + work.gave_up * 4.0
    found: Columns = {"how": how.astype(np.float32), "again": work.again.astype(np.float32)}
    for back in range(1, LATEST):
        for name, values in (("how", how), ("again", work.again), ("same topic", same)):
            found[f"{name} {back} before"] = _before(values.astype(np.float32), back)
    return found


class _Traced:
    """What each topic's answers say by knowledge tracing, for several kinds of students."""

    def __init__(self, students: int, topics: int) -> None:
        size = (students, topics, len(_SLIP))
        self.known, self.never = np.full(size, BROUGHT), np.full(size, 0.03)
        self.stuck, self.kinds = np.zeros(size), np.zeros((students, len(_SLIP)))
        self.rows = np.arange(students)

    def take(self, topic: Ints, right: Bools, weight: NDArray[np.float64]) -> None:
        """Weigh an answer of everybody."""
        shows = np.where(right[:, None], 1.0 - _SLIP, _SLIP) ** weight[:, None]
        luck = np.where(right, GUESS, 1.0 - GUESS)[:, None] ** weight[:, None]
        known, never = self.known[self.rows, topic], self.never[self.rows, topic]
        likely, unlikely = known * shows + (1.0 - known) * luck, never * shows + (1.0 - never) * luck
        known, never = known * shows / likely, never * shows / unlikely
        self.known[self.rows, topic] = known + (1.0 - known) * _LEARN
        self.never[self.rows, topic] = never + (1.0 - never) * STUCK_LEARNS
        self.stuck[self.rows, topic] += np.log(unlikely / likely)
        self.kinds += np.log(0.95 * likely + 0.05 * unlikely)

    def read(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the share of each kind, chances that topics are known, and log odds that they are not learned."""
        share = np.exp(self.kinds - self.kinds.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        known = np.einsum("ntk,nk->nt", self.known, share)
        return share, known, np.clip(np.einsum("ntk,nk->nt", self.stuck, share), -8.0, 8.0)


def _topics(work: Work, fast: Bools, alone: Bools) -> Columns:
    """Return what is known of the topic at hand, of all topics, and of what they rest on."""
    n, answers = work.topic.shape
    topics, rows = len(work.needs), np.arange(n)
    traced = _Traced(n, topics)
    tries, firsts, rights, streak = (np.zeros((n, topics), np.float32) for _ in range(4))
    ups, helped = np.zeros((n, topics), np.float32), np.zeros((n, topics), np.float32)
    last = np.full((n, topics, AT_TOPIC), -1.0, np.float32)
    fading = {name: np.full((n, topics), 0.6, np.float32) for name in HALVES}
    weight = np.where(fast, 0.2, np.where(work.gave_up, 0.8, np.where(work.right & (work.hints > 0), 0.3, 1.0)))
    weight = weight * np.where(work.again, 0.85, 1.0)
    found: Columns = {}

    def note(name: str, values: NDArray[np.generic], at: int) -> None:
        if name not in found:
            found[name] = np.zeros((n, answers), np.float32)
        found[name][:, at] = values

    for at in range(answers):
        topic, ok, first = work.topic[:, at], alone[:, at], ~work.again[:, at]
        traced.take(topic, work.right[:, at], weight[:, at])
        tries[rows, topic] += 1.0
        firsts[rows, topic] += first
        rights[rows, topic] += ok
        ups[rows, topic] += work.gave_up[:, at]
        helped[rows, topic] += work.hints[:, at] > 0
        streak[rows, topic] = np.where(ok, streak[rows, topic] + 1.0, np.where(first, 0.0, streak[rows, topic]))
        last[rows, topic] = np.concatenate([ok[:, None], last[rows, topic][:, :-1]], axis=1)
        for name, left in HALVES.items():
            fading[name][rows, topic] += (1.0 - left) * (ok - fading[name][rows, topic])
        share, known, stuck = traced.read()
        tried = tries > 0
        for kind in range(share.shape[1]):
            note(f"kind {kind}", share[:, kind], at)
        needed = work.needs[topic] > 0
        unknown = np.where(tried, 1.0 - known, UNTRIED)
        here: dict[str, NDArray[np.generic]] = {
            "tries": tries, "firsts": firsts, "rights": rights, "streak": streak, "gave up": ups, "helped": helped,
            "known": known, "stuck": stuck, **{f"fading {name}": values for name, values in fading.items()},
        }  # fmt: skip
        for name, values in here.items():
            note(f"{name} here", values[rows, topic], at)
            note(f"{name} of what is needed, least", np.where(needed, values, NOTHING).min(axis=1), at)
        for back in range(AT_TOPIC):
            note(f"{back} before here", last[rows, topic, back], at)
        # All topics.
        ranked = np.sort(np.where(tried, stuck, -9.0), axis=1)
        for back in range(1, 4):
            note(f"stuck, {back} from the top", ranked[:, -back], at)
        doubt = np.where(tried, np.log1p(np.exp(stuck - 3.5)), 0.0)
        note("doubt", doubt.sum(axis=1), at)
        worst = np.where(tried, stuck, -9.0).argmax(axis=1)
        note("tries at the worst", tries[rows, worst], at)
        note("rights at the worst", rights[rows, worst], at)
        note("fading at the worst", fading["soon"][rows, worst], at)
        low = (firsts >= 5) & (rights < 0.5 * tries)
        note("topics low", low.sum(axis=1), at)
        note("topics tried", tried.sum(axis=1), at)
        note("topics known", (tried & (known > 0.8)).sum(axis=1), at)
        note("unlearned", np.where(tried, 1.0 - known, 0.0).sum(axis=1), at)
        # What rests on a topic, held against that topic's being unknown.
        ratio = np.where(tried, np.log((0.85 * np.exp(stuck) + 0.15) / (0.03 * np.exp(stuck) + 0.97)), 0.0)
        bounded = np.clip(unknown, 0.02, 0.98)
        gap = np.log(bounded / (1.0 - bounded)) + ratio @ work.needs
        on_it = tries @ work.needs
        gap = np.where(on_it > 0, gap, -9.0)
        note("gap", gap.max(axis=1), at)
        note("gap, second", np.sort(gap, axis=1)[:, -2], at)
        widest = gap.argmax(axis=1)
        note("tries that rest on the gap", on_it[rows, widest], at)
        note("rights that rest on the gap", (rights @ work.needs)[rows, widest], at)
        note("tries at the gap", tries[rows, widest], at)
        note("gap here", np.where(needed, gap, -9.0).max(axis=1), at)
        note("unknown here, most", np.where(needed, unknown, 0.0).max(axis=1), at)
        note("needs", needed.sum(axis=1), at)
    return found


def _by_topic_items(work: Work, alone: Floats) -> Columns:
    """Return how much better or worse than its items the topic at hand went."""
    n, answers = work.topic.shape
    rows, topics = np.arange(n), len(work.needs)
    sums, count, here = np.zeros((n, topics)), np.zeros((n, topics)), np.zeros((n, answers), np.float32)
    hard = np.zeros((n, answers), np.float32)
    for at in range(answers):
        topic = work.topic[:, at]
        sums[rows, topic] += (alone[:, at] - 0.5) * work.item[:, at]
        count[rows, topic] += work.item[:, at]
        here[:, at], hard[:, at] = sums[rows, topic], count[rows, topic]
    return {"topic beyond its items": here, "items of the topic": hard}
