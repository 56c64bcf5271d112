"""This project's Markdown as HTML for other systems: formulas stay LaTeX, pictures get their paths."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from markdown_it import MarkdownIt

PICTURE = re.compile(r"media:([0-9a-f]{64}\.(?:png|jpg))")
_FORMULA = re.compile(
    r"(?P<code>```.*?```|`[^`\n]+`)|(?<!\\)\$\$(?P<block>(?:\\.|[^$\\])+)\$\$|(?<!\\)\$(?P<inline>(?:\\.|[^$\\])+)\$",
    re.DOTALL,
)
_LONE = re.compile(r"^( {0,3}\d{1,9})([.)])[ \t]*$", re.MULTILINE)
"""A number alone on its line, which Markdown takes for a list without anything in it."""
_MARK = re.compile("\ue200(\\d+)\ue201")


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    # HTML within a text is shown and never run, here as in the app.
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def page(text: str, *, pictures: str = "../media/") -> str:
    """Return Markdown as a piece of HTML.

    Args:
        text: Markdown with KaTeX.
        pictures: Where the pictures lie, seen from the page.
    """
    return _rendered(text, pictures, inline=False)


def inline(text: str, *, pictures: str = "media/") -> str:
    """Return one line of Markdown as HTML without a paragraph around it: a choice, a word."""
    return _rendered(text, pictures, inline=True)


def _rendered(text: str, pictures: str, *, inline: bool) -> str:
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        if found["code"]:
            return found.group()
        tex = " ".join((found["block"] or found["inline"]).split())
        kept.append(rf"\[{tex}\]" if found["block"] else rf"\({tex}\)")
        return f"\ue200{len(kept) - 1}\ue201"

    text = text if inline else _LONE.sub(r"\1\\\2", text)
    marked = _FORMULA.sub(aside, text.replace("\ue200", "").replace("\ue201", ""))
    shown = _renderer().renderInline(marked) if inline else _renderer().render(marked)
    shown = _MARK.sub(lambda found: html.escape(kept[int(found.group(1))], quote=False), shown)
    return PICTURE.sub(lambda found: pictures + found.group(1), shown).strip()


def document(title: str, body: str, language: str) -> str:
    """Return a whole page."""
    head = f'<meta charset="utf-8"/><title>{html.escape(title)}</title>'
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'
    )
