"""The frame of a simulation is written in the typeface of the page around it."""

from __future__ import annotations

from pathlib import Path

from learnapp.components.theme import FONT, typeface_css

KIT = Path(__file__).parents[3] / "assets" / "simulations" / "kit.css"


def test_the_frame_knows_the_typeface_of_the_pages_and_uses_it_first() -> None:
    kit = KIT.read_text(encoding="utf-8")
    for face in typeface_css().split("@font-face")[1:]:
        assert f"@font-face{face}" in kit, "the same files for the same letters"
    assert f"font: 1rem/1.45 '{FONT}', " in kit
