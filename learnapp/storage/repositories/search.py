"""Finding words: in what the database keeps of courses, and in texts that are handed over opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.storage.batch import Batch, Statement

Conn = AsyncConnection[TupleRow]

ON, OFF = "\ue000", "\ue001"
"""Where a hit begins and ends in a marked text; `search_fold` takes both out of every text."""
_TITLE = 8
_MOST_MARKED = 6000

_LEXEMES = """
SELECT word, ts_lexize('english_stem', word), ts_lexize('spanish_stem', word)
  FROM unnest(%(words)s::text[]) WITH ORDINALITY AS w(word, place) ORDER BY place
"""
_HEADLINE = f"""
ts_headline('english', search_fold(left({{text}}, {_MOST_MARKED})), cast(%(marks)s AS tsquery),
            'HighlightAll=true, StartSel={ON}, StopSel={OFF}')
"""
_TERM = """
SELECT tenant_id, entry_id, max(weight) AS score FROM (
  SELECT tenant_id, entry_id, weight * 2 AS weight FROM search_word
   WHERE tenant_id = ANY(%(tenants)s) AND word = ANY(%({name}_exact)s)
  UNION ALL
  SELECT tenant_id, entry_id, weight FROM search_word
   WHERE tenant_id = ANY(%(tenants)s) AND word >= %({name}_low)s AND word < %({name}_high)s) AS {name}
 GROUP BY tenant_id, entry_id
"""
# A title that has all the words comes before every other; then what has them oftener in its title.
_FIND = """
WITH hit AS (
  SELECT tenant_id, entry_id, sum(score) + CASE WHEN min(score) >= {title} THEN 1000 ELSE 0 END AS score
    FROM ({terms}) AS term {allowed} GROUP BY tenant_id, entry_id HAVING count(*) >= %(least)s),
found AS (
  SELECT h.tenant_id, h.entry_id, h.score, e.kind, e.title, e.course_id, e.lesson_id
    FROM hit h JOIN search_entry e ON e.tenant_id = h.tenant_id AND e.entry_id = h.entry_id
   WHERE e.tenant_id = ANY(%(tenants)s) {checked}),
ranked AS (
  SELECT *, count(*) OVER (PARTITION BY kind) AS total,
         row_number() OVER (PARTITION BY kind ORDER BY score DESC, title, entry_id) AS place FROM found),
shown AS (
  SELECT * FROM ranked WHERE place = 1 OR (%(kind)s = '' AND place <= %(few)s)
      OR (kind = %(kind)s AND place > %(offset)s AND place <= %(offset)s + %(few)s))
SELECT s.tenant_id, s.entry_id, s.kind, s.title, s.course_id, s.lesson_id, coalesce(c.title, ''),
       coalesce(l.title, ''), e.body, s.total, s.place,
       CASE WHEN {on_page} THEN {marked_title} END, CASE WHEN {on_page} THEN {marked_body} END
  FROM shown s JOIN search_entry e ON e.tenant_id = s.tenant_id AND e.entry_id = s.entry_id
  LEFT JOIN course c ON c.tenant_id = s.tenant_id AND c.course_id = s.course_id AND s.kind <> 'course'
  LEFT JOIN lesson l ON l.tenant_id = s.tenant_id AND l.lesson_id = s.lesson_id
 ORDER BY s.kind, s.place
"""
_ALLOWED = """
WHERE (tenant_id = %(tenant)s AND entry_id = ANY(%(own)s)) OR (tenant_id <> %(tenant)s AND entry_id = ANY(%(shared)s))
"""
_CHECKED = """
AND (e.vector @@ websearch_to_tsquery('english', %(said)s) OR e.vector @@ websearch_to_tsquery('spanish', %(said)s))
"""
_MATCHING = """
SELECT place - 1 FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t(said, place)
 WHERE (search_vector('en', '', said) @@ cast(%(wanted)s AS tsquery) {checked}) ORDER BY place
"""
_MATCHING_CHECKED = "AND search_vector('en', '', said) @@ websearch_to_tsquery('english', %(said)s)"
_ON_PAGE = "(%(kind)s = '' OR s.kind = %(kind)s) AND s.place > %(offset)s"
_MARK = f"""
SELECT {_HEADLINE.format(text="said")} FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t(said, place) ORDER BY place
"""  # noqa: S608 - constants
_THERE = Statement("""
SELECT EXISTS (SELECT 1 FROM student_note n WHERE n.tenant_id = {tenant:uuid} AND n.student_id = {reader:uuid}),
       EXISTS (SELECT 1 FROM announcement a WHERE a.tenant_id = {tenant:uuid}),
       ARRAY(SELECT c FROM unnest({sections:uuids}) c WHERE EXISTS (
         SELECT 1 FROM discussion_post p
          WHERE p.tenant_id = {tenant:uuid} AND p.section_id = c AND p.status = 'visible')),
       ARRAY(SELECT c FROM unnest({sections:uuids}) c WHERE EXISTS (
         SELECT 1 FROM assessment s WHERE s.tenant_id = {tenant:uuid} AND s.section_id = c
            AND s.given_at IS NOT NULL AND s.withdrawn_at IS NULL)),
       ARRAY(SELECT c FROM unnest({sections:uuids}) c WHERE EXISTS (
         SELECT 1 FROM assignment g
          WHERE g.tenant_id = {tenant:uuid} AND g.section_id = c AND g.withdrawn_at IS NULL))
""")
_POSTS = """
SELECT p.post_id, p.section_id, p.content_id, p.author_id, p.text_enc, p.created_at
  FROM discussion_post p
  LEFT JOIN discussion_post q ON q.tenant_id = p.tenant_id AND q.post_id = p.parent_id
 WHERE p.tenant_id = %(tenant)s AND p.section_id = ANY(%(sections)s) AND p.status = 'visible'
   AND (p.parent_id IS NULL OR q.status IN ('visible', 'removed'))
 ORDER BY p.created_at DESC, p.post_id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Term:
    """One word that is looked for.

    Attributes:
        exact: Its stems, and the word itself.
        prefix: What a longer word may begin with; "" when the word is too short for that.
    """

    exact: tuple[str, ...]
    prefix: str

    def wanted(self) -> str:
        """Return it as a part of a tsquery; words are letters and digits, so nothing in it has a meaning there."""
        parts = [f"'{word}'" for word in self.exact]
        return "(" + " | ".join([*parts, *([f"'{self.prefix}':*"] if self.prefix else [])]) + ")"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Attributes:
        terms: At least one word.
        every: All words must be there, otherwise any of them.
        said: The search as written, where quotes, `or` or `-` in it must hold; otherwise "".
    """

    terms: tuple[Term, ...]
    every: bool = True
    said: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The only entries that may be found, of the own institution and of the library."""

    own: list[UUID] = field(default_factory=list)
    shared: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry that was found.

    Attributes:
        total: How many of its kind were found.
        place: Its own place among them, from 1.
        marked_title, marked_body: As from `marked`; None where it only stands for its kind and is not on the page.
    """

    tenant_id: UUID
    entry_id: UUID
    kind: str
    title: str
    course_id: UUID | None
    lesson_id: UUID | None
    course: str
    lesson: str
    body: str
    total: int
    place: int
    marked_title: str | None = None
    marked_body: str | None = None


@dataclass(frozen=True, slots=True)
class There:
    """What there is beside courses, so that nothing is looked through that is not there.

    Attributes:
        notes: Whether the reader has any.
        announcements: Whether the institution has any.
        posts, tests, assignments: The classes that have visible, given or standing ones.
    """

    notes: bool
    announcements: bool
    posts: frozenset[UUID]
    tests: frozenset[UUID]
    assignments: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class SealedPost:
    """A visible post; its text is ciphertext under the author's key."""

    post_id: UUID
    section_id: UUID
    content_id: UUID | None
    author_id: UUID
    text_enc: bytes
    created_at: datetime


async def lexemes(conn: Conn, words: Sequence[str]) -> list[tuple[str, list[str], list[str]]]:
    """Return each word with its English and Spanish stems; none where it is a word that carries no meaning there."""
    cursor = await conn.execute(_LEXEMES, {"words": list(words)})
    return [(row[0], list(row[1] or ()), list(row[2] or ())) for row in await cursor.fetchall()]


async def entries(
    conn: Conn,
    tenant: UUID,
    tenants: Sequence[UUID],
    wanted: Wanted,
    *,
    allowed: Allowed | None = None,
    kind: str = "",
    offset: int = 0,
    size: int = 20,
) -> list[EntryRow]:
    """Return the best entries of every kind, or a page of one kind, with the first entry of each other kind.

    Args:
        conn: Connection with the tenant set.
        tenant: The institution.
        tenants: The institutions whose entries are looked at: its own and the library.
        wanted: What is looked for.
        allowed: The only ones that may be found; None: all.
        kind: The kind of which a page is wanted; "" for the best of every kind.
        offset: Entries of that kind before the page.
        size: At most so many of a kind.
    """
    if not wanted.terms:
        return []
    values: dict[str, object] = {
        "tenant": tenant, "tenants": list(tenants), "kind": kind, "offset": offset, "few": size,
        "least": len(wanted.terms) if wanted.every else 1, "said": wanted.said, "marks": _marks(wanted),
    }  # fmt: skip
    parts = []
    for number, term in enumerate(wanted.terms):
        name = f"t{number}"
        # Without a prefix the range is empty.
        values |= {f"{name}_exact": list(term.exact), f"{name}_low": term.prefix}
        values[f"{name}_high"] = f"{term.prefix}\U0010ffff" if term.prefix else ""
        parts.append(_TERM.format(name=name))
    if allowed is not None:
        values |= {"own": allowed.own, "shared": allowed.shared}
    statement = _FIND.format(
        terms=" UNION ALL ".join(parts),
        title=_TITLE,
        allowed=_ALLOWED if allowed is not None else "",
        checked=_CHECKED if wanted.said else "",
        on_page=_ON_PAGE,
        marked_title=_HEADLINE.format(text="s.title"),
        marked_body=_HEADLINE.format(text="e.body"),
    )
    cursor = await conn.execute(statement, values)
    return [EntryRow(*row) for row in await cursor.fetchall()]


async def matching(conn: Conn, texts: Sequence[str], wanted: Wanted) -> list[int]:
    """Return the places of the texts in which the words are; nothing of them is kept."""
    if not texts or not wanted.terms:
        return []
    query = (" & " if wanted.every else " | ").join(term.wanted() for term in wanted.terms)
    statement = _MATCHING.format(checked=_MATCHING_CHECKED if wanted.said else "")
    cursor = await conn.execute(statement, {"texts": list(texts), "wanted": query, "said": wanted.said})
    return [int(row[0]) for row in await cursor.fetchall()]


async def marked(conn: Conn, texts: Sequence[str], wanted: Wanted) -> list[str]:
    """Return the beginnings of texts without accents and marks, their hits between `ON` and `OFF`.

    Without these two characters each is as long as the text it was made of, character by character.
    """
    if not texts or not wanted.terms:
        return ["" for _ in texts]
    cursor = await conn.execute(_MARK, {"texts": list(texts), "marks": _marks(wanted)})
    return [str(row[0]) for row in await cursor.fetchall()]


def _marks(wanted: Wanted) -> str:
    """Return the tsquery of what is a hit in a text: any of the words."""
    return " | ".join(term.wanted() for term in wanted.terms)


async def there(batch: Batch, tenant: UUID, reader: UUID, sections: Sequence[UUID]) -> There:
    """Return what a reader and these classes have at all, in one exchange."""
    batch.add(_THERE, tenant=tenant, reader=reader, sections=sections)
    *_, rows = await batch.exchange()
    notes, announcements, *of_classes = rows[0]
    return There(notes, announcements, *(frozenset(each) for each in of_classes))


async def posts(conn: Conn, tenant: UUID, sections: Sequence[UUID], most: int) -> list[SealedPost]:
    """Return the newest posts and replies that these classes can see."""
    if not sections:
        return []
    cursor = await conn.execute(_POSTS, {"tenant": tenant, "sections": list(sections), "most": most})
    return [SealedPost(row[0], row[1], row[2], row[3], bytes(row[4]), row[5]) for row in await cursor.fetchall()]
