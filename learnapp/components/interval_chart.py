"""A difference with its interval over the days, around the line of no difference."""

from __future__ import annotations

import reflex as rx

from learnapp.components.charts import colour, drawn, in_band


def interval_chart(
    days: rx.Var[list[str]],
    value: rx.Var[list[float]],
    low: rx.Var[list[float]],
    high: rx.Var[list[float]],
    names: tuple[rx.Var[str], rx.Var[str]],
) -> rx.Component:
    """Return a difference in its interval, points.

    Args:
        days: ISO dates.
        value: The difference on each of them.
        low: Lower ends of its interval.
        high: Upper ends.
        names: Of the line and of the band.
    """
    return drawn(
        in_band({"x": days}, value, low, high, names, mode="lines+markers", marker={"size": 6}),
        240,
        across={"type": "date"},
        up={"zeroline": True, "zerolinewidth": 2, "zerolinecolor": colour("ink-soft"), "rangemode": "tozero"},
    )
