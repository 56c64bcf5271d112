/* An equation as a scale: boxes of one unknown weight and single weights on the left, single weights on the right.
   Whatever is done is done to both sides. Setup and state: boxes, left, right. */
"use strict";
let past = [];
let now = { boxes: 1, left: 0, right: 1 };

const pile = (picture, x, count, shape) => {
  for (let n = 0; n < count; n += 1) {
    const column = n % 6;
    const row = Math.floor(n / 6);
    picture.append(shape(x + column * 24, 172 - row * 24));
  }
};

const weight = (x, y) => kit.svg("circle", { cx: x + 10, cy: y + 10, r: 10, class: "goal" });

const draw = () => {
  const picture = kit.find("picture");
  picture.replaceChildren(
    kit.svg("path", { d: "M280 24 V232 M220 232 H340 M130 24 H430 M130 24 L16 200 M130 24 L244 200 M430 24 L316 200 M430 24 L544 200", class: "axis", fill: "none" }),
    kit.svg("path", { d: "M10 200 H250 M310 200 H550", class: "axis" }),
  );
  for (let n = 0; n < now.boxes; n += 1) {
    const x = 14 + (n % 3) * 34;
    const y = 168 - Math.floor(n / 3) * 34;
    picture.append(kit.svg("rect", { x, y, width: 30, height: 30, rx: 5, class: "mark" }));
    const name = kit.svg("text", { x: x + 15, y: y + 21, "text-anchor": "middle", style: "fill: var(--accent-ink)" }, "x");
    picture.append(name);
  }
  pile(picture, 124, now.left, (x, y) => weight(Math.min(x, 228), y + 6));
  pile(picture, 330, now.right, (x, y) => weight(x, y + 6));
  kit.find("words").textContent = kit.say("scale", now.boxes, now.left, now.right);
  const take = kit.find("take");
  take.textContent = kit.say("takeBoth");
  take.disabled = now.left < 1 || now.right < 1;
  const shares = kit.find("shares");
  shares.replaceChildren();
  for (let by = 2; by <= 9; by += 1) {
    if (now.boxes > 1 && [now.boxes, now.left, now.right].every((count) => count % by === 0)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = kit.say("shareBoth", by);
      button.addEventListener("click", () => change((count) => count / by));
      shares.append(button);
    }
  }
  const undo = kit.find("undo");
  undo.textContent = kit.say("undo");
  undo.disabled = past.length === 0;
};

const show = () => {
  draw();
  kit.report(now);
};

const change = (each) => {
  past.push(now);
  now = { boxes: each(now.boxes), left: each(now.left), right: each(now.right) };
  show();
  (kit.find("take").disabled ? kit.find("undo") : kit.find("take")).focus();
};

kit.start(({ setup, state }) => {
  const first = { boxes: setup.boxes, left: setup.left, right: setup.right };
  now = "boxes" in state ? state : first;
  past = Object.keys(first).some((name) => now[name] !== first[name]) ? [first] : [];
  kit.find("take").addEventListener("click", () => {
    past.push(now);
    now = { ...now, left: now.left - 1, right: now.right - 1 };
    show();
  });
  kit.find("undo").addEventListener("click", () => {
    now = past.pop() ?? now;
    show();
  });
}, draw);
