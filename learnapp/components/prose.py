"""Texts of content: Markdown with KaTeX, in which HTML is shown and never run.

The part that draws formulas is larger than all the rest of Markdown, so it comes only where there is a formula, after
the words are on the screen, and draws a few formulas at a time.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

MODULE, FORMULAS = "learnapp_prose.js", "learnapp_formulas.js"

FORMULAS_SOURCE = """import "katex/dist/katex.min.css";
import katex from "katex";

// No formula is larger than a page, no macro writes a book, and no command of LaTeX makes a link or asks for a file.
const limits = { maxSize: 20, maxExpand: 300, trust: false, strict: "ignore", throwOnError: false };

/** Draw a formula into an element. */
export function draw(place, tex, display) {
  katex.render(tex, place, { ...limits, displayMode: display });
}
"""

SOURCE = """import { createElement as h, useLayoutEffect, useMemo, useRef } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";

const read = [remarkMath, remarkGfm];
const calm = globalThis.requestIdleCallback ?? ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 30));
const waiting = new Set();
let draw = null;
let asked = false;

/** Show a formula as LaTeX, since nothing better will come. */
function plain(place) {
  delete place.dataset.waiting;
}

/** Draw what waits, a few at a time, so that a long text never keeps a slow computer from answering. */
function work(deadline) {
  for (const one of waiting) {
    waiting.delete(one);
    try {
      draw(one.place, one.tex, one.display);
    } catch {
      one.place.textContent = one.tex;
    }
    plain(one.place);
    if (deadline.timeRemaining() < 4) {
      break;
    }
  }
  waiting.size && calm(work, { timeout: 200 });
}

/** Ask for what draws formulas once the words are on the screen, and draw. */
function begin() {
  if (asked) {
    draw && calm(work, { timeout: 200 });
    return;
  }
  asked = true;
  const ask = () =>
    import("./learnapp_formulas").then(
      (found) => {
        draw = found.draw;
        work({ timeRemaining: () => 8 });
      },
      () => {
        asked = false;
        waiting.forEach(({ place }) => plain(place));
        waiting.clear();
      },
    );
  requestAnimationFrame(() => calm(ask, { timeout: 300 }));
}

function Formula({ tex, display }) {
  const place = useRef(null);
  useLayoutEffect(() => {
    const one = { place: place.current, tex, display };
    one.place.textContent = tex;
    one.place.dataset.waiting = "";
    waiting.add(one);
    waiting.size === 1 && begin();
    return () => waiting.delete(one);
  }, [tex, display]);
  return h(display ? "div" : "span", { className: "formula", ref: place });
}

const letters = (node) => (node.type === "text" ? node.value : (node.children ?? []).map(letters).join(""));
const isFormula = (node) => node?.properties?.className?.includes?.("language-math");

// A page has one first heading, and not in a text. Of a picture that does not lie here under a signed address only the
// words are shown: where it lies could tell another place who reads this.
const ours = /^\\/media\\/[0-9a-f-]{36}\\/[0-9a-f]{64}\\.(png|jpg)\\?until=\\d+&mark=[0-9a-f]{40}$/;
const parts = {
  h1: ({ node, ...props }) => h("h2", props),
  a: ({ node, ...props }) => h("a", { ...props, rel: "noopener noreferrer nofollow" }),
  img: ({ alt, src }) => (ours.test(src ?? "") ? h("img", { src, alt, loading: "lazy" }) : h("span", null, alt)),
  code: ({ node, ...props }) => (isFormula(node) ? h(Formula, { tex: letters(node) }) : h("code", props)),
  pre: ({ node, ...props }) =>
    isFormula(node.children[0]) ? h(Formula, { tex: letters(node), display: true }) : h("pre", props),
};

export function Prose({ text }) {
  const shown = useMemo(() => h(ReactMarkdown, { components: parts, remarkPlugins: read }, text ?? ""), [text]);
  return h("div", null, shown);
}
"""


class _Prose(Component):
    library = "$/utils/learnapp_prose"
    tag = "Prose"
    lib_dependencies: list[str] = [
        "react-markdown@10.1.0",
        "remark-math@6.0.0",
        "remark-gfm@4.0.1",
        "katex@0.16.47",
    ]

    text: Var[str]


def prose(text: rx.Var[str] | str) -> rx.Component:
    """Return Markdown with KaTeX. HTML in it is shown as text and never run, pictures of elsewhere by their words."""
    return rx.el.div(_Prose.create(text=text), class_name="prose")
