"""Standards that a package names become those of its topics, and what names none stays as it was."""
# ruff: noqa: E501 - lines of XML

from __future__ import annotations

from pathlib import Path

from tests.unit.integrations.foreign.cartridge_files import canvas, choice, equal, item, mat, quiz, right
from tests.unit.integrations.foreign.making import by_title, packed, read
from tests.unit.integrations.foreign.qti_files import ITEMS, package

_CSM = "http://www.imsglobal.org/xsd/imsccv1p3/imscsmd_v1p0"


def serves(*codes: str, part: str = "", guid: str = "7E80697A-7440-11DF-93FA-01FD9CFF4B22") -> str:
    """Return metadata as publishers write it: a label with the code, and the number in a register."""
    rows = "".join(
        f"<csm:labelledGUID><csm:label>{code}</csm:label><csm:GUID>{guid}</csm:GUID></csm:labelledGUID>"
        for code in codes
    )
    named = f' resourcePartId="{part}"' if part else ""
    return (
        f'<csm:curriculumStandardsMetadataSet xmlns:csm="{_CSM}" resourceLabel="Item"{named}><csm:curriculumStandardsMetadata'
        f' providerId="AB"><csm:setOfGUIDs region="CCSS" version="2010">{rows}</csm:setOfGUIDs></csm:curriculumStandardsMetadata></csm:curriculumStandardsMetadataSet>'
    )


def _with(about: str, ident: str = "r4") -> dict[str, str | bytes]:
    files = canvas()
    manifest = str(files["imsmanifest.xml"])
    place = manifest.index(">", manifest.index(f'<resource identifier="{ident}"')) + 1
    return files | {"imsmanifest.xml": f"{manifest[:place]}<metadata>{about}</metadata>{manifest[place:]}"}


def test_one_standard_of_a_lesson_is_that_of_its_topic_which_stays_the_same_topic(tmp_path: Path) -> None:
    plain, _ = read(packed(tmp_path / "a.imscc", canvas()))
    pack, report = read(packed(tmp_path / "b.imscc", _with(serves("CCSS.Math.Content.8.EE.B.6"))))
    assert [(kc.kc_id, kc.name) for kc in pack.kcs] == [(kc.kc_id, kc.name) for kc in plain.kcs]
    assert {kc.name: kc.standard for kc in pack.kcs} == {
        "Lines": "CCSS.Math.Content.8.EE.B.6", "First things": None, "Spare questions": None,
    }  # fmt: skip
    asked = by_title(pack)["Steepness"]
    assert asked.body_public["topic_guessed"] is False and asked.content_id == by_title(plain)["Steepness"].content_id
    assert by_title(pack)["Banked"].body_public["topic_guessed"] is True
    assert report.found["standards"] == 1 and report.notes["topic-guessed"] == 1


def test_questions_of_one_quiz_that_serve_different_standards_belong_to_topics_of_their_own(tmp_path: Path) -> None:
    about = (
        serves("8.F.A.3", part="mc") + serves("8.F.B.4: Construct a function", part="mr") + serves("8.F.B.4", part="tf")
    )
    pack, _ = read(packed(tmp_path / "a.imscc", _with(about)))
    names = {kc.kc_id: (kc.name, kc.standard) for kc in pack.kcs}
    items = by_title(pack)
    told = {
        title: [names[kc] for kc in items[title].kc_ids] for title in ("Slope", "Steepness", "Several", "True?", "Word")
    }
    assert told == {
        "Slope": [("Lines", None)], "Word": [("Lines", None)], "Steepness": [("Lines · 8.F.A.3", "8.F.A.3")],
        "Several": [("Lines · 8.F.B.4", "8.F.B.4")], "True?": [("Lines · 8.F.B.4", "8.F.B.4")],
    }  # fmt: skip
    assert set(pack.course.lessons[0].kc_ids) == {kc for title in told for kc in items[title].kc_ids}
    assert items["Several"].body_public["steps"][0]["kc_ids"] == [str(items["Several"].kc_ids[0])]


def test_a_line_of_the_contents_speaks_for_those_below_it(tmp_path: Path) -> None:
    files = canvas()
    line = '<item identifier="m2"><title>Lines</title>'
    manifest = str(files["imsmanifest.xml"]).replace(line, f"{line}<metadata>{serves('HSA-REI.B.3')}</metadata>")
    pack, _ = read(packed(tmp_path / "a.imscc", files | {"imsmanifest.xml": manifest}))
    assert pack.kcs[0].standard == "HSA-REI.B.3" and pack.kcs[1].standard is None


def test_numbers_of_a_register_and_words_are_named_in_the_report_and_never_shown_as_codes(tmp_path: Path) -> None:
    about = serves("", "Use evidence.") + serves("https://case.example.org/uri/7e80697a-7440-11df-93fa-01fd9cff4b22")
    pack, report = read(packed(tmp_path / "a.imscc", _with(about)))
    assert not any(kc.standard for kc in pack.kcs)
    assert report.examples["standard-not-understood"] == [
        "Quiz on lines: 7E80697A-7440-11DF-93FA-01FD9CFF4B22", "Quiz on lines: Use evidence.",
        "Quiz on lines: https://case.example.org/uri/7e80697a-7440-11df-93fa-01fd9cff4b22",
    ]  # fmt: skip
    whole = str(canvas()["imsmanifest.xml"]).replace("<metadata>", f"<metadata>{serves('8.F.A.1')}", 1)
    pack, report = read(packed(tmp_path / "b.imscc", canvas() | {"imsmanifest.xml": whole}))
    assert not any(kc.standard for kc in pack.kcs) and report.examples["standard-of-the-whole"] == ["8.F.A.1"]


def test_items_of_a_qti_package_bring_their_standards_too(tmp_path: Path) -> None:
    files = package({name: ITEMS[name] for name in ("choice", "entry")})
    manifest = files["imsmanifest.xml"].replace(
        'href="items/choice.xml">', f'href="items/choice.xml"><metadata>{serves("RL.4.3")}</metadata>'
    )
    pack, _ = read(packed(tmp_path / "p.zip", files | {"imsmanifest.xml": manifest}))
    (topic,) = pack.kcs
    assert topic.standard == "RL.4.3"
    told = {one.title: one.body_public["topic_guessed"] for one in pack.items}
    assert told == {"Unattended luggage": False, "Richard III": True}


def test_parts_with_the_same_name_in_other_quizzes_keep_what_is_theirs(tmp_path: Path) -> None:
    files = _with(serves("8.F.A.3", part="b1"))
    bank = quiz(
        item("b1", "Banked", "cc.true_false.v0p1", mat("A bank.") + choice(False, "True", "False"), right(equal("b"))),
        holder="objectbank",
    )
    pack, _ = read(packed(tmp_path / "a.imscc", files | {"bank.xml": bank}))
    assert not any(kc.standard for kc in pack.kcs)
