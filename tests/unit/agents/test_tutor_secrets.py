"""An answer is told however it is written, and a task is the same one wherever it is asked about."""

from __future__ import annotations

import time

import pytest

from learnapp.agents.tutor_secrets import about, pasted, said_together, tells, works_out

TASK = r"Work out $\frac{3}{4} + \frac{1}{6}$."


@pytest.mark.parametrize(
    "text",
    ["It is 11 / 12.", "You get eleven twelfths.", "That is 22/24.", "Son once doceavos.", r"So $\tfrac{11}{12}$.",
     "The numerator is 9 + 2 = 11.", "On top stands eleven.", "It makes 0.916666 or 11 over 12."],
)  # fmt: skip
def test_a_fraction_is_told_in_any_writing_and_in_pieces(text: str) -> None:
    assert tells(text, ("11/12",), TASK)


@pytest.mark.parametrize("text", ["A common bottom number is 12.", "$3/4$ is the same as $9/12$.", "Begin with 3/4."])
def test_the_way_there_is_not_the_answer(text: str) -> None:
    assert not tells(text, ("11/12",), TASK)


@pytest.mark.parametrize(
    ("text", "secret"),
    [("Both make twelve.", "12"), ("Mide 12,5 metros.", "12.5"), ("You get 1200.", "1,200"),
     ("It is a quarter.", "25%"), ("So x is equal to 4.", "x = 4"), ("The answer is no.", "No"),
     ("No, it does not.", "No"), ("Choose B.", "B"),
     ("Es la letra b.", "B"), ("That makes x + y.", "x + y"), ("It is $\\frac{7}{4}$.", "1 3/4")],
)  # fmt: skip
def test_short_answers_are_told_too(text: str, secret: str) -> None:
    assert tells(text, (secret,))


def test_what_only_looks_like_a_short_answer_tells_nothing() -> None:
    assert not tells("There is no common bottom number yet.", ("No",))
    assert not tells("A galaxy is large.", ("x + y", "B"))
    assert not tells("One of them is a friend.", ("1", "a"))


@pytest.mark.parametrize(
    "text",
    [TASK, "what's 3/4 plus 1/6?", r"¿Cuánto da \frac34 + \frac16?", "three quarters and one sixth of a cake",
     "I have 3 / 4 of a litre and 1/6 more, how much is it?"],
)  # fmt: skip
def test_a_task_is_known_by_its_numbers_in_any_words(text: str) -> None:
    assert pasted(text, TASK) and about(text, TASK)


def test_what_nobody_has_said_together_has_been_worked_out() -> None:
    course = "Take one half and one third. In sixths they are 3/6 and 2/6. Together: 5/6. Later there are 12 and 40."
    known = said_together(["Solve 3x + 4 = 40.", course])
    for said in ("So 3 * 12 + 4 = 40.", "Half of that is twenty.", "Eleven is next.", "3/6 + 4/6 is more than one."):
        assert works_out(said, known), said
    for said in ("In sixths that is 3/6 + 2/6 = 5/6.", "Look at 3x + 4 = 40.", "The two sides are equal."):
        assert not works_out(said, known), said


def test_a_question_about_the_topic_is_none_for_a_task() -> None:
    for text in ("Why do fractions need the same bottom number?", "What is 3/4?", "How do I work out a sum?"):
        assert not pasted(text, TASK)
    long = "Between 1820 and 1860 cotton became the largest export of the South. Which cause of the war does this show?"
    assert pasted(long.upper(), long) and not pasted("What happened between 1820 and 1860?", long)
    assert not pasted("Why did the Civil War start?", "Why did the war start in 1861: a deep cause or a trigger?")


@pytest.mark.parametrize(
    ("text", "task"),
    [("Is 3/4 more than 2/3?", r"Work out $\frac{3}{4} - \frac{2}{3}$."),
     ("¿Es 3/4 más que 2/3?", r"Work out $\frac{3}{4} - \frac{2}{3}$."),
     ("Is one half bigger than two fifths?", r"Work out $\frac{1}{2} + \frac{2}{5}$."),
     ("Which fraction is bigger, 5/6 or 3/4?", r"Is $\frac{5}{6} \cdot \frac{3}{4}$ more or less than $\frac{3}{4}$?"),
     ("What do I do with 5 - 3x?", r"Work out $-5 \cdot (-3)$."),
     ("Where do I find the lesson with 3x + 4 = 10?", "Multiply out: $3(x + 4)$"),
     ("How many steps does an equation like 2x + 3 = 11 need?", "Solve for $x$: $x + 11 = 3$"),
     ("I have 3 tests in 2 weeks, what is the first topic?", "Fill in the points of the line $y = 3x + 2$.")],
)  # fmt: skip
def test_the_numbers_of_a_task_in_another_question_are_not_the_task(text: str, task: str) -> None:
    assert not pasted(text, task)


@pytest.mark.parametrize(
    ("text", "task"),
    [("How much more is 3/4 than 2/3?", r"Work out $\frac{3}{4} - \frac{2}{3}$."),
     ("Which is larger, 3/4 or 2/3?", r"Which one is larger: $\frac{3}{4}$ or $\frac{2}{3}$?"),
     ("3(x+4) = ?", "Multiply out: $3(x + 4)$"), ("what is -5 times -3", r"Work out $-5 \cdot (-3)$."),
     ("three times x and four, multiply it out", "Multiply out: $3 \\cdot (x + 4)$"),
     ("I am at x+11=3 and got -8, right?", "Solve for $x$: $x + 11 = 3$")],
)  # fmt: skip
def test_what_does_the_same_with_the_numbers_of_a_task_is_the_task(text: str, task: str) -> None:
    assert pasted(text, task)


@pytest.mark.parametrize("piece", ["1/1 ", "1 1/2 ", "one half ", "Add 3/4 and five sixths, or twelve? "])
def test_a_long_question_is_read_once_however_many_tasks_a_course_has(piece: str) -> None:
    tasks = [rf"Work out $\frac{{{one}}}{{7}} + \frac{{1}}{{{one + 1}}}$." for one in range(2, 402)]
    for one in tasks:
        pasted("1/2 + 1/3", one)
    asked = (piece * 1_000)[:1_000]
    begun = time.perf_counter()
    for one in tasks:
        pasted(asked, one)
    assert time.perf_counter() - begun < 0.3, "read anew for each task it takes seconds"
