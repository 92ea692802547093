// What the cell shows: a copy of the belt goes through tanh, a window lets part of it out.
import { showUnit } from "./cells.js";
import { el, line, signed, plain, words, number, tick, level, drawLevel, parcel, dot, wheel, shutter, curve, beyond, across } from "./svg.js";
import { explorable, isPhone, quantity, repeat } from "./kit.js";

const draw = (svg, W, s) => {
  const { C, o } = s, { tanhC, h } = showUnit(s), phone = isPhone(W);
  const u = phone ? 28 : 40, w = phone ? 26 : 40, post = w / 2 + 6;
  const x0 = 3 * u + 16, window = phone ? W - 106 : x0 + (W - x0) * 0.52, shown = phone ? W - 42 : x0 + (W - x0) * 0.8;
  const belt = level(22 + 3 * u, u, 8), out = level(belt.y(-3) + 48 + u, u), X = (c) => x0 + c * u;
  drawLevel(svg, belt, 0, W, { ticks: [3, 2, 1, -1, -2, -3], arrow: true });
  drawLevel(svg, out, X(-3), W, { ticks: [1, -1] });

  // the parcel rides on; its copy is laid on its side by a quarter turn
  parcel(svg, belt, x0, w, "cell", C);
  number(svg, x0, beyond(belt, C), "cell", signed(C));
  words(svg, x0 + (C < 0 ? 0 : -w / 2 - 6), across(belt, C), "", "$C_t", C < 0 ? "middle" : "end");
  tick(svg, W, belt.at(0, 1) - 10, phone ? "rides on, uncut" : "rides on to the next step, uncut", "end");
  const turn = Math.abs(C) * u, rail = belt.at(0, C < 0 ? -1 : 1), y = out.y(tanhC);
  el(svg, "path", { d: `M${x0} ${belt.y(C)}A${turn} ${turn} 0 0 1 ${X(C)} ${rail}V${y}`, class: "dotted" });
  curve(svg, Math.tanh, -3, 3, X, out.y);
  words(svg, X(phone ? 1 : 1.8), out.y0 + 19, "", ["tanh ", "$C_t"]);
  line(svg, X(C) + 6, y, window - w / 2 - 3, y, "dotted");
  dot(svg, "cell", X(C), y);
  const left = X(C) > 60;
  number(svg, X(C) + (left ? -8 : 8), y + (C < 0 ? 17 : -9), "cell", signed(tanhC), left ? "end" : "start");

  // the window, and what is seen through it
  const top = out.y(1) - 28, cut = shutter(svg, out, window, w, "output", "cell", tanhC, o, top + 14);
  wheel(svg, window + post, top, "output", "o", o);
  number(svg, window + post - 23, top + 5, "output", plain(o), "end");
  words(svg, window, across(out, C), "", ["$o", " · tanh"]);
  line(svg, window + post + 4, cut, shown - w / 2 - 3, cut, "dotted");
  parcel(svg, out, shown, w, "hidden", h);
  number(svg, shown, beyond(out, h, C < 0), "hidden", signed(h));
  words(svg, shown, across(out, C), "", ["= ", "$h_t"]);
  return out.y(-1) + 24;
};

const ledger = (s) => {
  const { tanhC, h } = showUnit(s);
  return [
    { what: "The belt carries", math: ["$C_t", " = ", quantity("C_t", s.C, signed(s.C), "cell")] },
    { what: "A copy is squashed to between −1 and +1",
      math: ["tanh(", repeat(signed(s.C), "cell"), ") = ", quantity("tanh_C", tanhC, signed(tanhC, 3), "cell")] },
    { what: "The output window shows a fraction of it",
      math: ["$h_t", " = ", "$o_t", " · tanh ", "$C_t", " = ", quantity("o_t", s.o, plain(s.o), "output"), " × ", repeat(signed(tanhC, 3), "cell"),
        " = ", quantity("h_t", h, signed(h, 3), "hidden")] }];
};

export default explorable({
  slug: "output-gate", traits: ["C", "o"],
  label: "A parcel on the belt, its copy read through the curve of tanh, and a window that shows a fraction of the copy.",
  shows: "The belt carries C. A copy of it, laid on its side, goes through the curve of tanh and comes out between −1 and +1. The output window lets a fraction o of the copy through: the solid part is the hidden state h, the hatched part is shown to nobody. The parcel on the belt is the same afterwards.",
  tries: "Shut the window and watch the belt. Then open it fully and move C from 2 to 3: the belt gains a whole unit, and what is seen of it hardly moves.",
  caption: ["One scale, both ways. The dotted line turns the parcel on its side and reads it through tanh; at zero the curve is as steep as one to one, and far from zero it is flat."],
  draw, ledger,
  status: (s) => `The belt carries ${signed(s.C)}; the cell shows ${signed(showUnit(s).h)}.`,
});
