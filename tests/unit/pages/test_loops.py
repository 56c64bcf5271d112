"""Loops of pages: one that stands inside another one must not hide what it uses of the outer one.

Reflex names the variable of a loop after its function's argument. Where both are called the same, whatever the inner
one takes along from the outer one silently means its own: a button would take away another thing than it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import reflex as rx
from reflex.components.component import Component
from reflex_components_core.core.foreach import Foreach


def _parts(component: Component) -> Iterator[Component]:
    """Yield what a component consists of, both ways of a condition and all of a choice included."""
    found: list[Any] = [
        *component.children,
        *(getattr(component, name, None) for name in ("comp1", "comp2", "default")),
    ]
    found += [part for case in getattr(component, "match_cases", None) or () for part in case]
    yield from (part for part in found if isinstance(part, Component))


def hidden(component: Any, outer: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield where a loop uses of an outer one what its own variable hides."""
    if not isinstance(component, Foreach):
        for part in _parts(component):
            yield from hidden(part, outer)
        return
    tag, code = component._render(), component.render_fn.__code__  # noqa: SLF001 - nothing else tells the name
    taken = (cell.cell_contents for cell in component.render_fn.__closure__ or ())
    if tag.arg_var_name in outer and any(isinstance(one, rx.Var) and tag.arg_var_name in str(one) for one in taken):
        yield f"{code.co_filename}:{code.co_firstlineno}"
    yield from hidden(tag.render_component(), outer | {tag.arg_var_name})


class _Numbers(rx.State):
    rows: list[list[int]] = [[1, 2], [3]]


def test_such_a_loop_is_found() -> None:
    def row(number: rx.Var[int], of: rx.Var[list[int]]) -> Any:
        return rx.el.p(number.to(str), of.to_string())

    same = rx.foreach(_Numbers.rows, lambda one: rx.fragment(rx.foreach(one, lambda one: rx.el.p(one))))
    assert list(hidden(rx.fragment(same))) == [], "what an inner loop does not use may be hidden"

    def outer(one: rx.Var[list[int]]) -> Any:
        other = one
        return rx.fragment(rx.foreach(other, lambda one: row(one, other)))

    (found,) = hidden(rx.fragment(rx.foreach(_Numbers.rows, outer)))
    assert __file__ in found


def test_no_loop_of_a_page_hides_what_it_uses_of_another_one() -> None:
    from learnapp.learnapp import app

    pages = [one.component for one in app._unevaluated_pages.values()]  # noqa: SLF001 - as added, before a build
    assert len(pages) > 90
    assert [where for page in pages for where in hidden(page() if callable(page) else page)] == []
