// Gate surgery: does one cell hold a property of the text? Two readings that differ in the
// property alone are stopped half way between what differs and what it decides. There the
// cell's state is exchanged between them, or emptied; then they read on to the decision.
import { surpriseInBits, meanOf, uniforms } from "./cells.js";
import { el, line, shape, signed, number, tick, words, level } from "./svg.js";
import { html, prose, quantity, isPhone, canvas, paint, become, refill } from "./kit.js";
import { networks, readOn } from "./read_text_model.js";
import { drawParcels } from "./read_text_rows.js";

const LOWEST = -12; // bits, as far as the rows of effects go
const OTHERS = 8; // cells drawn by chance, for comparison
const KINDS = ["trained", "untrained"];

// Bits that a word costs, where some text has to be read before it.
const spell = ({ params }, state, text, word, held) => {
  let step = state, bits = 0;
  for (const x of text) step = readOn(params, step, x, held);
  word.forEach((x, k) => {
    if (k) step = readOn(params, step, word[k - 1], held);
    bits += surpriseInBits(step.said[x]);
  });
  return bits;
};
// The reading's state with that of cell `unit` (or of every cell) from the donor, or at 0;
// an emptied cell is also kept empty.
const operate = ({ h, C }, donor, unit, how) => {
  const wipe = how === "wipe", changed = C.map((v, k) => (unit !== undefined && k !== unit ? v : wipe ? 0 : donor.C[k]));
  return [{ h, C: changed }, wipe ? { f: { value: 1, unit }, C_tilde: { value: 0, unit } } : {}];
};

// Everything about one property and operation, piece by piece so that the page stays awake:
// `effects[k]` is what becomes of log₂ p(right word) when cell k is operated on.
function* surgery(net, pairs, ids, how, out) {
  const encode = (text) => [...text].map((c) => ids.get(c)), readings = [];
  for (const [before, one, other, between, right, wrong] of pairs) {
    const sides = [];
    for (const [own, word, not] of [[one, right, wrong], [other, wrong, right]]) {
      const rest = encode(between), read = encode(before + own).concat(rest.splice(0, Math.floor(rest.length / 2)));
      const at = read.reduce((state, x) => readOn(net.params, state, x), net.begun);
      yield;
      const side = { at, rest, word: encode(word), bits: spell(net, at, rest, encode(word)) };
      sides.push({ ...side, right: side.bits < spell(net, at, rest, encode(not)) });
    }
    sides.forEach((side, k) => readings.push({ ...side, donor: sides[1 - k].at }));
  }
  Object.assign(out, { readings: readings.length, right: readings.filter((r) => r.right).length, effects: new Float64Array(net.H) });
  for (let k = 0; k <= net.H; k++) { // the last: all cells at once
    const unit = k < net.H ? k : undefined, changes = [];
    for (const { at, donor, rest, word, bits } of readings) {
      const [state, held] = operate(at, donor, unit, how);
      changes.push(bits - spell(net, state, rest, word, held));
      yield;
    }
    if (k < net.H) out.effects[k] = meanOf(changes); else out.all = meanOf(changes);
  }
}
// Works a few milliseconds at a time; returns how to stop.
const inPieces = (job, done) => {
  let timer;
  const work = () => {
    const end = performance.now() + 5;
    while (performance.now() < end) if (job.next().done) return done();
    timer = setTimeout(work);
  };
  timer = setTimeout(work);
  return () => clearTimeout(timer);
};

const byChance = (H, cell) => {
  const next = uniforms(1), order = new Set();
  while (order.size < Math.min(OTHERS, H - 1)) order.add(Math.floor(next() * H)).delete(cell);
  return [...order];
};

const cellColumns = (W, H) => {
  const side = isPhone(W) ? 4 : 110, col = (W - side - 24) / H;
  return { side, col, x: (k) => side + col * (k + 0.5), right: W - 24 };
};
const drawEffects = (svg, W, cell, found, others) => {
  const phone = isPhone(W), u = phone ? 4 : 5, { side, col, x, right } = cellColumns(W, found.trained.effects.length);
  let bottom = 0;
  for (const kind of KINDS) {
    const L = level(bottom + 36, u), { effects } = found[kind];
    words(svg, 0, phone ? bottom + 17 : L.y0 + 5, "", kind, "start");
    line(svg, side, L.y0, right, L.y0, "rail");
    for (const bits of [LOWEST / 2, LOWEST]) {
      line(svg, side, L.y(bits), right, L.y(bits), "guide");
      tick(svg, W, L.y(bits) + 4, signed(bits, 0), "end");
    }
    el(svg, "rect", { x: x(cell) - col / 2 - 1, y: L.y0 - 14, width: col + 2, height: L.y(LOWEST) - L.y0 + 14, rx: 3, class: "curve" });
    for (const k of others) line(svg, x(k), L.y0 - 10, x(k), L.y0 - 4, "rail");
    drawParcels(el(svg, "g", { class: "role-cell" }), L, { side, col }, effects, -LOWEST);
    number(svg, Math.max(side + (phone ? 70 : 20), Math.min(right - 24, x(cell))), L.y0 - 19, "cell", signed(effects[cell]));
    bottom = L.y(LOWEST) + 6;
  }
  return bottom;
};

// What was found, as rows of words (from Python, with the cell put in) and numbers.
const findings = ({ cell, _words: { findings: said } }, { trained, untrained }, others) => {
  const { effects } = trained, own = effects[cell], chance = others.map((k) => effects[k]);
  const bits = (name, v) => [quantity(name, v, signed(v), "cell"), " bits"], count = (name, v) => quantity(name, v, v);
  const numbers = [[count("right", trained.right), ` of ${trained.readings}, untrained `, count("right_untrained", untrained.right)],
    bits("effect", own), [count("stronger", effects.filter((v) => v < own).length), ` of ${effects.length}`],
    [...bits("effect_random", meanOf(chance)), ", ", ...bits("effect_random_worst", Math.min(...chance))],
    bits("effect_untrained", untrained.effects[cell]), bits("effect_all", trained.all)];
  return numbers.map((math, k) => shape("li", {}, shape("span", { class: "what" }, said[k].replace("#", cell)), shape("span", { class: "worked" }, ...math)));
};
const example = ([before, one, other, between, right, wrong]) => {
  const strong = (text) => shape("b", {}, text === " " ? "a blank" : text.trim());
  return ["For example: ", before, strong(one), between, "→ ", strong(right), "; ", before, strong(other), between, "→ ", strong(wrong)];
};

export const choice = (label, options, pick) => {
  const select = html("select", { "aria-label": label }, ...options.map(([value, text]) => html("option", { value }, text)));
  select.addEventListener("change", () => pick(select.value));
  return [html("label", {}, html("span", {}, label), select), select];
};

// The folded part of the page; it works when it is opened.
export const surgeryPart = ({ root, svg, state, update, drawn }) => {
  const { _pairs, _words: said } = state(), results = new Map();
  const [about, aboutSelect] = choice(said.about, Object.entries(_pairs).map(([key, { what }]) => [key, what]), (value) => update({ about: value }));
  const [how, howSelect] = choice(said.how, said.surgery, (value) => update({ surgery: value }));
  const picture = canvas(), list = html("ul", { class: "ledger" }), pair = html("p", { class: "caption" });
  const inside = html("div", {}, html("p", { class: "caption" }, ...prose(said.intro)), html("div", { class: "buttons" }, about, how), pair, picture, list);
  const part = html("details", {}, html("summary", {}, said.title));
  root.querySelector(".ledger").after(part);

  let stop = () => {}, running;
  const show = () => {
    const s = state(), key = s.about + s.surgery, all = networks(s), { pairs } = _pairs[s.about], W = svg.viewBox.baseVal.width;
    aboutSelect.value = s.about;
    howSelect.value = s.surgery;
    if (!part.open) return;
    refill(pair, example(pairs[0]));
    const found = results.get(key);
    if (found) {
      const others = byChance(all.H, s.cell);
      become(picture, paint({ draw: (svg) => drawEffects(svg, W, s.cell, found, others) }, W));
      refill(list, findings(s, found, others));
      return;
    }
    if (running === key) return;
    stop();
    running = key;
    refill(list, [shape("li", {}, said.wait)]);
    refill(picture, []);
    const fresh = { trained: {}, untrained: {} };
    stop = inPieces((function* () { for (const kind of KINDS) yield* surgery(all[kind], pairs, all.ids, s.surgery, fresh[kind]); })(),
      () => { results.set(key, fresh); show(); });
  };
  picture.addEventListener("pointerdown", (event) => {
    const { H } = networks(state()), box = picture.getBoundingClientRect(), { side, col } = cellColumns(box.width, H), k = Math.floor((event.clientX - box.left - side) / col);
    if (k >= 0 && k < H) update({ cell: k, mean: false });
  });
  part.addEventListener("toggle", () => {
    if (part.open) part.append(inside);
    else inside.remove();
    show();
  });
  drawn(show);
  return () => stop();
};
