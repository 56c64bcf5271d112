"""The children of a guardian: how the week went, in plain words."""

from __future__ import annotations

import reflex as rx

from learnapp.components.adoption import recommend_question, tour
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.school_news import announced
from learnapp.components.text import date_of, msg
from learnapp.state.adoption import AdoptionState
from learnapp.state.family import ChildView, FamilyState
from learnapp.state.school_news import NewsState


def week_in_words(child: rx.Var[ChildView]) -> rx.Component:
    """Return what a child did this week, in a sentence."""
    return rx.el.p(
        rx.cond(
            child.days > 0,
            rx.cond(
                child.minutes > 0,
                msg("family-week", days=child.days, minutes=child.minutes, answers=child.answers),
                msg("family-week-answers", days=child.days, answers=child.answers),
            ),
            rx.cond(child.last != "", msg("family-week-none", day=date_of(child.last)), msg("family-never")),
        )
    )


def names(label: str, found: rx.Var[list[str]]) -> rx.Component:
    """Return a few topics under what they have in common; nothing when there are none."""
    return rx.cond(
        found.length() > 0,
        rx.el.p(rx.el.strong(msg(label)), " ", found.join(", ")),
    )


def _card(child: rx.Var[ChildView]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(link(child.name, href="/family/" + child.id)),
        rx.el.p(child.classes.join(", "), class_name="soft small"),
        week_in_words(child),
        names("family-well", child.well),
        names("family-hard", child.hard),
        rx.cond(~child.covered, rx.el.p(msg("family-not-covered"), class_name="note")),
        rx.el.div(link(msg("family-open"), href="/family/" + child.id, class_name="button primary"), class_name="row"),
        class_name="card stack-s",
    )


def family() -> rx.Component:
    """The page."""
    return shell(
        rx.el.h1(msg("family-title")),
        announced(),
        tour(),
        rx.cond(
            FamilyState.family_ready,
            rx.fragment(
                rx.cond(
                    FamilyState.children_of.length() > 0,
                    rx.el.ul(rx.foreach(FamilyState.children_of, _card), class_name="grid plain-list"),
                    empty_state(msg("family-none"), msg("family-none-text")),
                ),
                recommend_question(),
            ),
            loading(msg("loading")),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("family-title"))
    app.add_page(
        family, route="/family", title=title, on_load=[NewsState.load, AdoptionState.load_welcome, FamilyState.load]
    )
