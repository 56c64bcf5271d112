"""Making a test: its form, what it asks, and the list to choose from."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import may
from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.components.topic_filter import words_and_topic
from learnapp.state.assessing import (
    MOST_ATTEMPTS,
    MOST_MINUTES,
    MOST_TITLE,
    SHOWN,
    AssessmentState,
    PickedItem,
    PickedTopic,
)

CHOOSES = ("adaptive", "placement")
"""Kinds that choose while they go on."""


def state_badge(state: rx.Var[str]) -> rx.Component:
    """Return how a test stands, as shape, colour and word."""
    return rx.match(
        state,
        ("open", status_badge("good", msg("assess-state-open"))),
        ("ahead", status_badge("busy", msg("assess-state-ahead"))),
        ("closed", status_badge("idle", msg("assess-state-closed"))),
        ("withdrawn", status_badge("idle", msg("assess-state-withdrawn"))),
        status_badge("warn", msg("assess-state-draft")),
    )


def _number(name: str, value: rx.Var[int], low: int, high: int, label: str) -> rx.Component:
    field = rx.el.input(
        id=f"assess-{name}", name=name, type="number", min=str(low), max=str(high), step="1",
        default_value=value.to_string(), class_name="input number",
    )  # fmt: skip
    return labelled(label, field, f"assess-{name}")


def _moment(name: str, day: rx.Var[str], clock: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        labelled(
            f"assess-{name}",
            rx.el.input(id=f"assess-{name}", name=name, type="date", default_value=day, class_name="input date"),
            f"assess-{name}",
        ),
        labelled(
            f"assess-{name}-clock",
            rx.el.input(
                id=f"assess-{name}-clock", name=f"{name}_clock", type="time", default_value=clock,
                class_name="input date",
            ),
            f"assess-{name}-clock",
        ),
        class_name="row end",
    )  # fmt: skip


def rules_form() -> rx.Component:
    """Return the form of how the test is given."""
    state, made = AssessmentState, AssessmentState.made
    draft = made.card.state == "draft"
    chooses = (made.card.kind == CHOOSES[0]) | (made.card.kind == CHOOSES[1])
    limits = draft | (made.card.begun == 0)
    shown = rx.el.select(
        *[rx.el.option(msg(f"assess-shown-{one}"), value=one) for one in SHOWN],
        id="assess-shown", name="shown", default_value=made.shown, class_name="select",
    )  # fmt: skip
    fixed = rx.fragment(
        rx.el.div(
            _number("minutes", made.card.minutes, 0, MOST_MINUTES, "assess-minutes"),
            _number("attempts", made.attempts, 1, MOST_ATTEMPTS, "assess-attempts"),
            rx.cond(draft | ~chooses, _number("cut", made.cut, 0, 100, "assess-cut")),
            rx.cond(draft & chooses, _number("most_items", made.most_items, 1, 60, "assess-most-items")),
            rx.cond(
                draft & (made.card.kind == "adaptive"),
                labelled(
                    "assess-exact",
                    rx.el.select(
                        rx.el.option(msg("assess-exact-60"), value="60"),
                        rx.el.option(msg("assess-exact-40"), value="40"),
                        rx.el.option(msg("assess-exact-30"), value="30"),
                        rx.el.option(msg("assess-exact-line"), value="0"),
                        id="assess-exact", name="exact", default_value=made.target_se.to_string(), class_name="select",
                    ),
                    "assess-exact",
                ),
            ),
            class_name="row end",
        ),
        rx.cond(draft & (made.card.kind == "adaptive"), rx.el.p(msg("assess-exact-what"), class_name="soft small")),
        _moment("opens", made.opens_day, made.opens_clock),
        rx.cond(
            made.card.kind == "fixed",
            rx.el.label(
                rx.el.input(type="checkbox", name="shuffled", default_checked=made.shuffled),
                msg("assess-shuffled"),
                class_name="check",
            ),
        ),
    )  # fmt: skip
    title = rx.el.input(
        id="assess-title", name="title", default_value=made.card.title, max_length=MOST_TITLE, required=True,
        class_name="input", auto_complete="off",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("assess-rules")),
        rx.cond(
            draft,
            rx.fragment(),
            rx.el.p(rx.cond(limits, msg("assess-rules-unbegun"), msg("assess-rules-given")), class_name="soft"),
        ),
        rx.el.form(
            labelled("assess-name", title, "assess-title"),
            rx.cond(limits, fixed),
            _moment("closes", made.closes_day, made.closes_clock),
            rx.el.p(msg("assess-closes-what"), class_name="soft small"),
            labelled("assess-shown", shown, "assess-shown"),
            rx.cond(
                state.theirs.length() > 0,
                rx.el.div(
                    rx.el.p(msg("assess-meanwhile")),
                    rx.el.ul(rx.foreach(state.theirs, lambda line: rx.el.li(line))),
                    class_name="note",
                    role="alert",
                ),
            ),
            rx.el.div(
                rx.el.button(msg("assess-save"), type="submit", class_name="button"),
                class_name="row",
            ),
            on_submit=state.save,
            key=state.rules_key,
            class_name="stack",
        ),
        class_name="card stack",
    )


def _remove(thing_id: rx.Var[str], title: rx.Var[str]) -> rx.Component:
    return rx.el.button(
        msg("assess-remove"), type="button", on_click=AssessmentState.remove(thing_id),
        aria_label=msg("assess-remove-of", title=title), class_name="button plain small",
    )  # fmt: skip


def _move(one: rx.Var[PickedItem], by: int, sign: str, words: str, stuck: rx.Var[bool]) -> rx.Component:
    return rx.el.button(
        rx.el.span(sign, aria_hidden="true"),
        rx.el.span(msg(words, title=one.title), class_name="sr"),
        type="button",
        on_click=AssessmentState.move(one.id, by),
        aria_disabled=stuck,
        class_name="button small-button",
    )


def _item(one: rx.Var[PickedItem], place: rx.Var[int]) -> rx.Component:
    made = AssessmentState.made
    title = rx.cond(one.title != "", one.title, msg("assign-gone")).to(str)
    return rx.el.li(
        rx.el.span(place + 1, class_name="place-number", aria_hidden="true"),
        rx.el.div(
            rx.el.strong(title),
            rx.el.div(one.topic, " · ", msg("minutes", count=one.minutes), class_name="soft small"),
            rx.cond(one.gone, status_badge("warn", msg("pick-withdrawn"))),
            link(
                msg("preview-title"), rx.el.span(": ", title, class_name="sr"),
                href="/teach/" + made.card.section_id.to(str) + "/preview/" + one.id.to(str), class_name="small",
            ),
            class_name="pin-what",
        ),
        rx.cond(
            (made.card.state == "draft") & may("assessment", "write"),
            rx.el.span(
                _move(one, -1, "▲", "pin-up", place == 0),
                _move(one, 1, "▼", "pin-down", place == made.questions.length() - 1),
                _remove(one.id, title),
                class_name="row actions",
            ),
        ),
        key=one.id,
    )  # fmt: skip


def _topic(one: rx.Var[PickedTopic]) -> rx.Component:
    made = AssessmentState.made
    quota = rx.el.label(
        rx.el.span(msg("assess-quota"), rx.el.span(": ", one.name, class_name="sr"), class_name="small"),
        rx.el.input(
            type="number", min="0", max="60", step="1", default_value=one.quota.to_string(),
            on_blur=lambda text: AssessmentState.set_quota(one.id, text), class_name="input number",
        ),
        class_name="row",
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            rx.el.strong(one.name),
            rx.el.div(msg("assess-there", count=one.there), class_name="soft small"),
            class_name="pin-what",
        ),
        rx.cond(
            (made.card.state == "draft") & may("assessment", "write"),
            rx.el.span(
                rx.cond(made.card.kind != "placement", quota), _remove(one.id, one.name), class_name="row actions"
            ),
            rx.cond(one.quota > 0, rx.el.span(msg("assess-of-topic", count=one.quota))),
        ),
        key=one.id,
    )


def _choice(thing_id: rx.Var[str], title: rx.Var[str], facts: rx.Component) -> rx.Component:
    return rx.el.li(
        rx.el.span(rx.el.strong(title), rx.el.br(), facts),
        rx.el.button(
            msg("assess-add"), type="button", on_click=AssessmentState.add(thing_id),
            aria_label=msg("assess-add-of", title=title), class_name="button small",
        ),
        class_name="check-task",
        key=thing_id,
    )  # fmt: skip


def _choices() -> rx.Component:
    state = AssessmentState
    items = rx.foreach(
        state.items_found,
        lambda one: _choice(
            one.id, one.title,
            rx.el.span(one.topic, " · ", msg("minutes", count=one.minutes), class_name="soft small"),
        ),
    )  # fmt: skip
    topics = rx.foreach(
        state.topics_found,
        lambda one: _choice(
            one.id, one.name, rx.el.span(msg("assess-there", count=one.there), class_name="soft small")
        ),
    )
    shown = state.items_found.length() + state.topics_found.length()
    return rx.el.div(
        words_and_topic("pick", state, auto_focus=True),
        rx.cond(
            shown > 0,
            rx.fragment(
                rx.el.ul(items, topics, class_name="plain-list"),
                pager(state.found_offset, shown, state.found_total, state.turn_found, "assess-choices-turn"),
            ),
            rx.el.p(msg("pick-none"), class_name="note", role="status"),
        ),
        class_name="stack",
    )


def contents() -> rx.Component:
    """Return what the test asks, with the list to choose more from while it is a draft."""
    state, made = AssessmentState, AssessmentState.made
    fixed = made.card.kind == "fixed"
    return rx.el.section(
        rx.el.h2(rx.cond(fixed, msg("assess-questions"), msg("assess-topics"))),
        rx.el.p(msg("assess-what-" + made.card.kind.to(str)), class_name="soft"),
        rx.foreach(
            made.warnings,
            lambda code: rx.el.p(
                rx.match(
                    code,
                    ("bank_small", msg("assess-warn-bank_small", expected=made.expected_se / 100,
                                       wanted=made.target_se / 100)),
                    ("few_minutes", msg("assess-warn-few_minutes", count=made.minutes_needed)),
                    ("few_items", msg("assess-warn-few_items")),
                    ("line_far", msg("assess-warn-line_far", cut=made.cut)),
                    msg("assess-warn-no_items"),
                ),
                class_name="note",
                role="status",
            ),
        ),
        rx.cond(
            (made.card.kind == "adaptive") & (made.target_se == 0) & (made.cut > 0),
            rx.el.p(msg("assess-at-line", cut=made.cut)),
        ),
        rx.cond(
            (made.card.kind == "adaptive") & (made.card.state != "draft"),
            rx.el.p(
                rx.cond(
                    made.spared_top > 0,
                    msg("assess-spared", top=made.spared_top, count=made.spared_length),
                    msg("assess-spared-soon"),
                ),
                class_name="soft small",
            ),
        ),
        rx.cond(made.questions.length() > 0, rx.el.ol(rx.foreach(made.questions, _item), class_name="order")),
        rx.cond(made.topics.length() > 0, rx.el.ul(rx.foreach(made.topics, _topic), class_name="order")),
        rx.cond(
            (made.card.state == "draft") & may("assessment", "write"),
            rx.fragment(
                rx.el.div(
                    rx.el.button(
                        rx.cond(fixed, msg("assess-choose-items"), msg("assess-choose-topics")),
                        type="button", on_click=state.choose, aria_expanded=state.choosing, class_name="button",
                    ),
                    class_name="row",
                ),
                rx.cond(state.choosing, _choices()),
            ),
        ),
        class_name="card stack",
    )  # fmt: skip
