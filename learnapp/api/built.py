"""Files of the build from memory: a page is three dozen of them, and each would take a thread and a file four times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.staticfiles import NotModifiedResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from learnapp.api.prerendered import page_of

_FOLDERS = ("/assets/", "/fonts/")
_PACKED = {"br": ".br", "gzip": ".gz"}
"""The best first."""
_KINDS = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2",
    ".html": "text/html; charset=utf-8",
}  # fmt: skip
MOST_BYTES = 1_000_000
"""Of one file; what is larger is read from the disk piece by piece."""


@dataclass(frozen=True, slots=True)
class _Kept:
    headers: Headers
    body: bytes


class FromMemory:
    """Finds what the build has written under an address; a process serves one build as long as it lives.

    Only names that were there when it was first asked are looked up: no address leads out of the folder.

    Args:
        built: The folder of the built front end.
    """

    def __init__(self, built: Path) -> None:
        self._built = built
        self._names: dict[str, Path] | None = None
        self._kept: dict[tuple[str, tuple[str, ...]], _Kept] = {}

    def find(self, scope: Scope) -> ASGIApp | None:
        """Return what answers a request; None for whatever is not of the build, or is asked for in another way."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return None
        path = scope["path"]
        page = path if path.startswith(_FOLDERS) else page_of(path, self._built)
        if self._names is None:
            self._names = _names(self._built)
        file = self._names.get(page) if page is not None else None
        headers = Headers(scope=scope)
        forms = _forms(headers.get("accept-encoding", ""))
        if page is None or file is None or forms is None or "range" in headers:
            return None
        kept = self._kept.get((page, forms)) or self._read(page, file, forms)
        if headers.get("if-none-match", "").removeprefix("W/") == kept.headers["etag"]:
            return NotModifiedResponse(kept.headers)
        return _Answer(kept)

    def _read(self, page: str, file: Path, forms: tuple[str, ...]) -> _Kept:
        wanted = ((form, file.with_name(file.name + _PACKED[form])) for form in forms)
        form, source = next(((form, packed) for form, packed in wanted if packed.is_file()), ("", file))
        # The headers are those of the file, as the server of files would write them.
        headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": form} if form else {})
        as_file = FileResponse(source, headers=headers, media_type=_KINDS[file.suffix], stat_result=source.stat())
        kept = self._kept[page, forms] = _Kept(Headers(raw=as_file.raw_headers), source.read_bytes())
        return kept


class _Answer:
    def __init__(self, kept: _Kept) -> None:
        self._kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        await send({"type": "http.response.start", "status": 200, "headers": list(self._kept.headers.raw)})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self._kept.body})


def _names(built: Path) -> dict[str, Path]:
    files = [file for folder in _FOLDERS for file in built.joinpath(folder.strip("/")).rglob("*")]
    files += built.rglob("*.html")
    return {
        f"/{file.relative_to(built).as_posix()}": file
        for file in files
        if file.suffix in _KINDS and file.is_file() and file.stat().st_size <= MOST_BYTES
    }


@lru_cache(maxsize=256)
def _forms(accepted: str) -> tuple[str, ...] | None:
    """Return in which packed forms a browser takes a file, the best first; None where it weighs them."""
    if "q=" in accepted:
        return None
    taken = {one.strip() for one in accepted.lower().split(",")}
    return tuple(form for form in _PACKED if form in taken)
