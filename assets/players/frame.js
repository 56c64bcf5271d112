// What both players need before anything of a stranger runs: what the page around the frame says for a beginning, a way
// to speak to it, and a memory in place of storage and cookies, which a frame without an origin does not have.
(() => {
  "use strict";

  const memory = () => {
    const kept = new Map();
    return {
      get length() {
        return kept.size;
      },
      key: (place) => [...kept.keys()][place] ?? null,
      getItem: (name) => kept.get(String(name)) ?? null,
      setItem: (name, value) => void kept.set(String(name), String(value)),
      removeItem: (name) => void kept.delete(String(name)),
      clear: () => kept.clear(),
    };
  };
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { value: memory(), configurable: true });
  }
  Object.defineProperty(document, "cookie", { get: () => "", set: () => {}, configurable: true });

  const begin = () => {
    try {
      const found = JSON.parse(window.name);
      return typeof found === "object" && found !== null ? found : {};
    } catch {
      return {};
    }
  };

  const page = window.parent;
  window.learnappFrame = {
    start: begin(),
    tell: (message) => page.postMessage(message, "*"),
    /** Tell how high the document is, now and whenever that changes. */
    measure: () => {
      const tell = () => {
        const height = document.body ? document.body.scrollHeight : 0;
        page.postMessage({ kind: "learnapp:size", height }, "*");
      };
      new ResizeObserver(tell).observe(document.body);
      tell();
    },
  };
})();
