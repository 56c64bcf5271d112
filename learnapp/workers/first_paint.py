"""What the build has written is made ready for a slow line: a page names at once all that it needs.

Addresses that carry an id have no page of their own in the build. What is sent in its place knows nothing of the page:
the browser reads the router, then the module of the page, then what that imports, and each takes a turn over the line.
A copy for each of these pages names all of them at once.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import orjson

_FALLBACK = "__spa-fallback.html"
_LAST = re.compile(r'.*<link rel="modulepreload" href="[^"]+"/>', re.S)
_GAP = re.compile(r":(\w+)")
_MANIFEST = re.compile(r"\{.*\}", re.S)
_SCRIPT = '<link rel="modulepreload" href='


def quicken(built: Path) -> list[str]:
    """Write `learn/[content_id].html` and its like, also packed; return their names.

    Args:
        built: The folder of the built front end.

    Raises:
        ValueError: The build looks otherwise; the pinned version and this function belong together.
    """
    made = dict(_with_id(built))
    for name, page in made.items():
        file, whole = built / name, page.encode()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(whole)
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(whole, mtime=0))
    return sorted(made)


def _with_id(built: Path) -> list[tuple[str, str]]:
    page = (built / _FALLBACK).read_text(encoding="utf-8")
    place = _LAST.match(page)
    (source,) = (built / "assets").glob("manifest-*.js")
    found = _MANIFEST.search(source.read_text(encoding="utf-8"))
    if place is None or found is None:
        raise ValueError("The build's fallback page has another shape: adapt learnapp.workers.first_paint.")
    routes = [one for one in orjson.loads(found.group())["routes"].values() if ":" in (one.get("path") or "")]
    made = []
    for route in routes:
        wanted = [name for name in (route["module"], *route["imports"]) if f'"{name}"' not in page]
        links = "".join(f'{_SCRIPT}"{name}"/>' for name in wanted)
        links += "".join(f'<link rel="preload" as="style" href="{name}"/>' for name in route.get("css") or ())
        name = _GAP.sub(r"[\1]", route["path"])
        made.append((f"{name}.html", page[: place.end()] + links + page[place.end() :]))
    return made
