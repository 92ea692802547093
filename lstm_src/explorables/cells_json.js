// One step forwards and backwards, JSON in and JSON out: how tests put cells.js beside
// lstm_src. Not part of any page.
import { rnnStep, rnnStepBackward, lstmStep, lstmStepBackward, gruStep, gruStepBackward } from "./cells.js";

export const runStep = (json) => {
  const { cell, x, h, C, params, dh, dC } = JSON.parse(json);
  const vector = (rows) => Float64Array.from(rows.flat());
  const flat = Object.fromEntries(Object.entries(params).map(([key, rows]) => [key, vector(rows)]));
  const run = {
    rnn: () => { const s = rnnStep(x, h, flat); return [s, rnnStepBackward(dh, s.cache)]; },
    lstm: () => { const s = lstmStep(x, h, C, flat); return [s, lstmStepBackward(dh, dC, s.cache)]; },
    gru: () => { const s = gruStep(x, h, flat); return [s, gruStepBackward(dh, s.cache)]; },
  };
  const [{ cache, ...state }, { grads, ...back }] = run[cell]();
  const { params: ignored, coupled, ...seen } = cache;
  const plain = (vectors) => Object.fromEntries(Object.entries(vectors).map(([key, v]) => [key, [...v]]));
  return JSON.stringify({ cache: plain(seen), ...plain({ ...state, ...back }), grads: plain(grads) });
};

export default runStep;
