"""How long somebody really was with a page: while it was visible, and something moved within the last minute.

What is reported is a claim of the browser's: the server believes no more than the page has been open, and no more than
is plausible for the content.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.components.text import msg
from learnapp.state.student.learn import LearnState
from learnapp.state.working import TaskState

MODULE = "learnapp_active_time.js"

SOURCE = """import { createElement as h, useEffect, useRef } from "react";
import { useLocation } from "react-router";

const STILL = 60000;
const TICK = 1000;
const MOVES = ["pointermove", "pointerdown", "keydown", "wheel", "scroll", "touchmove", "message"];

/** Count the milliseconds in which the page is visible and somebody is at it; `leave` hears them when it is left. */
function useActiveTime(leave) {
  // One task after another is the same page with another address: it is told before the next one is opened.
  const { pathname } = useLocation();
  const active = useRef(0);
  const last = useRef(leave);
  last.current = leave;

  useEffect(() => {
    let moved = performance.now();
    let counted = moved;
    const count = () => {
      const now = performance.now();
      const until = Math.min(now, moved + STILL);
      if (document.visibilityState === "visible" && until > counted) {
        active.current += Math.min(until - counted, 2 * TICK);
      }
      counted = now;
    };
    const move = () => {
      count();
      moved = performance.now();
    };
    const tell = () => {
      if (last.current && active.current > 0) {
        last.current(Math.round(active.current));
        active.current = 0;
      }
    };
    const turn = () => {
      if (document.visibilityState === "hidden") {
        const now = performance.now();
        active.current += Math.max(0, Math.min(now, moved + STILL, counted + 2 * TICK) - counted);
        counted = now;
        tell();
      } else {
        moved = counted = performance.now();
      }
    };
    const timer = setInterval(count, TICK);
    MOVES.forEach((name) => window.addEventListener(name, move, { passive: true, capture: true }));
    document.addEventListener("visibilitychange", turn);
    return () => {
      count();
      clearInterval(timer);
      MOVES.forEach((name) => window.removeEventListener(name, move, { capture: true }));
      document.removeEventListener("visibilitychange", turn);
      tell();
    };
  }, [pathname]);
  return active;
}

/** The button that says a text was read, and how long that took. */
export function ReadButton({ label, onRead }) {
  const active = useActiveTime(null);
  return h(
    "button",
    { type: "button", className: "button primary", onClick: () => onRead(Math.round(active.current)) },
    label,
  );
}

/** Nothing to see: it tells how long somebody was with what is left now, and with what. */
export function TimeUntilLeft({ what, onLeft }) {
  useActiveTime((ms) => onLeft(what, ms));
  return null;
}
"""


class _ReadButton(Component):
    library = "$/utils/learnapp_active_time"
    tag = "ReadButton"

    label: Var[str]
    on_read: rx.EventHandler[rx.event.passthrough_event_spec(int)]  # type: ignore[type-arg, valid-type]


class _TimeUntilLeft(Component):
    library = "$/utils/learnapp_active_time"
    tag = "TimeUntilLeft"

    what: Var[str]
    on_left: rx.EventHandler[rx.event.passthrough_event_spec(str, int)]  # type: ignore[type-arg, valid-type]


def read_button(state: type[TaskState]) -> rx.Component:
    """Return the button that says a text was read."""
    return _ReadButton.create(
        label=msg("reading-finish"),
        on_read=state.finish_reading,
        key=state.content.content_id,
    )


def time_with_simulation() -> rx.Component:
    """Return what notes the student's time with a simulation that they leave without an answer."""
    return rx.cond(
        LearnState.step.answer_kind == "simulation",
        _TimeUntilLeft.create(
            what=LearnState.content.content_id,
            on_left=LearnState.left_simulation,
            key="time" + LearnState.content.content_id,
        ),
    )
