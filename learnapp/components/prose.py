"""Texts of content: Markdown with KaTeX, in which HTML is shown and never run.

Three parts, so that a slow line brings what a page needs first: words without any mark are shown at once; what reads
Markdown comes beside the page and not before it; what draws formulas is larger than all the rest, comes only where
there is a formula, after the words are on the screen, and draws a few formulas at a time.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.utils.imports import ImportDict
from reflex_base.vars.base import Var

MODULE, MARKDOWN, FORMULAS = "learnapp_prose.js", "learnapp_markdown.js", "learnapp_formulas.js"
SOON = "learnapp_markdown_soon.js"

FORMULAS_SOURCE = """import "katex/dist/katex.min.css";
import katex from "katex";

// No formula is larger than a page, no macro writes a book, and no command of LaTeX makes a link or asks for a file.
const limits = { maxSize: 20, maxExpand: 300, trust: false, strict: "ignore", throwOnError: false };

/** Draw a formula into an element. */
export function draw(place, tex, display) {
  katex.render(tex, place, { ...limits, displayMode: display });
}
"""

SOURCE = """import { createElement as h, startTransition, useEffect, useState } from "react";

// What holds none of these is the same in Markdown: no mark, no second line, no address, no list, nothing indented.
const marked = /[\\\\`*_~[\\]<>$|&\\r\\n\\t@]|https?:|www\\.|ftp:|^\\s*(#|[-+=]|\\d+[.)])|^ {4}/i;
let Markdown = null;
let asked = null;

/** Ask for what reads Markdown, once; where it did not come, the next text asks again. */
export function ask() {
  asked ??= import("./learnapp_markdown").then(
    (found) => void (Markdown = found.Markdown),
    () => void (asked = null),
  );
  return asked;
}

export function Prose({ text }) {
  const [answer, came] = useState("");
  const said = text ?? "";
  const waits = !Markdown && answer === "" && marked.test(said);
  useEffect(() => {
    let here = true;
    waits && ask().then(() => here && startTransition(() => came(Markdown ? "read" : "gone")));
    return () => void (here = false);
  }, [waits]);
  if (Markdown) {
    return h(Markdown, { text: said });
  }
  // It keeps its room, so that little moves when it is read; if that never comes, the words stand as they were written.
  return h("div", { "data-waiting": waits ? "" : undefined }, said && h("p", null, said));
}
"""

SOON_SOURCE = """import { ask } from "./learnapp_prose";

// Nearly everybody meets a text with marks on such a page: what reads them comes beside the page.
typeof window !== "undefined" && setTimeout(ask, 0);
"""

MARKDOWN_SOURCE = """import { createElement as h, useLayoutEffect, useMemo, useRef } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";

const read = [remarkMath, remarkGfm];
const calm = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 30));
const AT_ONCE = 8; // milliseconds
const waiting = new Set();
let draw = null;
let asked = false;

/** Show a formula as LaTeX, since nothing better will come. */
function plain(place) {
  delete place.dataset.waiting;
}

/** Draw what waits, a few at a time, so that a long text never keeps a slow computer from answering. */
function work() {
  const until = performance.now() + AT_ONCE;
  for (const one of waiting) {
    waiting.delete(one);
    try {
      draw(one.place, one.tex, one.display);
    } catch {
      one.place.textContent = one.tex;
    }
    plain(one.place);
    if (performance.now() > until) {
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
        calm(work, { timeout: 200 });
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

// What says something about another place of the text is read with it: a note, an address kept apart, HTML; and a fence
// that stands in ends with the list it is in.
const bound = /^ {0,3}(?:\\[[^\\]]+\\]:|<)|\\[\\^|^ {1,3}(?:`{3}|~{3}|\\${2})/m;
const fence = /^(`{3,}|~{3,}|\\${2,})/;
// After an empty line, this begins something new, and belongs to no list, quotation or code before it.
const fresh = /^(?![-+*>\\s]|\\d+[.)])./;

/** Return a text in pieces that can be read each by itself: of a long one a page can draw a few and answer between. */
function pieces(text) {
  if (bound.test(text)) {
    return [text];
  }
  const found = [[]];
  let closing = null;
  let empty = false;
  for (const line of text.split(/\\r\\n|\\r|\\n/)) {
    if (empty && !closing && fresh.test(line)) {
      found.push([]);
    }
    found.at(-1).push(line);
    const mark = fence.exec(line)?.[1];
    if (closing) {
      closing = mark?.startsWith(closing) && line.trim() === mark ? null : closing;
    } else if (mark && !(mark[0] !== "~" && line.trim().slice(mark.length).includes(mark[0]))) {
      closing = mark;
    }
    empty = line.trim() === "";
  }
  return found.map((lines) => lines.join("\\n"));
}

function Piece({ text }) {
  return useMemo(() => h(ReactMarkdown, { components: parts, remarkPlugins: read }, text), [text]);
}

export function Markdown({ text }) {
  const found = useMemo(() => pieces(text), [text]);
  return h("div", null, found.map((piece, n) => h(Piece, { key: n, text: piece })));
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


class _CommonProse(_Prose):
    def add_imports(self) -> ImportDict:
        return {"": "$/utils/learnapp_markdown_soon"}


def prose(text: rx.Var[str] | str, *, rare: bool = False) -> rx.Component:
    """Return Markdown with KaTeX. HTML in it is shown as text and never run, pictures of elsewhere by their words.

    Args:
        text: The Markdown.
        rare: Few readers of the page see it: what reads Markdown comes when a text wants it, not with the page.
    """
    kind = _Prose if rare else _CommonProse
    return rx.el.div(kind.create(text=text), class_name="prose")
