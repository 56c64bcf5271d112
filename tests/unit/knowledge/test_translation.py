"""What a translation may not change: numbers, formulas, names, months, denials, amounts, and which of two opposites."""

from __future__ import annotations

import pytest

from learnapp.knowledge.verification.translation import exact, holds, language_of, near

PASSAGES = (
    "To add fractions, the denominators must be equal. A denominator says into how many parts the whole is cut.",
    "Dred Scott was held in slavery by an army doctor. Lincoln was elected in November 1860. The war began in April"
    " 1861, and the civil courts closed. People still ask why the Civil War started.",
)

HOLDING = (
    ("To add fractions the denominators must be equal.", "Para sumar fracciones los denominadores deben ser iguales."),
    ("A denominator says into how many parts it is cut.", "Un denominador dice en cuántas partes se corta."),
    ("Dred Scott was held in slavery by an army doctor.", "Un médico del ejército mantuvo en esclavitud a Dred Scott."),
    ("Lincoln was elected in November 1860.", "Lincoln fue elegido en noviembre de 1860."),
    ("The Civil War began in April 1861.", "La guerra civil comenzó en abril de 1861."),
    ("So $\\frac{1}{4} + \\frac{2}{4}$ is $\\frac{3}{4}$.", "Así que $\\frac{1}{4} + \\frac{2}{4}$ es $\\frac{3}{4}$."),
    ("The bottoms do not change when you add.", "Los de abajo no cambian cuando sumas."),
    ("Nobody knew the way.", "No lo sabía nadie del camino."),
    ("Only two of all the states agreed.", "Solo dos de todos los estados estuvieron de acuerdo."),
    ("You multiply both sides by 3.", "Multiplicas ambos lados por 3."),
    ("The river is 5 kilometers long.", "El río mide 5 kilómetros de largo."),
    ("The second room is 3 feet wide.", "El segundo cuarto mide 3 pies de ancho."),
    ("At least 5 people came to it.", "Al menos 5 personas vinieron a ello."),
    ("The denominators are different there.", "Los denominadores son distintos allí."),
    ("Half of the area is 8 square meters.", "La mitad del área es de 8 metros cuadrados."),
    ("It took two hours and 20 minutes.", "Tardó dos horas y 20 minutos en ello."),
)  # fmt: skip

CHANGED = {
    "a number": ("Dred Scott sued in 1846.", "Dred Scott demandó en 1848."),
    "a number in words": ("There were two judges.", "Había tres jueces en la sala."),
    "a formula": ("So $x = 4$ solves it.", "Así que $x = 5$ lo resuelve."),
    "a formula turned round": ("The answer is $3 - 5$ here.", "La respuesta es $5 - 3$ aquí."),
    "a month": ("Lincoln was elected in November 1860.", "Lincoln fue elegido en diciembre de 1860."),
    "a name": ("Lincoln was elected in November 1860.", "Douglas fue elegido en noviembre de 1860."),
    "a name left out": ("A doctor held Dred Scott in slavery.", "Un médico lo mantuvo en la esclavitud."),
    "a new name": ("A doctor held Dred Scott there.", "Un médico de Boston mantuvo allí a Dred Scott."),
    "a place": ("People still ask why.", "La gente de Boston todavía pregunta por qué."),
    "another name at the beginning": ("People still ask why.", "Scott todavía pregunta por qué."),
    "a denial left out": ("The bottoms do not change when you add.", "Los de abajo cambian cuando sumas."),
    "a denial put in": ("The bottoms change when you add.", "Los de abajo no cambian cuando sumas."),
    "only left out": ("Only the top changes there.", "La parte de arriba cambia ahí."),
    "all put in": ("The states of the South left.", "Todos los estados del Sur se fueron."),
    "some left out": ("Some states left the union.", "Los estados dejaron la unión."),
    "perhaps left out": ("Perhaps the war began there.", "La guerra comenzó allí, en el fuerte."),
    "less for more": ("It has more parts than that.", "Tiene menos partes que eso."),
    "after for before": ("That was before the war.", "Eso fue después de la guerra."),
    "the other part of a fraction": ("The numerator says how many.", "El denominador dice cuántos son."),
    "the other sum": ("You add the tops.", "Restas los de arriba, siempre así."),
    "a unit": ("The river is 5 kilometers long.", "El río mide 5 metros de largo."),
    "a unit of time": ("It takes 20 minutes to cook.", "Tarda 20 segundos en cocinarse."),
    "money": ("It costs 5 dollars per pound.", "Cuesta 5 euros por libra, así es."),
    "a square": ("The area is 5 square meters there.", "El área es de 5 metros cúbicos allí."),
    "an order": ("The second step is to add them.", "El tercer paso es sumarlos, así es."),
    "a multiple": ("It doubles with every step there.", "Se triplica con cada paso ahí."),
    "a bound": ("At least 5 people came to it.", "Como máximo 5 personas vinieron a ello."),
    "a bound in words": ("At least 5 people came to it.", "A lo sumo 5 personas vinieron a ello."),
    "what is impossible": ("It is impossible to divide by it.", "Es posible dividir por ello, así es."),
    "what is unequal": ("The number is unequal to that one.", "El número es igual a ese otro."),
    "the place of a digit": ("The tens are in the middle.", "Las centenas están en el medio."),
    "another language": ("The denominators must be equal for that.", "For that the denominators must be equal."),
    "nothing said": ("The war began in April 1861.", " "),
    "much more said": ("The war began.", "La guerra comenzó, y según los libros fue por la tarde en el fuerte."),
    "two for one": ("The war began in April 1861.", "La guerra comenzó. Fue en abril de 1861."),
    "a way out of the page": ("The war began in April 1861.", "La guerra comenzó en abril de 1861 https://x.example."),
    "markup": ("The war began in April 1861.", "La guerra <b>comenzó en abril de 1861."),
}  # fmt: skip


@pytest.mark.parametrize(("checked", "said"), HOLDING)
def test_a_translation_that_keeps_what_must_stay_is_shown(checked: str, said: str) -> None:
    assert holds(checked, said, "es", PASSAGES)


@pytest.mark.parametrize("what", CHANGED)
def test_a_translation_that_changes_it_is_not(what: str) -> None:
    checked, said = CHANGED[what]
    assert not holds(checked, said, "es", PASSAGES)


def test_a_spanish_course_is_read_in_english_by_the_same_rules() -> None:
    passages = ("Para sumar fracciones, los denominadores deben ser iguales. Euclides vivió en Alejandría.",)
    checked = "Para sumar 2 fracciones, los denominadores deben ser iguales."
    assert holds(checked, "To add 2 fractions, the denominators must be equal.", "en", passages)
    assert not holds(checked, "To add 2 fractions, the numerators must be equal.", "en", passages)
    assert holds("Euclides vivió en Alejandría.", "Euclides lived in Alejandría.", "en", passages)
    assert not holds("Euclides vivió en Alejandría.", "Pythagoras lived in Alejandría.", "en", passages)


def test_between_languages_whose_words_are_not_known_nothing_holds() -> None:
    assert not holds("The war began in April 1861.", "La guerre commença en avril 1861.", "fr", PASSAGES)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Por qué empezó la guerra?", "es"), ("Why did the war start?", "en"), ("¿Qué es un denominador?", "es"),
        ("What is a denominator?", "en"), ("denominador", ""), ("cómo sumo las fracciones", "es"),
    ],
)  # fmt: skip
def test_the_language_of_a_question_is_told_by_its_small_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_numbers_in_words_and_in_digits_are_the_same() -> None:
    assert exact("There are twelve of them in May 1861.") == exact("Hay doce de ellos en mayo de 1861.")


@pytest.mark.parametrize(
    ("asked", "said", "is_near"),
    [
        ("¿Por qué empezó la Guerra Civil en 1861?", "Why did the Civil War start in 1861?", True),
        ("¿Qué fracción es mayor?", "Which fraction is larger?", True),
        ("¿Cuándo puede ser negativo?", "When can it be negative?", True),
        ("¿Por qué empezó la Guerra Civil en 1861?", "Why did the Civil War start in 1865?", False),
        ("¿Por qué no cambia el denominador?", "Why does the denominator change?", False),
        ("¿Qué dice el numerador?", "What does the denominator say?", False),
        ("¿Qué dice el numerador?", "What does the numerator say? Write to me@x.example.", False),
        ("¿Qué dice el numerador?", "El numerador dice cuántas partes son.", False),
    ],
)
def test_a_question_is_looked_for_in_other_words_only_where_they_ask_the_same(
    asked: str, said: str, is_near: bool
) -> None:
    assert near(asked, said, "en") is is_near
