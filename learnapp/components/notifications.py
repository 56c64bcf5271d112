"""Parts of the page of notifications: ways with their trials, letters, what went out."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import copyable, labelled
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import date_of, moment, msg
from learnapp.components.trial_steps import trial_steps
from learnapp.state.admin.notifications import (
    FORMS,
    LOCALES,
    ChannelView,
    DayLine,
    LogLine,
    NotificationsState,
    WhyLine,
)
from learnapp.state.base import AppState

S = NotificationsState
MAY = AppState.roles.contains("admin")
"""Auditors read the page and find no control on it."""
_WIDE = {"width": "30rem", "max-width": "100%"}
_LANGUAGES = {"en": "English", "es": "Español"}


def _input(label: str, name: str, of: Any, **props: Any) -> rx.Component:
    named = f"{name}-" + of
    return labelled(label, rx.el.input(id=named, name=name, dir="ltr", class_name="input", style=_WIDE, **props), named)


def _mail_form() -> rx.Component:
    return rx.el.form(
        _input("deliveries-host", "host", "mail", required=True, max_length=200),
        _input("deliveries-port", "port", "mail", required=True, max_length=5, input_mode="numeric",
               default_value="465"),
        labelled(
            "deliveries-tls",
            rx.el.select(
                rx.el.option(msg("deliveries-tls-smtps"), value="smtps"),
                rx.el.option(msg("deliveries-tls-smtp"), value="smtp"),
                id="tls-mail", name="tls", class_name="select",
            ),
            "tls-mail",
        ),
        _input("deliveries-user", "user", "mail", max_length=200, auto_complete="off"),
        _input("deliveries-password", "password", "mail", type="password", max_length=300, auto_complete="off"),
        _input("deliveries-sender", "sender", "mail", required=True, type="email", max_length=200),
        rx.el.div(rx.el.button(msg("save"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=S.set_mail,
        key=AppState.taken,
        class_name="stack",
    )  # fmt: skip


def _service_form(one: rx.Var[ChannelView]) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="channel", value=one.channel),
        _input(
            "deliveries-url", "url", one.channel, required=True, type="password", max_length=1000,
            auto_complete="off", aria_describedby="url-hint-" + one.channel,
        ),
        rx.el.p(msg("deliveries-url-hint-" + one.channel), id="url-hint-" + one.channel, class_name="soft small wrap"),
        rx.el.div(rx.el.button(msg("save"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=S.set_service,
        key=AppState.taken,
        class_name="stack",
    )  # fmt: skip


def _trial(one: rx.Var[ChannelView]) -> rx.Component:
    typed = (one.channel == "sms") | (one.channel == "push")
    named = "to-" + one.channel
    return rx.el.div(
        rx.el.form(
            rx.el.input(type="hidden", name="channel", value=one.channel),
            rx.cond(
                typed,
                rx.el.div(
                    rx.el.label(msg("deliveries-to-" + one.channel), html_for=named),
                    rx.el.input(
                        id=named, name="to", required=True, max_length=64, dir="ltr", class_name="input"
                    ),
                    class_name="field",
                ),
            ),
            rx.el.button(
                rx.cond(S.trying == one.channel, msg("deliveries-trying"), msg("deliveries-try")),
                rx.el.span(": ", msg("way-" + one.channel), class_name="sr"),
                type="submit",
                disabled=S.trying != "",
                class_name="button",
            ),
            on_submit=S.try_out,
            class_name="row end",
        ),
        rx.el.div(
            rx.cond(S.tried == one.channel, trial_steps(S.steps, "deliveries")),
            role="status",
        ),
        class_name="stack-s",
    )  # fmt: skip


def _remove(channel: Any, label: Any) -> rx.Component:
    return rx.el.button(
        rx.cond(S.removing == channel, msg("deliveries-remove-sure"), msg("way-remove")),
        rx.el.span(": ", label, class_name="sr"),
        type="button",
        on_click=S.remove(channel),
        class_name="button plain",
    )


def _setting_up(one: rx.Var[ChannelView]) -> rx.Component:
    keys = rx.el.button(msg("deliveries-web-push-on"), type="button", class_name="button", on_click=S.set_web_push)
    form = rx.match(one.channel, ("mail", _mail_form()), ("web_push", keys), _service_form(one))
    return rx.el.details(
        rx.el.summary(
            rx.cond(one.state == "own", msg("deliveries-anew"), msg("deliveries-set-up")),
            rx.el.span(": ", msg("way-" + one.channel), class_name="sr"),
        ),
        form,
    )


def channel(one: rx.Var[ChannelView]) -> rx.Component:
    """Return the card of one way."""
    works = rx.cond(one.problem != "", "bad", rx.cond(one.state == "none", "idle", "good")).to(str)
    said = rx.cond(one.problem != "", msg("deliveries-away"), msg("deliveries-state-" + one.state))
    return rx.el.li(
        rx.el.div(
            rx.el.h3(msg("way-" + one.channel)), status_badge(works, said),
            rx.cond((one.state == "own") & MAY, _remove(one.channel, msg("way-" + one.channel))),
            class_name="row",
        ),
        rx.cond(one.sender != "", rx.el.p(msg("deliveries-from", address=one.sender), class_name="soft small wrap")),
        rx.cond(one.shown != "", rx.el.p(msg("deliveries-by", host=one.shown), class_name="soft small wrap")),
        rx.cond(
            one.problem != "",
            rx.el.p(
                msg("deliveries-step-" + one.problem), ". ", msg("deliveries-retry", at=moment(one.retry)),
                class_name="note bad",
            ),
        ),
        rx.cond(one.tried != "", rx.el.p(msg("deliveries-tried", at=moment(one.tried)), class_name="soft small")),
        rx.cond(MAY, rx.fragment(rx.cond(one.state != "none", _trial(one)), _setting_up(one))),
        class_name="card stack-s",
    )  # fmt: skip


def bounces() -> rx.Component:
    """Return the section about mail that comes back."""
    return rx.el.section(
        rx.el.h2(msg("deliveries-bounces"), id="bounces"),
        rx.el.p(msg("deliveries-bounces-text"), class_name="soft wrap"),
        rx.el.p(
            "POST /hooks/bounces?school=" + S.school_id, dir="ltr", class_name="small",
            style={"overflow-wrap": "anywhere", "font-family": "monospace"},
        ),
        rx.cond(
            S.bounce_secret != "",
            rx.el.div(
                rx.el.p(msg("deliveries-secret-once"), class_name="note good"),
                copyable("deliveries-secret", S.bounce_secret, "bounce-secret"),
                role="status",
                class_name="stack-s",
            ),
        ),
        rx.cond(
            MAY,
            rx.el.div(
                rx.el.button(
                    rx.cond(S.bounces_on, msg("deliveries-secret-anew"), msg("deliveries-secret-make")),
                    type="button", class_name="button", on_click=S.new_secret,
                ),
                rx.cond(S.bounces_on, _remove("bounces", msg("deliveries-bounces"))),
                class_name="row",
            ),
        ),
        aria_labelledby="bounces",
        class_name="card stack",
    )  # fmt: skip


def letters() -> rx.Component:
    """Return the section in which letters are worded."""
    choosing = rx.el.div(
        labelled(
            "deliveries-letter",
            rx.el.select(
                *(rx.el.option(msg(f"deliveries-letter-{form}"), value=form) for form in FORMS),
                id="letter", value=S.letter, on_change=S.choose_letter, class_name="select",
            ),
            "letter",
        ),
        labelled(
            "language",
            rx.el.select(
                *(rx.el.option(_LANGUAGES[locale], value=locale, lang=locale) for locale in LOCALES),
                id="letter-locale", value=S.letter_locale, on_change=S.choose_letter_locale, class_name="select",
            ),
            "letter-locale",
        ),
        rx.cond(
            S.letter_own, status_badge("good", msg("deliveries-own")), status_badge("idle", msg("deliveries-usual"))
        ),
        class_name="row end",
    )  # fmt: skip
    form = rx.el.form(
        labelled(
            "deliveries-subject",
            rx.el.input(
                id="letter-subject", name="subject", default_value=S.letter_subject, required=True, max_length=150,
                class_name="input", read_only=~MAY,
            ),
            "letter-subject",
        ),
        labelled(
            "deliveries-body",
            rx.el.textarea(
                id="letter-body", name="body", default_value=S.letter_body, required=True, max_length=4000, rows="12",
                class_name="textarea", read_only=~MAY, aria_describedby="letter-places",
            ),
            "letter-body",
        ),
        rx.el.p(
            msg("deliveries-places"), " ", rx.el.span(S.letter_places.join(" "), dir="ltr"), ". ",
            msg("deliveries-markdown"), id="letter-places", class_name="soft small wrap",
        ),
        rx.cond(
            MAY,
            rx.el.div(
                rx.el.button(msg("deliveries-preview"), type="submit", class_name="button"),
                rx.cond(
                    S.letter_own,
                    rx.el.button(
                        msg("deliveries-reset"), type="button", class_name="button plain", on_click=S.reset_letter
                    ),
                ),
                class_name="row",
            ),
        ),
        on_submit=S.preview,
        key=S.letter_count,
        class_name="stack",
    )  # fmt: skip
    shown = rx.el.div(
        rx.el.h3(S.letter_shown_subject),
        rx.el.iframe(
            src_doc=S.letter_shown, sandbox="", title=msg("deliveries-preview"),
            style={"width": "100%", "height": "18rem", "border": "1px solid var(--line)", "background": "#fff"},
        ),
        rx.el.button(msg("deliveries-keep"), type="button", class_name="button primary", on_click=S.keep_letter),
        class_name="stack-s",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("deliveries-letters"), id="letters"),
        rx.el.p(msg("deliveries-letters-text"), class_name="soft"),
        choosing,
        form,
        rx.el.div(rx.cond(S.letter_shown != "", shown), role="status"),
        aria_labelledby="letters",
        class_name="card stack",
    )


def _day(one: rx.Var[DayLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(date_of(one.day), scope="row", class_name="nowrap"),
        rx.el.td(msg("way-" + one.channel)),
        *(rx.el.td(getattr(one, name), class_name="num") for name in ("sent", "waiting", "failed", "dropped")),
    )


def _why(one: rx.Var[WhyLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(msg("deliveries-reason-" + one.reason), scope="row", class_name="wrap"),
        rx.el.td(msg("way-" + one.channel)),
        rx.el.td(msg("deliveries-went-" + one.state)),
        rx.el.td(one.count, class_name="num"),
        rx.el.td(moment(one.last), class_name="nowrap"),
    )


def _failed(one: rx.Var[LogLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(one.name, scope="row", class_name="wrap"),
        rx.el.td(msg("way-" + one.channel)),
        rx.el.td(msg("notices-kind-" + one.kind), class_name="wrap"),
        rx.el.td(msg("deliveries-reason-" + one.reason), class_name="wrap"),
        rx.el.td(moment(one.at), class_name="nowrap"),
        rx.el.td(
            rx.cond(
                MAY,
                rx.el.button(
                    msg("deliveries-again"), rx.el.span(": ", one.name, class_name="sr"), type="button",
                    on_click=S.again(one.id), class_name="button plain",
                ),
            )
        ),
    )  # fmt: skip


def went_out() -> rx.Component:
    """Return what went out, waits and failed, by day and way."""
    nothing = rx.el.p(msg("deliveries-nothing"), class_name="soft")
    went = ("sent", "waiting", "failed", "dropped")
    heads = ("deliveries-day", "deliveries-way", *(f"deliveries-went-{state}" for state in went))
    why = ("deliveries-reason", "deliveries-way", "status", "deliveries-count", "deliveries-last")
    failed = ("name", "deliveries-way", "ways-kind", "deliveries-reason", "deliveries-last", "")
    return rx.el.section(
        rx.el.h2(msg("deliveries-went"), id="went"),
        rx.el.p(msg("deliveries-went-text"), class_name="soft"),
        rx.cond(
            S.went_days.length() > 0,
            table(msg("deliveries-by-day"), heads, rx.foreach(S.went_days, _day)),
            nothing,
        ),
        rx.cond(
            S.went_why.length() > 0,
            rx.fragment(
                rx.el.h3(msg("deliveries-why")),
                table(msg("deliveries-why"), why, rx.foreach(S.went_why, _why)),
            ),
        ),
        rx.cond(
            S.failed_total > 0,
            rx.fragment(
                rx.el.h3(msg("deliveries-failed")),
                table(msg("deliveries-failed"), failed, rx.foreach(S.failed_lines, _failed)),
                pager(S.failed_offset, S.failed_lines.length(), S.failed_total, S.turn, "deliveries-turn"),
            ),
        ),
        aria_labelledby="went",
        class_name="stack",
    )
