"""Short messages over the page: what went wrong and what was done, in the reader's language."""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.state.base import AppState

MODULE = "learnapp_notice.js"

# Reflex sends a toast as JavaScript for the page to evaluate, which our content policy rightly forbids. Here the
# message travels as data, and Reflex's own toaster shows it.
SOURCE = """import { useEffect } from "react";
import { toast } from "sonner";

const SHOWN = "learnapp-notice";

/** Shows each message once, also when the page is loaded again. */
export function Notices({ notice }) {
  useEffect(() => {
    if (!notice?.serial || sessionStorage.getItem(SHOWN) === notice.serial) {
      return;
    }
    sessionStorage.setItem(SHOWN, notice.serial);
    const bad = notice.kind === "error";
    toast[bad ? "error" : "success"](notice.text, {
      description: notice.detail || undefined,
      duration: bad ? 10000 : 5000,
      closeButton: true,
    });
  }, [notice?.serial]);
  return null;
}
"""


class _Notices(Component):
    library = "$/utils/learnapp_notice"
    tag = "Notices"

    notice: Var[dict[str, str]]


def notices() -> rx.Component:
    """Return what shows the messages of the server."""
    return _Notices.create(notice=AppState.notice)
