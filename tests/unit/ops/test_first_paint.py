"""Pages as the build leaves them, and as they are sent."""

from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from learnapp.api.built import FromMemory
from learnapp.api.prerendered import page_of
from learnapp.workers import first_paint

PAGE = (
    '<html><head><link rel="modulepreload" href="/assets/entry.js"/><link rel="modulepreload" href="/assets/root.js"/>'
    "<script>1</script></head><body></body></html>"
)
MANIFEST = """window.__reactRouterManifest={"routes":{
"root":{"path":"","module":"/assets/root.js","imports":[]},
"a":{"path":"today","module":"/assets/today.js","imports":["/assets/entry.js"]},
"b":{"path":"learn/:content_id","module":"/assets/learn.js","imports":["/assets/entry.js","/assets/text.js"],
"css":["/assets/text.css"]},
"c":{"path":"teach/:class_id/items/:item_id","module":"/assets/item.js","imports":[]},
"d":{"path":"teach/:class_id/items","module":"/assets/items.js","imports":[]}}};"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/manifest-1.js").write_text(MANIFEST, encoding="utf-8")
    for name in ("__spa-fallback.html", "today.html", "index.html", "teach.html"):
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    for name in ("today", "teach"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def test_a_page_with_an_id_names_at_once_what_it_will_need(built: Path) -> None:
    names = first_paint.quicken(built)
    assert names == ["learn/[content_id].html", "teach/[class_id]/items.html", "teach/[class_id]/items/[item_id].html"]
    page = (built / "learn/[content_id].html").read_text(encoding="utf-8")
    for asset in ("learn.js", "text.js", "text.css", "entry.js", "root.js"):
        assert page.count(f'href="/assets/{asset}"') == 1, asset
    assert "/assets/today.js" not in page


def test_pages_with_an_id_are_packed_as_they_are_and_the_others_stay_as_they_were(built: Path) -> None:
    first_paint.quicken(built)
    for name in first_paint.quicken(built):
        page = built / name
        assert page.read_text(encoding="utf-8").count('rel="modulepreload"') >= 2
        assert gzip.decompress(page.with_name(f"{page.name}.gz").read_bytes()) == page.read_bytes()
    assert (built / "today.html").read_text(encoding="utf-8") == PAGE, "its packed copies would no longer be the page"


def test_another_shape_of_the_build_is_said(built: Path) -> None:
    (built / "__spa-fallback.html").write_text("<html></html>", encoding="utf-8")
    with pytest.raises(ValueError, match="adapt"):
        first_paint.quicken(built)


def test_each_address_has_its_page(built: Path) -> None:
    first_paint.quicken(built)
    assert page_of("/today", built) == "/today.html"
    assert page_of("/learn/123", built) == "/learn/[content_id].html"
    assert page_of("/teach/1/items", built) == "/teach/[class_id]/items.html"
    assert page_of("/teach/1/items/2", built) == "/teach/[class_id]/items/[item_id].html"
    for other in ("/", "/learn", "/learn/1/2", "/learn/", "/assets/today.js", "/index", "/nothing"):
        assert page_of(other, built) is None, other


async def _sent(built: Path, path: str, **headers: str) -> httpx.Response | None:
    """Return what is answered from memory, None where that is left to others."""
    memory, found = FromMemory(built), []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        answer = memory.find(scope)
        found.append(answer is not None)
        await (answer or Response("others"))(scope, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://here") as client:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await client.get(path, headers={"accept-encoding": "identity", **given})
    return answer if found == [True] else None


async def test_what_was_built_is_sent_packed_as_the_browser_takes_it_and_not_again(built: Path) -> None:
    source = built / "assets/root-1.js"
    source.write_text("root()", encoding="utf-8")
    source.with_name("root-1.js.gz").write_bytes(gzip.compress(b"root()"))
    plain, packed = await _sent(built, "/assets/root-1.js"), await _sent(
        built, "/assets/root-1.js", accept_encoding="gzip, deflate, br, zstd"
    )  # fmt: skip
    assert plain is not None and packed is not None
    assert plain.text == packed.text == "root()"
    # There is no brotli of it, so it comes as the next best.
    assert (plain.headers.get("content-encoding"), packed.headers["content-encoding"]) == (None, "gzip")
    assert packed.headers["content-type"] == "text/javascript; charset=utf-8"
    again = await _sent(built, "/assets/root-1.js", if_none_match=plain.headers["etag"])
    assert again is not None and (again.status_code, again.content) == (304, b"")
    page = await _sent(built, "/today")
    assert page is not None and page.text == PAGE and page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "path", ["/assets/../secret.js", "/assets/%2e%2e/secret.js", "/assets/none.js", "/", "/x", "/secret.js"]
)
async def test_nothing_else_of_the_disk_is_sent(path: str, built: Path) -> None:
    (built / "secret.js").write_text("secret", encoding="utf-8")
    assert await _sent(built, path) is None
    # Parts, and weighed forms, are for the server of files.
    assert await _sent(built, "/today", range="bytes=0-3") is None
    assert await _sent(built, "/today", accept_encoding="br;q=0, gzip") is None
