// How a gradient travels back through a whole sequence, made of the steps in cells.js:
// how the last state depends on the state after each step, as the rows of a matrix, one for
// each unit of the end.
import { zeroGrads, each, lstmStep, lstmStepBackward, rnnStep, rnnStepBackward } from "./cells.js";

const unitVector = (n, k) => new Float64Array(n).fill(1, k, k + 1);

// Of the belt: `full` is the whole derivative of C_T by C_t, in which h_t = o_t tanh C_t
// moves along; `direct` is the diagonal of the path along the belt alone.
export const lstmFlow = (xs, params) => {
  const H = params.b_f.length, scrap = zeroGrads(params), steps = [];
  let h = new Float64Array(H), C = h;
  for (const x of xs) {
    const step = lstmStep(x, h, C, params);
    ({ h, C } = step);
    steps.push(step.cache);
  }
  const full = steps.map(() => []), direct = [];
  for (let k = 0; k < H; k++)
    for (let t = xs.length - 1, dh = new Float64Array(H), dC = unitVector(H, k); t >= 0; t--) {
      const back = lstmStepBackward(dh, dC, steps[t], scrap);
      full[t].push(back.dC);
      dh = back.dh_prev;
      dC = back.dC_prev;
    }
  for (let t = xs.length - 1, left = new Float64Array(H).fill(1); t >= 0; t--) {
    direct[t] = left;
    left = each(left, (v, k) => v * steps[t].f[k]);
  }
  return { full, direct, f: steps.map(({ f }) => f) };
};
export const rnnFlow = (xs, params) => {
  const H = params.b.length, scrap = zeroGrads(params), steps = [], full = xs.map(() => []);
  for (let t = 0, h = new Float64Array(H); t < xs.length; t++) {
    const step = rnnStep(xs[t], h, params);
    h = step.h;
    steps.push(step.cache);
  }
  for (let k = 0; k < H; k++)
    for (let t = xs.length - 1, dh = unitVector(H, k); t >= 0; t--) {
      full[t].push(dh);
      dh = rnnStepBackward(dh, steps[t], scrap).dh_prev;
    }
  return full;
};

// By how much a matrix, given by its rows, stretches at most: its largest singular value.
// Pairs of rows are turned until all stand at right angles; then it is the longest row.
export const largestStretch = (matrix) => {
  const rows = matrix.map((row) => Float64Array.from(row));
  const dot = (a, b) => {
    let sum = 0;
    for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
    return sum;
  };
  for (let turned = true, sweeps = 0; turned && sweeps < 60; sweeps++) {
    turned = false;
    rows.forEach((a, p) => rows.slice(p + 1).forEach((b) => {
      const aa = dot(a, a), bb = dot(b, b), ab = dot(a, b);
      if (!(Math.abs(ab) > 1e-13 * Math.sqrt(aa) * Math.sqrt(bb))) return;
      turned = true;
      const slant = (bb - aa) / (2 * ab), tan = (slant < 0 ? -1 : 1) / (Math.abs(slant) + Math.hypot(1, slant));
      const cos = 1 / Math.hypot(1, tan), sin = cos * tan;
      for (let k = 0; k < a.length; k++) [a[k], b[k]] = [cos * a[k] - sin * b[k], sin * a[k] + cos * b[k]];
    }));
  }
  return Math.sqrt(Math.max(...rows.map((row) => dot(row, row))));
};
