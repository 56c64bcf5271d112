"""Forms: controls with their labels, and plain HTML forms that the browser itself posts to a route."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from learnapp.components.text import msg


def labelled(label: str, control: rx.Component, control_id: str) -> rx.Component:
    """Return a control with its label above it."""
    return rx.el.div(rx.el.label(msg(label), html_for=control_id), control, class_name="field")


class PlainForm(BaseHTML):
    """A form that Reflex leaves alone; its own one never lets the browser post."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


def post_form(*children: rx.Component, action: str, **props: object) -> rx.Component:
    """Return a form that the browser posts to `action`."""
    return PlainForm.create(*children, action=action, method="post", **props)
