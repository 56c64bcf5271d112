"""What imports bring is looked at like what authors write: what is in doubt waits, and is asked about once."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import ConflictError, ForbiddenError, NotFoundError
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import (
    Services,
    author_items,
    content,
    content_import,
    content_jobs,
    content_packages,
    drafts,
    import_reviews,
    outlines,
    publishing,
    review,
    review_preview,
    structure_edits,
    structures,
)
from learnapp.services.content_import import ImportReport
from tests.factories import School
from tests.unit.integrations.oatutor_package import hint, plain, step

FINE = "::Fine:: Ana has 12 red pens and 30 blue pens. How many pens does she have? {=42}"
BEER = "::Bar:: A bar sells 12 glasses of beer and 30 glasses of vodka. How many glasses does it sell? {=42}"
TOLD = "::Told:: How many legs do six ants have? The answer is 36. {=36}"


async def brought(services: Services, folder: Path, tenant: UUID, *questions: str) -> tuple[ImportReport, UUID]:
    """Bring the questions in as the same file; return the report and the course."""
    path = folder / "pens.gift"
    path.write_text("\n\n".join(questions), encoding="utf-8")
    source = content_packages.open_package(content_packages.kind_of(path), path, path.name)
    report = await content_import.run(source, tenant, progress=None, requested_by=None, batch=2)
    return report, source.courses[0].course_id


async def shown(services: Services, tenant: UUID, course: UUID) -> dict[str, str]:
    """Return what a class gets with the newest version: title -> question."""
    found: CourseSnapshot = await services.courses.get(tenant, course)
    return {one.title: one.steps[0].prompt for one in found.content.values()}


async def waiting(admin: Actor) -> dict[str, Any]:
    """Return what waits in the queue, by title."""
    return {row.title: row for row in (await review.list_reviews(admin, kind="import")).rows}


async def words(services: Services, tenant: UUID, title: str) -> str:
    async with services.db.raw(tenant) as conn:
        sql = "SELECT body FROM search_entry WHERE tenant_id = %s AND title = %s"
        cursor = await conn.execute(sql, (tenant, title))
        row = await cursor.fetchone()
    return str(row[0]) if row else ""


async def test_what_the_checks_hold_waits_with_its_reason_and_a_decision_is_asked_for_once(
    services: Services, riverside: School, hillview: School, admin: Actor, tmp_path: Path
) -> None:
    tenant = admin.tenant_id
    report, course = await brought(services, tmp_path, tenant, FINE, BEER, TOLD)
    assert (report.added, report.notes["draft-held-age"], report.notes["draft-held-fault"]) == (3, 1, 1)
    assert set(await shown(services, tenant, course)) == {"Fine"}
    row = await content_jobs.find_import(admin, UUID(report.import_id))
    assert {note.code for note in content_jobs.notes_of(row) if note.held} == {"draft-held-age", "draft-held-fault"}
    entries = await waiting(admin)
    assert set(entries) == {"Bar", "Told"}
    preview = (await review_preview.previews(admin, [entries["Bar"]]))[entries["Bar"].review_id]
    assert "vodka" in preview.text and ("draft-held-age", {}) in preview.signs
    for who, error in ((riverside.actor("alice"), ForbiddenError), (hillview.actor("adam"), NotFoundError)):
        with pytest.raises(error):
            await review.decide(who, entries["Bar"].review_id, approve=True)
    with pytest.raises(ForbiddenError):
        await import_reviews.decide(riverside.actor("carol"), [entries["Bar"].review_id], approve=True)

    await review.decide(admin, entries["Bar"].review_id, approve=True, note="It is a class of adults.")
    mine = UUID(report.import_id)
    left = await import_reviews.decide(admin, approve=False, import_id=mine, reason="draft-held-fault")
    assert (left.entries, left.items) == (1, 0)
    assert set(await shown(services, tenant, course)) == {"Fine", "Bar"}
    with pytest.raises(ConflictError):
        await import_reviews.decide(admin, [entries["Told"].review_id], approve=True)

    again, _ = await brought(services, tmp_path, tenant, FINE, BEER, TOLD)
    assert (again.unchanged, again.changed, again.notes.get("held-since-before")) == (3, 0, None)
    # A decision is remembered for what was seen: other words are asked about, and the same ones again are not.
    await brought(services, tmp_path, tenant, FINE, BEER.replace("12", "13").replace("42", "43"), TOLD)
    assert set(await waiting(admin)) == {"Bar"}
    await brought(services, tmp_path, tenant, FINE, BEER, TOLD)
    assert await waiting(admin) == {} and set(await shown(services, tenant, course)) == {"Fine", "Bar"}


async def test_what_is_in_use_stays_as_it_was_until_its_change_is_let_in(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    tenant = admin.tenant_id
    _, course = await brought(services, tmp_path, tenant, FINE)
    worse = FINE.replace("red pens", "cans of beer").replace("blue pens", "cans of vodka")
    report, _ = await brought(services, tmp_path, tenant, worse)
    assert (report.changed, report.notes["draft-held-age"]) == (1, 1)
    assert "red pens" in (await shown(services, tenant, course))["Fine"]
    assert "red pens" in await words(services, tenant, "Fine")
    (card,) = (await content.list_courses(admin, text="pens")).rows
    assert (card.items, card.in_review) == (1, 1)
    later, _ = await brought(services, tmp_path, tenant, worse)
    assert later.notes["held-since-before"] == 1 and "draft-held-age" not in later.notes
    found = await import_reviews.waiting(admin, UUID(report.import_id))
    assert [one.title for one in found.rows.rows] == ["Fine"] and found.reasons == {"draft-held-age": 1}

    # An author may write it anew instead: what is approved in that form needs no second answer.
    (item,) = {one.content_id for one in found.rows.rows}
    await drafts.save(admin, course, item, {"step-1-prompt": "Ana has 12 pens and 30 more. How many pens?"})
    form = await author_items.item(admin, course, item)
    await drafts.submit(admin, course, [UUID(form.draft_id)])
    await drafts.decide(admin, course, UUID(form.draft_id), approve=True)
    await publishing.publish(admin, course)
    assert "30 more" in (await shown(services, tenant, course))["Fine"] and await waiting(admin) == {}


async def test_what_its_source_brings_back_is_looked_at_anew_and_comes_back(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    tenant = admin.tenant_id
    pens = FINE.replace("Fine", "Pens").replace("12 red", "14 red").replace("42", "44")
    _, course = await brought(services, tmp_path, tenant, FINE, pens, BEER)
    (entry,) = (await waiting(admin)).values()
    gone, _ = await brought(services, tmp_path, tenant, FINE)
    assert (gone.retired, set(await shown(services, tenant, course))) == (2, {"Fine"}) and await waiting(admin) == {}
    back, _ = await brought(services, tmp_path, tenant, FINE, pens, BEER)
    # What nothing speaks against is there again, as the same item; what was held waits again.
    assert (back.added, back.changed, back.unchanged, back.notes["draft-held-age"]) == (0, 2, 1, 1)
    assert set(await shown(services, tenant, course)) == {"Fine", "Pens"}
    (again,) = (await waiting(admin)).values()
    assert (again.title, again.subject_id) == ("Bar", entry.subject_id)
    async with services.db.raw(tenant) as conn:
        cursor = await conn.execute("SELECT status FROM content WHERE title = 'Pens' ORDER BY version")
        assert [row[0] for row in await cursor.fetchall()] == ["published", "retired", "published"]
    assert "red pens" in await words(services, tenant, "Pens")
    # What a person has decided about it holds, whichever way it goes and comes.
    await review.decide(admin, again.review_id, approve=True)
    for questions in ((FINE,), (FINE, pens, BEER)):
        await brought(services, tmp_path, tenant, *questions)
    assert set(await shown(services, tenant, course)) == {"Fine", "Pens", "Bar"} and await waiting(admin) == {}
    later, _ = await brought(services, tmp_path, tenant, FINE, pens, BEER)
    assert (later.changed, later.unchanged) == (0, 3)


async def test_what_a_person_has_taken_out_stays_out_when_the_source_still_has_it(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    tenant = admin.tenant_id
    pens = FINE.replace("Fine", "Pens").replace("12 red", "14 red").replace("42", "44")
    _, course = await brought(services, tmp_path, tenant, FINE, pens)
    snapshot: CourseSnapshot = await services.courses.get(tenant, course)
    (item,) = (one.content_id for one in snapshot.content.values() if one.title == "Pens")
    await content.set_content_status(admin, item, "retired")
    for questions in ((FINE, pens), (FINE,), (FINE, pens)):
        await brought(services, tmp_path, tenant, *questions)
    assert set(await shown(services, tenant, course)) == {"Fine"}


async def test_what_authors_have_written_stays_when_the_package_comes_again(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    tenant = admin.tenant_id
    pens = FINE.replace("Fine", "Pens").replace("12 red", "14 red").replace("42", "44")
    _, course = await brought(services, tmp_path, tenant, FINE, pens)
    snapshot: CourseSnapshot = await services.courses.get(tenant, course)
    fine = next(one for one in snapshot.content.values() if one.title == "Fine")
    own = await drafts.add(admin, course, fine.kc_ids[0], "Ours")
    asked = {"step-1-prompt": "Eva has 5 apples and buys 6 more apples. How many apples?", "step-1-accepted": "11"}
    for item, form in ((fine.content_id, {"step-1-prompt": "Ana has 12 pens and 30 more. How many?"}), (own, asked)):
        seen = (await author_items.item(admin, course, item)).seen if item == own else ""
        draft = await drafts.save(admin, course, item, form, seen=seen)
        await drafts.submit(admin, course, [draft])
        await drafts.decide(admin, course, draft, approve=True)
    await publishing.publish(admin, course)
    written = await shown(services, tenant, course)
    assert set(written) == {"Fine", "Pens", "Ours"} and "30 more" in written["Fine"]

    same, _ = await brought(services, tmp_path, tenant, FINE, pens)
    assert (same.changed, same.retired, same.unchanged) == (0, 0, 2) and "written-here" not in same.notes
    assert await shown(services, tenant, course) == written
    newer, _ = await brought(services, tmp_path, tenant, FINE.replace("red", "green"), pens.replace("red", "green"))
    assert (newer.changed, newer.retired) == (1, 0) and newer.examples["written-here"] == ["item/Fine"]
    now = await shown(services, tenant, course)
    assert "green" in now.pop("Pens") and now == {name: text for name, text in written.items() if name != "Pens"}
    without, _ = await brought(services, tmp_path, tenant, pens)
    assert without.retired == 0 and set(await shown(services, tenant, course)) == {"Fine", "Pens", "Ours"}


async def test_lessons_that_authors_have_changed_stay_when_the_package_comes_again(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    tenant = admin.tenant_id
    pens = FINE.replace("Fine", "Pens").replace("12 red", "14 red").replace("42", "44")
    crayons = FINE.replace("Fine", "Crayons").replace("12 red", "15 red").replace("42", "45")
    one, two, three = "$CATEGORY: Adding", "$CATEGORY: Adding more", "$CATEGORY: Adding most"
    _, course = await brought(services, tmp_path, tenant, one, FINE, two, pens)

    async def publish() -> None:
        await structures.submit(admin, course, seen=(await outlines.outline(admin, course)).seen)
        await structures.decide(admin, course, approve=True, seen=(await outlines.outline(admin, course)).seen)
        await publishing.publish(admin, course)

    async def now() -> list[str]:
        found: CourseSnapshot = await services.courses.get(tenant, course)
        return [lesson.title for lesson in found.lessons if lesson.kc_ids]

    first, last = (await outlines.outline(admin, course)).lessons
    seen = (await outlines.outline(admin, course)).seen
    rename = structure_edits.rename_lesson
    await structures.edit(admin, course, lambda found: rename(found.now, first.id, "Sums at school"), seen=seen)
    await publish()
    assert await now() == ["Sums at school", "Adding more"]

    same, _ = await brought(services, tmp_path, tenant, one, FINE, two, pens)
    assert await now() == ["Sums at school", "Adding more"] and "written-here" not in same.notes
    more, _ = await brought(services, tmp_path, tenant, one, FINE, two, pens, three, crayons)
    assert await now() == ["Sums at school", "Adding more", "Adding most"] and more.added == 1
    assert set(await shown(services, tenant, course)) == {"Fine", "Pens", "Crayons"}

    seen = (await outlines.outline(admin, course)).seen
    await structures.remove_lesson(admin, course, last.id, "", seen=seen)
    await publish()
    await brought(services, tmp_path, tenant, one, FINE, two, pens, three, crayons)
    assert await now() == ["Sums at school", "Adding most"]
    assert set(await shown(services, tenant, course)) == {"Fine", "Crayons"}


async def test_an_item_that_asks_for_what_a_later_lesson_teaches_waits(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    package = plain(2)
    steps = {"earlya": step(stepTitle="What is $$2+3$$?"), "earlyb": step("$$6$$", stepTitle="What is $$2 * 3$$?")}
    package.skills["earlyb"] = ["products"]
    package.problem("early", steps, {name: [hint(name, 1)] for name in steps})
    report = await content.import_oatutor(package.tar(tmp_path / "p.tar.xz"), admin.tenant_id, actor=admin)
    assert report.notes["draft-held-order"] == 1 and "early" in report.examples["draft-held-order"][0]
    assert any("held back for review" in line and "later lesson" in line for line in report.lines())
    assert report.examples["finding-topic-without-content"] == ["Products"], "what is held is not there yet"
    held = await import_reviews.waiting(admin, UUID(report.import_id), reason="draft-held-order")
    (one,) = held.rows.rows
    assert one.evidence["later"] == ["Products"] and "draft-held-order" in one.evidence["causes"]
    course = UUID(one.evidence["course"])
    assert one.content_id not in (await services.courses.get(admin.tenant_id, course)).content
    await import_reviews.decide(admin, [one.review_id], approve=True)
    assert one.content_id in (await services.courses.get(admin.tenant_id, course)).content
    again = await content.import_oatutor(tmp_path / "p.tar.xz", admin.tenant_id, actor=admin)
    assert not {"draft-held-order", "finding-topic-without-content"} & again.notes.keys(), "it was let in, for good"


async def test_a_later_import_is_looked_at_beside_the_lessons_that_it_brings(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    """In the same process: what was worked out about the course as it came before says nothing about it now."""
    hints = {name: [hint(name, 1)] for name in ("botha", "bothb")}
    for words, taught, held in (("2 * 3", {"sums": 0.9, "products": 0.9}, None), ("3 * 2", {"sums": 0.9}, 1)):
        package = plain(2)
        package.plans[0]["lessons"][0]["learningObjectives"] = taught
        steps = {"botha": step(stepTitle="What is $$2+3$$?"), "bothb": step("$$6$$", stepTitle=f"What is $${words}$$?")}
        package.skills["bothb"] = ["products"]
        package.problem("both", steps, hints)
        report = await content.import_oatutor(package.tar(tmp_path / "p.tar.xz"), admin.tenant_id, actor=admin)
        assert report.notes.get("draft-held-order") == held


def packed(folder: Path, topics: dict[str, tuple[str, ...]], lessons: tuple[tuple[str, ...], ...]) -> Path:
    """Pack a course: topic -> what it needs, and the topics of its lessons; only the first topic has a task."""
    kcs = [
        {"slug": slug, "name": slug.title(), "description": "", "standard": None, "bkt": [0.2, 0.1, 0.1, 0.2],
         "requires": list(needs)}
        for slug, needs in topics.items()
    ]  # fmt: skip
    head = {
        "slug": "order", "title": "Order", "subject": "Mathematics", "description": "", "language": "en",
        "grade_band": "6-8", "license": "CC0", "attribution": "Riverside",
        "lessons": [
            {"slug": f"l{place}", "title": f"Lesson {place}", "objectives": [], "kcs": list(kcs)}
            for place, kcs in enumerate(lessons)
        ],
    }  # fmt: skip
    task = {
        "slug": "sum", "title": "A sum", "difficulty": 0.0, "prompt": "What is $2 + 3$?", "answer_kind": "numeric",
        "accepted": ["5"], "hints": ["Count on from 2.", "It is 5."], "solution": "$2 + 3 = 5$.",
    }  # fmt: skip
    first = next(iter(topics))
    # JSON is YAML, too.
    files = {"course.yaml": head, "kcs.yaml": kcs, f"items/{first}.yaml": {"kc": first, "items": [task]}}
    path = folder / "order.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, what in files.items():
            archive.writestr(name, json.dumps(what))
        for slug in topics:
            archive.writestr(f"readings/{slug}.md", f"# About {slug}\n\nTwo numbers are put together.")
    return path


async def test_the_order_of_an_imported_course_is_looked_at_and_told_in_its_report(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    path = packed(tmp_path, {"sums": ("products",), "products": (), "alone": ()}, (("sums",), ("products",)))
    source = content_packages.open_package(content_packages.kind_of(path), path, path.name)
    report = await content_import.run(source, admin.tenant_id, progress=None, requested_by=None, batch=50)
    said = {code: places for code, places in report.examples.items() if code.startswith("finding-")}
    assert said["finding-needs-later-topic"] == ["Sums ← Products"]
    assert "Products" in said["finding-topic-without-practice"] and "Sums" not in said["finding-topic-without-practice"]
    assert any("noted" in line and "comes later in the lessons" in line for line in report.lines())
    row = await content_jobs.find_import(admin, UUID(report.import_id))
    notes = {note.code: note for note in content_jobs.notes_of(row, "es")}
    assert notes["finding-needs-later-topic"].text == "Este tema necesita uno que viene después en las lecciones."
    assert not notes["finding-needs-later-topic"].held
    # Put in order, nothing of that is said any more.
    path = packed(tmp_path, {"sums": (), "products": ("sums",)}, (("sums",), ("products",)))
    source = content_packages.open_package(content_packages.kind_of(path), path, path.name)
    report = await content_import.run(source, admin.tenant_id, progress=None, requested_by=None, batch=50)
    assert "finding-needs-later-topic" not in report.notes
