"""Putting a picture of one's own into a text: its words first, then the file, which is sent and stands in the field."""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.components.text import msg
from learnapp.state.author_item import MOST_PICTURE_MB, AuthorItemState
from learnapp.state.base import AppState

MODULE = "learnapp_author_picture.js"

SOURCE = """import { createElement as h, useEffect, useRef, useState } from "react";
import { translate } from "$/utils/learnapp_i18n";

const FIELDS = "textarea[data-pictures]";

/** Write a line into a field where its reader was last, apart from what stands around it, as if it had been typed. */
function put(field, line) {
  const at = field.selectionEnd;
  const before = field.value.slice(0, at);
  const after = field.value.slice(at);
  const gap = (text, end) => (!text || (end ? text.endsWith("\\n\\n") : text.startsWith("\\n\\n")) ? "" : "\\n\\n");
  field.setRangeText(gap(before, true) + line + gap(after, false), at, at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

/** The words of a picture, its file, and what became of it. */
export function PictureSender({ address, locale, most, accept }) {
  const [alt, setAlt] = useState("");
  const [file, setFile] = useState(null);
  const [sending, setSending] = useState(false);
  const [said, setSaid] = useState({});
  const last = useRef(null);
  const chooser = useRef(null);
  const say = (key, args) => translate(locale, key, args);
  useEffect(() => {
    const seen = ({ target }) => target.matches?.(FIELDS) && (last.current = target);
    document.addEventListener("focusin", seen);
    return () => document.removeEventListener("focusin", seen);
  }, []);
  const fail = (text) => setSaid({ bad: text });
  const send = async () => {
    if (!alt.trim()) {
      fail(say("author-picture-needs-words"));
      return;
    }
    if (!file) {
      fail(say("author-picture-needs-file"));
      return;
    }
    if (file.size > most * 1024 * 1024) {
      fail(say("author-picture-too-large", { most }));
      return;
    }
    setSending(true);
    setSaid({});
    try {
      const answer = await fetch(address, {
        method: "POST", body: file, headers: { "X-Alternative-Text": encodeURIComponent(alt) },
      });
      const got = await answer.json();
      if (answer.status !== 202) {
        const large = got.error?.code === "too_large";
        fail(large ? say("author-picture-too-large", { most }) : say("error-" + (got.error?.code ?? "unexpected")));
        return;
      }
      const field = last.current?.isConnected ? last.current : document.querySelector(FIELDS);
      put(field, got.picture);
      setSaid({ good: say("author-picture-there") });
      setAlt("");
      setFile(null);
      chooser.current.value = "";
    } catch {
      fail(say("error-unavailable"));
    } finally {
      setSending(false);
    }
  };
  return h(
    "div",
    { className: "stack-s" },
    h(
      "div",
      { className: "field" },
      h("label", { htmlFor: "picture-words" }, say("author-picture-words")),
      h("input", {
        id: "picture-words", className: "input", value: alt, maxLength: 300, autoComplete: "off", required: true,
        onChange: (event) => setAlt(event.target.value),
      }),
    ),
    h(
      "div",
      { className: "field" },
      h("label", { htmlFor: "picture-file" }, say("author-picture-file", { most })),
      h("input", {
        id: "picture-file", type: "file", accept, ref: chooser, className: "input file", disabled: sending,
        onChange: (event) => setFile(event.target.files?.[0] ?? null),
      }),
    ),
    h(
      "div",
      { className: "row" },
      h(
        "button",
        { type: "button", className: "button", disabled: sending, onClick: send },
        sending ? say("author-picture-sending") : say("author-picture-put"),
      ),
    ),
    h("div", { role: "alert" }, said.bad && h("p", { className: "note bad" }, said.bad)),
    h("div", { role: "status" }, said.good && h("p", { className: "note good" }, said.good)),
  );
}
"""


class _PictureSender(Component):
    library = "$/utils/learnapp_author_picture"
    tag = "PictureSender"

    address: Var[str]
    locale: Var[str]
    most: Var[int]
    accept: Var[str]


def pictures() -> rx.Component:
    """Return the form that puts a picture into the field that was written in last; it stands outside of other forms."""
    form = AuthorItemState.form
    return rx.el.details(
        rx.el.summary(msg("author-picture")),
        rx.el.p(msg("author-picture-text"), class_name="soft small"),
        _PictureSender.create(
            address="/api/v1/authoring/courses/" + form.course_id + "/pictures",
            locale=AppState.locale,
            most=MOST_PICTURE_MB,
            accept=".png,.jpg,.jpeg,.webp,.gif,.bmp",
        ),
        class_name="card quiet",
    )
