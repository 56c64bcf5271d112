"""Letters: what people write as a template runs nothing, and what is put in stays text."""

from __future__ import annotations

from html import escape, unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.core.errors import InvalidInputError
from learnapp.security import letters
from learnapp.security.letters import Words


@settings(max_examples=40)
@given(st.text(max_size=60), st.text(max_size=60))
def test_words_are_put_in_as_they_are_and_never_read(said: str, name: str) -> None:
    values = {"sentence": Words(said), "name": Words(name)}
    found = letters.render("{name}", "Hi {name}\n\n**{sentence}**", values)
    assert found.text == f"Hi {name}\n\n**{said}**"
    assert found.html == f"<p>Hi {escape(name)}</p>\n<p><strong>{escape(said)}</strong></p>\n"
    assert "\n" not in found.subject


@settings(max_examples=60)
@given(st.text(alphabet="<>[]()!*_`{}\"'/:= abcjvsript\n", max_size=120))
def test_a_template_makes_no_element_that_runs_or_fetches(body: str) -> None:
    html = letters.render("x", body, {}).html.lower()
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html


def test_a_link_may_lead_where_it_should_and_nowhere_else() -> None:
    found = letters.render("x", "[go]({link}) {link}", {"link": letters.linked('https://a.example/?b=1&c="2"')})
    assert found.html.count('href="https://a.example/?b=1&amp;c=&quot;2&quot;"') == 2
    assert unescape(found.text) == 'go: https://a.example/?b=1&c="2" https://a.example/?b=1&c="2"'
    with pytest.raises(InvalidInputError):
        letters.check("x", "{sentence} [go]({sentence})", ("sentence", "link"), ("sentence",))


def test_what_cannot_be_sent_is_refused_with_what_to_do() -> None:
    for subject, body, said in (
        ("", "{sentence}", "Write both"), ("x" * 151, "{sentence}", "Shorten"), ("x", "\x00{sentence}", "signs"),
        ("{secret}", "{sentence}", "{secret}"), ("x", "nothing", "{sentence}"),
    ):  # fmt: skip
        with pytest.raises(InvalidInputError, match=said.replace("{", r"\{")):
            letters.check(subject, body, ("sentence",), ("sentence",))
    assert letters.check("  a \r\n b ", "{sentence}\r\n", ("sentence",), ("sentence",)) == ("a b", "{sentence}")
