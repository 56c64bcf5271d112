"""Words that shape a sentence in English and Spanish: negation, amount, certainty, what introduces a phrase."""

from __future__ import annotations

NEGATORS = frozenset(
    """not no never none nobody nothing neither nor cannot without nowhere hardly
    nunca jamas nadie nada ningun ninguno ninguna tampoco sin""".split()
)
"""After one of these, up to the next comma or conjunction, the opposite is said; "n't" counts as "not"."""

AMOUNTS: dict[str, str] = {
    word: amount
    for amount, words in {
        "all": "all every each always both everyone everybody everything everywhere wholly"
        " todo toda todos todas siempre cada ambos ambas",
        "only": "only solely just merely exclusively solo solamente unicamente",
        "most": "most mostly mainly largely usually generally majority mayoria",
        "many": "many much often lots frequently muchos muchas mucho mucha menudo",
        "some": "some several sometimes certain partly occasionally algunos algunas varios varias veces",
        "few": "few fewer rarely seldom pocos pocas raramente",
        "may": "may might perhaps possibly probably likely maybe seems seem quiza quizas tal acaso",
        "must": "must need needs require requires should debe deben",
        "nearly": "nearly almost casi",
        "one": "one single unico unica",
    }.items()
    for word in words.split()
}
"""Words of amount and certainty, each with its class; a claim may not say another class than its source."""
AIMS = frozenset(
    "mean meant want wanted wish wished hope hoped try tried plan planned expect expected intend intended".split()
)
"""Before "to" these say that something was to happen, which is not that it did."""
STRONG = frozenset({"all", "only", "most", "many", "some", "few", "must", "not"})
"""Classes that a claim may have only where its source has them."""
WEAK = frozenset({"some", "most", "few", "may", "nearly", "not", "aim"})
"""Classes of a source that a claim may not leave out."""

CAUSES = frozenset("because so therefore thus hence thereby due consequently porque debido".split())
"""Words that say that one thing came of another; a claim may have one only where its source has one."""

DIRECTION = {
    "before": "after", "above": "below", "more": "less", "north": "south", "from": "to", "with": "without",
    "over": "under", "since": "until", "into": "out", "for": "against", "antes": "despues", "desde": "hasta",
    "con": "sin", "mas": "menos", "up": "down",
}  # fmt: skip
OPPOSITE = {**DIRECTION, **{second: first for first, second in DIRECTION.items()}}
"""What introduces a phrase and its opposite: a thing cannot be under both."""

WAY = {
    word: way
    for way, words in {"from": "from desde", "to": "to into toward towards hasta", "at": "in on at inside en"}.items()
    for word in words.split()
}
"""What introduces a place, by which way it points."""

CONTENT = frozenset(
    """before after above below more less larger smaller greater up down earlier later than until antes despues mas
    menos""".split()
)
"""Words that introduce or compare and must be in the source themselves."""

INTRODUCERS = {
    "en": frozenset(
        """in on at by of from to for with without into onto over under between among during through against about
        around before after above below since until near behind across along toward towards via per within out as like
        inside outside upon up down off""".split()
    ),
    "es": frozenset(
        """a en de desde hasta por para con sin entre sobre durante contra segun bajo hacia tras del al antes despues
        como""".split()
    ),
}

BREAKS = {
    "en": frozenset(
        """and or but because so while although though whereas when if which who whom whose where that unless
        then""".split()
    ),
    "es": frozenset("y e o u pero porque mientras aunque cuando si que quien cual donde entonces".split()),
}
"""Conjunctions and the like, before which a clause ends."""
COORDINATES = frozenset("and or y e o u nor as".split())

COPULAS = frozenset("is are was were be been being am es son era eran fue fueron ser esta estan".split())

STANDING_IN = frozenset("he she it they him her them ellos ellas lo les".split())
"""Pronouns that stand for a noun named before."""
LEANING = frozenset("many most some several others both another algunos varios otros ambos".split())
PRONOUNS = frozenset(
    """he she it they him her them his hers its their theirs this these that those such el ella ellos ellas su sus esto
    este esta estos estas eso ese esa esos esas lo le les""".split()
)

LIGHT = frozenset(
    """a an the i me my we us our you your he she it they him her them his hers its their theirs this these that those
    such there here do does did done doing have has had having will would can could shall be been being am is are was
    were yes also too very even still yet own other another any again well away back
    one ones thing things way kind example instance short word words means meant solve say says said call called name
    named known know used use using happen happens happened get gets got gotten getting give gives gave given make
    makes made making become becomes became let lets take takes took taken come comes came put puts
    how what whether not what's however moreover furthermore finally first's passage passages text course reading unit
    answer's remember note think look imagine suppose simply really actually together time times' ever else
    follows follow following it's let's that's there's you'll you've don't doesn't didn't isn't aren't wasn't weren't
    can't couldn't won't wouldn't hasn't haven't hadn't shouldn't
    el la los las un una unos unas lo le les se su sus me mi nos te tu yo es son era eran fue fueron ser estar esta
    estan hay ha han habia haber he este esto estos estas ese esa eso esos esas aquel aquella muy tambien ya aun otro
    otra otros otras asi cosa cosas modo manera ejemplo decir dice dijo llama llamado llamada llaman hacer hace hizo
    hacen puede pueden como cual cuales ahora uno mismo""".split()
)
"""Words that a claim may have without their being in its source: they say nothing by themselves."""

SPANISH = frozenset("el la los las de que y en un una del por con para es se fue como pero su al más sus era".split())
ENGLISH = frozenset("the of and a to in is was that it for on with as are by were but his from an this".split())


def language(words: list[str]) -> str:
    """Return "es" or "en" for the words of a text, in small letters."""
    spanish = sum(word in SPANISH for word in words)
    return "es" if spanish > sum(word in ENGLISH for word in words) and spanish > 1 else "en"
