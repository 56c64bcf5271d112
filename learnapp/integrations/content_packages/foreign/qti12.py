"""QTI 1.2 as Common Cartridge uses it, and the further kinds that Canvas writes (IMS CC profile 1.3, section 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from learnapp.core.i18n import translate
from learnapp.engine.kc import AnswerKind
from learnapp.integrations.content_packages.foreign.answers import middle, numeric_part, typed_part
from learnapp.integrations.content_packages.foreign.course import CourseBuilder, guessed_language
from learnapp.integrations.content_packages.foreign.html_text import (
    Pictures,
    Words,
    escaped,
    html,
    one_line,
    plain_text,
)
from learnapp.integrations.content_packages.foreign.qti12_rules import Rule, added, best_of, equals, ranges, rules_of
from learnapp.integrations.content_packages.foreign.question import MAX_CHOICES, Part, Question, mixed
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import (
    Element,
    attribute,
    every,
    first,
    name_of,
    text_of,
)
from learnapp.integrations.content_packages.reasons import REFUSED

_ESSAYS = ("essay", "file_upload", "text_only")
_ANSWERED = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
_UNIQUE = re.compile(r"[a-z][0-9a-f]{32}")
"""Names that Canvas gives: digests, so that a question bears the same one in its bank and in its quiz."""


def items(root: Element) -> Iterator[Element]:
    """Yield the items in order; some programs write them, or sections of them, without an assessment around."""
    return every(root, "item")


def read(
    root: Element,
    builder: CourseBuilder,
    lesson: str,
    place: str,
    pictures: Pictures,
    known: set[str] | None = None,
) -> None:
    """Add the questions of a `questestinterop` element to a lesson.

    Args:
        root: The element.
        builder: The course.
        lesson: Key of the lesson.
        place: What names the file within its package.
        pictures: Finds the pictures of its texts.
        known: Names of questions that are unlike all others in the package and came in already; those that come in
            here are added.
    """
    language = builder.language or guessed_language(
        " ".join(plain_text(text_of(one)) for one in every(root, "mattext"))
    )
    number = 0
    for number, item in enumerate(items(root), start=1):
        ident = attribute(item, "ident")
        if known is not None and _UNIQUE.fullmatch(ident):
            if ident in known:
                builder.report.note("question-in-its-quiz", place)
                continue
            known.add(ident)
        ref = f"{place}/{ident or number}"[:300]
        title = attribute(item, "title")
        try:
            builder.question(lesson, question_of(item, ref, title, pictures, language))
        except RefusedPartError as refused:
            builder.refuse(refused.reason, f"{ref} {title}".strip()[:200])
    if not number:
        builder.report.note(REFUSED + "no-questions", place)


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
    rules = rules_of(item)
    if len(answers) > MAX_CHOICES or len(rules) > 20 * MAX_CHOICES:
        raise RefusedPartError("question-too-large")
    feedback = _Feedback(read, item)
    if "multiple_blanks" in kind or "multiple_dropdowns" in kind:
        body = _gaps(body, [text_of(first(one, "material")) for one in answers])
    parts = _parts(read, kind, body, answers, rules, feedback)
    general = feedback.text("general_fb", "general", "solution") or feedback.solution
    if general:
        parts[0].solution = general
    parts[0].hints = feedback.hints
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


class _Feedback:
    """The feedback of an item, by its name; its hints and the solution that is told as one."""

    def __init__(self, read: _Item, item: Element) -> None:
        self._texts: dict[str, str] = {}
        hints, solved = [], []
        for one in every(item, "itemfeedback"):
            hint, solution = next(every(one, "hint"), None), next(every(one, "solution"), None)
            if hint is not None:
                hints += [text for part in every(hint, "hintmaterial") if (text := read.words(part))]
            elif solution is not None:
                solved.append(read.words(solution))
            else:
                self._texts[attribute(one, "ident")] = read.line(one)
        self.hints = tuple(hints)
        self.solution = "\n\n".join(filter(None, solved))

    def text(self, *names: str) -> str:
        """Return the first of these that says something."""
        return next((self._texts[name] for name in names if self._texts.get(name)), "")

    def of(self, rules: list[Rule], value: str) -> str:
        """Return what is shown for one chosen value."""
        for rule in rules:
            equal = list(every(rule.condition, "varequal"))
            if len(equal) == 1 and text_of(equal[0]) == value and not any(True for _ in every(rule.condition, "not")):
                said = self.text(*rule.shows)
                if said:
                    return said
        return self.text(f"{value}_fb")


def _parts(
    read: _Item, kind: str, body: str, answers: list[Element], rules: list[Rule], feedback: _Feedback
) -> list[Part]:
    names = {name_of(one) for one in answers}
    if names == {"response_lid"}:
        if "multiple_blanks" in kind:
            return _blanks(read, body, answers)
        if len(answers) == 1:
            return [_choice(read, body, answers[0], rules, feedback)]
        return _several(read, body, answers, rules, gaps="multiple_dropdowns" in kind)
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


def _choice(read: _Item, body: str, answer: Element, rules: list[Rule], feedback: _Feedback) -> Part:
    labels = _labels(read, answer)
    best = best_of(rules)
    if not best:
        raise RefusedPartError("no-answer-earns-all")
    cardinality = attribute(answer, "rcardinality", "Single").lower()
    if cardinality == "ordered":
        return _order(body, labels, best)
    if cardinality != "multiple":
        right = [text_of(one) for rule in best for one in equals(rule.condition)]
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
    together = added(rules)
    if together:
        read.notes.append("partial-credit-left-out")
        accepted = tuple(labels[one] for one in together if one in labels)
        said = feedback.text("correct_fb")
        return Part(AnswerKind.MULTIPLE_CHOICE, body, accepted, tuple(labels.values()), solution=said)
    if len(best) != 1 or any(True for _ in every(best[0].condition, "or")):
        raise RefusedPartError("scoring-of-its-own")
    # Not both of two is something else than neither of them.
    if any(len(list(every(node, "varequal"))) > 1 for node in every(best[0].condition, "not")):
        raise RefusedPartError("scoring-of-its-own")
    refused = {text_of(one) for node in every(best[0].condition, "not") for one in every(node, "varequal")}
    right = [text_of(one) for one in every(best[0].condition, "varequal") if text_of(one) not in refused]
    accepted = tuple(labels[one] for one in dict.fromkeys(right) if one in labels)
    return Part(
        AnswerKind.MULTIPLE_CHOICE, body, accepted, tuple(labels.values()), solution=feedback.text("correct_fb")
    )


def _order(body: str, labels: dict[str, str], best: list[Rule]) -> Part:
    if len(best) != 1 or any(True for _ in every(best[0].condition, "not", "or")):
        raise RefusedPartError("scoring-of-its-own")
    equal = list(every(best[0].condition, "varequal"))
    if all(attribute(one, "index").isdecimal() for one in equal):
        equal.sort(key=lambda one: int(attribute(one, "index")))
    right = [text_of(one) for one in equal]
    if sorted(right) != sorted(labels):
        raise RefusedPartError("order-of-some-only")
    accepted = tuple(labels[one] for one in right)
    return Part(AnswerKind.ORDERING, body, accepted, mixed(accepted))


def _gaps(body: str, names: list[str]) -> str:
    """Return a text whose `[name]`s, as Canvas marks the places to fill in, are gaps with their numbers."""
    for number, name in enumerate(names, start=1):
        mark = re.compile(rf"\\?\[{re.escape(escaped(name))}\\?\]") if name else None
        gap = f"**({number})** \\_\\_\\_\\_" if len(names) > 1 else "\\_\\_\\_\\_"
        body = mark.sub(lambda _, gap=gap: gap, body) if mark is not None else body  # type: ignore[misc]
    return body


def _blanks(read: _Item, body: str, answers: list[Element]) -> list[Part]:
    """Return blanks to type into: Canvas lists what is right there as if one chose from it, each entry earns all."""
    parts = []
    for number, answer in enumerate(answers, start=1):
        words = dict.fromkeys(plain_text(text_of(one)) for one in every(answer, "response_label"))
        prompt = translate(read.language, "import-gap", number=number) if len(answers) > 1 else body
        parts.append(typed_part(prompt, [(100.0, word, "") for word in words], read.notes))
    return parts


def _several(read: _Item, body: str, answers: list[Element], rules: list[Rule], *, gaps: bool = False) -> list[Part]:
    """Return several lists to choose from: pairs when all offer the same and are no gaps, else one choice each."""
    right: dict[str, str] = {}
    most: dict[str, float] = {}
    # What earns most is right, whatever stands after it.
    for rule in sorted(rules, key=lambda rule: rule.points):
        equal = list(every(rule.condition, "varequal"))
        if rule.points > 0 and len(equal) == 1 and not any(True for _ in every(rule.condition, "not")):
            asked, value = attribute(equal[0], "respident"), text_of(equal[0])
            if most.get(asked) == rule.points and right[asked] != value:
                # Either is right, which a pair or one gap of several cannot say.
                raise RefusedPartError("scoring-of-its-own")
            right[asked], most[asked] = value, rule.points
        elif rule.points > 0:
            raise RefusedPartError("scoring-of-its-own")
    rows, offered, accepted = [], [], []
    for answer in answers:
        labels = _labels(read, answer)
        chosen = right.get(attribute(answer, "ident"))
        if chosen not in labels:
            raise RefusedPartError("answer-missing")
        rows.append("" if gaps else read.line(first(answer, "material")))
        offered.append(tuple(labels.values()))
        accepted.append(labels[chosen])
    if len({frozenset(one) for one in offered}) == 1 and all(rows):
        choices = mixed(tuple(dict.fromkeys(offered[0])))
        return [Part(AnswerKind.MATCHING, body, tuple(accepted), choices, tuple(rows))]
    return [
        Part(AnswerKind.CHOICE, row or translate(read.language, "import-gap", number=number), (one,), choices)
        for number, (row, one, choices) in enumerate(zip(rows, accepted, offered, strict=True), start=1)
    ]


def _typed(read: _Item, kind: str, body: str, answer: Element, rules: list[Rule], feedback: _Feedback) -> Part:
    best = best_of(rules)
    if not best:
        # An essay is a field for text without any rule.
        raise RefusedPartError("essay-not-graded")
    if any(True for rule in best for _ in every(rule.condition, "varsubstring", "varsubset", "durequal")):
        raise RefusedPartError("answer-is-a-pattern")
    spans = [pair for rule in best for pair in ranges(rule.condition)]
    equal = [one for rule in best for one in every(rule.condition, "varequal")]
    if any(True for rule in best for _ in every(rule.condition, "not")):
        raise RefusedPartError("scoring-of-its-own")
    # Side by side each word is right by itself, as Canvas means it; within `and` all must be there.
    if any(len(list(every(node, "varequal"))) > 1 for rule in best for node in every(rule.condition, "and")):
        raise RefusedPartError("scoring-of-its-own")
    wrong = [
        (0.0, text_of(one), said)
        for rule in rules
        if rule not in best and not any(True for _ in every(rule.condition, "not"))
        for one in every(rule.condition, "varequal")
        if (said := feedback.text(*rule.shows))
    ]
    said = feedback.text("correct_fb", *(name for rule in best for name in rule.shows))
    if spans or "numerical" in kind or name_of(answer) == "response_num":
        rows = [(100.0, *middle(low, high), said) for low, high in spans]
        rows = rows or [(100.0, text_of(one), "0", said) for one in equal]
        return numeric_part(body, [*rows, *((share, text, "0", why) for share, text, why in wrong)], read.notes)
    if any(attribute(one, "case", "No").lower() == "yes" for one in equal):
        read.held.append("answer-case-matters")
    return typed_part(body, [*((100.0, text_of(one), said) for one in equal), *wrong], read.notes)
