"""Experiments: the list with the form of a new one, and one experiment with what may be said of it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.experiments import (
    arms,
    guards,
    looked,
    new_form,
    others,
    primary,
    ratio,
    series,
    status,
)
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.model_pages import model_pages
from learnapp.components.table import pager, table
from learnapp.components.text import date_of, day, msg
from learnapp.state.admin.experiments import ExperimentLine, ExperimentsState, ExperimentState

_HEADS = ("experiment-column-name", "experiment-column-state", "experiment-column-metric", "experiment-column-share",
          "experiment-column-since", "experiment-column-end")  # fmt: skip


def _line(one: rx.Var[ExperimentLine]) -> rx.Component:
    def cell(head: str, *children: rx.Component | rx.Var) -> rx.Component:
        return rx.el.td(*children, custom_attrs={"data-label": msg(head)})

    return rx.el.tr(
        rx.el.th(
            link(one.name, href="/admin/experiments/" + one.experiment_id),
            rx.el.div(one.question, class_name="soft small"),
            scope="row",
            class_name="wrap",
        ),
        rx.el.td(status(one.status)),
        cell("experiment-column-metric", msg("experiment-metric-" + one.metric)),
        cell("experiment-column-share", one.share.to_string() + " %"),
        cell("experiment-column-since", day(one.since)),
        cell("experiment-column-end", date_of(one.planned_end)),
    )


def experiments() -> rx.Component:
    """The list, and the form of a new one."""
    state = ExperimentsState
    return shell(
        model_pages("/admin/experiments"),
        rx.el.h1(msg("experiments-title")),
        rx.el.p(msg("experiments-lead"), class_name="soft"),
        rx.cond(
            state.experiments_ready,
            rx.fragment(
                rx.cond(
                    state.experiments_total > 0,
                    rx.fragment(
                        table(msg("experiments-title"), _HEADS, rx.foreach(state.experiments, _line), "stacked labels"),
                        pager(
                            state.experiments_offset, state.experiments.length(), state.experiments_total, state.turn
                        ),
                    ),
                    empty_state(msg("experiments-none"), msg("experiments-none-text")),
                ),
                rx.el.details(rx.el.summary(msg("experiment-new")), new_form()),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def _facts() -> rx.Component:
    view = ExperimentState.experiment
    return rx.fragment(
        rx.el.p(view.question, class_name="lead"),
        rx.el.p(
            status(view.status),
            " ",
            rx.cond(view.since != "", msg("experiment-since", day=day(view.since)), msg("experiment-not-yet")),
            " ",
            rx.cond(
                view.ended != "",
                msg("experiment-ended", day=day(view.ended)),
                msg("experiment-until", day=date_of(view.planned_end)),
            ),
        ),
        rx.el.p(
            msg("experiment-design-" + view.unit, share=view.share, days=view.days),
            " ",
            msg("experiment-about"),
            " ",
            rx.el.strong(msg("experiment-metric-" + view.metric)),
            ". ",
            msg("experiment-worth", value=view.effect),
            class_name="soft",
        ),
        rx.cond(view.over, rx.el.p(msg("experiment-over"), class_name="note")),
        rx.cond(
            view.conclusion != "",
            rx.el.div(
                rx.el.h2(msg("experiment-conclusion")), rx.el.p(view.conclusion, class_name="said"), class_name="card"
            ),
        ),
    )


def _acts() -> rx.Component:
    """Return what may be done with the experiment now."""
    view = ExperimentState.experiment
    grow = rx.el.form(
        labelled(
            "experiment-grow",
            rx.el.input(
                id="experiment-grow", name="share", type="number", min="1", max="100", required=True,
                default_value=view.share, class_name="input number",
            ),
            "experiment-grow",
        ),
        rx.el.button(msg("experiment-grow-do"), type="submit", class_name="button"),
        on_submit=ExperimentState.grow,
        key=view.share.to_string(),
        class_name="row end",
    )  # fmt: skip
    words = rx.el.textarea(
        id="experiment-words", name="words", required=True, max_length=500, rows="3", class_name="textarea"
    )
    conclude = rx.el.form(
        labelled("experiment-words", words, "experiment-words"),
        rx.el.div(
            rx.el.button(msg("experiment-conclude"), type="submit", class_name="button primary"), class_name="row"
        ),
        on_submit=ExperimentState.conclude,
        class_name="stack-s",
    )
    return rx.match(
        view.status,
        (
            "draft",
            rx.el.div(
                rx.el.p(msg("experiment-start-text", needed=view.needed, unit=view.unit)),
                rx.el.button(
                    msg("experiment-start"), type="button", on_click=ExperimentState.start, class_name="button primary"
                ),
                class_name="card stack-s",
            ),
        ),
        (
            "running",
            rx.el.div(
                grow,
                rx.el.p(msg("experiment-grow-text"), class_name="soft small"),
                rx.el.button(
                    msg("experiment-stop"), type="button", on_click=ExperimentState.stop, class_name="button danger"
                ),
                class_name="card stack-s",
            ),
        ),
        ("stopped", rx.el.div(conclude, class_name="card")),
        rx.fragment(),
    )


def _results() -> rx.Component:
    view = ExperimentState.experiment
    how = ("always", "units", "corrected", "guards", "ratio", "chance")
    return rx.fragment(
        rx.el.section(
            rx.el.h2(msg("experiment-now")),
            rx.el.p(
                rx.el.strong(msg("experiment-in-all-" + view.say, least=view.least)), class_name="note", role="status"
            ),
            looked(),
            primary(),
            series(),
            class_name="stack",
        ),
        rx.el.section(rx.el.h2(msg("experiment-arms")), arms(), rx.el.h3(msg("experiment-ratio")), ratio(),
                      class_name="stack-s"),
        rx.el.section(
            rx.el.h2(msg("experiment-guards")), rx.el.p(msg("experiment-guards-lead"), class_name="soft"), guards(),
            class_name="stack-s",
        ),
        rx.el.details(rx.el.summary(msg("experiment-others")), others()),
        rx.el.details(
            rx.el.summary(msg("experiment-how")),
            rx.el.ul(*(rx.el.li(msg(f"experiment-how-{part}", least=view.least, days=view.days)) for part in how)),
        ),
    )  # fmt: skip


def experiment() -> rx.Component:
    """One experiment."""
    view = ExperimentState.experiment
    return shell(
        rx.el.p(link(msg("experiments-title"), href="/admin/experiments"), class_name="eyebrow"),
        rx.el.h1(rx.cond(ExperimentState.experiment_ready, view.name, msg("experiment-title"))),
        rx.cond(
            ExperimentState.experiment_ready,
            rx.fragment(_facts(), _acts(), _results()),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(
        experiments,
        route="/admin/experiments",
        title=msg("page-title", page=msg("experiments-title")),
        on_load=ExperimentsState.load,
    )
    app.add_page(
        experiment,
        route="/admin/experiments/[experiment_key]",
        title=msg("page-title", page=msg("experiment-title")),
        on_load=ExperimentState.load,
    )
