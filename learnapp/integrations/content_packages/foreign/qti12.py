"""QTI 1.2 as Common Cartridge uses it, and the further kinds that Canvas writes (IMS CC profile 1.3, section 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from learnapp.core.i18n import translate
from learnapp.engine.kc import AnswerKind
from learnapp.integrations.content_packages.foreign.answers import middle, numeric_part, typed_part
from learnapp.integrations.content_packages.foreign.course import CourseBuilder, guessed_language
from learnapp.integrations.content_packages.foreign.html_text import Pictures, Words, html, one_line, plain_text
from learnapp.integrations.content_packages.foreign.question import MAX_CHOICES, Part, Question, mixed
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import (
    Element,
    attribute,
    children,
    every,
    first,
    name_of,
    text_of,
)

_ESSAYS = ("essay", "file_upload", "text_only")
_ANSWERED = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def items(root: Element) -> Iterator[tuple[str, Element]]:
    """Yield (title of the assessment or bank, item) in order."""
    for holder in every(root, "assessment", "objectbank"):
        title = attribute(holder, "title")
        for item in every(holder, "item"):
            yield title, item


def read(root: Element, builder: CourseBuilder, lesson: str, place: str, pictures: Pictures) -> None:
    """Add the questions of a `questestinterop` element to a lesson.

    Args:
        root: The element.
        builder: The course.
        lesson: Key of the lesson.
        place: What names the file within its package.
        pictures: Finds the pictures of its texts.
    """
    language = builder.language or guessed_language(
        " ".join(plain_text(text_of(one)) for one in every(root, "mattext"))
    )
    for number, (_, item) in enumerate(items(root), start=1):
        ref = f"{place}/{attribute(item, 'ident') or number}"[:300]
        title = attribute(item, "title")
        try:
            builder.question(lesson, question_of(item, ref, title, pictures, language))
        except RefusedPartError as refused:
            builder.refuse(refused.reason, f"{ref} {title}".strip()[:200])


@dataclass(slots=True)
class _Item:
    node: Element
    pictures: Pictures
    language: str
    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    def words(self, node: Element | None) -> str:
        """Return the material within an element."""
        out = []
        for text in every(node, "mattext", "matimage") if node is not None else ():
            if name_of(text) == "matimage":
                found = html(f'<img src="{attribute(text, "uri")}">', self.pictures)
            elif attribute(text, "texttype", "text/plain") == "text/html":
                found = html("".join(text.itertext()), self.pictures)
            else:
                # Many programs write HTML without saying so.
                said = "".join(text.itertext())
                found = html(
                    said if re.search(r"</?[a-z][^>]{0,300}>|&\w{1,30};", said) else _as_html(said), self.pictures
                )
            self._take(found)
            out.append(found.markdown)
        return "\n\n".join(part for part in out if part)

    def _take(self, found: Words) -> None:
        self.files |= dict(found.files)
        self.notes += [note for note in found.notes if note not in self.notes]

    def line(self, node: Element | None) -> str:
        return one_line(self.words(node))


def _as_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def question_of(item: Element, ref: str, title: str, pictures: Pictures, language: str) -> Question:
    """Return an `item` as a question.

    Raises:
        RefusedPartError: It cannot be graded here as it is meant.
    """
    kind = _kind(item)
    if any(word in kind for word in _ESSAYS):
        raise RefusedPartError("essay-not-graded" if "text_only" not in kind else "description-only")
    if "calculated" in kind:
        raise RefusedPartError("calculated-question")
    read = _Item(item, pictures, language)
    presentation = first(item, "presentation")
    if presentation is None:
        raise RefusedPartError("no-question-text")
    answers = list(every(presentation, *_ANSWERED))
    body = _stem(read, presentation)
    if not answers:
        raise RefusedPartError("nothing-to-answer")
    rules = _rules(item)
    if len(answers) > MAX_CHOICES or len(rules) > 20 * MAX_CHOICES:
        raise RefusedPartError("question-too-large")
    feedback = _Feedback(read, item)
    parts = _parts(read, kind, body, answers, rules, feedback)
    general = feedback.text("general_fb", "general", "solution")
    if general:
        parts[0].solution = general
    many = len(parts) > 1
    title = plain_text(title) if title else plain_text(body)[:80]
    return Question(ref, title, parts, body if many else "", read.files, read.notes, read.held)


def _kind(item: Element) -> str:
    for row in every(item, "qtimetadatafield"):
        if text_of(first(row, "fieldlabel")) in ("cc_profile", "question_type", "qmd_itemtype"):
            return text_of(first(row, "fieldentry")).lower()
    return ""


def _stem(read: _Item, presentation: Element) -> str:
    """Return what is asked: the material before the first place to answer."""
    out = []
    for node in presentation.iter():
        name = name_of(node)
        if name.startswith("response") and name != "response_label":
            break
        if name == "material":
            out.append(read.words(node))
    return "\n\n".join(part for part in out if part)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One `respcondition`: what must hold, the points it brings, and the feedback that it shows."""

    condition: Element
    points: float
    adds: bool
    shows: tuple[str, ...]


def _rules(item: Element) -> list[_Rule]:
    found = []
    for node in every(item, "respcondition"):
        condition = first(node, "conditionvar")
        if condition is None:
            continue
        points, adds = 0.0, False
        for scored in children(node, "setvar"):
            number = _NUMBER.search(text_of(scored))
            points = float(number.group()) if number else 0.0
            adds = attribute(scored, "action", "Set").lower() == "add"
        shows = tuple(attribute(one, "linkrefid") for one in children(node, "displayfeedback"))
        found.append(_Rule(condition, points, adds, shows))
    return found


class _Feedback:
    """The feedback of an item, by its name."""

    def __init__(self, read: _Item, item: Element) -> None:
        self._texts = {attribute(one, "ident"): read.line(one) for one in every(item, "itemfeedback")}

    def text(self, *names: str) -> str:
        """Return the first of these that says something."""
        return next((self._texts[name] for name in names if self._texts.get(name)), "")

    def of(self, rules: list[_Rule], value: str) -> str:
        """Return what is shown for one chosen value."""
        for rule in rules:
            equal = list(every(rule.condition, "varequal"))
            if len(equal) == 1 and text_of(equal[0]) == value and not any(True for _ in every(rule.condition, "not")):
                said = self.text(*rule.shows)
                if said:
                    return said
        return self.text(f"{value}_fb")


def _parts(
    read: _Item, kind: str, body: str, answers: list[Element], rules: list[_Rule], feedback: _Feedback
) -> list[Part]:
    names = {name_of(one) for one in answers}
    if names == {"response_lid"}:
        if len(answers) == 1:
            return [_choice(read, body, answers[0], rules, feedback)]
        return _several(read, body, answers, rules)
    if names <= {"response_str", "response_num"}:
        if len(answers) > 1:
            raise RefusedPartError("several-blanks")
        return [_typed(read, kind, body, answers[0], rules, feedback)]
    raise RefusedPartError("answer-on-a-picture" if "response_xy" in names else "question-type-unknown")


def _labels(read: _Item, answer: Element) -> dict[str, str]:
    found = list(every(answer, "response_label"))
    if len(found) > MAX_CHOICES:
        raise RefusedPartError("question-too-large")
    return {attribute(one, "ident"): read.line(one) for one in found}


def _best(rules: list[_Rule]) -> list[_Rule]:
    most = max((rule.points for rule in rules), default=0.0)
    return [rule for rule in rules if rule.points == most > 0]


def _choice(read: _Item, body: str, answer: Element, rules: list[_Rule], feedback: _Feedback) -> Part:
    labels = _labels(read, answer)
    best = _best(rules)
    if not best:
        raise RefusedPartError("no-answer-earns-all")
    many = attribute(answer, "rcardinality", "Single").lower() == "multiple"
    if not many:
        right = [text_of(one) for rule in best for one in _equals(rule.condition)]
        partly = any(0 < rule.points < best[0].points for rule in rules)
        if partly:
            read.notes.append("partial-credit-left-out")
        wrong = tuple(
            (label, said)
            for ident, label in labels.items()
            if ident not in right and (said := feedback.of(rules, ident) or feedback.text("general_incorrect_fb"))
        )
        accepted = tuple(labels[one] for one in dict.fromkeys(right) if one in labels)
        said = next((said for one in right if (said := feedback.of(rules, one))), feedback.text("correct_fb"))
        return Part(AnswerKind.CHOICE, body, accepted, tuple(labels.values()), solution=said, misconceptions=wrong)
    if len(best) != 1 or any(True for _ in every(best[0].condition, "or")):
        raise RefusedPartError("scoring-of-its-own")
    refused = {text_of(one) for node in every(best[0].condition, "not") for one in every(node, "varequal")}
    right = [text_of(one) for one in every(best[0].condition, "varequal") if text_of(one) not in refused]
    accepted = tuple(labels[one] for one in dict.fromkeys(right) if one in labels)
    return Part(
        AnswerKind.MULTIPLE_CHOICE, body, accepted, tuple(labels.values()), solution=feedback.text("correct_fb")
    )


def _equals(condition: Element) -> list[Element]:
    if any(True for _ in every(condition, "not", "and")):
        raise RefusedPartError("scoring-of-its-own")
    return list(every(condition, "varequal"))


def _several(read: _Item, body: str, answers: list[Element], rules: list[_Rule]) -> list[Part]:
    """Return several lists to choose from: pairs when all offer the same, else one choice each."""
    right = {}
    for rule in rules:
        equal = list(every(rule.condition, "varequal"))
        if rule.points > 0 and len(equal) == 1:
            right[attribute(equal[0], "respident")] = text_of(equal[0])
        elif rule.points > 0:
            raise RefusedPartError("scoring-of-its-own")
    rows, offered, accepted = [], [], []
    for answer in answers:
        labels = _labels(read, answer)
        chosen = right.get(attribute(answer, "ident"))
        if chosen not in labels:
            raise RefusedPartError("answer-missing")
        rows.append(read.line(first(answer, "material")))
        offered.append(tuple(labels.values()))
        accepted.append(labels[chosen])
    if len({frozenset(one) for one in offered}) == 1 and all(rows):
        choices = mixed(tuple(dict.fromkeys(offered[0])))
        return [Part(AnswerKind.MATCHING, body, tuple(accepted), choices, tuple(rows))]
    return [
        Part(AnswerKind.CHOICE, row or translate(read.language, "import-gap", number=number), (one,), choices)
        for number, (row, one, choices) in enumerate(zip(rows, accepted, offered, strict=True), start=1)
    ]


def _typed(read: _Item, kind: str, body: str, answer: Element, rules: list[_Rule], feedback: _Feedback) -> Part:
    best = _best(rules)
    if not best:
        # An essay is a field for text without any rule.
        raise RefusedPartError("essay-not-graded")
    if any(True for rule in best for _ in every(rule.condition, "varsubstring", "varsubset", "durequal")):
        raise RefusedPartError("answer-is-a-pattern")
    ranges = [pair for rule in best for pair in _ranges(rule.condition)]
    equal = [one for rule in best for one in every(rule.condition, "varequal")]
    if any(True for rule in best for _ in every(rule.condition, "not")):
        raise RefusedPartError("scoring-of-its-own")
    wrong = [
        (0.0, text_of(one), said)
        for rule in rules
        if rule not in best
        for one in every(rule.condition, "varequal")
        if (said := feedback.text(*rule.shows))
    ]
    said = feedback.text("correct_fb", *(name for rule in best for name in rule.shows))
    if ranges or "numerical" in kind or name_of(answer) == "response_num":
        rows = [(100.0, *middle(low, high), said) for low, high in ranges]
        rows = rows or [(100.0, text_of(one), "0", said) for one in equal]
        return numeric_part(body, [*rows, *((share, text, "0", why) for share, text, why in wrong)], read.notes)
    if any(attribute(one, "case", "No").lower() == "yes" for one in equal):
        read.held.append("answer-case-matters")
    return typed_part(body, [*((100.0, text_of(one), said) for one in equal), *wrong], read.notes)


def _ranges(condition: Element) -> list[tuple[str, str]]:
    lows = [text_of(one) for one in every(condition, "vargte", "vargt")]
    highs = [text_of(one) for one in every(condition, "varlte", "varlt")]
    if len(lows) != len(highs):
        raise RefusedPartError("scoring-of-its-own")
    return list(zip(lows, highs, strict=True))
