"""Why an item is recommended: a code for the catalogue, its arguments, and the events it rests on.

Codes in reasons.ftl and their arguments ({kc}, {after}, {for} and {opens} are names of KCs):

    reason-missed-recently    {missed} {of} {kc} {opens}   missed of the last answers; `opens` may be empty
    reason-prerequisite-gap   {kc} {for}                   practising {for} goes wrong, {kc} comes before it
    reason-review-due         {kc} {days}                  mastered, last practised `days` days ago, fading now
    reason-almost-mastered    {kc} {percent}               a little more and it is mastered
    reason-keep-going         {kc} {right} {of}            in progress, right answers of the last ones
    reason-next-in-path       {kc} {after}                 {after} is mastered, this is what it opened
    reason-read-first         {kc}                         a reading or video before the practice
    reason-make-sure          {kc}                         mastered, and a few more show whether it holds
    reason-challenge          {kc}                         mastered; here is a harder one
    reason-start-here         {kc}                         nothing is known yet; the path begins here
    reason-explore            {kc}                         chosen by chance among suitable items
    reason-by-chance          {kc}                         an experiment's control: chance alone has chosen it
    reason-assigned           {when} {weekday} {day} {month}  the teacher assigned it; `when` is none, weekday, date,
                                                           late-weekday or late-date; 1 is Monday and January

Every reason carries at least one event: answers kept in the KC state, or the event that is being answered. Only what
was assigned rests on no event of the student.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from learnapp.engine.event import Evidence, Verb
from learnapp.engine.kc import ContentKind, CourseSnapshot, KCState, LearnerState, Outcome
from learnapp.engine.mastery import Band, band_of
from learnapp.engine.path import is_met
from learnapp.engine.selector import Candidate
from learnapp.engine.targets import Purpose

CODES = (
    "reason-missed-recently", "reason-prerequisite-gap", "reason-review-due", "reason-almost-mastered",
    "reason-keep-going", "reason-next-in-path", "reason-read-first", "reason-challenge", "reason-start-here",
    "reason-explore", "reason-by-chance", "reason-assigned", "reason-make-sure",
)  # fmt: skip
_LAST = 3
_MAX_EVIDENCE = 4
_WEEK = 7


class ReasonDraft(NamedTuple):
    """A reason before it is put into words."""

    code: str
    args: dict[str, str | int | float]
    evidence: list[Evidence]


def _evidence(snapshot: CourseSnapshot, outcomes: Sequence[Outcome]) -> list[Evidence]:
    rows = []
    for outcome in outcomes[-_MAX_EVIDENCE:]:
        content = snapshot.content.get(outcome.content_id)
        rows.append(
            Evidence(
                event_id=outcome.event_id,
                verb=Verb.ANSWERED,
                occurred_at=outcome.at,
                correct=outcome.correct,
                title=content.title if content else "",
            )
        )
    return rows


def _name(snapshot: CourseSnapshot, kc_id: UUID | None) -> str:
    kc = snapshot.kcs.get(kc_id) if kc_id is not None else None
    return kc.name if kc else ""


def _mastered_before(snapshot: CourseSnapshot, learner: LearnerState, kc_id: UUID) -> KCState | None:
    """Return the prerequisite that was practised last among the mastered ones."""
    met = [learner.kcs[k] for k in snapshot.prerequisites.get(kc_id, ()) if k in learner.kcs and is_met(learner.kcs[k])]
    return max(
        (s for s in met if s.last_at is not None and s.recent), key=lambda s: s.last_at or s.recent[-1].at, default=None
    )


def reasons_for(
    candidate: Candidate,
    learner: LearnerState,
    snapshot: CourseSnapshot,
    now: datetime,
    trigger: Evidence | None = None,
    *,
    explored: bool = False,
) -> list[ReasonDraft]:
    """Return one or two reasons for a candidate, the strongest first.

    Args:
        candidate: The item, with the KC and purpose it was chosen for.
        learner: The student after the event.
        snapshot: Names of KCs and items.
        now: Server time.
        trigger: The event that is being answered; evidence where the KC has none of its own. Without it and without
            any answer the evidence is empty.
        explored: Whether chance chose it.
    """
    kc_id = candidate.kc_id
    state = learner.kcs.get(kc_id)
    kc = _name(snapshot, kc_id)
    fallback = [trigger] if trigger is not None else _latest(snapshot, learner)
    last = state.recent[-_LAST:] if state is not None else []
    own = _evidence(snapshot, last) or fallback
    drafts: list[ReasonDraft] = []

    def add(code: str, args: dict[str, str | int | float], evidence: list[Evidence]) -> None:
        drafts.append(ReasonDraft(code, args, evidence))

    missed = [o for o in last if not o.correct]
    if candidate.purpose is Purpose.REMEDIATE and candidate.opens is not None:
        wrong = [
            o for o in (learner.kcs[candidate.opens].recent if candidate.opens in learner.kcs else []) if not o.correct
        ]
        args: dict[str, str | int | float] = {"kc": kc, "for": _name(snapshot, candidate.opens)}
        add("reason-prerequisite-gap", args, _evidence(snapshot, wrong[-_LAST:]) or own)
    elif candidate.purpose is Purpose.REVIEW:
        days = max((now - state.last_at).days, 0) if state is not None and state.last_at is not None else 0
        if len(missed) >= 2:
            add("reason-missed-recently", _missed_args(len(missed), len(last), kc, ""), _evidence(snapshot, missed))
        else:
            add("reason-review-due", {"kc": kc, "days": days}, own)
    elif candidate.purpose is Purpose.CHALLENGE:
        add("reason-challenge", {"kc": kc}, own)
    elif state is not None and last:
        opens = _name(snapshot, candidate.opens)
        right = len(last) - len(missed)
        if missed and (len(missed) >= 2 or not last[-1].correct):
            add("reason-missed-recently", _missed_args(len(missed), len(last), kc, opens), _evidence(snapshot, missed))
        elif band_of(state, now) is Band.ALMOST:
            add("reason-almost-mastered", {"kc": kc, "percent": round(100 * state.p_mastered)}, own)
        elif state.mastered_at is not None:
            add("reason-make-sure", {"kc": kc}, own)
        else:
            add("reason-keep-going", {"kc": kc, "right": right, "of": len(last)}, own)
    else:
        before = _mastered_before(snapshot, learner, kc_id)
        if before is not None:
            args = {"kc": kc, "after": _name(snapshot, before.kc_id)}
            add("reason-next-in-path", args, _evidence(snapshot, before.recent[-2:]))
        else:
            add("reason-start-here", {"kc": kc}, fallback)
    if candidate.content.kind is not ContentKind.PRACTICE:
        add("reason-read-first", {"kc": kc}, own)
    if explored:
        add("reason-explore", {"kc": kc}, own)
    return drafts[:2] if not explored else [drafts[-1], drafts[0]]


def by_chance(candidate: Candidate, snapshot: CourseSnapshot, trigger: Evidence) -> ReasonDraft:
    """Return the reason of what chance alone has chosen; it claims nothing of the student.

    Args:
        candidate: The item.
        snapshot: Names of KCs.
        trigger: The event that is being answered.
    """
    return ReasonDraft("reason-by-chance", {"kc": _name(snapshot, candidate.kc_id)}, [trigger])


def assigned(due: date | None, today: date) -> ReasonDraft:
    """Return the reason of something that the teacher has assigned.

    Args:
        due: The day until which it is to be done, None for no day.
        today: Today, both where the learner lives. Only days are named, for the sentence may be read tomorrow.
    """
    if due is None:
        return ReasonDraft("reason-assigned", {"when": "none", "weekday": 0, "day": 0, "month": 0}, [])
    when = ("late-" if due < today else "") + ("weekday" if abs((due - today).days) < _WEEK else "date")
    args: dict[str, str | int | float] = {"when": when, "weekday": due.isoweekday(), "day": due.day, "month": due.month}
    return ReasonDraft("reason-assigned", args, [])


def _missed_args(missed: int, of: int, kc: str, opens: str) -> dict[str, str | int | float]:
    return {"missed": missed, "of": of, "kc": kc, "opens": opens}


def _latest(snapshot: CourseSnapshot, learner: LearnerState) -> list[Evidence]:
    """Return the student's latest answer in the course, for when no event is being answered."""
    latest = max((s.recent[-1] for s in learner.kcs.values() if s.recent), key=lambda o: o.at, default=None)
    return _evidence(snapshot, [latest]) if latest is not None else []
