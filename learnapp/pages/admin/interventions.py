"""What helps: each kind of help held against chance, and the classes and cases that its figures are of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.model_pages import model_pages
from learnapp.components.status import status_badge
from learnapp.components.table import cell, pager, table
from learnapp.components.text import day, msg
from learnapp.state.admin.interventions import CaseView, ClassEffect, EffectLine, InterventionEffectsState

S = InterventionEffectsState
_NONE = "–"


def _share(percent: rx.Var[int], of: rx.Var[int]) -> rx.Component:
    return rx.cond(of > 0, msg("inbox-share", percent=percent, of=of), msg("inbox-none-yet"))


def _effect(one: rx.Var[EffectLine]) -> rx.Component:
    known, open_here = one.figures, S.chosen == one.figures.help
    tone = rx.match(
        one.standing,
        ("helps", "good"),
        ("retired", "bad"),
        ("retire", "bad"),
        ("few", "idle"),
        ("person", "idle"),
        "warn",
    )
    why = rx.fragment(
        rx.cond(
            one.standing == "few",
            rx.el.div(msg("effects-lacks", sent=one.lacks_sent, held=one.lacks_held), class_name="soft small"),
        ),
        rx.cond(
            one.changed != "",
            rx.el.div(
                rx.cond(one.by != "", msg("effects-by", name=one.by), msg("effects-by-figures")),
                " ",
                day(one.changed),
                class_name="soft small",
            ),
        ),
        rx.cond(one.since != "", rx.el.div(msg("effects-since"), " ", day(one.since), class_name="soft small")),
    )
    difference = rx.cond(
        known.known,
        msg("inbox-difference", value=known.difference, low=known.low, high=known.high),
        msg("inbox-none-yet"),
    )
    button = rx.el.button(
        rx.cond(open_here, msg("effects-hide"), msg("effects-show")),
        rx.el.span(": ", msg("inbox-help-" + known.help), class_name="sr"),
        type="button",
        on_click=S.choose(known.help),
        aria_expanded=open_here,
        class_name="button small",
    )
    return rx.el.tr(
        rx.el.th(msg("inbox-help-" + known.help), scope="row"),
        cell("effects-judged", one.judged, class_name="number"),
        cell("inbox-helps-sent", rx.cond(known.by_page, _share(known.sent, known.sent_of), _NONE)),
        cell("inbox-helps-held", rx.cond(known.by_page, _share(known.held, known.held_of), _NONE)),
        cell("inbox-helps-difference", rx.cond(known.by_page, difference, _NONE)),
        cell("inbox-helps-hand", _share(known.hand, known.hand_of)),
        cell("inbox-helps-verdict", status_badge(tone, msg("effects-standing-" + one.standing)), why),
        # On a phone what is opened lies far below.
        rx.el.td(
            rx.cond(one.judged > 0, button),
            rx.cond(open_here, rx.el.div(link(msg("effects-below"), href="#effects-of"))),
        ),
        key=known.help,
    )


def _class(one: rx.Var[ClassEffect]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            one.title, rx.cond(~one.on, rx.el.div(msg("effects-off"), class_name="soft small")), scope="row",
        ),
        cell("inbox-helps-sent", _share(one.sent, one.sent_of)),
        cell("inbox-helps-held", _share(one.held, one.held_of)),
        cell("inbox-helps-hand", _share(one.hand, one.hand_of)),
        cell("effects-last", day(one.last)),
        key=one.id,
    )  # fmt: skip


def _case(one: rx.Var[CaseView]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(day(one.at), scope="row"),
        cell("effects-class", one.section),
        cell("inbox-noticed", msg("inbox-short-" + one.trigger)),
        cell("effects-part", msg("effects-part-" + one.part)),
        cell("effects-after", rx.cond(one.helped, msg("effects-well"), msg("effects-not-well"))),
    )


def _part(
    what: str, heads: Sequence[str], found: rx.Var, shown: Callable[..., rx.Component], page: tuple[Any, Any, Any]
) -> rx.Component:
    """Return the list of `classes` or of `cases`; `page` is its place, how many there are, and how it is turned."""
    offset, total, turn = page
    return rx.fragment(
        rx.el.h3(msg(f"effects-{what}")),
        rx.el.p(msg(f"effects-{what}-text"), class_name="soft"),
        table(msg(f"effects-{what}"), heads, rx.foreach(found, shown), "stacked labels"),
        rx.cond(
            total > found.length(), pager(offset, found.length(), total, turn, f"effects-turn-{what}")
        ),
    )  # fmt: skip


def _chosen() -> rx.Component:
    """Return of which classes and cases the figures of a kind of help are."""
    name = msg("inbox-help-" + S.chosen.to(str))
    return rx.el.section(
        rx.el.h2(msg("effects-of", help=name), id="effects-of", tab_index=-1),
        _part(
            "classes",
            ("effects-class", "inbox-helps-sent", "inbox-helps-held", "inbox-helps-hand", "effects-last"),
            S.classes, _class, (S.class_offset, S.class_total, S.turn_classes),
        ),
        _part(
            "cases",
            ("effects-at", "effects-class", "inbox-noticed", "effects-part", "effects-after"),
            S.cases, _case, (S.case_offset, S.case_total, S.turn_cases),
        ),
        class_name="stack",
        style={"margin-top": "2.5rem"},
    )  # fmt: skip


def interventions() -> rx.Component:
    """The page."""
    return shell(
        rx.el.h1(msg("inbox-helps-title")),
        model_pages("/admin/interventions"),
        rx.el.p(msg("inbox-helps-text"), class_name="soft"),
        rx.cond(
            S.effects_ready,
            rx.fragment(
                table(
                    msg("inbox-helps-title"),
                    (
                        "inbox-helps-help", "effects-judged", "inbox-helps-sent", "inbox-helps-held",
                        "inbox-helps-difference", "inbox-helps-hand", "inbox-helps-verdict", "",
                    ),
                    rx.foreach(S.effects, _effect),
                    "stacked labels",
                ),
                rx.el.p(msg("inbox-helps-how"), class_name="soft small"),
                rx.el.p(
                    msg("effects-trail"), " ", link(msg("nav-audit"), href="/admin/audit"), class_name="soft small"
                ),
                rx.cond(S.chosen != "", _chosen()),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )  # fmt: skip


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        interventions,
        route="/admin/interventions",
        title=msg("page-title", page=msg("inbox-helps-title")),
        on_load=InterventionEffectsState.load,
    )
