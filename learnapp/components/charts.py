"""Charts. Plotly, in the colours of the theme; every chart has a table or sentence that says the same."""

from __future__ import annotations

import reflex as rx
from plotly.graph_objects import Figure
from reflex.style import resolved_color_mode

from learnapp.components.seen import when_seen
from learnapp.components.theme import DARK, LIGHT


def colour(name: str) -> rx.Var[str]:
    """Return a colour of the theme that follows light and dark."""
    return rx.cond(resolved_color_mode == "dark", DARK[name], LIGHT[name])


def answers_chart(
    days: rx.Var[list[str]], right: rx.Var[list[int]], wrong: rx.Var[list[int]], names: tuple[rx.Var[str], rx.Var[str]]
) -> rx.Component:
    """Return right and wrong answers by day as stacked bars; the wrong ones are hatched as well as coloured."""
    axis = {"gridcolor": colour("line"), "zeroline": False, "fixedrange": True}
    figure = {
        "data": [
            {"type": "bar", "x": days, "y": right, "name": names[0], "marker": {"color": colour("good")}},
            {
                "type": "bar",
                "x": days,
                "y": wrong,
                "name": names[1],
                "marker": {"color": colour("bad"), "pattern": {"shape": "/"}},
            },
        ],
        "layout": {
            "barmode": "stack",
            "bargap": 0.35,
            "height": 260,
            "margin": {"l": 36, "r": 8, "t": 8, "b": 36},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": colour("ink-soft"), "size": 13},
            "legend": {"orientation": "h", "y": 1.15},
            "xaxis": {**axis, "type": "date"},
            "yaxis": {**axis, "rangemode": "tozero"},
        },
    }
    chart = rx.plotly.basic(
        data=rx.Var.create(figure).to(Figure),
        config={"displayModeBar": False, "responsive": True},
        width="100%",
        height="260px",
    )
    return when_seen(rx.el.div(chart, aria_hidden="true"), height="260px")


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
    axis = {"gridcolor": colour("line"), "zeroline": False, "fixedrange": True}
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure = {
        "data": [
            {**edge, "y": low, "showlegend": False},
            {**edge, "y": high, "fill": "tonexty", "fillcolor": colour("band"), "name": names[1]},
            {
                "type": "scatter",
                "mode": "lines+markers",
                "y": value,
                "hovertext": hover,
                "name": names[0],
                "line": {"color": colour("accent"), "width": 2.5},
                "marker": {"size": 7},
                "hoverinfo": "text",
            },
        ],
        "layout": {
            "height": 240,
            "margin": {"l": 46, "r": 8, "t": 8, "b": 40},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": colour("ink-soft"), "size": 13},
            "legend": {"orientation": "h", "y": 1.2},
            "xaxis": {
                **axis,
                "showticklabels": False,
                "title": {"text": names[2], "font": {"size": 13}},
                "showgrid": False,
            },
            "yaxis": {**axis, "range": [0, 104], "ticksuffix": " %", "dtick": 25},
        },
    }
    chart = rx.plotly.basic(
        data=rx.Var.create(figure).to(Figure),
        config={"displayModeBar": False, "responsive": True},
        width="100%",
        height="240px",
    )
    return when_seen(rx.el.div(chart, aria_hidden="true"), height="240px")


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
    axis = {"gridcolor": colour("line"), "zeroline": False, "fixedrange": True}
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": at}
    figure = {
        "data": [
            {**edge, "y": low, "showlegend": False},
            {**edge, "y": high, "fill": "tonexty", "fillcolor": colour("band"), "name": names[1]},
            {
                "type": "scatter",
                "mode": "lines",
                "x": at,
                "y": chance,
                "name": names[0],
                "line": {"color": colour("accent"), "width": 2.5},
                "hovertemplate": "%{y} %<extra></extra>",
            },
        ],
        "layout": {
            "height": 260,
            "margin": {"l": 46, "r": 8, "t": 8, "b": 44},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": colour("ink-soft"), "size": 13},
            "legend": {"orientation": "h", "y": 1.2},
            "xaxis": {
                **axis,
                "tickvals": [-2, 0, 2],
                "ticktext": ticks,
                "title": {"text": names[2], "font": {"size": 13}},
            },
            "yaxis": {**axis, "range": [0, 104], "ticksuffix": " %", "dtick": 25},
        },
    }
    chart = rx.plotly.basic(
        data=rx.Var.create(figure).to(Figure),
        config={"displayModeBar": False, "responsive": True},
        width="100%",
        height="260px",
    )
    return when_seen(rx.el.div(chart, aria_hidden="true"), height="260px")


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
    figure = {
        "data": [
            {
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
        ],
        "layout": {
            "height": 460,
            "margin": {"l": 130, "r": 8, "t": 8, "b": 130},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": colour("ink-soft"), "size": 12},
            "xaxis": {"tickangle": -40, "fixedrange": True, "showgrid": False, "zeroline": False},
            "yaxis": {"autorange": "reversed", "fixedrange": True, "showgrid": False, "zeroline": False},
        },
    }
    chart = rx.plotly.cartesian(
        data=rx.Var.create(figure).to(Figure),
        config={"displayModeBar": False, "responsive": True},
        width="100%",
        height="460px",
    )
    # Unreadable on a phone; the table below says the same.
    return when_seen(rx.el.div(chart, aria_hidden="true"), height="460px", class_name="large-screens")
