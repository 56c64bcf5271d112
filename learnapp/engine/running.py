"""What is kept of a student's behaviour in a course, moved on by one event at a time.

Features are read from it (`ml.feature_reading`), at any later moment and without another event. The event path keeps it
in the learner's row; training folds the same log through the same step. So both agree by construction, and it has to
be small: counts by day for four weeks, decayed sums, and the last few of what is compared with what comes next.

The state is a JSON object, empty before the first event:

- `n`: `student_seq` of the last event that it holds without a gap; `at`, `born`: time of the last and first event, and
  `begun`: of the first event of this visit, in seconds since 1970
- `days`: a row for each day (UTC) with an event, see the columns below
- `ok`: right first attempts, decayed by each of `DECAYS`; `seen`: first attempts; `last`: the latest, as `1` and `0`
- `kc`, `run`: the KC of the last one, and how many in a row were about it
- `turn`: how often right or wrong followed on right or wrong, by whether the KC was the same
- `pace`: decayed number and sum of log(1 + seconds) of wrong and right answers; `gaps`: of the hours between visits
- `hard`: decayed number and sum of difficulties, see `HARD`
- `modes`: by mode of `MODES`: decayed uses; decayed number and sum of gains; what was used last: its KC and when
- `on`: the content that was used last; `used`, `opened`, `refused`: decayed counts by kind of `KINDS`
- `device`, `part`: decayed counts by device and part of the day; `mine`: the last device
- `films`: those begun, those ended (the latest of each), and how many were begun and ended
- `quiz`: begun and ended
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from learnapp.engine.event import Verb
from learnapp.engine.history import PastEvent

DAY = 86_400.0
KEPT_DAYS = 28
NEW_VISIT = 1_800.0
"""Seconds without an event after which the next one begins a new visit."""
DECAYS = (0.6, 0.8, 0.9, 0.97, 0.99)
LAST = 8
MOST_SECONDS = 900.0
"""Of one step: nobody knows what happened in the rest."""
GAIN_WITHIN = DAY
"""So long after content was used, the next answer on its topic tells what was gained."""

EVENTS, ATTEMPTS, ANSWERS, RIGHT, SECONDS, TIMED, VISITS, HINTS, POSTS, HELPED, USES = range(1, 12)
"""Columns of a day: events, judged answers, first attempts, right ones, seconds on tasks, tasks with a time, visits,
hints, posts and replies, replies and what others found helpful, texts, films and simulations used."""
DEVICES = ("phone", "tablet", "desktop", "unknown")
PARTS = ("night", "morning", "afternoon", "evening")
KINDS = ("practice", "reading", "video", "simulation")
MODES = ("visual", "auditory", "hands_on", "text")
HARD = ("taken", "right", "opened", "dismissed")
"""What difficulties are averaged over: first attempts, right ones, recommendations opened, and put away."""

_SLOW = 0.98
_PACE = 0.95
_FILMS = 12
_USING = {Verb.READ, Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED, Verb.SIMULATION_INTERACTED, Verb.EXPLANATION_OPENED}
_NO_SUM = (0.0, 0.0)
_KIND_OF = {
    Verb.READ: "reading",
    Verb.VIDEO_PROGRESSED: "video",
    Verb.VIDEO_COMPLETED: "video",
    Verb.SIMULATION_INTERACTED: "simulation",
    Verb.ANSWERED: "practice",
    Verb.HINT_REQUESTED: "practice",
}


def place_of(one: UUID) -> int:
    """Return a short number for an id (32 bits): one student meets far too few to mistake one for another."""
    return one.int & 0xFFFF_FFFF


def after(state: Mapping[str, Any], past: PastEvent, *, counts: bool = True) -> dict[str, Any]:
    """Return the state after one event; the given one is left as it was.

    Args:
        state: Before the event.
        past: What the log keeps of it.
        counts: False for an answer or a hint to an item that is void: it tells that somebody was there, and no more.
    """
    s = dict(state)
    if s.get("n", 0) == past.student_seq - 1:
        s["n"] = past.student_seq
    at = max(round(past.at.timestamp(), 3), s.get("at", 0.0))
    day = _day(s, at)
    if past.verb is Verb.PEER_HELPED:
        # Somebody else says so; the student need not be there.
        day[HELPED] += counts
        return s
    _presence(s, past, day, at)
    if counts:
        if past.verb is Verb.ANSWERED:
            _answered(s, past, day, at)
        elif past.verb is Verb.HINT_REQUESTED:
            day[HINTS] += 1
        elif past.verb in _USING:
            _used(s, past, day, at)
        else:
            _other(s, past, day)
    s["at"] = at
    return s


def _day(s: dict[str, Any], at: float) -> list[Any]:
    """Return the row of a day, to be changed."""
    number = int(at // DAY)
    days: list[list[Any]] = s.get("days") or []
    if days and days[-1][0] == number:
        row = list(days[-1])
        s["days"] = [*days[:-1], row]
    else:
        row = [number, *(0,) * USES]
        s["days"] = [*(one for one in days if one[0] > number - KEPT_DAYS), row]
    return row


def _presence(s: dict[str, Any], past: PastEvent, row: list[Any], at: float) -> None:
    """Note that somebody was there, for how long and with what."""
    row[EVENTS] += 1
    last = s.get("at")
    if last is None:
        s["born"] = s["begun"] = at
        row[VISITS] += 1
    elif at - last >= NEW_VISIT:
        s["begun"] = at
        row[VISITS] += 1
        s["gaps"] = _added(s.get("gaps"), math.log1p((at - last) / 3600.0), 0.9)
    seconds = past.watched_s if past.duration_ms is None else past.duration_ms / 1000.0
    if seconds > 0:
        row[SECONDS] = round(row[SECONDS] + min(seconds, MOST_SECONDS), 1)
        row[TIMED] += 1
    device = DEVICES.index(past.device) if past.device in DEVICES else len(DEVICES) - 1
    s["device"], s["mine"] = _counted(s.get("device"), device, len(DEVICES)), device
    hour = past.at.hour if past.hour is None else past.hour
    s["part"] = _counted(s.get("part"), hour // 6, len(PARTS))


def _answered(s: dict[str, Any], past: PastEvent, day: list[Any], at: float) -> None:
    if past.correct is None:
        return
    day[ATTEMPTS] += 1
    if past.kind == "simulation":
        _use(s, past, day, at, "hands_on")
    if not past.first:
        return
    right = 1 if past.correct else 0
    day[ANSWERS] += 1
    day[RIGHT] += right
    usual = expected(s)
    kc = place_of(past.kc_ids[0]) if past.kc_ids else 0
    last, same = s.get("last", ""), s.get("kc") == kc
    if last:
        turn = list(s.get("turn") or (0,) * 8)
        turn[4 * same + 2 * (last[-1] == "1") + right] += 1
        s["turn"] = turn
    s["run"] = s.get("run", 0) + 1 if same else 1
    s["kc"], s["last"] = kc, (last + str(right))[-LAST:]
    s["seen"] = s.get("seen", 0) + 1
    s["ok"] = [round(old * decay + right, 6) for old, decay in zip(s.get("ok") or (0.0,) * 5, DECAYS, strict=True)]
    if past.duration_ms is not None:
        pace = list(s.get("pace") or (_NO_SUM, _NO_SUM))
        pace[right] = _added(pace[right], math.log1p(min(past.duration_ms / 1000.0, MOST_SECONDS)), _PACE)
        s["pace"] = pace
    if past.difficulty is not None:
        _harder(s, 0, past.difficulty)
        if right:
            _harder(s, 1, past.difficulty)
    s["used"] = _counted(s.get("used"), KINDS.index(_kind(past)), len(KINDS))
    s["modes"] = [_gained(mode, kc, at, right - usual) for mode in _modes(s)]


def expected(state: Mapping[str, Any]) -> float:
    """Return how often the student is right as a rule, 0 to 1: the slowest but one of the decayed rates, smoothed."""
    weight = weight_of(DECAYS[3], state.get("seen", 0))
    return float((state["ok"][3] if weight else 0.0) + 1.0) / (weight + 2.0)


def weight_of(decay: float, number: int) -> float:
    """Return the decayed number of `number` things: (1 - d^n) / (1 - d)."""
    return float((1.0 - decay**number) / (1.0 - decay))


def _used(s: dict[str, Any], past: PastEvent, day: list[Any], at: float) -> None:
    """Count content that was used, once for each time that the student turned to it."""
    if past.verb in (Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED) and past.content_id is not None:
        s["films"] = _film(s.get("films"), place_of(past.content_id), ended=past.verb is Verb.VIDEO_COMPLETED)
    if past.verb is Verb.READ:
        _use(s, past, day, at, "text")
    elif past.verb is Verb.SIMULATION_INTERACTED:
        _use(s, past, day, at, "hands_on")
    elif past.verb is Verb.EXPLANATION_OPENED:
        _use(s, past, day, at, "visual" if past.explanation == "picture" else "text")
    else:
        _use(s, past, day, at, "visual", "auditory")


def _use(s: dict[str, Any], past: PastEvent, day: list[Any], at: float, *modes: str) -> None:
    if past.content_id is None:
        return
    place = place_of(past.content_id) + (1 << 32 if past.verb is Verb.EXPLANATION_OPENED else 0)
    fresh = s.get("on") != place or at - s.get("at", at) >= NEW_VISIT
    s["on"] = place
    kc = place_of(past.kc_ids[0]) if past.kc_ids else 0
    kept = _modes(s)
    for number, name in enumerate(MODES):
        uses, weight, gain, kc_before, at_before = kept[number]
        if name in modes:
            kc_before, at_before = kc, at
        if fresh:
            uses = round(uses * _SLOW + (name in modes), 5)
        kept[number] = [uses, weight, gain, kc_before, at_before]
    s["modes"] = kept
    if fresh and past.verb is not Verb.ANSWERED:
        day[USES] += 1
        if past.verb is not Verb.EXPLANATION_OPENED:
            s["used"] = _counted(s.get("used"), KINDS.index(_kind(past)), len(KINDS))


def _modes(s: Mapping[str, Any]) -> list[list[Any]]:
    return list(s.get("modes") or [[0.0, 0.0, 0.0, 0, 0] for _ in MODES])


def _gained(mode: list[Any], kc: int, at: float, gain: float) -> list[Any]:
    """Note how an answer differs from what is usual, if it follows on content of its topic in this mode."""
    uses, weight, total, about, when = mode
    if not when or about != kc:
        return mode
    if at - when <= GAIN_WITHIN:
        weight, total = round(weight * 0.95 + 1.0, 5), round(total * 0.95 + gain, 5)
    return [uses, weight, total, 0, 0]


def _other(s: dict[str, Any], past: PastEvent, day: list[Any]) -> None:
    verb = past.verb
    if verb in (Verb.FORUM_POSTED, Verb.FORUM_REPLIED):
        day[POSTS] += 1
        day[HELPED] += verb is Verb.FORUM_REPLIED
    elif verb in (Verb.QUIZ_STARTED, Verb.QUIZ_COMPLETED):
        begun, ended = s.get("quiz") or (0, 0)
        s["quiz"] = [begun + (verb is Verb.QUIZ_STARTED), ended + (verb is Verb.QUIZ_COMPLETED)]
    elif verb in (Verb.RECOMMENDATION_OPENED, Verb.RECOMMENDATION_DISMISSED):
        opened = verb is Verb.RECOMMENDATION_OPENED
        if past.kind in KINDS:
            name = "opened" if opened else "refused"
            s[name] = _counted(s.get(name), KINDS.index(past.kind), len(KINDS))
        if past.difficulty is not None and past.kind == "practice":
            _harder(s, 2 if opened else 3, past.difficulty)


def _kind(past: PastEvent) -> str:
    return past.kind if past.kind in KINDS else _KIND_OF.get(past.verb, "practice")


def _harder(s: dict[str, Any], which: int, difficulty: float) -> None:
    kept = list(s.get("hard") or (_NO_SUM,) * len(HARD))
    kept[which] = _added(kept[which], difficulty, 0.9)
    s["hard"] = kept


def _film(films: list[Any] | None, film: int, *, ended: bool) -> list[Any]:
    begun, done, begun_number, done_number = films or ([], [], 0, 0)
    if film not in begun and film not in done:
        begun, begun_number = [*begun, film][-_FILMS:], begun_number + 1
    if ended and film not in done:
        begun = [one for one in begun if one != film]
        done, done_number = [*done, film][-_FILMS:], done_number + 1
    return [begun, done, begun_number, done_number]


def _added(kept: Any, value: float, decay: float) -> list[float]:
    """Return the decayed number and sum with one more value."""
    number, total = kept or _NO_SUM
    return [round(number * decay + 1.0, 5), round(total * decay + value, 5)]


def _counted(kept: list[float] | None, which: int, size: int) -> list[float]:
    """Return decayed counts with one more of one kind."""
    return [round(old * _SLOW + (place == which), 4) for place, old in enumerate(kept or (0.0,) * size)]
