"""Topics of a lesson as their author changes them: words, place, the standard that each serves."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.outline_needs import needs_form, needs_line
from learnapp.components.text import msg
from learnapp.state.author_outline import OutlineLesson, OutlineState, OutlineTopic, StandardView

S = OutlineState


def form_button(
    key: str, kind: str, at: rx.Var[str] | str, about: rx.Var[str], kinds: str = "plain",
    within: rx.Var[str] | str = "",
) -> rx.Component:  # fmt: skip
    """Return a button that opens a form or closes it.

    Args:
        key: Catalogue key of what it says.
        kind: Of the form.
        at: The lesson or topic that it is about; "" for the course.
        about: Its name, for who only hears the button.
        kinds: Further classes of the button.
        within: Of a topic, the lesson in which the form opens.
    """
    here = rx.Var.create(f"form-{kind}-") + at + "-" + within
    return rx.el.button(
        msg(key),
        rx.el.span(": ", about, class_name="sr"),
        id=here,
        # When its form closes it has the focus again, which would be lost with the form.
        key=rx.cond(S.focus_on == here, here + S.moves.to(str), here),
        auto_focus=S.focus_on == here,
        type="button",
        class_name=f"button {kinds}",
        aria_expanded=rx.cond((S.form == kind) & (S.form_at == at) & (S.form_in == within), "true", "false"),
        on_click=S.open_form(kind, at, within),
    )


def is_open(kind: str, at: rx.Var[str] | str) -> rx.Var[bool]:
    """Return whether a form is open."""
    return ((S.form == kind) & (S.form_at == at)).bool()


def step_button(
    key: str, prefix: str, one: rx.Var[str], off: rx.Var[bool], name: rx.Var[str], step: object
) -> rx.Component:
    """Return a button that moves something one place; it says what it moves, and keeps the focus."""
    here = f"{prefix}-" + one
    return rx.el.button(
        rx.el.span("↑" if prefix == "up" else "↓", aria_hidden="true"),
        rx.el.span(msg(key, title=name), class_name="sr"),
        id=here,
        key=rx.cond(S.focus_on == here, here + S.moves.to(str), here),
        auto_focus=S.focus_on == here,
        type="button",
        class_name="button plain small-button",
        disabled=off,
        on_click=step,
    )


def topic_form(
    on_submit: object, save: str, name: rx.Var[str] | str = "", about: rx.Var[str] | str = ""
) -> rx.Component:
    """Return the form of a topic's words."""
    # What is sent of a field named like its id is that of the form which was drawn last, open or not.
    names, words = f"topic-name-{save}", f"topic-about-{save}"
    return rx.el.form(
        labelled(
            "outline-topic-name",
            rx.el.input(
                id=names, name="topic_name", default_value=name, max_length=120, required=True,
                auto_focus=True, auto_complete="off", class_name="input",
            ),
            names,
        ),
        labelled(
            "outline-topic-about",
            rx.el.textarea(
                id=words, name="topic_about", default_value=about, rows="2", max_length=1000,
                class_name="textarea",
            ),
            words,
        ),
        rx.el.div(rx.el.button(msg(save), type="submit", class_name="button primary"), class_name="row"),
        on_submit=on_submit,
        class_name="card stack-s",
    )  # fmt: skip


def lesson_choice(first: str | None, without: rx.Var[str]) -> rx.Component:
    """Return the field `to` with the lessons of the course.

    Args:
        first: Catalogue key of an empty choice before them; None for none.
        without: A lesson that is no choice.
    """
    return labelled(
        "outline-to",
        rx.el.select(
            rx.el.option(msg(first), value="") if first else rx.fragment(),
            rx.foreach(
                S.view.lessons,
                lambda one: rx.cond(
                    one.id != without,
                    rx.el.option(msg("outline-numbered", number=one.number, title=one.title), value=one.id),
                ),
            ),
            id="outline-to",
            name="to",
            class_name="select",
        ),
        "outline-to",
    )


def _standard(one: rx.Var[StandardView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(
                rx.el.strong(one.code), " ", one.text,
                rx.cond(
                    one.share > 0,
                    rx.el.span(" · ", msg("outline-alike", share=one.share), class_name="soft small"),
                ),
            ),
            rx.el.button(
                msg("outline-use"), rx.el.span(": ", one.code, class_name="sr"), type="button", class_name="button",
                on_click=S.use_standard(one.code),
            ),
            class_name="row between",
        ),
        key=one.code,
    )  # fmt: skip


def _standards(topic: rx.Var[OutlineTopic]) -> rx.Component:
    found = rx.cond(
        S.standards.length() > 0,
        rx.fragment(
            rx.el.p(rx.cond(S.suggesting, msg("outline-suggested"), msg("outline-found", words=S.looked_up))),
            rx.el.ul(rx.foreach(S.standards, _standard), class_name="plain-list stack-s"),
        ),
        rx.el.p(
            rx.cond(S.suggesting, msg("outline-none-suggested"), msg("outline-none-found", words=S.looked_up)),
            class_name="soft",
        ),
    )
    return rx.el.section(
        rx.el.h4(msg("outline-standard-of", topic=topic.name)),
        rx.el.p(msg("outline-standard-text"), class_name="soft small"),
        rx.el.div(found, role="status", class_name="stack-s"),
        rx.el.form(
            labelled(
                "outline-standard-find",
                rx.el.input(
                    id="standard_words", name="standard_words", max_length=100, required=True, auto_complete="off",
                    class_name="input",
                ),
                "standard_words",
            ),
            rx.el.button(msg("search"), type="submit", class_name="button"),
            on_submit=S.find_standards,
            class_name="row end",
        ),
        rx.el.div(
            rx.cond(
                topic.standard != "",
                rx.el.button(
                    msg("outline-no-standard"), type="button", class_name="button plain", on_click=S.use_standard("")
                ),
            ),
            rx.el.button(
                msg("outline-close"), type="button", class_name="button plain", on_click=S.open_form("", "", "")
            ),
            class_name="row",
        ),
        class_name="card stack-s",
    )  # fmt: skip


def _remove(topic: rx.Var[OutlineTopic]) -> rx.Component:
    """Return the button that removes a topic, or why it stays."""
    return rx.cond(
        topic.uses > 0,
        rx.el.span(msg("outline-topic-stays", count=topic.uses), class_name="soft small"),
        rx.el.button(
            msg("outline-remove"), rx.el.span(": ", topic.name, class_name="sr"), type="button",
            class_name="button plain", on_click=S.remove_topic(topic.id),
        ),
    )  # fmt: skip


def _move(topic: rx.Var[OutlineTopic], lesson: rx.Var[str]) -> rx.Component:
    return rx.el.form(
        rx.el.p(msg("outline-topic-move-text"), class_name="soft small"),
        rx.el.div(
            lesson_choice(None, lesson),
            rx.el.button(msg("outline-move"), type="submit", class_name="button primary"),
            class_name="row end",
        ),
        on_submit=S.move_topic,
        class_name="card stack-s",
    )


def topic_line(
    topic: rx.Var[OutlineTopic], lesson: rx.Var[OutlineLesson] | None, place: rx.Var[int] | None
) -> rx.Component:
    """Return a topic with what can be done with it.

    Args:
        topic: The topic.
        lesson: Its lesson; None for a topic that no lesson teaches.
        place: Its place in the lesson, from 0.
    """
    words = rx.el.div(
        rx.el.div(
            rx.el.strong(topic.name),
            rx.cond(topic.added, rx.fragment(" ", rx.el.span(msg("author-added"), class_name="badge"))),
            " · ",
            rx.cond(
                topic.uses > 0,
                link(
                    msg("outline-contents", count=topic.uses),
                    rx.el.span(": ", topic.name, class_name="sr"),
                    href="/author/" + S.view.course.id + "?topic=" + topic.id,
                    class_name="small",
                ),
                rx.el.span(msg("outline-contents", count=topic.uses), class_name="soft small"),
            ),
        ),
        rx.cond(topic.description != "", rx.el.p(topic.description, class_name="soft small")),
        rx.el.p(
            rx.cond(
                topic.standard != "",
                rx.fragment(rx.el.strong(topic.standard), " ", topic.says),
                msg("outline-without-standard"),
            ),
            class_name="soft small",
        ),
        needs_line(topic),
    )
    home = rx.Var.create("") if lesson is None else lesson.id
    moves: list[rx.Component] = []
    if lesson is not None and place is not None:
        spot = lesson.id + "-" + topic.id
        moves = [
            step_button("outline-up", "up", spot, place == 0, topic.name, S.order_topic(lesson.id, topic.id, -1)),
            step_button(
                "outline-down", "down", spot, place == lesson.topics.length() - 1, topic.name,
                S.order_topic(lesson.id, topic.id, 1),
            ),
        ]  # fmt: skip
    return rx.el.li(
        rx.el.div(
            words,
            rx.el.div(
                *moves,
                form_button("outline-words", "words", topic.id, topic.name, within=home),
                form_button("outline-standard", "standard", topic.id, topic.name, within=home),
                form_button("outline-needs", "needs", topic.id, topic.name, within=home),
                rx.cond(
                    S.view.lessons.length() > (0 if lesson is None else 1),
                    form_button("outline-move-topic", "move", topic.id, topic.name, within=home),
                ),
                _remove(topic),
                class_name="row",
            ),
            class_name="row between",
        ),
        rx.cond(
            (S.form_at == topic.id) & (S.form_in == home),
            rx.match(
                S.form,
                ("words", topic_form(S.change_topic, "save", topic.name, topic.description)),
                ("standard", _standards(topic)),
                ("move", _move(topic, home)),
                ("needs", needs_form(topic)),
                rx.fragment(),
            ),
        ),
        key=topic.id,
        class_name="stack-s",
    )


def prerequisites_link() -> rx.Component:
    """Return the way to where a class sets otherwise what topics need; nothing where none studies the course."""
    return rx.cond(
        S.view.class_id != "",
        rx.el.p(link(msg("outline-prerequisites-class"), href=f"/teach/{S.view.class_id}/prerequisites")),
    )
