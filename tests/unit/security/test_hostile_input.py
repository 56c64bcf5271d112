"""Whatever arrives, the answer is a result or one of our own errors."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from learnapp.core.errors import LearnAppError
from learnapp.security import pii, safety
from learnapp.security.crypto import normalise_email
from learnapp.security.spreadsheet import read_csv, safe_cell, write_csv


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    pii.warm_up()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
@example(b'email,name,role\n"unclosed')
@example(b"\xff\xfee\x00")
@example(b'email,name,role\r\r\n,,,\n"a\nb",c,d')
def test_any_file_is_a_table_or_is_refused(data: bytes) -> None:
    for file in (data, b"email,name,role\n" + data):
        with suppress(LearnAppError):
            for line, cells in read_csv(file, ("email", "name", "role")):
                assert line > 0
                assert cells is None or {"email", "name", "role"} <= cells.keys()


@pytest.mark.parametrize("sign", ["=", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_wide_signs_begin_no_formula_either(sign: str) -> None:
    assert safe_cell(f"{sign}HYPERLINK(1)") == f"'{sign}HYPERLINK(1)"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_no_exported_cell_starts_a_formula(cells: list[str]) -> None:
    text = write_csv(["a"] * len(cells), [cells])
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    for cell in rows[-1]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert all(safe_cell(cell).removeprefix("'") == cell.replace("\x00", "").removeprefix("'") for cell in cells)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=15), max_size=5))
@example("(((((((((((((((((((((((", ["(?P<", "a b", "\\"])
def test_any_text_is_judged_and_redacted(text: str, roster: list[str]) -> None:
    assert safety.check(text).outcome in ("allow", "hold", "block")
    clean, findings = pii.redact(text, roster)
    ends = 0
    for finding in findings:
        assert ends <= finding.start < finding.end <= len(text)
        ends = finding.end
    assert bool(findings) == (clean != text) or all(text[f.start : f.end] == f"[{f.kind}]" for f in findings)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_a_normal_address_stays_as_it_is(text: str) -> None:
    with suppress(LearnAppError):
        once = normalise_email(text)
        assert normalise_email(once) == once
