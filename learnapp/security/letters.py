"""Letters from templates that people wrote: Markdown with places for words, and nothing that runs.

There is no language in a template: a place is a name in braces, and what is put there is text. The HTML comes from
Markdown without HTML of its own and without pictures; what stands in a place is escaped after it was rendered, so that
it is never read as Markdown either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

from markdown_it import MarkdownIt

from learnapp.core.errors import InvalidInputError

MOST_SUBJECT, MOST_BODY = 150, 4_000
_PLACE = re.compile(r"\{([a-z]+)\}")
_MARKED = re.compile(r"zq9([a-z]+)9qz")
_TAG = re.compile(r"(</?[a-z][^<>]*>)")
_HOLDS_BLOCKS = frozenset({"li", "blockquote"})
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\((\S{1,500}?)\)")
_STYLE = "font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:34rem"


@dataclass(frozen=True, slots=True)
class Words:
    """What is put into a place.

    Attributes:
        text: As text.
        html: As HTML within a line; "": the text, escaped.
        line: What a subject has of it, where that is not the whole text.
        below: HTML that cannot stand within a line, a list: it follows what the place is in.
    """

    text: str
    html: str = ""
    line: str = ""
    below: str = ""

    def as_html(self) -> str:
        """Return what stands within the line as HTML, escaped unless it was made as HTML."""
        return self.html if self.html or self.below else escape(self.text)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that has happened: its sentence, the address of its place, and what belongs to it, line by line."""

    sentence: str
    address: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter in words, without its frame."""

    subject: str
    text: str
    html: str


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def check(subject: str, body: str, places: Iterable[str], needed: Iterable[str]) -> tuple[str, str]:
    """Return a template as it is kept.

    Args:
        subject: One line.
        body: Markdown.
        places: Names that may stand in braces.
        needed: Names that have to stand in the body.

    Raises:
        InvalidInputError: Empty, too long, an unknown place, a missing one, or a place where a link goes to.
    """
    line, text = " ".join(subject.split()), body.replace("\r\n", "\n").strip()
    if not line or not text:
        raise InvalidInputError("A letter needs a subject and a text. Write both.")
    if len(line) > MOST_SUBJECT or len(text) > MOST_BODY:
        raise InvalidInputError(f"A subject has at most {MOST_SUBJECT} characters, a text {MOST_BODY:,}. Shorten it.")
    if any(not (sign.isprintable() or sign == "\n") for sign in line + text):
        raise InvalidInputError("There are signs in it that cannot be shown. Type the text again.")
    allowed = sorted(set(places))
    strange = sorted(set(_PLACE.findall(line + text)) - set(allowed))
    if strange:
        known = ", ".join(f"{{{one}}}" for one in allowed)
        raise InvalidInputError(f"There is no place {{{strange[0]}}}. Use: {known}.")
    missing = [one for one in needed if f"{{{one}}}" not in text]
    if missing:
        raise InvalidInputError(f"The text needs the place {{{missing[0]}}}. Put it where it belongs.")
    if any(set(_PLACE.findall(target)) - {"link"} for _, target in _LINK.findall(text)):
        raise InvalidInputError("Only {link} may be where a link leads to. Write other places as text.")
    return line, text


def render(subject: str, body: str, values: Mapping[str, Words]) -> Rendered:
    """Return a letter with its words put in.

    Args:
        subject: As `check` has accepted it.
        body: As `check` has accepted it.
        values: By the names of the places; a place without words stays empty.
    """
    plain = _LINK.sub(lambda found: f"{found[1]}: {found[2]}", body)
    marked = _markdown().render(_PLACE.sub(lambda found: f"zq9{found[1]}9qz", body))
    return Rendered(
        " ".join(_filled(subject, {name: Words(one.line or one.text) for name, one in values.items()}).split()),
        _filled(plain, values),
        _Page(values).of(marked),
    )


class _Page:
    """HTML that is put together around its places: it stays well formed, whatever elements they stand in.

    A list within a paragraph, or within something bold of it, ends these, and they go on after it.
    """

    def __init__(self, values: Mapping[str, Words]) -> None:
        self._values = values
        self._made: list[str] = []
        self._open: list[str] = []
        self._again = 0
        """How many of the last pieces only open again what a list has ended."""

    def of(self, marked: str) -> str:
        """Return what Markdown has made, with its places filled."""
        for number, piece in enumerate(_TAG.split(marked)):
            if number % 2:
                self._tag(piece)
            else:
                self._said(piece)
        return "".join(self._made)

    def _put(self, piece: str) -> None:
        if piece:
            self._made.append(piece)
            self._again = 0

    def _tag(self, tag: str) -> None:
        if tag.startswith("</"):
            self._close(self._open.pop())
        else:
            # Nothing but an address may stand in an attribute, so that it ends nowhere else than it should.
            address = escape(self._values.get("link", Words("")).text)
            whole = _MARKED.sub(lambda found: address if found[1] == "link" else "", tag)
            self._put(whole)
            if not tag.endswith("/>"):
                self._open.append(whole)

    def _close(self, opened: str) -> None:
        if self._again:
            # Nothing has come since it was opened again.
            self._made.pop()
            self._again -= 1
        else:
            self._put(f"</{_name(opened)}>")

    def _said(self, text: str) -> None:
        for number, piece in enumerate(_MARKED.split(text)):
            if not number % 2:
                self._put(piece)
                continue
            words = self._values.get(piece, Words(""))
            # There is no link within a link.
            within = "<a " in words.html and any(_name(one) == "a" for one in self._open)
            self._put(escape(words.text) if within else words.as_html())
            if words.below:
                self._below(words.below)

    def _below(self, block: str) -> None:
        ended = []
        while self._open and _name(self._open[-1]) not in _HOLDS_BLOCKS:
            ended.append(self._open.pop())
            if not self._again and self._made[-1] == ended[-1]:
                self._made.pop()
            else:
                self._close(ended[-1])
        self._put(block)
        for one in reversed(ended):
            self._made.append(one)
            self._open.append(one)
        self._again = len(ended)


def _name(tag: str) -> str:
    return tag.strip("</>").split(" ", 1)[0]


def _filled(text: str, values: Mapping[str, Words]) -> str:
    return _PLACE.sub(lambda found: values[found[1]].text if found[1] in values else "", text)


def linked(address: str) -> Words:
    """Return an address as words: in HTML as a link to itself."""
    return Words(address, f'<a href="{escape(address)}">{escape(address)}</a>')


def told(one: Said) -> Words:
    """Return what has happened as words: a sentence, and under it what belongs to it."""
    if not one.more:
        return Words(one.sentence)
    text = "\n".join([one.sentence, "", *(f"- {line}" for line in one.more)])
    return Words(text, escape(one.sentence), one.sentence, _bullets(one.more))


def listed(lines: Iterable[Said]) -> Words:
    """Return what has happened as words for a place of its own."""
    found = list(lines)
    rows = "".join(
        "<li>"
        + (f'<a href="{escape(one.address)}">{escape(one.sentence)}</a>' if one.address else escape(one.sentence))
        + (_bullets(one.more) if one.more else "")
        + "</li>"
        for one in found
    )
    text = "\n".join(
        f"- {one.sentence}"
        + "".join(f"\n  - {line}" for line in one.more)
        + (f"\n  {one.address}" if one.address else "")
        for one in found
    )
    return Words(text, below=f"<ul>{rows}</ul>")


def _bullets(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def framed(html: str, footer: str, locale: str) -> str:
    """Return the HTML of a letter as a whole document.

    Args:
        html: As `render` has made it.
        footer: HTML that stands below.
        locale: Language of the letter.
    """
    below = f'<p style="color:#555;font-size:13px">{footer}</p>' if footer else ""
    return (
        f'<!doctype html><html lang="{escape(locale)}"><head><meta charset="utf-8"></head>'
        f'<body><div style="{_STYLE}">{html}{below}</div></body></html>'
    )
