// Gate puzzles: fill the outlines on the belt by programming its gates.
import { rideBelt, scoreRide, NEAR } from "./cells.js";
import { el, group, line, inRole, signed, plain, words, number, tick, level, drawLevel, shutter } from "./svg.js";
import { explorable, isPhone, html, quantity, repeat } from "./kit.js";
import { REACH, settleGates, columns, drawGateRow, drawBelt, paintGates, player } from "./gate_rows.js";

const same = (a, b) => a.every((v, k) => v === b[k]);
const puzzle = (s) => s.levels[s.level - 1];
const shut = (s) => s.f.map(() => 0), open = (s) => s.f.map(() => 1);
// The gates a level begins with.
const fresh = (s) => ({ f: puzzle(s).stuck ? open(s) : shut(s), i: shut(s) });

const settle = (s, changed) => {
  const { C_tilde, stuck } = puzzle(s), behind = {};
  if (!same(s.C_tilde, C_tilde)) Object.assign(behind, fresh(s), { C_tilde });
  else if (stuck && s.f.concat(s.f_now).some((v) => v !== 1)) behind.f = open(s);
  return { ...behind, ...settleGates({ ...s, ...behind }, behind.f ? "f" : changed) };
};

// The ride that is there and the one that is asked for.
const judge = (s) => {
  const { C_tilde, f, i } = puzzle(s), steps = rideBelt(s), target = rideBelt({ f, i, C_tilde }).map(({ C }) => C);
  const { met, score } = scoreRide(steps.map(({ C }) => C), target);
  return { steps, target, met, score, hits: met.filter(Boolean).length };
};

const layout = (W, T) => {
  const phone = isPhone(W), u = phone ? 28 : 38, h = phone ? 32 : 36, right = phone ? 22 : 26;
  const shelf = level(22 + u, u), yi = shelf.y0 + u + 12, yf = yi + h + 12, belt = level(yf + h + 22 + REACH * u, u, 8);
  return { ...columns(W, T, phone ? 18 : 92, right, phone ? 12 : 20), phone, right, u, shelf, belt, rows: { i: yi, f: yf, h }, height: belt.at(REACH, -1) + 22 };
};

// An outline to be filled, from the belt to the target; dashed until it is met.
const drawTarget = (svg, { belt, x, bar }, k, value, met) => {
  const edge = belt.at(0, value < 0 ? -1 : 1), y = belt.y(value), w = 2 * bar + 8;
  el(svg, "rect", { x: x(k) - w / 2 + 0.75, y: Math.min(edge, y) + 0.75, width: w - 1.5, height: Math.max(0, Math.abs(edge - y) - 1.5), rx: 1,
    class: "rail", "stroke-dasharray": met ? null : "4 3" });
};

const draw = (svg, W, s) => {
  const T = s.f.length, G = layout(W, T), { x, col, bar, shelf, belt, rows, side, right, phone } = G, { steps, target, met } = judge(s);
  el(svg, "rect", { x: x(s.t - 1) - col / 2, y: 0, width: col, height: G.height, rx: 6, class: "chosen" });
  for (const [y, word, letter] of [[shelf.y0, "new ", "$C̃"], [rows.i + rows.h / 2, "input ", "$i"], [rows.f + rows.h / 2, "forget ", "$f"], [belt.y0, "state ", "$C"]])
    words(svg, 0, y + 5, "", phone ? [letter] : [word, letter], "start");
  drawLevel(svg, belt, side - 4, W, { ticks: [2, 1, -1, -2], arrow: true });
  line(svg, side - 4, shelf.y0, W - right, shelf.y0, "rail");
  s.f.forEach((_, k) => {
    const chosen = k === s.t - 1, g = group(svg, chosen ? "on" : null);
    if (chosen) g.attrs.style = "--halo: var(--surface)";
    tick(g, x(k), 13, k + 1);
    shutter(g, shelf, x(k), bar + 4, "input", "candidate", s.C_tilde[k], s.i[k], null, 1.5);
  });
  drawGateRow(svg, G, "input", rows.i, rows.h, s.i);
  drawGateRow(svg, G, "forget", rows.f, rows.h, s.f);
  drawBelt(svg, W, G, s, steps);
  steps.forEach(({ C, kept }, k) => {
    const chosen = k === s.t - 1, y = belt.y(Math.max(-REACH, Math.min(REACH, C)));
    drawTarget(svg, G, k, target[k], met[k]);
    line(inRole(svg, "cell"), x(k) - bar - 4, y, x(k) + bar + 4, y, "lip", "stroke-width: 3px");
    if (phone && !chosen) return;
    const low = Math.abs(C) < 0.05 ? (kept || target[k]) > 0 : C < 0; // away from what stands there
    const near = Math.abs(target[k] - C) * G.u < 24 ? belt.y(target[k]) : y; // and past the outline
    const text = number(svg, Math.min(x(k), W - right - 20), low ? Math.max(near, y, belt.at(0, -1)) + 17 : Math.min(near, y, belt.at(0, 1)) - 8, "cell", signed(C, phone ? 1 : 2));
    if (chosen) text.attrs.style = "--halo: var(--surface)";
  });
  return G.height;
};

const ledger = (s) => {
  const T = s.f.length, k = s.t - 1, { steps, target, hits, score } = judge(s), { C_prev, C } = steps[k];
  return [
    { what: puzzle(s).goal, math: ["level ", quantity("level", s.level, s.level), ` of ${s.levels.length}`] },
    { what: ["At step ", quantity("t", s.t, s.t), ", where ", repeat(signed(target[k])), " is asked for"],
      math: [`$C_${s.t}`, " = ", repeat(plain(s.f[k]), "forget"), " × ", repeat(signed(C_prev), "cell"), " + ", repeat(plain(s.i[k]), "input"), " × ",
        repeat(signed(s.C_tilde[k]), "candidate"), " = ", repeat(signed(C, 3), "cell")] },
    { what: `Steps that meet their outline, within ${NEAR}`, math: [quantity("met", hits, hits), ` of ${T}`] },
    { what: ["Score, 100 · (1 − Σ|", "$C_t", " − asked| ÷ Σ|asked|)"], math: [quantity("score", score, score.toFixed(0))] }];
};

const table = (s) => {
  const { steps, target } = judge(s);
  return {
    head: ["step", ["$C̃_t"], ["$i_t"], ["$f_t"], ["$C_t"], "asked"],
    rows: steps.map(({ C }, k) => {
      const cell = (name, value, show, role) => quantity(name, value, show, role, { "data-t": k + 1 });
      return [String(k + 1), cell("C_tilde_t", s.C_tilde[k], signed(s.C_tilde[k]), "candidate"), cell("i_t", s.i[k], plain(s.i[k]), "input"),
        cell("f_t", s.f[k], plain(s.f[k]), "forget"), cell("C_t", C, signed(C, 3), "cell"), cell("target_t", target[k], signed(target[k], 3))];
    }) };
};

const setup = (view) => {
  const { bar, state, update, drawn } = view, { levels, f } = state(), solved = new Set(), helped = new Set();
  const button = (text, act) => {
    const node = html("button", { type: "button" }, text);
    if (act) node.addEventListener("click", act);
    bar.append(node);
    return node;
  };
  const choices = levels.map((_, k) => button(`Level ${k + 1}`, () => { run.stop(); update({ level: k + 1 }); }));
  button("Shut all", () => { run.stop(); update(fresh(state())); });
  button("Show a way", () => {
    run.stop();
    const s = state(), { f, i } = puzzle(s);
    helped.add(s.level);
    update({ f: [...f], i: [...i] });
  });
  const run = player(button("Play"), view), says = html("span", { class: "naming" });
  bar.append(says);
  drawn((s) => {
    const done = judge(s).hits === s.f.length;
    if (done && !helped.has(s.level)) solved.add(s.level);
    choices.forEach((node, k) => node.setAttribute("aria-pressed", k + 1 === s.level));
    says.textContent = (done ? "Every outline is filled. " : "") + `Solved by you: ${solved.size} of ${levels.length}.`;
  });
  paintGates(view, (W) => layout(W, f.length), run.stop);
  return run.dispose;
};

export default explorable({
  slug: "gate-puzzles", traits: ["f", "i", "C_tilde", "t", "f_now", "i_now", "level", "levels"], local: { upto: 0 }, stages: "upto", settle,
  label: "A belt of eight steps with outlines to be filled: candidates above, then the two rows of gates, then the belt.",
  shows: "Each column is a step. At the top stands the candidate, beneath it the input gate and the forget gate, and below on the belt what stayed, what fell, and a line at the cell state. An outline on the belt is the state that is asked for; it is dashed until the state meets it.",
  tries: "Set the gates of each step so that the state fills every outline. Before you set one, say which of the two gates the step needs, and how far open.",
  caption: ["Paint the two rows of windows, or use the dials. The thick line is ", "$C", " after each step; an outline is what is asked for. No gate is computed here: you are the network that would have to learn them."],
  draw, ledger, table, setup,
  status: (s) => {
    const { hits, score } = judge(s), T = s.f.length;
    return s.upto ? "" : hits === T ? `Level ${s.level} is solved: every outline is filled.` : `${hits} of ${T} steps meet their outline; score ${score.toFixed(0)}.`;
  },
});
