"""One OATutor problem as content rows: one for each course that its lesson stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from learnapp.integrations.content_packages.oatutor import SOURCE, Catalogue, ProblemFiles, load_json
from learnapp.integrations.content_packages.oatutor_answers import Answer, UngradableAnswerError, read_answer
from learnapp.integrations.content_packages.oatutor_text import choice, convert, fill, licence, link
from learnapp.integrations.content_packages.package import PackItem, PackReport, content_uuid

_MAX_TEXT = 20_000
_GAP = re.compile(
    r"\b(?:was|of|for|than|costs?|by|with|and|has|is)\s+[.,?](?:\s|$)"
    r"|\b(?:was|of|for|than|costs|by|has|with)  +(?=[a-z])"
)
"""Sentences from which a number is missing, as in "tickets cost  each"."""
_TRAILING_NUMBER = re.compile(r"(\d+)\D*$")


@dataclass(slots=True)
class _Draft:
    """What is gathered while one problem is read."""

    problem_id: str
    report: PackReport
    values: dict[str, str]
    reasons: list[str] = field(default_factory=list)
    credits: list[dict[str, str]] = field(default_factory=list)
    keys: dict[str, Any] = field(default_factory=dict)
    hint_keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    kc_ids: list[UUID] = field(default_factory=list)

    def hold(self, reason: str) -> None:
        """Keep the item back from students, and count why once per item."""
        if reason not in self.reasons:
            self.reasons.append(reason)
            self.report.note(reason, self.problem_id)

    def text(self, raw: Any, *, needed: bool = True) -> str:
        """Convert a text; a figure or broken formula in a text that is needed holds the item back."""
        if not isinstance(raw, str):
            return ""
        found = convert(fill(raw[:_MAX_TEXT], self.values))
        if found.figures:
            self.report.found["figures_left_out"] += found.figures
            if needed:
                self.hold("needs-a-figure")
        for problem in found.problems:
            if needed:
                self.hold(problem)
            else:
                self.report.note(f"hint-{problem}", self.problem_id)
        return found.markdown

    def choices(self, raw: Any) -> list[str]:
        """Convert choices; a figure among them holds the item back."""
        found = []
        for part in raw if isinstance(raw, list) else []:
            text = choice(fill(str(part), self.values))
            if text.figures:
                self.report.found["figures_left_out"] += text.figures
                self.hold("needs-a-figure")
            for problem in text.problems:
                self.hold(problem)
            found.append(text.markdown)
        return list(dict.fromkeys(found))


def read_problem(source: ProblemFiles, catalogue: Catalogue, report: PackReport) -> list[PackItem]:
    """Return the content rows of one problem; what could not be read is in the report.

    Every problem, step, hint and scaffold met is counted in `report.found`, also when the item is held for review.
    """
    name = source.problem_id
    head = _document(source, (f"{name}.json",), report)
    if head is None:
        report.note("problem-without-its-file", name)
        return []
    report.found["problems"] += 1
    places = catalogue.places.get(str(head.get("lessonId")), [])
    draft = _Draft(name, report, _first_values(head.get("variabilization")))
    if draft.values:
        report.note("variables-filled-with-first-values", name)
    _credit(draft, "problem", head)
    steps = [_step(source, step, draft, catalogue) for step in _step_names(source)]
    shown = [step for step in steps if step is not None]
    if not shown:
        report.note("problem-without-steps", name)
        return []
    title = draft.text(head.get("title")) or "Practice"
    body = draft.text(head.get("body"))
    if not body and not any(step["prompt"] for step in shown):
        draft.hold("no-question-text")
    if any(_GAP.search(text) for text in (body, *(step["prompt"] for step in shown))):
        draft.hold("text-with-gaps")
    if not draft.kc_ids:
        draft.hold("no-skill")
    report.found["items_in_review" if draft.reasons else "items_published"] += len(places)
    if not places:
        report.note("lesson-unknown", name)
    public = {"steps": shown, "credits": draft.credits}
    key = {"steps": draft.keys, "hints": draft.hint_keys}
    own = next(credit for credit in draft.credits if credit["part"] == "problem")
    number = _TRAILING_NUMBER.search(name)
    return [
        PackItem(
            content_uuid("oatutor", "course", place.course.title, "problem", name), place.course.course_id,
            place.lesson.lesson_id, "practice", title[:300], body, public, key, tuple(draft.kc_ids),
            place.lesson.position * 10_000 + min(9_999, int(number.group(1)[-6:]) if number else 0), name, SOURCE,
            own["license"], own["attribution"], place.course.language, minutes=1.0 + 1.5 * len(shown),
            status="review" if draft.reasons else "published", reasons=tuple(draft.reasons),
        )
        for place in places
    ]  # fmt: skip


def _document(source: ProblemFiles, path: tuple[str, ...], report: PackReport) -> dict[str, Any] | None:
    data = source.files.get(path)
    if data is None:
        return None
    where = "/".join((source.problem_id, *path))
    found = load_json(data, where, report)
    if found is not None and not isinstance(found, dict):
        report.note("not-an-object", where)
    return found if isinstance(found, dict) else None


def _step_names(source: ProblemFiles) -> list[str]:
    names = {path[1] for path in source.files if len(path) >= 3 and path[0] == "steps"}
    return sorted(names, key=lambda name: (len(name), name))


def _first_values(raw: Any) -> dict[str, str]:
    """Return the first of the values of each variable; the lists of one problem belong together by place."""
    if not isinstance(raw, dict):
        return {}
    return {str(name): str(values[0]) for name, values in raw.items() if isinstance(values, list) and values}


def _credit(draft: _Draft, part: str, document: dict[str, Any]) -> None:
    credit = {
        "part": part,
        "license": licence(str(document.get("license") or "")),
        "attribution": link(str(document.get("oer") or "")),
    }
    if credit["license"] == "unclear":
        draft.report.note(f"{part.split(' ')[0]}-licence-unclear", draft.problem_id)
    if credit not in draft.credits:
        draft.credits.append(credit)


def _step(source: ProblemFiles, name: str, draft: _Draft, catalogue: Catalogue) -> dict[str, Any] | None:
    report = draft.report
    document = _document(source, ("steps", name, f"{name}.json"), report)
    if document is None:
        report.note("step-without-its-file", name)
        draft.hold("step-missing")
        return None
    report.found["steps"] += 1
    outer, draft.values = draft.values, {**draft.values, **_first_values(document.get("variabilization"))}
    kcs = catalogue.skills.get(name, ())
    if not kcs:
        report.note("step-without-skill", name)
    draft.kc_ids.extend(kc for kc in kcs if kc not in draft.kc_ids)
    prompt = "\n\n".join(
        part for part in (draft.text(document.get("stepTitle")), draft.text(document.get("stepBody"))) if part
    )
    choices = draft.choices(document.get("choices")) if document.get("problemType") == "MultipleChoice" else []
    try:
        answer = _answer(document, "stepAnswer", choices, draft)
        report.found[f"answers_{answer.kind}"] += 1
    except UngradableAnswerError as error:
        draft.hold(str(error))
        answer = Answer("text", ())
    hints = _hints(source, name, draft, _display(document, choices, draft))
    draft.keys[name] = {
        "accepted": list(answer.accepted),
        "tolerance": answer.tolerance,
        "solution": "\n\n".join(f"{hint['text']}" for hint in hints if hint["text"] and hint["kind"] != "scaffold"),
        "misconceptions": [],
    }
    draft.values = outer
    return {
        "id": name,
        "prompt": prompt,
        "answer_kind": answer.kind,
        "choices": choices,
        "kc_ids": [str(kc) for kc in kcs],
        "variables": list(answer.variables),
        "hints": hints,
    }


def _answer(document: dict[str, Any], field_name: str, choices: list[str], draft: _Draft) -> Answer:
    """Return the answer of a step or scaffold.

    Raises:
        UngradableAnswerError: See oatutor_answers.
    """
    raw = document.get(field_name)
    if not isinstance(raw, list) or not raw or not isinstance(raw[0], str):
        raise UngradableAnswerError("answer-missing")
    kind = document.get("problemType")
    if kind == "MultipleChoice":
        right = choice(fill(raw[0], draft.values)).markdown
        if right not in choices:
            raise UngradableAnswerError("answer-not-among-the-choices")
        if len(choices) < 2:
            raise UngradableAnswerError("only-one-choice")
        return Answer("choice", (right,))
    if kind != "TextBox":
        raise UngradableAnswerError("question-type-unknown")
    found = [read_answer(fill(str(one), draft.values), str(document.get("answerType"))) for one in raw]
    accepted = tuple(dict.fromkeys(text for one in found for text in one.accepted))
    return Answer(found[0].kind, accepted, found[0].tolerance, found[0].variables)


def _display(document: dict[str, Any], choices: list[str], draft: _Draft) -> str:
    raw = document.get("answerLatex") or next(iter(document.get("stepAnswer") or [""]), "")
    text = (choice if choices else convert)(fill(str(raw), draft.values))
    return text.markdown if text.markdown and not text.problems else ""


def _hints(source: ProblemFiles, step: str, draft: _Draft, display: str) -> list[dict[str, Any]]:
    rows: list[Any] = []
    for path, data in sorted(source.files.items()):
        if path[:3] == ("steps", step, "tutoring") and len(path) == 4:
            found = load_json(data, "/".join((source.problem_id, *path)), draft.report)
            if isinstance(found, list) and not rows:
                rows = found
            elif found is not None:
                draft.report.note("tutoring-file-passed-over", "/".join(path))
    hints: list[dict[str, Any]] = []
    for row in rows:
        if isinstance(row, dict):
            _hint(row, step, draft, hints, parent=None)
            for child in row.get("subHints") or []:
                if isinstance(child, dict):
                    draft.report.found["sub_hints"] += 1
                    _hint(child, step, draft, hints, parent=hints[-1]["id"] if hints else None)
        else:
            draft.report.note("hint-not-an-object", step)
    if not hints:
        draft.report.note("step-without-hints", step)
    if display:
        last = [hints[-1]["id"]] if hints else []
        hints.append({"id": f"{step}-answer", "kind": "bottom_out", "title": "", "text": display, "depends_on": last})
    return hints


def _hint(row: dict[str, Any], step: str, draft: _Draft, hints: list[dict[str, Any]], *, parent: str | None) -> None:
    report = draft.report
    kind = str(row.get("type"))
    if kind not in ("hint", "scaffold"):
        report.note("hint-type-unknown", step)
        return
    if parent is None:
        report.found["hints" if kind == "hint" else "scaffolds"] += 1
    _credit(draft, f"hints of {step}", row)
    outer, draft.values = draft.values, {**draft.values, **_first_values(row.get("variabilization"))}
    known = {hint["id"] for hint in hints}
    hint_id = str(row.get("id") or f"{step}-h{len(hints) + 1}")[:120]
    if hint_id in known:
        report.note("hint-id-twice", hint_id)
        hint_id = f"{hint_id}-{len(hints) + 1}"
    wanted = [str(need) for need in row.get("dependencies") or [] if isinstance(need, str)]
    if any(need not in known for need in wanted):
        report.note("hint-dependency-unknown", hint_id)
    depends = [need for need in wanted if need in known]
    hint: dict[str, Any] = {
        "id": hint_id,
        "kind": kind,
        "title": draft.text(row.get("title"), needed=False),
        "text": draft.text(row.get("text"), needed=False),
        "depends_on": depends or ([parent] if parent else []),
    }
    if kind == "scaffold":
        _scaffold(row, step, hint, draft)
    draft.values = outer
    hints.append(hint)


def _scaffold(row: dict[str, Any], step: str, hint: dict[str, Any], draft: _Draft) -> None:
    """Add how a scaffold is answered; one that cannot be judged is shown as a hint that tells its answer."""
    raw_choices = row.get("choices") if row.get("problemType") == "MultipleChoice" else None
    choices = [choice(fill(str(part), draft.values)).markdown for part in raw_choices or [] if isinstance(part, str)]
    choices = list(dict.fromkeys(choices))
    try:
        answer = _answer(row, "hintAnswer", choices, draft)
    except UngradableAnswerError as error:
        draft.report.note("scaffold-shown-as-hint", hint["id"])
        draft.report.note(f"scaffold-{error}", hint["id"])
        raw = next(iter(row.get("hintAnswer") or [""]), "")
        told = convert(fill(str(raw), draft.values)).markdown
        hint["kind"] = "hint"
        hint["text"] = "\n\n".join(part for part in (hint["text"], f"→ {told}" if told else "") if part)
        return
    hint |= {"answer_kind": answer.kind, "choices": choices, "variables": list(answer.variables)}
    draft.hint_keys.setdefault(step, {})[hint["id"]] = {
        "accepted": list(answer.accepted),
        "tolerance": answer.tolerance,
    }
