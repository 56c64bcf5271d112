"""What stands in the way of single events although their sender, student and content are all in order."""

from __future__ import annotations

from learnapp.agents.ports import Facts
from learnapp.core.errors import ForbiddenError
from learnapp.engine.event import LearningEvent, Verb
from learnapp.security import discussion

_TELLING = frozenset({Verb.ANSWERED, Verb.HINT_REQUESTED, Verb.EXPLANATION_OPENED})
UNDER_TEST = "This question is part of a test of yours. You can practise it when the results of the test are shown."


def not_under_test(event: LearningEvent, facts: Facts) -> None:
    """Let nothing tell about a question of a test before its results are shown.

    Raises:
        ForbiddenError: An answer, hint or explanation would.
    """
    if event.verb in _TELLING and event.object_id in facts.under_test:
        raise ForbiddenError(UNDER_TEST, detail={"field": "object_id", "rule": "under_test"})


def may_discuss(facts: Facts) -> None:
    """Let only those post who take part in the discussion of the class.

    Raises:
        ForbiddenError: The student does not.
    """
    reason = discussion.barred(*facts.discussion, facts.age, facts.institution_kind)
    if reason:
        raise ForbiddenError(
            "This class has no discussion for you. Ask your teacher to allow it.",
            detail={"field": "context.section_id", "rule": reason},
        )
