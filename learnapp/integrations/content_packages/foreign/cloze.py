r"""Moodle's cloze questions (docs.moodle.org, "Embedded answers"): a text with `{1:SHORTANSWER:=Lima~%50%Cusco#no}`."""

from __future__ import annotations

import html as markup
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from learnapp.core.i18n import translate
from learnapp.integrations.content_packages.foreign.answers import choices_part, numeric_part, typed_part
from learnapp.integrations.content_packages.foreign.html_text import line, plain_text
from learnapp.integrations.content_packages.foreign.question import Part
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError

_KINDS = {
    "SHORTANSWER": "typed", "SA": "typed", "MW": "typed", "SHORTANSWER_C": "case", "SAC": "case", "MWC": "case",
    "NUMERICAL": "number", "NM": "number",
} | {
    name: "one"
    for name in (
        "MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH",
        "MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS",
    )
} | {
    name: "several"
    for name in (
        "MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS",
    )
}  # fmt: skip
_GAP = re.compile(r"\{\d{0,3}:([A-Z]{2,15}(?:_[A-Z]{1,2})?):((?:\\.|[^\\}]){0,10000})\}", re.DOTALL)
_BEGUN = re.compile(r"\{\s*\d*\s*:\s*[A-Za-z_]+\s*:")
"""Where a gap begins, also one that is not written as it must be: its answers must not be shown with the text."""
_ANSWER = re.compile(r"\s*(?:%(-?\d{1,3}(?:[.,]\d{1,8})?)%|(=))?(.*)", re.DOTALL)
_START, _END = "\ue210", "\ue211"
_MARK = re.compile(f"{_START}(\\d+){_END}")
_MOST = 50


@dataclass(frozen=True, slots=True)
class _Gap:
    kind: str
    answers: list[tuple[float, str, str]]


def parts_of(
    text: str, words: Callable[[str], str], language: str, notes: list[str], held: list[str]
) -> tuple[str, list[Part]]:
    """Return the text with numbered gaps, "" where there is only one, and a part for each gap.

    Args:
        text: The markup of the question.
        words: Makes Markdown of it.
        language: Of the words that stand for a gap.
        notes: Reason codes are added here.
        held: Reason codes are added here.

    Raises:
        RefusedPartError: A gap is of a kind that is not known, or cannot be graded here as it is meant.
    """
    gaps: list[_Gap] = []
    # Asked first: where thousands begin and none ends, each would be looked for to the end of the text.
    if sum(1 for _ in itertools.islice(_BEGUN.finditer(text), _MOST + 1)) > _MOST:
        raise RefusedPartError("question-too-large")

    def aside(found: re.Match[str]) -> str:
        if found[1] not in _KINDS:
            raise RefusedPartError("question-type-unknown")
        gaps.append(_Gap(_KINDS[found[1]], _answers(found[2])))
        return f"{_START}{len(gaps)}{_END}"

    marked = _GAP.sub(aside, re.sub(f"[{_START}{_END}]", "", text))
    if _BEGUN.search(marked):
        raise RefusedPartError("question-type-unknown")
    if not gaps:
        raise RefusedPartError("nothing-to-answer")
    several = len(gaps) > 1
    body = _MARK.sub(
        lambda found: f"**({found[1]})** \\_\\_\\_\\_" if several else "\\_\\_\\_\\_",
        words(marked),
    )
    prompts = [translate(language, "import-gap", number=n) if several else body for n in range(1, len(gaps) + 1)]
    return body if several else "", [_part(gap, prompt, notes, held) for gap, prompt in zip(gaps, prompts, strict=True)]


def _answers(inside: str) -> list[tuple[float, str, str]]:
    """Return (per cent, text, feedback) of each answer, both as they are written."""
    found = []
    for one in re.split(r"(?<!\\)~", inside):
        read = _ANSWER.fullmatch(one)
        if read is None or not one.strip():
            continue
        share = float(read[1].replace(",", ".")) if read[1] else 100.0 if read[2] else 0.0
        text, said = _cut(read[3])
        found.append((share, text, said))
    return found


def _cut(text: str) -> tuple[str, str]:
    # The sign within &#39; begins no feedback.
    pieces = re.split(r"(?<!\\)(?<!&)#", text, maxsplit=1)
    return _shown(pieces[0]), _shown(pieces[1]) if len(pieces) > 1 else ""


def _shown(text: str) -> str:
    return re.sub(r"\\([}~#=/\"\\])", r"\1", text).strip()


def _part(gap: _Gap, prompt: str, notes: list[str], held: list[str]) -> Part:
    said = [(share, text, line(feedback).markdown) for share, text, feedback in gap.answers]
    if gap.kind == "number":
        rows = []
        for share, text, feedback in said:
            value, _, slack = markup.unescape(text).partition(":")
            rows.append((share, value.strip(), slack.strip() or "0", feedback))
        return numeric_part(prompt, rows, notes)
    if gap.kind in ("typed", "case"):
        if gap.kind == "case" and "answer-case-matters" not in held:
            held.append("answer-case-matters")
        return typed_part(prompt, [(share, plain_text(text), feedback) for share, text, feedback in said], notes)
    shown = [(share, line(text).markdown, feedback) for share, text, feedback in said]
    return choices_part(prompt, shown, notes, single=gap.kind == "one")
