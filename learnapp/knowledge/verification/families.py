"""Words of which each has one other side only in its family: units, orders, multiples, places of a digit, bounds.

Each family is a tuple of members; a member holds what one thing is called in English and Spanish, folded. Words that
have two meanings in both languages alike, as "second" and "segundo", are one member.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_BOUNDS = re.compile(r"\b(?:(al menos|por lo menos|cuando menos|at least)|(a lo sumo|como mucho|a lo mas|at most))\b")
"""Said in several words: (the least, the most)."""
_FAMILIES = tuple(
    tuple(frozenset(member.split()) for member in family.split("|"))
    for family in (
        "millimeter millimeters millimetre millimetres milimetro milimetros|centimeter centimeters centimetre"
        " centimetres centimetro centimetros|meter meters metre metres metro metros|kilometer kilometers kilometre"
        " kilometres kilometro kilometros|inch inches pulgada pulgadas|foot feet pie pies|yard yards yarda yardas"
        "|mile miles milla millas|milligram milligrams miligramo miligramos|gram grams gramme grammes gramo gramos"
        "|kilogram kilograms kilo kilos kilogramo kilogramos|ton tons tonne tonnes tonelada toneladas|ounce ounces"
        " onza onzas|pound pounds libra libras|milliliter milliliters millilitre millilitres mililitro mililitros"
        "|liter liters litre litres litro litros|gallon gallons galon galones|millisecond milliseconds milisegundo"
        " milisegundos|second seconds segundo segundos segunda segundas|minute minutes minuto minutos|hour hours hora"
        " horas|day days dia dias|week weeks semana semanas|month months mes meses|year years ano anos|decade decades"
        " decada decadas|century centuries siglo siglos|dollar dollars dolar dolares|euro euros|cent cents centavo"
        " centavos centimo centimos|peso pesos|celsius|fahrenheit|kelvin|radian radians radian radianes",
        "square squared cuadrado cuadrados cuadrada cuadradas|cubic cubed cube cubico cubicos cubica cubicas cubo",
        "first primer primero primera primeros primeras|second seconds segundo segunda segundos segundas|third thirds"
        " tercer tercero tercera terceros terceras tercio tercios|fourth fourths quarter quarters cuarto cuarta"
        " cuartos cuartas|fifth fifths quinto quinta quintos quintas|sixth sixths sexto sexta sextos sextas|seventh"
        " sevenths septimo septima septimos septimas|eighth eighths octavo octava octavos octavas|ninth ninths noveno"
        " novena novenos novenas|tenth tenths decimo decima decimos decimas|last ultimo ultima ultimos ultimas",
        "double doubles doubled doubling twice doble dobles duplica duplican duplicar duplicado|triple triples tripled"
        " tripling triplica triplican triplicar triplicado|quadruple quadruples quadrupled cuadruple cuadruplica"
        " cuadruplican cuadruplicar|half halves halved halve mitad mitades",
        "tens decena decenas|hundreds centena centenas|thousands millar millares|tenths decima decimas|hundredths"
        " centesima centesimas centesimo centesimos|thousandths milesima milesimas milesimo milesimos",
        "minimum minima minimal minimo minimos least|maximum maxima maximal maximo maximos",
        "possible possibly posible posibles|impossible imposible imposibles",
        "equal equals equally igual iguales|unequal different desigual desiguales diferente diferentes distinto"
        " distinta distintos distintas",
        "horizontal horizontally horizontales horizontalmente|vertical vertically verticales verticalmente",
        "row rows fila filas|column columns columna columnas",
        "parallel paralelo paralela paralelos paralelas|perpendicular perpendiculares",
        "area areas|perimeter perimeters perimetro perimetros|volume volumes volumen volumenes",
        "radius radii radio radios|diameter diameters diametro diametros|circumference circumferencia circunferencia",
        "acute agudo aguda agudos agudas|obtuse obtuso obtusa obtusos obtusas",
        "legal legales|illegal ilegal ilegales",
    )
)


def swapped(before: Iterable[str], after: Iterable[str]) -> bool:
    """Return whether a text names one member of a family and its translation another one in its place.

    Args:
        before: Words of the text, folded, in their order.
        after: Words of the translation.
    """
    there, here = _named(before), _named(after)
    for family in _FAMILIES:
        lost = [one for one in family if not one.isdisjoint(there) and one.isdisjoint(here)]
        come = [one for one in family if not one.isdisjoint(here) and one.isdisjoint(there)]
        if lost and come:
            return True
    return False


def _named(words: Iterable[str]) -> set[str]:
    return set(_BOUNDS.sub(lambda found: "minimum" if found[1] else "maximum", " ".join(words)).split())
