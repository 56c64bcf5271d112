"""Classes and the live board."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import table
from learnapp.components.text import msg
from learnapp.state.instructor.classes import BoardRow, BoardState, ClassCard, ClassesState


def _card(card: rx.Var[ClassCard]) -> rx.Component:
    return rx.el.li(
        rx.el.p(card.term, class_name="eyebrow"),
        rx.el.h2(link(card.title, href=f"/teach/{card.id}")),
        rx.el.p(msg("class-students", count=card.students), class_name="soft"),
        rx.el.div(
            link(msg("class-board"), href=f"/teach/{card.id}", class_name="button primary"),
            link(msg("class-heatmap"), href=f"/teach/{card.id}/heatmap", class_name="button"),
            class_name="row",
        ),
        class_name="card stack-s",
    )


def classes() -> rx.Component:
    """The sections that the instructor teaches."""
    return shell(
        rx.el.h1(msg("classes-title")),
        rx.cond(
            ClassesState.classes_ready,
            rx.cond(
                ClassesState.classes.length() > 0,
                rx.el.ul(rx.foreach(ClassesState.classes, _card), class_name="grid plain-list"),
                empty_state(msg("classes-none"), msg("classes-none-text")),
            ),
            loading(msg("loading")),
        ),
    )


def tabs(section_id: rx.Var[str], here: str) -> rx.Component:
    """Return the way between the board and the heat map of a class."""
    return rx.el.nav(
        link(
            msg("class-board"), href=f"/teach/{section_id}", class_name="button",
            aria_current="page" if here == "board" else "false",
        ),
        link(
            msg("class-heatmap"), href=f"/teach/{section_id}/heatmap", class_name="button",
            aria_current="page" if here == "heatmap" else "false",
        ),
        class_name="row",
        aria_label=msg("class-views"),
    )  # fmt: skip


def _outcome(outcome: rx.Var[str]) -> rx.Component:
    return rx.el.span(
        rx.cond(outcome == "right", "●", "○"),
        rx.el.span(msg("outcome-" + outcome), class_name="sr"),
        title=msg("outcome-" + outcome),
    )


def _row(row: rx.Var[BoardRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(link(row.name, href=f"/teach/{BoardState.section_id}/students/{row.student_id}"), scope="row"),
        rx.el.td(rx.el.span(msg("pupil-" + row.state), class_name="badge", custom_attrs={"data-pupil": row.state})),
        rx.el.td(rx.cond(row.seconds >= 0, msg("ago-" + row.ago, count=row.ago_count), "–"), class_name="number"),
        rx.el.td(row.working_on),
        rx.el.td(rx.foreach(row.recent, _outcome)),
    )


def board() -> rx.Component:
    """Who is at work, who is stuck, who is idle; it changes by itself."""
    return shell(
        rx.el.p(msg("class-board"), class_name="eyebrow"),
        rx.el.h1(BoardState.section),
        rx.cond(
            BoardState.board_ready,
            rx.fragment(
                tabs(BoardState.section_id, "board"),
                rx.el.p(
                    msg(
                        "board-summary",
                        stuck=BoardState.counts["stuck"],
                        active=BoardState.counts["active"],
                        idle=BoardState.counts["idle"],
                        away=BoardState.counts["away"],
                    ),
                    class_name="lead",
                    role="status",
                ),
                table(
                    msg("class-board"),
                    ("pupil", "pupil-state", "pupil-last", "pupil-working", "pupil-recent"),
                    rx.foreach(BoardState.board, _row),
                ),
                rx.el.button(msg("csv"), type="button", class_name="button", on_click=BoardState.download),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(classes, route="/teach", title=msg("page-title", page=msg("classes-title")), on_load=ClassesState.load)
    app.add_page(
        board, route="/teach/[class_id]", title=msg("page-title", page=msg("class-board")), on_load=BoardState.load
    )
