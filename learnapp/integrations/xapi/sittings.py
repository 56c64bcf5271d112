"""An attempt at a test of a class in the words of cmi5 (Quartz, AICC/CMI-5_Spec_Current): an assignable unit's session.

The test is the assignable unit, an attempt at it is a session and a registration of its own, so that each has one end
and one outcome. Said is what is so: begun, completed, passed or failed where the test has a mark to pass at and its
results may be seen, terminated. Nothing is said of launches and of what lets somebody move on, for there is none of
either. Numbers of sections are those of cmi5; decision 90 has the reasons.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from learnapp.engine.event import Verb
from learnapp.integrations.open_data.told import NAMESPACE, Assessment, Told, derived_id, duration_of, points_of
from learnapp.integrations.xapi.saying import Saying
from learnapp.integrations.xapi.words import CMI5, PHRASES

CATEGORY, MOVEON = f"{CMI5}/context/categories/cmi5", f"{CMI5}/context/categories/moveon"
SESSION = f"{CMI5}/context/extensions/sessionid"


def registration(test: Assessment) -> UUID:
    """Return what the statements of one attempt have in common (9.6.1)."""
    return derived_id(test.attempt_id)


def session(test: Assessment) -> dict[str, str]:
    """Return the extension that names the session (9.6.3.1), for all that is told of it."""
    return {SESSION: str(uuid5(NAMESPACE, f"{test.attempt_id.hex}/session"))}


def moment(told: Told) -> datetime:
    """Return when something of an attempt happened: an answer that came in the last seconds counts as given in time."""
    test = told.test
    return min(told.at, test.submitted_at) if test is not None and test.submitted_at is not None else told.at


def sayings(told: Told) -> list[Saying]:
    """Return what the begin or the end of an attempt is told with; nothing for any other event."""
    test = told.test
    if test is None or told.verb not in (Verb.QUIZ_STARTED, Verb.QUIZ_COMPLETED):
        return []
    if told.verb is Verb.QUIZ_STARTED:
        return [_of(test, "test-initialized", told.at, main=True)]
    at = moment(told)
    # 9.5.4.1: how long the attempt took.
    lasted = {"duration": duration_of(told) or f"PT{max(0.0, (at - test.started_at).total_seconds()):.2f}S"}
    outcome = _outcome(test)
    found = [_of(test, "test-completed", at, main=outcome is None, result={"completion": True, **lasted})]
    if outcome is not None:
        name, result = outcome
        found.append(_of(test, name, at, main=True, result={**result, **lasted}))
    return [*found, _of(test, "test-terminated", at, result=lasted)]


def _outcome(test: Assessment) -> tuple[str, dict[str, Any]] | None:
    """Return how it went; None until results may be seen, and where nobody is graded."""
    points = points_of(test)
    if points is None:
        return None
    score: dict[str, Any] = {"scaled": test.share}
    if test.of and points[0] == int(points[0]):
        # 9.5.1: points are whole numbers; half of one is told by the share.
        score |= {"raw": int(points[0]), "min": 0, "max": test.of}
    if test.passed is None:
        return "test-scored", {"score": score}
    return "test-passed" if test.passed else "test-failed", {"score": score, "success": test.passed}


def _of(test: Assessment, name: str, at: datetime, **more: Any) -> Saying:
    result = more.get("result", {})
    # 7.1.3: what cmi5 does not define is allowed within a session, without its category.
    categories = [CATEGORY] if name != "test-scored" else []
    if categories and ("success" in result or "completion" in result):
        categories.append(MOVEON)
    return Saying(
        PHRASES[name], at, categories=tuple(categories), extensions=session(test), registration=registration(test),
        **more,
    )  # fmt: skip
