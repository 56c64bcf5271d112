"""Readings from Markdown, HTML, Word and PDF, and videos with captions, alone and many in one zip."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from learnapp.integrations.content_packages.foreign import pdf as pdf_text
from learnapp.integrations.content_packages.refused import BrokenCourseError, NotAPackageError
from tests.unit.integrations.foreign.document_files import VTT, WEBM, docx, mp4, pdf
from tests.unit.integrations.foreign.making import by_title, packed, png, read, written

MARKDOWN = """---
title: "Straight lines"
---
Some words about $y = mx_1 + b_1$ and the price of $5.

## Slope

- rise
- run

| x | y |
|---|---|
| 1 | `a|b` |

![](line.png) ![A curve](curve.png)

$$
\\frac{a}{b}
$$

<script>alert(1)</script><b onmouseover="x()">bold</b>

```python
cost = "$HOME and $PATH"
```
"""


def test_markdown_keeps_its_shape_formulas_and_code_and_loses_programs(tmp_path: Path) -> None:
    path = packed(tmp_path / "unit.zip", {"2 - Lines/lines.md": MARKDOWN, "2 - Lines/line.png": png()})
    pack, report = read(path, kind="files")
    item = by_title(pack)["Straight lines"]
    assert [lesson.title for lesson in pack.course.lessons] == ["Lines"]
    assert item.body.startswith("Some words about $y = mx_1 + b_1$ and the price of \\$5.\n\n## Slope\n\n- rise\n- run")
    assert f"![](media:{item.files[0][0]}) \\[A curve\\]" in item.body or "[A curve]" in item.body
    assert "$$\n\\frac{a}{b}\n$$" in item.body and "**bold**" in item.body and "script" not in item.body
    assert 'cost = "$HOME and $PATH"' in item.body
    assert set(report.notes) >= {"picture-without-words", "picture-missing", "active-parts-left-out"}


def test_a_word_document_is_cut_at_its_first_headings(tmp_path: Path) -> None:
    pack, report = read(written(tmp_path / "Unit one.docx", docx()), kind="word")
    assert [item.title for item in pack.items] == ["The balance", "The next chapter"]
    body = pack.items[0].body
    assert "**Keep both sides equal, always.**" in body and "## Steps" in body
    assert "Take $3$ from both sides" in body and "| left | right |" in body
    assert f"![A pair of scales](media:{pack.items[0].files[0][0]})" in body
    assert "$x=4$" in body and "docx-formulas-left-out" not in report.notes and report.examples["picture-without-words"]
    again, _ = read(written(tmp_path / "Unit one.docx", docx()))
    assert [item.checksum() for item in again.items] == [item.checksum() for item in pack.items]


def test_a_word_document_that_bites_is_refused(tmp_path: Path) -> None:
    entity = b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    with pytest.raises(BrokenCourseError):
        read(written(tmp_path / "e.docx", docx(more={"word/styles.xml": entity})))
    with pytest.raises(BrokenCourseError):
        read(written(tmp_path / "b.docx", docx("<w:p><w:r></w:p>")))
    with pytest.raises(BrokenCourseError):
        read(written(tmp_path / "h.docx", docx(more={"word/media/big.bin": bytes(70_000_000)})))


def test_a_pdf_becomes_sections_by_page_and_says_which_pages_have_no_text(tmp_path: Path) -> None:
    text = "A balance has two sides.\nWhat you do to one side\nyou do to the other."
    pack, report = read(written(tmp_path / "book.pdf", pdf(text, "", "Take * 3 * away.", title="Balances")), kind="pdf")
    (item,) = pack.items
    assert item.title == "Balances"
    assert item.body == (
        "## 1\n\nA balance has two sides.\n\nWhat you do to one side you do to the other.\n\n"
        "## 3\n\nTake \\* 3 \\* away."
    )
    assert report.notes["refused-page-without-text"] == 1
    with pytest.raises(BrokenCourseError, match="text recognition"):
        read(written(tmp_path / "scan.pdf", pdf("", "")))
    with pytest.raises(BrokenCourseError):
        read(written(tmp_path / "broken.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type"))


def test_a_pdf_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "COMMAND", ("sleep", "30"))
    monkeypatch.setattr(pdf_text, "LIMIT_S", 0.2)
    with pytest.raises(BrokenCourseError, match="time"):
        read(written(tmp_path / "slow.pdf", pdf("x")))


def test_a_zip_of_documents_has_a_lesson_for_each_folder_in_natural_order(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "10 Later/page.html": "<html><title>A page</title><body><h1>A page</h1><p>Later words.</p></body></html>",
        "2 First/quiz.gift": "::q1::Two and two?{=4}",
        "2 First/a.docx": docx(),
        "2 First/b.pdf": pdf("One line."),
        "2 First/film.mp4": mp4(), "2 First/film.en.vtt": VTT, "2 First/film.es.vtt": VTT, "2 First/film.png": png(),
        "2 First/other.webm": WEBM, "2 First/other.vtt": VTT,
        "2 First/silent.mp4": mp4(), "2 First/fake.mp4": b"MZ\x90",
        "2 First/late.webm": WEBM, "2 First/late.vtt": "WEBVTT\n",
        "tool.exe": b"MZ", "__MACOSX/2 First/._a.docx": b"x",
    }  # fmt: skip
    pack, report = read(packed(tmp_path / "Unit.zip", files), kind="files")
    assert [lesson.title for lesson in pack.course.lessons] == ["First", "Later"]
    assert [(item.kind, item.title) for item in pack.items] == [
        ("reading", "The balance"), ("reading", "The next chapter"), ("reading", "b"), ("video", "film"),
        ("video", "other"), ("practice", "q1"), ("reading", "A page"),
    ]  # fmt: skip
    kinds = {name: count for name, count in report.found.items() if name.startswith("files_")}
    assert kinds == {"files_word": 1, "files_pdf": 1, "files_video": 2, "files_gift": 1, "files_html": 1}
    film = by_title(pack)["film"].body_public["film"]
    assert film["seconds"] == 12.5 and sorted(film["captions"]) == ["en", "es"] and film["poster"].endswith(".png")
    assert film["transcript"]["en"][1] == [4.0, "Both sides are equal."]
    assert {film["video"], film["poster"], *film["captions"].values()} == {n for n, _ in by_title(pack)["film"].files}
    assert by_title(pack)["other"].body_public["film"]["poster"] == ""
    assert {code: places for code, places in report.examples.items() if code.startswith("refused-")} == {
        "refused-video-without-captions": ["2 First/silent.mp4"],
        "refused-video-of-another-kind": ["2 First/fake.mp4"],
        "refused-film-captions-broken": ["2 First/late.webm"],
        "refused-file-kind-unknown": ["tool.exe"],
    }


def test_a_video_alone_is_told_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(NotAPackageError, match="captions"):
        read(written(tmp_path / "film.mp4", mp4()))
    with pytest.raises(NotAPackageError):
        read(packed(tmp_path / "empty.zip", {"notes.bin": "x"}))


def test_what_a_file_is_does_not_depend_on_its_name(tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.md", pdf("x")), kind="pdf")
    assert read(written(tmp_path / "b.pdf", docx()), kind="word")
    assert read(written(tmp_path / "c.zip", "::q::Two?{=2}"), kind="gift")
    assert read(written(tmp_path / "d", "# Title\n\nWords."), kind="markdown")
    assert read(written(tmp_path / "e.txt", "<!doctype html><p>Hello there.</p>"), kind="html")
    assert read(
        written(tmp_path / "f.xml", "\ufeff# Título\n\nPalabras de la lección.".encode("utf-16")), kind="markdown"
    )


def _math(inner: str, *, alone: bool = False) -> str:
    shown = f"<m:oMath>{inner}</m:oMath>"
    return f"<w:p>{f'<m:oMathPara>{shown}</m:oMathPara>' if alone else f'<w:r><w:t>So </w:t></w:r>{shown}'}</w:p>"


def _r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def _e(text: str) -> str:
    return f"<m:e>{text}</m:e>"


FORMULAS = {
    r"\frac{-b\pm \sqrt{{b}^{2}-4ac}}{2a}": "<m:f><m:num>" + _r("-b±") + "<m:rad><m:radPr><m:degHide m:val='1'/>"
    "</m:radPr><m:deg/>" + _e(f"<m:sSup>{_e(_r('b'))}<m:sup>{_r('2')}</m:sup></m:sSup>{_r('-4ac')}")
    + f"</m:rad></m:num><m:den>{_r('2a')}</m:den></m:f>",
    r"\sum_{i=1}^{n}{{a}_{i}}": f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{_r('i=1')}</m:sub>"
    f"<m:sup>{_r('n')}</m:sup>{_e(f'<m:sSub>{_e(_r(chr(97)))}<m:sub>{_r(chr(105))}</m:sub></m:sSub>')}</m:nary>",
    r"\left\{\begin{matrix}1 & 0 \\ 0 & 1\end{matrix}\right.": "<m:d><m:dPr><m:begChr m:val='{'/><m:endChr m:val=''/>"
    "</m:dPr>" + _e("<m:m>" + "".join(f"<m:mr>{_e(_r(a))}{_e(_r(b))}</m:mr>" for a, b in ("10", "01")) + "</m:m>")
    + "</m:d>",
    r"\sin{\vec{v}}": f"<m:func><m:fName>{_r('sin')}</m:fName>"
    + _e(f"<m:acc><m:accPr><m:chr m:val='\u20d7'/></m:accPr>{_e(_r('v'))}</m:acc>") + "</m:func>",
}  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_of_words_own_editor_stay_formulas(tmp_path: Path, formula: str) -> None:
    pack, report = read(written(tmp_path / "f.docx", docx(_math(FORMULAS[formula]))))
    assert pack.items[0].body == f"So ${formula}$"
    pack, _ = read(written(tmp_path / "g.docx", docx(_math(FORMULAS[formula], alone=True) + _math(_r("x")))))
    assert pack.items[0].body == f"$$\n{formula}\n$$\n\nSo $x$"
    assert not {"formula-not-understood", "docx-formulas-left-out"} & set(report.notes)


def test_a_formula_that_is_not_known_is_shown_as_its_words_and_named(tmp_path: Path) -> None:
    pack, report = read(written(tmp_path / "f.docx", docx(_math(f"<m:strange>{_e(_r('a+b'))}</m:strange>"))))
    assert pack.items[0].body == "So a+b" and report.examples["formula-not-understood"] == ["f.docx"]


def test_a_word_document_whose_picture_is_damaged_is_left_out_and_the_rest_comes_in(tmp_path: Path) -> None:
    whole = docx(_math(_r("x")), {"word/media/image2.bin": b"damaged here " * 9})
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        info = archive.getinfo("word/media/image2.bin")
    place = info.header_offset + 30 + len(info.filename)
    broken = whole[:place] + bytes(255 - one for one in whole[place : place + 6]) + whole[place + 6 :]
    files: dict[str, str | bytes] = {"a/one.docx": broken, "a/two.md": "Some words."}
    pack, report = read(packed(tmp_path / "u.zip", files))
    assert [item.body for item in pack.items] == ["Some words."]
    assert report.examples["refused-docx-broken"] == ["a/one.docx"]


def test_formulas_side_by_side_on_a_line_of_their_own_stay_on_one_line(tmp_path: Path) -> None:
    two = "".join(f"<m:oMath>{_r(one)}</m:oMath>" for one in "xy")
    pack, _ = read(written(tmp_path / "f.docx", docx(f"<w:p><m:oMathPara>{two}</m:oMathPara></w:p>")))
    assert pack.items[0].body == "$x$ $y$"


def test_the_title_of_a_pdf_is_what_its_package_says_and_never_the_file_it_was_printed_from(tmp_path: Path) -> None:
    printed, named = pdf("Some words.", title="Microsoft Word - ws1.doc"), pdf("Some words.", title="Balances")
    files: dict[str, str | bytes] = {"a/work sheet.pdf": printed, "a/other.pdf": named}
    pack, _ = read(packed(tmp_path / "u.zip", files))
    assert sorted(one.title for one in pack.items) == ["Balances", "work sheet"]


def test_captions_are_found_however_their_language_is_written(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a/talk.mp4": mp4(), "a/Talk.en-US.vtt": VTT, "a/talk_ES.vtt": VTT, "a/talk-2.mp4": mp4(), "a/talk-2.vtt": VTT,
        "a/talk-2.old.vtt": VTT,
    }  # fmt: skip
    pack, report = read(packed(tmp_path / "u.zip", files))
    found = {one.title: sorted(one.body_public["film"]["captions"]) for one in pack.items}
    assert found == {"talk": ["en", "es"], "talk 2": ["en"]}
    assert not any(code.startswith("refused-") for code in report.notes)
