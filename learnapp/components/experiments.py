"""Parts of the pages of experiments: the form, the arms, what may be said, the guards."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.interval_chart import interval_chart
from learnapp.components.status import status_badge
from learnapp.components.table import cell, table
from learnapp.components.text import date_of, moment, msg
from learnapp.state.admin.experiments import (
    METRICS,
    MOST_CHANCE,
    MOST_DAYS,
    ArmView,
    Choice,
    ExperimentsState,
    ExperimentState,
    FindingView,
    GuardView,
    SeriesDay,
    SeriesView,
)

_TONES = {"draft": "idle", "running": "busy", "stopped": "warn", "concluded": "good"}


def arm_name(key: rx.Var[str], model: rx.Var[str]) -> rx.Var[str]:
    """Return the name of an arm."""
    return msg("experiment-arm-" + key.to(str), model=model)


def status(of: rx.Var[str]) -> rx.Component:
    """Return how an experiment stands, as shape, colour and word."""
    tone = rx.match(of, *_TONES.items(), "idle")
    return status_badge(tone, msg("experiment-status-" + of.to(str)))


def _number(name: str, label: str, value: object, **props: object) -> rx.Component:
    control = rx.el.input(
        id=f"experiment-{name}", name=name, type="number", required=True, default_value=value,
        class_name="input number", **props,
    )  # fmt: skip
    return labelled(label, control, f"experiment-{name}")


def _arm_field(one: rx.Var[Choice]) -> rx.Component:
    name = "arm-" + one.arm
    return rx.el.li(
        rx.el.div(
            rx.el.label(arm_name(one.key, one.model), html_for=name),
            rx.el.p(msg("experiment-arm-" + one.key + "-text", most=MOST_CHANCE), class_name="soft small"),
            class_name="assigned-what",
        ),
        rx.el.div(
            rx.el.input(
                id=name, name=name, type="number", min="0", max="95", default_value=one.share,
                class_name="input number",
            ),
            rx.el.span("%", aria_hidden="true"),
            class_name="row",
            style={"flex-wrap": "nowrap"},
        ),
        class_name="check-task",
    )  # fmt: skip


def new_form() -> rx.Component:
    """Return the form of a new experiment, in four steps on one page."""
    text_field = rx.el.input(
        id="experiment-name", name="name", required=True, max_length=80, class_name="input", auto_complete="off"
    )
    question = rx.el.textarea(
        id="experiment-question", name="question", required=True, max_length=300, rows="2", class_name="textarea"
    )
    metric = rx.el.select(
        *(rx.el.option(msg(f"experiment-metric-{key}"), value=key) for key in METRICS),
        id="experiment-metric", name="metric", value=ExperimentsState.metric, on_change=ExperimentsState.be_about,
        class_name="select",
    )  # fmt: skip
    varies = rx.el.select(
        *(rx.el.option(msg(f"experiment-varies-{key}"), value=key) for key in ("weights", "model")),
        id="experiment-varies", value=ExperimentsState.varies, on_change=ExperimentsState.vary, class_name="select",
    )  # fmt: skip
    unit = rx.el.select(
        *(rx.el.option(msg(f"experiment-unit-{key}"), value=key) for key in ("student", "section")),
        id="experiment-unit", name="unit", class_name="select",
    )  # fmt: skip
    end = rx.el.input(
        id="experiment-end", name="planned_end", type="date", required=True, class_name="input",
        default_value=ExperimentsState.suggested_end,
    )  # fmt: skip
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend(msg("experiment-step-question")),
            labelled("experiment-name", text_field, "experiment-name"),
            labelled("experiment-question", question, "experiment-question"),
            class_name="fieldset stack-s",
        ),
        rx.el.fieldset(
            rx.el.legend(msg("experiment-step-arms")),
            labelled("experiment-varies", varies, "experiment-varies"),
            rx.cond(
                ExperimentsState.choices.length() < 4, rx.el.p(msg("experiment-few-models"), class_name="note")
            ),
            rx.el.p(msg("experiment-arms-text"), class_name="soft"),
            rx.el.ul(
                rx.foreach(ExperimentsState.choices, _arm_field),
                class_name="plain-list",
                key=ExperimentsState.varies,
            ),
            class_name="fieldset stack-s",
        ),
        rx.el.fieldset(
            rx.el.legend(msg("experiment-step-who")),
            labelled("experiment-unit", unit, "experiment-unit"),
            rx.el.p(msg("experiment-unit-text"), class_name="soft small"),
            _number("share", "experiment-share", 50, min="1", max="100"),
            class_name="fieldset stack-s",
        ),
        rx.el.fieldset(
            rx.el.legend(msg("experiment-step-counts")),
            labelled("experiment-metric", metric, "experiment-metric"),
            rx.el.div(
                _number(
                    "effect", "experiment-effect", ExperimentsState.effect, min="0.01", max="99", step="any",
                    key=ExperimentsState.metric,
                ),
                _number("days", "experiment-days", 7, min="2", max=str(MOST_DAYS)),
                labelled("experiment-end", end, "experiment-end"),
                class_name="row end",
            ),
            rx.el.p(msg("experiment-effect-text"), class_name="soft small"),
            rx.el.p(msg("experiment-guards-text"), class_name="soft small"),
            class_name="fieldset stack-s",
        ),
        rx.el.div(
            rx.el.button(msg("experiment-create"), type="submit", class_name="button primary"), class_name="row"
        ),
        on_submit=ExperimentsState.create,
        key=ExperimentsState.taken,
        class_name="card stack",
    )  # fmt: skip


def arms() -> rx.Component:
    """Return the arms with whom they have reached."""
    view = ExperimentState.experiment

    def row(one: rx.Var[ArmView]) -> rx.Component:
        name = arm_name(one.key, one.model)
        return rx.el.tr(
            rx.el.th(name, scope="row", class_name="wrap"),
            cell("experiment-column-share", one.share.to_string() + " %", class_name="number"),
            cell("experiment-column-units", one.units.to_string(), class_name="number"),
            cell("experiment-column-counted", one.counted.to_string(), class_name="number"),
            cell(
                "experiment-column-state",
                rx.cond(
                    one.stopped != "",
                    rx.fragment(
                        status_badge("bad", msg("experiment-arm-stopped")),
                        rx.el.div(msg("experiment-stopped-" + one.stopped_for), class_name="soft small"),
                    ),
                    rx.cond(
                        one.reference,
                        status_badge("idle", msg("experiment-arm-reference")),
                        rx.cond(
                            view.status == "running",
                            status_badge("good", msg("experiment-arm-on")),
                            status_badge("idle", msg("experiment-status-" + view.status)),
                        ),
                    ),
                ),
            ),
            rx.el.td(
                rx.cond(
                    (view.status == "running") & (one.stopped == "") & ~one.reference,
                    rx.el.button(
                        msg("experiment-stop-arm"),
                        type="button",
                        aria_label=msg("experiment-stop-arm-of", arm=name),
                        on_click=ExperimentState.stop_arm(one.arm),
                        class_name="button plain danger",
                    ),
                )
            ),
        )

    heads = ("experiment-column-arm", "experiment-column-share", "experiment-column-units",
             "experiment-column-counted", "experiment-column-state", "")  # fmt: skip
    return table(msg("experiment-arms"), heads, rx.foreach(view.arms, row), "stacked labels")


def ratio() -> rx.Component:
    """Return whether the arms have as many as they should."""
    view = ExperimentState.experiment
    tone = rx.match(view.ratio, ("fine", "good"), ("wrong", "bad"), "idle")
    return rx.el.div(
        rx.el.p(status_badge(tone, msg("experiment-ratio-" + view.ratio))),
        rx.el.p(msg("experiment-ratio-" + view.ratio + "-text", least=view.least), class_name="soft"),
        rx.cond(
            view.ratio != "none",
            rx.el.p(msg("experiment-ratio-figures", p=view.ratio_p, chi=view.chi_square), class_name="soft small"),
        ),
        class_name="stack-s",
    )


def _track(one: rx.Var[FindingView]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            style={"inset_inline_start": one.left.to_string() + "%", "width": one.width.to_string() + "%"},
            class_name="track-range",
        ),
        rx.el.div(style={"inset_inline_start": one.dot.to_string() + "%"}, class_name="track-dot"),
        rx.el.div(style={"inset_inline_start": one.middle.to_string() + "%"}, class_name="track-none"),
        class_name="track",
        aria_hidden="true",
    )


def _finding(one: rx.Var[FindingView], *, named: bool) -> rx.Component:
    tone = rx.match(one.say, ("better", "good"), ("worse", "bad"), ("same", "busy"), "idle")
    head = arm_name(one.key, one.model)
    return rx.el.tr(
        rx.el.th(
            head,
            rx.el.div(msg("experiment-metric-" + one.metric), class_name="soft small") if named else rx.fragment(),
            scope="row",
            class_name="wrap",
        ),
        cell("experiment-column-mean", rx.cond(one.units > 0, msg("experiment-points", value=one.mean), "–")),
        cell(
            "experiment-column-difference",
            rx.cond(
                one.known,
                rx.fragment(
                    rx.el.strong(msg("experiment-by", value=one.difference)),
                    rx.el.div(msg("experiment-between", low=one.low, high=one.high), class_name="soft small nowrap"),
                ),
                rx.el.span(msg("experiment-few"), class_name="soft"),
            ),
        ),
        rx.el.td(rx.cond(one.known, _track(one)), class_name="track-cell"),
        cell(
            "experiment-column-say",
            status_badge(tone, msg("experiment-say-" + one.say)),
            rx.cond(one.known, rx.el.div(msg("experiment-p", p=one.p), class_name="soft small")),
        ),
    )


_FINDING_HEADS = (
    "experiment-column-arm", "experiment-column-mean", "experiment-column-difference", "impact-picture",
    "experiment-column-say",
)  # fmt: skip


def primary() -> rx.Component:
    """Return what may be said of the figure that the experiment is about."""
    view = ExperimentState.experiment
    return table(
        msg("experiment-primary"),
        _FINDING_HEADS,
        rx.foreach(view.primary, lambda one: _finding(one, named=False)),
        "stacked labels",
    )


def others() -> rx.Component:
    """Return the other figures, for reading on."""
    view = ExperimentState.experiment
    return table(
        msg("experiment-others"),
        _FINDING_HEADS,
        rx.foreach(view.others, lambda one: _finding(one, named=True)),
        "stacked labels",
    )


def guards() -> rx.Component:
    """Return what must not become worse, and how it stands."""

    def row(one: rx.Var[GuardView]) -> rx.Component:
        tone = rx.match(one.stands, ("fine", "good"), ("harm", "bad"), ("watching", "busy"), "idle")
        return rx.el.tr(
            rx.el.th(
                msg("experiment-guard-" + one.guard),
                rx.el.div(arm_name(one.key, one.model), class_name="soft small"),
                scope="row",
                class_name="wrap",
            ),
            cell(
                "experiment-column-difference",
                rx.cond(
                    one.known,
                    msg("experiment-between", low=one.low, high=one.high),
                    rx.cond(
                        one.guard == "latency",
                        msg("experiment-slow", share=one.high),
                        rx.el.span(msg("experiment-few"), class_name="soft"),
                    ),
                ),
            ),
            cell("experiment-column-margin", msg("experiment-points", value=one.margin)),
            cell("experiment-column-say", status_badge(tone, msg("experiment-guard-is-" + one.stands))),
        )

    heads = ("experiment-column-guard", "experiment-column-difference", "experiment-column-margin",
             "experiment-column-say")  # fmt: skip
    return table(msg("experiment-guards"), heads, rx.foreach(ExperimentState.experiment.guards, row), "stacked labels")


def _series_day(given: rx.Var[SeriesDay]) -> rx.Component:
    one = given.to(SeriesDay)
    return rx.el.tr(
        rx.el.th(date_of(one.day), scope="row", class_name="nowrap"),
        rx.el.td(msg("experiment-by", value=one.value), class_name="number"),
        rx.el.td(msg("experiment-between", low=one.low, high=one.high)),
    )


def series() -> rx.Component:
    """Return the interval of each arm over the days: a picture, and the same as a table."""

    def one_arm(one: rx.Var[SeriesView]) -> rx.Component:
        name = arm_name(one.key, one.model)
        return rx.el.section(
            rx.el.h3(name),
            rx.cond(
                one.days.length() > 0,
                rx.fragment(
                    interval_chart(
                        one.days, one.value, one.low, one.high,
                        (msg("experiment-line"), msg("experiment-band")),
                    ),
                    rx.el.details(
                        rx.el.summary(msg("experiment-as-table"), rx.el.span(": ", name, class_name="sr")),
                        table(
                            msg("experiment-days-of", arm=name),
                            ("experiment-column-day", "experiment-column-difference", "experiment-column-interval"),
                            rx.foreach(one.rows.to(list[SeriesDay]), _series_day),
                        ),
                    ),
                ),
                rx.el.p(msg("experiment-few"), class_name="soft"),
            ),
            class_name="card",
        )  # fmt: skip

    return rx.el.div(rx.foreach(ExperimentState.experiment.series, one_arm), class_name="grid")


def looked() -> rx.Component:
    """Return when it was counted last."""
    view = ExperimentState.experiment
    return rx.cond(
        view.looked != "",
        rx.el.p(msg("experiment-looked", when=moment(view.looked)), class_name="soft small"),
    )
