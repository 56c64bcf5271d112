"""The frame of a simulation: sandboxed, told what to show, and believed nothing that it does not report in shape.

The frame's document has no origin, no cookies and no way to the page; it only posts messages. A message counts when it
comes from this very frame and holds a flat set of finite numbers. Forging one is no more than giving another answer.
"""

from __future__ import annotations

import reflex as rx
from reflex.style import resolved_color_mode
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.components.text import msg
from learnapp.state.base import AppState
from learnapp.state.working import TaskState

MODULE = "learnapp_simulation.js"

SOURCE = """import { createElement as h, startTransition, useEffect, useRef, useState } from "react";

const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 50));
const NAME = /^[a-z]\\w{0,19}$/;

/** Return the state as `name=value` in a fixed order, or null when the message is not in shape. */
function settings(state) {
  if (typeof state !== "object" || state === null || Array.isArray(state)) {
    return null;
  }
  const entries = Object.entries(state);
  const fine = ([name, value]) =>
    NAME.test(name) && typeof value === "number" && Number.isFinite(value) && Math.abs(value) < 1e6;
  if (entries.length === 0 || entries.length > 20 || !entries.every(fine)) {
    return null;
  }
  return entries.map(([name, value]) => `${name}=${Number(value.toFixed(6))}`).sort();
}

export function SimulationFrame({ name, setup, kept, theme, lang, words, title, onReport }) {
  const frame = useRef(null);
  const ready = useRef(false);
  const [height, setHeight] = useState(360);
  const [begun, begin] = useState(false);
  const now = useRef({});
  now.current = { setup, kept, theme, lang, words, onReport };

  const tell = (kind) => {
    const { setup, kept, theme, lang, words } = now.current;
    const state = Object.fromEntries((kept ?? []).map((one) => [one.split("=")[0], Number(one.split("=")[1])]));
    frame.current?.contentWindow?.postMessage({ kind, setup, state, theme, lang, words }, "*");
  };

  useEffect(() => {
    const hear = (event) => {
      if (!frame.current || event.source !== frame.current.contentWindow || event.origin !== "null") {
        return;
      }
      const message = event.data;
      if (message?.kind === "learnapp:ready") {
        ready.current = true;
        tell("learnapp:set-up");
      } else if (message?.kind === "learnapp:size" && Number.isFinite(message.height)) {
        setHeight(Math.min(900, Math.max(120, Math.ceil(message.height))));
      } else if (message?.kind === "learnapp:state") {
        const found = settings(message.state);
        if (found) {
          now.current.onReport(found);
        }
      }
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, []);

  useEffect(() => void (ready.current && tell("learnapp:look")), [theme, lang, words.marker]);

  // A frame is a page of its own and takes as much to begin: the task stands there first.
  useEffect(() => {
    let here = true;
    idle(() => here && startTransition(() => begin(true)), { timeout: 1000 });
    return () => void (here = false);
  }, []);
  if (!begun) {
    return h("div", { className: "simulation", style: { height } });
  }
  return h("iframe", {
    ref: frame,
    src: `/simulations/${name}.html`,
    title,
    sandbox: "allow-scripts",
    referrerPolicy: "no-referrer",
    className: "simulation",
    style: { height },
  });
}
"""


WORDS = {
    "marker": "marker", "slope": "slope", "start": "start", "red": "red", "blue": "blue", "draw": "draw",
    "drawn": "drawn", "takeBoth": "take-both", "shareBoth": "share-both", "undo": "undo", "scale": "scale",
    "points": "points", "there": "there", "line": "line", "markerAt": "marker-at", "markerPast": "marker-past",
    "numberLine": "number-line", "balanceScale": "balance-scale", "slopeExplorer": "slope-explorer",
    "probabilitySampler": "probability-sampler",
}  # fmt: skip


class _SimulationFrame(Component):
    library = "$/utils/learnapp_simulation"
    tag = "SimulationFrame"

    name: Var[str]
    setup: Var[dict[str, float]]
    kept: Var[list[str]]
    theme: Var[str]
    lang: Var[str]
    words: Var[dict[str, str]]
    title: Var[str]
    on_report: rx.EventHandler[rx.event.passthrough_event_spec(list[str])]  # type: ignore[type-arg, valid-type]


def simulation(state: type[TaskState]) -> rx.Component:
    """Return the simulation in which the open step is answered."""
    step = state.step
    return rx.el.div(
        rx.el.p(msg("simulation-how"), class_name="eyebrow"),
        _SimulationFrame.create(
            name=step.simulation,
            setup=step.setup,
            kept=state.parts,
            theme=resolved_color_mode,
            lang=AppState.locale,
            words=rx.Var.create({word: msg(f"simulation-{key}") for word, key in WORDS.items()}).to(dict[str, str]),
            title=msg("simulation-title"),
            on_report=state.simulated,
            key=state.content.content_id + state.content.variant.to(str),
        ),
    )
