"""Links inside the app: the page changes without loading everything again."""

from __future__ import annotations

import reflex as rx
from reflex_base.vars.base import Var


class RouterLink(rx.el.A):
    """React Router's link, which is a plain `<a>` for everyone who reads the page."""

    library = "react-router"
    tag = "Link"
    alias = "RouterLink"

    to: Var[str]


def link(*children: rx.Component | rx.Var | str, href: rx.Var[str] | str, **props: object) -> rx.Component:
    """Return a link to another page of the app."""
    return RouterLink.create(*children, to=href, **props)
