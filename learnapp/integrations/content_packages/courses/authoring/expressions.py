"""Sheets on rewriting expressions: collect like terms, multiply brackets out."""

# ruff: noqa: E501 - sentences for students stay on one line, where they can be read
from __future__ import annotations

from learnapp.integrations.content_packages.courses.authoring.sheet import Sheet, frac


def like_terms() -> Sheet:
    """Collect what is of the same kind."""
    s = Sheet("combine-like-terms", 0.0)
    rows = [
        ("3x + 5x", "8x", "3*x+5*x", "Apples and apples", "8x^2", "3 x's and 5 x's are 8 x's. Nothing is squared."),
        ("9y - 4y", "5y", "9*y-4*y", "Take some away", "5", "You still have y's: five of them."),
        ("2x + 7 + 4x", "6x+7", "2*x+7+4*x", "Numbers stay apart", "13x", "The 7 has no x, so it cannot join the x's."),
        ("6a + 2 - a + 3", "5a+5", "6*a+2-a+3", "Two families", "6a+5", "$-a$ is $-1a$: $6a - a = 5a$."),
        (
            "4x - 9 - 7x + 2",
            "-3x-7",
            "4*x-9-7*x+2",
            "Watch the signs",
            "11x-7",
            "The minus sign belongs to $7x$: $4x - 7x = -3x$.",
        ),
    ]
    for number, (tex, answer, check, title, slip, why) in enumerate(rows):
        letter = next(c for c in check if c.isalpha())
        s.expression(
            title,
            f"Write as short as you can: ${tex}$",
            answer,
            check=check,
            variables=(letter,),
            level=-0.8 + 0.35 * number,
            hints=(
                f"Look for terms of the same kind: those with ${letter}$ and those without.",
                f"Add or subtract only the numbers in front of ${letter}$; keep each sign with its term.",
                f"You get ${answer}$.",
            ),
            solution=f"Collect the terms with ${letter}$ and the plain numbers: ${tex} = {answer}$.",
            wrong={slip: why},
        )
    s.expression(
        "Two letters",
        "Write as short as you can: $5a + 3b - 2a + b$",
        "3a+4b",
        check="5*a+3*b-2*a+b",
        variables=("a", "b"),
        level=0.5,
        hints=(
            "The a's and the b's are two different kinds.",
            "$5a - 2a$ and $3b + b$.",
            "$3a + 4b$.",
        ),
        solution="$5a - 2a = 3a$ and $3b + b = 4b$, so $3a + 4b$.",
        wrong={"7a*b": "a's and b's cannot be put together.", "3a+3b": "$b$ alone is $1b$: $3b + 1b = 4b$."},
    )
    s.expression(
        "Around the garden",
        "A garden has sides of length $x$, $x$, $2x + 1$ and $2x + 1$ metres. Write its perimeter as short as you can.",
        "6x+2",
        check="x+x+(2*x+1)+(2*x+1)",
        level=0.4,
        hints=(
            "The perimeter is all four sides together.",
            "$x + x + 2x + 1 + 2x + 1$.",
            "$6x + 2$ metres.",
        ),
        solution="$x + x + 2x + 1 + 2x + 1 = 6x + 2$.",
        wrong={
            "5x+2": "Count all four sides: two of length $x$ and two of length $2x + 1$.",
            "3x+1": "You took each length once. There are two of each.",
        },
    )
    s.choice(
        "Can these join?",
        "Which two terms are like terms?",
        "$4x$ and $-9x$",
        {
            "$4x$ and $4$": "One has an x, the other has none.",
            "$3x$ and $3y$": "Different letters are different kinds.",
            "$2x$ and $x^2$": "$x^2$ is $x \\cdot x$, another kind than $x$.",
        },
        level=-0.5,
        hints=(
            "Like terms have the same letters with the same powers.",
            "The numbers in front may differ, also in sign.",
            "$4x$ and $-9x$ both count x's.",
        ),
        solution="Both $4x$ and $-9x$ are some number of x's.",
    )
    s.choice(
        "Find the slip",
        "Omar writes $7x - 2 + 3x = 8x$. What should it be?",
        "$10x - 2$",
        {
            "$8x$": "The 2 is a plain number; it cannot be taken from x's.",
            "$4x - 2$": "$3x$ is added: $7x + 3x$.",
            "$10x + 2$": "The minus sign belongs to the 2.",
        },
        check="7*x-2+3*x",
        values={"$10x - 2$": "10*x-2", "$8x$": "8*x", "$4x - 2$": "4*x-2", "$10x + 2$": "10*x+2"},
        level=0.1,
        hints=(
            "Which terms have an x?",
            "$7x + 3x = 10x$. The $-2$ stays alone.",
            "$10x - 2$.",
        ),
        solution="$7x + 3x - 2 = 10x - 2$.",
    )
    s.multi(
        "Tickets and snacks",
        "A child ticket costs $x$ dollars, an adult ticket costs $x + 4$ dollars. A family buys 3 child and 2 adult tickets.",
        [
            s.expression_step(
                "What do the 2 adult tickets cost together?",
                "2x+8",
                "(x+4)+(x+4)",
                ("Add the adult price twice.", "$(x + 4) + (x + 4)$.", "$2x + 8$ dollars."),
                "$(x + 4) + (x + 4) = 2x + 8$.",
            ),
            s.expression_step(
                "What do all five tickets cost? Write it as short as you can.",
                "5x+8",
                "3*x+2*x+8",
                ("Add the child tickets.", "$3x + 2x + 8$.", "$5x + 8$ dollars."),
                "$3x + 2x + 8 = 5x + 8$.",
            ),
        ],
        level=0.8,
    )
    return s


def distribute() -> Sheet:
    """Multiply a bracket out, and put a common factor in front."""
    s = Sheet("distribute", 0.2)
    rows = [
        ("3(x + 4)", "3x+12", "3*(x+4)", "Everyone gets some", "3x+4", "The 4 must be multiplied by 3 as well."),
        ("5(2x - 1)", "10x-5", "5*(2*x-1)", "Numbers in front", "10x-1", "Multiply the 1 by 5 too."),
        ("-2(x + 6)", "-2x-12", "-2*(x+6)", "A minus outside", "-2x+12", "$-2$ times $6$ is $-12$."),
        ("-4(3 - x)", "4x-12", "-4*(3-x)", "Two minus signs meet", "-12-4x", "$-4$ times $-x$ is $+4x$."),
    ]
    for number, (tex, answer, check, title, slip, why) in enumerate(rows):
        outside = tex.split("(")[0]
        s.expression(
            title,
            f"Multiply out: ${tex}$",
            answer,
            check=check,
            level=-0.7 + 0.35 * number,
            hints=(
                f"${outside}$ stands in front of the whole bracket.",
                f"Multiply *each* term in the bracket by ${outside}$ and mind the signs.",
                f"${tex} = {answer}$.",
            ),
            solution=f"Each term in the bracket is multiplied by ${outside}$: ${tex} = {answer}$.",
            wrong={slip: why},
        )
    s.expression(
        "Then tidy up",
        "Multiply out and write as short as you can: $2(x + 5) + 3x$",
        "5x+10",
        check="2*(x+5)+3*x",
        level=0.2,
        hints=(
            "First multiply out the bracket.",
            "$2x + 10 + 3x$. Now collect the x's.",
            "$5x + 10$.",
        ),
        solution="$2x + 10 + 3x = 5x + 10$.",
        wrong={"5x+5": "The 5 in the bracket must be doubled."},
    )
    s.expression(
        "Minus a bracket",
        "Write without brackets, as short as you can: $8x - (3x - 7)$",
        "5x+7",
        check="8*x-(3*x-7)",
        level=0.7,
        hints=(
            "A minus in front of a bracket is $-1$ times the bracket.",
            "$-(3x - 7) = -3x + 7$.",
            "$8x - 3x + 7 = 5x + 7$.",
        ),
        solution="$8x - 3x + 7 = 5x + 7$.",
        wrong={"5x-7": "The minus changes both signs in the bracket: $-7$ becomes $+7$."},
    )
    s.choice(
        "Common factor",
        "Which one equals $6x + 15$?",
        "$3(2x + 5)$",
        {
            "$3(2x + 15)$": "Multiply out: the last term would be 45.",
            "$6(x + 15)$": "Multiply out: the last term would be 90.",
            "$3(3x + 5)$": "Multiply out: you would get $9x$.",
        },
        check="6*x+15",
        values={
            "$3(2x + 5)$": "3*(2*x+5)",
            "$3(2x + 15)$": "3*(2*x+15)",
            "$6(x + 15)$": "6*(x+15)",
            "$3(3x + 5)$": "3*(3*x+5)",
        },
        level=0.3,
        hints=(
            "Which number divides both 6 and 15?",
            "Take 3 out: $6x = 3 \\cdot 2x$ and $15 = 3 \\cdot 5$.",
            "$3(2x + 5)$.",
        ),
        solution="$3 \\cdot 2x + 3 \\cdot 5 = 6x + 15$.",
    )
    s.choice(
        "Why does it work?",
        "Four friends each pay for a ticket of $x$ dollars and a drink of 3 dollars. Which is **not** the total?",
        "$4x + 3$",
        {
            "$4(x + 3)$": "Four times ticket and drink: this is the total.",
            "$4x + 12$": "Four tickets and four drinks: this is the total.",
            "$12 + 4x$": "The same total, the drinks first.",
        },
        level=-0.2,
        hints=(
            "How many drinks are bought?",
            "Four drinks cost 12 dollars.",
            "$4x + 3$ pays for one drink only.",
        ),
        solution="$4(x + 3) = 4x + 12$. In $4x + 3$ three drinks are missing.",
    )
    s.expression(
        "A fraction outside",
        f"Multiply out: ${frac(1, 2)}(6x - 8)$",
        "3x-4",
        check="1/2*(6*x-8)",
        level=0.5,
        hints=(
            "Take half of each term.",
            "Half of $6x$ is $3x$. Half of 8?",
            "$3x - 4$.",
        ),
        solution=f"${frac(1, 2)} \\cdot 6x = 3x$ and ${frac(1, 2)} \\cdot 8 = 4$: $3x - 4$.",
        wrong={"3x-8": "Half of the 8 as well."},
    )
    s.multi(
        "Two brackets",
        "Simplify $3(x + 2) - 2(x - 4)$ step by step.",
        [
            s.expression_step(
                "Multiply out the first bracket: $3(x + 2)$",
                "3x+6",
                "3*(x+2)",
                ("3 times each term.", "$3 \\cdot x$ and $3 \\cdot 2$.", "$3x + 6$."),
                "$3x + 6$.",
            ),
            s.expression_step(
                "Multiply out the second one with its sign: $-2(x - 4)$",
                "-2x+8",
                "-2*(x-4)",
                ("$-2$ times each term.", "$-2 \\cdot (-4) = +8$.", "$-2x + 8$."),
                "$-2x + 8$.",
            ),
            s.expression_step(
                "Put both together, as short as you can.",
                "x+14",
                "3*(x+2)-2*(x-4)",
                ("Collect the x's and the numbers.", "$3x - 2x$ and $6 + 8$.", "$x + 14$."),
                "$3x + 6 - 2x + 8 = x + 14$.",
            ),
        ],
        level=1.1,
    )
    return s
