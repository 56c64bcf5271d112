"""A program of others (H5P, SCORM) in a frame without an origin, and the sentences around it.

What the frame says is a stranger's word. It counts when it comes from this very frame and is small and of a known kind;
it is about the task that this page has opened, whatever it says itself. One that never begins, or speaks without end,
is taken away, and the student reads what to do.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.components.item import next_button
from learnapp.components.prose import prose
from learnapp.components.text import msg
from learnapp.state.working import TaskState

MODULE = "learnapp_player.js"

SOURCE = """import { createElement as h, useEffect, useRef, useState } from "react";

const WAIT = 25_000;
const MOST_SAID = 20_000;
const MOST_KEPT = 64_000;
/** A task that sends more messages than this in ten seconds is stopped. */
const MOST_MESSAGES = 300;
const KEEP_EVERY = 2_000;
const SAY_EVERY = 700;
const MOST_WAITING = 20;
/** Said at every click by some tasks: now and then is enough. */
const SMALL = /[/](interacted|progressed|experienced)$/;
const SMALL_EVERY = 20_000;

const asText = (value, most) => {
  try {
    const text = JSON.stringify(value);
    return typeof text === "string" && text.length <= most ? text : "";
  } catch {
    return "";
  }
};

export function PackagePlayer({ content, pack, words, onSaid, onKeep }) {
  const frame = useRef(null);
  const after = useRef(null);
  // What is open stays as it was opened, whatever is drawn around it anew.
  const [opened] = useState(() => ({ ...pack, content }));
  const [height, setHeight] = useState(pack.player === "scorm" ? 640 : 360);
  const [phase, setPhase] = useState("loading");
  const calls = useRef({});
  calls.current = { onSaid, onKeep };

  useEffect(() => {
    let messages = 0;
    let kept = "";
    let keeping = 0;
    let keptAt = 0;
    let saidAt = 0;
    let saying = 0;
    let smallAt = 0;
    const waiting = [];
    const keep = () => {
      clearTimeout(keeping);
      keeping = 0;
      if (kept) {
        keptAt = Date.now();
        calls.current.onKeep(opened.content, kept);
        kept = "";
      }
    };
    const say = () => {
      saying = 0;
      const said = waiting.shift();
      if (said) {
        saidAt = Date.now();
        calls.current.onSaid(opened.content, said);
        plan();
      }
    };
    const plan = () => {
      saying ||= waiting.length && setTimeout(say, Math.max(0, saidAt + SAY_EVERY - Date.now()));
    };
    const statement = (said) => {
      const text = asText(said, MOST_SAID);
      const small = SMALL.test(String(said?.verb?.id ?? ""));
      if (!text || (small && Date.now() - smallAt < SMALL_EVERY) || waiting.length >= MOST_WAITING) {
        return;
      }
      smallAt = small ? Date.now() : smallAt;
      waiting.push(text);
      plan();
    };
    const store = (text) => {
      if (typeof text === "string" && text && text.length <= MOST_KEPT) {
        kept = text;
        keeping ||= setTimeout(keep, Math.max(0, keptAt + KEEP_EVERY - Date.now()));
      }
    };
    const hear = (event) => {
      if (!frame.current || event.source !== frame.current.contentWindow || event.origin !== "null") {
        return;
      }
      messages += 1;
      const message = event.data;
      if (messages > MOST_MESSAGES) {
        setPhase("stopped");
      } else if (typeof message !== "object" || message === null) {
        return;
      } else if (message.kind === "learnapp:ready") {
        setPhase("ready");
      } else if (message.kind === "learnapp:failed") {
        setPhase("failed");
      } else if (message.kind === "learnapp:size" && Number.isFinite(message.height)) {
        const least = opened.player === "scorm" ? 640 : 160;
        setHeight(Math.min(4000, Math.max(least, Math.ceil(message.height))));
      } else if (message.kind === "learnapp:statement" && opened.player === "h5p") {
        statement(message.statement);
      } else if (message.kind === "learnapp:state" && opened.player === "h5p") {
        store(message.state);
      } else if (message.kind === "learnapp:cmi" && opened.player === "scorm") {
        store(asText(message.cmi, MOST_KEPT));
      }
    };
    const leave = () => document.visibilityState === "hidden" && keep();
    const late = setTimeout(() => setPhase((now) => (now === "loading" ? "late" : now)), WAIT);
    const quiet = setInterval(() => (messages = 0), 10_000);
    window.addEventListener("message", hear);
    document.addEventListener("visibilitychange", leave);
    return () => {
      keep();
      clearTimeout(late);
      clearTimeout(saying);
      clearInterval(quiet);
      window.removeEventListener("message", hear);
      document.removeEventListener("visibilitychange", leave);
    };
  }, []);

  const away = phase === "failed" || phase === "stopped" || phase === "late";
  return h(
    "div",
    { className: "stack-s" },
    h("button", { type: "button", className: "sr-focus", onClick: () => after.current.focus() }, words.skip),
    h("p", { role: "status", className: away ? "note" : phase === "loading" ? "soft" : "sr" }, words[phase]),
    away
      ? h("button", { type: "button", className: "button", onClick: () => location.reload() }, words.again)
      : null,
    phase === "failed" || phase === "stopped"
      ? null
      : h("iframe", {
          ref: frame,
          src: opened.src,
          name: opened.start,
          title: words.title,
          sandbox: "allow-scripts allow-forms",
          referrerPolicy: "no-referrer",
          className: "simulation player",
          style: { height },
        }),
    h("p", { ref: after, tabIndex: -1, className: "soft small" }, words.about),
  );
}
"""

_WORDS = {
    "skip": "player-skip", "loading": "loading", "ready": "player-ready", "failed": "player-failed",
    "stopped": "player-stopped", "late": "player-late", "again": "player-again", "about": "player-about",
}  # fmt: skip


class _PackagePlayer(Component):
    library = "$/utils/learnapp_player"
    tag = "PackagePlayer"

    content: Var[str]
    pack: Var[dict[str, object]]
    words: Var[dict[str, str]]
    on_said: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]  # type: ignore[type-arg, valid-type]
    on_keep: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]  # type: ignore[type-arg, valid-type]


def player(state: type[TaskState]) -> rx.Component:
    """Return the program of the open content, what it claims, and the way on once it was worked through."""
    content = state.content
    words = {word: msg(key) for word, key in _WORDS.items()} | {"title": content.title}
    return rx.el.article(
        rx.cond(content.body != "", prose(content.body)),
        # A page that is opened again first has what it had before: a program that began with that would store it again.
        rx.cond(
            state.is_hydrated,
            _PackagePlayer.create(
                content=content.content_id,
                pack=content.package.to(dict[str, object]),
                words=rx.Var.create(words).to(dict[str, str]),
                on_said=state.played,
                on_keep=state.keep_played,
                key=content.content_id,
            ),
        ),
        rx.el.div(
            rx.cond(
                content.package.claimed >= 0,
                rx.el.p(msg("player-claimed", share=content.package.claimed), class_name="small"),
            ),
            rx.cond(
                content.done,
                rx.el.div(
                    rx.el.strong("✓ ", msg("player-done"), style={"color": "var(--good)"}),
                    next_button(state),
                    class_name="row",
                ),
            ),
            role="status",
            class_name="stack-s",
            style={"margin-top": "1.5rem"},
        ),
    )
