"""How one number came about, as a picture and as a sentence."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.charts import mastery_chart
from learnapp.components.text import day, msg, points

_OWN = "curve-answers"


def curve(found: Any, answers: str = _OWN) -> rx.Component:
    """Return the curve of one KC.

    Args:
        found: A `CurveView`: after each answer P(mastered) with its interval, in per cent.
        answers: Catalogue key of the name of the axis of answers.
    """
    last = found.value.length() - 1
    return rx.cond(
        found.value.length() > 1,
        rx.el.div(
            rx.el.p(
                msg(
                    "curve-text",
                    first=found.value[0],
                    last=found.value[last],
                    count=found.value.length(),
                    since=day(found.at[0]),
                ),
                class_name="small",
            ),
            mastery_chart(
                points(found.at, found.value, found.low, found.high),
                found.value,
                found.low,
                found.high,
                (msg("estimate"), msg("curve-range"), msg(answers)),
            ),
            _trained(found, own=answers == _OWN),
        ),
        rx.el.p(msg("curve-none"), class_name="soft small"),
    )


def _trained(found: Any, *, own: bool) -> rx.Component:
    """Return how the school's trained model reads the KC, where one serves; its words speak to the student."""
    words = found.told if own else rx.cond(found.told != "", msg("trained-told", told=found.told), "")
    return rx.cond(
        found.trained >= 0,
        rx.el.p(msg("trained-reading", percent=found.trained), " ", words, class_name="soft small below"),
    )
