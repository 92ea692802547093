// What to write, and whether: a candidate on a shelf, and a hatch that lets part of it fall.
import { sigmoid, sumForSigmoid, sumForTanh, updateUnit } from "./cells.js";
import { line, signed, plain, words, number, tick, level, drawLevel, parcel, dot, wheel, shutter, fall, drawSquash, sumShown, beyond, across } from "./svg.js";
import { explorable, isPhone, quantity, repeat } from "./kit.js";

const draw = (svg, W, s) => {
  const phone = isPhone(W), u = phone ? 54 : 72, w = phone ? 30 : 44;
  const { added } = updateUnit({ C_prev: 0, f: 0, ...s });
  const left = 34, panel = phone ? W - 160 : Math.min(210, W * 0.3), gx = phone ? W - 62 : W / 2, side = gx + w / 2 + 6;
  const top = phone ? 92 : 20, sums = phone ? level(20 + u, u) : null; // on a phone σ has a row of its own
  const shelf = level(top + 38 + u, u), S = sums || shelf, belt = level(shelf.y0 + 2 * u + 40, u, 8);
  const s0 = phone ? left : W - panel - 6;

  // curves: tanh sends the candidate to the shelf, σ sends the fraction to the hatch
  for (const v of [1, -1]) {
    line(svg, left, shelf.y(v), phone ? W : side + 40, shelf.y(v), "guide");
    tick(svg, left - 6, shelf.y(v) + 4, signed(v, 0), "end");
  }
  line(svg, phone ? left : side + 40, S.y(1), phone ? left + panel : W, S.y(1), "guide");
  if (phone) tick(svg, left - 6, S.y(1) + 4, "1", "end");
  const cx = drawSquash(svg, shelf, left, left + panel, Math.tanh, s.z_C, s.C_tilde, false);
  words(svg, left + panel * 0.23, shelf.y(0.5) - 2, "", ["$C̃", " = tanh(", "$z_C", ")"]);
  words(svg, left + panel / 2, shelf.y(-1) + 20, "tick", ["candidate’s sum ", "$z_C"]);
  const ix = drawSquash(svg, S, s0, s0 + panel, sigmoid, s.z_i, s.i);
  const free = phone ? [s0 + panel * 0.22, S.y(0.5) - 8] : [s0 + panel / 2, S.y(1) - 8]; // where no dotted line runs
  words(svg, ...free, "", ["$i", " = σ(", "$z_i", ")"]);
  words(svg, s0 + panel / 2, S.y0 + 38, "tick", ["gate’s sum ", "$z_i"]);
  line(svg, cx + 7, shelf.y(s.C_tilde), gx - w / 2 - 3, shelf.y(s.C_tilde), "dotted");
  const y = S.y(s.i);
  if (phone) {
    line(svg, ix + 7, y, side, y, "dotted");
    line(svg, side, y, side, top - 19, "dotted");
  } else line(svg, ix - 7, y, side, y, "dotted");

  // the shelf, what falls, and where it lands
  line(svg, gx - w / 2 - 18, shelf.y0, gx + w / 2 + 18, shelf.y0, "rail");
  drawLevel(svg, belt, 0, W, { ticks: [1, -1], arrow: true });
  fall(svg, gx, w, shelf.y0 + Math.max(0, -s.C_tilde) * u + 2, belt.y(Math.max(0, added)), "candidate");
  shutter(svg, shelf, gx, w, "input", "candidate", s.C_tilde, s.i, top + 14);
  wheel(svg, side, top, "input", "i", s.i);
  number(svg, side - 23, top + 5, "input", plain(s.i), "end");
  number(svg, gx, beyond(shelf, s.C_tilde), "candidate", signed(s.C_tilde));
  words(svg, gx - w / 2 - 8, shelf.y0 + (s.C_tilde < 0 ? -8 : 17), "", "$C̃_t", "end");
  dot(svg, "candidate", cx, shelf.y(s.C_tilde), 6);
  dot(svg, "input", ix, y, 6);
  if (!phone) dot(svg, "input", side, y, 3.5);
  parcel(svg, belt, gx, w, "candidate", added);
  number(svg, gx, beyond(belt, added), "candidate", signed(added));
  words(svg, gx, across(belt, added), "", ["+ ", "$i", " · ", "$C̃_t"]);
  if (!phone) tick(svg, 0, belt.at(0, 1) - 10, "the belt", "start");
  return belt.y(-1) + 22;
};

const ledger = (s) => {
  const { added } = updateUnit({ C_prev: 0, f: 0, ...s });
  return [
    { what: "σ makes a fraction: how much is written",
      math: ["$i_t", " = σ(", quantity("z_i", s.z_i, sumShown(s.z_i, s.i === sigmoid(s.z_i))), ") = ", quantity("i_t", s.i, plain(s.i, 3), "input")] },
    { what: "tanh makes a signed number: what is written",
      math: ["$C̃_t", " = tanh(", quantity("z_C", s.z_C, sumShown(s.z_C, s.C_tilde === Math.tanh(s.z_C))), ") = ",
        quantity("C_tilde_t", s.C_tilde, signed(s.C_tilde, 3), "candidate")] },
    { what: "The hatch lets that fraction fall on the belt",
      math: ["$i_t", " · ", "$C̃_t", " = ", repeat(plain(s.i), "input"), " × ", repeat(signed(s.C_tilde), "candidate"), " = ",
        quantity("added", added, signed(added, 3), "candidate")] }];
};

export default explorable({
  slug: "input-gate", traits: ["i", "C_tilde", "z_i", "z_C"],
  dials: [["i", "z_i", sigmoid, sumForSigmoid], ["C_tilde", "z_C", Math.tanh, sumForTanh]],
  label: "The curves of tanh and σ, a candidate on a shelf between them, a hatch over it, and the part that falls on the belt.",
  shows: "The curve of tanh turns the candidate’s sum into a signed number, drawn as a parcel on a shelf: above it when positive, below it when negative. The curve of σ turns the gate’s sum into a fraction. The hatch stands at that fraction of the parcel: the solid part falls on the belt, the hatched part is stopped and is gone with the step.",
  tries: "Turn the candidate through zero: what falls changes its sign. Then close the gate, and see that no candidate, large or small, gets through.",
  caption: ["Both curves, the shelf and the belt share one scale. The dotted lines carry ", "$C̃", " to the parcel’s tip and ", "$i",
    " to the hatch; the cut falls at ", "$i", " of the parcel’s own height. What is hatched leaves no trace in the next step."],
  draw, ledger,
  status: (s) => `The candidate is ${signed(s.C_tilde)}; the gate lets ${plain(s.i)} of it fall.`,
});
