// The half-life dial: bias → f → f^T, on an axis of steps where equal distances are
// equal factors.
import { sigmoid, halfLife, leftAfter, biasForHalfLife } from "./cells.js";
import { el, group, line, inRole, signed, plain, words, number, tick, level, drawLevel, parcel, dot, wheel, drawSquash, scaled, halfShown } from "./svg.js";
import { explorable, isPhone, html, quantity, repeat } from "./kit.js";

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500]; // where parcels stand
const LONGEST = STEPS.at(-1);

const leftShown = (left) => (left < 1e-300 ? "under 10⁻³⁰⁰" : scaled(left));

// What is left after n steps, on the belt L between x0 and x1.
const drawLeft = (svg, L, x0, x1, top, phone, f, T) => {
  const X = (n) => x0 + (Math.log(n) / Math.log(LONGEST)) * (x1 - x0), w = phone ? 18 : 24, left = leftAfter(f, T);
  const lit = { x: X(T) - w / 2 - 4, y: L.at(1, 1) - 22, width: w + 8, height: L.u + 50, rx: 6, class: "chosen" };
  el(svg, "rect", lit);
  drawLevel(svg, L, x0 - (phone ? 12 : 30), x1 + 26, { arrow: true });
  for (const n of STEPS) {
    const near = Math.abs(X(n) - X(T)); // the chosen step has the place
    if (n !== T && near > w) parcel(svg, L, X(n), w, "cell", leftAfter(f, n));
    if (near > 26) tick(svg, X(n), L.at(0, -1) + 18, n);
  }
  parcel(svg, L, X(T), w, "cell", left);
  let d = "";
  for (let k = 0; k <= 60; k++) {
    const n = LONGEST ** (k / 60);
    d += `${k ? "L" : "M"}${X(n).toFixed(1)} ${L.at(leftAfter(f, n), 1).toFixed(1)}`;
  }
  el(inRole(svg, "cell"), "path", { d, class: "trace share" });
  tick(group(svg, "on"), X(T), L.at(0, -1) + 18, T);
  words(svg, (x0 + x1) / 2, L.at(0, -1) + 38, "tick", ["left after ", "$n", " steps"]);
  const half = halfLife(f), seen = half >= 1, hx = seen ? X(half) : X(1), g = inRole(svg, "forget");
  const beside = seen && left <= 0.51 && Math.abs(hx - X(T)) < 26; // of the mark
  const text = number(svg, beside ? Math.max(hx + 8, X(T) - 12) : Math.max(X(T), 30), L.at(left, 1) - 8, "cell", leftShown(left), beside ? "start" : "middle");
  if (!beside) text.attrs.style = "--halo: var(--surface)";
  if (seen) {
    line(g, hx, L.at(0.5, 1), hx, top + 6, "mark");
    dot(svg, "forget", hx, L.at(0.5, 1), 4);
  }
  number(svg, Math.max(x0 + (seen ? 40 : 84), Math.min(hx, x1 - 26)), top, "forget",
    seen ? `half after ${halfShown(half)}` : "half is gone within one step");
};

const draw = (svg, W, { b_f, steps }) => {
  const phone = isPhone(W), u = phone ? 84 : 104, f = sigmoid(b_f), L = level(58 + u, u, 8);
  const x1 = phone ? W - 84 : 26 + Math.min(200, W * 0.29), gx = phone ? W - 34 : x1 + 58, top = 18;
  const L2 = phone ? level(L.at(0, -1) + 46 + 58 + u, u, 8) : L, bx = phone ? 14 : gx + 54, end = W - 34;
  for (const v of [1, 0.5]) {
    line(svg, 26, L.y(v), W, L.y(v), "guide");
    tick(svg, 20, L.y(v) + 4, v === 1 ? "1" : "½", "end");
    if (phone) line(svg, 0, L2.y(v), W, L2.y(v), "guide");
  }
  drawLeft(svg, L2, bx, end, phone ? L2.y(1) - 40 : top + 5, phone, f, steps);
  const px = drawSquash(svg, L, 26, x1, sigmoid, b_f, f), y = L.y(f), middle = (26 + x1) / 2;
  words(svg, middle - 0.28 * (x1 - 26), L.y(0.5) - 8, "", ["$f", " = σ(", "$b_f", ")"]);
  words(svg, middle, L.at(0, 1) + 38, "tick", ["bias ", "$b_f"]);
  line(svg, px + 7, y, phone ? gx : bx - 14, y, "dotted"); // to the first parcel, or to the wheel
  const g = inRole(svg, "forget");
  line(g, gx, top + 14, gx, y, "slide");
  wheel(svg, gx, top, "forget", "f", f);
  number(svg, gx - 23, top + 5, "forget", plain(f), "end");
  dot(svg, "forget", px, y, 6);
  dot(svg, "forget", gx, y, 3.5);
  return L2.at(0, -1) + 46;
};

const ledger = ({ b_f, steps }) => {
  const f = sigmoid(b_f), half = halfLife(f), left = leftAfter(f, steps), needed = biasForHalfLife(steps);
  return [
    { what: "With nothing read, the bias alone sets the gate",
      math: ["$f", " = σ(", quantity("b_f", b_f, signed(b_f)), ") = ", quantity("f_t", f, plain(f, 3), "forget")] },
    { what: "Half of a memory is gone after",
      math: ["ln ½ ÷ ln ", "$f", " = ", quantity("half_life", half, halfShown(half), "forget"), " steps"] },
    { what: ["After ", "$T", " = ", quantity("steps", steps, steps), " steps is left"],
      math: ["$f^T", " = ", repeat(plain(f, 3), "forget"), html("sup", {}, steps), " = ", quantity("left", left, leftShown(left), "cell")] },
    { what: ["The bias whose half-life is ", "$T"],
      math: [html("span", {}, "−ln(2", html("sup", {}, "1/T"), " − 1) = "), quantity("bias_needed", needed, signed(needed))] }];
};

const setup = ({ bar, state, update }) => {
  const choices = [0, 1, 3].map((b_f) => [`Bias ${b_f}`, () => b_f]);
  choices.push(["Half-life of T steps", ({ steps }) => biasForHalfLife(steps)]);
  for (const [name, bias] of choices) {
    const button = html("button", { type: "button" }, name);
    button.addEventListener("click", () => update({ b_f: bias(state()) }));
    bar.append(button);
  }
};

export default explorable({
  slug: "half-life", traits: ["b_f", "steps"],
  label: "The sigmoid curve turns the bias of a forget gate into a fraction; parcels on a belt show how much is left after one step, two, and so on up to five hundred.",
  shows: "The curve on the left turns the bias into the fraction f that stays at each step. On the right stands what is left of a memory after 1, 2, 5, 10 steps and so on; equal distances there are equal factors. A line marks the half-life, and a light the chosen number of steps.",
  tries: "Start at bias 1 and read the half-life. Then look for the bias that keeps half of a memory for twenty steps. Then raise the bias one by one and watch by what the half-life is multiplied each time.",
  caption: ["The curve and the parcels share one scale and one zero line; the dotted line carries ", "$f", " to the first parcel, what is left after one step. The steps stand at equal factors, so that a memory’s whole fading fits. It is assumed that the gate reads nothing and nothing is added."],
  draw, ledger, setup,
  status: ({ b_f, steps }) => {
    const f = sigmoid(b_f);
    return `A bias of ${signed(b_f)} lets ${plain(f)} through: half is left after ${halfShown(halfLife(f))} steps, ${leftShown(leftAfter(f, steps))} after ${steps}.`;
  },
});
