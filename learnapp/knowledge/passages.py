"""A course cut into passages by its structure: what may be found, with all that decides who may see it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from learnapp.engine.kc import Content, ContentKind, CourseSnapshot
from learnapp.engine.material import in_words

KINDS = ("reading", "transcript", "timeline", "explanation", "topic", "stem", "hint", "solution")
"""What a passage can be. A `hint` or `solution` tells something of an answer."""
OPEN = frozenset({"reading", "transcript", "timeline", "explanation", "topic"})
"""What every student of the course may be shown; the others are guarded by the item that they belong to."""

LONGEST, SHORTEST = 900, 220
"""Characters of a passage: shorter parts of one section are put together, longer ones are cut at paragraphs."""
_NAMESPACE = UUID("6d0c3a53-52f1-5c0b-9d2a-3f1e0a7b9c11")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_FENCE = re.compile(r"^(```|\$\$)")
_LABEL = {"worked_example": "worked example", "analogy": "comparison", "picture": "picture", "smaller_steps": "steps"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage.

    Attributes:
        passage_id: Made of all that it says and belongs to: the same passage has the same id in every version.
        content_id: The content that opens it; of a topic the first that teaches it.
        kind: One of `KINDS`.
        place: Where in the content: heading, step and hint, or the second of a film.
        level: Difficulty of its content on the logit scale.
    """

    passage_id: UUID
    content_id: UUID
    lesson_id: UUID
    kind: str
    place: str
    title: str
    text: str
    kc_ids: tuple[UUID, ...]
    level: float
    language: str
    license: str
    attribution: str

    @property
    def whole(self) -> str:
        """What is searched: title, the heading over it, and text."""
        heading = f"{self.place}\n" if self.kind == "reading" and self.place else ""
        return f"{self.title}\n{heading}{self.text}"


def cut(snapshot: CourseSnapshot) -> list[Passage]:
    """Return all passages of a course version; CPU work, meant for a thread.

    Of a task that is made anew for each student only the wording is taken; its example solution would be another's.
    """
    found: dict[UUID, Passage] = {}
    for content in snapshot.content.values():
        for passage in of_content(content):
            found.setdefault(passage.passage_id, passage)
    for kc_id, kc in snapshot.kcs.items():
        first = next((snapshot.content[one] for one in snapshot.by_kc.get(kc_id, ()) if one in snapshot.content), None)
        if kc.description and first is not None:
            passage = _passage(first, "topic", "", kc.name, kc.description, (kc_id,))
            found.setdefault(passage.passage_id, passage)
    return list(found.values())


def of_content(content: Content) -> Iterator[Passage]:
    """Yield the passages of one content."""
    if content.kind is ContentKind.PRACTICE or content.steps:
        yield from _of_item(content)
    else:
        for place, text in sections(content.body):
            yield _passage(content, "reading", place, content.title, text, content.kc_ids)
    material = content.material
    for one in material.explanations:
        yield _passage(content, "explanation", one.kind, f"{content.title}: {_LABEL[one.kind]}", one.text,
                       content.kc_ids)  # fmt: skip
    if material.timeline:
        text = "\n".join(f"{one.when}: {one.title}. {one.text}" for one in material.timeline)
        yield _passage(content, "timeline", "", content.title, text, content.kc_ids)
    if material.film is not None:
        for language, cues in material.film.transcript.items():
            for second, text in _spoken(cues):
                yield _passage(content, "transcript", f"{second:.0f}", content.title, text, content.kc_ids, language)


def _of_item(content: Content) -> Iterator[Passage]:
    stem = [content.body]
    for step in content.steps:
        stem += [step.prompt, *step.rows, *(" ".join(line) for line in step.table), " ".join(step.choices)]
    yield _passage(content, "stem", "", content.title, "\n".join(part for part in stem if part), content.kc_ids)
    if content.template is not None:
        return
    for step in content.steps:
        kcs = step.kc_ids or content.kc_ids
        for hint in step.hints:
            if hint.kind != "bottom_out" and (hint.text or hint.title):
                yield _passage(content, "hint", f"{step.step_id}/{hint.hint_id}", hint.title or content.title,
                               hint.text or hint.title, kcs)  # fmt: skip
        if step.key.solution:
            yield _passage(content, "solution", step.step_id, content.title, step.key.solution, kcs)


def _passage(
    content: Content, kind: str, place: str, title: str, text: str, kcs: tuple[UUID, ...], language: str = ""
) -> Passage:
    place, title, text = place[:200], title.strip()[:300], in_words(text).strip()
    facts = (
        content.content_id, content.lesson_id, kind, place, title, text, kcs, round(content.difficulty, 3),
        language or content.language, content.license, content.attribution,
    )  # fmt: skip
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()
    return Passage(
        uuid5(_NAMESPACE, digest), content.content_id, content.lesson_id, kind, place, title, text, kcs,
        content.difficulty, language or content.language, content.license, content.attribution,
    )  # fmt: skip


def sections(body: str) -> Iterator[tuple[str, str]]:
    """Yield (heading, text) of a Markdown text: paragraphs of one section together, up to `LONGEST` characters.

    Formulas and code between their marks, and lists and tables, which have no empty line inside, stay whole.
    """
    heading, gathered = "", ""
    for line_heading, block in _blocks(body):
        if line_heading is not None:
            if gathered:
                yield heading, gathered
            heading, gathered = line_heading, ""
        elif gathered and len(gathered) + len(block) > LONGEST:
            yield heading, gathered
            gathered = block
        else:
            gathered = f"{gathered}\n\n{block}" if gathered else block
    if gathered:
        yield heading, gathered


def _blocks(body: str) -> Iterator[tuple[str | None, str]]:
    lines: list[str] = []
    fenced = False
    for line in [*body.splitlines(), ""]:
        if _FENCE.match(line) and not (line.startswith("$$") and line.rstrip().endswith("$$") and len(line) > 4):
            fenced = not fenced
        found = None if fenced else _HEADING.match(line)
        if found is not None or (not line.strip() and not fenced):
            if any(one.strip() for one in lines):
                yield None, "\n".join(lines).strip()
            lines = []
            if found is not None:
                yield found[1], ""
        else:
            lines.append(line)
    if any(one.strip() for one in lines):
        yield None, "\n".join(lines).strip()


def _spoken(cues: Iterable[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    start, gathered = 0.0, ""
    for second, text in cues:
        if gathered and len(gathered) + len(text) > LONGEST:
            yield start, gathered
            gathered = ""
        if not gathered:
            start = second
        gathered = f"{gathered} {' '.join(text.split())}".strip()
    if gathered:
        yield start, gathered
