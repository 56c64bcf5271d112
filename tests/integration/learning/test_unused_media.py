"""Pictures and films that were sent and never used go after a week; what anything refers to stays."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from uuid import UUID

import pytest

from learnapp.core.errors import NotFoundError
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import author_begin, author_items, author_pictures, drafts, publishing, unused_media
from tests.factories import School
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_author_pictures import png

AGED = unused_media.KEPT + timedelta(hours=1)


def file_of(classroom: Classroom, tenant: UUID, data: bytes, ending: str) -> str:
    """Keep a file among the media of an institution."""
    name = f"{hashlib.sha256(data).hexdigest()}.{ending}"
    classroom.services.media.keep(tenant, name, data)
    return name


def age(classroom: Classroom, tenant: UUID, *names: str) -> None:
    """Let files have been kept longer ago than they may stay unused."""
    at = (classroom.clock.now() - AGED).timestamp()
    for name in names:
        os.utime(classroom.services.media.find(tenant, name), (at, at))


def there(classroom: Classroom, tenant: UUID, name: str) -> bool:
    try:
        return bool(classroom.services.media.find(tenant, name).is_file())
    except NotFoundError:
        return False


async def test_what_nothing_refers_to_goes_after_a_week_and_everything_else_stays(
    classroom: Classroom, hillview: School
) -> None:
    adam, course, tenant = classroom.actor("adam"), classroom.course.course_id, classroom.school.tenant_id
    await unused_media.sweep(tenant)
    lines = [await author_pictures.keep(adam, course, png(size), "A square") for size in (20, 21, 22, 23)]
    drafted, published, replaced, unused = (line.rpartition("media:")[2][:-1] for line in lines)
    # One stands in a draft; another one in a version of before, which answers are shown with.
    written = await author_begin.begin(adam, course, "reading", "Squares", classroom.course.kcs[0])
    seen = (await author_items.item(adam, course, written)).seen
    await drafts.save(adam, course, written, {"body": f"Look: {lines[0]}"}, seen=seen)
    item = classroom.course.practice[0][0]
    for hint in (lines[2], lines[1]):
        form = await author_items.item(adam, course, item)
        draft = await drafts.save(adam, course, item, {"step-1-hint-0": f"Look: {hint}"}, seen=form.seen)
        await drafts.submit(adam, course, [draft])
        await drafts.decide(adam, course, draft, approve=True)
        await publishing.publish(adam, course)
    video, captions = file_of(classroom, tenant, b"film", "mp4"), file_of(classroom, tenant, b"captions", "vtt")
    film = {"video": video, "poster": "", "seconds": 4.0, "captions": {"en": captions}, "transcript": {}}
    await classroom.rows(
        "UPDATE content_draft SET document = jsonb_set(document, '{public,film}', %s::text::jsonb)"
        " WHERE content_id = %s RETURNING 1", json.dumps(film), written,
    )  # fmt: skip
    kept = [drafted, published, replaced, video, captions]
    program, lost = file_of(classroom, tenant, b"program", "zip"), file_of(classroom, tenant, b"lost", "vtt")
    theirs, shared = (file_of(classroom, one, b"theirs", "webm") for one in (hillview.tenant_id, LIBRARY_TENANT))
    fresh = file_of(classroom, tenant, b"typed and not saved yet", "png")
    age(classroom, tenant, *kept, unused, program, lost)
    age(classroom, hillview.tenant_id, theirs)
    age(classroom, LIBRARY_TENANT, shared)
    assert await unused_media.sweep(tenant) == 2
    assert not there(classroom, tenant, unused) and not there(classroom, tenant, lost)
    assert all(there(classroom, tenant, one) for one in (*kept, program, fresh))
    assert there(classroom, hillview.tenant_id, theirs), "each institution has its own turn"
    entries = await classroom.rows(
        "SELECT actor_kind, detail ->> 'files' FROM audit_entry WHERE action = 'media.remove' AND tenant_id = %s",
        tenant,
    )
    assert entries == [("system", "2")]
    assert await unused_media.work() >= 1 and there(classroom, LIBRARY_TENANT, shared)
    assert not there(classroom, hillview.tenant_id, theirs)
    # Once its draft is thrown away, nothing refers to it.
    await drafts.discard(adam, course, written)
    assert await unused_media.sweep(tenant) == 3 and not there(classroom, tenant, drafted)


async def test_a_file_that_is_sent_again_is_a_new_one(classroom: Classroom) -> None:
    tenant = classroom.school.tenant_id
    name = file_of(classroom, tenant, b"sent twice", "png")
    age(classroom, tenant, name)
    assert classroom.services.media.old(tenant, classroom.clock.now() - unused_media.KEPT) == [name]
    file_of(classroom, tenant, b"sent twice", "png")
    assert await unused_media.sweep(tenant) == 0 and there(classroom, tenant, name)
    # So is one that is sent while the others are being removed.
    assert not classroom.services.media.remove(tenant, name, classroom.clock.now() - unused_media.KEPT)
    with pytest.raises(NotFoundError):
        classroom.services.media.remove(tenant, "../secret.png", classroom.clock.now())
