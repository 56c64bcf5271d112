/* A line moved by slope and start. Setup: px, py, qx, qy, two points to meet; per, steps of the slope for each whole.
   State: slope (a number), start. */
"use strict";
let goal = {};
let per = 2;
const slope = kit.find("slope");
const start = kit.find("start");
const round = (n) => String(Number(n.toFixed(2))).replace("-", "−");
const at = (n, down) => 240 + (down ? -n : n) * 36;

const draw = () => {
  const picture = kit.find("picture");
  picture.replaceChildren();
  for (let n = -6; n <= 6; n += 1) {
    const kind = n === 0 ? "axis" : "grid";
    picture.append(kit.svg("line", { x1: at(n), x2: at(n), y1: 24, y2: 456, class: kind }));
    picture.append(kit.svg("line", { y1: at(n), y2: at(n), x1: 24, x2: 456, class: kind }));
    if (n !== 0 && n % 2 === 0) {
      picture.append(kit.svg("text", { x: at(n), y: 258, "text-anchor": "middle" }, String(n)));
      picture.append(kit.svg("text", { x: 232, y: at(n, true) + 5, "text-anchor": "end" }, String(n)));
    }
  }
  const a = Number(slope.value) / per;
  const b = Number(start.value);
  const clip = kit.svg("clipPath", { id: "square" });
  clip.append(kit.svg("rect", { x: 24, y: 24, width: 432, height: 432 }));
  const line = { x1: at(-6), y1: at(-6 * a + b, true), x2: at(6), y2: at(6 * a + b, true), class: "drawn" };
  picture.append(clip, kit.svg("line", { ...line, "clip-path": "url(#square)" }));
  picture.append(kit.svg("circle", { cx: at(goal.px), cy: at(goal.py, true), r: 9, class: "goal" }));
  picture.append(kit.svg("circle", { cx: at(goal.qx), cy: at(goal.qy, true), r: 9, class: "goal" }));
  kit.find("slope-name").textContent = kit.say("slope");
  kit.find("start-name").textContent = kit.say("start");
  kit.tell(slope, round(a));
  kit.tell(start, round(b));
  kit.find("equation").textContent = `y = ${round(a)} · x ${b < 0 ? "−" : "+"} ${Math.abs(b)}.`;
  const places = [goal.px, goal.py, goal.qx, goal.qy];
  if (places.every(Number.isFinite)) {
    kit.find("points").textContent = kit.say("points", ...places.map(round));
    // What the eye sees of the line beside the points, in words.
    const beside = [goal.px, a * goal.px + b, goal.qx, a * goal.qx + b];
    kit.find("there").textContent = kit.say("there", ...beside.map(round));
  }
};

const move = () => {
  draw();
  kit.report({ slope: Number(slope.value) / per, start: Number(start.value) });
};

kit.start(({ setup, state }) => {
  goal = setup;
  per = setup.per ?? 2;
  Object.assign(slope, { min: -4 * per, max: 4 * per });
  slope.value = (state.slope ?? 0) * per;
  start.value = state.start ?? 0;
  slope.addEventListener("input", move);
  start.addEventListener("input", move);
}, draw);
