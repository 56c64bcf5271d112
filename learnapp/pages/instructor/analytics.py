"""The analytics of a class."""

from __future__ import annotations

import reflex as rx

from learnapp.components.analytics import figures, hours, outs, periods, spreads, standing, topics, trend
from learnapp.components.analytics_contents import contents
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.figure_files import class_files
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.printing import print_button
from learnapp.components.table import cell, pager, table
from learnapp.components.text import date_of, msg
from learnapp.pages.instructor.classes import tabs
from learnapp.state.class_analytics import LEAST, WAYS, ClassAnalyticsState, CohortView, StudentLine


def _was(count: rx.Var[int]) -> rx.Component:
    return rx.cond(
        ClassAnalyticsState.view.days.before_first != "",
        rx.el.div(msg("analytics-was", count=count), class_name="soft small"),
    )


def _student(one: rx.Var[StudentLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            link(one.name, href=f"/teach/{ClassAnalyticsState.section_id}/students/{one.student_id}"), scope="row"
        ),
        cell("analytics-column-minutes", one.minutes, _was(one.minutes_before)),
        cell("analytics-column-answers", one.answers, _was(one.answers_before)),
        cell("analytics-column-days", one.days),
        cell("analytics-column-right", rx.cond(one.right >= 0, msg("percent", value=one.right), msg("analytics-few"))),
        cell("analytics-column-gained", one.gained, _was(one.gained_before)),
        cell("analytics-column-last", rx.cond(one.last != "", date_of(one.last), msg("analytics-never"))),
    )


def _students() -> rx.Component:
    heads = (
        "analytics-column-student", "analytics-column-minutes", "analytics-column-answers", "analytics-column-days",
        "analytics-column-right", "analytics-column-gained", "analytics-column-last",
    )  # fmt: skip
    state = ClassAnalyticsState
    return rx.cond(
        state.total > 0,
        rx.el.section(
            rx.el.h2(msg("analytics-students")),
            table(msg("analytics-students"), heads, rx.foreach(state.lines, _student), "stacked labels"),
            pager(state.offset, state.lines.length(), state.total, state.turn),
            class_name="stack-s",
        ),
    )


def _cohort(one: rx.Var[CohortView], number: rx.Var[int]) -> rx.Component:
    name = rx.cond(
        one.key == "joined",
        msg("analytics-cohort-joined", name=date_of(one.name)),
        msg("analytics-cohort-" + one.key, name=one.name),
    ).to(str)
    return rx.el.div(
        rx.el.h3(name),
        rx.el.p(
            msg("analytics-cohort-size", count=one.students),
            rx.cond(number == 0, rx.fragment(". ", msg("analytics-first-cohort"))),
            class_name="soft",
        ),
        rx.cond(one.few, rx.el.p(msg("analytics-too-few")), figures(one.figures, name, before=False)),
        class_name="stack-s",
    )


def _cohorts() -> rx.Component:
    state = ClassAnalyticsState
    return rx.el.section(
        rx.el.h2(msg("analytics-cohorts")),
        rx.el.p(msg("analytics-cohorts-text"), class_name="soft"),
        rx.el.div(
            labelled(
                "analytics-by",
                rx.el.select(
                    rx.el.option(msg("analytics-by-none"), value=""),
                    *(rx.el.option(msg(f"analytics-by-{way}"), value=way) for way in WAYS),
                    id="analytics-by",
                    value=state.by,
                    on_change=state.choose_way,
                    class_name="select",
                ),
                "analytics-by",
            ),
            rx.cond(
                (state.by == "section") & (state.beside.others.length() > 0),
                labelled(
                    "analytics-other",
                    rx.el.select(
                        rx.el.option(msg("analytics-other-none"), value=""),
                        rx.foreach(state.beside.others, lambda one: rx.el.option(one.label, value=one.value)),
                        id="analytics-other",
                        value=state.other,
                        on_change=state.choose_other,
                        class_name="select",
                    ),
                    "analytics-other",
                ),
            ),
            class_name="row end not-printed",
        ),
        rx.cond(
            (state.by == "section") & (state.beside.others.length() == 0),
            rx.el.p(msg("analytics-others-none"), role="status"),
            rx.cond(
                state.by != "",
                rx.el.div(rx.foreach(state.beside.cohorts, _cohort), class_name="stack", role="status"),
            ),
        ),
        class_name="stack-s",
    )


def _links() -> rx.Component:
    ways = (("heatmap", "/heatmap"), ("items", "/items"), ("impact", "/impact"))
    return rx.el.section(
        rx.el.h2(msg("analytics-links")),
        rx.el.ul(
            *(
                rx.el.li(link(msg(f"analytics-to-{name}"), href=f"/teach/{ClassAnalyticsState.section_id}{end}"))
                for name, end in ways
            ),
            class_name="bullets",
        ),
    )


def analytics() -> rx.Component:
    """How the class does: what stands out first, then figures, trends, spreads, topics, students and groups."""
    state, view = ClassAnalyticsState, ClassAnalyticsState.view
    how = ("range", "students", "compare", "finished", "consent", "void", "days")
    return shell(
        rx.el.p(msg("analytics-title"), class_name="eyebrow"),
        rx.el.h1(view.section),
        rx.cond(
            state.analytics_ready,
            rx.fragment(
                tabs(state.section_id, "analytics"),
                rx.el.div(
                    periods(state.period, state.first, state.last, state.choose_period, state.choose_days),
                    print_button(),
                    class_name="row end between",
                ),
                rx.cond(
                    view.days.first == "",
                    empty_state(msg("analytics-no-term"), msg("analytics-no-term-text")),
                    rx.fragment(
                        standing(view.days, view.fresh),
                        rx.cond(view.fresh.state != "never", outs(view.outs)),
                        rx.el.section(
                            rx.el.h2(msg("analytics-figures")),
                            rx.cond(view.topics == 0, rx.el.p(msg("class-no-course-text"), class_name="soft")),
                            figures(view.figures, msg("analytics-figures")),
                            rx.el.details(
                                rx.el.summary(msg("analytics-how")),
                                rx.el.ul(*(rx.el.li(msg(f"analytics-how-{part}", least=LEAST)) for part in how)),
                            ),
                            class_name="stack-s",
                        ),
                        trend(view.trend, view.weekly),
                        rx.cond(
                            (view.hours.length() > 0) | (view.hours_since != ""), hours(view.hours, view.hours_since)
                        ),
                        spreads(view.spreads, view.answer_seconds),
                        rx.cond(view.topics > 0, topics(view.lines)),
                        rx.cond(
                            state.contents_total > 0,
                            contents(
                                state.contents,
                                pager(
                                    state.contents_offset,
                                    state.contents.length(),
                                    state.contents_total,
                                    state.turn_contents,
                                    "analytics-contents-turn",
                                ),
                            ),
                        ),
                        _students(),
                        _cohorts(),
                        class_files(state.section_id, state.files),
                        _links(),
                    ),
                ),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        analytics,
        route="/teach/[class_id]/analytics",
        title=msg("page-title", page=msg("analytics-title")),
        on_load=ClassAnalyticsState.load,
    )
