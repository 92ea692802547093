// All formulas of the explorables stand here, once. Tested equal to lstm_src.

// ---- single numbers
export const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const clampSum = (z) => Math.max(-6, Math.min(6, z)); // the sums that our curves show
export const sumForSigmoid = (p) => clampSum(Math.log(p / (1 - p)));
export const sumForTanh = (v) => clampSum(Math.atanh(v));

// Steps after which a gate held at f has let half of a memory go.
export const halfLife = (f) => (f >= 1 ? Infinity : Math.log(0.5) / Math.log(f));

// One unit's cell state and what it shows.
export const updateUnit = ({ C_prev, f, i = 0, C_tilde = 0 }) => {
  const kept = f * C_prev, added = i * C_tilde;
  return { kept, added, C: kept + added };
};
export const showUnit = ({ C, o }) => ({ tanhC: Math.tanh(C), h: o * Math.tanh(C) });
