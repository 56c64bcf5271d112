"""Parts of the card of a version: figures, calibration, groups and the data it learned from."""

from __future__ import annotations

import reflex as rx

from learnapp.components.model_charts import calibration_chart
from learnapp.components.table import table
from learnapp.components.text import date_of, msg
from learnapp.state.admin.models import FigureLine, GroupLine, StepLine, StratumLine, VersionState


def _value(value: rx.Var[float], known: rx.Var[bool], line: rx.Var[FigureLine], *, span: bool = False) -> rx.Component:
    shown = rx.cond(line.name == "p99_ms", msg("models-ms", value=value), msg("models-number", value=value))
    if span:
        between = msg("models-between", low=line.low, high=line.high)
        apart = (line.low != 0) | (line.high != 0)
        shown = rx.fragment(shown, rx.cond(apart, rx.el.div(between, class_name="soft small")))
    return rx.el.td(rx.cond(known, shown, "–"), class_name="num")


def _figure(line: rx.Var[FigureLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            msg(line.words),
            rx.el.div(msg(line.words + "-text"), class_name="soft small"),
            scope="row", class_name="wrap",
        ),
        _value(line.value, line.known, line, span=True),
        _value(line.before, line.known_before, line),
        _value(line.base, line.known_base, line),
    )  # fmt: skip


def figures() -> rx.Component:
    """Return the figures beside those of what it is compared with."""
    version = VersionState.version
    judged = {"answers": version.answers, "students": version.students}
    return rx.el.section(
        rx.el.h2(msg("models-figures")),
        rx.cond(
            version.enough,
            rx.el.p(msg("models-figures-text-" + version.kind, **judged), class_name="soft"),
            rx.el.p(msg("models-figures-few-" + version.kind, **judged), class_name="note"),
        ),
        rx.cond(
            version.enough,
            table(
                msg("models-figures"),
                ("models-column-figure", "models-column-this", "models-column-before", "models-column-base"),
                rx.foreach(version.figures, _figure),
            ),
        ),
        rx.cond(version.before != "", rx.el.p(msg("models-before", number=version.before), class_name="soft small")),
        class_name="stack",
    )


def calibration() -> rx.Component:
    """Return whether the chances come true, as a picture and as a table."""
    version = VersionState.version
    rows = rx.foreach(
        version.said,
        lambda said, place: rx.el.tr(
            rx.el.th(msg("models-percent", value=said), scope="row"),
            rx.el.td(msg("models-percent", value=version.was[place]), class_name="num"),
            rx.el.td(version.counts[place], class_name="num"),
        ),
    )
    return rx.cond(
        version.enough & (version.counts.length() > 0),
        rx.el.section(
            rx.el.h2(msg("models-calibration")),
            rx.el.p(msg("models-calibration-text"), class_name="soft"),
            calibration_chart(
                version.said, version.was,
                (msg("models-calibration-model"), msg("models-calibration-line"), msg("models-calibration-axis")),
            ),
            rx.el.details(
                rx.el.summary(msg("models-as-table")),
                table(msg("models-calibration"), ("models-said", "models-was", "models-column-answers"), rows),
            ),
            class_name="stack",
        ),
    )  # fmt: skip


def _group(line: rx.Var[GroupLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(msg("models-group", group=line.group), scope="row"),
        rx.el.td(msg("models-dimension-" + line.dimension)),
        rx.el.td(msg("models-count", value=line.students), class_name="num"),
        rx.el.td(msg("models-count", value=line.answers), class_name="num"),
        rx.cond(
            line.enough,
            rx.el.td(msg("models-gap", gap=line.gap, low=line.low, high=line.high)),
            rx.el.td(msg("models-too-few"), class_name="soft"),
        ),
    )


def groups() -> rx.Component:
    """Return how well it fits each group."""
    heads = ("models-column-group", "models-column-by", "models-column-students", "models-column-answers",
             "models-column-gap")  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("models-groups")),
        rx.el.p(msg("models-groups-text-" + VersionState.version.kind), class_name="soft"),
        table(msg("models-groups"), heads, rx.foreach(VersionState.version.groups, _group)),
        class_name="stack",
    )


def _step(line: rx.Var[StepLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(msg("models-clean-" + line.step), scope="row", class_name="wrap"),
        rx.el.td(msg("models-count", value=line.count), class_name="num"),
        rx.el.td(msg("models-count", value=line.left), class_name="num"),
    )


def _stratum(line: rx.Var[StratumLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(line.name, scope="row", class_name="wrap"),
        rx.el.td(line.train, class_name="num"),
        rx.el.td(line.test, class_name="num"),
    )


def data_card() -> rx.Component:
    """Return what it learned from, what was left out and who was kept apart."""
    version, data = VersionState.version, VersionState.version.data
    return rx.el.section(
        rx.el.h2(msg("models-data")),
        rx.el.p(
            msg(
                "models-data-text-" + version.kind, answers=data.answers, students=data.students,
                test_answers=data.test_answers, test_students=data.test_students, first=date_of(data.first_day),
                last=date_of(data.last_day),
            )
        ),
        rx.el.p(msg("models-data-what-" + version.kind, items=data.questions, kcs=data.topics, right=data.right)),
        rx.cond(data.synthetic > 0, rx.el.p(msg("models-data-synthetic", count=data.synthetic))),
        rx.cond(data.limited, rx.el.p(msg("models-data-limited"))),
        rx.el.p(msg("models-data-private"), class_name="soft"),
        rx.cond(
            version.cleaning.length() > 0,
            rx.el.details(
                rx.el.summary(msg("models-cleaning", gathered=data.gathered)),
                table(
                    msg("models-cleaning-title"), ("models-column-clean", "models-column-out", "models-column-left"),
                    rx.foreach(version.cleaning, _step),
                ),
            ),
        ),
        rx.el.details(
            rx.el.summary(msg("models-strata")),
            table(
                msg("models-strata"), ("models-column-stratum", "models-column-train", "models-column-test"),
                rx.foreach(VersionState.version.strata, _stratum),
            ),
        ),
        class_name="stack",
    )  # fmt: skip
