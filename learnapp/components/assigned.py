"""What a student has to do for their teacher: the list on Today, the line beside a content, the pins above the path."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.text import moment, msg
from learnapp.state.student.assigned import AssignedState, OwnAssignment, OwnPin
from learnapp.state.student.learn import LearnState


def due_words(one: rx.Var[OwnAssignment]) -> rx.Var[str]:
    """Return until when, in words and calmly; "" where there is no day."""
    return rx.cond(
        one.due == "",
        "",
        rx.cond(
            one.state == "late",
            msg("assigned-late", when=moment(one.due)),
            msg("assigned-due", days=one.days, when=moment(one.due)),
        ),
    ).to(str)


def _facts(one: rx.Var[OwnAssignment]) -> rx.Component:
    """Return what it is, what is left of it and until when, in one quiet line."""
    return rx.el.p(
        msg("kind-" + one.kind.to(str)),
        rx.cond(
            one.state != "done",
            rx.fragment(
                rx.cond(
                    one.kind == "topic",
                    rx.fragment(
                        " · ",
                        rx.cond(one.answers > 0, msg("assigned-left", count=one.left), msg("assigned-mastered")),
                    ),
                ),
                rx.cond(one.due != "", rx.fragment(" · ", due_words(one))),
            ),
        ),
        class_name="soft small",
    )


def state_badge(state: rx.Var[str]) -> rx.Component:
    """Return whether something assigned is done, as shape, colour and word."""
    return rx.match(
        state,
        ("done", status_badge("good", msg("assigned-done"))),
        ("late", status_badge("warn", msg("assigned-late-word"))),
        status_badge("idle", msg("assigned-still")),
    )


def assigned_row(one: rx.Var[OwnAssignment], *, opens: bool = True) -> rx.Component:
    """Return one assignment.

    Args:
        one: The assignment.
        opens: Whether its title leads to the content.
    """
    title = rx.el.strong(one.title)
    if opens:
        named = rx.cond(one.href != "", link(one.title, href=one.href, class_name="label"), title)
    else:
        named = title
    return rx.el.li(
        rx.el.div(
            named,
            _facts(one),
            rx.cond(one.words != "", rx.el.p(rx.el.q(one.words), class_name="said")),
            rx.cond(
                (one.href == "") & (one.state != "done"),
                rx.el.p(msg("assigned-nothing"), class_name="soft small"),
            )
            if opens
            else rx.fragment(),
            class_name="assigned-what",
        ),
        state_badge(one.state),
        class_name="check-task",
        key=one.id,
    )


def assigned_card(first: rx.Var[list[OwnAssignment]], rest: rx.Var[list[OwnAssignment]]) -> rx.Component:
    """Return the card on Today with what the teacher has assigned.

    Args:
        first: What is shown at once.
        rest: What opens below it.
    """
    return rx.el.section(
        rx.el.h2(msg("assigned-title"), id="assigned-title"),
        rx.el.ul(rx.foreach(first, assigned_row), class_name="plain-list"),
        rx.cond(
            rest.length() > 0,
            rx.el.details(
                rx.el.summary(msg("assigned-more", count=rest.length())),
                rx.el.ul(rx.foreach(rest, assigned_row), class_name="plain-list"),
            ),
        ),
        aria_labelledby="assigned-title",
        class_name="card quiet assigned",
    )


def assigned_beside() -> rx.Component:
    """Return the quiet line of a content that is assigned."""
    one = AssignedState.beside
    done = (one.state == "done") | ((one.kind != "topic") & LearnState.finished)
    return rx.cond(
        one.id != "",
        rx.el.p(
            rx.cond(one.kind == "topic", msg("assigned-beside-topic", title=one.title), msg("assigned-beside")),
            " ",
            rx.cond(done, msg("assigned-beside-done"), due_words(one)),
            rx.cond(one.words != "", rx.fragment(" ", rx.el.q(one.words))),
            class_name="soft small",
        ),
    )


def _pin(one: rx.Var[OwnPin]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            link(one.title, href="/learn/" + one.id, class_name="label"),
            rx.el.p(msg("kind-" + one.kind.to(str)), " · ", msg("minutes", count=one.minutes), class_name="soft small"),
            class_name="assigned-what",
        ),
        rx.cond(one.done, status_badge("good", msg("pinned-done")), status_badge("idle", msg("pinned-open"))),
        class_name="check-task",
        key=one.id,
    )


def pins_card(pins: rx.Var[list[OwnPin]]) -> rx.Component:
    """Return what the teacher has pinned above the path."""
    return rx.cond(
        pins.length() > 0,
        rx.el.section(
            rx.el.h2(msg("pinned-title"), id="pinned-title"),
            rx.el.ul(rx.foreach(pins, _pin), class_name="plain-list"),
            aria_labelledby="pinned-title",
            class_name="card",
        ),
    )
