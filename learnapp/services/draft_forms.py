"""The editing form of an item: what it shows of a document, and the document that comes back from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.engine.answers import right_answers, wrong_answers
from learnapp.engine.grading import grade
from learnapp.engine.kc import OFFERED, AnswerKind, Step
from learnapp.engine.template_terms import placeholders
from learnapp.integrations.content_packages.course_templates import HINT_TITLES, example, example_rows
from learnapp.services import film_forms, template_forms, template_proof
from learnapp.services.author_views import ExplanationForm, HintForm, ProblemView, StepForm, WrongForm
from learnapp.services.draft_documents import ItemDocument, content

WRITTEN = tuple(
    kind.value
    for kind in (
        AnswerKind.CHOICE, AnswerKind.MULTIPLE_CHOICE, AnswerKind.NUMERIC, AnswerKind.EXPRESSION, AnswerKind.TEXT,
        AnswerKind.SHORT_TEXT, AnswerKind.ORDERING,
    )
)  # fmt: skip
"""Kinds of answers that are written in a form; the layout of the others is changed in the course's files."""
MOST_TITLE, MOST_BODY, MOST_TEXT, MOST_LINES, MOST_HINTS, MOST_WRONG, MOST_TOPICS = 200, 20_000, 5_000, 50, 8, 12, 8
MAX_MINUTES, MAX_AGE = 240.0, 21
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
_LETTER = re.compile(r"[A-Za-z]")
Form = Mapping[str, Any]


def step_forms(document: ItemDocument) -> list[StepForm]:
    """Return the steps as the form shows them, each with an empty place for one more hint and wrong answer.

    Those of a template have their terms; where their layout is not written here, their answers are not either.
    """
    if document.template is not None:
        return [_shown_of_template(number, step) for number, step in enumerate(document.template["steps"], 1)]
    keys = document.key.get("steps", {})
    return [_shown(number, step, keys.get(step["id"], {})) for number, step in enumerate(document.steps, 1)]


def _shown(number: int, step: dict[str, Any], key: dict[str, Any]) -> StepForm:
    wrong = [WrongForm(place, str(pair[0]), str(pair[1])) for place, pair in enumerate(key.get("misconceptions", ()))]
    hints = [HintForm(place, hint["kind"], hint["text"]) for place, hint in enumerate(step.get("hints", ()))]
    tolerance = float(key.get("tolerance", 0.0))
    return StepForm(
        number=number,
        prompt=step["prompt"],
        kind=step["answer_kind"],
        choices="\n".join(step.get("choices", ())),
        accepted="\n".join(str(one) for one in key.get("accepted", ())),
        tolerance=f"{tolerance:g}" if tolerance else "",
        solution=key.get("solution", ""),
        wrong=[*wrong, WrongForm(len(wrong))][:MOST_WRONG],
        hints=[*hints, HintForm(len(hints))][:MOST_HINTS],
        fixed=step["answer_kind"] not in WRITTEN,
        offers=AnswerKind(step["answer_kind"]) in OFFERED,
    )


def _shown_of_template(number: int, step: dict[str, Any]) -> StepForm:
    shown = _shown(number, step, step)
    if template_forms.is_written(step):
        return replace(shown, fixed=False, offers=False, check=template_forms.check_text(step))
    return replace(shown, wrong=[pair for pair in shown.wrong if pair.answer], fixed=True)


def explanation_forms(document: ItemDocument) -> list[ExplanationForm]:
    """Return the other explanations that stand with an item."""
    return [
        ExplanationForm(place, one["kind"], one["text"], str(one.get("alt", "")), bool(one.get("draw")))
        for place, one in enumerate(document.public.get("explanations", ()))
    ]


def vary_text(document: ItemDocument) -> tuple[str, str]:
    """Return what varies in a template and its conditions, a line each."""
    raw = document.template or {}
    lines = [
        f"{name}: {', '.join(map(str, choices)) if isinstance(choices, list) else choices}"
        for name, choices in raw.get("vary", ())
    ]
    return "\n".join(lines), "\n".join(str(one) for one in raw.get("where", ()))


def applied(document: ItemDocument, form: Form, topics: Mapping[str, str]) -> ItemDocument:
    """Return the document that a form asks for, having tried its answers.

    Args:
        document: As it was.
        form: What came from the browser, by field; a field that is missing leaves things as they were.
        topics: Ids of the course's topics with the lesson that teaches each.

    Raises:
        InvalidInputError: A field cannot be taken; the message says which, and what to do.
    """
    kcs = [name.removeprefix("kc-") for name, on in form.items() if name.startswith("kc-") and on]
    known = [kc for kc in dict.fromkeys(kcs) if kc in topics][:MOST_TOPICS]
    if not known and any(name.startswith("kc-") for name in form):
        raise InvalidInputError("Choose at least one topic that the item practises.")
    known = known or document.kc_ids
    changed = replace(
        document,
        title=_text(form, "title", document.title, MOST_TITLE, needed="title"),
        body=document.body if document.template is not None else _text(form, "body", document.body, MOST_BODY),
        public=film_forms.applied(_explained(document.public, form), form),
        kc_ids=known,
        min_age=_age(form, document.min_age),
        # A film says itself how long it takes: its form has no such field, and a browser may send it empty.
        minutes=document.minutes if document.kind == "video" else _minutes(form, document.minutes),
        # It stands in the lesson of its first topic, or a student would meet it before that is taught.
        lesson_id=document.lesson_id if document.kc_ids == known else topics.get(known[0], document.lesson_id),
    )
    changed = _template(changed, form) if document.template is not None else _written(changed, form)
    tried(changed)
    return changed


def tried(document: ItemDocument) -> None:
    """Check that an item can be asked: its own answers count, and none that is listed as wrong does.

    Raises:
        InvalidInputError: It cannot; the message says what to change.
    """
    item = content(document, UUID(int=0), 1)
    for number, step in enumerate(item.steps, 1):
        _try(number, step)


def _try(number: int, step: Step) -> None:
    if not step.prompt.strip():
        raise InvalidInputError(f"Step {number} asks nothing. Write its question.")
    if not any(answer.strip() for answer in step.key.accepted):
        raise InvalidInputError(f"Step {number} has no right answer. Write one on a line of its own.")
    if len(set(step.choices)) < len(step.choices):
        raise InvalidInputError(f"Step {number} offers a choice twice. Change one of them.")
    if step.answer_kind in (AnswerKind.CHOICE, AnswerKind.MULTIPLE_CHOICE) and len(step.choices) < 2:
        raise InvalidInputError(f"Step {number} needs at least two choices, each on a line of its own.")
    if step.answer_kind in OFFERED and step.choices and not set(step.key.accepted) <= set(step.choices):
        raise InvalidInputError(f"The right answer of step {number} is not among its choices. Write it the same way.")
    if not all(grade(step, answer).correct for answer in right_answers(step)):
        raise InvalidInputError(f"Step {number} would not accept its own answer. Write it as a student would.")
    wrong = next((answer for answer in wrong_answers(step) if grade(step, answer).correct), None)
    if wrong is not None:
        raise InvalidInputError(f"In step {number}, {wrong[:40]} is listed as wrong and would count as right.")


def _text(form: Form, name: str, before: str, most: int, *, needed: str = "") -> str:
    if name not in form:
        return before
    text = str(form[name] or "").replace("\r\n", "\n").replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    if len(text) > most:
        raise InvalidInputError(f"A text is longer than {most:,} characters. Shorten it.")
    if needed and not text:
        raise InvalidInputError(f"The {needed} is empty. Write one.")
    return text


def _age(form: Form, before: int | None) -> int | None:
    said = str(form.get("min_age", "" if before is None else before)).strip()
    if not said:
        return None
    if not said.isascii() or not said.isdigit() or not 0 < int(said[:4]) <= MAX_AGE:
        raise InvalidInputError(f"The youngest age is a number from 1 to {MAX_AGE}, or empty for everybody.")
    return int(said)


def _minutes(form: Form, before: float) -> float:
    said = str(form.get("minutes", before)).strip().replace(",", ".")
    if not _NUMBER.fullmatch(said) or not 0.0 < float(said) <= MAX_MINUTES:
        raise InvalidInputError(f"Minutes are a number above 0, at most {MAX_MINUTES:.0f}.")
    return float(said)


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something, without the blanks around them."""
    found = [line.strip() for line in text.split("\n") if line.strip()]
    if len(found) > MOST_LINES:
        raise InvalidInputError(f"A list has at most {MOST_LINES} lines. Take some away.")
    return found


def _explained(public: dict[str, Any], form: Form) -> dict[str, Any]:
    """Return what may be seen of an item with its explanations as they are written; an empty one goes."""
    if not public.get("explanations"):
        return public
    found = []
    for place, old in enumerate(public["explanations"]):
        text = _text(form, f"explain-{place}", old["text"], MOST_TEXT)
        new = {**old, "text": text}
        if old.get("draw"):
            new["alt"] = _text(form, f"explain-{place}-alt", str(old.get("alt", "")), MOST_TEXT)
            if text and not new["alt"]:
                raise InvalidInputError("A picture needs words for who cannot see it. Write what it shows.")
        if text:
            found.append(new)
    return {**public, "explanations": found}


def _written(document: ItemDocument, form: Form) -> ItemDocument:
    keys = dict(document.key.get("steps", {}))
    hint_keys = {step: dict(one) for step, one in document.key.get("hints", {}).items()}
    steps = []
    for number, old in enumerate(document.steps, 1):
        step, key = dict(old), dict(keys.get(old["id"], {}))
        _change_step(step, key, f"step-{number}-", form)
        step["kc_ids"] = list(document.kc_ids)
        step["hints"] = _hints(old.get("hints", ()), f"step-{number}-hint-", form)
        kept = {hint["id"] for hint in step["hints"]}
        hint_keys[old["id"]] = {name: one for name, one in hint_keys.get(old["id"], {}).items() if name in kept}
        steps.append(step)
        keys[old["id"]] = key
    if not steps:
        return document
    return replace(
        document,
        public={**document.public, "steps": steps},
        key={**document.key, "steps": keys, "hints": {step: one for step, one in hint_keys.items() if one}},
    )


def _change_step(step: dict[str, Any], key: dict[str, Any], field: str, form: Form) -> None:
    step["prompt"] = _text(form, f"{field}prompt", step["prompt"], MOST_TEXT)
    key["solution"] = _text(form, f"{field}solution", key.get("solution", ""), MOST_TEXT)
    pairs = _wrong(key.get("misconceptions", ()), field, form)
    key["misconceptions"] = pairs
    kind = str(form.get(f"{field}kind", step["answer_kind"]))
    if step["answer_kind"] not in WRITTEN:
        return
    if kind not in WRITTEN:
        raise InvalidInputError("There is no such kind of answer. Choose one of the list.")
    step["answer_kind"] = kind
    if f"{field}accepted" in form:
        key["accepted"] = lines_of(_text(form, f"{field}accepted", "", MOST_TEXT))
    if f"{field}choices" in form:
        step["choices"] = lines_of(_text(form, f"{field}choices", "", MOST_TEXT))
    if kind == AnswerKind.ORDERING:
        # Shown in another order than the right one; of the same length, or nobody could put it right.
        order = sorted(key["accepted"])
        step["choices"] = order if order != key["accepted"] else [*order[1:], *order[:1]]
    elif AnswerKind(kind) not in OFFERED:
        step["choices"] = []
    if kind == AnswerKind.EXPRESSION and not step.get("variables"):
        step["variables"] = sorted(set(_LETTER.findall(" ".join(key["accepted"]))))
    key["tolerance"] = _tolerance(key, field, form)


def _tolerance(key: Mapping[str, Any], field: str, form: Form) -> float:
    said = str(form.get(f"{field}tolerance", key.get("tolerance", 0.0)) or "0").strip().replace(",", ".")
    if not _NUMBER.fullmatch(said) or float(said) < 0:
        raise InvalidInputError("A tolerance is a number such as 0.01, or empty.")
    return float(said)


def _wrong(before: Any, field: str, form: Form) -> list[list[str]]:
    found = []
    for place in range(MOST_WRONG):
        old = before[place] if place < len(before) else ("", "")
        answer = _text(form, f"{field}wrong-{place}", str(old[0]), MOST_TEXT)
        text = _text(form, f"{field}because-{place}", str(old[1]), MOST_TEXT)
        if bool(answer) != bool(text):
            raise InvalidInputError("A wrong answer needs the sentence that helps, and the sentence its answer.")
        if answer:
            found.append([answer, text])
    return found


def _hints(before: Any, field: str, form: Form) -> list[dict[str, Any]]:
    """Return hints with their texts changed: empty ones go, a further one comes last, and the last one tells it all."""
    taken = {str(hint["id"]) for hint in before}
    fresh = (f"h{number}" for number in range(1, 100) if f"h{number}" not in taken)
    found: list[dict[str, Any]] = []
    for place in range(MOST_HINTS):
        old = before[place] if place < len(before) else None
        text = _text(form, f"{field}{place}", str(old["text"]) if old is not None else "", MOST_TEXT)
        if not text:
            continue
        new = {"id": next(fresh), "kind": "hint", "title": "", "depends_on": []} if old is None else dict(old)
        found.append({**new, "text": text})
    plain = [hint for hint in found if hint["kind"] != "scaffold"]
    there = {hint["id"] for hint in found}
    for place, hint in enumerate(plain):
        last = place == len(plain) - 1
        if hint["kind"] == "bottom_out" and not last:
            hint |= {"kind": "hint", "title": HINT_TITLES[min(place, 1)]}
        elif last and place > 0:
            hint["kind"] = "bottom_out"
        hint["title"] = hint["title"] or HINT_TITLES[-1 if last and place else min(place, 1)]
        kept = [one for one in hint.get("depends_on", ()) if one in there]
        hint["depends_on"] = kept or ([plain[place - 1]["id"]] if place else [])
    return found


def _template(document: ItemDocument, form: Form) -> ItemDocument:
    raw = dict(document.template or {})
    if "vary" in form:
        raw["vary"] = [_varies(line) for line in lines_of(_text(form, "vary", "", MOST_TEXT))]
    if "let" in form:
        raw["let"] = template_forms.let_of(lines_of(_text(form, "let", "", MOST_TEXT)))
    if "where" in form:
        raw["where"] = lines_of(_text(form, "where", "", MOST_TEXT))
    raw["body"] = _text(form, "body", str(raw.get("body") or ""), MOST_BODY)
    raw["steps"] = [_template_step(step, f"step-{number}-", form) for number, step in enumerate(raw["steps"], 1)]
    # Explanations stand beside every task, so nothing is filled in there.
    problems = [
        ProblemView("template-explanation", "part-explanations", place=place)
        for place, one in enumerate(document.public.get("explanations", ()), 1)
        if placeholders(one["text"])
    ]
    if raw == document.template and not problems:
        return document
    problems += template_proof.look(raw, [UUID(kc) for kc in document.kc_ids], document.template).problems
    if problems:
        raise template_proof.TemplateTextsError(problems)
    return with_template(document, raw)


def _template_step(old: Mapping[str, Any], field: str, form: Form) -> dict[str, Any]:
    """Return a step of a template as it is written; where the form has no place for its answers, these stay."""
    if template_forms.is_written(old):
        return _template_answers(old, field, form) | {
            "prompt": _text(form, f"{field}prompt", str(old["prompt"]), MOST_TEXT),
            "solution": _text(form, f"{field}solution", str(old.get("solution", "")), MOST_TEXT),
            "hints": _hints(old.get("hints", ()), f"{field}hint-", form),
        }
    wrong = [
        [pair[0], _text(form, f"{field}because-{place}", str(pair[1]), MOST_TEXT)]
        for place, pair in enumerate(old.get("misconceptions", ()))
    ]
    if not all(text for _, text in wrong):
        raise InvalidInputError("A wrong answer needs the sentence that helps. Write one, in the form of the item.")
    return {
        **old,
        "prompt": _text(form, f"{field}prompt", str(old["prompt"]), MOST_TEXT),
        "solution": _text(form, f"{field}solution", str(old.get("solution", "")), MOST_TEXT),
        "misconceptions": wrong,
        "hints": _hints(old.get("hints", ()), f"{field}hint-", form),
    }


def _template_answers(old: Mapping[str, Any], field: str, form: Form) -> dict[str, Any]:
    """Return a step of a template with the answers, wrong ones and check of a form; as it was where that has none."""
    parts = ("kind", "accepted", "check", "tolerance", "wrong-", "because-")
    if not any(name.startswith(f"{field}{part}") for name in form for part in parts):
        return dict(old)
    kind = str(form.get(f"{field}kind", old["answer_kind"]))
    if kind not in template_forms.WRITTEN:
        raise InvalidInputError("There is no such kind of answer. Choose one of the list.")
    accepted = [str(one) for one in old["accepted"]]
    said = _text(form, f"{field}accepted", "\n".join(accepted), MOST_TEXT)
    check = _text(form, f"{field}check", template_forms.check_text(old), MOST_TEXT)
    wrong, tolerance = _wrong(old.get("misconceptions", ()), field, form), _tolerance(old, field, form)
    return {**old, **template_forms.answered(old, kind, lines_of(said), wrong, check, tolerance)}


def with_template(document: ItemDocument, raw: Mapping[str, Any]) -> ItemDocument:
    """Return a document with another template, and its first task as what is shown of it.

    Raises:
        InvalidInputError: The template has no task, or does not accept its own answer.
    """
    _, task = example(raw, UUID(document.kc_ids[0]), document.title)
    public, key = example_rows(task, UUID(document.kc_ids[0]))
    return replace(
        document,
        body=task.body,
        public={**document.public, **public},
        key={**document.key, **key, "template": dict(raw)},
    )


def _varies(line: str) -> list[Any]:
    name, colon, said = line.partition(":")
    if not colon or not said.strip():
        raise InvalidInputError("What varies is a name, a colon and its values, such as n: 2..9 or a: 1, 2, 5.")
    if ".." in said:
        return [name.strip(), said.strip()]
    values = [one.strip() for one in said.split(",") if one.strip()]
    return [name.strip(), [_value(one) for one in values]]


def _value(text: str) -> int | float | str:
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)
