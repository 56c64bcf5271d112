"""Texts of content: Markdown with KaTeX, in which HTML is shown and never run.

Words without any mark are shown at once. What reads Markdown and writes formulas works in a worker beside the page, so
that a slow computer answers while a long text is read; the page gets lists of elements and draws them a few at a time.
What writes formulas is larger than all the rest, and comes only where there is a formula.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.utils.imports import ImportDict
from reflex_base.vars.base import Var

from learnapp.components.theme import FONT

MODULE, SOON = "learnapp_prose.js", "learnapp_markdown_soon.js"
READER, FORMULAS, LOOK = "learnapp_markdown.js", "learnapp_formulas.js", "learnapp_formulas_look.js"

FORMULAS_SOURCE = """import katex from "katex";

// No formula is larger than a page, no macro writes a book, and no command of LaTeX makes a link or asks for a file.
const limits = { maxSize: 20, maxExpand: 300, trust: false, strict: "ignore", throwOnError: false };

/** Return a formula as HTML, or its LaTeX where it can not be written. */
export function written(tex, display) {
  try {
    return { html: katex.renderToString(tex, { ...limits, displayMode: display }) };
  } catch {
    return { tex };
  }
}
"""

LOOK_SOURCE = """import "katex/dist/katex.min.css";
"""

READER_SOURCE = """import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";

const read = [remarkMath, remarkGfm];
const formula = /\\$[^$]+\\$/;
const PATIENCE = 150; // milliseconds: words do not wait longer for formulas
let formulas = null;
let asked = null;

/** Ask for what writes formulas, once; where it did not come, the next text asks again. */
function ask() {
  asked ??= import("./learnapp_formulas").then(
    (found) => void (formulas = found),
    () => void (asked = null),
  );
  return asked;
}

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

const letters = (node) =>
  Array.isArray(node)
    ? node.map(letters).join("")
    : typeof node === "string"
      ? node
      : letters(node?.props?.children ?? "");
const isFormula = (node) => node?.type === "code" && /\\blanguage-math\\b/.test(node.props.className ?? "");
// Of a picture that does not lie here under a signed address only the words are shown: where it lies could tell another
// place who reads this.
const ours = /^\\/media\\/[0-9a-f-]{36}\\/[0-9a-f]{64}\\.(png|jpg)\\?until=\\d+&mark=[0-9a-f]{40}$/;

/** Return elements as lists that can be sent: [name, properties, ...what is in it]; gather formulas on the way. */
function listed(node, found) {
  if (Array.isArray(node)) {
    return node.flatMap((one) => listed(one, found));
  }
  if (node === null || typeof node !== "object") {
    return node === null || node === undefined || typeof node === "boolean" ? [] : [String(node)];
  }
  const { children, ...props } = node.props;
  const only = Array.isArray(children) && children.length === 1 ? children[0] : children;
  const formula = isFormula(node) ? node : node.type === "pre" && isFormula(only) ? only : null;
  if (formula) {
    found.push({ tex: letters(formula), display: formula !== node });
    return [["formula", found.at(-1)]];
  }
  const inside = listed(children, found);
  switch (node.type) {
    case "h1": // A page has one first heading, and not in a text.
      return [["h2", props, ...inside]];
    case "a":
      return [["a", { ...props, rel: "noopener noreferrer nofollow" }, ...inside]];
    case "img":
      return ours.test(props.src ?? "")
        ? [["img", { src: props.src, alt: props.alt, loading: "lazy" }]]
        : [["span", {}, props.alt ?? ""]];
    default:
      return typeof node.type === "string" ? [[node.type, props, ...inside]] : inside;
  }
}

self.onmessage = async ({ data: { number, text } }) => {
  let answer = null;
  try {
    formula.test(text) && ask(); // Fetched while the text is read.
    const found = [];
    answer = pieces(text).map((piece) => listed(ReactMarkdown({ children: piece, remarkPlugins: read }), found));
    if (found.length && !formulas) {
      await Promise.race([ask(), new Promise((go) => setTimeout(go, PATIENCE))]);
      if (!formulas) {
        // The words come first.
        self.postMessage({ number, pieces: answer, more: true });
        await ask();
      }
    }
    for (const one of found) {
      Object.assign(one, formulas ? formulas.written(one.tex, one.display) : { html: null });
    }
  } catch {
    // A text that can not be read is shown as it was written.
  }
  self.postMessage({ number, pieces: answer });
};
"""

SOURCE = """import { createElement as h, Fragment, startTransition, useEffect, useMemo, useRef, useState } from "react";

// What holds none of these is the same in Markdown: no mark, no second line, no address, no list, nothing indented.
const marked = /[\\\\`*_~[\\]<>$|&\\r\\n\\t@]|https?:|www\\.|ftp:|^\\s*(#|[-+=]|\\d+[.)])|^ {4}/i;
const formula = /\\$[^$]+\\$/;
const waiting = new Map();
let reader = null;
let last = 0;

function give({ number, pieces, more }) {
  waiting.get(number)?.(pieces);
  more || waiting.delete(number);
}

/** Start what reads Markdown beside the page; where it does not come, texts stand as they were written. */
export function begin() {
  if (!reader) {
    reader = new Worker(new URL("./learnapp_markdown.js", import.meta.url), { type: "module" });
    reader.onmessage = ({ data }) => give(data);
    reader.onerror = () => {
      reader?.terminate();
      reader = null;
      [...waiting.keys()].forEach((number) => give({ number, pieces: null }));
    };
  }
  return reader;
}

/** Let a text be read; what it becomes is taken once without and once with its formulas where these take longer. */
function ask(text, take) {
  const number = ++last;
  waiting.set(number, take);
  formula.test(text) && setTimeout(dressed, 0); // Fetched while the text is read, in a turn of its own.
  try {
    begin().postMessage({ number, text });
  } catch {
    give({ number, pieces: null });
  }
}

const written = (node) => node[0] === "formula" && node[1].html;
const some = (node) => Array.isArray(node) && (written(node) || node.slice(2).some(some));
const SOON = 100; // milliseconds: formulas do not wait longer for their letters
const letters = ["1em KaTeX_Main", "italic 1em KaTeX_Math"];
let look = null;

/** Ask for what formulas look like, once: without it each would be seen twice, and measured with other letters. */
function dressed() {
  look ??= import("./learnapp_formulas_look").then(
    () => {
      const loaded = letters.map((one) => document.fonts?.load(one));
      return Promise.race([Promise.allSettled(loaded), new Promise((go) => setTimeout(go, SOON))]);
    },
    () => void (look = null),
  );
  return look;
}

function drawn(node) {
  if (typeof node === "string") {
    return node;
  }
  const [name, props, ...inside] = node;
  if (name !== "formula") {
    return h(name, props, ...inside.map(drawn));
  }
  const place = props.display ? "div" : "span";
  return props.html
    ? h(place, { className: "formula", dangerouslySetInnerHTML: { __html: props.html } })
    : h(place, { className: "formula", "data-waiting": props.html === undefined ? "" : undefined }, props.tex);
}

function Piece({ nodes }) {
  return useMemo(() => h(Fragment, null, ...nodes.map(drawn)), [nodes]);
}

export function Prose({ text }) {
  const said = text ?? "";
  const now = useRef(said);
  const [found, came] = useState(null);
  const plain = !marked.test(said);
  useEffect(() => {
    now.current = said;
    const take = async (pieces) => {
      pieces?.some((nodes) => nodes.some(some)) && (await dressed());
      now.current?.startsWith(said) && startTransition(() => came({ said, pieces }));
    };
    plain || ask(said, take);
  }, [said]);
  useEffect(() => () => void (now.current = null), []);
  // A text that is still being written is shown as far as it has been read.
  const read = !plain && found && said.startsWith(found.said) ? found.pieces : undefined;
  if (read) {
    return h("div", null, read.map((nodes, n) => h(Piece, { key: n, nodes })));
  }
  // It keeps its room, so that little moves when it is read; if that never comes, the words stand as they were written.
  const waits = !plain && read !== null;
  return h("div", { "data-waiting": waits ? "" : undefined }, said && h("p", null, said));
}
"""

SOON_SOURCE = """import { begin } from "./learnapp_prose";

// Nearly everybody meets a text with marks on such a page: what reads them comes beside the page.
typeof window !== "undefined" && setTimeout(begin, 0);
"""


_LETTERS = """// Each file that a typeface could lie in is made ready when the style is read: one is enough, as every
// browser reads it. Until it is there the page's own typeface stands in: to look for another one takes as long.
function lettersOfFormulas() {
  return {
    name: "letters-of-formulas",
    enforce: "pre",
    transform: {
      filter: { id: /katex\\.min\\.css/ },
      handler(code) {
        const other = /,url\\([^)]*\\) format\\("(?:woff|truetype)"\\)/g;
        const found = code.match(other)?.length;
        const asked = code.split("KaTeX_Main,Times New Roman,serif");
        if (!found || asked.length !== 2) {
          this.error("KaTeX's style has another shape: adapt learnapp.components.prose.");
        }
        // A small file would be written into the style, and fetched by everybody with it.
        const short = asked.join('KaTeX_Main,"%(font)s",serif').replace(other, "");
        return { code: short.replaceAll(".woff2)", ".woff2?no-inline)"), map: null };
      },
    },
  };
}

"""


def beside(config: str) -> str:
    """Return Vite's settings so that a worker can fetch its parts when it needs them, and needs no page to read names.

    And so that the style of formulas names one file for each typeface.

    Raises:
        ValueError: The settings have another shape: the pinned version and this function belong together.
    """
    workers, names, plugins = "export default defineConfig((config) => ({", "    alias: [", "\n  plugins: [\n"
    if any(config.count(one) != 1 for one in (workers, names, plugins)):
        raise ValueError("Vite's settings have another shape: adapt learnapp.components.prose.")
    package = "decode-named-character-reference"
    there = f'fileURLToPath(new URL("./node_modules/{package}/index.js", import.meta.url))'
    ours = {
        workers: f'{_LETTERS % {"font": FONT}}{workers}\n  worker: {{ format: "es" }},',
        names: f'{names}\n      {{ find: "{package}", replacement: {there} }},',
        plugins: f"{plugins}    lettersOfFormulas(),\n",
    }
    for theirs, more in ours.items():
        config = config.replace(theirs, more)
    return config


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
