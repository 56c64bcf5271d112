"""Pages that the build has written are sent from their own address."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reflex.constants import Dirs
from reflex.utils import prerequisites
from starlette.types import ASGIApp, Receive, Scope, Send


@cache
def _pages() -> frozenset[str]:
    """Return the addresses for which the build has written a page."""
    built: Path = prerequisites.get_web_dir() / Dirs.STATIC
    return frozenset(
        f"/{page.relative_to(built).with_suffix('').as_posix()}"
        for page in built.rglob("*.html")
        if page.with_suffix("").is_dir() and page.name != "index.html"
    )


class WithoutDetour:
    """ASGI layer: `/today` is answered with its page, not with the advice to ask for `/today/`.

    On a slow line that advice costs the reader more than half a second.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and scope["path"] in _pages():
            page = f"{scope['path']}.html"
            scope = {**scope, "path": page, "raw_path": page.encode()}
        await self._app(scope, receive, send)
