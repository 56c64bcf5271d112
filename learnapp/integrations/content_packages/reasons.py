"""What the reason codes of an import report mean, in sentences for the person who reads it."""

from __future__ import annotations

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
    }
)
"""The item is stored with the status `review` and is never shown to students."""
REFUSED = "refused-"
"""Begins the code of what was left out altogether; the same reason may hold back elsewhere."""


def explain(reason: str, locale: str = "en") -> str:
    """Return the sentence for a reason code in a language; an unknown code as words."""
    key = f"import-reason-{reason}"
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
