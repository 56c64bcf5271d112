"""Sheets on the meaning of fractions: parts of a whole and equal fractions."""

# ruff: noqa: E501 - sentences for students stay on one line, where they can be read
from __future__ import annotations

from fractions import Fraction

from learnapp.integrations.content_packages.courses.authoring.sheet import Sheet, frac, scaffold


def meaning() -> Sheet:
    """A fraction as a share of one whole and as a point on the number line."""
    s = Sheet("fraction-meaning", -1.2)
    shares = [
        ("Pizza night", "A pizza is cut into {n} equal slices. Mia eats {k} of them.", "of the pizza has she eaten", 8, 3, "slice", "slices"),
        ("The garden bed", "A garden bed has {n} equal squares. Tomatoes grow in {k} of them.", "of the bed is planted with tomatoes", 12, 5, "square", "squares"),
        ("Chocolate bar", "A chocolate bar has {n} equal pieces. You give {k} of them to a friend.", "of the bar does your friend get", 10, 7, "piece", "pieces"),
    ]  # fmt: skip
    for number, (title, story, ask, n, k, one, many) in enumerate(shares):
        s.numeric(
            title,
            f"{story.format(n=n, k=k)} What fraction {ask}? Write it like 1/2.",
            Fraction(k, n),
            check=f"{k}/{n}",
            level=-0.8 + 0.2 * number,
            hints=(
                "A fraction needs two numbers: how many parts you mean, and how many equal parts the whole has.",
                f"The whole has {n} {many}, so {n} goes at the bottom. Which number goes on top?",
                f"{k} of the {n} {many} are meant, so the fraction is ${frac(k, n)}$.",
            ),
            solution=f"Each {one} is ${frac(1, n)}$ of the whole. There are {k} of them: ${frac(k, n)}$.",
            wrong={
                f"{k}/{n - k}": f"You compared the {k} {many} with the other {n - k}. Compare them with the whole: {n} {many}.",
                f"{n - k}/{n}": f"That is the part that is left. The question asks about the {k} {many}.",
            },
        )
    line = [("Halfway stations", 6, 5), ("Between 0 and 1", 4, 3)]
    for number, (title, n, k) in enumerate(line):
        s.numeric(
            title,
            f"The number line from 0 to 1 is split into {n} equal jumps. A frog starts at 0 and makes {k} jumps. "
            "At which fraction does it sit?",
            Fraction(k, n),
            check=f"{k}*1/{n}",
            level=-0.2 + 0.2 * number,
            hints=(
                "Find the length of one jump first.",
                f"{n} equal jumps reach from 0 to 1, so one jump is ${frac(1, n)}$ long.",
                f"{k} jumps of ${frac(1, n)}$ end at ${frac(k, n)}$.",
            ),
            solution=f"One jump is ${frac(1, n)}$. After {k} jumps the frog is at ${k} \\cdot {frac(1, n)} = {frac(k, n)}$.",
            wrong={f"{k}/{n + 1}": f"Count the jumps, not the marks: there are {n} jumps between 0 and 1."},
        )
    s.choice(
        "Past one whole",
        f"Where on the number line is ${frac(7, 4)}$?",
        "Between 1 and 2",
        {
            "Between 0 and 1": "A fraction is below 1 only when its top is smaller than its bottom. Here 7 is more than 4.",
            "Between 4 and 7": "Top and bottom are not two places on the line. Together they name one number.",
            "At 7": "The 7 counts quarters, not wholes.",
        },
        level=0.3,
        hints=(
            f"How many quarters make one whole? ${frac(4, 4)} = 1$.",
            f"${frac(7, 4)}$ is ${frac(4, 4)}$ and ${frac(3, 4)}$ more.",
            f"${frac(7, 4)} = 1 + {frac(3, 4)}$, so it lies between 1 and 2.",
        ),
        solution=f"Four quarters make 1. Seven quarters are 1 and ${frac(3, 4)}$ more: between 1 and 2.",
    )
    s.choice(
        "Fair or not?",
        "A ribbon is cut into 3 pieces. One piece is much longer than the others. Is each piece "
        f"${frac(1, 3)}$ of the ribbon?",
        "No, the pieces must be equal",
        {
            "Yes, because there are 3 pieces": "Three pieces are not enough: thirds must all have the same size.",
            "Yes, but only the long piece": "The long piece is more than a third, because it is longer than the others.",
        },
        level=-0.3,
        hints=(
            f"Think about what ${frac(1, 3)}$ promises about the pieces.",
            "Thirds are three parts of the same size.",
            "The pieces differ in size, so they are not thirds: the answer is no.",
        ),
        solution=f"${frac(1, 3)}$ means one of three *equal* parts. These parts are not equal, so no piece has to be a third.",
    )
    s.numeric(
        "What is left?",
        f"You have read ${frac(4, 9)}$ of a book. What fraction of the book is left?",
        Fraction(5, 9),
        check="1-4/9",
        level=0.5,
        hints=(
            f"The whole book is ${frac(9, 9)}$.",
            "Take away the ninths that you have read.",
            f"$9 - 4 = 5$ ninths are left: ${frac(5, 9)}$.",
        ),
        solution=f"${frac(9, 9)} - {frac(4, 9)} = {frac(5, 9)}$.",
        wrong={"4/9": "That is the part you have read. How much is still to come?"},
    )
    s.numeric(
        "Building the whole",
        f"Six marbles are ${frac(1, 4)}$ of Ada's collection. How many marbles does she have?",
        24,
        check="6/(1/4)",
        level=1.0,
        hints=(
            "If 6 marbles are one quarter, how many quarters make all of them?",
            "The whole is 4 quarters, and each quarter has 6 marbles.",
            "$4 \\cdot 6 = 24$ marbles.",
        ),
        solution="One quarter is 6 marbles, so four quarters are $4 \\cdot 6 = 24$ marbles.",
        wrong={
            "10": "Do not add 6 and 4: there are 4 groups of 6.",
            "24/4": "That is one quarter again. The whole is larger.",
        },
    )
    s.multi(
        "A class survey",
        "In a class of 20 students, 9 come by bus and the others walk.",
        [
            s.number_step(
                "What fraction of the class comes by bus?",
                Fraction(9, 20),
                "9/20",
                (
                    "The whole is the class.",
                    "The bottom is the number of all students, 20.",
                    f"9 of 20 students: ${frac(9, 20)}$.",
                ),
                f"9 of the 20 students come by bus: ${frac(9, 20)}$.",
                {"9/11": "11 is the number of walkers. Compare with the whole class of 20."},
            ),
            s.number_step(
                "What fraction walks?",
                Fraction(11, 20),
                "1-9/20",
                (
                    "First find out how many students walk.",
                    "The bottom stays 20.",
                    f"11 of 20 students walk: ${frac(11, 20)}$.",
                ),
                f"$20 - 9 = 11$ students walk, which is ${frac(11, 20)}$ of the class.",
                scaffolds=[scaffold("How many of the 20 students walk?", 11, check="20-9")],
            ),
        ],
        level=0.6,
    )
    return s


def equivalent() -> Sheet:
    """Different names for one number: multiply or divide top and bottom alike."""
    s = Sheet("equivalent-fractions", -0.8)
    for number, (a, b, m, title) in enumerate(
        [
            (1, 2, 4, "Find the missing top"),
            (2, 3, 5, "Another name"),
            (3, 4, 6, "Finer parts"),
            (5, 6, 3, "Same number, new bottom"),
        ]
    ):
        s.numeric(
            title,
            f"Which number makes this true? ${frac(a, b)} = \\frac{{?}}{{{b * m}}}$",
            a * m,
            check=f"{a}/{b}=x/{b * m}",
            level=-0.7 + 0.25 * number,
            hints=(
                f"Look at the bottoms: how do you get from {b} to {b * m}?",
                f"${b} \\cdot {m} = {b * m}$. Do the same to the top.",
                f"${a} \\cdot {m} = {a * m}$, so ${frac(a, b)} = {frac(a * m, b * m)}$.",
            ),
            solution=f"Multiply top and bottom by {m}: ${frac(a, b)} = \\frac{{{a} \\cdot {m}}}{{{b} \\cdot {m}}} = {frac(a * m, b * m)}$.",
            wrong={
                str(
                    a + b * m - b
                ): f"You added {b * m - b} to the top. Equal fractions come from multiplying both by the same number."
            },
        )
    for number, (top, bottom, g, title) in enumerate(
        [(12, 16, 4, "Make it simple"), (18, 30, 6, "As small as possible")]
    ):
        a, b = top // g, bottom // g
        s.choice(
            title,
            f"Which fraction is ${frac(top, bottom)}$ in lowest terms?",
            f"${frac(a, b)}$",
            {
                f"${frac(top // 2, bottom // 2)}$": "It is equal, but both numbers can still be divided. Go on.",
                f"${frac(top - g, bottom - g)}$": f"Taking {g} away from both changes the number. Divide instead.",
                f"${frac(b, a)}$": "Top and bottom have changed places.",
            },
            check=f"{top}/{bottom}",
            level=0.1 + 0.3 * number,
            hints=(
                f"Look for a number that divides both {top} and {bottom}.",
                f"The largest one is {g}.",
                f"${top} : {g} = {a}$ and ${bottom} : {g} = {b}$, so it is ${frac(a, b)}$.",
            ),
            solution=f"Divide top and bottom by {g}: ${frac(top, bottom)} = {frac(a, b)}$. No number above 1 divides both {a} and {b}.",
        )
    s.choice(
        "The odd one out",
        f"Which fraction is **not** equal to ${frac(2, 5)}$?",
        f"${frac(4, 7)}$",
        {
            f"${frac(4, 10)}$": "Multiply top and bottom of $\\frac{2}{5}$ by 2: you get this one. It is equal.",
            f"${frac(6, 15)}$": "Multiply top and bottom of $\\frac{2}{5}$ by 3: you get this one. It is equal.",
            f"${frac(20, 50)}$": "Multiply top and bottom of $\\frac{2}{5}$ by 10: you get this one. It is equal.",
        },
        level=0.3,
        hints=(
            "Three of them come from multiplying 2 and 5 by the same number.",
            "Test each: what was 2 multiplied by? Was 5 multiplied by the same?",
            "$2 \\cdot 2 = 4$, but $5 \\cdot 2 = 10$ and not 7. So $\\frac{4}{7}$ is the odd one.",
        ),
        solution="$\\frac{4}{10}$, $\\frac{6}{15}$ and $\\frac{20}{50}$ all simplify to $\\frac{2}{5}$. $\\frac{4}{7}$ does not.",
    )
    s.numeric(
        "Two cakes",
        "One cake is cut into 4 equal pieces and you take 3. An equal cake is cut into 12 equal pieces. "
        "How many of those small pieces give you the same amount?",
        9,
        check="3/4=x/12",
        level=0.4,
        hints=(
            "How many small pieces fit into one big piece?",
            "Each quarter is 3 twelfths.",
            "$3 \\cdot 3 = 9$ small pieces.",
        ),
        solution=f"${frac(3, 4)} = {frac(9, 12)}$, so 9 small pieces.",
        wrong={"11": "The difference 12 − 4 does not help. Ask how many twelfths are in one quarter."},
    )
    s.numeric(
        "Work backwards",
        f"Which number makes this true? ${frac(21, 28)} = \\frac{{3}}{{?}}$",
        4,
        check="21/28=3/x",
        level=0.8,
        hints=(
            "How do you get from 21 to 3?",
            "Divide by 7, at the top and at the bottom.",
            "$28 : 7 = 4$.",
        ),
        solution=f"Divide both by 7: ${frac(21, 28)} = {frac(3, 4)}$.",
        wrong={"10": "21 − 18 = 3, but subtracting does not keep a fraction equal. Divide."},
    )
    s.multi(
        "Step down to lowest terms",
        f"Simplify ${frac(36, 60)}$ in two moves.",
        [
            s.number_step(
                "What is the largest number that divides both 36 and 60?",
                12,
                "gcd(36,60)",
                (
                    "List the divisors of 36.",
                    "36 has the divisors 1, 2, 3, 4, 6, 9, 12, 18, 36. Which of them divide 60?",
                    "12 divides both, 18 and 36 do not: the answer is 12.",
                ),
                "The common divisors are 1, 2, 3, 4, 6 and 12. The largest is 12.",
                {"6": "6 divides both, but there is a larger one."},
            ),
            s.number_step(
                f"Now ${frac(36, 60)} = \\frac{{?}}{{5}}$. Which number goes on top?",
                3,
                "36/60=x/5",
                ("Use the number you have just found.", "Divide the top by 12.", "$36 : 12 = 3$."),
                f"${frac(36, 60)} = {frac(3, 5)}$, because $36 : 12 = 3$ and $60 : 12 = 5$.",
                scaffolds=[scaffold("What is $60 : 12$?", 5, check="60/12")],
            ),
        ],
        level=0.7,
    )
    return s
