"""A test as its student sees it while they take it: the question, the clock, what is open. No key, no grade."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from learnapp.agents.progress import draft_key
from learnapp.engine.time_limit import TimeLeft
from learnapp.services.assessment_views import PlaceView, SittingView
from learnapp.services.attempt_reading import Sat
from learnapp.services.practice import shown
from learnapp.services.practice_views import ContentView
from learnapp.storage.repositories.attempts import ServedItem

BETWEEN = " | "


def sitting_view(found: Sat, left: TimeLeft, number: int) -> SittingView:
    """Return an attempt with one of its questions.

    Args:
        found: The attempt.
        left: How its clock stands.
        number: The question that is asked for, where one may choose; 0: the first one that is open.
    """
    row, made = found.row, found.made
    counted = [one for one in found.items if found.counts(one)]
    state = "over" if row.submitted_at is not None or left.over else "paused" if left.on_break else "running"
    one = _here(found, counted, number)
    back = made.kind == "fixed"
    return SittingView(
        attempt_id=str(row.attempt_id),
        title=made.title,
        kind=made.kind,
        state=state,
        number=one.place if one else 0,
        count=len(counted),
        places=[PlaceView(each.place, "answered" if found.answered(each) else "open", each.flagged) for each in counted]
        if back
        else [],
        content=_content(found, one) if one is not None and state == "running" else ContentView(),
        left_s=-1 if left.left is None else max(0, round(left.left.total_seconds())),
        breaks=left.breaks_left,
        break_minutes=row.break_minutes,
        break_left_s=0 if left.break_left is None else ceil(left.break_left.total_seconds()),
        goes_back=back,
        flagged=bool(one and one.flagged),
        open_numbers=[each.place for each in counted if not found.answered(each)],
        last=bool(one and counted and one.place == counted[-1].place),
        gone=len(found.items) - len(counted),
    )


def _here(found: Sat, counted: list[ServedItem], number: int) -> ServedItem | None:
    """Return the question that is shown: the one asked for, where one can go back; else the first that is open."""
    if found.made.kind == "fixed":
        asked = next((one for one in counted if one.place == number), None)
        waiting = next((one for one in counted if not found.answered(one)), None)
        return asked or waiting or (counted[-1] if counted else None)
    return next((one for one in counted if not one.closed), None)


def _content(found: Sat, one: ServedItem) -> ContentView:
    """Return a question with what was answered, or half made since, as its draft; hints are closed."""
    task = found.tasks[one.place]
    drafts = {
        draft_key(answer.step_id, one.variant): answer.response
        if isinstance(answer.response, str)
        else BETWEEN.join(answer.response)
        for (place, _), answer in found.answers.items()
        if place == one.place
    } | {draft_key(step, one.variant): said for step, said in one.drafts.items()}
    view = shown(
        found.snapshot, task, found.made.section_id, found.snapshot.tenant_id, one.variant, None, {"draft": drafts}
    )
    # The title of a question, its topic and its source may say what is asked for; the test has a title of its own.
    return replace(view, steps=[replace(step, hints_total=0) for step in view.steps], kcs=[], explanations=[])
