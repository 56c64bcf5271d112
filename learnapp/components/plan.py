"""A learning plan: the form in which a student says what they want, the way in legs, how far it is elsewhere."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.mastery import badge
from learnapp.components.text import date_of, msg
from learnapp.state.base import AppState
from learnapp.state.student.plan import PACES, LegView, PlanState, RequestView, ThingView, WayView


def plan_name(request: rx.Var[RequestView]) -> rx.Var[str]:
    """Return what a plan is for, in words."""
    return rx.cond(request.more > 0, msg("plan-name-more", name=request.name, more=request.more), request.name).to(str)


def plan_far(request: rx.Var[RequestView]) -> rx.Component:
    """Return how far it is and what is left, in words."""
    return rx.fragment(
        msg("plan-far", done=request.done.length(), count=request.total),
        " · ",
        msg("plan-left", count=request.minutes, low=request.low, high=request.high),
    )


def _bar(request: rx.Var[RequestView]) -> rx.Component:
    return rx.el.progress(
        value=request.done.length().to_string(),
        max=request.total.to_string(),
        aria_label=msg("plan-far", done=request.done.length(), count=request.total),
        class_name="goal-bar",
        key=request.id,
    )


def plan_card(request: rx.Var[RequestView]) -> rx.Component:
    """Return the small card on Today: what the student works towards, or the way to say it."""
    return rx.el.section(
        rx.cond(
            request.id != "",
            rx.fragment(
                rx.el.h2(msg("plan-towards", name=plan_name(request))),
                rx.el.p(plan_far(request)),
                _bar(request),
                rx.cond(
                    request.late.length() > 0,
                    rx.el.p(msg("plan-late-short", day=date_of(request.due)), class_name="soft small"),
                ),
                rx.el.p(link(msg("plan-see"), href="/plan")),
            ),
            rx.fragment(
                rx.el.h2(msg("plan-ask")),
                rx.el.p(msg("plan-ask-text"), class_name="soft"),
                rx.el.p(link(msg("plan-say"), href="/plan")),
            ),
        ),
        aria_label=msg("plan-title"),
        class_name="card quiet stack-s goals-card",
    )


def plan_standing(request: rx.Var[RequestView], key: str) -> rx.Component:
    """Return a plan for somebody who looks: what it is for, how far, what will be late; never what was typed.

    Args:
        request: The plan; nothing is shown where there is none.
        key: `pupil` or `family`: whose words these are.
    """
    day = rx.cond(request.due != "", rx.fragment(" ", msg("plan-by", day=date_of(request.due))))
    return rx.cond(
        request.id != "",
        rx.el.p(
            msg(f"plan-of-{key}", name=plan_name(request)),
            " ",
            msg("plan-far", done=request.done.length(), count=request.total),
            ".",
            day,
            rx.cond(
                request.late.length() > 0,
                rx.fragment(" ", msg("plan-late-names", names=request.late.join(", "))),
            ),
            class_name="note" if key == "pupil" else "",
        ),
    )


def _options(key: str, things: rx.Var[list[ThingView]]) -> rx.Component:
    def option(one: rx.Var[ThingView]) -> rx.Component:
        return rx.el.option(
            rx.cond(one.day != "", msg("plan-thing-day", title=one.title, day=date_of(one.day)), one.title),
            value=one.key,
        )

    return rx.cond(things.length() > 0, rx.el.optgroup(rx.foreach(things, option), custom_attrs={"label": msg(key)}))


def plan_form() -> rx.Component:
    """Return the form in which a student says what they want to learn."""
    said = rx.el.input(
        id="plan-said", name="said", type="text", max_length=200, auto_complete="off", class_name="input",
        aria_describedby="plan-examples",
    )  # fmt: skip
    things = rx.el.select(
        rx.el.option(msg("plan-choose"), value=""),
        _options("plan-tests", PlanState.tests),
        _options("plan-assigned", PlanState.assigned),
        _options("plan-topics", PlanState.topics),
        _options("plan-lessons", PlanState.lessons),
        id="plan-thing",
        name="thing",
        class_name="select",
    )
    day = rx.el.input(
        id="plan-day", name="day", type="date", min=PlanState.printed, max=PlanState.last_day, class_name="input date"
    )
    return rx.el.form(
        rx.el.div(
            rx.el.label(msg("plan-said"), html_for="plan-said"),
            said,
            rx.el.p(msg("plan-examples"), id="plan-examples", class_name="soft small"),
            class_name="field",
        ),
        labelled("plan-thing", things, "plan-thing"),
        labelled("plan-day", day, "plan-day"),
        rx.el.div(
            rx.el.button(msg("plan-make"), type="submit", class_name="button primary"),
            rx.cond(
                PlanState.changing,
                rx.el.button(msg("cancel"), type="button", on_click=PlanState.change, class_name="button plain"),
            ),
            class_name="row",
        ),
        on_submit=PlanState.say,
        key=AppState.taken,
        class_name="card stack-s goal-form not-printed",
    )


def _guess(one: rx.Var[ThingView]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            msg("plan-kind-" + one.kind.to(str)),
            ": ",
            rx.el.strong(one.title),
            rx.cond(one.day != "", rx.fragment(" · ", date_of(one.day))),
            type="button",
            on_click=PlanState.pick(one.key),
            class_name="button",
        )
    )


def _check(topic: Any) -> rx.Component:
    return rx.el.button(
        msg("plan-check"),
        rx.el.span(": ", topic.name, class_name="sr"),
        type="button",
        on_click=PlanState.check(topic.kc_id),
        class_name="button small",
    )


def plan_answer() -> rx.Component:
    """Return what came of asking, where that is not a plan."""
    return rx.el.div(
        rx.match(
            PlanState.outcome,
            (
                "unclear",
                rx.el.div(
                    rx.el.p(rx.el.strong(msg("plan-unclear"))),
                    rx.el.ul(rx.foreach(PlanState.guesses, _guess), class_name="plain-list stack-s"),
                    rx.el.p(msg("plan-unclear-none"), class_name="soft small"),
                    class_name="note stack-s",
                ),
            ),
            ("unknown", rx.el.p(msg("plan-unknown"), class_name="note")),
            (
                "mastered",
                rx.el.div(
                    rx.el.p(msg("plan-mastered", name=PlanState.understood)),
                    rx.el.ul(
                        rx.foreach(
                            PlanState.mastered,
                            lambda topic: rx.el.li(rx.el.span(topic.name), _check(topic), class_name="row"),
                        ),
                        class_name="plain-list stack-s",
                    ),
                    class_name="note stack-s",
                ),
            ),
            rx.fragment(),
        ),
        role="status",
    )


def _way(way: rx.Var[WayView]) -> rx.Component:
    return rx.el.li(
        link(
            msg("kind-" + way.kind.to(str)),
            rx.el.span(" · ", msg("plan-minutes", count=way.minutes), class_name="soft"),
            rx.el.span(": ", way.title, class_name="sr"),
            href="/learn/" + way.content_id.to(str),
            class_name="button small",
        )
    )


def _why(leg: rx.Var[LegView]) -> rx.Var[str]:
    return rx.match(
        leg.why,
        ("gap", msg("plan-why-gap", topic=leg.for_name)),
        ("needed", msg("plan-why-needed", topic=leg.for_name)),
        ("pinned", msg("plan-why-pinned")),
        msg("plan-why-target"),
    ).to(str)


def _leg(leg: rx.Var[LegView], place: rx.Var[int]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(rx.el.span((place + 1).to_string(), ". ", aria_hidden="true"), leg.name),
            rx.cond(leg.begun, badge(leg.band)),
            class_name="row between",
        ),
        rx.el.p(
            msg("plan-leg-time", count=leg.minutes, low=leg.low, high=leg.high),
            rx.cond(
                leg.late,
                rx.el.span(" · ", rx.el.strong(msg("plan-leg-late", day=date_of(PlanState.request.due)))),
            ),
            class_name="soft small",
        ),
        rx.el.p(_why(leg)),
        rx.cond(
            leg.ways.length() > 0,
            rx.el.ul(
                rx.foreach(leg.ways, _way), class_name="plain-list row", aria_label=msg("plan-ways", topic=leg.name)
            ),
            rx.el.p(msg("plan-no-ways"), class_name="note"),
        ),
        rx.cond(
            leg.checkpoint,
            rx.el.div(
                rx.el.span(rx.el.span("⚑ ", aria_hidden="true"), msg("plan-checkpoint")),
                rx.cond(leg.begun, _check(leg)),
                class_name="row soft small",
            ),
        ),
        class_name="card stack-s goal",
        key=leg.kc_id,
    )


def _time(request: rx.Var[RequestView]) -> rx.Component:
    """Return whether it fits before its day, and at which pace that is reckoned."""
    options = [rx.el.option(msg("plan-pace-day", count=count), value=str(count)) for count in PACES]
    pace = rx.el.select(
        rx.cond(
            request.pace != "chosen",
            rx.el.option(msg("plan-pace-" + request.pace.to(str), count=request.minutes_a_day), value=""),
        ),
        *options,
        id="plan-pace",
        value=rx.cond(request.pace == "chosen", request.minutes_a_day.to_string(), ""),
        on_change=PlanState.set_pace,
        class_name="select",
    )
    return rx.fragment(
        rx.cond(
            request.due != "",
            rx.cond(
                request.days < 0,
                rx.el.p(msg("plan-day-over", day=date_of(request.due)), class_name="note"),
                rx.cond(
                    request.late.length() > 0,
                    rx.el.p(
                        msg("plan-too-late", day=date_of(request.due), left=request.minutes_left,
                            names=request.late.join(", ")),
                        class_name="note",
                    ),
                    rx.el.p(msg("plan-fits", day=date_of(request.due), left=request.minutes_left)),
                ),
            ),
        ),
        labelled("plan-pace", pace, "plan-pace"),
    )  # fmt: skip


def _notes(request: rx.Var[RequestView]) -> rx.Component:
    """Return what is odd about the way, where something is."""
    return rx.fragment(
        rx.cond(
            request.known.length() > 0,
            rx.el.p("✓ ", msg("plan-known", names=request.known.join(", ")), class_name="soft"),
        ),
        rx.cond(
            request.taken.length() > 0, rx.el.p(msg("plan-taken", names=request.taken.join(", ")), class_name="soft")
        ),
        rx.cond(request.gone > 0, rx.el.p(msg("plan-gone", count=request.gone), class_name="note")),
        rx.cond(request.legs.length() == 0, rx.el.p(msg("plan-empty"), class_name="note")),
    )


def _tools(request: rx.Var[RequestView]) -> rx.Component:
    return rx.el.div(
        rx.el.button(
            msg("plan-change"), type="button", on_click=PlanState.change, aria_expanded=PlanState.changing,
            class_name="button small",
        ),
        rx.el.button(
            rx.cond(PlanState.dropping, msg("plan-drop-sure"), msg("plan-drop")),
            type="button",
            on_click=PlanState.drop,
            class_name=rx.cond(PlanState.dropping, "button danger small", "button plain small"),
        ),
        class_name="row not-printed",
    )  # fmt: skip


def plan_path() -> rx.Component:
    """Return the plan: how far it is, whether it fits, its legs, and what can be done with it."""
    request = PlanState.request
    return rx.el.section(
        rx.el.div(
            rx.el.h2(plan_name(request)),
            rx.el.p(plan_far(request)),
            _bar(request),
            _time(request),
            _notes(request),
            rx.cond(
                request.legs.length() > 0,
                rx.el.div(link(msg("plan-go-on"), href="/today", class_name="button primary"), class_name="row"),
            ),
            _tools(request),
            class_name="card stack-s goal",
        ),
        rx.cond(
            request.legs.length() > 0,
            rx.fragment(
                rx.el.h2(msg("plan-steps"), class_name="section-title"),
                rx.el.ol(rx.foreach(request.legs, _leg), class_name="plain-list stack"),
            ),
        ),
        rx.cond(
            request.done.length() > 0,
            rx.fragment(
                rx.el.h2(msg("plan-done"), class_name="section-title"),
                rx.el.ul(
                    rx.foreach(
                        request.done,
                        lambda topic: rx.el.li(
                            rx.el.span("✓ ", topic.name),
                            _check(topic),
                            class_name="row between check-task",
                        ),
                    ),
                    class_name="plain-list card",
                ),
            ),
        ),
        aria_label=msg("plan-title"),
        class_name="stack",
    )
