"""Sheets on signed numbers and on expressions: evaluate, collect like terms, multiply out."""

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
        wrong={"-17": r"$-3 \cdot (-4)$ is positive: 12.", "-7": "Look at the order: the bracket, then the product, then minus 5."},
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
                {"4": "She lost more than she won, so the score is below zero.", "44": "The lost points are taken away."},
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
        ("3x + 4", "3*x+4", 5, r"3 \cdot 5 + 4", 19, "Put in 5", "39", "$3x$ means 3 times x, so it is not the number 35."),
        ("20 - 2x", "20-2*x", 6, r"20 - 2 \cdot 6", 8, "Less and less", "108", "Multiply first, then subtract from 20."),
        ("x^2 + 1", "x^2+1", 4, r"4 \cdot 4 + 1", 17, "A square", "9", r"$4^2$ is $4 \cdot 4$, not $4 \cdot 2$."),
        ("5 - 3x", "5-3*x", -2, r"5 - 3 \cdot (-2)", 11, "A negative guest", "-1", r"$-3 \cdot (-2)$ is $+6$."),
        (r"2(x + 7)", "2*(x+7)", -3, r"2 \cdot (-3 + 7)", 8, "Brackets first", "1", "All of the bracket is multiplied by 2."),
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
        wrong={"42": "You added 4 and 2 first. Multiplying comes before adding.", "31": r"$2k$ with $k = 7$ is $2 \cdot 7$, not 27."},
    )
    s.expression(
        "Say it with x",
        "Write an expression: \"five more than three times $x$\".",
        "3x+5",
        check="3*x+5",
        level=0.1,
        hints=(
            "What happens to $x$ first?",
            "Three times $x$ is $3x$. Then five more.",
            "$3x + 5$.",
        ),
        solution="Three times $x$ is $3x$; five more than that is $3x + 5$.",
        wrong={"5x+3": "The numbers have changed places.", "3(x+5)": "Here 5 is added before multiplying. The sentence multiplies first."},
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
            "Then double: \"Take 4 from a number, then double the result\".",
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


def like_terms() -> Sheet:
    """Collect what is of the same kind."""
    s = Sheet("combine-like-terms", 0.0)
    rows = [
        ("3x + 5x", "8x", "3*x+5*x", "Apples and apples", "8x^2", "3 x's and 5 x's are 8 x's. Nothing is squared."),
        ("9y - 4y", "5y", "9*y-4*y", "Take some away", "5", "You still have y's: five of them."),
        ("2x + 7 + 4x", "6x+7", "2*x+7+4*x", "Numbers stay apart", "13x", "The 7 has no x, so it cannot join the x's."),
        ("6a + 2 - a + 3", "5a+5", "6*a+2-a+3", "Two families", "6a+5", "$-a$ is $-1a$: $6a - a = 5a$."),
        ("4x - 9 - 7x + 2", "-3x-7", "4*x-9-7*x+2", "Watch the signs", "11x-7", "The minus sign belongs to $7x$: $4x - 7x = -3x$."),
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
        wrong={"5x+2": "Count all four sides: two of length $x$ and two of length $2x + 1$.", "3x+1": "You took each length once. There are two of each."},
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
        values={"$3(2x + 5)$": "3*(2*x+5)", "$3(2x + 15)$": "3*(2*x+15)", "$6(x + 15)$": "6*(x+15)", "$3(3x + 5)$": "3*(3*x+5)"},
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
