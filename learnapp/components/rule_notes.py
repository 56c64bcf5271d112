"""What is ruled about a student's topic, as who teaches reads it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.text import moment, msg
from learnapp.state.student.today import RuleView


def rule_note(one: rx.Var[RuleView]) -> rx.Component:
    """Return a rule as who teaches reads it beside a student's topic."""
    said = msg("rule-short-" + one.kind.to(str), other=one.other, when=moment(one.due))
    return rx.el.p(said, " (", one.who, ") ", rx.el.q(one.words), class_name="small ruled")
