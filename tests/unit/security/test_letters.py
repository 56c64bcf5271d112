"""Letters: what people write as a template runs nothing, and what is put in stays text."""

from __future__ import annotations

from html import escape, unescape
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.core.errors import InvalidInputError
from learnapp.security import letters
from learnapp.security.letters import Said, Words


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


_LISTS = {
    "sentence": letters.told(Said("A <view>", "", ("one & two", "three"))),
    "items": letters.listed([Said("First", "https://a.example/?b=1&c=2", ("more",)), Said("Second")]),
    "link": letters.linked("https://a.example/?b=1&c=2"), "name": Words("Bo"),
}  # fmt: skip
_BLOCKS = {"p", "ul", "ol", "li", "h1", "h2", "blockquote", "pre", "div"}


def _parsed(body: str) -> ElementTree.Element:
    """Read a letter strictly: every element ends where it should, and no block stands within a line."""
    root = ElementTree.fromstring(f"<div>{letters.render('x', body, _LISTS).html}</div>")  # noqa: S314 - our own
    for parent in root.iter():
        if parent.tag not in {"div", "li", "blockquote", "ul", "ol"}:
            inner = {one.tag for one in parent.iter() if one is not parent}
            assert not inner & (_BLOCKS if parent.tag != "a" else _BLOCKS | {"a"}), ElementTree.tostring(root)
    return root


@pytest.mark.parametrize(
    "body",
    [
        "**{sentence}**", "*Hi {name}: **{sentence}** and more*\n\nBye", "# {sentence}", "- {sentence}\n- **{items}**",
        "> {sentence}", "[{items}]({link})", "[{link}]({link})", "**{items}{sentence}**", "{items}",
        "1. x\n\n   {items}", '[go]({link} "as {items}")', "```{items}\n{items}\n```", "`{items}`", "a  \n{items}  \nb",
    ],
)  # fmt: skip
def test_lists_end_what_they_stand_in(body: str) -> None:
    root = _parsed(body)
    if "{items}" in body.replace('"as {items}"', ""):
        assert [one.text for one in root.iter("a") if one.text == "First"]
    assert not [one for one in root.iter() if one.tag in {"p", "strong", "em"} and not one.text and not len(one)]


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([*(f"{{{one}}}" for one in _LISTS), *"*_`[]() \n->#", "word", "]({link})"]), max_size=25)
)
def test_whatever_a_template_is_its_letter_is_well_formed(parts: list[str]) -> None:
    _parsed("".join(parts))
