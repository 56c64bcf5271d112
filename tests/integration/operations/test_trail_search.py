"""Looking something up in the audit trail: by person, thing and day; the download; what verification says."""

from __future__ import annotations

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError
from learnapp.services import Services, sealing, trail, trail_search
from learnapp.services.trail_search import AuditQuery
from tests.factories import School


async def _seen(school: School, **wanted: str) -> set[str]:
    page = await trail_search.find(school.actor("adam"), AuditQuery(**wanted), size=100)
    return {view.entry.action for view in page.rows}


async def test_the_trail_is_found_by_person_thing_and_day(core_services: Services, riverside: School) -> None:
    adam, alice, thing = riverside.actor("adam"), riverside["alice"], uuid7()
    await trail.audit(adam, "person.update", "person", object_id=alice.person_id, subject_id=alice.person_id)
    await trail.audit(adam, "section.create", "section", object_id=thing)
    await trail.audit(riverside.actor("carol"), "record.read", "student_record", subject_id=alice.person_id)
    assert await _seen(riverside, person=alice.email) == {"person.update", "record.read"}
    assert await _seen(riverside, person=alice.name[:4].upper()) >= {"person.update", "record.read"}
    assert await _seen(riverside, person=riverside["adam"].email) == {"person.update", "section.create"}
    assert await _seen(riverside, person="nobody@nowhere.example") == set()
    assert await _seen(riverside, thing="section") == {"section.create"}
    assert await _seen(riverside, thing=str(thing)) == {"section.create"}
    assert await _seen(riverside, action="record.read", person=alice.email) == {"record.read"}
    today = core_services.clock.now().date().isoformat()
    assert "section.create" in await _seen(riverside, first=today, last=today)
    assert await _seen(riverside, last="2020-01-01") == set()
    with pytest.raises(InvalidInputError):
        await _seen(riverside, first="yesterday")
    page = await trail_search.find(adam, AuditQuery(action="person.update"))
    assert [(view.who, view.about) for view in page.rows] == [(riverside["adam"].name, alice.name)]
    assert {"section", "person"} <= set(await trail.audit_object_types(adam))


async def test_the_download_has_what_was_found_and_is_itself_in_the_trail(
    core_services: Services, riverside: School
) -> None:
    adam = riverside.actor("adam")
    await trail.audit(adam, "section.create", "section")
    await trail.audit(adam, "person.create", "person")
    table = await trail_search.trail_csv(adam, AuditQuery(action="section.create"))
    assert "section.create" in table and "person.create" not in table and riverside["adam"].name in table
    assert await _seen(riverside, action="audit.export") == {"audit.export"}


async def test_only_those_who_may_read_the_trail(core_services: Services, riverside: School, hillview: School) -> None:
    await trail.audit(riverside.actor("adam"), "section.create", "section")
    for name in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await trail_search.find(riverside.actor(name), AuditQuery(person=riverside["bob"].email))
        with pytest.raises(ForbiddenError):
            await trail_search.trail_csv(riverside.actor(name), AuditQuery())
    found = await trail_search.find(hillview.actor("adam"), AuditQuery(person=riverside["adam"].email))
    assert found.total == 0


async def test_verification_names_the_range_and_speaks_the_readers_language(
    core_services: Services, riverside: School
) -> None:
    adam = riverside.actor("adam")
    for _ in range(3):
        await trail.audit(adam, "section.create", "section")
    (seal,) = await sealing.seal_pending(riverside.tenant_id)
    report = await sealing.audit_verify(adam)
    assert (report.sound, report.first, report.last) == (True, seal.first_seq, seal.last_seq)
    assert report.root == seal.root.hex()
    report.found("changed", first=1, last=3, seal=1)
    assert report.sentences("es") == ["Entradas 1 a 3 (sello 1): se cambió al menos una entrada."]
