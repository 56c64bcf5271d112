"""What the front-end build adds to Reflex's: the translation catalogue, and a socket that works on any port."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reflex_base.plugins.base import Plugin

from learnapp.components import words
from learnapp.core.i18n import APART

_HOST = "endpoint.hostname = frontend_hostname;"
_PORT = "endpoint.port = window.location.port;"
_CHANGES = (
    # One build serves any port: the event socket goes to the host and port that served the page.
    (_HOST, f"{_HOST}\n    {_PORT}"),
    ('endpoint.port = ""; // Assume', f"{_PORT} // Assume"),
    # Nothing is drawn in a language whose words are still on their way.
    (
        'import env from "$/env.json";',
        'import env from "$/env.json";\nimport { inOrder } from "$/utils/learnapp_i18n";',
    ),
    ('current.on("event", (update) => {', 'current.on("event", (update) => inOrder(update.delta, () => {'),
    ('  });\n  socket.current.on("new_token"', '  }));\n  socket.current.on("new_token"'),
)


def adapted(state_js: str) -> str:
    """Make Reflex's event socket go to whichever port served the page, and wait for the words of the reader's language.

    Raises:
        ValueError: Reflex's template has changed; the pinned version and this function belong together.
    """
    for theirs, ours in _CHANGES:
        # A later build finds the file that an earlier one left.
        if ours in state_js:
            continue
        if state_js.count(theirs) != 1:
            raise ValueError("Reflex's utils/state.js has another shape: adapt learnapp.components.frontend.adapted.")
        state_js = state_js.replace(theirs, ours)
    return state_js


class LearnAppPlugin(Plugin):
    """Adds the catalogue and its formatter to the bundle."""

    def get_frontend_dependencies(self, **context: Any) -> list[str]:
        """Return the npm packages, pinned."""
        return [words.FLUENT]

    def get_static_assets(self, **context: Any) -> Sequence[tuple[Path, str | bytes]]:
        """Return the modules of our own."""
        # Imported on use: the components need the app's state, this plugin does not.
        from learnapp.components import (
            active_time,
            appearance,
            entry_form,
            film,
            notice,
            player,
            prose,
            push_button,
            quiz_clock,
            seen,
            simulation,
            transfer,
        )

        return [
            (Path("utils") / words.RUNTIME, words.runtime()),
            *((Path("utils") / name, text) for name, text in words.other_languages().items()),
            *((Path("utils") / f"learnapp_{part}_words.js", words.words_apart(part)) for part in APART),
            (Path("utils") / prose.MODULE, prose.SOURCE),
            (Path("utils") / prose.MARKDOWN, prose.MARKDOWN_SOURCE),
            (Path("utils") / prose.SOON, prose.SOON_SOURCE),
            (Path("utils") / prose.FORMULAS, prose.FORMULAS_SOURCE),
            (Path("utils") / transfer.MODULE, transfer.SOURCE),
            (Path("utils") / appearance.MODULE, appearance.SOURCE),
            (Path("utils") / notice.MODULE, notice.SOURCE),
            (Path("utils") / push_button.MODULE, push_button.SOURCE),
            (Path("utils") / simulation.MODULE, simulation.SOURCE),
            (Path("utils") / film.MODULE, film.SOURCE),
            (Path("utils") / player.MODULE, player.SOURCE),
            (Path("utils") / seen.MODULE, seen.SOURCE),
            (Path("utils") / active_time.MODULE, active_time.SOURCE),
            (Path("utils") / entry_form.MODULE, entry_form.SOURCE),
            (Path("utils") / quiz_clock.MODULE, quiz_clock.SOURCE),
        ]

    def pre_compile(self, **context: Any) -> None:
        """Adapt Reflex's socket."""
        context["add_modify_task"]("utils/state.js", adapted)
