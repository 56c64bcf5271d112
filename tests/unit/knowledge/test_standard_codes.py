"""The database of standards: complete, well formed, in both languages, and found by code and by words.

Numbers of codes: Common Core State Standards for Mathematics (NGA Center and CCSSO, 2010), counted grade by grade in
the published list of their identifiers (corestandards.org/Math/Content/…): 229 numbered standards from K to 8 and 156
of high school, 385 in all, of which some have parts with letters. Next Generation Science Standards (NGSS Lead States,
2013), "DCI Arrangements": 208 performance expectations.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.knowledge import standards
from learnapp.services import standards as lookup

CODES = [one.code for one in standards.standards()]
SCHOOL = re.compile(r"(?P<grade>[K1-8])\.(?P<domain>[A-Z]+)\.(?P<cluster>[A-D])\.(?P<number>\d+)(?P<part>[a-e]?)")
HIGH = re.compile(r"(?P<grade>HS[NAFGS])-(?P<domain>[A-Z]+)\.(?P<cluster>[A-D])\.(?P<number>\d+)(?P<part>[a-e]?)")
SCIENCE = re.compile(r"(?P<grade>K-2|3-5|MS|HS|[K1-5])-(?P<idea>(?:PS|LS|ESS|ETS)\d)-(?P<number>\d+)")
HISTORY = re.compile(r"RH\.6-8\.(\d+)")

NUMBERED = {
    "K": 22, "1": 21, "2": 26, "3": 25, "4": 28, "5": 26, "6": 29, "7": 24, "8": 28,
    "HSN": 27, "HSA": 27, "HSF": 28, "HSG": 43, "HSS": 31,
}  # fmt: skip
LETTERED = {
    "K": 3, "1": 3, "2": 2, "3": 12, "4": 9, "5": 14, "6": 18, "7": 19, "8": 8,
    "HSN": 5, "HSA": 7, "HSF": 17, "HSG": 2, "HSS": 5,
}  # fmt: skip
CLUSTERS = {
    "K": "CC 3 2 2, OA 5, NBT 1, MD 2 1, G 3 3", "1": "OA 2 2 2 2, NBT 1 2 3, MD 2 1 1, G 3",
    "2": "OA 1 1 2, NBT 4 5, MD 4 2 2 2, G 3", "3": "OA 4 2 1 2, NBT 3, NF 3, MD 2 2 3 1, G 2",
    "4": "OA 3 1 1, NBT 3 3, NF 2 2 3, MD 3 1 3, G 3", "5": "OA 2 1, NBT 4 3, NF 2 5, MD 1 1 3, G 2 2",
    "6": "RP 3, NS 1 3 4, EE 4 4 1, G 4, SP 3 2", "7": "RP 3, NS 3, EE 2 2, G 3 3, SP 2 2 4",
    "8": "NS 2, EE 4 2 2, F 3 2, G 5 3 1, SP 4", "HSN": "RN 2 1, Q 3, CN 3 3 3, VM 3 2 7",
    "HSA": "SSE 2 2, APR 1 2 2 2, CED 4, REI 2 2 5 3", "HSF": "IF 3 3 3, BF 2 3, LE 4 1, TF 4 3 2",
    "HSG": "CO 5 3 3 2, SRT 3 2 3 3, C 4 1, GPE 3 4, GMD 3 1, MG 3", "HSS": "ID 4 2 3, IC 2 4, CP 5 4, MD 4 3",
}  # fmt: skip
"""Domains of a grade or category, each with the numbers of standards in its clusters A, B, C, D."""
EXPECTATIONS = {
    "K": "PS2 2, PS3 2, LS1 1, ESS2 2, ESS3 3", "1": "PS4 4, LS1 2, LS3 1, ESS1 2",
    "2": "PS1 4, LS2 2, LS4 1, ESS1 1, ESS2 3", "K-2": "ETS1 3",
    "3": "PS2 4, LS1 1, LS2 1, LS3 2, LS4 4, ESS2 2, ESS3 1", "4": "PS3 4, PS4 3, LS1 2, ESS1 1, ESS2 2, ESS3 2",
    "5": "PS1 4, PS2 1, PS3 1, LS1 1, LS2 1, ESS1 2, ESS2 2, ESS3 1", "3-5": "ETS1 3",
    "MS": "PS1 6, PS2 5, PS3 5, PS4 3, LS1 8, LS2 5, LS3 2, LS4 6, ESS1 4, ESS2 6, ESS3 5, ETS1 4",
    "HS": "PS1 8, PS2 6, PS3 5, PS4 5, LS1 7, LS2 8, LS3 3, LS4 6, ESS1 6, ESS2 7, ESS3 6, ETS1 4",
}  # fmt: skip
"""Core ideas of a grade or band, each with the number of its performance expectations."""


def mathematics() -> list[re.Match[str]]:
    return [found for code in CODES if (found := SCHOOL.fullmatch(code) or HIGH.fullmatch(code))]


def test_every_code_is_one_of_its_set_and_stands_once() -> None:
    assert len(set(CODES)) == len(CODES)
    odd = [code for code in CODES if not any(way.fullmatch(code) for way in (SCHOOL, HIGH, SCIENCE, HISTORY))]
    assert odd == []


def test_each_grade_has_as_many_standards_of_mathematics_as_are_published() -> None:
    found = mathematics()
    assert Counter(one["grade"] for one in found if not one["part"]) == NUMBERED and sum(NUMBERED.values()) == 385
    assert Counter(one["grade"] for one in found if one["part"]) == LETTERED
    for grade, domains in CLUSTERS.items():
        sizes: dict[str, Counter[str]] = defaultdict(Counter)
        for one in found:
            if one["grade"] == grade and not one["part"]:
                sizes[one["domain"]][one["cluster"]] += 1
        has = [f"{domain} {' '.join(str(of[one]) for one in 'ABCD' if of[one])}" for domain, of in sizes.items()]
        assert ", ".join(has) == domains, grade


def test_numbers_clusters_and_letters_of_a_domain_have_no_gaps() -> None:
    domains: dict[tuple[str, str], list[re.Match[str]]] = defaultdict(list)
    for one in mathematics():
        domains[one["grade"], one["domain"]].append(one)
    for name, of in domains.items():
        whole = [one for one in of if not one["part"]]
        assert [int(one["number"]) for one in whole] == list(range(1, len(whole) + 1)), name
        clusters = [one["cluster"] for one in whole]
        assert clusters == sorted(clusters) and set(clusters) == set("ABCD"[: len(set(clusters))]), name
        parts: dict[str, list[str]] = defaultdict(list)
        for one in of:
            if one["part"]:
                parts[one["cluster"] + one["number"]].append(one["part"])
        assert set(parts) <= {one["cluster"] + one["number"] for one in whole}
        assert all("".join(letters) == "abcde"[: len(letters)] and len(letters) > 1 for letters in parts.values()), name


def test_each_grade_has_as_many_expectations_in_science_as_are_published() -> None:
    found = [one for code in CODES if (one := SCIENCE.fullmatch(code))]
    assert len(found) == 208
    ideas: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        ideas[one["grade"]][one["idea"]].append(int(one["number"]))
    has = {grade: ", ".join(f"{idea} {len(of)}" for idea, of in each.items()) for grade, each in ideas.items()}
    assert has == EXPECTATIONS
    numbers = [of for each in ideas.values() for of in each.values()]
    assert all(of == list(range(1, len(of) + 1)) for of in numbers)


def test_each_standard_is_described_in_english_and_spanish_briefly_and_by_words_of_its_own() -> None:
    known = standards.standards()
    for texts in ([one.text for one in known], [one.spanish for one in known]):
        assert all(20 <= len(text) <= 160 and text == text.strip() and text[0].isupper() for text in texts)
        assert not [text for text in texts if text.endswith(".")]
        assert [text for text, times in Counter(texts).items() if times > 1] == []
    assert all(one.text != one.spanish for one in known)
    # Small words tell the languages apart; formulas and names are in both.
    small = re.compile(r"\b(?:de|la|el|los|las|un|una|con|que|en|por|y|del|al|sin|ni)\b", re.IGNORECASE)
    assert [one.code for one in known if not small.search(one.spanish)] == []
    assert [one.code for one in known if re.search(r"\b(?:the|and|with|which)\b", one.spanish)] == []
    assert [one.code for one in known if re.search(r"\b(?:los|las|una|con|que)\b", one.text)] == []


def test_a_standard_knows_the_grades_that_it_is_for() -> None:
    wanted = {
        "K.CC.A.1": (0, 0), "K-PS2-1": (0, 0), "K-2-ETS1-1": (0, 2), "3-5-ETS1-2": (3, 5), "3-PS2-1": (3, 3),
        "8.F.A.3": (8, 8), "MS-LS1-6": (6, 8), "RH.6-8.2": (6, 8), "HSG-C.A.1": (9, 12), "HS-PS1-1": (9, 12),
    }  # fmt: skip
    found = {one.code: one.grades for one in standards.standards()}
    assert {code: found[code] for code in wanted} == wanted
    assert all(0 <= first <= last <= 12 for first, last in found.values())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("6.EE.B.7", "6.EE.B.7"), (" 6.ee.7 ", "6.EE.B.7"), ("CCSS.MATH.CONTENT.6.EE.B.7", "6.EE.B.7"),
        ("CCSS.Math.Content.HSA-REI.B.4b", "HSA-REI.B.4b"), ("A-REI.4b", "HSA-REI.B.4b"),
        ("HSA.REI.B.4.b", "HSA-REI.B.4b"), ("http://corestandards.org/Math/Content/3/NF/A/3/d", "3.NF.A.3d"),
        ("https://www.thecorestandards.org/Math/Content/HSG/C/B/5/", "HSG-C.B.5"), ("G-C.5", "HSG-C.B.5"),
        ("CCSS:K.CC.4a", "K.CC.B.4a"), ("NGSS MS-PS1-1", "MS-PS1-1"), ("hs.ess2.7", "HS-ESS2-7"),
        ("CCSS.ELA-Literacy.RH.6-8.1", "RH.6-8.1"), ("S-MD.5b", "HSS-MD.B.5b"), ("N.VM.12", "HSN-VM.C.12"),
    ],
)  # fmt: skip
def test_a_code_is_known_as_people_and_files_write_it(written: str, code: str) -> None:
    found = standards.find(written)
    assert found is not None and found.code == code == standards.written(written) and standards.known(written)


@pytest.mark.parametrize(
    "written", ["", None, "6.EE.C.7", "9.Z", "K-2", "7", "A", "4.NF", "HS", "x" * 9_999, "CCSS", "1.5", "·"]
)
def test_what_is_no_code_is_none(written: str | None) -> None:
    assert standards.find(written) is None and not standards.known(written)


def test_each_code_is_found_by_itself_and_without_the_letter_of_its_cluster() -> None:
    for one in standards.standards():
        assert standards.find(one.code) is one and standards.find(one.code.lower()) is one
        assert standards.find(re.sub(r"\.[A-D]\.", ".", one.code)) is one


def codes(
    words: str, language: str = "en", grades: tuple[int, int] | None = None, size: int | None = None
) -> list[str]:
    return [one.code for one in standards.look_up(words, size, language, grades)]


def test_a_begun_code_lists_what_goes_on_with_it() -> None:
    assert codes("3.NF") == [code for code in CODES if code.startswith("3.NF.")]
    assert codes("g-srt.d") == ["HSG-SRT.D.9", "HSG-SRT.D.10", "HSG-SRT.D.11"]
    assert codes("HS-PS2") == [f"HS-PS2-{number}" for number in range(1, 7)]
    assert set(codes("NBT", grades=(2, 2))) == {code for code in CODES if code.startswith("2.NBT")}
    assert codes("k") == [code for code in CODES if re.match(r"K[.-]", code)] and len(codes("k", size=10)) == 10
    assert all(one.score == 0 for one in standards.look_up("3.NF"))


def test_words_find_standards_in_the_readers_language_and_in_the_other() -> None:
    asked = {
        ("telling time", "en"): "2.MD.C.7", ("quadratic formula", "en"): "HSA-REI.B.4a",
        ("inverse matrix", "en"): "HSN-VM.C.10", ("even or odd numbers", "en"): "2.OA.C.3",
        ("photosynthesis", "en"): "HS-LS1-5", ("moon phases", "en"): "MS-ESS1-1",
        ("fracciones equivalentes", "es"): "4.NF.A.1", ("fórmula cuadrática", "es"): "HSA-REI.B.4a",
        ("números pares", "es"): "2.OA.C.3", ("fotosintesis", "es"): "HS-LS1-5", ("fases lunares", "es"): "MS-ESS1-1",
        ("perimeter", "es"): "3.MD.D.8", ("perímetros", "en"): "3.MD.D.8",
    }  # fmt: skip
    for (text, language), code in asked.items():
        assert code in codes(text, language, size=5), (text, codes(text, language, size=5))
    known = {one.code: one for one in standards.standards()}
    found = codes("shapes", grades=(0, 2))
    assert found and all(known[code].serves((0, 2)) for code in found)
    scores = [one.score for one in standards.look_up("adding fractions", None)]
    assert scores == sorted(scores, reverse=True) and 0 < scores[0] <= 1
    assert codes("of the") == codes("zxqv") == codes("  ") == []


async def test_a_page_is_described_for_its_reader_and_is_narrowed_to_a_grade() -> None:
    page = await lookup.search("", "es", grade="K")
    assert (await lookup.search(" ", "en")).total == len(CODES)
    assert page.total == 25 + 10 + 3 and len(page.rows) == lookup.PAGE and page.has_next
    assert page.rows[0] == lookup.StandardView(
        "K.CC.A.1", "Decir los números hasta 100, de uno en uno y de diez en diez", "K"
    )  # fmt: skip
    last = await lookup.search("", "es", grade="K", offset=10_000)
    assert not last.has_next and last.rows[-1].code == "K-2-ETS1-3" and last.rows[-1].grades == "K–2"
    twelfth = await lookup.search("HSF-TF.C", "en", grade="12")
    assert [(one.code, one.grades) for one in twelfth.rows] == [("HSF-TF.C.8", "9–12"), ("HSF-TF.C.9", "9–12")]
    assert (await lookup.search("\x00';--$" * 500, "en")).rows == []
    with pytest.raises(InvalidInputError):
        await lookup.search("fractions", "en", grade="13")


def test_a_code_is_described_in_the_readers_language() -> None:
    assert lookup.describe("CCSS.MATH.CONTENT.4.OA.A.1", "es-MX") == lookup.StandardView(
        "4.OA.A.1", "Leer una multiplicación como comparación: 24 es 3 veces 8", "4"
    )
    assert lookup.description("HS-LS4-4", "en") == "Explain how natural selection adapts populations"
    assert lookup.describe("TEKS.111.5", "en") is None and lookup.description(None, "es") == ""
    assert standards.written("6.ee.7") == "6.EE.B.7" and standards.written("nothing") == ""
    assert lookup.same("6.EE.7", "CCSS.MATH.CONTENT.6.EE.B.7") and not lookup.same("x", "x")


def test_neighbouring_codes_do_not_say_the_same() -> None:
    for first, second in pairwise(standards.standards()):
        assert set(first.text.casefold().split()) != set(second.text.casefold().split())
