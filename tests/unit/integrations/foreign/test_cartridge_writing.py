"""What a Common Cartridge of ours looks like, to the byte, and what of a course it leaves out."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from learnapp.engine.kc import AnswerKind
from learnapp.integrations.content_packages.cartridges.pages import page
from learnapp.integrations.content_packages.cartridges.questions import verdict
from learnapp.integrations.content_packages.cartridges.writer import cartridge_of, manifest, write
from learnapp.integrations.content_packages.course_files import read_course
from tests.unit.integrations.foreign.cartridge_files import canvas
from tests.unit.integrations.foreign.making import packed, png, read, snapshot_of, written

GOLDEN = Path(__file__).parents[3] / "golden"


@pytest.mark.parametrize("name", ["cartridge-manifest.xml", "cartridge-quiz.xml"])
def test_the_documents_of_a_cartridge_are_what_other_systems_read(tmp_path: Path, name: str) -> None:
    pack, _ = read(packed(tmp_path / "c.imscc", canvas()))
    made = cartridge_of(snapshot_of(pack))
    quiz = next(one for _, resources in made.lessons for one in resources if "qti" in one.kind)
    data = manifest(made) if "manifest" in name else quiz.data
    # The digest of a picture is that of Pillow and zlib, not of ours.
    plain = re.sub(rb'(media/|"f)[0-9a-f]{40,64}', rb"\1DIGEST", data)
    assert plain == (GOLDEN / name).read_bytes()


def test_a_cartridge_holds_every_file_that_its_contents_name(tmp_path: Path) -> None:
    pack, _ = read(packed(tmp_path / "c.imscc", canvas()))
    made, out = cartridge_of(snapshot_of(pack)), io.BytesIO()
    picture = written(tmp_path / "p.png", png())
    write(made, out, lambda _: picture)
    with zipfile.ZipFile(out) as archive:
        root = etree.fromstring(archive.read("imsmanifest.xml"))
        named = {node.get("href") for node in root.iter("{*}file")}
        assert named | {"imsmanifest.xml"} == set(archive.namelist())
        resources = {node.get("identifier") for node in root.iter("{*}resource")}
        lines = {node.get("identifierref") for node in root.iter("{*}item")} - {None}
        assert lines <= resources
        page = next(archive.read(entry).decode() for entry in archive.namelist() if entry.startswith("pages/r"))
    assert r"\(\frac{2}{1}\)" in page and 'src="../media/' in page and "<script" not in page
    again = io.BytesIO()
    write(made, again, lambda _: picture)
    assert again.getvalue() == out.getvalue(), "the same course gives the same file"


def test_of_our_own_course_every_question_goes_over_or_is_named() -> None:
    snapshot = snapshot_of(read_course())
    report = cartridge_of(snapshot).report
    asked = [item for item in snapshot.content.values() if item.steps]
    kept = [item for item in asked if not verdict(item).refused]
    assert report.questions == len(kept) > 100
    named = {line.title for line in report.left}
    for item in asked:
        if verdict(item).refused:
            assert item.title in named
        else:
            kinds = {AnswerKind.CHOICE, AnswerKind.MULTIPLE_CHOICE, AnswerKind.TEXT, AnswerKind.SHORT_TEXT}
            assert item.steps[0].answer_kind in kinds | {AnswerKind.NUMERIC}
    assert {line.reason for line in report.left} >= {"several-steps", "simulation", "answer-kind", "hints"}


def test_hints_and_standards_come_back_with_the_course(tmp_path: Path) -> None:
    snapshot = snapshot_of(read_course())
    made, out = cartridge_of(snapshot), tmp_path / "back.imscc"
    picture = written(tmp_path / "p.png", png())
    with out.open("wb") as target:
        write(made, target, lambda _: picture)
    pack, report = read(out, kind="cartridge")
    topics = {kc.kc_id: kc.standard for kc in pack.kcs}
    asked = {item.title: item for item in snapshot.content.values() if item.steps and not verdict(item).refused}
    back = {item.title: item for item in pack.items if item.kind == "practice"}
    assert len(asked) > 100 and back.keys() == asked.keys()
    with_hints = with_standard = 0
    for title, item in asked.items():
        step = back[title].body_public["steps"][0]
        told = [hint.text for hint in item.steps[0].hints if hint.kind != "scaffold"]
        assert [page(hint["text"]) for hint in step["hints"]] == [page(text) for text in told], title
        codes = {snapshot.kcs[kc].standard for kc in item.kc_ids} - {None}
        assert {topics[kc] for kc in back[title].kc_ids} - {None} == codes, title
        assert back[title].body_public["topic_guessed"] is not bool(codes)
        with_hints, with_standard = with_hints + bool(told), with_standard + bool(codes)
    assert min(with_hints, with_standard) > 50
    assert [kc for kc in pack.kcs if kc.standard] and report.found["standards"] > 5
