"""What is said and seen in the films of the demo courses."""

from __future__ import annotations

from learnapp.integrations.content_packages.courses.authoring.films import (
    BLUE,
    HEIGHT,
    ORANGE,
    SAND,
    SOFT,
    TINT,
    WIDTH,
    Canvas,
    Film,
    Scene,
    eased,
)

_MATHS, _HISTORY = "fractions_to_linear_equations", "why_did_the_civil_war_start"
_BAR_LEFT, _BAR_WIDTH, _BAR_HEIGHT = 90.0, 600.0, 74.0


def _bar(c: Canvas, y: float, filled: int, parts: int, label: str, *, color: str = BLUE) -> None:
    for place in range(parts):
        x = _BAR_LEFT + place * _BAR_WIDTH / parts
        c.box(x, y, _BAR_WIDTH / parts, _BAR_HEIGHT, color if place < filled else "#ffffff")
    c.text(_BAR_LEFT + _BAR_WIDTH + 40, y + _BAR_HEIGHT / 2, label, size=44, anchor="lm")


def _two_shares(c: Canvas, t: float) -> None:
    if t > 0.1:
        _bar(c, 120, 1, 2, "1/2")
    if t > 0.4:
        _bar(c, 250, 1, 3, "1/3", color=ORANGE)
    if t > 0.7:
        c.text(WIDTH / 2, 440, "1/2 + 1/3 = ?", size=56)


def _sizes_differ(c: Canvas, t: float) -> None:
    _two_shares(c, 0.6)
    width = eased(t, 0.1, 0.5)
    c.line(_BAR_LEFT, 215, _BAR_LEFT + 300 * width, 215, color=BLUE, width=6)
    c.line(_BAR_LEFT, 345, _BAR_LEFT + 200 * width, 345, color=ORANGE, width=6)
    if t > 0.5:
        c.text(WIDTH / 2, 440, "1 + 1 parts of which size?", size=40, color=SOFT)


def _cut(c: Canvas, t: float) -> None:
    _two_shares(c, 0.6)
    reach = eased(t, 0.15, 0.8)
    for sixth in range(1, 6):
        x = _BAR_LEFT + sixth * _BAR_WIDTH / 6
        c.line(x, 120, x, 120 + _BAR_HEIGHT * reach, color="#1b2430", width=3)
        c.line(x, 250, x, 250 + _BAR_HEIGHT * reach, color="#1b2430", width=3)
    if t > 0.8:
        c.text(WIDTH / 2, 440, "Everything in sixths", size=40, color=SOFT)


def _named(c: Canvas, t: float) -> None:
    _bar(c, 120, 3, 6, "3/6" if t > 0.3 else "1/2")
    _bar(c, 250, 2, 6, "2/6" if t > 0.7 else "1/3", color=ORANGE)


def _together(c: Canvas, t: float) -> None:
    _bar(c, 60, 3, 6, "3/6")
    _bar(c, 170, 2, 6, "2/6", color=ORANGE)
    _bar(c, 330, 0, 6, "5/6" if t > 0.85 else "")
    sixth = _BAR_WIDTH / 6
    fall = eased(t, 0.1, 0.4)
    for place in range(3):
        c.box(_BAR_LEFT + place * sixth, 60 + 270 * fall, sixth, _BAR_HEIGHT, BLUE)
    fall = eased(t, 0.45, 0.8)
    for place in range(2):
        c.box(_BAR_LEFT + (place + 3 * fall) * sixth, 170 + 160 * fall, sixth, _BAR_HEIGHT, ORANGE)


def _rule(c: Canvas, t: float) -> None:
    _bar(c, 90, 5, 6, "5/6")
    c.text(WIDTH / 2, 270, "1. Make the bottoms agree.", size=44)
    if t > 0.45:
        c.text(WIDTH / 2, 350, "2. Count the parts.", size=44)
    if t > 0.7:
        c.text(WIDTH / 2, 450, "1/2 + 1/3 = 3/6 + 2/6 = 5/6", size=40, color=BLUE)


def _pans(c: Canvas, tilt: float = 0.0) -> None:
    c.wedge(480, 390)
    c.line(120, 390 + tilt, 840, 390 - tilt, width=10)


def _load(c: Canvas, left: float, labels: list[str], *, lift: float = 0.0, raised: int = 0) -> None:
    """Put boxes side by side on a pan; the last `raised` of them are on their way up and out."""
    for place, label in enumerate(labels):
        rows, column = divmod(place, 4)
        going = place >= len(labels) - raised
        y = 322 - rows * 66 - (lift * 420 if going else 0)
        c.box(left + column * 68, y, 62, 62, TINT if label == "x" else SAND, outline=BLUE if label == "x" else ORANGE)
        c.text(left + column * 68 + 31, y + 31, label, size=30)


_ONES = ["1"] * 11


def _balance(c: Canvas, t: float) -> None:
    _pans(c, 26 * (1 - eased(t, 0.1, 0.6)))
    _load(c, 140, ["x", "x", "1", "1", "1"])
    _load(c, 560, _ONES)
    if t > 0.6:
        c.text(WIDTH / 2, 60, "2x + 3 = 11", size=56)


def _take_away(c: Canvas, t: float) -> None:
    _pans(c)
    lift = eased(t, 0.35, 0.9)
    _load(c, 140, ["x", "x", "1", "1", "1"], lift=lift, raised=3)
    _load(c, 560, _ONES, lift=lift, raised=3)
    c.text(WIDTH / 2, 60, "2x + 3 − 3 = 11 − 3".replace("−", "-"), size=48)


def _left_over(c: Canvas, t: float) -> None:
    _pans(c)
    _load(c, 140, ["x", "x"])
    _load(c, 560, _ONES[:8])
    if t > 0.3:
        c.text(WIDTH / 2, 60, "2x = 8", size=56)


def _share(c: Canvas, t: float) -> None:
    _pans(c)
    lift = eased(t, 0.3, 0.85)
    _load(c, 140, ["x", "x"], lift=lift, raised=1)
    _load(c, 560, _ONES[:8], lift=lift, raised=4)
    c.text(WIDTH / 2, 60, "2x : 2 = 8 : 2", size=48)


def _check(c: Canvas, t: float) -> None:
    _pans(c)
    _load(c, 140, ["x"])
    _load(c, 560, _ONES[:4])
    c.text(WIDTH / 2, 60, "x = 4", size=60, color=BLUE)
    if t > 0.5:
        c.text(WIDTH / 2, 140, "2 · 4 + 3 = 11", size=40, color=SOFT)


_UNIT, _X0, _Y0 = 44.0, 360.0, 330.0


def _at(x: float, y: float) -> tuple[float, float]:
    return _X0 + x * _UNIT, _Y0 - y * _UNIT


def _grid(c: Canvas) -> None:
    for step in range(-7, 8):
        c.line(*_at(step, -4), *_at(step, 7), color="#d5dae2", width=1)
    for step in range(-4, 8):
        c.line(*_at(-7, step), *_at(7, step), color="#d5dae2", width=1)
    c.line(*_at(-7, 0), *_at(7, 0), width=3)
    c.line(*_at(0, -4), *_at(0, 7), width=3)


def _ray(c: Canvas, slope: float, first: float, last: float, color: str) -> None:
    c.line(*_at(first, slope * first + 1), *_at(last, slope * last + 1), color=color, width=6)


def _line_needs(c: Canvas, t: float) -> None:
    _grid(c)
    if t > 0.3:
        c.dot(*_at(0, 1))
    _ray(c, 2, -2.5, -2.5 + 5.5 * eased(t, 0.5, 1.0), BLUE)
    c.text(820, 110, "start", size=40, color=ORANGE)
    c.text(820, 170, "slope", size=40, color=BLUE)


def _start(c: Canvas, t: float) -> None:
    _grid(c)
    c.text(810, 90, "y = 2x + 1", size=46)
    if t > 0.5:
        c.dot(*_at(0, 1))
        c.text(*_at(-0.4, 1.3), "1", size=34, color=ORANGE, anchor="rm")


def _step_up(c: Canvas, t: float, *, steps: int = 1) -> None:
    _grid(c)
    c.text(810, 90, "y = 2x + 1", size=46)
    c.dot(*_at(0, 1))
    for step in range(steps):
        share = 1.0 if step < steps - 1 else t
        x, y = step, 1 + 2 * step
        right, up = eased(share, 0.15, 0.4), eased(share, 0.45, 0.8)
        c.line(*_at(x, y), *_at(x + right, y), color=ORANGE, width=5)
        if up > 0:
            c.line(*_at(x + 1, y), *_at(x + 1, y + 2 * up), color=BLUE, width=5)
        if share > 0.8:
            c.dot(*_at(x + 1, y + 2))
    c.text(810, 170, "1 right, 2 up", size=34, color=SOFT)


def _on_one_line(c: Canvas, t: float) -> None:
    _step_up(c, min(1.0, t * 2), steps=2)
    if t > 0.5:
        _ray(c, 2, -2.5, -2.5 + 5.5 * eased(t, 0.5, 0.95), BLUE)


def _falls(c: Canvas, t: float) -> None:
    _grid(c)
    _ray(c, 2, -2.5, 3, "#a9bdea")
    slope = 2 - 3 * eased(t, 0.1, 0.7)
    first, last = (-2.5, 3) if slope > 1 else (-5, 5)
    _ray(c, slope, first, last, ORANGE)
    c.dot(*_at(0, 1))
    if t > 0.6:
        c.text(810, 90, "y = -x + 1", size=46, color=ORANGE)
        c.text(810, 170, "1 right, 1 down", size=34, color=SOFT)


_EVENTS = (
    (1787, "Constitution"),
    (1820, "Missouri"),
    (1850, "Compromise"),
    (1854, "Kansas"),
    (1857, "Dred Scott"),
    (1860, "Lincoln"),
    (1861, "Sumter"),
)


def _year(year: float) -> float:
    """Return where a year stands; the last decade takes half of the line, for that is where the story hurries."""
    return 80 + (year - 1787) / 63 * 380 if year <= 1850 else 460 + (year - 1850) / 11 * 420


def _timeline(c: Canvas, t: float, known: int, title: str, below: str) -> None:
    c.text(WIDTH / 2, 70, title, size=46)
    if t > 0.4:
        c.text(WIDTH / 2, 130, below, size=32, color=SOFT)
    y = 330.0
    c.line(60, y, 900, y, width=6)
    for number, (year, name) in enumerate(_EVENTS[:known]):
        x = _year(year)
        newest = number == known - 1
        height = (60, 100, 60, 100, 60, 100, 60)[number] * (1 if number % 2 else -1)
        c.line(x, y, x, y + height, color=SOFT, width=2)
        c.dot(x, y, color=ORANGE if newest else BLUE, radius=13 if newest and t > 0.2 else 9)
        way = 22 if height > 0 else -22
        c.text(x, y + height + way, str(year), size=24, color=ORANGE if newest else BLUE)
        c.text(x, y + height + 2.3 * way, name, size=22)
    if known == 2:
        c.line(_year(1787), HEIGHT - 40, _year(1787) + (_year(1820) - _year(1787)) * eased(t), HEIGHT - 40, color=SOFT)


def _moment(known: int, title: str, below: str, en: str, es: str) -> Scene:
    return Scene(en, es, lambda c, t: _timeline(c, t, known, title, below))


FILMS = (
    Film(
        _MATHS,
        "bottoms-agree",
        (
            Scene(
                "One half and one third. How much is that together?",
                "Un medio y un tercio. ¿Cuánto es eso junto?",
                _two_shares,
            ),
            Scene(
                "The parts have different sizes. So we cannot simply count them.",
                "Las partes tienen tamaños distintos. Así que no podemos simplemente contarlas.",
                _sizes_differ,
            ),
            Scene(
                "Cut each half into three, and each third into two. Now all parts are sixths.",
                "Corta cada medio en tres y cada tercio en dos. Ahora todas las partes son sextos.",
                _cut,
            ),
            Scene(
                "One half is three sixths. One third is two sixths.",
                "Un medio son tres sextos. Un tercio son dos sextos.",
                _named,
            ),
            Scene(
                "Three sixths and two sixths are five sixths.",
                "Tres sextos y dos sextos son cinco sextos.",
                _together,
            ),
            Scene(
                "So first make the bottoms agree. Then count the parts.",
                "Primero iguala los denominadores. Después cuenta las partes.",
                _rule,
            ),
        ),
    ),
    Film(
        _MATHS,
        "fair-balance",
        (
            Scene(
                "This balance is level. Two boxes and three ones weigh as much as eleven ones.",
                "Esta balanza está en equilibrio. Dos cajas y tres unidades pesan lo mismo que once unidades.",
                _balance,
            ),
            Scene(
                "What is in one box? First take three ones away, on both sides.",
                "¿Qué hay en una caja? Primero quita tres unidades en los dos lados.",
                _take_away,
            ),
            Scene(
                "It stays level. Two boxes weigh eight.",
                "Sigue en equilibrio. Dos cajas pesan ocho.",
                _left_over,
            ),
            Scene(
                "Now share fairly: take half away on both sides.",
                "Ahora reparte: quita la mitad en los dos lados.",
                _share,
            ),
            Scene(
                "So x is four. Check it: two times four, plus three, is eleven.",
                "Entonces x es cuatro. Compruébalo: dos por cuatro, más tres, son once.",
                _check,
            ),
        ),
    ),
    Film(
        _MATHS,
        "slope-and-start",
        (
            Scene(
                "A straight line needs only two numbers: where it starts, and how steep it is.",
                "Una recta solo necesita dos números: dónde empieza y cuánto sube.",
                _line_needs,
            ),
            Scene(
                "Take y equals two x plus one. The one is the start. It lies on the upright axis.",
                "Toma y igual a dos x más uno. El uno es el comienzo. Está en el eje vertical.",
                _start,
            ),
            Scene(
                "The two is the slope. One step to the right, two steps up.",
                "El dos es la pendiente. Un paso a la derecha, dos pasos hacia arriba.",
                _step_up,
            ),
            Scene(
                "Do it again. All these points lie on one line.",
                "Hazlo otra vez. Todos estos puntos están en una recta.",
                _on_one_line,
            ),
            Scene(
                "With the slope minus one, the line falls: one to the right, one down.",
                "Con la pendiente menos uno, la recta baja: uno a la derecha, uno hacia abajo.",
                _falls,
            ),
        ),
    ),
    Film(
        _HISTORY,
        "road-to-war",
        (
            _moment(
                1, "1787: a new country", "with slavery in half of it",
                "In 1787 the Constitution was written. It left slavery in place.",
                "En 1787 se escribió la Constitución. Dejó la esclavitud como estaba.",
            ),
            _moment(
                3, "1820 and 1850: deals", "lines on the map",
                "In 1820 and in 1850 Congress made deals about new land. Each of them held only for a time.",
                "En 1820 y en 1850 el Congreso hizo acuerdos sobre tierras nuevas. Cada uno duró solo un tiempo.",
            ),
            _moment(
                4, "1854: the line is gone", "settlers shall vote",
                "In 1854 a new law undid the line of 1820. Settlers fought in Kansas.",
                "En 1854 una nueva ley anuló la línea de 1820. Los colonos lucharon en Kansas.",
            ),
            _moment(
                5, "1857: Dred Scott", "Congress may not ban slavery in the West",
                "In 1857 the Supreme Court said that Congress could not ban slavery in any territory.",
                "En 1857 la Corte Suprema dijo que el Congreso no podía prohibir la esclavitud en ningún territorio.",
            ),
            _moment(
                6, "1860: Lincoln is elected", "seven states leave, to protect slavery",
                "In November 1860 Lincoln was elected. Seven states left the Union, to protect slavery.",
                "En noviembre de 1860 fue elegido Lincoln. Siete estados dejaron la Unión para proteger la esclavitud.",
            ),
            _moment(
                7, "1861: Fort Sumter", "the war begins",
                "In April 1861 shots were fired at Fort Sumter. The war had begun.",
                "En abril de 1861 se disparó contra el fuerte Sumter. La guerra había empezado.",
            ),
        ),
    ),
)  # fmt: skip
