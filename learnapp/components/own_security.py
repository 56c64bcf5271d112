"""On the own account: where somebody is signed in, the second step, the school's sign-in."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import route_link
from learnapp.components.second_step import code_field, recovery_codes, setting_up
from learnapp.components.text import day, moment, msg
from learnapp.state.base import AppState
from learnapp.state.own_security import LinkLine, OwnSecurityState, SessionLine

S = OwnSecurityState


def _device(one: rx.Var[SessionLine]) -> rx.Var[str]:
    return msg("session-device", browser=msg("browser-" + one.browser), system=msg("system-" + one.system))


def _session(one: rx.Var[SessionLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(_device(one)),
                rx.cond(one.own, rx.el.span(msg("session-this"), class_name="badge")),
                class_name="row",
                style={"margin": "0"},
            ),
            rx.el.p(
                msg("session-line", since=moment(one.since), seen=moment(one.seen)), " ", msg("session-via-" + one.via),
                class_name="soft small", style={"margin": "0"},
            ),
        ),
        rx.cond(
            ~one.own,
            rx.el.button(
                msg("session-end"), type="button", aria_label=msg("session-end") + ": " + _device(one),
                on_click=S.end(one.id), class_name="button",
            ),
        ),
        class_name="row between",
        style={"padding-block": ".6rem"},
    )  # fmt: skip


def _sessions() -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("sessions-title")),
        rx.el.div(
            rx.el.p(msg("sessions-lead"), class_name="soft"),
            rx.el.ul(rx.foreach(S.own_sessions, _session), class_name="plain-list"),
            rx.cond(
                S.own_sessions.length() > 1,
                rx.el.button(
                    msg("sessions-end-others"), type="button", on_click=S.end_others, class_name="button danger",
                    style={"align-self": "flex-start"},
                ),
            ),
            class_name="card stack",
        ),
    )  # fmt: skip


def _factor_on() -> rx.Component:
    return rx.el.div(
        rx.el.p(msg("factor-is-on", since=day(S.factor_since), left=S.codes_left), class_name="note good"),
        rx.cond(S.factor_needed, rx.el.p(msg("factor-needed"), class_name="soft")),
        rx.el.details(
            rx.el.summary(msg("factor-new-codes")),
            rx.el.form(
                code_field("factor-renew"),
                rx.el.button(msg("factor-new-codes"), type="submit", class_name="button"),
                on_submit=S.renew_codes,
                key=AppState.taken,
                class_name="stack-s",
            ),
        ),
        rx.cond(
            ~S.factor_needed,
            rx.el.details(
                rx.el.summary(msg("factor-off")),
                rx.el.form(
                    code_field("factor-leave", recovery=True),
                    rx.el.button(msg("factor-off"), type="submit", class_name="button danger"),
                    on_submit=S.factor_off,
                    key=AppState.taken,
                    class_name="stack-s",
                ),
            ),
        ),
        class_name="stack",
    )


def _factor() -> rx.Component:
    off = rx.cond(
        S.set_up.secret != "",
        setting_up(S.set_up, S.confirm_factor, AppState.taken),
        rx.el.button(
            msg("factor-begin"), type="button", on_click=S.begin_factor, class_name="button primary",
            style={"align-self": "flex-start"},
        ),
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("factor-title")),
        rx.el.div(
            rx.el.p(msg("factor-lead"), class_name="soft"),
            rx.cond(
                S.new_codes.length() > 0,
                rx.el.div(
                    recovery_codes(S.new_codes),
                    rx.el.button(
                        msg("factor-kept"), type="button", on_click=S.put_codes_away, class_name="button primary"
                    ),
                    class_name="stack",
                    style={"align-items": "flex-start"},
                ),
                rx.cond(S.factor_on, _factor_on(), off),
            ),
            class_name="card stack",
        ),
    )


def _link(one: rx.Var[LinkLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(one.name),
            rx.el.p(
                rx.cond(one.how != "", msg("connect-is"), msg("connect-is-not")), class_name="soft small",
                style={"margin": "0"},
            ),
        ),
        rx.cond(
            one.how != "",
            rx.el.button(
                msg("connect-end"), type="button", aria_label=msg("connect-end") + ": " + one.name,
                on_click=S.disconnect(one.id), class_name="button",
            ),
            route_link(msg("connect-begin", name=one.name), href=one.href, class_name="button"),
        ),
        class_name="row between",
    )  # fmt: skip


def _links() -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("connect-title")),
        rx.el.div(
            rx.el.div(rx.cond(S.just_connected, rx.el.p(msg("connect-done"), class_name="note good")), role="status"),
            rx.el.p(msg("connect-lead"), class_name="soft"),
            rx.el.ul(rx.foreach(S.own_links, _link), class_name="plain-list stack"),
            class_name="card stack",
        ),
    )


def own_security() -> rx.Component:
    """Return how somebody signs in, with what they can change of it."""
    return rx.fragment(
        rx.cond(S.own_links.length() > 0, _links()),
        rx.cond(S.may_factor, _factor()),
        rx.cond(S.own_sessions.length() > 0, _sessions()),
    )
