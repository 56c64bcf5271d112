"""How long things are remembered here: whether the institution's own weights serve, since when, and how much better."""

from __future__ import annotations

import reflex as rx

from learnapp.components.status import status_badge
from learnapp.components.text import moment, msg
from learnapp.state.admin.memory import MemoryState


def memory_card() -> rx.Component:
    """Return the card."""
    memory = MemoryState.memory
    own, usual = status_badge("good", msg("memory-own")), status_badge("idle", msg("memory-usual"))
    measured = msg("memory-gain", gain=memory.gain, low=memory.low, high=memory.high)
    rests = msg("memory-rests", reviews=memory.reviews, count=memory.students)
    return rx.cond(
        MemoryState.memory_ready,
        rx.el.section(
            rx.el.h2(msg("memory-title")),
            rx.el.p(msg("memory-text"), class_name="soft"),
            rx.match(
                memory.outcome,
                ("served", rx.el.p(own, " ", msg("memory-served", moment=moment(memory.at)))),
                ("no_better", rx.el.p(usual, " ", msg("memory-no-better", moment=moment(memory.at)))),
                ("few", rx.el.p(usual, " ", msg("memory-few", moment=moment(memory.at)))),
                rx.el.p(usual, " ", msg("memory-never")),
            ),
            rx.cond(memory.measured, rx.el.p(measured)),
            rx.cond(memory.outcome != "never", rx.el.p(rests, " ", msg("memory-refused"), class_name="soft small")),
            rx.cond(
                (memory.outcome == "few") | (memory.outcome == "never"),
                rx.el.p(
                    msg("memory-least", students=memory.least_students, reviews=memory.least_reviews),
                    class_name="soft small",
                ),
            ),
            class_name="card stack-s",
        ),
    )
