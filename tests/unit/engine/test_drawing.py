"""Pictures from plain data: well-formed, true to the numbers, and closed to whatever somebody writes into a label."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine.drawing import draw

SVG = "{http://www.w3.org/2000/svg}"
BARS: dict[str, Any] = {"kind": "bars", "bars": [[3, 8, "3/8"], [1, 2, "1/2"]]}
LINE: dict[str, Any] = {"kind": "line", "from": -3, "to": 3, "marks": [[-2, "start"]], "jumps": [[-2, 1, "+3"]]}
PLANE: dict[str, Any] = {"kind": "plane", "size": 6, "lines": [[2, -3, "y = 2x - 3"]], "points": [[0, -3, "start"]]}
STEPS: dict[str, Any] = {"kind": "steps", "rows": [[["a", "b", "a long label"], "first"], [["c"], "and then"]]}
ALL: list[dict[str, Any]] = [
    BARS,
    LINE,
    PLANE,
    STEPS,
    {"kind": "balance", "left": ["x", "x", "3"], "right": ["11"]},
    {"kind": "area", "rows": [["3", 3]], "columns": [["x", 4], ["2", 2]], "cells": [["3x", "6"]]},
]


def parsed(spec: dict[str, Any]) -> Xml.Element:
    return Xml.fromstring(draw(spec))  # noqa: S314 - our own output


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec["kind"])
def test_every_form_is_drawn_inside_its_frame(spec: dict[str, Any]) -> None:
    picture = parsed(spec)
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    for text in picture.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) <= width and 0 <= float(text.attrib["y"]) <= height


def test_a_bar_shows_as_many_filled_parts_as_it_says() -> None:
    boxes = [box.attrib["fill"] for box in parsed(BARS).iter(f"{SVG}rect")][1:]
    assert len(boxes) == 8 + 2 and sum(fill != "#fff" for fill in boxes) == 3 + 1


def test_a_line_of_the_plane_ends_at_its_edges() -> None:
    *_, drawn = (line for line in parsed(PLANE).iter(f"{SVG}line"))
    unit = 440 / 12
    ends = [(float(drawn.attrib[f"x{n}"]) - 100) / unit - 6 for n in (1, 2)]
    heights = [6 - (float(drawn.attrib[f"y{n}"]) - 12) / unit for n in (1, 2)]
    for x, y in zip(ends, heights, strict=True):
        assert y == pytest.approx(2 * x - 3, abs=0.01) and max(abs(x), abs(y)) == pytest.approx(6, abs=0.01)


def test_steps_are_joined_from_each_box_to_the_next_row() -> None:
    picture = parsed(STEPS)
    assert len(list(picture.iter(f"{SVG}rect"))) == 1 + 4 and len(list(picture.iter(f"{SVG}line"))) == 3
    assert {"a", "b", "c", "first", "and then"} <= {text.text for text in picture.iter(f"{SVG}text")}


def test_labels_are_text_whatever_they_hold() -> None:
    hostile = '</text><script>alert(1)</script><image href="x" onerror="y"/>'
    picture = parsed({**BARS, "bars": [[1, 2, hostile]]})
    assert {part.tag for part in picture.iter()} == {f"{SVG}svg", f"{SVG}rect", f"{SVG}text"}
    assert hostile in "".join(picture.itertext())


@pytest.mark.parametrize(
    "spec",
    [
        {"kind": "film"},
        {},
        {"kind": "bars", "bars": [[3, 2, "more than whole"]]},
        {"kind": "bars", "bars": [[1, 10_000, "x"]]},
        {"kind": "line", "from": 3, "to": -3},
        {"kind": "line", "from": 0, "to": 10**9},
        {"kind": "line", "from": "a", "to": "b"},
        {"kind": "area", "rows": [["a", 0]], "columns": [["b", 1]], "cells": [["c"]]},
        {"kind": "area", "rows": [["a", 1]], "columns": [["b", 1]], "cells": [[]]},
        {"kind": "plane", "size": 4, "lines": [[0, 9, "outside"]]},
        {"kind": "plane", "size": 10**6},
        {"kind": "balance", "left": ["x"] * 50, "right": []},
        {"kind": "steps", "rows": [[["alone"], ""]]},
        {"kind": "steps", "rows": [[["a", "b"], ""], [["c", "d", "e"], ""]]},
        {"kind": "steps", "rows": [[["a"] * 9, ""], [["b"], ""]]},
        {"kind": "steps", "rows": [[["unpronounceablylongword" * 4], ""], [["b"], ""]]},
        {"kind": "steps", "rows": [[["word " * 99], ""], [["b"], ""]]},
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(spec: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        draw(spec)
