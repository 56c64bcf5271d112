"""What the reason codes of an import report mean, in sentences for the person who reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from learnapp.core.i18n import translate

HELD_BACK: frozenset[str] = frozenset(
    {
        "needs-a-figure",
        "unbalanced-math",
        "broken-formula",
        "variable-without-value",
        "no-question-text",
        "text-with-gaps",
        "answer-is-always-true",
        "no-skill",
        "step-missing",
        "answer-missing",
        "answer-empty",
        "answer-type-unknown",
        "question-type-unknown",
        "answer-is-a-matrix-or-table",
        "answer-has-several-values",
        "answer-notation-unknown",
        "answer-too-long",
        "answer-not-among-the-choices",
        "only-one-choice",
        "answer-case-matters",
        # What the evaluator's tools found (`services.import_judging`): a person decides in the review queue.
        "draft-held-quality",
        "draft-held-fault",
        "draft-held-barrier",
        "draft-held-age",
        "draft-held-order",
        "draft-held-standard",
        "held-since-before",
    }
)
"""The item is stored with the status `review`, or `held` until somebody has decided, and is never shown to students."""
CHECKED = "draft-held-"
"""Begins the code of what the checks of authored content hold, which has its own sentence."""
REFUSED = "refused-"
"""Begins the code of what was left out altogether; the same reason may hold back elsewhere."""

BROKEN_PART = REFUSED + "course-part-broken"
"""A part of a course in our own format that cannot be used; its place names the file and the field."""


def noted(detail: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield (reason code, place) of what an error says beside its message, for the report of an import."""
    for reason, places in detail.items():
        for place in places if reason.startswith(REFUSED) and isinstance(places, list) else ():
            yield reason, str(place)[:200]


def explain(reason: str, locale: str = "en") -> str:
    """Return the sentence for a reason code in a language; an unknown code as words."""
    key = reason if reason.startswith(CHECKED) else f"import-reason-{reason}"
    text = translate(locale, key)
    if text != key:
        return text
    if reason.startswith(REFUSED):
        return explain(reason.removeprefix(REFUSED), locale)
    if reason.startswith("scaffold-"):
        return translate(
            locale, "import-reason-in-a-scaffold", reason=explain(reason.removeprefix("scaffold-"), locale)
        )
    return reason.replace("-", " ").capitalize() + "."
