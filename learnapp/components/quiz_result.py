"""What came of a test, for its student and for who teaches them: the score, each topic, each question."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.prose import prose
from learnapp.components.status import progress, status_badge
from learnapp.components.text import msg
from learnapp.state.student.quiz import AnsweredItem, AnsweredStep, PlacedTopic, ResultView, TopicResult


def outcome_badge(outcome: rx.Var[str]) -> rx.Component:
    """Return how a question went, as shape, colour and word."""
    return rx.match(
        outcome,
        ("right", status_badge("good", msg("quiz-right"))),
        ("partly", status_badge("warn", msg("quiz-partly"))),
        ("wrong", status_badge("bad", msg("quiz-wrong"))),
        ("unread", status_badge("warn", msg("quiz-unread"))),
        status_badge("idle", msg("quiz-unanswered")),
    )


def topic_row(one: rx.Var[TopicResult], *, practice: bool = True) -> rx.Component:
    """Return one topic with its share and interval, or that there is too little to say.

    Args:
        one: The topic.
        practice: Whether it leads to something to practise.
    """
    return rx.el.li(
        rx.el.div(
            rx.el.strong(one.name),
            rx.cond(
                one.enough,
                rx.fragment(
                    progress(one.share, msg("quiz-topic-share", share=one.share, count=one.questions)),
                    rx.el.p(msg("quiz-between", low=one.low, high=one.high), class_name="soft small"),
                ),
                rx.el.p(
                    msg("quiz-topic-few" if practice else "assess-topic-few", count=one.questions),
                    class_name="soft small",
                ),
            ),
            class_name="assigned-what",
        ),
        rx.cond(
            (one.start_id != "") & ((one.share < 80) | ~one.enough),
            link(
                msg("quiz-practise"), rx.el.span(": ", one.name, class_name="sr"),
                href="/learn/" + one.start_id.to(str),
                class_name="button small",
            ),
        )
        if practice
        else rx.fragment(),
        class_name="check-task",
        key=one.kc_id,
    )  # fmt: skip


def _step(one: rx.Var[AnsweredStep]) -> rx.Component:
    return rx.el.div(
        prose(one.prompt),
        rx.cond(one.said != "", rx.el.div(rx.el.span(msg("quiz-you-said"), class_name="soft small"), prose(one.said))),
        rx.cond(one.outcome == "unread", rx.el.p(msg("quiz-unread-why"), class_name="soft small")),
        rx.cond(
            one.right != "",
            rx.el.div(rx.el.span(msg("worked-solution"), class_name="soft small"), prose(one.right), class_name="note"),
        ),
        class_name="stack-s",
    )


def _item(one: rx.Var[AnsweredItem]) -> rx.Component:
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.el.strong(msg("quiz-question", number=one.number)), " ", one.title, " ",
                rx.cond(one.gone, status_badge("idle", msg("quiz-gone")), outcome_badge(one.outcome)),
            ),
            rx.cond(one.gone, rx.el.p(msg("quiz-gone-why"), class_name="note")),
            rx.cond(one.body != "", prose(one.body)),
            rx.foreach(one.steps, _step),
            class_name="stack-s",
        ),
        key=one.number.to(str),
    )  # fmt: skip


def _placed(one: rx.Var[PlacedTopic]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(one.name),
            rx.el.p(
                rx.cond(
                    one.asked, msg("quiz-placed-asked", value=one.value), msg("quiz-placed-follows", value=one.value)
                ),
                class_name="soft small",
            ),
            class_name="assigned-what",
        ),
        rx.match(
            one.knowledge,
            ("known", status_badge("good", msg("quiz-placed-known"))),
            ("not_yet", status_badge("idle", msg("quiz-placed-not_yet"))),
            status_badge("warn", msg("quiz-placed-unsure")),
        ),
        class_name="check-task",
        key=one.name,
    )


def score_of(result: rx.Var[ResultView]) -> rx.Component:
    """Return the score with how sure it is, and what does not count."""
    return rx.el.div(
        rx.el.p(
            rx.cond(
                result.kind == "adaptive",
                msg("quiz-score-adaptive", share=result.share, count=result.of),
                msg("quiz-score", share=result.share, count=result.of),
            ),
            class_name="lead",
        ),
        rx.el.p(msg("quiz-score-between", low=result.low, high=result.high), class_name="soft small"),
        rx.match(
            result.passed,
            ("yes", rx.el.p(status_badge("good", msg("quiz-passed", cut=result.cut)))),
            ("no", rx.el.p(status_badge("warn", msg("quiz-not-passed", cut=result.cut)))),
            rx.fragment(),
        ),
        rx.match(
            result.verdict,
            ("mastered", rx.el.p(msg("quiz-line-sure", sure=result.sure), class_name="soft small")),
            ("not_yet", rx.el.p(msg("quiz-line-sure", sure=result.sure), class_name="soft small")),
            (
                "unsure",
                rx.el.p(
                    rx.cond(
                        result.above,
                        msg("quiz-line-unsure-above", cut=result.cut, sure=result.sure),
                        msg("quiz-line-unsure-below", cut=result.cut, sure=result.sure),
                    )
                ),
            ),
            rx.fragment(),
        ),
        rx.match(
            result.passed_on,
            ("sent", rx.el.p(msg("quiz-grade-sent", to=result.passed_to), class_name="soft small")),
            ("waiting", rx.el.p(msg("quiz-grade-waiting", to=result.passed_to), class_name="soft small")),
            rx.fragment(),
        ),
        rx.cond(result.gone > 0, rx.el.p(msg("quiz-gone-count", count=result.gone), class_name="note")),
        rx.cond(result.ended_by == "time", rx.el.p(msg("quiz-ended-time"), class_name="soft small")),
        class_name="card stack-s",
        role="status",
    )


def result_parts(result: rx.Var[ResultView], *, practice: bool = True) -> rx.Component:
    """Return the score, the topics and the questions.

    Args:
        result: What came of an attempt.
        practice: Whether topics lead to something to practise.
    """
    return rx.fragment(
        score_of(result),
        rx.cond(
            result.placed.length() > 0,
            rx.el.section(
                rx.el.h2(msg("quiz-placed")),
                rx.el.p(msg("quiz-placed-what"), class_name="soft"),
                rx.el.ul(rx.foreach(result.placed, _placed), class_name="plain-list"),
                class_name="card",
            ),
        ),
        rx.el.section(
            rx.el.h2(msg("quiz-topics")),
            rx.el.ul(rx.foreach(result.topics, lambda one: topic_row(one, practice=practice)), class_name="plain-list"),
            class_name="card",
        ),
        rx.el.section(
            rx.el.h2(msg("quiz-questions")),
            rx.el.ol(rx.foreach(result.questions, _item), class_name="plain-list stack-s"),
        ),
    )
