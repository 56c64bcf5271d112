"""How large a statement may be that SymPy multiplies out: known from its tree, before SymPy is asked.

What our parser lets through is small as it is written, but (x+1)^100 within (x+2)^100 has ten thousand terms multiplied
out, and a power with a name above is worked out once a number is put in. Authors write checks of templates, and these
are worked out while somebody waits.
"""

from __future__ import annotations

from learnapp.engine.algebra_syntax import MAX_EXPONENT, Node, Statement, exact
from learnapp.engine.algebra_tokens import UnreadableError

MOST_TERMS = 400
"""Terms of a sum at most, multiplied out."""
_FUNCTIONS = frozenset({"f", "root", "log"})


def bounded(statement: Statement) -> Statement:
    """Return a statement that SymPy multiplies out at once.

    Raises:
        UnreadableError: It could take long.
    """
    for side in statement.sides:
        if terms(side) > MOST_TERMS:
            raise UnreadableError("multiplied out, it has too many terms")
        _no_towers(side)
        if len(statement.sides) > 1 and _has_open_power(side):
            raise UnreadableError("a power with a name above cannot be solved for")
    return statement


def terms(node: Node) -> int:
    """Return how many terms a tree has at most, multiplied out; no more than one above `MOST_TERMS` are counted."""
    kind, *parts = node
    if kind in {"+", "-"}:
        found = terms(parts[0]) + terms(parts[1])
    elif kind in {"*", "/"}:
        found = terms(parts[0]) * terms(parts[1])
    elif kind == "neg":
        found = terms(parts[0])
    elif kind == "^":
        power, base = exact(parts[1]), terms(parts[0])
        # A root of a sum stays as it is; a power of one multiplies out.
        found = 1 if base == 1 or power is None else base ** min(abs(int(power)) or 1, 20)
    elif kind in _FUNCTIONS:
        found = max(terms(part) for part in parts if isinstance(part, tuple))
    else:
        found = 1
    return min(found, MOST_TERMS + 1)


def _no_towers(node: Node) -> None:
    """Check that what stands above with a name in it is a name, a number of them, and a number added."""
    kind, *parts = node
    trees = [part for part in parts if isinstance(part, tuple)]
    if kind == "^" and exact(parts[1]) is None and _has_name(parts[1]) and not _is_plain(parts[1]):
        raise UnreadableError("a power with such a name above is too large")
    for part in trees:
        _no_towers(part)


def _is_plain(node: Node, depth: int = 0) -> bool:
    kind, *parts = node
    if kind == "v":
        return True
    if kind == "n":
        value = exact(node)
        return value is not None and abs(value) <= MAX_EXPONENT
    return kind in {"+", "-", "*", "/", "neg"} and depth < 3 and all(_is_plain(part, depth + 1) for part in parts)


def _has_name(node: Node) -> bool:
    return node[0] == "v" or any(_has_name(part) for part in node[1:] if isinstance(part, tuple))


def _has_open_power(node: Node) -> bool:
    if node[0] == "^" and _has_name(node[2]):
        return True
    return any(_has_open_power(part) for part in node[1:] if isinstance(part, tuple))
