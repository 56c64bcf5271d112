/* A bag of red and blue balls, drawn with putting back. Setup: none. State: red, blue, draws, hits. */
"use strict";
let draws = 0;
let hits = 0;
const red = kit.find("red");
const blue = kit.find("blue");

const draw = () => {
  const picture = kit.find("picture");
  const counts = [Number(red.value), Number(blue.value)];
  picture.replaceChildren();
  ["goal", "mark"].forEach((kind, row) => {
    for (let n = 0; n < counts[row]; n += 1) {
      const shape = { cx: 24 + n * 44, cy: 28 + row * 46, r: 16, class: kind };
      picture.append(kit.svg("circle", shape));
    }
  });
  const share = draws ? hits / draws : 0;
  picture.append(kit.svg("rect", { x: 8, y: 112, width: 544, height: 26, rx: 6, class: "mark", opacity: draws ? 1 : 0.25 }));
  picture.append(kit.svg("rect", { x: 8, y: 112, width: 544 * share, height: 26, rx: 6, class: "goal" }));
  kit.find("red-name").textContent = kit.say("red");
  kit.find("blue-name").textContent = kit.say("blue");
  kit.tell(red, red.value);
  kit.tell(blue, blue.value);
  kit.find("draw").textContent = kit.say("draw");
  kit.find("draw").disabled = counts[0] + counts[1] === 0;
  kit.find("drawn").textContent = draws ? kit.say("drawn", draws, hits) : "";
};

const show = () => {
  draw();
  kit.report({ red: Number(red.value), blue: Number(blue.value), draws, hits });
};

kit.start(({ state }) => {
  red.value = state.red ?? 1;
  blue.value = state.blue ?? 1;
  draws = state.draws ?? 0;
  hits = state.hits ?? 0;
  [red, blue].forEach((input) =>
    input.addEventListener("input", () => {
      draws = 0;
      hits = 0;
      show();
    }),
  );
  kit.find("draw").addEventListener("click", () => {
    const share = Number(red.value) / (Number(red.value) + Number(blue.value));
    for (let n = 0; n < 10; n += 1) {
      draws += 1;
      hits += Math.random() < share ? 1 : 0;
    }
    show();
  });
}, draw);
