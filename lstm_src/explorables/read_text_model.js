// The network that reads in the page: its weights, what it makes of a text, and what
// becomes of that where gates are held. Formulas are in cells.js.
import { lstmStep, logShares, surpriseInBits, meanOf, uniforms } from "./cells.js";
import { unpackHalves } from "./weights.js";

export const READS = 400; // characters, at most
const PIECE = 100; // characters that are read within an event, while a gate is held
const START = "\n\n"; // a reading begins behind an empty line, as a paragraph does

// One character further: the step's f i C_tilde C o h, and what the network then says.
export const readOn = (params, { h, C }, x, held) => {
  const { cache } = lstmStep(x, h, C, params, held);
  return { ...cache, said: logShares(cache.h, params.W_y, params.b_y) };
};
// The weights as they were before the first step of training; tale_weights.py draws the same.
const firstWeights = (layout, { hidden_size: H, seed, forget_spread }) => {
  const next = uniforms(seed), spread = (k) => (forget_spread * k) / (H - 1);
  const start = { W: () => (2 * next() - 1) * H ** -0.5, b_f: spread, b_i: (k) => -spread(k) };
  return Object.fromEntries(layout.map(([path, count]) => {
    const name = path.split("/")[1], number = start[name] || start[name[0]] || (() => 0);
    return [name, Float64Array.from({ length: count }, (_, k) => number(k))];
  }));
};

const known = new WeakMap();
export const networks = ({ _weights, _network: network }) => {
  if (!known.has(_weights)) {
    const { symbols, layout, hidden_size: H } = network;
    const ids = new Map([...symbols].map((c, k) => [c, k])), blank = { h: new Float64Array(H), C: new Float64Array(H) };
    const ready = (params) => ({ params, H, begun: [...START].reduce((state, c) => readOn(params, state, ids.get(c)), blank) });
    known.set(_weights, { symbols, ids, H, last: { ids: [] }, trained: ready(unpackHalves(_weights, layout).LSTM), untrained: ready(firstWeights(layout, network)) });
  }
  return known.get(_weights);
};

// ---- the text, as the network reads it: symbol for symbol, at most READS of them
const LIKE = { "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "." };
const asRead = (text, { ids }) => {
  const all = [...text], unknown = new Map();
  const symbols = all.slice(0, READS).map((c) => {
    const near = [c, LIKE[c], c.normalize("NFD")[0]].find((like) => ids.has(like));
    if (near === undefined) unknown.set(c, (unknown.get(c) || 0) + 1);
    return near ?? " ";
  });
  return { symbols, unknown, all: all.length, ids: symbols.map((c) => ids.get(c)) };
};

// ---- a reading: one step a character, after the steps that are known already; `before(k)`
// is what stood before character k (from 0); what is not yet read stands as it `stood`. Reads
// on for `count` characters with more(count), and says whether some are left.
const follow = (net, ids, known, held, stood = []) => {
  const steps = known.concat(stood.slice(known.length)), before = (k) => steps[k - 1] || net.begun, run = { steps, before };
  let k = known.length;
  run.more = (count = Infinity) => {
    for (const end = Math.min(ids.length, k + count); k < end; k++) steps[k] = readOn(net.params, before(k), ids[k], held);
    run.bits = ids.map((x, n) => surpriseInBits(before(n).said[x]));
    run.loss = ids.length ? meanOf(run.bits) : 0;
    return k < ids.length;
  };
  return run;
};

// Both runs over the present text, `free` and, where a gate is held, `held`; `now` is the
// one that is drawn. What was read before is not read again. After readInPieces(s) some of a
// held reading can be `unread`, until readMore(s) says that nothing is.
export const reading = (s) => {
  const all = networks(s), { trained: net, last } = all, { clamp, clamp_value: value, clamp_from } = s;
  if (last.text !== s.text) {
    const read = asRead(s.text, all), same = read.ids.findIndex((x, k) => x !== last.ids[k]);
    const kept = last.free ? last.free.steps.slice(0, same < 0 ? read.ids.length : same) : [];
    Object.assign(last, read, { text: s.text, free: follow(net, read.ids, kept), held: null, key: "" });
    last.free.more();
  }
  const unit = s.clamp_cells === "all" ? undefined : s.cell, key = [clamp, unit, value, clamp_from].join();
  if (last.key !== key) {
    last.held = clamp === "none" ? null : follow(net, last.ids, last.free.steps.slice(0, clamp_from - 1), { [clamp]: { value, unit } }, (last.held || last.free).steps);
    last.unread = last.held?.more(all.piece);
  }
  last.key = key;
  return { ...last, now: last.held || last.free, alphabet: all.symbols };
};

export const readInPieces = (s) => { networks(s).piece = PIECE; };
export const readMore = (s) => {
  const { last } = networks(s);
  return (last.unread = last.unread && last.held.more(PIECE));
};

// One number for a vector over cells: that of the chosen cell, or the mean of all.
export const cellOf = (s) => (v) => (s.mean ? meanOf(v) : v[s.cell]);
