"""Films and documents too large for memory come in and wait on disk only while they are needed; no bomb does."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from learnapp.integrations.content_packages import large
from learnapp.integrations.content_packages.course_archive import read_course_package
from learnapp.integrations.content_packages.foreign.reading import read_foreign
from learnapp.integrations.content_packages.foreign.recognise import kind_of
from learnapp.integrations.content_packages.large import OnDisk
from learnapp.integrations.content_packages.package import PackItem, PackReport
from learnapp.integrations.content_packages.refused import BrokenArchiveError, BrokenCourseError, HugeArchiveError
from learnapp.integrations.content_packages.samples import sample
from tests.unit.integrations.foreign.document_files import BODY, VTT, docx, mp4, pdf
from tests.unit.integrations.foreign.making import by_title, packed, read
from tests.unit.integrations.foreign.test_playable import files_of
from tests.unit.integrations.test_archives import course_files

MB = 1024 * 1024


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which large files wait."""
    folder = tmp_path / "spool"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def film(size: int) -> bytes:
    """Return an MP4 whose header stands at its end, behind what does not shrink."""
    head, rest = mp4()[:20], mp4()[20:]
    padding = size - len(mp4())
    return head + padding.to_bytes(4, "big") + b"mdat" + os.urandom(padding - 8) + rest


def kept(item: PackItem, ending: str) -> OnDisk:
    ((name, data),) = [one for one in item.files if one[0].endswith(ending)]
    assert isinstance(data, OnDisk)
    assert name == hashlib.sha256(data.path.read_bytes()).hexdigest() + ending
    return data


def test_a_film_of_five_megabytes_comes_in_and_waits_on_disk_only_as_long_as_it_is_held(
    tmp_path: Path, spool: Path
) -> None:
    whole = film(5 * MB)
    files: dict[str, str | bytes] = {"film.mp4": whole, "film.en.vtt": VTT}
    for path in (packed(tmp_path / "Unit.zip", files), tmp_path / "Unit.tar"):
        if path.suffix == ".tar":
            with tarfile.open(path, "w") as out:
                for name, data in files.items():
                    raw = data.encode() if isinstance(data, str) else data
                    info = tarfile.TarInfo(name)
                    info.size = len(raw)
                    out.addfile(info, io.BytesIO(raw))
        pack, _ = read(path, kind="files")
        item = by_title(pack)["film"]
        assert item.body_public["film"]["seconds"] == 12.5
        assert kept(item, ".mp4").path.read_bytes() == whole
        assert len(list(spool.iterdir())) == 1
        del pack, item
        assert list(spool.iterdir()) == []


def test_documents_of_more_than_four_megabytes_are_read(tmp_path: Path) -> None:
    heavy = docx(more={"word/media/photo.png": os.urandom(5 * MB)})
    pack, _ = read(packed(tmp_path / "word.zip", {"notes.docx": heavy}), kind="files")
    assert "The balance" in by_title(pack)
    long = tmp_path / "long.docx"
    long.write_bytes(docx(BODY + "<!--" + " " * (5 * MB) + "-->"))
    assert "The balance" in by_title(read(long, kind="word")[0])
    paper = pdf("One line.") + b"%" + b"0" * (5 * MB) + b"\n"
    pack, _ = read(packed(tmp_path / "pdf.zip", {"paper.pdf": paper}), kind="files")
    assert "One line." in by_title(pack)["paper"].body


def test_what_is_too_large_is_named_with_its_size_and_the_limit(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"film.mp4": film(5 * MB), "film.en.vtt": VTT, "notes.md": "# Notes\n\nWords."}
    path, report = packed(tmp_path / "u.zip", files), PackReport()
    pack = read_foreign(kind_of(path), path, "u", report, most_film=4 * MB)
    assert set(by_title(pack)) == {"Notes"}
    assert report.examples["refused-file-too-large"] == ["film.mp4 (5 MB > 4 MB)"]


def test_a_bomb_of_a_film_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "_SPARE_BYTES", 6 * MB)
    zeros = mp4() + bytes(5 * MB)
    bomb = packed(tmp_path / "bomb.zip", {"a.mp4": zeros, "a.vtt": VTT, "b.mp4": zeros, "b.vtt": VTT})
    assert bomb.stat().st_size < 20_000
    with pytest.raises(HugeArchiveError):
        read(bomb)
    assert list(spool.iterdir()) == []
    honest = packed(tmp_path / "honest.zip", {"a.mp4": film(5 * MB), "b.mp4": film(5 * MB), "a.vtt": VTT, "b.vtt": VTT})
    assert len(read(honest)[0].items) == 2


def test_a_film_that_is_cut_off_within_its_archive_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, spool: Path
) -> None:
    path = packed(tmp_path / "u.zip", {"film.mp4": film(5 * MB), "film.vtt": VTT})
    data = bytearray(path.read_bytes())
    data[3 * MB : 3 * MB + 64] = bytes(64)
    path.write_bytes(data)
    with pytest.raises(BrokenArchiveError):
        read(path)
    assert list(spool.iterdir()) == []


def test_a_course_of_our_own_format_keeps_its_large_films(tmp_path: Path, spool: Path) -> None:
    files = course_files()
    name = "films/bottoms-agree.mp4"
    files[name] = bytes(files[name]) + (5 * MB).to_bytes(4, "big") + b"free" + os.urandom(5 * MB - 8)
    with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for place, data in files.items():
            out.writestr(place, data)
    pack = read_course_package(tmp_path / "c.zip", PackReport())
    assert len(pack.items) == 243
    (film_of,) = (item for item in pack.items if any(isinstance(data, OnDisk) for _, data in item.files))
    assert kept(film_of, ".mp4").path.read_bytes() == files[name]
    report = PackReport()
    with pytest.raises(BrokenCourseError):
        read_course_package(tmp_path / "c.zip", report, most_film=4 * MB)
    assert report.examples["file-too-large"] == [f"{name} (6 MB > 4 MB)"]
    del pack, film_of
    assert list(spool.iterdir()) == []


def test_a_program_with_a_film_is_packed_like_one_without(tmp_path: Path, spool: Path) -> None:
    clip = film(5 * MB)
    pack, _ = read(packed(tmp_path / "a.h5p", files_of(sample("h5p")) | {"content/videos/a.mp4": clip}), kind="h5p")
    data = kept(pack.items[0], ".zip")
    with zipfile.ZipFile(data.path) as found:
        assert found.read("content/videos/a.mp4") == clip
    del pack, data
    assert list(spool.iterdir()) == []
