"""The analytics of an institution."""

from __future__ import annotations

import reflex as rx

from learnapp.components.analytics import figures, outs, periods, standing, trend
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.figure_files import institution_files
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.narrowing import narrowing
from learnapp.components.printing import print_button
from learnapp.components.table import cell, pager, table
from learnapp.components.text import msg
from learnapp.state.admin.analytics import LEAST, LEAST_SECTIONS, InstitutionAnalyticsState, SectionLine


def _percent(value: rx.Var[int], before: rx.Var[int]) -> rx.Component:
    return rx.cond(
        value >= 0,
        rx.fragment(
            msg("percent", value=value),
            rx.cond(
                (before >= 0) & (InstitutionAnalyticsState.school.days.before_first != ""),
                rx.el.div(msg("analytics-was", count=msg("percent", value=before)), class_name="soft small"),
            ),
        ),
        msg("analytics-few"),
    )


def _cells(one: rx.Var[SectionLine]) -> list[rx.Component]:
    few = rx.el.span(msg("analytics-too-few"), class_name="soft")
    return [
        cell("analytics-column-students", one.students),
        cell("analytics-column-there", rx.cond(one.few, few, _percent(one.there, one.there_before))),
        cell("analytics-column-right", rx.cond(one.few, "–", _percent(one.right, one.right_before))),
        cell("analytics-column-week-minutes", rx.cond(one.few, "–", one.minutes.to_string())),
        cell("analytics-column-answers", rx.cond(one.few, "–", one.answers.to_string())),
    ]


def _section(one: rx.Var[SectionLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            link(one.title, href=f"/teach/{one.section_id}/analytics"),
            rx.el.div(one.course, rx.cond(one.term != "", " · " + one.term, ""), class_name="soft small"),
            scope="row",
            class_name="wrap",
        ),
        *_cells(one),
    )


def _course(one: rx.Var[SectionLine]) -> rx.Component:
    name = rx.cond(one.title != "", one.title, msg("analytics-no-title"))
    return rx.el.tr(rx.el.th(name, scope="row", class_name="wrap"), *_cells(one))


_HEADS = (
    "analytics-column-students", "analytics-column-there", "analytics-column-right", "analytics-column-week-minutes",
    "analytics-column-answers",
)  # fmt: skip


def _tables() -> rx.Component:
    state, school = InstitutionAnalyticsState, InstitutionAnalyticsState.school
    return rx.fragment(
        rx.cond(
            school.courses.length() > 0,
            rx.el.section(
                rx.el.h2(msg("analytics-courses")),
                table(
                    msg("analytics-courses"), ("analytics-column-course", *_HEADS),
                    rx.foreach(school.courses, _course), "stacked labels",
                ),
                class_name="stack-s",
            ),
        ),
        rx.el.section(
            rx.el.h2(msg("analytics-sections")),
            table(
                msg("analytics-sections"), ("analytics-column-section", *_HEADS), rx.foreach(school.lines, _section),
                "stacked labels",
            ),
            pager(school.offset, school.lines.length(), school.total, state.turn),
            class_name="stack-s",
        ),
    )  # fmt: skip


def _shown() -> rx.Component:
    school = InstitutionAnalyticsState.school
    return rx.fragment(
        standing(school.days, school.fresh),
        rx.el.p(msg("analytics-size", sections=school.sections, students=school.students), class_name="soft"),
        # What was not counted stands out as if nobody had been there.
        rx.cond(school.fresh.state != "never", outs(school.outs)),
        rx.cond(
            school.few,
            rx.el.p(msg("analytics-school-few", least=LEAST), class_name="note"),
            rx.fragment(
                rx.el.section(
                    rx.el.h2(msg("analytics-figures")),
                    figures(school.figures, msg("analytics-figures"), rests="analytics-rests-sections"),
                    rx.el.p(msg("analytics-school-how", least=LEAST_SECTIONS), class_name="soft small"),
                    class_name="stack-s",
                ),
                trend(school.trend, school.weekly),
            ),
        ),
        _tables(),
        institution_files(InstitutionAnalyticsState.files),
    )


def analytics() -> rx.Component:
    """How all classes do together, by course and by class, with the way into each class."""
    state, school = InstitutionAnalyticsState, InstitutionAnalyticsState.school
    return shell(
        rx.el.h1(msg("analytics-school-title")),
        rx.el.p(msg("analytics-school-lead", least=LEAST), class_name="soft"),
        rx.cond(
            state.school_ready,
            rx.fragment(
                rx.el.div(
                    rx.el.div(
                        periods(state.period, state.first, state.last, state.choose_period, state.choose_days),
                        narrowing(
                            "course",
                            "analytics-course",
                            school.course_choices,
                            value=state.course,
                            on_change=state.choose_course,
                        ),
                        narrowing(
                            "term",
                            "analytics-term",
                            school.term_choices,
                            value=state.term,
                            on_change=state.choose_term,
                        ),
                        class_name="row end not-printed",
                    ),
                    print_button(),
                    class_name="row end between",
                ),
                rx.cond(
                    school.days.first == "",
                    empty_state(msg("analytics-no-term"), msg("analytics-no-term-text")),
                    _shown(),
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
        route="/admin/analytics",
        title=msg("page-title", page=msg("analytics-school-title")),
        on_load=InstitutionAnalyticsState.load,
    )
