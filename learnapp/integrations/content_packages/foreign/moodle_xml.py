"""Moodle XML: a question bank with its categories and files (docs.moodle.org, "Moodle XML format")."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from urllib.parse import unquote

from learnapp.core.i18n import translate
from learnapp.engine.kc import AnswerKind
from learnapp.integrations.content_packages.foreign import cloze, documents
from learnapp.integrations.content_packages.foreign.answers import choices_part, numeric_part, typed_part
from learnapp.integrations.content_packages.foreign.course import CourseBuilder, guessed_language
from learnapp.integrations.content_packages.foreign.gift import Categories
from learnapp.integrations.content_packages.foreign.html_text import Words, html, one_line, plain_text
from learnapp.integrations.content_packages.foreign.pictures import kept_picture
from learnapp.integrations.content_packages.foreign.question import Part, Question, mixed
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import Element, attribute, children, first, text_of

_PLUGIN = "@@PLUGINFILE@@/"
_BLOCK = re.compile(r"<(?:p|br|div|ul|ol|li|table|h[1-6])\b", re.IGNORECASE)
_GAP = re.compile(r"\[\[(\d{1,2})\]\]")
_CLOZE = ("cloze", "multianswer")
_REFUSED = {
    "essay": "essay-not-graded",
    "calculated": "calculated-question",
    "calculatedsimple": "calculated-question",
    "calculatedmulti": "calculated-question",
    "ddimageortext": "answer-on-a-picture",
    "ddmarker": "answer-on-a-picture",
}


def read(root: Element, builder: CourseBuilder, *, place: str = "", lesson: str = "") -> None:
    """Add the questions of a `quiz` element to a course.

    Args:
        root: The element.
        builder: The course.
        place: What names the file within its package; "" for a file of its own.
        lesson: Key of the lesson for questions without a category; "" makes one.
    """
    said = (plain_text(text_of(first(one, "questiontext"))) for one in children(root, "question")[:200])
    language = builder.language or guessed_language(" ".join(said))
    category, categories = "", Categories()
    for number, node in enumerate(children(root, "question"), start=1):
        kind = attribute(node, "type").lower()
        if kind == "category":
            category = categories.topic(text_of(first(node, "category", "text")))
            continue
        here = lesson if lesson and not category else builder.lesson(f"{place}:{category}", category or builder.title)
        title = text_of(first(node, "name", "text"))
        own = text_of(first(node, "idnumber")) or title or f"question {number}"
        ref = "/".join(part for part in (place, category, own) if part)[:300]
        try:
            if kind == "description":
                found = _Texts(language).words(first(node, "questiontext"))
                builder.reading(here, ref, title, found.markdown, files=found.files, notes=found.notes)
            else:
                builder.question(here, _question(node, kind, ref, title, language))
        except RefusedPartError as refused:
            builder.refuse(refused.reason, ref)


class _Texts:
    """Turns the texts of one question into Markdown and keeps their pictures and notes."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.files: dict[str, bytes] = {}
        self.notes: dict[str, None] = {}

    def words(self, node: Element | None, *, instead: str | None = None) -> Words:
        """Return the text of an element, or another in its place; its own files are the pictures that it may show."""
        if node is None:
            return Words("")
        said = first(node, "text")
        markup = "".join((said if said is not None else node).itertext()) if instead is None else instead
        form = attribute(node, "format", "html")
        if form == "plain_text":
            markup = markup.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        elif form == "moodle_auto_format" and not _BLOCK.search(markup):
            markup = markup.strip().replace("\n", "<br>")
        pictures = {
            unquote(attribute(file, "name")): "".join(file.itertext())
            for file in children(node, "file")
            if attribute(file, "encoding") == "base64"
        }

        def picture(source: str) -> tuple[str, bytes]:
            if not source.startswith(_PLUGIN):
                raise RefusedPartError("picture-elsewhere")
            data = pictures.get(unquote(source.removeprefix(_PLUGIN)))
            if data is None:
                raise RefusedPartError("picture-missing")
            try:
                return kept_picture(base64.b64decode(data, validate=False))
            except binascii.Error as error:
                raise RefusedPartError("picture-unreadable") from error

        found = documents.markdown(markup, picture) if form == "markdown" else html(markup, picture)
        self.files |= dict(found.files)
        self.notes |= dict.fromkeys(found.notes)
        return found

    def line(self, node: Element | None) -> str:
        """Return a choice or a comment in one line."""
        return one_line(self.words(node).markdown)


def _question(node: Element, kind: str, ref: str, title: str, language: str) -> Question:
    texts = _Texts(language)
    if kind in _CLOZE:
        return _cloze(node, ref, title, texts)
    prompt = texts.words(first(node, "questiontext")).markdown
    general = texts.words(first(node, "generalfeedback")).markdown
    notes: list[str] = []
    held: list[str] = []
    parts = _parts(node, kind, prompt, texts, notes, held)
    hints = tuple(text for text in (texts.words(hint).markdown for hint in children(node, "hint")) if text)
    for part in parts[:1]:
        part.hints = hints
        part.solution = general or part.solution
    many = len(parts) > 1
    return Question(
        ref, title or plain_text(prompt)[:80], parts, _gaps(prompt) if many else "", texts.files,
        [*notes, *texts.notes], held,
    )  # fmt: skip


def _cloze(node: Element, ref: str, title: str, texts: _Texts) -> Question:
    notes: list[str] = []
    held: list[str] = []
    asked = first(node, "questiontext")
    said = first(asked, "text") if asked is not None else None
    markup = "".join(said.itertext()) if said is not None else ""
    body, parts = cloze.parts_of(
        markup, lambda text: texts.words(asked, instead=text).markdown, texts.language, notes, held
    )
    parts[0].hints = tuple(filter(None, (texts.words(hint).markdown for hint in children(node, "hint"))))
    parts[0].solution = texts.words(first(node, "generalfeedback")).markdown or parts[0].solution
    shown = title or plain_text(markup)[:80]
    return Question(ref, shown, parts, body, texts.files, [*notes, *texts.notes], held)


def _parts(node: Element, kind: str, prompt: str, texts: _Texts, notes: list[str], held: list[str]) -> list[Part]:
    if kind in _REFUSED:
        raise RefusedPartError(_REFUSED[kind])
    if kind == "multichoice":
        single = text_of(first(node, "single")).lower() not in ("false", "0")
        return [choices_part(prompt, _answers(node, texts), notes, single=single)]
    if kind == "truefalse":
        return [choices_part(prompt, _true_or_false(node, texts), notes, single=True)]
    if kind == "shortanswer":
        if text_of(first(node, "usecase")) in ("1", "true"):
            held.append("answer-case-matters")
        return [typed_part(prompt, _answers(node, texts, typed=True), notes)]
    if kind == "numerical":
        return [_numerical(node, prompt, texts, notes)]
    if kind == "matching":
        return [_matching(node, prompt, texts)]
    if kind == "ordering":
        right = tuple(texts.line(answer) for answer in children(node, "answer"))
        return [Part(AnswerKind.ORDERING, prompt, right, mixed(right))]
    if kind in ("gapselect", "ddwtos"):
        return _gap_select(node, kind, prompt, texts)
    raise RefusedPartError("question-type-unknown")


def _share(answer: Element) -> float:
    try:
        return float(attribute(answer, "fraction", "0"))
    except ValueError as error:
        raise RefusedPartError("answer-notation-unknown") from error


def _answers(node: Element, texts: _Texts, *, typed: bool = False) -> list[tuple[float, str, str]]:
    return [
        (
            _share(answer),
            text_of(first(answer, "text")) if typed else texts.line(answer),
            texts.line(first(answer, "feedback")),
        )
        for answer in children(node, "answer")
    ]


def _true_or_false(node: Element, texts: _Texts) -> Sequence[tuple[float, str, str]]:
    words = {one: translate(texts.language, f"import-{one}") for one in ("true", "false")}
    return [(share, words.get(text.lower(), text), said) for share, text, said in _answers(node, texts)]


def _numerical(node: Element, prompt: str, texts: _Texts, notes: list[str]) -> Part:
    if (
        children(node, "units")
        and len(children(node, "units")[0])
        and text_of(first(node, "showunits")) in ("0", "1", "2")
    ):
        raise RefusedPartError("answer-has-units")
    rows = [
        (
            _share(answer), text_of(first(answer, "text")), text_of(first(answer, "tolerance")) or "0",
            texts.line(first(answer, "feedback")),
        )
        for answer in children(node, "answer")
    ]  # fmt: skip
    return numeric_part(prompt, rows, notes)


def _matching(node: Element, prompt: str, texts: _Texts) -> Part:
    pairs = [(texts.line(one), texts.line(first(one, "answer"))) for one in children(node, "subquestion")]
    real = [(left, right) for left, right in pairs if left]
    offered = mixed(tuple(dict.fromkeys(right for _, right in pairs if right)))
    accepted = tuple(right for _, right in real)
    return Part(AnswerKind.MATCHING, prompt, accepted, offered, tuple(left for left, _ in real))


def _gap_select(node: Element, kind: str, prompt: str, texts: _Texts) -> list[Part]:
    options = [
        (texts.line(one), text_of(first(one, "group")) or "1")
        for one in children(node, "selectoption" if kind == "gapselect" else "dragbox")
    ]
    parts = []
    for number, found in enumerate(_GAP.findall(prompt.replace("\\", "")), start=1):
        place = int(found) - 1
        if place not in range(len(options)):
            raise RefusedPartError("answer-missing")
        right, group = options[place]
        offered = mixed(tuple(dict.fromkeys(text for text, one in options if one == group)))
        parts.append(Part(AnswerKind.CHOICE, translate(texts.language, "import-gap", number=number), (right,), offered))
    if len(parts) == 1:
        parts[0].prompt = _gaps(prompt)
    return parts


def _gaps(text: str) -> str:
    """Return a text whose gaps have numbers in the order in which they are asked."""
    number = 0

    def gap(_: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return f"**({number})** \\_\\_\\_\\_"

    return re.sub(r"\\?\[\\?\[\d{1,2}\]\\?\]", gap, text)
