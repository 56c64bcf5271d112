"""What stands beside a text: where it comes from, a timeline, a question, and other explanations of the topic."""

from __future__ import annotations

import reflex as rx

from learnapp.components.prose import prose
from learnapp.components.text import msg
from learnapp.state.working import TaskState


def source_note(state: type[TaskState]) -> rx.Component:
    """Return where a passage comes from, and what kind of source it is."""
    content = state.content
    return rx.cond(
        content.source != "",
        rx.el.p(
            rx.el.strong(msg("source-" + content.source_kind.to(str))), " · ", content.source, class_name="source small"
        ),
    )


def timeline(state: type[TaskState]) -> rx.Component:
    """Return the entries of a timeline, in the order of time."""

    def entry(one: rx.Var) -> rx.Component:
        return rx.el.li(rx.el.span(one.when, class_name="when"), rx.el.h2(one.title), rx.el.p(one.text))

    return rx.cond(
        state.content.timeline.length() > 0,
        rx.el.ol(rx.foreach(state.content.timeline, entry), class_name="timeline"),
    )


def other_explanations(state: type[TaskState]) -> rx.Component:
    """Return the ways in which the topic can be explained differently, and the one that is open."""
    opened = state.explanation

    def way(kind: rx.Var[str]) -> rx.Component:
        return rx.el.button(
            msg("explain-" + kind),
            type="button",
            on_click=state.explain(kind),
            aria_pressed=opened.kind == kind,
            class_name="button",
        )

    return rx.cond(
        state.content.explanations.length() > 0,
        rx.el.section(
            rx.el.h2(msg("explain-title"), id="explain-title", class_name="section-title"),
            rx.el.div(
                rx.foreach(state.content.explanations, way), class_name="row", role="group",
                aria_labelledby="explain-title",
            ),
            rx.el.div(
                rx.cond(
                    opened.kind != "",
                    rx.el.article(
                        prose(opened.text),
                        rx.cond(
                            opened.picture != "",
                            rx.el.img(src=opened.picture, alt=opened.alt, class_name="drawn-picture"),
                        ),
                        class_name="card below stack-s",
                    ),
                ),
                role="status",
            ),
        ),
    )  # fmt: skip
