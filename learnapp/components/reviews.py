"""What comes back for review: in a sentence, today's topics, the days ahead, and how much a day holds."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.text import date_of, msg
from learnapp.state.instructor.class_review import MOST, ClassReviewState
from learnapp.state.student.today import ReviewsView, ReviewTopic


def _spread(view: rx.Var[ReviewsView]) -> rx.Var[str]:
    """Return when the rest comes."""
    return rx.cond(view.spread < 0, msg("load-rest-long"), msg("load-rest", days=view.spread)).to(str)


def reviews_sentence(view: rx.Var[ReviewsView]) -> rx.Component:
    """Return in words how much is due, how much of it has its turn today, and when the rest comes."""
    turn = view.today.length()
    return rx.fragment(
        rx.cond(
            view.due == 0,
            rx.cond(view.done > 0, msg("load-none-left", count=view.done), msg("load-none")),
            rx.cond(
                view.later == 0,
                msg("load-all-today", count=view.due),
                rx.cond(
                    turn == 0,
                    rx.fragment(msg("load-enough", count=view.done, later=view.later), " ", _spread(view)),
                    rx.fragment(msg("load-some-today", count=view.due, today=turn), " ", _spread(view)),
                ),
            ),
        )
    )


def reviews_line(view: rx.Var[ReviewsView]) -> rx.Component:
    """Return the sentence with the way to more, while something is due."""
    return rx.cond(
        view.due > 0,
        rx.el.p(reviews_sentence(view), " ", link(msg("load-see"), href="/progress"), class_name="note below"),
    )


def pupil_reviews(view: rx.Var[ReviewsView]) -> rx.Component:
    """Return the same for who teaches the student."""
    return rx.cond(
        view.due > 0,
        rx.el.p(
            rx.cond(
                view.later == 0,
                msg("load-pupil", count=view.due),
                rx.fragment(msg("load-pupil-spread", count=view.due, today=view.today.length()), " ", _spread(view)),
            ),
            class_name="soft",
        ),
    )


def _topic(one: rx.Var[ReviewTopic]) -> rx.Component:
    name = rx.cond(one.start_id != "", link(one.name, href="/learn/" + one.start_id), rx.el.span(one.name))
    return rx.el.li(name, rx.el.span(msg("load-since", days=one.days), class_name="soft small"), class_name="row")


def _ahead(view: rx.Var[ReviewsView]) -> rx.Component:
    """Return the forecast as a picture and as a table."""
    # Drawn without the chart library: it stands on the first screen of a phone, and would cost it 350 KB.
    bars = rx.el.div(
        rx.foreach(
            view.counts,
            lambda count, place: rx.el.div(
                rx.cond(count > 0, rx.el.span(count)),
                rx.el.div(style={"height": view.heights[place].to_string() + "%"}),
                custom_attrs={"title": date_of(view.days[place])},
            ),
        ),
        class_name="day-bars",
        aria_hidden="true",
    )
    ends = rx.el.div(
        rx.el.span(date_of(view.days[0])), rx.el.span(date_of(view.days[view.days.length() - 1])),
        class_name="row between soft small", aria_hidden="true",
    )  # fmt: skip
    table = rx.el.div(
        rx.el.table(
            rx.el.caption(msg("load-ahead"), class_name="sr"),
            rx.el.thead(rx.el.tr(*[rx.el.th(msg(k), scope="col") for k in ("load-day", "load-turn", "load-wait")])),
            rx.el.tbody(
                rx.foreach(
                    view.days,
                    lambda day, place: rx.el.tr(
                        rx.el.th(date_of(day), scope="row"),
                        rx.el.td(view.counts[place], class_name="number"),
                        rx.el.td(view.waiting[place], class_name="number"),
                    ),
                )
            ),
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label=msg("load-ahead"),
    )
    return rx.fragment(
        rx.el.h3(msg("load-ahead")),
        rx.el.p(msg("load-ahead-text", count=view.ahead), class_name="soft small"),
        bars,
        ends,
        rx.el.details(rx.el.summary(msg("load-as-table")), table),
    )  # fmt: skip


def reviews_card(view: rx.Var[ReviewsView], on_more: Any) -> rx.Component:
    """Return today's reviews and the days ahead, for the student.

    Args:
        view: The reviews.
        on_more: Event handler: more of them today.
    """
    return rx.el.section(
        rx.el.h2(msg("load-title")),
        rx.el.p(reviews_sentence(view), role="status"),
        rx.cond(
            view.today.length() > 0,
            rx.el.ul(rx.foreach(view.today, _topic), class_name="stack-s plain-list", aria_label=msg("load-today")),
        ),
        rx.cond(
            view.can_ask,
            rx.el.div(
                rx.el.button(msg("load-more"), type="button", on_click=on_more, class_name="button"),
                rx.el.span(msg("load-why", count=view.cap), class_name="soft small"),
                class_name="row",
            ),
        ),
        rx.cond(view.ahead > 0, _ahead(view)),
        id="reviews",
        class_name="card stack-s",
    )


def class_pace() -> rx.Component:
    """Return the form in which who teaches a class chooses how many reviews a day it has."""
    pace = ClassReviewState.pace
    chosen = rx.cond(pace.own > 0, pace.own, pace.usual)
    form = rx.el.form(
        labelled(
            "load-a-day",
            rx.el.input(
                id="class-pace", name="count", type="number", min="1", max=str(MOST), step="1", required=True,
                default_value=chosen.to_string(), class_name="input number",
            ),
            "class-pace",
        ),
        rx.el.button(msg("save"), type="submit", class_name="button"),
        on_submit=ClassReviewState.save_pace,
        key="pace-" + chosen.to_string(),
        class_name="row end",
    )  # fmt: skip
    follow = rx.el.button(
        msg("load-follow", count=pace.usual), type="button", on_click=ClassReviewState.follow, class_name="button"
    )
    return rx.cond(
        ClassReviewState.review_ready,
        rx.el.details(
            rx.el.summary(msg("load-pace-now", count=chosen)),
            rx.el.p(msg("load-pace-text"), class_name="soft"),
            form,
            rx.cond(pace.own > 0, follow, rx.el.p(msg("load-follows"), class_name="soft small")),
            class_name="card quiet below",
        ),
    )
