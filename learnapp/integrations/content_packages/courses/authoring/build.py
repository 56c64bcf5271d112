"""Write the item sheets of the demo course: `python -m learnapp.integrations.content_packages.courses.authoring.build`.

The output depends on the sheets alone, so building twice changes nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from learnapp.integrations.content_packages.courses.authoring import (
    equations,
    expressions,
    first_equations,
    fraction_order,
    fraction_products,
    fraction_sums,
    fractions,
    signs_and_letters,
)
from learnapp.integrations.content_packages.courses.authoring.sheet import Sheet

TARGET = Path(__file__).parents[1] / "fractions_to_linear_equations" / "items"
SHEETS = (
    fractions.meaning,
    fractions.equivalent,
    fraction_order.compare,
    fraction_sums.add_like,
    fraction_sums.add_unlike,
    fraction_products.multiply,
    fraction_products.divide,
    signs_and_letters.signed_numbers,
    signs_and_letters.evaluate,
    expressions.like_terms,
    expressions.distribute,
    first_equations.one_step,
    first_equations.two_step,
    equations.both_sides,
    equations.with_fractions,
    equations.from_words,
)


_MATH = re.compile(r"\$[^$]+\$")


def typeset(value: Any) -> Any:
    """Return the same data with ` : ` between numbers in formulas set as a division sign."""
    if isinstance(value, str):
        return _MATH.sub(lambda found: found.group().replace(" : ", r" \div "), value)
    if isinstance(value, list):
        return [typeset(part) for part in value]
    if isinstance(value, dict):
        return {typeset(key): typeset(part) for key, part in value.items()}
    return value


def render(sheet: Sheet) -> str:
    """Return the YAML text of one sheet."""
    head = "# Written by authoring/build.py from the sheets beside it; change it there.\n"
    document = {"kc": sheet.kc, "items": typeset(sheet.items)}
    return head + str(yaml.dump(document, sort_keys=False, allow_unicode=True, width=110))


def build(target: Path = TARGET) -> list[Path]:
    """Write one file per knowledge component and return their paths."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for make in SHEETS:
        sheet = make()
        path = target / f"{sheet.kc}.yaml"
        path.write_text(render(sheet), encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    build()
