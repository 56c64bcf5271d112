"""The ways to what can be begun in a course beside written items."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.author_begin import KINDS


def beginnings(course_id: rx.Var[str], lesson: rx.Var[str] | str = "") -> list[rx.Component]:
    """Return a link to the form of each kind of content.

    Args:
        course_id: The course.
        lesson: Id of the lesson in which it is to stand; "" lets it be chosen.
    """
    tail = "" if isinstance(lesson, str) and not lesson else "?lesson=" + lesson
    return [
        link(msg(f"author-begin-{kind}"), href="/author/" + course_id + f"/add/{kind}" + tail, class_name="button")
        for kind in KINDS
    ]
