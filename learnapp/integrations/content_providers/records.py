"""Where the fields of an item stand in what a provider answers, and the item as everything after this reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

FIELDS = (
    "id", "title", "kind", "body", "media", "captions", "poster", "code", "level", "licence", "updated", "withdrawn",
)  # fmt: skip
USUAL: dict[str, tuple[str, ...]] = {
    "id": ("id", "uuid", "identifier", "externalId"),
    "title": ("title", "name", "attributes.title"),
    "kind": ("kind", "type", "contentType", "attributes.kind"),
    "body": ("body", "html", "content", "text", "attributes.body"),
    "media": ("mediaUrl", "media_url", "media.url", "videoUrl", "video_url", "url"),
    "captions": ("captionsUrl", "captions_url", "captions.url", "media.captions"),
    "poster": ("posterUrl", "poster_url", "media.poster", "thumbnail"),
    "code": ("standard", "standardCode", "standard_code", "code", "kc", "topic"),
    "level": ("level", "gradeBand", "grade_band", "grades", "grade"),
    "licence": ("license", "licence", "licenseCode", "license.code"),
    "updated": ("updatedAt", "updated_at", "modified", "updated", "attributes.updated"),
    "withdrawn": ("withdrawn", "deleted", "archived"),
}
"""Where each field is looked for when nobody has said where it stands, the first that is there."""
_KINDS = {
    **dict.fromkeys(("reading", "article", "text", "page", "html", "lesson", "document", "markdown"), "reading"),
    **dict.fromkeys(("video", "film", "movie", "clip"), "video"),
}
_LISTS = ("items", "data", "results", "content", "records", "entries", "nodes")


@dataclass(frozen=True, slots=True)
class Record:
    """An item as a provider describes it.

    Attributes:
        kind: reading, video, or the provider's own word for anything else.
        code: Of a standard or topic.
        updated: None where it does not say.
    """

    item_id: str
    title: str
    kind: str
    body: str
    media: str
    captions: str
    poster: str
    code: str
    level: str
    licence: str
    updated: datetime | None
    withdrawn: bool

    @property
    def mark(self) -> str:
        """Digest of all that is said, but for the time at which it changed."""
        facts = {name: value for name, value in asdict(self).items() if name != "updated"}
        return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def value_at(node: Any, path: str) -> Any:
    """Return what stands at a path of names and places (`attributes.title`, `tags.0`), None where nothing does."""
    for part in path.split("."):
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, list) and part.isdecimal() and int(part) < len(node):
            node = node[int(part)]
        else:
            return None
    return node


def record_of(node: Any, mapping: Mapping[str, str]) -> Record | None:
    """Return an item; None where it has no id, so that nothing can be said of it.

    Args:
        node: What the provider answered for it.
        mapping: Field -> path; a field that is not named is looked for where it usually stands.
    """

    def said(name: str) -> str:
        found = _field(node, mapping, name)
        return " ".join(str(found).split()) if isinstance(found, str | int | float) else ""

    body = _field(node, mapping, "body")
    item_id = said("id")
    if not item_id or len(item_id) > 200 or not item_id.isprintable():
        return None
    media = said("media")
    kind = _KINDS.get(said("kind").casefold(), said("kind").casefold()[:40])
    kind = kind or ("reading" if isinstance(body, str) and body.strip() else "video" if media else "")
    return Record(
        item_id, said("title")[:300], kind, body if isinstance(body, str) else "", media[:1000],
        said("captions")[:1000], said("poster")[:1000], said("code")[:80], said("level")[:20], said("licence")[:120],
        _moment(_field(node, mapping, "updated")), _field(node, mapping, "withdrawn") in (True, "true", "yes", 1),
    )  # fmt: skip


def _field(node: Any, mapping: Mapping[str, str], name: str) -> Any:
    if mapping.get(name):
        return value_at(node, mapping[name])
    return next((found for path in USUAL[name] if (found := value_at(node, path)) is not None), None)


def _moment(found: Any) -> datetime | None:
    try:
        if isinstance(found, int | float) and not isinstance(found, bool):
            return datetime.fromtimestamp(found / 1000 if found > 1e11 else found, UTC)
        when = datetime.fromisoformat(found) if isinstance(found, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    if when is None:
        return None
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def items_in(document: Any, path: str = "") -> list[Any] | None:
    """Return the list of items in an answer; None where there is none.

    Args:
        document: The answer.
        path: Where it stands; "" looks at the answer itself and where lists usually stand.
    """
    if path:
        found = value_at(document, path)
        return found if isinstance(found, list) else None
    if isinstance(document, list):
        return document
    if not isinstance(document, Mapping):
        return None
    return next((document[name] for name in _LISTS if isinstance(document.get(name), list)), None)


def connection_in(document: Any, depth: int = 4) -> Mapping[str, Any] | None:
    """Return the first connection of the Relay specification in an answer: what has `pageInfo` and edges or nodes."""
    if not isinstance(document, Mapping):
        return None
    if isinstance(document.get("pageInfo"), Mapping) and ("edges" in document or "nodes" in document):
        return document
    if depth:
        for one in document.values():
            found = connection_in(one, depth - 1)
            if found is not None:
                return found
    return None


def nodes_of(connection: Mapping[str, Any]) -> list[Any] | None:
    """Return the nodes of a connection; None where it has none."""
    if isinstance(connection.get("nodes"), list):
        return list(connection["nodes"])
    edges = connection.get("edges")
    if not isinstance(edges, list):
        return None
    return [one.get("node") for one in edges if isinstance(one, Mapping)]
