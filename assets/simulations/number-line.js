/* A marker on a number line. Setup: low, high, parts (ticks for each whole). State: marker, counted in parts. */
"use strict";
let low = 0;
let high = 1;
let parts = 4;
const marker = kit.find("marker");
const sign = (n) => String(n).replace("-", "−");

const draw = () => {
  const picture = kit.find("picture");
  const at = (n) => 30 + (500 * (n - low * parts)) / ((high - low) * parts);
  picture.replaceChildren(kit.svg("line", { x1: 10, x2: 550, y1: 60, y2: 60, class: "axis" }));
  for (let n = low * parts; n <= high * parts; n += 1) {
    const whole = n % parts === 0;
    picture.append(kit.svg("line", { x1: at(n), x2: at(n), y1: whole ? 44 : 52, y2: whole ? 76 : 68, class: "axis" }));
    if (whole) {
      picture.append(kit.svg("text", { x: at(n), y: 98, "text-anchor": "middle" }, String(n / parts)));
    }
  }
  const here = at(Number(marker.value));
  picture.append(kit.svg("path", { d: `M${here - 14} 10 h28 v18 l-14 16 l-14 -16 z`, class: "mark" }));
  kit.find("marker-name").textContent = kit.say("marker");
  kit.find("line").textContent = kit.say("line", ...[low, high, parts].map(sign));
  // As one counts by eye: steps from the last number that stands at the line.
  const steps = Number(marker.value);
  const whole = Math.floor(steps / parts);
  const past = steps - whole * parts;
  kit.tell(marker, past === 0 ? kit.say("markerAt", sign(whole)) : kit.say("markerPast", past, sign(whole)));
};

const move = () => {
  draw();
  kit.report({ marker: Number(marker.value) });
};

kit.start(({ setup, state }) => {
  ({ low = 0, high = 1, parts = 4 } = setup);
  Object.assign(marker, { min: low * parts, max: high * parts, step: 1 });
  marker.value = state.marker ?? low * parts;
  marker.addEventListener("input", move);
  kit.find("picture").addEventListener("pointerdown", (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 560;
    marker.value = Math.round(((x - 30) / 500) * (high - low) * parts + low * parts);
    move();
  });
}, draw);
