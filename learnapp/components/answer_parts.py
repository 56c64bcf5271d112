"""Forms of answers in parts: an order, pairs, cells, a place on a picture, a line on the plane.

Whatever can be done by pointing can be done by keyboard with the same controls or with fields beside them.
"""

from __future__ import annotations

import reflex as rx

from learnapp.components.prose import prose
from learnapp.components.text import msg
from learnapp.state.working import TaskState

_SIDE = 480
_MARGIN = 24


def ordering(state: type[TaskState]) -> rx.Component:
    """Return the choices in their present order, each with a way up and down."""
    last = state.parts.length() - 1
    return rx.el.fieldset(
        rx.el.legend(msg("ordering-how"), class_name="eyebrow"),
        rx.el.ol(
            rx.foreach(
                state.parts,
                lambda part, i: rx.el.li(
                    rx.el.span(i + 1, class_name="place-number", aria_hidden="true"),
                    prose(part),
                    rx.el.span(
                        _move(state, part, i, -1, "▲", "move-up", i == 0),
                        _move(state, part, i, 1, "▼", "move-down", i == last),
                        class_name="row actions",
                    ),
                    key=part,
                ),
            ),
            class_name="order",
        ),
        class_name="fieldset",
    )


def _move(
    state: type[TaskState], part: rx.Var[str], i: rx.Var[int], by: int, sign: str, words: str, stuck: rx.Var[bool]
) -> rx.Component:
    return rx.el.button(
        rx.el.span(sign, aria_hidden="true"),
        rx.el.span(msg(words, what=part), class_name="sr"),
        type="button",
        on_click=state.move_part(i, by),
        aria_disabled=stuck,
        class_name="button small-button",
    )


def matching(state: type[TaskState]) -> rx.Component:
    """Return every row with a list of all choices."""
    step = state.step
    return rx.el.fieldset(
        rx.el.legend(msg("matching-how"), class_name="eyebrow"),
        rx.foreach(
            step.rows,
            lambda row, i: rx.el.div(
                prose(row.text),
                rx.el.select(
                    rx.el.option(msg("choose"), value=""),
                    rx.foreach(step.choices, lambda choice: rx.el.option(choice, value=choice)),
                    name=f"part-{i}",
                    default_value=state.parts[i],
                    on_change=lambda text: state.set_part(i, text),
                    aria_label=row.name,
                    class_name="select",
                ),
                class_name="pair",
            ),
        ),
        class_name="fieldset stack-s",
    )


def table_to_fill(state: type[TaskState]) -> rx.Component:
    """Return the table with a field in every blank."""
    lines = state.step.table
    return rx.el.div(
        rx.el.table(
            rx.el.caption(msg("table-how"), class_name="eyebrow"),
            rx.el.tbody(rx.foreach(lines, lambda line, number: _line(state, line, number))),
            class_name="to-fill",
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label=msg("table-how"),
    )


def _line(state: type[TaskState], line: rx.Var, number: rx.Var[int]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(_read_out(line.head, line.name), scope="row"),
        rx.foreach(
            line.cells,
            lambda cell: rx.cond(
                cell.blank >= 0,
                rx.el.td(
                    rx.el.input(
                        name="part-" + cell.blank.to(str),
                        default_value=state.parts[cell.blank],
                        on_blur=lambda text: state.set_part(cell.blank, text),
                        aria_label=cell.name,
                        auto_complete="off",
                        spell_check=False,
                        max_length=100,
                        class_name="input cell",
                    )
                ),
                rx.cond(
                    number == 0, rx.el.th(_read_out(cell.text, cell.name), scope="col"), rx.el.td(prose(cell.text))
                ),
            ),
        ),
    )


def _read_out(text: rx.Var[str], name: rx.Var[str]) -> rx.Component:
    """Return a head twice: set for the eye, in plain characters for the ear."""
    return rx.fragment(rx.el.div(prose(text), aria_hidden="true"), rx.el.span(name, class_name="sr"))


def picture(state: type[TaskState], chosen: rx.Var[str]) -> rx.Component:
    """Return the picture with a radio button at each place; the arrow keys walk from place to place."""
    step = state.step
    return rx.el.fieldset(
        rx.el.legend(msg("picture-how"), class_name="eyebrow"),
        rx.el.div(
            rx.el.img(src="/pictures/" + step.picture + ".svg", alt=step.alt),
            rx.foreach(
                step.places,
                lambda place: rx.el.label(
                    rx.el.input(
                        type="radio",
                        name="answer",
                        value=place.label,
                        default_checked=chosen == place.label,
                        on_change=state.keep_draft(place.label, state.open_key),
                    ),
                    rx.el.span(place.label),
                    class_name="place",
                    style={"left": place.x.to(str) + "%", "top": place.y.to(str) + "%"},
                ),
            ),
            class_name="picture",
        ),
        class_name="fieldset",
    )


def _at(state: type[TaskState], value: rx.Var, *, down: bool = False) -> rx.Var:
    """Return a coordinate as a distance on the drawing."""
    plane = state.step.plane
    scale = (_SIDE - 2 * _MARGIN) / (2 * plane)
    return (_MARGIN + (plane - value if down else plane + value) * scale).to(int)


def plane(state: type[TaskState]) -> rx.Component:
    """Return the plane on which two points make a line, and fields for the same two points."""
    marks = rx.Var.range(-state.step.plane, state.step.plane + 1)
    low, high, middle = _MARGIN, _SIDE - _MARGIN, _SIDE // 2
    grid = rx.foreach(
        marks,
        lambda n: rx.el.svg.g(
            rx.el.svg.line(x1=_at(state, n), x2=_at(state, n), y1=low, y2=high, class_name="grid"),
            rx.el.svg.line(y1=_at(state, n), y2=_at(state, n), x1=low, x2=high, class_name="grid"),
            rx.cond(
                (n != 0) & (n % 2 == 0),
                rx.fragment(
                    rx.el.svg.text(n.to(str), x=_at(state, n), y=middle + 16, text_anchor="middle"),
                    rx.el.svg.text(n.to(str), x=middle - 6, y=_at(state, n, down=True) + 4, text_anchor="end"),
                ),
            ),
        ),
    )
    spots = rx.foreach(
        marks,
        lambda x: rx.el.svg.g(
            rx.foreach(
                marks,
                lambda y: rx.el.svg.circle(
                    cx=_at(state, x),
                    cy=_at(state, y, down=True),
                    r=13,
                    class_name="spot",
                    on_click=state.place_point(x, y),
                ),
            )
        ),
    )
    drawn, points = state.drawn, state.points
    return rx.el.fieldset(
        rx.el.legend(msg("line-how"), class_name="eyebrow"),
        rx.el.svg(
            grid,
            rx.el.svg.line(x1=low, x2=high, y1=middle, y2=middle, class_name="axis"),
            rx.el.svg.line(y1=low, y2=high, x1=middle, x2=middle, class_name="axis"),
            rx.el.svg.text("x", x=high + 6, y=middle - 8),
            rx.el.svg.text("y", x=middle + 8, y=low - 8),
            rx.cond(
                drawn.length() == 4,
                rx.el.svg.line(
                    x1=_at(state, drawn[0]),
                    y1=_at(state, drawn[1], down=True),
                    x2=_at(state, drawn[2]),
                    y2=_at(state, drawn[3], down=True),
                    class_name="drawn",
                ),
            ),
            rx.foreach(
                points,
                lambda p: rx.el.svg.circle(cx=_at(state, p.x), cy=_at(state, p.y, down=True), r=7, class_name="point"),
            ),
            spots,
            view_box=f"0 0 {_SIDE} {_SIDE}",
            class_name="plane",
            role="img",
            aria_label=msg("line-picture", points=state.parts.join("; ")),
        ),
        rx.el.div(*[_point_fields(state, place) for place in (0, 1)], class_name="points"),
        class_name="fieldset stack-s",
    )


def _point_fields(state: type[TaskState], place: int) -> rx.Component:
    part = state.parts[place]
    return rx.el.div(
        rx.el.span(msg("line-point", number=place + 1), id=f"point-{place}", class_name="label"),
        *[
            rx.el.label(
                name,
                rx.el.input(
                    name=f"{name}-{place}",
                    default_value=part.split(",")[axis],
                    on_blur=lambda text, axis=axis: state.set_coordinate(place, axis, text),
                    # A new field only after pointing: what is being typed stays where it is.
                    key=state.pointed.to(str),
                    aria_describedby=f"point-{place}",
                    input_mode="text",
                    auto_complete="off",
                    max_length=10,
                    class_name="input coordinate",
                ),
            )
            for axis, name in enumerate(("x", "y"))
        ],
        class_name="row",
    )
