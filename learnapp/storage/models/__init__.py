"""Tables, by subject. Importing this package registers all of them on `SQLModel.metadata`."""

from learnapp.storage.models import (
    adoption,
    content,
    institution,
    learning,
    oversight,
    people,
    planning,
    search,
    tenancy,
    withdrawal,
)

__all__ = [
    "adoption",
    "content",
    "institution",
    "learning",
    "oversight",
    "people",
    "planning",
    "search",
    "tenancy",
    "withdrawal",
]
