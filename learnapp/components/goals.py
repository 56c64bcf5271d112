"""Goals: what each is about, how far it is in words and as a bar, the form for a new one, the card of the next."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.mastery import number
from learnapp.components.text import date_of, msg
from learnapp.state.base import AppState
from learnapp.state.student.goals import MOST, GoalCardState, GoalsState, GoalView, TopicChoice


def goal_name(kind: rx.Var[str], topic: rx.Var[str], target: rx.Var[int]) -> rx.Var[str]:
    """Return what a goal is about, in words."""
    return rx.match(
        kind,
        ("answers", msg("goal-answers", count=target)),
        ("minutes", msg("goal-minutes", count=target)),
        rx.cond(topic != "", msg("goal-topic", topic=topic), msg("goal-topic-gone")),
    ).to(str)


def _name(goal: rx.Var[GoalView]) -> rx.Var[str]:
    return goal_name(goal.kind, goal.topic, goal.target)


def _far(goal: rx.Var[GoalView]) -> rx.Var[str]:
    """Return how far an open goal is."""
    return rx.match(
        goal.kind,
        ("answers", msg("goal-answers-done", done=goal.done, count=goal.target)),
        ("minutes", msg("goal-minutes-done", done=goal.done, count=goal.target)),
        rx.cond(goal.enough, msg("goal-mastered", value=goal.done), msg("goal-not-enough")),
    ).to(str)


def _when(goal: rx.Var[GoalView]) -> rx.Var[str]:
    """Return how much time is left."""
    return rx.cond(
        goal.status == "overdue",
        msg("goal-overdue", day=date_of(goal.due)),
        msg("goal-left", count=goal.left),
    ).to(str)


def _bar(goal: rx.Var[GoalView]) -> rx.Component:
    return rx.el.progress(
        value=goal.part.to_string(), max="100", aria_label=_far(goal), class_name="goal-bar", key=goal.id
    )


def _words(goal: rx.Var[GoalView]) -> rx.Component:
    return rx.el.p(
        rx.el.strong(_far(goal)),
        ", ",
        rx.el.span(_when(goal), class_name=rx.cond(goal.status == "overdue", "error-text", "")),
        rx.cond(goal.this_week, rx.el.span(" · ✓ ", msg("goal-this-week"), class_name="goal-good")),
    )


def _evidence(goal: rx.Var[GoalView]) -> rx.Component:
    """Return where the number comes from, one click away, and the day."""
    return rx.el.p(
        rx.cond(
            goal.kind == "topic",
            rx.fragment(
                msg("goal-by", day=date_of(goal.due)),
                rx.cond(goal.enough, rx.fragment(" · ", number(goal.done, goal.low, goal.high))),
                rx.el.span(" · ", link(msg("goal-evidence"), href="/progress"), class_name="not-printed"),
            ),
            rx.fragment(
                msg("goal-until", day=date_of(goal.due)),
                " · ",
                msg("goal-weeks", weeks=goal.weeks_reached, count=goal.weeks),
                rx.el.span(" · ", link(msg("goal-evidence-week"), href="/week"), class_name="not-printed"),
            ),
        ),
        class_name="soft small",
    )


def _day(name: str, value: rx.Var[str] | None = None) -> rx.Component:
    given = {} if value is None else {"default_value": value}
    return rx.el.input(
        id=f"goal-{name}",
        name=name,
        type="date",
        required=True,
        min=GoalsState.printed,
        max=GoalsState.last_day,
        class_name="input date",
        **given,
    )


def _move_form(goal: rx.Var[GoalView]) -> rx.Component:
    return rx.cond(
        GoalsState.moving == goal.id,
        rx.el.form(
            labelled("goal-new-day", _day("day", goal.due), "goal-day"),
            rx.el.div(
                rx.el.button(msg("save"), type="submit", class_name="button primary"),
                rx.el.button(
                    msg("cancel"), type="button", on_click=GoalsState.choose_move(goal.id), class_name="button plain"
                ),
                class_name="row",
            ),
            on_submit=GoalsState.move,
            class_name="stack-s not-printed",
        ),
    )


def _tools(goal: rx.Var[GoalView]) -> rx.Component:
    name, sure = _name(goal), GoalsState.dropping == goal.id
    return rx.el.div(
        rx.cond(
            goal.start_id != "",
            link(
                msg("goal-practise"),
                href="/learn/" + goal.start_id,
                aria_label=msg("goal-practise-of", name=name),
                class_name="button small",
            ),
        ),
        rx.el.button(
            msg("goal-tick"),
            type="button",
            on_click=GoalsState.tick_off(goal.id),
            aria_label=msg("goal-tick-of", name=name),
            class_name="button small",
        ),
        rx.el.button(
            msg("goal-move"),
            type="button",
            on_click=GoalsState.choose_move(goal.id),
            aria_label=msg("goal-move-of", name=name),
            aria_expanded=GoalsState.moving == goal.id,
            class_name="button plain small",
        ),
        rx.el.button(
            rx.cond(sure, msg("goal-drop-sure"), msg("goal-drop")),
            type="button",
            on_click=GoalsState.drop(goal.id),
            aria_label=rx.cond(sure, msg("goal-drop-sure-of", name=name), msg("goal-drop-of", name=name)),
            class_name=rx.cond(sure, "button danger small", "button plain small"),
        ),
        class_name="row",
    )


def open_goal(goal: rx.Var[GoalView]) -> rx.Component:
    """Return a goal that is worked towards, with what can be done with it."""
    return rx.el.li(
        rx.el.h3(_name(goal)),
        _words(goal),
        _bar(goal),
        _evidence(goal),
        _tools(goal),
        _move_form(goal),
        class_name="card stack-s goal",
    )


def closed_goal(goal: rx.Var[GoalView]) -> rx.Component:
    """Return a goal that is reached, ticked off or over."""
    became = rx.match(
        goal.status,
        ("reached", msg("goal-reached", day=date_of(goal.reached))),
        ("done", msg("goal-done", day=date_of(goal.closed))),
        msg("goal-ended", day=date_of(goal.due)),
    )
    return rx.el.li(
        rx.el.span(rx.cond(goal.status == "reached", "★", "✓"), aria_hidden="true", class_name="goal-good"),
        rx.el.strong(_name(goal)),
        rx.el.span(became, class_name="soft"),
        rx.cond(
            goal.kind != "topic",
            rx.el.span(msg("goal-weeks", weeks=goal.weeks_reached, count=goal.weeks), class_name="soft small"),
        ),
        class_name="row",
    )


def goal_form() -> rx.Component:
    """Return the form in which a goal is set."""

    def kind(name: str) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="radio",
                name="goal-kind",
                value=name,
                checked=GoalsState.kind == name,
                on_change=GoalsState.choose_kind(name),
            ),
            msg(f"goal-kind-{name}"),
            class_name="check",
        )

    def topic(one: rx.Var[TopicChoice]) -> rx.Component:
        return rx.el.option(one.name, value=one.id)

    def amount(name: str) -> rx.Component:
        field = rx.el.input(
            id="goal-number",
            name="number",
            type="number",
            min="1",
            max=str(MOST[name]),
            step="1",
            required=True,
            class_name="input number",
            key=name,
        )
        return labelled(f"goal-number-{name}", field, "goal-number")

    topics = rx.el.select(
        rx.el.option(msg("goal-choose-topic"), value=""),
        rx.foreach(GoalsState.topics, topic),
        id="goal-topic",
        name="topic",
        required=True,
        class_name="select",
    )
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend(msg("goal-kind")),
            rx.el.div(*(kind(name) for name in ("topic", *MOST)), class_name="row"),
            class_name="fieldset",
        ),
        rx.match(
            GoalsState.kind,
            *((name, amount(name)) for name in MOST),
            labelled("goal-which-topic", topics, "goal-topic"),
        ),
        labelled("goal-due", _day("due"), "goal-due"),
        rx.el.div(rx.el.button(msg("goal-add"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=GoalsState.add,
        key=AppState.taken,
        class_name="card stack-s goal-form",
    )


def _next(goal: rx.Var[GoalView]) -> rx.Component:
    return rx.el.li(rx.el.strong(_name(goal)), _words(goal), _bar(goal), class_name="stack-s goal")


def goals_card() -> rx.Component:
    """Return the small card with the goals that are due next, and the ways to goals, week and notes."""
    return rx.el.aside(
        rx.el.h2(msg("goals-title")),
        rx.cond(
            GoalCardState.next_goals.length() > 0,
            rx.el.ul(rx.foreach(GoalCardState.next_goals, _next), class_name="plain-list stack"),
            rx.cond(GoalCardState.card_ready, rx.el.p(msg("goals-none-text"), class_name="soft")),
        ),
        rx.el.p(
            rx.cond(
                GoalCardState.next_goals.length() > 0,
                link(msg("goals-all"), href="/goals"),
                link(msg("goals-set"), href="/goals"),
            ),
            link(msg("week-title"), href="/week"),
            link(msg("notes-title"), href="/notes"),
            class_name="row ways",
        ),
        aria_label=msg("goals-title"),
        class_name="card goals-card",
    )
