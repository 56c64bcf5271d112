"""The heat map of a class."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may
from learnapp.components.charts import heatmap_chart
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.mastery import badge, legend
from learnapp.components.misconceptions import class_mistakes
from learnapp.components.reviews import class_pace
from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.components.topics import topics_pager
from learnapp.pages.instructor.classes import tabs
from learnapp.state.instructor.class_review import ClassReviewState
from learnapp.state.instructor.classes import TOPICS, HeatMapState, HeatRow, TopicStanding


def _heat_row(row: rx.Var[HeatRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(link(row.name, href=f"/teach/{HeatMapState.section_id}/students/{row.student_id}"), scope="row"),
        rx.foreach(
            row.cells,
            lambda cell: rx.el.td(
                badge(cell.band),
                rx.cond(cell.band != "unknown", rx.el.span(" ", msg("percent", value=cell.value), class_name="small")),
                class_name="nowrap",
            ),
        ),
    )


def _standing(one: rx.Var[TopicStanding]) -> rx.Component:
    return rx.el.li(msg("heatmap-" + one.kind, topic=one.topic, count=one.count, of=one.of))


def heatmap() -> rx.Component:
    """Every student and KC at one glance, and as a table."""
    whole = rx.el.div(
        rx.el.table(
            rx.el.caption(msg("class-heatmap"), class_name="sr"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(msg("pupil"), scope="col"),
                    rx.foreach(HeatMapState.kcs, lambda name: rx.el.th(name, scope="col")),
                )
            ),
            rx.el.tbody(rx.foreach(HeatMapState.heat, _heat_row)),
        ),
        class_name="table-wrap first-stays",
        tab_index=0,
        role="region",
        aria_label=msg("class-heatmap"),
    )
    found = rx.fragment(
        rx.el.p(msg("heatmap-lead"), class_name="soft"),
        legend("mastered", "almost", "learning", "fading", "unknown"),
        rx.cond(
            HeatMapState.standing.length() > 0,
            rx.el.ul(rx.foreach(HeatMapState.standing, _standing), class_name="plain-list lead"),
            rx.el.p(msg("heatmap-nothing"), class_name="note"),
        ),
        rx.cond(
            HeatMapState.answered,
            heatmap_chart(
                HeatMapState.names, HeatMapState.kcs, HeatMapState.values, HeatMapState.texts, HeatMapState.marks
            ),
        ),
        class_mistakes(HeatMapState.section_id),
        whole,
        topics_pager(
            HeatMapState.kcs_offset, HeatMapState.kcs.length(), HeatMapState.kcs_total, TOPICS, HeatMapState.turn_topics
        ),
        pager(
            HeatMapState.offset,
            HeatMapState.heat.length(),
            HeatMapState.total,
            HeatMapState.turn,
            "students-turn",
            "students-of",
        ),
        if_may(
            "class_export",
            "read",
            rx.el.button(msg("csv"), type="button", class_name="button", on_click=HeatMapState.download),
        ),
        if_may("review_pace", "update", class_pace()),
    )
    return shell(
        rx.el.p(msg("class-heatmap"), class_name="eyebrow"),
        rx.el.h1(HeatMapState.section),
        rx.cond(
            HeatMapState.heat_ready,
            rx.fragment(
                tabs(HeatMapState.section_id, "heatmap"),
                rx.cond(
                    HeatMapState.kcs.length() == 0,
                    empty_state(msg("class-no-course"), msg("class-no-course-text")),
                    rx.cond(
                        HeatMapState.total == 0,
                        empty_state(msg("class-empty"), msg("class-empty-text")),
                        found,
                    ),
                ),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(
        heatmap,
        route="/teach/[class_id]/heatmap",
        title=msg("page-title", page=msg("class-heatmap")),
        on_load=[HeatMapState.load, ClassReviewState.load],
    )
