"""What is new, for whoever is signed in."""

from __future__ import annotations

import reflex as rx

from learnapp.components.layout import shell
from learnapp.components.text import day, msg
from learnapp.state.adoption import AdoptionState, NewsView


def _entry(one: rx.Var[NewsView]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            day(one.on), rx.cond(one.fresh, rx.el.span(msg("news-new"), class_name="badge")), class_name="row soft"
        ),
        rx.el.h2(msg(one.key)),
        rx.el.p(msg(one.key.to(str) + "-text")),
        class_name="card stack-s",
    )


def news() -> rx.Component:
    """The page."""
    return shell(
        rx.el.h1(msg("news-page-title")),
        rx.el.ul(rx.foreach(AdoptionState.news, _entry), class_name="stack plain-list"),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("news-page-title"))
    app.add_page(news, route="/news", title=title, on_load=AdoptionState.load_news)
