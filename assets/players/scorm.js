// The runtime of SCORM 1.2 (scorm-again) in the window of the page itself, with what was stored at the last visit. A
// page that leads to the next one of the same package finds it again there: the frame's name keeps it.
(() => {
  "use strict";

  const { start, tell, measure } = window.learnappFrame;
  const SOON = 300;
  // LogLevel NONE: what a page does wrong is of no use to a student's console.
  const api = new window.Scorm12API({ autocommit: false, logLevel: 5, lmsCommitUrl: false });
  const kept = typeof start.kept === "object" && start.kept !== null ? start.kept : {};
  const again = Object.keys(kept).length > 0;
  const left = kept["cmi.core.exit"] === "suspend" || kept["cmi.core.lesson_status"] === "incomplete";
  const { "cmi.core.exit": _, ...found } = kept;
  const begin = {
    "cmi.core.lesson_status": "not attempted",
    ...found,
    // What the package itself says, in its state of today.
    ...(typeof start.given === "object" && start.given !== null ? start.given : {}),
    "cmi.core.student_id": start.who || "student",
    // No name: the page is a stranger's.
    "cmi.core.student_name": "Student",
    "cmi.core.credit": "credit",
    "cmi.core.lesson_mode": "normal",
    "cmi.core.entry": again ? (left ? "resume" : "") : "ab-initio",
  };
  // By name, so that an objective is begun before what is said of it.
  for (const name of Object.keys(begin).sort((one, other) => one.localeCompare(other, "en", { numeric: true }))) {
    try {
      api.setCMIValue(name, begin[name]);
    } catch {
      // What was stored is out of range for the runtime: without it the page begins all the same.
    }
  }

  let later = 0;
  const state = () => {
    const now = { "cmi.core.total_time": api.cmi.getCurrentTotalTime() };
    for (const [name, value] of Object.entries(api.getFlattenedCMI())) {
      if (typeof value === "string" && value !== "") {
        now[name] = value;
      }
    }
    now["cmi.core.exit"] = exit;
    delete now["cmi.core.session_time"];
    return now;
  };
  let open = start.open === true;
  let exit = "";
  const report = () => {
    clearTimeout(later);
    later = 0;
    const now = state();
    window.name = JSON.stringify({ ...start, kept: now, open });
    tell({ kind: "learnapp:cmi", cmi: now });
  };
  const soon = () => {
    later ||= setTimeout(report, SOON);
  };

  if (open) {
    api.LMSInitialize("");
  }
  window.API = {
    LMSInitialize: (nothing) => {
      if (open) {
        return "true";
      }
      const said = String(api.LMSInitialize(nothing));
      open = said === "true";
      return said;
    },
    LMSGetValue: (name) => String(api.LMSGetValue(name)),
    LMSSetValue: (name, value) => {
      const said = String(api.LMSSetValue(name, String(value)));
      if (said === "true") {
        // It may be written and never read, by the standard and by the runtime.
        exit = name === "cmi.core.exit" ? String(value) : exit;
        soon();
      }
      return said;
    },
    LMSCommit: (nothing) => {
      const said = String(api.LMSCommit(nothing));
      report();
      return said;
    },
    LMSFinish: (nothing) => {
      const now = state();
      const said = String(api.LMSFinish(nothing));
      open = false;
      const ended = state();
      clearTimeout(later);
      // What the runtime clears when it ends is what the next visit needs.
      const status = ended["cmi.core.lesson_status"] ?? now["cmi.core.lesson_status"];
      const last = { ...ended, ...now, "cmi.core.lesson_status": status };
      window.name = JSON.stringify({ ...start, kept: last, open });
      tell({ kind: "learnapp:cmi", cmi: last });
      return said;
    },
    LMSGetLastError: () => String(api.LMSGetLastError()),
    LMSGetErrorString: (code) => String(api.LMSGetErrorString(String(code))),
    LMSGetDiagnostic: (code) => String(api.LMSGetDiagnostic(String(code))),
  };

  // A page may stand in a frame of another one of its package: it has a runtime of its own, and its word is passed on.
  // Its frame is known by its parent, which even a foreign window tells.
  window.addEventListener("message", (event) => {
    const inner = event.source && event.source !== window && event.source.parent === window;
    if (inner && event.data?.kind === "learnapp:cmi") {
      tell({ kind: "learnapp:cmi", cmi: event.data.cmi });
    }
  });

  window.addEventListener("pagehide", () => later && report());
  window.addEventListener("DOMContentLoaded", () => {
    tell({ kind: "learnapp:ready" });
    measure();
    if (start.reports === false) {
      tell({ kind: "learnapp:cmi", cmi: { "cmi.core.lesson_status": "completed" } });
    }
  });
})();
