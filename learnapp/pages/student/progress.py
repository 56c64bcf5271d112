"""Progress: every number with its interval, and the answers behind it one click away."""

from __future__ import annotations

import reflex as rx

from learnapp.components.charts import answers_chart
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.mastery import badge, meter, number
from learnapp.components.reason import evidence_list
from learnapp.components.text import msg
from learnapp.state.student.today import KcView, ProgressState


def _row(kc: rx.Var[KcView]) -> rx.Component:
    opened = ProgressState.open_kc == kc.kc_id
    return rx.fragment(
        rx.el.tr(
            rx.el.th(kc.name, scope="row"),
            rx.el.td(badge(kc.band)),
            rx.el.td(
                rx.cond(kc.enough, meter(kc.value, kc.low, kc.high, kc.band)),
                rx.el.span(number(kc.value, kc.low, kc.high, kc.enough), class_name="small"),
            ),
            rx.el.td(
                rx.cond(
                    kc.answers > 0,
                    rx.el.button(
                        msg("answers-behind", right=kc.right, count=kc.answers),
                        rx.el.span(": ", kc.name, class_name="sr"),
                        type="button",
                        aria_expanded=opened,
                        on_click=ProgressState.show_evidence(kc.kc_id),
                        class_name="button small",
                    ),
                    rx.el.span("—", class_name="soft"),
                )
            ),
        ),
        rx.cond(
            opened,
            rx.el.tr(
                rx.el.td(
                    evidence_list(ProgressState.evidence),
                    rx.cond(
                        ProgressState.more,
                        rx.el.button(msg("older"), on_click=ProgressState.older, class_name="button plain"),
                    ),
                    col_span=4,
                )
            ),
        ),
    )


def progress() -> rx.Component:
    """The page."""
    columns = ("topic", "standing", "estimate", "evidence")
    table = rx.el.div(
        rx.el.table(
            rx.el.caption(msg("progress-table"), class_name="sr"),
            rx.el.thead(rx.el.tr(*[rx.el.th(msg(key), scope="col") for key in columns])),
            rx.el.tbody(rx.foreach(ProgressState.kcs, _row)),
            class_name="stacked",
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label=msg("progress-table"),
    )
    history = rx.el.section(
        rx.el.h2(msg("history-title"), class_name="section-title"),
        rx.cond(
            ProgressState.answers > 0,
            rx.fragment(
                rx.el.p(
                    msg("history-text", count=ProgressState.answers, days=ProgressState.days.length()),
                    class_name="soft",
                ),
                answers_chart(
                    ProgressState.days,
                    ProgressState.right,
                    ProgressState.wrong,
                    (msg("outcome-right"), msg("outcome-wrong")),
                ),
            ),
            empty_state(
                msg("history-none"),
                msg("history-none-text"),
                link(msg("nav-today"), href="/today", class_name="button primary"),
            ),
        ),
    )
    return shell(
        rx.el.p(ProgressState.section, class_name="eyebrow"),
        rx.el.h1(msg("progress-title")),
        rx.cond(
            ProgressState.progress_ready,
            rx.fragment(
                rx.el.p(
                    msg("progress-text", mastered=ProgressState.mastered, count=ProgressState.kcs.length()),
                    class_name="lead",
                ),
                rx.el.p(msg("progress-interval"), class_name="soft small"),
                table,
                history,
            ),
            loading(msg("loading")),
        ),
    )
