"""Links inside the app: the page changes without loading everything again."""

from __future__ import annotations

import reflex as rx
from reflex_base.vars.base import Var
from reflex_components_core.el.elements.base import BaseHTML


class RouterLink(rx.el.A):
    """React Router's link, which is a plain `<a>` for everyone who reads the page."""

    library = "react-router"
    tag = "Link"
    alias = "RouterLink"

    to: Var[str]


def link(*children: rx.Component | rx.Var | str, href: rx.Var[str] | str, **props: object) -> rx.Component:
    """Return a link to another page of the app."""
    return RouterLink.create(*children, to=href, **props)


class _PlainLink(BaseHTML):
    """A link that the browser itself follows; Reflex makes its own one change the page within the app."""

    tag = "a"

    href: Var[str]


def route_link(*children: rx.Component | rx.Var | str, href: rx.Var[str] | str, **props: object) -> rx.Component:
    """Return a link to an HTTP route of ours that is no page: one that leads on to another site, for example."""
    return _PlainLink.create(*children, href=href, **props)
