"""A OneRoster package is hostile until it was looked at."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from learnapp.core.errors import LearnAppError
from learnapp.integrations.oneroster import rows
from learnapp.integrations.oneroster.package import NotARosterError, RosterTooLargeError, open_package
from learnapp.integrations.oneroster.rows import UnusableLineError
from tests.rosters import HEADS, manifest, package, small, table

TODAY = date(2026, 11, 27)


def test_a_package_is_read_line_by_line(tmp_path: Path) -> None:
    with open_package(package(tmp_path / "a.zip", small("oak.example"))) as found:
        assert (found.source, found.modes["users"], found.count("users")) == ("Test SIS", "bulk", 5)
        lines = [rows.user_line(cells) for _, cells in found.rows("users")]
        assert [line.name for line in lines][:2] == ["Tina Teach", "Abe Aide"]
        assert lines[2].agents == ("u5",)
        assert [number for number, _ in found.rows("enrollments")] == [2, 3, 4, 5]
        roles = dict(rows.role_line(cells) for _, cells in found.rows("roles"))
        assert roles == {"u1": "instructor", "u2": "assistant", "u3": "student", "u4": "student", "u5": "guardian"}


def test_a_byte_order_mark_and_names_of_other_scripts_are_read(tmp_path: Path) -> None:
    line = table(HEADS["users"], [{"sourcedId": "u1", "enabledUser": "true", "givenName": "José", "familyName": "李"}])
    with open_package(package(tmp_path / "a.zip", {"users": []}, users=b"\xef\xbb\xbf" + line)) as found:
        assert [rows.user_line(cells).name for _, cells in found.rows("users")] == ["José 李"]


def _names(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", manifest({"users": "bulk"}))
        archive.writestr("users.csv", table(HEADS["users"], []))
        for name in names:
            archive.writestr(name, b"x")
    return path


@pytest.mark.parametrize("name", ["../users.csv", "/etc/passwd", "a/../../b.csv", "..\\users.csv", "C:/users.csv"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotARosterError, match="leads out"), open_package(_names(tmp_path, name)):
        pass


def test_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", manifest({"users": "bulk"}))
        archive.writestr("users.csv", b"0" * (8 << 20))
    with pytest.raises(RosterTooLargeError), open_package(path):
        pass
    with pytest.raises(RosterTooLargeError), open_package(_names(tmp_path, *(f"x{n}.csv" for n in range(80)))):
        pass


@pytest.mark.parametrize(
    ("users", "told"),
    [
        ("sourcedId,enabledUser,givenName,familyName\nu1,true,Zoë,X\n".encode("latin-1"), "not in UTF-8 .line 2"),
        ("sourcedId\n".encode("utf-16"), "UTF-16"),
        (b"sourcedId,enabledUser,givenName,familyName\nu1,true,A\x00,B\n", "line 2"),
        (b"sourcedId,givenName\nu1,A\n", "lacks the columns enabledUser, familyName"),
        (b'sourcedId,enabledUser,givenName,familyName\nu1,true,"A"x,B\n', "no proper CSV"),
        (b"sourcedId,enabledUser,givenName,familyName\n" + b"x" * 300_000, "too long"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_change(tmp_path: Path, users: bytes, told: str) -> None:
    path = package(tmp_path / "a.zip", {"users": []}, users=users)
    with pytest.raises(LearnAppError, match=told), open_package(path) as found:
        list(found.rows("users"))


def test_a_package_without_a_frame_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_bytes(b"no zip at all")
    (tmp_path / "cut.zip").write_bytes(package(tmp_path / "a.zip", small("oak.example")).read_bytes()[:-40])
    for name in ("text.zip", "cut.zip"):
        with pytest.raises(NotARosterError, match="no zip"), open_package(tmp_path / name):
            pass
    for raw, told in (
        (manifest({"users": "bulk"}, "1.0"), "version"),
        (manifest({"users": "some"}), "bulk, delta or absent"),
        (manifest({"users": "bulk", "classes": "bulk"}), "names classes.csv"),
        (manifest({}), "no classes, users or enrollments"),
    ):
        with (
            pytest.raises(NotARosterError, match=told),
            open_package(package(tmp_path / "b.zip", {"users": []}, manifest=raw)),
        ):
            pass


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"sourcedid": ""}, "no-id"),
        ({"sourcedid": "x" * 300}, "bad-id"),
        ({"sourcedid": "a\u202eb"}, "bad-id"),
        ({"sourcedid": "e", "status": "maybe"}, "status"),
        ({"sourcedid": "e", "classsourcedid": "c", "usersourcedid": "u", "role": "principal"}, "enrolment-role"),
        (
            {"sourcedid": "e", "classsourcedid": "c", "usersourcedid": "u", "role": "student", "begindate": "soon"},
            "date",
        ),
        (
            {
                "sourcedid": "e",
                "classsourcedid": "c",
                "usersourcedid": "u",
                "role": "student",
                "begindate": "2027-01-01",
            },
            "begins-later",
        ),
    ],
)
def test_a_line_that_cannot_be_used_says_why(cells: dict[str, str], code: str) -> None:
    with pytest.raises(UnusableLineError) as refused:
        rows.enrolment_line(cells, TODAY)
    assert refused.value.code == code


def test_what_is_over_is_gone_and_administrators_come_from_no_file() -> None:
    line = {"sourcedid": "e", "classsourcedid": "c", "usersourcedid": "u", "role": "student", "enddate": "2026-01-01"}
    assert rows.enrolment_line(line, TODAY).gone
    for name in ("districtAdministrator", "siteAdministrator", "systemAdministrator", "principal", "counselor"):
        assert rows.role_line({"usersourcedid": "u", "role": name}) == ("u", "")
    assert rows.user_line({"sourcedid": "u", "enableduser": "false"}).gone
