"""Texts of a search in parts: every hit is marked, and nothing else, wherever the marks stand."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from learnapp.services.search_words import Part, parts
from learnapp.storage.repositories.search import OFF, ON, Term, Wanted

_SIGNS = "ab c-éß._1"
_PREFIXES = st.lists(st.sampled_from(["", "a", "ab", "b1", "é"]), max_size=3)


def wanted(prefixes: list[str]) -> Wanted:
    return Wanted(tuple(Term(("a",), prefix) for prefix in prefixes))


def flags(text: str, marked: str, prefixes: list[str]) -> list[bool]:
    """Whether each character is a hit, said one by one: what is between marks, and words with one of the beginnings."""
    on, plain = False, ""
    hit: list[bool] = []
    for sign in marked:
        if sign in (ON, OFF):
            on = sign == ON
        else:
            plain, hit = plain + sign, [*hit, on]
    if len(plain) > len(text):
        return [False] * len(text)
    for word in re.finditer(r"[^\W_]+", plain.lower()):
        if len(plain.lower()) == len(plain) and any(prefix and word[0].startswith(prefix) for prefix in prefixes):
            hit[word.start() : word.end()] = [True] * len(word[0])
    return hit + [False] * (len(text) - len(hit))


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, str]:
    text = draw(st.text(_SIGNS, max_size=400))
    base = text[: draw(st.integers(0, 450))] + draw(st.sampled_from(["", "", "", "x"]))
    for place in sorted(draw(st.lists(st.integers(0, len(base)), max_size=12)), reverse=True):
        base = base[:place] + draw(st.sampled_from([ON, OFF])) + base[place:]
    return text, base


@given(marked_texts(), _PREFIXES)
def test_a_title_is_whole_and_its_hits_are_apart(texts: tuple[str, str], prefixes: list[str]) -> None:
    text, marked = texts
    found = parts(text, marked, wanted(prefixes), whole=True)
    assert "".join(one.text for one in found) == text
    assert [one.hit for one in found for _ in one.text] == flags(text, marked, prefixes)
    assert all(one.text for one in found)
    assert all(one.hit != after.hit for one, after in zip(found, found[1:], strict=False)), "each as long as it can be"


@given(marked_texts(), _PREFIXES)
def test_a_snippet_is_cut_out_around_the_first_hit(texts: tuple[str, str], prefixes: list[str]) -> None:
    text, marked = texts
    hit = flags(text, marked, prefixes)
    found = parts(text, marked, wanted(prefixes))
    before, after = found[:1] == [Part("… ")], found[-1:] == [Part(" …")]
    shown = found[before : len(found) - after]
    first = hit.index(True) if True in hit else 0
    said = "".join(one.text for one in shown)
    starts = [
        place
        for place in range(len(text) + 1)
        if text.startswith(said, place)
        and [one.hit for one in shown for _ in one.text] == hit[place : place + len(said)]
        and place <= first <= place + len(said)
    ]
    assert starts, "what is shown stands so in the text, with its hits, and has the first one in it"
    assert len(said) <= 200 and any((place > 0) == before for place in starts)
