"""The results of a test in a class, and who of it gets more time and breaks."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may, may
from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.quiz_result import result_parts, topic_row
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import moment, msg
from learnapp.state.assessing import MOST_REASON, AccommodationView, AssessmentState, ItemResult, StudentResult


def _state(one: rx.Var[StudentResult]) -> rx.Component:
    return rx.match(
        one.state,
        ("shown", status_badge("good", msg("assess-student-shown"))),
        ("done", status_badge("good", msg("assess-student-done"))),
        ("running", status_badge("busy", msg("assess-student-running"))),
        status_badge("idle", msg("assess-student-none")),
    )


def _student(one: rx.Var[StudentResult]) -> rx.Component:
    section = AssessmentState.made.card.section_id
    return rx.el.tr(
        rx.el.th(
            link(one.name, href="/teach/" + section.to(str) + "/students/" + one.student_id.to(str)), scope="row"
        ),
        rx.el.td(_state(one), _late(one), custom_attrs={"data-label": msg("assess-column-state")}),
        rx.el.td(
            rx.cond(
                one.share >= 0,
                rx.fragment(
                    rx.el.strong(msg("item-share", share=one.share)),
                    rx.el.div(msg("quiz-between", low=one.low, high=one.high), class_name="soft small"),
                ),
                "–",
            ),
            rx.match(
                one.verdict,
                ("mastered", status_badge("good", msg("assess-line-mastered", sure=one.sure))),
                ("not_yet", status_badge("warn", msg("assess-line-not_yet", sure=one.sure))),
                ("unsure", status_badge("idle", rx.cond(
                    one.above, msg("assess-line-unsure-above", sure=one.sure),
                    msg("assess-line-unsure-below", sure=one.sure),
                ))),
                rx.fragment(),
            ),
            custom_attrs={"data-label": msg("assess-column-score")},
        ),
        rx.el.td(
            rx.cond(one.submitted != "", moment(one.submitted), "–"),
            rx.cond(one.ended_by == "time", rx.el.div(msg("assess-ended-time"), class_name="soft small")),
            custom_attrs={"data-label": msg("assess-column-handed-in")},
        ),
        rx.el.td(
            rx.cond(
                (one.submitted != "") & may("answer_key", "read"),
                rx.el.button(
                    msg("assess-look"), type="button", on_click=AssessmentState.look_at(one.attempt_id, one.name),
                    aria_expanded=AssessmentState.looked_at.attempt_id == one.attempt_id,
                    aria_label=msg("assess-look-of", name=one.name), class_name="button small",
                ),
            ),
            rx.cond(
                (one.attempt_id == "") & (AssessmentState.made.closes_day != "") & may("assessment", "write"),
                rx.el.button(
                    msg("assess-late"), type="button", on_click=AssessmentState.choose_late(one.student_id),
                    aria_expanded=AssessmentState.late_of.student_id == one.student_id,
                    aria_label=msg("assess-late-of", name=one.name), class_name="button small",
                ),
            ),
        ),
    )  # fmt: skip


def _late(one: rx.Var[StudentResult]) -> rx.Component:
    """Return until when somebody may take it although it closes earlier for the others, and why."""
    return rx.cond(
        one.late != "",
        rx.fragment(
            rx.el.div(msg("assess-late-until", when=moment(one.late)), class_name="small"),
            rx.el.div(one.why, class_name="soft small"),
        ),
    )


def _late_form() -> rx.Component:
    state, one = AssessmentState, AssessmentState.late_of
    day = rx.el.input(
        id="late-until", name="until", type="date", required=True, auto_focus=True, class_name="input date"
    )
    hour = rx.el.input(id="late-clock", name="until_clock", type="time", class_name="input date")
    why = rx.el.input(
        id="late-why", name="why", required=True, max_length=MOST_REASON, default_value=one.why, class_name="input",
        auto_complete="off", aria_describedby="late-what",
    )  # fmt: skip
    return rx.cond(
        one.student_id != "",
        rx.el.section(
            rx.el.h3(msg("assess-late-of", name=one.name)),
            rx.el.p(msg("assess-late-what"), id="late-what", class_name="soft small"),
            rx.el.form(
                rx.el.div(
                    labelled("assess-late-day", day, "late-until"),
                    labelled("assess-closes-clock", hour, "late-clock"),
                    class_name="row end",
                ),
                labelled("assess-late-why", why, "late-why"),
                rx.el.div(
                    rx.el.button(msg("assess-late-save"), type="submit", class_name="button primary"),
                    rx.cond(
                        one.late != "",
                        rx.el.button(
                            msg("assess-late-call-off"), type="button", on_click=state.call_off, class_name="button"
                        ),
                    ),
                    rx.el.button(
                        msg("cancel"), type="button", on_click=state.choose_late(one.student_id),
                        class_name="button plain",
                    ),
                    class_name="row",
                ),
                on_submit=state.let_in,
                key=one.student_id,
                class_name="stack-s",
            ),
            class_name="card stack-s",
            aria_label=msg("assess-late-of", name=one.name),
        ),
    )  # fmt: skip


def _item(one: rx.Var[ItemResult]) -> rx.Component:
    section = AssessmentState.made.card.section_id
    return rx.el.tr(
        rx.el.th(
            link(one.title, href="/teach/" + section.to(str) + "/items/" + one.content_id.to(str)),
            rx.cond(one.gone, rx.fragment(" ", status_badge("idle", msg("quiz-gone")))),
            scope="row",
        ),
        rx.el.td(one.topic, custom_attrs={"data-label": msg("item-column-topic")}),
        rx.el.td(one.students, custom_attrs={"data-label": msg("assess-column-students")}),
        rx.el.td(
            rx.el.strong(msg("item-share", share=one.share)),
            rx.el.div(msg("item-share-between", low=one.low, high=one.high), class_name="soft small nowrap"),
            custom_attrs={"data-label": msg("assess-column-score")},
        ),
        rx.el.td(
            rx.cond(one.unread > 0, msg("assess-unread", count=one.unread), "–"),
            custom_attrs={"data-label": msg("assess-column-unread")},
        ),
    )


def _looked_at() -> rx.Component:
    state = AssessmentState
    again = rx.el.form(
        labelled(
            "assess-reopen-minutes",
            rx.el.input(
                id="assess-reopen", name="minutes", type="number", min="1", max="180", default_value="10",
                class_name="input number",
            ),
            "assess-reopen",
        ),
        rx.el.button(msg("assess-reopen"), type="submit", class_name="button"),
        on_submit=state.reopen,
        class_name="row end",
    )  # fmt: skip
    return rx.cond(
        state.looked_at.attempt_id != "",
        rx.el.section(
            rx.el.h2(state.looked_name),
            result_parts(state.looked_at, practice=False),
            if_may("assessment", "write", again, rx.el.p(msg("assess-reopen-what"), class_name="soft small")),
            class_name="card stack",
            aria_label=state.looked_name,
        ),
    )


def results() -> rx.Component:
    """Return what came of the test in the class."""
    state, found = AssessmentState, AssessmentState.results
    students = table(
        msg("assess-students"),
        ("assess-column-student", "assess-column-state", "assess-column-score", "assess-column-handed-in", ""),
        rx.foreach(found.students, _student),
        "stacked labels",
    )
    items = table(
        msg("assess-items"),
        ("assess-column-question", "item-column-topic", "assess-column-students", "assess-column-score",
         "assess-column-unread"),
        rx.foreach(found.questions, _item),
        "stacked labels",
    )  # fmt: skip
    return rx.el.section(
        rx.el.div(
            rx.el.h2(msg("assess-results")),
            if_may(
                "class_export",
                "read",
                rx.el.button(msg("assess-download"), type="button", on_click=state.download, class_name="button"),
            ),
            class_name="row between",
        ),
        rx.el.p(msg("assess-counts", begun=found.begun, done=found.done, count=found.total), class_name="soft"),
        students,
        rx.cond(
            found.total > found.students.length(),
            pager(found.offset, found.students.length(), found.total, state.turn_results, "assess-students-turn"),
        ),
        _looked_at(),
        if_may("assessment", "write", _late_form()),
        rx.cond(
            found.done > 0,
            rx.fragment(
                rx.el.h3(msg("assess-class-topics")),
                rx.el.ul(
                    rx.foreach(found.topics, lambda one: topic_row(one, practice=False)), class_name="plain-list card"
                ),
                rx.el.h3(msg("assess-items")),
                items,
            ),
            rx.el.p(msg("assess-nothing-yet"), class_name="note"),
        ),
        class_name="stack",
    )


def _extra(one: rx.Var[AccommodationView]) -> rx.Component:
    def field(name: str, value: rx.Var[int], low: int, high: int) -> rx.Component:
        return rx.el.label(
            rx.el.span(msg(f"assess-extra-{name}"), class_name="small"),
            rx.el.input(
                name=name, type="number", min=str(low), max=str(high), default_value=value.to_string(),
                class_name="input number",
            ),
            class_name="field",
        )  # fmt: skip

    return rx.el.li(
        rx.el.form(
            rx.el.strong(one.name),
            rx.el.input(type="hidden", name="student", value=one.student_id),
            rx.el.div(
                field("percent", one.percent, 100, 500),
                field("breaks", one.breaks, 0, 5),
                field("break_minutes", one.break_minutes, 0, 60),
                rx.el.button(
                    msg("assess-extra-save"), type="submit", aria_label=msg("assess-extra-save-of", name=one.name),
                    class_name="button small",
                ),
                class_name="row end",
            ),
            on_submit=AssessmentState.accommodate,
            class_name="stack-s",
        ),
        class_name="check-task",
        key=one.student_id,
    )  # fmt: skip


def _extra_list() -> rx.Component:
    state, found = AssessmentState, AssessmentState.extra
    words = rx.el.input(id="extra-query", name="query", max_length=100, class_name="input", type="search")
    return rx.el.div(
        rx.el.div(
            rx.el.form(
                labelled("assess-extra-search", words, "extra-query"),
                rx.el.button(msg("search"), type="submit", class_name="button"),
                on_submit=state.search_extra,
                class_name="row end",
                role="search",
            ),
            rx.el.label(
                rx.el.input(type="checkbox", checked=state.extra_only, on_change=state.show_extra_only),
                msg("assess-extra-only", count=found.given),
                class_name="check",
            ),
            class_name="row end between",
        ),
        rx.cond(
            found.rows.length() > 0,
            rx.el.ul(rx.foreach(found.rows, _extra), class_name="plain-list"),
            rx.el.p(msg("assess-extra-none"), class_name="note", role="status"),
        ),
        rx.cond(
            found.total > found.rows.length(),
            pager(found.offset, found.rows.length(), found.total, state.turn_extra, "assess-extra-turn"),
        ),
        class_name="stack",
    )


def extra_time() -> rx.Component:
    """Return who gets more time and breaks in the tests of this class."""
    state = AssessmentState
    return rx.el.section(
        rx.el.h2(msg("assess-extra")),
        rx.el.p(msg("assess-extra-what"), class_name="soft"),
        rx.cond(
            state.made.card.closes != "",
            rx.el.p(msg("assess-extra-closing", when=moment(state.made.card.closes)), class_name="soft"),
        ),
        rx.el.div(
            rx.el.button(
                rx.cond(state.extra_open, msg("assess-extra-close"), msg("assess-extra-open")),
                type="button", on_click=state.open_extra, aria_expanded=state.extra_open, class_name="button",
            ),
            class_name="row",
        ),
        rx.cond(state.extra_open, _extra_list()),
        class_name="card stack",
    )  # fmt: skip
