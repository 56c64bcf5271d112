"""Texts as vectors: a basis learnt from the course's own words, or an OpenAI-compatible endpoint where one is set."""

from __future__ import annotations

import hashlib
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from learnapp.core.breaker import Breaker
from learnapp.core.errors import UnavailableError
from learnapp.knowledge.words import words
from learnapp.security.placeholders import Placeholders

DIMENSIONS = 128
FIT_ON = 20_000
"""Passages, drawn by a fixed seed, from which a basis is learnt; more change it little and cost minutes."""
MOST_WORDS = 40_000
_SEED = 20

Vectors = NDArray[np.float32]
Hide = Callable[[str], str]
"""Returns what of a text may leave the process."""


def nameless(text: str) -> str:
    """Return a text without what has the form of personal data: the least that is taken out of whatever leaves."""
    return Placeholders().take(text)


class Embedder(Protocol):
    """Whatever turns texts into vectors of one length."""

    @property
    def name(self) -> str:
        """Tells its vectors from those of every other embedder."""
        ...

    def embed(self, texts: Sequence[str], hide: Hide = nameless) -> Vectors:
        """Return (len(texts), d) vectors of length one, a text without a known word as zeros.

        `hide` leaves of each text what may go to a service outside.
        """
        ...

    def question(self, text: str, hide: Hide = nameless) -> Vectors:
        """Return the (d,) vector of a question that somebody waits for."""
        ...


@dataclass(frozen=True, slots=True)
class Basis:
    """TF-IDF and a truncated SVD (Deerwester et al. 1990), frozen: the same text always has the same vector.

    Attributes:
        vocabulary: Word to row.
        idf: (m,).
        components: (m, d).
    """

    vocabulary: Mapping[str, int]
    idf: Vectors
    components: Vectors

    @property
    def name(self) -> str:
        """A digest of all that makes a vector."""
        digest = hashlib.sha256(self.components.tobytes())
        digest.update("\n".join(self.vocabulary).encode())
        return f"lsa-{digest.hexdigest()[:16]}"

    def embed(self, texts: Sequence[str], hide: Hide = nameless) -> Vectors:  # noqa: ARG002 - nothing leaves
        """Return (len(texts), d) vectors of length one, a text without a known word as zeros."""
        return embed_words(self, [words(text) for text in texts])

    def question(self, text: str, hide: Hide = nameless) -> Vectors:  # noqa: ARG002 - nothing leaves
        """Return the (d,) vector of a question."""
        return np.asarray(self.embed([text])[0], np.float32)


def embed_words(basis: Basis, texts: Sequence[Sequence[str]]) -> Vectors:
    """Return the vectors of texts given as their words."""
    found = np.zeros((len(texts), basis.components.shape[1]), np.float32)
    for row, said in enumerate(texts):
        rows = [basis.vocabulary[word] for word in said if word in basis.vocabulary]
        if rows:
            numbers, times = np.unique(np.asarray(rows, np.int32), return_counts=True)
            weights = (1 + np.log(times)).astype(np.float32) * basis.idf[numbers]
            found[row] = weights @ basis.components[numbers]
    norms = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(np.divide(found, norms, out=found, where=norms > 0), np.float32)


def fit(texts: Sequence[Sequence[str]], dimensions: int = DIMENSIONS) -> Basis:
    """Learn a basis from the words of passages; the same passages give the same basis.

    Args:
        texts: Each the words of a passage; drawn from where there are more than `FIT_ON`.
        dimensions: At most so many; a small course has fewer.
    """
    # Imported on use: it takes longer than the rest, and only whoever builds an index needs it.
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from threadpoolctl import threadpool_limits

    if len(texts) > FIT_ON:
        drawn = np.random.default_rng(_SEED).choice(len(texts), FIT_ON, replace=False)
        texts = [texts[one] for one in sorted(drawn)]
    frequency = Counter(word for said in texts for word in set(said))
    most = sorted(frequency, key=lambda word: (-frequency[word], word))[:MOST_WORDS]
    vocabulary = {word: row for row, word in enumerate(most)}
    if not most:
        return Basis(vocabulary, np.zeros(0, np.float32), np.zeros((0, 1), np.float32))
    # The texts are words already, folded by whoever has read them.
    weighing = TfidfVectorizer(analyzer=iter, vocabulary=vocabulary, lowercase=False, sublinear_tf=True)
    matrix = weighing.fit_transform(texts).astype(np.float32)
    idf = weighing.idf_
    size = min(dimensions, len(texts) - 1, len(most) - 1)
    if size < 1:
        return Basis(vocabulary, idf.astype(np.float32), np.eye(len(most), dtype=np.float32))
    # Threads that wait for each other on a busy machine take twenty times as long as one.
    with threadpool_limits(limits=1):
        svd = TruncatedSVD(size, n_iter=3, random_state=_SEED).fit(matrix)
    # Directions weigh alike: the first ones tell courses apart, the later ones topics.
    scale = 1 / np.sqrt(np.maximum(svd.singular_values_, 1e-6))
    return Basis(
        vocabulary, idf.astype(np.float32), np.ascontiguousarray((svd.components_.T * scale).astype(np.float32))
    )


QUESTION_S = 3.0
"""Seconds that a question waits for the endpoint: the words alone find most of it."""
_KEPT = 2_000


class Endpoint:
    """An OpenAI-compatible embeddings endpoint, to which every text goes without what identifies people.

    Vectors of questions are remembered as long as the process lives. One that keeps failing is left alone for a while.

    Args:
        client: An `openai.OpenAI` with address and key.
        model: Name of the model there.
        batch: Texts per request.
        clock: Seconds that only grow.
    """

    def __init__(self, client: Any, model: str, batch: int = 128, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._model, self._batch = client, model, batch
        self._breaker = Breaker(clock)
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._one_at_a_time = Lock()

    @property
    def name(self) -> str:
        """The model's name, and a digest of where it is: a model of the same name elsewhere has other vectors."""
        where = hashlib.sha256(str(getattr(self._client, "base_url", "")).encode()).hexdigest()[:8]
        return f"endpoint-{self._model}@{where}"

    def question(self, text: str, hide: Hide = nameless) -> Vectors:
        """Return the (d,) vector of a question, from memory where it was asked before.

        Raises:
            UnavailableError: The endpoint does not answer in time, or is left alone after it has failed.
        """
        text = hide(text)
        with self._one_at_a_time:
            kept = self._kept.get(text)
            if kept is not None:
                self._kept.move_to_end(text)
                return kept
            if not self._breaker.ready():
                raise UnavailableError("The service for embeddings is away. The words alone are used now.")
        try:
            quick = self._client.with_options(timeout=QUESTION_S, max_retries=0)
            found = np.asarray(self._asked([text], quick)[0], np.float32)
        except UnavailableError:
            with self._one_at_a_time:
                self._breaker.bad()
            raise
        with self._one_at_a_time:
            self._breaker.good()
            if self._kept and len(next(iter(self._kept.values()))) != len(found):
                self._kept.clear()
            self._kept[text] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def embed(self, texts: Sequence[str], hide: Hide = nameless) -> Vectors:
        """Return (len(texts), d) vectors of length one, in requests of `batch` texts.

        Raises:
            UnavailableError: The endpoint does not answer, or with something else.
        """
        return self._asked([hide(one) for one in texts], self._client)

    def _asked(self, texts: Sequence[str], client: Any) -> Vectors:
        import openai

        rows: list[list[float]] = []
        try:
            for first in range(0, len(texts), self._batch):
                part = [text or " " for text in texts[first : first + self._batch]]
                got = client.embeddings.create(model=self._model, input=part, encoding_format="float")
                rows += [one.embedding for one in sorted(got.data, key=lambda one: one.index)]
            found = np.asarray(rows, np.float32).reshape(len(texts), -1)
        except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
            raise UnavailableError(
                "The service for embeddings does not answer. The words alone are used now."
            ) from error
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(np.divide(found, norms, out=np.zeros_like(found), where=norms > 0), np.float32)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()
