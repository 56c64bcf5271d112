"""Figures as files: CSV that no spreadsheet runs, and Parquet with types, made by Polars; each one is in the trail."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

import polars as pl

from learnapp.core.errors import InvalidInputError, UnavailableError
from learnapp.core.table_words import heads
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import safe_cell
from learnapp.services import analytics, analytics_institution, trail
from learnapp.services.analytics_views import (
    Asked,
    ContentLine,
    DayView,
    Freshness,
    SectionLine,
    StudentLine,
    TopicLine,
)
from learnapp.services.family_reports import PaperFile
from learnapp.services.impact_views import FigureView

KINDS = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
OF_CLASS = ("students", "topics", "contents", "days", "figures")
OF_ALL = ("classes", "courses", "days", "figures")
_PAGE, _MOST = 100, 20_000
_PICTURE = frozenset({"height", "answers_height", "left", "width", "dot"})
"""How something is drawn is no figure."""


def frame(shape: type[Any], lines: Sequence[Any]) -> pl.DataFrame:
    """Return lines as a table; an empty one has its columns with their types too."""
    types: dict[str, Any] = {"str": pl.String, "int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean}
    schema = {one.name: types[str(one.type)] for one in fields(shape) if one.name not in _PICTURE}
    return pl.DataFrame([{k: v for k, v in asdict(one).items() if k in schema} for one in lines], schema=schema)


def written(table: pl.DataFrame, kind: str, locale: str) -> bytes:
    """Return a table as a file: CSV is read by people, in their language; Parquet by programs, which know its columns.

    Args:
        table: The table.
        kind: csv or parquet.
        locale: Language of the headings of a CSV.
    """
    out = io.BytesIO()
    if kind == "parquet":
        table.write_parquet(out)
        return out.getvalue()
    text = [name for name, of in table.schema.items() if of == pl.String]
    safe = table.with_columns(pl.col(name).map_elements(safe_cell, return_dtype=pl.String) for name in text)
    safe.columns = list(heads(locale, *table.columns))
    safe.write_csv(out, include_bom=True, line_terminator="\r\n")
    return out.getvalue()


def _live(fresh: Freshness) -> None:
    """Refuse what was kept for an outage: a page says so beside it, a file is read long after."""
    if fresh.state == "cached":
        raise UnavailableError("The database does not answer right now. Try again in a few minutes.")


def _checked(what: str, kind: str, known: Sequence[str]) -> None:
    if kind not in KINDS:
        raise InvalidInputError("Tables come as csv or as parquet. Choose one of them.")
    if what not in known:
        raise InvalidInputError(f"There is no such table. Choose one of: {', '.join(known)}.")


async def of_class(actor: Actor, section_id: UUID, what: str, kind: str, asked: Asked) -> PaperFile:
    """Return a table of a class.

    Args:
        actor: Who teaches it.
        section_id: The class.
        what: students, topics, contents, days or figures.
        kind: csv or parquet.
        asked: The days.

    Raises:
        ForbiddenError: The actor may not take tables of this class along.
        InvalidInputError: No such table, kind or period.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "class_export", section_id=section_id)
    _checked(what, kind, OF_CLASS)
    if what == "students":
        lines: list[StudentLine] = []
        while len(lines) < _MOST:
            page = await analytics.class_students(actor, section_id, asked, offset=len(lines), size=_PAGE)
            lines += page.rows
            if not page.rows or len(lines) >= page.total:
                break
        table = frame(StudentLine, lines)
    else:
        view = await analytics.class_analytics(actor, section_id, asked)
        _live(view.fresh)
        shapes: dict[str, tuple[type[Any], Sequence[Any]]] = {
            "topics": (TopicLine, view.lines),
            "days": (DayView, view.trend),
            "contents": (ContentLine, view.contents),
            "figures": (FigureView, view.figures),
        }
        shape, lines_of = shapes[what]
        table = frame(shape, lines_of)
    await trail.audit(
        actor, "class_export.read", "section", object_id=section_id,
        detail={"what": what, "kind": kind, "rows": table.height, "period": asked.period},
    )  # fmt: skip
    return PaperFile(f"{what}.{kind}", await asyncio.to_thread(written, table, kind, actor.locale), KINDS[kind])


async def of_all(actor: Actor, what: str, kind: str, asked: Asked, *, course: str = "", term: str = "") -> PaperFile:
    """Return a table of the institution, without anybody's name.

    Args:
        actor: An admin.
        what: classes, courses, days or figures.
        kind: csv or parquet.
        asked: The days.
        course: Id of a course, for its classes alone.
        term: Name of a term, for its classes alone.

    Raises:
        ForbiddenError: The actor is no admin.
        InvalidInputError: No such table, kind or period.
    """
    await trail.authorise(actor, "read", "institution_analytics")
    _checked(what, kind, OF_ALL)
    view = await analytics_institution.institution_analytics(actor, asked, course=course, term=term, size=_PAGE)
    _live(view.fresh)
    if what == "classes":
        lines = list(view.lines)
        while view.lines and len(lines) < min(view.total, _MOST):
            view = await analytics_institution.institution_analytics(
                actor, asked, course=course, term=term, offset=len(lines), size=_PAGE
            )
            lines += view.lines
        table = frame(SectionLine, lines)
    else:
        shapes: dict[str, tuple[type[Any], Sequence[Any]]] = {
            "courses": (SectionLine, view.courses),
            "days": (DayView, view.trend),
            "figures": (FigureView, view.figures),
        }
        shape, lines_of = shapes[what]
        table = frame(shape, lines_of)
    await trail.audit(
        actor, "institution_analytics.read", "institution",
        detail={"what": what, "kind": kind, "rows": table.height, "period": asked.period},
    )  # fmt: skip
    return PaperFile(f"{what}.{kind}", await asyncio.to_thread(written, table, kind, actor.locale), KINDS[kind])
