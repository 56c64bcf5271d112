"""A page of somebody at the classroom, as the browser's state has it."""

from __future__ import annotations

from typing import Any

from learnapp.services import sessions
from tests.integration.learning.conftest import Classroom
from tests.integration.security.browser import browser, handlers


async def opened(classroom: Classroom, who: str, state: Any, path: str) -> Any:
    """Return a state of somebody's page after it was loaded."""
    # Every state class is there before the browser's tree is made, whatever other tests have imported.
    handlers()
    token = (await sessions.start_session(classroom.school.tenant_id, classroom.school[who].person_id)).token
    page = await browser(token, path).get_state(state)
    await do(page, "load")
    return page


async def do(state: Any, name: str, *arguments: Any) -> Any:
    """Send an event to a page, as pressing something there does."""
    place = f"{type(state).__module__.removeprefix('learnapp.state.')}.{type(state).__name__}"
    return await handlers()[f"{place}.{name}"][1].fn(state, *arguments)
