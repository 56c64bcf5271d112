"""Two things that only the browser can do: send a file and say how far it is, and ask again every few seconds."""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.state.base import AppState

MODULE = "learnapp_transfer.js"

SOURCE = """import { createElement as h, useEffect, useRef, useState } from "react";
import { translate } from "$/utils/learnapp_i18n";

/** A file input that sends the file as the body of one request and shows how far it is. */
export function FileSender({ address, locale, label, accept, most, tooLarge, name, onDone }) {
  const [sending, setSending] = useState(null);
  const [refused, setRefused] = useState("");
  const request = useRef(null);
  useEffect(() => () => request.current?.abort(), []);
  const end = (code) => {
    request.current = null;
    setSending(null);
    setRefused(code);
  };
  const send = (file) => {
    // What the server would refuse at its end is not sent first.
    if (most && file.size > most * 1024 * 1024) {
      setRefused("too_large");
      return;
    }
    const xhr = new XMLHttpRequest();
    request.current = xhr;
    setRefused("");
    setSending({ name: file.name, share: 0 });
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) {
        setSending({ name: file.name, share: Math.floor((100 * event.loaded) / event.total) });
      }
    };
    xhr.onload = () => {
      let answer = {};
      try {
        answer = JSON.parse(xhr.responseText);
      } catch {
        // A proxy's own page: the code below says that something broke.
      }
      if (xhr.status === 202) {
        end("");
        onDone(answer.import_id ?? answer.logo ?? answer.file);
      } else {
        end(answer.error?.code ?? (xhr.status === 413 ? "too_large" : "unexpected"));
      }
    };
    xhr.onerror = () => end("unavailable");
    xhr.onabort = () => end("");
    xhr.open("POST", address);
    xhr.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    xhr.send(file);
  };
  const say = (key, args) => translate(locale, key, args);
  const text = sending && (sending.share < 100 ? say("upload-sending", sending) : say("upload-checking", sending));
  return h(
    "div",
    { className: "stack-s" },
    h("label", { htmlFor: name, className: "label" }, label),
    h("input", {
      id: name,
      type: "file",
      accept,
      disabled: sending !== null,
      className: "input file",
      onChange: (event) => {
        const file = event.target.files?.[0];
        event.target.value = "";
        if (file) {
          send(file);
        }
      },
    }),
    sending &&
      h(
        "div",
        { className: "row" },
        h("progress", { max: 100, value: sending.share, "aria-label": text }),
        h("span", { className: "small" }, text),
        h(
          "button",
          { type: "button", className: "button plain", onClick: () => request.current?.abort() },
          say("upload-cancel"),
        ),
      ),
    h(
      "div",
      { role: "alert" },
      refused &&
        h(
          "p",
          { className: "note bad" },
          refused === "too_large" && most ? say(tooLarge, { most }) : say("error-" + refused),
        ),
    ),
  );
}

/** Calls back every few seconds while it is on the page and the page is seen. */
export function Ticker({ seconds, onTick }) {
  const tick = useRef(onTick);
  tick.current = onTick;
  useEffect(() => {
    const timer = setInterval(() => document.hidden || tick.current(), 1000 * seconds);
    return () => clearInterval(timer);
  }, [seconds]);
  return null;
}
"""


class _FileSender(Component):
    library = "$/utils/learnapp_transfer"
    tag = "FileSender"

    address: Var[str]
    locale: Var[str]
    label: Var[str]
    accept: Var[str]
    most: Var[int]
    too_large: Var[str]
    name: Var[str]
    on_done: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]


class _Ticker(Component):
    library = "$/utils/learnapp_transfer"
    tag = "Ticker"

    seconds: Var[int]
    on_tick: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def file_sender(
    *,
    address: rx.Var[str] | str,
    label: rx.Var[str],
    accept: str,
    name: str,
    on_done: object,
    most: rx.Var[int] | int = 0,
    too_large: str = "upload-too-large",
) -> rx.Component:
    """Return a file input that sends the chosen file at once.

    Args:
        address: HTTP route that takes the file as the body and answers 202 with `import_id`, `logo` or `file`, or an
            error document.
        label: Text of its label.
        accept: File name endings for the browser's dialogue.
        name: Id of the input.
        on_done: Event handler that takes the id or address.
        most: Megabytes at most; a larger file is refused before it is sent. 0: the server alone says so.
        too_large: Catalogue key of what a larger one is told; `$most` is the limit.
    """
    return _FileSender.create(
        address=address, locale=AppState.locale, label=label, accept=accept, most=most, too_large=too_large, name=name,
        on_done=on_done,
    )  # fmt: skip


def ticker(seconds: int, on_tick: object) -> rx.Component:
    """Return something invisible that calls a handler every few seconds for as long as it is on the page."""
    return _Ticker.create(seconds=seconds, on_tick=on_tick)
