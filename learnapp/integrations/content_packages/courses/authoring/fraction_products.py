"""Sheets on multiplying and dividing fractions."""

# ruff: noqa: E501 - sentences for students stay on one line, where they can be read
from __future__ import annotations

from fractions import Fraction

from learnapp.integrations.content_packages.courses.authoring.sheet import Sheet, frac, scaffold


def multiply() -> Sheet:
    """Multiply fractions: a part of a part."""
    s = Sheet("multiply-fractions", -0.2)
    titles = ["A part of a part", "Top times top", "Cancel if you can", "Fraction times whole"]
    for number, (a, b, c, d) in enumerate([(1, 2, 3, 5), (2, 3, 4, 7), (3, 4, 8, 9), (5, 1, 2, 3)]):
        left = str(a) if b == 1 else frac(a, b)
        product = Fraction(a * c, b * d)
        plain_product = frac(a * c, b * d)
        shown = plain_product if b * d == product.denominator else f"{plain_product} = {frac(product)}"
        s.numeric(
            titles[number],
            f"Work out ${left} \\cdot {frac(c, d)}$.",
            product,
            check=f"{a}/{b}*{c}/{d}",
            level=-0.6 + 0.3 * number,
            hints=(
                "No common bottom is needed for multiplying.",
                "Multiply top by top and bottom by bottom." + (f" Read {a} as ${frac(a, 1)}$." if b == 1 else ""),
                f"Tops: ${a} \\cdot {c} = {a * c}$. Bottoms: ${b} \\cdot {d} = {b * d}$. So ${shown}$.",
            ),
            solution=f"${left} \\cdot {frac(c, d)} = \\frac{{{a} \\cdot {c}}}{{{b} \\cdot {d}}} = {shown}$.",
            wrong={f"{a * c}/{b * d * a}": f"Only the top is multiplied by {a}; the bottom stays {d}."}
            if b == 1
            else {f"{a * d}/{b * c}": "You turned the second fraction over. That belongs to dividing."},
        )
    s.numeric(
        "Of the class",
        f"${frac(2, 3)}$ of the 24 students in a class have a pet. How many students is that?",
        16,
        check="2/3*24",
        level=-0.3,
        hints=(
            '"Of" means multiply here.',
            "One third of 24 is 8.",
            "Two thirds are $2 \\cdot 8 = 16$ students.",
        ),
        solution=f"${frac(2, 3)} \\cdot 24 = 16$.",
        wrong={
            "8": "That is one third. You need two thirds.",
            "36": "You multiplied by 3 and divided by 2. Turn it round.",
        },
    )
    s.numeric(
        "Half of the rest",
        f"There is ${frac(3, 4)}$ of a pizza left. You eat half of it. What fraction of a whole pizza do you eat?",
        Fraction(3, 8),
        check="1/2*3/4",
        level=0.3,
        hints=(
            f"You need half *of* ${frac(3, 4)}$.",
            f"Multiply: ${frac(1, 2)} \\cdot {frac(3, 4)}$.",
            f"$1 \\cdot 3 = 3$ and $2 \\cdot 4 = 8$: ${frac(3, 8)}$.",
        ),
        solution=f"${frac(1, 2)} \\cdot {frac(3, 4)} = {frac(3, 8)}$.",
        wrong={
            "1/4": f"You took away half a pizza: $\\frac{{3}}{{4}} - \\frac{{1}}{{2}}$. Take half of ${frac(3, 4)}$."
        },
    )
    s.choice(
        "Smaller or larger?",
        f"Without calculating: is ${frac(5, 6)} \\cdot {frac(3, 4)}$ more or less than ${frac(3, 4)}$?",
        "Less",
        {
            "More": "Multiplying makes larger only when you multiply by more than 1. Five sixths is less than 1.",
            "Equal": "Equal would need a factor of exactly 1.",
        },
        level=0.0,
        hints=(
            f"${frac(5, 6)} \\cdot {frac(3, 4)}$ means five sixths *of* ${frac(3, 4)}$.",
            "You take only a part of it.",
            "A part is less than all of it: less.",
        ),
        solution=f"Five sixths of something is less than all of it, so the product is less than ${frac(3, 4)}$.",
    )
    s.choice(
        "Area of a card",
        f"A card is ${frac(3, 5)}$ m long and ${frac(1, 4)}$ m wide. What is its area in square metres?",
        f"${frac(3, 20)}$",
        {
            f"${frac(4, 9)}$": "You added tops and bottoms. Area is length times width.",
            f"${frac(17, 20)}$": "That is length plus width. Area is length times width.",
            f"${frac(12, 5)}$": "You divided. Area is length times width.",
        },
        check="3/5*1/4",
        level=0.4,
        hints=(
            "Area of a rectangle: length times width.",
            f"${frac(3, 5)} \\cdot {frac(1, 4)}$.",
            f"$3 \\cdot 1 = 3$, $5 \\cdot 4 = 20$: ${frac(3, 20)}$.",
        ),
        solution=f"${frac(3, 5)} \\cdot {frac(1, 4)} = {frac(3, 20)}$ square metres.",
    )
    s.numeric(
        "Mixed number first",
        f"Work out $2{frac(1, 3)} \\cdot {frac(3, 5)}$.",
        Fraction(7, 5),
        check="(2+1/3)*3/5",
        level=1.0,
        hints=(
            "Turn the mixed number into one fraction first.",
            f"$2{frac(1, 3)} = {frac(7, 3)}$.",
            f"${frac(7, 3)} \\cdot {frac(3, 5)} = {frac(21, 15)} = {frac(7, 5)}$.",
        ),
        solution=f"${frac(7, 3)} \\cdot {frac(3, 5)} = {frac(21, 15)} = {frac(7, 5)}$.",
        wrong={"11/5": "You multiplied only the fraction part and kept the 2. All of it must be multiplied."},
    )
    s.multi(
        "The school garden",
        f"${frac(3, 5)}$ of a garden is for vegetables. ${frac(2, 3)}$ of that part is for beans. The garden has 60 square metres.",
        [
            s.number_step(
                "What fraction of the whole garden is for beans?",
                Fraction(2, 5),
                "2/3*3/5",
                (
                    f"You need ${frac(2, 3)}$ *of* ${frac(3, 5)}$.",
                    "Multiply tops and bottoms.",
                    f"${frac(6, 15)} = {frac(2, 5)}$.",
                ),
                f"${frac(2, 3)} \\cdot {frac(3, 5)} = {frac(6, 15)} = {frac(2, 5)}$.",
                {"19/15": "You added. A part of a part needs multiplying."},
                scaffolds=[scaffold("What is $2 \\cdot 3$, the product of the tops?", 6, check="2*3")],
            ),
            s.number_step(
                "How many square metres are for beans?",
                24,
                "2/3*3/5*60",
                (
                    "Use the fraction that you have found.",
                    f"${frac(2, 5)}$ of 60: one fifth is 12.",
                    "$2 \\cdot 12 = 24$ square metres.",
                ),
                f"${frac(2, 5)} \\cdot 60 = 24$.",
                {"36": "That is the whole vegetable part. Beans take only two thirds of it."},
            ),
        ],
        level=0.9,
    )
    return s


def divide() -> Sheet:
    """Divide by a fraction: multiply by its reciprocal."""
    s = Sheet("divide-fractions", 0.2)
    titles = ["How many fit?", "Flip and multiply", "Keep, change, flip", "Divide by a whole number"]
    for number, (a, b, c, d) in enumerate([(3, 1, 1, 4), (1, 2, 3, 5), (4, 9, 2, 3), (5, 6, 10, 1)]):
        left = str(a) if b == 1 else frac(a, b)
        right = str(c) if d == 1 else frac(c, d)
        top, bottom = a * d, b * c
        result = Fraction(top, bottom)
        shown = frac(top, bottom) if bottom == result.denominator else f"{frac(top, bottom)} = {frac(result)}"
        s.numeric(
            titles[number],
            f"Work out ${left} : {right}$.",
            result,
            check=f"({a}/{b})/({c}/{d})",
            level=-0.6 + 0.3 * number,
            hints=(
                f"Ask: how often does ${right}$ fit into ${left}$?"
                if number == 0
                else "Dividing is multiplying by the reciprocal.",
                f"The reciprocal of ${right}$ is ${frac(d, c) if c != 1 else d}$. Multiply by it.",
                f"${left} \\cdot {frac(d, c) if c != 1 else d} = {shown}$.",
            ),
            solution=f"${left} : {right} = {left} \\cdot {frac(d, c) if c != 1 else d} = {shown}$.",
            wrong={str(Fraction(a * c, b * d)): "You multiplied without turning the second number over."},
        )
    s.numeric(
        "Filling glasses",
        f"A bottle holds 2 litres. One glass holds ${frac(2, 5)}$ litre. How many glasses can you fill?",
        5,
        check="2/(2/5)",
        level=-0.1,
        hints=(
            f"How often does ${frac(2, 5)}$ fit into 2?",
            f"Divide: $2 : {frac(2, 5)}$.",
            f"$2 \\cdot {frac(5, 2)} = 5$ glasses.",
        ),
        solution=f"$2 : {frac(2, 5)} = 2 \\cdot {frac(5, 2)} = 5$.",
        wrong={"4/5": "You multiplied. You want to know how often the glass fits into the bottle: divide."},
    )
    s.numeric(
        "Sharing ribbon",
        f"${frac(3, 4)}$ m of ribbon is cut into 6 equal pieces. How long is each piece, in metres?",
        Fraction(1, 8),
        check="(3/4)/6",
        level=0.2,
        hints=(
            "Sharing equally means dividing.",
            f"Dividing by 6 is multiplying by ${frac(1, 6)}$.",
            f"${frac(3, 4)} \\cdot {frac(1, 6)} = {frac(3, 24)} = {frac(1, 8)}$ m.",
        ),
        solution=f"${frac(3, 4)} : 6 = {frac(3, 24)} = {frac(1, 8)}$ m.",
        wrong={"9/2": "You multiplied by 6. Six equal pieces are each much shorter than the ribbon."},
    )
    s.choice(
        "Which one is it?",
        f"Which calculation gives the same as ${frac(2, 7)} : {frac(3, 4)}$?",
        f"${frac(2, 7)} \\cdot {frac(4, 3)}$",
        {
            f"${frac(7, 2)} \\cdot {frac(3, 4)}$": "You turned the first fraction over. Turn over the one you divide by.",
            f"${frac(7, 2)} \\cdot {frac(4, 3)}$": "Only the second fraction is turned over.",
            f"${frac(2, 7)} \\cdot {frac(3, 4)}$": "Nothing was turned over, so this is multiplying.",
        },
        check="(2/7)/(3/4)",
        values={
            f"${frac(2, 7)} \\cdot {frac(4, 3)}$": "2/7*4/3",
            f"${frac(7, 2)} \\cdot {frac(3, 4)}$": "7/2*3/4",
            f"${frac(7, 2)} \\cdot {frac(4, 3)}$": "7/2*4/3",
            f"${frac(2, 7)} \\cdot {frac(3, 4)}$": "2/7*3/4",
        },
        level=-0.2,
        hints=(
            "Keep the first fraction as it is.",
            'Change "divide" to "multiply".',
            f"Turn over the second fraction: ${frac(2, 7)} \\cdot {frac(4, 3)}$.",
        ),
        solution=f"Dividing by ${frac(3, 4)}$ is multiplying by its reciprocal ${frac(4, 3)}$.",
    )
    s.choice(
        "Larger than before",
        f"$6 : {frac(1, 2)} = 12$. Why is the result larger than 6?",
        "Because halves fit into 6 twelve times",
        {
            "Because dividing always makes larger": "$6 : 2 = 3$ is smaller. It depends on what you divide by.",
            "It is wrong, the result must be 3": "3 is $6 : 2$. Here you divide by one half.",
        },
        level=0.0,
        hints=(
            "Think of 6 pizzas cut into halves.",
            "Each pizza gives 2 halves.",
            "6 pizzas give 12 halves: halves fit in twelve times.",
        ),
        solution="Division asks how often something fits in. Small parts fit in often.",
    )
    s.numeric(
        "Find the missing factor",
        f"Which number makes this true? $? \\cdot {frac(2, 3)} = {frac(5, 9)}$",
        Fraction(5, 6),
        check="x*2/3=5/9",
        level=0.9,
        hints=(
            "Undo the multiplication.",
            f"Divide: ${frac(5, 9)} : {frac(2, 3)}$.",
            f"${frac(5, 9)} \\cdot {frac(3, 2)} = {frac(15, 18)} = {frac(5, 6)}$.",
        ),
        solution=f"${frac(5, 9)} : {frac(2, 3)} = {frac(15, 18)} = {frac(5, 6)}$.",
        wrong={"10/27": "You multiplied once more. Undo the multiplication by dividing."},
    )
    s.multi(
        "Trail mix",
        f"You have $4{frac(1, 2)}$ cups of trail mix. One bag takes ${frac(3, 4)}$ cup.",
        [
            s.number_step(
                f"Write $4{frac(1, 2)}$ as one fraction.",
                Fraction(9, 2),
                "4+1/2",
                ("How many halves are in 4?", "8 halves, and one more half.", f"${frac(9, 2)}$."),
                f"$4 = {frac(8, 2)}$, so $4{frac(1, 2)} = {frac(9, 2)}$.",
                {"5/2": "4 wholes are 8 halves, not 4 halves."},
            ),
            s.number_step(
                "How many bags can you fill?",
                6,
                "(4+1/2)/(3/4)",
                (
                    "How often does the bag fit into all of it?",
                    f"Divide: ${frac(9, 2)} : {frac(3, 4)}$.",
                    f"${frac(9, 2)} \\cdot {frac(4, 3)} = {frac(36, 6)} = 6$ bags.",
                ),
                f"${frac(9, 2)} : {frac(3, 4)} = {frac(9, 2)} \\cdot {frac(4, 3)} = 6$.",
                {"27/8": "You multiplied by three quarters. Divide by it."},
                scaffolds=[scaffold("What is $9 \\cdot 4$, the product of the tops?", 36, check="9*4")],
            ),
        ],
        level=0.8,
    )
    return s
