"""Sheet on comparing fractions."""

# ruff: noqa: E501 - sentences for students stay on one line, where they can be read
from __future__ import annotations

from fractions import Fraction

from learnapp.integrations.content_packages.courses.authoring.sheet import Sheet, frac, scaffold


def compare() -> Sheet:
    """Which fraction is larger: same bottoms, same tops, a benchmark, a common bottom."""
    s = Sheet("compare-fractions", -0.5)
    rows = [
        (3, 7, 5, 7, "Same bottoms", "The parts have the same size, so count them."),
        (2, 9, 2, 5, "Same tops", "You have 2 parts each time. In which fraction are the parts larger?"),
        (3, 8, 5, 9, "Half as a landmark", "Compare each with one half."),
        (5, 6, 7, 8, "Nearly whole", "How much is missing to 1 in each?"),
        (3, 4, 5, 7, "Find a common bottom", "Write both with the bottom 28."),
    ]
    for number, (a, b, c, d, title, idea) in enumerate(rows):
        left, right = Fraction(a, b), Fraction(c, d)
        sign, other = (">", "<") if left > right else ("<", ">")
        common = b * d if b != d else b
        one, two = a * common // b, c * common // d
        s.choice(
            title,
            f"Which sign is right? ${frac(a, b)} \\;\\square\\; {frac(c, d)}$",
            f"${sign}$",
            {
                f"${other}$": "It is the other way round. " + idea,
                "$=$": "They are not equal. " + idea,
            },
            check=f"{a}/{b}{sign}{c}/{d}",
            level=-0.8 + 0.35 * number,
            hints=(
                idea,
                f"Written with the bottom {common} they are ${frac(one, common)}$ and ${frac(two, common)}$.",
                f"${one} {sign} {two}$, so ${frac(a, b)} {sign} {frac(c, d)}$.",
            ),
            solution=f"With the common bottom {common}: ${frac(one, common)} {sign} {frac(two, common)}$, so ${frac(a, b)} {sign} {frac(c, d)}$.",
        )
    s.choice(
        "Largest of three",
        f"Which is the largest: ${frac(2, 3)}$, ${frac(3, 5)}$ or ${frac(7, 10)}$?",
        f"${frac(7, 10)}$",
        {
            f"${frac(2, 3)}$": "It is $\\frac{20}{30}$. Look at $\\frac{7}{10} = \\frac{21}{30}$.",
            f"${frac(3, 5)}$": "It is $\\frac{18}{30}$, the smallest of the three.",
        },
        level=0.6,
        hints=(
            "Give all three the same bottom.",
            "30 works for 3, 5 and 10.",
            "$\\frac{20}{30}$, $\\frac{18}{30}$, $\\frac{21}{30}$: the largest is $\\frac{7}{10}$.",
        ),
        solution="As thirtieths they are 20, 18 and 21. So $\\frac{7}{10}$ is the largest.",
        check="7/10",
        values={f"${frac(7, 10)}$": "7/10", f"${frac(2, 3)}$": "2/3", f"${frac(3, 5)}$": "3/5"},
    )
    s.choice(
        "Sam's mistake",
        f'Sam says: "${frac(1, 8)}$ is more than ${frac(1, 5)}$, because 8 is more than 5." What is wrong?',
        "More parts means smaller parts",
        {
            "Nothing, Sam is right": "Share one cake among 8 people, then among 5. When do you get more?",
            "The tops must be compared with the bottoms": "Both tops are 1 here; the size of the parts decides.",
        },
        level=-0.2,
        hints=(
            "Imagine one cake shared by 8 people, or by 5.",
            "With more people, each share is smaller.",
            f"Eighths are smaller than fifths, so ${frac(1, 8)} < {frac(1, 5)}$.",
        ),
        solution="The bottom says into how many parts the whole is cut. The more parts, the smaller each one is.",
    )
    s.numeric(
        "Squeeze it in",
        f"Which whole number makes this true? ${frac(1, 2)} < \\frac{{?}}{{7}} < {frac(2, 3)}$",
        4,
        check="1/2<x/7<2/3",
        level=1.2,
        hints=(
            "Half of 7 is 3.5, so the top must be more than 3.5.",
            f"${frac(2, 3)}$ of 7 is about 4.67, so the top must be less than that.",
            "The only whole number between 3.5 and 4.67 is 4.",
        ),
        solution=f"$3.5 < 4 < 4.67$, so ${frac(4, 7)}$ lies between ${frac(1, 2)}$ and ${frac(2, 3)}$.",
        wrong={"3": f"${frac(3, 7)}$ is less than one half.", "5": f"${frac(5, 7)}$ is more than ${frac(2, 3)}$."},
    )
    s.choice(
        "Two runners",
        f"Ben has run ${frac(5, 8)}$ of the way, Lia ${frac(7, 12)}$. Who is ahead?",
        "Ben",
        {
            "Lia": "7 and 12 are larger numbers, but compare the fractions: use the bottom 24.",
            "They are level": "Use the bottom 24: one has 15 parts, the other 14.",
        },
        level=0.5,
        hints=(
            "Use one bottom for both. 24 is in the 8-times and the 12-times table.",
            f"${frac(5, 8)} = {frac(15, 24)}$. And ${frac(7, 12)}$?",
            f"${frac(7, 12)} = {frac(14, 24)}$, so Ben is ahead.",
        ),
        solution=f"${frac(15, 24)} > {frac(14, 24)}$: Ben is ahead.",
        check="5/8",
        values={"Ben": "5/8", "Lia": "7/12", "They are level": "0"},
    )
    s.multi(
        "How much more?",
        f"Compare ${frac(5, 6)}$ and ${frac(3, 4)}$ by writing both as twelfths.",
        [
            s.number_step(
                f"${frac(5, 6)} = \\frac{{?}}{{12}}$",
                10,
                "5/6=x/12",
                ("From 6 to 12: times what?", "Times 2, so the top is also times 2.", "$5 \\cdot 2 = 10$."),
                f"${frac(5, 6)} = {frac(10, 12)}$.",
                {"11": "Multiply the top by 2 instead of adding 6."},
            ),
            s.number_step(
                f"${frac(3, 4)} = \\frac{{?}}{{12}}$",
                9,
                "3/4=x/12",
                ("From 4 to 12: times what?", "Times 3.", "$3 \\cdot 3 = 9$."),
                f"${frac(3, 4)} = {frac(9, 12)}$.",
            ),
            s.number_step(
                f"By how much is ${frac(5, 6)}$ larger than ${frac(3, 4)}$? Write a fraction.",
                Fraction(1, 12),
                "5/6-3/4",
                (
                    "You have both as twelfths now.",
                    "Subtract the tops, keep the bottom.",
                    f"$10 - 9 = 1$, so ${frac(1, 12)}$.",
                ),
                f"${frac(10, 12)} - {frac(9, 12)} = {frac(1, 12)}$.",
                scaffolds=[scaffold("How many twelfths more is 10 twelfths than 9 twelfths?", 1, check="10-9")],
            ),
        ],
        level=0.9,
    )
    return s
