"""Pages that the build has written are sent from their own address."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from reflex.constants import Dirs
from reflex.utils import prerequisites
from starlette.types import ASGIApp, Receive, Scope, Send


@cache
def _pages(built: Path) -> tuple[frozenset[str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Return the pages of the build: those of one address, and those of all addresses of a shape."""
    names = [f"/{page.relative_to(built).with_suffix('').as_posix()}" for page in built.rglob("*.html")]
    plain = frozenset(
        name for name in names if "[" not in name and (built / name[1:]).is_dir() and not name.endswith("/index")
    )
    # Of two shapes that both fit, the one with fewer gaps was meant.
    shapes = sorted((name for name in names if "[" in name), key=lambda name: name.count("["))
    return plain, tuple((re.compile(re.sub(r"\\\[\w+\\\]", "[^/]+", re.escape(name))), name) for name in shapes)


@lru_cache(maxsize=4096)
def page_of(path: str, built: Path) -> str | None:
    """Return the file of the build that belongs to an address, None where it has none of its own.

    Args:
        path: The address, beginning with a slash.
        built: The folder of the built front end.
    """
    plain, shapes = _pages(built)
    if path in plain:
        return f"{path}.html"
    return next((f"{name}.html" for shape, name in shapes if shape.fullmatch(path)), None)


class WithoutDetour:
    """ASGI layer: `/today` is answered with its page, not with the advice to ask for `/today/`.

    On a slow line that advice costs the reader more than half a second. `/learn/…` is answered with the page that names
    what it will need (`workers.first_paint`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            page = page_of(scope["path"], prerequisites.get_web_dir() / Dirs.STATIC)
            if page is not None:
                scope = {**scope, "path": page, "raw_path": page.encode()}
        await self._app(scope, receive, send)
