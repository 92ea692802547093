// The way back of a gradient through thirty steps: the belt's own path, all paths, and an RNN.
import { lstmFlow, rnnFlow, largestStretch } from "./flow.js";
import { el, group, line, inRole, signed, plain, words, number, tick, dot, powerOfTen, scaled } from "./svg.js";
import { explorable, isPhone, quantity, repeat } from "./kit.js";
import { cutOff, goesOn } from "./gate_rows.js";

const UNITS = 8, INPUTS = 3, TRAINED_FROM = 2; // as in gradient_xray.py
const LOWEST = -8, HIGHEST = 1; // decades of the picture
const SYMBOLS = ["a", "b", "?"];

// Weights lie in one row: the LSTM's, then the RNN's.
const unpackNetworks = (bytes) => {
  let at = 0;
  const take = (count) => Float64Array.from({ length: count }, () => bytes.getFloat32(4 * at++, true));
  const takeAll = (names) => Object.fromEntries(names.split(" ").map((name) => [name, take(name[0] === "W" ? UNITS * (UNITS + INPUTS) : UNITS)]));
  return [takeAll("W_f W_i W_C W_o b_f b_i b_C b_o"), takeAll("W b")];
};
const symbolsOf = (bytes) => Array.from({ length: bytes.byteLength }, (_, k) => bytes.getInt8(k));
// While only t moves nothing is computed anew.
const remembered = (fn) => {
  let key, kept;
  return (...now) => {
    if (!key || now.some((v, k) => v !== key[k])) [key, kept] = [now, fn(...now)];
    return kept;
  };
};
const oneHot = (symbol) => Float64Array.from({ length: INPUTS }, (_, k) => +(k === symbol));
const rnnNorms = remembered((weights, symbols) => rnnFlow(symbolsOf(symbols).map(oneHot), unpackNetworks(weights)[1]).map(largestStretch));
const xray = remembered((start, after, symbols, trained, b_f) => {
  const weights = trained ? after : start, [lstm] = unpackNetworks(weights);
  const { full, direct, f } = lstmFlow(symbolsOf(symbols).map(oneHot), { ...lstm, b_f: lstm.b_f.map((b) => (trained ? b + b_f - TRAINED_FROM : b_f)) });
  const keeper = direct.map((left) => left.indexOf(Math.max(...left))); // the unit that keeps most
  return { left: direct, keeper, direct: direct.map((left, k) => left[keeper[k]]), full: full.map(largestStretch), rnn: rnnNorms(weights, symbols),
    f_mean: f.reduce((sum, units) => sum + units.reduce((a, v) => a + v), 0) / (f.length * UNITS) };
});
const seen = (s) => xray(s._start, s._after, s._x, s.trained, s.b_f);

// Three labels, `gap` pixels apart and between low and high, each near its own height.
const threeApart = (heights, gap, low, high) => {
  const order = heights.map((_, k) => k).sort((a, b) => heights[a] - heights[b]), out = [];
  order.forEach((k, n) => { out[k] = Math.max(heights[k], low, n ? out[order[n - 1]] + gap : low); });
  [...order].reverse().forEach((k, n, back) => { out[k] = Math.min(out[k], n ? out[back[n - 1]] - gap : high); });
  return out;
};

// What the gates of each unit leave of step t, as fractions of one; the mark is on the unit
// that keeps most.
const drawUnits = (svg, { X, col, side, pitch, top, phone }, { left, keeper }, t) => {
  const g = inRole(svg, "forget"), w = Math.max(2, col - (phone ? 1.5 : 3)), T = left.length;
  let panes = "", lips = "";
  for (let unit = 0; unit < UNITS; unit++) {
    const y = top + (unit + 1) * pitch;
    line(svg, X(1) - col / 2, y, X(T) + col / 2, y, "guide");
    left.forEach((units, k) => {
      const x = X(k + 1) - w / 2, h = units[unit] * (pitch - 3);
      panes += `M${x.toFixed(1)} ${y}v${(-h).toFixed(1)}h${w.toFixed(1)}V${y}`;
      if (h > 0.5) lips += `M${x.toFixed(1)} ${(y - h).toFixed(1)}h${w.toFixed(1)}`;
    });
  }
  el(g, "path", { d: panes, class: "pane" });
  el(g, "path", { d: lips, class: "lip", style: "stroke-width: 1.5px; stroke-linecap: butt" });
  words(svg, 0, top - 2, "", phone ? ["∏ ", "$f", " by unit"] : ["∏ ", "$f", " of each unit"], "start");
  if (t === T) return;
  const y = top + (keeper[t - 1] + 1) * pitch;
  words(g, 0, Math.max(y - 1, top + 16), "ink", `unit ${keeper[t - 1] + 1}` + (phone ? "" : " keeps most"), "start");
  el(g, "path", { d: `M${side - 10} ${y - pitch + 2}l7 ${pitch / 2 - 1}l-7 ${pitch / 2 - 1}`, class: "mark", fill: "none" });
};

const draw = (svg, W, s) => {
  const phone = isPhone(W), decade = phone ? 20 : 24, side = phone ? 84 : 136, x1 = W - 44, y0 = 30, rows = seen(s), symbols = symbolsOf(s._x), T = symbols.length;
  const col = (x1 - side) / T, X = (t) => side + (t - 0.5) * col, bottom = y0 + (HIGHEST - LOWEST) * decade, top = bottom + 58, pitch = phone ? 12 : 15;
  const Y = (v) => y0 + (HIGHEST - Math.log10(Math.max(v, 1e-99))) * decade, within = (y) => y >= y0 && y <= bottom, height = top + UNITS * pitch + 10;
  el(svg, "rect", { x: X(s.t) - Math.max(col, 8) / 2, y: y0, width: Math.max(col, 8), height: height - y0, rx: 4, class: "chosen" });
  for (let n = LOWEST; n <= HIGHEST; n++) {
    line(svg, side, Y(10 ** n), x1, Y(10 ** n), n === 0 ? "rail" : "guide");
    if (n % 2 === 0) tick(svg, x1 + 6, Y(10 ** n) + 4, powerOfTen(n), "start");
  }
  tick(svg, 0, 14, "gradient that arrives at step t", "start");
  tick(svg, 0, bottom + 20, "step t", "start");
  tick(svg, 0, bottom + 37, "reads", "start");
  symbols.forEach((symbol, k) => {
    const t = k + 1, away = Math.abs(t - s.t), g = group(svg, away ? null : "on");
    if (!away || ((t === 1 || t % 5 === 0) && away * col > 18)) tick(g, X(t), bottom + 20, t);
    if (!phone || t === 1 || t === T) tick(g, X(t), bottom + 37, SYMBOLS[symbol]);
  });

  const curves = [["cell", rows.full, phone ? "LSTM" : "LSTM, all paths", "trace"], ["forget", rows.direct, phone ? ["direct ∏ ", "$f"] : ["direct path, ∏ ", "$f"], "trace share"],
    ["hidden", rows.rnn, phone ? "RNN" : "tanh RNN", "trace"]];
  const heights = curves.map(([, series]) => Y(series[s.t - 1])), places = threeApart(heights, 36, y0 + 16, bottom - 16);
  const view = cutOff(svg, W, y0, bottom);
  curves.forEach(([role, series, name, cls], n) => {
    const points = series.map((v, k) => [X(k + 1), Y(v)]), y = heights[n], ly = places[n];
    el(inRole(view, role), "path", { d: "M" + points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L"), class: cls });
    const out = points.findLastIndex(([, y]) => !within(y)); // where it leaves, seen from the right
    if (out >= 0) {
      const [[xa, ya], [xb, yb]] = points.slice(out), down = ya > bottom, edge = down ? bottom : y0;
      goesOn(inRole(svg, role), xb + ((xa - xb) * (edge - yb)) / (ya - yb), edge + (down ? -9 : 9), down ? -1 : 1);
    }
    if (within(y)) {
      el(svg, "path", { d: `M${X(s.t) - 6} ${y}H${side - 2}L${side - 12} ${ly}`, class: "dotted" });
      dot(svg, role, X(s.t), y);
    }
    words(svg, 0, ly - 3, "ink role-" + role, name, "start");
    number(svg, 0, ly + 13, role, scaled(series[s.t - 1]), "start");
  });
  drawUnits(svg, { X, col, side, pitch, top, phone }, rows, s.t);
  return height;
};

const ledger = (s) => {
  const rows = seen(s), T = rows.full.length, k = s.t - 1, b_f = quantity("b_f", s.b_f, signed(s.b_f), "forget"), steps = T - s.t;
  const product = steps > 1 ? ["$f_" + (s.t + 1), steps > 2 ? " ⋯ " : " · ", "$f_" + T, " = "] : steps ? ["$f_" + T, " = "] : ["no gate in between: "];
  return [
    { what: s.trained ? ["After training, forget biases moved by ", "$b_f", ` − ${TRAINED_FROM} = `, repeat(signed(s.b_f - TRAINED_FROM), "forget")] : ["At the start, every forget bias set to ", "$b_f"],
      math: ["$b_f", " = ", b_f, "; mean ", "$f", " = ", quantity("f_mean", rows.f_mean, plain(rows.f_mean, 3), "forget")] },
    { what: [`Direct path from step ${T} to step `, quantity("t", s.t, s.t), `, unit ${rows.keeper[k] + 1}`], math: [...product, quantity("direct_t", rows.direct[k], scaled(rows.direct[k]), "forget")] },
    { what: "All paths, through hidden states and gates as well", math: ["‖", "$∂C_" + T, " / ", "$∂C_" + s.t, "‖ = ", quantity("full_t", rows.full[k], scaled(rows.full[k]), "cell")] },
    { what: "The tanh RNN", math: ["‖", "$∂h_" + T, " / ", "$∂h_" + s.t, "‖ = ", quantity("rnn_t", rows.rnn[k], scaled(rows.rnn[k]), "hidden")] },
    { what: "All the way back to step 1", math: ["direct ", quantity("direct_0", rows.direct[0], scaled(rows.direct[0]), "forget"), ", all ", quantity("full_0", rows.full[0], scaled(rows.full[0]), "cell"),
      ", RNN ", quantity("rnn_0", rows.rnn[0], scaled(rows.rnn[0]), "hidden")] }];
};

const table = (s) => {
  const { direct, full, rnn } = seen(s), columns = [["direct", direct, "forget"], ["full", full, "cell"], ["rnn", rnn, "hidden"]];
  return { head: ["step", "direct", "all paths", "RNN"],
    rows: full.map((_, k) => [String(k + 1), ...columns.map(([name, series, role]) => quantity(name, series[k], scaled(series[k]), role, { "data-t": k + 1 }))]) };
};

export default explorable({
  slug: "gradient-xray", traits: ["b_f", "t", "trained"], data: ["_x", "_start", "_after"],
  label: "The gradient on its way back through thirty steps, on a logarithmic axis: along the belt alone, over all paths of the LSTM, and in a tanh RNN; beneath, what the forget gates of each of the eight units leave.",
  shows: "Time runs to the right; the gradient sets out at step 30 with strength 1 and runs to the left. Three curves show how strongly the last state depends on the state at each step: the product of forget gates on the belt, the whole derivative of the LSTM, and that of a tanh RNN. One line down is a factor of ten. Beneath stands, unit by unit, what the forget gates leave of each step.",
  tries: "At the start, lower the forget bias to 0 and read what reaches step 1. Then look at the gap between the two curves of the LSTM, choose after training, and look again.",
  caption: ["One line down is a factor of ten; an arrowhead means that the curve leaves the picture. Strength is the most by which a small change is stretched on the way (the spectral norm); on the direct path that is ∏ ", "$f", " of the unit that keeps most. Both networks have eight units and read the same thirty symbols. They were trained to name, at the question mark, the symbol of step 1; training began at ",
    "$b_f", ` = ${TRAINED_FROM}, which is where the slider shows the trained network as it is.`],
  draw, ledger, table,
  status: (s) => {
    const { direct, full, rnn } = seen(s), k = s.t - 1;
    return `${s.trained ? "After training" : "At the start"}, at step ${s.t}: direct path ${scaled(direct[k])}, all paths ${scaled(full[k])}, RNN ${scaled(rnn[k])}.`;
  },
});
