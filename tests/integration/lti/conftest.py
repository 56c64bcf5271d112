"""Two institutions, each with an LMS of its own, and a browser that walks through a launch."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette

from learnapp.api.headers import Protected
from learnapp.api.lti import routes
from learnapp.api.session import routes as session_routes
from learnapp.core.clock import SystemClock
from learnapp.core.config import Settings
from learnapp.security.access import Actor
from learnapp.services import Services, lms, sessions, set_current
from learnapp.services.course_store import CourseStore
from learnapp.services.lms import PlatformDraft
from learnapp.services.throttle import Limiter
from learnapp.storage.cache import Cache
from learnapp.storage.db import Database
from tests.factories import School, build_school, keyring
from tests.lms import TEACHER, Lms, User

TOOL = "https://tool.test"


@pytest.fixture(scope="session")
async def services(db: Database, tmp_path_factory: pytest.TempPathFactory) -> Services:
    settings = Settings(_env_file=None, environment="test", data_dir=Path(tmp_path_factory.mktemp("lti")))
    return Services(settings=settings, clock=SystemClock(), db=db, cache=Cache(), keyring=keyring(),
                    courses=CourseStore(db))  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh(services: Services) -> Iterator[None]:
    services.limiter = Limiter("mem://")
    sessions.forget_everyone()
    set_current(services)
    yield
    set_current(None)


@dataclass
class Connected:
    """A school with its LMS."""

    school: School
    lms: Lms
    registration: UUID

    @property
    def admin(self) -> Actor:
        return self.school.actor("adam") if "adam" in self.school.people else self.school.actor("mallory")


def draft(platform: Lms, **more: Any) -> PlatformDraft:
    at = platform.origin
    given: dict[str, Any] = {
        "name": "Our LMS", "product": "other", "site": at, "client_id": platform.client_id,
        "deployment_id": platform.deployment_id, "issuer": platform.issuer, "auth_url": f"{at}/auth",
        "token_url": f"{at}/token", "keys_url": f"{at}/keys", "attested": True,
    }  # fmt: skip
    return PlatformDraft(**{**given, **more})


@pytest.fixture(scope="session")
def platforms() -> Iterator[tuple[Lms, Lms]]:
    made = (Lms("client-r", tool=TOOL).start(), Lms("client-h", tool=TOOL).start())
    yield made
    for one in made:
        one.stop()


async def _connected(db: Database, platform: Lms, slug: str, kind: str, **who: tuple[str, ...]) -> Connected:
    school = await build_school(db, slug, kind, **who)  # type: ignore[arg-type]
    platform.users = {
        "alice": User("4", "Alice Adams", f"alice@{slug}.edu"),
        "carol": User("5", "Carol Clark", f"carol@{slug}.edu", (TEACHER,)),
    }
    # Each test has a client and a course of its own: what was before is another platform.
    platform.client_id = f"client-{school.tenant_id.hex[-12:]}"
    platform.context = {"id": f"c-{school.tenant_id.hex[-12:]}", "title": "Algebra, group 2"}
    platform.custom, platform.published = {}, {}
    for kept in (platform.links, platform.answers, platform.registrations):
        kept.clear()
    admin = school.actor(who.get("admins", ("adam",))[0])
    return Connected(school, platform, await lms.add(admin, draft(platform)))


@pytest.fixture
async def riverside(db: Database, platforms: tuple[Lms, Lms], _fresh: None) -> Connected:
    return await _connected(db, platforms[0], "riverside", "university")


@pytest.fixture
async def hillview(db: Database, platforms: tuple[Lms, Lms], _fresh: None) -> Connected:
    return await _connected(db, platforms[1], "hillview", "university", admins=("mallory",))


class Browser(httpx.AsyncClient):
    """A browser with a frame: it keeps cookies, and follows a launch step by step.

    Attributes:
        answers_questions: A teacher whose course stands for no class begins a new one, without a course.
    """

    answers_questions = True

    async def begin(self, platform: Lms, who: str = "alice", **more: str) -> dict[str, str]:
        """Begin a launch; returns what the LMS is asked."""
        answer = await self.post("/lti/login", data=platform.login(who, **more), headers={"sec-fetch-dest": "iframe"})
        assert answer.status_code == 302, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    async def come(self, state: str, token: str, **more: str) -> httpx.Response:
        """Come back with a token."""
        data = {"state": state, "id_token": token, **more}
        headers = {"sec-fetch-dest": "iframe", "sec-fetch-site": "same-origin" if "proof" in more else "cross-site"}
        return await self.post("/lti/launch", data=data, headers=headers)

    async def launch(self, platform: Lms, who: str = "alice", /, **changes: Any) -> httpx.Response:
        """Launch; the claims may be changed before they are signed."""
        asked = await self.begin(platform, who)
        body = platform.body(who, asked["nonce"]) | changes
        answer = await self.come(asked["state"], platform.sign({k: v for k, v in body.items() if v is not None}))
        asks = self.answers_questions and 'action="/lti/connect"' in answer.text
        return await self.submit("/lti/connect", answer, choice="new", title=field(answer, "title")) if asks else answer

    async def submit(self, path: str, page: httpx.Response, /, **fields: str) -> httpx.Response:
        """Send the form of a page of ours, with its ticket."""
        headers = {"sec-fetch-dest": "iframe", "sec-fetch-site": "same-origin"}
        return await self.post(path, data={"ticket": field(page, "ticket"), **fields}, headers=headers)

    async def land(self, answer: httpx.Response) -> str:
        """Go on after a launch; returns the page that it leads to."""
        assert answer.status_code == 303, answer.text
        landed = await self.get(answer.headers["location"], headers={"sec-fetch-dest": "iframe"})
        assert landed.status_code == 303, landed.text
        return str(landed.headers["location"])

    async def actor(self) -> Actor:
        """Return who is signed in in this browser."""
        found = await sessions.actor_for_session(self.cookies.get("__Host-sid"))
        assert found is not None
        return found


@pytest.fixture
async def browser(_fresh: None) -> AsyncIterator[Browser]:
    async with new_browser() as client:
        yield client


def new_browser() -> Browser:
    app = Protected(Starlette(routes=[*routes, *session_routes]))
    return Browser(transport=httpx.ASGITransport(app=app), base_url=TOOL)


def field(answer: httpx.Response, name: str) -> str:
    """Return what a field of a form holds."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.text)
    assert found is not None, answer.text
    return unescape(found[1])


def words(answer: httpx.Response) -> str:
    """Return what a page says."""
    found = re.search(r"<main>(.*)</main>", answer.text, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", found[1] if found else answer.text))
