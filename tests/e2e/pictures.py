"""Pictures of pages for people to look at, kept where `SCREENSHOTS` names a folder."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page


def keep(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep a picture of a page as it stands.

    Args:
        page: The page.
        name: Of the file, without its ending.
        whole: The page to its end, not only what is seen.
    """
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.wait_for_timeout(500)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


def keep_both(page: Page, name: str) -> None:
    """Keep a picture in the light at a desk and one in the dark on a phone; the page is as before then."""
    if "SCREENSHOTS" not in os.environ:
        return
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        keep(page, f"{name}-{scheme}-{width}")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
