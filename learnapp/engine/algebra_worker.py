"""The process in which SymPy decides what the numeric probes leave open; it is killed when it takes too long.

One JSON line in: two trees of `algebra_syntax`; one line out: a verdict. SymPy's objects are built from our trees,
never from text, so nothing that a student typed is parsed or evaluated by it.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

MEMORY_BYTES = 1_500_000_000


def build(node: list[Any]) -> Any:
    """Return the SymPy expression of a tree; variables are real.

    Raises:
        ValueError: A node that is not on our list.
    """
    import sympy

    kind = node[0]
    functions = {
        "sqrt": sympy.sqrt, "cbrt": sympy.cbrt, "abs": sympy.Abs, "sin": sympy.sin, "cos": sympy.cos,
        "tan": sympy.tan, "sec": sympy.sec, "csc": sympy.csc, "cot": sympy.cot, "sinh": sympy.sinh,
        "cosh": sympy.cosh, "tanh": sympy.tanh, "asin": sympy.asin, "acos": sympy.acos, "atan": sympy.atan,
        "ln": sympy.log, "exp": sympy.exp,
    }  # fmt: skip
    if kind == "n":
        return sympy.Rational(int(node[1]), int(node[2]))
    if kind == "v":
        return sympy.Symbol(str(node[1]), real=True)
    if kind == "c":
        return {"pi": sympy.pi, "e": sympy.E, "i": sympy.I}[node[1]]
    if kind == "neg":
        return -build(node[1])
    if kind == "f":
        if node[1] == "log":
            return sympy.log(build(node[2]), 10)
        return functions[node[1]](build(node[2]))
    left, right = build(node[1]), build(node[2])
    if kind == "root":
        return sympy.real_root(left, right)
    if kind == "log":
        return sympy.log(left, right)
    if kind == "^":
        return sympy.Pow(left, right)
    if kind in {"+", "-"}:
        return left + right if kind == "+" else left - right
    if kind in {"*", "/"}:
        return left * right if kind == "*" else left / right
    raise ValueError(f"unknown node {kind}")


def verdict(left: list[Any], right: list[Any]) -> str:
    """Return equal, different or unsure for two trees."""
    import sympy

    difference = sympy.simplify(build(left) - build(right))
    if difference == 0:
        return "equal"
    return "different" if difference.is_number and difference.is_zero is False else "unsure"


def main() -> None:
    """Answer one line after the other until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    verdict(["n", 1, 1], ["n", 1, 1])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        try:
            left, right = json.loads(line)
            answer = verdict(left, right)
        except Exception:  # noqa: BLE001 - whatever SymPy raises, the answer is not judged
            answer = "unsure"
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
