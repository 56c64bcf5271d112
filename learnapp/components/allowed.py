"""Controls that stand on a teacher's page only for who may use them: one question to the policy for all of them."""

from __future__ import annotations

import reflex as rx

from learnapp.state.base import AppState, permission


def may(thing: str, action: str) -> rx.Var[bool]:
    """Return whether the policy lets the reader do this in the class of the page.

    It saves the reader a control that would be refused, and is no check: the service asks the policy again.

    Raises:
        ValueError: The policy gives this to nobody who teaches or helps in a class.
    """
    return ~AppState.not_given.contains(permission(thing, action))


def if_may(thing: str, action: str, *children: rx.Component) -> rx.Component:
    """Return controls that only stand there for who may use them."""
    return rx.cond(may(thing, action), rx.fragment(*children))
