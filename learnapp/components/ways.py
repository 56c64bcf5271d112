"""The ways outside the app, on the account page: where one is reached, what comes by which way, and when."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.push_button import push_button
from learnapp.components.text import msg
from learnapp.state.ways import MODES, ModeCell, ModeRow, OwnAddress, WaysState, WayView

S = WaysState
Way = rx.Var[WayView]


def _address(channel: rx.Var[str], one: rx.Var[OwnAddress]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.shown, dir="ltr", style={"overflow-wrap": "anywhere"}),
        rx.cond(~one.confirmed, rx.el.span(msg("way-unconfirmed"), class_name="badge")),
        rx.el.button(
            msg("way-remove"), rx.el.span(": ", one.shown, class_name="sr"), type="button", class_name="button plain",
            on_click=S.remove(channel, one.id),
        ),
        class_name="row",
    )  # fmt: skip


def _typed(one: Way) -> rx.Component:
    """Return the form for a number or name, and for the code that shows it is one's own."""
    sms = one.channel == "sms"
    named = "way-to-" + one.channel
    return rx.fragment(
        rx.el.form(
            rx.el.input(type="hidden", name="channel", value=one.channel),
            rx.el.div(
                rx.el.label(rx.cond(sms, msg("way-number"), msg("way-name")), html_for=named),
                rx.el.input(
                    id=named, name="to", required=True, max_length=64, dir="ltr", class_name="input",
                    aria_describedby=named + "-hint",
                ),
                class_name="field",
            ),
            rx.el.button(msg("way-send-code"), type="submit", class_name="button"),
            on_submit=S.add,
            class_name="row end",
        ),
        rx.el.p(
            rx.cond(sms, msg("way-number-hint"), msg("way-name-hint")), id=named + "-hint", class_name="soft small"
        ),
        rx.cond(
            S.way_asked == one.channel,
            rx.el.form(
                rx.el.input(type="hidden", name="channel", value=one.channel),
                labelled(
                    "way-code",
                    rx.el.input(
                        id="way-code", name="code", required=True, max_length=12, input_mode="numeric",
                        auto_complete="one-time-code", dir="ltr", class_name="input",
                    ),
                    "way-code",
                ),
                rx.el.button(msg("way-confirm"), type="submit", class_name="button primary"),
                on_submit=S.confirm,
                class_name="row end",
            ),
        ),
    )  # fmt: skip


def _way(one: Way) -> rx.Component:
    off = (one.state == "bounced") | (one.state == "unsubscribed")
    on = rx.cond(one.channel == "mail", msg("way-status-on", address=one.address), msg("way-status-works"))
    return rx.el.fieldset(
        rx.el.legend(msg("way-" + one.channel)),
        rx.el.p(
            rx.cond(one.state == "on", on, msg("way-status-" + one.state, address=one.address)),
            class_name="soft small wrap",
        ),
        rx.cond(off, rx.el.button(msg("way-resume"), type="button", class_name="button", on_click=S.resume)),
        rx.cond(
            (one.channel != "mail") & (one.state != "consent"),
            rx.fragment(
                rx.el.ul(
                    rx.foreach(one.addresses, lambda each: _address(one.channel, each)), class_name="plain-list"
                ),
                rx.cond(
                    one.channel == "web_push", push_button(one.public_key, S.keep_browser), _typed(one)
                ),
            ),
        ),
        class_name="fieldset notice-kind stack-s",
    )  # fmt: skip


def _cell(kind: rx.Var[str], cell: rx.Var[ModeCell]) -> rx.Component:
    choice = rx.el.select(
        *(rx.el.option(msg(f"way-mode-{mode}"), value=mode) for mode in MODES),
        value=cell.mode,
        on_change=lambda mode: S.choose(kind, cell.channel, mode),
        aria_label=msg("notices-kind-" + kind) + ": " + msg("way-" + cell.channel),
        class_name="select",
    )
    return rx.el.td(
        rx.el.span(msg("way-" + cell.channel), class_name="cell-name", aria_hidden="true"),
        rx.cond(cell.chosen, choice, rx.el.strong(msg("way-always"))),
    )


def _row(one: rx.Var[ModeRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(msg("notices-kind-" + one.kind), scope="row", class_name="wrap"),
        rx.foreach(one.cells, lambda cell: _cell(one.kind, cell)),
    )


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption(msg("ways-table"), class_name="sr"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(msg("ways-kind"), scope="col"),
                    rx.foreach(S.ways, lambda one: rx.el.th(msg("way-" + one.channel), scope="col")),
                )
            ),
            rx.el.tbody(rx.foreach(S.way_rows, _row)),
            class_name="stacked",
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label=msg("ways-table"),
    )


def _when() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(msg("way-digest-hour")),
        rx.el.select(
            *(rx.el.option(f"{hour:02}:00", value=str(hour)) for hour in range(24)),
            value=S.digest_hour.to_string(),
            on_change=S.choose_hour,
            aria_label=msg("way-digest-hour"),
            class_name="select",
        ),
        rx.el.p(msg("way-digest-note"), class_name="soft small"),
        rx.el.label(
            rx.el.input(type="checkbox", checked=S.school_days, on_change=S.choose_days),
            msg("way-school-days"),
            class_name="check",
        ),
        rx.el.p(msg("way-school-days-note"), class_name="soft small"),
        class_name="fieldset notice-kind",
    )


def ways() -> rx.Component:
    """Return the section of the account page; nothing where the school sends nothing."""
    whole = rx.el.section(
        rx.el.h2(msg("ways-title"), id="ways"),
        rx.el.div(
            rx.el.p(msg("ways-lead"), class_name="soft"),
            rx.foreach(S.ways, _way),
            _table(),
            _when(),
            class_name="card stack",
        ),
    )
    return rx.cond(S.ways_ready & (S.ways.length() > 0), whole)
