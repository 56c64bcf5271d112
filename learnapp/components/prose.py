"""Texts of content: Markdown with KaTeX, in which HTML is shown and never run."""

from __future__ import annotations

import reflex as rx


def prose(text: rx.Var[str] | str) -> rx.Component:
    """Return Markdown with KaTeX. HTML inside it is shown as text and never run, pictures by their words."""
    marked = rx.markdown(
        text, use_raw=False, use_katex=False, rehype_plugins=[[rx.markdown.plugin.katex, _LIMITS]], component_map=_PLAIN
    )
    return rx.el.div(marked, class_name="prose")


# No formula is larger than a page, no macro writes a book, and no command of LaTeX makes a link or asks for a file.
_LIMITS = {"maxSize": 20, "maxExpand": 300, "trust": False, "strict": "ignore"}

# The words that stand for a picture, which is never fetched: its address could tell another place who reads this.
_INSTEAD: rx.Var[str] = rx.Var("props.alt", _var_type=str)
_PLAIN = {
    "p": lambda *children, **_: rx.el.p(*children),
    "h1": lambda *children, **_: rx.el.h2(*children),
    "h2": lambda *children, **_: rx.el.h2(*children),
    "h3": lambda *children, **_: rx.el.h3(*children),
    "ul": lambda *children, **_: rx.el.ul(*children),
    "ol": lambda *children, **_: rx.el.ol(*children),
    "li": lambda *children, **_: rx.el.li(*children),
    "a": lambda *children, **_: rx.el.a(*children, rel="noopener noreferrer nofollow"),
    "img": lambda *_, **__: rx.el.span(_INSTEAD),
    "code": lambda *children, **_: rx.el.code(*children),
    "pre": lambda *children, **_: rx.el.pre(*children),
}
