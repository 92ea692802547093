// Attention with Luong's general score, and the encoder-decoder that looks with it; tests
// hold both equal to lstm_src.attention and lstm_src.seq2seq.
import { rnnStep, lstmStep, logShares, softmax } from "./cells.js";

// How well each key h_j answers the query s: e_j = s · W h_j.
export const generalScores = (s, keys, W) => {
  const K = keys[0].length, asked = new Float64Array(K); // s W, once for all keys
  for (let k = 0, at = 0; k < s.length; k++) for (let n = 0; n < K; n++, at++) asked[n] += s[k] * W[at];
  return Float64Array.from(keys, (h) => h.reduce((sum, v, n) => sum + v * asked[n], 0));
};
// The context: all values, each by its weight.
export const mixed = (weights, values) => {
  const out = new Float64Array(values[0].length);
  values.forEach((v, j) => { for (let n = 0; n < v.length; n++) out[n] += weights[j] * v[n]; });
  return out;
};
// Weights of one's own over T places: around the place `at` (from 0), e^-sharpness of it for
// each place further away.
export const weightsAround = (T, at, sharpness) => softmax(Float64Array.from({ length: T }, (_, j) => -sharpness * Math.abs(j - at)));

// Reads symbols and writes as many, greedily, each step told what the last one wrote. With
// attention.W in params it looks back; `held` = { step, weights } puts one step's weights.
export const writeAgain = (params, symbols, held) => {
  const part = (name) => Object.fromEntries(Object.entries(params).flatMap(([key, v]) => (key.startsWith(name + ".") ? [[key.slice(name.length + 1), v]] : [])));
  const encoder = part("encoder"), decoder = part("decoder"), { W } = part("attention"), { W_y, b_y } = part("readout"), nothing = new Float64Array(encoder.b_f.length);
  let state = { h: nothing, C: nothing };
  const keys = symbols.map((x) => (state = lstmStep(x, state.h, state.C, encoder)).h);
  let last = b_y.length; // the sign to start
  return symbols.map((_, t) => {
    state = lstmStep(last, state.h, state.C, decoder);
    const weights = W && (held?.step === t ? held.weights : softmax(generalScores(state.h, keys, W)));
    // tanh(W_c [c, s]) is the plain network's step from c, without a bias.
    const s = W ? rnnStep(state.h, mixed(weights, keys), { W: params.W_c, b: nothing }).h : state.h;
    const shares = logShares(s, W_y, b_y).map(Math.exp);
    last = shares.indexOf(Math.max(...shares));
    return { symbol: last, weights, shares };
  });
};
