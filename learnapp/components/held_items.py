"""What waits from a content provider: each item as it would be shown, with what the checks found."""

from __future__ import annotations

import reflex as rx

from learnapp.components.content_providers import MAY
from learnapp.components.prose import prose
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.state.admin.content_providers import CheckLine, ContentProvidersState, HeldItem

S = ContentProvidersState


def _check(one: rx.Var[CheckLine]) -> rx.Component:
    return rx.el.li(status_badge(one.tone, msg(one.key, value=one.value)))


def _shown(one: rx.Var[HeldItem]) -> rx.Component:
    film = rx.el.video(
        rx.el.track(kind="captions", src=one.captions, default=True),
        src=one.film, poster=one.poster, controls=True, preload="none", aria_label=one.title,
        style={"max-width": "100%", "max-height": "20rem"},
    )  # fmt: skip
    return rx.el.details(
        rx.el.summary(msg("held-show"), rx.el.span(": ", one.title, class_name="sr")),
        rx.cond(one.film != "", film, rx.fragment(prose(one.body), rx.cond(one.more, rx.el.p(msg("held-more"))))),
    )


def _item(one: rx.Var[HeldItem]) -> rx.Component:
    name = rx.el.span(": ", one.title, class_name="sr")
    return rx.el.li(
        rx.el.div(
            rx.el.h3(one.title, style={"margin": "0"}, class_name="wrap"),
            status_badge(one.tone, rx.cond(one.tone == "good", msg("held-fine"), msg("held-look"))),
            class_name="row between",
        ),
        rx.el.p(
            msg("kind-" + one.kind), rx.cond(one.code != "", rx.fragment(" · ", one.code)),
            rx.cond(one.licence != "", rx.fragment(" · ", msg("held-licence", code=one.licence))),
            class_name="soft small",
        ),
        rx.cond(one.shown, rx.el.p(msg("held-shown"), class_name="small")),
        rx.cond(one.stale, rx.el.p(msg("held-stale"), class_name="note warn")),
        _shown(one),
        rx.el.details(
            rx.el.summary(msg("held-checks"), name),
            rx.el.ul(rx.foreach(one.checks, _check), class_name="plain-list stack-s"),
        ),
        rx.cond(
            MAY,
            rx.el.div(
                rx.el.button(
                    msg("held-approve"), name, type="button", on_click=S.approve(one.id), class_name="button primary"
                ),
                rx.el.button(msg("held-down"), name, type="button", on_click=S.turn_down(one.id), class_name="button"),
                class_name="row",
            ),
        ),
        key=one.id,
        class_name="card quiet stack-s",
    )  # fmt: skip


def held() -> rx.Component:
    """Return what waits from the provider that is open."""
    return rx.el.section(
        rx.el.h2(msg("held-title", name=S.open_name), id="held-title", tab_index=-1),
        rx.el.p(msg("held-lead"), class_name="soft"),
        rx.cond(
            S.held.length() > 0,
            rx.fragment(
                rx.cond(
                    MAY,
                    rx.el.div(
                        rx.el.button(
                            msg("held-approve-page"), type="button", on_click=S.approve(""), class_name="button"
                        ),
                        class_name="row",
                    ),
                ),
                rx.el.ul(rx.foreach(S.held, _item), class_name="plain-list stack"),
                pager(S.held_offset, S.held.length(), S.held_total, S.turn_held, "held-turn"),
            ),
            rx.el.p(msg("held-none"), role="status"),
        ),
        aria_labelledby="held-title",
        class_name="stack",
    )
