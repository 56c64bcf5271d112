"""The form of an item that makes tasks: its texts with terms in them, what is wrong with them, and a few tasks."""

from __future__ import annotations

import reflex as rx

from learnapp.components.author_reading import PICTURES
from learnapp.components.forms import labelled
from learnapp.components.prose import prose
from learnapp.components.status import progress
from learnapp.components.text import msg
from learnapp.state.author_item import (
    TEMPLATE_WRITTEN,
    AuthorItemState,
    GeneratedTask,
    HintForm,
    NameView,
    ProblemView,
    StepForm,
    TaskStepView,
    WrongForm,
)
from learnapp.state.author_trial import SEEDS, AuthorTrialState


def _area(
    label: rx.Component, name: str | rx.Var[str], value: rx.Var[str], rows: int, *, pictures: bool = False
) -> rx.Component:
    """Return a field whose text stands in the preview while it is typed; `pictures` can be put into some."""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.textarea(
            id=name, name=name, default_value=value, rows=str(rows), class_name="textarea", spell_check=True,
            custom_attrs=PICTURES if pictures else {},
            on_change=lambda text: AuthorItemState.typed_part(name, text).debounce(400),
            # What waits is dropped when the next field is typed in at once.
            on_blur=lambda text: AuthorItemState.typed_part(name, text),
        ),
        class_name="field",
    )  # fmt: skip


def _name(one: rx.Var[NameView]) -> rx.Component:
    return rx.el.li(rx.el.code("[[" + one.name + "]]", dir="ltr"), " ", rx.el.span(one.examples, class_name="soft"))


def _hint(step: rx.Var[StepForm], one: rx.Var[HintForm]) -> rx.Component:
    label = rx.cond(one.text == "", msg("author-hint-new"), msg("author-hint-" + one.kind, number=one.index + 1))
    return _area(label, "step-" + step.number.to(str) + "-hint-" + one.index.to(str), one.text, 2, pictures=True)


def _term(label: str, name: rx.Var[str], value: rx.Var[str], rows: int = 1) -> rx.Component:
    """Return a field for terms, which are read from left to right in every language."""
    field = {
        "id": name, "name": name, "default_value": value, "dir": "ltr", "spell_check": False, "auto_complete": "off",
        "on_change": lambda text: AuthorItemState.typed_part(name, text).debounce(400),
        "on_blur": lambda text: AuthorItemState.typed_part(name, text),
    }  # fmt: skip
    control = (
        rx.el.input(**field, max_length=500, class_name="input")
        if rows == 1
        else rx.el.textarea(**field, rows=str(rows), class_name="textarea")
    )
    return labelled(label, control, name)


def _wrong_rule(step: rx.Var[StepForm], one: rx.Var[WrongForm]) -> rx.Component:
    name = "step-" + step.number.to(str) + "-"
    return rx.el.div(
        _term("author-wrong-rule", name + "wrong-" + one.index.to(str), one.answer),
        _area(msg("author-wrong-because"), name + "because-" + one.index.to(str), one.text, 2),
        class_name="halves",
    )


def _answers(one: rx.Var[StepForm]) -> rx.Component:
    """Return the fields for what is right and wrong; of a layout that is not written here only the sentences."""
    name = "step-" + one.number.to(str) + "-"
    kind = labelled(
        "author-kind",
        rx.el.select(
            *[rx.el.option(msg(f"author-answer-{kind}"), value=kind) for kind in TEMPLATE_WRITTEN],
            id=name + "kind", name=name + "kind", default_value=one.kind, class_name="select",
            on_change=lambda text: AuthorItemState.typed_part(name + "kind", text),
        ),
        name + "kind",
    )  # fmt: skip
    return rx.cond(
        one.fixed,
        rx.fragment(
            rx.el.p(msg("author-answer-term"), " ", rx.el.code(one.accepted, dir="ltr"), class_name="soft small wrap"),
            rx.cond(
                one.wrong.length() > 0,
                rx.el.details(
                    rx.el.summary(msg("author-wrong")),
                    rx.el.div(rx.foreach(one.wrong, lambda wrong: _wrong(one, wrong)), class_name="stack-s"),
                ),
            ),
        ),
        rx.fragment(
            kind,
            _term("author-accepted", name + "accepted", one.accepted, 2),
            _term("author-check-term", name + "check", one.check, 2),
            rx.el.p(msg("author-check-text"), class_name="soft small"),
            _term("author-tolerance", name + "tolerance", one.tolerance),
            rx.el.details(
                rx.el.summary(msg("author-wrong")),
                rx.el.p(msg("author-wrong-rules-text"), class_name="soft small"),
                rx.el.div(rx.foreach(one.wrong, lambda wrong: _wrong_rule(one, wrong)), class_name="stack-s"),
                open=True,
            ),
        ),
    )


def _wrong(step: rx.Var[StepForm], one: rx.Var[WrongForm]) -> rx.Component:
    name = "step-" + step.number.to(str) + "-because-" + one.index.to(str)
    return _area(msg("author-wrong-term", answer=one.answer), name, one.text, 2)


def _step(one: rx.Var[StepForm]) -> rx.Component:
    name = "step-" + one.number.to(str) + "-"
    return rx.el.fieldset(
        rx.el.legend(msg("step-number", number=one.number), class_name="eyebrow"),
        _area(msg("author-prompt"), name + "prompt", one.prompt, 4, pictures=True),
        _answers(one),
        rx.el.details(
            rx.el.summary(msg("author-hints")),
            rx.el.div(rx.foreach(one.hints, lambda hint: _hint(one, hint)), class_name="stack-s"),
            open=True,
        ),
        _area(msg("author-solution"), name + "solution", one.solution, 3, pictures=True),
        class_name="stack-s card quiet",
    )


def template_fields() -> rx.Component:
    """Return the fields of a template: its texts, and what varies in them."""
    form = AuthorItemState.form
    return rx.fragment(
        rx.el.p(msg("author-template-text"), class_name="soft"),
        rx.el.details(
            rx.el.summary(msg("author-names")),
            rx.el.ul(rx.foreach(form.names, _name), class_name="bullets"),
            rx.el.p(msg("author-names-text"), class_name="soft small"),
            open=True,
        ),
        _area(msg("author-body"), "body", form.body, 2, pictures=True),
        rx.foreach(form.steps, _step),
        rx.el.details(
            rx.el.summary(msg("author-numbers")),
            rx.el.div(
                _area(msg("author-vary"), "vary", form.vary, 5),
                rx.el.p(msg("author-vary-text"), class_name="soft small"),
                _area(msg("author-let"), "let", form.let, 3),
                _area(msg("author-where"), "where", form.where, 3),
                rx.el.p(msg("author-where-text"), class_name="soft small"),
                class_name="stack-s",
            ),
            open=form.added,
        ),
    )


def _problem(one: rx.Var[ProblemView]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            one.part != "",
            rx.el.strong(
                rx.cond(one.step > 0, rx.fragment(msg("step-number", number=one.step), " · ")),
                rx.cond(
                    one.part == "part-hints",
                    msg("author-hint-hint", number=one.place),
                    rx.fragment(msg(one.part), rx.cond(one.place > 0, rx.fragment(" ", one.place))),
                ),
                ": ",
            ),
        ),
        msg(one.key, value=one.value),
    )


def _problems(head: str) -> rx.Component:
    problems = AuthorItemState.problems
    return rx.cond(
        problems.length() > 0,
        rx.el.div(
            rx.el.p(rx.el.strong(msg(head))),
            rx.el.ul(rx.foreach(problems, _problem), class_name="bullets wrap"),
            class_name="note bad",
        ),
    )


def problems() -> rx.Component:
    """Return why what is typed cannot be taken, read out when it changes; nothing is lost of it."""
    return rx.el.div(_problems("template-problems"), role="status")


def _part(word: rx.Component, text: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.p(word, class_name="eyebrow"), text)


def _task_step(one: rx.Var[TaskStepView]) -> rx.Component:
    return rx.el.div(
        prose(one.prompt),
        rx.el.p(msg("author-right"), " ", rx.el.strong(one.answer), class_name="wrap"),
        rx.cond(
            one.hints.length() > 0,
            _part(msg("author-hints"), rx.el.ol(rx.foreach(one.hints, lambda text: rx.el.li(prose(text))))),
        ),
        rx.cond(
            one.wrong.length() > 0,
            _part(msg("author-wrong"), rx.el.ul(rx.foreach(one.wrong, lambda text: rx.el.li(prose(text))))),
        ),
        rx.cond(one.solution != "", _part(msg("author-solution"), prose(one.solution))),
        class_name="stack-s",
    )


def _task(one: rx.Var[GeneratedTask]) -> rx.Component:
    return rx.el.li(
        rx.el.details(
            rx.el.summary(msg("author-task", number=one.number)),
            rx.cond(one.body != "", prose(one.body)),
            rx.foreach(one.steps, _task_step),
            open=one.number == 1,
        )
    )


def _trial() -> rx.Component:
    """Return the way to have many tasks proved, how far that is, and what was found."""
    state, trial = AuthorTrialState, AuthorTrialState.trial
    found = rx.cond(
        trial.wrong > 0,
        rx.el.div(
            rx.el.p(msg("author-trial-bad", done=trial.done, count=trial.wrong)),
            rx.el.ul(rx.foreach(trial.examples.to(list[str]), rx.el.li), class_name="bullets wrap", lang="en"),
            class_name="note bad",
        ),
        rx.el.p(msg("author-trial-good", done=trial.done, count=trial.different), class_name="note good"),
    )
    return rx.el.div(
        rx.el.h3(msg("author-trial")),
        rx.el.p(msg("author-trial-text", count=SEEDS), class_name="soft small"),
        rx.el.div(
            rx.el.button(
                msg("author-trial-run", count=SEEDS), type="button", class_name="button", disabled=state.proving,
                on_click=state.prove,
            ),
            class_name="row",
        ),
        rx.cond(
            state.proving,
            progress(100 * trial.done // SEEDS, msg("author-trial-going", done=trial.done, all=SEEDS)),
        ),
        rx.el.div(rx.cond((trial.done > 0) & ~state.proving, found), role="status"),
        class_name="stack-s",
    )  # fmt: skip


def tasks() -> rx.Component:
    """Return a few tasks made with what is typed, each with everything that a student may come to read."""
    state = AuthorItemState
    return rx.cond(
        state.form.template,
        rx.el.section(
            rx.el.h2(msg("author-tasks", count=state.tasks.length())),
            # Seen from the field that is being written, where the end of the form is far away.
            _problems("author-tasks-before"),
            rx.el.p(msg("author-tasks-text"), class_name="soft small"),
            rx.el.ol(rx.foreach(state.tasks, _task), class_name="plain-list stack-s"),
            _trial(),
            class_name="card stack-s",
            aria_label=msg("author-tasks-label"),
        ),
    )
