"""What only the browser can do for a page: keep the theme without a flash, skip to the content, land where one was."""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.components.text import msg
from learnapp.state.base import AppState

MODULE = "learnapp_appearance.js"

SOURCE = """import { createElement as h, useContext, useEffect, useRef } from "react";
import { ColorModeContext } from "$/utils/context-registry";

/** Follows the theme that the reader has chosen, on whatever device, and remembers it for the next first paint. */
export function ThemeKeeper({ theme }) {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  useEffect(() => {
    if (!theme) {
      return;
    }
    document.cookie = "theme=" + theme + "; Path=/; Max-Age=31536000; SameSite=Lax";
    if (theme !== rawColorMode) {
      setColorMode(theme);
    }
  }, [theme]);
  return null;
}

/** Puts the reader's choices of size, spacing and motion on the page, and remembers them for the next first paint. */
export function LookKeeper({ look }) {
  const said = `${look.text_size}.${look.spacing}.${look.motion}`;
  useEffect(() => {
    document.cookie = "look=" + said + "; Path=/; Max-Age=31536000; SameSite=Lax";
    const page = document.documentElement.dataset;
    [page.size, page.spacing, page.motion] = said.split(".");
  }, [said]);
  return null;
}

/** Brings the current entry into view in every row of links that is wider than the window. */
export function HereKeeper({ path }) {
  useEffect(() => {
    const show = () => {
      for (const row of document.querySelectorAll(".nav, .tabs")) {
        const here = row.querySelector("[aria-current=page]");
        if (here && row.scrollWidth > row.clientWidth) {
          const [inner, outer] = [here.getBoundingClientRect(), row.getBoundingClientRect()];
          row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
        }
      }
    };
    const timers = [50, 700].map((wait) => setTimeout(show, wait));
    window.addEventListener("resize", show);
    return () => {
      timers.forEach(clearTimeout);
      window.removeEventListener("resize", show);
    };
  }, [path]);
  return null;
}

/** Moves the focus to the content, wherever the router has been since the page was loaded. */
export function SkipLink({ label }) {
  const skip = (event) => {
    const main = document.getElementById("main");
    if (main) {
      event.preventDefault();
      main.focus();
      main.scrollIntoView();
    }
  };
  return h("a", { href: "#main", className: "skip", onClick: skip }, label);
}

/** Empties a field once what was sent from it is answered; what was typed meanwhile stays, and so does the focus. */
export function Emptied({ field, said, times }) {
  const before = useRef(times);
  useEffect(() => {
    const box = document.getElementById(field);
    if (box && times !== before.current && box.value.split(/\\s+/).filter(Boolean).join(" ") === said) {
      box.value = "";
    }
    before.current = times;
  }, [times]);
  return null;
}

/** A sentence in the place of a button that was pressed: takes the focus that would fall to the page, and is read. */
export function Landing({ text, now, className }) {
  const place = useRef(null);
  useEffect(() => {
    const at = document.activeElement;
    if (now && (!at || at === document.body)) {
      place.current?.focus();
    }
  }, []);
  return h("p", { ref: place, tabIndex: -1, className }, text);
}
"""

# Before anything else runs. In a frame of another site a browser may refuse to store anything, and each look at its
# stores is an error then that would end the page: what is stored there lasts as long as the page instead.
STORES = """
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].getItem("theme");
  } catch {
    const kept = new Map();
    const store = {
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, value) => void kept.set(String(key), String(value)),
      removeItem: (key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
      key: (place) => [...kept.keys()][place] ?? null,
      get length() {
        return kept.size;
      },
    };
    Object.defineProperty(window, name, { configurable: true, value: store });
  }
}
"""

# Before anything is painted. The cookie is the person's choice, set when they sign in; Reflex reads its own store.
FIRST_PAINT = """
try {
  const chosen = (document.cookie.match(/(?:^|; )theme=(light|dark|system)(?:;|$)/) || [])[1];
  if (chosen) {
    localStorage.setItem("theme", chosen);
    const dark = chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.classList.remove("light", "dark");
    document.documentElement.classList.add(dark ? "dark" : "light");
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  }
  const look = (document.cookie.match(/(?:^|; )look=(\\w+\\.\\w+\\.\\w+)(?:;|$)/) || [])[1];
  if (look) {
    const page = document.documentElement.dataset;
    [page.size, page.spacing, page.motion] = look.split(".");
  }
} catch {
  // Without cookies or storage the system's theme stays.
}
"""


class _ThemeKeeper(Component):
    library = "$/utils/learnapp_appearance"
    tag = "ThemeKeeper"

    theme: Var[str]


class _LookKeeper(Component):
    library = "$/utils/learnapp_appearance"
    tag = "LookKeeper"

    look: Var[dict[str, str]]


class _HereKeeper(Component):
    library = "$/utils/learnapp_appearance"
    tag = "HereKeeper"

    path: Var[str]


class _SkipLink(Component):
    library = "$/utils/learnapp_appearance"
    tag = "SkipLink"

    label: Var[str]


class _Emptied(Component):
    library = "$/utils/learnapp_appearance"
    tag = "Emptied"

    field: Var[str]
    said: Var[str]
    times: Var[int]


class _Landing(Component):
    library = "$/utils/learnapp_appearance"
    tag = "Landing"

    text: Var[str]
    now: Var[bool]


def theme_keeper() -> rx.Component:
    """Return something invisible that makes the page follow the reader's own theme."""
    return _ThemeKeeper.create(theme=AppState.theme)


def look_keeper() -> rx.Component:
    """Return something invisible that gives the page the size, spacing and motion of the reader's choice."""
    return _LookKeeper.create(look=AppState.look)


def here_keeper() -> rx.Component:
    """Return something invisible that keeps the current entry of each row of links in view."""
    return _HereKeeper.create(path=AppState.router.url.path)


def skip_link() -> rx.Component:
    """Return the link that jumps over the header."""
    return _SkipLink.create(label=msg("skip"))


def emptied(field: str, said: rx.Var[str], times: rx.Var[int]) -> rx.Component:
    """Return something invisible that empties a field when what was sent from it has been answered.

    Args:
        field: Its id.
        said: What was answered last, with single spaces; a field with other words stays as it is.
        times: How often something was answered.
    """
    return _Emptied.create(field=field, said=said, times=times)


def landing(text: rx.Var[str], now: rx.Var[bool], class_name: str) -> rx.Component:
    """Return a sentence that takes the place of a button when it was just pressed, and its focus with it.

    Args:
        text: The sentence.
        now: Whether it has just been pressed; otherwise the focus stays where it is.
        class_name: Of the sentence.
    """
    return _Landing.create(text=text, now=now, class_name=class_name)
