"""An item that goes from its source and comes back is the same item to who has answered it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from learnapp.services import answers_given, content, content_import, content_packages, practice
from tests.integration.learning.conftest import Classroom

FINE = "::Fine:: Ana has 12 red pens and 30 blue pens. How many pens does she have? {=42}"
MORE = "::More:: Ben has 14 red pens and 30 blue pens. How many pens does he have? {=44}"


async def _studied(classroom: Classroom, folder: Path, *questions: str) -> UUID:
    """Bring questions in as the same file and let the class go over to what there is now; return the course."""
    path, adam = folder / "pens.gift", classroom.actor("adam")
    path.write_text("\n\n".join(questions), encoding="utf-8")
    source = content_packages.open_package(content_packages.kind_of(path), path, path.name)
    await content_import.run(source, adam.tenant_id, progress=None, requested_by=None, batch=2)
    course = source.courses[0].course_id
    await content.adopt(adam, adam.tenant_id, course, section_id=classroom.school.section_id)
    return course


async def test_answers_stay_while_an_item_is_away_and_count_when_it_is_back(
    classroom: Classroom, tmp_path: Path
) -> None:
    alice, section = classroom.actor(), classroom.school.section_id
    course = await _studied(classroom, tmp_path, FINE, MORE)
    snapshot = await classroom.services.courses.get(alice.tenant_id, course)
    (item,) = (one for one in snapshot.content.values() if one.title == "More")
    got = await practice.answer(alice, section, item.content_id, item.steps[0].step_id, "44")
    assert got.outcome == "right"
    state = "SELECT kc_id, attempts, correct, p_mastered FROM kc_state WHERE student_id = %s"
    before = await classroom.rows(state, alice.person_id)
    ((event,),) = await classroom.rows("SELECT event_id FROM learning_event WHERE object_id = %s", item.content_id)

    await _studied(classroom, tmp_path, FINE)
    gone = await classroom.services.courses.get(alice.tenant_id, course)
    assert item.content_id not in gone.content
    assert before and await classroom.rows(state, alice.person_id) == before
    assert (await answers_given.wording(alice, event)).said == "44"

    await _studied(classroom, tmp_path, FINE, MORE)
    opened = await practice.open_content(alice, item.content_id)
    assert opened.title == "More" and opened.done, "what was solved is solved"
    await practice.answer(alice, section, item.content_id, item.steps[0].step_id, "44")
    assert await classroom.rows(state, alice.person_id) == before
    assert (await answers_given.wording(alice, event)).said == "44"
