// One step of one unit in four cells; wires come, go and swing over as the cell is switched.
import { lstmStep, gruStep, updateUnit, showUnit, parameterCount } from "./cells.js";
import { el, group, shape, line, inRole, signed, plain, words, number, tick, level, drawLevel, parcel, wheel, shutter, fall, beyond, across } from "./svg.js";
import { explorable, isPhone, prose, quantity } from "./kit.js";

// `learns`: the letters of its sums, each under the LSTM's whose place and weights it has.
const FOUR = { f: "f", i: "i", C: "C", o: "o" };
const CELLS = [
  { name: "LSTM", key: "lstm", learns: FOUR },
  { name: "peephole LSTM", key: "peephole", peeps: true, learns: FOUR },
  { name: "coupled LSTM", key: "coupled", coupled: true, learns: { f: "f", C: "C", o: "o" } },
  { name: "GRU", key: "gru", gru: true, learns: { i: "z", C: "h", o: "r" } },
];
// The unit's weights on h and on x, its bias, and what its peephole takes of the cell state.
const SUMS = { f: [1, -0.5, 1, 0.8], i: [-0.5, 1, 0, -0.8], C: [0.5, 1.5, 0], o: [1, 0.5, 0, 0.8] };
const ROLES = { f: "forget", i: "input", C: "candidate", o: "output" };

const paramsOf = ({ peeps, learns }) => {
  const params = {};
  for (const place in learns) {
    const k = learns[place], [h, x, b, p] = SUMS[place];
    params["W_" + k] = Float64Array.of(h, x);
    params["b_" + k] = Float64Array.of(b);
    if (peeps && p) params["p_" + k] = Float64Array.of(p);
  }
  return params;
};
const countOf = ({ learns, peeps }, { hidden_size, input_size }) =>
  parameterCount({ matrices: Object.keys(learns).length, vectors: peeps ? 3 : 0 }, hidden_size, input_size);
// The step, in the words of the belt: f of what rides stays, i of the fresh falls.
const stepOf = (cell, { x, h_prev, C_prev }) => {
  const params = paramsOf(cell), { cache } = cell.gru ? gruStep([x], [h_prev], params) : lstmStep([x], [h_prev], [C_prev], params), v = {};
  for (const name in cache) if (cache[name].length === 1) v[name] = cache[name][0];
  const { f = 1 - v.z, i = v.z } = v, rides = cell.gru ? h_prev : C_prev, fresh = v.C_tilde ?? v.h_tilde;
  return { ...v, ...updateUnit({ C_prev: rides, f, i, C_tilde: fresh }), f, i, rides, fresh, tanhC: cell.gru ? 0 : showUnit(v).tanhC };
};

const layout = (W) => {
  const phone = isPhone(W), u = phone ? 28 : 40, w = phone ? 22 : 38, r = phone ? 12 : 14, at = (a, b) => (phone ? (a * W) / 345 : (b * W) / 690);
  const row = 18 + 2 * r + 2, shelf = level(row + r + 10 + u, u), deep = shelf.at(1, -1) + 26, gate = deep + 12 + r, belt = level(gate + r + 2 * u + 8, u, 8);
  return { W, phone, u, w, r, at, row, shelf, deep, gate, belt, bus: 18, post: w / 2 + 6,
    x: { h: Math.max(17, at(17, 26)), x: at(58, 74), old: at(19, 50), f: at(76, 162), r: at(106, 246), new: at(170, 352), C: at(222, 452), t: at(270, 552), h_t: at(322, 642) } };
};

// ---- wires: corner points by name, so that a wire of one cell can turn into another's
const wiresOf = ({ peeps, coupled, gru }, G, v) => {
  const { x, w, r, post, row, shelf, belt, gate, deep, bus, at } = G, f = x.f + post, i = x.new + post, o = x.t + post, edge = x.x + w / 2 + 5;
  const left = x.new - w / 2 - 10, lane = left - at(8, 14), riser = x.old + w / 2 + at(7, 12), up = x.C + w / 2 + at(6, 14), top = belt.at(0, 1) - 3, said = r + at(38, 42);
  const wires = { bus: [[edge - 5, shelf.y0], [edge, shelf.y0], [edge, bus], [gru ? i : o, bus]], to_C: [[left, bus], [left, shelf.y0]] };
  wires.to_f = gru ? [[i - r, row], [lane, row], [lane, gate], [f + at(40, 46), gate]] : [[f, bus], [f, gate - r]];
  wires.to_i = coupled ? [[f + said, gate], [lane, gate], [lane, row], [i - 4, row]] : [[i, bus], [i, row - r]];
  if (peeps) {
    wires.peep_f = [[riser, top], [riser, gate], [f - r, gate]];
    wires.peep_i = [[riser, gate], [riser, deep], [lane, deep], [lane, row], [i - r, row]];
    wires.peep_o = [[up, belt.y(v.C)], [up, row], [o - r, row]];
  }
  if (gru) {
    wires.to_r = [[x.r + post, bus], [x.r + post, row - r]];
    wires.copy = [[x.h + w / 2 + 3, shelf.y(v.rides)], [x.r - w / 2 - 3, shelf.y(v.rides)]];
    wires.reset = [[x.r + w / 2 + 3, shelf.y(v.inner)], [left - 5, shelf.y(v.inner)], [left - 5, shelf.y0], [left, shelf.y0]];
  } else {
    wires.to_o = [[o, bus], [o, row - r]];
    wires.out = [[x.C + w / 2 + 3, belt.y(v.C)], [up, belt.y(v.C)], [up, shelf.y(v.tanhC)], [x.t - w / 2 - 3, shelf.y(v.tanhC)]];
  }
  return wires;
};
const NEW = { peep_f: "cell", peep_i: "cell", peep_o: "cell", copy: "hidden", reset: "hidden", to_r: "output" };
const roleOf = (name, { coupled, gru }) => NEW[name] || (name === "to_i" && coupled ? "forget" : name === "to_f" && gru ? "input" : null);
const fading = (g, opacity) => {
  if (opacity < 1) g.attrs.opacity = opacity;
  return g;
};
const drawWire = (svg, points, role, opacity) => {
  const g = fading(role ? inRole(svg, role) : group(svg), opacity), [[xa, ya], [x, y]] = points.slice(-2), cls = role ? "mark" : "dotted";
  el(g, "path", { d: "M" + points.map((point) => point.map((v) => v.toFixed(1)).join(" ")).join("L"), class: cls, fill: "none" });
  el(g, "path", { d: "M-5 -3.5L0 0L-5 3.5", transform: `translate(${x} ${y}) rotate(${Math.atan2(y - ya, x - xa) * 180 / Math.PI})`, class: role ? cls : "rail", fill: "none" });
};
const drawWires = (svg, G, now, before, mix) => {
  const to = wiresOf(now.cell, G, now.v), from = wiresOf(before.cell, G, before.v);
  for (const name in { ...to, ...from }) {
    const a = from[name] || to[name], b = to[name] || a, corner = (points, k) => points[Math.min(k, points.length - 1)];
    const points = Array.from({ length: Math.max(a.length, b.length) }, (_, k) => corner(a, k).map((v, n) => v * (1 - mix) + corner(b, k)[n] * mix));
    drawWire(svg, points, roleOf(name, (to[name] ? now : before).cell), to[name] ? (from[name] ? 1 : mix) : 1 - mix);
  }
};

// ---- stations
const labels = (g, L, x, role, value, name, shown = signed(value)) => {
  number(g, x, beyond(L, value), role, shown);
  words(g, x, across(L, value), "", name);
};
const stand = (g, L, x, w, role, value, name, shown) => {
  parcel(g, L, x, w, role, value);
  labels(g, L, x, role, value, name, shown);
};
const place = (G, where) => [G.x[where] + G.post, where === "f" ? G.gate : G.row];
const gate = (letter, role, name, where, side = 1) => (g, G, { v }) => {
  const [x, y] = place(G, where);
  wheel(g, x, y, role, letter, v[name], G.r);
  number(g, x + side * (G.r + (G.phone ? 4 : 8)), y + 5, role, plain(v[name]), side > 0 ? "start" : "end");
};
const derived = (letter, role, name, where) => (p, G, { v }) => { // no sum of its own: no wheel
  const [x, y] = place(G, where), g = inRole(p, role);
  words(g, x + 6, y - 11, "ink", ["1 − ", "$" + letter], "start");
  number(g, x + 6, y + 5, role, plain(v[name]), "start");
  line(g, x, y - 6, x, y + G.r, "slide");
};

const drawBelt = (svg, G, { cell: { gru }, v: { rides, f, i, fresh, kept, added, C } }, { x, h_prev }) => {
  const { shelf, belt, x: X, w, post, phone, W } = G, carried = gru ? "hidden" : "cell", old = gru ? "$h_t−1" : "$C_t−1", short = (v) => signed(v, phone ? 1 : 2);
  line(svg, 0, shelf.y0, X.x + w / 2 + 5, shelf.y0, "rail");
  stand(svg, shelf, X.h, w, "hidden", h_prev, "$h_t−1", short(h_prev));
  stand(svg, shelf, X.x, w, "none", x, "$x_t", short(x));
  tick(svg, X.x + w / 2 + 8, 12, "to every sum", "start");

  drawLevel(svg, belt, 0, W, { ticks: [2, 1, -1, -2], arrow: true });
  line(svg, X.new - w / 2 - 10, shelf.y0, X.new + w / 2 + 10, shelf.y0, "rail");
  stand(svg, belt, X.old, w, carried, rides, old, short(rides));
  line(svg, X.old + w / 2 + 3, belt.y(rides), X.f - w / 2 - 3, belt.y(rides), "dotted");
  const cut = shutter(svg, belt, X.f, w, "forget", carried, rides, f, G.gate + G.r);
  line(svg, X.f + post + 4, cut, X.new - w / 2 - 4, cut, "dotted");
  number(svg, (X.f + post + X.new - w / 2) / 2 - (phone ? 5 : 0), cut + (rides < 0 ? 15 : -6), carried, signed(kept));
  words(svg, X.f, across(belt, rides), "", gru ? ["(1−", "$z", ") · ", "$h"] : ["$f", " · ", "$C"]);

  shutter(svg, shelf, X.new, w, "input", "candidate", fresh, i, G.row + G.r);
  labels(svg, shelf, X.new, "candidate", fresh, gru ? "$h̃_t" : "$C̃_t");
  const base = belt.at(Math.abs(kept), rides < 0 ? -1 : 1), crosses = kept * C < 0, outer = crosses || Math.abs(C) > Math.abs(kept) ? C : kept;
  fall(svg, X.new, w, shelf.at(Math.max(0, -fresh), -1) + 2, Math.min(base, belt.y(C)), "candidate");
  parcel(svg, belt, X.new, w, "candidate", C, kept);
  line(svg, X.new - w / 2 - 5, base, X.new + w / 2 + 5, base, "rail");
  number(svg, X.new, beyond(belt, outer), "candidate", signed(added));
  words(svg, X.new, crosses ? base + (kept < 0 ? 18 : -10) : across(belt, outer), "", gru ? ["+ ", "$z", " · ", "$h̃"] : ["+ ", "$i", " · ", "$C̃"]);
  line(svg, X.new + w / 2 + 3, belt.y(C), X.C - w / 2 - 3, belt.y(C), "dotted");
  stand(svg, belt, X.C, w, carried, C, ["= ", gru ? "$h_t" : "$C_t"]);
  if (!phone) tick(svg, W, belt.at(0, 1) - 12, "to the next step", "end");
};
const drawOut = (g, G, { v: { tanhC, o, h } }) => {
  const { shelf, x, w } = G;
  line(g, x.t - w / 2 - 10, shelf.y0, G.W, shelf.y0, "rail");
  const cut = shutter(g, shelf, x.t, w, "output", "cell", tanhC, o, G.row + G.r);
  line(g, x.t + G.post + 4, cut, x.h_t - w / 2 - 3, cut, "dotted");
  labels(g, shelf, x.t, "cell", tanhC, G.phone ? "tanh" : ["tanh ", "$C_t"]);
  stand(g, shelf, x.h_t, w, "hidden", h, "$h_t");
};
const drawReset = (g, G, { v: { rides, r, inner } }) => {
  const { shelf, x, w } = G;
  line(g, x.r - w / 2 - 8, shelf.y0, x.r + w / 2 + 8, shelf.y0, "rail");
  shutter(g, shelf, x.r, w, "output", "hidden", rides, r, G.row + G.r);
  labels(g, shelf, x.r, "hidden", rides, ["$r", " · ", "$h"], signed(inner));
  words(g, x.new - w / 2 - 5, G.bus + 16, "", "$x_t", "start");
};
// Which cells have a station, by their first letters; it fades when the next one has it not.
const STATIONS = [["lpc", drawOut], ["g", drawReset], ["lpc", gate("f", "forget", "f", "f")], ["g", derived("z", "forget", "f", "f")], ["lp", gate("i", "input", "i", "new")],
  ["g", gate("z", "input", "i", "new")], ["c", derived("f", "input", "i", "new")], ["lpc", gate("o", "output", "o", "t")], ["g", gate("r", "output", "r", "r", -1)]];

// What is learned, to scale: each matrix is H high and H + D wide; biases and peepholes are lines.
const drawLearned = (svg, { W, phone }, y, { hidden_size: H, input_size: D }, cell) => {
  const p = Math.min(1, (W / 4 - 16) / 128), width = Math.max(1.5, (H + D) * p), height = Math.max(1.5, H * p), pitch = Math.max(phone ? 40 : 60, width + 18), top = y + 14;
  tick(svg, 0, y, "learned, to scale: H high, H + D wide", "start");
  Object.entries(cell.learns).forEach(([place, k], n) => {
    const g = inRole(svg, ROLES[place]), x = n * pitch, strip = (p, x) => el(p, "rect", { x, y: top, width: 1.5, height, class: "sliver" });
    el(g, "rect", { x, y: top, width, height, class: height > 4 ? "parcel" : "sliver" });
    if (H * p > 4) line(g, x + H * p, top + 1, x + H * p, top + height - 1, "seam");
    strip(g, x + width + 3);
    if (cell.peeps && SUMS[place][3]) strip(inRole(svg, "cell"), x + width + 7);
    words(g, x, top + height + 16, "ink", "$W_" + k, "start");
  });
  return top + 64 * p + 22;
};

const draw = (svg, W, s) => {
  const G = layout(W), { mix } = s, at = (n) => ({ cell: CELLS[n], v: stepOf(CELLS[n], s) }), now = at(s.variant), before = mix < 1 ? at(s.from) : now;
  drawWires(svg, G, now, before, mix);
  drawBelt(svg, G, now, s);
  for (const [cells, drawn] of STATIONS) {
    const has = ({ cell }) => cells.includes(cell.key[0]), opacity = (has(now) && mix) + (has(before) && 1 - mix);
    if (opacity) drawn(fading(group(svg), opacity), G, has(now) ? now : before);
  }
  return drawLearned(svg, G, G.belt.at(2, -1) + 34, s, now.cell);
};

// ---- the equations, against the LSTM's
const changed = (...parts) => shape("u", { style: "text-decoration: none; border-bottom: 1.5px solid" }, ...prose(parts));
const mark = (is) => (is ? [", ", shape("b", {}, "changed")] : []);
const total = (squash, k, extra = [], h = "$h_t−1") => [` = ${squash}(`, "$W_" + k, " [", h, ", ", "$x_t", "]", ...extra, " + ", "$b_" + k, ") = "];
const result = (name, value, role, show = signed) => quantity(name, value, show(value, 3), role);

const equations = ({ gru, coupled, peeps }, v) => {
  const peep = (k, seen) => (peeps ? [" + ", changed("$p_" + k, " ", seen)] : []);
  return gru ? [
    ["update gate", true, changed("$z_t"), total("σ", "z"), result("z_t", v.i, "input", plain)],
    ["reset gate", true, changed("$r_t"), total("σ", "r"), result("r_t", v.r, "output", plain)],
    ["candidate", true, "$h̃_t", total("tanh", "h", [], changed("$r_t", " · ", "$h_t−1")), result("h_tilde_t", v.fresh, "candidate")],
    ["hidden state", true, "$h_t", [" = ", changed("(1 − ", "$z_t", ") · ", "$h_t−1", " + ", "$z_t"), " · ", "$h̃_t", " = "], result("h_t", v.h, "hidden")],
  ] : [
    ["forget gate", peeps, "$f_t", total("σ", "f", peep("f", "$C_t−1")), result("f_t", v.f, "forget", plain)],
    ["input gate", peeps || coupled, "$i_t", coupled ? [" = ", changed("1 − ", "$f_t"), " = "] : total("σ", "i", peep("i", "$C_t−1")), result("i_t", v.i, "input", plain)],
    ["candidate", false, "$C̃_t", total("tanh", "C"), result("C_tilde_t", v.fresh, "candidate")],
    ["cell state", false, "$C_t", [" = ", "$f_t", " · ", "$C_t−1", " + ", "$i_t", " · ", "$C̃_t", " = "], result("C_t", v.C, "cell")],
    ["output gate", peeps, "$o_t", total("σ", "o", peep("o", "$C_t")), result("o_t", v.o, "output", plain)],
    ["hidden state", false, "$h_t", [" = ", "$o_t", " · tanh ", "$C_t", " = "], result("h_t", v.h, "hidden")]];
};

const ledger = (s) => {
  const cell = CELLS[s.variant], { gru, coupled, peeps } = cell, count = countOf(cell, s), few = gru || coupled, C = "$C_t−1";
  return [
    { what: ["read by the step", ...(gru ? ["; ", C, " is not"] : []), ...mark(gru)],
      math: ["$h_t−1", " = ", quantity("h_prev", s.h_prev, signed(s.h_prev), "hidden"), ", ", "$x_t", " = ", quantity("x_t", s.x, signed(s.x)), ", ", gru ? changed(C) : C, " = ", quantity("C_prev", s.C_prev, signed(s.C_prev), "cell")] },
    ...equations(cell, stepOf(cell, s)).map(([what, is, left, right, number]) => ({ what: [what, ...mark(is)], math: [left, ...right, number] })),
    { what: ["learned with ", "$H", " = ", quantity("hidden_size", s.hidden_size, s.hidden_size), ", ", "$D", " = ", quantity("input_size", s.input_size, s.input_size), ...mark(few || peeps)],
      math: [few ? changed("3") : "4", " · (", "$H", " (", "$H", " + ", "$D", ") + ", "$H", ")", ...(peeps ? [" + ", changed("3 ", "$H")] : []), " = ", quantity("parameters", count, count)] }];
};

const table = (s) => ({ head: ["cell", ["$C_t"], ["$h_t"], "learned"],
  rows: CELLS.map((cell) => {
    const { C, h } = stepOf(cell, s), count = countOf(cell, s), one = (name, value, show, role) => quantity(name, value, show, role, { "data-unit": cell.key });
    return [cell.name, cell.gru ? "none" : one("C_of", C, signed(C, 3), "cell"), one("h_of", h, signed(h, 3), "hidden"), one("parameters_of", count, count)];
  }) });

const weights = Object.entries(SUMS).flatMap(([k, [h, x, b]], n) => [n ? "; " : "", k === "C" ? "$C̃" : "$" + k, `: ${plain(h, 1)} `, "$h", ` ${x < 0 ? "−" : "+"} ${Math.abs(x).toFixed(1)} `, "$x", ` + ${b}`]);
const EASED = 450; // milliseconds
const setup = ({ state, update, drawn }) => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let shown = state().variant, frame;
  drawn(({ variant }) => {
    if (variant === shown) return;
    const from = shown, began = performance.now();
    shown = variant;
    cancelAnimationFrame(frame);
    if (calm.matches) return;
    const move = () => {
      const part = Math.min(1, (performance.now() - began) / EASED);
      update({ from, mix: 1 - (1 - part) ** 3 });
      if (part < 1) frame = requestAnimationFrame(move);
    };
    move();
  });
  return () => cancelAnimationFrame(frame);
};

export default explorable({
  slug: "variant-switch", traits: ["variant", "x", "h_prev", "C_prev", "hidden_size", "input_size"], local: { from: 0, mix: 1 },
  label: "One step of one unit on the belt, as an LSTM, a peephole LSTM, a coupled LSTM or a GRU; beneath, the matrices it learns.",
  shows: "At the upper left stand the hidden state and the input that every gate reads, in the middle the candidate, of which a fraction falls, on the belt what rides from step to step, at the upper right what the cell shows. Wires that the plain LSTM has not are solid; in the list, what differs is underlined and called changed.",
  tries: "Before each switch, say which wires come and go, and whether more or fewer numbers are learned. Then set the input to 0 and compare the four cells in The numbers.",
  caption: ["The same unit in all four cells. Its sums are ", ...weights, "; the GRU’s ", "$z", ", ", "$r", ", ", "$h̃", " have those of ", "$i", ", ", "$o", ", ", "$C̃", ", with ", "$r · h", " for ", "$h", " in ", "$h̃", ". Peepholes add ", "$C", ` times ${SUMS.f[3]}, ${plain(SUMS.i[3], 1)} and ${SUMS.o[3]} to `, "$f", ", ", "$i", ", ", "$o", "."],
  draw, ledger, table, setup,
  status: (s) => {
    const cell = CELLS[s.variant], { C, h } = stepOf(cell, s);
    return `${cell.name}: ${cell.gru ? "" : `carries ${signed(C)}, `}shows ${signed(h)}; ${countOf(cell, s)} numbers to learn.`;
  },
});
