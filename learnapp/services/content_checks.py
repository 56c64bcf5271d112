"""What the evaluator's tools find in an item: reading level, age, barriers, faults, standards, and how fit it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

import numpy as np

from learnapp.engine import course_check
from learnapp.engine.content_faults import BARRIERS, SERIOUS, Fault, faults
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.reading_level import ReadingLevel, reading_level
from learnapp.knowledge import alignment, standards
from learnapp.ml import content_quality
from learnapp.security.age_fit import age_fit, grades_of
from learnapp.services import text_structure
from learnapp.services.author_views import CheckLine, SuggestionView
from learnapp.services.draft_documents import ItemDocument, content
from learnapp.services.standards import description

ALIGNED = 0.35
"""Share of the likeness to the most alike standard below which an item seems to serve another one than its topic's."""
SUGGESTED = 3
TOPICAL = frozenset({"check-other-topic", "check-later-topic"})
"""Lines of a report whose value is the id of a topic."""
DESCRIBED = frozenset({"en", "es"})
"""Languages that the standards are described in."""
_BARRING = BARRIERS | text_structure.STRUCTURE | {text_structure.ELSEWHERE}
SKILLS = "RH."
"""Begins the codes of skills of reading, which are practised on texts about anything: words do not say how well."""


@dataclass(frozen=True, slots=True)
class ItemReport:
    """What was found.

    Attributes:
        quality: Chance that it is fit to be shown; None for content that asks nothing: the classifier judges tasks.
        signs: Where it looks unfit, what stands out by itself.
        standard: Code of its topic; `alignment` is how well the item serves it, 0 to 1, None where nothing can be said.
        best_topic: Id of the course's topic that its words are most like, "" where that is its own.
        later: Ids of the topics that it asks for and that only a later lesson teaches.
        suggested: (code, likeness) of the standards that are most like it.
        held: Why a person has to look at it, catalogue keys; empty: nothing speaks against it.
    """

    words: int = 0
    grade: float | None = None
    band: str = "short"
    faults: list[tuple[str, int]] = field(default_factory=list)
    age: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    quality: float | None = None
    signs: list[str] = field(default_factory=list)
    standard: str = ""
    alignment: float | None = None
    best_topic: str = ""
    later: list[str] = field(default_factory=list)
    suggested: list[tuple[str, float]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as a draft stores it."""
        return asdict(self)


class Known:
    """What the items of a course are looked at beside, worked out when it is first asked for.

    Args:
        snapshot: The course.
    """

    def __init__(self, snapshot: CourseSnapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def topics(self) -> alignment.Topics:
        """What its topics say; with many items seconds of work."""
        return alignment.topics_of(self.snapshot)

    @cached_property
    def order(self) -> course_check.Order:
        """In which order it teaches."""
        return course_check.order_of(self.snapshot)


@dataclass(frozen=True, slots=True)
class _Version:
    """A course version; its snapshot is not looked at to tell it from others."""

    tenant_id: UUID
    course_id: UUID
    version: int
    snapshot: CourseSnapshot = field(compare=False)


@lru_cache(maxsize=4)
def _known(course: _Version) -> Known:
    return Known(course.snapshot)


def text_of(item: Content) -> str:
    """Return everything of an item that a student reads."""
    return "\n".join((alignment.words_of(item), *(step.key.solution for step in item.steps)))


def level_of(item: Content) -> ReadingLevel:
    """Return how hard an item's text and questions read."""
    return reading_level("\n".join([item.body, *(step.prompt for step in item.steps)]), item.language)


def report(document: ItemDocument, content_id: UUID, snapshot: CourseSnapshot, grades: str) -> ItemReport:
    """Check an item; some milliseconds, at the first item of a course version more: meant for a thread.

    Args:
        document: The item as it is to be.
        content_id: The item.
        snapshot: The newest version of its course.
        grades: The band of grades that the course is for, such as `6-8`.

    Raises:
        InvalidInputError: It cannot be read as an item.
    """
    found = of_item(content(document, content_id, 1), snapshot, grades)
    built = text_structure.of_document(document)
    barred = {one.code for one in built} & text_structure.STRUCTURE
    return replace(
        found,
        faults=[*found.faults, *((one.code, one.step) for one in built)],
        held=list(dict.fromkeys([*found.held, *(["draft-held-barrier"] if barred else [])])),
    )


def of_item(
    item: Content, snapshot: CourseSnapshot, grades: str, *, hints_wanted: bool = True, suggest: bool = True
) -> ItemReport:
    """Check an item of a version of a course that is read already; arguments as in `of_items`."""
    known = _known(_Version(snapshot.tenant_id, snapshot.course_id, snapshot.version, snapshot))
    return of_items([item], known, grades, hints_wanted=hints_wanted, suggest=suggest)[0]


def of_items(
    items: Sequence[Content], course: Known, grades: str, *, hints_wanted: bool = True, suggest: bool = True
) -> list[ItemReport]:
    """Check items of a course that are read already.

    Args:
        items: The items.
        course: Their course, which may have them already.
        grades: The band of grades that it is for, such as `6-8`.
        hints_wanted: False: they come by a format without a place for hints, so that their absence is no fault.
        suggest: Whether somebody reads the standards that are suggested; most of the time goes into them.
    """
    asking = [item for item in items if item.steps]
    likely = dict(zip(map(id, asking), course.topics.aligned_all(asking), strict=True)) if asking else {}
    aligned = [likely.get(id(item)) for item in items]
    found = [faults(item) for item in items]
    fit = _quality(items, aligned, found, hints_wanted=hints_wanted)
    return [
        _report(item, course, grades, known, likeness, chance, suggest=suggest)
        for item, known, likeness, chance in zip(items, found, aligned, fit, strict=True)
    ]


def _report(
    item: Content,
    course: Known,
    grades: str,
    found: list[Fault],
    aligned: alignment.Aligned | None,
    fit: tuple[float | None, list[str]],
    *,
    suggest: bool,
) -> ItemReport:
    snapshot, level = course.snapshot, level_of(item)
    age = age_fit(text_of(item), level, grades=grades_of(grades), min_age=item.min_age)
    unordered = course_check.of_item(item, snapshot, course.order) if item.steps else []
    quality, signs = fit
    standard, served, suggested = _standard(item, snapshot, suggest)
    codes = {one.code for one in found}
    reasons = {
        "draft-held-quality": quality is not None and quality < THRESHOLDS.quality,
        "draft-held-fault": bool(codes & SERIOUS),
        "draft-held-barrier": bool(codes & BARRIERS),
        "draft-held-age": not age.allowed,
        "draft-held-order": bool(unordered),
        "draft-held-standard": served is not None and served < ALIGNED,
    }
    return ItemReport(
        words=level.words,
        grade=level.grade,
        band=level.band,
        faults=[(one.code, one.step) for one in found],
        age=list(age.reasons),
        themes=list(age.themes),
        quality=None if quality is None else round(quality, 3),
        signs=signs,
        standard=standard,
        alignment=None if served is None else round(served, 3),
        best_topic=str(aligned.best) if aligned is not None and aligned.best not in item.kc_ids else "",
        later=[str(one.kc_id) for one in unordered if one.kc_id is not None],
        suggested=[(one.code, round(one.score, 3)) for one in suggested],
        held=[reason for reason, holds in reasons.items() if holds],
    )


def _quality(
    items: Sequence[Content],
    aligned: Sequence[alignment.Aligned | None],
    found: Sequence[list[Fault]],
    *,
    hints_wanted: bool,
) -> list[tuple[float | None, list[str]]]:
    """Return the chances that items are fit to be shown, of a template that of its example, and what stands out."""
    model = content_quality.shipped()
    rows = {}
    for place, (item, fits, known) in enumerate(zip(items, aligned, found, strict=True)):
        if model is not None and item.steps:
            shown = item if hints_wanted else content_quality.with_hints(item)
            likeness = (fits.share, fits.rank) if fits is not None else None
            rows[place] = content_quality.features(shown, likeness, known if shown is item else None)
    if model is None or not rows:
        return [(None, []) for _ in items]
    # Asked about all at once: a question about one costs as much.
    chances = dict(zip(rows, model.fit_to_show(np.stack(list(rows.values()))).tolist(), strict=True))
    return [
        (None, [])
        if place not in rows
        else (chances[place], content_quality.signs(rows[place]) if chances[place] < THRESHOLDS.quality else [])
        for place in range(len(items))
    ]


def _with_topic(item: Content, snapshot: CourseSnapshot) -> str:
    """Return an item's words after those of its topics: alone, a short task says little of its objective."""
    names = [f"{kc.name} {kc.description}" for kc_id in item.kc_ids if (kc := snapshot.kcs.get(kc_id)) is not None]
    return "\n".join((*names, alignment.words_of(item)))


def _standard(
    item: Content, snapshot: CourseSnapshot, suggest: bool
) -> tuple[str, float | None, list[standards.Match]]:
    """Return the standard of an item's topic, how well the item serves it, and the standards most like it."""
    codes = [kc.standard for kc_id in item.kc_ids if (kc := snapshot.kcs.get(kc_id)) is not None and kc.standard]
    code = codes[0] if codes else ""
    # A standard's words say nothing about a text in a language in which it is not described.
    if item.language[:2].lower() not in DESCRIBED or not (
        suggest or (standards.known(code) and not code.startswith(SKILLS))
    ):
        return code, None, []
    served, suggested = standards.judged(_with_topic(item, snapshot), code, SUGGESTED, item.language)
    return code, served if item.steps and not code.startswith(SKILLS) else None, suggested


def lines_of(found: ItemReport, locale: str) -> list[CheckLine]:
    """Return a report as the lines of a page in the reader's language, what speaks against the item first."""
    lines = [
        CheckLine(
            f"check-{code}", "bad" if code in SERIOUS else "warn" if code in _BARRING else "idle", "", step
        )
        for code, step in found.faults
    ]  # fmt: skip
    lines += [CheckLine(f"check-age-{reason}", "warn", ", ".join(found.themes)) for reason in found.age]
    lines += [CheckLine("check-later-topic", "warn", topic) for topic in found.later]
    if found.best_topic:
        lines.append(CheckLine("check-other-topic", "warn", found.best_topic))
    if found.alignment is not None:
        tone = "good" if found.alignment >= ALIGNED else "warn"
        asked = f"{found.standard} ({description(found.standard, locale)})"
        lines.append(CheckLine("check-standard", tone, f"{asked} · {round(100 * found.alignment)} %"))
    if found.quality is not None:
        fit = found.quality >= THRESHOLDS.quality
        key, tone = ("check-quality", "good") if fit else ("check-quality-low", "warn")
        lines.append(CheckLine(key, tone, f"{round(100 * found.quality)} %"))
        lines += [CheckLine(f"check-{sign}", "idle") for sign in found.signs]
    grade = f"{found.grade:g}" if found.grade is not None else ""
    lines.append(CheckLine("check-reading" if grade else "check-reading-short", "idle", grade or str(found.words)))
    if not {code for code, _ in found.faults} & _BARRING:
        lines.append(CheckLine("check-no-barriers", "good"))
    order = ("bad", "warn", "idle", "good")
    return sorted(lines, key=lambda line: order.index(line.tone))


def suggestions_of(found: ItemReport, locale: str) -> list[SuggestionView]:
    """Return the standards that were suggested, described in the reader's language."""
    return [SuggestionView(code, description(code, locale), round(100 * share)) for code, share in found.suggested]
