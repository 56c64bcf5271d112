"""Moodle's GIFT: questions as text, categories as topics (docs.moodle.org, "GIFT format")."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from learnapp.core.i18n import translate
from learnapp.engine.kc import AnswerKind
from learnapp.integrations.content_packages.foreign import documents
from learnapp.integrations.content_packages.foreign.answers import choices_part, middle, numeric_part, typed_part
from learnapp.integrations.content_packages.foreign.course import CourseBuilder, guessed_language
from learnapp.integrations.content_packages.foreign.html_text import escaped, html, line, no_pictures, plain_text
from learnapp.integrations.content_packages.foreign.question import Part, Question, mixed
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError

_CATEGORY = re.compile(r"^\s*\$CATEGORY:\s*(.+?)\s*$")
_COMMENT = re.compile(r"^\s*//")
_TITLE = re.compile(r"\s*::(.*?)(?<!\\)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|moodle|plain)\]", re.IGNORECASE)
_ID = re.compile(r"\[(?:id|tag):([^\]]{1,200})\]")
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,5})?)%")
_TRUE = re.compile(r"(T|TRUE|F|FALSE)\s*(?:$|(?=#))", re.IGNORECASE)
_BRACES = re.compile(r"\{([^{}]{0,20000})\}")
_SIGNS = re.compile(r"[=~#]|\b(?:T|F|TRUE|FALSE)\b|^\s*$")
_MOST_QUESTIONS = 20_000
_MOST_ROWS = 300
_HIDDEN = {"~": "\ue100", "=": "\ue101", "#": "\ue102", "{": "\ue103", "}": "\ue104", ":": "\ue105", "\\": "\ue106"}
_SHOWN = {hidden: sign for sign, hidden in _HIDDEN.items()}


def looks_like(text: str) -> bool:
    """Return whether a text is GIFT: a category, or a question with its answers in braces."""
    if any(_CATEGORY.match(row) for row in text.splitlines()):
        return True
    # LaTeX has braces too, but no answer signs at the end of a paragraph.
    return any(
        _asks(block) and re.search(r"\}\s*[^{}]{0,200}$", block.rstrip()) and not _MATHS_ONLY.search(block)
        for block in re.split(r"\n\s*\n", _hide(text)[:200_000])
        if "{" in block
    )


def _asks(block: str) -> bool:
    return any(_SIGNS.search(inside) for inside in _BRACES.findall(block))


_MATHS_ONLY = re.compile(r"\\[a-z]+\s*\{[^{}]*\}\s*\$|^\s*#{1,6}\s|^```", re.MULTILINE)


def read(text: str, builder: CourseBuilder, *, place: str = "", lesson: str = "") -> None:
    """Add the questions of a GIFT text to a course.

    Args:
        text: The text.
        builder: The course.
        place: What names the file within its package; "" for a file of its own.
        lesson: Key of the lesson for questions without a category; "" makes one.
    """
    language = builder.language or guessed_language(text)
    category, categories = "", Categories()
    for number, block in enumerate(_blocks(text), start=1):
        if number > _MOST_QUESTIONS:
            builder.refuse("question-too-large", place or builder.title)
            return
        found = _CATEGORY.match(block)
        if found:
            category = categories.topic(found.group(1))
            continue
        here = lesson if lesson and not category else builder.lesson(f"{place}:{category}", category or builder.title)
        where = f"{place}#{number}" if place else f"#{number}"
        try:
            question = _question(block, place, category, language)
            builder.question(here, question)
        except RefusedPartError as refused:
            builder.refuse(refused.reason, f"{where} {' '.join(block.split())[:60]}")


def topic_of(path: str) -> str:
    """Return the name of a Moodle category: the last part of its path, without what stands for the course itself."""
    real = _path_of(path)
    return real[-1] if real else ""


class Categories:
    """The categories of a file as topics, by the last part of their paths; two of one name in different places differ.

    A category named again later is the same one; what other categories there are before it tells which of two of one
    name keeps the short name.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def topic(self, path: str) -> str:
        """Return the topic of a path, "" for the course itself."""
        name, whole = topic_of(path), " / ".join(_path_of(path))
        if self._names.setdefault(name, whole) == whole:
            return name
        self._names.setdefault(whole, whole)
        return whole


def _path_of(path: str) -> list[str]:
    parts = [part.strip() for part in path.replace("//", "\ue001").split("/")]
    return [part.replace("\ue001", "/") for part in parts if part and not re.fullmatch(r"\$\w+\$|top", part)]


def _hide(text: str) -> str:
    return re.sub(r"\\([~=#{}:\\])", lambda found: _HIDDEN[found.group(1)], text)


def _show(text: str) -> str:
    text = re.sub(r"\\n(?![a-z])", "\n", text)
    return "".join(_SHOWN.get(sign, sign) for sign in text).strip()


def _blocks(text: str) -> Iterator[str]:
    """Yield categories and questions: paragraphs without comments; blank lines within braces do not end one."""
    kept: list[str] = []
    depth = 0
    for row in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if _COMMENT.match(row):
            named = _ID.search(row)
            if named:
                kept.append(f"[id:{named.group(1)}]")
            continue
        if _CATEGORY.match(row):
            yield row
            continue
        if row.strip() or (depth > 0 and len(kept) < _MOST_ROWS):
            kept.append(row)
            hidden = _hide(row)
            depth += hidden.count("{") - hidden.count("}")
            continue
        if any(one.strip() and not _ID.fullmatch(one.strip()) for one in kept):
            yield "\n".join(kept)
        kept, depth = [], 0
    if any(one.strip() for one in kept):
        yield "\n".join(kept)


@dataclass(frozen=True, slots=True)
class _Answer:
    right: float
    text: str
    feedback: str
    sign: str = "="


def _question(block: str, place: str, category: str, language: str) -> Question:
    named = _ID.search(block)
    text = _hide(_ID.sub("", block).strip())
    title = _TITLE.match(text)
    if title:
        text = text[title.end() :]
    form = _FORMAT.match(text)
    if form:
        text = text[form.end() :]
    if text.count("{") != 1 or text.count("}") != 1 or text.index("}") < text.index("{"):
        raise RefusedPartError("description-only" if "{" not in text else "gift-braces")
    before, rest = text.split("{")
    inside, after = rest.split("}")
    kind = (form.group(1) if form else "moodle").lower()
    gap = " \\_\\_\\_\\_\\_ " if after.strip() else ""
    prompt, notes = _text(before, kind)
    tail, more = _text(after, kind)
    heading = _show(title.group(1)) if title else plain_text(_show(before))[:80]
    mark = hashlib.sha256(f"{before}{after}".encode()).hexdigest()[:6]
    own = named.group(1) if named else heading if title else f"{heading[:40]} {mark}"
    ref = "/".join(part for part in (place, category, own) if part)
    question = Question(ref[:300], heading or ref[:80], [], notes=[*notes, *more])
    question.parts.append(_part(inside.strip(), f"{prompt}{gap}{tail}".strip(), kind, question, language))
    return question


def _text(text: str, kind: str) -> tuple[str, tuple[str, ...]]:
    shown = _show(text)
    if kind == "plain":
        return escaped(shown), ()
    if kind == "markdown":
        # Through HTML like every other text, so that nothing of a stranger's markup is left.
        told = documents.markdown(shown, no_pictures)
        return told.markdown, told.notes
    if kind == "moodle" and "<" not in shown:
        shown = shown.replace("\n", "<br>")
    found = html(shown)
    return found.markdown, found.notes


def _short(text: str) -> str:
    return line(_show(_bare(text))).markdown


def _bare(text: str) -> str:
    """Return an answer without its format, which Moodle writes before it where it is not that of the question."""
    named = _FORMAT.match(text)
    return text[named.end() :] if named else text


def _part(inside: str, prompt: str, kind: str, question: Question, language: str) -> Part:
    solution = ""
    general = inside.rfind("####")
    if general >= 0:
        said = inside[general + 4 :]
        named = _FORMAT.match(said)
        solution, _ = _text(said[named.end() :], named[1].lower()) if named else _text(said, kind)
        inside = inside[:general].strip()
    if not inside:
        raise RefusedPartError("essay-not-graded")
    if inside.startswith("#"):
        part = _number(inside[1:].strip(), prompt, question)
    elif _TRUE.match(inside):
        part = _true(inside, prompt, language)
    else:
        part = _list(_answers(inside), prompt, question)
    if solution:
        part.solution = solution
    return part


def _true(inside: str, prompt: str, language: str) -> Part:
    right = inside[0].upper() == "T"
    # GIFT names the feedback to a wrong answer first, then the one to a right answer.
    said = [_short(part) for part in inside.split("#")[1:]]
    true, false = translate(language, "import-true"), translate(language, "import-false")
    wrong = ((false if right else true, said[0]),) if said and said[0] else ()
    return Part(
        AnswerKind.CHOICE, prompt, (true if right else false,), (true, false),
        solution=said[1] if len(said) > 1 else "", misconceptions=wrong,
    )  # fmt: skip


def _answers(inside: str) -> list[_Answer]:
    found = []
    for sign, body in re.findall(r"([=~])([^=~]*)", inside):
        weight = _WEIGHT.match(body)
        text, _, feedback = (body[weight.end() :] if weight else body).partition("#")
        right = float(weight.group(1)) if weight else (100.0 if sign == "=" else 0.0)
        found.append(_Answer(right, text.strip(), feedback.strip(), sign))
    if not found:
        raise RefusedPartError("question-type-unknown")
    return found


def _list(answers: list[_Answer], prompt: str, question: Question) -> Part:
    if all("->" in one.text for one in answers):
        pairs = [one.text.split("->", 1) for one in answers]
        rows = tuple(_short(left) for left, _ in pairs if left.strip())
        accepted = tuple(_short(right) for left, right in pairs if left.strip())
        offered = mixed(tuple(dict.fromkeys(_short(right) for _, right in pairs)))
        return Part(AnswerKind.MATCHING, prompt, accepted, offered, rows)
    # Only right signs: the answer is typed. A choice that is wrong has its own sign.
    if all(one.sign == "=" for one in answers):
        plain = [(one.right, plain_text(_show(_bare(one.text))), _short(one.feedback)) for one in answers]
        return typed_part(prompt, plain, question.notes)
    return choices_part(
        prompt, [(one.right, _short(one.text), _short(one.feedback)) for one in answers], question.notes
    )


def _number(inside: str, prompt: str, question: Question) -> Part:
    rows = _answers(inside) if re.search(r"(?:^|\s)[=~]", inside) else [_Answer(100.0, *_halves(inside))]
    found = []
    for one in rows:
        text = _show(_bare(one.text))
        if text in ("", "*") and one.right <= 0:
            # What Moodle says to every other number.
            if one.feedback and "feedback-to-all-wrong-left-out" not in question.notes:
                question.notes.append("feedback-to-all-wrong-left-out")
            continue
        low, dots, high = text.partition("..")
        value, _, tolerance = text.partition(":")
        if dots:
            found.append((one.right, *middle(low, high), _short(one.feedback)))
        else:
            found.append((one.right, value.strip(), tolerance.strip() or "0", _short(one.feedback)))
    return numeric_part(prompt, found, question.notes)


def _halves(text: str) -> tuple[str, str]:
    value, _, feedback = text.partition("#")
    return value.strip(), feedback.strip()
