"""Rosters as schools send them, and as attackers would."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from learnapp.core.errors import ForbiddenError, InvalidInputError, TooLargeError
from learnapp.security.spreadsheet import MAX_ROWS, safe_cell
from learnapp.services import identity, onboarding, privacy, sessions
from learnapp.services.onboarding import ImportReport
from learnapp.state.admin.people import RosterState
from tests.integration.security.browser import browser, call, handlers

from .conftest import School

HEADER = "email,name,role,section,birth_date,guardian_email\n"


async def load(school: School, text: str | bytes, **options: bool) -> ImportReport:
    data = text if isinstance(text, bytes) else (HEADER + text).encode()
    return await onboarding.import_roster(await school.actor("admin"), data, **options)  # type: ignore[arg-type]


def outcomes(report: ImportReport) -> list[str]:
    return [row.outcome for row in report.rows]


async def test_a_roster_brings_people_sections_guardians_and_consent(school: School) -> None:
    mail = f"@{school.slug}.example.org"
    text = (
        f"ada{mail},Ada Byron,student,Math 7,2015-01-31,mum{mail}\n"
        f"bo{mail},Bo Li,student,math 7,2010-02-01,\n"
        f"mum{mail},Anne Byron,guardian,,,\n"
        f"tea{mail},Tea Cher,instructor,Math 7,,\n"
    )
    preview = await load(school, text, dry_run=True)
    assert outcomes(preview) == ["created"] * 4
    assert preview.passwords == []
    admin = await school.actor("admin")
    assert (await identity.list_people(admin)).total == 6

    report = await load(school, text, attest_consent=True)
    assert outcomes(report) == ["created"] * 4
    people = {person.email: person for person in (await identity.list_people(admin, size=200)).rows}
    assert people[f"mum{mail}"].name == "Anne Byron"
    secrets = dict(report.passwords)
    signed_in = await identity.sign_in(f"mum{mail}", secrets[f"mum{mail}"], address="a")
    assert signed_in.must_change_password
    guardian = await identity.actor_for_session(signed_in.token, temporary=True)
    assert guardian is not None
    assert guardian.students == {people[f"ada{mail}"].person_id}
    assert (await identity.profile(guardian)).children == [(people[f"ada{mail}"].person_id, "Ada Byron")]
    teacher = await identity.actor_for_person(school.tenant_id, people[f"tea{mail}"].person_id)
    assert teacher is not None
    assert teacher.taught == frozenset({school.section_id})
    bases = [
        (await privacy.consent_decision(school.tenant_id, people[f"{who}{mail}"].person_id)).basis
        for who in ("ada", "bo")
    ]
    assert bases == ["school_under_13", "institution_contract"]

    again = await load(school, text, attest_consent=True)
    assert outcomes(again) == ["unchanged"] * 4
    assert again.passwords == []
    assert outcomes(await load(school, text, dry_run=True)) == ["unchanged"] * 4


async def test_wrong_lines_are_named_and_the_others_go_in(school: School) -> None:
    report = await load(
        school,
        "not-an-address,A,student,,,\n"
        'x@a.example.org,"=HYPERLINK(""http://evil"")",student,,,\n'
        "x@a.example.org,,student,,,\n"
        "x@a.example.org,A,king,,,\n"
        "x@a.example.org,A,student,No Such Class,,\n"
        "x@a.example.org,A,admin,Math 7,,\n"
        "x@a.example.org,A,student,,31/12/2012,\n"
        "x@a.example.org,A,student,,2012-02-30,\n"
        "x@a.example.org,A,student,,2999-01-01,\n"
        "x@a.example.org,A,student,,,not-an-address\n"
        "x@a.example.org,A,student,,,,too,many\n"
        "good@a.example.org,Good One,student,,,\n"
        "good@a.example.org,Good One,student,Math 7,,\n",
    )
    keys = [row.key.removeprefix("roster-error-") for row in report.rows]
    assert keys == [
        "email", "name", "name", "role", "section", "section-role", "birth_date", "birth_date", "birth_date",
        "guardian", "columns", "", "",
    ]  # fmt: skip
    assert outcomes(report) == ["error"] * 11 + ["created", "updated"]
    assert [row.line for row in report.rows] == list(range(2, 15))
    assert report.count("created") == 1


async def test_existing_people_keep_their_name_and_password(school: School) -> None:
    report = await load(school, f"{school.email('classmate')},Someone Else,student,Math 7,,\n")
    assert (report.rows[0].outcome, report.rows[0].key) == ("unchanged", "roster-error-name-differs")
    assert report.passwords == []
    names = await identity.names(school.tenant_id, [school.people["classmate"]])
    assert names[school.people["classmate"]].endswith("Classmate")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
async def test_files_of_all_spreadsheets_are_read(school: School, encoding: str, separator: str) -> None:
    rows = ["Email,Name,ROLE", "nunez@a.example.org,María Núñez,Student"]
    data = "\r\n".join(row.replace(",", separator) for row in rows).encode(encoding)
    report = await load(school, data)
    assert outcomes(report) == ["created"]
    found = await identity.list_people(await school.actor("admin"), query="núñez")
    assert [person.name for person in found.rows] == ["María Núñez"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "roster-error-file-empty"),
        (b"\n\n  ,, \n", "roster-error-file-empty"),
        (b"name,role\nA,student\n", "roster-error-file-columns"),
        (b"email,name,role\n\x00\x00\x00", "roster-error-file-text"),
        (b"PK\x03\x04\x00\x00\x81\x8d", "roster-error-file-text"),
        (b"email,name,role\n" + b"x" * 200_000, "roster-error-file-text"),
    ],
)
async def test_what_is_no_table_is_refused_with_a_reason(school: School, data: bytes, key: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await load(school, data)
    assert refused.value.code == "unreadable_file"
    assert refused.value.detail["key"] == key


async def test_too_much_is_refused_before_anything_happens(school: School) -> None:
    with pytest.raises(TooLargeError):
        await load(school, b"email,name,role\n" + b"x" * (5 * 1024 * 1024))
    with pytest.raises(TooLargeError):
        await load(school, "a@b.example.org,A,student,,,\n" * (MAX_ROWS + 1))
    assert (await identity.list_people(await school.actor("admin"))).total == 6


async def test_the_page_names_the_limit_of_a_file_that_the_browser_does_not_send(school: School) -> None:
    handlers()
    token = (await sessions.start_session(school.tenant_id, school.people["admin"])).token
    page: Any = await browser(token, "/admin/roster").get_state(RosterState)
    large = {"file": {"path": "roster.csv"}, "errors": [{"code": "file-too-large", "message": "File is larger"}]}
    with pytest.raises(TooLargeError, match="5 MB"):
        await call(RosterState.refused, page, {"files": [large]})
    for other in ([], [{"errors": "x"}], ["x"], [{"errors": [None, {"code": "file-invalid-type"}]}]):
        with pytest.raises(InvalidInputError, match="CSV"):
            await call(RosterState.refused, page, {"files": other})
    # What is pasted is not cut without a word either.
    with pytest.raises(TooLargeError, match="5 MB"):
        await call(RosterState.check, page, {"form": {"text": "x" * (5 * 1024 * 1024 + 1)}})


async def test_only_admins_import_and_only_into_their_own_institution(school: School, other_school: School) -> None:
    line = f"{school.email('student')},Stolen,instructor,,,\n"
    for role in ("student", "guardian", "instructor", "auditor"):
        with pytest.raises(ForbiddenError):
            await onboarding.import_roster(await school.actor(role), (HEADER + line).encode())
    await load(other_school, line)
    assert (await school.actor("student")).roles == {"student"}


async def test_downloads_do_not_run_as_formulas(school: School) -> None:
    report = await load(school, '"=cmd()@x.example.org",A,student,,,\n+1@x.example.org,B,=1+1,,,\n', dry_run=True)
    cells = [cell for row in csv.reader(io.StringIO(report.rows_csv().lstrip("\ufeff"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert safe_cell(-1.5) == "-1.5"
    assert safe_cell("-1.5") == "'-1.5"
    assert safe_cell(None) == ""


async def test_six_hundred_people_come_in_seconds_with_progress(school: School) -> None:
    seen: list[tuple[int, int]] = []
    text = HEADER + "".join(
        f"p{n}@{school.slug}.example.org,Person {n},student,Math 7,2014-01-01,\n" for n in range(600)
    )
    report = await onboarding.import_roster(
        await school.actor("admin"), text.encode(), progress=lambda done, total: seen.append((done, total))
    )
    assert report.count("created") == 600
    assert seen == [(200, 600), (400, 600), (600, 600)]
    sections = await identity.list_sections(await school.actor("admin"))
    assert sections.rows[0].students == 602
