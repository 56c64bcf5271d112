"""Tables, by subject. Importing this package registers all of them on `SQLModel.metadata`."""

from learnapp.storage.models import (
    adoption,
    assignment,
    content,
    impact,
    institution,
    invitation,
    learning,
    notices,
    oversight,
    people,
    planning,
    recommendation,
    search,
    tenancy,
    withdrawal,
)

__all__ = [
    "adoption",
    "assignment",
    "content",
    "impact",
    "institution",
    "invitation",
    "learning",
    "notices",
    "oversight",
    "people",
    "planning",
    "recommendation",
    "search",
    "tenancy",
    "withdrawal",
]
