"""Pictures that explain: fraction bars, number lines, a balance, areas, the plane, steps; SVG made from plain data.

Every form takes numbers and short labels only, so a picture of somebody else's course cannot bring anything along.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from learnapp.core.errors import InvalidInputError

_INK, _SOFT, _FILL, _TINT, _OTHER = "#1b2430", "#66707f", "#2450b8", "#dbe5fb", "#b8540a"
_WIDTH = 640
_MOST = 12


def draw(spec: Mapping[str, Any]) -> str:
    """Return the SVG of a picture.

    Args:
        spec: `kind` (bars, line, balance, area, plane, steps) and what that form needs; see docs/course-format.md.

    Raises:
        InvalidInputError: The form is unknown or does not fit.
    """
    try:
        form = _FORMS[spec["kind"]]
        height, parts = form(spec)
    except InvalidInputError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        raise InvalidInputError("This picture cannot be drawn. Compare its numbers with the course format.") from error
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:g}" font-family="sans-serif"'
        f' font-size="18" fill="{_INK}"><rect width="{_WIDTH}" height="{height:g}" fill="#ffffff"/>'
        + "".join(parts)
        + "</svg>"
    )


def _fits(holds: bool) -> None:
    if not holds:
        raise InvalidInputError("This picture has too many or too large parts. Make it smaller.")


def _text(x: float, y: float, text: object, *, anchor: str = "middle", color: str = _INK, size: int = 18) -> str:
    said = escape(str(text))[:200]
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{color}" font-size="{size}">{said}</text>'


def _box(x: float, y: float, width: float, height: float, fill: str, stroke: str = _INK) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" stroke="{stroke}"'
        ' stroke-width="2"/>'
    )


def _stroke(x1: float, y1: float, x2: float, y2: float, color: str = _INK, width: float = 2) -> str:
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{color}" stroke-width="{width:g}"'
        ' stroke-linecap="round"/>'
    )


def _bars(spec: Mapping[str, Any]) -> tuple[float, list[str]]:
    """Fraction bars below each other: (filled, parts, label)."""
    bars = spec["bars"]
    _fits(1 <= len(bars) <= 6)
    parts: list[str] = []
    left, width, step = 20.0, 440.0, 62.0
    for row, (filled, count, label) in enumerate(bars):
        _fits(1 <= count <= 24 and 0 <= filled <= count)
        y = 16 + row * step
        for place in range(count):
            parts.append(_box(left + place * width / count, y, width / count, 40, _FILL if place < filled else "#fff"))
        parts.append(_text(left + width + 20, y + 27, label, anchor="start"))
    return 16 + len(bars) * step, parts


def _line(spec: Mapping[str, Any]) -> tuple[float, list[str]]:
    """A number line with marks (value, label) and jumps (from, to, label)."""
    first, last, ticks = float(spec["from"]), float(spec["to"]), int(spec.get("parts", 1))
    _fits(first < last and 1 <= ticks <= _MOST and (last - first) * ticks <= 60)
    y = 130.0

    def at(value: float) -> float:
        return 30 + (float(value) - first) / (last - first) * (_WIDTH - 60)

    parts = [_stroke(20, y, _WIDTH - 20, y)]
    marks = [(float(value), str(label)) for value, label in spec.get("marks", ())]
    count = round((last - first) * ticks)
    every = 1 if last - first <= 14 else 5
    for tick in range(count + 1):
        value, whole = first + tick / ticks, tick % ticks == 0
        parts.append(_stroke(at(value), y - (10 if whole else 6), at(value), y + (10 if whole else 6)))
        if whole and round(value) % every == 0:
            parts.append(_text(at(value), y + 32, f"{value:g}".replace("-", "−"), color=_SOFT))
    for number, (value, label) in enumerate(marks):
        _fits(first <= value <= last)
        parts.append(f'<circle cx="{at(value):g}" cy="{y:g}" r="7" fill="{_OTHER}"/>')
        parts.append(_text(at(value), y + 54 + 22 * (number % 2), label, color=_OTHER))
    for start, end, label in spec.get("jumps", ()):
        _fits(first <= start <= last and first <= end <= last and start != end)
        middle, rise = (at(start) + at(end)) / 2, min(80.0, 24 + abs(at(end) - at(start)) / 4)
        parts.append(
            f'<path d="M{at(start):g} {y - 8:g} Q{middle:g} {y - 8 - rise:g} {at(end):g} {y - 12:g}" fill="none"'
            f' stroke="{_FILL}" stroke-width="3"/>'
        )
        way = 1 if end > start else -1
        tip = at(end)
        parts.append(
            f'<path d="M{tip:g} {y - 8:g} l{-way * 12:g} -4 l{way * 5:g} -8 z" fill="{_FILL}" stroke="{_FILL}"/>'
        )
        parts.append(_text(middle, y - 16 - rise / 2, label, color=_FILL))
    return 220, parts


def _balance(spec: Mapping[str, Any]) -> tuple[float, list[str]]:
    """A balance; `x…` are boxes, everything else weights."""
    sides = (list(spec["left"]), list(spec["right"]))
    _fits(all(len(side) <= 8 for side in sides))
    parts = [
        f'<path d="M320 190 L285 240 L355 240 Z" fill="{_SOFT}"/>',
        _stroke(70, 190, 570, 190, _INK, 6),
        f'<circle cx="320" cy="190" r="9" fill="{_INK}"/>',
    ]
    for side, middle in zip(sides, (180, 460), strict=True):
        parts += [_stroke(middle, 190, middle, 160, _INK, 4), _stroke(middle - 120, 160, middle + 120, 160, _INK, 4)]
        for place, label in enumerate(side):
            row, column = divmod(place, 4)
            wide = min(4, len(side) - row * 4)
            x = middle + (column - (wide - 1) / 2) * 58 - 25
            y = 106 - row * 56.0
            unknown = "x" in str(label)
            parts.append(_box(x, y, 50, 50, _TINT if unknown else "#fdebd6", _FILL if unknown else _OTHER))
            parts.append(_text(x + 25, y + 32, label))
    return 256, parts


def _area(spec: Mapping[str, Any]) -> tuple[float, list[str]]:
    """A rectangle cut into rectangles: heads with sizes, and what stands in each cell; an empty cell stays white."""
    rows, columns, cells = list(spec["rows"]), list(spec["columns"]), list(spec["cells"])
    sizes = [[float(size) for _, size in heads] for heads in (rows, columns)]
    _fits(all(1 <= len(one) <= 6 and min(one) > 0 and sum(one) <= 40 for one in sizes) and len(cells) == len(rows))
    unit = min(480 / sum(sizes[1]), 260 / sum(sizes[0]))
    parts: list[str] = []
    y = 44.0
    for row, (label, size) in enumerate(rows):
        height = max(36.0, float(size) * unit)
        parts.append(_text(44, y + height / 2 + 6, label, color=_FILL))
        x = 80.0
        for column, (head, wide) in enumerate(columns):
            width = max(44.0, float(wide) * unit)
            if row == 0:
                parts.append(_text(x + width / 2, 30, head, color=_FILL))
            tint = _TINT if (row + column) % 2 == 0 else "#fdebd6"
            parts.append(_box(x, y, width, height, tint if str(cells[row][column]) else "#ffffff"))
            parts.append(_text(x + width / 2, y + height / 2 + 6, cells[row][column]))
            x += width
        y += height
    return y + 16, parts


def _plane(spec: Mapping[str, Any]) -> tuple[float, list[str]]:
    """A grid with lines (slope, start, label) and points (x, y, label)."""
    size = int(spec["size"])
    _fits(2 <= size <= _MOST)
    side, left = 440.0, 100.0
    unit = side / (2 * size)

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (float(x) + size) * unit, 12 + (size - float(y)) * unit

    parts: list[str] = []
    for step in range(-size, size + 1):
        color, width = (_INK, 2) if step == 0 else ("#d5dae2", 1)
        parts.append(_stroke(*at(step, -size), *at(step, size), color, width))
        parts.append(_stroke(*at(-size, step), *at(size, step), color, width))
        if step and step % 2 == 0:
            x, y = at(step, 0)
            parts.append(_text(x, y + 16, f"{step}".replace("-", "−"), color=_SOFT, size=13))
            x, y = at(0, step)
            parts.append(_text(x - 8, y + 5, f"{step}".replace("-", "−"), anchor="end", color=_SOFT, size=13))
    for number, (slope, start, label) in enumerate(spec.get("lines", ())):
        color = (_FILL, _OTHER)[number % 2]
        ends = _within(float(slope), float(start), size)
        parts.append(_stroke(*at(*ends[0]), *at(*ends[1]), color, 4))
        parts.append(_text(left + side + 8, 40 + 26 * number, label, anchor="start", color=color, size=15))
    for x, y, label in spec.get("points", ()):
        _fits(abs(x) <= size and abs(y) <= size)
        px, py = at(x, y)
        parts.append(f'<circle cx="{px:g}" cy="{py:g}" r="7" fill="{_OTHER}"/>')
        parts.append(_text(px + 11, py - 9, label, anchor="start", color=_OTHER, size=15))
    return side + 24, parts


def _within(slope: float, start: float, size: int) -> Sequence[tuple[float, float]]:
    """Return the two points where a line enters and leaves the square of the grid."""
    if slope == 0:
        _fits(abs(start) <= size)
        return (-size, start), (size, start)
    low, high = sorted(((-size - start) / slope, (size - start) / slope))
    first, last = max(-size, low), min(size, high)
    _fits(first < last)
    return (first, slope * first + start), (last, slope * last + start)


def _wrapped(text: object, width: float, size: int) -> list[str]:
    """Return the lines of a text; a letter is taken to be a little more than half as wide as high."""
    most, lines = int(width / (0.54 * size)), [""]
    for word in str(text).split():
        _fits(len(word) <= most)
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _block(x: float, y: float, lines: Sequence[str], size: int, anchor: str, color: str = _INK) -> list[str]:
    """Return lines of text whose middle lies at y."""
    top = y - (len(lines) - 1) * size * 0.6 + size * 0.35
    return [
        _text(x, top + row * size * 1.2, line, anchor=anchor, color=color, size=size) for row, line in enumerate(lines)
    ]


def _steps(spec: Mapping[str, Any]) -> tuple[float, list[str]]:
    """What leads to what: rows of boxes (labels, note), each joined to the next; notes on the right."""
    rows = [([str(label) for label in labels], str(note)) for labels, note in spec["rows"]]
    _fits(2 <= len(rows) <= 5 and all(1 <= len(labels) <= 4 for labels, _ in rows))
    left, wide, gap, size, pause = 12.0, 424.0, 12.0, 20, 34.0
    parts: list[str] = []
    y, above = 12.0, list[float]()
    for number, (labels, note) in enumerate(rows):
        width = (wide - gap * (len(labels) - 1)) / len(labels)
        told = [_wrapped(label, width - 10, size) for label in labels]
        said = _wrapped(note, _WIDTH - left - wide - 28, size)
        most = max(len(lines) for lines in (*told, said))
        _fits(most <= 4)
        height = 22 + most * size * 1.2
        centres = [left + place * (width + gap) + width / 2 for place in range(len(labels))]
        # A single box is as wide as the row, so every arrow goes straight down.
        _fits(not above or 1 in (len(above), len(centres)) or len(above) == len(centres))
        for x in max(above, centres, key=len) if above else ():
            parts.append(_stroke(x, y - pause + 3, x, y - 9, _SOFT, 3))
            parts.append(f'<path d="M{x:g} {y - 2:g} l-7 -12 h14 z" fill="{_SOFT}"/>')
        last = number == len(rows) - 1
        for centre, lines in zip(centres, told, strict=True):
            fill, edge = ("#fdebd6", _OTHER) if last else (_TINT, _FILL)
            parts.append(_box(centre - width / 2, y, width, height, fill, edge))
            parts += _block(centre, y + height / 2, lines, size, "middle")
        parts += _block(left + wide + 18, y + height / 2, said, size, "start", _OTHER if last else _FILL)
        y, above = y + height + pause, centres
    return y - pause + 12, parts


_FORMS: dict[str, Callable[[Mapping[str, Any]], tuple[float, list[str]]]] = {
    "bars": _bars,
    "line": _line,
    "balance": _balance,
    "area": _area,
    "plane": _plane,
    "steps": _steps,
}
