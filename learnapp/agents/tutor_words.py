"""What a question wants, in English and Spanish: help with a task, an answer, reasons, a comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+")
_STOP = frozenset(
    """a about after all also am an and any are as at be because been before being but by can could did do does for from
    get give had has have he her here hers him his how i if in into is it its just know let like me mean more most my no
    not now of on one only or other our out please said say she should so some such tell than that the their them then
    there these they this those to too up us use very want was we were what when where which while who why will with
    would you your
    explain describe happen happened question answer know think called call make made means say says tell told work
    works
    explica describe paso pregunta respuesta saber significa dice llama llamado hace
    al algo ante antes como con cual cuando de del desde donde dos el ella ellos en entre era es esa ese eso esta este
    esto fue ha hay la las le les lo los mas me mi mucho muy no nos o para pero por porque puede que quien se ser si sin
    sobre son su sus tambien tan te tiene todo tu un una unas uno unos y ya yo""".split()
)
_ENDINGS = ("ations", "ation", "ities", "iones", "ments", "ment", "ness", "ings", "ing", "ions", "ion", "ies", "ity",
            "ies", "ed", "es", "os", "as", "ly", "s", "y", "e", "o", "a")  # fmt: skip

_HELP = re.compile(
    r"\b(help|hint|stuck|don t understand|do not understand|don t get|no idea|how do i (start|begin|solve|do)|what now"
    r"|next step|show me how|ayuda(me|s|r|rme)?|pistas?|no (lo |la |le )?(entiendo|comprendo)"
    r"|no se (como|que|por donde)|atascad[oa]"
    r"|(como|por donde) (empiezo|empezar|resuelvo|lo hago|se hace|sigo)|que hago|siguiente paso)\b"
)
_ANSWER = re.compile(
    r"\b(what is the (right |correct )?answer|the answer|answer (to|of|for|is)|just tell me|solve (it|this) for me"
    r"|give me the (answer|solution)|which one is (right|correct)|is it [abcd]\b|la respuesta"
    r"|(dime|dame) (la |el )?(respuesta|solucion|resultado)"
    r"|resuelve(lo|la|melo|mela)?|cual es (la |el )?(correcta|respuesta|solucion|resultado)|cuanto da"
    r"|(es|sera) la [abcd])\b"
)
_SOLUTION = re.compile(
    r"\b(solution|worked|solved|how was it|why is (that|it) (right|wrong)|solucion|resuelt[oa]"
    r"|como se (resuelve|hacia)|paso a paso)\b"
)
_CAUSES = re.compile(r"\b(why|cause[sd]?|reasons?|led to|lead to|come about|por que|causas?|razones|motivos?)\b")
_COMPARE = (
    re.compile(r"(?:differences? between|diferencias? entre)\s+(.{2,120}?)\s+(?:and|y)\s+(.{2,120}?)[?.!]*$"),
    re.compile(r"(?:compare|compara)\s+(.{2,120}?)\s+(?:with|to|con)\s+(.{2,120}?)[?.!]*$"),
    re.compile(r"(?:compare|compara)\s+(.{2,120}?)\s+(?:and|y)\s+(.{2,120}?)[?.!]*$"),
)
_PARTS = re.compile(
    r",\s+(?:and\s+|y\s+)?(?=(?:what|why|when|how|where|who|qué|por qué|cuándo|cómo|dónde|quién)\b)"
    r"|,?\s+(?:and|y)\s+(?=(?:what|why|when|how|where|who|was|were|did|is|are|do|does)\b)"
    r"|,?\s+y\s+(?=(?:qué|por qué|cuándo|cómo|dónde)\b)",
    re.IGNORECASE,
)
_NARROW = re.compile(
    r"^(who|when|where (is|was|are|were)|what (is|was|are|were|does)|quien|cuando|donde|que (es|son|era))\b"
)
_HOW = re.compile(
    r"^(how (do|does|can|is|are|should|would)|in (which|what) (ways?|order)|what (do|must|should) (i|you|we|one) do"
    r"|como (se|puedo|puede|hago|hacemos|debo|tengo)|de que (manera|forma)s?|en que orden|que (debo|tengo que) hacer)\b"
)
_SOCIETIES = re.compile(r"histor|social|civic|geograph|econom|politic|government")

CAUSES: Mapping[str, tuple[str, ...]] = {
    "economy": (
        "economy", "economic", "cotton", "money", "trade", "export", "price", "bank", "tariff", "wealth", "profit",
        "dollars", "market", "mill", "tax", "economia", "dinero", "comercio", "algodon", "precio", "banco", "riqueza",
    ),
    "politics": (
        "politics", "congress", "election", "elected", "president", "law", "court", "senate", "constitution", "state",
        "party", "vote", "union", "compromise", "politica", "congreso", "eleccion", "presidente", "ley", "tribunal",
    ),
    "society": (
        "society", "people", "slavery", "enslaved", "free", "family", "church", "newspaper", "abolitionist", "rights",
        "equality", "race", "moral", "sociedad", "esclavitud", "familia", "libre", "derechos",
    ),
    "trigger": (
        "trigger", "attack", "shots", "fired", "fort", "began", "declared", "left", "seceded", "secession", "raid",
        "spark", "detonante", "ataque", "disparos", "comenzo", "declaro",
    ),
}  # fmt: skip
"""Sides of a question for causes where people and states act, with words that show them. The first word names one."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One side of what an answer needs.

    Attributes:
        name: For the catalogue, `tutor-facet-NAME`; of a comparison the words themselves.
        cues: Stems of which a sentence about it has one; none: any sentence.
        query: What to look for when it is missing.
    """

    name: str
    cues: frozenset[str]
    query: str


def plain(text: str) -> str:
    """Return a text in small letters, without accents and signs."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(one for one in apart if not unicodedata.combining(one))))


def stem(word: str) -> str:
    """Return a word without its ending, roughly: enough to see that two words belong together."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            cut = word[: -len(ending)]
            # "multiplying" and "multiply" lose the same in the end.
            return cut[:-1] if len(cut) > 4 and cut[-1] in "ey" else cut
    return word


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text that carry meaning, in order."""
    return [stem(word) for word in plain(text).split() if word not in _STOP and (len(word) > 1 or word.isdigit())]


def asks_for_help(text: str) -> bool:
    """Whether somebody wants help with the task in front of them."""
    return _HELP.search(plain(text)) is not None


def asks_for_answer(text: str) -> bool:
    """Whether somebody wants to be told the answer."""
    return _ANSWER.search(plain(text)) is not None


def asks_for_solution(text: str) -> bool:
    """Whether somebody wants to see how a task is solved."""
    return _SOLUTION.search(plain(text)) is not None


def like(text: str, other: str) -> float:
    """Return the share of the meaning words of the shorter text that the other has, 0 with fewer than three."""
    first, second = set(stems(text)), set(stems(other))
    if min(len(first), len(second)) < 3:
        return 0.0
    return len(first & second) / min(len(first), len(second))


def bare(question: str) -> str:
    """Return the words of a question that say what is looked for; all of them where none does."""
    return " ".join(word for word in plain(question).split() if word not in _STOP) or question


def compared(question: str) -> tuple[str, ...]:
    """Return the two things that a question compares; none where it does not."""
    said = question.casefold().strip()
    found = next((one for one in (pattern.search(said) for pattern in _COMPARE) if one is not None), None)
    return tuple(one.strip() for one in found.groups()) if found is not None else ()


def parts(question: str) -> tuple[str, ...]:
    """Return what a question asks one after the other; none where it asks one thing."""
    found = compared(question) or tuple(one.strip() for one in _PARTS.split(question) if one.strip())
    return found if len(found) > 1 else ()


def narrow(question: str) -> bool:
    """Whether a question is for one fact: who, when, what something is."""
    return _NARROW.search(plain(question)) is not None and not parts(question)


def asks_how(question: str) -> bool:
    """Whether somebody wants to know how something is done."""
    return _HOW.search(plain(question)) is not None


def societies(subject: str) -> bool:
    """Whether a course is of a subject in which people and states act."""
    return _SOCIETIES.search(plain(subject)) is not None


def facets(question: str, subject: str, titles: Sequence[str] = ()) -> tuple[Facet, ...]:
    """Return the sides that a whole answer has; one without a name where it has only one.

    Args:
        question: What was asked.
        subject: Of the course: only where people act, causes are looked for on all four sides.
        titles: Of the course, its lessons and topics. Who asks for the causes of what one of them names asks for all
            sides; which sides anything else has, the course's own passages tell. None: all sides.
    """
    said = plain(question)
    sides = compared(question)
    if sides:
        own = [frozenset(stems(one)) for one in sides]
        # Words that both have tell neither from the other.
        return tuple(Facet(one, (own[place] - own[1 - place]) or own[place], one) for place, one in enumerate(sides))
    wanted = {stem(word) for word in said.split() if word not in _STOP and not _CAUSES.search(word)}
    broad = not titles or any(wanted <= set(stems(one)) for one in titles)
    if broad and _CAUSES.search(said) and societies(subject):
        topic = " ".join(word for word in said.split() if word not in _STOP and not _CAUSES.search(word))
        return tuple(
            Facet(name, frozenset(map(stem, cues)), f"{topic} {' '.join(cues[:8])}") for name, cues in CAUSES.items()
        )
    return (Facet("", frozenset(), ""),)


def shows(sentence: Iterable[str], facet: Facet) -> bool:
    """Whether a sentence, given as its stems, is about a side."""
    return not facet.cues or not facet.cues.isdisjoint(sentence)


_LEANS = re.compile(
    r"^[\W_]*(this|these|that|those|he|she|they|it|its|his|their|but|so|then|there|such|both|another|esto|este|esta"
    r"|estos|el|ella|ellos|pero|asi|entonces|ambos)\b",
    re.IGNORECASE,
)
_REASONS = re.compile(
    r"\b(because|cause[sd]?|reasons?|so that|therefore|led to|depend(?:ed|s)?|made it|grew|in order to|wanted|feared"
    r"|hoped|so (?:the|they|he|she|it|one|both)|that is why|porque|causa|por eso|depend[ei]a?|llevo a|queria|temia)\b"
)


def leans(sentence: str) -> bool:
    """Whether a sentence points back to the one before it, without which it says little."""
    return _LEANS.search(sentence) is not None


_FORMULA = re.compile(r"\$\$.*?\$\$|\$.*?\$", re.DOTALL)
_FEWEST = 4
"""Words besides formulas below which a sentence is the wording of some task, or a line of its working."""


def whole(sentence: str) -> bool:
    """Whether a sentence can stand by itself: with a beginning, an end, some words, and its marks in pairs."""
    if len(_FORMULA.sub(" ", sentence).split()) < _FEWEST:
        return False
    if (sentence.startswith("*") and sentence.endswith("*")) or sentence.count("**") % 2:
        # The wording of a worked example, and half of something in bold.
        return False
    bare = sentence.strip("\"'“”‘’()*_-¿¡ ")
    begun, ended = not bare[:1].islower(), bare.endswith((".", "!", "?", "$"))
    return begun and ended and len(sentence.split()) >= 5 and sentence.count("*") % 2 == 0


def reasons(sentence: str) -> bool:
    """Whether a sentence gives a reason."""
    return _REASONS.search(plain(sentence)) is not None
