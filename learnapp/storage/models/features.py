"""Figures of classes and of the institution that features are compared with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment


class FeatureFigures(SQLModel, table=True):
    """What the features of a section's students, or of all students, look like; training looks up what held when.

    `scope_id` is the section, or for all students the institution itself. `figures` holds for each feature how many
    students have it, mean, standard deviation and, of the institution, a histogram; never a student.
    """

    __tablename__ = "feature_figures"

    tenant_id: UUID = Field(primary_key=True)
    scope_id: UUID = Field(primary_key=True)
    valid_from: datetime = moment(primary_key=True)
    computed_at: datetime = moment()
    students: int
    figures: dict[str, Any] = document()
