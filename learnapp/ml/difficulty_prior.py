"""How hard a question looks before anybody has answered it: ridge regression from its text and its build.

What is learnt is how estimated items differ from what their authors thought, from words (TF-IDF, reduced by a singular
value decomposition: Deerwester et al., 1990), topic and build. Whether that helps is checked on items that were held
out; what is left unexplained there is the standard error of a guess. Where it does not help there is no such prior.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold

from learnapp.ml.answers import Floats

LEAST_ITEMS = 40
"""Fewer estimated items than this teach nothing about others."""
_FACTORS = 24
_FOLDS = 5
_ALPHAS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
_LEAST_SD = 0.15
_BUILD = ("steps", "hints", "words", "digits", "largest", "template", "author_b", "author_log_a")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of an item without any answer.

    Attributes:
        kc: Its topic.
        difficulty, discrimination: The author's.
        text: Everything a student reads, without the key.
        kinds: How its steps are answered.
    """

    content_id: UUID
    version: int
    kc: str = ""
    difficulty: float = 0.0
    discrimination: float = 1.0
    text: str = ""
    kinds: tuple[str, ...] = ()
    hints: int = 0
    template: bool = False


@dataclass(frozen=True, slots=True)
class TextPrior:
    """A fitted guess.

    Attributes:
        words, weights: The vocabulary and its inverse document frequencies.
        axes: Shape (F, words).
        kcs, kinds: What has a column of its own.
        centre, scale: Of the columns.
        effect: Shape (columns, 2): on b and on log a, both less the author's.
        level: Shape (2,).
        sd: Shape (2,): standard error of a guess of b and of log a.
        gain: Share of the squared error of the author's b that is explained on items that were held out.
        items: How many it was learnt from.
    """

    words: tuple[str, ...]
    weights: Floats
    axes: Floats
    kcs: tuple[str, ...]
    kinds: tuple[str, ...]
    centre: Floats
    scale: Floats
    effect: Floats
    level: Floats
    sd: Floats
    gain: float
    items: int

    def guess(self, items: Sequence[ItemFacts]) -> tuple[Floats, Floats]:
        """Return (b, log a) of items that nobody needs to have answered; shape (n,) each."""
        made = self.level + (self._columns(items) - self.centre) / self.scale @ self.effect
        author = _author(items)
        return np.clip(author[:, 0] + made[:, 0], -4.0, 4.0), np.clip(author[:, 1] + made[:, 1], -1.5, 1.0)

    def _columns(self, items: Sequence[ItemFacts]) -> Floats:
        return _columns(items, _vectors(self.words, self.weights, self.axes, items), self.kcs, self.kinds)

    def arrays(self) -> dict[str, Any]:
        """Return everything that was fitted, to be stored."""
        return {
            "words": np.array(self.words, dtype=np.str_), "weights": self.weights, "axes": self.axes,
            "kcs": np.array(self.kcs, dtype=np.str_), "kinds": np.array(self.kinds, dtype=np.str_),
            "centre": self.centre, "scale": self.scale, "effect": self.effect, "level": self.level, "sd": self.sd,
            "facts": np.array([self.gain, float(self.items)]),
        }  # fmt: skip

    @classmethod
    def of_arrays(cls, arrays: dict[str, Any]) -> TextPrior:
        """Return a prior as it was stored by `arrays`.

        Raises:
            KeyError: Something is missing.
        """
        words, kcs, kinds = (tuple(str(each) for each in arrays[name]) for name in ("words", "kcs", "kinds"))
        weights, axes, centre, scale, effect, level, sd = (
            arrays[name].astype(np.float64) for name in ("weights", "axes", "centre", "scale", "effect", "level", "sd")
        )
        gain, items = arrays["facts"].tolist()
        return cls(words, weights, axes, kcs, kinds, centre, scale, effect, level, sd, float(gain), int(items))


def learn(
    items: Sequence[ItemFacts], b: Floats, log_a: Floats, se_b: Floats, se_log_a: Floats, seed: int
) -> tuple[TextPrior | None, Floats]:
    """Learn from items that were estimated.

    Args:
        items: n items.
        b: Shape (n,), estimated on the author's scale.
        log_a: Shape (n,).
        se_b: Shape (n,).
        se_log_a: Shape (n,).
        seed: Of the folds.

    Returns:
        The prior, None where guesses are no better than the author's own figure; and what each of these items was
        guessed from the others, shape (n, 2).
    """
    author = _author(items)
    held = author.copy()
    if len(items) < LEAST_ITEMS:
        return None, held
    wanted = np.stack([b, log_a], axis=1) - author
    trust = 1.0 / (np.stack([se_b, se_log_a], axis=1) ** 2 + np.maximum(wanted.var(axis=0), 0.01))
    for train, test in KFold(_FOLDS, shuffle=True, random_state=seed).split(np.arange(len(items))):
        made = _fitted([items[each] for each in train], wanted[train], trust[train], seed)
        held[test] = np.stack(made.guess([items[each] for each in test]), axis=1)
    missed = np.stack([b, log_a], axis=1) - held
    # Measured against the author's figure moved by what is common to all: only what tells items apart helps.
    plain = wanted - np.average(wanted, axis=0, weights=trust[:, 0])
    gain = 1.0 - float(np.average(missed[:, 0] ** 2, weights=trust[:, 0])) / max(
        float(np.average(plain[:, 0] ** 2, weights=trust[:, 0])), 1e-9
    )
    if gain <= 0.0:
        return None, author
    # What estimation itself misses is no error of the guess.
    noise = np.average(np.stack([se_b, se_log_a], axis=1) ** 2, axis=0, weights=trust[:, 0])
    left = np.average(missed**2, axis=0, weights=trust[:, 0]) - noise
    whole = _fitted(items, wanted, trust, seed)
    sd = np.sqrt(np.maximum(left, _LEAST_SD**2))
    made = TextPrior(
        whole.words, whole.weights, whole.axes, whole.kcs, whole.kinds, whole.centre, whole.scale, whole.effect,
        whole.level, sd, gain, len(items),
    )  # fmt: skip
    return made, held


def _fitted(items: Sequence[ItemFacts], wanted: Floats, trust: Floats, seed: int) -> TextPrior:
    texts = [one.text for one in items]
    words: tuple[str, ...] = ()
    weights, axes = np.empty(0), np.empty((0, 0))
    try:
        reader = TfidfVectorizer(min_df=2, max_features=2_000, sublinear_tf=True)
        seen = reader.fit_transform(texts)
        words, weights = tuple(str(each) for each in reader.get_feature_names_out()), reader.idf_
        size = min(_FACTORS, seen.shape[1] - 1, len(items) // 4)
        axes = TruncatedSVD(size, random_state=seed).fit(seen).components_ if size >= 1 else np.empty((0, len(words)))
    except ValueError:
        # No word stands in two texts: what is left is how they are built.
        words, weights, axes = (), np.empty(0), np.empty((0, 0))
    kcs, kinds = tuple(sorted({one.kc for one in items})), tuple(sorted({kind for one in items for kind in one.kinds}))
    columns = _columns(items, _vectors(words, weights, axes, items), kcs, kinds)
    centre = columns.mean(axis=0)
    scale = columns.std(axis=0)
    scale[scale < 1e-9] = 1.0
    # Factors and topics keep their own size, so that a rare one is shrunk more.
    scale[len(_BUILD) :] = 1.0
    table = (columns - centre) / scale
    effect, level = np.empty((table.shape[1], 2)), np.empty(2)
    for target in range(2):
        ridge = RidgeCV(alphas=_ALPHAS).fit(
            table, wanted[:, target], sample_weight=trust[:, target] / trust[:, target].mean()
        )
        effect[:, target], level[target] = ridge.coef_, ridge.intercept_
    return TextPrior(words, weights, axes, kcs, kinds, centre, scale, effect, level, np.ones(2), 0.0, len(items))


def _author(items: Sequence[ItemFacts]) -> Floats:
    found = [(one.difficulty, np.log(min(max(one.discrimination, 0.05), 4.0))) for one in items]
    return np.array(found, dtype=np.float64).reshape(len(items), 2)


def _vectors(words: Sequence[str], weights: Floats, axes: Floats, items: Sequence[ItemFacts]) -> Floats:
    if not words or not axes.size:
        return np.empty((len(items), 0))
    reader = TfidfVectorizer(vocabulary=list(words), sublinear_tf=True)
    reader.idf_ = weights
    return np.asarray(reader.transform([one.text for one in items]) @ axes.T)


def _columns(items: Sequence[ItemFacts], vectors: Floats, kcs: Sequence[str], kinds: Sequence[str]) -> Floats:
    """Return the table that the regression reads; shape (n, build + factors + topics + kinds)."""
    build = np.array([_build(one) for one in items], dtype=np.float64).reshape(len(items), len(_BUILD))
    topic = np.array([[float(one.kc == kc) for kc in kcs] for one in items]).reshape(len(items), len(kcs))
    kind = np.array([[float(name in one.kinds) for name in kinds] for one in items]).reshape(len(items), len(kinds))
    return np.hstack([build, vectors, topic, kind])


def _build(one: ItemFacts) -> tuple[float, ...]:
    numbers = [float(each.replace(",", ".")) for each in _NUMBER.findall(one.text)[:200]]
    return (
        float(np.log1p(len(one.kinds))),
        float(np.log1p(one.hints)),
        float(np.log1p(len(one.text.split()))),
        float(np.log1p(len(numbers))),
        float(np.log1p(min(max(numbers, default=0.0), 1e6))),
        float(one.template),
        one.difficulty,
        float(np.log(min(max(one.discrimination, 0.05), 4.0))),
    )
