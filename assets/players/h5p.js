// Runs the real player of H5P (h5p-standalone) on the package beside this page, and tells the page around it what the
// task says of itself (xAPI) and what it wants to find at the next visit.
(() => {
  "use strict";

  const { start, tell, measure } = window.learnappFrame;
  const files = location.href.replace(/\/play([?#].*)?$/, "/files");
  const player = new URL("/players/h5p-standalone/", location.href).href;
  const TASK = "task";
  const KEEP_EVERY = 15_000;
  document.documentElement.lang = start.language || "en";

  const kept = start.kept && typeof start.kept.state === "string" ? start.kept.state : "";
  let last = kept;

  const keep = () => {
    const task = window.H5P?.instances?.[0];
    if (!task || typeof task.getCurrentState !== "function") {
      return;
    }
    try {
      const state = JSON.stringify(task.getCurrentState());
      if (state && state !== last) {
        last = state;
        tell({ kind: "learnapp:state", state });
      }
    } catch {
      // A task that cannot say where it stands begins anew next time.
    }
  };

  const failed = () => tell({ kind: "learnapp:failed" });
  if (!window.H5PStandalone) {
    failed();
    return;
  }
  new window.H5PStandalone.H5P(document.getElementById("task"), {
    id: TASK,
    h5pJsonPath: files,
    frameJs: `${player}frame.bundle.js`,
    frameCss: `${player}styles/h5p.css`,
    // Without an origin a frame cannot write into one of its own: the task stands in this document.
    embedType: "div",
    icon: false,
    // Nothing is sent by the player itself: it knows of no user and no address.
    saveFreq: 86_400,
    contentUserData: kept ? [{ state: kept }] : undefined,
    // What a task says while it begins would be missed otherwise.
    preventH5PInit: false,
  })
    .then(() => {
      const { H5P } = window;
      H5P.externalDispatcher.on("xAPI", (event) => {
        tell({ kind: "learnapp:statement", statement: JSON.parse(JSON.stringify(event.data.statement)) });
        setTimeout(keep, 300);
      });
      H5P.init(document.body);
      H5P.preventInit = false;
      if (!H5P.instances.length) {
        failed();
        return;
      }
      tell({ kind: "learnapp:ready" });
      measure();
      window.addEventListener("resize", () => H5P.instances.forEach((task) => H5P.trigger(task, "resize")));
      setInterval(keep, KEEP_EVERY);
      window.addEventListener("pagehide", keep);
    })
    .catch(failed);
})();
