"""How hard a question is: in plain words, with what that rests on, the curve behind it, and what is odd."""

from __future__ import annotations

import reflex as rx

from learnapp.components.charts import chance_chart
from learnapp.components.table import table
from learnapp.components.text import msg
from learnapp.state.class_items import AbilityView, DifficultyView, ItemState


def basis(found: rx.Var[DifficultyView]) -> rx.Component:
    """Return in a few words what a difficulty rests on."""
    return rx.match(
        found.basis,
        ("fitted", rx.fragment(msg("difficulty-from-answers", count=found.answers))),
        ("few", rx.fragment(msg("difficulty-from-few", count=found.answers))),
        ("prior", rx.fragment(msg("difficulty-from-text"))),
        rx.fragment(msg("difficulty-from-author")),
    )


def cell(found: rx.Var[DifficultyView]) -> rx.Component:
    """Return the difficulty as a cell of the table says it."""
    return rx.cond(
        found.word != "",
        rx.fragment(
            rx.el.strong(msg("difficulty-word-" + found.word)),
            rx.el.div(basis(found), class_name="soft small"),
            rx.cond(
                (found.basis == "fitted") & (found.word != "unclear"),
                rx.el.div(
                    msg(
                        "difficulty-short",
                        b=found.b,
                        b_low=found.b_low,
                        b_high=found.b_high,
                        a=found.a,
                        a_low=found.a_low,
                        a_high=found.a_high,
                    ),
                    class_name="soft small",
                ),
            ),
            rx.cond(
                found.flags.length() > 0,
                rx.el.div(
                    rx.foreach(found.flags, lambda flag: rx.el.span("⚠ ", msg("difficulty-flag-" + flag))),
                    class_name="bad-text small",
                ),
            ),
        ),
        rx.el.span(msg("difficulty-none"), class_name="soft"),
    )


def _what_to_do(flag: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(msg("difficulty-flag-" + flag), ". "),
        msg("difficulty-why-" + flag),
        " ",
        msg("difficulty-do-" + flag),
    )


def _ability(one: rx.Var[AbilityView]) -> rx.Component:
    return rx.cond(
        one.name != "",
        rx.el.tr(
            rx.el.th(msg("difficulty-ability-" + one.name), scope="row"),
            rx.el.td(msg("percent", value=one.chance), class_name="number"),
            rx.el.td(msg("difficulty-between", low=one.low, high=one.high), class_name="number nowrap"),
        ),
    )


def _figures(found: rx.Var[DifficultyView]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(msg("difficulty-table")),
        rx.el.p(msg("difficulty-b", value=found.b, low=found.b_low, high=found.b_high)),
        rx.el.p(msg("difficulty-a", value=found.a, low=found.a_low, high=found.a_high)),
        table(
            msg("difficulty-curve"),
            ("difficulty-ability", "difficulty-chance", "difficulty-range"),
            rx.foreach(ItemState.item.curve, _ability),
        ),
    )


def _curve(found: rx.Var[DifficultyView]) -> rx.Component:
    """Return the picture of the chance by ability, with the same as figures."""
    return rx.fragment(
        rx.el.h3(msg("difficulty-curve"), class_name="below"),
        rx.el.p(msg("difficulty-curve-lead"), class_name="soft small"),
        chance_chart(
            ItemState.curve_at,
            ItemState.curve_chance,
            ItemState.curve_low,
            ItemState.curve_high,
            (msg("difficulty-chance"), msg("difficulty-range"), msg("difficulty-ability")),
            [msg(f"difficulty-tick-{name}") for name in ("weaker", "average", "stronger")],
        ),
        _figures(found),
    )


def difficulty() -> rx.Component:
    """Return everything about the difficulty of the question of the page."""
    found = ItemState.item.row.difficulty
    return rx.cond(
        found.word != "",
        rx.el.section(
            rx.el.h2(msg("difficulty-title")),
            rx.el.ul(
                rx.el.li(
                    rx.el.strong(msg("difficulty-word-" + found.word), ": "),
                    rx.cond(
                        found.word == "unclear",
                        msg("difficulty-say-unclear"),
                        msg("difficulty-say-chance", chance=found.chance, low=found.low, high=found.high),
                    ),
                ),
                rx.el.li(
                    rx.match(
                        found.basis,
                        ("fitted", msg("difficulty-say-fitted", answers=found.answers, students=found.students)),
                        ("few", msg("difficulty-say-few", answers=found.answers, students=found.students)),
                        ("prior", msg("difficulty-say-prior")),
                        msg("difficulty-say-author"),
                    )
                ),
                class_name="stack-s",
            ),
            rx.cond(
                found.flags.length() > 0,
                rx.el.div(
                    rx.el.ul(rx.foreach(found.flags, _what_to_do), class_name="plain-list stack-s"),
                    class_name="note bad below",
                ),
            ),
            rx.cond(ItemState.item.curve.length() > 0, _curve(found)),
        ),
    )
