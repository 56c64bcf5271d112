"""Path: the graph of knowledge components as a picture one can walk by keyboard, and as a list."""

from __future__ import annotations

import reflex as rx

from learnapp.components.assigned import pins_card
from learnapp.components.classes import class_choice, until_class
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.mastery import badge, inferred, legend, number
from learnapp.components.ruled import rule_line, ruled_card
from learnapp.components.text import msg
from learnapp.state.student.today import BOX_H, BOX_W, COLUMN, ROW, KcView, PathState


def _state_of(kc: rx.Var[KcView]) -> rx.Var[str]:
    """The word that a KC is shown under: its band once there is data, otherwise ready or locked."""
    return rx.cond(
        (kc.status == "locked") | (kc.status == "ready") | (kc.status == "known") | (kc.status == "left_out"),
        kc.status,
        rx.cond(kc.status == "in_progress", kc.band, kc.status),
    ).to(str)


def _node(kc: rx.Var[KcView]) -> rx.Component:
    x, y = kc.layer * COLUMN + 4, kc.order * ROW + 4
    return rx.el.svg.foreign_object(
        rx.el.button(
            rx.el.span(kc.name, class_name="node-name"),
            badge(_state_of(kc)),
            type="button",
            on_click=PathState.choose(kc.kc_id),
            class_name=rx.cond(kc.status == "locked", "node locked", "node"),
            custom_attrs={
                "data-band": _state_of(kc),
                "aria-pressed": rx.cond(PathState.chosen.kc_id == kc.kc_id, "true", "false"),
            },
        ),
        x=x,
        y=y,
        width=BOX_W,
        height=BOX_H,
    )


def _edge(edge: rx.Var[dict[str, str]]) -> rx.Component:
    on = (PathState.chosen.kc_id == edge["to"]) | (PathState.chosen.kc_id == edge["from"])
    return rx.el.svg.path(d=edge["d"], class_name=rx.cond(on, "edge on", "edge"))


def _names(key: str, names: rx.Var[list[str]]) -> rx.Component:
    return rx.cond(
        names.length() > 0,
        rx.el.p(rx.el.strong(msg(key)), " ", names.join(" · ")),
    )


def _detail() -> rx.Component:
    kc = PathState.chosen
    return rx.el.section(
        rx.el.div(rx.el.h2(kc.name), badge(_state_of(kc)), class_name="row"),
        rx.cond(kc.description != "", rx.el.p(kc.description, class_name="soft")),
        rx.cond(kc.inferred != "", rx.el.p(inferred(kc.inferred, kc.value))),
        rx.foreach(kc.ruled, rule_line),
        rx.cond(kc.enough, rx.el.p(number(kc.value, kc.low, kc.high, kc.weaker))),
        rx.cond(kc.status == "locked", _names("path-locked-because", kc.needs)),
        rx.cond(kc.status == "fading", rx.el.p(msg("path-fading"))),
        _names("path-opens", kc.opens),
        rx.cond(
            kc.standard != "",
            rx.el.p(
                msg("path-standard", code=kc.standard),
                rx.cond(kc.standard_text != "", rx.el.span(": ", kc.standard_text)),
                class_name="soft small",
            ),
        ),
        rx.cond(
            (kc.start_id != "") & (kc.status != "left_out"),
            link(msg("path-work"), href="/learn/" + kc.start_id, class_name="button primary"),
        ),
        class_name="card",
        aria_live="polite",
    )


def _row(kc: rx.Var[KcView]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(kc.name, scope="row"),
        rx.el.td(badge(_state_of(kc)), rx.cond(kc.inferred != "", rx.el.div(inferred(kc.inferred, kc.value)))),
        rx.el.td(rx.cond(kc.needs.length() > 0, kc.needs.join(" · "), "—")),
        rx.el.td(rx.cond(kc.start_id != "", link(msg("open"), href="/learn/" + kc.start_id, aria_label=kc.name))),
    )


def path() -> rx.Component:
    """The page."""
    picture = rx.el.div(
        rx.el.svg(
            rx.foreach(PathState.edges, _edge),
            rx.foreach(PathState.kcs, _node),
            custom_attrs={"viewBox": f"0 0 {PathState.width} {PathState.height}"},
            width=PathState.width,
            height=PathState.height,
            style={"min-width": f"{PathState.width}px"},
        ),
        class_name="map",
        role="group",
        tab_index=0,
        aria_label=msg("path-picture"),
    )
    table = rx.el.details(
        rx.el.summary(msg("path-as-list")),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        *[rx.el.th(msg(k), scope="col") for k in ("topic", "standing", "path-first")],
                        rx.el.th(rx.el.span(msg("open"), class_name="sr"), scope="col"),
                    )
                ),
                rx.el.tbody(rx.foreach(PathState.kcs, _row)),
            ),
            class_name="table-wrap",
            tab_index=0,
            role="region",
            aria_label=msg("path-as-list"),
        ),
    )
    return shell(
        class_choice(PathState.switch),
        rx.el.h1(msg("path-title")),
        rx.el.p(msg("path-lead"), " ", link(msg("path-plan"), href="/plan"), class_name="soft"),
        legend("mastered", "almost", "learning", "fading", "ready", "locked"),
        until_class(
            PathState.path_ready,
            rx.el.div(
                ruled_card(PathState.ruled), pins_card(PathState.pinned), _detail(), picture, table, class_name="stack"
            ),
            PathState.load,
        ),
        width="wide",
    )
