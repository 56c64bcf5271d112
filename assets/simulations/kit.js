/* What every simulation shares: it hears what to show, reports its state, and tells how tall it is. */
"use strict";

const kit = (() => {
  let words = {};
  let timer = null;
  const post = (message) => window.parent.postMessage(message, "*");
  const size = () => post({ kind: "learnapp:size", height: document.body.getBoundingClientRect().height });

  /** Begin: `begin({setup, state})` once, `draw()` whenever words or theme have changed. */
  const start = (begin, draw) => {
    let begun = false;
    window.addEventListener("message", (event) => {
      const message = event.data;
      if (event.source !== window.parent || !String(message?.kind).startsWith("learnapp:")) {
        return;
      }
      words = message.words ?? {};
      document.documentElement.lang = String(message.lang ?? "en");
      document.title = say(document.body.dataset.title);
      document.documentElement.dataset.theme = message.theme === "dark" ? "dark" : "light";
      if (!begun) {
        begun = true;
        begin({ setup: message.setup ?? {}, state: message.state ?? {} });
      }
      draw();
      size();
    });
    new ResizeObserver(size).observe(document.body);
    post({ kind: "learnapp:ready" });
  };

  /** Report the state a moment after the last change. */
  const report = (state) => {
    clearTimeout(timer);
    timer = setTimeout(() => post({ kind: "learnapp:state", state }), 150);
  };

  /** Return a word of the reader's language, with %1, %2 … put in. */
  const say = (key, ...values) => values.reduce((text, value, i) => text.replace(`%${i + 1}`, value), words[key] ?? key);

  /** Return an SVG element. */
  const svg = (tag, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  };

  const find = (id) => document.getElementById(id);

  /** Show a slider's value in words, and let it be read out like that. */
  const tell = (slider, text) => {
    slider.setAttribute("aria-valuetext", text);
    find(`${slider.id}-value`).textContent = text;
  };
  return { start, report, say, svg, find, tell };
})();
