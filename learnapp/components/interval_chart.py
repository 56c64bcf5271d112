"""A difference with its interval over the days, around the line of no difference."""

from __future__ import annotations

import reflex as rx
from plotly.graph_objects import Figure
from reflex.style import resolved_color_mode

from learnapp.components.seen import when_seen
from learnapp.components.theme import DARK, LIGHT


def _colour(name: str) -> rx.Var[str]:
    return rx.cond(resolved_color_mode == "dark", DARK[name], LIGHT[name])


def chart_of(traces: list[dict[str, object]], axis_of_y: dict[str, object]) -> rx.Component:
    """Return lines over days in the colours of the theme; hidden from screen readers, for a table says the same.

    Args:
        traces: Plotly's traces.
        axis_of_y: What is special about the axis of values.
    """
    axis = {"gridcolor": _colour("line"), "fixedrange": True}
    figure = {
        "data": traces,
        "layout": {
            "height": 240,
            "margin": {"l": 46, "r": 8, "t": 8, "b": 36},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": _colour("ink-soft"), "size": 13},
            "legend": {"orientation": "h", "y": 1.2},
            "xaxis": {**axis, "type": "date", "zeroline": False},
            "yaxis": {**axis, **axis_of_y},
        },
    }
    chart = rx.plotly.basic(
        data=rx.Var.create(figure).to(Figure),
        config={"displayModeBar": False, "responsive": True},
        width="100%",
        height="240px",
    )
    return when_seen(rx.el.div(chart, aria_hidden="true"), height="240px")


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
    edge: dict[str, object] = {
        "type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": days,
    }  # fmt: skip
    line: dict[str, object] = {
        "type": "scatter", "mode": "lines+markers", "x": days, "y": value, "name": names[0],
        "line": {"color": _colour("accent"), "width": 2.5}, "marker": {"size": 6},
    }  # fmt: skip
    band = {**edge, "y": high, "fill": "tonexty", "fillcolor": _colour("band"), "name": names[1]}
    zero = {"zeroline": True, "zerolinewidth": 2, "zerolinecolor": _colour("ink-soft"), "rangemode": "tozero"}
    return chart_of([{**edge, "y": low, "showlegend": False}, band, line], zero)
