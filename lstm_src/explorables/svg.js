// Drawing: bars are values, rings are fractions, the belt is zero. 1 unit = 1 CSS pixel.
// A drawing is a tree of shapes; kit.js writes into the page what differs from the last
// one. Nothing here measures text, so that the same code draws without a browser.

export const shape = (tag, attrs, ...children) => ({ tag, attrs, children });
export const el = (parent, tag, attrs = {}, text) => {
  const made = shape(tag, attrs);
  if (text != null) made.children.push(text);
  parent.children.push(made);
  return made;
};
export const group = (parent, cls) => el(parent, "g", { class: cls });
// A group in the colours of a role: forget input candidate output cell hidden.
export const inRole = (parent, role) => group(parent, "role-" + role);
export const line = (p, x1, y1, x2, y2, cls, style) => el(p, "line", { x1, y1, x2, y2, class: cls, style });

// A value carries its sign (true minus), a fraction does not. Two decimals in pictures.
export const signed = (v, d = 2) => {
  const s = Math.abs(v).toFixed(d);
  return +s === 0 ? s : (v < 0 ? "−" : "+") + s;
};
export const plain = (v, d = 2) => v.toFixed(d).replace("-", "−");
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
export const powerOfTen = (n) => n === 0 ? "1" : n === 1 ? "10"
  : "10" + (n < 0 ? "⁻" : "") + [...String(Math.abs(n))].map((digit) => RAISED[digit]).join("");
// Numbers of any size: three figures, and a power of ten where that is shorter.
export const scaled = (v) => {
  if (v === 0 || (v >= 0.001 && v < 10000)) return v < 100 ? String(+v.toPrecision(3)) : v.toFixed(0);
  const [digits, power] = v.toExponential(1).split("e");
  return `${digits} · ${powerOfTen(+power)}`;
};

// "$C̃_t" is an italic C̃ with subscript t, "$f^20" has a superscript; other text is roman.
export const symbol = (part) => {
  const m = /^\$([^_^]+)(?:_([^^]+))?(?:\^(.+))?$/.exec(part);
  if (!m) return null;
  const letter = m[1].replace("\u0303", "");
  return { letter, tilde: letter !== m[1], sub: m[2], sup: m[3] };
};
export const words = (p, x, y, cls, parts, anchor = "middle") => {
  const t = el(p, "text", { x, y, class: cls, "text-anchor": anchor });
  const raised = (text, dy, cls) => {
    el(t, "tspan", { class: cls, dy }, text);
    el(t, "tspan", { dy: -dy }, "\u200b"); // back to the line
  };
  for (const part of [].concat(parts)) {
    const s = symbol(part);
    if (!s) { el(t, "tspan", {}, part); continue; }
    el(t, "tspan", { class: "sym" }, s.letter);
    if (s.tilde) { // few fonts set the combining tilde well
      el(t, "tspan", { class: "sym", dx: -9, dy: -4 }, "\u02dc");
      el(t, "tspan", { dx: 4, dy: 4 }, "\u200b");
    }
    if (s.sub) raised(s.sub, 3.5, "sym sub");
    if (s.sup) raised(s.sup, -6, "sub");
  }
  return t;
};
export const number = (p, x, y, role, show, anchor = "middle") =>
  el(p, "text", { x, y, class: "number role-" + role, "text-anchor": anchor }, show);
export const tick = (p, x, y, show, anchor = "middle") =>
  el(p, "text", { x, y, class: "tick", "text-anchor": anchor }, show);

// A level is a zero line with a scale of u pixels per 1: gap 8 for the belt (two rails
// and rollers, heights start at the near rail), 0 for a shelf (one rail).
export const level = (y0, u, gap = 0) => {
  const at = (size, sign) => y0 - sign * (gap / 2 + size * u);
  return { y0, u, gap, at, y: (v) => at(Math.abs(v), v < 0 ? -1 : 1) };
};
export const drawLevel = (p, L, x0, x1, { ticks = [], arrow = false, labels = true } = {}) => {
  for (const v of ticks) {
    line(p, x0, L.y(v), x1, L.y(v), "guide");
    if (labels) tick(p, x1, L.y(v) - 3, signed(v, 0), "end");
  }
  if (!L.gap) return line(p, x0, L.y0, x1, L.y0, "rail");
  const end = arrow ? x1 - 8 : x1;
  for (const sign of [-1, 1]) line(p, x0, L.at(0, sign), end, L.at(0, sign), "rail");
  line(p, x0 + 6, L.y0, end - 3, L.y0, "roller"); // dotted: fifty circles would be slow
  if (arrow) el(p, "path", { d: `M${end} ${L.y0 - 9}L${x1} ${L.y0}L${end} ${L.y0 + 9}`, class: "rail" });
};

// Where a number rides (past the parcel's tip) and where its name stands (across the belt).
export const beyond = (L, v, below = v < 0) => L.y(v) + (below ? 15 : -6);
export const across = (L, v) => (v < 0 ? L.at(0, 1) - 9 : L.at(0, -1) + 17);

// A box whose outline lies inside its measure: 1.5 px of ink never add to a number.
const box = (g, x, y, w, h, cls) => h < 3.5
  ? el(g, "rect", { x, y, width: w, height: h, class: "sliver" })
  : el(g, "rect", { x: x + 0.75, y: y + 0.75, width: w - 1.5, height: h - 1.5, rx: 1, class: cls });

// A parcel from value a to value b; split where it crosses the belt, a seam at every half.
export const parcel = (p, L, x, w, role, b, a = 0) => {
  const g = inRole(p, role), min = Math.min(a, b), max = Math.max(a, b);
  for (const [sign, lo, hi] of [[1, Math.max(0, min), max], [-1, Math.max(0, -max), -min]]) {
    if (hi - lo < 0.004) continue;
    box(g, x - w / 2, Math.min(L.at(lo, sign), L.at(hi, sign)), w, (hi - lo) * L.u, "parcel");
    for (let v = 0.5; v < hi - 0.02; v += 0.5)
      if (v > lo + 0.02) line(g, x - w / 2 + 1, L.at(v, sign), x + w / 2 - 1, L.at(v, sign), "seam");
  }
  return g;
};
export const dot = (p, role, cx, cy, r = 4.5) => el(inRole(p, role), "circle", { cx, cy, r, class: "parcel" });

const hatch = (p, x, y, w, h, gap = 5) => {
  let d = "";
  for (let c = gap; c < w + h; c += gap)
    d += `M${x + Math.max(0, c - h)} ${y + Math.min(h, c)}L${x + Math.min(w, c)} ${y + Math.max(0, c - w)}`;
  return el(p, "path", { d, class: "hatch" });
};

// A gate's wheel: the arc is the fraction, clockwise from the top.
export const wheel = (p, x, y, role, letter, v, r = 14) => {
  const g = inRole(p, role);
  el(g, "circle", { cx: x, cy: y, r, class: "wheel" });
  if (v > 0.002) el(g, "circle", { cx: x, cy: y, r, class: "turn", pathLength: 1,
    "stroke-dasharray": `${v} 2`, transform: `rotate(-90 ${x} ${y})` });
  words(g, x, y + 4.5, "ink", "$" + letter);
  return g;
};

// A shutter cut to the measure of its parcel: `fraction` of `whole` passes, the rest is
// hatched. Returns the height of the cut, where the lip stands.
export const shutter = (p, L, x, w, role, of, whole, fraction, top, lip = 3) => {
  const sign = whole < 0 ? -1 : 1, size = Math.abs(whole);
  parcel(p, L, x, w, of, whole * fraction);
  const g = inRole(p, role), tip = L.at(size, sign), cut = L.at(size * fraction, sign), side = x + w / 2 + 6;
  if (top != null) line(g, side, top, side, Math.max(cut, L.at(0, sign)), "slide");
  if (Math.abs(tip - cut) > 0.5) {
    box(g, x - w / 2, Math.min(cut, tip), w, Math.abs(cut - tip), "blocked");
    hatch(g, x - w / 2, Math.min(cut, tip), w, Math.abs(cut - tip));
  }
  line(g, x - w / 2 - lip, cut, top != null ? side : x + w / 2 + lip, cut, "lip", `stroke-width: ${lip}px`);
  return cut;
};

// The same shutter at a fixed size, to be painted: hatched is stopped, clear passes.
export const windowpane = (p, x, y, w, h, role, v) => {
  const g = inRole(p, role), cut = y + h * (1 - v);
  el(g, "rect", { x, y: cut, width: w, height: h * v, class: "pane" });
  if (v < 0.995) hatch(g, x, y, w, h * (1 - v));
  el(g, "rect", { x: x + 0.5, y: y + 0.5, width: w - 1, height: h - 1, class: "frame" });
  line(g, x, cut, x + w, cut, "lip", "stroke-width: 2.5px");
  return g;
};

// What falls from a shelf: a soft column, never a number.
export const fall = (p, x, w, from, to, role) =>
  el(inRole(p, role), "rect", { x: x - w / 2, y: from, width: w, height: Math.max(0, to - from), class: "fall" });

// The curve of fn on [from, to]; X and Y turn numbers into pixels.
export const curve = (p, fn, from, to, X, Y) => {
  let d = "";
  for (let k = 0; k <= 60; k++) {
    const v = from + ((to - from) * k) / 60;
    d += `${k ? "L" : "M"}${X(v).toFixed(1)} ${Y(fn(v)).toFixed(1)}`;
  }
  return el(p, "path", { d, class: "curve" });
};

// A squashing function over its sums from -6 to 6, on a level's zero line. Returns the
// pixel of the sum z, where its point belongs.
export const drawSquash = (p, L, x0, x1, fn, z, value, zeroTick = true) => {
  const X = (v) => (x0 + x1) / 2 + (v / 12) * (x1 - x0 - 12), zero = L.at(0, 1), low = value < 0;
  line(p, x0, zero, x1, zero, "rail");
  for (const v of [-6, -3, 0, 3, 6]) {
    line(p, X(v), zero, X(v), zero + 5, "rail");
    if (v || zeroTick) tick(p, X(v), zero + 19, signed(v, 0));
  }
  curve(p, fn, -6, 6, X, L.y);
  line(p, X(z), zero, X(z), L.y(value) + (low ? -7 : 7), "dotted");
  return X(z);
};
// The sum as the ledger shows it: at the end of our curves it may lie beyond.
export const sumShown = (z, ends) => signed(z) + (Math.abs(z) === 6 && !ends ? (z < 0 ? " or less" : " or more") : "");
// A half-life in steps.
export const halfShown = (half) => (half === Infinity ? "never" : half < 0.01 ? "under 0.01" : half.toFixed(half < 10 ? 2 : half < 100 ? 1 : 0));
