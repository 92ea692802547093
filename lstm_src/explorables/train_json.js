// Training for tests, JSON in and JSON out: a race, and a cell through time next to the
// steps of cells.js. Not part of any page.
import { rnnStep, rnnStepBackward, lstmStep, lstmStepBackward, gruStep, gruStepBackward } from "./cells.js";
import { makeUnroll } from "./unroll.js";
import { mulberry, makeRace } from "./train.js";

// A race after some steps: what was seen, and where the parameters stand.
export const runRace = (json) => {
  const { steps, ...settings } = JSON.parse(json), race = makeRace(settings);
  for (let n = 0; n < steps; n++) race.step();
  const found = race.racers.map(({ cell, seen, network }) => [cell, { ...seen, size: network.theta.length }]);
  return JSON.stringify({ networks: Object.fromEntries(found), forget: race.forgetGates() });
};

// States and gradients of one batch by makeUnroll, and by the readable steps, row by row.
export const bothWays = (json) => {
  const { cell, D, H, T, B, x, theta, dy } = JSON.parse(json), run = makeUnroll(cell, D, H, T, B), { letters, peeps, size } = run;
  const N = letters.length * H, grads = new Float64Array(size), symbols = typeof x[0] === "number";
  run.forward(Float64Array.from(theta), symbols ? { symbols: Int32Array.from(x) } : { numbers: Float64Array.from(x.flat()) });
  run.dy.set(dy);
  run.backward(Float64Array.from(theta), grads, symbols ? { symbols: Int32Array.from(x) } : { numbers: Float64Array.from(x.flat()) });

  // The same parameters by name, as the readable steps want them, and their way back.
  const places = {};
  [...letters].forEach((letter, gate) => {
    const name = letter.trim() && "_" + letter;
    places["W" + name] = Array.from({ length: H * (H + D) }, (_, n) => (n % (H + D)) * N + gate * H + Math.floor(n / (H + D)));
    places["b" + name] = Array.from({ length: H }, (_, k) => (H + D) * N + gate * H + k);
  });
  if (peeps) ["p_f", "p_i", "p_o"].forEach((name, n) => { places[name] = Array.from({ length: H }, (_, k) => (H + D + 1) * N + n * H + k); });
  const params = Object.fromEntries(Object.entries(places).map(([name, at]) => [name, Float64Array.from(at, (n) => theta[n])]));
  const named = Object.fromEntries(Object.entries(params).map(([name, v]) => [name, new Float64Array(v.length)]));
  const h = new Float64Array((T + 1) * B * H), zeros = new Float64Array(H), isLSTM = letters.includes("C");
  const forward = { RNN: rnnStep, GRU: gruStep }[cell] || lstmStep, backward = { RNN: rnnStepBackward, GRU: gruStepBackward }[cell] || lstmStepBackward;
  for (let b = 0; b < B; b++) {
    const caches = [];
    let now = { h: zeros, C: zeros };
    for (let t = 0; t < T; t++) {
      const n = t * B + b, read = symbols ? Array.from({ length: D }, (_, d) => +(d === x[n])) : x[n];
      now = isLSTM ? forward(read, now.h, now.C, params) : forward(read, now.h, params);
      caches.push(now.cache);
      h.set(now.h, (n + B) * H);
    }
    let back = { dh_prev: zeros, dC_prev: zeros };
    for (let t = T - 1; t >= 0; t--) {
      const dh = back.dh_prev.map((v, k) => v + dy[(t * B + b) * H + k]);
      back = isLSTM ? backward(dh, back.dC_prev, caches[t], named) : backward(dh, caches[t], named);
    }
  }
  const readable = new Float64Array(size);
  for (const name in places) places[name].forEach((at, n) => { readable[at] = named[name][n]; });
  return JSON.stringify({ fast: { h: [...run.h], grads: [...grads] }, readable: { h: [...h], grads: [...readable] } });
};

export default { runRace, bothWays, mulberry };
