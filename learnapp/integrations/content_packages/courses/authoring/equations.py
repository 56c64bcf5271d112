"""Sheets on equations in full: x on both sides, fractions, stories."""

# ruff: noqa: E501 - sentences for students stay on one line, where they can be read
from __future__ import annotations

from fractions import Fraction

from learnapp.integrations.content_packages.courses.authoring.first_equations import solution_item
from learnapp.integrations.content_packages.courses.authoring.sheet import Number, Sheet, frac, plain, scaffold


def both_sides() -> Sheet:
    """The unknown stands on both sides."""
    s = Sheet("variables-both-sides", 0.7)
    rows: list[tuple[str, str, Number, str, tuple[str, str], tuple[Number, str], str]] = [
        ("Gather the x's", "5x = 3x + 8", 4, "5*x=3*x+8", ("Subtract $3x$ on both sides: $2x = 8$.", "Divide by 2: $x = 4$."), (1, "You added the x's: take $3x$ away from both sides."), "Bring the x's to one side."),
        ("Both have numbers", "7x + 2 = 4x + 14", 4, "7*x+2=4*x+14", ("Subtract $4x$: $3x + 2 = 14$.", "Subtract 2 and divide by 3: $12 : 3 = 4$."), (Fraction(16, 3), "Subtract the 2 on the right, do not add it."), "First the x's, then the numbers."),
        ("More on the right", "2x + 9 = 6x - 3", 3, "2*x+9=6*x-3", ("Subtract $2x$: $9 = 4x - 3$.", "Add 3 and divide by 4: $12 : 4 = 3$."), (Fraction(3, 2), "Add 3 on the left: $9 + 3 = 12$."), "It is fine to collect the x's on the right."),
        ("A negative answer", "3x + 10 = x - 2", -6, "3*x+10=x-2", ("Subtract $x$: $2x + 10 = -2$.", "Subtract 10 and divide by 2: $-12 : 2 = -6$."), (4, "$-2 - 10$ is $-12$, not 8."), "$x$ alone is $1x$."),
        ("Minus x", "8 - x = 2x - 7", 5, "8-x=2*x-7", ("Add $x$ on both sides: $8 = 3x - 7$.", "Add 7 and divide by 3: $15 : 3 = 5$."), (15, "$2x + x$ is $3x$, so divide by 3."), "Undo $-x$ by adding $x$."),
        ("Bracket first", "3(x - 2) = x + 8", 7, "3*(x-2)=x+8", ("Multiply out: $3x - 6 = x + 8$.", "Subtract $x$, add 6, divide by 2: $14 : 2 = 7$."), (5, "Multiply the 2 by 3 as well: $3x - 6$."), "Get rid of the bracket first."),
    ]  # fmt: skip
    for number, (title, tex, answer, check, moves, slip, nudge) in enumerate(rows):
        solution_item(s, title, tex, answer, check, moves, level=-0.8 + 0.3 * number, slip=slip, nudge=nudge)
    s.choice(
        "No number fits",
        "How many solutions does $2x + 5 = 2x + 9$ have?",
        "None",
        {
            "One, $x = 2$": "Test it: $2 \\cdot 2 + 5 = 9$, but $2 \\cdot 2 + 9 = 13$.",
            "Every number": "Take $2x$ away on both sides: is $5 = 9$?",
        },
        level=0.7,
        hints=(
            "Take $2x$ away on both sides.",
            "$5 = 9$ is left. Can that be true?",
            "It is never true, so there is no solution.",
        ),
        solution="Subtracting $2x$ leaves $5 = 9$, which is false for every $x$.",
    )
    s.choice(
        "Always true",
        "How many solutions does $4(x + 1) = 4x + 4$ have?",
        "Every number is a solution",
        {
            "None": "Multiply out the left side and compare.",
            "One, $x = 0$": "0 works, but try 1 or 10 as well.",
        },
        level=0.8,
        hints=(
            "Multiply out the left side.",
            "$4x + 4 = 4x + 4$: both sides are the same.",
            "It is true for every $x$.",
        ),
        solution="$4(x + 1) = 4x + 4$, so both sides are always equal.",
    )
    s.numeric(
        "Two phone plans",
        "Plan A costs 20 dollars and 3 dollars per gigabyte. Plan B costs 8 dollars and 5 dollars per gigabyte. "
        "For how many gigabytes do both cost the same?",
        6,
        check="20+3*x=8+5*x",
        level=0.3,
        hints=(
            "Write the cost of each plan for $x$ gigabytes.",
            "$20 + 3x = 8 + 5x$.",
            "Subtract $3x$ and 8: $12 = 2x$, so $x = 6$.",
        ),
        solution="$20 + 3x = 8 + 5x$ gives $12 = 2x$ and $x = 6$ gigabytes.",
        wrong={
            "14": "Subtract 8 from 20, do not add them.",
            "4": "The x's are on both sides: subtract one from the other.",
        },
    )
    s.multi(
        "Step by step",
        "Solve $5(x + 1) - 2 = 2x + 15$.",
        [
            s.expression_step(
                "Write the left side without the bracket, as short as you can.",
                "5x+3",
                "5*(x+1)-2",
                ("Multiply out first.", "$5x + 5 - 2$.", "$5x + 3$."),
                "$5x + 5 - 2 = 5x + 3$.",
            ),
            s.number_step(
                "What is $x$?",
                4,
                "5*(x+1)-2=2*x+15",
                ("Now you have $5x + 3 = 2x + 15$.", "Subtract $2x$ and 3: $3x = 12$.", "$x = 4$."),
                "$5x + 3 = 2x + 15$, so $3x = 12$ and $x = 4$.",
                {"6": "Subtract 3 from 15: $3x = 12$."},
                scaffolds=[
                    scaffold(
                        "How many x's are left on the left side after you subtract $2x$ from $5x$?", 3, check="5-2"
                    )
                ],
            ),
        ],
        level=0.9,
    )
    return s


def with_fractions() -> Sheet:
    """Equations with fractions: multiply away the bottoms."""
    s = Sheet("equations-with-fractions", 1.0)
    f = frac
    rows: list[tuple[str, str, Number, str, tuple[str, str], tuple[Number, str], str]] = [
        ("A fraction of x", f"{f(2, 3)}x = 8", 12, "2/3*x=8", (f"Multiply both sides by ${f(3, 2)}$.", f"$8 \\cdot {f(3, 2)} = 12$."), (Fraction(16, 3), f"You multiplied by ${f(2, 3)}$ again. Divide by it."), f"Undo \"times ${f(2, 3)}$\"."),
        ("Clear one bottom", f"{f(1, 4)}x + 3 = 5", 8, "1/4*x+3=5", (f"Subtract 3: ${f(1, 4)}x = 2$.", "Multiply by 4: $x = 8$."), (Fraction(1, 2), "A quarter of $x$ is 2, so $x$ is 4 times as much."), "First get the term with $x$ alone."),
        ("Two bottoms", f"{f(1, 2)}x + {f(1, 3)}x = 10", 12, "1/2*x+1/3*x=10", ("Multiply every term by 6: $3x + 2x = 60$.", "$5x = 60$, divide by 5."), (25, f"${f(1, 2)} + {f(1, 3)}$ is not ${f(2, 5)}$. Use sixths."), "Which number makes both bottoms disappear?"),
        ("All over three", r"\frac{x + 5}{3} = 4", 7, "(x+5)/3=4", ("Multiply both sides by 3: $x + 5 = 12$.", "Subtract 5: $x = 7$."), (-1, "The 5 is divided by 3 as well. Multiply by 3 first."), "The fraction bar works like a bracket."),
        ("Fractions on both sides", f"{f(3, 4)}x = {f(1, 2)}x + 2", 8, "3/4*x=1/2*x+2", ("Multiply every term by 4: $3x = 2x + 8$.", "Subtract $2x$: $x = 8$."), (2, "Multiply the 2 by 4, too."), "Clear the bottoms with the number 4."),
        ("Answer is a fraction", f"{f(1, 2)}x - {f(1, 4)} = {f(1, 8)}", Fraction(3, 4), "1/2*x-1/4=1/8", ("Multiply every term by 8: $4x - 2 = 1$.", f"Add 2 and divide by 4: ${f(3, 4)}$."), (Fraction(-1, 4), "Add 2 on both sides, do not subtract it."), "8 makes all bottoms disappear."),
        ("Two fractions bars", r"\frac{x}{2} = \frac{x + 3}{5}", 2, "x/2=(x+3)/5", ("Multiply both sides by 10: $5x = 2(x + 3)$.", "$5x = 2x + 6$, so $3x = 6$."), (1, "Multiply the whole of $x + 3$ by 2."), "Use the common bottom 10."),
    ]  # fmt: skip
    for number, (title, tex, answer, check, moves, slip, nudge) in enumerate(rows):
        solution_item(s, title, tex, answer, check, moves, level=-0.8 + 0.25 * number, slip=slip, nudge=nudge)
    s.choice(
        "Clear the bottoms",
        f"By which number do you multiply ${f(1, 6)}x + {f(3, 4)} = 2$ so that no fraction is left?",
        "12",
        {
            "10": "$6 + 4 = 10$, but 10 cannot be divided by 6 or 4.",
            "4": f"$4 \\cdot {f(1, 6)}$ is still a fraction.",
            "6": f"$6 \\cdot {f(3, 4)}$ is still a fraction.",
        },
        level=-0.4,
        check="lcm(6,4)",
        values={"12": "12", "10": "10", "4": "4", "6": "6"},
        hints=(
            "You need a number that both 6 and 4 divide.",
            "6, 12, 18, … Which is in the 4-times table?",
            "12.",
        ),
        solution="12 is the smallest number in both tables: $2x + 9 = 24$.",
    )
    s.choice(
        "Every term",
        f"Leo multiplies ${f(1, 3)}x + 2 = 7$ by 3 and writes $x + 2 = 21$. What did he forget?",
        "To multiply the 2 by 3",
        {
            "Nothing": f"Test $x = 19$: ${f(19, 3)} + 2$ is not 7.",
            "To divide the 7 by 3": "He multiplies both sides by 3, so $7 \\cdot 3 = 21$ is right.",
        },
        level=-0.1,
        hints=(
            "Both sides are multiplied as a whole.",
            "The left side has two terms.",
            "$x + 6 = 21$: the 2 must be multiplied, too.",
        ),
        solution="$x + 6 = 21$, so $x = 15$.",
    )
    s.multi(
        "The hiking trip",
        f"On the first day a group hikes ${f(2, 5)}$ of the way, on the second day ${f(1, 3)}$ of it. Then 8 km are left.",
        [
            s.number_step(
                "What fraction of the way is left after two days?",
                Fraction(4, 15),
                "1-2/5-1/3",
                ("The whole way is 1.", f"${f(2, 5)} + {f(1, 3)} = {f(11, 15)}$.", f"$1 - {f(11, 15)} = {f(4, 15)}$."),
                f"${f(2, 5)} + {f(1, 3)} = {f(11, 15)}$, so ${f(4, 15)}$ is left.",
                {"11/15": "That is what they have hiked."},
                scaffolds=[scaffold(f"${f(2, 5)} = \\frac{{?}}{{15}}$", 6, check="2/5=x/15")],
            ),
            s.number_step(
                "How many kilometres is the whole way?",
                30,
                "4/15*x=8",
                (f"${f(4, 15)}x = 8$.", f"Multiply by ${f(15, 4)}$.", f"$8 \\cdot {f(15, 4)} = 30$ km."),
                f"${f(4, 15)}x = 8$, so $x = 8 \\cdot {f(15, 4)} = 30$ km.",
                {"32/15": f"You multiplied by ${f(4, 15)}$. Divide by it."},
            ),
        ],
        level=1.0,
    )
    return s


def from_words() -> Sheet:
    """Turn a story into an equation and solve it."""
    s = Sheet("equations-from-words", 0.8)
    stories: list[tuple[str, str, Number, str, str, str, tuple[Number, str]]] = [
        ("Think of a number", "I think of a number, double it and add 7. I get 31. What is my number?", 12, "2*x+7=31", "2x + 7 = 31", "$2x = 24$", (19, "You added 7 again. Undo it.")),
        ("Saving up", "Lena has 40 dollars and saves 15 dollars each week. After how many weeks does she have 130 dollars?", 6, "40+15*x=130", "40 + 15x = 130", "$15x = 90$", (Fraction(26, 3), "Take away the 40 dollars that she had at the start.")),
        ("Ages", "Sara is 3 years older than twice her brother's age. She is 17. How old is her brother?", 7, "2*x+3=17", "2x + 3 = 17", "$2x = 14$", (10, "She is 3 years *older*: take 3 away before you halve.")),
        ("Around the field", "A rectangular field is 6 m longer than it is wide. Its perimeter is 52 m. How wide is it, in metres?", 10, "2*x+2*(x+6)=52", "2x + 2(x + 6) = 52", "$4x + 12 = 52$", (23, "There are two long sides and two short ones.")),
        ("Three in a row", "Three whole numbers in a row add up to 72. What is the smallest one?", 23, "x+(x+1)+(x+2)=72", "x + (x + 1) + (x + 2) = 72", "$3x + 3 = 72$", (24, "24 is the middle one.")),
        ("Shared costs", "Four friends rent a boat. Each pays an equal share of the rent and 5 dollars for a life jacket. Each pays 17 dollars. What is the rent, in dollars?", 48, "x/4+5=17", r"\frac{x}{4} + 5 = 17", r"$\frac{x}{4} = 12$", (12, "12 dollars is one share. The rent is four shares.")),
    ]  # fmt: skip
    for number, (title, story, answer, check, tex, middle, slip) in enumerate(stories):
        s.numeric(
            title,
            story,
            answer,
            check=check,
            level=-0.8 + 0.3 * number,
            hints=(
                "Call what you look for $x$ and say the story again with $x$ in it.",
                f"One equation that fits: ${tex}$.",
                f"{middle}, so $x = {frac(answer)}$.",
            ),
            solution=f"${tex}$. Then {middle} and $x = {frac(answer)}$.",
            wrong={plain(slip[0]): slip[1]},
        )
    s.choice(
        "Choose the equation",
        "A T-shirt costs $x$ dollars. Three T-shirts with a 10 dollar voucher cost 35 dollars. Which equation fits?",
        "$3x - 10 = 35$",
        {
            "$3x + 10 = 35$": "The voucher makes it cheaper.",
            "$3(x - 10) = 35$": "That takes 10 dollars off each T-shirt.",
            "$x - 10 = 35$": "There are three T-shirts.",
        },
        level=-0.5,
        hints=(
            "What do three T-shirts cost without a voucher?",
            "$3x$. The voucher takes 10 dollars off, once.",
            "$3x - 10 = 35$.",
        ),
        solution="Three T-shirts are $3x$, the voucher takes away 10: $3x - 10 = 35$.",
    )
    s.choice(
        "What does x mean?",
        'For "Ben is 5 cm taller than Ana; together they are 325 cm" someone writes $x + (x + 5) = 325$. What is $x$?',
        "Ana's height in cm",
        {
            "Ben's height in cm": "Ben is the taller one: his height is $x + 5$.",
            "Their difference in cm": "The difference is 5.",
        },
        level=-0.3,
        hints=(
            "Who is taller?",
            "$x + 5$ is the taller person, Ben.",
            "So $x$ is Ana's height.",
        ),
        solution="Ben is $x + 5$, so $x$ is Ana's height: 160 cm.",
    )
    s.expression(
        "Only the expression",
        "A printer costs 90 dollars and each page 4 cents. What do the printer and $n$ pages cost, in dollars?",
        "90+0.04n",
        check="90+4/100*n",
        variables=("n",),
        level=0.5,
        hints=(
            "Change cents into dollars first.",
            "One page costs 0.04 dollars, so $n$ pages cost $0.04n$.",
            "$90 + 0.04n$ dollars.",
        ),
        solution="$90 + 0.04n$ dollars.",
        wrong={"90+4n": "4 cents are 0.04 dollars."},
    )
    s.multi(
        "Catching up",
        "Mo has 10 km head start and rides at 15 km per hour. Jo rides the same road at 20 km per hour.",
        [
            s.expression_step(
                "How far is Mo from the start after $x$ hours, in km?",
                "10+15x",
                "10+15*x",
                ("He starts at 10 km.", "Each hour adds 15 km.", "$10 + 15x$."),
                "$10 + 15x$ km.",
            ),
            s.number_step(
                "After how many hours does Jo reach Mo?",
                2,
                "20*x=10+15*x",
                ("Then both are equally far from the start.", "$20x = 10 + 15x$.", "$5x = 10$, so $x = 2$ hours."),
                "$20x = 10 + 15x$ gives $5x = 10$ and $x = 2$ hours.",
                scaffolds=[scaffold("By how many km does Jo come nearer in each hour?", 5, check="20-15")],
            ),
        ],
        level=1.1,
    )
    return s
