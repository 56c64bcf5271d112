"""MathML as LaTeX, as far as school mathematics needs it; an annotation with LaTeX is taken as it is."""

from __future__ import annotations

from bs4 import Tag

from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError

SIGNS = {
    "×": r"\times ", "⋅": r"\cdot ", "·": r"\cdot ", "÷": r"\div ", "−": "-", "–": "-", "≤": r"\leq ", "≥": r"\geq ",
    "≠": r"\neq ", "±": r"\pm ", "∞": r"\infty ", "π": r"\pi ", "α": r"\alpha ", "β": r"\beta ", "θ": r"\theta ",
    "λ": r"\lambda ", "μ": r"\mu ", "σ": r"\sigma ", "φ": r"\varphi ", "Δ": r"\Delta ", "∑": r"\sum ", "∫": r"\int ",
    "→": r"\to ", "∈": r"\in ", "√": r"\surd ", "°": r"^\circ ", "%": r"\%", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "{": r"\{", "}": r"\}", "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "",
}  # fmt: skip
"""What LaTeX writes for a sign; the other letters and signs are what they are."""
FUNCTIONS = frozenset({"sin", "cos", "tan", "log", "ln", "exp", "lim", "max", "min"})
_ROWS = frozenset({"math", "mrow", "mstyle", "semantics", "mpadded", "mphantom", "merror"})


def latex(math: Tag) -> str:
    """Return a `math` element as LaTeX.

    Raises:
        RefusedPartError: It holds something that is not known here (`formula-not-understood`).
    """
    for note in math.find_all("annotation"):
        if "tex" in str(note.get("encoding", "")).lower():
            return " ".join(note.get_text().split())
    return " ".join(_of(math).split())


def _of(node: Tag) -> str:
    name = (node.name or "").rpartition(":")[2]
    parts = [one for one in node.children if isinstance(one, Tag) and not (one.name or "").startswith("annotation")]
    if name in _ROWS:
        return "".join(_of(one) for one in parts)
    if name in ("mi", "mn", "mo", "mtext", "ms"):
        return _leaf(name, node.get_text().strip())
    if name == "mspace":
        return " "
    if name == "mfenced":
        inside = ",".join(_of(one) for one in parts)
        return f"{node.get('open', '(')}{inside}{node.get('close', ')')}"
    if name == "msqrt":
        return rf"\sqrt{{{''.join(_of(one) for one in parts)}}}"
    if name == "mtable":
        lines = (" & ".join(_of(cell) for cell in line.find_all("mtd", recursive=False)) for line in parts)
        return r"\begin{matrix}" + r" \\ ".join(lines) + r"\end{matrix}"
    if name == "mtd":
        return "".join(_of(one) for one in parts)
    shapes = {
        "mfrac": (2, r"\frac{%s}{%s}"), "msup": (2, "{%s}^{%s}"), "msub": (2, "{%s}_{%s}"),
        "msubsup": (3, "{%s}_{%s}^{%s}"), "munder": (2, "{%s}_{%s}"), "munderover": (3, "{%s}_{%s}^{%s}"),
    }  # fmt: skip
    if name == "mroot" and len(parts) == 2:
        return rf"\sqrt[{_of(parts[1])}]{{{_of(parts[0])}}}"
    if name == "mover" and len(parts) == 2:
        return rf"\overset{{{_of(parts[1])}}}{{{_of(parts[0])}}}"
    if name in shapes and len(parts) == shapes[name][0]:
        return shapes[name][1] % tuple(_of(one) for one in parts)
    raise RefusedPartError("formula-not-understood")


def _leaf(name: str, text: str) -> str:
    if name in ("mtext", "ms"):
        return rf"\text{{{''.join(SIGNS.get(c, c) for c in text).replace(chr(92), '')}}}" if text else ""
    if name == "mi" and text in FUNCTIONS:
        return rf"\{text} "
    out = "".join(SIGNS.get(c, c) for c in text if c != "\\")
    return rf"\mathrm{{{out}}}" if name == "mi" and len(text) > 1 and text.isalpha() else out
