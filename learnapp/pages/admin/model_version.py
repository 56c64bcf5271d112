"""The card of one version: what it is for, what it learned from, how good it is beside what, and what may be done."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.model_card import calibration, data_card, figures, groups
from learnapp.components.status import status_badge
from learnapp.components.table import table
from learnapp.components.text import moment, msg
from learnapp.state.admin.models import ChangeLine, GateView, VersionState

_SHARES = (5, 10, 25, 50)


def _standing() -> rx.Component:
    version = VersionState.version
    return rx.el.p(
        rx.cond(
            version.stage != "",
            status_badge(version.tone, msg("models-stage-" + version.stage)),
            status_badge("idle", msg("models-waiting")),
        ),
        " ",
        rx.match(
            version.stage,
            ("production", msg("models-in-production")),
            ("canary", msg("models-in-canary", share=version.share, kind=version.kind)),
            ("shadow", msg("models-in-shadow")),
            msg("models-in-nothing"),
        ),
        role="status",
    )


def _move(stage: str) -> rx.Component:
    share = rx.fragment()
    if stage == "canary":
        share = rx.el.div(
            rx.el.label(msg("models-share", kind=VersionState.version.kind), html_for="share"),
            rx.el.select(
                *(rx.el.option(f"{each} %", value=str(each)) for each in _SHARES),
                id="share", name="share", default_value="10", class_name="select",
            ),
            class_name="field",
        )  # fmt: skip
    shut = VersionState.version.closed.length() > 0 if stage == "production" else rx.Var.create(False)
    return rx.cond(
        VersionState.version.steps.contains(stage),
        rx.el.form(
            rx.el.input(type="hidden", name="stage", value=stage, read_only=True),
            rx.el.p(msg(f"models-move-{stage}-text", kind=VersionState.version.kind)),
            rx.el.div(
                share,
                labelled(
                    "models-why",
                    rx.el.input(id=f"why-{stage}", name="why", max_length=200, class_name="input", auto_complete="off"),
                    f"why-{stage}",
                ),
                rx.el.button(
                    msg(f"models-move-{stage}"),
                    type="submit",
                    class_name="button primary" if stage == "production" else "button",
                ),
                class_name="row end",
            ),
            rx.cond(shut, rx.el.p(msg("models-shut-now"), class_name="soft small")),
            on_submit=VersionState.move,
            key=f"{stage}" + VersionState.taken.to_string(),
            class_name="stack-s",
        ),
    )


def _acts() -> rx.Component:
    """Return what may be done with the version where it stands."""
    version = VersionState.version
    back = rx.el.form(
        rx.el.p(msg("models-back-version")),
        rx.el.div(
            labelled(
                "models-why",
                rx.el.input(id="why-back", name="why", max_length=200, class_name="input", auto_complete="off"),
                "why-back",
            ),
            rx.el.button(msg("models-back-now"), type="submit", class_name="button danger"),
            class_name="row end",
        ),
        on_submit=VersionState.go_back,
        key="back" + VersionState.taken.to_string(),
        class_name="stack-s",
    )
    return rx.el.section(
        rx.el.h2(msg("models-acts")),
        rx.cond(~version.own, rx.el.p(msg("models-not-own"), class_name="note")),
        rx.cond(version.pruned, rx.el.p(msg("models-pruned"), class_name="note")),
        _move("shadow"),
        _move("canary"),
        _move("production"),
        rx.cond(
            ((version.stage == "shadow") | (version.stage == "canary")) & version.own,
            rx.el.div(
                rx.el.button(msg("models-clear"), type="button", class_name="button", on_click=VersionState.clear)
            ),
        ),
        rx.cond((version.stage == "production") & version.own, back),
        class_name="card stack",
    )


def _gate(gate: rx.Var[GateView]) -> rx.Component:
    about = rx.cond(gate.name == "fair", msg("models-group", group=gate.about), gate.about)
    return rx.el.tr(
        rx.el.th(msg("models-gate-" + gate.name), scope="row"),
        rx.el.td(status_badge(gate.tone, msg("models-gate-" + gate.outcome))),
        rx.el.td(
            rx.el.p(
                msg(
                    gate.words,
                    about=about, value=gate.value, low=gate.low, high=gate.high, limit=gate.limit,
                    count=gate.count, other=gate.other,
                )
            ),
            rx.cond(
                (gate.name == "better") & (gate.count > 0),
                rx.el.p(msg("models-gate-seen", count=gate.count), class_name="soft small"),
            ),
            rx.cond(
                (gate.name == "fair") & (gate.other > 0),
                rx.el.p(msg("models-gate-small", count=gate.other), class_name="soft small"),
            ),
            class_name="wrap",
        ),
    )  # fmt: skip


def _gates() -> rx.Component:
    version = VersionState.version
    return rx.el.section(
        rx.el.h2(msg("models-gates")),
        rx.el.p(msg("models-gates-text"), class_name="soft"),
        rx.cond(
            version.closed.contains("stale"),
            rx.el.p(msg("models-stale"), class_name="note"),
        ),
        table(
            msg("models-gates"), ("models-column-gate", "status", "models-column-because"),
            rx.foreach(version.gates, _gate),
            kind="stacked",
        ),
        class_name="stack",
    )  # fmt: skip


def _since() -> rx.Component:
    since = VersionState.version.since
    return rx.el.section(
        rx.el.h2(msg("models-watched")),
        rx.el.p(
            msg(since.words, answers=since.answers, days=since.days, said=since.said, was=since.was),
            class_name=rx.cond(since.enough, "", "soft"),
        ),
    )


def _change(line: rx.Var[ChangeLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(moment(line.at), class_name="soft small"),
        " ",
        msg("models-act-" + line.act + "-" + line.stage, share=line.share, kind=VersionState.version.kind),
        " ",
        rx.cond(line.who != "", msg("models-by", name=line.who), msg("models-by-system")),
        rx.cond(line.why != "", rx.fragment(" ", rx.el.q(line.why))),
    )


def _history() -> rx.Component:
    version = VersionState.version
    made = rx.el.dl(
        *(
            rx.el.div(rx.el.dt(msg(f"models-made-{name}")), rx.el.dd(value))
            for name, value in (
                ("at", moment(version.made)),
                ("commit", rx.cond(version.commit != "", rx.el.code(version.commit), msg("models-unknown"))),
                ("data", rx.el.code(version.data.fingerprint)),
                ("size", msg("models-mb", value=version.size_mb)),
                ("seconds", msg("models-seconds", value=version.seconds)),
                ("memory", msg("models-mb", value=version.memory_mb)),
            )
        ),
        class_name="known",
    )
    return rx.el.section(
        rx.el.h2(msg("models-history")),
        made,
        rx.cond(
            version.changes.length() > 0,
            rx.el.ul(rx.foreach(version.changes, _change), class_name="facts"),
            rx.el.p(msg("models-history-none"), class_name="soft"),
        ),
        class_name="stack",
    )


def _limits() -> rx.Component:
    kind = VersionState.version.kind
    return rx.el.section(
        rx.el.h2(msg("models-not-for")),
        rx.el.ul(
            rx.el.li(msg("model-not-for-" + kind)),
            *(rx.el.li(msg(f"models-not-for-{part}")) for part in ("grades", "others", "alone")),
            class_name="reasons",
        ),
        class_name="note stack-s",
    )


def model_version() -> rx.Component:
    """The card of one version."""
    version = VersionState.version
    return shell(
        rx.el.p(link(msg("models-back-to-list"), href="/admin/models")),
        rx.cond(
            VersionState.version_ready,
            rx.fragment(
                rx.el.p(msg("model-kind-" + version.kind), class_name="eyebrow"),
                rx.el.h1(msg("models-version", number=version.number)),
                rx.el.p(msg("model-purpose-" + version.kind), class_name="lead"),
                _standing(),
                _acts(),
                _gates(),
                figures(),
                calibration(),
                groups(),
                data_card(),
                _limits(),
                _since(),
                _history(),
            ),
            rx.fragment(rx.el.h1(msg("models-version-title")), loading(msg("loading"))),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        model_version,
        route="/admin/models/[version_key]",
        title=msg("page-title", page=msg("models-version-title")),
        on_load=VersionState.load,
    )
