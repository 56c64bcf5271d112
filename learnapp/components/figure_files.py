"""The tables behind figures as files, for the days that are shown."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may
from learnapp.components.links import route_link
from learnapp.components.text import msg

_OF_CLASS = ("students", "topics", "contents", "days", "figures")
_OF_ALL = ("classes", "courses", "days", "figures")


def _tables(base: rx.Var[str] | str, tables: tuple[str, ...], query: rx.Var[str]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(msg("view-files")),
        rx.el.p(msg("view-files-what"), class_name="soft"),
        rx.el.ul(
            *(
                rx.el.li(
                    msg(f"view-table-{what}"),
                    " ",
                    *(
                        route_link(
                            kind, rx.el.span(": ", msg(f"view-table-{what}"), class_name="sr"),
                            href=f"{base}/{what}.{end}?{query}", class_name="button plain small",
                        )
                        for kind, end in (("CSV", "csv"), ("Parquet", "parquet"))
                    ),
                )
                for what in tables
            )
        ),
        class_name="not-printed",
    )  # fmt: skip


def class_files(section: rx.Var[str], query: rx.Var[str]) -> rx.Component:
    """Return the tables of a class, for who may take them along; `query` says of which days."""
    return if_may("class_export", "read", _tables(f"/api/v1/analytics/classes/{section}", _OF_CLASS, query))


def institution_files(query: rx.Var[str]) -> rx.Component:
    """Return the tables of the institution; `query` says of which days, course and term."""
    return _tables("/api/v1/analytics/institution", _OF_ALL, query)
