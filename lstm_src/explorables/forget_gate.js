// One gate alone: how much of a parcel does it let through, once and twenty times?
import { sigmoid, sumForSigmoid, halfLife, updateUnit } from "./cells.js";
import { line, inRole, signed, plain, words, number, tick, level, drawLevel, parcel, dot, wheel, shutter, drawSquash, sumShown, halfShown } from "./svg.js";
import { explorable, isPhone, quantity, repeat } from "./kit.js";

const STEPS = 20;

// What is left of C after 1, 2, … 20 cuts, nothing added.
const fading = ({ C_prev, f }) => {
  const left = [C_prev];
  for (let n = 1; n <= STEPS; n++) left.push(updateUnit({ C_prev: left[n - 1], f }).C);
  return left;
};

const halfLabel = (half) => half === Infinity ? "nothing is lost"
  : half > STEPS ? `half after ${half.toFixed(0)} steps, off to the right`
  : half < 0.5 ? "half is gone within one step" : `half after ${half.toFixed(1)}`;

// The twenty parcels on the belt L between x0 and x1, with the mark where half is left.
const drawFading = (svg, L, x0, x1, top, s) => {
  const step = (x1 - x0) / STEPS, x = (n) => x0 + step * (n - 0.5), sign = s.C_prev < 0 ? -1 : 1;
  line(svg, x0, L.y(s.C_prev), x1, L.y(s.C_prev), "dotted");
  fading(s).forEach((left, n) => {
    if (n === 0) return;
    parcel(svg, L, x(n), step * 0.72, "cell", left);
    if (n === 1 || n % 5 === 0) tick(svg, x(n), sign < 0 ? L.at(0, 1) - 8 : L.at(0, -1) + 18, n);
  });
  const half = halfLife(s.f), seen = half >= 0.5 && half <= STEPS, hx = x0 + step * (half - 0.5);
  if (seen) {
    const at = L.at(Math.abs(s.C_prev) / 2, sign), g = inRole(svg, "forget");
    line(g, hx, at, hx, top + 6, "mark");
    dot(svg, "forget", hx, at, 4);
  }
  number(svg, seen ? Math.min(Math.max(hx, x0 + 46), x1 - 40) : (x0 + x1) / 2, top, "forget", halfLabel(half));
  words(svg, (x0 + x1) / 2, sign < 0 ? L.at(0, 1) - 26 : L.at(0, -1) + 36, "tick", ["left after ", "$n", " steps"]);
};

const draw = (svg, W, s) => {
  const phone = isPhone(W), u = phone ? 84 : 104, w = phone ? 34 : 46;
  const top = 18, hang = Math.max(0, -s.C_prev) * u; // room below grows with what hangs there
  const L = level(46 + 1.5 * u, u, 8), below = L.at(0, -1) + Math.max(hang + 10, 46);
  const L2 = phone ? level(below + 34 + 1.5 * u, u, 8) : L;
  const x1 = phone ? W - 98 : 26 + Math.min(214, W * 0.31), gx = phone ? W - 42 : x1 + 72, side = gx + w / 2 + 6;
  const bx = phone ? 6 : gx + 80;
  for (const v of [1, 0.5]) {
    line(svg, 26, L.y(v), W, L.y(v), "guide");
    tick(svg, 20, L.y(v) + 4, v === 1 ? "1" : "½", "end");
    if (phone) line(svg, 0, L2.y(v), W, L2.y(v), "guide");
  }
  drawLevel(svg, L, gx - w / 2 - (phone ? 12 : 30), W, { arrow: !phone });
  if (phone) drawLevel(svg, L2, 0, W, { arrow: true });

  const px = drawSquash(svg, L, 26, x1, sigmoid, s.z, s.f), y = L.y(s.f), middle = (26 + x1) / 2;
  words(svg, middle - 0.28 * (x1 - 26), L.y(0.5) - 8, "", ["$f", " = σ(", "$z", ")"]);
  words(svg, middle, L.at(0, 1) + 38, "tick", ["gate’s sum ", "$z"]);
  line(svg, px + 7, y, side, y, "dotted"); // to the gate's own rail, whose scale is 0 to 1
  shutter(svg, L, gx, w, "forget", "cell", s.C_prev, s.f, top + 14);
  wheel(svg, side, top, "forget", "f", s.f);
  number(svg, side - 23, top + 5, "forget", plain(s.f), "end");
  words(svg, gx - (s.C_prev < 0 ? 14 : 0), s.C_prev < 0 ? L.at(0, 1) - 9 : L.at(0, -1) + 19, "", ["$f", " · ", "$C_t−1"]);
  dot(svg, "forget", px, y, 6);
  dot(svg, "forget", side, y, 3.5);

  drawFading(svg, L2, bx, W - 14, phone ? L2.y(1.5) - 6 : top + 5, s);
  return (phone ? L2.at(0, -1) + Math.max(hang + 10, 46) : below);
};

const ledger = (s) => {
  const { f, z, C_prev } = s, { C } = updateUnit(s), half = halfLife(f), left = fading(s)[STEPS];
  return [
    { what: "The curve turns the gate’s sum into a fraction",
      math: ["$f_t", " = σ(", quantity("z", z, sumShown(z, f === sigmoid(z))), ") = ", quantity("f_t", f, plain(f, 3), "forget")] },
    { what: "The shutter lets that fraction of the parcel through",
      math: ["$f_t", " · ", "$C_t−1", " = ", repeat(plain(f), "forget"), " × ", quantity("C_prev", C_prev, signed(C_prev), "cell"),
        " = ", quantity("C_t", C, signed(C, 3), "cell")] },
    { what: "Half of a memory is gone after",
      math: ["ln ½ ÷ ln ", "$f", " = ", quantity("half_life", half, halfShown(half), "forget"), half === Infinity ? "" : " steps"] },
    { what: "Twenty such cuts leave",
      math: ["$f^20", " · ", "$C_t−1", " = ", quantity("left_20", left,
        left !== 0 && Math.abs(left) < 0.0005 ? "within 0.001 of 0" : signed(left, 3), "cell")] }];
};

export default explorable({
  slug: "forget-gate", traits: ["f", "z", "C_prev"], dials: [["f", "z", sigmoid, sumForSigmoid]],
  label: "The sigmoid curve, a shutter that lets the fraction f of a parcel through, and what twenty such cuts leave of it.",
  shows: "The gate adds up what it reads into one number z, and the curve on the left turns z into a fraction f. In the middle a shutter stands at that fraction of the parcel: the solid part stays on the belt, the hatched part is stopped. On the right the same cut is made twenty times, and a line marks where half is left.",
  tries: "Open the gate until more than half of the parcel survives twenty steps, and read the fraction that this takes. Then make the parcel negative: it hangs below the belt and shrinks towards it.",
  caption: ["The curve, the shutter and the parcels share one scale and one zero line. The dotted line carries ", "$f",
    " from the curve to the gate’s rail; the cut falls at ", "$f", " of the parcel’s own height. The twenty parcels assume that ",
    "$f", " stays the same and that nothing is added."],
  draw, ledger,
  status: (s) => `The gate lets ${plain(s.f)} through at each step. ` +
    (halfLife(s.f) === Infinity ? "Nothing is lost." : `Half is left after ${halfShown(halfLife(s.f))} steps.`),
});
