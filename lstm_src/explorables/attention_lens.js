// The attention lens: a string written again, with attention and without; where each output
// looked; and one output's weights in the reader's hands.
import { unpackHalves, remembered } from "./weights.js";
import { writeAgain, weightsAround } from "./attention.js";
import { el, group, line, inRole, plain, words, number, tick, level, parcel, dot } from "./svg.js";
import { drawMark, drawShares } from "./answers.js";
import { explorable, isPhone, html, quantity, repeat } from "./kit.js";

const KINDS = ["with", "without"];
const letter = (k) => String.fromCharCode(65 + k);
const reversed = (s) => s._facts.orders[s.task] === "reverse";

// What is read, what should be written, and what both networks write; `free` are the
// weights of attention that nobody has put by hand.
const networks = remembered((bytes, facts) => unpackHalves(bytes, facts.layout));
const written = remembered((bytes, facts, task, length, seed) => {
  const read = facts.strings[seed - 1].slice(0, length), order = facts.orders[task], [both, alone] = KINDS.map((kind) => networks(bytes, facts)[`${order}-${kind}`]);
  return { read, goal: order === "reverse" ? [...read].reverse() : read, params: both, alone: writeAgain(alone, read), free: writeAgain(both, read) };
});
const withOwn = remembered((run, step, look_at, sharpness) => {
  const T = run.read.length;
  return writeAgain(run.params, run.read, { step, weights: weightsAround(T, Math.min(look_at, T) - 1, sharpness) });
});
const lookAt = (s) => {
  const run = written(s._weights, s._facts, s.task, s.length, s.seed), at = Math.min(s.position, s.length) - 1;
  const looking = s.own ? withOwn(run, at, s.look_at, s.sharpness) : run.free, out = { with: looking, without: run.alone };
  const right = Object.fromEntries(KINDS.map((kind) => [kind, out[kind].map(({ symbol }, t) => symbol === run.goal[t])])), { weights } = looking[at];
  return { ...run, at, out, right, weights, most: weights.indexOf(Math.max(...weights)) };
};
const shareOf = (right) => right.filter(Boolean).length / right.length;
const sharesOf = ({ _facts, task }) => KINDS.map((kind) => _facts.accuracy[`${_facts.orders[task]}-${kind}`]);

const layout = (W, T) => {
  const phone = isPhone(W), wide = W >= 620, left = phone ? 24 : 66, block = phone ? 132 : 152, chart = wide ? 196 : 0, map = W - left - block - chart;
  const col = Math.min(30, map / T), rh = phone ? 17 : 18, u = 54, shelf = level(24 + u, u), two = map / T < 10.5, top = shelf.y0 + (two ? 64 : 50);
  const right = left + map;
  return { W, T, phone, wide, left, map, col, rh, shelf, two, top, x: (j) => left + (j + 0.5) * col, columns: [right + 22, right + 62, right + 110], bottom: top + T * rh };
};

// Above: how the chosen output shares its weights out over what was read.
const drawShelf = (svg, G, s, seen) => {
  const { shelf, left, map, col, x, phone, two, columns } = G, { read, free, at, weights, most, out } = seen, w = Math.min(24, col - 2);
  words(svg, 0, shelf.y0 - 10, "", phone ? ["$α"] : ["weight ", "$α"], "start");
  line(svg, left, shelf.y(1), left + map, shelf.y(1), "guide");
  line(svg, left, shelf.y0, left + map, shelf.y0, "rail");
  weights.forEach((v, j) => {
    parcel(svg, shelf, x(j), w, "hidden", v);
    const before = free[at].weights[j] * shelf.u;
    if (s.own && before > 2) el(svg, "rect", { x: x(j) - w / 2 - 1.5, y: shelf.y0 - before, width: w + 3, height: before, class: "rail", "stroke-dasharray": "3 3" });
    words(svg, x(j), shelf.y0 + (two && j % 2 ? 30 : 17), "", letter(read[j]));
  });
  number(svg, Math.max(left + 14, Math.min(x(most), left + map - 14)), shelf.y(weights[most]) - 6, "hidden", plain(weights[most]));
  if (!phone) words(svg, 0, shelf.y0 + 17, "", "reads", "start");
  tick(svg, columns[0] - 14, 20, `output ${at + 1}`, "start");
  tick(svg, columns[0] - 14, 38, s.own ? "your weights" : "its weights", "start");
  words(svg, columns[0] - 14, 62, "", [phone ? "→ " : "writes ", letter(out.with[at].symbol)], "start").attrs["font-weight"] = 700;
};

// Beneath: a row for each output, its weights as small bars, and what is written.
const drawRows = (svg, G, seen) => {
  const { T, left, col, rh, top, columns, x } = G, { at, goal, out, right } = seen;
  el(svg, "rect", { x: 0, y: top + at * rh, width: columns[2] + 28, height: rh, rx: 4, class: "chosen" });
  ["goal", ...KINDS].forEach((word, n) => tick(svg, columns[n], top - 8, word));
  let d = "", base = "";
  out.with.forEach(({ weights }, t) => {
    const g = group(svg), y = top + (t + 1) * rh - 2;
    base += `M${left} ${y}h${T * col}`;
    weights.forEach((v, j) => { if (v > 0.01) d += `M${(x(j) - col * 0.4).toFixed(1)} ${y}v${(-v * (rh - 4)).toFixed(1)}h${(0.8 * col).toFixed(1)}V${y}`; });
    tick(group(g, t === at ? "on" : null), left - 8, y - 2, t + 1, "end");
    words(g, columns[0], y - 2, "", letter(goal[t]));
    KINDS.forEach((kind, n) => {
      words(g, columns[n + 1] - 8, y - 2, "", letter(out[kind][t].symbol));
      drawMark(g, columns[n + 1] + 9, y - 7, right[kind][t]);
    });
  });
  el(svg, "path", { d: base, class: "guide" });
  el(inRole(svg, "hidden"), "path", { d, class: "sliver" });
};

const drawChart = (svg, G, s) => {
  const { W, wide, phone, bottom } = G, { trained, shortest, symbols } = s._facts, rows = sharesOf(s), most = rows[0].length - 1;
  const x0 = wide ? W - 166 : 24, x1 = W - 8, y0 = wide ? 56 : bottom + 66, tall = wide ? 116 : 84, X = (k) => x0 + (k / most) * (x1 - x0), Y = (v) => y0 + (1 - v) * tall, at = s.length - shortest;
  tick(svg, x0 - 24, y0 - 36, "right symbols, by length", "start");
  for (const [v, show] of [[1, "1"], [0.5, "½"], [0, "0"]]) {
    line(svg, x0, Y(v), x1, Y(v), v ? "guide" : "rail");
    tick(svg, x0 - 8, Y(v) + 4, show, "end");
  }
  line(svg, x0, Y(1 / symbols), x1, Y(1 / symbols), "dotted");
  line(svg, X(trained[0] - shortest), Y(0), X(trained[1] - shortest), Y(0), "trace");
  drawShares(svg, rows[1], X, Y, "trace share");
  drawShares(svg, rows[0], X, Y);
  line(svg, X(at), Y(0), X(at), Y(1), "dotted");
  KINDS.forEach((kind, n) => {
    dot(svg, "hidden", X(at), Y(rows[n][at][0]));
    words(svg, X(8), n ? Y(rows[1][8][0] - 0.3) : y0 - 8, "", kind, n ? "end" : "middle");
  });
  for (const [length, anchor, x] of [[shortest, "start", x0], [shortest + most, "end", x1]]) if (Math.abs(x - X(at)) > 24) tick(svg, x, Y(0) + 18, length, anchor);
  tick(group(svg, "on"), X(at), Y(0) + 18, s.length);
  tick(svg, X((trained[0] + trained[1]) / 2 - shortest), Y(0) + 36, `trained on ${trained[0]} to ${trained[1]}`);
  return Y(0) + 42;
};

const draw = (svg, W, s) => {
  const G = layout(W, s.length), seen = lookAt(s);
  drawShelf(group(svg), G, s, seen);
  drawRows(group(svg), G, seen);
  return Math.max(G.bottom + 6, drawChart(group(svg), G, s));
};

// Whoever turns a dial of the weights takes them over.
const settle = (s, changed) => (!s.own && ["look_at", "sharpness"].includes(changed) ? { own: true } : {});

const verdict = (symbol, right) => `${letter(symbol)}, ${right ? "right" : "wrong"}`;
const bothOf = (name, values, show) => values.flatMap((v, n) => [n ? " · without " : "with ", quantity(name, v, show(v, n), null, { "data-unit": KINDS[n] })]);

const ledger = (s) => {
  const { at, goal, out, right, read, weights, most } = lookAt(s);
  return [
    { what: ["Of ", quantity("length", s.length, s.length), ` symbols, ${reversed(s) ? "last one first" : "in their order"}, are right`],
      math: bothOf("right_share", KINDS.map((kind) => shareOf(right[kind])), (v) => `${Math.round(v * s.length)}`) },
    { what: "At this length, mean of five seeds", math: bothOf("accuracy", sharesOf(s).map((rows) => rows[s.length - s._facts.shortest][0]), (v) => plain(v, 3)) },
    { what: [...(s.position > s.length ? ["There is no output ", quantity("position", s.position, s.position), "; the last"] : ["Output ", quantity("position", s.position, s.position)]), " should be ", repeat(letter(goal[at]))],
      math: bothOf("right", KINDS.map((kind) => +right[kind][at]), (v, n) => verdict(out[KINDS[n]][at].symbol, v)) },
    { what: s.own ? ["You look around place ", quantity("look_at", s.look_at, plain(s.look_at, 1)), ", sharpness ", quantity("sharpness", s.sharpness, plain(s.sharpness, 1))] : "It looks most at",
      math: ["place ", quantity("looked_at", most + 1, most + 1), `, ${letter(read[most])}: `, "$α", " = ", quantity("most_weight", weights[most], plain(weights[most], 3), "hidden")] }];
};

const table = (s) => {
  const { read, goal, out, weights } = lookAt(s);
  return {
    head: ["place", "read", ["$α"], "goal", ...KINDS],
    rows: read.map((symbol, t) => [String(t + 1), letter(symbol), quantity("weight", weights[t], plain(weights[t], 3), "hidden", { "data-t": t + 1 }), letter(goal[t]),
      ...KINDS.map((kind) => quantity("written", out[kind][t].symbol, letter(out[kind][t].symbol), null, { "data-t": t + 1, "data-unit": kind }))]) };
};

// Hover a row to see where it looked; press on a place in it, or drag along it, to look there.
const setup = ({ root, svg, bar, state, update, drawn }) => {
  const release = html("button", { type: "button" }, "Let it look for itself"), sheet = html("div", { class: "hit" });
  release.addEventListener("click", () => update({ own: false }));
  bar.append(release);
  let held = false;
  const point = (event) => {
    const box = svg.getBoundingClientRect(), s = state(), G = layout(box.width, s.length), x = event.clientX - box.left, inside = x < G.left + G.T * G.col;
    const position = Math.max(1, Math.min(G.T, Math.ceil((event.clientY - box.top - G.top) / G.rh)));
    const look_at = Math.max(1, Math.min(G.T, Math.round((x - G.left) / G.col + 0.5)));
    if (held && (inside || s.own)) update({ look_at, own: true });
    else if (!s.own && position !== s.position) update({ position });
    return { position, look_at, inside };
  };
  sheet.addEventListener("pointerdown", (event) => {
    const { position, look_at, inside } = point(event);
    if (!inside) return update({ position });
    held = true;
    sheet.setPointerCapture(event.pointerId);
    update({ look_at, position, own: true });
  });
  sheet.addEventListener("pointermove", point);
  for (const type of ["pointerup", "pointercancel"]) sheet.addEventListener(type, () => { held = false; });
  svg.after(sheet);
  drawn((s) => {
    const { left, top, rh, T, columns } = layout(svg.viewBox.baseVal.width, s.length);
    Object.assign(sheet.style, { left: left + "px", top: top + "px", width: columns[2] + 28 - left + "px", height: T * rh + "px", cursor: "pointer", touchAction: "pan-y" });
    release.disabled = !s.own;
  });
};

export default explorable({
  slug: "attention-lens", traits: ["task", "length", "seed", "position", "own", "look_at", "sharpness"], data: ["_weights", "_facts"], settle,
  label: "A string of letters at the top, with bars for the weights of one output over it; beneath, a row for each output with its weights, the letter it should be, and what is written with attention and without; and how often both are right, against the length.",
  shows: "A network reads the string of letters and then writes it again, reversed or copied. Each row beneath is one output: small bars show how it shares its attention out over the letters read, and at the end of the row stand the letter it should be and what two networks wrote: one with attention, one that has only the state in which the reading ended. A tick means right, a cross wrong. Above the letters the weights of one output are drawn large. A chart shows the share of right letters against the length.",
  tries: "Say first at which length the network without attention will begin to err, and where in the string. Then lengthen the string. Then go from output to output and see where each one looks. Then put the weights of one output elsewhere yourself: which letter is written now?",
  caption: ["Point at a row to see where it looked; press on a place in the row to make it look there, or use the dials. The dashed frames are the weights it had itself. The strings of the chart’s range were new; training had lengths 4 to 16, the thick part of the axis."],
  draw, ledger, table, setup,
  status: (s) => {
    const { at, goal, out, right, most, read, weights } = lookAt(s), said = KINDS.map((kind) => `${kind} attention it is ${verdict(out[kind][at].symbol, right[kind][at])}`);
    return `Output ${at + 1} should be ${letter(goal[at])}: ${said.join("; ")}. ${s.own ? "You look" : "It looks"} most at place ${most + 1}, ${letter(read[most])}, with ${plain(weights[most])}.`;
  },
});
