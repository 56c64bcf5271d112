"""Moodle XML: its kinds of questions, files in base64, categories, and what is refused."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest

from learnapp.integrations.content_packages.refused import BrokenCourseError
from tests.unit.integrations.foreign.making import by_title, key_of, png, read, written

_PICTURE = base64.b64encode(png()).decode()
_SVG = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>").decode()


def _text(tag: str, text: str, more: str = "", form: str = "html") -> str:
    return f'<{tag} format="{form}"><text><![CDATA[{text}]]></text>{more}</{tag}>'


def _answer(share: str, text: str, said: str = "", more: str = "") -> str:
    said = _text("feedback", said)
    return f'<answer fraction="{share}" format="html"><text><![CDATA[{text}]]></text>{said}{more}</answer>'


def _question(kind: str, name: str, *parts: str) -> str:
    return f'<question type="{kind}"><name><text>{name}</text></name>{"".join(parts)}</question>'


BANK = "".join(
    (
        '<?xml version="1.0" encoding="UTF-8"?><quiz>',
        '<question type="category"><category><text>$course$/top/Quadratics</text></category></question>',
        _question(
            "multichoice", "roots",
            _text("questiontext", r'<p>Roots of \(x^2=4\)?</p>'
                  r'<p><img src="@@PLUGINFILE@@/a%20b.png" alt="A parabola"></p>'
                  r'<img src="@@PLUGINFILE@@/evil.svg" alt="Axes">',
                  f'<file name="a b.png" path="/" encoding="base64">{_PICTURE}</file>'
                  f'<file name="evil.svg" path="/" encoding="base64">{_SVG}</file>'),
            _text("generalfeedback", "<p>Both squares are 4.</p>"), "<single>false</single>",
            _answer("50", "<p>2</p>"), _answer("50", r"\(-2\)"), _answer("-100", "4"),
            _text("hint", "Think of squares."), _text("hint", "There are two."),
        ),
        _question("truefalse", "tf", _text("questiontext", "Is $$2+2=4$$?"), _answer("100", "true"),
                  _answer("0", "false", "Count again.")),
        _question("shortanswer", "word", _text("questiontext", "Capital of Peru?"), "<usecase>0</usecase>",
                  _answer("100", "Lima"), _answer("0", "Cusco", "That was the Inca capital.")),
        _question("shortanswer", "case", _text("questiontext", "The symbol of iron?"), "<usecase>1</usecase>",
                  _answer("100", "Fe")),
        _question("numerical", "g", _text("questiontext", "g in m/s²?"),
                  _answer("100", "9.81", "", "<tolerance>0.02</tolerance>")),
        _question("matching", "pairs", _text("questiontext", "Match."),
                  *(f'<subquestion format="html"><text>{a}</text><answer><text>{b}</text></answer></subquestion>'
                    for a, b in (("dog", "barks"), ("cat", "meows"), ("", "moos")))),
        _question("ordering", "order", _text("questiontext", "Small to large"),
                  *(_answer("100", text) for text in ("one", "two", "three"))),
        _question("gapselect", "gaps", _text("questiontext", "The [[1]] of the [[3]]."),
                  *(f"<selectoption><text>{t}</text><group>{g}</group></selectoption>"
                    for t, g in (("end", "1"), ("start", "1"), ("world", "2"), ("road", "2")))),
        _question("description", "Read this", _text("questiontext", "<p>A <em>short</em> note for all.</p>")),
        _question("essay", "write", _text("questiontext", "Why?")),
        _question("calculated", "calc", _text("questiontext", "{a}+{b}?")),
        _question("ddmarker", "drag", _text("questiontext", "Where?")),
        "</quiz>",
    )
)  # fmt: skip


def test_a_bank_comes_in_with_its_pictures_hints_and_feedback(tmp_path: Path) -> None:
    pack, report = read(written(tmp_path / "bank.xml", BANK), kind="moodle_xml")
    items = by_title(pack)
    assert [lesson.title for lesson in pack.course.lessons] == ["Quadratics"]
    roots = items["roots"]
    step = roots.body_public["steps"][0]
    name = roots.files[0][0]
    assert step["prompt"].startswith("Roots of $x^2=4$?") and f"![A parabola](media:{name})" in step["prompt"]
    assert "svg" not in step["prompt"] and "[Axes]" in step["prompt"].replace("\\", "")
    assert key_of(roots)["accepted"] == ["2", "$-2$"] and key_of(roots)["solution"] == "Both squares are 4."
    assert [hint["text"] for hint in step["hints"]] == ["Think of squares.", "There are two."]
    assert step["hints"][1]["depends_on"] == ["h1"]
    assert key_of(items["tf"]) == {
        "accepted": ["True"], "tolerance": 0.0, "solution": "", "misconceptions": [["False", "Count again."]],
    }  # fmt: skip
    assert items["tf"].body_public["steps"][0]["prompt"] == "Is $2+2=4$?"
    assert key_of(items["word"])["misconceptions"] == [["Cusco", "That was the Inca capital."]]
    assert (key_of(items["g"])["accepted"], key_of(items["g"])["tolerance"]) == (["9.81"], 0.02)
    assert items["pairs"].body_public["steps"][0]["rows"] == ["dog", "cat"]
    assert len(items["pairs"].body_public["steps"][0]["choices"]) == 3
    order = items["order"].body_public["steps"][0]
    assert (
        key_of(items["order"])["accepted"] == ["one", "two", "three"] and sorted(order["choices"]) != order["choices"]
    )
    gaps = items["gaps"]
    assert gaps.body.startswith("The **(1)**") and [key_of(gaps, n)["accepted"] for n in (0, 1)] == [["end"], ["world"]]
    assert gaps.body_public["steps"][1]["choices"] != gaps.body_public["steps"][0]["choices"]
    assert items["Read this"].kind == "reading" and items["Read this"].body == "A *short* note for all."
    assert report.examples["picture-svg"] == ["Quadratics/roots"]


def test_capitals_that_matter_hold_a_question_back_and_the_rest_is_refused_by_name(tmp_path: Path) -> None:
    pack, report = read(written(tmp_path / "bank.xml", BANK))
    case = by_title(pack)["case"]
    assert (case.status, case.reasons) == ("review", ("answer-case-matters",))
    assert {code: report.examples[code] for code in report.notes if code.startswith("refused-")} == {
        "refused-essay-not-graded": ["Quadratics/write"],
        "refused-calculated-question": ["Quadratics/calc"],
        "refused-answer-on-a-picture": ["Quadratics/drag"],
    }


@pytest.mark.parametrize(
    "hostile",
    [
        '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>',
        '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
        '<?xml version="1.0"?><quiz><question type="multichoice">',
        "<quiz>" + "<a>" * 300 + "</a>" * 300 + "</quiz>",
    ],
    ids=["expansion", "external", "cut off", "nested"],
)
def test_hostile_xml_is_refused_as_a_whole(tmp_path: Path, hostile: str) -> None:
    with pytest.raises(BrokenCourseError) as refused:
        read(written(tmp_path / "evil.xml", hostile))
    assert refused.value.message.endswith(".")


def test_questions_in_spanish_get_spanish_words(tmp_path: Path) -> None:
    bank = "<quiz>" + _question(
        "truefalse", "vf", _text("questiontext", "¿Es el agua de los ríos salada en la mayoría de los casos?"),
        _answer("0", "true"), _answer("100", "false"),
    ) + "</quiz>"  # fmt: skip
    pack, _ = read(written(tmp_path / "banco.xml", bank))
    assert pack.course.language == "es"
    assert pack.items[0].body_public["steps"][0]["choices"] == ["Verdadero", "Falso"]


def test_questions_of_one_name_all_come_in_and_the_same_one_only_once(tmp_path: Path) -> None:
    def bank(*questions: str) -> str:
        return f"<quiz>{''.join(questions)}</quiz>"

    def asked(text: str, right: str) -> str:
        return _question("shortanswer", "Question 1", _text("questiontext", text), _answer("100", right))

    lima, rome = asked("Capital of Peru?", "Lima"), asked("Capital of Italy?", "Rome")
    pack, report = read(written(tmp_path / "bank.xml", bank(lima, rome, rome)))
    assert [key_of(item)["accepted"] for item in pack.items] == [["Lima"], ["Rome"]]
    assert report.examples["refused-named-twice"] == ["Question 1"]
    alone, _ = read(written(tmp_path / "bank.xml", bank(lima)))
    assert alone.items[0].content_id == pack.items[0].content_id
    again, _ = read(written(tmp_path / "bank.xml", bank(lima, rome)))
    assert [item.content_id for item in again.items] == [item.content_id for item in pack.items]


def test_categories_of_one_name_in_different_places_stay_lessons_of_their_own(tmp_path: Path) -> None:
    def category(path: str) -> str:
        return f'<question type="category"><category><text>{path}</text></category></question>'

    def asked(name: str) -> str:
        return _question("shortanswer", name, _text("questiontext", f"{name}?"), _answer("100", name))

    bank = (
        f"<quiz>{category('$course$/top/Unit 1/Quiz')}{asked('one')}{category('$course$/top/Unit 2/Quiz')}"
        f"{asked('two')}{category('$module$/top/Unit 1/Quiz')}{asked('three')}</quiz>"
    )
    pack, _ = read(written(tmp_path / "bank.xml", bank))
    assert [lesson.title for lesson in pack.course.lessons] == ["Quiz", "Unit 2 / Quiz"]
    assert [item.title for item in pack.items] == ["one", "three", "two"]


def test_texts_in_markdown_and_plain_lines_keep_their_shape(tmp_path: Path) -> None:
    marked = _text("questiontext", "Is **this**\n\n- bold?", form="markdown")
    lines = _text("questiontext", "First line\nsecond line", form="moodle_auto_format")
    asked = [
        _question("shortanswer", name, text, _answer("100", "yes")) for name, text in (("md", marked), ("auto", lines))
    ]
    bank = f"<quiz>{''.join(asked)}</quiz>"
    items = by_title(read(written(tmp_path / "bank.xml", bank))[0])
    assert items["md"].body_public["steps"][0]["prompt"] == "Is **this**\n\n- bold?"
    assert items["auto"].body_public["steps"][0]["prompt"].split() == ["First", "line", "second", "line"]
    assert "line  \nsecond" in items["auto"].body_public["steps"][0]["prompt"]


CLOZE = (
    r"<p>The capital of Peru is {1:SHORTANSWER:=Lima#Yes.~%0%Cusco#The Incas&#39; capital.~*#No.}, it has "
    r"{2:NUMERICAL:=10:0.5~%50%10:2} million people, lies on the {:MULTICHOICE:Atlantic#No.~=Pacific~\=none\}} "
    r"and its colours are {1:MULTIRESPONSE:=red~%100%white~blue}. "
    r"<img src='@@PLUGINFILE@@/flag.png' alt='A flag'></p>"
)


def test_a_cloze_has_a_part_for_each_gap_in_its_text(tmp_path: Path) -> None:
    picture = f'<file name="flag.png" path="/" encoding="base64">{_PICTURE}</file>'
    bank = "<quiz>" + _question(
        "cloze", "Peru", _text("questiontext", CLOZE, picture), _text("generalfeedback", "Look at a map."),
        _text("hint", "South."),
    ) + _question("multianswer", "One", _text("questiontext", "Two and two is {1:NM:=4}.")) + _question(
        "cloze", "Odd", _text("questiontext", "Say {1:REGEXP:=a*}."),
    ) + "</quiz>"  # fmt: skip
    pack, report = read(written(tmp_path / "bank.xml", bank))
    peru, one = by_title(pack)["Peru"], by_title(pack)["One"]
    assert peru.body.startswith("The capital of Peru is **(1)** \\_\\_\\_\\_, it has **(2)** ")
    assert f"![A flag](media:{peru.files[0][0]})" in peru.body and "SHORTANSWER" not in peru.body
    kinds = [step["answer_kind"] for step in peru.body_public["steps"]]
    assert kinds == ["text", "numeric", "choice", "multiple_choice"]
    assert key_of(peru, 0)["accepted"] == ["Lima"]
    assert key_of(peru, 0)["misconceptions"] == [["Cusco", "The Incas' capital."]]
    assert (key_of(peru, 1)["accepted"], key_of(peru, 1)["tolerance"]) == (["10"], 0.5)
    assert peru.body_public["steps"][2]["choices"] == ["Atlantic", "Pacific", "=none}"]
    assert key_of(peru, 3)["accepted"] == ["red", "white"]
    assert [hint["text"] for hint in peru.body_public["steps"][0]["hints"]] == ["South."]
    assert key_of(peru)["solution"] == "Look at a map."
    assert one.body == "" and one.body_public["steps"][0]["prompt"] == "Two and two is \\_\\_\\_\\_."
    assert report.examples["refused-question-type-unknown"] == ["Odd"]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("Say {1:multichoice:=Lima~Cusco} or {1:SA:=Yes}.", "question-type-unknown"),
        ("Say {1:SA:=Yes} or {1:SHORTANSWER:=Lima", "question-type-unknown"),
        ("Say {1:SA:=Yes} or { 1 : SHORTANSWER :=Lima}", "question-type-unknown"),
        ("{1:MC:" * 300_000, "question-too-large"),
    ],
)
def test_a_gap_that_is_not_understood_shows_nobody_its_answer(tmp_path: Path, asked: str, reason: str) -> None:
    kept = _question("shortanswer", "Kept", _text("questiontext", "Say yes."), _answer("100", "yes"))
    bank = f"<quiz>{_question('cloze', 'Odd', _text('questiontext', asked))}{kept}</quiz>"
    started = time.monotonic()
    pack, report = read(written(tmp_path / "bank.xml", bank))
    assert [item.title for item in pack.items] == ["Kept"]
    assert report.examples[f"refused-{reason}"] == ["Odd"]
    assert time.monotonic() - started < 5
