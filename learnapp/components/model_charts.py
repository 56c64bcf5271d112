"""Whether a model's chances come true, as a picture; the table beside it says the same."""

from __future__ import annotations

import reflex as rx
from plotly.graph_objects import Figure

from learnapp.components.charts import colour
from learnapp.components.seen import when_seen


def calibration_chart(
    said: rx.Var[list[float]], was: rx.Var[list[float]], names: tuple[rx.Var[str], rx.Var[str], rx.Var[str]]
) -> rx.Component:
    """Return the share of right answers against the chance that was said, per cent; on the line they are the same.

    Args:
        said: Mean chance of each bin.
        was: Share of right answers of each bin.
        names: Of the model's curve, of the line, and of the axis of chances.
    """
    axis = {
        "gridcolor": colour("line"), "zeroline": False, "fixedrange": True, "range": [0, 100], "ticksuffix": " %",
        "dtick": 25,
    }  # fmt: skip
    figure = {
        "data": [
            {
                "type": "scatter", "mode": "lines", "x": [0, 100], "y": [0, 100], "name": names[1],
                "line": {"color": colour("ink-soft"), "width": 1.5, "dash": "dot"}, "hoverinfo": "skip",
            },
            {
                "type": "scatter", "mode": "lines+markers", "x": said, "y": was, "name": names[0],
                "line": {"color": colour("accent"), "width": 2.5}, "marker": {"size": 7},
                "hovertemplate": "%{x:.0f} % → %{y:.0f} %<extra></extra>",
            },
        ],
        "layout": {
            "height": 300,
            "margin": {"l": 52, "r": 8, "t": 8, "b": 46},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": colour("ink-soft"), "size": 13},
            "legend": {"orientation": "h", "y": 1.15},
            "xaxis": {**axis, "title": {"text": names[2], "font": {"size": 13}}},
            "yaxis": axis,
        },
    }  # fmt: skip
    chart = rx.plotly.basic(
        data=rx.Var.create(figure).to(Figure),
        config={"displayModeBar": False, "responsive": True},
        width="100%",
        height="300px",
    )
    return when_seen(rx.el.div(chart, aria_hidden="true"), height="300px")
