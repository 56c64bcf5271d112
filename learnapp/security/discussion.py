"""Who may take part in the discussion of a class: its policy, and the rule for children."""

from __future__ import annotations

from learnapp.security.consent import CHILD_AGE

POLICIES = ("open", "held", "off")
"""Posts appear at once, after the instructor has seen them, or there is no discussion."""


def barred(policy: str, under_13: bool, age: int | None, institution_kind: str) -> str:
    """Return why a student may not take part, "" when they may.

    Args:
        policy: One of `POLICIES`.
        under_13: Whether the class lets children under 13 take part.
        age: Full years, None when unknown.
        institution_kind: `k12` or `university`; at a school an unknown age counts as a child's.

    Returns:
        "", `discussion-off` or `discussion-under-13`.
    """
    if policy == "off":
        return "discussion-off"
    child = institution_kind == "k12" if age is None else age < CHILD_AGE
    return "discussion-under-13" if child and not under_13 else ""
