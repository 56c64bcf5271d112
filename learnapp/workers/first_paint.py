"""What the build has written is put in order for a slow line: first what is seen, then what makes it work.

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
# The style sheet and the font come first: without a word, 300 kB of scripts would share the line with them.
_SCRIPT, _LATER = '<link rel="modulepreload" href=', '<link rel="modulepreload" fetchpriority="low" href='


def quicken(built: Path) -> list[str]:
    """Put every page in order and write `learn/[content_id].html` and its like; return the names of these.

    Args:
        built: The folder of the built front end.

    Raises:
        ValueError: The build looks otherwise; the pinned version and this function belong together.
    """
    made = dict(_with_id(built))
    pages = {page.relative_to(built).as_posix(): page.read_text(encoding="utf-8") for page in built.rglob("*.html")}
    for name, page in (pages | made).items():
        file, whole = built / name, page.replace(_SCRIPT, _LATER).encode()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(whole)
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(whole, mtime=0))
        # What the build has packed tighter is the page as it was.
        file.with_name(f"{file.name}.br").unlink(missing_ok=True)
    return sorted(made)


def _with_id(built: Path) -> list[tuple[str, str]]:
    page = (built / _FALLBACK).read_text(encoding="utf-8").replace(_LATER, _SCRIPT)
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
