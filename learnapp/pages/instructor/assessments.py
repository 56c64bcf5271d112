"""Tests of a class: the list, and one of them with what it asks and what came of it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may, may
from learnapp.components.assessing import contents, rules_form, state_badge
from learnapp.components.assessment_class import extra_time, results
from learnapp.components.choosing_students import whom
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.table import pager
from learnapp.components.text import moment, msg
from learnapp.state.assessing import AssessmentState
from learnapp.state.assessment_list import KINDS, MOST_TITLE, AssessmentCard, AssessmentsState


def _card(one: rx.Var[AssessmentCard]) -> rx.Component:
    return rx.el.li(
        rx.el.p(one.section, " · ", msg("assess-kind-" + one.kind.to(str)), class_name="eyebrow"),
        rx.el.h2(
            rx.cond(one.state == "withdrawn", one.title, link(one.title, href="/teach/assessments/" + one.id.to(str)))
        ),
        rx.el.p(
            state_badge(one.state),
            rx.cond(one.state == "ahead", rx.fragment(" ", msg("quiz-opens", when=moment(one.opens)))),
            rx.cond(
                (one.closes != "") & (one.state != "closed") & (one.state != "withdrawn"),
                rx.fragment(" ", msg("quiz-closes", when=moment(one.closes))),
            ),
        ),
        rx.cond(
            one.state != "draft", rx.el.p(msg("assess-card-counts", begun=one.begun, done=one.done), class_name="soft")
        ),
        rx.cond(
            (one.state == "withdrawn") & may("assessment", "write"),
            rx.el.div(
                rx.el.button(
                    msg("assess-give-back"), type="button", on_click=AssessmentsState.give_back(one.id),
                    aria_label=msg("assess-give-back-of", title=one.title), class_name="button small",
                ),
                class_name="row",
            ),
        ),
        class_name="card stack-s",
        key=one.id,
    )  # fmt: skip


def _new() -> rx.Component:
    state = AssessmentsState
    title = rx.el.input(
        id="assess-new-title", name="title", max_length=MOST_TITLE, required=True, class_name="input",
        auto_complete="off",
    )  # fmt: skip
    section = rx.el.select(
        rx.foreach(state.classes, lambda one: rx.el.option(one.name, value=one.id)),
        id="assess-new-class", name="section", class_name="select",
    )  # fmt: skip
    kinds = rx.el.fieldset(
        rx.el.legend(msg("assess-kind")),
        *[
            rx.el.label(
                rx.el.input(type="radio", name="kind", value=kind, default_checked=kind == "fixed"),
                rx.el.span(
                    rx.el.strong(msg(f"assess-kind-{kind}")), rx.el.br(),
                    rx.el.span(msg(f"assess-kind-{kind}-what"), class_name="soft small"),
                ),
                class_name="check",
            )
            for kind in KINDS
        ],
        class_name="fieldset stack-s",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("assess-new")),
        rx.el.form(
            labelled("assess-name", title, "assess-new-title"),
            labelled("assess-class", section, "assess-new-class"),
            kinds,
            rx.el.div(rx.el.button(msg("assess-create"), type="submit", class_name="button primary"), class_name="row"),
            on_submit=state.create,
            class_name="stack",
        ),
        class_name="card stack",
    )


def assessments() -> rx.Component:
    """Every test of the classes that the instructor teaches."""
    state = AssessmentsState
    found = rx.cond(
        state.total > 0,
        rx.fragment(
            rx.el.ul(rx.foreach(state.cards, _card), class_name="grid plain-list"),
            rx.cond(
                state.total > state.cards.length(), pager(state.offset, state.cards.length(), state.total, state.turn)
            ),
        ),
        rx.cond(
            state.taken_away,
            rx.el.p(msg("assess-none-taken-away"), class_name="note", role="status"),
            empty_state(msg("assess-none"), msg("assess-none-text")),
        ),
    )
    shelf = rx.el.div(
        rx.el.button(
            msg("assess-taken-away"), type="button", on_click=state.show_taken_away, aria_pressed=state.taken_away,
            class_name="button plain small",
        ),
        class_name="row",
    )  # fmt: skip
    return shell(
        rx.el.h1(msg("assess-title")),
        rx.el.p(msg("assess-lead"), class_name="soft"),
        rx.cond(
            state.assessments_ready,
            rx.fragment(shelf, found, rx.cond((state.classes.length() > 0) & may("assessment", "write"), _new())),
            loading(msg("loading")),
        ),
        width="wide",
    )


def _sure(what: str, do: rx.EventHandler, *more: rx.Component) -> rx.Component:
    state = AssessmentState
    return rx.cond(
        state.asking == what,
        rx.el.div(
            rx.el.p(msg(f"assess-{what}-sure")),
            *more,
            rx.el.div(
                rx.el.button(
                    msg(f"assess-{what}-yes"), type="button", on_click=do, auto_focus=True,
                    class_name="button danger" if what == "withdraw" else "button primary",
                ),
                rx.el.button(msg("cancel"), type="button", on_click=state.ask(what), class_name="button plain"),
                class_name="row",
            ),
            class_name="note stack-s",
            role="alert",
        ),
    )  # fmt: skip


def _acts() -> rx.Component:
    state, card = AssessmentState, AssessmentState.made.card

    def opener(what: str, kind: str) -> rx.Component:
        return rx.el.button(msg(f"assess-{what}"), type="button", on_click=state.ask(what), class_name=kind)

    working = state.results.begun - state.results.done
    waits = (card.state != "draft") & (state.made.shown != "submitted") & ~state.made.released
    return rx.el.div(
        rx.el.div(
            rx.cond(card.state == "draft", opener("give", "button primary")),
            rx.cond(waits, opener("release", "button")),
            rx.cond(
                (card.state == "open") | (card.state == "ahead"),
                link(
                    msg("assess-assign"),
                    href="/teach/" + card.section_id.to(str) + "/assignments?test=" + card.id.to(str),
                    class_name="button",
                ),
            ),
            rx.el.button(msg("assess-duplicate"), type="button", on_click=state.duplicate, class_name="button plain"),
            opener("withdraw", "button plain"),
            class_name="row",
        ),
        _sure("give", state.give, whom(state)),
        _sure(
            "release",
            state.release,
            rx.cond(working > 0, rx.el.p(rx.el.strong(msg("assess-release-working", count=working)))),
        ),
        _sure("withdraw", state.withdraw),
        class_name="stack-s",
    )


def assessment() -> rx.Component:
    """One test."""
    card = AssessmentState.made.card
    whole = rx.fragment(
        rx.el.p(card.section, " · ", msg("assess-kind-" + card.kind.to(str)), class_name="eyebrow"),
        rx.el.h1(card.title),
        rx.el.p(
            state_badge(card.state),
            rx.cond(card.closes != "", rx.fragment(" ", msg("quiz-closes", when=moment(card.closes)))),
            rx.cond(
                AssessmentState.made.everyone,
                rx.fragment(),
                rx.fragment(" ", msg("assign-for-some", count=AssessmentState.results.total)),
            ),
        ),
        rx.el.div(
            if_may("assessment", "write", _acts()),
            rx.cond(card.state != "draft", results()),
            rx.el.div(contents(), if_may("assessment", "write", rules_form()), class_name="halves"),
            if_may("accommodation", "read", extra_time()),
            class_name="stack",
        ),
    )
    return shell(
        rx.el.p(link("← ", msg("assess-back"), href="/teach/assessments"), class_name="eyebrow"),
        rx.cond(
            AssessmentState.assessment_ready,
            whole,
            rx.fragment(rx.el.h1(msg("assess-title"), class_name="sr"), loading(msg("loading"))),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    title = msg("page-title", page=msg("assess-title"))
    app.add_page(assessments, route="/teach/assessments", title=title, on_load=AssessmentsState.load)
    app.add_page(
        assessment, route="/teach/assessments/[assessment_id]", title=title, on_load=AssessmentState.load
    )  # fmt: skip
