"""Today: the one next thing, two others, and what changed since last time."""

from __future__ import annotations

import reflex as rx

from learnapp.components.adoption import tour
from learnapp.components.assigned import assigned_card
from learnapp.components.classes import class_choice
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.goals import goals_card
from learnapp.components.item import card_link
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.mastery import badge
from learnapp.components.offer import offer_card
from learnapp.components.plan import plan_card
from learnapp.components.quiz_card import tests_card
from learnapp.components.reason import facts, reasons
from learnapp.components.reviews import reviews_line
from learnapp.components.school_news import announced, calendar_line
from learnapp.components.text import msg
from learnapp.state.student.today import CardView, ChangeView, NoticeView, TodayState


def _card(card: rx.Var[CardView], index: rx.Var[int]) -> rx.Component:
    first = index == 0
    return rx.el.li(
        facts(card),
        rx.el.h2(card.title),
        reasons(card),
        rx.el.div(
            rx.cond(
                first,
                card_link(card, TodayState.decision_id, msg("start"), "primary"),
                card_link(card, TodayState.decision_id, msg("start")),
            ),
            rx.el.button(
                msg("not-now"),
                rx.el.span(": ", card.title, class_name="sr"),
                type="button",
                on_click=TodayState.dismiss(card.content_id),
                class_name="button plain",
            ),
            class_name="row",
        ),
        class_name=rx.cond(first, "card first", "card"),
    )


def _change(change: rx.Var[ChangeView]) -> rx.Component:
    return rx.el.li(
        badge(change.band),
        rx.el.span(change.kc),
        rx.el.span(msg("change-right", right=change.right, count=change.answers), class_name="soft small"),
        class_name="row",
    )


def _told(one: rx.Var[NoticeView]) -> rx.Component:
    """Return one message about a question that no longer counts, or counts again."""
    return rx.el.li(
        rx.el.p(
            rx.cond(one.undone, msg("void-notice-undone", title=one.title), msg("void-notice", title=one.title)),
            " ",
            rx.match(
                one.kind,
                ("moved", msg("void-notice-moved", topic=one.topic, before=one.before, after=one.after)),
                ("same", msg("void-notice-same", topic=one.topic, after=one.after)),
                msg("void-notice-plain"),
            ),
        ),
        rx.el.button(
            msg("void-notice-dismiss"), type="button", on_click=TodayState.put_away(one.void_id),
            aria_label=msg("void-notice-dismiss-of", title=one.title), class_name="button",
        ),
        class_name="note row between",
    )  # fmt: skip


def today() -> rx.Component:
    """The page."""
    assigned = assigned_card(TodayState.assigned, TodayState.assigned_rest)
    return shell(
        class_choice(TodayState.switch),
        rx.el.h1(rx.cond(TodayState.name != "", msg("today-title", name=TodayState.name), msg("nav-today"))),
        calendar_line(),
        announced(),
        tour(),
        rx.cond(
            ~TodayState.today_ready,
            loading(msg("loading")),
            rx.cond(
                TodayState.no_class,
                rx.cond(
                    TodayState.waits_in.length() > 0,
                    empty_state(
                        msg("waits-title", title=TodayState.waits_in[0]),
                        msg("waits-text"),
                        rx.el.button(msg("waits-again"), type="button", class_name="button", on_click=TodayState.load),
                    ),
                    rx.match(
                        rx.cond(TodayState.closed, "closed", rx.cond(TodayState.no_course, "no-course", "no-class")),
                        ("closed", empty_state(msg("class-closed-title"), msg("class-closed-text"))),
                        ("no-course", empty_state(msg("no-course-title"), msg("no-course-text"))),
                        empty_state(msg("no-class-title"), msg("no-class-text")),
                    ),
                ),
                rx.fragment(
                    rx.cond(
                        TodayState.told.length() > 0,
                        rx.el.ul(rx.foreach(TodayState.told, _told), class_name="stack-s plain-list"),
                    ),
                    rx.cond(
                        TodayState.waits_in.length() > 0,
                        rx.el.p(msg("waits-note", title=TodayState.waits_in[0]), class_name="note"),
                    ),
                    rx.cond(~TodayState.kept, rx.el.p(msg("not-stored"), class_name="note")),
                    rx.cond(
                        TodayState.resume_id != "",
                        rx.el.p(
                            msg("resume-text"),
                            " ",
                            link(TodayState.resume_title, href="/learn/" + TodayState.resume_id),
                            class_name="note",
                        ),
                    ),
                    offer_card(),
                    tests_card(),
                    rx.cond(TodayState.to_do, assigned),
                    rx.cond(
                        TodayState.cards.length() > 0,
                        rx.el.ol(
                            rx.foreach(TodayState.cards, _card),
                            class_name="stack",
                            style={"list-style": "none", "padding": "0"},
                            aria_label=msg("next-three"),
                        ),
                        empty_state(
                            msg("nothing-next-title"),
                            msg("nothing-next-text"),
                            link(msg("nav-path"), href="/path", class_name="button primary"),
                        ),
                    ),
                    rx.cond(
                        TodayState.fallback != "",
                        rx.el.p(
                            rx.cond(TodayState.fallback == "busy", msg("busy-today"), msg("plainer-today")),
                            class_name="soft small",
                        ),
                    ),
                    rx.cond((TodayState.assigned.length() > 0) & ~TodayState.to_do, assigned),
                    reviews_line(TodayState.reviews),
                    plan_card(TodayState.request),
                    rx.cond(
                        TodayState.changes.length() > 0,
                        rx.el.section(
                            rx.el.h2(msg("changes-title"), class_name="section-title"),
                            rx.el.ul(
                                rx.foreach(TodayState.changes, _change),
                                class_name="stack-s",
                                style={"list-style": "none", "padding": "0"},
                            ),
                            link(msg("all-progress"), href="/progress"),
                        ),
                    ),
                    goals_card(),
                ),
            ),
        ),
    )
