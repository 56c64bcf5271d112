"""Topics as the pages show them: where a student stands with each, and what the teacher has ruled about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from learnapp.engine import path
from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.mastery import THRESHOLDS, Band
from learnapp.engine.rules import AGAIN_RIGHT, NO_RULES, Rule, RuleKind, Rules
from learnapp.services import current


@dataclass(frozen=True)
class RuleView:
    """What a teacher has ruled about a topic.

    Attributes:
        kind: pin, leave_out, before (this topic comes first), after (this one comes later), deadline, known or again.
        who: The teacher.
        words: Their reason.
        other: Of before and after: the other topic.
        due: Of deadline: an ISO moment.
        right: Of again: right answers since, of those that are asked for; `of` is 0 when it is done.
    """

    kind: str = "pin"
    who: str = ""
    words: str = ""
    other: str = ""
    due: str = ""
    right: int = 0
    of: int = 0


@dataclass(frozen=True)
class KcView:
    """One KC: where the student stands, and where it is drawn. Percentages 0 to 100; `enough` False: say so.

    Attributes:
        standard_text: What its standard asks for, in the reader's language; only where it is shown.
        weaker: The band is still "mastered", but the number alone would not be.
        inferred: What a placement test has inferred and nobody has shown yet: known, maybe or not_yet; "": nothing.
        status: As measured, or as a teacher has ruled; the band is always as measured.
        ruled: What teachers have ruled about it.
    """

    kc_id: str = ""
    name: str = ""
    description: str = ""
    standard: str = ""
    standard_text: str = ""
    status: str = "ready"
    band: str = "unknown"
    enough: bool = False
    value: int = 0
    low: int = 0
    high: int = 0
    answers: int = 0
    right: int = 0
    hints: int = 0
    layer: int = 0
    order: int = 0
    needs: list[str] = field(default_factory=list)
    needs_ids: list[str] = field(default_factory=list)
    opens: list[str] = field(default_factory=list)
    start_id: str = ""
    weaker: bool = False
    inferred: str = ""
    ruled: list[RuleView] = field(default_factory=list)


def percent(p: float) -> int:
    """Return a probability in whole per cent; never 0 or 100, for an estimate is never certain."""
    return min(99, max(1, round(p * 100)))


def inferred(state: KCState | None) -> str:
    """Return what a placement test has inferred about a KC that nobody was asked about since; "": nothing."""
    if state is None or not path.is_inferred(state):
        return ""
    return "known" if path.is_met(state) else "maybe" if state.p_mastered >= THRESHOLDS.fading_at else "not_yet"


def weaker(band: str, p: float) -> bool:
    """Return whether an earned mastery still stands although the estimate alone has fallen below its threshold."""
    return band == Band.MASTERED.value and percent(p) < round(THRESHOLDS.mastered_at * 100)


def topic_views(
    snapshot: CourseSnapshot,
    states: Mapping[UUID, KCState],
    withdrawn: Collection[UUID],
    rules: Rules = NO_RULES,
    names: Mapping[UUID, str] | None = None,
) -> list[KcView]:
    """Return every KC of a course in path order, as who has these states sees it.

    Args:
        snapshot: The course.
        states: Where the student stands.
        withdrawn: Content that the class does not get.
        rules: What teachers have ruled.
        names: Person -> name, of those who ruled.
    """
    now = current().clock.now()
    statuses = path.kc_status(snapshot, states, now, rules)
    places, opened = path.layout(snapshot), path.dependents(snapshot)
    views = []
    for kc_id, status in statuses.items():
        kc, state = snapshot.kcs[kc_id], states.get(kc_id)
        place = places[kc_id]
        contents = [one for one in snapshot.by_kc.get(kc_id, ()) if one not in withdrawn]
        views.append(
            KcView(
                kc_id=str(kc_id),
                name=kc.name,
                description=kc.description,
                standard=kc.standard or "",
                status=status.status.value,
                band=status.band.value,
                enough=status.band is not Band.UNKNOWN,
                value=percent(state.p_mastered if state else 0.0),
                low=percent(state.low if state else 0.0),
                high=percent(state.high if state else 1.0),
                answers=state.attempts if state else 0,
                right=state.correct if state else 0,
                hints=state.hints if state else 0,
                layer=place.layer,
                order=place.order,
                needs=[snapshot.kcs[k].name for k in status.blocking],
                needs_ids=[str(k) for k in snapshot.prerequisites.get(kc_id, ()) if k in snapshot.kcs],
                opens=[snapshot.kcs[k].name for k in opened.get(kc_id, ())],
                start_id=str(contents[0]) if contents else "",
                weaker=weaker(status.band.value, state.p_mastered if state else 0.0),
                inferred=inferred(state),
                ruled=[
                    rule_view(one, kc_id, state, snapshot, rules, names or {}) for one in rules.by_topic.get(kc_id, ())
                ],
            )
        )
    return views


def rule_view(
    one: Rule, kc_id: UUID, state: KCState | None, snapshot: CourseSnapshot, rules: Rules, names: Mapping[UUID, str]
) -> RuleView:
    """Return a rule as it is shown with one of its topics."""
    kind, other = one.kind.value, ""
    if one.kind is RuleKind.BEFORE and one.later_id is not None:
        kind, other_id = ("before", one.later_id) if kc_id == one.kc_id else ("after", one.kc_id)
        other = snapshot.kcs[other_id].name if other_id in snapshot.kcs else ""
    asked = one.kind is RuleKind.AGAIN and rules.asks_again(state)
    return RuleView(
        kind=kind,
        who=names.get(one.made_by, ""),
        words=one.words,
        other=other,
        due=one.due_at.isoformat() if one.due_at is not None else "",
        right=rules.right_since(state) if asked and state is not None else 0,
        of=AGAIN_RIGHT if asked else 0,
    )
