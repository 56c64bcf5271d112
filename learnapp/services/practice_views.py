"""What a student sees of an item while working on it: never a key, a solution only once it may be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from learnapp.agents.progress import begins_anew, step_state
from learnapp.engine.kc import BLANK, AnswerKind, Hint, Step
from learnapp.services import current
from learnapp.services.misconception_views import MisconceptionView
from learnapp.services.progress import CardView

_FRACTION = re.compile(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}")


@dataclass(frozen=True)
class HintView:
    """One opened hint; a scaffold asks a smaller question. `index` counts from 0."""

    index: int = 0
    kind: str = "hint"
    title: str = ""
    text: str = ""
    answer_kind: str = ""
    choices: list[str] = field(default_factory=list)
    last: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class PlaceView:
    """A place on a picture, in per cent of width and height."""

    label: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class RowView:
    """What something is matched with, and how it is read out."""

    text: str = ""
    name: str = ""


@dataclass(frozen=True)
class CellView:
    """One cell of a table; `blank` is its place among the blanks, -1 for a given one. `name` is how it is read out."""

    text: str = ""
    blank: int = -1
    name: str = ""


@dataclass(frozen=True)
class CellLine:
    """One line of a table: its head, how that is read out, and its cells."""

    head: str = ""
    name: str = ""
    cells: list[CellView] = field(default_factory=list)


@dataclass(frozen=True)
class StepView:
    """One step as its student may see it: never the key, the solution only once solved or given up."""

    step_id: str = ""
    number: int = 1
    prompt: str = ""
    answer_kind: str = "text"
    choices: list[str] = field(default_factory=list)
    hints: list[HintView] = field(default_factory=list)
    hints_total: int = 0
    attempts: int = 0
    solved: bool = False
    gave_up: bool = False
    last: str = ""
    draft: str = ""
    outcome: str = ""
    solution: str = ""
    rows: list[RowView] = field(default_factory=list)
    table: list[CellLine] = field(default_factory=list)
    picture: str = ""
    alt: str = ""
    places: list[PlaceView] = field(default_factory=list)
    simulation: str = ""
    setup: dict[str, float] = field(default_factory=dict)
    plane: int = 6
    blanks: int = 1


@dataclass(frozen=True)
class MomentView:
    """One entry of a timeline."""

    when: str = ""
    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class ExplanationView:
    """Another explanation. `picture` is an SVG as a data address, `alt` the same in words."""

    kind: str = ""
    text: str = ""
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True)
class TrackView:
    """Captions in one language."""

    language: str = ""
    src: str = ""


@dataclass(frozen=True)
class CueView:
    """One sentence of a film, and the second at which it is said."""

    at: float = 0.0
    text: str = ""


@dataclass(frozen=True)
class FilmView:
    """A film with addresses that expire.

    Attributes:
        src: "" where content has no film.
        start: Second at which the student left it.
        parts: What was watched, [from, to] in seconds.
        transcript: Language to what is said.
        keep: Under which name a browser keeps the place for a minute: of this student and this film. "": nowhere.
    """

    src: str = ""
    poster: str = ""
    seconds: float = 0.0
    start: float = 0.0
    parts: list[list[float]] = field(default_factory=list)
    tracks: list[TrackView] = field(default_factory=list)
    transcript: dict[str, list[CueView]] = field(default_factory=dict)
    keep: str = ""


@dataclass(frozen=True)
class PackageView:
    """A program of others, at an address that expires.

    Attributes:
        src: "" where content has none.
        player: `h5p` or `scorm`.
        start: What the player begins with, as JSON: the language, and what it has stored for the next visit.
        claimed: The score that it told last, per cent; -1 for none.
    """

    src: str = ""
    player: str = ""
    start: str = ""
    claimed: int = -1


@dataclass(frozen=True)
class ContentView:
    """A piece of content without its keys.

    Attributes:
        variant: Which task of a template it shows, -1 where there is no template.
        source: Where a passage comes from, "" for none; `source_kind` is primary, secondary or data.
        prompt: A question to discuss.
        explanations: Kinds of other explanations that there are of its topic.
        film: The film, where it has one.
        package: The program, where it is one.
        tutor: Whether the class has the tutor.
    """

    section_id: str = ""
    content_id: str = ""
    kind: str = ""
    title: str = ""
    body: str = ""
    lesson: str = ""
    kcs: list[str] = field(default_factory=list)
    minutes: int = 1
    attribution: str = ""
    steps: list[StepView] = field(default_factory=list)
    done: bool = False
    variant: int = -1
    source: str = ""
    source_kind: str = ""
    timeline: list[MomentView] = field(default_factory=list)
    prompt: str = ""
    explanations: list[str] = field(default_factory=list)
    film: FilmView = field(default_factory=FilmView)
    package: PackageView = field(default_factory=PackageView)
    tutor: bool = False


@dataclass(frozen=True)
class MasteryView:
    """P(mastered) before and after an answer, per cent, with the interval after it."""

    kc: str = ""
    before: int = 0
    after: int = 0
    low: int = 0
    high: int = 100
    band: str = "unknown"
    weaker: bool = False


@dataclass(frozen=True)
class AnswerView:
    """What an answer has led to; `again` is a misconception that shows in it and not for the first time."""

    outcome: str
    feedback_key: str
    feedback: str
    solution: str
    changes: list[MasteryView]
    cards: list[CardView]
    decision_id: str
    stored: bool
    again: MisconceptionView = MisconceptionView()


def solution_of(step: Step) -> str:
    """Return the worked solution, or at least the answer. Only for a step that is solved or given up."""
    if step.key.solution or not step.key.accepted or step.answer_kind is AnswerKind.SIMULATION:
        return step.key.solution
    return ", ".join(step.key.accepted) if step.blanks > 1 else step.key.accepted[0]


def hint_view(index: int, hint: Hint, state: dict[str, Any]) -> HintView:
    """Return one opened hint, with how its own smaller question was answered."""
    own = (state.get("scaffolds") or {}).get(hint.hint_id) or {}
    outcome = "" if own.get("correct") is None else ("right" if own["correct"] else "wrong")
    return HintView(
        index,
        hint.kind,
        hint.title,
        hint.text,
        hint.answer_kind.value if hint.answer_kind and hint.key else "",
        list(hint.choices),
        str(own.get("last", "")),
        outcome,
    )


def step_view(number: int, step: Step, progress: dict[str, Any] | None, draft: str) -> StepView:
    """Return a step as its student may see it now.

    Args:
        number: Its place, from 1.
        step: The step, of a template the student's own task.
        progress: `item_progress.state` at that task.
        draft: What was typed and not sent.
    """
    state = step_state(progress, step.step_id)
    if state["solved"] and begins_anew(state, current().clock.now()):
        state = step_state(None, step.step_id)
    shown = min(int(state["hints_shown"]), len(step.hints))
    open_now = bool(state["solved"] or state["gave_up"])
    outcome = "" if state["correct"] is None else ("right" if state["correct"] else "wrong")
    return StepView(
        step_id=step.step_id,
        number=number,
        prompt=step.prompt,
        answer_kind=step.answer_kind.value,
        choices=list(step.choices),
        hints=[hint_view(index, step.hints[index], state) for index in range(shown)],
        hints_total=len(step.hints),
        attempts=int(state["attempts"]),
        solved=bool(state["solved"]),
        gave_up=bool(state["gave_up"]),
        last=str(state["last"]),
        draft=draft,
        outcome=outcome,
        solution=solution_of(step) if open_now else "",
        rows=[RowView(row, spoken(row)) for row in step.rows],
        table=_lines(step),
        picture=step.picture.name if step.picture else "",
        alt=step.picture.alt if step.picture else "",
        places=[PlaceView(one.label, one.x, one.y) for one in step.picture.places] if step.picture else [],
        simulation=step.simulation.name if step.simulation else "",
        setup=dict(step.simulation.setup) if step.simulation else {},
        plane=step.plane,
        blanks=step.blanks,
    )


def _lines(step: Step) -> list[CellLine]:
    """Return the lines of a table, the first one holding the heads; each blank has its number and its name."""
    lines: list[CellLine] = []
    blank = 0
    for line in step.table:
        cells = []
        for column, text in enumerate(line[1:], 1):
            if text == BLANK:
                cells.append(CellView("", blank, f"{spoken(line[0])}, {spoken(step.table[0][column])}"))
                blank += 1
            else:
                cells.append(CellView(text, name=spoken(text)))
        lines.append(CellLine(line[0], spoken(line[0]), cells))
    return lines


def spoken(text: str) -> str:
    """Return a short text without the marks of its formulas, as a name for who hears it."""
    return _FRACTION.sub(r"\1/\2", text.replace("$", "")).replace("\\cdot", "·").replace("\\", "").strip()


def with_hint(step: StepView, hint_view: HintView, solution: str) -> StepView:
    """Return the step with one more opened hint."""
    return replace(
        step,
        hints=[*step.hints, hint_view],
        gave_up=step.gave_up or bool(solution),
        solution=step.solution or solution,
    )
