"""A provider's items page by page, by REST or GraphQL; each page names the next, so that reading can go on later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpx2

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.content_providers.records import connection_in, items_in, nodes_of, value_at
from learnapp.integrations.content_providers.wire import Answer, ProviderFault, Wire
from learnapp.integrations.outbound import origin_of

SIZE = 100
QUERY = """query Items($first: Int!, $after: String, $updatedSince: String) {
  items(first: $first, after: $after, updatedSince: $updatedSince) {
    edges { node { id title kind body mediaUrl captionsUrl standard level license updatedAt withdrawn } }
    pageInfo { hasNextPage endCursor }
  }
}"""
"""What is asked by GraphQL when nobody has written another query."""
_NEXT = ("next_cursor", "nextCursor", "meta.next_cursor", "meta.nextCursor", "next", "paging.next", "cursor.next")
_MOST_CURSOR, _MOST_STATE = 2_000, 300


@dataclass(frozen=True, slots=True)
class Source:
    """A provider as it is spoken to.

    Attributes:
        kind: rest or graphql.
        paging: For rest: page, cursor or link (RFC 8288).
        query: For graphql; "" is `QUERY`.
        mapping: Field -> path of an item; `items` is the path of the list, `next` that of the next cursor.
    """

    kind: str
    address: str
    key: str
    paging: str
    query: str
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        following: Where to go on; "" at the end.
        unchanged: Nothing has changed since the etag.
    """

    nodes: list[Any]
    following: str
    etag: str = ""
    unchanged: bool = False


async def read_page(wire: Wire, source: Source, cursor: str, *, since: datetime | None = None, etag: str = "") -> Page:
    """Return one page of items.

    Args:
        wire: Asks the server.
        source: The provider.
        cursor: `Page.following` of the one before; "" for the first.
        since: Only what has changed from then on; the provider may give more.
        etag: Of a whole reading before; asked with the first page.

    Raises:
        ProviderFault: There is none, or not in a form that can be read (`form`).
    """
    if source.kind == "graphql":
        return await _by_query(wire, source, cursor, since)
    headers = _headers(source, source.address)
    if etag and not cursor and since is None:
        headers["If-None-Match"] = etag
    got = await wire.ask(_address(source, cursor, since), headers=headers)
    if got.unchanged:
        return Page([], "", etag, unchanged=True)
    document = got.json()
    nodes = items_in(document, source.mapping.get("items", ""))
    if nodes is None:
        raise ProviderFault("form")
    return Page(nodes, _following(source, got, document, nodes, cursor), str(got.headers.get("etag", ""))[:300])


async def read_item(wire: Wire, source: Source, item_id: str) -> Any | None:
    """Return one item as the provider describes it; None where it has it no more.

    By GraphQL there is no usual way to ask for one: the caller reads what has changed instead.

    Raises:
        ProviderFault: It does not answer.
    """
    parts = urlsplit(source.address)
    url = urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{quote(item_id, safe='')}", query=""))
    try:
        got = await wire.ask(url, headers=_headers(source, url))
    except ProviderFault as fault:
        if fault.why == "missing":
            return None
        raise
    document = got.json()
    inner = value_at(document, "data") if isinstance(document, Mapping) else None
    return inner if isinstance(inner, Mapping) else document


async def read_file(wire: Wire, source: Source, url: str, *, state: str = "", most: int, within: float) -> Answer:
    """Return a file that an item names. The key goes along to the provider's own server only.

    Args:
        wire: Asks.
        source: The provider.
        url: Of the file.
        state: Of our copy, as `state_of` has told; "" asks for the whole file.
        most: Bytes at most.
        within: Seconds for all tries.

    Raises:
        ProviderFault: It is not there, too large, or too slow.
    """
    headers = _headers(source, url)
    if state:
        headers["If-Modified-Since" if _is_date(state) else "If-None-Match"] = state
    return await wire.ask(url, headers=headers, most=most, within=within)


def state_of(answer: Answer) -> str:
    """Return what a server calls the state of a file: its ETag, or when it was modified; "" when it says neither.

    The mark is the stronger one (RFC 9110, 13.1.3).
    """
    modified = str(answer.headers.get("last-modified", ""))
    return (str(answer.headers.get("etag", "")) or (modified if _is_date(modified) else ""))[:_MOST_STATE]


def _is_date(state: str) -> bool:
    try:
        parsedate_to_datetime(state)
    except (TypeError, ValueError):
        return False
    return True


def absolute(source: Source, url: str) -> str:
    """Return the address of a file that an item names, which may be relative to the provider's."""
    return urljoin(source.address, url)


def _headers(source: Source, url: str) -> dict[str, str]:
    headers = {"Accept": "application/json, */*;q=0.5"}
    if source.key and origin_of(url) == origin_of(source.address):
        headers["Authorization"] = f"Bearer {source.key}"
    return headers


def _address(source: Source, cursor: str, since: datetime | None) -> str:
    if source.paging == "link" and cursor:
        # The key must not be sent to whomever an answer names.
        if origin_of(cursor) != origin_of(source.address):
            raise ProviderFault("form")
        return cursor
    try:
        url = httpx2.URL(source.address)
        more: dict[str, str] = {"per_page" if source.paging == "page" else "limit": str(SIZE)}
        if source.paging == "page":
            more["page"] = cursor or "1"
        elif source.paging == "cursor" and cursor:
            more["cursor"] = cursor
        if since is not None:
            more["updated_since"] = since.isoformat()
        return str(url.copy_merge_params(more))
    except (httpx2.InvalidURL, InvalidInputError, ValueError) as error:
        raise ProviderFault("address") from error


def _following(source: Source, got: Answer, document: Any, nodes: list[Any], cursor: str) -> str:
    if source.paging == "link":
        return urljoin(source.address, got.links["next"]) if got.links.get("next") else ""
    if source.paging == "page":
        # How many a page has is the server's to say, and it may change its mind: the end is an empty page.
        return str(int(cursor or "1") + 1) if nodes else ""
    named = source.mapping.get("next", "")
    paths = (named,) if named else _NEXT
    found = next((value for path in paths if (value := value_at(document, path)) not in (None, "", False)), "")
    return _short(found)


def _short(found: Any) -> str:
    text = str(found) if isinstance(found, str | int) else ""
    if len(text) > _MOST_CURSOR:
        raise ProviderFault("form")
    return text


async def _by_query(wire: Wire, source: Source, cursor: str, since: datetime | None) -> Page:
    variables = {"first": SIZE, "after": cursor or None, "updatedSince": since.isoformat() if since else None}
    asked = {"query": source.query or QUERY, "variables": variables}
    got = (await wire.ask(source.address, headers=_headers(source, source.address), document=asked)).json()
    if not isinstance(got, Mapping):
        raise ProviderFault("form")
    if got.get("errors"):
        # The specification answers 200 to a query that it refuses (GraphQL over HTTP, 6.4).
        raise ProviderFault("refused")
    connection = connection_in(got.get("data"))
    nodes = nodes_of(connection) if connection is not None else None
    if connection is None or nodes is None:
        raise ProviderFault("form")
    info = connection["pageInfo"]
    return Page(nodes, _short(info.get("endCursor") or "") if info.get("hasNextPage") else "")
