// A SCORM 1.2 page as authoring tools make it: it looks for the API as the standard says, and goes on where it was left.
(function () {
  "use strict";

  function find(win) {
    var tries = 0;
    while (!win.API && win.parent && win.parent !== win && tries < 7) {
      tries += 1;
      win = win.parent;
    }
    return win.API || null;
  }

  var api = find(window);
  var steps = [
    ["Look", "1 + 2 + 3 + 4: do the outer two and the inner two make the same?"],
    ["Pair", "1 + 4 = 5 and 2 + 3 = 5: two pairs of the same size."],
    ["Sum", "How much is 1 + 2 + 3 + 4?"]
  ];
  var byId = function (id) { return document.getElementById(id); };
  var at = 0;

  function show() {
    byId("title").textContent = "Step " + (at + 1) + " of " + steps.length + ": " + steps[at][0];
    byId("text").textContent = steps[at][1];
    var last = at === steps.length - 1;
    byId("field").hidden = !last;
    byId("next").textContent = last ? "Check" : "Next";
  }

  if (!api || api.LMSInitialize("") !== "true") {
    byId("title").textContent = "No connection";
    byId("text").textContent = "There is nobody to tell how it goes. Open this page from your course.";
    byId("next").hidden = true;
    return;
  }
  var place = parseInt(api.LMSGetValue("cmi.core.lesson_location"), 10);
  if (place > 0 && place < steps.length) {
    at = place;
    byId("said").textContent = "You left here: " + api.LMSGetValue("cmi.suspend_data");
  }
  if (api.LMSGetValue("cmi.core.lesson_status") === "not attempted") {
    api.LMSSetValue("cmi.core.lesson_status", "incomplete");
  }
  show();

  byId("next").addEventListener("click", function () {
    byId("said").textContent = "";
    if (at < steps.length - 1) {
      at += 1;
      api.LMSSetValue("cmi.core.lesson_location", String(at));
      api.LMSSetValue("cmi.suspend_data", "seen " + at);
      api.LMSSetValue("cmi.core.exit", "suspend");
      api.LMSCommit("");
      show();
      return;
    }
    var right = byId("answer").value.trim() === "10";
    api.LMSSetValue("cmi.core.score.min", "0");
    api.LMSSetValue("cmi.core.score.max", "100");
    api.LMSSetValue("cmi.core.score.raw", right ? "100" : "0");
    api.LMSSetValue("cmi.core.lesson_status", right ? "passed" : "incomplete");
    api.LMSCommit("");
    byId("said").textContent = right ? "Right: two pairs of five." : "Not yet. Add the pairs.";
  });
})();
