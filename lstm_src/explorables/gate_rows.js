// Rows of gates, one number a step: what the views share that let the reader paint them.
import { el, group, line, inRole, parcel, shutter, windowpane } from "./svg.js";
import { html } from "./kit.js";

export const REACH = 2.15; // as far as belts and traces go; what lies beyond is cut off, with a sign

// The dials f_now and i_now stand at step t of the rows f and i: what has to change so
// that they agree. A dial that was turned writes; otherwise it is read anew.
export const settleGates = (s, changed) => {
  const T = s.f.length, t = Math.min(s.t, T), behind = t < s.t ? { t } : {};
  if (s.follow > T) behind.follow = T;
  for (const gate of ["f", "i"]) {
    const dial = gate + "_now", held = s[gate][t - 1], now = s[dial];
    if (held === now) continue;
    if (changed === dial || changed === undefined) behind[gate] = s[gate].map((v, k) => (k === t - 1 ? now : v));
    else behind[dial] = held;
  }
  return behind;
};

// Columns for T steps between `side` and `right` pixels of margin; two bars fit into one.
export const columns = (W, T, side, right, widest) => {
  const col = (W - side - right) / T;
  return { T, side, col, bar: Math.min(widest, (col - 4) / 2), x: (k) => side + col * (k + 0.5) };
};

// A row of windowpanes; h is its height, y its top.
export const drawGateRow = (svg, { bar, x }, role, y, h, values) => {
  const w = 2 * bar + 2;
  values.forEach((v, k) => windowpane(svg, x(k) - w / 2, y, w, h, role, v));
};

// A window on the drawing between two heights: what is drawn into it is cut at its edges.
export const cutOff = (svg, W, top, bottom) =>
  el(svg, "svg", { x: 0, y: top, width: W, height: bottom - top, viewBox: `0 ${top} ${W} ${bottom - top}`, style: "overflow: hidden" });
// The sign that something goes on beyond that edge, upwards or downwards from (x, y).
export const goesOn = (p, x, y, sign, r = 5) =>
  el(p, "path", { d: `M${x - r} ${y - 2 * sign}L${x} ${y - 7 * sign}L${x + r} ${y - 2 * sign}`, fill: "none", class: "mark" });

// What belongs to column k and rides in while the view plays; at rest it needs no group.
export const stagePart = (parent, { upto }, k, dx = 0, dy = 0) => {
  if (!upto) return parent;
  const part = el(parent, "g", { class: "part", "data-step": k + 1 });
  return el(part, "g", { class: "moves", style: `--dx: ${dx}px; --dy: ${dy}px` });
};

// The belt: at each step the shutter cuts what arrives, and what falls lands beside it.
export const drawBelt = (svg, W, { belt, x, bar, col }, s, steps) => {
  const edge = (sign) => belt.at(REACH, sign), view = cutOff(svg, W, edge(1), edge(-1));
  steps.forEach(({ C_prev, kept, C }, k) => {
    const a = x(k) - bar / 2 - 0.5, b = x(k) + bar / 2 + 0.5, m = stagePart(view, s, k, -col), n = stagePart(view, s, k, 0, -40);
    if (k) {
      line(m, x(k - 1) + bar + 1, belt.y(C_prev), a - bar / 2, belt.y(C_prev), "dotted");
      shutter(m, belt, a, bar, "forget", "cell", C_prev, s.f[k], null, 1.5);
    }
    parcel(n, belt, b, bar, "candidate", C, kept);
    for (const [at, role, value] of [[a, "cell", k ? C_prev : 0], [b, "candidate", Math.abs(kept) > Math.abs(C) ? kept : C]]) {
      const sign = Math.sign(value);
      if (Math.abs(value) > REACH) goesOn(inRole(stagePart(svg, s, k), role), at, edge(sign), sign, Math.min(5, bar / 2));
    }
  });
};

// Painting with the pointer, on sheets that stay while the drawing beneath is made anew
// (a finger loses a node that goes). `place` gives columns and rows ({ f: y, i: y, h }) as
// drawn at a width.
export const paintGates = ({ root, svg, state, update, drawn }, place, before = () => {}) => {
  const sheets = ["i", "f"].map((row) => {
    const sheet = html("div", { class: "hit" });
    let painting = false;
    const paint = (event) => {
      const box = svg.getBoundingClientRect(), { T, side, col, rows } = place(box.width);
      const k = Math.max(0, Math.min(T - 1, Math.floor((event.clientX - box.left - side) / col)));
      const part = 1 - (event.clientY - box.top - rows[row]) / rows.h;
      const value = Math.round(20 * Math.max(0, Math.min(1, part))) / 20;
      update({ [row]: state()[row].map((v, n) => (n === k ? value : v)), t: k + 1 });
    };
    const end = () => { painting = false; };
    sheet.addEventListener("pointerdown", (event) => {
      painting = true;
      sheet.setPointerCapture(event.pointerId);
      before();
      paint(event);
    });
    sheet.addEventListener("pointermove", (event) => { if (painting) paint(event); });
    sheet.addEventListener("pointerup", end);
    sheet.addEventListener("pointercancel", end);
    svg.after(sheet);
    return [row, sheet];
  });
  drawn(() => {
    const { T, side, col, rows } = place(svg.viewBox.baseVal.width);
    for (const [row, { style }] of sheets) {
      const pixels = { left: side, top: rows[row] - 4, width: col * T, height: rows.h + 8 };
      for (const k in pixels) style[k] = pixels[k] + "px";
    }
  });
};

// Play: steps 1 … T one after the other, then all at once again.
export const player = (button, { state, update }, pause = 650) => {
  let timer = null;
  const stop = () => {
    if (!timer) return;
    clearInterval(timer);
    timer = null;
    button.textContent = "Play";
    update({ upto: 0 });
  };
  const ahead = () => {
    const { upto, f } = state();
    if (upto === f.length) stop(); else update({ upto: upto + 1, t: upto + 1 });
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    button.textContent = "Stop";
    timer = setInterval(ahead, pause);
    ahead();
  });
  return { stop, dispose: () => clearInterval(timer) };
};
