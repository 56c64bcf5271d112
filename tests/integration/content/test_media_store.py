"""Films and pictures in a bucket that speaks as S3 does: kept there, signed by it, and never given away without."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from learnapp.api.app import build_api
from learnapp.api.headers import Protected
from learnapp.bootstrap import bucket
from learnapp.core.config import Settings
from learnapp.core.errors import InvalidInputError, NotFoundError, UnavailableError
from learnapp.security.access import Actor
from learnapp.services import Services, content_jobs, media, oneroster, oneroster_work
from learnapp.storage.media import Bucket, MediaStore
from tests.conftest import free_port
from tests.rosters import package, small

DATA = b"\x89PNG not really" * 99
NAME = f"{hashlib.sha256(DATA).hexdigest()}.png"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A server that speaks as S3 does, with a bucket."""
    port = free_port()
    run = "import sys; from moto.server import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", run, "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url, until = f"http://127.0.0.1:{port}", time.monotonic() + 60
    try:
        while True:
            try:
                assert httpx.put(f"{url}/films", timeout=5).status_code == 200
                break
            except httpx.HTTPError:
                assert time.monotonic() < until and process.poll() is None, "the S3 server did not start"
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()


def place(endpoint: str) -> Bucket | None:
    """Return the bucket as the settings name it."""
    return bucket(
        Settings(
            _env_file=None, environment="test", media_store="s3://films/school", media_store_endpoint=endpoint,
            media_store_key="key", media_store_secret="secret",
        )
    )  # fmt: skip


async def test_a_bucket_keeps_files_and_signs_their_addresses(s3: str, services: Services, tmp_path: Path) -> None:
    tenant = uuid4()
    services.media = MediaStore(tmp_path / "one", place(s3))
    services.media.keep(tenant, NAME, DATA)
    services.media.keep(tenant, NAME, b"another content never takes its place")
    listed = httpx.get(f"{s3}/films?list-type=2").text
    assert f"school/media/{tenant}/{NAME}" in listed and not (tmp_path / "one" / str(tenant)).exists()
    transport = httpx.ASGITransport(Protected(build_api()), client=("203.0.113.9", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as http:
        answer = await http.get(media.address(tenant, NAME))
        assert answer.status_code == 307
        there = answer.headers["location"]
        assert there.startswith(f"{s3}/films/school/media/{tenant}/") and "X-Amz-Signature=" in there
        assert s3 in answer.headers["content-security-policy"].split("media-src")[1]
        changed = media.address(tenant, NAME).replace("mark=", "mark=0")
        assert (await http.get(changed)).status_code == 403
    assert httpx.get(there).content == DATA
    # Another machine has nothing in its folder, and reads through it.
    other = MediaStore(tmp_path / "two", place(s3))
    assert other.find(tenant, NAME).read_bytes() == DATA
    assert other.find(tenant, NAME).parent == tmp_path / "two" / str(tenant)
    with pytest.raises(NotFoundError):
        other.find(uuid4(), NAME)
    with pytest.raises(NotFoundError):
        other.direct(tenant, "../secret.png", 60)


def test_a_bucket_gives_up_what_is_old_and_not_what_is_new(s3: str, tmp_path: Path) -> None:
    tenant, other, now = uuid4(), uuid4(), datetime.now(UTC)
    store = MediaStore(tmp_path, place(s3))
    store.keep(tenant, NAME, DATA)
    store.keep(other, NAME, DATA)
    copy = store.find(tenant, NAME)
    assert store.old(tenant, now - timedelta(days=7)) == []
    assert not store.remove(tenant, NAME, now - timedelta(days=7)) and copy.is_file()
    later = now + timedelta(days=1)
    assert store.old(tenant, later) == [NAME]
    assert store.remove(tenant, NAME, later) and not copy.exists()
    assert not store.remove(tenant, NAME, later) and store.old(tenant, later) == []
    with pytest.raises(NotFoundError):
        store.find(tenant, NAME)
    assert store.find(other, NAME).read_bytes() == DATA


async def test_captions_come_from_here_and_without_a_bucket_everything_does(
    s3: str, services: Services, tmp_path: Path
) -> None:
    tenant, captions = uuid4(), f"{hashlib.sha256(b'WEBVTT').hexdigest()}.vtt"
    transport = httpx.ASGITransport(build_api(), client=("203.0.113.9", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as http:
        for store in (MediaStore(tmp_path / "bucket", place(s3)), MediaStore(tmp_path / "folder")):
            services.media = store
            store.keep(tenant, captions, b"WEBVTT")
            answer = await http.get(media.address(tenant, captions))
            assert (answer.status_code, answer.content) == (200, b"WEBVTT")
    assert store.direct(tenant, captions, 60) == ""


def test_a_bucket_that_is_away_or_named_wrongly_is_said_so(tmp_path: Path) -> None:
    assert bucket(Settings(_env_file=None, environment="test")) is None
    with pytest.raises(InvalidInputError):
        MediaStore(tmp_path, Bucket("https://films.example"))
    nobody = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(UnavailableError):
        MediaStore(tmp_path, Bucket("s3://films", nobody, key="k", secret="s", patience_s=0.2)).keep(
            uuid4(), NAME, DATA
        )


async def test_a_package_reaches_the_worker_of_another_machine(s3: str, admin: Actor, services: Services) -> None:
    tenant = admin.tenant_id
    services.media = MediaStore(services.settings.data_dir / "media", place(s3))
    upload = uuid4()
    here = content_jobs.upload_place(tenant, upload)
    here.parent.mkdir(parents=True, exist_ok=True)
    here.write_text("// question: 1\n::Sum:: 3 + 4 = ? {#7}\n", encoding="utf-8")
    import_id = await content_jobs.start_upload(admin, upload, "sums.gift")
    assert not here.exists(), "nobody would remove it from this machine"
    await content_jobs.work(tenant, import_id)
    row = await content_jobs.find_import(admin, import_id)
    assert row.status == "done" and row.report["added"] == 1
    assert f"uploads/{tenant}" not in httpx.get(f"{s3}/films?list-type=2").text


async def test_a_roster_reaches_the_worker_of_another_machine(s3: str, admin: Actor, services: Services) -> None:
    tenant = admin.tenant_id
    services.media = MediaStore(services.settings.data_dir / "media", place(s3))
    upload = oneroster.new_id()
    here = content_jobs.upload_place(tenant, upload)
    here.parent.mkdir(parents=True, exist_ok=True)
    package(here, small("roster.example.com"), "bulk")
    await oneroster.start_upload(admin, upload, "roster.zip")
    assert not here.exists(), "names of children do not stay on the machine that took them"
    await oneroster_work.work(tenant, upload)
    assert (await oneroster.find(admin, upload)).status == "ready"
    # The worker has moved to another machine since.
    here.unlink()
    async with services.db.raw(tenant) as conn:
        await conn.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'import_id' = %s", (str(upload),))
    await oneroster.run(admin, upload, ends_meant=True)
    await oneroster_work.work(tenant, upload)
    done = await oneroster.find(admin, upload)
    assert done.status == "done", done.report
    assert not here.exists() and f"uploads/{tenant}" not in httpx.get(f"{s3}/films?list-type=2").text
