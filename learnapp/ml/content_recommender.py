"""The content recommender: ranks candidates by what they bring, learned from what came of earlier recommendations.

Reward of a shown item (`rewards`): mastery points gained per minute, whether it was finished, whether it was still
known on another day; nothing for what was passed over, less for what was dismissed.

It reads the candidate's own columns, which are those of the rules, and of the feature store what the student has done
lately in the candidate's KC and elsewhere (`known_features`). What the store does not know counts as the mean; when
the store is away, that is everything of it, and the candidates' own columns decide.

Model, for a candidate with the rules' own score s, inputs x (`inputs`) and content c:

    reward = a + b s + x' d + u_c + noise,    d ~ N(0, I / lambda),    u_c ~ N(0, noise / CONTENT_PRIOR)

The rules are the prior mean: without evidence d and u are zero, and the order is that of the rules. lambda and the
noise are found from the evidence itself (MacKay, 1992; scikit-learn's BayesianRidge), b is never below zero. Items
that were shown rarely count more, by their clipped inverse propensity.

Cold start. A new content has u = 0. For a new student d and u are faded out: they are multiplied by the share of the
candidates' KCs that the student has met, up to `ENOUGH_MET`. What little is known of is tried a little sooner (the
upper confidence bound of Li et al., 2010), but by no more than the evaluator's share of exploration of the range of
the scores, so that it never stands above something that is clearly better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import numpy as np
from sklearn.linear_model import BayesianRidge

from learnapp.core.errors import InvalidInputError
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.selector import FEATURES, Candidate, feature_matrix, weighed
from learnapp.ml.answers import Floats, Ints, Mask
from learnapp.ml.artefact import Artefact, ModelKind, write_artefact
from learnapp.ml.known_features import TERMS, nothing, terms_of
from learnapp.ml.recommendation_log import PURPOSES, RecommendationLog
from learnapp.ml.variety import varied

KIND, FORMAT = ModelKind.CONTENT_RECOMMENDER, 2
LEAST_SHOWN = 300
"""Shown items with an outcome below which nothing is learned."""
CONTENT_PRIOR = 20.0
"""Outcomes after which a content's own record counts half."""
ENOUGH_MET = 0.2
CLIP = 10.0
POINTS, FINISHED, KEPT, DISMISSED = 100.0, 2.0, 2.0, -1.0
"""What a reward is made of: for P(mastered) 1 per minute, for finishing, for still knowing it, for dismissing."""
EXPECTED_KEPT = 0.8
STRETCH = 0.06
"""What a logit of difficulty is worth on top, where the student has a fair chance: of two things that bring the same
the harder one teaches more (desirable difficulties: Bjork, 1994)."""
_LEAST_RATE, _MOST_RATE = -10.0, 20.0
_KIND_COST = 0.1
_TOP = 10
_NUMBERS = "weights"
_UNUSABLE = "This folder holds no usable model. Train it anew."
_P, _MASTERED, _DIFFICULTY, _MET, _MINUTES = (
    FEATURES.index(each) for each in ("p_correct", "p_mastered", "difficulty", "kc_overlap", "minutes")
)
_KNOTS = np.array([0.2, 0.4, 0.6, 0.8, 1.0])
_PURPOSE = {each: number for number, each in enumerate(PURPOSES)}
INPUTS: tuple[str, ...] = (
    *FEATURES, *(each.value for each in PURPOSES), *(f"p_correct_near_{knot}" for knot in _KNOTS), "not_practice",
    "between", "begun_between", "kc_chance", "kc_log_odds", "kc_soon", "kc_choice", *TERMS,
)  # fmt: skip


def inputs(features: Floats, purpose: Ints, group: Ints, known: Floats) -> Floats:
    """Return what the model reads of n candidates; shape (n, len(INPUTS)), nan where the store knows nothing.

    Args:
        features: Shape (n, len(FEATURES)).
        purpose: Shape (n,), places among `PURPOSES`.
        group: Shape (n,), equal for what one decision offers for one KC.
        known: Shape (n, len(READS)), what the feature store says.
    """
    chance, mastered = features[:, _P], features[:, _MASTERED]
    practice = chance > 0
    near = np.maximum(1.0 - np.abs(chance[:, None] - _KNOTS) / 0.2, 0.0) * practice[:, None]
    between = 4.0 * mastered * (1.0 - mastered)
    aim = np.eye(len(PURPOSES))[purpose]
    extra = np.stack([~practice, between, between * features[:, _MET]], axis=1)
    store = terms_of(known, features[:, _DIFFICULTY], features[:, _MINUTES])
    return np.concatenate([features, aim, near, extra, _of_kc(chance, practice, group), store], axis=1)


def _of_kc(chance: Floats, practice: Mask, group: Ints) -> Floats:
    """Return what the practice on offer says of its KC together, 0 where there is none; shape (n, 4)."""
    _, place = np.unique(group, return_inverse=True)
    count = np.bincount(place, practice)
    safe = np.clip(chance, 0.02, 0.98)
    mean, odds = (
        np.bincount(place, np.where(practice, each, 0.0)) / np.maximum(count, 1.0)
        for each in (chance, np.log(safe / (1.0 - safe)))
    )
    soon = np.where(count > 0, 1.0 - (1.0 - mean) ** 3, 0.0)
    return np.asarray(np.stack([mean, odds, soon, np.log1p(count)], axis=1)[place])


def rewards(log: RecommendationLog) -> Floats:
    """Return what each shown item brought; shape (R,), nan where it was not shown."""
    opened = log.opened > 0
    minutes = np.where(opened, log.minutes, 1.0)
    rate = np.where(opened, np.clip(POINTS * log.gain / minutes, _LEAST_RATE, _MOST_RATE), 0.0)
    kept = np.where(opened & np.isfinite(log.kept), log.kept - EXPECTED_KEPT, 0.0)
    reward = rate + FINISHED * log.finished + KEPT * kept + DISMISSED * log.dismissed
    return np.asarray(np.where(log.shown, reward, np.nan))


@dataclass(frozen=True, slots=True)
class ContentRecommender:
    """A fitted model; it never changes.

    Attributes:
        version: Name and version, as it is written into every decision.
        level, slope: a and b, in rewards.
        mean, scale: Shape (len(INPUTS),), by which inputs are brought to one scale.
        weights: Shape (len(INPUTS),), d.
        doubt: Shape (len(INPUTS), len(INPUTS)), covariance of d.
        contents: Content -> (u, how many outcomes it has).
        spread: Standard deviation of the noise.
        unit: Scores for one reward; the scores then lie as far apart as those of the rules.
        exploration: Largest share of the range of the scores that doubt may add.
    """

    version: str
    level: float
    slope: float
    mean: Floats
    scale: Floats
    weights: Floats
    doubt: Floats
    contents: dict[UUID, tuple[float, float]] = field(repr=False)
    spread: float
    unit: float
    exploration: float = THRESHOLDS.explore

    def score(self, pool: Sequence[Candidate]) -> Floats:
        """Return one score per candidate, shape (len(pool),); higher is better, and kinds of content take turns."""
        if not pool:
            return np.empty(0)
        values = self.values(pool)
        order, worth = varied(values, [([each.content.kind for each in pool], _KIND_COST)], _TOP)
        # What was not taken stays below what was, in its own order.
        rest = np.setdiff1d(np.arange(len(pool)), order)
        values[order] = worth
        if len(rest):
            values[rest] -= max(float(values[rest].max()) - float(worth.min()), 0.0)
        return values

    def values(self, pool: Sequence[Candidate]) -> Floats:
        """Return what each candidate is worth by itself, shape (n,), before kinds take turns."""
        features = feature_matrix(pool)
        purpose = np.array([_PURPOSE[each.purpose] for each in pool], dtype=np.int64)
        known = np.array([self.contents.get(each.content.content_id, (0.0, 0.0)) for each in pool])
        kcs: dict[UUID, int] = {}
        group = np.array([kcs.setdefault(each.kc_id, len(kcs)) for each in pool], dtype=np.int64)
        empty = nothing(1)[0]
        store = np.array([empty if each.known is None else each.known for each in pool])
        return self._scores(features, self._inputs(features, purpose, group, store), known)

    def expected(self, log: RecommendationLog) -> Floats:
        """Return the predicted reward of each logged candidate; shape (R,)."""
        known = self._known(log)
        trust = _trust(log.features[:, _MET], log.decision, len(log))
        return self._rewards(
            self._inputs(log.features, log.purpose, _groups(log), log.known), log.features, known, trust
        )

    def choice(self, log: RecommendationLog) -> Floats:
        """Return the scores of all logged candidates, those of a decision as `score` would give them; shape (R,)."""
        known = self._known(log)
        values, x = np.empty(len(log.decision)), self._inputs(log.features, log.purpose, _groups(log), log.known)
        first = np.searchsorted(log.decision, np.arange(len(log) + 1))
        for begin, end in zip(first[:-1], first[1:], strict=True):
            rows = slice(begin, end)
            values[rows] = self._scores(log.features[rows], x[rows], known[rows])
        return values

    def _known(self, log: RecommendationLog) -> Floats:
        table = np.array([self.contents.get(each, (0.0, 0.0)) for each in log.contents]).reshape(-1, 2)
        return np.asarray(table[log.content])

    def _inputs(self, features: Floats, purpose: Ints, group: Ints, known: Floats) -> Floats:
        return _scaled(inputs(features, purpose, group, known), self.mean, self.scale)

    def _rewards(self, x: Floats, features: Floats, known: Floats, trust: Floats) -> Floats:
        learned = x @ self.weights + known[:, 0]
        return np.asarray(self.level + self.slope * weighed(features) + trust * learned)

    def _scores(self, features: Floats, x: Floats, known: Floats) -> Floats:
        trust = _trust(features[:, _MET], np.zeros(len(features), dtype=np.int64), 1)
        worth = self._rewards(x, features, known, trust)
        fair = features[:, _P] >= THRESHOLDS.success_low
        values = self.unit * (worth + STRETCH * trust * np.where(fair, features[:, _DIFFICULTY], 0.0))
        reach = float(np.ptp(values)) * self.exploration
        if reach <= 0.0:
            return np.asarray(values)
        doubt = np.einsum("ni,ij,nj->n", x, self.doubt, x) + self.spread**2 / (CONTENT_PRIOR + known[:, 1])
        doubt = np.sqrt(np.maximum(doubt, 0.0))
        return np.asarray(values + reach * doubt / max(float(doubt.max()), 1e-12))

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        ids = list(self.contents)
        numbers = {
            "mean": self.mean, "scale": self.scale, "weights": self.weights, "doubt": self.doubt,
            "plain": np.array([self.level, self.slope, self.spread, self.unit, self.exploration]),
            "content": np.array([[each.int >> 64, each.int & (2**64 - 1)] for each in ids], np.uint64).reshape(-1, 2),
            "record": np.array([self.contents[each] for each in ids]).reshape(-1, 2),
        }  # fmt: skip
        write_artefact(folder, KIND, FORMAT, INPUTS, numbers={_NUMBERS: numbers}, facts={"version": self.version})

    @classmethod
    def load(cls, folder: Path) -> ContentRecommender:
        """Read a model that `save` has written.

        Raises:
            InvalidInputError: It is damaged, no such model, or made for other features.
        """
        artefact = Artefact(folder, KIND, FORMAT, INPUTS)
        found = artefact.numbers(_NUMBERS)
        try:
            level, slope, spread, unit, exploration = found["plain"].tolist()
            ids = [UUID(int=(int(high) << 64) + int(low)) for high, low in found["content"]]
            contents = {each: (float(u), float(n)) for each, (u, n) in zip(ids, found["record"], strict=True)}
            model = cls(
                str(artefact.facts["version"]), level, slope, found["mean"], found["scale"], found["weights"],
                found["doubt"], contents, spread, unit, exploration,
            )  # fmt: skip
        except (KeyError, ValueError) as error:
            raise InvalidInputError(_UNUSABLE) from error
        if not _sound(model):
            raise InvalidInputError(_UNUSABLE)
        return model


def _sound(model: ContentRecommender) -> bool:
    """Return whether its numbers are as many as they should be, and are numbers."""
    size = len(INPUTS)
    plain = (model.level, model.slope, model.spread, model.unit, model.exploration)
    return (
        model.mean.shape == model.scale.shape == model.weights.shape == (size,)
        and model.doubt.shape == (size, size)
        and all(np.isfinite(each).all() for each in (plain, model.mean, model.weights, model.doubt))
        and bool((model.scale > 0).all())
        and all(np.isfinite(each).all() for each in model.contents.values())
    )


def _scaled(raw: Floats, mean: Floats, scale: Floats) -> Floats:
    """Return inputs on one scale; what the store does not know counts as the mean, which says nothing."""
    known = np.isfinite(raw)
    known[:, : -len(TERMS)] = True
    return np.where(known, (raw - mean) / scale, 0.0)


def _scale(raw: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of each input, over the rows in which it is known."""
    known = np.isfinite(raw)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, raw, 0.0).sum(axis=0) / count
    width = np.sqrt(np.where(known, (raw - mean) ** 2, 0.0).sum(axis=0) / count)
    # What never changed says nothing, and must not count when it does for once.
    return mean, np.where(width < 1e-6, np.inf, width)


def _groups(log: RecommendationLog) -> Ints:
    """Return a number for each pair of a decision and a KC; shape (R,)."""
    return np.asarray(log.decision * (int(log.kc.max(initial=0)) + 1) + log.kc)


def _trust(met: Floats, decision: Ints, decisions: int) -> Floats:
    """Return how far what was learned goes for each candidate's student, 0 to 1; shape (R,)."""
    count = np.maximum(np.bincount(decision, minlength=decisions), 1)
    share = np.bincount(decision, met, minlength=decisions) / count
    return np.asarray(np.minimum(share / ENOUGH_MET, 1.0)[decision])


def fit(
    log: RecommendationLog,
    seed: int = 0,
    say: Callable[[str], None] = lambda line: None,
    *,
    version: str = "content-recommender@0",
) -> ContentRecommender:
    """Learn from logged decisions; the same decisions give the same model.

    Args:
        log: Decisions of the training students.
        seed: Not used: nothing is drawn by chance. It stands here because every kind of model is fitted alike.
        say: Takes a line of progress.
        version: Name and version that the model will carry.

    Raises:
        InvalidInputError: Too little was shown, or all of it had the same outcome.
    """
    del seed
    reward = rewards(log)
    rows = np.flatnonzero(log.shown & np.isfinite(reward) & np.isfinite(log.features).all(axis=1))
    if len(rows) < LEAST_SHOWN:
        raise InvalidInputError(
            f"There are {len(rows)} recommendations with an outcome. At least {LEAST_SHOWN} are needed."
        )
    say(f"{len(rows):,} recommendations with an outcome, of {len(log):,} decisions")
    y = reward[rows]
    if float(np.ptp(y)) == 0.0:
        raise InvalidInputError("All recommendations had the same outcome. Nothing can be learned from that.")
    chance = log.chance[rows]
    weight = np.where(np.isfinite(chance) & (chance > 0), np.minimum(1.0 / np.maximum(chance, 1e-9), CLIP), 1.0)
    weight = weight / weight.mean()
    rules = weighed(log.features)
    level, slope = _line(rules[rows], y, weight)
    raw = inputs(log.features, log.purpose, _groups(log), log.known)
    mean, scale = _scale(raw[rows])
    x = _scaled(raw, mean, scale)
    trust = _trust(log.features[:, _MET], log.decision, len(log))[rows]
    left = y - level - slope * rules[rows]
    ridge = BayesianRidge(fit_intercept=False)
    ridge.fit(x[rows] * trust[:, None], left, sample_weight=weight)
    left = left - trust * (x[rows] @ ridge.coef_)
    contents = _records(log, rows, left * weight, weight)
    spread = float(np.sqrt(1.0 / ridge.alpha_))
    model = ContentRecommender(
        version, level, slope, mean, scale, np.asarray(ridge.coef_), np.asarray(ridge.sigma_), contents, spread, 1.0
    )
    unit = _within(rules, log) / max(_within(model.expected(log), log), 1e-9)
    return ContentRecommender(
        version, level, slope, mean, scale, model.weights, model.doubt, contents, spread, float(unit)
    )


def _line(rules: Floats, reward: Floats, weight: Floats) -> tuple[float, float]:
    """Return level and slope of the reward over the rules' score; rules that are of no use keep a little weight."""
    centre = np.average(rules, weights=weight)
    width = np.average((rules - centre) ** 2, weights=weight)
    mean = np.average(reward, weights=weight)
    along = np.average((rules - centre) * (reward - mean), weights=weight)
    least = 0.05 * float(reward.std()) / max(float(np.sqrt(width)), 1e-6)
    slope = max(float(along / max(width, 1e-9)), least)
    return float(mean - slope * centre), slope


def _records(log: RecommendationLog, rows: Ints, left: Floats, weight: Floats) -> dict[UUID, tuple[float, float]]:
    """Return each content's own effect, shrunk by how little is known of it, and how many outcomes it has."""
    size = len(log.contents)
    count = np.bincount(log.content[rows], minlength=size).astype(np.float64)
    mass = np.bincount(log.content[rows], weight, minlength=size)
    effect = np.bincount(log.content[rows], left, minlength=size) / (mass + CONTENT_PRIOR)
    return {log.contents[n]: (float(effect[n]), float(count[n])) for n in np.flatnonzero(count)}


def _within(values: Floats, log: RecommendationLog) -> float:
    """Return the standard deviation of values within decisions."""
    count = np.maximum(np.bincount(log.decision, minlength=len(log)), 1)
    mean = np.bincount(log.decision, values, minlength=len(log)) / count
    return float(np.sqrt(np.mean((values - mean[log.decision]) ** 2)))
