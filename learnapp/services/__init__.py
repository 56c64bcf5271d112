"""Use cases: one per function. What they need comes from the one container that bootstrap builds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from learnapp.core.errors import UnavailableError

if TYPE_CHECKING:
    from learnapp.core.clock import Clock
    from learnapp.core.config import Settings
    from learnapp.storage.cache import Cache
    from learnapp.storage.db import Database


@dataclass(slots=True)
class Services:
    """Everything a use case may need, built once by bootstrap.

    Attributes:
        keyring: security.crypto.Keyring over the master key.
        courses: services.content.CourseStore, immutable snapshots by course version (LRU).
        loop: agents.loop.LearningLoop, the four agents wired together.
        live: services.live.LiveHub, pushes to open instructor boards.
        limiter: rate limits by URL.
        media: storage.media.MediaStore, the files of films.
        features: ml.feature_store.FeatureStore, features at serving.
        models: ml.serving.ModelServing, the trained models of this process.
        embedder: knowledge.embeddings.Endpoint, the service for embeddings; None: each index brings its own basis.
        vectors: storage.vectors.VectorStore, the vectors of large courses.
        indexes: services.retrieval.Indexes, the indexes of courses that are open.
        gateway: knowledge.llm.gateway.Gateway, the way to language models.
        origins: integrations.content_providers.wire.Wire, asks servers of content providers.
        verifier: knowledge.verification.check.Verification, checks what a language model wrote.
        facts: knowledge.outside_facts.OutsideFacts, services outside that know facts.
    """

    settings: Settings
    clock: Clock
    db: Database
    cache: Cache
    keyring: Any = None
    courses: Any = None
    loop: Any = None
    live: Any = None
    limiter: Any = None
    media: Any = None
    features: Any = None
    models: Any = None
    embedder: Any = None
    vectors: Any = None
    indexes: Any = None
    gateway: Any = None
    origins: Any = None
    verifier: Any = None
    facts: Any = None
    extras: dict[str, Any] = field(default_factory=dict)


_current: Services | None = None


def current() -> Services:
    """Return the services of this process.

    Raises:
        UnavailableError: The process has not finished starting.
    """
    if _current is None:
        raise UnavailableError("The server is still starting. Try again in a few seconds.")
    return _current


def set_current(services: Services | None) -> None:
    """Bind the services of this process; bootstrap and tests call it."""
    global _current
    _current = services
