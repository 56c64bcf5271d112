"""What is heavy waits until it is about to be seen: charts bring 350 KB of script."""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

MODULE = "learnapp_seen.js"

SOURCE = """import { createElement as h, useEffect, useRef, useState } from "react";

/** Shows its children once the reader comes near them, or prints; until then their place is kept. */
export function WhenSeen({ height, className, children }) {
  const place = useRef(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen) {
      return;
    }
    const show = () => setSeen(true);
    const near = new IntersectionObserver((all) => all.some((one) => one.isIntersecting) && show(), {
      rootMargin: "150px",
    });
    near.observe(place.current);
    window.addEventListener("learnapp-print", show);
    window.addEventListener("beforeprint", show);
    return () => {
      near.disconnect();
      window.removeEventListener("learnapp-print", show);
      window.removeEventListener("beforeprint", show);
    };
  }, [seen]);
  const look = { ref: place, className: `when-seen ${className ?? ""}`, style: { minHeight: height } };
  return h("div", look, seen ? children : null);
}

/** Prints the page as soon as its charts are drawn; one that never comes is not waited for. */
async function printWhole() {
  window.dispatchEvent(new Event("learnapp-print"));
  for (let wait = 0; wait < 40; wait += 1) {
    await new Promise((go) => setTimeout(go, 100));
    const places = [...document.querySelectorAll(".when-seen")].filter((place) => place.offsetParent);
    if (places.every((place) => place.querySelector(".js-plotly-plot .main-svg"))) {
      break;
    }
  }
  window.print();
}

export function PrintButton({ label }) {
  return h("button", { type: "button", className: "button small", onClick: printWhole }, label);
}
"""


class _WhenSeen(Component):
    library = "$/utils/learnapp_seen"
    tag = "WhenSeen"

    height: Var[str]


class _PrintButton(Component):
    library = "$/utils/learnapp_seen"
    tag = "PrintButton"

    label: Var[str]


def when_seen(*children: rx.Component, height: str, class_name: str = "") -> rx.Component:
    """Return a place of this height that is filled when the reader comes near it, and before the page is printed."""
    return _WhenSeen.create(*children, height=height, class_name=class_name)


def whole_page_printer(label: rx.Var[str]) -> rx.Component:
    """Return the button that waits for what has not been seen yet and then opens the browser's own dialogue."""
    return _PrintButton.create(label=label)
