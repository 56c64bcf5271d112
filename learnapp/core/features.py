"""What an institution can switch on and off, and how it is when nobody has chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID


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
        Feature("tutor", default=True),
        Feature("interventions", default=True),
        Feature("tutor_model", default=False),
        Feature("teachers_give_courses", default=False),
        Feature("new_pages", default=False, rollout=True),
    )
}
"""`new_pages` stands for pages that are tried with some sections first; now: the school calendar."""


SMALLEST, LARGEST = 1, 99
"""Per cent of the sections that a feature in trial can be on for; none and all are not shares."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was chosen for a feature at some moment.

    Attributes:
        section: The section; None: the institution.
        value: On or off; None: the section is as the institution again.
        share: Per cent of the sections that have it, of a choice for the institution.
    """

    section: UUID | None
    value: bool | None
    share: int
    at: datetime


def in_share(feature: str, section: UUID, share: int) -> bool:
    """Return whether a section is among the first so many per cent.

    Each section has a place of its own for each feature, drawn from both names: one that is in stays in when the share
    grows, and other sections come first for another feature.
    """
    place = int.from_bytes(blake2b(f"{feature}/{section}".encode(), digest_size=8).digest())
    return place * 100 < share << 64


def is_on(feature: Feature, institution: bool | None, section: bool | None, *, shared: bool = False) -> bool:
    """Return whether a feature is on in a section.

    Args:
        feature: The feature.
        institution: What the institution has chosen; None: nothing.
        section: What has been chosen for the section; None: nothing.
        shared: Whether the section is in the share that has it.
    """
    everywhere = feature.default if institution is None else institution
    if section is None or (not everywhere and not feature.rollout):
        return everywhere or (feature.rollout and shared)
    return section


def on_since(feature: Feature, section: UUID, changes: Iterable[Change]) -> datetime | None:
    """Return since when a section has a feature without a break; None: it has not, or it had before the first change.

    Args:
        feature: The feature.
        section: The section.
        changes: Everything that was chosen for the feature, oldest first.
    """
    institution: bool | None = None
    own: bool | None = None
    share, since, on = 0, None, feature.default
    for change in changes:
        if change.section is None:
            institution, share = change.value, change.share
        elif change.section == section:
            own = change.value
        now = is_on(feature, institution, own, shared=in_share(feature.key, section, share))
        if now != on:
            on, since = now, change.at if now else None
    return since
