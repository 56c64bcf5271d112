"""What an institution can switch on and off, and how it is when nobody has chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that can be switched; `feature-KEY` and `feature-KEY-text` of the catalogue say what it is.

    Attributes:
        key: Its name in the database and the catalogue.
        default: How it is where nobody has chosen.
        rollout: Sections may have it while the institution has not. For the others, off for the institution is
            off everywhere.
    """

    key: str
    default: bool
    rollout: bool = False


FEATURES: dict[str, Feature] = {
    feature.key: feature
    for feature in (
        Feature("discussion", default=True),
        Feature("explanations", default=True),
        Feature("new_pages", default=False, rollout=True),
    )
}
"""`new_pages` stands for pages that are tried with some sections first; now: the school calendar."""


def is_on(feature: Feature, institution: bool | None, section: bool | None) -> bool:
    """Return whether a feature is on in a section.

    Args:
        feature: The feature.
        institution: What the institution has chosen; None: nothing.
        section: What has been chosen for the section; None: nothing.
    """
    everywhere = feature.default if institution is None else institution
    if section is None or (not everywhere and not feature.rollout):
        return everywhere
    return section
