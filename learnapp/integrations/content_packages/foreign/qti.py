"""Items of QTI 2.1, 2.2 and 3.0: their interactions, the standard response processing, their feedback.

Elements and attributes are compared without prefix, hyphens and case, so that `simpleChoice` and `qti-simple-choice`
are one (QTI 3.0 implementation guide, "Shared vocabulary").
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from learnapp.core.i18n import translate
from learnapp.engine.kc import AnswerKind
from learnapp.integrations.content_packages.foreign import qti_scoring
from learnapp.integrations.content_packages.foreign.answers import number
from learnapp.integrations.content_packages.foreign.course import guessed_language
from learnapp.integrations.content_packages.foreign.html_text import Pictures, Words, html, one_line, plain_text
from learnapp.integrations.content_packages.foreign.qti_scoring import Response
from learnapp.integrations.content_packages.foreign.question import MAX_CHOICES, Part, Question, mixed
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import Element, inner, text_of

ITEM_ROOTS = frozenset({"assessmentitem"})
_CHOICES = {
    "choiceinteraction": "simplechoice",
    "hottextinteraction": "hottext",
    "inlinechoiceinteraction": "inlinechoice",
}
_REFUSED = {
    "extendedtextinteraction": "essay-not-graded", "uploadinteraction": "essay-not-graded",
    "drawinginteraction": "essay-not-graded", "hotspotinteraction": "answer-on-a-picture",
    "selectpointinteraction": "answer-on-a-picture", "graphicorderinteraction": "answer-on-a-picture",
    "graphicassociateinteraction": "answer-on-a-picture", "graphicgapmatchinteraction": "answer-on-a-picture",
    "positionobjectinteraction": "answer-on-a-picture",
}  # fmt: skip
_INLINE = frozenset({"inlinechoiceinteraction", "textentryinteraction"})
_UNASKED = frozenset({"mediainteraction", "endattemptinteraction"})
"""Called interactions, though nothing is answered by them: a film beside the question, a button for a hint."""
_START, _END = "\ue220", "\ue221"
_OFFERED = ("simplechoice", "hottext", "inlinechoice", "simpleassociablechoice", "gaptext")
_WHEN_RIGHT = ("correct", "right", "correct_fb", "true")
_WHEN_WRONG = ("incorrect", "wrong", "incorrect_fb", "false")
Stimulus = Callable[[str], Words]
"""Called with the reference to a text that several items share; returns that text, or refuses it."""


def no_stimulus(reference: str) -> Words:
    """Refuse every shared text: for items that bring none along."""
    raise RefusedPartError("shared-text-missing")


def simplified(root: Element) -> Element:
    """Return a copy whose names have no namespace, no prefix `qti-`, no hyphens and no capitals."""
    root = copy.deepcopy(root)
    for node in root.iter():
        node.tag = _simple(node.tag)
        named = {_simple(key): value for key, value in node.attrib.items()}
        node.attrib.clear()
        node.attrib.update(named)
    etree.cleanup_namespaces(root)
    return root


def _simple(name: str) -> str:
    bare = str(name).rpartition("}")[2].lower()
    return bare.removeprefix("qti-").replace("-", "")


@dataclass(slots=True)
class _Reader:
    root: Element
    pictures: Pictures
    responses: dict[str, Response]
    language: str
    modal: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    def words(self, node: Element | None) -> str:
        """Return the text of an element as Markdown."""
        return self.take(html(inner(node), self.pictures))

    def take(self, found: Words) -> str:
        """Keep the pictures and notes of a text and return its words."""
        self.files |= dict(found.files)
        self.notes += [note for note in found.notes if note not in self.notes]
        return found.markdown

    def line(self, node: Element | None) -> str:
        return one_line(self.words(node))


def question_of(root: Element, ref: str, pictures: Pictures, stimulus: Stimulus = no_stimulus) -> Question:
    """Return an `assessmentItem` as a question.

    Args:
        root: The element as it was parsed.
        ref: What names it within its package.
        pictures: Finds the pictures of its texts.
        stimulus: Finds the texts that it shares with other items.

    Raises:
        RefusedPartError: It cannot be graded here as it is meant.
    """
    root = simplified(root)
    if root.find("templatedeclaration") is not None:
        raise RefusedPartError("calculated-question")
    if root.get("adaptive", "false").lower() == "true":
        raise RefusedPartError("scoring-of-its-own")
    body = root.find("itembody")
    if body is None:
        raise RefusedPartError("no-question-text")
    language = root.get("lang", "") or guessed_language(text_of(body))
    read = _Reader(root, pictures, qti_scoring.responses(root), language)
    for said in root.iter("modalfeedback"):
        read.modal[said.get("identifier", "")] = read.line(said)
    shared = [read.take(stimulus(one.get("href", ""))) for one in root.iter("assessmentstimulusref")]
    _beside(read, body)
    found = [node for node in body.iter() if str(node.tag).endswith("interaction")]
    if len(found) > MAX_CHOICES:
        raise RefusedPartError("question-too-large")
    for node in found:
        if node.tag in _REFUSED:
            raise RefusedPartError(_REFUSED[node.tag])
    if not found:
        raise RefusedPartError("nothing-to-answer")
    parts = _parts(read, body, found)
    if len(parts) > 1:
        stem = _between(read.words(body), parts)
    else:
        stem, own = "", parts[0].prompt
        parts[0].prompt = "\n\n".join(text for text in (read.words(body), own) if text)
    title = plain_text(root.get("title", "")) or plain_text(inner(body))[:80]
    stem = "\n\n".join(text for text in (*shared, stem) if text)
    return Question(ref, title, parts, stem, read.files, read.notes, read.held)


def _beside(read: _Reader, body: Element) -> None:
    """Take out what is not for the student, or only after the answer, and interactions that ask nothing.

    A rubric for the candidate stays, it says what to do or what to read.
    """
    for node in list(body.iter("rubricblock", "feedbackblock", "feedbackinline", *_UNASKED)):
        if node.tag == "rubricblock":
            if "candidate" in (node.get("view") or "candidate").lower().split():
                node.tag = "div"
            else:
                _take_out(node)
        elif node.tag in _UNASKED:
            if node.tag == "mediainteraction":
                node.tag = "div"
            else:
                _take_out(node)
                read.notes.append("active-parts-left-out")
        elif node.get("showhide", "show").lower() == "show" and next(node.iterancestors(*_OFFERED), None) is None:
            said, ident = read.line(node), node.get("identifier", "")
            read.modal[ident] = " ".join(text for text in (read.modal.get(ident, ""), said) if text)
            _take_out(node)


def _between(text: str, parts: list[Part]) -> str:
    """Give each part what stands before it and after the one before; return what stands before all of them."""
    pieces = re.split(rf"\n*^{_START}(\d+){_END}$\n*", text, flags=re.MULTILINE)
    if re.search(f"[{_START}{_END}]", "".join(pieces[::2])):
        # It is answered within a table or a sentence, which cannot be cut.
        return re.sub(rf"{_START}\d+{_END}", " ……… ", text)
    for place, said in zip(pieces[1:-2:2], pieces[2:-2:2], strict=True):
        if said.strip():
            following = parts[int(place) + 1]
            following.prompt = "\n\n".join(one for one in (said.strip(), following.prompt) if one)
    return "\n\n".join(one for one in (pieces[0].strip(), pieces[-1].strip() if len(pieces) > 1 else "") if one)


def _parts(read: _Reader, body: Element, found: list[Element]) -> list[Part]:
    parts: list[Part] = []
    count = 0
    for node in found:
        name = str(node.tag)
        if name in _INLINE:
            count += 1
            parts.append(_inline(read, node, count if len(found) > 1 else 0))
            _mark(node, count if len(found) > 1 else 0)
        elif name == "gapmatchinteraction":
            parts += _gap_match(read, node)
        else:
            part = _block(read, node)
            parts.append(part)
            if name == "hottextinteraction":
                # Its words are the text, so it stays.
                node.tag = "div"
            elif len(found) == 1:
                _take_out(node)
            else:
                _put_in_its_place(node, f"{_START}{len(parts) - 1}{_END}")
    _feedback(read, parts)
    return parts


def _take_out(node: Element) -> None:
    parent = node.getparent()
    tail, before = node.tail or "", node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


def _put_in_its_place(node: Element, text: str) -> None:
    tail = node.tail
    for child in list(node):
        node.remove(child)
    node.attrib.clear()
    node.tag, node.text, node.tail = "p", text, tail


def _mark(node: Element, number: int) -> None:
    """Put a gap in the place of an inline interaction."""
    tail = node.tail
    for child in list(node):
        node.remove(child)
    node.attrib.clear()
    node.tag, node.text = "span", f" ({number})\u00a0……… " if number else " ……… "
    node.tail = tail


def _response(read: _Reader, node: Element) -> Response:
    found = read.responses.get(node.get("responseidentifier", ""))
    if found is None or not found.right:
        raise RefusedPartError("answer-missing")
    for note in found.notes:
        if note not in read.notes:
            read.notes.append(note)
    return found


def _inline(read: _Reader, node: Element, gap: int) -> Part:
    response = _response(read, node)
    prompt = translate(read.language, "import-gap", number=gap) if gap else ""
    if node.tag == "textentryinteraction":
        return _typed(read, response, prompt)
    labels = {one.get("identifier", ""): read.line(one) for one in node.iter("inlinechoice")}
    return Part(AnswerKind.CHOICE, prompt, _named(labels, response.right), tuple(labels.values()))


def _typed(read: _Reader, response: Response, prompt: str) -> Part:
    if response.base in ("float", "integer"):
        return Part(
            AnswerKind.NUMERIC, prompt, tuple(number(one) for one in response.right), tolerance=response.tolerance
        )
    if response.case_matters:
        read.held.append("answer-case-matters")
    elif "capitals-not-judged" not in read.notes and any(one != one.lower() for one in response.right):
        read.notes.append("capitals-not-judged")
    return Part(AnswerKind.TEXT, prompt, response.right)


def _named(labels: dict[str, str], wanted: tuple[str, ...]) -> tuple[str, ...]:
    if not all(one in labels for one in wanted):
        raise RefusedPartError("answer-not-among-the-choices")
    return tuple(labels[one] for one in wanted)


def _block(read: _Reader, node: Element) -> Part:
    name, response = str(node.tag), _response(read, node)
    asked = node.find("prompt")
    prompt = read.words(asked) if asked is not None else ""
    if asked is not None:
        _take_out(asked)
    if name in _CHOICES:
        labels, feedback = _labels(read, node, _CHOICES[name])
        right = _named(labels, response.right)
        many = response.cardinality == "multiple" and (node.get("maxchoices", "1") != "1" or len(right) > 1)
        kind = AnswerKind.MULTIPLE_CHOICE if many else AnswerKind.CHOICE
        wrong = tuple((labels[one], said) for one, said in feedback.items() if labels[one] not in right and not many)
        said = " ".join(said for one, said in feedback.items() if labels[one] in right)
        return Part(kind, prompt, right, tuple(labels.values()), solution=said, misconceptions=wrong)
    if name == "orderinteraction":
        labels, _ = _labels(read, node, "simplechoice")
        right = _named(labels, response.right)
        if len(right) != len(labels):
            raise RefusedPartError("order-of-some-only")
        return Part(AnswerKind.ORDERING, prompt, right, mixed(right))
    if name == "matchinteraction":
        return _match(read, node, prompt, response)
    if name == "sliderinteraction":
        return Part(AnswerKind.NUMERIC, prompt, tuple(number(one) for one in response.right))
    raise RefusedPartError("question-type-unknown")


def _labels(read: _Reader, node: Element, tag: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the choices by their identifiers, and what is said to each."""
    labels, feedback = {}, {}
    for one in node.iter(tag):
        ident = one.get("identifier", "")
        for said in list(one.iter("feedbackinline", "feedbackblock")):
            feedback[ident] = read.line(said)
            _take_out(said)
        labels[ident] = read.line(one)
        if read.modal.get(ident):
            feedback.setdefault(ident, read.modal[ident])
            read.told.add(ident)
    return labels, feedback


def _match(read: _Reader, node: Element, prompt: str, response: Response) -> Part:
    sets = node.findall("simplematchset")
    if len(sets) != 2:
        raise RefusedPartError("question-type-unknown")
    rows, choices = (
        {one.get("identifier", ""): read.line(one) for one in side.iter("simpleassociablechoice")} for side in sets
    )
    pairs = [tuple(one.split()) for one in response.right]
    right = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    if len(right) != len(pairs) or set(right) != set(rows) or not set(right.values()) <= set(choices):
        raise RefusedPartError("pairs-not-one-to-one")
    accepted = tuple(choices[right[one]] for one in rows)
    return Part(AnswerKind.MATCHING, prompt, accepted, mixed(tuple(choices.values())), tuple(rows.values()))


def _gap_match(read: _Reader, node: Element) -> list[Part]:
    response = _response(read, node)
    if any(True for _ in node.iter("gapimg")):
        raise RefusedPartError("answer-on-a-picture")
    words = {one.get("identifier", ""): read.line(one) for one in node.iter("gaptext")}
    right = {pair[1]: pair[0] for one in response.right if len(pair := one.split()) == 2}
    parts = []
    for count, gap in enumerate(list(node.iter("gap")), start=1):
        chosen = right.get(gap.get("identifier", ""))
        if chosen not in words:
            raise RefusedPartError("answer-missing")
        prompt = translate(read.language, "import-gap", number=count)
        parts.append(Part(AnswerKind.CHOICE, prompt, (words[chosen],), tuple(words.values())))
        _mark(gap, count)
    for one in list(node.iter("gaptext")):
        _take_out(one)
    node.tag = "div"
    return parts


def _feedback(read: _Reader, parts: list[Part]) -> None:
    """Give the feedback that the whole item has to its first part."""
    said = {ident.lower(): text for ident, text in read.modal.items() if text}
    if any(
        text and ident not in read.told and ident.lower() not in _WHEN_RIGHT + _WHEN_WRONG
        for ident, text in read.modal.items()
    ):
        read.notes.append("feedback-without-place")
    right = next((said[name] for name in _WHEN_RIGHT if name in said), "")
    wrong = next((said[name] for name in _WHEN_WRONG if name in said), "")
    part = parts[0]
    part.solution = part.solution or right
    if wrong and part.kind is AnswerKind.CHOICE:
        told = {text for text, _ in part.misconceptions}
        others = tuple((one, wrong) for one in part.choices if one not in told and one not in part.accepted)
        part.misconceptions += others
    elif wrong:
        read.notes.append("feedback-to-all-wrong-left-out")
