"""Whether a model's chances come true, as a picture; the table beside it says the same."""

from __future__ import annotations

import reflex as rx

from learnapp.components.charts import PER_CENT, colour, drawn


def calibration_chart(
    said: rx.Var[list[float]], was: rx.Var[list[float]], names: tuple[rx.Var[str], rx.Var[str], rx.Var[str]]
) -> rx.Component:
    """Return the share of right answers against the chance that was said, per cent; on the line they are the same.

    Args:
        said: Mean chance of each bin.
        was: Share of right answers of each bin.
        names: Of the model's curve, of the line, and of the axis of chances.
    """
    per_cent = PER_CENT | {"range": [0, 100]}
    return drawn(
        [
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
        300,
        margin=(52, 8, 8, 46),
        across=per_cent | {"title": {"text": names[2], "font": {"size": 13}}},
        up=per_cent,
    )  # fmt: skip
