"""Packages of H5P and SCORM: told by what is in them, kept whole, refused with a sentence when they are not sound."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from learnapp.engine.kc import ContentKind
from learnapp.integrations.content_packages.foreign import playable
from learnapp.integrations.content_packages.refused import BrokenCourseError, HugeArchiveError, NotAPackageError
from learnapp.integrations.content_packages.samples import sample
from tests.unit.integrations.foreign.cartridge_files import canvas
from tests.unit.integrations.foreign.cartridge_files import manifest as cartridge
from tests.unit.integrations.foreign.making import packed, read, snapshot_of, written

ENTITY = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def files_of(package: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as found:
        return {name: found.read(name) for name in found.namelist()}


def manifest(items: str, resources: str, *, version: str = "1.2", above: str = "", base: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{above}<manifest identifier="m" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">'
        f"<metadata><schema>ADL SCORM</schema><schemaversion>{version}</schemaversion></metadata>"
        f'<organizations default="b"><organization identifier="a"><item identifierref="none"><title>No</title></item>'
        f'</organization><organization identifier="b"><title>Sums</title>{items}</organization></organizations>'
        f"<resources{base}>{resources}</resources></manifest>"
    )


def test_an_h5p_package_becomes_one_task_with_its_licence_and_the_same_again_is_the_same(tmp_path: Path) -> None:
    files = files_of(sample("h5p")) | {"content/notes.exe": b"MZ", "../out.js": "1", "/abs.js": "2"}
    pack, report = read(packed(tmp_path / "half.h5p", files), kind="h5p")
    (item,) = pack.items
    assert (item.kind, item.title, item.license) == ("interactive", "Half of a half", "CC BY 4.0")
    assert item.attribution == "The learnapp authors" and item.status == "published"
    ((name, data),) = item.files
    assert isinstance(data, bytes)
    assert item.body_public["package"] == {"player": "h5p", "file": name}
    with zipfile.ZipFile(io.BytesIO(data)) as kept:
        assert set(kept.namelist()) == set(files_of(sample("h5p")))
    assert report.notes["refused-file-kind-unknown"] == 1 and report.notes["refused-unsafe-path"] == 2
    assert report.notes["interactive-not-looked-into"] == 1
    (content,) = snapshot_of(pack).content.values()
    assert content.kind is ContentKind.INTERACTIVE and content.material.package is not None
    # Packed anew in another order, with other times: still the same.
    again, _ = read(packed(tmp_path / "again.h5p", dict(reversed(files.items()))), name="half.h5p")
    assert again.items[0].checksum() == item.checksum() and again.items[0].content_id == item.content_id


def test_an_h5p_package_that_could_not_play_is_refused_by_name(tmp_path: Path) -> None:
    whole = files_of(sample("h5p"))
    head = json.loads(whole["h5p.json"])
    library = {key: value for key, value in whole.items() if not key.startswith("H5P.LearnappChoice")}
    with pytest.raises(NotAPackageError, match=r"H5P\.LearnappChoice-1\.0"):
        read(packed(tmp_path / "a", library))
    deeper = {"preloadedDependencies": [{"machineName": "H5P.Deeper", "majorVersion": 1, "minorVersion": "2"}]}
    with pytest.raises(NotAPackageError, match=r"H5P\.Deeper-1\.2"):
        read(packed(tmp_path / "b", whole | {"H5P.LearnappChoice-1.0/library.json": json.dumps(deeper)}))
    climbing = head | {"preloadedDependencies": [{"machineName": "../x", "majorVersion": 1, "minorVersion": 0}]}
    for changed in (
        {"h5p.json": "[1"}, {"h5p.json": "[]"}, {"content/content.json": "{"}, {"h5p.json": json.dumps(climbing)},
        {"h5p.json": json.dumps(head | {"mainLibrary": "H5P.Other"})},
        {"h5p.json": "[" * 100_000},
    ):  # fmt: skip
        with pytest.raises(BrokenCourseError):
            read(packed(tmp_path / "c", whole | changed))
    del whole["content/content.json"]
    with pytest.raises(BrokenCourseError, match=r"content/content\.json"):
        read(packed(tmp_path / "d", whole))


def test_a_scorm_package_becomes_a_task_for_each_page_of_its_own_organisation(tmp_path: Path) -> None:
    items = (
        '<item identifier="u"><title>Unit</title><item identifier="i1" identifierref="r1" parameters="?a=1">'
        '<title>One</title></item></item><item identifier="i2" identifierref="r2"><title>Two</title></item>'
        '<item identifier="i3" identifierref="r3"><title>Three</title></item>'
        '<item identifier="i4" identifierref="r4"><title>Four</title></item>'
        '<item identifier="i5" identifierref="r5"><title>Five</title></item>'
    )
    resources = (
        '<resource identifier="r1" adlcp:scormtype="sco" href="a%20b.html?x=2"/>'
        '<resource identifier="r2" adlcp:scormtype="asset" href="two.htm"/>'
        '<resource identifier="r3" adlcp:scormtype="sco" href="https://elsewhere.example/three.html"/>'
        '<resource identifier="r4" adlcp:scormtype="sco" href="../../../etc/passwd"/>'
        '<resource identifier="r5" adlcp:scormtype="sco" href="javascript:alert(1)"/>'
    )
    package = {
        "in/imsmanifest.xml": manifest(items, resources, base=' xml:base="pages/"'),
        "in/pages/a b.html": "<p>1",
        "in/pages/two.htm": "<p>2",
    }
    pack, report = read(packed(tmp_path / "s.zip", package), kind="scorm")
    found = {item.title: item.body_public["package"] for item in pack.items}
    assert {title: (one["launch"], one["reports"]) for title, one in found.items()} == {
        "One": ("in/pages/a%20b.html?x=2&a=1", True),
        "Two": ("in/pages/two.htm", False),
    }
    assert [lesson.title for lesson in pack.course.lessons] == ["Unit", "Sums"] and pack.course.title == "Sums"
    assert report.notes["refused-launch-page-missing"] == 3


def test_a_scorm_page_finds_the_data_that_its_manifest_has_for_it(tmp_path: Path) -> None:
    items = (
        '<item identifier="i1" identifierref="r"><title>One</title><adlcp:masteryscore>80</adlcp:masteryscore>'
        "<adlcp:datafromlms>level=2&amp;mode=quiz</adlcp:datafromlms></item>"
        '<item identifier="i2" identifierref="r"><title>Two</title></item>'
    )
    resources = '<resource identifier="r" adlcp:scormtype="sco" href="a.html"/>'
    pack, _ = read(packed(tmp_path / "s.zip", {"imsmanifest.xml": manifest(items, resources), "a.html": "<p>1"}))
    one, two = (snapshot_of(pack).content[item.content_id].material.package for item in pack.items)
    assert one is not None and two is not None and two.given == ()
    assert dict(one.given) == {"cmi.launch_data": "level=2&mode=quiz", "cmi.student_data.mastery_score": "80"}


def test_a_scorm_package_that_is_hostile_or_of_another_release_is_refused(tmp_path: Path) -> None:
    one = '<item identifier="i" identifierref="r"><title>&x;</title></item>'
    page = '<resource identifier="r" href="a.html"/>'
    for text, error in (
        (manifest(one, page, above=ENTITY), BrokenCourseError),
        (manifest("", page), NotAPackageError),
        (manifest("", page, version="2004 4th Edition"), NotAPackageError),
        (manifest("", page, version="CAM 1.3"), NotAPackageError),
    ):
        with pytest.raises(error):
            read(packed(tmp_path / "s.zip", {"imsmanifest.xml": text, "a.html": "<p>"}))
    with pytest.raises(NotAPackageError, match="Nothing in this file"):
        read(packed(tmp_path / "n.zip", {"program.exe": b"MZ"}))
    assert read(written(tmp_path / "t.zip", sample("scorm")), kind="scorm")[0].course.title == "Three steps to the sum"


def test_a_package_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playable, "MOST_BYTES", 100_000)
    bomb = files_of(sample("h5p")) | {"content/zeros.txt": bytes(200_000)}
    with pytest.raises(HugeArchiveError):
        read(packed(tmp_path / "bomb.h5p", bomb))
    monkeypatch.setattr(playable, "MOST_BYTES", 10_000_000)
    monkeypatch.setattr(playable, "MOST_FILES", 5)
    with pytest.raises(HugeArchiveError):
        read(packed(tmp_path / "many.h5p", bomb))


def test_packages_in_a_folder_become_tasks_of_its_lesson_and_broken_ones_are_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "1 Start/read.md": "# Halves\n\nRead this.",
        "1 Start/half.h5p": sample("h5p"),
        "2 More/no.h5p": b"PK",
    }
    pack, report = read(packed(tmp_path / "course.zip", files), kind="files")
    assert sorted((item.kind, item.title) for item in pack.items) == [
        ("interactive", "Half of a half"), ("reading", "Halves"),
    ]  # fmt: skip
    assert [lesson.title for lesson in pack.course.lessons] == ["Start"]
    assert report.notes["refused-package-cannot-play"] == 1 and report.found["files_h5p"] == 1


def test_a_package_of_h5p_in_a_cartridge_becomes_a_task_of_its_lesson(tmp_path: Path) -> None:
    place = "web_resources/half.h5p"
    line = '<item identifier="i9" identifierref="h"><title>Try it</title></item>'
    resource = f'<resource identifier="h" type="webcontent" href="{place}"><file href="{place}"/></resource>'
    bare = '<resource identifier="b" type="webcontent" href="web_resources/bare.h5p"/>'
    module = f'<item identifier="m3"><title>Games</title>{line}</item>'
    files = canvas() | {
        "imsmanifest.xml": cartridge(more=module, resources=resource + bare), place: sample("h5p"),
        "web_resources/bare.h5p": b"PK\x03\x04 no package",
    }  # fmt: skip
    pack, report = read(packed(tmp_path / "c.imscc", files), kind="cartridge")
    (task,) = [item for item in pack.items if item.kind == "interactive"]
    lessons = {lesson.lesson_id: lesson.title for lesson in pack.course.lessons}
    assert (task.title, lessons[task.lesson_id]) == ("Try it", "Games")
    assert task.body_public["package"]["player"] == "h5p" and task.body_public["package"]["file"] == task.files[0][0]
    assert report.examples["refused-package-cannot-play"] == ["web_resources/bare.h5p"]
