"""Where a learner stands within one item: `item_progress.state` after an event."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from learnapp.agents.ports import Ruling
from learnapp.engine.event import Grade, LearningEvent, Verb
from learnapp.engine.kc import Content, Hint, Step
from learnapp.engine.viewing import joined, parts_of, played, spent, stretch_of, visit_of
from learnapp.engine.watching import merged, share

# A solved step that is opened again after this long is a review and counts afresh; before, it is the same visit.
SAME_VISIT = timedelta(hours=12)
_READ_ENOUGH = 0.9


def step_state(progress: dict[str, Any] | None, step_id: str) -> dict[str, Any]:
    """Return a copy of one step's state, empty when it was never touched."""
    found = ((progress or {}).get("steps") or {}).get(step_id) or {}
    return {"attempts": 0, "solved": False, "hints_shown": 0, "gave_up": False, "last": "", "correct": None, **found}


def begins_anew(state: dict[str, Any], now: datetime) -> bool:
    """Return whether the next answer to this step is a first attempt: untouched, or solved in an earlier visit."""
    if not state["attempts"]:
        return True
    if not state["solved"]:
        return False
    try:
        return now - datetime.fromisoformat(state["at"]) >= SAME_VISIT
    except (KeyError, TypeError, ValueError):
        return False


def variant_now(progress: dict[str, Any] | None, content: Content) -> int:
    """Return which task of a template is open: the next one as soon as the last is solved or given up."""
    last = int((progress or {}).get("variant", 0))
    states = [step_state(progress, step.step_id) for step in content.steps]
    return last + 1 if states and all(state["solved"] or state["gave_up"] for state in states) else last


def at_variant(progress: dict[str, Any] | None, variant: int | None) -> dict[str, Any] | None:
    """Return where the learner stands in one task of a template: nowhere yet, when it is another than the last."""
    if variant is None or progress is None or variant == int(progress.get("variant", 0)):
        return progress
    drafts = progress.get("draft")
    mine = {key: text for key, text in (drafts if isinstance(drafts, dict) else {}).items() if _is_of(key, variant)}
    return {"variant": variant, "steps": {}, "done": False, **({"draft": mine} if mine else {})}


def _is_of(key: str, variant: int) -> bool:
    return key.endswith(f"#{variant}")


def draft_key(step_id: str, variant: int | None) -> str:
    """Return under which name a draft is kept: each task of a template has its own."""
    return step_id if variant is None else f"{step_id}#{variant}"


def after_event(
    progress: dict[str, Any] | None,
    event: LearningEvent,
    ruling: Ruling,
    grade: Grade | None,
    now: datetime,
) -> dict[str, Any] | None:
    """Return the item's state after an event, or None when the event changes none.

    Args:
        progress: The state before, at the ruling's variant.
        event: What happened.
        ruling: What it is about.
        grade: How the answer was judged, if it was one.
        now: Server time.
    """
    content = ruling.content
    if content is None:
        return None
    state: dict[str, Any] = {**(progress or {}), "steps": dict((progress or {}).get("steps") or {})}
    state.setdefault("done", False)
    if ruling.variant is not None:
        state["variant"] = ruling.variant
    if event.verb is Verb.ANSWERED and ruling.step is not None:
        _answered(state, event, (ruling, content, ruling.step), grade, now)
    elif event.verb is Verb.HINT_REQUESTED and ruling.step is not None and ruling.hint is not None:
        _hinted(state, event, ruling.step, ruling.hint, now)
    elif event.verb is Verb.ANSWERED:
        state["done"] = bool(state["done"] or (grade and grade.correct))
    elif event.verb is Verb.VIDEO_COMPLETED:
        state["done"] = True
    elif event.verb is Verb.READ:
        state["done"] = bool(state["done"] or event.result.progress is None or event.result.progress >= _READ_ENOUGH)
    elif event.verb is Verb.SIMULATION_INTERACTED:
        # One with tasks is done when they are solved; what a browser says of it decides only where nothing is graded.
        state["done"] = bool(state["done"] or (not content.steps and (event.result.progress or 0.0) >= 1.0))
        told = event.result.state or {}
        state["simulation"] = told if content.material.package is None else _claims(state.get("simulation"), told)
    elif event.verb is not Verb.VIDEO_PROGRESSED:
        return None
    if event.verb is Verb.VIDEO_PROGRESSED and content.material.film is not None:
        _watched(state, event, content.material.film.seconds)
        return state
    if event.result.position_s is not None:
        state["position_s"] = event.result.position_s
    if event.result.progress is not None:
        state["progress"] = max(event.result.progress, float(state.get("progress") or 0.0))
    return state


def _answered(
    state: dict[str, Any], event: LearningEvent, about: tuple[Ruling, Content, Step], grade: Grade | None, now: datetime
) -> None:
    ruling, content, asked = about
    step = step_state(state, asked.step_id)
    correct = grade.correct if grade else None
    said = ruling.text if ruling.text is not None else event.result.response
    last = said if isinstance(said, str) else " | ".join(said or ())
    if ruling.hint is not None:
        scaffolds = dict(step.get("scaffolds") or {})
        before = scaffolds.get(ruling.hint.hint_id) or {"attempts": 0, "solved": False}
        scaffolds[ruling.hint.hint_id] = {
            "attempts": before["attempts"] + 1,
            "solved": bool(before["solved"] or correct),
            "last": last,
            "correct": correct,
        }
        step["scaffolds"] = scaffolds
        step["hints_shown"] = max(step["hints_shown"], (event.result.hint_index or 0) + 1)
    else:
        if begins_anew(step, now) and step["attempts"]:
            step.update(attempts=0, solved=False, hints_shown=0, gave_up=False)
        if correct is not None:
            step["attempts"] += 1
            step["solved"] = bool(step["solved"] or correct)
        step.update(last=last, correct=correct, at=now.isoformat())
    state["steps"][asked.step_id] = step
    state["done"] = _all_solved(state, content)


def _hinted(state: dict[str, Any], event: LearningEvent, asked: Step, hint: Hint, now: datetime) -> None:
    step = step_state(state, asked.step_id)
    step["hints_shown"] = max(step["hints_shown"], (event.result.hint_index or 0) + 1)
    if hint.kind == "bottom_out":
        step["gave_up"] = not step["solved"]
    step.setdefault("at", now.isoformat())
    state["steps"][asked.step_id] = step


def _claims(before: dict[str, Any] | None, told: dict[str, Any]) -> dict[str, Any]:
    """Return what a program claims of the whole: a score stays until another one is told, and none of a part counts."""
    kept = {name: value for name, value in (before or {}).items() if name.startswith("claimed_")}
    return kept if "part" in told else {**kept, **told}


def _watched(state: dict[str, Any], event: LearningEvent, seconds: float) -> None:
    """Add a watched part; the share is counted here from the parts, whatever the player says of it."""
    said = event.result.state or {}
    start, end = said.get("from"), said.get("to")
    parts = state.get("parts") or []
    if (told := stretch_of(said)) is not None:
        # What was watched before players told of visits has no order of time: it stands first, as it was kept.
        state["segments"] = played(state.get("segments") or parts, told, seconds)
        at = event.occurred_at.timestamp()
        state["visits"], _ = visit_of(state.get("visits") or [], told, event.event_id.hex, at)
        state["spent_s"] = round(float(state.get("spent_s") or 0.0) + spent(told), 2)
    if isinstance(start, float) and isinstance(end, float):
        parts = merged(parts, start, end, seconds)
    elif found := parts_of(said.get("segments")):
        # A tool that plays the film elsewhere tells of all that it has played (video profile, 2.5.4.5).
        parts = joined([*parts, *((low, min(high, seconds)) for low, high in found)])
    state["parts"] = [[round(low, 1), round(high, 1)] for low, high in parts]
    state["progress"] = round(share(parts, seconds), 4)
    if event.result.position_s is not None:
        state["position_s"] = event.result.position_s


def _all_solved(state: dict[str, Any], content: Content) -> bool:
    return bool(content.steps) and all((state["steps"].get(step.step_id) or {}).get("solved") for step in content.steps)
