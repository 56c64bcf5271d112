"""A practice item: prose with mathematics, the answer's form, feedback, hints, the worked solution."""

from __future__ import annotations

import reflex as rx

from learnapp.components.answer_parts import matching, ordering, picture, plane, table_to_fill
from learnapp.components.links import link
from learnapp.components.mastery import badge
from learnapp.components.mastery import change as mastery_change
from learnapp.components.misconceptions import seen_before
from learnapp.components.prose import prose
from learnapp.components.simulation import simulation
from learnapp.components.text import msg
from learnapp.state.student.today import CardView
from learnapp.state.working import TaskState

_TEXT_KINDS = ("numeric", "expression", "text")


def _choice(
    state: type[TaskState],
    text: rx.Var[str],
    index: rx.Var[int],
    *,
    many: bool,
    name: str,
    chosen: rx.Var[str],
) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox" if many else "radio",
            name=f"answer-{index}" if many else name,
            value=text,
            default_checked=chosen.split(" | ").contains(text),
            on_change=None if many else state.keep_draft(text, state.open_key),
        ),
        prose(text),
        class_name="choice",
    )


def inputs(state: type[TaskState]) -> rx.Component:
    """Return the form of an answer to the open step."""
    step = state.step
    kept = rx.cond(step.draft != "", step.draft, step.last)
    one = rx.el.fieldset(
        rx.el.legend(msg("choose-one"), class_name="eyebrow"),
        rx.foreach(step.choices, lambda text, i: _choice(state, text, i, many=False, name="answer", chosen=kept)),
        class_name="choices",
    )
    many = rx.el.fieldset(
        rx.el.legend(msg("choose-many"), class_name="eyebrow"),
        rx.foreach(step.choices, lambda text, i: _choice(state, text, i, many=True, name="answer", chosen=kept)),
        class_name="choices",
    )
    line = rx.el.div(
        rx.el.label(msg("answer-" + step.answer_kind.to(str)), html_for="answer-field"),
        rx.el.input(
            # Reflex adds the value of everything with an id to the form under that id: `answer` would hide the choices.
            id="answer-field",
            name="answer",
            type="text",
            auto_complete="off",
            spell_check=False,
            auto_capitalize="off",
            default_value=kept,
            on_blur=lambda text: state.keep_draft(text, state.open_key),
            aria_describedby="feedback",
            max_length=500,
            class_name="input answer",
        ),
        class_name="field",
    )
    return rx.match(
        step.answer_kind,
        ("choice", one),
        ("multiple_choice", many),
        ("ordering", ordering(state)),
        ("matching", matching(state)),
        ("table", table_to_fill(state)),
        ("picture", picture(state, kept)),
        ("line", plane(state)),
        ("simulation", simulation(state)),
        line,
    )


def feedback(state: type[TaskState]) -> rx.Component:
    """Return how the answer went, and what it changed; announced when it appears."""
    change = rx.foreach(
        state.changes,
        lambda one: rx.el.p(
            rx.el.strong(one.kc),
            " ",
            rx.cond(
                one.band == "unknown",
                rx.fragment(badge("unknown")),
                rx.fragment(
                    badge(one.band),
                    " ",
                    mastery_change(one.before, one.after, one.low, one.high),
                    rx.cond(one.weaker, rx.el.span(" ", msg("mastery-weaker"))),
                ),
            ),
            class_name="small",
        ),
    )
    return rx.el.div(
        rx.cond(
            state.feedback_key != "",
            rx.el.div(
                rx.el.p(
                    rx.match(
                        state.outcome,
                        ("right", rx.el.span("✓ ", aria_hidden="true")),
                        ("wrong", rx.el.span("✗ ", aria_hidden="true")),
                        rx.fragment(),
                    ),
                    rx.el.strong(msg(state.feedback_key)),
                ),
                rx.cond(state.feedback != "", prose(state.feedback)),
                seen_before(state.again),
                change,
                class_name=rx.match(state.outcome, ("right", "note good"), ("wrong", "note bad"), "note"),
            ),
        ),
        rx.cond(~state.stored, rx.el.p(msg("not-stored"), class_name="note")),
        id="feedback",
        role="status",
    )


def _scaffold(state: type[TaskState], hint: rx.Var) -> rx.Component:
    return rx.el.form(
        # A form of a list names its row itself: what a handler is given of the row does not reach it.
        rx.el.input(type="hidden", name="hint", value=hint.index.to_string()),
        rx.el.input(type="hidden", name="showing", value=state.showing),
        rx.el.input(type="hidden", name="place", value=state.open_key),
        rx.cond(
            hint.choices.length() > 0,
            rx.el.fieldset(
                rx.el.legend(msg("choose-one"), class_name="sr"),
                rx.foreach(
                    hint.choices,
                    lambda text: rx.el.label(
                        rx.el.input(type="radio", name="answer", value=text, default_checked=hint.last == text),
                        prose(text),
                        class_name="choice",
                    ),
                ),
                class_name="choices",
            ),
            rx.el.input(
                name="answer",
                type="text",
                default_value=hint.last,
                auto_complete="off",
                aria_label=msg("scaffold-answer"),
                class_name="input answer",
            ),
        ),
        rx.el.div(
            rx.el.button(msg("check"), type="submit", class_name="button"),
            rx.match(
                hint.outcome,
                ("right", rx.el.strong("✓ ", msg("feedback-correct"), style={"color": "var(--good)"})),
                ("wrong", rx.el.strong("✗ ", msg("feedback-incorrect"), style={"color": "var(--bad)"})),
                rx.fragment(),
            ),
            class_name="row",
            role="status",
        ),
        on_submit=state.answer_scaffold,
        class_name="stack-s",
    )


def hints(state: type[TaskState]) -> rx.Component:
    """Return the opened hints in order; a scaffold asks its smaller question right there."""
    return rx.el.div(
        rx.foreach(
            state.step.hints,
            lambda hint: rx.el.section(
                rx.el.p(msg("hint-title-" + hint.kind.to(str), number=hint.index + 1), class_name="eyebrow"),
                prose(hint.text),
                rx.cond(hint.answer_kind != "", _scaffold(state, hint)),
                class_name="hint",
                key=state.step.step_id.to(str) + hint.index.to(str),
            ),
        ),
        class_name="stack-s",
        aria_live="polite",
    )


def step_list(state: type[TaskState]) -> rx.Component:
    """Return where the student is in an item of several steps."""
    return rx.cond(
        state.steps.length() > 1,
        rx.el.ol(
            rx.foreach(
                state.steps,
                lambda step: rx.el.li(
                    msg("step-number", number=step.number),
                    rx.cond(step.solved, " ✓", ""),
                    custom_attrs={"data-now": step.number == state.at + 1, "data-done": step.solved},
                    aria_current=rx.cond(step.number == state.at + 1, "step", "false"),
                ),
            ),
            class_name="steps",
            aria_label=msg("steps"),
        ),
    )


def _next_buttons(state: type[TaskState]) -> rx.Component:
    more_steps = state.at + 1 < state.steps.length()
    return rx.cond(
        more_steps,
        rx.el.button(
            msg("next-step"),
            type="button",
            on_click=state.go_to_step(state.at + 2),
            class_name="button primary",
        ),
        rx.fragment(
            next_button(state),
            rx.cond(
                (state.content.variant >= 0) & (state.check == ""),
                rx.el.button(
                    msg("another-task"), type="button", on_click=state.another(state.open_key), class_name="button"
                ),
            ),
        ),
    )


def next_button(state: type[TaskState]) -> rx.Component:
    """Return the way to the next item, or back to Today when there is none."""
    return rx.cond(
        state.check != "",
        link(msg("check-on"), href="/check/" + state.check, class_name="button primary"),
        link(msg(state.next_word), href=state.next_href, class_name="button primary"),
    )


def practice_step(state: type[TaskState]) -> rx.Component:
    """Return the open step whole."""
    step = state.step
    finished = step.solved | step.gave_up
    solved_now = step.solved
    return rx.el.div(
        step_list(state),
        prose(step.prompt),
        rx.el.form(
            rx.el.input(type="hidden", name="showing", value=state.showing),
            rx.el.input(type="hidden", name="place", value=state.open_key),
            inputs(state),
            feedback(state),
            rx.el.div(
                rx.cond(
                    solved_now,
                    _next_buttons(state),
                    rx.fragment(
                        rx.el.button(msg("check-answer"), type="submit", class_name="button primary"),
                        rx.cond(
                            (step.hints.length() < step.hints_total) & (state.check == ""),
                            rx.el.button(
                                msg("hint-ask", left=step.hints_total - step.hints.length()),
                                type="button",
                                on_click=state.show_hint(state.open_key, step.hints.length()),
                                class_name="button",
                            ),
                        ),
                        rx.cond(step.gave_up | ((state.check != "") & (step.attempts > 0)), _next_buttons(state)),
                    ),
                ),
                class_name="row",
            ),
            on_submit=state.submit,
            key=state.content.content_id + step.step_id + state.content.variant.to(str) + "/" + state.begun.to(str),
            class_name="stack",
        ),
        hints(state),
        rx.cond(
            finished & (step.solution != ""),
            rx.el.details(
                rx.el.summary(msg("worked-solution")), prose(step.solution), open=step.gave_up, class_name="card quiet"
            ),
        ),
        class_name="stack",
    )


def card_link(card: rx.Var[CardView], decision: rx.Var[str], label: rx.Var[str], kind: str = "") -> rx.Component:
    """Return the button that opens a recommendation."""
    return link(
        label,
        rx.el.span(": ", card.title, class_name="sr"),
        href="/learn/" + card.content_id + "?from=" + decision,
        class_name=f"button {kind} wide-button",
    )
