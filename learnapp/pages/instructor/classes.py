"""Classes and the live board."""

from __future__ import annotations

import reflex as rx

from learnapp.components.adoption import recommend_question, tour
from learnapp.components.allowed import if_may, may
from learnapp.components.charts import answers_chart
from learnapp.components.counting import moving
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.school_news import announced, calendar_line
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.state.adoption import AdoptionState
from learnapp.state.base import AppState
from learnapp.state.instructor.classes import BoardRow, BoardState, ClassCard, ClassesState, Standout
from learnapp.state.school_news import NewsState


def _card(card: rx.Var[ClassCard]) -> rx.Component:
    return rx.el.li(
        rx.el.p(card.term, class_name="eyebrow"),
        rx.el.h2(link(card.title, href=f"/teach/{card.id}")),
        rx.el.p(msg("class-students", count=card.students), class_name="soft"),
        rx.cond(card.closed, rx.el.p(status_badge("idle", msg("status-closed")))),
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
        rx.el.div(
            rx.el.h1(msg("classes-title")),
            if_may("course_draft", "write", link(msg("nav-author"), href="/author", class_name="button")),
            class_name="row between",
        ),
        calendar_line(),
        announced(),
        tour(),
        rx.cond(
            ClassesState.classes_ready,
            rx.fragment(
                rx.cond(
                    ClassesState.waiting > 0,
                    rx.el.p(
                        link(msg("class-reviews-waiting", count=ClassesState.waiting), href="/teach/reviews"),
                        class_name="note",
                    ),
                ),
                rx.foreach(
                    ClassesState.inboxes,
                    lambda one: rx.el.p(
                        one.title,
                        ": ",
                        link(msg("inbox-waiting", count=one.count), href=f"/teach/{one.id}/inbox"),
                        class_name="note",
                    ),
                ),
                rx.cond(
                    ClassesState.classes.length() > 0,
                    rx.el.ul(rx.foreach(ClassesState.classes, _card), class_name="grid plain-list"),
                    empty_state(msg("classes-none"), msg("classes-none-text")),
                ),
                recommend_question(),
            ),
            loading(msg("loading")),
        ),
    )


_NEEDS = {
    "analytics": "class_analytics",
    "views": "class_analytics",
    "impact": "class_impact",
    "lms": "lms_class",
    "reports": "family_report",
}
"""What a view shows that is not for everybody who has a place in the class."""
_VIEWS = (
    ("board", "class-board", ""),
    ("heatmap", "class-heatmap", "/heatmap"),
    ("analytics", "analytics-title", "/analytics"),
    ("inbox", "inbox-tab", "/inbox"),
    ("items", "items-title", "/items"),
    ("assignments", "assign-title", "/assignments"),
    ("rules", "rule-title", "/rules"),
    ("discussion", "nav-discussion", "/discussion"),
    ("impact", "impact-title", "/impact"),
    ("reports", "report-tab", "/reports"),
    ("views", "view-tab", "/views"),
    ("preview", "preview-title", "/preview"),
    ("lms", "class-lms-tab", "/lms"),
    ("tutor", "class-tutor-tab", "/tutoring"),
)


def _view(section_id: rx.Var[str], view: str, title: str, end: str, here: str) -> rx.Component:
    shown = link(
        msg(title),
        href=f"/teach/{section_id}{end}",
        class_name="button",
        aria_current="page" if here == view else "false",
    )
    return if_may(_NEEDS[view], "read", shown) if view in _NEEDS else shown


def tabs(section_id: rx.Var[str], here: str) -> rx.Component:
    """Return the way between the views of a class.

    Args:
        section_id: The class.
        here: Name of the view that is open.
    """
    return rx.el.nav(
        *[_view(section_id, view, title, end, here) for view, title, end in _VIEWS],
        link(msg("assess-title"), href=f"/teach/assessments?class={section_id}", class_name="button"),
        if_may("invitation", "read", link(msg("invite-nav"), href=f"/invite/{section_id}", class_name="button")),
        rx.cond(
            ~may("class_export", "read") & AppState.roles.contains("assistant"),
            rx.el.span(msg("assistants-here"), class_name="soft small"),
        ),
        class_name="row tabs",
        aria_label=msg("class-views"),
    )


def _outcome(outcome: rx.Var[str]) -> rx.Component:
    return rx.el.span(
        rx.cond(outcome == "right", "●", "○"),
        rx.el.span(msg("outcome-" + outcome), class_name="sr"),
        title=msg("outcome-" + outcome),
    )


def _state(state: rx.Var[str]) -> rx.Component:
    """Return what a student does now, as shape, colour and word."""
    tone = rx.match(state, ("stuck", "bad"), ("active", "good"), ("idle", "warn"), "idle")
    return status_badge(tone, msg("pupil-" + state))


def _row(row: rx.Var[BoardRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(link(row.name, href=f"/teach/{BoardState.section_id}/students/{row.student_id}"), scope="row"),
        rx.el.td(_state(row.state)),
        rx.el.td(rx.cond(row.state != "absent", msg("ago-" + row.ago, count=row.ago_count), "–"), class_name="number"),
        rx.el.td(row.working_on, rx.cond(row.topic != "", rx.el.div(row.topic, class_name="soft small"))),
        rx.el.td(rx.foreach(row.recent, _outcome)),
    )


def _standout(one: rx.Var[Standout]) -> rx.Component:
    return rx.el.li(msg("standout-" + one.kind, topic=one.topic, count=one.count))


def _activity() -> rx.Component:
    """Return the last two weeks as a picture and, for those who do not see it, as a table."""
    days = BoardState.days
    return rx.el.section(
        rx.el.h2(msg("activity-title")),
        moving(BoardState.days_move),
        rx.cond(
            BoardState.any_answers,
            answers_chart(
                BoardState.day_names,
                BoardState.day_right,
                BoardState.day_wrong,
                (msg("outcome-right"), msg("outcome-wrong")),
            ),
            rx.el.p(msg("activity-none"), class_name="soft"),
        ),
        rx.el.details(
            rx.el.summary(msg("activity-table")),
            table(
                msg("activity-title"),
                ("activity-day", "activity-students", "activity-answers", "activity-right"),
                rx.foreach(
                    days,
                    lambda day: rx.el.tr(
                        rx.el.th(day.day, scope="row", class_name="nowrap"),
                        rx.el.td(day.students, class_name="number"),
                        rx.el.td(day.answers, class_name="number"),
                        rx.el.td(day.right, class_name="number"),
                    ),
                ),
            ),
        ),
        class_name="stack-s",
        style={"margin-top": "2.5rem"},
    )


def _class() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.ul(rx.foreach(BoardState.standouts, _standout), class_name="plain-list lead"),
            rx.el.p(
                msg(
                    "board-summary",
                    stuck=BoardState.counts["stuck"],
                    active=BoardState.counts["active"],
                    idle=BoardState.counts["idle"],
                    away=BoardState.counts["away"],
                    absent=BoardState.counts["absent"],
                ),
                class_name="soft",
            ),
            role="status",
        ),
        table(
            msg("class-board"),
            ("pupil", "pupil-state", "pupil-last", "pupil-working", "pupil-recent"),
            rx.foreach(BoardState.board, _row),
            "stacked board",
        ),
        pager(BoardState.offset, BoardState.board.length(), BoardState.total, BoardState.turn),
        if_may(
            "class_export",
            "read",
            rx.el.button(msg("csv"), type="button", class_name="button", on_click=BoardState.download),
        ),
        _activity(),
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
                rx.cond(BoardState.total > 0, _class(), empty_state(msg("class-empty"), msg("class-empty-text"))),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(
        classes,
        route="/teach",
        title=msg("page-title", page=msg("classes-title")),
        on_load=[NewsState.load, AdoptionState.load_welcome, ClassesState.load],
    )
    app.add_page(
        board, route="/teach/[class_id]", title=msg("page-title", page=msg("class-board")), on_load=BoardState.load
    )
