"""Cartridges as Canvas really exports them: whole quizzes and banks beside the profile's, blanks, and dropdowns."""
# ruff: noqa: E501 - lines of XML

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.integrations.foreign.cartridge_files import (
    FIB,
    canvas,
    choice,
    equal,
    item,
    mat,
    quiz,
    right,
)
from tests.unit.integrations.foreign.making import by_title, key_of, packed, read

MC, NUM, BANKED = "g" + "1" * 32, "g" + "2" * 32, "g" + "3" * 32
_LAR = "associatedcontent/imscc_xmlv1p1/learning-application-resource"


def lid(name: str, *labels: str) -> str:
    """Return a list as Canvas writes one for a blank or a dropdown; its entries are named NAME0, NAME1."""
    rows = "".join(
        f'<response_label ident="{name}{n}"><material><mattext texttype="text/plain">{label}</mattext></material></response_label>'
        for n, label in enumerate(labels)
    )
    return f'<response_lid ident="response_{name}"><material><mattext>{name}</mattext></material><render_choice>{rows}</render_choice></response_lid>'


def earns(name: str, value: str, points: str = "50.00") -> str:
    return f'<respcondition><conditionvar><varequal respident="response_{name}">{value}</varequal></conditionvar><setvar varname="SCORE" action="Add">{points}</setvar></respcondition>'


def exported() -> dict[str, str | bytes]:
    """Return a course whose quiz has a number, which the profile cannot say, and a question bank of Canvas."""
    plain = item(
        MC, "Steepness", "cc.multiple_choice.v0p1", mat("Slope of y=2x?") + choice(False, "1", "2"), right(equal("b"))
    )
    number = item(
        NUM, "Pi", "numerical_question", mat("Pi?") + FIB,
        right('<or><varequal respident="response1">3.14</varequal><and><vargte respident="response1">3.13</vargte><varlte respident="response1">3.15</varlte></and></or>'),
    )  # fmt: skip
    banked = item(
        BANKED,
        "Banked twice",
        "multiple_choice_question",
        mat("Is 3 odd?") + choice(False, "Yes", "No"),
        right(equal("a")),
    )
    bank = quiz(plain, banked, title="", holder="objectbank").replace(
        '<objectbank ident="q1" title="">',
        '<objectbank ident="q1"><qtimetadata><qtimetadatafield><fieldlabel>bank_title</fieldlabel><fieldentry>Spare ones</fieldentry></qtimetadatafield></qtimetadata>',
    )
    more = (
        f'<resource identifier="r4_meta" type="{_LAR}" href="r4/assessment_meta.xml"><file href="r4/assessment_meta.xml"/><file href="non_cc_assessments/r4.xml.qti"/></resource>'
        f'<resource identifier="own" type="{_LAR}" href="non_cc_assessments/own.xml.qti"><file href="non_cc_assessments/own.xml.qti"/></resource>'
    )
    return canvas(resources=more) | {
        "r4/quiz.xml": quiz(plain), "r4/assessment_meta.xml": "<quiz/>",
        "non_cc_assessments/r4.xml.qti": quiz(plain, number), "non_cc_assessments/own.xml.qti": bank,
    }  # fmt: skip


def test_a_quiz_has_the_questions_that_the_profile_has_no_words_for(tmp_path: Path) -> None:
    pack, _ = read(packed(tmp_path / "c.imscc", exported()), kind="cartridge")
    items = by_title(pack)
    assert [one.title for one in pack.items if one.lesson_id == items["Slope"].lesson_id][-2:] == ["Steepness", "Pi"]
    assert (key_of(items["Pi"])["accepted"], items["Pi"].body_public["steps"][0]["answer_kind"]) == (
        ["3.14"],
        "numeric",
    )
    # The same item as when only the profile's quiz was read: what students have answered stays with it.
    files = exported()
    del files["non_cc_assessments/r4.xml.qti"]
    before, _ = read(packed(tmp_path / "d.imscc", files))
    assert by_title(before)["Steepness"].content_id == items["Steepness"].content_id


def test_a_question_bank_of_canvas_comes_in_without_what_its_quiz_has_brought(tmp_path: Path) -> None:
    pack, report = read(packed(tmp_path / "c.imscc", exported()))
    assert pack.course.lessons[-2].title == "Spare ones" or pack.course.lessons[-1].title == "Spare ones"
    assert [one.title for one in pack.items].count("Steepness") == 1
    assert key_of(by_title(pack)["Banked twice"])["accepted"] == ["Yes"]
    assert report.examples["question-in-its-quiz"] == ["own"]


def test_blanks_are_typed_and_every_word_that_canvas_lists_for_one_is_right(tmp_path: Path) -> None:
    document = quiz(
        item(
            "b",
            "Roses",
            "fill_in_multiple_blanks_question",
            mat("Roses are [one], violets [two].") + lid("one", "red", "scarlet") + lid("two", "blue"),
            earns("one", "one0") + earns("two", "two0"),
        ),
        item(
            "s",
            "Capital",
            "fill_in_multiple_blanks_question",
            mat("The capital of Peru is [c].") + lid("c", "Lima", "Lima, Peru"),
            earns("c", "c0", "100"),
        ),
    )
    pack, _ = read(packed(tmp_path / "c.imscc", canvas() | {"r4/quiz.xml": document}))
    roses, capital = by_title(pack)["Roses"], by_title(pack)["Capital"]
    assert [step["answer_kind"] for step in roses.body_public["steps"]] == ["text", "text"]
    assert [key_of(roses, n)["accepted"] for n in (0, 1)] == [["red", "scarlet"], ["blue"]]
    assert roses.body == "Roses are **(1)** \\_\\_\\_\\_, violets **(2)** \\_\\_\\_\\_."
    assert key_of(capital)["accepted"] == ["Lima", "Lima, Peru"]
    assert capital.body_public["steps"][0]["prompt"] == "The capital of Peru is \\_\\_\\_\\_."


def test_dropdowns_are_gaps_of_the_text_even_where_all_offer_the_same(tmp_path: Path) -> None:
    document = quiz(
        item(
            "d",
            "Signs",
            "multiple_dropdowns_question",
            mat("2 [a] 3 and 4 [b] 1.") + lid("a", "&lt;", "&gt;") + lid("b", "&lt;", "&gt;"),
            earns("a", "a0") + earns("b", "b1"),
        ),
    )
    pack, _ = read(packed(tmp_path / "c.imscc", canvas() | {"r4/quiz.xml": document}))
    signs = by_title(pack)["Signs"]
    assert [step["answer_kind"] for step in signs.body_public["steps"]] == ["choice", "choice"]
    assert [key_of(signs, n)["accepted"] for n in (0, 1)] == [["<"], [">"]]
    assert signs.body == "2 **(1)** \\_\\_\\_\\_ 3 and 4 **(2)** \\_\\_\\_\\_ 1."
    assert signs.body_public["steps"][1]["prompt"] == "Fill gap 2."


@pytest.mark.parametrize("around", ["", "section"])
def test_questions_without_an_assessment_around_come_in_and_a_quiz_without_any_is_named(
    tmp_path: Path, around: str
) -> None:
    one = item(
        "x", "Alone", "cc.multiple_choice.v0p1", mat("Is 2 even?") + choice(False, "Yes", "No"), right(equal("a"))
    )
    inner = f'<section ident="s">{one}</section>' if around else one
    document = f'<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">{inner}</questestinterop>'
    pack, report = read(packed(tmp_path / "c.imscc", canvas() | {"r4/quiz.xml": document, "bank.xml": quiz()}))
    assert key_of(by_title(pack)["Alone"])["accepted"] == ["Yes"]
    assert report.examples["refused-no-questions"] == ["bank"]


ROWS = "".join(f'<response_label ident="{one}">{mat(one)}</response_label>' for one in ("May", "June", "July"))


def _ordered(*right: str) -> str:
    listed = (
        f'<response_lid ident="response1" rcardinality="Ordered"><render_choice>{ROWS}</render_choice></response_lid>'
    )
    rule = "".join(f'<varequal respident="response1" index="{n}">{one}</varequal>' for n, one in enumerate(right, 1))
    return item("o", "Months", "", mat("In order?") + listed, _all(rule))


def _all(condition: str) -> str:
    return (
        f'<respcondition><conditionvar>{condition}</conditionvar><setvar varname="SCORE">100</setvar></respcondition>'
    )


def test_an_order_is_one_and_what_must_hold_together_is_no_choice_of_any(tmp_path: Path) -> None:
    both = item("x", "Both", "", mat("Which are even?") + choice(False, "2", "4", "5"), _all(equal("a") + equal("b")))
    either = item(
        "y", "Either", "", mat("One even?") + choice(False, "2", "4", "5"), _all(f"<or>{equal('a')}{equal('b')}</or>")
    )
    document = quiz(_ordered("June", "May", "July"), both, either, _ordered("June").replace('"o"', '"p"'))
    pack, report = read(packed(tmp_path / "c.imscc", canvas() | {"r4/quiz.xml": document}))
    items = by_title(pack)
    assert items["Months"].body_public["steps"][0]["answer_kind"] == "ordering"
    assert key_of(items["Months"])["accepted"] == ["June", "May", "July"]
    assert key_of(items["Either"])["accepted"] == ["2", "4"] and "Both" not in items
    assert report.examples["refused-scoring-of-its-own"] == ["r4/x Both"]
    assert report.examples["refused-order-of-some-only"] == ["r4/p Months"]


def test_a_partner_that_earns_a_little_does_not_take_the_place_of_the_right_one(tmp_path: Path) -> None:
    pairs = item(
        "m", "Pairs", "matching_question", mat("Match") + lid("dog", "barks", "meows") + lid("cat", "barks", "meows"),
        earns("dog", "dog0") + earns("dog", "dog1", "10.00") + earns("cat", "cat1"),
    )  # fmt: skip
    pack, _ = read(packed(tmp_path / "c.imscc", canvas() | {"r4/quiz.xml": quiz(pairs)}))
    assert key_of(by_title(pack)["Pairs"])["accepted"] == ["barks", "meows"]


def test_the_syllabus_of_a_course_is_a_page_of_it(tmp_path: Path) -> None:
    more = f'<resource identifier="s" type="{_LAR}" href="course_settings/syllabus.html" intendeduse="syllabus"><file href="course_settings/syllabus.html"/></resource>'
    files = canvas(resources=more) | {
        "course_settings/syllabus.html": "<html><title>Syllabus</title><body><p>What we do.</p></body></html>"
    }
    assert by_title(read(packed(tmp_path / "c.imscc", files))[0])["Syllabus"].body == "What we do."


def _adds(value: str, points: str) -> str:
    rule = f'<setvar varname="SCORE" action="Add">{points}</setvar>'
    return f"<respcondition><conditionvar>{equal(value)}</conditionvar>{rule}</respcondition>"


def test_choices_that_each_add_points_are_right_together_and_the_most_of_blackboard_is_all(tmp_path: Path) -> None:
    offered = mat("Which are even?") + choice(True, "2", "4", "5")
    added = item("a", "Added", "", offered, _adds("a", "50") + _adds("b", "50") + _adds("c", "-50"))
    most = item("m", "Most", "", mat("Even?") + choice(False, "2", "3"), right(equal("a"), "SCORE.max"))
    document = quiz(added, most)
    pack, report = read(packed(tmp_path / "c.imscc", canvas() | {"r4/quiz.xml": document}))
    assert key_of(by_title(pack)["Added"])["accepted"] == ["2", "4"]
    assert key_of(by_title(pack)["Most"])["accepted"] == ["2"]
    assert report.examples["partial-credit-left-out"] == ["r4/a"]


def test_how_canvas_shows_a_discussion_is_nothing_that_is_missed(tmp_path: Path) -> None:
    more = "".join(
        f'<resource identifier="{name}" type="{_LAR}" href="{name}.xml"><file href="{name}.xml"/></resource>'
        for name in ("meta", "other")
    )
    about = '<topicMeta identifier="meta" xmlns="http://canvas.instructure.com/xsd/cccv1p0"><topic_id>r3</topic_id></topicMeta>'
    files = canvas(resources=more) | {"meta.xml": about, "other.xml": "<lesson>Words of another system.</lesson>"}
    _, report = read(packed(tmp_path / "c.imscc", files))
    assert report.examples["refused-resource-kind-unknown"] == ["other.xml"]


def _scored(condition: str, *rules: tuple[str, str, str]) -> str:
    said = "".join(f'<setvar varname="{name}" action="{action}">{points}</setvar>' for name, action, points in rules)
    return f"<respcondition><conditionvar>{condition}</conditionvar>{said}</respcondition>"


def test_what_takes_points_away_or_counts_something_else_is_never_right(tmp_path: Path) -> None:
    offered = mat("Which is even?") + choice(False, "2", "3")
    taken = item(
        "t", "Taken", "", offered,
        _scored(equal("b"), ("SCORE", "Subtract", "10")) + _scored(equal("a"), ("SCORE", "Add", "1")),
    )  # fmt: skip
    counted = item(
        "c", "Counted", "", offered,
        _scored(equal("a"), ("SCORE", "Set", "1")) + _scored(equal("b"), ("SCORE", "Set", "0"), ("Wrong", "Set", "5")),
    )  # fmt: skip
    several = item(
        "s", "Several taken", "", mat("Which are even?") + choice(True, "2", "4", "5"),
        "".join(_scored(equal(n), ("SCORE", how, "5")) for n, how in (("a", "Add"), ("b", "Add"), ("c", "Subtract"))),
    )  # fmt: skip
    times = item("m", "Times", "", offered, _scored(equal("b"), ("SCORE", "Multiply", "9")))
    pack, report = read(
        packed(tmp_path / "c.imscc", canvas() | {"r4/quiz.xml": quiz(taken, counted, several, times)})
    )  # fmt: skip
    items = by_title(pack)
    assert key_of(items["Taken"])["accepted"] == ["2"] and key_of(items["Counted"])["accepted"] == ["2"]
    assert key_of(items["Several taken"])["accepted"] == ["2", "4"]
    assert report.examples["refused-scoring-of-its-own"] == ["r4/m Times"]


def test_conditions_that_one_answer_cannot_say_are_refused_and_no_right_word_is_told_as_a_mistake(
    tmp_path: Path,
) -> None:
    together = item("t", "Together", "", mat("Name both") + FIB, _all(f"<and>{equal('Lima')}{equal('Cusco')}</and>"))
    not_both = item(
        "n", "Not both", "", mat("Which?") + choice(True, "2", "4", "5"),
        _all(f"{equal('a')}<not><and>{equal('b')}{equal('c')}</and></not>"),
    )  # fmt: skip
    either = item(
        "e", "Either", "matching_question", mat("Match") + lid("dog", "barks", "yaps", "meows") + lid("cat", "barks", "yaps", "meows"),
        earns("dog", "dog0") + earns("dog", "dog1") + earns("cat", "cat2"),
    )  # fmt: skip
    wrong = f'<respcondition><conditionvar><not>{equal("Lima")}</not></conditionvar><displayfeedback linkrefid="w"/></respcondition>'
    word = item(
        "w", "Word", "", mat("Capital?") + FIB, right(equal("Lima")) + wrong,
        f'<itemfeedback ident="w"><flow_mat>{mat("Look again.")}</flow_mat></itemfeedback>',
    )  # fmt: skip
    document = quiz(together, not_both, either, word)
    pack, report = read(packed(tmp_path / "c.imscc", canvas() | {"r4/quiz.xml": document}))
    items = by_title(pack)
    assert not {"Together", "Not both", "Either"} & items.keys()
    assert report.notes["refused-scoring-of-its-own"] == 3
    assert key_of(items["Word"])["accepted"] == ["Lima"] and key_of(items["Word"])["misconceptions"] == []
