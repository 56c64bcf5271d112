"""What a language model suggests for an item, beside its form; and which words of a draft are a model's."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.prose import prose
from learnapp.components.text import msg
from learnapp.state.author_item import AuthorItemState, GeneratedView
from learnapp.state.author_suggest import WAYS, Dropped, SuggestState


def _written(one: rx.Var[GeneratedView]) -> rx.Component:
    said = rx.cond(one.part == "solved", msg("suggest-solved-" + one.text.to(str)), one.text)
    return rx.el.li(rx.el.span(msg("suggest-part-" + one.part.to(str)), ": ", class_name="soft small"), said)


def generated() -> rx.Component:
    """Return what a model wrote of the draft, for who decides about it; nothing where it wrote nothing."""
    form = AuthorItemState.form
    return rx.cond(
        form.generated.length() > 0,
        rx.el.section(
            rx.el.h2(msg("suggest-generated")),
            rx.el.p(msg("suggest-generated-text"), class_name="note"),
            rx.el.ul(rx.foreach(form.generated, _written), class_name="plain-list stack-s wrap"),
            class_name="card stack-s",
        ),
    )


def _dropped(one: rx.Var[Dropped]) -> rx.Component:
    return rx.el.li(rx.el.q(one.text), rx.el.p(msg(one.why), class_name="soft small"))


def _result() -> rx.Component:
    state = SuggestState
    got = state.suggested
    return rx.el.div(
        rx.cond(state.suggesting, rx.el.p(msg("suggest-waiting"), class_name="soft")),
        rx.cond(
            got.kept.length() > 0,
            rx.fragment(
                rx.el.p(
                    rx.cond(state.other != "", msg("suggest-made-" + got.solved), msg("suggest-in-draft")),
                    class_name="note good",
                ),
                rx.el.ul(rx.foreach(got.kept, lambda one: rx.el.li(prose(one))), class_name="bullets"),
                rx.cond(state.other != "", link(msg("suggest-open"), href=state.other, class_name="button")),
            ),
            rx.cond(
                (state.asked_for != "") & ~state.suggesting, rx.el.p(msg("suggest-nothing"), class_name="note")
            ),
        ),
        rx.cond(
            got.dropped.length() > 0,
            rx.el.details(
                rx.el.summary(msg("suggest-dropped", count=got.dropped.length())),
                rx.el.ul(rx.foreach(got.dropped, _dropped), class_name="plain-list stack-s wrap"),
            ),
        ),
        role="status",
        class_name="stack-s",
    )  # fmt: skip


def suggesting() -> rx.Component:
    """Return the ways to ask for a suggestion, where the institution has a language model."""
    state, form = SuggestState, AuthorItemState.form
    button = {"type": "button", "class_name": "button", "disabled": state.suggesting}
    asks = (form.steps.length() > 0) | form.template
    ways = rx.el.form(
        labelled(
            "suggest-way",
            rx.el.select(
                *[rx.el.option(msg(f"explain-{one}"), value=one) for one in WAYS],
                id="suggest-way", name="way", class_name="select",
            ),
            "suggest-way",
        ),
        rx.el.button(msg("suggest-explanation"), type="submit", class_name="button", disabled=state.suggesting),
        on_submit=state.explanation,
        class_name="row end",
    )  # fmt: skip
    return rx.cond(
        state.model_ready,
        rx.el.section(
            rx.el.h2(msg("suggest-title")),
            rx.el.p(msg("suggest-text"), class_name="soft small"),
            rx.cond(form.template, rx.el.p(msg("suggest-template-text"), class_name="soft small")),
            rx.cond(
                asks,
                rx.el.div(
                    rx.el.button(msg("suggest-hints"), on_click=state.hints, **button),
                    rx.el.button(msg("suggest-practice"), on_click=state.practice, **button),
                    class_name="row",
                ),
            ),
            ways,
            _result(),
            class_name="card stack-s",
        ),
    )
