"""Moodle's GIFT: every kind that it can say, and what cannot be graded refused by name."""

from __future__ import annotations

from pathlib import Path

from learnapp.integrations.content_packages.foreign.gift import looks_like, topic_of
from tests.unit.integrations.foreign.making import by_title, key_of, read, written

GIFT = r"""// A bank as Moodle writes it.
$CATEGORY: $course$/top/Fractions/Adding

// question: 11  name: half
::half::[html]<p>What is \(\frac\{1\}\{2\}\) of 10?</p>{
	=5#Right, half of it.
	~20#<b>You doubled it.</b>
	~%50%5.0001#Nearly.
}

::grant::Who is buried in Grant's tomb?{=Grant =Ulysses S. Grant =%0%Lincoln#He lies in Springfield.}

::sun::The sun rises in the east.{T#No, look again.#Yes.}

// [id:pi-1]
::pi::How much is pi?{#3.1415:0.0005####Archimedes knew it.}

$CATEGORY: $course$/top/Fractions/Ordering

::range::A number from 1 to 5?{#1..5}

::both::Which are even?{
~%50%2
~%50%4
~%-100%3
}

::pairs::Match the capitals.{
=Canada -> Ottawa
=Italy -> Rome
=Japan -> Tokyo
= -> Madrid
}

::missing::Two plus {=two =2} equals four.

::essay::Write about fractions.{}

::text only::This is a note without a question.

::wild::Anything with an a?{=*a*}

::shares::No answer earns all.{~%50%one ~%30%two ~three}

::escaped::[plain]Is 1 \= 1 and \{x\} a set? <script>alert(1)</script>{TRUE}
"""


def test_every_kind_of_question_comes_in_as_its_own_kind(tmp_path: Path) -> None:
    pack, report = read(written(tmp_path / "bank.txt", GIFT), kind="gift")
    items = by_title(pack)
    assert [lesson.title for lesson in pack.course.lessons] == ["Adding", "Ordering"]
    kinds = {title: item.body_public["steps"][0]["answer_kind"] for title, item in items.items()}
    assert kinds == {
        "half": "choice", "grant": "text", "sun": "choice", "pi": "numeric", "range": "numeric",
        "both": "multiple_choice", "pairs": "matching", "missing": "text", "escaped": "choice",
    }  # fmt: skip
    half = items["half"]
    assert half.body_public["steps"][0]["prompt"] == r"What is $\frac{1}{2}$ of 10?"
    assert key_of(half) == {
        "accepted": ["5"], "tolerance": 0.0, "solution": "Right, half of it.",
        "misconceptions": [["20", "**You doubled it.**"], ["5.0001", "Nearly."]],
    }  # fmt: skip
    assert key_of(items["grant"])["accepted"] == ["Grant", "Ulysses S. Grant"]
    assert key_of(items["grant"])["misconceptions"] == [["Lincoln", "He lies in Springfield."]]
    assert (key_of(items["pi"])["accepted"], key_of(items["pi"])["tolerance"]) == (["3.1415"], 0.0005)
    assert key_of(items["pi"])["solution"] == "Archimedes knew it."
    assert (key_of(items["range"])["accepted"], key_of(items["range"])["tolerance"]) == (["3"], 2.0)
    assert key_of(items["both"])["accepted"] == ["2", "4"]
    assert key_of(items["pairs"])["accepted"] == ["Ottawa", "Rome", "Tokyo"]
    assert set(items["pairs"].body_public["steps"][0]["choices"]) == {"Ottawa", "Rome", "Tokyo", "Madrid"}
    assert "\\_\\_" in items["missing"].body_public["steps"][0]["prompt"], "the gap is seen"
    assert r"\<script>" in items["escaped"].body_public["steps"][0]["prompt"], "text, not markup"
    assert key_of(items["sun"])["misconceptions"] == [["False", "No, look again."]]
    assert all(item.body_public["topic_guessed"] for item in items.values())
    assert report.notes["topic-guessed"] == 9


def test_what_cannot_be_graded_is_refused_with_its_reason_and_place(tmp_path: Path) -> None:
    _, report = read(written(tmp_path / "bank.gift", GIFT))
    refused = {code: report.examples[code] for code in report.notes if code.startswith("refused-")}
    assert set(refused) == {
        "refused-essay-not-graded", "refused-description-only", "refused-answer-has-wildcards",
        "refused-no-answer-earns-all",
    }  # fmt: skip
    assert "Write about fractions" in refused["refused-essay-not-graded"][0]
    assert report.found["questions_refused"] == 4
    assert report.found["questions"] == 9


def test_the_same_file_again_is_the_same_course_and_a_named_question_keeps_its_id(tmp_path: Path) -> None:
    first, _ = read(written(tmp_path / "bank.gift", GIFT))
    changed, _ = read(written(tmp_path / "bank.gift", GIFT.replace("How much is pi?", "What is pi, roughly?")))
    assert [item.content_id for item in first.items] == [item.content_id for item in changed.items]
    different = [a.source_ref for a, b in zip(first.items, changed.items, strict=True) if a.checksum() != b.checksum()]
    assert different == ["item/Adding/pi-1"]
    other, _ = read(written(tmp_path / "other.gift", GIFT))
    assert {item.content_id for item in other.items}.isdisjoint(item.content_id for item in first.items)
    names = ("数学.gift", "历史.gift", "bank.md")
    courses = [
        read(written(tmp_path / "x", GIFT if "gift" in name else "# T\n\nWords."), name=name)[0] for name in names
    ]
    slugs = {pack.course.slug for pack in (*courses, first)} | {
        kc.slug for pack in (*courses, first) for kc in pack.kcs
    }
    assert len(slugs) == 4 + 2 * 3 + 1, "names in any script, and one name in two formats, are courses of their own"


def test_a_text_is_told_from_questions_and_a_category_from_its_path() -> None:
    assert looks_like("::a::Two and two?{=4}")
    assert not looks_like("# Fractions\n\nThe set {1, 2} and $\\frac{1}{2}$ and a = b.\n")
    assert not looks_like("A function f(x) = {x} is written so.\n\nEnd.")
    assert topic_of("$course$/top/Unit 1/and//or") == "and/or"
    assert topic_of("$course$/top") == ""


def test_markdown_of_a_stranger_brings_no_markup_of_its_own(tmp_path: Path) -> None:
    bank = "::m::[markdown]**Two** <script>alert(1)</script> ![far](https://tracker.example/p.png) and two?{=4}\n"
    pack, report = read(written(tmp_path / "bank.gift", bank))
    prompt = pack.items[0].body_public["steps"][0]["prompt"]
    assert prompt.startswith("**Two**") and "script" not in prompt and "tracker" not in prompt
    assert {"active-parts-left-out", "picture-elsewhere"} <= set(report.notes)


def test_formats_that_moodle_writes_before_answers_and_feedback_are_no_part_of_them(tmp_path: Path) -> None:
    bank = (
        "::a::[html]<p>Capital of France?</p>{\n=[moodle]Paris#[html]<b>Yes.</b>\n~[html]<p>Lyon</p>\n"
        "####[markdown]*Paris* it is.}\n\n::b::Two and two?{=[plain]four =4}\n"
    )
    bank += "\n::c::Pi, roughly?{#\n=%100%3.14:0.01#Yes.\n~#[html]<p>No.</p>\n}\n"
    pack, report = read(written(tmp_path / "bank.gift", bank))
    items = by_title(pack)
    assert (key_of(items["c"])["accepted"], key_of(items["c"])["tolerance"]) == (["3.14"], 0.01)
    assert report.examples["feedback-to-all-wrong-left-out"] == ["c"]
    assert items["a"].body_public["steps"][0]["choices"] == ["Paris", "Lyon"]
    assert key_of(items["a"])["solution"] == "*Paris* it is."
    assert key_of(items["b"])["accepted"] == ["four", "4"]
