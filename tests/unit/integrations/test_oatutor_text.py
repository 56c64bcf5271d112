"""OATutor's text as Markdown with KaTeX."""

from __future__ import annotations

import pytest

from learnapp.integrations.content_packages.oatutor_text import choice, convert, licence, link


@pytest.mark.parametrize(
    ("raw", "markdown"),
    [
        ("Add $$2$$ and $$ x^2 $$.", "Add $2$ and $x^2$."),
        ("It costs $12, or $$\\$12$$.", r"It costs \$12, or $\$12$."),
        (r"One\nTwo", "One\nTwo"),
        ("num_rows * 2", r"num\_rows \* 2"),
        ("# Title\n> said", "\\# Title\n\\> said"),
        ("a < b but <b>bold</b>", r"a < b but \<b>bold\</b>"),
        ("$$x=___$$", r"$x=\_\_\_$"),
        (r"$$5\degreeC$$", r"$5\degree C$"),
    ],
)
def test_formulas_are_formulas_and_text_is_text(raw: str, markdown: str) -> None:
    found = convert(raw)
    assert found.markdown == markdown
    assert found.problems == ()


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("What is $$2+3?", "unbalanced-math"),
        (r"$$\frac{\pi}{12$$", "broken-formula"),
        (r"$$\left(x+1$$", "broken-formula"),
        (r"$$\fracsin^2(x)}$$", "broken-formula"),
        ("Take @{n}.", "variable-without-value"),
    ],
)
def test_what_cannot_be_shown_is_named(raw: str, problem: str) -> None:
    found = convert(raw)
    assert problem in found.problems
    assert "$" not in found.markdown.replace(r"\$", "")


@pytest.mark.parametrize("raw", ["See ##figure1.gif##", "See ##figure 2.PNG", "##a.jpg## ##b.svg##"])
def test_figures_are_left_out_and_counted(raw: str) -> None:
    found = convert(raw)
    assert found.figures == raw.count(".")
    assert "#" not in found.markdown


def test_a_lone_sign_is_a_choice_not_a_quotation() -> None:
    assert [choice(sign).markdown for sign in ("<", ">", "=", "Yes")] == ["$<$", "$>$", "$=$", "Yes"]


def test_licence_and_attribution_are_what_the_file_says_or_unclear() -> None:
    assert licence("https://creativecommons.org/licenses/by/4.0/ <CC BY 4.0>").startswith("CC BY 4.0 (https:")
    assert licence("CC4.0") == "CC4.0"
    assert licence("") == licence("openstax") == "unclear"
    assert link("https://openstax.org/x <OpenStax>") == "OpenStax (https://openstax.org/x)"
    assert link("") == "unclear"
