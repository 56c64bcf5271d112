"""What the front-end build adds to Reflex's: the translation catalogue, and a socket that works on any port."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reflex_base.plugins.base import Plugin

from learnapp.core.i18n import APART, LOCALES, source

FLUENT = "@fluent/bundle@0.19.1"

_RUNTIME = """import { FluentBundle, FluentResource } from "@fluent/bundle";

const sources = %s;
const bundles = {};
const FROM_THE_RIGHT = new Set(["ar", "fa", "he", "ur"]);

/** Whether this browser tries the layout of a language that is written from the right, with longer words. */
function pseudo() {
  try {
    return sessionStorage.getItem("learnapp-pseudo") === "rtl";
  } catch {
    return false;
  }
}

const stretched = (text) => `\u2067⟦${text.replace(/[aeiou]/g, "$&$&")}⟧\u2069`;

/** Add sentences that only some pages need; a page imports them before it asks for the first. */
export function learn(more) {
  for (const [locale, text] of Object.entries(more)) bundleOf(locale).addResource(new FluentResource(text));
}

function bundleOf(locale) {
  const known = locale in sources ? locale : "en";
  if (!bundles[known]) {
    const bundle = new FluentBundle(known, { useIsolating: false });
    bundle.addResource(new FluentResource(sources[known]));
    bundles[known] = bundle;
  }
  return bundles[known];
}

/** Return the sentence for a key in the reader's language; the page's language follows. */
export function translate(locale, key, args) {
  const bundle = bundleOf(locale);
  const tried = typeof document !== "undefined" && pseudo();
  if (typeof document !== "undefined") {
    const [language] = bundle.locales;
    const dir = tried || FROM_THE_RIGHT.has(language) ? "rtl" : "ltr";
    if (document.documentElement.lang !== language || document.documentElement.dir !== dir) {
      document.documentElement.lang = language;
      document.documentElement.dir = dir;
    }
  }
  for (const candidate of [bundle, bundleOf("en")]) {
    const message = candidate.getMessage(key);
    if (message && message.value) {
      const said = candidate.formatPattern(message.value, args ?? {}, []);
      return tried ? stretched(said) : said;
    }
  }
  return key;
}

/** Return a moment in the reader's language and time zone; without a choice of theirs, in the device's. */
export function when(locale, iso, zone) {
  const at = new Date(iso);
  const style = { dateStyle: "medium", timeStyle: "short", timeZone: zone || undefined };
  return isNaN(at) ? "" : new Intl.DateTimeFormat(locale, style).format(at);
}

/** Return the date of a moment in the reader's language and time zone. */
export function day(locale, iso, zone) {
  const at = new Date(iso);
  const style = { dateStyle: "medium", timeZone: zone || undefined };
  return isNaN(at) ? "" : new Intl.DateTimeFormat(locale, style).format(at);
}

/** Return what each point of a curve says under the pointer: the estimate with its interval, and when it was. */
export function points(locale, at, value, low, high, zone) {
  return at.map((iso, n) => {
    const key = low[n] === high[n] ? "mastery-about" : "mastery-interval";
    return `${translate(locale, key, { value: value[n], low: low[n], high: high[n] })}<br>${when(locale, iso, zone)}`;
  });
}
"""


def _words(part: str) -> str:
    return json.dumps({locale: source(locale, part) for locale in LOCALES}, ensure_ascii=False)


def runtime() -> str:
    """Return the JavaScript module that holds what everybody is told, in each language, and formats messages."""
    return _RUNTIME % _words("")


def words_apart(part: str) -> str:
    """Return the JavaScript module that adds what only the pages say which bring this part of the catalogue."""
    return f'import {{ learn }} from "./learnapp_i18n";\n\nlearn({_words(part)});\n'


def same_origin(state_js: str) -> str:
    """Make the event socket go to the host and port that served the page, so that one build serves any port.

    Raises:
        ValueError: Reflex's template has changed; the pinned version and this function belong together.
    """
    host = "endpoint.hostname = frontend_hostname;"
    port = 'endpoint.port = "";'
    patched = state_js.count("endpoint.port = window.location.port;") == 2
    if patched:
        # A later build finds the file that an earlier one left.
        return state_js
    if state_js.count(host) != 1 or state_js.count(port) != 1:
        raise ValueError("Reflex's utils/state.js has another shape: adapt learnapp.components.frontend.same_origin.")
    return state_js.replace(host, f"{host}\n    endpoint.port = window.location.port;").replace(
        port, "endpoint.port = window.location.port;"
    )


class LearnAppPlugin(Plugin):
    """Adds the catalogue and its formatter to the bundle."""

    def get_frontend_dependencies(self, **context: Any) -> list[str]:
        """Return the npm packages, pinned."""
        return [FLUENT]

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
            (Path("utils") / "learnapp_i18n.js", runtime()),
            *((Path("utils") / f"learnapp_{part}_words.js", words_apart(part)) for part in APART),
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
        """Adapt Reflex's socket address."""
        context["add_modify_task"]("utils/state.js", same_origin)
