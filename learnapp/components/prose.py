"""Texts of content: Markdown with KaTeX, in which HTML is shown and never run.

The part that draws formulas is larger than all the rest of Markdown, so it comes only where there is a formula, and
the words are there before it.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

MODULE, FORMULAS = "learnapp_prose.js", "learnapp_formulas.js"

FORMULAS_SOURCE = """import "katex/dist/katex.min.css";
import rehypeKatex from "rehype-katex";

// No formula is larger than a page, no macro writes a book, and no command of LaTeX makes a link or asks for a file.
export const drawn = [rehypeKatex, { maxSize: 20, maxExpand: 300, trust: false, strict: "ignore" }];
"""

SOURCE = """import { createElement as h, useEffect, useMemo, useState } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";

const read = [remarkMath, remarkGfm];
// A page has one first heading, and not in a text. Of a picture only its words are shown: where it lies could tell
// another place who reads this.
const parts = {
  h1: ({ node, ...props }) => h("h2", props),
  a: ({ node, ...props }) => h("a", { ...props, rel: "noopener noreferrer nofollow" }),
  img: ({ alt }) => h("span", null, alt),
};
let drawn = null;

/** Return the plugin that draws formulas once it is here, false when it cannot be had. */
function useFormulas(wanted) {
  const [state, set] = useState(drawn);
  useEffect(() => {
    if (!wanted || drawn) {
      return undefined;
    }
    let gone = false;
    import("./learnapp_formulas").then(
      (found) => {
        drawn = found.drawn;
        gone || set(drawn);
      },
      () => gone || set(false),
    );
    return () => {
      gone = true;
    };
  }, [wanted]);
  return drawn ?? state;
}

export function Prose({ text }) {
  const said = text ?? "";
  const formulas = useFormulas(said.includes("$"));
  const shown = useMemo(
    () => h(ReactMarkdown, { components: parts, remarkPlugins: read, rehypePlugins: formulas ? [formulas] : [] }, said),
    [said, formulas],
  );
  // As LaTeX a formula is shown only when nothing better will come.
  return h("div", { "data-formulas": formulas === false ? "plain" : undefined }, shown);
}
"""


class _Prose(Component):
    library = "$/utils/learnapp_prose"
    tag = "Prose"
    lib_dependencies: list[str] = [
        "react-markdown@10.1.0",
        "remark-math@6.0.0",
        "remark-gfm@4.0.1",
        "rehype-katex@7.0.1",
    ]

    text: Var[str]


def prose(text: rx.Var[str] | str) -> rx.Component:
    """Return Markdown with KaTeX. HTML inside it is shown as text and never run, pictures by their words."""
    return rx.el.div(_Prose.create(text=text), class_name="prose")
