"""Who can see this student? And the page that explains a denial."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import pager
from learnapp.components.text import day, moment, msg
from learnapp.state.base import AppState
from learnapp.state.who_sees import DeniedState, EarlierLine, SeerLine, WhoSeesState

_DOTS = {"list-style": "disc", "padding-inline-start": "1.3rem", "margin": "0"}


def _seer(one: rx.Var[SeerLine]) -> rx.Component:
    who = rx.cond(one.role == "student", msg("who-classmates", count=one.count), one.name)
    via = rx.cond(
        one.via != "",
        msg("who-via-class", classes=one.via),
        rx.match(
            one.role,
            ("guardian", msg("who-via-guardian")),
            ("client", msg("who-via-client")),
            ("operator", msg("who-via-operator")),
            msg("who-via-school"),
        ),
    )
    facts = rx.fragment(
        rx.el.div(rx.el.dt(msg("who-since")), rx.el.dd(rx.cond(one.since != "", day(one.since), msg("who-not-noted")))),
        rx.el.div(rx.el.dt(msg("who-last")), rx.el.dd(rx.cond(one.last != "", moment(one.last), msg("who-never")))),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.h2(rx.el.bdi(who), style={"overflow-wrap": "anywhere"}),
            rx.el.span(rx.cond(one.role == "client", msg("who-program"), msg("role-" + one.role)), class_name="badge"),
            class_name="row between",
        ),
        rx.el.p(via, class_name="soft"),
        rx.el.p(msg("who-sees"), class_name="label"),
        rx.el.ul(rx.foreach(one.things, lambda thing: rx.el.li(msg("who-thing-" + thing.to(str)))), style=_DOTS),
        rx.cond(one.role != "student", rx.el.dl(facts, class_name="known")),
        rx.cond(
            AppState.is_admin,
            rx.el.details(
                rx.el.summary(msg("who-rules")), rx.el.p(rx.el.code(one.rules), class_name="small"), class_name="quiet"
            ),
        ),
        class_name="card stack-s",
    )


def _earlier(one: rx.Var[EarlierLine]) -> rx.Component:
    return rx.el.li(rx.el.bdi(one.name), " · ", moment(one.at))


def who_sees() -> rx.Component:
    """The page."""
    state = WhoSeesState
    lead = rx.cond(
        state.who_own,
        msg("who-lead-own"),
        rx.cond(state.who_child, msg("who-lead-child", name=state.who_name), msg("who-lead", name=state.who_name)),
    )
    back = rx.cond(
        state.who_own,
        link(msg("account-title"), href="/account"),
        rx.cond(
            state.who_child,
            link(msg("family-back"), href="/family/" + state.who_id),
            link(msg("nav-people"), href="/admin/people/" + state.who_id),
        ),
    )
    whole = rx.fragment(
        rx.el.p(lead),
        rx.el.p(msg("who-how"), class_name="soft"),
        rx.el.ul(rx.foreach(state.seers, _seer), class_name="plain-list stack"),
        rx.cond(
            state.who_total > state.seers.length(),
            pager(state.who_offset, state.seers.length(), state.who_total, state.turn),
        ),
        rx.cond(
            state.earlier.length() > 0,
            rx.el.section(
                rx.el.h2(msg("who-earlier")),
                rx.el.p(msg("who-earlier-text"), class_name="soft"),
                rx.el.ul(rx.foreach(state.earlier, _earlier), style=_DOTS),
                class_name="card stack-s",
            ),
        ),
        rx.el.section(rx.el.h2(msg("who-wrong")), rx.el.p(msg("who-wrong-text")), class_name="note stack-s"),
    )
    return shell(
        rx.el.p(rx.cond(state.who_ready & ~state.who_missing, back), class_name="eyebrow"),
        rx.el.h1(
            rx.cond(
                state.who_own | (state.who_name == ""),
                msg("who-title-own"),
                msg("who-title", name=state.who_name),
            )
        ),
        rx.cond(
            state.who_ready,
            rx.cond(
                state.who_missing,
                empty_state(msg("who-none"), msg("who-none-text")),
                rx.el.div(whole, class_name="stack"),
            ),
            loading(msg("loading")),
        ),
        width="narrow",
    )


def denied() -> rx.Component:
    """The page that says why another one did not open."""
    state = DeniedState
    return shell(
        rx.el.h1(msg("denied-title")),
        rx.el.p(msg("denied-lead"), class_name="soft"),
        rx.el.div(
            rx.cond(
                state.denied_for.length() > 0,
                rx.el.section(
                    rx.el.h2(msg("denied-for")),
                    rx.el.ul(rx.foreach(state.denied_for, lambda one: rx.el.li(one)), style=_DOTS),
                    class_name="card stack-s",
                ),
            ),
            rx.el.section(
                rx.el.h2(msg("denied-as")),
                rx.el.ul(rx.foreach(state.denied_as, lambda one: rx.el.li(one)), style=_DOTS),
                class_name="card stack-s",
            ),
            rx.el.section(
                rx.el.h2(msg("denied-ask")), rx.el.p(msg("denied-ask-" + state.denied_ask)), class_name="card stack-s"
            ),
            rx.el.p(link(msg("denied-home"), href="/", class_name="button primary")),
            class_name="stack",
        ),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    title = msg("page-title", page=msg("who-title-own"))
    app.add_page(who_sees, route="/access", title=title, on_load=WhoSeesState.load)
    app.add_page(who_sees, route="/access/[student_id]", title=title, on_load=WhoSeesState.load)
    app.add_page(denied, route="/denied", title=msg("page-title", page=msg("denied-title")), on_load=DeniedState.load)
