"""Sheets on numbers below zero and on putting numbers in for letters."""

# ruff: noqa: E501 - sentences for students stay on one line, where they can be read
from __future__ import annotations

from fractions import Fraction

from learnapp.integrations.content_packages.courses.authoring.sheet import Sheet, frac, scaffold


def signed(value: int) -> str:
    """Return a number in brackets when it is negative, as in `5 - (-3)`."""
    return f"({value})" if value < 0 else str(value)


def signed_numbers() -> Sheet:
    """Add, subtract and multiply positive and negative numbers."""
    s = Sheet("signed-numbers", -0.4)
    rows = [
        (-3, "+", 8, "Start below zero", "Start at −3 on the number line and go 8 to the right.", "-11"),
        (5, "-", 9, "Below zero", "Start at 5 and go 9 to the left.", "4"),
        (-4, "-", 6, "Further down", "Start at −4 and go 6 to the left.", "2"),
        (7, "-", -2, "Minus a minus", "Taking away a debt of 2 makes you richer by 2.", "5"),
        (-6, "*", 4, "Signs in a product", "One negative factor: the product is negative.", "24"),
        (-5, "*", -3, "Two minus signs", "Two negative factors: the product is positive.", "-15"),
    ]
    for number, (a, op, b, title, idea, slip) in enumerate(rows):
        result = {"+": a + b, "-": a - b, "*": a * b}[op]
        sign = r"\cdot" if op == "*" else op
        second = {
            "+": f"So you move from {a} to the right by {b}.",
            "-": f"Subtracting {signed(b)} is the same as adding {signed(-b)}.",
            "*": f"Multiply without signs first: ${abs(a)} \\cdot {abs(b)} = {abs(a * b)}$.",
        }[op]
        s.numeric(
            title,
            f"Work out ${a} {sign} {signed(b)}$.",
            result,
            check=f"({a}){op}({b})",
            level=-0.9 + 0.25 * number,
            hints=(idea, second, f"${a} {sign} {signed(b)} = {result}$."),
            solution=f"{idea} ${a} {sign} {signed(b)} = {result}$.",
            wrong={slip: "Look at the signs again. " + idea},
        )
    s.numeric(
        "A cold morning",
        "At 6 o'clock it is −7 °C. By noon the temperature has risen by 12 degrees. What is the temperature at noon, in °C?",
        5,
        check="-7+12",
        level=-0.5,
        hints=(
            "Rising means going up on the thermometer.",
            "7 degrees bring you to zero. How many are left?",
            "$12 - 7 = 5$, so it is 5 °C.",
        ),
        solution="$-7 + 12 = 5$.",
        wrong={"-19": "That is 12 degrees colder.", "19": "It starts below zero, at −7, not at 7."},
    )
    s.choice(
        "Two pairs of signs",
        "Which one of these is positive?",
        r"$(-2) \cdot (-8)$",
        {
            r"$2 \cdot (-8)$": "One negative factor makes the product negative.",
            "$-2 - 8$": "You start below zero and go further down.",
            "$2 - 8$": "You take away more than you have.",
        },
        level=0.2,
        check="16",
        values={r"$(-2) \cdot (-8)$": "(-2)*(-8)", r"$2 \cdot (-8)$": "2*(-8)", "$-2 - 8$": "-2-8", "$2 - 8$": "2-8"},
        hints=(
            "Decide the sign only; you do not need the numbers.",
            "Two negative factors give a positive product.",
            r"$(-2) \cdot (-8) = 16$ is the positive one.",
        ),
        solution=r"$(-2) \cdot (-8) = 16$. The others are $-16$, $-10$ and $-6$.",
    )
    s.numeric(
        "A chain",
        r"Work out $-3 \cdot (2 - 6) - 5$.",
        7,
        check="-3*(2-6)-5",
        level=0.8,
        hints=(
            "Brackets first.",
            r"$2 - 6 = -4$, so you have $-3 \cdot (-4) - 5$.",
            "$12 - 5 = 7$.",
        ),
        solution=r"$-3 \cdot (-4) - 5 = 12 - 5 = 7$.",
        wrong={
            "-17": r"$-3 \cdot (-4)$ is positive: 12.",
            "-7": "Look at the order: the bracket, then the product, then minus 5.",
        },
    )
    s.multi(
        "Points in a game",
        "In a game you win 4 points for each right answer and lose 3 points for each wrong one. Zoe has 5 right and 8 wrong answers.",
        [
            s.number_step(
                "How many points do the wrong answers bring? Use a minus sign for lost points.",
                -24,
                "8*(-3)",
                ("Eight times she loses 3 points.", r"$8 \cdot (-3)$.", "−24 points."),
                r"$8 \cdot (-3) = -24$.",
                {"24": "She loses these points: the number is negative."},
            ),
            s.number_step(
                "What is her score in all?",
                -4,
                "5*4+8*(-3)",
                ("Put won and lost points together.", r"$5 \cdot 4 + (-24)$.", "$20 - 24 = -4$."),
                "$20 - 24 = -4$.",
                {
                    "4": "She lost more than she won, so the score is below zero.",
                    "44": "The lost points are taken away.",
                },
                scaffolds=[scaffold("How many points do the 5 right answers bring?", 20, check="5*4")],
            ),
        ],
        level=0.6,
    )
    return s


def evaluate() -> Sheet:
    """Put a number in the place of a letter."""
    s = Sheet("evaluate-expressions", -0.3)
    rows = [
        (
            "3x + 4",
            "3*x+4",
            5,
            r"3 \cdot 5 + 4",
            19,
            "Put in 5",
            "39",
            "$3x$ means 3 times x, so it is not the number 35.",
        ),
        (
            "20 - 2x",
            "20-2*x",
            6,
            r"20 - 2 \cdot 6",
            8,
            "Less and less",
            "108",
            "Multiply first, then subtract from 20.",
        ),
        ("x^2 + 1", "x^2+1", 4, r"4 \cdot 4 + 1", 17, "A square", "9", r"$4^2$ is $4 \cdot 4$, not $4 \cdot 2$."),
        ("5 - 3x", "5-3*x", -2, r"5 - 3 \cdot (-2)", 11, "A negative guest", "-1", r"$-3 \cdot (-2)$ is $+6$."),
        (
            r"2(x + 7)",
            "2*(x+7)",
            -3,
            r"2 \cdot (-3 + 7)",
            8,
            "Brackets first",
            "1",
            "All of the bracket is multiplied by 2.",
        ),
    ]
    for number, (tex, check, x, filled, result, title, slip, why) in enumerate(rows):
        s.numeric(
            title,
            f"What is ${tex}$ when $x = {x}$?",
            result,
            check=check.replace("x", f"({x})"),
            level=-0.8 + 0.3 * number,
            hints=(
                f"Write {x} wherever you see $x$." + (" Use brackets around it." if x < 0 else ""),
                f"You get ${filled}$. Which part comes first?",
                f"${filled} = {result}$.",
            ),
            solution=f"${tex}$ becomes ${filled} = {result}$.",
            wrong={slip: why},
        )
    s.numeric(
        "Half of it",
        f"What is ${frac(1, 2)}x + 3$ when $x = 9$?",
        Fraction(15, 2),
        check="1/2*9+3",
        level=0.3,
        hints=(
            "Half of x, then add 3.",
            "Half of 9 is 4.5.",
            "$4.5 + 3 = 7.5$.",
        ),
        solution=f"${frac(1, 2)} \\cdot 9 + 3 = 4.5 + 3 = 7.5$.",
        wrong={"6": "You added first. Take half of 9 first, then add 3."},
    )
    s.numeric(
        "Taxi ride",
        "A taxi costs $4 + 2k$ dollars for $k$ kilometres. How many dollars do 7 kilometres cost?",
        18,
        check="4+2*7",
        level=-0.3,
        hints=(
            "What is $k$ here?",
            r"Put 7 in the place of $k$: $4 + 2 \cdot 7$.",
            "$4 + 14 = 18$ dollars.",
        ),
        solution=r"$4 + 2 \cdot 7 = 18$ dollars.",
        wrong={
            "42": "You added 4 and 2 first. Multiplying comes before adding.",
            "31": r"$2k$ with $k = 7$ is $2 \cdot 7$, not 27.",
        },
    )
    s.expression(
        "Say it with x",
        'Write an expression: "five more than three times $x$".',
        "3x+5",
        check="3*x+5",
        level=0.1,
        hints=(
            "What happens to $x$ first?",
            "Three times $x$ is $3x$. Then five more.",
            "$3x + 5$.",
        ),
        solution="Three times $x$ is $3x$; five more than that is $3x + 5$.",
        wrong={
            "5x+3": "The numbers have changed places.",
            "3(x+5)": "Here 5 is added before multiplying. The sentence multiplies first.",
        },
    )
    s.choice(
        "Which words fit?",
        r"Which sentence fits $2(n - 4)$?",
        "Take 4 from a number, then double the result",
        {
            "Double a number, then take away 4": "That would be $2n - 4$. The bracket comes first.",
            "Take a number from 4, then double": "That would be $2(4 - n)$.",
            "Take 2 from a number, then 4": "That would be $n - 2 - 4$.",
        },
        level=0.2,
        hints=(
            "What stands in the bracket happens first.",
            "First $n - 4$: take 4 from the number.",
            'Then double: "Take 4 from a number, then double the result".',
        ),
        solution="The bracket $n - 4$ takes 4 away, the 2 in front doubles what is left.",
    )
    s.multi(
        "Two letters",
        "Look at $4a - 3b$ with $a = 2$ and $b = -5$.",
        [
            s.number_step(
                "What is $4a$?",
                8,
                "4*2",
                ("$4a$ is 4 times a.", r"$4 \cdot 2$.", "8."),
                r"$4 \cdot 2 = 8$.",
                {"42": "$4a$ means 4 times 2."},
            ),
            s.number_step(
                "What is the value of $4a - 3b$?",
                23,
                "4*2-3*(-5)",
                ("Work out $3b$ as well.", r"$3 \cdot (-5) = -15$. You subtract it.", "$8 - (-15) = 8 + 15 = 23$."),
                "$8 - (-15) = 23$.",
                {"-7": "Subtracting −15 is adding 15."},
                scaffolds=[scaffold("What is $3b$?", -15, check="3*(-5)")],
            ),
        ],
        level=0.8,
    )
    return s
