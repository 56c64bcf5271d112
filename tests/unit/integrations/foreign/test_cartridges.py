"""Common Cartridges 1.1 to 1.3: lessons in order, pages, pictures, links, discussions, quizzes; no more than that."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path

import pytest

from learnapp.integrations.content_packages.foreign import files
from learnapp.integrations.content_packages.refused import BrokenCourseError, HugeArchiveError, NotAPackageError
from tests.unit.integrations.foreign.cartridge_files import FIB, canvas, item, mat, quiz
from tests.unit.integrations.foreign.making import by_title, key_of, packed, png, read

PAGE = """## Rise and run

A line **rises** ![A rising line](media:{name}) and $\\frac{{2}}{{1}}$.

no [more](https://example.org/more)

| x | y |
| --- | --- |
| 1 | 3 |"""


@pytest.mark.parametrize("version", ["1.1.0", "1.2.0", "1.3.0"])
def test_a_course_comes_in_as_it_stands_in_its_contents(tmp_path: Path, version: str) -> None:
    pack, report = read(packed(tmp_path / "course.imscc", canvas(version)), kind="cartridge")
    course = pack.course
    assert (course.title, course.language, course.license) == ("Algebra One", "en-US", "CC BY 4.0")
    assert [lesson.title for lesson in course.lessons] == ["Lines", "First things", "Spare questions"]
    assert [item.title for item in pack.items] == [
        "Slope", "A graphing page", "Talk about slope", "Steepness", "Several", "True?", "Word", "Start", "Banked",
    ]  # fmt: skip
    assert [item.position for item in pack.items] == list(range(1, 10))
    items = by_title(pack)
    slope = items["Slope"]
    assert slope.kind == "reading" and slope.body == PAGE.format(name=slope.files[0][0])
    assert items["A graphing page"].body == "[A graphing page](https://www.desmos.com/calculator)"
    assert items["Talk about slope"].body == "Which road is **steeper**?"
    assert items["Talk about slope"].body_public == {"prompt": "What is steep?"}
    assert all(item.status == "published" for item in pack.items)
    assert {kc.name for kc in pack.kcs} == {"Lines", "First things", "Spare questions"}
    assert items["Steepness"].kc_ids == course.lessons[0].kc_ids
    assert report.found["lessons"] == 3 and report.found["links"] == 1 and report.found["discussions"] == 1


def test_its_quizzes_are_graded_as_their_authors_meant(tmp_path: Path) -> None:
    pack, report = read(packed(tmp_path / "course.imscc", canvas()))
    items = by_title(pack)
    steep = items["Steepness"]
    assert steep.body_public["steps"][0]["prompt"] == "Slope of $y=2x+1$?"
    assert key_of(steep) == {
        "accepted": ["2"], "tolerance": 0.0, "solution": "", "misconceptions": [["1", "That is where it crosses."]],
    }  # fmt: skip
    assert key_of(items["Several"])["accepted"] == ["y=x", "y=3"]
    assert key_of(items["Word"])["accepted"] == ["run", "the run"]
    refused = {code.removeprefix("refused-") for code in report.notes if code.startswith("refused-")}
    assert refused == {
        "answer-is-a-pattern", "essay-not-graded", "external-tool", "resource-missing", "file-kind-unknown",
    }  # fmt: skip
    assert report.examples["refused-external-tool"] == ["A proctor"]
    assert report.examples["refused-file-kind-unknown"] == ["web_resources/marks.xlsx"]
    assert report.examples["active-parts-left-out"] == ["wiki_content/slope.html"]


def test_the_same_cartridge_again_changes_nothing_and_an_edited_page_only_itself(tmp_path: Path) -> None:
    first, _ = read(packed(tmp_path / "a.imscc", canvas()))
    # As exported again under another file name, with one page edited.
    again, _ = read(packed(tmp_path / "b (2).imscc", canvas() | {"wiki_content/start.html": "<p>Welcome back.</p>"}))
    changed = [a.title for a, b in zip(first.items, again.items, strict=True) if a.checksum() != b.checksum()]
    assert changed == ["Start"]
    assert first.course.course_id == again.course.course_id


def test_names_that_lead_out_of_the_package_find_nothing(tmp_path: Path) -> None:
    evil = canvas() | {"wiki_content/start.html": '<p>Hi <img src="../../../../etc/passwd" alt="p"></p>'}
    path = packed(tmp_path / "c.imscc", evil | {"../../outside.html": "x", "/etc/cron.d/x": "x"})
    pack, report = read(path)
    assert by_title(pack)["Start"].body == "Hi [p]"
    assert report.examples["refused-unsafe-path"] == ["../../outside.html", "/etc/cron.d/x"]
    assert sorted(found.name for found in tmp_path.iterdir()) == ["c.imscc"]


def test_bombs_broken_contents_and_other_packages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_TOTAL_BYTES", 3_000_000)
    bomb = {f"web_resources/{n}.bin": b"\0" * 1_000_000 for n in range(5)}
    with pytest.raises(HugeArchiveError):
        read(packed(tmp_path / "bomb.imscc", canvas() | bomb))
    with pytest.raises(BrokenCourseError):
        read(
            packed(tmp_path / "x.imscc", {"imsmanifest.xml": '<!DOCTYPE m [<!ENTITY a "b">]><manifest>&a;</manifest>'})
        )
    scorm = canvas()["imsmanifest.xml"]
    assert isinstance(scorm, str)
    with pytest.raises(NotAPackageError, match="SCORM"):
        read(packed(tmp_path / "s.zip", {"imsmanifest.xml": scorm.replace("IMS Common Cartridge", "ADL SCORM")}))
    with pytest.raises(NotAPackageError, match="can be used"):
        read(packed(tmp_path / "e.imscc", {"imsmanifest.xml": scorm}))


def test_a_page_with_endless_nesting_is_left_out_and_the_rest_comes_in(tmp_path: Path) -> None:
    deep = "<html><body>" + "<div>" * 3_000 + "x" + "</body></html>"
    pack, report = read(packed(tmp_path / "d.imscc", canvas() | {"wiki_content/start.html": deep}))
    assert "Start" not in by_title(pack) and len(pack.items) == 8
    assert report.examples["refused-text-too-large"] == ["wiki_content/start.html"]


def test_matching_and_numbers_as_canvas_writes_them(tmp_path: Path) -> None:
    lids = "".join(
        f'<response_lid ident="response_{n}"><material><mattext>{row}</mattext></material><render_choice>'
        '<response_label ident="x"><material><mattext>barks</mattext></material></response_label>'
        '<response_label ident="y"><material><mattext>meows</mattext></material></response_label>'
        "</render_choice></response_lid>"
        for n, row in enumerate(("dog", "cat"))
    )
    rules = "".join(
        f'<respcondition><conditionvar><varequal respident="response_{n}">{value}</varequal></conditionvar>'
        '<setvar varname="SCORE" action="Add">50.00</setvar></respcondition>'
        for n, value in enumerate("xy")
    )
    number = (
        '<respcondition continue="No"><conditionvar><or><varequal respident="response1">3.14</varequal><and>'
        '<vargte respident="response1">3.13</vargte><varlte respident="response1">3.15</varlte></and></or>'
        "</conditionvar>"
        '<setvar action="Set" varname="SCORE">100</setvar></respcondition>'
    )
    document = quiz(
        item("m", "Pairs", "matching_question", mat("Match the sounds") + lids, rules),
        item("n", "Pi", "numerical_question", mat("Pi?") + FIB, number),
    )
    pack, report = read(packed(tmp_path / "c.imscc", canvas() | {"r4/quiz.xml": document}))
    items = by_title(pack)
    assert items["Pairs"].body_public["steps"][0]["rows"] == ["dog", "cat"]
    assert key_of(items["Pairs"])["accepted"] == ["barks", "meows"]
    assert key_of(items["Pi"])["accepted"] == ["3.14"]
    assert key_of(items["Pi"])["tolerance"] == pytest.approx(0.01)
    assert zipfile.is_zipfile(tmp_path / "c.imscc") and "refused-scoring-of-its-own" not in report.notes


def test_pages_of_a_folder_and_files_that_the_contents_do_not_name_come_in_or_are_named(tmp_path: Path) -> None:
    more = (
        '<resource identifier="folder" type="webcontent"><file href="notes/one.html"/><file href="notes/two.html"/>'
        '</resource><resource identifier="att" type="associatedcontent/imscc_xmlv1p1/learning-application-resource"'
        ' href="att/map.png"><file href="att/map.png"/></resource>'
    )
    files = canvas(resources=more) | {
        "notes/one.html": "<p>The first page.</p>", "notes/two.html": "<p>The second page.</p>",
        "loose/three.md": "# Third\n\nLoose words.", "att/map.png": png(), "imscp.xsd": "<x/>",
    }  # fmt: skip
    pack, report = read(packed(tmp_path / "c.imscc", files))
    further = pack.course.lessons[-1]
    assert [item.body for item in pack.items if item.lesson_id == further.lesson_id] == [
        "The first page.", "Loose words.", "The second page.",
    ]  # fmt: skip
    assert sum("map" in item.title for item in pack.items) == 0


def test_names_with_accents_brackets_and_backslashes_are_found(tmp_path: Path) -> None:
    name = "Sesión (1).html"
    manifest = str(canvas()["imsmanifest.xml"]).replace(
        'href="wiki_content/start.html"', 'href="wiki_content\\Sesi%C3%B3n%20(1).html"'
    )
    files = canvas() | {
        "imsmanifest.xml": manifest, "r2.xml": str(canvas()["r2.xml"]).replace(
            "https://www.desmos.com/calculator", "https://en.wikipedia.org/wiki/Function_(mathematics)"),
    }  # fmt: skip
    del files["wiki_content/start.html"]
    # As macOS writes the name: the letter and its accent apart.
    page = '<p>Hola. <a href="https://es.wikipedia.org/wiki/Funci%C3%B3n_(a)">Más</a></p>'
    files[f"wiki_content/{unicodedata.normalize('NFD', name)}"] = page
    items = by_title(read(packed(tmp_path / "c.imscc", files))[0])
    assert items["Start"].body == "Hola. [Más](https://es.wikipedia.org/wiki/Funci%C3%B3n_%28a%29)"
    wiki = "https://en.wikipedia.org/wiki/Function_%28mathematics%29"
    assert items["A graphing page"].body == f"[A graphing page]({wiki})"


def test_slips_of_the_programs_that_write_manifests_are_read_as_they_were_meant(tmp_path: Path) -> None:
    manifest = str(canvas()["imsmanifest.xml"])
    spanish = manifest.replace("Algebra One", "Álgebra&nbsp;Uno").replace(">Lines<", ">Ángulos&#160;y más &amp; otros<")
    prefixed = (
        spanish.replace("<", "<ims:")
        .replace("<ims:/", "</ims:")
        .replace("<ims:?", "<?")
        .replace("ims:lomimscc:", "lomimscc:")
    )
    prefixed = prefixed.replace(" xmlns=", " xmlns:ims=")
    written: tuple[str | bytes, ...] = (
        "\ufeff \r\n" + spanish, spanish.encode("cp1252"), spanish.replace("Deeper", "Dee\x0bper"), prefixed,
    )  # fmt: skip
    for number, text in enumerate(written):
        pack, _ = read(packed(tmp_path / f"{number}.imscc", canvas() | {"imsmanifest.xml": text}), kind="cartridge")
        assert (pack.course.title, pack.course.lessons[0].title) == ("Álgebra Uno", "Ángulos y más & otros")
        assert len(pack.items) == 9


def test_a_name_that_stands_twice_loses_nothing(tmp_path: Path) -> None:
    more = '<resource identifier="r1" type="webcontent" href="other.html"><file href="other.html"/></resource>'
    files = canvas(resources=more) | {"other.html": "<p>Another page.</p>"}
    pack, _ = read(packed(tmp_path / "c.imscc", files))
    assert by_title(pack)["Slope"].body.startswith("## Rise and run")
    assert "Another page." in [item.body for item in pack.items]
