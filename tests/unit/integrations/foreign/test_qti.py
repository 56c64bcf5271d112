"""QTI 2 and 3: what is graded here as its author meant it comes in, the rest is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.integrations.foreign.making import by_title, key_of, packed, png, read, written
from tests.unit.integrations.foreign.qti_files import (
    CHOICE,
    ITEMS,
    REFUSED,
    TEST,
    declared,
    item,
    package,
    simple,
    third,
)

KINDS = {
    "Unattended luggage": "choice", "Water": "multiple_choice", "Grand Prix": "ordering", "Plays": "matching",
    "Richard III": "text", "Speed": "numeric", "Two gaps": "choice", "Sonnet": "choice", "Slip": "choice",
}  # fmt: skip


@pytest.mark.parametrize("version", [2, 3])
def test_every_interaction_that_maps_comes_in_the_same_from_both_versions(tmp_path: Path, version: int) -> None:
    items = ITEMS if version == 2 else {name: third(text) for name, text in ITEMS.items()}
    kind = "imsqti_item_xmlv2p1" if version == 2 else "imsqti_item_xmlv3p0"
    pack, report = read(packed(tmp_path / "p.zip", package(items, version=kind)), kind="qti")
    found = by_title(pack)
    assert {title: item.body_public["steps"][0]["answer_kind"] for title, item in found.items()} == KINDS
    luggage = found["Unattended luggage"]
    assert luggage.body_public["steps"][0]["prompt"] == "Look at the sign $\\frac{1}{x}$.\n\nWhat does it say?"
    assert key_of(luggage) == {
        "accepted": ["Never leave it"], "tolerance": 0.0, "solution": "Right so.",
        "misconceptions": [["Stay with it", "Read again."], ["Eat it", "That is odd."]],
    }  # fmt: skip
    assert key_of(found["Water"])["accepted"] == ["Hydrogen", "Oxygen"]
    assert key_of(found["Grand Prix"])["accepted"] == ["Michael", "Rubens", "Jenson"]
    plays = found["Plays"]
    assert plays.body_public["steps"][0]["rows"] == ["Capulet", "Demetrius"]
    assert key_of(plays)["accepted"] == ["Romeo and Juliet", "A Midsummer-Night's Dream"]
    assert key_of(found["Richard III"])["accepted"] == ["York"]
    assert (key_of(found["Speed"])["accepted"], key_of(found["Speed"])["tolerance"]) == (["2.5"], 0.05)
    gaps = found["Two gaps"]
    assert "(1)" in gaps.body and "(2)" in gaps.body
    assert [key_of(gaps, n)["accepted"] for n in (0, 1)] == [["Gloucester"], ["York"]]
    assert [key_of(found["Sonnet"], n)["accepted"] for n in (0, 1)] == [["winter"], ["summer"]]
    assert "Sponsors of the Olympics who is here." in found["Slip"].body_public["steps"][0]["prompt"]
    assert report.found["questions"] == 9 and not any(code.startswith("refused-") for code in report.notes)


@pytest.mark.parametrize("reason", sorted(REFUSED))
def test_what_cannot_be_graded_faithfully_is_refused(tmp_path: Path, reason: str) -> None:
    _, report = read(packed(tmp_path / "p.zip", package({"choice": CHOICE, "odd": REFUSED[reason]})))
    assert report.examples[f"refused-{reason}"] == ["items/odd.xml"]
    assert report.found["questions"] == 1


def test_the_sections_of_a_test_are_lessons_and_items_outside_it_come_after(tmp_path: Path) -> None:
    items = {name: ITEMS[name] for name in ("choice", "entry", "order")}
    pack, report = read(packed(tmp_path / "Autumn.zip", package(items, test=TEST)))
    assert [lesson.title for lesson in pack.course.lessons] == ["Words", "Signs", "Autumn"]
    assert [item.title for item in pack.items] == ["Richard III", "Unattended luggage", "Grand Prix"]
    assert report.examples["refused-resource-missing"] == ["items/lost.xml"]


def test_a_single_item_is_a_course_of_its_own_and_entities_are_refused_in_their_place(tmp_path: Path) -> None:
    pack, _ = read(written(tmp_path / "one.xml", CHOICE), kind="qti")
    assert [item.title for item in pack.items] == ["Unattended luggage"]
    evil = CHOICE.replace("?><assess", '?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><assess', 1)
    pack, report = read(packed(tmp_path / "p.zip", package({"a": ITEMS["order"], "evil": evil})))
    assert [item.title for item in pack.items] == ["Grand Prix"]
    assert report.examples["refused-xml-with-entities"] == ["items/evil.xml"]


_STIMULUS = (
    '<assessmentStimulus xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="S1" title="The fox">'
    "<stimulusBody><p>A fox saw <b>grapes</b>.</p>"
    '<p><img src="pictures/fox.png" alt="A fox"/></p></stimulusBody></assessmentStimulus>'
)


@pytest.mark.parametrize("version", [2, 3])
def test_a_text_that_items_share_stands_before_each_of_them(tmp_path: Path, version: int) -> None:
    choice = CHOICE.replace("<itemBody>", '<assessmentStimulusRef identifier="S1" href="../shared/fox.xml"/><itemBody>')
    lost = CHOICE.replace("choice1", "c2").replace("<itemBody>", '<assessmentStimulusRef href="none.xml"/><itemBody>')
    shared = _STIMULUS
    if version == 3:
        choice, lost, shared = third(choice), third(lost), third(_STIMULUS)
    files: dict[str, str | bytes] = {**package({"choice": choice, "lost": lost})}
    files |= {"shared/fox.xml": shared, "shared/pictures/fox.png": png()}
    pack, report = read(packed(tmp_path / "p.zip", files))
    luggage = by_title(pack)["Unattended luggage"]
    assert luggage.body == f"A fox saw **grapes**.\n\n![A fox](media:{luggage.files[0][0]})"
    assert luggage.body_public["steps"][0]["prompt"].endswith("What does it say?")
    assert report.examples["refused-shared-text-missing"] == ["items/lost.xml"] and len(pack.items) == 1


def test_what_a_rubric_says_to_the_candidate_stays_and_what_is_for_others_or_tells_the_answer_goes(
    tmp_path: Path,
) -> None:
    told = CHOICE.replace(
        "<itemBody>",
        '<itemBody><rubricBlock view="candidate"><p>Read the sign first.</p></rubricBlock>'
        '<rubricBlock view="scorer tutor"><p>Never leave it is right.</p></rubricBlock>'
        '<p>At an airport.<feedbackInline outcomeIdentifier="F" identifier="correct" showHide="show">Never it is.'
        "</feedbackInline></p>"
        '<mediaInteraction responseIdentifier="M" autostart="false"><object type="video/mp4" data="a.mp4"/>'
        '</mediaInteraction><endAttemptInteraction responseIdentifier="HINT" title="Help"/>',
    ).replace("Right so.", "")  # fmt: skip
    pack, report = read(packed(tmp_path / "p.zip", package({"choice": told})))
    luggage = by_title(pack)["Unattended luggage"]
    prompt = luggage.body_public["steps"][0]["prompt"]
    assert prompt.startswith("Read the sign first.\n\nAt an airport.\n\n") and "Never" not in prompt
    assert key_of(luggage)["solution"] == "Never it is."
    assert {"media-in-a-text", "active-parts-left-out"} <= set(report.notes)


def test_sections_in_files_of_their_own_and_what_they_say_first_come_in_order(tmp_path: Path) -> None:
    test = TEST.replace(
        '<assessmentSection identifier="S2" title="Words" visible="true">',
        '<assessmentSectionRef identifier="S3" href="sections/third.xml"/>'
        '<assessmentSection identifier="S2" title="Words" visible="true">'
        '<rubricBlock view="candidate"><p>Write one word.</p></rubricBlock>',
    )
    section = (
        '<assessmentSection xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="S3" title="Orders">'
        '<assessmentItemRef identifier="o" href="../items/order.xml"/></assessmentSection>'
    )
    files = package({name: ITEMS[name] for name in ("choice", "entry", "order")}, test=test)
    pack, _ = read(packed(tmp_path / "Autumn.zip", files | {"sections/third.xml": section}))
    assert [lesson.title for lesson in pack.course.lessons] == ["Orders", "Words", "Signs"]
    assert [item.title for item in pack.items] == ["Grand Prix", "Words", "Richard III", "Unattended luggage"]
    assert pack.items[1].body == "Write one word."


def test_what_stands_between_two_questions_of_an_item_stays_between_them(tmp_path: Path) -> None:
    def asked(ident: str, prompt: str) -> str:
        return (
            f'<choiceInteraction responseIdentifier="{ident}" maxChoices="1"><prompt>{prompt}</prompt>'
            + simple("one", "two") + "</choiceInteraction>"
        )  # fmt: skip

    body = (
        f"<p>First text.</p>{asked('R1', 'One?')}<div><p>Second text.</p>{asked('R2', 'Two?')}</div>"
        f"{asked('R3', 'Three?')}"
    )
    both = "".join(declared("A", ident=ident) for ident in ("R1", "R2", "R3"))
    pack, _ = read(packed(tmp_path / "p.zip", package({"a": item("three", "Three", both, body + "<p>Well done.</p>")})))
    (three,) = pack.items
    assert three.body == "First text.\n\nWell done."
    assert [step["prompt"] for step in three.body_public["steps"]] == ["One?", "Second text.\n\nTwo?", "Three?"]


@pytest.mark.parametrize("substring", ["false", "true"])
def test_a_word_compared_whole_is_judged_and_a_part_of_one_is_not(tmp_path: Path, substring: str) -> None:
    processing = (
        "<responseProcessing><responseCondition><responseIf>"
        f'<stringMatch caseSensitive="false" substring="{substring}"><variable identifier="RESPONSE"/>'
        '<correct identifier="RESPONSE"/></stringMatch><setOutcomeValue identifier="SCORE">'
        '<baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition>'
        "</responseProcessing>"
    )
    asked = '<p>The white rose? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    one = item("rose", "Rose", declared("York", "single", "string"), asked, processing)
    pack, report = read(packed(tmp_path / "p.zip", package({"choice": CHOICE, "rose": one})))
    assert ("Rose" in by_title(pack)) is (substring == "false")
    assert ("refused-answer-is-a-pattern" in report.notes) is (substring == "true")
