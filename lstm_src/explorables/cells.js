// All formulas of the explorables stand here, once; tests hold them equal to lstm_src.
// Vectors are plain arrays or Float64Array; a matrix (H, N) is one array, row by row.

// ---- single numbers, for the drawings
export const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const clampSum = (z) => Math.max(-6, Math.min(6, z)); // as far as our curves reach
export const sumForSigmoid = (p) => clampSum(Math.log(p / (1 - p)));
export const sumForTanh = (v) => clampSum(Math.atanh(v));

// Steps after which a gate held at f has let half of a memory go.
export const halfLife = (f) => (f >= 1 ? Infinity : Math.log(0.5) / Math.log(f));
// What is left after n such steps; and the bias that alone makes n steps the half-life.
export const leftAfter = (f, n) => f ** n;
export const biasForHalfLife = (n) => sumForSigmoid(0.5 ** (1 / n));

// One unit's step on the belt, and what it shows.
export const updateUnit = ({ C_prev, f, i = 0, C_tilde = 0 }) => {
  const kept = f * C_prev, added = i * C_tilde;
  return { kept, added, C: kept + added };
};
export const showUnit = ({ C, o }) => ({ tanhC: Math.tanh(C), h: o * Math.tanh(C) });

// The same unit along steps 1 … T (lists f, i, C_tilde), from an empty belt; and one of its
// parcels, that of step `follow`: its share of itself after each step, null before it falls.
export const rideBelt = ({ f, i, C_tilde }) => {
  let C = 0;
  return f.map((f_t, k) => {
    const C_prev = C, step = updateUnit({ C_prev, f: f_t, i: i[k], C_tilde: C_tilde[k] });
    C = step.C;
    return { C_prev, ...step };
  });
};
export const followParcel = ({ f, i, C_tilde, follow }) => {
  const fell = i[follow - 1] * C_tilde[follow - 1];
  let share = 1;
  const shares = f.map((f_t, k) => (k + 1 < follow ? null : k + 1 === follow ? 1 : (share *= f_t)));
  return { fell, shares, share, left: share * fell };
};

// What is left of a gradient k = 0 … n steps back: along a scalar RNN that has run
// n steps of h_t = tanh(w h_{t-1} + x) from h_0 = 0, whose factors are w (1 - h_t²)
// (or w alone, without tanh); and along a belt, whose factors are f.
export const DRIVE = 0.1; // the x of every step
export const fadingGradients = ({ w, steps, f, use_tanh }) => {
  const factors = [];
  for (let t = 1, h = 0; t <= steps; t++) {
    h = Math.tanh(w * h + DRIVE);
    factors.push(use_tanh ? w * (1 - h * h) : w);
  }
  const rnn = [1], belt = [1];
  for (let k = 1; k <= steps; k++) {
    rnn.push(rnn[k - 1] * factors[steps - k]);
    belt.push(belt[k - 1] * f);
  }
  return { rnn, belt };
};
// How near a ride comes to the one that was asked for: steps met, and points of 100.
export const NEAR = 0.05;
export const scoreRide = (C, target) => {
  const sum = (values) => values.reduce((total, v) => total + Math.abs(v), 0), gaps = C.map((v, k) => v - target[k]);
  return { met: gaps.map((gap) => Math.abs(gap) <= NEAR + 1e-9), score: 100 * Math.max(0, 1 - sum(gaps) / sum(target)) };
};

// ---- vectors
const zerosLike = (v) => new Float64Array(v.length);
export const zeroGrads = (params) => Object.fromEntries(Object.entries(params).map(([key, v]) => [key, zerosLike(v)]));
const joined = (a, b) => {
  const out = new Float64Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
};
export const each = (v, fn) => {
  const out = zerosLike(v);
  for (let k = 0; k < v.length; k++) out[k] = fn(v[k], k);
  return out;
};

// W v + b, where v meets the columns of W from `from` on; a row of W is `row` long. Four
// sums at a time: one alone would wait for itself at every term.
export const affine = (W, b, v, row = v.length, from = 0) => {
  const out = zerosLike(b), N = v.length;
  for (let k = 0; k < out.length; k++) {
    let n = 0, at = k * row + from, sum = b[k], s1 = 0, s2 = 0, s3 = 0;
    for (; n + 3 < N; n += 4, at += 4) {
      sum += W[at] * v[n];
      s1 += W[at + 1] * v[n + 1];
      s2 += W[at + 2] * v[n + 2];
      s3 += W[at + 3] * v[n + 3];
    }
    for (; n < N; n++, at++) sum += W[at] * v[n];
    out[k] = sum + s1 + s2 + s3;
  }
  return out;
};
// The same backwards: adds to dW, db and dv what da brings.
const affineBack = (da, W, v, dW, db, dv, row = v.length, from = 0) => {
  for (let k = 0; k < da.length; k++) {
    const d = da[k];
    db[k] += d;
    for (let n = 0, at = k * row + from; n < v.length; n++, at++) {
      dW[at] += d * v[n];
      dv[n] += d * W[at];
    }
  }
};

// Scores as shares of one, softmax(z), by their logarithms; and what a readout W h + b says.
const logSoftmax = (z) => {
  const top = Math.max(...z), log = top + Math.log(z.reduce((sum, v) => sum + Math.exp(v - top), 0));
  return z.map((v) => v - log);
};
export const softmax = (z) => logSoftmax(z).map(Math.exp);
export const logShares = (h, W, b) => logSoftmax(affine(W, b, h));
export const surpriseInBits = (logShare) => -logShare / Math.LN2;
export const meanOf = (v) => v.reduce((sum, a) => sum + a, 0) / v.length;
// Numbers in [0, 1) from a seed, one after the other: s ← (1664525 s + 1013904223) mod 2³².
export const uniforms = (s) => () => (s = (Math.imul(1664525, s) + 1013904223) >>> 0) / 2 ** 32;

// ---- cells: a step returns the new state and a cache; a step backwards takes the
// gradients of the new state and the cache, and adds to `grads` (keyed like params).

export const rnnStep = (x, h_prev, params) => {
  const hx = joined(h_prev, x), h = affine(params.W, params.b, hx).map(Math.tanh);
  return { h, cache: { hx, h, params } };
};
export const rnnStepBackward = (dh, { hx, h, params }, grads = zeroGrads(params)) => {
  const da = each(dh, (d, k) => d * (1 - h[k] * h[k])), dhx = zerosLike(hx);
  affineBack(da, params.W, hx, grads.W, grads.b, dhx);
  return { dx: dhx.slice(h.length), dh_prev: dhx.slice(0, h.length), grads };
};

// The LSTM; with p_f p_i p_o in params its gates peep at C (f and i at the old one, o at
// the new one); without W_i the input gate is coupled, i = 1 - f. A whole number x is the
// one-hot vector of that symbol (forwards only). `held`: { f: { value, unit } } puts that
// gate, or C_tilde, of one unit (or of all) where it is told to stand.
export const lstmStep = (x, h_prev, C_prev, params, held = {}) => {
  const coupled = !("W_i" in params), symbol = typeof x === "number";
  const hx = symbol ? h_prev : joined(h_prev, x), row = params.W_f.length / h_prev.length;
  const gate = (key, squash, seen) => {
    const p = seen && params["p_" + key], W = params["W_" + key], a = affine(W, params["b_" + key], hx, row);
    for (let k = 0; k < a.length; k++) a[k] = squash(a[k] + (symbol ? W[k * row + h_prev.length + x] : 0) + (p ? p[k] * seen[k] : 0));
    return a;
  };
  const stand = (v, at) => {
    if (at) at.unit === undefined ? v.fill(at.value) : (v[at.unit] = at.value);
    return v;
  };
  const f = stand(gate("f", sigmoid, C_prev), held.f);
  const i = stand(coupled ? f.map((v) => 1 - v) : gate("i", sigmoid, C_prev), held.i);
  const C_tilde = stand(gate("C", Math.tanh), held.C_tilde);
  const C = each(f, (v, k) => v * C_prev[k] + i[k] * C_tilde[k]);
  const o = stand(gate("o", sigmoid, C), held.o);
  const h = each(o, (v, k) => v * Math.tanh(C[k]));
  return { h, C, cache: { hx, C_prev, f, i, C_tilde, C, o, h, params, coupled } };
};
export const lstmStepBackward = (dh, dC_next, cache, grads = zeroGrads(cache.params)) => {
  const { hx, C_prev, f, i, C_tilde, C, o, params, coupled } = cache, peeps = "p_f" in params;
  const tanhC = C.map(Math.tanh), da = {}, dhx = zerosLike(hx);
  const slope = (s, k) => s[k] * (1 - s[k]); // of a sigmoid, at its value
  da.o = each(dh, (d, k) => d * tanhC[k] * slope(o, k));
  const dC = each(dC_next, (d, k) => d + dh[k] * o[k] * (1 - tanhC[k] * tanhC[k]) + (peeps ? da.o[k] * params.p_o[k] : 0));
  da.f = each(dC, (d, k) => d * (C_prev[k] - (coupled ? C_tilde[k] : 0)) * slope(f, k));
  if (!coupled) da.i = each(dC, (d, k) => d * C_tilde[k] * slope(i, k));
  da.C = each(dC, (d, k) => d * i[k] * (1 - C_tilde[k] * C_tilde[k]));
  const dC_prev = each(dC, (d, k) => d * f[k]);
  for (const key in da) {
    affineBack(da[key], params["W_" + key], hx, grads["W_" + key], grads["b_" + key], dhx);
    const p = params["p_" + key];
    if (p) da[key].forEach((d, k) => {
      grads["p_" + key][k] += d * (key === "o" ? C : C_prev)[k];
      if (key !== "o") dC_prev[k] += d * p[k];
    });
  }
  return { dx: dhx.slice(f.length), dh_prev: dhx.slice(0, f.length), dC_prev, dC, grads };
};

// The GRU, h = (1 - z) h_prev + z h_tilde; with b_rh in params the reset gate acts
// after the matrix, on W_h h_prev + b_rh, else on h_prev itself.
export const gruStep = (x, h_prev, params) => {
  const hx = joined(h_prev, x), { W_h, b_h, b_rh } = params, H = b_h.length, row = hx.length;
  const z = affine(params.W_z, params.b_z, hx).map(sigmoid), r = affine(params.W_r, params.b_r, hx).map(sigmoid);
  const inner = b_rh ? affine(W_h, b_rh, h_prev, row) : each(r, (v, k) => v * h_prev[k]);
  const fromX = affine(W_h, b_h, x, row, H);
  const h_tilde = (b_rh ? each(fromX, (v, k) => v + r[k] * inner[k]) : affine(W_h, fromX, inner, row)).map(Math.tanh);
  const h = each(z, (v, k) => (1 - v) * h_prev[k] + v * h_tilde[k]);
  return { h, cache: { hx, x, h_prev, z, r, inner, h_tilde, h, params } };
};
export const gruStepBackward = (dh, cache, grads = zeroGrads(cache.params)) => {
  const { hx, x, h_prev, z, r, inner, h_tilde, params } = cache, { W_h, b_rh } = params, H = z.length, row = hx.length;
  const dh_tilde = each(dh, (d, k) => d * z[k] * (1 - h_tilde[k] * h_tilde[k])); // before its tanh
  const dhx = zerosLike(hx), dx = zerosLike(x), dinner = zerosLike(inner), dh_prev = each(dh, (d, k) => d * (1 - z[k]));
  affineBack(dh_tilde, W_h, x, grads.W_h, grads.b_h, dx, row, H);
  let dr;
  if (b_rh) {
    dr = each(dh_tilde, (d, k) => d * inner[k]);
    affineBack(each(dh_tilde, (d, k) => d * r[k]), W_h, h_prev, grads.W_h, grads.b_rh, dh_prev, row);
  } else {
    affineBack(dh_tilde, W_h, inner, grads.W_h, zerosLike(z), dinner, row);
    dr = each(dinner, (d, k) => d * h_prev[k]);
    dinner.forEach((d, k) => { dh_prev[k] += d * r[k]; });
  }
  const da_z = each(dh, (d, k) => d * (h_tilde[k] - h_prev[k]) * z[k] * (1 - z[k]));
  const da_r = each(dr, (d, k) => d * r[k] * (1 - r[k]));
  affineBack(da_z, params.W_z, hx, grads.W_z, grads.b_z, dhx);
  affineBack(da_r, params.W_r, hx, grads.W_r, grads.b_r, dhx);
  return { dx: each(dx, (d, k) => d + dhx[H + k]), dh_prev: each(dh_prev, (d, k) => d + dhx[k]), grads };
};

// Numbers that a cell learns: matrices that meet [h, x], each with its bias, and vectors.
export const parameterCount = ({ matrices, vectors = 0 }, H, D) => matrices * (H * (H + D) + H) + vectors * H;
