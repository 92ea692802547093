// The belt over many steps: paint the gates, and see what becomes of one parcel.
import { rideBelt, followParcel } from "./cells.js";
import { el, group, line, inRole, signed, plain, words, number, tick, level, drawLevel, shutter } from "./svg.js";
import { explorable, isPhone, html, quantity, repeat } from "./kit.js";
import { REACH, settleGates, columns, drawGateRow, drawBelt, cutOff, goesOn, stagePart, paintGates, player } from "./gate_rows.js";

// Gates to begin with: one parcel falls early and is carried, or leaks, or is replaced.
const early = (T) => (T < 4 ? 1 : 2), late = (T) => Math.max(2, Math.round((2 * T) / 3));
const presets = (T) => {
  const gates = (fn) => Array.from({ length: T }, (_, k) => fn(k + 1)), first = early(T), second = late(T);
  return [
    ["Carry", { f: gates(() => 1), i: gates((t) => (t === first ? 1 : 0)) }],
    ["Leak", { f: gates(() => 0.75), i: gates((t) => (t === first ? 1 : 0.1)) }],
    [`Replace at ${second}`, { f: gates((t) => (t === second ? 0.1 : 0.95)), i: gates((t) => (t === first || t === second ? 0.95 : 0.2)) }],
  ];
};
const agree = (a, b) => a.every((v, k) => Math.abs(v - b[k]) < 1e-9);

// Where everything stands at W pixels, for T steps.
const layout = (W, T) => {
  const phone = isPhone(W), u = phone ? 28 : 38, h = phone ? 32 : 36, right = phone ? 22 : 26;
  const shelf = level(22 + u, u), yi = shelf.y0 + u + 12, belt = level(yi + h + 14 + REACH * u, u, 8);
  const yf = belt.at(REACH, -1) + 14, trace = level(yf + h + 18 + REACH * u, u);
  return { ...columns(W, T, phone ? 18 : 92, right, phone ? 9 : 16), phone, right, u, shelf, belt, trace,
    rows: { i: yi, f: yf, h }, height: trace.at(REACH, -1) + 22 };
};

const sideWords = (svg, { phone, shelf, belt, trace, rows, side }, s) => {
  const label = (y, word, letter) => words(svg, 0, y + 5, "", phone ? [letter] : [word, letter], "start");
  label(shelf.y0, "new ", "$C̃");
  label(rows.i + rows.h / 2, "input ", "$i");
  label(rows.f + rows.h / 2, "forget ", "$f");
  label(trace.y0, "state ", "$C");
  if (phone) return;
  words(svg, 0, belt.y0 + 5, "", "belt", "start");
  const g = inRole(svg, "candidate");
  words(g, 0, trace.y0 + 26, "ink", "from step " + s.follow, "start");
  line(g, 0, trace.y0 + 33, side - 16, trace.y0 + 33, "trace share");
};

// Which steps carry their number: all where there is room, else the chosen, the last and
// the highest beyond the edge, as far as they keep apart.
const numbered = ({ col, T }, t, steps) => {
  if (col >= 44) return new Set(steps.keys());
  const outside = steps.map(({ C }, k) => [Math.abs(C), k]).filter(([size]) => size > REACH).sort((p, q) => q[0] - p[0]);
  const shown = [];
  for (const k of [t - 1, T - 1, ...outside.map(([, at]) => at)]) if (shown.every((other) => Math.abs(other - k) * col > 46)) shown.push(k);
  return new Set(shown);
};

const drawTrace = (svg, W, G, s, steps, ride) => {
  const { trace, x, T, phone, side, right } = G, edge = (sign) => trace.at(REACH, sign), shown = numbered(G, s.t, steps);
  const view = cutOff(svg, W, edge(1), edge(-1));
  const path = (from, to, value, g, cls) => { // from step to step, counted from 0
    const points = Array.from({ length: to - from + 1 }, (_, n) => `${x(from + n)} ${trace.y(value(from + n))}`);
    el(g, "path", { d: "M" + points.join("L"), class: cls });
  };
  const trail = (from, value, role, cls) => { // piece by piece while it plays
    const g = inRole(view, role);
    if (!s.upto) path(from, T - 1, value, g, cls);
    else for (let k = from + 1; k < T; k++) path(k - 1, k, value, stagePart(g, s, k), cls);
  };
  trail(0, (k) => steps[k].C, "cell", "trace");
  trail(s.follow - 1, (k) => ride.fell * ride.shares[k], "candidate", "trace share");
  const points = inRole(svg, "cell");
  steps.forEach(({ C }, k) => {
    const g = stagePart(points, s, k), sign = Math.sign(C), outside = Math.abs(C) > REACH, y = trace.y(outside ? sign * REACH : C);
    if (outside) goesOn(g, x(k), y, sign); else el(g, "circle", { cx: x(k), cy: y, r: phone ? 3 : 4, class: "parcel" });
    if (!shown.has(k)) return;
    const bend = ((steps[k - 1] || steps[k]).C + (steps[k + 1] || steps[k]).C) / 2 - C; // keeps off the line
    const low = outside ? sign > 0 : C < 0 ? bend > -0.2 : bend > 0.2;
    const text = number(g, Math.max(side + 14, Math.min(x(k), W - right - 20)), y + (low ? 18 : -8), "cell", signed(C, phone || Math.abs(C) >= 10 ? 1 : 2));
    if (k === s.t - 1) text.attrs.style = "--halo: var(--surface)";
  });
};

export const draw = (svg, W, state) => {
  const T = state.f.length, s = { ...state, t: Math.min(state.t, T), follow: Math.min(state.follow, T) };
  const G = layout(W, T), { x, col, bar, shelf, belt, trace, rows, side, right } = G, steps = rideBelt(s), ride = followParcel(s);
  el(svg, "rect", { x: x(s.t - 1) - col / 2, y: 0, width: col, height: G.height, rx: 6, class: "chosen" });
  sideWords(svg, G, s);
  for (const L of [belt, trace]) drawLevel(svg, L, side - 4, W, { ticks: [2, 1, -1, -2], arrow: L === belt });
  line(svg, side - 4, shelf.y0, W - right, shelf.y0, "rail");
  const every = col >= 18 ? 1 : 4;
  s.f.forEach((_, k) => {
    const away = Math.abs(k - s.t + 1), g = group(svg, away ? null : "on");
    if (!away) g.attrs.style = "--halo: var(--surface)";
    if (!away || ((k + 1) % every === 0 && away * col > 17)) tick(g, x(k), 13, k + 1);
    shutter(g, shelf, x(k), bar + 4, "input", "candidate", s.C_tilde[k], s.i[k], null, 1.5);
  });
  drawGateRow(svg, G, "input", rows.i, rows.h, s.i);
  drawBelt(svg, W, G, s, steps);
  drawGateRow(svg, G, "forget", rows.f, rows.h, s.f);
  drawTrace(svg, W, G, s, steps, ride);
  return G.height;
};

const gatesAfter = (follow, T) => (follow === T ? ["no gate comes after it, so "]
  : follow === T - 1 ? ["$f_" + T, " = "] : ["$f_" + (follow + 1), follow === T - 2 ? " · " : " ⋯ ", "$f_" + T, " = "]);

const ledger = (s) => {
  const T = s.f.length, k = s.t - 1, { C_prev, C } = rideBelt(s)[k], { fell, share, left } = followParcel(s);
  return [
    { what: ["At step ", quantity("t", s.t, s.t), " the belt is cut, then something falls"],
      math: [`$C_${s.t}`, " = ", repeat(plain(s.f[k]), "forget"), " × ", repeat(signed(C_prev), "cell"), " + ", repeat(plain(s.i[k]), "input"), " × ",
        repeat(signed(s.C_tilde[k]), "candidate"), " = ", repeat(signed(C, 3), "cell")] },
    { what: ["Of the parcel of step ", quantity("follow", s.follow, s.follow), " the later gates leave"],
      math: [...gatesAfter(s.follow, T), quantity("share_left", share, plain(share, 3), "forget")] },
    { what: `After step ${T} that is`,
      math: [repeat(plain(share, 3), "forget"), " × ", quantity("fell", fell, signed(fell, 3), "candidate"), " = ", quantity("left", left, signed(left, 3), "cell")] }];
};

const table = (s) => {
  const steps = rideBelt(s), { shares } = followParcel(s);
  return {
    head: ["step", ["$C̃_t"], ["$i_t"], ["$f_t"], ["$C_t"], `share of step ${s.follow}`],
    rows: steps.map(({ C }, k) => {
      const cell = (name, value, show, role) => quantity(name, value, show, role, { "data-t": k + 1 });
      return [String(k + 1), cell("C_tilde_t", s.C_tilde[k], signed(s.C_tilde[k]), "candidate"), cell("i_t", s.i[k], plain(s.i[k]), "input"),
        cell("f_t", s.f[k], plain(s.f[k]), "forget"), cell("C_t", C, signed(C, 3), "cell"),
        shares[k] === null ? "–" : cell("share_t", shares[k], plain(shares[k], 3), "forget")];
    }) };
};

const setup = (view) => {
  const { bar, state, update, drawn } = view, T = state().f.length;
  const play = html("button", { type: "button" }, "Play"), run = player(play, view);
  const choices = presets(T).map(([name, gates]) => {
    const button = html("button", { type: "button" }, name);
    button.addEventListener("click", () => { run.stop(); update(structuredClone(gates)); });
    drawn((s) => button.setAttribute("aria-pressed", agree(s.f, gates.f) && agree(s.i, gates.i)));
    return button;
  });
  bar.append(...choices, play);
  paintGates(view, (W) => layout(W, T), run.stop);
  return run.dispose;
};

export default explorable({
  slug: "conveyor-belt", traits: ["f", "i", "C_tilde", "t", "follow", "f_now", "i_now"], local: { upto: 0 }, stages: "upto", settle: settleGates,
  label: "A belt through many steps: candidates above, the fraction of each that falls, the belt with the fraction of its content that stays, and the cell state beneath.",
  shows: "Time runs to the right, one column a step. At the top stands the candidate of each step, and under it the fraction that the input gate lets fall. In the middle runs the belt, and under it the fraction of its content that the forget gate lets stay. The last row draws the cell state after each step, and a dashed line for what is left of one parcel.",
  tries: "Follow the parcel of step 2 and read what is left of it at the end. Then shut one forget gate on its way. Then open several input gates in a row and let the belt rise above +1.",
  caption: ["Paint the two rows of windows, or use the dials. Each column is the whole cell in small: the hatched piece is what the forget shutter stopped, the orange piece is what fell. The dashed line follows one parcel: its share shrinks by every ",
    "$f", " it passes, and by nothing else."],
  draw, ledger, table, setup,
  status: (s) => {
    const T = s.f.length, { fell, share, left } = followParcel(s), at = `At step ${s.t} the belt carries ${signed(rideBelt(s)[s.t - 1].C)}. `;
    return s.upto ? "" : at + (Math.abs(fell) < 0.005 ? `Nothing fell at step ${s.follow}.`
      : `Of the ${signed(fell)} that fell at step ${s.follow}, ${signed(left)} is left at step ${T}: ${Math.round(100 * share)} %.`);
  },
});
