"""Several app processes behind one address: any of them may die at any moment."""

from __future__ import annotations

import re
import select
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import free_port
from tests.e2e.conftest import Site, end_group, serving, signing_in

pytestmark = pytest.mark.e2e
ALICE = "alice@riverside.example"


class Balancer:
    """The one address of several processes; new connections go where `target` says."""

    def __init__(self) -> None:
        self.target = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self.target)) as behind:
            other = {client: behind, behind: client}
            while True:
                for ready in select.select(list(other), [], [])[0]:
                    data = ready.recv(65_536)
                    if not data:
                        return
                    other[ready].sendall(data)

    def close(self) -> None:
        self._server.close()


@contextmanager
def _balanced() -> Iterator[Balancer]:
    balancer = Balancer()
    try:
        yield balancer
    finally:
        balancer.close()


def _events(site: Site, content_id: str) -> list[str]:
    """Return the verbs that are stored of an item, in order."""
    with psycopg.connect(site.owner) as conn:
        row = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'riverside'").fetchone()
        assert row is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(row[0]),))
        found = conn.execute(
            "SELECT verb FROM learning_event WHERE object_id = %s ORDER BY received_at, student_seq", (content_id,)
        )
        return [verb for (verb,) in found]


@pytest.mark.timeout(180)
def test_a_student_goes_on_in_another_process_when_theirs_is_killed(
    site: Site, site_settings: dict[str, str], redis_url: str, short_folder: Path, browser: Browser
) -> None:
    with _balanced() as balancer:
        # As behind any load balancer: the processes know the address that the browsers use.
        public = {"PUBLIC_URL": f"http://127.0.0.1:{balancer.port}", "REDIS_URL": redis_url}
        one, two = (site_settings | public | {"PORT": str(free_port())} for _ in range(2))
        balancer.target = int(one["PORT"])
        with serving(one, short_folder / "one.log") as first, serving(two, short_folder / "two.log"):
            _goes_on(Site(public["PUBLIC_URL"], site.owner), browser, balancer, first, int(two["PORT"]))


def _goes_on(
    shared: Site, browser: Browser, balancer: Balancer, first: subprocess.Popen[bytes], second_port: int
) -> None:
    with signing_in(shared, browser) as sign_in:
        page = sign_in(ALICE)
        content_id = shared.practice_item("numeric", 12)
        before = len(_events(shared, content_id))
        page.goto(f"/learn/{content_id}")
        page.fill("#answer-field", "987654")
        page.get_by_role("button", name="Check my answer").click()
        expect(page.locator("#feedback .note.bad")).to_be_visible()

        balancer.target = second_port
        end_group(first)
        lost = page.get_by_text(re.compile("connection is lost", re.I))
        page.wait_for_timeout(1_500)
        expect(lost).to_have_count(0, timeout=30_000)
        # The same page, not loaded again: the item and what was said of the answer are still there.
        page.get_by_role("button", name=re.compile("^Hint")).click()
        expect(page.locator(".hint")).to_have_count(1)
        key = next(iter(shared.answer_key(content_id).values()))
        page.fill("#answer-field", key["accepted"][0])
        page.get_by_role("button", name="Check my answer").click()
        expect(page.locator("#feedback .note.good")).to_contain_text("Right")
        verbs = [verb for verb in _events(shared, content_id)[before:] if verb in ("answered", "hint_requested")]
        assert verbs == ["answered", "hint_requested", "answered"]

        # Whoever has the client token but not the cookie finds nothing of hers, in whichever process.
        token = page.evaluate("sessionStorage.getItem('token')")
        assert token
        thief = browser.new_context(base_url=shared.url)
        thief.add_init_script(f"sessionStorage.setItem('token', {token!r})")
        stolen = thief.new_page()
        frames: list[str] = []
        stolen.on("websocket", lambda ws: ws.on("framereceived", lambda frame: frames.append(str(frame))))
        stolen.goto("/progress")
        stolen.wait_for_url(re.compile("/sign-in"))
        assert frames and "Alice" not in "".join(frames)
        thief.close()
