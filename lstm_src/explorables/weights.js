// Trained weights, as trained.py lays them out: one row of half-precision numbers, and
// a layout such as [["LSTM/W_f", 992], ...]. Gives { LSTM: { W_f: Float64Array } }.
const half = (bits) => {
  const power = (bits >> 10) & 31, rest = (bits & 1023) / 1024, size = power ? 2 ** (power - 15) * (1 + rest) : 2 ** -14 * rest;
  return bits >> 15 ? -size : size;
};
export const unpackHalves = (bytes, layout) => {
  const models = {};
  let at = 0;
  for (const [name, count] of layout) {
    const [model, key] = name.split("/");
    (models[model] ??= {})[key] = Float64Array.from({ length: count }, () => half(bytes.getUint16(2 * at++, true)));
  }
  return models;
};

export const oneHot = (k, size) => {
  const x = new Float64Array(size);
  x[k] = 1;
  return x;
};
// A function that keeps its last answer: drawing, ledger and table all ask the same.
export const remembered = (fn) => {
  let asked, answer;
  return (...now) => {
    if (!asked || now.some((v, k) => v !== asked[k])) [asked, answer] = [now, fn(...now)];
    return answer;
  };
};
