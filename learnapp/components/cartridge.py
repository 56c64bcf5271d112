"""Taking a course along: choose it, see what the format cannot say, download it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.links import route_link
from learnapp.components.table import table
from learnapp.components.text import msg
from learnapp.state.admin.cartridge import CartridgeState, LeftRow
from learnapp.state.admin.content import ContentState


def _left(row: rx.Var[LeftRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.why, scope="row", class_name="wrap"),
        rx.el.td(row.times, class_name="num"),
        rx.el.td(row.places, class_name="soft small wrap"),
    )


def _made() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            msg(
                "cartridge-made",
                title=CartridgeState.cartridge_title,
                readings=CartridgeState.cartridge_readings,
                questions=CartridgeState.cartridge_questions,
            ),
            role="status",
        ),
        rx.el.p(
            route_link(msg("cartridge-download"), href=CartridgeState.cartridge_address, class_name="button primary")
        ),
        rx.cond(
            CartridgeState.left.length() > 0,
            rx.fragment(
                rx.el.div(
                    rx.el.h3(msg("cartridge-left")),
                    rx.el.button(msg("csv"), type="button", class_name="button", on_click=CartridgeState.download),
                    class_name="row between",
                ),
                table(
                    msg("cartridge-left"),
                    ("import-why", "import-times", "import-places"),
                    rx.foreach(CartridgeState.left, _left),
                ),
            ),
            rx.el.p(msg("cartridge-all-in"), class_name="note good"),
        ),
    )


def take_along() -> rx.Component:
    """Return the part of the page on which a course becomes a cartridge."""
    return rx.el.section(
        rx.el.h2(msg("cartridge-title")),
        rx.el.p(msg("cartridge-text"), class_name="soft"),
        rx.el.form(
            labelled(
                "cartridge-course",
                rx.el.select(
                    rx.foreach(ContentState.courses, lambda course: rx.el.option(course.title, value=course.value)),
                    id="cartridge-course",
                    name="course",
                    class_name="select",
                ),
                "cartridge-course",
            ),
            rx.el.button(msg("cartridge-make"), type="submit", class_name="button"),
            on_submit=CartridgeState.make,
            class_name="row end",
        ),
        rx.cond(CartridgeState.cartridge_title != "", _made()),
        class_name="card stack",
    )
