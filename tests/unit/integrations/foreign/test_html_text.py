"""HTML from strangers: what is said stays, what acts goes, and formulas of every spelling become one."""

from __future__ import annotations

import base64
import re
import time
from contextlib import suppress

import pytest
from markdown_it import MarkdownIt

from learnapp.integrations.content_packages.foreign.gift import looks_like
from learnapp.integrations.content_packages.foreign.html_text import html, line, plain_text
from learnapp.integrations.content_packages.foreign.recognise import kind_of_text
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.refused import BrokenCourseError
from tests.unit.integrations.foreign.making import png


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)><script>1</script></svg>",
        '<a href="javascript:alert(1)">x</a>', '<a href="java\tscript:alert(1)">x</a>', "<iframe srcdoc='<script>'>",
        '<a href="data:text/html,<script>alert(1)</script>">x</a>', "<math><mi xlink:href='javascript:1'>x</mi></math>",
        '<form action="https://evil.example"><input name=p></form>', "<style>@import 'https://evil.example'</style>",
        "<object data='evil.swf'></object>", "<!--[if IE]><script>1</script><![endif]-->", "<base href='//evil'>",
        '<meta http-equiv="refresh" content="0;url=//evil">', '<a href="https://x.example/)[y](javascript:1">x</a>',
        '<img src="https://tracker.example/p.png" alt="![x](https://tracker.example)">',
        "&lt;script&gt;1&lt;/script&gt;",
    ],
)  # fmt: skip
def test_nothing_that_acts_survives(hostile: str) -> None:
    text = html(f"<p>Before {hostile} after</p>").markdown
    assert "Before" in text
    shown = MarkdownIt("commonmark", {"html": False}).render(text)
    assert not re.search(r"<(?!/?(?:p|br|em|strong)\b)", shown), shown
    assert not any(sign in text for sign in ("onerror", "onload", "evil", "srcdoc", "action=")), text


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        (r"<p>\(\frac12\) and $$x^2$$</p>", r"$\frac12$ and $x^2$"),
        (r"<p>$$x^2$$</p>", "$$\nx^2\n$$"),
        (r"<p>costs $5 or $6</p>", r"costs \$5 or \$6"),
        (r"<code>\(x\)</code>", r"`\(x\)`"),
        ('<script type="math/tex">x_1</script>', "$x_1$"),
        (r"\(a &lt; b\)", "$a < b$"),
        (r"\(\frac{1}{2\)", None),
        ("<math><msqrt><mn>2</mn></msqrt><mo>×</mo><msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup></math>",
         r"$\sqrt{2}\times {x}_{1}^{2}$"),
        ("<math><mroot><mi>x</mi><mn>3</mn></mroot><mfenced><mi>a</mi><mi>b</mi></mfenced></math>",
         r"$\sqrt[3]{x}(a,b)$"),
        ("<math><semantics><mi>q</mi><annotation encoding='application/x-tex'>q_0</annotation></semantics></math>",
         "$q_0$"),
        ("<math><mi>sin</mi><mi>π</mi><mo>≤</mo><mtext>one</mtext></math>", r"$\sin \pi \leq \text{one}$"),
        ("<math><maction>x</maction></math>", "x"),
    ],
)  # fmt: skip
def test_formulas_of_every_spelling(markup: str, wanted: str | None) -> None:
    found = html(markup)
    if wanted is None:
        assert found.notes == ("broken-formula",) and "$" not in found.markdown
    else:
        assert found.markdown == wanted


def test_text_is_never_read_as_markup() -> None:
    assert html("<p># no heading</p>").markdown == "\\# no heading"
    assert html("<p>1. no list</p>").markdown == "1\\. no list"
    assert html("<p>*a* _b_ c_d `e` ~f~ [g](h) ![i](j)</p>").markdown == (
        "\\*a\\* \\_b\\_ c_d \\`e\\` \\~f\\~ \\[g](h) !\\[i](j)"
    )
    assert line("<p>two<br>lines</p>").markdown == "two lines"
    assert plain_text("<p>H<sub>2</sub>O &amp; more</p><script>x</script>") == "H 2 O & more"
    with pytest.raises(RefusedPartError):
        html("<b>" * 700_001)


@pytest.mark.parametrize("endless", ["\\(" * 100_000, "$" * 300_000, "<b>" * 300_000, "`" * 100_000])
def test_marks_without_end_are_refused_at_once(endless: str) -> None:
    with pytest.raises(RefusedPartError):
        html(endless)


@pytest.mark.parametrize(
    "endless", ["{=" + "=" * 150_000, "<!-- --> " * 20_000 + "x", "<p" * 50_000, "\\(x " * 15_000, "::" * 50_000]
)
def test_what_a_text_is_and_what_it_says_is_found_soon(endless: str) -> None:
    started = time.process_time()
    looks_like(endless)
    with suppress(BrokenCourseError):
        kind_of_text(endless.encode())
    html(endless)
    assert time.process_time() - started < 3


def test_pictures_that_a_text_holds_in_itself_come_along_and_do_not_count_as_its_words() -> None:
    data = base64.b64encode(png(900, 700)).decode()
    # As programs break it into lines; with much more of it than a text may have words.
    broken = "\n".join(data[n : n + 76] for n in range(0, len(data), 76))
    shown = f'<p>Look: <img alt="A red field" src="data:image/png;base64,{broken}"></p>'
    found = html(shown + f"<!-- data:image/png;base64,{'A' * 2_500_000} -->")
    ((name, kept),) = found.files
    assert found.markdown == f"Look: ![A red field](media:{name})" and kept.startswith(b"\x89PNG") and not found.notes
    for evil in ("data:image/svg+xml;base64,PHN2Zz4=", "data:image/png;base64,AAAA", "data:learnapp-held,7"):
        left = html(f'<p>x <img alt="y" src="{evil}"></p>')
        assert not left.files and left.markdown == "x [y]" and left.notes


def test_a_picture_that_a_text_shows_a_thousand_times_is_read_once() -> None:
    asked: list[str] = []

    def pictures(source: str) -> tuple[str, bytes]:
        asked.append(source)
        if source != "a.png":
            raise RefusedPartError("picture-missing")
        return "kept.png", b"1"

    found = html('<p><img alt="x" src="a.png"><img alt="y" src="b.png"></p>' * 1000, pictures)
    assert asked == ["a.png", "b.png"]
    assert found.markdown.count("![x](media:kept.png)") == 1000 and found.notes == ("picture-missing",)
    large = base64.b64encode(png(4000, 4000)).decode()
    started = time.monotonic()
    held = html(f'<img alt="x" src="data:image/png;base64,{large}">' + '<img src="data:learnapp-held,0">' * 60)
    assert time.monotonic() - started < 20 and len(held.files) == 1


def test_what_stands_raised_or_lowered_keeps_its_place() -> None:
    found = html(
        "<p>x<sup>2</sup>, H<sub>2</sub>O, 10<sup>−3</sup>, the 4<sup>th</sup>, v<sub>max</sub>, \\(a\\)\\(b\\)"
        "<sup><a href='https://example.org/1'>[1]</a></sup></p><details><summary>More</summary>Hidden</details>"
    )
    assert found.markdown == (
        "x${}^{2}$, H${}_{2}$O, 10${}^{-3}$, the 4th, v${}_{\\text{max}}$, $a$ $b$[[1]](https://example.org/1)\n\n"
        "More\n\nHidden"
    )
    assert html("<p>E = mc<sup><b>2</b></sup></p>").markdown == "E = mc${}^{2}$"
    assert line("x<sup>2</sup>").markdown != line("x<sub>2</sub>").markdown
