"""Whether a translation can be shown: what must not change in a sentence did not, as far as that can be seen.

A sentence is held against passages in its own language (`sources`), then put into another one. Whether both say the
same is not for rules to tell. What they can tell is what a careless translation gets wrong most: a number, a formula, a
name, a month, a unit, a denial, "all", "only" or "some", and one of two opposites in the place of the other. In doubt
it does not hold, and the checked sentence itself is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from learnapp.knowledge.verification import formulas
from learnapp.knowledge.verification import function_words as f
from learnapp.knowledge.verification.families import swapped
from learnapp.knowledge.verification.meanings import stem
from learnapp.knowledge.verification.reading import cut, folded, read
from learnapp.knowledge.verification.thresholds import LIMITS, Limits

LANGUAGES = frozenset({"en", "es"})
"""Between these the words below are known."""
_SHORTEST, _LONGEST, _SPARE = 0.5, 2.0, 20
"""How much shorter or longer a translation may be than what it translates, and characters that do not count in that."""
_FEWEST = 4
"""Words from which on it can be told in which language a sentence is."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SPANISH = f.SPANISH | f.INTRODUCERS["es"] | f.BREAKS["es"] | frozenset("son mi que como cual cuando donde".split())
_ENGLISH = f.ENGLISH | f.INTRODUCERS["en"] | f.BREAKS["en"] | frozenset("what how why do does you my".split())
_OF_SPANISH, _OF_ENGLISH = _SPANISH - _ENGLISH, _ENGLISH - _SPANISH
_MARKUP = re.compile(r"\]\(|https?:|www\.|[<>`|@]")
_OPENS = frozenset('.!?:“"«¿¡(\n-#•')
_MONTHS = {
    word: number
    for number, both in enumerate(
        "january enero|february febrero|march marzo|april abril|may mayo|june junio|july julio|august agosto"
        "|september septiembre|october octubre|november noviembre|december diciembre".split("|"),
        1,
    )
    for word in both.split()
}
_DOUBLE = frozenset("nunca jamas nadie nada ningun ninguno ninguna tampoco".split())
"""After "no" these deny nothing more: Spanish says it twice."""
_SCOPE: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    scope: (frozenset(says.split()), frozenset(f"{says} {may}".split()))
    for scope, (says, may) in {
        "all": (
            "all every each always both everyone everybody everything everywhere"
            " todo toda todos todas siempre cada ambos ambas",
            "",
        ),
        "only": ("only solely merely solo solamente unicamente", ""),
        "most": (
            "most mostly mainly usually generally mayoria principalmente normalmente generalmente",
            "mas mayor mayores largest greatest biggest highest",
        ),
        "some": (
            "some several sometimes partly algun alguna alguno algunas algunos varias varios",
            "any veces parte unos unas part",
        ),
        "few": ("few rarely seldom pocos pocas raramente", "poco poca raras little"),
        "may": (
            "may might perhaps possibly probably maybe quiza quizas podria podrian posiblemente probablemente",
            "can could puede pueden pudo tal posible possible",
        ),
    }.items()
}
"""Words that say how far something goes, and words of the other language by which they may be said."""
_STRICT = ("all", "only")
"""Of these neither may be lost nor come in; of the others none may be lost."""
_OPPOSITES = tuple(
    tuple(frozenset(side.split()) for side in pair.split("|"))
    for pair in (
        "more most larger largest bigger greater greatest higher mas mayor mayores|less least fewer smaller smallest"
        " lower menos menor menores",
        "before earlier antes anterior|after later afterwards despues tras posterior",
        "above over arriba encima|below under abajo debajo",
        "left izquierda izquierdo|right derecha derecho",
        "numerator numerators numerador numeradores|denominator denominators denominador denominadores",
        "add adds added adding sum sumar suma sumas sumamos sume|subtract subtracts subtracted subtracting restar resta"
        " restas restamos reste",
        "multiply multiplies multiplied multiplying multiplicar multiplica multiplicas multiplicamos multiplique|divide"
        " divides divided dividing dividir dividimos divida",
        "even par pares|odd impar impares",
        "positive positivo positiva positivos positivas|negative negativo negativa negativos negativas",
        "true verdadero verdadera cierto cierta|false falso falsa",
        "first primer primero primera|last ultimo ultima",
        "increase increases increased rise rises rose grow grows grew aumenta aumento aumentar crece crecio crecer"
        "|decrease decreases decreased fall falls fell shrink shrinks disminuye disminuyo disminuir baja bajo decrece",
        "win wins won gana gano ganar ganaron|lose loses lost pierde perdio perder perdieron",
        "buy buys bought compra compro comprar|sell sells sold vende vendio vender",
        "north northern norte|south southern sur",
        "east eastern este|west western oeste",
        "enslaved esclavizado esclavizados esclavizada esclavizadas esclavos|free libre libres",
    )
)
"""A translation that has a word of the other side, and none of its own, says the opposite."""


def holds(checked: str, said: str, language: str, passages: Sequence[str], limits: Limits = LIMITS) -> bool:
    """Return whether a translation can be shown for a checked sentence.

    Args:
        checked: The sentence that the sources say.
        said: What is said to be the same in another language.
        language: That language; one of `LANGUAGES`, else nothing holds.
        passages: Texts of the evidence: a word with a capital that stands there in small letters is no name.
        limits: See `Limits`.
    """
    return near(checked, said, language, limits) and _names_stay(checked, said, passages)


def near(asked: str, said: str, language: str, limits: Limits = LIMITS) -> bool:
    """Return the same of a question, for which no passages tell yet which of its words are names."""
    if language not in LANGUAGES or not said.strip() or len(said) > _LONGEST * limits.characters:
        return False
    return (
        len(cut(said)) == len(cut(asked))
        and _about_as_long(asked, said)
        and Counter(_MARKUP.findall(said)) == Counter(_MARKUP.findall(asked))
        and exact(said) == exact(asked)
        and _is_in(said, language)
        and _denials(said) == _denials(asked)
        and _scope_stays(_words(asked), _words(said))
        and not any(_turned(one, _words(asked), _words(said)) for one in _OPPOSITES)
        and not swapped(_words(asked), _words(said))
    )


def exact(text: str) -> Counter[str]:
    """Return the numbers, formulas and months of a text, each in one way of writing, with how often it stands there."""
    found = Counter(one.key for one in read(text).tokens if one.kind in {"number", "formula"})
    found.update(f"month {_MONTHS[word]}" for word in _dates(text))
    return found


def _dates(text: str) -> list[str]:
    words = [folded(one) for one in _WORD.findall(text)]
    # "May" is a month only with a capital inside a sentence, "march" too.
    capital = {folded(one) for one in _inner(text)}
    return [one for one in words if one in _MONTHS and (one not in {"may", "march"} or one in capital)]


def _about_as_long(checked: str, said: str) -> bool:
    return _SHORTEST * len(checked) - _SPARE <= len(said) <= _LONGEST * len(checked) + _SPARE


def _bare(text: str) -> str:
    """Return a text without its formulas."""
    out, at = [], 0
    for start, end, _ in formulas.spans(text):
        out.append(text[at:start])
        at = end
    return " ".join([*out, text[at:]])


def _words(text: str) -> list[str]:
    return [folded(one) for one in _WORD.findall(_bare(text).replace("’", "'"))]


def language_of(text: str) -> str:
    """Return in which of `LANGUAGES` a text is, by the small words that only one of them has; "" where none tells."""
    words = _words(text)
    spanish, english = (sum(word in one for word in words) for one in (_OF_SPANISH, _OF_ENGLISH))
    spanish += sum(sign in text for sign in "¿¡")
    return "es" if spanish > english else "en" if english > spanish else ""


def _is_in(text: str, language: str) -> bool:
    return len(_words(text)) < _FEWEST or language_of(text) == language


def _inner(text: str) -> list[str]:
    """Return the words with a capital that do not begin a sentence."""
    plain = _bare(text).replace("’", "'")
    found = []
    for one in _WORD.finditer(plain):
        before = plain[: one.start()].rstrip(" *_'")
        if one.group()[:1].isupper() and one.group() != "I" and before and before[-1] not in _OPENS:
            found.append(one.group())
    return found


def _names_stay(checked: str, said: str, passages: Sequence[str]) -> bool:
    """Whether every name is still there, and none is new; words of a title that are words of every day may change."""
    known = {folded(name) for text in passages for name in _inner(text)}
    small = {stem(folded(word)) for text in passages for word in _WORD.findall(_bare(text)) if word[:1].islower()}
    first, opening = _first(checked), _first(said)
    # What begins a sentence has a capital anyway: it is no name where the passages have it in small letters.
    begins = [first] if first and first not in f.CONTENT else []
    inside = [_unowned(folded(one)) for one in _inner(checked)]
    names = {one for one in [*inside, *begins] if stem(one) not in small and one not in _MONTHS}
    there = set(map(_unowned, _words(said)))
    new = [one for one in _inner(said) if _unowned(folded(one)) not in {*inside, *begins, *_MONTHS}]
    if opening in known and opening not in map(_unowned, _words(checked)):
        return False
    return names <= there and len(new) <= sum(one not in names for one in inside)


def _first(text: str) -> str:
    """Return the word that begins a sentence; "" where it is a number or says nothing by itself."""
    first = next((one for one in read(text).tokens if one.place == 0), None)
    return folded(first.plain) if first is not None and first.kind == "word" else ""


def _unowned(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")


def _denials(text: str) -> int:
    words = _words(text)
    found = [one for one in words if one in f.NEGATORS or one.endswith("n't")]
    twice = "no" in found and any(one in _DOUBLE for one in found[found.index("no") + 1 :])
    return len(found) - twice


def _scope_stays(checked: Collection[str], said: Collection[str]) -> bool:
    there = {scope: not says.isdisjoint(checked) for scope, (says, _) in _SCOPE.items()}
    here = {scope: not may.isdisjoint(said) for scope, (_, may) in _SCOPE.items()}
    return all(there[scope] == here[scope] if scope in _STRICT else here[scope] or not there[scope] for scope in there)


def _turned(sides: Sequence[frozenset[str]], checked: Collection[str], said: Collection[str]) -> bool:
    """Whether one of two opposites stands where the other one stood."""
    there = [not side.isdisjoint(checked) for side in sides]
    here = [not side.isdisjoint(said) for side in sides]
    return there != here and any(there) and (here[0] and not there[0] or here[1] and not there[1])
