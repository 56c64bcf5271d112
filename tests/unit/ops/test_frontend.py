"""What the build of the pages adds to Reflex's own: the words of each language, and a socket that waits for them."""

from __future__ import annotations

from pathlib import Path

import pytest
import reflex_base

from learnapp.components import words
from learnapp.components.frontend import adapted
from learnapp.core.i18n import source

TEMPLATE = Path(reflex_base.__file__).parent / ".templates" / "web" / "utils" / "state.js"


def test_the_socket_goes_to_the_port_of_the_page_and_waits_for_the_words() -> None:
    theirs = TEMPLATE.read_text(encoding="utf-8")
    ours = adapted(theirs)
    assert ours.count("endpoint.port = window.location.port;") == 2
    assert (
        ours.count("inOrder(update.delta, () => {")
        == ours.count('import { inOrder } from "$/utils/learnapp_i18n"')
        == 1
    )
    assert adapted(ours) == ours, "a later build finds the file that an earlier one left"
    with pytest.raises(ValueError, match="adapt"):
        adapted(theirs.replace('.on("event"', '.on("update"'))


def test_a_page_comes_with_one_language_and_fetches_the_others() -> None:
    first, others = words.runtime(), words.other_languages()
    assert "today-title = " in first and source("es", "").split("today-title = ")[1].split("\n")[0] not in first
    assert set(others) == {"learnapp_words_es.js"} and "today-title = " in others["learnapp_words_es.js"]
    assert all(f'import("./{name}")' in first for name in others)
