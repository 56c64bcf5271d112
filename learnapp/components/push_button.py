"""The button with which a browser is let show notifications: the browser asks only after this press."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.components.text import msg

MODULE = "learnapp_push.js"

SOURCE = """import { createElement as h, useState } from "react";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

/** Asks the browser once it is pressed, and hands over where it can be reached. */
export function PushButton({ publicKey, label, unable, refused, failed, onKept }) {
  const [said, say] = useState("");
  const press = async () => {
    if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
      say(unable);
      return;
    }
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        say(refused);
        return;
      }
      await navigator.serviceWorker.register("/push-worker.js");
      const { pushManager } = await navigator.serviceWorker.ready;
      // One with an older key of the school would be refused.
      await (await pushManager.getSubscription())?.unsubscribe();
      const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(publicKey) });
      const { endpoint, keys } = made.toJSON();
      say("");
      onKept(endpoint, keys.p256dh, keys.auth);
    } catch {
      say(failed);
    }
  };
  return h(
    "div",
    { className: "stack-s" },
    h("button", { type: "button", className: "button", onClick: press }, label),
    h("p", { role: "status", className: "soft small" }, said),
  );
}
"""


class _PushButton(Component):
    library = "$/utils/learnapp_push"
    tag = "PushButton"

    public_key: Var[str]
    label: Var[str]
    unable: Var[str]
    refused: Var[str]
    failed: Var[str]
    on_kept: rx.EventHandler[rx.event.passthrough_event_spec(str, str, str)]  # type: ignore[type-arg, valid-type]


def push_button(public_key: Any, on_kept: Any) -> rx.Component:
    """Return the button.

    Args:
        public_key: Of the institution, in base64url.
        on_kept: Takes the address of the browser and its two keys.
    """
    return _PushButton.create(
        public_key=public_key, label=msg("way-browser-on"), unable=msg("way-browser-unable"),
        refused=msg("way-browser-refused"), failed=msg("way-browser-failed"), on_kept=on_kept,
    )  # fmt: skip
