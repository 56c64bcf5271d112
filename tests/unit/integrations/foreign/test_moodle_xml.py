"""Moodle XML: its kinds of questions, files in base64, categories, and what is refused."""

from __future__ import annotations

import base64
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
