// A gradient travels back through n steps: a product of n factors, in an RNN and on a belt.
import { fadingGradients, DRIVE } from "./cells.js";
import { el, line, shape, inRole, plain, words, number, tick, dot, powerOfTen, scaled } from "./svg.js";
import { explorable, isPhone, quantity, repeat } from "./kit.js";

const LOWEST = -10, HIGHEST = 6, LONGEST = 100; // decades and steps of the picture

// Labels at the right keep `gap` pixels between them, and stay between low and high.
const apart = (a, b, gap, low, high) => {
  const push = Math.max(0, gap - Math.abs(a - b)) / 2, sign = a <= b ? -1 : 1;
  const fit = (y) => Math.max(low, Math.min(high, y));
  const first = fit(a + sign * push), second = fit(b - sign * push);
  if (Math.abs(first - second) >= gap) return [first, second];
  return sign < 0 ? (first === low ? [first, first + gap] : [second - gap, second]) : (second === low ? [second + gap, second] : [first, first - gap]);
};

const draw = (svg, W, s) => {
  const phone = isPhone(W), decade = phone ? 12 : 14, x0 = 44, x1 = W - (phone ? 92 : 132), y0 = 30;
  const { rnn, belt } = fadingGradients(s), X = (k) => x0 + (k / LONGEST) * (x1 - x0);
  const Y = (v) => y0 + (HIGHEST - Math.max(LOWEST, Math.min(HIGHEST, v > 0 ? Math.log10(v) : -Infinity))) * decade;
  const bottom = Y(0), seen = (v) => v > 0 && Math.log10(v) >= LOWEST && Math.log10(v) <= HIGHEST;
  for (let n = LOWEST; n <= HIGHEST; n++) {
    line(svg, x0, Y(10 ** n), x1, Y(10 ** n), n === 0 ? "rail" : "guide");
    if (n % 2 === 0) tick(svg, x0 - 8, Y(10 ** n) + 4, powerOfTen(n), "end");
  }
  for (let k = 0; k <= LONGEST; k += 20) {
    line(svg, X(k), bottom, X(k), bottom + 5, "rail");
    tick(svg, X(k), bottom + 20, k);
  }
  tick(svg, 0, 14, "gradient that arrives", "start");
  tick(svg, (x0 + x1) / 2, bottom + 40, "steps back");

  const tags = [["hidden", rnn, "RNN"], ["cell", belt, "belt"]].map(([role, series, name]) => ({ role, series, name, end: series[s.steps] }));
  const places = apart(Y(tags[0].end), Y(tags[1].end), 36, y0 + 14, bottom - 14);
  tags.forEach(({ role, series, name, end }, n) => {
    const g = inRole(svg, role), gone = series.findIndex((v) => !seen(v)), last = gone < 0 ? series.length : gone + 1;
    const d = series.slice(0, last).map((v, k) => `${k ? "L" : "M"}${X(k).toFixed(1)} ${Y(v).toFixed(1)}`).join("");
    el(g, "path", { d, class: n ? "trace share" : "trace" });
    const x = X(last - 1), y = Y(series[last - 1]), lx = x1 + 12, ly = places[n];
    el(svg, "path", { d: `M${x + 6} ${y}H${x1}L${lx - 3} ${ly}`, class: "dotted" });
    if (gone < 0) dot(svg, role, x, y);
    else el(g, "path", { d: y > Y(1) ? `M${x - 5} ${y - 8}L${x} ${y}L${x + 5} ${y - 8}` : `M${x - 5} ${y + 8}L${x} ${y}L${x + 5} ${y + 8}`, class: "trace" });
    words(svg, lx, ly - 3, "ink role-" + role, phone ? name : n ? ["belt, ", "$f^n"] : s.use_tanh ? "RNN with tanh" : ["RNN, ", "$w^n"], "start");
    number(svg, lx, ly + 13, role, scaled(end), "start");
  });
  return bottom + 48;
};

const ledger = (s) => {
  const { rnn, belt } = fadingGradients(s), n = s.steps;
  const w = quantity("w", s.w, plain(s.w), "hidden"), steps = quantity("steps", n, String(n));
  const product = quantity("product_rnn", rnn[n], scaled(rnn[n]), "hidden");
  return [
    s.use_tanh ? { what: ["The RNN multiplies one ", "$w", " (1 − ", "$h_t", "²) for each step back"],
      math: ["∏ ", "$w", " (1 − ", "$h_t", "²), ", "$w", " = ", w, ", ", "$n", " = ", steps, ": ", product] }
      : { what: ["The RNN multiplies one ", "$w", " for each step back"],
        math: ["$w^n", " = ", w, shape("sup", {}, steps), " = ", product] },
    { what: ["The belt multiplies one ", "$f", " for each step back"],
      math: ["$f^n", " = ", quantity("f_t", s.f, plain(s.f), "forget"), shape("sup", {}, repeat(String(n))), " = ",
        quantity("product_belt", belt[n], scaled(belt[n]), "cell")] }];
};

export default explorable({
  slug: "vanishing", traits: ["w", "steps", "f", "use_tanh"],
  label: "What is left of a gradient, step by step backwards, on a logarithmic axis: along a recurrent network and along the belt.",
  shows: "One hidden unit with one recurrent weight w, followed for n steps. The vertical axis is logarithmic: one line down is a factor of ten. The first curve is the gradient that arrives n steps back in a recurrent network, a product of n factors; the second is the product of n forget gates on the belt.",
  tries: "Move w from below 1 to above it: the curve turns from falling to rising, and only at exactly 1 does it do neither. Then switch tanh on with a large w.",
  caption: ["One line down is a factor of ten; an arrowhead means that the curve leaves the picture. With tanh the unit runs ",
    "$h_t", " = tanh(", "$w h_t−1", ` + ${DRIVE}) from `, "$h_0", " = 0, and a step’s factor is ", "$w", " (1 − ", "$h_t", "²); without it every factor is ", "$w", "."],
  draw, ledger,
  status: (s) => {
    const { rnn, belt } = fadingGradients(s);
    return `After ${s.steps} steps the recurrent network passes on ${scaled(rnn[s.steps])}, the belt ${scaled(belt[s.steps])}.`;
  },
});
