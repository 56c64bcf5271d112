"""Which files among the media something refers to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Every version of every content, what authors write, and what a provider has sent. A name is the digest of what a file
# holds, so wherever it stands the file is meant.
_REFERRED = text(r"""
SELECT DISTINCT (regexp_matches(words, '([0-9a-f]{64}\.(mp4|webm|jpg|png|vtt|zip))', 'g'))[1] FROM (
  SELECT concat_ws(' ', body, body_public::text, answer_key::text) FROM content WHERE tenant_id = :tenant
  UNION ALL SELECT document::text FROM content_draft WHERE tenant_id = :tenant
  UNION ALL SELECT waiting::text FROM provider_item WHERE tenant_id = :tenant AND waiting IS NOT NULL
  UNION ALL SELECT name FROM provider_media WHERE tenant_id = :tenant AND name <> '') every (words)
""")


async def referred(session: AsyncSession, tenant: UUID) -> set[str]:
    """Return the names of all files that something of an institution refers to: it reads all of its content."""
    return {str(row[0]) for row in await session.execute(_REFERRED, {"tenant": tenant})}
