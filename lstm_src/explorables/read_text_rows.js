// Heat rows over a text: gates as tints with a line, values as parcels, surprise as bars.
import { el, line, group, inRole, signed, plain, words, number, tick, level, drawLevel, wheel } from "./svg.js";
import { isPhone } from "./kit.js";
import { goesOn } from "./gate_rows.js";
import { reading, cellOf } from "./read_text_model.js";

const GATES = [["f", "forget"], ["i", "input"], ["o", "output"]];
const C_REACH = 3, SURPRISE_REACH = 8; // as far as the rows of C and of the surprise go
const round = (v) => +v.toFixed(1);
export const shownAs = (c) => (c === " " ? "·" : c === "\n" ? "↵" : c);

// Which characters are drawn: a page of them, the one that holds character t.
export const pageOf = (W, T, t) => {
  const phone = isPhone(W), side = phone ? 34 : 110, right = phone ? 18 : 24, most = Math.floor((W - side - right) / (phone ? 9.2 : 11.2));
  const first = most * Math.floor((Math.max(1, t) - 1) / most), n = Math.min(most, T - first);
  return { phone, side, right, first, n, col: (W - side - right) / (T > most ? most : Math.max(n, phone ? 12 : 24)) };
};

// One path for each of a few tints: a rectangle a character would be slow.
const drawGate = (svg, G, [key, role], y, values) => {
  const { side, col, h, phone } = G, g = inRole(svg, role), tints = {};
  values.forEach((v, k) => {
    const tint = Math.round(8 * v);
    tints[tint] = (tints[tint] || "") + `M${round(side + col * k + 0.5)} ${y}h${round(col - 1)}v${h}h${round(1 - col)}z`;
  });
  for (const tint in tints) el(g, "path", { d: tints[tint], class: "pane", style: `opacity: ${0.06 + 0.075 * tint}` });
  const d = values.map((v, k) => `${k ? "L" : "M"}${round(side + col * k)} ${round(y + h * (1 - v))}h${round(col)}`).join("");
  el(g, "path", { d, class: "mark", fill: "none" });
  if (!phone) words(svg, 0, y + h / 2 + 5, "", role, "start");
  wheel(svg, side - (phone ? 18 : 20), y + h / 2, role, key, values[G.here] ?? 0, phone ? 11 : 13);
};

// Parcels side by side on one level, in two paths; what lies beyond `reach` is cut, with a sign.
const drawParcels = (p, L, { side, col }, values, reach) => {
  const w = Math.max(5, col - 4), paths = { parcel: "", sliver: "" };
  values.forEach((v, k) => {
    const sign = v < 0 ? -1 : 1, size = Math.min(Math.abs(v), reach) * L.u, x = side + col * (k + 0.5) - w / 2, thin = size < 3.5, inset = thin ? 0 : 0.75;
    if (size < 0.3) return;
    const y = sign > 0 ? L.at(0, 1) - size : L.at(0, -1);
    paths[thin ? "sliver" : "parcel"] += `M${round(x + inset)} ${round(y + inset)}h${round(w - 2 * inset)}v${round(size - 2 * inset)}h${round(2 * inset - w)}z`;
    if (Math.abs(v) > reach) goesOn(p, x + w / 2, L.at(reach, sign), sign, 3.5);
  });
  for (const cls in paths) if (paths[cls]) el(p, "path", { d: paths[cls], class: cls });
};

const drawValues = (svg, W, G, L, name, letter, role, values, reach) => {
  const { side, phone, right } = G;
  if (!phone) words(svg, 0, L.y0 + 5, "", name, "start");
  words(svg, side - (phone ? 18 : 20), L.y0 + 5, "", letter);
  drawLevel(svg, L, side, W - right, { ticks: [reach, -reach], labels: false });
  for (const v of [reach, -reach]) tick(svg, W, L.y(v) + 4, signed(v, 0), "end");
  drawParcels(inRole(svg, role), L, G, values, reach);
};

const drawSurprise = (svg, W, G, y0, u, { free, held }) => {
  const { side, col, first, n, phone, right } = G, L = level(y0, u), cut = (list) => list.bits.slice(first, first + n);
  words(svg, phone ? side - 18 : 0, y0 - (phone ? 12 : 16), "", phone ? "bits" : "surprise", phone ? "middle" : "start");
  if (!phone) words(svg, 0, y0, "tick", "in bits", "start");
  line(svg, side, y0, W - right, y0, "rail");
  for (const bits of [SURPRISE_REACH / 2, SURPRISE_REACH]) {
    line(svg, side, L.y(bits), W - right, L.y(bits), "guide");
    tick(svg, W, L.y(bits) + 4, bits, "end");
  }
  drawParcels(group(svg), L, G, cut(free), SURPRISE_REACH);
  if (held) el(svg, "path", { class: "curve", "stroke-width": 2, d: cut(held).map((v, k) => `${k ? "L" : "M"}${round(side + col * k)} ${round(L.y(Math.min(SURPRISE_REACH, v)))}h${round(col)}`).join("") });
};

// What may come next, likeliest first, and always what does come.
export const bets = (r, t, count) => {
  const { said } = r.now.before(t), next = r.ids[t];
  const order = [...said.keys()].sort((a, b) => said[b] - said[a]).filter((x, k) => k < 2 || Math.exp(said[x]) >= 0.005).slice(0, count);
  if (next !== undefined && !order.includes(next)) order[Math.min(order.length, count - 1)] = next;
  return order.map((x) => ({ x, p: Math.exp(said[x]), free: Math.exp(r.free.before(t).said[x]), came: x === next, show: shownAs(r.alphabet[x]) }));
};

const drawBets = (svg, W, G, top, r, t) => {
  const { phone, side } = G, count = phone ? 6 : 8, L = level(top + 82, 62), slot = (W - side) / count;
  words(svg, 0, L.y0 - (phone ? 56 : 20), "", "next", "start");
  words(svg, 0, L.y0 - (phone ? 40 : 4), "tick", phone ? "it" : "it bets on", "start");
  if (phone) words(svg, 0, L.y0 - 26, "tick", "bets", "start");
  line(svg, side, L.y0, W, L.y0, "rail");
  bets(r, t, count).forEach(({ p, free, came, show }, k) => {
    const x = side + slot * (k + 0.5), w = Math.min(30, slot - 22);
    drawParcels(group(svg), L, { side: x - w / 2, col: w }, [p], 1);
    if (r.held) line(svg, x - w / 2 - 6, L.y(free), x + w / 2 + 6, L.y(free), "dotted", "stroke-width: 2px");
    number(svg, x, L.y(Math.max(p, r.held ? free : 0)) - 6, "none", plain(p));
    el(svg, "text", { x, y: L.y0 + 18, class: "char", "text-anchor": "middle" }, show);
    if (came) tick(svg, x, L.y0 + 34, "comes");
  });
  return L.y0 + 42;
};

const drawText = (svg, { side, col, first, n, here }, symbols) => {
  const x = (from, to) => Array.from({ length: to - from }, (_, k) => round(side + col * (from + k + 0.5))).join(" ");
  for (const [from, to, cls] of [[0, here + 1, "char"], [here + 1, n, "char ahead"]]) {
    const text = symbols.slice(first + from, first + to).map(shownAs).join("");
    if (text) el(svg, "text", { x: x(from, to), y: 16, class: cls, "text-anchor": "middle" }, text);
  }
};

export const draw = (svg, W, s) => {
  const r = reading(s), T = r.ids.length, t = Math.min(s.t, T), G = pageOf(W, T, t), { phone, first, n, side, col, right } = G, pick = cellOf(s);
  const h = (G.h = phone ? 28 : 32), u = phone ? 16 : 18, steps = r.now.steps.slice(first, first + n), values = (key) => steps.map((step) => pick(step[key]));
  G.here = t - 1 - first;
  drawText(svg, G, r.symbols);
  GATES.forEach((gate, row) => {
    const y = 26 + row * (h + 8), from = Math.max(s.clamp_from - 1 - first, 0);
    drawGate(svg, G, gate, y, values(gate[0]));
    if (s.clamp === "none" && from < n) line(svg, side + col * from, y + h * (1 - s.clamp_value), side + col * n, y + h * (1 - s.clamp_value), "dotted");
  });
  const added = level(26 + 3 * (h + 8) + 8 + u, u), belt = level(added.at(1, -1) + 26 + C_REACH * 12, 12, 8), shown = level(belt.at(C_REACH, -1) + 26 + u, u);
  drawValues(svg, W, G, added, "candidate", "$C̃", "candidate", values("C_tilde"), 1);
  drawValues(svg, W, G, belt, "state", "$C", "cell", values("C"), C_REACH);
  drawValues(svg, W, G, shown, "hidden", "$h", "hidden", values("h"), 1);
  const bottom = shown.at(1, -1) + 26 + SURPRISE_REACH * 5;
  drawSurprise(svg, W, G, bottom, 5, r);
  if (T) el(svg, "rect", { x: side + col * G.here, y: 1, width: col, height: bottom + 5, rx: 3, class: "curve" });
  return drawBets(svg, W, G, bottom + 16, r, t);
};
