// The whole cell, one unit and one step: six stations that step through the equations. The
// numbers are the reader's own, or those of a word in a sentence that the unit reads.
import { updateUnit, showUnit } from "./cells.js";
import { el, group, shape, line, inRole, signed, plain, words, number, tick, level, drawLevel, parcel, dot, wheel, shutter, fall, curve, beyond, across } from "./svg.js";
import { explorable, isPhone, html, prose, quantity, repeat } from "./kit.js";
import { goesOn } from "./gate_rows.js";
import { WORDS, FARTHEST, seen, answering, readSentence, settleSentence, listHeld, drawSentence, sentenceLedger, sentenceTable } from "./whole_cell_sentence.js";
import { handle } from "./whole_cell_hands.js";

const STEPS = ["The old parcel rides in", "The forget shutter lets a fraction stay",
  "The input hatch lets a fraction of the new parcel fall", "What fell is added to what stayed",
  "A copy is squashed to between −1 and +1", "The output window shows a fraction of it"];
// The step that is drawn: at a word of the sentence the belt may bring more than its dial says.
const stepOf = (s) => (s.word ? { ...s, ...readSentence(s)[s.word - 1] } : { ...s, holds: [] });
const cell = (s) => {
  const update = updateUnit(s);
  return { ...update, ...showUnit({ C: update.C, o: s.o }) };
};

// Everything drawn into `parent` by fn answers to a name.
const named = (parent, name, fn, drag) => {
  fn(answering(parent, name, drag));
};
const wire = (parent, name, d) => named(parent, name, (g) => {
  el(g, "path", { d, class: "dotted" });
  el(g, "path", { d, class: "reach" });
});

// Where everything stands at W pixels.
const layout = (W) => {
  const phone = isPhone(W), u = phone ? 30 : 40, w = phone ? 24 : 38;
  const at = (a, b) => (phone ? (a * W) / 345 : (b * W) / 690);
  const shelf = level(u + 54, u), belt = level(shelf.y0 + 3.5 * u + 18, u, 8), low = belt.at(2.5, -1);
  return { phone, u, w, at, shelf, belt, low, top: belt.at(2.5, 1), post: w / 2 + 6,
    out: level(low + 58 + u, u),
    x: [at(28, 56), at(97, 180), at(189, 310), at(268, 440), at(90, 440), at(218, 574), at(294, 644)] };
};

const drawLights = (svg, { at, u, x, top, low, shelf, out }) => {
  const [x1, x2, x3, x4, x5, x6, x7] = x;
  [[x1 - at(28, 48), top, at(62, 96), low - top], [x2 - at(38, 62), top - 34, at(76, 112), low - top + 34],
    [x3 - at(70, 84), 2, at(174, 206), shelf.y0 + u + 2], [x3 - at(30, 34), top, x4 - x3 + at(66, 96), low - top],
    [x5 - 2.5 * u - 6, out.y0 - u - 26, 5 * u + 12, 2 * u + 40], [x6 - at(46, 42), out.y0 - u - 48, x7 - x6 + at(84, 74), 2 * u + 64],
  ].forEach(([left, y, width, height], k) => {
    const g = el(svg, "g", { class: "part", "data-step": k + 1 });
    el(g, "rect", { x: left, y, width, height, rx: 10, class: "spot" });
  });
};

const drawFormulas = (svg, { out }, { word, holds }) => named(svg, "computed", (g) => {
  const held = holds.filter((name) => name !== "C_prev");
  if (held.length) words(g, 0, out.y0 - 54, "quiet", ["Held by hand, not computed: ", ...listHeld(held)], "start");
  else tick(g, 0, out.y0 - 54, word ? "From the weights beneath, all four:" : "In a trained cell these four are computed:", "start");
  [["f", "forget", "σ"], ["i", "input", "σ"], ["C̃", "candidate", "tanh"], ["o", "output", "σ"]].forEach(([name, role, squash], k) => {
    const y = out.y0 - 26 + 25 * k, sub = name[0];
    words(inRole(g, role), 0, y, "ink", "$" + name + "_t", "start");
    words(g, 26, y, "quiet", ["= " + squash + "(", "$W_" + sub, " [", "$h_t−1", ", ", "$x_t", "] + ", "$b_" + sub, ")"], "start");
  });
});

const drawCell = (svg, W, s) => {
  const { C_prev, f, i, C_tilde, o } = s, { kept, added, C, tanhC, h } = cell(s);
  const [C_seen, old_seen, kept_seen] = [C, C_prev, kept].map(seen); // heights; the numbers stay true
  const G = layout(W), { phone, u, w, at, shelf, belt, out, low, top, post } = G, [x1, x2, x3, x4, x5, x6, x7] = G.x;
  drawLights(svg, G);
  named(svg, "belt", (g) => drawLevel(g, belt, 0, W, { ticks: [2, 1, -1, -2], arrow: true }));
  drawLevel(svg, out, x5 - 2.5 * u, W, { ticks: [1, -1] });
  line(svg, x3 - w / 2 - 16, shelf.y0, x3 + w / 2 + 16, shelf.y0, "rail");
  if (!phone) {
    tick(svg, W, belt.y0 - 12, "on to the next step", "end");
    drawFormulas(svg, G, s);
  }
  const parts = [[x1 - x2, 0], [x1 - x2, 0], [0, -16], [0, shelf.y0 - belt.y0], [0, -40], [x5 - x6, 0]].map(([dx, dy], k) => {
    const g = el(svg, "g", { class: "part", "data-step": k + 1 }), fixed = group(g, "fixed"), moves = el(g, "g", { class: "moves", style: `--dx: ${dx}px; --dy: ${dy}px` });
    return { fixed, moves };
  });
  const gate = ({ fixed }, x, y, role, letter, value) => named(fixed, letter + "_t", (g) => {
    wheel(g, x, y, role, letter, value);
    number(g, x - 23, y + 5, role, plain(value), "end");
  }, letter);
  const farther = (g, x, role, value) => { if (Math.abs(value) > FARTHEST) goesOn(inRole(g, role), x, belt.y(seen(value)), Math.sign(value)); };

  { // 1: the old parcel
    const { fixed, moves } = parts[0];
    named(moves, "C_prev", (g) => {
      parcel(g, belt, x1, w, "cell", old_seen);
      farther(g, x1, "cell", C_prev);
      number(g, x1, beyond(belt, old_seen), "cell", signed(C_prev));
    }, "C_prev");
    words(fixed, x1, across(belt, C_prev), "", "$C_t−1");
  }
  { // 2: the forget shutter
    const { fixed, moves } = parts[1];
    let cut;
    wire(moves, "C_prev", `M${x1 + w / 2 + 3} ${belt.y(old_seen)}H${x2 - w / 2 - 3}`);
    named(moves, "f_t", (g) => { cut = shutter(g, belt, x2, w, "forget", "cell", old_seen, f, top); }, "f");
    wire(moves, "kept", `M${x2 + post + 4} ${cut}H${x3 - w / 2 - 4}`);
    number(moves, Math.min((x2 + post + x3 - w / 2) / 2, x3 - 40), cut + (C_prev < 0 ? 15 : -6), "cell", signed(kept));
    gate(parts[1], x2 + post, top - 14, "forget", "f", f);
    words(fixed, x2 - (C_prev < 0 ? at(12, 4) : 0), across(belt, C_prev), "", ["$f", " · ", "$C_t−1"]);
  }
  { // 3: the candidate on its shelf; the hatch lets i of it fall
    const { fixed, moves } = parts[2], middle = (shelf.y0 + shelf.y(C_tilde)) / 2 + 5;
    named(moves, "i_t", (g) => shutter(g, shelf, x3, w, "input", "candidate", C_tilde, i, shelf.y0 - u - 10), "i");
    gate(parts[2], x3 + post, shelf.y0 - u - 24, "input", "i", i);
    named(moves, "C_tilde_t", (g) => number(g, x3 + post + 34, middle, "candidate", signed(C_tilde), "start"), "C_tilde");
    named(fixed, "C_tilde_t", (g) => words(g, x3 + post + 8, middle, "", "$C̃_t", "start"), "C_tilde");
  }
  { // 4: what fell is added to what stayed
    const { fixed, moves } = parts[3], base = belt.at(Math.abs(kept_seen), C_prev < 0 ? -1 : 1);
    const beside = (near, gap) => (phone || !near ? x4 : C < 0 ? Math.max(x4, x4 + C_seen * u + gap) : Math.min(x4, x4 + C_seen * u - gap)); // of the copy’s wire
    const crosses = kept * C < 0, outer = crosses || Math.abs(C) > Math.abs(kept) ? C_seen : kept_seen;
    named(fixed, "added", (g) => fall(g, x3, w, shelf.y0 + Math.max(0, -C_tilde) * u + 2, Math.min(base, belt.y(C_seen)), "candidate"));
    named(moves, "added", (g) => {
      parcel(g, belt, x3, w, "candidate", C_seen, kept_seen);
      line(g, x3 - w / 2 - 5, base, x3 + w / 2 + 5, base, "rail");
      number(g, x3, beyond(belt, outer), "candidate", signed(added));
    });
    wire(moves, "C_t", `M${x3 + w / 2 + 3} ${belt.y(C_seen)}H${x4 - w / 2 - 3}`);
    named(moves, "C_t", (g) => {
      parcel(g, belt, x4, w, "cell", C_seen);
      farther(g, x4, "cell", C);
      number(g, beside(C < 0, 28), beyond(belt, C_seen), "cell", signed(C));
    });
    words(fixed, x3, crosses ? base + (kept < 0 ? (phone ? 34 : 18) : phone ? -25 : -10) : across(belt, outer), "", ["+ ", "$i", " · ", "$C̃_t"]);
    words(fixed, beside(C >= 0, 24), across(belt, C), "", ["= ", "$C_t"]);
  }
  { // 5: the copy is laid on its side, then read through tanh
    const { fixed, moves } = parts[4], X = (c) => x5 + c * u, y = out.y(tanhC), turn = Math.abs(C_seen) * u;
    named(fixed, "tanh_C", (g) => curve(g, Math.tanh, -2.5, 2.5, X, out.y));
    words(fixed, x5 + (C < 0 ? -1.6 : 1.6) * u, across(out, C) + (C < 0 ? 0 : 2), "", ["tanh ", "$C_t"]); // off the wire
    wire(moves, "copy", phone ? `M${x4} ${belt.y0 + (C < 0 ? 4 - C_seen * u + 20 : 30)}V${low + 10}H${X(C_seen)}V${y}`
      : `M${x4} ${belt.y(C_seen)}A${turn} ${turn} 0 0 1 ${X(C_seen)} ${belt.at(0, C < 0 ? -1 : 1)}V${y}`);
    wire(moves, "tanh_C", `M${X(C_seen) + 6} ${y}H${x6 - w / 2 - 3}`);
    dot(moves, "cell", X(C_seen), y);
    number(moves, X(C_seen) + (C < 0 ? 6 : -7), y + (C < 0 ? 16 : -8), "cell", signed(tanhC), C < 0 ? "start" : "end"); // off the curve
  }
  { // 6: the window
    const { fixed, moves } = parts[5];
    let cut;
    named(moves, "o_t", (g) => { cut = shutter(g, out, x6, w, "output", "cell", tanhC, o, out.y0 - u - 10); }, "o");
    wire(moves, "h_t", `M${x6 + post + 4} ${cut}H${x7 - w / 2 - 3}`);
    gate(parts[5], x6 + post, out.y0 - u - 24, "output", "o", o);
    named(moves, "h_t", (g) => {
      parcel(g, out, x7, w, "hidden", h);
      number(g, x7, out.y(h) + (C < 0 ? 15 : -6), "hidden", signed(h));
    });
    words(fixed, x6 - (C < 0 ? at(12, 6) : 0), across(out, C), "", ["$o", " · tanh"]);
    words(fixed, x7, across(out, C), "", ["= ", "$h_t"]);
  }
  return out.y0 + u + 18;
};

export const draw = (svg, W, s) => {
  const height = drawCell(svg, W, stepOf(s));
  return s.word ? drawSentence(svg, W, height + 24, s, isPhone(W)) : height;
};

const ledger = (state) => {
  const s = stepOf(state), { C_prev, f, i, C_tilde, o } = s, { kept, added, C, tanhC, h } = cell(s);
  const stations = [
    ["$C_t−1", " = ", quantity("C_prev", C_prev, signed(C_prev), "cell")],
    ["$f_t", " · ", "$C_t−1", " = ", quantity("f_t", f, plain(f), "forget"), " × ", repeat(signed(C_prev), "cell"), " = ", quantity("kept", kept, signed(kept, 3), "cell")],
    ["$i_t", " · ", "$C̃_t", " = ", quantity("i_t", i, plain(i), "input"), " × ", quantity("C_tilde_t", C_tilde, signed(C_tilde), "candidate"),
      " = ", quantity("added", added, signed(added, 3), "candidate")],
    ["$C_t", " = ", repeat(signed(kept, 3), "cell"), added < 0 ? " − " : " + ", repeat(plain(Math.abs(added), 3), "candidate"), " = ", quantity("C_t", C, signed(C, 3), "cell")],
    ["tanh ", "$C_t", " = tanh(", repeat(signed(C, 3), "cell"), ") = ", quantity("tanh_C", tanhC, signed(tanhC, 3), "cell")],
    ["$h_t", " = ", quantity("o_t", o, plain(o), "output"), " × ", repeat(signed(tanhC, 3), "cell"), " = ", quantity("h_t", h, signed(h, 3), "hidden")],
  ].map((math, k) => ({ step: k + 1, what: [shape("span", { class: "count" }, k + 1), " ", STEPS[k]], math }));
  return s.word ? [...stations, ...sentenceLedger(state)] : stations;
};

// The buttons walk 0 (all) → 1 → … → 6 → 0; the line beside them names the step, or what
// the pointer is on.
const setup = (view) => {
  const { bar, state, update } = view;
  const button = (text) => html("button", { type: "button" }, text);
  const back = button("Back"), next = button("Next step"), play = button("Play"), says = html("span", { class: "naming" });
  bar.append(back, next, play, says);
  let timer = null;
  const go = (way) => update({ step: (state().step + way + 7) % 7, playing: timer !== null });
  const stop = () => { clearInterval(timer); timer = null; play.textContent = "Play"; };
  const ahead = () => { if (state().step === 6) stop(); go(1); };
  back.addEventListener("click", () => { stop(); go(-1); });
  next.addEventListener("click", () => { stop(); go(1); });
  play.addEventListener("click", () => {
    if (timer) { stop(); return go(0); }
    play.textContent = "Pause";
    timer = setInterval(ahead, 1300);
    ahead();
  });
  const tidy = handle(view, says, (s) => (s.step ? `step ${s.step} of 6: ${STEPS[s.step - 1].toLowerCase()}` : "all six steps"));
  return () => { stop(); tidy(); };
};

export default explorable({
  slug: "whole-cell", traits: ["C_prev", "f", "i", "C_tilde", "o", "step", "word", "x", "weights", "held"], local: { playing: false, which: 0 }, stages: "step", settle: settleSentence,
  label: "One step of one LSTM unit, drawn as a conveyor belt with six stations; the same numbers stand in the list beneath.",
  shows: "From left to right along the belt: the old parcel, the part of it that the forget shutter lets stay, the part of the candidate that falls on top, and the sum, which rides on. Beneath, a copy of the sum goes through the tanh curve, and the output shutter shows a fraction of that copy.",
  tries: "Before each press of Next step, say the next number. Then find settings with which the belt carries more than +1 and the cell shows less than 0.1. Then let it read the sentence, and change an input, a weight or a gate.",
  caption: ["One scale throughout: a parcel’s height is its number, above the belt if positive, below if negative, with a seam at every half. Hatching is what a gate stopped. Here you set ",
    "$f", ", ", "$i", ", ", "$C̃", " and ", "$o", " by hand, or drag wheels and parcels up and down; a trained cell computes them from what it showed last and what it reads now, as this one does when it reads the sentence. An arrow: higher than the drawing."],
  draw, ledger, setup, table: sentenceTable,
  status: (state) => {
    const s = stepOf(state), at = s.word ? `At “${WORDS[s.word - 1]}”${s.holds.length ? ", with some of it held by hand" : ""}: ` : "";
    const { kept, added, C, tanhC, h } = cell(s), results = [s.C_prev, kept, added, C, tanhC, h];
    return s.playing ? "" : at + (s.step ? `Step ${s.step} of 6. ${STEPS[s.step - 1]}: ${signed(results[s.step - 1])}.`
      : `All six steps: the cell carries ${signed(C)} and shows ${signed(h)}.`);
  },
});
