"""What is ruled about topics of a class: what comes first, what is left out, in which order, until when."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import day, moment, msg
from learnapp.pages.instructor.classes import tabs
from learnapp.state.path_rules import KINDS, MOST_WORDS, PathRulesState, RuleItem, TopicChoice


def _option(one: rx.Var[TopicChoice]) -> rx.Component:
    return rx.el.option(one.name, value=one.id)


def _topics(name: str, label: str) -> rx.Component:
    """Return a choice of topics; typing the first letters finds one."""
    return labelled(
        label,
        rx.el.select(
            rx.el.option(msg("rule-topic-choose"), value=""),
            rx.foreach(PathRulesState.topics, _option),
            id=f"rule-{name}",
            name=name,
            required=True,
            class_name="select",
        ),
        f"rule-{name}",
    )


def _form() -> rx.Component:
    state = PathRulesState
    kind = labelled(
        "rule-kind",
        rx.el.select(
            *[rx.el.option(msg(f"rule-kind-{one}"), value=one) for one in KINDS],
            id="rule-kind",
            value=state.kind,
            on_change=state.choose_kind,
            class_name="select",
        ),
        "rule-kind",
    )
    whom = labelled(
        "rule-whom",
        rx.el.select(
            rx.cond(~state.for_one, rx.el.option(msg("rule-whom-everyone"), value="everyone")),
            rx.foreach(state.students, _option),
            id="rule-whom",
            value=state.whom,
            on_change=state.choose_whom,
            class_name="select",
        ),
        "rule-whom",
    )
    return rx.el.section(
        rx.el.h2(msg("rule-new")),
        rx.el.form(
            rx.el.div(kind, whom, class_name="row end"),
            rx.el.p(msg("rule-help-" + state.kind), class_name="soft small", role="status"),
            rx.el.div(
                _topics("topic", "rule-topic"),
                rx.cond(state.kind == "before", _topics("later", "rule-later")),
                rx.cond(
                    state.kind == "deadline",
                    labelled(
                        "rule-due",
                        rx.el.input(id="rule-due", name="due", type="date", required=True, class_name="input date"),
                        "rule-due",
                    ),
                ),
                class_name="row end",
            ),
            labelled(
                "rule-words",
                rx.el.input(
                    id="rule-words",
                    name="words",
                    max_length=MOST_WORDS,
                    required=True,
                    class_name="input",
                    auto_complete="off",
                ),
                "rule-words",
            ),
            rx.el.div(rx.el.button(msg("rule-send"), type="submit", class_name="button primary"), class_name="row"),
            on_submit=state.add,
            reset_on_submit=True,
            class_name="stack",
        ),
        class_name="card stack",
    )


def _what(one: rx.Var[RuleItem]) -> rx.Var[str]:
    topic = rx.cond(one.topic != "", one.topic, msg("assign-gone")).to(str)
    return msg("rule-says-" + one.kind.to(str), topic=topic, other=one.other, when=moment(one.due))


def _rule(one: rx.Var[RuleItem]) -> rx.Component:
    student = link(one.student, href=f"/teach/{PathRulesState.section_id}/students/{one.student_id}")
    return rx.el.li(
        rx.el.h3(_what(one)),
        rx.el.p(rx.cond(one.student_id != "", student, msg("assign-for-everyone")), class_name="eyebrow"),
        rx.el.p(rx.el.q(one.words), class_name="said"),
        rx.cond(
            one.idle, rx.el.p(status_badge("warn", msg("rule-idle-word")), " ", msg("rule-idle"), class_name="note")
        ),
        rx.el.p(msg("rule-by", who=one.who, day=day(one.at)), class_name="soft small"),
        if_may(
            "path_rule",
            "write",
            rx.el.div(
                rx.el.button(
                    msg("rule-remove"),
                    type="button",
                    on_click=PathRulesState.remove(one.id),
                    aria_label=msg("rule-remove-of", what=_what(one)),
                    class_name="button plain small",
                ),
                class_name="row",
            ),
        ),
        class_name="card stack-s",
        key=one.id,
    )


def _list() -> rx.Component:
    state = PathRulesState
    return rx.cond(
        state.total > 0,
        rx.el.section(
            rx.el.h2(msg("rule-list"), class_name="section-title"),
            rx.el.ul(rx.foreach(state.rules, _rule), class_name="grid plain-list"),
            rx.cond(
                state.total > state.rules.length(),
                rx.el.div(
                    pager(state.offset, state.rules.length(), state.total, state.turn, "rule-turn"), class_name="below"
                ),
            ),
        ),
        empty_state(msg("rule-none"), msg("rule-none-text")),
    )


def path_rules() -> rx.Component:
    """The page."""
    state = PathRulesState
    whole = rx.fragment(
        rx.el.p(msg("rule-lead"), class_name="soft"),
        rx.el.p(link(msg("need-title"), href=f"/teach/{state.section_id}/prerequisites", class_name="button")),
        if_may("path_rule", "write", _form()),
        _list(),
    )
    return shell(
        rx.el.p(msg("rule-title"), class_name="eyebrow"),
        rx.el.h1(state.section),
        rx.cond(
            state.rules_ready,
            rx.fragment(
                tabs(state.section_id, "rules"),
                rx.cond(state.course != "", whole, empty_state(msg("class-no-course"), msg("class-no-course-text"))),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("rule-title"))
    app.add_page(path_rules, route="/teach/[class_id]/rules", title=title, on_load=PathRulesState.load)
