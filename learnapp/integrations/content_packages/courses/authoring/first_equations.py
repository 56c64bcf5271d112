"""Sheets on equations that one or two moves solve."""

# ruff: noqa: E501 - sentences for students stay on one line, where they can be read
from __future__ import annotations

from fractions import Fraction

from learnapp.integrations.content_packages.courses.authoring.sheet import Number, Sheet, frac, plain, scaffold


def solution_item(
    s: Sheet,
    title: str,
    tex: str,
    answer: Number,
    check: str,
    moves: tuple[str, str],
    *,
    level: float,
    slip: tuple[Number, str],
    nudge: str,
) -> None:
    """Add "solve for x" with two moves; the last one must state the result."""
    s.numeric(
        title,
        f"Solve for $x$: ${tex}$",
        answer,
        check=check,
        level=level,
        hints=(nudge, moves[0], f"{moves[1]} So $x = {frac(answer)}$."),
        solution=f"{moves[0]} {moves[1]} Check it: put $x = {frac(answer)}$ into ${tex}$, and both sides are equal.",
        wrong={plain(slip[0]): slip[1]},
    )


def one_step() -> Sheet:
    """Undo one operation."""
    s = Sheet("one-step-equations", -0.2)
    rows: list[tuple[str, str, Number, str, tuple[str, str], tuple[Number, str], str]] = [
        ("Undo adding", "x + 7 = 12", 5, "x+7=12", ("Subtract 7 on both sides.", "$12 - 7 = 5$."), (19, "You added 7 once more. Undo it: subtract."), "What has been done to $x$? Do the opposite."),
        ("Undo subtracting", "x - 9 = 4", 13, "x-9=4", ("Add 9 on both sides.", "$4 + 9 = 13$."), (-5, "You subtracted 9 again. Undo it: add."), "9 was taken away. How do you get it back?"),
        ("Undo multiplying", "6x = 42", 7, "6*x=42", ("Divide both sides by 6.", "$42 : 6 = 7$."), (36, "$6x$ is 6 times x, so subtracting does not undo it. Divide."), "$6x$ means 6 times $x$."),
        ("Undo dividing", r"\frac{x}{4} = 5", 20, "x/4=5", (r"Multiply both sides by 4.", r"$5 \cdot 4 = 20$."), (Fraction(5, 4), "You divided again. Undo the division: multiply."), "$x$ was divided by 4."),
        ("Into the minus", "x + 11 = 3", -8, "x+11=3", ("Subtract 11 on both sides.", "$3 - 11 = -8$."), (8, "3 − 11 is below zero."), "The answer may be negative."),
        ("A negative factor", "-5x = 30", -6, "-5*x=30", ("Divide both sides by $-5$.", "$30 : (-5) = -6$."), (6, "Test it: $-5 \\cdot 6$ is $-30$. Mind the sign."), "The factor of $x$ is $-5$, with its sign."),
    ]  # fmt: skip
    for number, (title, tex, answer, check, moves, slip, nudge) in enumerate(rows):
        solution_item(s, title, tex, answer, check, moves, level=-0.8 + 0.3 * number, slip=slip, nudge=nudge)
    solution_item(
        s, "A fraction moves over", f"x + {frac(1, 4)} = {frac(5, 6)}", Fraction(7, 12), "x+1/4=5/6",
        (f"Subtract ${frac(1, 4)}$ on both sides.", f"${frac(10, 12)} - {frac(3, 12)} = {frac(7, 12)}$."),
        level=0.9, slip=(Fraction(13, 12), "You added. Undo adding by subtracting."), nudge="It works as with whole numbers.",
    )  # fmt: skip
    s.choice(
        "First move",
        "Which move solves $x - 15 = 20$?",
        "Add 15 on both sides",
        {
            "Subtract 15 on both sides": "Then you would have $x - 30$ on the left.",
            "Add 15 on the right side only": "An equation is like a balance: do the same on both sides.",
            "Divide both sides by 15": "The 15 is not a factor of $x$.",
        },
        level=-0.5,
        hints=(
            "You want $x$ alone on the left.",
            "15 was taken away from $x$. Do the opposite.",
            "Add 15 on both sides: $x = 35$.",
        ),
        solution="Adding 15 undoes $-15$. On both sides: $x = 20 + 15 = 35$.",
    )
    s.numeric(
        "Pocket money",
        "After spending 8 dollars, Tim has 17 dollars left. How many dollars did he have before?",
        25,
        check="x-8=17",
        level=-0.4,
        hints=(
            "Call the money before $x$. What happened to it?",
            "$x - 8 = 17$.",
            "Add 8: $x = 25$ dollars.",
        ),
        solution="$x - 8 = 17$, so $x = 25$.",
        wrong={"9": "He had more before he spent money."},
    )
    s.multi(
        "Equal bags",
        "5 equal bags of rice weigh 30 kg together.",
        [
            s.number_step(
                "Call the weight of one bag $x$ kg. The equation is $?\\,x = 30$. Which number stands for ?",
                5,
                "x*6=30",
                ("How many bags are there?", "Five times one bag is 30 kg.", "5."),
                "Five bags of $x$ kg: $5x = 30$.",
            ),
            s.number_step(
                "How many kilograms is one bag?",
                6,
                "5*x=30",
                ("Undo the multiplication.", "Divide 30 by 5.", "$x = 6$ kg."),
                "$x = 30 : 5 = 6$ kg.",
                {"25": "Five *times* $x$ is undone by dividing, not by subtracting."},
                scaffolds=[scaffold("What is $30 : 5$?", 6, check="30/5")],
            ),
        ],
        level=0.2,
    )
    return s


def two_step() -> Sheet:
    """Undo two operations, in the right order."""
    s = Sheet("two-step-equations", 0.3)
    rows: list[tuple[str, str, Number, str, tuple[str, str], tuple[Number, str], str]] = [
        ("Shoes before socks", "3x + 5 = 20", 5, "3*x+5=20", ("Subtract 5 on both sides: $3x = 15$.", "Divide by 3: $15 : 3 = 5$."), (Fraction(25, 3), "You added 5. Undo adding by subtracting."), "Undo the last operation first: which one was done last to $x$?"),
        ("Minus first", "4x - 7 = 13", 5, "4*x-7=13", ("Add 7 on both sides: $4x = 20$.", "Divide by 4: $20 : 4 = 5$."), (Fraction(3, 2), "You subtracted 7. Undo $-7$ by adding 7."), "First get the term with $x$ alone."),
        ("Below zero", "2x + 9 = 1", -4, "2*x+9=1", ("Subtract 9 on both sides: $2x = -8$.", "Divide by 2: $-8 : 2 = -4$."), (4, "$1 - 9$ is $-8$, so $x$ is negative."), "The right side becomes negative, and that is fine."),
        ("Turned round", "10 - 3x = 4", 2, "10-3*x=4", ("Subtract 10 on both sides: $-3x = -6$.", "Divide by $-3$: $x = 2$."), (-2, "Keep the minus of $3x$: $-3x = -6$."), "The term with $x$ is $-3x$."),
        ("Divide, then add", r"\frac{x}{3} + 2 = 7", 15, "x/3+2=7", (r"Subtract 2 on both sides: $\frac{x}{3} = 5$.", r"Multiply by 3: $5 \cdot 3 = 15$."), (19, "Subtract the 2 first, then multiply by 3."), "Which operation was done last?"),
        ("Not a whole number", "6x - 1 = 3", Fraction(2, 3), "6*x-1=3", ("Add 1 on both sides: $6x = 4$.", f"Divide by 6: ${frac(4, 6)} = {frac(2, 3)}$."), (Fraction(1, 3), "Add 1 on the right side, too: 3 + 1 = 4."), "The answer may be a fraction."),
    ]  # fmt: skip
    for number, (title, tex, answer, check, moves, slip, nudge) in enumerate(rows):
        solution_item(s, title, tex, answer, check, moves, level=-0.7 + 0.3 * number, slip=slip, nudge=nudge)
    solution_item(
        s, "With a bracket", "2(x + 3) = 16", 5, "2*(x+3)=16",
        ("Divide both sides by 2: $x + 3 = 8$.", "Subtract 3: $8 - 3 = 5$."),
        level=0.3, slip=(Fraction(13, 2), "2 multiplies the whole bracket: $2x + 6 = 16$."), nudge="You can divide by 2 first, or multiply out.",
    )  # fmt: skip
    s.choice(
        "What is a good first move?",
        "Which first move leads straight to the answer of $5x - 8 = 27$?",
        "Add 8 on both sides",
        {
            "Subtract 8 on both sides": "That makes $5x - 16$. Undo $-8$ by adding.",
            "Divide only $5x$ by 5": "Every term must be divided, not only one.",
            "Subtract 5 on both sides": "5 is a factor of $x$. It goes by dividing, later.",
        },
        level=-0.3,
        hints=(
            "Which number stands beside the term with $x$?",
            "Undo $-8$ on both sides.",
            "Add 8: $5x = 35$, then $x = 7$.",
        ),
        solution="Adding 8 leaves $5x = 35$. Dividing by 5 gives $x = 7$.",
    )
    s.choice(
        "Where is the slip?",
        "Ella solves $3x + 6 = 18$: line 1 is $3x = 24$, line 2 is $x = 8$. Where is the slip?",
        "In line 1: 6 must be subtracted",
        {
            "In line 2: $24 : 3$ is not 8": "$24 : 3 = 8$ is right. Look one line up.",
            "There is no slip": "Test it: $3 \\cdot 8 + 6 = 30$, not 18.",
        },
        level=0.1,
        hints=(
            "Put $x = 8$ into the equation. Does it hold?",
            "$3 \\cdot 8 + 6 = 30$. So look at each line.",
            "Line 1 should be $3x = 18 - 6 = 12$.",
        ),
        solution="$3x = 12$, so $x = 4$. Test: $3 \\cdot 4 + 6 = 18$.",
    )
    s.multi(
        "Music lessons",
        "A music school asks 15 dollars once and 12 dollars for each lesson. Ida paid 75 dollars in all.",
        [
            s.number_step(
                "The equation is $12x + 15 = 75$. What is $12x$?",
                60,
                "x+15=75",
                ("Take the 15 dollars away.", "$75 - 15$.", "$12x = 60$."),
                "$75 - 15 = 60$.",
                {"90": "The 15 dollars are part of the 75: subtract them."},
            ),
            s.number_step(
                "How many lessons did she take?",
                5,
                "12*x+15=75",
                ("12 dollars each, 60 dollars together.", "Divide 60 by 12.", "$x = 5$ lessons."),
                "$60 : 12 = 5$ lessons.",
                scaffolds=[scaffold("What is $60 : 12$?", 5, check="60/12")],
            ),
        ],
        level=0.4,
    )
    return s
