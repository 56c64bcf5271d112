"""Which words mean the same: stems (Snowball, Porter 2001), irregular forms, and a hand-made list of near synonyms."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_IRREGULAR = {
    form: base
    for base, forms in (
        line.split(":")
        for line in """
begin:began begun beginning;break:broke broken;bring:brought;build:built;buy:bought;catch:caught;choose:chose chosen;
cut:cutting;draw:drew drawn;drive:drove driven;eat:ate eaten;fall:fell fallen;feel:felt;fight:fought;find:found;
flee:fled;fly:flew flown;forbid:forbade forbidden;forget:forgot forgotten;freeze:froze frozen;grow:grew grown growth;
hang:hung;hear:heard;hide:hid hidden;hold:held;keep:kept;lead:led;leave:left;lend:lent;lose:lost;meet:met;pay:paid;
print:printed;put:putting;read:reading;ride:rode ridden;rise:rose risen;run:ran running;see:saw seen;
sell:sold;send:sent;
shake:shook shaken;shoot:shot shots;show:shown;sing:sang sung;sit:sat;speak:spoke spoken;speech:speeches;spend:spent;
spin:spun;spread:spreading;stand:stood;steal:stole stolen;strike:struck;sweep:swept;swim:swam;teach:taught;
tear:tore torn;
tell:told;throw:threw thrown;understand:understood;wake:woke;wear:wore worn;win:won;write:wrote written writing;
man:men;woman:women;child:children;person:people persons;foot:feet;half:halves;life:lives;wife:wives;
secede:secession seceded;elect:election elections elector electors elected;compromise:compromises;
divide:division divided divides dividing;multiply:multiplication multiplied multiplies multiplying;
subtract:subtraction;add:addition;simplify:simplified simplifying simpler;equal:equals equality;
enslave:slavery slave slaves enslaved slaveholding;free:freedom freed;slaveholder:slaveholders slaveowner slaveowners;
large:larger largest;small:smaller smallest;great:greater greatest;harsh:harsher harshest;mild:milder;
short:shorter shortest;long:longer longest;high:higher highest;low:lower lowest lowered;early:earlier earliest;
late:later;unsafe:unsafe;rich:richer richest;same:same;north:northern northerners;south:southern southerners;
america:american americans;politics:political;economy:economic economical economies;settle:settler settlers settled;
abolitionist:abolitionists;nation:national nations;law:laws;right:rights;proof:prove proved proves proven;
escribir:escribio escrito;leer:leyo;ser:sido;tener:tuvo tiene;decir:dicho;poder:pudo;esclavo:esclavitud esclavos
 esclavizada esclavizado esclavizadas esclavizados;elegir:eleccion elegido eligio eligieron
""".replace("\n", "").split(";")
        if line
    )
    for form in forms.split()
}

_GROUPS = """
begin start commence open
want wish
big large great
small little tiny
end stop finish abolish
forbid ban prohibit outlaw
amount quantity
equal same identical equivalent
method approach
show demonstrate reveal
help aid assist
whole entire
build construct create invent
escape flee
return revert
buy purchase
keep retain
elect choose select pick
country nation
bottom denominator
top numerator
subtract minus
add plus addition
multiply times multiplication
flip invert turn
bracket parenthesis
variable letter unknown
solution solve
secede leave depart
fight combat battle
war conflict
quick fast rapid
differ different
form found establish
attack assault
revolt rebellion uprising
harsh strict severe
newspaper paper
grow increase expand rise
shrink decrease decline reduce
undo repeal reverse cancel
danger threat
combine collect
deal agreement compromise
enter join
calculate compute
exhaust lack
suppress crush defeat
continue persist
delay postpone
climb rise
name state give
enough sufficient
abroad overseas
print publish
lead direct
empezar comenzar iniciar
grande enorme
terminar acabar
igual mismo equivalente
pais nacion
denominador abajo
numerador arriba
"""
_PHRASES = {
    "enter": "came in|come in|comes in|coming in",
    "return": "went back|go back|goes back|came back|come back",
    "escape": "ran away|run away|runs away|running away",
    "combine": "put together|putting together|puts together",
    "surrender": "gave up|give up|gives up|giving up",
    "trigger": "set off|sets off|setting off",
    "calculate": "work out|works out|worked out|working out",
    "expand": "multiply out|multiplied out|multiplying out",
    "flip": "turn over|turns over|turning over|turn it over",
    "subtract": "take away|takes away|took away|taken away",
    "delay": "put off|puts off|putting off",
    "continue": "go on|goes on|went on|going on",
    "found": "set up|sets up|setting up",
    "introduce": "brought in|bring in|brings in|bringing in",
    "discover": "find out|finds out|found out|finding out",
    "exhaust": "running out|ran out|run out|runs out",
    "execute": "carry out|carried out|carries out",
    "suppress": "put down|puts down|putting down",
}
"""Verbs of two words, and the one that says the same; in English only."""
PHRASE = re.compile(
    r"\b(" + "|".join(each for forms in _PHRASES.values() for each in forms.split("|")) + r")\b", re.IGNORECASE
)
_PHRASE_OF = {form: verb for verb, forms in _PHRASES.items() for form in forms.split("|")}


def one_word(found: re.Match[str]) -> str:
    """Return the verb of one word for a verb of two."""
    return _PHRASE_OF[found.group().lower()]


_ENGLISH, _SPANISH = snowballstemmer.stemmer("english"), snowballstemmer.stemmer("spanish")


@lru_cache(maxsize=50_000)
def stem(word: str, language: str = "en") -> str:
    """Return the stem of a word in small letters without accents."""
    base = _IRREGULAR.get(word, word)
    found: str = (_SPANISH if language == "es" else _ENGLISH).stemWord(base)
    return found


def _grouped() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_GROUPS.strip().splitlines()):
        for word in line.split():
            for language in ("en", "es"):
                found.setdefault(stem(word, language), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_NONE: frozenset[int] = frozenset()
_GROUP_OF = _grouped()


def alike(first: str, second: str) -> bool:
    """Whether two stems mean the same, or nearly."""
    return first == second or not _GROUP_OF.get(first, _NONE).isdisjoint(_GROUP_OF.get(second, _NONE))
