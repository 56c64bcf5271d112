"""HTML from strangers as Markdown with KaTeX: only words, structure, formulas, web links and known pictures remain."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from markdownify import ATX, MarkdownConverter

from learnapp.engine.material import in_words
from learnapp.integrations.content_packages.foreign.mathml import latex
from learnapp.integrations.content_packages.foreign.pictures import kept_picture
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.oatutor_text import formula_of

MAX_HTML = 2_000_000
_MOST_TAGS = 100_000
_MOST_MARKS = 20_000
_ACTIVE = frozenset(
    "title script style iframe frame frameset object embed applet form input button select textarea link meta base "
    "noscript template svg canvas audio video source track portal dialog marquee".split()
)
_TOLD = _ACTIVE - {"title", "style", "link", "meta", "noscript", "source", "track", "template"}
_MEDIA = frozenset({"audio", "video", "iframe", "object", "embed"})
_FORMULA = re.compile(r"\\\((.{1,2000}?)\\\)|\\\[(.{1,2000}?)\\\]|\$\$(.{1,2000}?)\$\$", re.DOTALL)
_DOLLARS = re.compile(r"(?<![\\$\d])\$(?=\S)([^$\n]{1,400}?)(?<=[^\s\\])\$(?![\d$])")
_START, _END = "\ue000", "\ue001"
_MARK = re.compile(f"{_START}(\\d+){_END}")
_PRIVATE = re.compile("[\ue000-\ue0ff\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\$*`~]|<(?=[A-Za-z/!?])|(?<![^\W_])_|_(?![^\W_])|!?\[(?=[^\]]{0,200}\][(\[:])")
_NO_ALT = re.compile(r"[][\\$`<>]")
_DECLARATION = re.compile(r"<\?[^<>]{0,500}>?")
_LINE_START = re.compile(r"^(\s*)(?:(#{1,6}|[>+-])|(\d{1,9})([.)]))(?=\s)")

_RAISED = re.compile(r"[\w\s.,+=()/*'′°\u2212\u2013-]+")
_DATA = re.compile(r"data:image/[a-z0-9.+-]{1,20};base64,([A-Za-z0-9+/=%\s]+)", re.IGNORECASE)
_HELD = "data:learnapp-held,"

Pictures = Callable[[str], tuple[str, bytes]]
"""Called with the source of a picture; returns its name among the media and its bytes, or refuses it."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text as Markdown, the pictures it shows by their names, and reason codes of what was left out."""

    markdown: str
    files: tuple[tuple[str, bytes], ...] = ()
    notes: tuple[str, ...] = ()


def check_size(text: str) -> None:
    """Refuse a text that would keep the reader busy without end: far too long, or made of marks that never close.

    Raises:
        RefusedPartError: It is one (`text-too-large`).
    """
    if len(text) > MAX_HTML or text.count("<") > _MOST_TAGS:
        raise RefusedPartError("text-too-large")
    if any(text.count(mark) > _MOST_MARKS for mark in ("$", "\\(", "\\[", "`")):
        raise RefusedPartError("text-too-large")


def no_pictures(source: str) -> tuple[str, bytes]:
    """Refuse every picture: for texts that bring none along."""
    raise RefusedPartError("picture-missing" if not urlsplit(source).scheme else "picture-elsewhere")


class _Markdown(MarkdownConverter):
    """The library's converter, with the marks escaped that this project's texts read."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return escaped(text, in_table="td" in parent_tags or "th" in parent_tags)


def escaped(text: str, *, in_table: bool = False) -> str:
    """Return plain text so that nothing in it is read as markup."""
    text = _SPECIAL.sub(lambda found: "\\" + found.group() if found.group() != "![" else "!\\[", text)
    text = _LINE_START.sub(
        lambda f: f"{f.group(1)}\\{f.group(2)}" if f.group(2) else f"{f.group(1)}{f.group(3)}\\{f.group(4)}", text
    )
    return text.replace("|", "\\|") if in_table else text


def html(markup: str, pictures: Pictures = no_pictures, *, dollars: bool = False) -> Words:
    r"""Return HTML as Markdown.

    Args:
        markup: HTML, whole or a part.
        pictures: Finds a picture by its source.
        dollars: Whether `$…$` is a formula as well; `\(…\)`, `\[…\]` and `$$…$$` always are.

    Raises:
        RefusedPartError: It is far too large or nested too deeply (`text-too-large`).
    """
    markup, held = _set_aside(markup)
    check_size(markup)
    try:
        soup = _soup(markup)
        reader = _Reader(_with(held, pictures), dollars)
        reader.clean(soup)
        text = _Markdown(heading_style=ATX, bullets="-", autolinks=False, keep_inline_images_in=["td", "th"])
        return reader.words(text.convert_soup(soup))
    except RecursionError as error:
        raise RefusedPartError("text-too-large") from error


def _set_aside(markup: str) -> tuple[str, list[str]]:
    """Take the pictures out that a text holds in itself (`data:`, RFC 2397): they are large, and the words are few."""
    held: list[str] = []

    def aside(found: re.Match[str]) -> str:
        held.append(found[1])
        return f"{_HELD}{len(held) - 1}"

    return (_DATA.sub(aside, markup), held) if ";base64," in markup else (markup, held)


def _with(held: list[str], pictures: Pictures) -> Pictures:
    # A text may show one picture ten thousand times: it is decoded once.
    seen: dict[str, tuple[str, bytes] | RefusedPartError] = {}

    def picture(source: str) -> tuple[str, bytes]:
        if source not in seen:
            try:
                seen[source] = _found(source, held, pictures)
            except RefusedPartError as refused:
                seen[source] = refused
        known = seen[source]
        if isinstance(known, RefusedPartError):
            raise RefusedPartError(known.reason)
        return known

    return picture


def _found(source: str, held: list[str], pictures: Pictures) -> tuple[str, bytes]:
    number = source.removeprefix(_HELD)
    if not source.startswith(_HELD) or not (number.isascii() and number.isdecimal()) or int(number) >= len(held):
        return pictures(source)
    try:
        return kept_picture(base64.b64decode(unquote(held[int(number)])))
    except (binascii.Error, ValueError) as error:
        raise RefusedPartError("picture-unreadable") from error


def line(markup: str, pictures: Pictures = no_pictures) -> Words:
    """Return HTML as one line of Markdown: a choice, a title, the side of a pair."""
    found = html(markup, pictures)
    return Words(one_line(found.markdown), found.files, found.notes)


def one_line(text: str) -> str:
    """Return Markdown in one line, pictures by their words."""
    return " ".join(in_words(text).split())


def plain_text(markup: str) -> str:
    """Return the words of HTML without any markup: for answers that are typed, and titles."""
    if "<" not in markup and "&" not in markup:
        return " ".join(_PRIVATE.sub("", markup).split())
    soup = _soup(markup[:MAX_HTML])
    for active in soup.find_all(list(_ACTIVE)):
        active.decompose()
    return " ".join(soup.get_text(" ").split())


def _soup(markup: str) -> BeautifulSoup:
    text = _DECLARATION.sub("", _PRIVATE.sub("", markup))
    # Within an element, so that a text that looks like an address or a file name is taken for the text it is.
    return BeautifulSoup(text if "<" in text else f"<div>{text}</div>", "lxml")


class _Reader:
    def __init__(self, pictures: Pictures, dollars: bool) -> None:
        self._pictures = pictures
        self._dollars = dollars
        self._kept: list[str] = []
        self._files: dict[str, bytes] = {}
        self._notes: dict[str, None] = {}

    def clean(self, soup: BeautifulSoup) -> None:
        """Put formulas aside, take out what is active, and settle links and pictures."""
        for math in soup.find_all(lambda tag: (tag.name or "").rpartition(":")[2] == "math"):
            self._put(math, self._mathml(math))
        for script in soup.find_all("script", type=re.compile("^math/tex")):
            self._put(script, self._formula(script.get_text()))
        for shown in soup.find_all("object", attrs={"type": re.compile("^image/"), "data": True}):
            words = shown.get_text(" ").strip() or str(shown.get("alt") or "")
            shown.name, shown.attrs = "img", {"src": shown["data"], "alt": words}
            shown.clear()
        for active in soup.find_all(list(_ACTIVE)):
            if not active.decomposed:
                if active.name in _TOLD:
                    self._notes["media-in-a-text" if active.name in _MEDIA else "active-parts-left-out"] = None
                active.decompose()
        for picture in soup.find_all("img"):
            self._picture(picture)
        for raised in soup.find_all(["sup", "sub"]):
            if not raised.decomposed:
                self._raised(raised)
        for summary in soup.find_all("summary"):
            summary.name = "p"
        for link in soup.find_all("a"):
            self._link(link)
        for tag in soup.find_all(True):
            self._attributes(tag)
        for text in list(soup.find_all(string=True)):
            if isinstance(text, PreformattedString):
                text.extract()
            elif not text.find_parent(["code", "pre"]):
                self._formulas(text)

    def words(self, markdown: str) -> Words:
        """Put the formulas back and return what was found."""
        # Two formulas side by side would be read as one that begins with two dollar signs.
        markdown = markdown.replace(_END + _START, f"{_END} {_START}")
        text = _MARK.sub(lambda found: self._kept[int(found.group(1))], markdown)
        text = re.sub(r"\n{3,}", "\n\n", text).strip()
        return Words(text, tuple(self._files.items()), tuple(self._notes))

    def _keep(self, text: str) -> str:
        self._kept.append(text)
        return f"{_START}{len(self._kept) - 1}{_END}"

    def _put(self, tag: Tag, text: str) -> None:
        tag.replace_with(NavigableString(text))

    def _mathml(self, math: Tag) -> str:
        try:
            return self._formula(latex(math))
        except RefusedPartError as refused:
            self._notes[refused.reason] = None
            return math.get_text(" ")

    def _formula(self, tex: str, *, block: bool = False) -> str:
        formula = formula_of(tex)
        if formula is None:
            self._notes["broken-formula"] = None
            return tex
        if not formula:
            return ""
        return self._keep(f"\n\n$$\n{formula}\n$$\n\n" if block else f"${formula}$")

    def _formulas(self, text: NavigableString) -> None:
        said = str(text)
        if "\\" not in said and "$" not in said:
            return

        def formula(found: re.Match[str]) -> str:
            inline, *display = found.groups()
            alone = found.group() == said.strip() and (text.parent is None or text.parent.name in ("p", "div", "body"))
            return self._formula(inline or "".join(filter(None, display)), block=alone and not inline)

        new = _FORMULA.sub(formula, said)
        if self._dollars:
            new = _DOLLARS.sub(lambda found: self._formula(found.group(1)), new)
        if new != said:
            text.replace_with(NavigableString(new))

    def _raised(self, raised: Tag) -> None:
        """Make a formula of what stands raised or lowered: without its place, x² would be x2."""
        said = " ".join(raised.get_text().split())
        before = str(raised.previous_sibling or "")[-1:]
        ordinal = raised.name == "sup" and said.isalpha() and len(said) <= 3 and (before.isdecimal() or before == ".")
        if (
            not said
            or len(said) > 40
            or ordinal
            or raised.find(["a", "img", "sup", "sub"])
            or not _RAISED.fullmatch(said)
        ):
            return
        words = any(len(part) > 1 for part in re.findall(r"[^\W\d_]+", said))
        inside = rf"\text{{{said}}}" if words else said.replace("\u2212", "-").replace("\u2013", "-")
        self._put(raised, self._formula(f"{{}}{'^' if raised.name == 'sup' else '_'}{{{inside}}}"))

    def _picture(self, picture: Tag) -> None:
        alt = " ".join(str(picture.get("alt") or "").split())
        # Canvas draws formulas as pictures and says their LaTeX beside them.
        tex = str(picture.get("data-equation-content") or "")
        if not tex and "equation_image" in str(picture.get("class") or ""):
            tex = unquote(alt.removeprefix("LaTeX: "))
        if tex:
            self._put(picture, self._formula(tex))
            return
        try:
            name, data = self._pictures(str(picture.get("src") or ""))
        except RefusedPartError as refused:
            self._notes[refused.reason] = None
            self._put(picture, f"[{alt}]" if alt else "")
            return
        self._files[name] = data
        if not alt:
            self._notes["picture-without-words"] = None
        self._put(picture, self._keep(f"![{_NO_ALT.sub(' ', alt)}](media:{name})"))

    def _link(self, link: Tag) -> None:
        address = str(link.get("href") or "").strip()
        scheme = urlsplit_scheme(address)
        known = web_address(address)
        if known is not None or (scheme == "mailto" and not re.search(r"[\s<>()\\]", address)):
            link.attrs = {"href": known or address}
        else:
            if scheme and scheme not in ("http", "https", "mailto"):
                self._notes["active-parts-left-out"] = None
            elif address and not address.startswith("#"):
                self._notes["link-within-the-package"] = None
            link.unwrap()

    def _attributes(self, tag: Tag) -> None:
        if any(name.lower().startswith("on") for name in tag.attrs):
            self._notes["active-parts-left-out"] = None
        tag.attrs = {name: value for name, value in tag.attrs.items() if name in ("href", "start", "colspan", "align")}
        span = str(tag.get("colspan", "1"))
        if not span.isdecimal() or int(span) > 50:
            tag.attrs.pop("colspan", None)


def web_address(address: str) -> str | None:
    """Return an address of the web as Markdown can hold it, its brackets and blanks quoted; None where it is none."""
    bare = re.sub(r"[\x00-\x1f]", "", address.strip())
    if not re.fullmatch(r"https?://[^\s/?#<>()[\]\\]+(?:[/?#][^<>[\]\\]*)?", bare, re.IGNORECASE):
        return None
    return bare.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def urlsplit_scheme(address: str) -> str:
    """Return the scheme of an address as a browser reads it: blanks and control characters within it do not count."""
    try:
        return urlsplit(re.sub(r"[\x00-\x20]", "", address)).scheme.lower()
    except ValueError:
        return "unreadable"
