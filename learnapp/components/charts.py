"""Charts. Plotly, in the colours of the theme; every chart has a table or sentence that says the same."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx
from plotly.graph_objects import Figure
from reflex.style import resolved_color_mode

from learnapp.components.seen import when_seen
from learnapp.components.theme import DARK, LIGHT

Axis = dict[str, object]
PER_CENT: Axis = {"range": [0, 104], "ticksuffix": " %", "dtick": 25}


def colour(name: str) -> rx.Var[str]:
    """Return a colour of the theme that follows light and dark."""
    return rx.cond(resolved_color_mode == "dark", DARK[name], LIGHT[name])


def drawn(
    traces: Sequence[object],
    height: int,
    *,
    margin: tuple[int, int, int, int] = (46, 8, 8, 36),
    across: Axis | None = None,
    up: Axis | None = None,
    heat: bool = False,
    **layout: object,
) -> rx.Component:
    """Return a picture in the colours of the theme, loaded when it is seen; hidden from screen readers.

    Args:
        traces: Plotly's traces.
        height: Pixels.
        margin: Left, right, top, bottom, pixels.
        across: What is special about the horizontal axis.
        up: What is special about the vertical axis.
        heat: A heat map, which needs a larger part of Plotly and is unreadable on a phone, where it is left out.
        layout: Anything else of Plotly's layout.
    """
    axis: Axis = {"gridcolor": colour("line"), "zeroline": False, "fixedrange": True}
    figure = {
        "data": traces,
        "layout": {
            "height": height,
            "margin": dict(zip("lrtb", margin, strict=True)),
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": colour("ink-soft"), "size": 12 if heat else 13},
            # It grows away from the lines, however many rows it takes on a phone.
            "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02},
            "xaxis": axis | (across or {}),
            "yaxis": axis | (up or {}),
            **layout,
        },
    }
    plot = rx.plotly.cartesian if heat else rx.plotly.basic
    chart = plot(
        data=rx.Var.create(figure).to(Figure),
        config={"displayModeBar": False, "responsive": True},
        width="100%",
        height=f"{height}px",
    )
    return when_seen(
        rx.el.div(chart, aria_hidden="true"), height=f"{height}px", class_name="large-screens" if heat else ""
    )


def in_band(
    across: Axis, value: object, low: object, high: object, names: tuple[rx.Var[str], rx.Var[str]], **line: object
) -> list[Axis]:
    """Return the traces of a line inside the band of its interval.

    Args:
        across: Where the points lie, as a part of each trace; nothing: one after the other.
        value: The line.
        low: Lower ends of the interval.
        high: Upper ends.
        names: Of the line and of the band.
        line: What is special about the line.
    """
    edge: Axis = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", **across}
    return [
        {**edge, "y": low, "showlegend": False},
        {**edge, "y": high, "fill": "tonexty", "fillcolor": colour("band"), "name": names[1]},
        {
            "type": "scatter", "mode": "lines", "y": value, "name": names[0],
            "line": {"color": colour("accent"), "width": 2.5}, **across, **line,
        },
    ]  # fmt: skip


def answers_chart(
    days: rx.Var[list[str]], right: rx.Var[list[int]], wrong: rx.Var[list[int]], names: tuple[rx.Var[str], rx.Var[str]]
) -> rx.Component:
    """Return right and wrong answers by day as stacked bars; the wrong ones are hatched as well as coloured."""
    hatched = {"color": colour("bad"), "pattern": {"shape": "/"}}
    return drawn(
        [
            {"type": "bar", "x": days, "y": right, "name": names[0], "marker": {"color": colour("good")}},
            {"type": "bar", "x": days, "y": wrong, "name": names[1], "marker": hatched},
        ],
        260,
        margin=(36, 8, 8, 36),
        across={"type": "date"},
        up={"rangemode": "tozero"},
        barmode="stack",
        bargap=0.35,
    )


def _bands() -> list[list[object]]:
    """Return a colour scale of four steps: the bands in the order fading, learning, almost, mastered."""
    scale: list[list[object]] = []
    for place, band in enumerate(("fading", "learning", "almost", "mastered")):
        scale += [[place / 4, colour(band)], [(place + 1) / 4, colour(band)]]
    return scale


def mastery_chart(
    hover: rx.Var[list[str]],
    value: rx.Var[list[int]],
    low: rx.Var[list[int]],
    high: rx.Var[list[int]],
    names: tuple[rx.Var[str], rx.Var[str], rx.Var[str]],
) -> rx.Component:
    """Return P(mastered) after each answer as a line inside the band of its interval, per cent.

    Args:
        hover: What each point says under the pointer.
        value: P(mastered).
        low: Lower ends of the interval.
        high: Upper ends.
        names: Of the line, of the band, and of the axis of answers.
    """
    return drawn(
        in_band(
            {}, value, low, high, names[:2], mode="lines+markers", hovertext=hover, hoverinfo="text", marker={"size": 7}
        ),
        240,
        margin=(46, 8, 8, 40),
        across={"showticklabels": False, "title": {"text": names[2], "font": {"size": 13}}, "showgrid": False},
        up=PER_CENT,
    )


def chance_chart(
    at: rx.Var[list[float]],
    chance: rx.Var[list[int]],
    low: rx.Var[list[int]],
    high: rx.Var[list[int]],
    names: tuple[rx.Var[str], rx.Var[str], rx.Var[str]],
    ticks: list[rx.Var[str]],
) -> rx.Component:
    """Return the chance of a right answer by ability as a line inside the band of its interval, per cent.

    Args:
        at: Abilities about the average, -3 to 3.
        chance: Chances.
        low: Lower ends of the interval.
        high: Upper ends.
        names: Of the line, of the band, and of the axis of abilities.
        ticks: What stands at -2, 0 and 2.
    """
    return drawn(
        in_band({"x": at}, chance, low, high, names[:2], hovertemplate="%{y} %<extra></extra>"),
        260,
        margin=(46, 8, 8, 44),
        across={"tickvals": [-2, 0, 2], "ticktext": ticks, "title": {"text": names[2], "font": {"size": 13}}},
        up=PER_CENT,
    )


def heatmap_chart(
    names: rx.Var[list[str]],
    kcs: rx.Var[list[str]],
    bands: rx.Var[list[list[int | None]]],
    texts: rx.Var[list[list[str]]],
    marks: rx.Var[list[list[str]]],
) -> rx.Component:
    """Return the band of each student and KC in the bands' own colours; cells without enough data stay empty.

    Args:
        names: Students.
        kcs: Topics.
        bands: 0 to 3: fading, learning, almost, mastered; None: not enough data.
        texts: The same in words, shown under the pointer.
        marks: The same as shapes, drawn in the cells.
    """
    cells = {
        "type": "heatmap",
        "x": kcs,
        "y": names,
        "z": bands,
        "text": marks,
        "texttemplate": "%{text}",
        "textfont": {"color": colour("surface"), "size": 14},
        "hovertext": texts,
        "zmin": -0.5,
        "zmax": 3.5,
        "colorscale": _bands(),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": "%{y}<br>%{x}<br>%{hovertext}<extra></extra>",
    }
    # Unreadable on a phone; the table below says the same.
    return drawn(
        [cells],
        460,
        margin=(130, 8, 8, 130),
        across={"tickangle": -40, "showgrid": False},
        up={"autorange": "reversed", "showgrid": False},
        heat=True,
    )
