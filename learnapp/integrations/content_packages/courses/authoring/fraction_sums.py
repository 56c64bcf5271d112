"""Sheets on adding and subtracting fractions."""

# ruff: noqa: E501 - sentences for students stay on one line, where they can be read
from __future__ import annotations

from fractions import Fraction
from math import lcm

from learnapp.integrations.content_packages.courses.authoring.sheet import Sheet, frac, scaffold


def add_like() -> Sheet:
    """Add and subtract fractions with the same bottom."""
    s = Sheet("add-like-fractions", -0.9)
    for number, (a, c, n, op) in enumerate([(2, 3, 7, "+"), (7, 4, 9, "-"), (5, 8, 11, "+"), (9, 2, 10, "-")]):
        result = Fraction(a + c, n) if op == "+" else Fraction(a - c, n)
        top = a + c if op == "+" else a - c
        what, bottoms = ("add", n + n) if op == "+" else ("subtract", 0)
        wrong = (
            {f"{top}/{bottoms}": "Do not add the bottoms: they only name the size of the parts."}
            if bottoms
            else {str(top): f"You left out the size of the parts: it is {top} parts of size ${frac(1, n)}$."}
        )
        s.numeric(
            ["Sevenths together", "Take away ninths", "More than one?", "Tenths apart"][number],
            f"Work out ${frac(a, n)} {op} {frac(c, n)}$.",
            result,
            check=f"{a}/{n}{op}{c}/{n}",
            level=-0.6 + 0.25 * number,
            hints=(
                "The bottoms are the same, so all parts have the same size.",
                f"Only {what} the tops: ${a} {op} {c}$. The bottom stays {n}.",
                f"${a} {op} {c} = {top}$, so the result is ${frac(top, n)}$.",
            ),
            solution=f"${frac(a, n)} {op} {frac(c, n)} = \\frac{{{a} {op} {c}}}{{{n}}} = {frac(top, n)}$.",
            wrong=wrong,
        )
    stories = [
        ("Juice jug", "A jug holds {0} litre of juice. You pour in {1} litre more. How many litres are in it now?", 3, 4, 8, "+"),
        ("A walk home", "The way home is {0} kilometre. You have walked {1} kilometre. How many kilometres are left?", 9, 3, 10, "-"),
        ("Painting the fence", "In the morning you paint {0} of the fence, in the afternoon {1}. How much is painted?", 2, 3, 6, "+"),
    ]  # fmt: skip
    for number, (title, story, a, c, n, op) in enumerate(stories):
        top = a + c if op == "+" else a - c
        s.numeric(
            title,
            story.format(f"${frac(a, n)}$", f"${frac(c, n)}$") + " Answer with a fraction.",
            Fraction(top, n),
            check=f"{a}/{n}{op}{c}/{n}",
            level=0.1 + 0.15 * number,
            hints=(
                "Decide first: do you put things together or take something away?",
                f"Write it as ${frac(a, n)} {op} {frac(c, n)}$.",
                f"${a} {op} {c} = {top}$, so it is ${frac(top, n)}$.",
            ),
            solution=f"${frac(a, n)} {op} {frac(c, n)} = {frac(top, n)}$.",
            wrong={f"{a + c}/{2 * n}": "The parts keep their size, so the bottom does not change."}
            if op == "+"
            else {f"{a + c}/{n}": "Something is used up here: subtract."},
        )
    s.choice(
        "Why keep the bottom?",
        f"Kim writes ${frac(1, 4)} + {frac(2, 4)} = {frac(3, 8)}$. What should she change?",
        f"The bottom stays 4: the sum is ${frac(3, 4)}$",
        {
            "Nothing, it is right": "$\\frac{3}{8}$ is less than $\\frac{2}{4}$. Can a sum be smaller than one of its parts here?",
            f"The tops must be multiplied: ${frac(2, 4)}$": "When you put parts together you count them: add the tops.",
        },
        level=0.0,
        hints=(
            f"Is ${frac(3, 8)}$ more or less than one half?",
            f"${frac(2, 4)}$ alone is already one half, so the sum must be more than one half.",
            f"1 quarter and 2 quarters are 3 quarters: ${frac(3, 4)}$.",
        ),
        solution=f"Quarters stay quarters. ${frac(1, 4)} + {frac(2, 4)} = {frac(3, 4)}$.",
        check="1/4+2/4",
        values={
            f"The bottom stays 4: the sum is ${frac(3, 4)}$": "3/4",
            "Nothing, it is right": "3/8",
            f"The tops must be multiplied: ${frac(2, 4)}$": "2/4",
        },
    )
    s.numeric(
        "From a whole number",
        f"Work out $2 - {frac(3, 5)}$.",
        Fraction(7, 5),
        check="2-3/5",
        level=0.9,
        hints=(
            "Change 2 into fifths.",
            f"$2 = {frac(10, 5)}$.",
            f"${frac(10, 5)} - {frac(3, 5)} = {frac(7, 5)}$.",
        ),
        solution=f"$2 = {frac(10, 5)}$, and ${frac(10, 5)} - {frac(3, 5)} = {frac(7, 5)}$.",
        wrong={"-1/5": "2 wholes are ten fifths, not two fifths."},
    )
    s.multi(
        "Three days of practice",
        f"Nora practises the guitar for ${frac(3, 4)}$ hour on Monday, ${frac(2, 4)}$ hour on Tuesday and ${frac(1, 4)}$ hour on Friday.",
        [
            s.number_step(
                "How many quarter hours is that in all?",
                6,
                "3+2+1",
                ("Count quarter hours only.", "Add the tops: $3 + 2 + 1$.", "$3 + 2 + 1 = 6$ quarter hours."),
                "$3 + 2 + 1 = 6$ quarter hours.",
            ),
            s.number_step(
                "How many hours is that? Give a fraction or a decimal.",
                Fraction(3, 2),
                "3/4+2/4+1/4",
                (
                    "You have six quarters of an hour.",
                    f"${frac(6, 4)}$ can be simplified.",
                    f"${frac(6, 4)} = {frac(3, 2)}$, that is 1.5 hours.",
                ),
                f"${frac(6, 4)} = {frac(3, 2)}$ hours.",
                {"6/12": "Keep the bottom 4: the parts are quarters all the time."},
                scaffolds=[scaffold("How many quarter hours make one hour?", 4, check="1/(1/4)")],
            ),
        ],
        level=0.6,
    )
    return s


def add_unlike() -> Sheet:
    """Add and subtract fractions with different bottoms."""
    s = Sheet("add-unlike-fractions", -0.1)
    titles = ["Half and a third", "Quarters meet sixths", "Find the common bottom", "Take away", "Mind the difference"]
    for number, (a, b, c, d, op) in enumerate(
        [(1, 2, 1, 3, "+"), (1, 4, 1, 6, "+"), (2, 5, 1, 3, "+"), (3, 4, 2, 3, "-"), (7, 10, 1, 4, "-")]
    ):
        m = lcm(b, d)
        one, two = a * m // b, c * m // d
        top = one + two if op == "+" else one - two
        blind = a + c if op == "+" else a - c
        wrong = (
            {
                f"{blind}/{b + d}": "You added tops and bottoms. The parts have different sizes: give them one bottom first."
            }
            if op == "+"
            else {f"{blind}/{abs(b - d)}": "Subtracting the bottoms does not work. Find a common bottom first."}
        )
        s.numeric(
            titles[number],
            f"Work out ${frac(a, b)} {op} {frac(c, d)}$.",
            Fraction(top, m),
            check=f"{a}/{b}{op}{c}/{d}",
            level=-0.7 + 0.3 * number,
            hints=(
                f"The parts have different sizes. Which number is in both the {b}-times and the {d}-times table?",
                f"Use {m}: ${frac(a, b)} = {frac(one, m)}$ and ${frac(c, d)} = {frac(two, m)}$.",
                f"${frac(one, m)} {op} {frac(two, m)} = {frac(top, m)}$.",
            ),
            solution=f"Common bottom {m}: ${frac(one, m)} {op} {frac(two, m)} = {frac(top, m)}$.",
            wrong=wrong,
        )
    s.choice(
        "Which bottom?",
        f"You want to add ${frac(5, 6)}$ and ${frac(3, 8)}$. What is the smallest common bottom?",
        "24",
        {
            "14": "$6 + 8 = 14$, but 14 is in neither times table.",
            "48": "48 works, but there is a smaller number in both tables.",
            "8": "8 is not in the 6-times table.",
        },
        level=-0.2,
        hints=(
            "Say the 8-times table until you meet a number of the 6-times table.",
            "8, 16, 24, …",
            "24 is $3 \\cdot 8$ and $4 \\cdot 6$. It is the smallest.",
        ),
        solution="8 and 16 cannot be divided by 6, but 24 can. So 24.",
        check="lcm(6,8)",
        values={"24": "24", "14": "14", "48": "48", "8": "8"},
    )
    s.choice(
        "Is that possible?",
        f"Without calculating: can ${frac(1, 2)} + {frac(3, 7)}$ be ${frac(4, 9)}$?",
        f"No, ${frac(4, 9)}$ is less than ${frac(1, 2)}$",
        {
            "Yes, $1 + 3 = 4$ and $2 + 7 = 9$": "Adding tops and bottoms is not adding fractions. Compare with one half.",
            f"No, it is more than ${frac(4, 2)}$": "That is 2. Two fractions below 1 that add up to more than 2? Not possible.",
        },
        level=0.2,
        hints=(
            f"You start with ${frac(1, 2)}$ and add something.",
            "The sum must be more than one half.",
            f"${frac(4, 9)}$ is less than one half, so it cannot be the sum.",
        ),
        solution=f"Half of 9 is 4.5, so ${frac(4, 9)} < {frac(1, 2)}$. A sum that starts at ${frac(1, 2)}$ must be larger.",
    )
    s.numeric(
        "Baking bread",
        f"A recipe needs ${frac(2, 3)}$ cup of milk and ${frac(1, 4)}$ cup of oil. How many cups of liquid is that?",
        Fraction(11, 12),
        check="2/3+1/4",
        level=0.4,
        hints=(
            "Put the two amounts together.",
            f"Use twelfths: ${frac(2, 3)} = {frac(8, 12)}$, ${frac(1, 4)} = {frac(3, 12)}$.",
            f"${frac(8, 12)} + {frac(3, 12)} = {frac(11, 12)}$ cup.",
        ),
        solution=f"${frac(8, 12)} + {frac(3, 12)} = {frac(11, 12)}$ cup.",
        wrong={"3/7": "Thirds and quarters are different parts. Turn both into twelfths first."},
    )
    s.numeric(
        "The rest of the tank",
        f"A tank is ${frac(5, 6)}$ full. A trip uses ${frac(3, 8)}$ of the tank. How full is it then?",
        Fraction(11, 24),
        check="5/6-3/8",
        level=0.8,
        hints=(
            "Subtract what was used.",
            f"Use 24: ${frac(5, 6)} = {frac(20, 24)}$, ${frac(3, 8)} = {frac(9, 24)}$.",
            f"${frac(20, 24)} - {frac(9, 24)} = {frac(11, 24)}$.",
        ),
        solution=f"${frac(20, 24)} - {frac(9, 24)} = {frac(11, 24)}$ of the tank.",
        wrong={
            "2/2": "Give both fractions the same bottom before you subtract.",
            "29/24": "The trip uses fuel: subtract.",
        },
    )
    s.multi(
        "Mixed numbers",
        f"Work out $1{frac(1, 2)} + 2{frac(2, 5)}$.",
        [
            s.number_step(
                "Add the whole numbers first. What do you get?",
                3,
                "1+2",
                ("Leave the fractions for later.", "Add 1 and 2.", "$1 + 2 = 3$."),
                "$1 + 2 = 3$.",
            ),
            s.number_step(
                f"Now add ${frac(1, 2)} + {frac(2, 5)}$.",
                Fraction(9, 10),
                "1/2+2/5",
                ("Find a common bottom.", f"Tenths: ${frac(5, 10)} + {frac(4, 10)}$.", f"${frac(9, 10)}$."),
                f"${frac(5, 10)} + {frac(4, 10)} = {frac(9, 10)}$.",
                {"3/7": "Tops and bottoms are not added one by one. Use tenths."},
                scaffolds=[scaffold(f"${frac(2, 5)} = \\frac{{?}}{{10}}$", 4, check="2/5=x/10")],
            ),
            s.number_step(
                "Write the whole sum as one fraction.",
                Fraction(39, 10),
                "1+1/2+2+2/5",
                (
                    "Put 3 and nine tenths together.",
                    f"3 wholes are ${frac(30, 10)}$.",
                    f"${frac(30, 10)} + {frac(9, 10)} = {frac(39, 10)}$.",
                ),
                f"$3 + {frac(9, 10)} = {frac(39, 10)}$.",
            ),
        ],
        level=1.0,
    )
    return s
