"""Zip archives and packed courses from strangers: read under the same limits as tar, or refused with a reason."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from learnapp.core.errors import LearnAppError
from learnapp.integrations.content_packages import archive, oatutor
from learnapp.integrations.content_packages.course_archive import read_course_package
from learnapp.integrations.content_packages.course_files import DEMO_COURSE
from learnapp.integrations.content_packages.foreign.recognise import kind_of
from learnapp.integrations.content_packages.package import PackReport
from learnapp.integrations.content_packages.refused import (
    BrokenArchiveError,
    BrokenCourseError,
    HugeArchiveError,
    NotAPackageError,
)
from tests.unit.integrations.oatutor_package import plain

Files = dict[str, Any]
"""Texts, and what is no text as bytes."""
Edit = Callable[[Files], object]


def zipped(path: Path, files: Mapping[str, bytes | str], *, how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return path


def course_files() -> Files:
    found = [path for path in sorted(DEMO_COURSE.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    return {
        str(path.relative_to(DEMO_COURSE)): path.read_bytes() if path.suffix in (".mp4", ".jpg") else path.read_text()
        for path in found
    }


def test_a_zip_is_read_in_the_order_of_its_names_and_hostile_entries_are_passed_over(tmp_path: Path) -> None:
    out = zipped(tmp_path / "p.zip", {"b/2.json": "2", "../../evil": "x", "/etc/passwd": "x", "a/1.json": "1"})
    with zipfile.ZipFile(out, "a") as more:
        link = zipfile.ZipInfo("a/link.json")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        more.writestr(link, "/etc/passwd")
        more.writestr("a/huge.json", b" " * (archive.MAX_FILE_BYTES + 1), zipfile.ZIP_DEFLATED)
    refused: list[tuple[str, str]] = []
    found = list(archive.entries(out, refuse=lambda reason, name: refused.append((reason, name))))
    assert [("/".join(entry.parts), entry.data) for entry in found] == [("a/1.json", b"1"), ("b/2.json", b"2")]
    assert sorted(refused) == [
        ("file-too-large", "a/huge.json"),
        ("not-a-plain-file", "a/link.json"),
        ("unsafe-path", "../../evil"),
        ("unsafe-path", "/etc/passwd"),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.zip"]


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 3_000_000)
    bomb = zipped(tmp_path / "bomb.zip", {f"content-pool/p{n}/x.json": b" " * 1_000_000 for n in range(5)})
    assert bomb.stat().st_size < 10_000
    with pytest.raises(HugeArchiveError):
        list(archive.entries(bomb))


def test_a_zip_that_lies_about_sizes_gives_no_more_than_it_declares(tmp_path: Path) -> None:
    path = zipped(tmp_path / "liar.zip", {"a.json": b" " * 100_000})
    data = path.read_bytes().replace(struct.pack("<I", 100_000), struct.pack("<I", 10))
    path.write_bytes(data)
    with pytest.raises(BrokenArchiveError):
        list(archive.entries(path))


def test_a_list_of_files_that_would_fill_the_memory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_MAX_DIRECTORY_BYTES", 5_000)
    path = zipped(tmp_path / "many.zip", {f"{n}.json": "" for n in range(200)})
    with pytest.raises(HugeArchiveError):
        list(archive.entries(path))


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_a_zip_that_was_cut_off_is_noticed(tmp_path: Path, share: float) -> None:
    whole = zipped(tmp_path / "whole.zip", {"a.json": "1" * 500, "b.json": "2" * 500}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BrokenArchiveError, match="cut off"):
        list(archive.entries(tmp_path / "cut.zip"))


def test_encrypted_and_oddly_packed_zips_are_refused(tmp_path: Path) -> None:
    odd = zipped(tmp_path / "odd.zip", {"a.json": "1"}, how=zipfile.ZIP_LZMA)
    with pytest.raises(BrokenArchiveError):
        list(archive.entries(odd))
    data = bytearray(zipped(tmp_path / "locked.zip", {"a.json": "1"}).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    (tmp_path / "locked.zip").write_bytes(data)
    with pytest.raises(BrokenArchiveError):
        list(archive.entries(tmp_path / "locked.zip"))


def test_an_xz_that_asks_for_gigabytes_of_memory_is_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(b"x" * 5000, filters=filters))
    # Block header: size, flags, filter id, size of properties, dictionary size (xz format 1.2, 5.3.1), CRC32.
    assert data[14:16] == b"\x21\x01"
    data[16] = 38
    length = (data[12] + 1) * 4
    data[12 + length - 4 : 12 + length] = struct.pack("<I", zlib.crc32(bytes(data[12 : 12 + length - 4])))
    (tmp_path / "greedy.tar.xz").write_bytes(data)
    with pytest.raises(BrokenArchiveError):
        list(archive.entries(tmp_path / "greedy.tar.xz"))


def test_xz_streams_one_after_the_other_are_one_archive(tmp_path: Path) -> None:
    tar = plain(4).tar(tmp_path / "p.tar", form="").read_bytes()
    half = len(tar) // 2
    (tmp_path / "two.tar.xz").write_bytes(lzma.compress(tar[:half]) + b"\0" * 8 + lzma.compress(tar[half:]))
    assert len(list(archive.entries(tmp_path / "two.tar.xz"))) == len(list(archive.entries(tmp_path / "p.tar")))


def test_the_kind_of_a_package_is_seen_from_its_files(tmp_path: Path) -> None:
    assert kind_of(plain(1).tar(tmp_path / "o.tar.xz")) == "oatutor"
    assert (
        kind_of(zipped(tmp_path / "c.zip", {f"mine/{name}": text for name, text in course_files().items()})) == "course"
    )
    with pytest.raises(NotAPackageError):
        kind_of(zipped(tmp_path / "n.zip", {"readme.bin": "hello"}))


def test_an_oatutor_zip_reads_like_the_tar(tmp_path: Path) -> None:
    package = plain(3)
    folder = package.folder(tmp_path / "files")
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    as_zip = oatutor.read_catalogue(zipped(tmp_path / "p.zip", files), PackReport())
    as_tar = oatutor.read_catalogue(package.tar(tmp_path / "p.tar.xz"), PackReport())
    assert (as_zip.total, as_zip.courses, as_zip.kcs) == (as_tar.total, as_tar.courses, as_tar.kcs)


def test_a_packed_course_is_the_course(tmp_path: Path) -> None:
    report = PackReport()
    extra = {"mine/notes.txt": "for me", "mine/items/../../x.yaml": "a: 1"}
    files = {f"mine/{name}": text for name, text in course_files().items()} | extra
    pack = read_course_package(zipped(tmp_path / "c.zip", files), report)
    assert len(pack.items) == 243
    assert report.notes == {"file-not-understood": 1, "unsafe-path": 1}


def _swap(name: str, old: str, new: str) -> Edit:
    def edit(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return edit


BOMB = "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(3))
PASSAGE = """kc: distribute
passages:
- slug: rhind
  title: A scribe multiplies
  text: Doubling is all he needs.
  source: {by: Ahmes, work: Rhind papyrus, year: '-1550', kind: primary}
"""


BROKEN: dict[str, Edit] = {
    "a slug that climbs out": _swap("kcs.yaml", "slug: distribute,", "slug: ../../../../etc/passwd,"),
    "a missing reading": lambda files: files.pop("readings/distribute.md"),
    "a missing file of topics": lambda files: files.pop("kcs.yaml"),
    "aliases that unfold without end": lambda files: files.update({"items/distribute.yaml": BOMB}),
    "nesting without end": lambda files: files.update({"items/distribute.yaml": "[" * 50_000}),
    "not YAML at all": lambda files: files.update({"course.yaml": "title: 'half"}),
    "another shape": lambda files: files.update({"course.yaml": "- 1\n- 2\n"}),
    "a topic that nobody describes": _swap("course.yaml", "kcs: [fraction-meaning", "kcs: [dragons"),
    "a circle of prerequisites": _swap("kcs.yaml", "requires: []", "requires: [equivalent-fractions]"),
    "a probability above one": _swap("kcs.yaml", "bkt: [0.35", "bkt: [35"),
    "an unknown kind of answer": _swap("items/distribute.yaml", "answer_kind: expression", "answer_kind: essay"),
    "an order without its parts": _swap("items/distribute.yaml", "answer_kind: expression", "answer_kind: ordering"),
    "a table with a key too short": _swap(
        "templates/straight-lines.yaml",
        "answer: ['[[a*c+b]]', '[[b]]', '[[a+b]]', '[[a*d+b]]']",
        "answer: ['[[a*c+b]]', '[[b]]', '[[a+b]]']",
    ),
    "an answer that is no text": _swap("items/distribute.yaml", "    - 3x+12\n", "    - {a: 1}\n"),
    "a difficulty from nowhere": _swap("items/distribute.yaml", "difficulty: -0.5", "difficulty: .nan"),
    "a step without its answers": _swap("items/distribute.yaml", "    accepted:\n    - 3x+12\n", ""),
    "a picture that cannot be drawn": _swap("explanations/distribute.yaml", "kind: area", "kind: fractal"),
    "a picture that says nothing in words": _swap(
        "explanations/distribute.yaml", "  alt: A rectangle", "  was: A rectangle"
    ),
    "an explanation of no kind": _swap("explanations/distribute.yaml", "kind: analogy", "kind: song"),
    "a passage from nowhere": lambda files: files.update(
        {"passages/distribute.yaml": PASSAGE.replace("kind: primary", "kind: rumour")}
    ),
    "a timeline without its titles": lambda files: files.update(
        {"passages/distribute.yaml": PASSAGE + "  timeline: [['1787', Only this]]\n"}
    ),
    "a film that nobody can read": lambda files: [
        files.pop(f"films/bottoms-agree.{lang}.vtt") for lang in ("en", "es")
    ],
    "a film that is a page": lambda files: files.update({"films/bottoms-agree.mp4": b"<html>hello</html>"}),
    "a film without its picture": lambda files: files.pop("films/bottoms-agree.jpg"),
    "captions from nowhere": _swap("films/bottoms-agree.en.vtt", "00:00:00.000 -->", "soon -->"),
    "a film outside of its folder": _swap(
        "videos/add-unlike-fractions.yaml", "film: bottoms-agree", "film: ../../../secret"
    ),
    "a tag that would run code": lambda files: files.update(
        {"kcs.yaml": "- !!python/object/apply:os.system ['touch /tmp/learnapp-was-here']"}
    ),
}


@pytest.mark.parametrize("what", sorted(BROKEN))
def test_a_course_with_something_wrong_is_refused_as_a_whole(tmp_path: Path, what: str) -> None:
    files = course_files()
    BROKEN[what](files)
    with pytest.raises(BrokenCourseError) as refused:
        read_course_package(zipped(tmp_path / "c.zip", files), PackReport())
    assert isinstance(refused.value, LearnAppError) and refused.value.message.endswith(".")
    assert "/" not in refused.value.message.replace("items/", "").replace("films/", "").replace("video/", "").replace(
        "reading/", ""
    ).replace("item/", "")


def test_noise_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "noise.zip").write_bytes(b"PK\x03\x04" + io.BytesIO(b"noise" * 500).getvalue())
    with pytest.raises(BrokenArchiveError):
        kind_of(tmp_path / "noise.zip")


def test_names_as_programs_of_windows_and_macos_write_them_are_read_as_they_were_meant(tmp_path: Path) -> None:
    path = zipped(tmp_path / "odd.zip", {"unit\\page.html": "1", "..\\..\\evil": "x", "C:\\x": "x", "Sesi0n.html": "2"})
    # UTF-8 in the name without the flag that says so.
    path.write_bytes(path.read_bytes().replace(b"Sesi0n", "Sesió".encode()))
    refused: list[tuple[str, str]] = []
    found = archive.entries(path, refuse=lambda reason, name: refused.append((reason, name)))
    assert sorted("/".join(entry.parts) for entry in found) == ["Sesió.html", "unit/page.html"]
    assert sorted(refused) == [("unsafe-path", "../../evil"), ("unsafe-path", "C:/x")]
