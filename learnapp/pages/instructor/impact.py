"""The impact of a class: time that may be saved, always as a range, and outcomes with their intervals."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may
from learnapp.components.counting import moving
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.impact import acts, outcomes, periods, span, weeks
from learnapp.components.layout import shell
from learnapp.components.printing import print_button
from learnapp.components.text import date_of, msg
from learnapp.pages.instructor.classes import tabs
from learnapp.state.class_impact import LEAST, PAUSE_DAYS, PERIODS, ImpactState


def _days() -> rx.Component:
    """Return which days are shown, and which they are compared with."""
    view = ImpactState.view
    return rx.el.p(
        msg("impact-days", first=date_of(view.first), last=date_of(view.last)),
        " ",
        rx.cond(
            view.before_first != "",
            msg("impact-days-before", first=date_of(view.before_first), last=date_of(view.before_last)),
            msg("impact-days-alone"),
        ),
        class_name="soft",
        role="status",
    )


def _time() -> rx.Component:
    time = ImpactState.view.time
    return rx.el.section(
        rx.el.h2(msg("impact-time")),
        rx.cond(
            time.any,
            rx.el.div(
                rx.el.p(
                    rx.el.strong(msg("impact-total-" + time.now.unit, low=time.now.low, high=time.now.high)),
                    class_name="lead",
                ),
                rx.el.p(msg("impact-time-how")),
                rx.cond(
                    time.way != "",
                    rx.el.p(
                        msg("impact-time-before"), " ", span(time.before), ". ", msg("impact-time-" + time.way),
                        class_name="soft",
                    ),
                ),
                class_name="note stack-s",
            ),
            rx.el.p(msg("impact-time-none"), class_name="note"),
        ),
        rx.cond(time.uncounted > 0, rx.el.p(msg("impact-uncounted", count=time.uncounted), class_name="soft small")),
        acts(),
        class_name="stack",
    )  # fmt: skip


def _outcomes() -> rx.Component:
    view = ImpactState.view
    how = ("range", "students", "compare", "chance", "mastered", "void", "days")
    return rx.fragment(
        rx.el.section(
            rx.el.h2(msg("impact-outcomes")),
            rx.el.p(rx.el.strong(msg("impact-no-cause")), class_name="note"),
            rx.cond(view.topics == 0, rx.el.p(msg("class-no-course-text"), class_name="soft")),
            outcomes(),
            rx.el.details(
                rx.el.summary(msg("impact-how")),
                rx.el.ul(*(rx.el.li(msg(f"impact-how-{part}", least=LEAST, days=PAUSE_DAYS)) for part in how)),
            ),
            class_name="stack",
        ),
        rx.el.section(rx.el.h2(msg("impact-weeks")), weeks(), class_name="stack-s"),
    )


def impact() -> rx.Component:
    """What the system did for the class, what that may be worth, and how the class does."""
    view = ImpactState.view
    return shell(
        rx.el.p(msg("impact-title"), class_name="eyebrow"),
        rx.el.h1(view.section),
        rx.cond(
            ImpactState.impact_ready,
            rx.fragment(
                tabs(ImpactState.section_id, "impact"),
                rx.el.div(
                    periods(PERIODS),
                    rx.el.div(
                        if_may(
                            "class_export",
                            "read",
                            rx.el.button(msg("csv"), type="button", class_name="button", on_click=ImpactState.download),
                        ),
                        print_button(),
                        class_name="row",
                    ),
                    class_name="row end between",
                ),
                rx.cond(
                    view.first == "",
                    empty_state(msg("impact-no-term"), msg("impact-no-term-text")),
                    rx.fragment(_days(), moving(view.moving), _time(), _outcomes()),
                ),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(
        impact,
        route="/teach/[class_id]/impact",
        title=msg("page-title", page=msg("impact-title")),
        on_load=ImpactState.load,
    )
