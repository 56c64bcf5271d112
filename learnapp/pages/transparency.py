"""Which models decide what, on which data, how well, and how to object: for everybody of the school."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.layout import shell
from learnapp.components.text import day, msg, transparency_words
from learnapp.state.transparency import ModelCard, TransparencyState


def _figures(one: rx.Var[ModelCard]) -> rx.Component:
    return rx.cond(
        one.judged_at != "",
        rx.fragment(
            rx.cond(
                one.auc >= 0,
                rx.el.p(rx.cond(
                    one.key == "mastery",
                    msg("transparency-judged-answers", rows=one.rows, students=one.students, auc=one.auc),
                    msg("transparency-judged", rows=one.rows, students=one.students, auc=one.auc),
                )),
                rx.el.p(rx.cond(
                    one.key == "mastery",
                    msg("transparency-judged-answers-few", rows=one.rows, students=one.students),
                    msg("transparency-judged-few", rows=one.rows, students=one.students),
                )),
            ),
            rx.el.p(
                rx.cond(
                    (one.judged != one.version) & (one.judged != one.foresees),
                    rx.fragment(msg("transparency-judged-other", version=one.judged), " ")
                ),
                msg("transparency-groups-" + one.groups), " ", msg("transparency-judged-at"), " ",
                day(one.judged_at), class_name="soft small",
            ),
        ),
        rx.el.p(msg("transparency-not-judged"), class_name="soft small"),
    )  # fmt: skip


def _card(one: rx.Var[ModelCard]) -> rx.Component:
    name = "transparency-" + one.key
    return rx.el.li(
        rx.el.h2(msg(name)),
        rx.el.p(msg(name + "-what")),
        rx.el.dl(
            *(
                rx.el.div(rx.el.dt(msg(f"transparency-{part}")), rx.el.dd(msg(name + f"-{part}")))
                for part in ("data", "never")
            ),
            class_name="known",
        ),
        _figures(one),
        rx.cond(
            one.version != "",
            rx.el.p(
                msg("transparency-version", version=one.version),
                rx.cond(one.foresees != "", rx.fragment(". ", msg("transparency-foresees", version=one.foresees))),
                rx.cond(one.since != "", rx.fragment(", ", msg("transparency-since", day=day(one.since)))),
                class_name="soft small",
            ),
        ),
        class_name="card stack-s",
    )


def models() -> rx.Component:
    """The page."""
    whole = rx.fragment(
        rx.el.ul(rx.foreach(TransparencyState.cards, _card), class_name="stack plain-list"),
        rx.el.section(
            rx.el.h2(msg("transparency-object")),
            rx.el.p(msg("transparency-object-text")),
            rx.el.p(msg("transparency-object-more")),
            class_name="note stack-s",
        ),
    )
    return shell(
        transparency_words(),
        rx.el.h1(msg("transparency-title")),
        rx.el.p(msg("transparency-lead"), class_name="soft"),
        rx.cond(TransparencyState.models_ready, rx.el.div(whole, class_name="stack"), loading(msg("loading"))),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        models, route="/models", title=msg("page-title", page=msg("transparency-title")), on_load=TransparencyState.load
    )  # fmt: skip
