"""The intervention agent: what may help a student who struggles, whether a person decides first, and who is held back.

It decides; services carry it out. Help goes out by itself only where the evidence is sure enough
(`THRESHOLDS.intervention_confidence`) and the help is one that a page can give; whatever needs a person, or is less
sure, waits for the teacher. As long as nobody knows whether a kind of help does any good, a part of what would have
gone out is held back by chance, so that it can be found out; never what a teacher sends.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.mastery import THRESHOLDS

BY_PAGE = ("hint", "explanation", "prerequisite", "easier", "peer")
"""Kinds of help that a page gives."""
BY_PEOPLE = ("teacher", "home")
HELPS = (*BY_PAGE, *BY_PEOPLE)
TRIGGERS = (
    "wheel_spinning", "prerequisite_gap", "gaming", "hint_abuse", "sudden_drop", "inactive", "at_risk", "teacher",
)  # fmt: skip
"""What can have been noticed; `teacher`: a teacher sends it without anything that was noticed."""
ORDER: dict[str, tuple[str, ...]] = {
    "wheel_spinning": ("hint", "prerequisite", "explanation", "easier", "peer", "teacher"),
    "prerequisite_gap": ("prerequisite", "explanation", "teacher"),
    "gaming": ("easier", "explanation", "teacher"),
    "hint_abuse": ("explanation", "easier", "peer", "teacher"),
    "sudden_drop": ("prerequisite", "easier", "explanation", "teacher"),
    "inactive": ("easier", "teacher", "home"),
    "at_risk": ("teacher", "home"),
    "teacher": HELPS,
}
"""What is tried first, next, and so on."""
HELD_SHARE, HELD_SHARE_PROVEN = 0.20, 0.05
"""Share that is held back while nobody knows whether a kind of help does any good, and once it is known to."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is done about one thing that was noticed.

    Attributes:
        help: One of `HELPS`.
        content_id: Where it leads; None for what leads nowhere in the course.
        state: `waiting` for a person, `due` to go out, or `held` back.
        drawn: `sent` or `held` where chance has decided, else "".
    """

    help: str
    content_id: UUID | None
    state: str
    drawn: str


def choose(
    trigger: str,
    confidence: float,
    ways: Mapping[str, UUID | None],
    used: Collection[str],
    retired: Collection[str],
    proven: Collection[str],
    lot: bytes,
) -> Choice:
    """Return what is done.

    Args:
        trigger: One of `TRIGGERS`.
        confidence: How sure it is, 0 to 1.
        ways: Kind of help -> where it leads, of those that there are for this student.
        used: Kinds that were offered for this lately, or that the student wants no more for now.
        retired: Kinds that have been found not to help.
        proven: Kinds that have been found to help.
        lot: What chance goes by: the same bytes always give the same part.
    """
    order = ORDER[trigger]
    fresh = (one for one in order if one in ways and one not in used and one not in retired)
    chosen = next(fresh, "teacher")
    content = ways.get(chosen)
    if chosen in BY_PEOPLE or confidence < THRESHOLDS.intervention_confidence:
        return Choice(chosen, content, "waiting", "")
    share = HELD_SHARE_PROVEN if chosen in proven else HELD_SHARE
    if drawn_out(lot, share):
        return Choice(chosen, content, "held", "held")
    return Choice(chosen, content, "due", "sent")


def drawn_out(lot: bytes, share: float) -> bool:
    """Return whether chance holds this one back."""
    return int.from_bytes(blake2b(lot, digest_size=8).digest()) < int(share * 2.0**64)


def ways_of(
    snapshot: CourseSnapshot,
    kc: UUID | None,
    *,
    last: UUID | None,
    tried: Collection[UUID],
    known: Collection[UUID],
    away: Collection[UUID],
    gap: bool = False,
    hinted: bool = True,
    explanations: bool = True,
    talks: bool = True,
    home: bool,
) -> dict[str, UUID | None]:
    """Return which kinds of help there are for a student, and where they lead.

    Args:
        snapshot: The course with the prerequisites that hold in the class.
        kc: The topic; with `gap` the prerequisite that is missing.
        last: What the student was at last.
        tried: What they have tried lately: the same again is no help.
        known: Topics that they have mastered.
        away: What the class does not offer now.
        gap: Whether the topic itself is what has to be reviewed.
        hinted: Whether the student has asked for hints already.
        explanations: Whether the class is offered other explanations.
        talks: Whether the student takes part in the discussion of the class.
        home: Whether there is somebody at home who is told: a message to nobody is no help.
    """
    ways: dict[str, UUID | None] = {"teacher": None}
    if home:
        ways["home"] = None
    if talks:
        ways["peer"] = None
    if kc is None or kc not in snapshot.kcs:
        return ways

    def first(topic: UUID, *, easy: bool) -> UUID | None:
        shelf = snapshot.shelves.get(topic)
        if shelf is None:
            return None
        rows = shelf.practice if easy else (*shelf.others, *shelf.practice)
        fit = [one for _, one in rows if _fits(one, away)]
        return next((one.content_id for one in fit if one.content_id not in tried), None)

    if gap:
        ways["prerequisite"] = first(kc, easy=False)
    else:
        needed = [one for one in snapshot.prerequisites.get(kc, ()) if one not in known]
        ways["prerequisite"] = next((found for one in needed if (found := first(one, easy=False))), None)
    if explanations:
        ways["explanation"] = _explained(snapshot, kc, last, away)
    ways["easier"] = first(kc, easy=True)
    if not hinted and last in snapshot.content and any(step.hints for step in snapshot.content[last].steps):
        ways["hint"] = last
    return {name: way for name, way in ways.items() if way is not None or name in ("teacher", "home", "peer")}


def _fits(one: Content, away: Collection[UUID]) -> bool:
    return one.content_id not in away and one.min_age is None and one.quality >= THRESHOLDS.quality


def _explained(snapshot: CourseSnapshot, kc: UUID, last: UUID | None, away: Collection[UUID]) -> UUID | None:
    """Return where the topic is explained in another way: where the student is, else another page of the topic."""
    ids = [one for one in snapshot.by_kc.get(kc, ()) if one in snapshot.content and _fits(snapshot.content[one], away)]
    explained = [one for one in ids if snapshot.content[one].material.explanations]
    if explained:
        return last if last in ids else explained[0]
    shelf = snapshot.shelves.get(kc)
    return next((one.content_id for _, one in shelf.others if _fits(one, away)), None) if shelf else None
