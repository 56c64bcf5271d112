"""An administrator sees who has consent and who practises without, and records it for a whole section."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import text

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import Services, consents, identity, privacy

from .conftest import School


async def _link_guardian(services: Services, school: School) -> None:
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text("INSERT INTO guardian_link (tenant_id, guardian_id, student_id) VALUES (:t, :g, :s)"),
            {"t": school.tenant_id, "g": school.people["guardian"], "s": school.people["student"]},
        )


async def test_a_whole_section_gets_the_schools_consent_and_everybody_can_see_since_when(school: School) -> None:
    admin = await school.actor("admin")
    before = await consents.consent_list(admin, section_id=school.section_id)
    assert (before.students, before.missing) == (2, 2)
    assert {line.reason for line in before.page.rows} == {"no_consent"}

    change = await consents.give_to_section(admin, school.section_id, "school_under_13", note="folder 7")
    assert (change.done, change.already, change.unfit, change.objected) == (2, 0, 0, 0)
    for student in ("student", "classmate"):
        assert (await privacy.consent_decision(school.tenant_id, school.people[student])).basis == "school_under_13"
    after = await consents.consent_list(await school.actor("auditor"), section_id=school.section_id)
    assert (after.students, after.missing) == (2, 0)
    assert all(line.since is not None and line.basis == "school_under_13" for line in after.page.rows)
    again = await consents.give_to_section(admin, school.section_id, "school_under_13")
    assert (again.done, again.already) == (0, 2)
    status = await privacy.consent_status(admin, school.people["student"])
    assert [row.note for row in status.recorded] == ["folder 7"]


async def test_the_contract_is_not_enough_for_children_and_nothing_is_recorded_for_them(school: School) -> None:
    admin = await school.actor("admin")
    change = await consents.give_to_section(admin, school.section_id, "institution_contract")
    assert (change.done, change.unfit) == (0, 2)
    assert (await consents.consent_list(admin, section_id=school.section_id)).missing == 2


async def test_a_guardians_no_stands_when_the_section_gets_its_consent(services: Services, school: School) -> None:
    await _link_guardian(services, school)
    guardian, admin = await school.actor("guardian"), await school.actor("admin")
    await privacy.withdraw_consent(guardian, school.people["student"], "guardian")
    change = await consents.give_to_section(admin, school.section_id, "school_under_13")
    assert (change.done, change.objected) == (1, 1)
    without = await consents.consent_list(admin, section_id=school.section_id, missing=True)
    assert [line.person_id for line in without.page.rows] == [school.people["student"]]
    assert without.page.rows[0].reason == "withdrawn"


async def test_withdrawing_for_a_section_stops_the_storing_for_all_of_it(school: School) -> None:
    admin = await school.actor("admin")
    await consents.give_to_section(admin, school.section_id, "school_under_13")
    change = await consents.withdraw_from_section(admin, school.section_id, "school_under_13")
    assert change.done == 2
    assert (await consents.consent_list(admin, section_id=school.section_id)).missing == 2
    assert not (await privacy.consent_decision(school.tenant_id, school.people["student"])).allowed
    seen = await privacy.audit_search(admin, subject_id=school.people["student"], action="consent.withdraw")
    assert seen.total == 1
    assert seen.rows[0].detail["section"] == str(school.section_id)


async def test_the_list_is_paged_by_name_and_each_look_is_in_the_trail(school: School) -> None:
    admin = await school.actor("admin")
    first = await consents.consent_list(admin, size=1)
    second = await consents.consent_list(admin, size=1, offset=1)
    names = [line.name for page in (first, second) for line in page.page.rows]
    assert names == sorted(names) and len(set(names)) == 2
    assert first.page.total == 2 and first.page.has_next and not second.page.has_next
    seen = await privacy.audit_search(admin, subject_id=school.people["classmate"], action="record.read")
    assert seen.total == 1 and seen.rows[0].detail["what"] == "consent"


async def test_the_download_holds_everybody_and_is_in_the_trail(school: School) -> None:
    admin = await school.actor("admin")
    await privacy.give_consent(admin, school.people["student"], "guardian")
    await identity.rename(admin, school.people["classmate"], "Åsa, the second")
    lines = list(csv.DictReader(io.StringIO((await consents.consents_csv(admin)).lstrip("\ufeff"))))
    assert [(line["stored"], line["basis"]) for line in lines] == [("yes", "guardian"), ("no", "")]
    assert lines[1]["student"] == "Åsa, the second"
    assert lines[0]["since"] == "2026-03-02"
    assert (await privacy.audit_search(admin, action="consent.export")).total == 1


async def test_only_those_who_may_see_and_change(school: School, other_school: School) -> None:
    for role in ("student", "guardian", "instructor"):
        actor = await school.actor(role)
        for attempt in (
            consents.consent_list(actor, section_id=school.section_id),
            consents.consents_csv(actor),
            consents.give_to_section(actor, school.section_id, "guardian"),
            consents.withdraw_from_section(actor, school.section_id, "guardian"),
        ):
            with pytest.raises(ForbiddenError):
                await attempt
    with pytest.raises(ForbiddenError):
        await consents.give_to_section(await school.actor("auditor"), school.section_id, "guardian")
    admin = await school.actor("admin")
    with pytest.raises(InvalidInputError):
        await consents.give_to_section(admin, school.section_id, "because")
    for attempt in (
        consents.consent_list(admin, section_id=other_school.section_id),
        consents.give_to_section(admin, other_school.section_id, "guardian"),
        consents.withdraw_from_section(admin, other_school.section_id, "guardian"),
    ):
        with pytest.raises(NotFoundError):
            await attempt


async def test_no_admin_makes_an_operator_and_none_takes_the_role_away(services: Services, school: School) -> None:
    admin, person = await school.actor("admin"), school.people["classmate"]
    with pytest.raises(InvalidInputError):
        await identity.set_roles(admin, person, ["student", "operator"])
    with pytest.raises(InvalidInputError):
        await identity.create_person(admin, identity.NewPerson("op@oak.example.org", "Op", ("operator",)))
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text(
                "INSERT INTO role_grant (tenant_id, person_id, role, granted_at, granted_by) "
                "VALUES (:t, :p, 'operator', now(), :p)"
            ),
            {"t": school.tenant_id, "p": person},
        )
    await identity.set_roles(admin, person, ["student"])
    actor = await identity.actor_for_person(school.tenant_id, person)
    assert actor is not None and actor.roles == {"student", "operator"}
