"""The course on which policies compete: the demo's own, with its graph and its items."""

from __future__ import annotations

from dataclasses import dataclass

from learnapp.engine.graph import topological_order
from learnapp.engine.kc import KC, BktParameters, Content, ContentKind, CourseSnapshot, Lesson
from learnapp.engine.template import read_template
from learnapp.integrations.content_packages.course_files import DEMO_COURSE, read_course
from learnapp.integrations.content_packages.package import PackItem
from learnapp.security.tenancy import LIBRARY_TENANT


@dataclass(frozen=True, slots=True)
class Course:
    """A course by number: topic n is the n-th KC in topological order.

    Attributes:
        items: For each topic its practice, in the order of the course.
    """

    snapshot: CourseSnapshot
    needs: tuple[tuple[int, ...], ...]
    items: tuple[tuple[Content, ...], ...]


def demo_course() -> Course:
    """Return the demo's course. What only shows something is left out: simulated students learn by answering."""
    pack = read_course(DEMO_COURSE)
    kcs = {
        kc.kc_id: KC(kc.kc_id, kc.slug, kc.name, kc.description, kc.standard,
                     BktParameters(kc.p_init, kc.p_transit, kc.p_slip, kc.p_guess))
        for kc in pack.kcs
    }  # fmt: skip
    practice = [_content(item) for item in pack.items if item.kind == ContentKind.PRACTICE.value]
    prerequisites = {kc: tuple(k for later, k in pack.course.prerequisites if later == kc) for kc in kcs}
    snapshot = CourseSnapshot(
        tenant_id=LIBRARY_TENANT,
        course_id=pack.course.course_id,
        version=1,
        title=pack.course.title,
        subject=pack.course.subject,
        language=pack.course.language,
        lessons=tuple(Lesson(part.lesson_id, part.title, part.position, part.kc_ids) for part in pack.course.lessons),
        kcs=kcs,
        prerequisites=prerequisites,
        content={item.content_id: item for item in practice},
        by_kc={kc: tuple(item.content_id for item in practice if kc in item.kc_ids) for kc in kcs},
        topological=topological_order(kcs, prerequisites, {}),
    )
    items = tuple(tuple(snapshot.content[c] for c in snapshot.by_kc[kc]) for kc in snapshot.topological)
    return Course(snapshot, snapshot.needs, items)


def _content(item: PackItem) -> Content:
    template = item.answer_key.get("template")
    return Content(
        content_id=item.content_id,
        version=1,
        kind=ContentKind.PRACTICE,
        title=item.title,
        body="",
        lesson_id=item.lesson_id,
        position=item.position,
        kc_ids=item.kc_ids,
        minutes=item.minutes,
        discrimination=item.discrimination,
        difficulty=item.difficulty,
        quality=item.quality,
        template=read_template(template, item.kc_ids) if template is not None else None,
    )
