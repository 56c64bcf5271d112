"""Numbers are the same however somebody writes them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from learnapp.engine import numerals

ELEVEN_TWELFTHS = (
    "11/12", "11 / 12", r"$\frac{11}{12}$", r"\tfrac{22}{24}", r"$\dfrac{11}{12}$", r"{11 \over 12}", "eleven twelfths",
    "Eleven-twelfths", "once doceavos", "eleven over twelve", "once entre doce", "11÷12", "１１／１２", "11⁄12",
    "33/36", "11 twelfths",
)  # fmt: skip


@pytest.mark.parametrize("text", ELEVEN_TWELFTHS)
def test_a_fraction_is_read_however_it_is_written(text: str) -> None:
    assert Fraction(11, 12) in numerals.numbers(f"So it is {text}, I think.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0,75", "3/4"), ("½ of it", "1/2"), ("2½", "5/2"), ("2 3/4", "11/4"), ("25 %", "1/4"), ("25 por ciento", "1/4"),
     ("twenty-one", "21"), ("treinta y cinco", "35"), ("five hundred", "500"), ("1,200", "1200"), ("1.200", "1200"),
     ("12 345", "12345"), ("one third", "1/3"), ("un tercio", "1/3"), ("-3", "3"), (".5", "1/2"), ("doce", "12")],
)  # fmt: skip
def test_numbers_are_read_in_digits_and_words(text: str, expected: str) -> None:
    assert Fraction(expected) in numerals.numbers(text)


def test_what_is_no_number_is_none() -> None:
    assert numerals.numbers("You see it once the bottoms are the same, and the mean (la media) as well.") == frozenset()
    assert numerals.numbers("Entonces son once.") == {Fraction(11)}
    assert numerals.numbers("One of them is a friend of the third man, x and y.") == frozenset()
    assert numerals.numbers("9" * 400 + " 1/0 " + r"\frac{" * 50) >= frozenset()
    assert numerals.numbers("") == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("x = 4", "4"), ("12 cm", "12"), ("$12", "12"), ("-3", "3"), ("1 3/4", "7/4"), (r"$\frac{11}{12}$", "11/12"),
     ("twelve", "12")],
)  # fmt: skip
def test_a_text_that_is_one_number_means_it(text: str, expected: str) -> None:
    assert numerals.alone(text) == {Fraction(expected)}


@pytest.mark.parametrize("text", ["(2, 3)", "2x+3", "y = 2x + 1", "2^3", "The shots of 1861 at Fort Sumter", "no", ""])
def test_a_text_that_is_more_than_a_number_means_none(text: str) -> None:
    assert numerals.alone(text) == frozenset()
