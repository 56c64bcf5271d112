"""OATutor's answers in the syntax that students type and the grader reads: `(3x+1)/2`, `sqrt(5)`, `pi`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FUNCTIONS = {"sqrt", "ln", "log", "exp", "sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan", "abs"}
_COMMANDS = {
    "pi": "pi", "cdot": "*", "times": "*", "div": "/", "left": "", "right": "", "theta": "theta", "alpha": "alpha",
    "beta": "beta", "rho": "rho", "lambda": "lambda", "degree": "", "circ": "", "dfrac": "frac", "tfrac": "frac",
    "ast": "*", "quad": " ", "displaystyle": "",
}  # fmt: skip
_TOKEN = re.compile(r"\\([a-zA-Z]+)|\\(.)|(\d+(?:\.\d+)?|\.\d+)|([a-zA-Z])|(\s+)|(.)", re.DOTALL)
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_TYPED = re.compile(r"[0-9A-Za-z+\-*/^(). ]+")
_WORD = re.compile(r"[A-Za-z]+")
_GREEK = {"theta", "alpha", "beta", "rho", "lambda"}


class UngradableAnswerError(ValueError):
    """The answer has a form that cannot be judged; the first argument is a reason code."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a step is graded.

    Attributes:
        kind: numeric, expression or text (engine.kc.AnswerKind values).
        tolerance: Absolute. Rounded decimals accept what rounds to them: half a unit in the last of two or more places.
        variables: Letters that the answer holds.
    """

    kind: str
    accepted: tuple[str, ...]
    tolerance: float = 0.0
    variables: tuple[str, ...] = ()


def read_answer(raw: str, answer_type: str) -> Answer:
    """Return an answer of a TextBox, `answer_type` "arithmetic" or "string".

    Raises:
        UngradableAnswerError: Matrices, relations, several values, notation that the grader does not read.
    """
    bare = raw.replace("$$", "").strip()
    if not bare:
        raise UngradableAnswerError("answer-empty")
    if answer_type == "string":
        return _typed(bare)
    if answer_type != "arithmetic":
        raise UngradableAnswerError("answer-type-unknown")
    return _mathematical(to_plain(bare))


def _typed(bare: str) -> Answer:
    plain = bare.replace("**", "^")
    if _TYPED.fullmatch(plain) and re.search(r"[0-9*/^+]", plain):
        try:
            return _mathematical(_checked(plain))
        except UngradableAnswerError:
            pass
    return Answer("text", (bare,))


def _mathematical(plain: str) -> Answer:
    left, equals, right = plain.partition("=")
    if equals and (not re.fullmatch(r"[a-zA-Z](\([a-zA-Z]\))?", left) or "=" in right or left[0] in letters(right)):
        raise UngradableAnswerError("answer-is-an-equation")
    # "x = 3" is asked for as x, so the value counts; the grader takes it with or without the "x =".
    value = right if equals else plain
    if _NUMBER.fullmatch(value):
        places = len(value.partition(".")[2])
        return Answer("numeric", (value,), 0.5 * 10.0**-places if places >= 2 else 0.0)
    if re.fullmatch(r"-?\(?-?\d+\)?/\(?-?\d+\)?", value):
        return Answer("numeric", (value.replace("(", "").replace(")", ""),))
    return Answer("expression", (value,), 0.0, letters(value))


def letters(plain: str) -> tuple[str, ...]:
    """Return the variables of a plain expression in order."""
    names = {word for word in _WORD.findall(plain) if word not in _FUNCTIONS and word not in ("pi", "e")}
    single: set[str] = set()
    for name in names:
        single |= {name} if name in _GREEK else set(name)
    return tuple(sorted(single - {"e"}))


def to_plain(latex: str) -> str:
    """Return a LaTeX formula in plain syntax.

    Raises:
        UngradableAnswerError: It holds what the grader does not read.
    """
    if "\\begin" in latex or "&" in latex:
        raise UngradableAnswerError("answer-is-a-matrix-or-table")
    if any(sign in latex for sign in ("<", ">", "\\geq", "\\leq", "\\neq", "\\approx", "\\in ", "\\cup")):
        raise UngradableAnswerError("answer-is-a-relation")
    if "\\pm" in latex:
        raise UngradableAnswerError("answer-has-several-values")
    text = _GROUPED.sub("", latex.replace("\\%", "").replace("\\$", "").replace("%", "").replace("\\!", ""))
    if "," in text or ";" in text:
        raise UngradableAnswerError("answer-has-several-values")
    text = text.replace("^{\\circ}", "").replace("^\\circ", "").replace("{\\circ}", "")
    return _checked(_Reader(text).read())


def _checked(plain: str) -> str:
    plain = re.sub(r"\s+", " ", plain).strip()
    if not re.fullmatch(r"[0-9A-Za-z+\-*/^().= ]+", plain):
        raise UngradableAnswerError("answer-notation-unknown")
    if plain.count("(") != plain.count(")"):
        raise UngradableAnswerError("answer-brackets-open")
    for word in _WORD.findall(plain):
        if len(word) > 1 and word not in _FUNCTIONS and word not in _GREEK and word != "pi" and len(word) > 3:
            raise UngradableAnswerError("answer-is-words")
    return plain.replace(" ", "")


class _Reader:
    """Reads LaTeX from left to right; groups become brackets."""

    def __init__(self, text: str) -> None:
        self.tokens = [match for match in _TOKEN.finditer(text) if match.group(5) is None]
        self.at = 0

    def read(self) -> str:
        out = self._until(None)
        if self.at < len(self.tokens):
            raise UngradableAnswerError("answer-brackets-open")
        return out

    def _until(self, end: str | None) -> str:
        out: list[str] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if end is not None and token.group() == end:
                return self._join(out)
            if token.group() == "}":
                raise UngradableAnswerError("answer-brackets-open")
            out.append(self._piece())
        if end is not None:
            raise UngradableAnswerError("answer-brackets-open")
        return self._join(out)

    @staticmethod
    def _join(pieces: list[str]) -> str:
        """Join pieces, writing the product sign that mathematics leaves out."""
        out = ""
        for piece in pieces:
            if out and piece and (out[-1].isalnum() or out[-1] == ")") and (piece[0].isalnum() or piece[0] == "("):
                called = any(out.endswith(name) for name in _FUNCTIONS) and piece[0] == "("
                out += "" if called or (out[-1] in ".0123456789" and piece[0].isdigit()) else "*"
            out += piece
        return out

    def _argument(self) -> str:
        if self.at >= len(self.tokens):
            raise UngradableAnswerError("answer-brackets-open")
        if self.tokens[self.at].group() == "{":
            self.at += 1
            inner = self._until("}")
            self.at += 1
            return inner
        return self._piece()

    def _piece(self) -> str:
        token = self.tokens[self.at]
        self.at += 1
        command, escaped, number, letter, _, other = token.groups()
        if command is not None:
            return self._command(_COMMANDS.get(command, command) if command in ("dfrac", "tfrac") else command)
        if escaped is not None:
            if escaped in ",:; ":
                return ""
            raise UngradableAnswerError("answer-notation-unknown")
        if number is not None:
            return number
        if letter is not None:
            return str(letter)
        if other == "{":
            inner = self._until("}")
            self.at += 1
            return f"({inner})"
        if other == "(":
            inner = self._until(")")
            self.at += 1
            return f"({inner})"
        if other == "[":
            inner = self._until("]")
            self.at += 1
            return f"({inner})"
        if other == "|":
            inner = self._until("|")
            self.at += 1
            return f"abs({inner})"
        if other == "^":
            return f"^({self._argument()})"
        if other in "+-*/=":
            return str(other)
        raise UngradableAnswerError("answer-notation-unknown")

    def _command(self, name: str) -> str:
        if name == "frac":
            return f"(({self._argument()})/({self._argument()}))"
        if name == "sqrt":
            if self.at < len(self.tokens) and self.tokens[self.at].group() == "[":
                self.at += 1
                degree = self._until("]")
                self.at += 1
                return f"(({self._argument()})^(1/({degree})))"
            return f"sqrt({self._argument()})"
        if name == "operatorname":
            name = self._argument().replace("*", "")
        if name in _FUNCTIONS:
            return self._function(name)
        if name in _COMMANDS:
            return _COMMANDS[name]
        raise UngradableAnswerError("answer-notation-unknown")

    def _function(self, name: str) -> str:
        """Return `name(argument)`; LaTeX may write the argument with or without brackets."""
        while self.at < len(self.tokens) and self.tokens[self.at].group() == r"\left":
            self.at += 1
        if self.at < len(self.tokens) and self.tokens[self.at].group() in ("^", "_"):
            raise UngradableAnswerError("answer-notation-unknown")
        argument = self._argument()
        if argument.startswith("(") and argument.endswith(")") and _one_pair(argument):
            return f"{name}{argument}"
        return f"{name}({argument})"


def _one_pair(text: str) -> bool:
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return at == len(text) - 1
    return False
