"""Layer 2: what a passage says passes in other words, what it does not say is removed, in English and Spanish."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.knowledge.verification import sources

FORT = """From the ballot to the guns
In April 1861 the Confederates demanded that Fort Sumter give up, and opened fire on 12 April. It surrendered the next \
day. Lincoln called for 75,000 soldiers. Some states in the North sent more men than he had asked for. \
William Garrison printed The Liberator in Boston. Missouri came in as a slave state and Maine as a free state."""
SLOPE = "A negative slope means that the line falls. Divide every term by $3$: from $3x = 12$ you get $x = 4$."
RECTA = "En 1793 Eli Whitney construyó una máquina. El denominador no cambia cuando se suman fracciones iguales."


def _reason(claim: str, *passages: str) -> str:
    return sources.check([claim], passages or (FORT, SLOPE)).sentences[0].reason


@pytest.mark.parametrize(
    "claim",
    [
        "The Confederates opened fire on 12 April.",
        "Fort Sumter surrendered the next day.",
        "Lincoln called for 75,000 soldiers.",
        "The Liberator was printed by William Garrison in Boston.",
        "In Boston William Garrison printed The Liberator.",
        "Missouri entered as a slave state.",
        "In short, a negative slope means that the line falls.",
    ],
)
def test_what_a_passage_says_is_supported(claim: str) -> None:
    assert _reason(claim) == ""


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The Confederates did not open fire on 12 April.", "verify-denied"),
        ("The Confederates opened fire on 13 April.", "verify-missing"),
        ("The Liberator printed William Garrison in Boston.", "verify-turned"),
        ("William Garrison was printed by The Liberator.", "verify-turned"),
        ("Maine came in as a slave state and Missouri as a free state.", "verify-turned"),
        ("All states in the North sent more men than he had asked for.", "verify-amount"),
        ("States in the North sent more men than he had asked for.", "verify-amount"),
        ("Some states in the North sent fewer men than he had asked for.", "verify-amount"),
        ("Fort Sumter surrendered because Lincoln called for 75,000 soldiers.", "verify-cause"),
        ("A negative slope means that the line climbs.", "verify-missing"),
        ("The Grand Compact of 1861 bound all governors.", "verify-missing"),
    ],
)
def test_what_changes_the_meaning_is_removed(claim: str, reason: str) -> None:
    found = _reason(claim)
    assert found == reason or (reason == "verify-cause" and found in {"verify-turned", "verify-missing"})


def test_a_pronoun_is_read_with_the_sentence_before() -> None:
    draft = ["William Garrison printed The Liberator in Boston.", "It surrendered the next day."]
    assert [one.supported for one in sources.check(draft, [FORT]).sentences] == [True, False]
    draft = ["The Confederates demanded that Fort Sumter give up.", "It surrendered the next day."]
    assert [one.supported for one in sources.check(draft, [FORT]).sentences] == [True, True]


def test_spanish_is_read_as_spanish_and_not_held_against_english() -> None:
    assert _reason("Eli Whitney construyó una máquina en 1793.", RECTA) == ""
    assert _reason("El denominador cambia cuando se suman fracciones iguales.", RECTA) == "verify-denied"
    assert _reason("El estado de Maine entró como un estado libre de la Unión.") == "verify-language"


def test_a_standard_may_be_quoted_by_its_code() -> None:
    class Table:
        def description(self, code: str, language: str) -> str | None:
            return {"6.EE.B.7": "Solve problems by writing equations."}.get(code)

    claim = "Standard 6.EE.B.7 asks you to solve problems by writing equations."
    assert not sources.check([claim], [FORT]).sentences[0].supported
    solved = "Solve problems by writing equations, as 6.EE.B.7 says."
    assert not sources.check([solved], [FORT], standards=None).sentences[0].supported
    assert (
        sources.check(["6.EE.B.7: Solve problems by writing equations."], [FORT], standards=Table())
        .sentences[0]
        .supported
    )


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_judged_without_an_error_and_nothing_empty_passes(text: str) -> None:
    found = sources.check([text], [FORT]).sentences[0]
    assert found.supported == (found.reason == "")
