"""More classes on which detectors of struggling students are judged, and on which nothing is tuned: how they work.

The classes of `bench/struggles_held_out.py` have judged several decisions; these are for the next ones. Otherwise than
in all others, times are ex-Gaussian (Luce, 1986), gaming is guessing one's way through a step after errors (Baker,
Corbett & Koedinger, 2004), solutions are opened the more the last answers were wrong (Aleven, McLaren, Roll &
Koedinger, 2006), attention wanes within a sitting (Mackworth, 1948), and work gathers before due dates (Steel, 2007).

More than half of those without a plant look like somebody who struggles and are well: fluent (right in no time where
it is known), thorough (hints first, slowly), studies examples (reads solutions before the first tries: Renkl, 2014),
fails at first (tries before it is explained, and learns the more: Kapur, 2008), warms up slowly, is interrupted, comes
back after breaks, is careless, had a hard exam week, reads slowly in a second language. What counts as struggling is
asked of all of them (`bench/struggles_truth.py`).

The ways of learning are those of `bench/struggles_unseen_learners.py`. Both were written down before any detector had
been run on them; the shares that are planted were chosen before that, too, so that every tenth struggles.
"""

from __future__ import annotations

import math
from datetime import datetime
from random import Random

from bench.struggles_pupils import DAYS, Act, Pupil, topic_id
from bench.struggles_truth import INACTIVE
from bench.struggles_unseen_learners import FAMILIES, FIGURES, NEEDS, TOPICS
from learnapp.engine.struggles import Struggle, Try

SEED = 104_000_000
NEEDS_BY_ID = {topic_id(topic): tuple(topic_id(one) for one in needed) for topic, needed in NEEDS.items()}
LOOKALIKES = (
    *[""] * 8, "fluent", "thorough", "examples", "fails first", "warms up", "interrupted", "breaks", "careless",
    "exam week", "second language",
)  # fmt: skip
PLANTED = {
    Struggle.WHEEL_SPINNING: 0.011, Struggle.PREREQUISITE_GAP: 0.013, Struggle.GAMING: 0.014,
    Struggle.HINT_ABUSE: 0.014, Struggle.SUDDEN_DROP: 0.017, INACTIVE: 0.013,
}  # fmt: skip
"""Share of all students with each plant."""
DUE = 10
"""School days from one due date to the next."""


class Unseen(Pupil):
    """A student of these classes."""

    TOPICS, NEEDS = TOPICS, NEEDS

    def __post_init__(self) -> None:
        rng = self.rng
        minutes = FIGURES["minutes"]
        usual = math.exp(minutes["log_mean"] + math.log(60.0) + rng.gauss(0.0, minutes["sd_student"]))
        usual *= {"thorough": 1.7, "second language": 1.6}.get(self.look, 1.0)
        self.steady, self.tail = usual * rng.uniform(0.35, 0.6), usual * rng.uniform(0.4, 0.7)
        self.hints = rng.betavariate(1.2, 11) + (0.4 if self.look == "thorough" else 0.0)
        self.gives_up = rng.betavariate(1, 22)
        self.patience = rng.uniform(0.05, 0.4)
        self.retries, self.items = self.patience, rng.uniform(0.25, 0.75)
        gap = self.planted == Struggle.PREREQUISITE_GAP
        self.topic, self.begins = rng.choice((1, 3, 4, 6)) if gap else rng.randrange(2, 9), rng.randrange(14, 60)
        self.severity = rng.uniform(1.5, 2.8)
        self.drop, self.way = rng.uniform(1.5, 3.0), rng.choice(("strain", "vigilance", "nights"))
        self.lapses = rng.uniform(0.5, 0.85)
        self.urge, self.temper = rng.uniform(0.45, 0.8), rng.uniform(0.05, 0.15)
        self.haste = FIGURES["gaming"]["tenth" if rng.random() < 0.15 else "typical"]
        self.odd = rng.randrange(12, 60)
        self.form, self.rusty, self.tired = rng.gauss(0.0, 0.3), 0.0, False
        self.here, self.wrongs, self.met = 0, 0, [0] * TOPICS

    def attempt(self, topic: int, number: int, *, again: bool, at: datetime) -> Try:
        """Make one try, and remember how it went."""
        one = super().attempt(topic, number, again=again, at=at)
        self.wrongs = 0 if one.right else self.wrongs + 1
        self.met[topic] += 1
        # Who guesses goes on until the step is through.
        guessed = self.states[-1].around == Struggle.GAMING and self.on(topic, number)
        self.retries = 0.75 if guessed else self.patience
        return one

    def mood(self, topic: int, number: int) -> float:
        """Return what befalls anybody."""
        self.here = topic
        mood: float = self.form - self.rusty * math.exp(-self.sitting / 5.0)
        if self.look == "warms up":
            mood -= 1.3 * max(0.0, 1.0 - self.sitting / 6.0)
        if self.look == "fails first" and self.met[topic] < 3:
            mood -= 1.0
        if self.look == "exam week" and self.odd <= number < self.odd + 12:
            mood -= 0.8
        return mood

    def elsewhere(self) -> float:
        """Return what is left of attention."""
        if self.way == "vigilance":
            return 1.0 - self.lapses * min(1.0, 0.3 + self.sitting / 8.0)
        if self.way == "nights":
            return 1.0 - self.lapses * (0.9 if self.tired else 0.35)
        return 1.0

    def struck(self) -> None:
        """Let what is planted begin, or grow."""
        super().struck()
        if self.planted == Struggle.SUDDEN_DROP and self.way == "strain" and self.since in (1, 4, 9):
            self.strike(self.drop / 3.0)

    def item(self) -> float:
        """Return how hard an item is: of a few fixed degrees."""
        return self.items * self.rng.choice((-1.3, -0.6, 0.0, 0.0, 0.6, 1.3))

    def seconds(self, item: float) -> float:
        """Return an ex-Gaussian time."""
        rng = self.rng
        seconds = max(2.5, rng.gauss(self.steady, 0.2 * self.steady)) + rng.expovariate(1.0 / self.tail)
        if self.look == "fluent" and self.learner.chance(self.here) > 0.75:
            seconds = 1.5 + 0.12 * seconds
        if self.look == "interrupted" and rng.random() < 0.15:
            seconds += rng.uniform(120.0, 600.0)
        return seconds * math.exp(0.15 * item)

    def around(self, chance: float, *, on: bool) -> Act | None:
        """Return what is done after errors instead of work, or haste."""
        rng = self.rng
        if on and self.planted in (Struggle.GAMING, Struggle.HINT_ABUSE):
            if rng.random() < min(0.95, self.urge + self.temper * self.wrongs) * (1.0 if chance < 0.75 else 0.75):
                if self.planted == Struggle.HINT_ABUSE:
                    return Act(Struggle.HINT_ABUSE, False, 3, True, rng.random() < 0.4)
                gave_up = rng.random() < 0.1
                return Act(Struggle.GAMING, not gave_up and rng.random() < self.learner.guess + 0.08, 0, gave_up, True)
        elif rng.random() < self.haste * (1.5 if self.wrongs >= 2 else 0.8):
            return Act(Struggle.GAMING, rng.random() < self.learner.guess, 0, False, True)
        return None

    def asks(self, chance: float) -> tuple[int, bool]:
        """Return hints, and whether the solution is opened after some thought."""
        rng = self.rng
        if self.look == "examples" and self.met[self.here] < 2 and rng.random() < 0.6:
            return 3, True
        if chance < 0.5 and rng.random() < self.gives_up:
            return 3, True
        if rng.random() < self.hints * (1.6 if chance < 0.55 else 0.6):
            return rng.choice((1, 1, 1, 2)), False
        return 0, False

    def new_sitting(self, number: int) -> int:
        """Begin a sitting: another form, another night, after a long break perhaps."""
        rng = self.rng
        self.form, self.rusty, self.tired = rng.gauss(0.0, 0.3), 0.0, rng.random() < 0.6
        if self.look == "breaks" and rng.random() < 0.4:
            self.rusty = 0.9
            return rng.randrange(8, 16)
        return rng.choice((1, 1, 2, 3, 4))


def pupil(number: int, planted: str, look: str) -> Unseen:
    """Return a student before any work."""
    rng = Random(SEED + number)
    slips = FIGURES["careless"]["tenth" if look == "careless" else "typical"] - 0.35 + rng.gauss(0.0, 0.3)
    learner = FAMILIES[number % len(FAMILIES)](rng, slow=0.7 if look == "second language" else 1.0, slips=slips)
    learner.gain = 1.25 if look == "fails first" else 1.0
    return Unseen(rng, planted, look, learner)


def days_of(number: int, planted: str) -> tuple[list[float], list[bool]]:
    """Return the chance to work on each school day, and whether they did.

    Who puts things off works the more the nearer a due date is; some are ill, one in twelve has a week elsewhere; who
    stops works less and less over some days.
    """
    rng = Random(SEED + number + 500_000)
    usual, puts_off = rng.betavariate(5, 2.5), rng.choice((0.0, 0.2, 0.5, 1.2))
    stops = rng.randrange(20, DAYS - 15) if planted == INACTIVE else 10 * DAYS
    ill = rng.randrange(10, DAYS - 6) if rng.random() < 0.15 else 10 * DAYS
    trip = rng.randrange(12, DAYS - 8) if rng.random() < 1 / 12 else 10 * DAYS
    lasts, fades, chances = rng.randrange(2, 6), rng.choice((1, 2, 5)), list[float]()
    for day in range(DAYS):
        left = DUE - 1 - day % DUE
        chance = min(0.97, usual * (1.0 + puts_off) / (1.0 + puts_off * left / 3.0))
        if ill <= day < ill + lasts or trip <= day < trip + 5:
            chance = 0.0
        stopped = 1.0 if day < stops else max(0.02, 1.0 - (day - stops + 1) / fades)
        chances.append(chance * stopped)
    return chances, [rng.random() < one for one in chances]
