// The belt's one line of algebra: part of the old parcel stays, part of a new one falls on it.
import { updateUnit } from "./cells.js";
import { line, signed, plain, words, number, level, drawLevel, parcel, wheel, shutter, fall, beyond, across } from "./svg.js";
import { explorable, isPhone, quantity, repeat } from "./kit.js";

const draw = (svg, W, s) => {
  const { C_prev, f, i, C_tilde } = s, { kept, added, C } = updateUnit(s);
  const phone = isPhone(W), u = phone ? 27 : 36, w = phone ? 26 : 40, post = w / 2 + 6;
  const [x1, x2, x3, x4] = (phone ? [0.085, 0.31, 0.6, 0.83] : [0.09, 0.31, 0.57, 0.8]).map((part) => part * W);
  const shelf = level(50 + u, u), belt = level(shelf.y0 + 4 * u + 22, u, 8), sign = C_prev < 0 ? -1 : 1;
  drawLevel(svg, belt, 0, W, { ticks: [2, 1, -1, -2], arrow: true });
  line(svg, x3 - w / 2 - 16, shelf.y0, x3 + w / 2 + 16, shelf.y0, "rail");

  // the old parcel, and what the forget shutter lets stay
  parcel(svg, belt, x1, w, "cell", C_prev);
  number(svg, x1, beyond(belt, C_prev), "cell", signed(C_prev));
  words(svg, x1, across(belt, C_prev), "", "$C_t−1");
  line(svg, x1 + w / 2 + 3, belt.y(C_prev), x2 - w / 2 - 3, belt.y(C_prev), "dotted");
  const top = belt.y(2) - 22, cut = shutter(svg, belt, x2, w, "forget", "cell", C_prev, f, top + 14);
  wheel(svg, x2 + post, top, "forget", "f", f);
  number(svg, x2 + post - 23, top + 5, "forget", plain(f), "end");
  line(svg, x2 + post + 4, cut, x3 - w / 2 - 4, cut, "dotted");
  number(svg, (x2 + post + x3 - w / 2) / 2, cut + (C_prev < 0 ? 15 : -6), "cell", signed(kept));
  words(svg, x2, across(belt, C_prev), "", ["$f", " · ", "$C_t−1"]);

  // the candidate on its shelf, and what falls
  const base = belt.at(Math.abs(kept), sign), wheelY = shelf.y0 - u - 30;
  fall(svg, x3, w, shelf.y0 + Math.max(0, -C_tilde) * u + 2, Math.min(base, belt.y(C)), "candidate");
  shutter(svg, shelf, x3, w, "input", "candidate", C_tilde, i, wheelY + 14);
  wheel(svg, x3 + post, wheelY, "input", "i", i);
  number(svg, x3 + post - 23, wheelY + 5, "input", plain(i), "end");
  const middle = (shelf.y0 + shelf.y(C_tilde)) / 2 + 5;
  words(svg, x3 + post + 8, middle, "", "$C̃_t", "start");
  number(svg, x3 + post + 34, middle, "candidate", signed(C_tilde), "start");

  // what fell is added to what stayed
  const crosses = kept * C < 0, outer = crosses || Math.abs(C) > Math.abs(kept) ? C : kept;
  parcel(svg, belt, x3, w, "candidate", C, kept);
  line(svg, x3 - w / 2 - 5, base, x3 + w / 2 + 5, base, "rail");
  number(svg, x3, beyond(belt, outer), "candidate", signed(added));
  words(svg, x3, crosses ? base + (kept < 0 ? (phone ? 34 : 18) : phone ? -25 : -10) : across(belt, outer), "", ["+ ", "$i", " · ", "$C̃_t"]);
  line(svg, x3 + w / 2 + 3, belt.y(C), x4 - w / 2 - 3, belt.y(C), "dotted");
  parcel(svg, belt, x4, w, "cell", C);
  number(svg, x4, beyond(belt, C), "cell", signed(C));
  words(svg, x4, across(belt, C), "", ["= ", "$C_t"]);
  return belt.y(-3) + 24;
};

const ledger = (s) => {
  const { C_prev, f, i, C_tilde } = s, { kept, added, C } = updateUnit(s);
  return [
    { what: "The old parcel rides in", math: ["$C_t−1", " = ", quantity("C_prev", C_prev, signed(C_prev), "cell")] },
    { what: "The forget shutter lets a fraction stay",
      math: ["$f_t", " · ", "$C_t−1", " = ", quantity("f_t", f, plain(f), "forget"), " × ", repeat(signed(C_prev), "cell"),
        " = ", quantity("kept", kept, signed(kept, 3), "cell")] },
    { what: "The input hatch lets a fraction of the new parcel fall",
      math: ["$i_t", " · ", "$C̃_t", " = ", quantity("i_t", i, plain(i), "input"), " × ", quantity("C_tilde_t", C_tilde, signed(C_tilde), "candidate"),
        " = ", quantity("added", added, signed(added, 3), "candidate")] },
    { what: "What fell is added to what stayed",
      math: ["$C_t", " = ", repeat(signed(kept, 3), "cell"), added < 0 ? " − " : " + ", repeat(plain(Math.abs(added), 3), "candidate"),
        " = ", quantity("C_t", C, signed(C, 3), "cell")] }];
};

export default explorable({
  slug: "cell-update", traits: ["C_prev", "f", "i", "C_tilde"],
  label: "A belt with four stations: the old parcel, the part of it that stays, the part of a new one that falls, and their sum.",
  shows: "From left to right: the parcel that arrives, the part of it that the forget shutter lets stay, the part of the candidate that falls from its shelf, and the sum that rides on. What falls is drawn where it lands, beginning at the height of what stayed.",
  tries: "Let a positive parcel arrive and a negative candidate fall, and look for gates that leave nothing on the belt. Then find the one pair of gates that leaves every parcel as it was.",
  caption: ["One scale throughout: a parcel’s height is its number, above the belt if positive, below if negative, with a seam at every half. What is hatched was stopped by a gate."],
  draw, ledger,
  status: (s) => `${signed(updateUnit(s).kept)} stayed and ${signed(updateUnit(s).added)} fell: the belt carries ${signed(updateUnit(s).C)}.`,
});
