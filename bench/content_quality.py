"""`python -m bench.content_quality`: do the evaluator's tools tell sound items from faulty ones, and which standard?

Sound items are OATutor's problems with hints, and the demo courses' items; each also comes with one fault planted by
rule. Measured is on topics of which no problem was trained on. `--fit` trains the shipped classifier anew, first.
"""

from __future__ import annotations

import argparse
import json
import tracemalloc
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from hashlib import blake2b
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from bench.report import ROOT, Figure, publish, put
from bench.tutor_pack import PACK
from learnapp.engine.kc import Content
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.reading_level import reading_level
from learnapp.integrations.content_packages import oatutor
from learnapp.integrations.content_packages.course_files import DEMO_COURSE, HISTORY_COURSE, read_course
from learnapp.integrations.content_packages.oatutor_problem import read_problem
from learnapp.integrations.content_packages.package import PackItem, PackReport
from learnapp.integrations.content_packages.reasons import explain
from learnapp.knowledge import alignment, standards
from learnapp.ml import content_quality, planted_faults
from learnapp.ml.content_quality import FEATURES, QualityClassifier
from learnapp.security.age_fit import age_fit, grades_of
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content_checks, content_packages, import_judging
from learnapp.services.course_store import build_snapshot, content_of
from learnapp.storage.repositories.content import CourseRows

SEED, HELD_OUT, MOST = 17, 5, 12_000
"""Every fifth topic is held out."""
TASKS = ROOT / "bench" / "standard_tasks.json"
_CARD = ROOT / "docs" / "content-quality.md"
_UNKNOWN = 0.15
_BARE = "questions without hints"
_OF_HINTS = ("hints removed", "hints of another item")


@dataclass(frozen=True, slots=True)
class Sample:
    """One item, sound or with a fault: its features, and whether its topic is held out.

    Attributes:
        bank: Its features as a question of a bank, which has no place for hints; None for a fault of hints, and for
            what is trained on.
    """

    row: NDArray[np.float32]
    fault: str
    held_out: bool
    demo: bool
    bank: NDArray[np.float32] | None = None


def _content(item: PackItem) -> Content:
    return content_of(_row_of(item))


def _row_of(item: PackItem) -> tuple[Any, ...]:
    return (
        item.content_id, 1, item.kind, item.title, item.body, item.lesson_id, item.position, item.kc_ids,
        item.minutes, json.dumps(item.body_public), json.dumps(item.answer_key), item.discrimination, item.difficulty,
        item.quality, item.min_age, item.language, item.license, item.attribution, item.source,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Course:
    """A course: its topics by name, and its items."""

    names: dict[UUID, str]
    items: list[Content]
    demo: bool


def read() -> list[Course]:
    """Return OATutor's courses, each problem once, and the demo courses."""
    report = PackReport()
    catalogue = oatutor.read_catalogue(PACK, report)
    by_course: dict[UUID, list[Content]] = defaultdict(list)
    for source in oatutor.problems(PACK, report):
        found = read_problem(source, catalogue, report)
        if found:
            by_course[found[0].course_id].append(_content(found[0]))
    names = {kc.kc_id: f"{kc.name} {kc.description}" for kc in catalogue.kcs}
    courses = [
        Course({kc: names.get(kc, "") for item in items for kc in item.kc_ids}, items, False)
        for items in by_course.values()
    ]
    for folder in (DEMO_COURSE, HISTORY_COURSE):
        pack = read_course(folder)
        courses.append(
            Course(
                {kc.kc_id: f"{kc.name} {kc.description}" for kc in pack.kcs}, [_content(i) for i in pack.items], True
            )
        )
    return courses


def _held_out(item: Content) -> bool:
    return int.from_bytes(blake2b(item.kc_ids[0].bytes, digest_size=4).digest()) % HELD_OUT == 0


def samples(courses: list[Course]) -> tuple[list[Sample], int]:
    """Return sound items and the same with a fault, and how many items were left out as not sound."""
    draw, left = Random(SEED), 0  # noqa: S311 - repeatable by design
    found: list[Sample] = []
    for course in courses:
        asked = [item for item in course.items if item.steps and item.kc_ids and item.template is None]
        topics = alignment.Topics(course.names, course.items)
        for item in asked:
            if len(found) >= 2 * MOST and not course.demo:
                continue
            if not planted_faults.sound(item):
                left += 1
                continue
            out = _held_out(item)
            # Some without their topics: a short item, or a course of one topic, has no likeness to go by.
            known = topics if out or draw.random() > _UNKNOWN else None
            found.append(_sample(item, "", known, out, course.demo))
            bad = planted_faults.planted(item, asked, draw)
            if bad is not None:
                found.append(_sample(bad[1], bad[0], known, out, course.demo))
    return found, left


def _sample(item: Content, fault: str, topics: alignment.Topics | None, out: bool, demo: bool) -> Sample:
    bank = None
    if out and fault not in _OF_HINTS:
        bare = replace(item, steps=tuple(replace(step, hints=()) for step in item.steps))
        bank = _row(content_quality.with_hints(bare), topics)
    return Sample(_row(item, topics), fault, out, demo, bank)


def _row(item: Content, topics: alignment.Topics | None) -> NDArray[np.float32]:
    aligned = topics.aligned(item) if topics is not None else None
    return content_quality.features(item, (aligned.share, aligned.rank) if aligned is not None else None)


def train(found: list[Sample]) -> QualityClassifier:
    """Learn from the topics that are not held out; sound and faulty items weigh alike, and so do the two sources."""
    taken = [one for one in found if not one.held_out]
    demo = sum(one.demo for one in taken)
    weight = max(1.0, 0.25 * (len(taken) - demo) / max(1, demo))
    return content_quality.fit(
        np.stack([one.row for one in taken]),
        np.asarray([not one.fault for one in taken], np.float32),
        np.asarray([weight if one.demo else 1.0 for one in taken], np.float32),
    )


def measure_quality(found: list[Sample], left: int, model: QualityClassifier) -> list[Figure]:
    """Return how the classifier does on topics that it has not seen."""
    from sklearn.metrics import roc_auc_score

    out = [one for one in found if one.held_out]
    chances = model.fit_to_show(np.stack([one.row for one in out]))
    good = np.asarray([not one.fault for one in out])
    demo = np.asarray([one.demo for one in out])
    held = chances < THRESHOLDS.quality
    figures = [
        Figure("quality classifier, AUC on unseen topics", float(roc_auc_score(good, chances)), "", 0.8, 0.9, True,
               note=f"{good.sum()} sound, {(~good).sum()} with one planted fault; {left} left out"),
        Figure("planted faults held", _percent(held[~good]), "%", 60, 80, True),
        Figure("sound items held", _percent(held[good]), "%", 15, 5),
        Figure("sound items of the demo courses held", _percent(held[good & demo]), "%", 20, 8,
               note=f"{(good & demo).sum()} items"),
    ]  # fmt: skip
    faults = np.asarray([one.fault for one in out])
    for name in planted_faults.PLANTS:
        of = faults == name
        figures.append(Figure(f"held: {name}", _percent(held[of]), "%", note=f"{of.sum()} items"))
    return figures + _of_banks([one for one in out if one.bank is not None], model)


def _of_banks(out: list[Sample], model: QualityClassifier) -> list[Figure]:
    """Return how it does on questions of banks, where no hints say what the key should be."""
    from sklearn.metrics import roc_auc_score

    chances = model.fit_to_show(np.stack([one.bank for one in out if one.bank is not None]))
    good = np.asarray([not one.fault for one in out])
    held = chances < THRESHOLDS.quality
    faults = np.asarray([one.fault for one in out])
    named = [(name, faults == name) for name in planted_faults.PLANTS if name not in _OF_HINTS]
    return [
        Figure(f"{_BARE}: AUC on unseen topics", float(roc_auc_score(good, chances)), "",
               higher_is_better=True, note=f"{good.sum()} sound, {(~good).sum()} with a fault of anything but hints"),
        Figure(f"{_BARE}: planted faults held", _percent(held[~good]), "%", higher_is_better=True),
        Figure(f"{_BARE}: sound ones held", _percent(held[good]), "%"),
        *(Figure(f"{_BARE}, held: {name}", _percent(held[of]), "%", note=f"{of.sum()} items")
          for name, of in named),
    ]  # fmt: skip


def _percent(flags: NDArray[np.bool_]) -> float:
    return 100 * float(flags.mean()) if len(flags) else 0.0


def measure_standards() -> list[Figure]:
    """Return how often the standard that an author has named is among those suggested, and what it costs."""
    pack = read_course(DEMO_COURSE)
    labelled = {kc.kc_id: kc for kc in pack.kcs if standards.known(kc.standard)}
    names = [f"{kc.name} {kc.description}" for kc in labelled.values()]
    topics = [[one.code for one in found] for found in standards.ranked(names, 5)]
    codes = [kc.standard for kc in labelled.values()]
    asked = [item for item in pack.items if item.kc_ids[0] in labelled and item.body_public.get("steps")]
    said = [
        f"{labelled[item.kc_ids[0]].name} {labelled[item.kc_ids[0]].description} {alignment.words_of(_content(item))}"
        for item in asked
    ]
    alone = [alignment.words_of(_content(item)) for item in asked]
    wanted = [labelled[item.kc_ids[0]].standard for item in asked]

    def hits(found: list[list[str]], codes: list[str | None], size: int) -> float:
        return 100 * sum(code in one[:size] for one, code in zip(found, codes, strict=True)) / len(codes)

    items = [[one.code for one in found] for found in standards.ranked(said, 5)]
    bare = [[one.code for one in found] for found in standards.ranked(alone, 5)]
    known = standards.standards()
    tasks = json.loads(TASKS.read_text("utf-8"))["rows"]
    of_tasks = {
        language: [[one.code for one in found]
                   for found in standards.ranked([row[language] for row in tasks], 5, language)]
        for language in ("en", "es")
    }  # fmt: skip
    task_codes: list[str | None] = [row["code"] for row in tasks]
    took, longest = _times(said), _times([text * 20 for text in said[:20]])
    return [
        Figure("standards in the database", len(known), "codes", 727, higher_is_better=True),
        Figure("topic to standard, hit@1", hits(topics, codes, 1), "%", 40, 60, True, note=f"{len(codes)} topics"),
        Figure("topic to standard, hit@5", hits(topics, codes, 5), "%", 70, 90, True),
        Figure("item with its topic to standard, hit@5", hits(items, wanted, 5), "%", 60, 80, True,
               note=f"{len(wanted)} items"),
        Figure("item alone to standard, hit@5", hits(bare, wanted, 5), "%", higher_is_better=True),
        Figure("task of any grade to standard, hit@1", hits(of_tasks["en"], task_codes, 1), "%", 50, 70, True,
               note=f"{len(tasks)} tasks, kindergarten to high school"),
        Figure("task of any grade to standard, hit@5", hits(of_tasks["en"], task_codes, 5), "%", 80, 90, True),
        Figure("the same tasks in Spanish, hit@1", hits(of_tasks["es"], task_codes, 1), "%", 50, 70, True),
        Figure("the same tasks in Spanish, hit@5", hits(of_tasks["es"], task_codes, 5), "%", 80, 90, True),
        Figure("an item against all standards, p95", took, "ms", 50, 10),
        Figure("a text of the greatest length, p95", longest, "ms", 250, 50),
        Figure("memory for the standards in a language, at most", _memory(), "MB", 20, 5),
    ]  # fmt: skip


def _times(texts: list[str]) -> float:
    """Return how long it takes to judge a text, ms, 95th percentile."""
    took = []
    for text in texts:
        begun = perf_counter()
        standards.judged(text, "8.EE.C.7b", 3)
        took.append(1000 * (perf_counter() - begun))
    return float(np.percentile(took, 95))


def _memory() -> float:
    """Return what the index of one language takes at most while it is built, MB."""
    tracemalloc.start()
    try:
        standards.built("en")
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def measure_pack() -> list[Figure]:
    """Return what an import of OATutor's whole pack holds, by the first reason."""
    source = content_packages.open_package("oatutor", PACK, PACK.name)
    kcs = [(kc.kc_id, kc.slug, kc.name, kc.description, kc.standard, 0.2, 0.1, 0.1, 0.2) for kc in source.kcs]
    by_course: dict[UUID, list[PackItem]] = defaultdict(list)
    for _, items in source.stream(0, source.report):
        for item in items or ():
            if item.status == "published":
                by_course[item.course_id].append(item)
    why: Counter[str] = Counter()
    total = 0
    for course in source.courses:
        lessons: list[tuple[Any, ...]] = [
            (part.lesson_id, part.title, part.position, list(part.kc_ids)) for part in course.lessons
        ]
        wanted = {kc for item in by_course[course.course_id] for kc in item.kc_ids}
        wanted |= {kc for part in course.lessons for kc in part.kc_ids}
        head = (course.title, course.subject, course.language, None)
        rows = CourseRows(
            head, lessons, [_row_of(item) for item in by_course[course.course_id]],
            [kc for kc in kcs if kc[0] in wanted], list(course.prerequisites),
        )  # fmt: skip
        snapshot = build_snapshot(LIBRARY_TENANT, course.course_id, 0, rows)
        for one in snapshot.content.values():
            report = content_checks.of_item(one, snapshot, course.grade_band, suggest=False)
            total += 1
            if report.held:
                why[import_judging.reason_of(report)] += 1
    return [
        Figure("rows of OATutor's whole pack that an import holds", why.total(), "", note=f"of {total}"),
        *(Figure(f"held: {explain(reason).rstrip('.')}", times, "") for reason, times in why.most_common()),
    ]


def measure_age() -> list[Figure]:
    """Return how many items of the demo courses the age filter would send to a person."""
    held = total = 0
    for folder in (DEMO_COURSE, HISTORY_COURSE):
        pack = read_course(folder)
        for item in pack.items:
            text = alignment.words_of(_content(item))
            level = reading_level(text, item.language)
            total += 1
            held += not age_fit(text, level, grades=grades_of(pack.course.grade_band), min_age=item.min_age).allowed
    return [Figure("demo items that the age filter sends to a person", 100 * held / total, "%", 10, 3,
                   note=f"{total} items of grades 4 to 9")]  # fmt: skip


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fit", action="store_true", help="train the shipped classifier anew, first")
    chosen = options.parse_args()
    if not PACK.exists():
        raise SystemExit(f"OATutor's pack is not at {PACK}. Put it there to measure.")
    found, left = samples(read())
    if chosen.fit:
        train(found).save()
        content_quality.shipped.cache_clear()
    model = content_quality.shipped()
    if model is None:
        raise SystemExit("There is no classifier yet. Run with --fit.")
    quality, matched, held = measure_quality(found, left, model), measure_standards(), measure_pack()
    bare = [one for one in quality if one.figure.startswith(_BARE)]
    figures = quality + matched + measure_age() + held
    print(publish("content_quality", "Content quality and standards", figures))
    put(_CARD, "held_out_topics", [one for one in quality if one not in bare])
    put(_CARD, "without_hints", bare)
    put(_CARD, "pack", held)
    put(_CARD, "standards", matched)
    gains = sorted(model.gains().items(), key=lambda pair: -pair[1])[:12]
    print("\nWhat decides: " + ", ".join(f"{name} {100 * share:.0f} %" for name, share in gains), f"of {len(FEATURES)}")


if __name__ == "__main__":
    main()
