"""Pages as the build leaves them, and as they are sent."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

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
