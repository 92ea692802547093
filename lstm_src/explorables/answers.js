// Right and wrong answers: a mark for each, and the share of right ones against a size.
import { el } from "./svg.js";

// A tick or a cross, told apart by its shape; (x, y) is its middle.
export const drawMark = (p, x, y, right) =>
  el(p, "path", { d: right ? `M${x - 4} ${y}l3 4l6 -8` : `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, class: "mark", fill: "none", "stroke-linecap": "round" });

// Rows of [mean, lowest, highest] over seeds: a line in a soft band. X and Y turn the place
// of a row (from 0) and a share into pixels.
export const drawShares = (p, rows, X, Y, cls = "trace") => {
  const path = (values, from = 0) => values.map((v, k) => `${X(Math.abs(k - from)).toFixed(1)} ${Y(v).toFixed(1)}`).join("L");
  const low = rows.map((row) => row[1]).reverse(), high = rows.map((row) => row[2]);
  el(p, "path", { d: `M${path(high)}L${path(low, rows.length - 1)}Z`, class: "fall" });
  el(p, "path", { d: "M" + path(rows.map(([mean]) => mean)), class: cls });
};
