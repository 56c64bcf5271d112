"""A form that is long in the writing: who leaves its page by a link or closes the window is asked first."""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.state.base import AppState

MODULE = "learnapp_unsaved.js"

SOURCE = """import { createElement as h, useEffect, useRef } from "react";
import { translate } from "$/utils/learnapp_i18n";

const fields = (form) => [...form.elements].filter((one) => one.name && !["file", "submit"].includes(one.type));
const held = (one) => (["checkbox", "radio"].includes(one.type) ? one.checked : one.value);
const drawn = (one) => (["checkbox", "radio"].includes(one.type) ? one.defaultChecked : one.defaultValue ?? one.value);

/** Whether a link leads away from this page in this window. */
function leads(event, link) {
  const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (elsewhere || link.hasAttribute("download") || (link.target && link.target !== "_self")) {
    return false;
  }
  const to = new URL(link.href, window.location.href);
  return to.pathname !== window.location.pathname || to.search !== window.location.search;
}

/** Stands in a form, and asks before somebody leaves it with what is not saved; a form that was drawn anew is saved. */
export function UnsavedGuard({ locale, question }) {
  const here = useRef(null);
  useEffect(() => {
    const form = here.current?.closest("form");
    if (!form) {
      return;
    }
    // What a field holds when it is drawn; one that is drawn later has what it was drawn with.
    const before = new Map(fields(form).map((one) => [one, held(one)]));
    const changed = () => fields(form).some((one) => held(one) !== (before.has(one) ? before.get(one) : drawn(one)));
    const closing = (event) => changed() && event.preventDefault();
    const leaving = (event) => {
      const link = event.target.closest?.("a[href]");
      if (link && leads(event, link) && changed() && !window.confirm(translate(locale, question))) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    window.addEventListener("beforeunload", closing);
    // Before the page's own links take the press.
    document.addEventListener("click", leaving, true);
    return () => {
      window.removeEventListener("beforeunload", closing);
      document.removeEventListener("click", leaving, true);
    };
  }, [locale, question]);
  return h("span", { ref: here, hidden: true });
}
"""


class _UnsavedGuard(Component):
    library = "$/utils/learnapp_unsaved"
    tag = "UnsavedGuard"

    locale: Var[str]
    question: Var[str]


def unsaved_guard(question: str) -> rx.Component:
    """Return something invisible for the inside of a form whose key changes with each saving.

    Args:
        question: Catalogue key of what is asked; the words have to be among those that the page brings.
    """
    return _UnsavedGuard.create(locale=AppState.locale, question=question)
