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
    reason-placement          {kc}                         a placement test says that the student can begin here
    reason-explore            {kc}                         chosen by chance among suitable items
    reason-by-chance          {kc}                         an experiment's control: chance alone has chosen it
    reason-assigned           {when} {weekday} {day} {month}  the teacher assigned it; `when` is none, weekday, date,
                                                           late-weekday or late-date; 1 is Monday and January
    reason-put-first          {who} {kc} {words}           the teacher put the topic first; `who` may be empty, as below
    reason-before-first       {who} {kc} {for} {words}     the teacher put {for} first, and {kc} comes before it
    reason-topic-due          {who} {kc} {words} {when} {weekday} {day} {month}  the topic has a day, as in assigned
    reason-work-again         {who} {kc} {words}           the teacher asks for the topic once more
    reason-request            {request} {kc} {more}        on the way to what the student has asked for; `more` counts
                                                           further topics that were asked for
    reason-request-gap        {request} {kc} {for}         the same, and its lack explains errors on {for}

Every reason carries at least one event: answers kept in the KC state, or the event that is being answered. Only what
a teacher has assigned or ruled, or the student has asked for, rests on no event of the student.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from learnapp.engine.event import Evidence, Verb
from learnapp.engine.kc import ContentKind, CourseSnapshot, KCState, LearnerState, Outcome
from learnapp.engine.mastery import Band, band_of
from learnapp.engine.path import is_inferred, is_met
from learnapp.engine.request import Request, Route
from learnapp.engine.selector import Candidate
from learnapp.engine.targets import Purpose

CODES = (
    "reason-missed-recently", "reason-prerequisite-gap", "reason-review-due", "reason-almost-mastered",
    "reason-keep-going", "reason-next-in-path", "reason-read-first", "reason-challenge", "reason-start-here",
    "reason-explore", "reason-by-chance", "reason-assigned", "reason-placement", "reason-put-first",
    "reason-before-first", "reason-topic-due", "reason-work-again", "reason-request", "reason-request-gap",
    "reason-make-sure",
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
        before, needs = _mastered_before(snapshot, learner, kc_id), snapshot.prerequisites.get(kc_id, ())
        if before is not None:
            args = {"kc": kc, "after": _name(snapshot, before.kc_id)}
            add("reason-next-in-path", args, _evidence(snapshot, before.recent[-2:]))
        else:
            inferred = is_inferred(state) or any(is_inferred(learner.kcs.get(k)) for k in needs)
            add("reason-placement" if inferred else "reason-start-here", {"kc": kc}, fallback)
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


def on_the_way(
    drafts: Sequence[ReasonDraft],
    candidate: Candidate,
    learner: LearnerState,
    snapshot: CourseSnapshot,
    request: Request,
    route: Route,
) -> list[ReasonDraft]:
    """Return the reasons of a candidate with what it is for, where it is on the way to what the student asked for.

    Args:
        drafts: From `reasons_for`.
        candidate: The item.
        learner: The student after the event.
        snapshot: Names of KCs.
        request: What was asked for.
        route: The way there.
    """
    if candidate.kc_id not in route.path.nodes:
        return list(drafts)
    args: dict[str, str | int | float] = {
        "request": request.title or _name(snapshot, request.targets[0]), "kc": _name(snapshot, candidate.kc_id)
    }  # fmt: skip
    if candidate.kc_id == route.gap and route.gap_for is not None:
        args["for"] = _name(snapshot, route.gap_for)
        rest = [draft for draft in drafts if draft.code != "reason-prerequisite-gap"]
        failing = learner.kcs.get(route.gap_for)
        wrong = [o for o in failing.recent if not o.correct] if failing is not None else []
        return [ReasonDraft("reason-request-gap", args, _evidence(snapshot, wrong[-_LAST:])), *rest][:2]
    args["more"] = 0 if request.title else len(request.targets) - 1
    return [ReasonDraft("reason-request", args, []), *drafts][:2]


def assigned(due: date | None, today: date) -> ReasonDraft:
    """Return the reason of something that the teacher has assigned.

    Args:
        due: The day until which it is to be done, None for no day.
        today: Today, both where the learner lives. Only days are named, for the sentence may be read tomorrow.
    """
    return ReasonDraft("reason-assigned", _day(due, today), [])


def _day(due: date | None, today: date) -> dict[str, str | int | float]:
    """Return a day as sentences take it."""
    if due is None:
        return {"when": "none", "weekday": 0, "day": 0, "month": 0}
    when = ("late-" if due < today else "") + ("weekday" if abs((due - today).days) < _WEEK else "date")
    return {"when": when, "weekday": due.isoweekday(), "day": due.day, "month": due.month}


def ruled(
    code: str, kc: str, words: str, *, who: str = "", wanted: str = "", due: date | None = None, today: date
) -> ReasonDraft:
    """Return the reason of something that a rule of the teacher brings.

    Args:
        code: One of `reason-put-first`, `reason-before-first`, `reason-topic-due`, `reason-work-again`.
        kc: The topic that the recommendation is about.
        words: The teacher's own.
        who: The teacher's name where it is known, "" otherwise.
        wanted: The topic that was put first, where `kc` only comes before it.
        due: The day of a deadline.
        today: Today, where the learner lives.
    """
    args: dict[str, str | int | float] = {"who": who or "none", "kc": kc, "words": words}
    if code == "reason-before-first":
        args["for"] = wanted
    if code == "reason-topic-due":
        args |= _day(due, today)
    return ReasonDraft(code, args, [])


def _missed_args(missed: int, of: int, kc: str, opens: str) -> dict[str, str | int | float]:
    return {"missed": missed, "of": of, "kc": kc, "opens": opens}


def _latest(snapshot: CourseSnapshot, learner: LearnerState) -> list[Evidence]:
    """Return the student's latest answer in the course, for when no event is being answered."""
    latest = max((s.recent[-1] for s in learner.kcs.values() if s.recent), key=lambda o: o.at, default=None)
    return _evidence(snapshot, [latest]) if latest is not None else []
