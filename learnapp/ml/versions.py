"""Semantic versions of models.

major: the features or the layout of the files have changed, so states have to be rebuilt and older readers refuse it;
minor: other data or other settings; patch: the same data and settings, calibrated anew.
"""

from __future__ import annotations

from typing import NamedTuple


class Version(NamedTuple):
    """A version; they compare as one would expect."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        """Return it as people write it."""
        return f"{self.major}.{self.minor}.{self.patch}"


class Made(NamedTuple):
    """What a version was made of, as far as its number depends on it.

    Attributes:
        layout: Version of the files, and a fingerprint of the features in order.
        data: Fingerprint of the dataset.
        settings: Fingerprint of the settings.
        calibration: Fingerprint of what is done to the chances afterwards.
    """

    layout: str
    data: str
    settings: str
    calibration: str


def following(last: Version | None, before: Made | None, now: Made) -> Version | None:
    """Return the number of the next version, None where it would be the very same model again.

    Args:
        last: The highest number so far.
        before: What that one was made of.
        now: What the new one is made of.
    """
    if last is None or before is None:
        return Version(1, 0, 0)
    if now == before:
        return None
    if now.layout != before.layout:
        return Version(last.major + 1, 0, 0)
    if (now.data, now.settings) != (before.data, before.settings):
        return Version(last.major, last.minor + 1, 0)
    return Version(last.major, last.minor, last.patch + 1)


def parsed(text: str) -> tuple[str, Version] | None:
    """Return kind and number of a text such as `mastery_predictor@1.2.0`, None where it is none."""
    kind, _, number = text.partition("@")
    parts = number.split(".")
    if not kind or len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return kind, Version(*(int(part) for part in parts))
