// One unit reads a sentence, step by step: its inputs and weights, and what is held by hand.
import { lstmStep, affine } from "./cells.js";
import { el, group, line, inRole, signed, plain, words, tick, level, parcel } from "./svg.js";
import { quantity, repeat } from "./kit.js";
import { goesOn, drawGateRow } from "./gate_rows.js";

export const WORDS = ["Sarah", "went", "to", "the", "store", ".", "She"], T = WORDS.length;
export const GATES = [["f", "forget"], ["i", "input"], ["C", "candidate"], ["o", "output"]]; // rows of weights
export const MEETS = ["h", "name", "subject", "bias"]; // columns of weights
export const FARTHEST = 2.5; // as far as a parcel is drawn; beyond it stands an arrow
export const seen = (v) => Math.max(-FARTHEST, Math.min(FARTHEST, v));
const keyOf = (row) => (row === "C" ? "C_tilde" : row);
const shownAs = { C_prev: "$C_t−1", f: "$f", i: "$i", C_tilde: "$C̃", o: "$o" };
export const DIALS = Object.keys(shownAs);

// Every step of the sentence; held: { "f@3": 0.2 } puts the f of step 3 where it was put.
export const readSentence = ({ x, weights, held }) => {
  const params = {}, steps = [];
  GATES.forEach(([row], n) => {
    params["W_" + row] = weights.slice(4 * n, 4 * n + 3);
    params["b_" + row] = weights.slice(4 * n + 3, 4 * n + 4);
  });
  let h = [0], C = [0];
  for (let t = 1; t <= T; t++) {
    const at = (name) => held[name + "@" + t], x_t = x.slice(2 * t - 2, 2 * t);
    const C_prev = [at("C_prev") ?? C[0]], h_prev = h;
    const stand = Object.fromEntries(DIALS.slice(1).filter((name) => at(name) !== undefined).map((name) => [name, { value: at(name) }]));
    const by = lstmStep(x_t, h_prev, C_prev, params).cache, now = lstmStep(x_t, h_prev, C_prev, params, stand), { cache } = now;
    const hx = [...h_prev, ...x_t], step = { x: x_t, h_prev: h_prev[0], C_prev: C_prev[0], C: now.C[0], h: now.h[0], holds: DIALS.filter((name) => at(name) !== undefined), computed: { C_prev: C[0] }, sums: {} };
    for (const [row] of GATES) {
      const name = keyOf(row);
      [step[name], step.computed[name], step.sums[name]] = [cache[name][0], by[name][0], affine(params["W_" + row], params["b_" + row], hx)[0]];
    }
    steps.push(step);
    ({ h, C } = now);
  }
  return steps;
};

// The five dials stand at the chosen word. One that is turned away from what the weights
// give is held there; all others follow. The dial of C_{t-1} ends at ±1.5, the belt does not.
const dialsAt = (s) => {
  const step = readSentence(s)[s.word - 1];
  return Object.fromEntries(DIALS.map((name) => [name, name === "C_prev" ? Math.max(-1.5, Math.min(1.5, step[name])) : step[name]]));
};
const apart = (a, b) => Math.abs(a - b) > 1e-9;
export const settleSentence = (s, changed) => {
  if (!s.word) return {};
  const turned = DIALS.includes(changed) && apart(s[changed], dialsAt(s)[changed]);
  const held = turned ? { ...s.held, [`${changed}@${s.word}`]: s[changed] } : s.held, dials = dialsAt({ ...s, held });
  return { ...(turned && { held }), ...Object.fromEntries(Object.entries(dials).filter(([name, value]) => apart(value, s[name]))) };
};
export const listHeld = (names) => names.flatMap((name, k) => [k ? ", " : "", shownAs[name]]).slice(1);

// ---- the drawing: a column a word, then the weights that all columns share
// A part that answers to a name; with `drag` it can be dragged too.
export const answering = (parent, name, drag) =>
  el(parent, "g", { "data-name": name, "data-drag": drag, style: drag && "cursor: ns-resize; touch-action: none" });
const cover = (g, x, y, width, height) => el(g, "rect", { x, y, width, height, class: "reach", style: "stroke: none; pointer-events: all" });

const drawWeights = (svg, W, top, { weights, which }, phone) => {
  const side = phone ? 42 : 92, cell = (W - side - 26) / 4, x = (k) => side + cell * (k + 0.5), span = Math.min(30, cell / 2 - 8);
  tick(svg, 0, top + 12, "Weights and biases: drag one up or down.", "start");
  MEETS.forEach((label, k) => words(svg, x(k), top + 36, "quiet", label === "h" ? ["$h_t−1"] : label));
  GATES.forEach(([row, role], n) => {
    const y = top + 46 + 30 * n;
    words(inRole(svg, role), 0, y + 18, "ink", phone ? [shownAs[keyOf(row)]] : ["for ", shownAs[keyOf(row)]], "start");
    MEETS.forEach((_, k) => {
      const at = 4 * n + k, v = weights[at], g = answering(inRole(svg, role), "weight", "w" + at);
      el(g, "rect", { x: x(k) - cell / 2 + 3, y: y + 1, width: cell - 6, height: 26, rx: 4, class: at === which ? "chosen frame" : "frame", style: at === which ? "stroke-width: 2.5" : "stroke: var(--line); pointer-events: all" });
      const tip = x(k) + (v / 10) * span;
      line(g, x(k), y + 24, tip, y + 24, "lip", "stroke-width: 3px");
      words(g, x(k), y + 18, "ink", signed(v, 1));
    });
  });
  return top + 46 + 120 + 4;
};

export const drawSentence = (svg, W, top, s, phone) => {
  const steps = readSentence(s), side = phone ? 42 : 92, right = 26, col = (W - side - right) / T, u = 16, pane = 26;
  const x = (k) => side + col * (k + 0.5), bar = phone ? 9 : 14, ROWS = [["x", "name", "text", 20], ["x", "subject", "text", 20], ["f", "forget ", "forget", pane], ["i", "input ", "input", pane], ["C_tilde", "new ", "candidate", u], ["o", "output ", "output", pane]];
  tick(svg, 0, top + 12, "One cell at every word; drag its inputs.", "start");
  const first = top + 24, heads = phone ? 40 : 24, chosen = el(svg, "rect", { x: x(s.word - 1) - col / 2, y: first, width: col, rx: 6, class: "chosen" });
  WORDS.forEach((word, k) => {
    const g = el(svg, "g", { class: k === s.word - 1 ? "on" : null, "data-word": k + 1 });
    cover(g, x(k) - col / 2, first, col, heads);
    tick(g, x(k), first + 17 + (phone && k % 2 ? 15 : 0), word);
  });
  let y = first + heads + 6;
  ROWS.forEach(([name, label, role, size], row) => {
    const gate = size === pane, L = level(gate ? y : y + size, size), middle = gate ? y + pane / 2 : L.y0;
    words(svg, 0, middle + 5, "", name === "x" ? (phone ? label.slice(0, 4) : ["reads ", label]) : phone ? [shownAs[name]] : [label, shownAs[name]], "start");
    if (gate) drawGateRow(answering(svg, name + "_t"), { bar, x }, role, y, pane, steps.map((step) => step[name]));
    else line(svg, side, L.y0, W - right, L.y0, "rail");
    steps.forEach((step, k) => {
      if (name === "x") {
        const g = answering(svg, "x_" + label, "x" + (2 * k + row)), v = step.x[row];
        cover(g, x(k) - bar - 3, y, 2 * bar + 6, 2 * size);
        parcel(g, L, x(k), bar * 1.5, role, v);
      } else if (!gate) parcel(answering(svg, "C_tilde_t"), L, x(k), bar * 1.5, role, step[name]);
      if (step.holds.includes(name)) el(inRole(svg, role), "rect", { x: x(k) - bar - 4, y: y - 3, width: 2 * bar + 8, height: (gate ? pane : 2 * size) + 6, rx: 3, class: "mark", fill: "none" });
    });
    y += (gate ? pane : 2 * size) + 12;
  });
  for (const [name, role, label] of [["C", "cell", "state "], ["h", "hidden", "shown "]]) { // what goes from step to step
    const reach = name === "C" ? FARTHEST : 1, L = level(y + reach * u, u, name === "C" ? 8 : 0);
    words(svg, 0, L.y0 + 5, "", phone ? ["$" + name] : [label, "$" + name], "start");
    const g = answering(svg, name + "_t");
    for (const sign of L.gap ? [-1, 1] : [0]) line(g, side, L.at(0, sign), W - right, L.at(0, sign), "rail");
    steps.forEach((step, k) => {
      parcel(g, L, x(k), bar * 1.5, role, seen(step[name]));
      if (Math.abs(step[name]) > FARTHEST) goesOn(inRole(g, role), x(k), L.y(seen(step[name])), Math.sign(step[name]));
    });
    y += 2 * reach * u + 20;
  }
  chosen.attrs.height = y - first - 4;
  return drawWeights(svg, W, y + 8, s, phone);
};

// ---- the numbers
const weightName = (column) => (column === 3 ? "bias" : "weight of " + MEETS[column]);
const CURVES = { f: "σ", i: "σ", C_tilde: "tanh", o: "σ" };
const then = (v) => (v < 0 ? " − " : " + ") + plain(Math.abs(v), 1);
export const sentenceLedger = (s) => {
  const step = readSentence(s)[s.word - 1], column = s.which % 4, row = GATES[(s.which - column) / 4];
  const held = (name, show, role, but, math) => ({ what: [shownAs[name], " is held by hand, not computed"], math: ["held at ", repeat(show(step[name]), role), but, ...math] });
  const rows = GATES.map(([letter, role], n) => {
    const name = keyOf(letter), [w_h, w_name, w_subject, b] = s.weights.slice(4 * n, 4 * n + 4), show = (v) => (role === "candidate" ? signed : plain)(v);
    const sum = [CURVES[name], `(${plain(w_h, 1)} × ${plain(step.h_prev)}${then(w_name)} × ${plain(step.x[0])}${then(w_subject)} × ${plain(step.x[1])}${then(b)}) = ${CURVES[name]}(`, quantity("z_" + name, step.sums[name], signed(step.sums[name])), ") = ", quantity("computed_" + name, step.computed[name], show(step.computed[name]), role)];
    return step.holds.includes(name) ? held(name, show, role, "; the weights give ", sum) : { what: [shownAs[name], " is computed"], math: sum };
  });
  const before = step.computed.C_prev, arrives = step.holds.includes("C_prev") ? [held("C_prev", signed, "cell", "; the step before left ", [quantity("computed_C_prev", before, signed(before), "cell")])] : [];
  return [{ what: ["Word ", quantity("word", s.word, s.word), `: “${WORDS[s.word - 1]}”`], math: ["name ", quantity("x_name", step.x[0], signed(step.x[0])), " · subject ", quantity("x_subject", step.x[1], signed(step.x[1]))] },
    { what: ["Chosen: ", shownAs[keyOf(row[0])], ", " + weightName(column)], math: [quantity("chosen_weight", s.weights[s.which], signed(s.weights[s.which], 1), row[1])] }, ...arrives, ...rows];
};
export const weightNames = GATES.flatMap(([letter]) => MEETS.map((_, k) => (letter === "C" ? "candidate C̃" : `gate ${letter}`) + ", " + weightName(k)));

export const sentenceTable = (s) => ({
  head: ["word", "name", "subject", ["$f_t"], ["$i_t"], ["$C̃_t"], ["$o_t"], ["$C_t"], ["$h_t"]],
  rows: readSentence(s).map((step, k) => {
    const cell = (name, value, show, role) => quantity(name, value, show(value), role, { "data-t": k + 1 });
    return [WORDS[k], cell("x_name", step.x[0], signed), cell("x_subject", step.x[1], signed), cell("f_t", step.f, plain, "forget"), cell("i_t", step.i, plain, "input"),
      cell("C_tilde_t", step.C_tilde, signed, "candidate"), cell("o_t", step.o, plain, "output"), cell("C_t", step.C, signed, "cell"), cell("h_t", step.h, signed, "hidden")];
  }) });
