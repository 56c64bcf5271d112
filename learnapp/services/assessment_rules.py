"""How a test is given: its limits and moments, and what of them can still change."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from learnapp.core.errors import InvalidInputError
from learnapp.engine.adaptive_rules import MAX_ITEMS
from learnapp.services import adaptive_tests
from learnapp.services.assessment_views import AssessmentDraft
from learnapp.storage.repositories.assessments import AssessmentRow

SHOWN = ("submitted", "closed", "released")
MOST_TITLE, MOST_MINUTES, MOST_ATTEMPTS = 120, 600, 10
_FARTHEST_DAYS = 366


def clean_title(text: str) -> str:
    """Return a title as it may be stored.

    Raises:
        InvalidInputError: It is empty or too long.
    """
    text = " ".join(text.replace("\x00", "").encode("utf-8", "ignore").decode().split())
    if not text or len(text) > MOST_TITLE:
        raise InvalidInputError(f"Give the test a title of at most {MOST_TITLE} characters.")
    return text


def changed_by(made: AssessmentRow, draft: AssessmentDraft, *, begun: bool) -> AssessmentRow:
    """Return a test as a form changes it; what can no longer change is not looked at in the form.

    Until somebody begins its limits can change also when it is given. How a test chooses its questions stays as it was
    given: how often each of them may come was worked out for that.
    """
    changed = replace(made, title=draft.title, closes_at=draft.closes_at, shown=draft.shown)
    if begun:
        return changed
    changed = replace(
        changed, minutes=draft.minutes, attempts=draft.attempts, opens_at=draft.opens_at, shuffled=draft.shuffled
    )
    cut = draft.cut / 100 if draft.cut else None
    if made.given_at is None:
        return replace(changed, most_items=draft.most_items, target_se=draft.target_se, cut=cut)
    return changed if made.kind in adaptive_tests.KINDS else replace(changed, cut=cut)


def in_form(moment: datetime | None, zone: ZoneInfo, form: str) -> str:
    """Return a moment as a field of a form has it in a time zone, "" for none; `form` is that of `strftime`."""
    return moment.astimezone(zone).strftime(form) if moment is not None else ""


def mark_of(made: AssessmentRow) -> str:
    """Return by which it is seen that a test is given as it was before: the same for the same rules."""
    rules = (
        made.title, made.minutes, made.attempts, made.most_items, made.target_se, made.cut, made.opens_at,
        made.closes_at, made.shuffled, made.shown,
    )  # fmt: skip
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:32]


def check(new: AssessmentRow, made: AssessmentRow, now: datetime) -> None:
    """Refuse a test that makes no sense; `made` is the test before.

    Raises:
        InvalidInputError: It makes none.
    """
    if new.shown not in SHOWN:
        raise InvalidInputError("Choose when results are shown.")
    if not 0 <= new.minutes <= MOST_MINUTES:
        raise InvalidInputError(f"Give a time limit of at most {MOST_MINUTES} minutes, or 0 for none.")
    if not 1 <= new.attempts <= MOST_ATTEMPTS:
        raise InvalidInputError(f"Allow 1 to {MOST_ATTEMPTS} attempts.")
    if new.cut is not None and not 0 <= new.cut <= 1:
        raise InvalidInputError("Give the share from which it is passed in per cent, 0 for none.")
    if new.kind in adaptive_tests.KINDS and not 1 <= new.most_items <= MAX_ITEMS:
        raise InvalidInputError(f"Such a test has 1 to {MAX_ITEMS} questions at most.")
    if new.kind == "adaptive" and new.target_se is None and new.cut == 1:
        raise InvalidInputError("A test that ends at its line needs one below 100 %.")
    if new.target_se is not None and not 0.1 <= new.target_se <= 1.0:
        raise InvalidInputError("How exact it has to be lies between 0.1 and 1.")
    if new.shown == "closed" and new.closes_at is None:
        raise InvalidInputError("Results after the test closes need a day on which it closes.")
    if new.closes_at is not None and new.closes_at != made.closes_at and new.closes_at <= now:
        raise InvalidInputError("The moment at which it closes has passed. Choose a later one.")
    if new.closes_at is not None and (new.closes_at - now).days > _FARTHEST_DAYS:
        raise InvalidInputError("This day is more than a year away. Choose an earlier one.")
    if new.opens_at is not None and new.closes_at is not None and new.opens_at >= new.closes_at:
        raise InvalidInputError("The test would close before it opens. Change one of the two moments.")
