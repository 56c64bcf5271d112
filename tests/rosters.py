"""OneRoster packages for tests: small ones by hand, and a large one by a rule."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

HEADS: dict[str, tuple[str, ...]] = {
    "orgs": ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"),
    "academicSessions": (
        "sourcedId", "status", "dateLastModified", "title", "type", "startDate", "endDate", "parentSourcedId",
        "schoolYear",
    ),
    "courses": ("sourcedId", "status", "dateLastModified", "schoolYearSourcedId", "title", "courseCode"),
    "classes": (
        "sourcedId", "status", "dateLastModified", "title", "grades", "courseSourcedId", "classCode", "classType",
        "location", "schoolSourcedId", "termSourcedIds",
    ),
    "users": (
        "sourcedId", "status", "dateLastModified", "enabledUser", "username", "givenName", "familyName", "email",
        "agentSourcedIds",
    ),
    "roles": ("sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role", "orgSourcedId"),
    "enrollments": (
        "sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId", "role",
        "primary", "beginDate", "endDate",
    ),
    "demographics": ("sourcedId", "status", "dateLastModified", "birthDate", "sex"),
}  # fmt: skip
Rows = Sequence[Mapping[str, str]]


def table(head: Sequence[str], rows: Rows) -> bytes:
    """Return a CSV document."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([row.get(column, "") for column in head] for row in rows)
    return out.getvalue().encode()


def manifest(modes: Mapping[str, str], version: str = "1.2") -> bytes:
    """Return a manifest.csv."""
    said = {"manifest.version": "1.0", "oneroster.version": version, "source.systemName": "Test SIS"}
    return table(
        ("propertyName", "value"),
        [{"propertyName": name, "value": value} for name, value in said.items()]
        + [{"propertyName": f"file.{name}", "value": modes.get(name, "absent")} for name in HEADS],
    )


def package(path: Path, files: Mapping[str, Rows], mode: str = "bulk", **raw: bytes) -> Path:
    """Write a package.

    Args:
        path: Where.
        files: Rows by file, without the ending.
        mode: bulk or delta, for all of them.
        raw: Bytes that stand in a file's place.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        names = [*files, *(name for name in raw if name not in files and name != "manifest")]
        archive.writestr("manifest.csv", raw.get("manifest", manifest(dict.fromkeys(names, mode))))
        for name in names:
            archive.writestr(f"{name}.csv", raw.get(name, b"") or table(HEADS[name], files[name]))
    return path


def user(own: str, given: str, family: str, email: str = "", **more: str) -> dict[str, str]:
    """Return a line of users.csv."""
    return {"sourcedId": own, "enabledUser": "true", "givenName": given, "familyName": family, "email": email, **more}


def role(own: str, name: str) -> dict[str, str]:
    """Return a line of roles.csv."""
    return {"sourcedId": f"r-{own}-{name}", "userSourcedId": own, "roleType": "primary", "role": name}


def enrolment(own: str, section: str, who: str, name: str, **more: str) -> dict[str, str]:
    """Return a line of enrollments.csv."""
    return {"sourcedId": own, "classSourcedId": section, "userSourcedId": who, "role": name, **more}


def small(domain: str) -> dict[str, list[dict[str, str]]]:
    """Return a school of one class: a teacher, an aide, two students of whom one has a guardian."""
    return {
        "orgs": [{"sourcedId": "o1", "name": "Oak School", "type": "school"}],
        "academicSessions": [{"sourcedId": "t1", "title": "Autumn 2026", "type": "term"}],
        "courses": [{"sourcedId": "k1", "title": "Mathematics 7"}],
        "classes": [
            {"sourcedId": "c1", "title": "Maths 7A", "courseSourcedId": "k1", "termSourcedIds": "t1"},
        ],
        "users": [
            user("u1", "Tina", "Teach", f"tina@{domain}"),
            user("u2", "Abe", "Aide", f"abe@{domain}"),
            user("u3", "Ann", "Apple", f"ann@{domain}", agentSourcedIds="u5"),
            user("u4", "Ben", "Birch"),
            user("u5", "Gus", "Apple", f"gus@{domain}"),
        ],
        "roles": [
            role("u1", "teacher"), role("u2", "aide"), role("u3", "student"), role("u4", "student"),
            role("u5", "parent"),
        ],
        "enrollments": [
            enrolment("e1", "c1", "u1", "teacher"), enrolment("e2", "c1", "u2", "aide"),
            enrolment("e3", "c1", "u3", "student"), enrolment("e4", "c1", "u4", "student"),
        ],
        "demographics": [{"sourcedId": "u3", "birthDate": "2014-01-01", "sex": "female"}],
    }  # fmt: skip


def large(people: int, domain: str) -> dict[str, list[dict[str, str]]]:
    """Return a district: thirty students to a class, each in one, every thirtieth person teaches."""
    files: dict[str, list[dict[str, str]]] = {
        "academicSessions": [{"sourcedId": "t1", "title": "Autumn 2026", "type": "term"}],
        "classes": [], "users": [], "roles": [], "enrollments": [],
    }  # fmt: skip
    for number in range(people):
        own, section = f"u{number}", f"c{number // 30}"
        teaches = number % 30 == 0
        if teaches:
            files["classes"].append(
                {
                    "sourcedId": section,
                    "title": f"Class {number // 30}",
                    "courseSourcedId": "k1",
                    "termSourcedIds": "t1",
                }
            )
        kind = "teacher" if teaches else "student"
        files["users"].append(user(own, f"Given{number}", f"Family{number}", f"p{number}@{domain}"))
        files["roles"].append(role(own, kind))
        files["enrollments"].append(enrolment(f"e{number}", section, own, kind))
    return files
