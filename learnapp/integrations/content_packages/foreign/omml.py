"""Formulas of Word's own editor as LaTeX (Office Math Markup Language: ISO/IEC 29500-1, 22.1)."""

from __future__ import annotations

import unicodedata

from learnapp.integrations.content_packages.foreign.mathml import FUNCTIONS, SIGNS
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import Element, attribute, children, first, name_of

_MOST_DEEP = 60
_OPERATORS = {
    "∑": r"\sum", "∏": r"\prod", "∐": r"\coprod", "∫": r"\int", "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint",
    "⋃": r"\bigcup", "⋂": r"\bigcap", "⋁": r"\bigvee", "⋀": r"\bigwedge",
}  # fmt: skip
_ACCENTS = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "overline",
    "\u0306": "breve", "\u0307": "dot", "\u0308": "ddot", "\u030c": "check", "\u20d6": "overleftarrow",
    "\u20d7": "vec", "^": "hat", "~": "tilde", "¯": "bar", "→": "overrightarrow", "˙": "dot", "¨": "ddot",
}  # fmt: skip
_BRACKETS = {
    "(": "(", ")": ")", "[": "[", "]": "]", "{": r"\{", "}": r"\}", "|": "|", "‖": r"\|", "⌊": r"\lfloor ",
    "⌋": r"\rfloor ", "⌈": r"\lceil ", "⌉": r"\rceil ", "⟨": r"\langle ", "⟩": r"\rangle ", "〈": r"\langle ",
    "〉": r"\rangle ", "/": "/", "": ".",
}  # fmt: skip
_BRACES = {"⏞": r"\overbrace", "⏟": r"\underbrace", "→": r"\overrightarrow", "←": r"\overleftarrow"}
_LETTERS = range(0x1D400, 0x1D800)


def latex(node: Element) -> str:
    """Return an `oMath` element as LaTeX.

    Raises:
        RefusedPartError: It holds something that is not known here (`formula-not-understood`).
    """
    return " ".join(_all(node, 0).split())


def _all(node: Element | None, depth: int) -> str:
    if depth > _MOST_DEEP:
        raise RefusedPartError("formula-not-understood")
    return "".join(_of(one, depth + 1) for one in children(node)) if node is not None else ""


def _at(node: Element, name: str, depth: int) -> str:
    return _all(first(node, name), depth)


def _set(node: Element, name: str, otherwise: str) -> str:
    """Return what a property of an element is set to, `otherwise` when it is not there at all."""
    kind = name_of(node)
    found = first(node, f"{kind}pr", name)
    if found is None:
        return otherwise
    return attribute(found, "val")


def _off(node: Element, name: str) -> bool:
    """Return whether a switch that hides something is set; without a value it is."""
    found = first(node, f"{name_of(node)}pr", name)
    return found is not None and attribute(found, "val", "1").lower() in ("1", "on", "true", "")


def _of(node: Element, depth: int) -> str:
    name = name_of(node)
    if name.endswith("pr") or name in ("bookmarkstart", "bookmarkend", "prooferr", "del"):
        return ""
    if name == "r":
        return _run(node)
    if name in ("omath", "e", "box", "borderbox", "ins", "smarttag", "sdt", "sdtcontent"):
        return _all(node, depth)
    if name == "phant":
        return "" if _set(node, "show", "1").lower() in ("0", "off", "false") else _at(node, "e", depth)
    if name == "f":
        top, bottom, kind = _at(node, "num", depth), _at(node, "den", depth), _set(node, "type", "bar")
        shape = {"lin": "{%s}/{%s}", "skw": "{%s}/{%s}", "nobar": r"\genfrac{}{}{0pt}{}{%s}{%s}"}
        return shape.get(kind.lower(), r"\frac{%s}{%s}") % (top, bottom)
    if name == "rad":
        degree = "" if _off(node, "deghide") else _at(node, "deg", depth)
        return (rf"\sqrt[{degree}]" if degree else r"\sqrt") + f"{{{_at(node, 'e', depth)}}}"
    if name in ("ssup", "ssub", "ssubsup"):
        below = f"_{{{_at(node, 'sub', depth)}}}" if name != "ssup" else ""
        above = f"^{{{_at(node, 'sup', depth)}}}" if name != "ssub" else ""
        return f"{{{_at(node, 'e', depth)}}}{below}{above}"
    if name == "spre":
        return f"{{}}_{{{_at(node, 'sub', depth)}}}^{{{_at(node, 'sup', depth)}}}{{{_at(node, 'e', depth)}}}"
    if name == "nary":
        return _operator(node, depth)
    if name == "d":
        return _bracketed(node, depth)
    if name == "func":
        said = _at(node, "fname", depth).strip()
        named = said if said.startswith("\\") else rf"\operatorname{{{said}}}"
        return f"{named}{{{_at(node, 'e', depth)}}}"
    if name in ("limlow", "limupp"):
        base, limit = _at(node, "e", depth).strip(), _at(node, "lim", depth)
        if base.startswith("\\lim") or base in ("\\max", "\\min", "\\sup", "\\inf"):
            return f"{base}{'_' if name == 'limlow' else '^'}{{{limit}}}"
        return rf"\{'under' if name == 'limlow' else 'over'}set{{{limit}}}{{{base}}}"
    if name == "acc":
        accent = _ACCENTS.get(_set(node, "chr", "\u0302"))
        if accent is None:
            raise RefusedPartError("formula-not-understood")
        return rf"\{accent}{{{_at(node, 'e', depth)}}}"
    if name == "bar":
        return rf"\{'overline' if _set(node, 'pos', 'bot') == 'top' else 'underline'}{{{_at(node, 'e', depth)}}}"
    if name == "groupchr":
        brace = _BRACES.get(_set(node, "chr", "⏟"))
        if brace is None:
            raise RefusedPartError("formula-not-understood")
        return f"{brace}{{{_at(node, 'e', depth)}}}"
    if name == "eqarr":
        # A sign & within a line says where the lines stand under each other.
        lines = r" \\ ".join(_all(one, depth) for one in children(node, "e"))
        return rf"\begin{{aligned}}{lines}\end{{aligned}}"
    if name == "m":
        rows = (" & ".join(_all(cell, depth) for cell in children(row, "e")) for row in children(node, "mr"))
        return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"
    raise RefusedPartError("formula-not-understood")


def _operator(node: Element, depth: int) -> str:
    sign = _set(node, "chr", "∫")
    if sign not in _OPERATORS:
        raise RefusedPartError("formula-not-understood")
    below = "" if _off(node, "subhide") else _at(node, "sub", depth)
    above = "" if _off(node, "suphide") else _at(node, "sup", depth)
    limits = (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")
    return f"{_OPERATORS[sign]}{limits}{{{_at(node, 'e', depth)}}}"


def _bracketed(node: Element, depth: int) -> str:
    signs = [_set(node, name, usual) for name, usual in (("begchr", "("), ("endchr", ")"), ("sepchr", "|"))]
    left, right, between = (_BRACKETS.get(sign) for sign in signs)
    if left is None or right is None:
        raise RefusedPartError("formula-not-understood")
    inside = [_all(one, depth) for one in children(node, "e")]
    if len(inside) == 1 and inside[0].startswith(r"\begin{aligned}") and (left, right) == (r"\{", "."):
        return inside[0].replace("{aligned}", "{cases}")
    return rf"\left{left}{(between or _text(signs[2])).join(inside)}\right{right}"


def _run(node: Element) -> str:
    said = "".join(one.text or "" for one in children(node, "t"))
    if first(node, "rpr", "nor") is not None and any(sign.isalpha() for sign in said):
        return rf"\text{{{_text(said)}}}"
    bare = said.strip()
    if bare in FUNCTIONS:
        return rf"\{bare} "
    return _text(said)


def _text(said: str) -> str:
    plain = (unicodedata.normalize("NFKC", one) if ord(one) in _LETTERS else one for one in said if one != "\\")
    # Where a line of several breaks is not known here, so the sign for it stays what it is.
    return "".join(one if one == "&" else SIGNS.get(one, one) for one in "".join(plain))
