"""What a trial found, a line for each step."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx

from learnapp.components.status import status_badge
from learnapp.components.text import msg
from learnapp.state.trial_steps import TrialStep

OneStep = rx.Var[TrialStep]


def trial_steps(
    steps: rx.Var[list[TrialStep]],
    words: str,
    *,
    unsaid: str = "trial-outcome-open",
    why: Callable[[OneStep], rx.Var] | None = None,
    more: Callable[[OneStep], rx.Component] | None = None,
) -> rx.Component:
    """Return the list of steps.

    Args:
        steps: What was found.
        words: Beginning of the catalogue's keys: `WORDS-step-NAME`, and `WORDS-why-REASON` unless `why` says otherwise.
        unsaid: Key of the outcome `open`.
        why: Key of what is wrong with a step.
        more: What stands below a step.
    """

    def line(one: OneStep) -> rx.Component:
        key = why(one) if why is not None else f"{words}-why-" + one.reason
        outcome = rx.cond(one.outcome == "open", msg(unsaid), msg("trial-outcome-" + one.outcome))
        return rx.el.li(
            status_badge(one.tone, outcome),
            " ",
            msg(f"{words}-step-" + one.name),
            rx.cond(one.reason != "", rx.el.p(msg(key), class_name="small")),
            more(one) if more is not None else rx.fragment(),
        )

    return rx.el.ul(rx.foreach(steps, line), class_name="plain-list stack-s")
