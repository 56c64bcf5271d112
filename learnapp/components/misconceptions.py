"""Misconceptions: to the student kindly and with what helps, to the teacher with the answers they rest on."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.prose import prose
from learnapp.components.text import moment, msg
from learnapp.state.instructor.class_review import ClassMisconception, ClassReviewState, CommonView, PupilLink
from learnapp.state.student.today import MisconceptionView, WrongView


def _remedies(one: rx.Var[MisconceptionView]) -> rx.Component:
    """Return the ways out of a misconception."""
    remedy = rx.match(
        one.remedy,
        ("explanation", msg("mistake-explanation", title=one.remedy_title)),
        ("video", msg("mistake-video", title=one.remedy_title)),
        ("prerequisite", msg("mistake-prerequisite", title=one.remedy_title)),
        msg("mistake-reading", title=one.remedy_title),
    )
    return rx.el.div(
        rx.cond(one.remedy_id != "", link(remedy, href="/learn/" + one.remedy_id, class_name="button small")),
        rx.cond(
            one.practise_id != "",
            link(
                msg("mistake-practise", title=one.practise_title),
                href="/learn/" + one.practise_id,
                class_name="button small",
            ),
        ),
        class_name="row",
    )


def _wrong(one: rx.Var[WrongView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.title),
        rx.cond(one.said != "", rx.el.span(msg("mistake-said", said=one.said), class_name="soft")),
        rx.el.span(moment(one.at), class_name="soft", style={"margin-inline-start": "auto"}),
    )


def _evidence(one: rx.Var[MisconceptionView]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(msg("mistake-evidence", count=one.times), class_name="small"),
        rx.el.ul(rx.foreach(one.evidence, _wrong), class_name="evidence"),
    )


def _own(one: rx.Var[MisconceptionView]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.strong(one.topic)),
        prose(one.sentence, rare=True),
        _evidence(one),
        _remedies(one),
        class_name="stack-s",
    )


def mistakes_card(found: rx.Var[list[MisconceptionView]]) -> rx.Component:
    """Return what a student seems to mix up, with what helps; nothing where there is nothing."""
    return rx.cond(
        found.length() > 0,
        rx.el.section(
            rx.el.h2(msg("mistakes-title")),
            rx.el.p(msg("mistakes-text"), class_name="soft"),
            rx.el.ul(rx.foreach(found, _own), class_name="stack plain-list"),
            class_name="card stack-s",
        ),
    )


def seen_before(one: rx.Var[MisconceptionView]) -> rx.Component:
    """Return, below the feedback of an answer, that this has happened before, and what helps."""
    return rx.cond(
        one.times > 1,
        rx.el.div(rx.el.p(msg("mistake-again", count=one.times)), _remedies(one), class_name="stack-s below"),
    )


def pupil_mistakes(found: rx.Var[list[MisconceptionView]]) -> rx.Component:
    """Return a student's misconceptions for who teaches them."""

    def entry(one: rx.Var[MisconceptionView]) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.strong(one.topic)), prose(one.sentence, rare=True), _evidence(one), class_name="stack-s"
        )

    return rx.cond(
        found.length() > 0,
        rx.el.section(
            rx.el.h2(msg("mistakes-pupil"), class_name="section-title"),
            rx.el.p(msg("mistakes-pupil-text"), class_name="soft small"),
            rx.el.ul(rx.foreach(found, entry), class_name="stack plain-list"),
        ),
    )


def class_mistakes(section_id: rx.Var[str]) -> rx.Component:
    """Return what most students of a class seem to mix up, and frequent answers that nobody has explained."""
    found = ClassReviewState.mistakes
    base = "/teach/" + section_id.to(str)

    def pupil(one: rx.Var[PupilLink]) -> rx.Component:
        return rx.el.li(link(one.name, href=base + "/students/" + one.student_id))

    def item(item_id: rx.Var[str], title: rx.Var[str]) -> rx.Component:
        return link(msg("mistake-item", title=title), href=base + "/items/" + item_id)

    def entry(one: rx.Var[ClassMisconception]) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.strong(one.topic), " · ", msg("mistakes-students", count=one.students, of=found.of)),
            prose(one.sentence, rare=True),
            rx.el.ul(rx.foreach(one.pupils, pupil), class_name="row plain-list small"),
            rx.el.p(item(one.item_id, one.item), class_name="small"),
            class_name="stack-s",
        )  # fmt: skip

    def common(one: rx.Var[CommonView]) -> rx.Component:
        return rx.el.li(
            rx.el.span(msg("mistake-common", said=one.said, count=one.students)), item(one.item_id, one.item),
            class_name="row",
        )  # fmt: skip

    return rx.cond(
        ClassReviewState.review_ready,
        rx.el.section(
            rx.el.h2(msg("mistakes-class"), class_name="section-title"),
            rx.cond(
                found.found.length() > 0,
                rx.fragment(
                    rx.el.p(msg("mistakes-class-text"), class_name="soft small"),
                    rx.el.ul(rx.foreach(found.found, entry), class_name="stack plain-list"),
                ),
                rx.el.p(msg("mistakes-class-none"), class_name="soft"),
            ),
            rx.cond(
                found.common.length() > 0,
                rx.fragment(
                    rx.el.h3(msg("mistakes-common")),
                    rx.el.ul(rx.foreach(found.common, common), class_name="stack-s plain-list"),
                ),
            ),
        ),
    )
