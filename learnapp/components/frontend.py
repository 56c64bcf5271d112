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
    # A cookie of Reflex's own hosting, which nobody here sets; to read cookies takes a slow phone 20 ms each time.
    (
        """  const cookie = document.cookie
    .split("; ")
    .find((row) => row.startsWith("backend-enabled="));
  return cookie !== undefined && cookie.split("=")[1] == "false";
""",
        "  return false;\n",
    ),
    # Nothing is drawn in a language whose words are still on their way.
    (
        'import env from "$/env.json";',
        'import env from "$/env.json";\nimport { inOrder } from "$/utils/learnapp_i18n";',
    ),
    ('current.on("event", (update) => {', 'current.on("event", (update) => inOrder(update.delta, () => {'),
    ('  });\n  socket.current.on("new_token"', '  }));\n  socket.current.on("new_token"'),
    (
        'import io from "socket.io-client";',
        'import { startTransition } from "react";\nimport { flushSync } from "react-dom";\n'
        'import io from "socket.io-client";',
    ),
    # What comes before the reader has touched anything is drawn in slices: the page can answer between them.
    (
        """        for (const substate in delta) {
          dispatch[substate](delta[substate]);
        }
""",
        """        const calm = navigator.userActivation?.hasBeenActive === false && !update.events?.length;
        (calm ? startTransition : flushSync)(() => {
          for (const substate in delta) {
            dispatch[substate](delta[substate]);
          }
        });
""",
    ),
)
_SUBSCRIPTION = (
    # A store outside of React is always drawn in one piece: each component keeps what it has last seen of it.
    ("  useMemo,\n  useSyncExternalStore,\n", "  useLayoutEffect,\n  useState,\n"),
    (
        """  const [subscribe, getSnapshot] = useMemo(
    () => [
      (listener) => store.subscribe(name, listener),
      () => store.getSnapshot(name) ?? app.initialState?.[name],
    ],
    [store, name],
  );
  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
""",
        """  const read = () => store.getSnapshot(name) ?? app.initialState?.[name];
  const [seen, see] = useState(read);
  useLayoutEffect(() => {
    see(read());
    return store.subscribe(name, () => see(read()));
  }, [store, name]);
  return seen;
""",
    ),
)


def _changed(text: str, changes: tuple[tuple[str, str], ...], file: str) -> str:
    for theirs, ours in changes:
        # A later build finds the file that an earlier one left.
        if ours in text:
            continue
        if text.count(theirs) != 1:
            raise ValueError(f"Reflex's {file} has another shape: adapt learnapp.components.frontend.")
        text = text.replace(theirs, ours)
    return text


def adapted(state_js: str) -> str:
    """Make Reflex's event socket go to the port of the page, wait for the reader's words, and draw without haste.

    Raises:
        ValueError: Reflex's template has changed; the pinned version and this function belong together.
    """
    return _changed(state_js, _CHANGES, "utils/state.js")


def subscribing(registry_js: str) -> str:
    """Let components be drawn in slices when the state changes.

    Raises:
        ValueError: Reflex's template has changed; the pinned version and this function belong together.
    """
    return _changed(registry_js, _SUBSCRIPTION, "utils/context-registry.js")


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
            author_picture,
            dates,
            entry_form,
            film,
            notice,
            numbers,
            player,
            prose,
            push_button,
            quiz_clock,
            seen,
            simulation,
            transfer,
            unsaved,
        )

        return [
            (Path("utils") / words.RUNTIME, words.runtime()),
            (Path("utils") / dates.MODULE, dates.source()),
            (Path("utils") / numbers.MODULE, numbers.source()),
            *((Path("utils") / name, text) for name, text in words.other_languages().items()),
            *((Path("utils") / f"learnapp_{part}_words.js", words.words_apart(part)) for part in APART),
            (Path("utils") / prose.MODULE, prose.SOURCE),
            (Path("utils") / prose.READER, prose.READER_SOURCE),
            (Path("utils") / prose.SOON, prose.SOON_SOURCE),
            (Path("utils") / prose.FORMULAS, prose.FORMULAS_SOURCE),
            (Path("utils") / prose.LOOK, prose.LOOK_SOURCE),
            (Path("utils") / transfer.MODULE, transfer.SOURCE),
            (Path("utils") / author_picture.MODULE, author_picture.SOURCE),
            (Path("utils") / unsaved.MODULE, unsaved.SOURCE),
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
        """Adapt Reflex's socket, how components follow the state, and how workers are built."""
        # Imported on use, as above.
        from learnapp.components import prose

        context["add_modify_task"]("utils/state.js", adapted)
        context["add_modify_task"]("vite.config.js", prose.beside)
        context["add_modify_task"]("utils/context-registry.js", subscribing)
