"""A course put together from foreign parts: lessons in order, one topic for each, what is refused in the report."""

from __future__ import annotations

import hashlib
import itertools
import math
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from learnapp.core.i18n import translate
from learnapp.integrations.content_packages.course_files import CoursePack
from learnapp.integrations.content_packages.foreign.named_standards import NOTHING, Named
from learnapp.integrations.content_packages.foreign.playable import MINUTES
from learnapp.integrations.content_packages.foreign.question import Question, checked, stored
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.large import FileData
from learnapp.integrations.content_packages.package import (
    PackCourse,
    PackItem,
    PackKC,
    PackLesson,
    PackReport,
    content_uuid,
)
from learnapp.integrations.content_packages.reasons import REFUSED, explain
from learnapp.integrations.content_packages.refused import HugeArchiveError, NotAPackageError

MAX_ROWS = 20_000
MAX_LESSONS = 1_000
MAX_READING = 200_000
_WORDS_PER_MINUTE = 120.0
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ES = frozenset("de la que el en los se del las por un para con una es como más pero sus le qué cuál cuánto".split())
_EN = frozenset("the of and to in is that it for was on are with as his they at be this from what which how".split())


@dataclass(frozen=True, slots=True)
class _Row:
    lesson: str
    kind: str
    sort: str
    ref: str
    title: str
    body: str
    public: dict[str, Any]
    files: tuple[tuple[str, FileData], ...]
    minutes: float
    question: Question | None = None
    standards: tuple[str, ...] = ()


@dataclass(slots=True)
class CourseBuilder:
    """Collects what a package holds; `pack` makes the course.

    Attributes:
        identity: What names the course in its source: the same again is the same course, changed or not.
        source: The format, as the `source` of every row.
        language: "" guesses it from the words.
    """

    identity: str
    title: str
    source: str
    report: PackReport
    language: str = ""
    license: str = ""
    attribution: str = ""
    description: str = ""
    _lessons: dict[str, str] = field(default_factory=dict)
    _rows: list[_Row] = field(default_factory=list)
    _optional: set[str] = field(default_factory=set)
    _serving: Named = NOTHING
    _refs: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def lesson(self, key: str, title: str, *, optional: bool = False) -> str:
        """Begin a lesson, or go on with one; returns its key. An optional one is not missed when it stays empty."""
        if optional:
            self._optional.add(key)
        if key not in self._lessons:
            if len(self._lessons) >= MAX_LESSONS:
                raise HugeArchiveError("The package holds far more lessons than a course needs. Split it into several.")
            self._lessons[key] = _clean(title, 200) or self.title
        return key

    @contextmanager
    def serving(self, standards: Named, where: str) -> Iterator[None]:
        """Say what the package names as the standards of all that is added meanwhile; `where` is its place."""
        for one in standards.unread:
            self.report.note("standard-not-understood", f"{where[:90]}: {one}")
        self._serving = standards
        try:
            yield
        finally:
            self._serving = NOTHING

    def reading(
        self,
        lesson: str,
        ref: str,
        title: str,
        text: str,
        *,
        files: tuple[tuple[str, FileData], ...] = (),
        notes: tuple[str, ...] = (),
        discuss: str = "",
    ) -> None:
        """Add a text, with a question for the class if there is one."""
        for reason in notes:
            self.report.note(reason, ref)
        if not text.strip() and not discuss:
            self.report.note(REFUSED + "page-without-text", ref)
            return
        if len(text) > MAX_READING:
            self.report.note(REFUSED + "text-too-large", ref)
            return
        public = {"prompt": discuss[:1000]} if discuss else {}
        minutes = float(max(1, math.ceil(len(text.split()) / _WORDS_PER_MINUTE)))
        self._add(_Row(lesson, "reading", "reading", ref, title, text, public, files, min(minutes, 600.0)))

    def video(
        self, lesson: str, ref: str, title: str, film: dict[str, Any], files: tuple[tuple[str, FileData], ...]
    ) -> None:
        """Add a film, as `engine.material.Film` is stored."""
        minutes = min(max(film["seconds"] / 60, 0.1), 600.0)
        self._add(_Row(lesson, "video", "video", ref, title, "", {"film": film}, files, minutes))

    def interactive(
        self, lesson: str, ref: str, title: str, package: dict[str, Any], files: tuple[tuple[str, FileData], ...]
    ) -> None:
        """Add a program of others, as `engine.material.Package` is stored."""
        self._add(_Row(lesson, "interactive", "interactive", ref, title, "", {"package": package}, files, MINUTES))

    def question(self, lesson: str, question: Question) -> bool:
        """Add a question that can be graded; otherwise write down why not. Returns whether it came in."""
        for reason in question.notes:
            self.report.note(reason, question.ref)
        try:
            checked(question)
        except RefusedPartError as refused:
            self.refuse(refused.reason, question.ref)
            return False
        for reason in question.held:
            self.report.note(reason, question.ref)
        files = tuple(question.files.items())
        minutes = 1.5 * len(question.parts)
        title, body = question.title, question.body
        self._add(_Row(lesson, "practice", "item", question.ref, title, body, {}, files, minutes, question))
        return True

    def refuse(self, reason: str, where: str) -> None:
        """Write down that a question was left out."""
        self.report.found["questions_refused"] += 1
        self.report.note(REFUSED + reason, where)

    def _add(self, row: _Row) -> None:
        if len(self._rows) >= MAX_ROWS:
            raise HugeArchiveError("The package holds far more than a course needs. Split it into several.")
        mark = _mark(row)
        if (row.sort, row.ref) in self._refs:
            # Names need not differ in other systems: the first keeps the plain name, others are told by what they say.
            known = {self._refs[row.sort, row.ref], self._refs.get((row.sort, _told_apart(row.ref, mark)))}
            if mark in known:
                self.report.note(REFUSED + "named-twice", row.ref)
                return
            row = replace(row, ref=_told_apart(row.ref, mark))
        self._refs[row.sort, row.ref] = mark
        row = replace(row, standards=self._serving.of(row.ref.rpartition("/")[2]))
        self.report.found[f"{row.kind}s" if row.kind != "practice" else "questions"] += 1
        self._rows.append(row)

    def pack(self) -> CoursePack:
        """Return the course.

        Raises:
            NotAPackageError: Nothing at all could be used.
        """
        used = {row.lesson for row in self._rows}
        for key in sorted(self._lessons.keys() - used - self._optional):
            self.report.note("lesson-empty", self._lessons[key])
        if not used:
            told = " ".join(explain(reason) for reason, _ in self.report.notes.most_common(3))
            raise NotAPackageError(f"Nothing in this file can be used here. {told or 'It is empty.'}")
        language = self.language or guessed_language(" ".join(_said(row) for row in self._rows))
        if not self.license:
            self.report.note("course-licence-unclear", self.title)
        mark = hashlib.sha256(f"{self.source}/{self.identity}".encode()).hexdigest()[:8]
        slug = f"{slug_of(self.title)}-{mark}"
        root = ("foreign", self.source, self.identity)
        kcs, lessons = [], []
        topics: dict[str, dict[str, UUID]] = {}
        within: dict[str, list[_Row]] = {}
        for row in self._rows:
            within.setdefault(row.lesson, []).append(row)
        for position, (key, title) in enumerate(
            ((key, title) for key, title in self._lessons.items() if key in used), start=1
        ):
            own = self._topics(key, title, slug, root, within[key])
            topics[key] = {code: one.kc_id for code, one in own.items()}
            taught = list({one.kc_id: one for one in own.values()}.values())
            kcs += taught
            lesson_id = content_uuid(*root, "lesson", key)
            lessons.append(PackLesson(lesson_id, title, position, (), tuple(one.kc_id for one in taught)))
        course = PackCourse(
            content_uuid(*root), slug, _clean(self.title, 200), "", _clean(self.description, 2000), language, "",
            self.source, _clean(self.license, 300) or "unclear", _clean(self.attribution, 300), tuple(lessons),
        )  # fmt: skip
        self.report.found["lessons"] = len(lessons)
        places = {key: place for place, key in enumerate(key for key in self._lessons if key in used)}
        rows = sorted(self._rows, key=lambda row: places[row.lesson])
        number = itertools.count(1)
        items = [
            _item(
                course, lessons[places[row.lesson]], row, next(number), root, language,
                tuple(topics[row.lesson][code] for code in row.standards or ("",)),
            )
            for row in rows
        ]  # fmt: skip
        named = len({code for row in rows for code in row.standards})
        if named:
            self.report.found["standards"] = named
        guessed = sum(row.question is not None and not row.standards for row in rows)
        if guessed:
            self.report.note("topic-guessed", course.title, guessed)
        return CoursePack(course, tuple(kcs), tuple(items))

    @staticmethod
    def _topics(key: str, title: str, slug: str, root: tuple[str, ...], rows: list[_Row]) -> dict[str, PackKC]:
        """Return the topics of a lesson by the standards that its parts name; "" is that of what names none.

        With one standard at most the lesson is one topic, the same as without any: what students have done stays.
        """
        codes = list(dict.fromkeys(code for row in rows for code in row.standards))
        mark = hashlib.sha256(key.encode()).hexdigest()[:8]
        plain = PackKC(content_uuid(*root, "kc", key), f"{slug}-{mark}", title)
        if len(codes) <= 1:
            whole = replace(plain, standard=codes[0] if codes else None)
            return {"": whole, **dict.fromkeys(codes, whole)}
        found = {"": plain} if any(not row.standards for row in rows) else {}
        for code in codes:
            own = hashlib.sha256(f"{key}/{code}".encode()).hexdigest()[:8]
            found[code] = PackKC(
                content_uuid(*root, "kc", key, code), f"{slug}-{own}", _clean(f"{title} · {code}", 300), standard=code
            )
        return found


def _mark(row: _Row) -> bytes:
    """Return what tells a row from others of its name: all that a student sees of it, and what is right."""
    asked = row.question.parts if row.question is not None else ()
    parts = [(one.prompt, one.accepted, one.choices, one.rows, one.tolerance) for one in asked]
    return hashlib.sha256(repr((row.title, row.body, parts, [name for name, _ in row.files])).encode()).digest()


def _told_apart(ref: str, mark: bytes) -> str:
    return f"{ref[:280]} {mark.hex()[:12]}"


def _said(row: _Row) -> str:
    parts = row.question.parts if row.question is not None else []
    return " ".join((row.title, row.body, *(part.prompt for part in parts)))


def _item(
    course: PackCourse,
    lesson: PackLesson,
    row: _Row,
    position: int,
    root: tuple[str, ...],
    language: str,
    kc_ids: tuple[UUID, ...],
) -> PackItem:
    public = row.public
    key: dict[str, Any] = {}
    held: tuple[str, ...] = ()
    if row.question is not None:
        titles = (translate(language, "import-hint"), translate(language, "import-last-hint"))
        public, key = stored(row.question, kc_ids, titles)
        public["topic_guessed"] = not row.standards
        held = tuple(row.question.held)
    place = f"{row.sort}/{row.ref}"
    return PackItem(
        content_uuid(*root, row.sort, row.ref), course.course_id, lesson.lesson_id, row.kind,
        _clean(row.title, 300) or lesson.title, _UNSTORABLE.sub("", row.body), _storable(public), _storable(key),
        kc_ids, position, place[:400], course.source, course.license, course.attribution, language,
        minutes=row.minutes, status="review" if held else "published", reasons=held,
        files=row.files,
    )  # fmt: skip


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, list | tuple):
        return [_storable(one) for one in value]
    return {name: _storable(one) for name, one in value.items()} if isinstance(value, dict) else value


def _clean(text: str, most: int) -> str:
    return " ".join(_UNSTORABLE.sub("", text).split())[:most]


def slug_of(text: str) -> str:
    """Return a text as small letters, digits and hyphens, at most 50; never empty."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:50].strip("-") or "course"


def guessed_language(text: str) -> str:
    """Return "es" or "en", by which language's small words are more frequent."""
    words = re.findall(r"[^\W\d_]+", text[:200_000].casefold())
    return "es" if sum(word in _ES for word in words) > sum(word in _EN for word in words) else "en"
