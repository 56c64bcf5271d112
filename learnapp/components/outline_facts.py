"""What a course is called and whom it is for: the fields of a new course, and of one that is there."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.text import msg
from learnapp.state.author_outline import GRADES, LICENCES, CourseFacts


def _line(label: str, name: str, value: rx.Var[str] | str, most: int, **more: object) -> rx.Component:
    return labelled(
        label,
        rx.el.input(
            id=f"course-{name}", name=name, default_value=value, max_length=most, auto_complete="off",
            class_name="input", **more,
        ),
        f"course-{name}",
    )  # fmt: skip


def _grade(label: str, name: str, value: rx.Var[str] | str) -> rx.Component:
    return labelled(
        label,
        rx.el.select(
            rx.el.option(msg("outline-no-grade"), value=""),
            *[rx.el.option(msg(f"outline-grade-{grade}"), value=str(grade)) for grade in GRADES],
            id=f"course-{name}",
            name=name,
            default_value=value,
            class_name="select",
        ),
        f"course-{name}",
    )


def _licence(value: rx.Var[str] | str) -> rx.Component:
    # A course that was brought in may stand under another one, which it keeps.
    others = (
        [rx.cond(~rx.Var.create(list(LICENCES)).contains(value), rx.el.option(value, value=value))]
        if isinstance(value, rx.Var)
        else []
    )
    return labelled(
        "course-license",
        rx.el.select(
            *others,
            *[rx.el.option(msg(f"outline-licence-{place}"), value=one) for place, one in enumerate(LICENCES)],
            id="course-license-choice",
            name="license",
            default_value=value,
            class_name="select",
        ),
        "course-license-choice",
    )


def facts_fields(facts: rx.Var[CourseFacts] | None = None) -> rx.Component:
    """Return the fields of a course.

    Args:
        facts: What they hold; None: a new course, which is asked for its language too.
    """

    def held(name: str) -> rx.Var[str] | str:
        return "" if facts is None else getattr(facts, name)

    language = labelled(
        "course-language",
        rx.el.select(
            rx.el.option("English", value="en"),
            rx.el.option("Español", value="es"),
            id="course-language-choice",
            name="language",
            class_name="select",
        ),
        "course-language-choice",
    )
    return rx.fragment(
        _line("outline-title", "title", held("title"), 200, required=True),
        rx.el.div(
            _line("outline-subject", "subject", held("subject"), 120),
            language if facts is None else rx.fragment(),
            class_name="row end",
        ),
        rx.el.div(
            _grade("outline-grade-from", "grade_from", held("grade_from")),
            _grade("outline-grade-to", "grade_to", held("grade_to")),
            class_name="row end",
        ),
        labelled(
            "outline-description",
            rx.el.textarea(
                id="course-description", name="description", default_value=held("description"), rows="3",
                max_length=1000, class_name="textarea",
            ),
            "course-description",
        ),
        rx.el.div(
            _licence(LICENCES[0] if facts is None else facts.license),
            _line("outline-attribution", "attribution", held("attribution"), 200),
            class_name="row end",
        ),
    )  # fmt: skip
