"""The choice of a student, or of a guardian, whether new ways of choosing are tried with them."""

from __future__ import annotations

import reflex as rx

from learnapp.components.text import msg
from learnapp.state.taking_part import TakingPartState


def taking_part() -> rx.Component:
    """Return the choice; nothing for those who neither study nor look at their child."""
    state = TakingPartState
    return rx.cond(
        state.may_choose,
        rx.el.section(
            rx.el.h2(msg("experiment-part-title")),
            rx.el.p(
                rx.cond(state.of_child != "", msg("experiment-part-child-text"), msg("experiment-part-text")),
                id="experiment-part-text",
                class_name="soft",
            ),
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=state.takes_part,
                    on_change=state.choose,
                    aria_describedby="experiment-part-text",
                ),
                rx.el.span(
                    rx.cond(state.of_child != "", msg("experiment-part-child-label"), msg("experiment-part-label"))
                ),
                class_name="row",
            ),
            class_name="card",
        ),
    )
