"""Plain HTML forms: posted by the browser itself to a route that sets cookies."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


class PlainForm(BaseHTML):
    """A form that Reflex leaves alone; its own one never lets the browser post."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


def post_form(*children: rx.Component, action: str, **props: object) -> rx.Component:
    """Return a form that the browser posts to `action`."""
    return PlainForm.create(*children, action=action, method="post", **props)
