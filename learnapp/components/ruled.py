"""What a teacher has ruled about a topic, in the teacher's words, for whoever learns it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.text import moment, msg
from learnapp.state.student.assigned import AssignedState
from learnapp.state.student.today import KcView, RuleView


def rule_words(one: rx.Var[RuleView]) -> rx.Var[str]:
    """Return what is ruled and by whom, as one sentence."""
    who = rx.cond(one.who != "", one.who, msg("ruled-teacher")).to(str)
    plain = msg("ruled-" + one.kind.to(str), who=who, other=one.other, when=moment(one.due))
    again = rx.cond(
        one.of > 0, msg("ruled-again", who=who, right=one.right, of=one.of), msg("ruled-again-done", who=who)
    )
    return rx.cond(one.kind == "again", again, plain).to(str)


def rule_line(one: rx.Var[RuleView]) -> rx.Component:
    """Return a rule with the teacher's reason."""
    return rx.el.p(rule_words(one), " ", rx.el.q(one.words), class_name="small ruled")


def _topic(kc: rx.Var[KcView]) -> rx.Component:
    return rx.el.li(rx.el.strong(kc.name), rx.foreach(kc.ruled, rule_line), key=kc.kc_id)


def ruled_card(kcs: rx.Var[list[KcView]]) -> rx.Component:
    """Return what is ruled on the path, topic by topic; nothing where nothing is."""
    return rx.cond(
        kcs.length() > 0,
        rx.el.section(
            rx.el.h2(msg("ruled-title"), id="ruled-title"),
            rx.el.ul(rx.foreach(kcs, _topic), class_name="plain-list stack-s"),
            aria_labelledby="ruled-title",
            class_name="card",
        ),
    )


def _beside(kc: rx.Var[KcView]) -> rx.Component:
    return rx.foreach(
        kc.ruled,
        lambda one: rx.el.p(
            msg("ruled-beside", topic=kc.name), " ", rule_words(one), " ", rx.el.q(one.words), class_name="soft small"
        ),
    )


def ruled_beside() -> rx.Component:
    """Return the quiet lines of a content about whose topic something is ruled."""
    return rx.fragment(rx.foreach(AssignedState.ruled, _beside))
