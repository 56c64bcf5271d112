"""The clock of a test: it counts down what the server has said is left, whatever the device's own clock shows.

It is read out politely when five minutes and one minute are left, and can be hidden. Shortly before the end the field
that is being typed in is left, so that what stands in it is saved. In a break it counts down what is left of the break,
and asks the server to go on when that is over.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.components.text import msg
from learnapp.state.base import AppState
from learnapp.state.student.quiz import QuizState

MODULE = "learnapp_quiz_clock.js"

SOURCE = """import { createElement as h, useEffect, useRef, useState } from "react";
import { translate } from "$/utils/learnapp_i18n";

const TOLD = [300, 60];
const LEAVES_AT = 4;
const AGAIN_AFTER = 10000;

/** Seconds that are left of a test or of a break, from what the server has said and a clock that nobody can set. */
export function TestClock({ left, locale, hidden, rest, onOver }) {
  const [seconds, setSeconds] = useState(left);
  const [said, say] = useState("");
  const asked = useRef(-Infinity);

  useEffect(() => {
    const began = performance.now();
    let before = left;
    asked.current = -Infinity;
    setSeconds(left);
    const tick = () => {
      const now = Math.max(0, left - Math.floor((performance.now() - began) / 1000));
      const passed = TOLD.find((mark) => before > mark && now <= mark);
      if (passed) {
        say(translate(locale, rest ? "quiz-rest-told" : "quiz-clock-told", { minutes: Math.round(passed / 60) }));
      }
      if (!rest && before > LEAVES_AT && now <= LEAVES_AT) {
        document.activeElement?.blur?.();
      }
      before = now;
      setSeconds(now);
      // A little later than zero: the server forgives a moment, and answers that were on their way come first. After a
      // break the clock runs: it is asked at once, and again until the page has left the break.
      const at = performance.now();
      const due = rest ? at - asked.current > AGAIN_AFTER : asked.current < 0;
      if (now === 0 && due && at - began > (rest ? left : left + 6) * 1000) {
        asked.current = at;
        onOver();
      }
    };
    const timer = setInterval(tick, 500);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [left, locale, rest]);

  const minutes = Math.floor(seconds / 60);
  const text = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  return h(
    "span",
    { className: "test-clock" },
    hidden ? null : h("span", { role: "timer", "aria-live": "off", className: "nowrap" }, text),
    h("span", { role: "status", className: "sr" }, said),
  );
}
"""


class _TestClock(Component):
    library = "$/utils/learnapp_quiz_clock"
    tag = "TestClock"

    left: Var[int]
    locale: Var[str]
    hidden: Var[bool]
    rest: Var[bool]
    on_over: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def quiz_clock() -> rx.Component:
    """Return the time that is left, with a button that hides it; nothing where there is no limit."""
    state = QuizState
    return rx.cond(
        state.sitting.left_s >= 0,
        rx.el.div(
            rx.cond(state.clock_hidden, rx.fragment(), rx.el.span(msg("quiz-clock"), class_name="soft small")),
            _TestClock.create(
                left=state.sitting.left_s,
                locale=AppState.locale,
                hidden=state.clock_hidden,
                rest=False,
                on_over=state.time_over,
                key="clock" + state.sitting.attempt_id.to(str) + state.begun.to(str),
            ),
            rx.el.button(
                rx.cond(state.clock_hidden, msg("quiz-clock-show"), msg("quiz-clock-hide")),
                type="button",
                on_click=state.toggle_clock,
                class_name="button plain small",
            ),
            class_name="row",
        ),
        rx.el.span(msg("quiz-no-limit"), class_name="soft small"),
    )


def rest_clock() -> rx.Component:
    """Return what is left of a break, and what will be left of the test after it; the page goes on by itself then."""
    state = QuizState
    return rx.fragment(
        rx.el.p(
            msg("quiz-rest"),
            " ",
            _TestClock.create(
                left=state.sitting.break_left_s,
                locale=AppState.locale,
                hidden=False,
                rest=True,
                on_over=state.time_over,
                key="rest" + state.sitting.attempt_id.to(str) + state.sitting.breaks.to(str),
            ),
            class_name="lead",
        ),
        rx.cond(
            state.sitting.left_s >= 0,
            rx.el.p(msg("quiz-rest-then", minutes=state.sitting.left_s // 60), class_name="soft"),
        ),
    )
