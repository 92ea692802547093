// The gap dial: one sentence, three networks, their bets; and how often they are right.
import { rnnStep, gruStep, lstmStep, logShares } from "./cells.js";
import { unpackHalves, oneHot, remembered } from "./weights.js";
import { el, line, inRole, plain, number, tick, dot } from "./svg.js";
import { drawMark, drawShares } from "./answers.js";
import { explorable, isPhone, quantity, repeat } from "./kit.js";

const STEPS = {
  RNN: (x, { h }, params) => rnnStep(x, h, params),
  GRU: (x, { h }, params) => gruStep(x, h, params),
  LSTM: (x, { h, C }, params) => lstmStep(x, h, C, params),
};
const NETWORKS = Object.keys(STEPS);

const networks = remembered((bytes, facts) => unpackHalves(bytes, facts.layout));
// Probabilities of all words, once a network has read the numbers of a sentence.
const nextWord = (name, params, ids) => {
  const V = params.b_y.length, H = params.W_y.length / V;
  let state = { h: new Float64Array(H), C: new Float64Array(H) };
  for (const id of ids) state = STEPS[name](oneHot(id, V), state, params);
  return logShares(state.h, params.W_y, params.b_y).map(Math.exp);
};
const bets = remembered((bytes, facts, gap, country, seed) => {
  const right = facts.tongues[country], ids = [...facts.begin, facts.countries[country], ...facts.lists[seed - 1].slice(0, gap), ...facts.end];
  const shares = NETWORKS.map((name) => nextWord(name, networks(bytes, facts)[name], ids));
  return { right, shares, best: shares.map((p) => p.indexOf(Math.max(...p))) };
});
const betsOf = (s) => bets(s._weights, s._facts, s.gap, s.country, s.seed);
const atGap = ({ _facts, gap }) => NETWORKS.map((_, n) => _facts.accuracy[n][gap - 1]);

// ---- the sentence, set in lines: widths are estimates on the safe side
const WIDTHS = [["ijl", 3.9], ["frt ,.:", 5.3], ["s", 7.2], ["mw", 12.6], ["", 8.5]];
const wide = (text) => [...text].reduce((sum, c) => sum + WIDTHS.find(([chars]) => !chars || chars.includes(c))[1], 0);
const inLines = (pieces, W) => {
  const lines = [[]];
  let x = 0;
  for (const piece of pieces) {
    const w = wide(`${piece.text}${piece.after || ""} `);
    if (x + w > W) { lines.push([]); x = 0; }
    lines.at(-1).push(piece);
    x += w;
  }
  return lines;
};
const piecesOf = ({ words, begin, countries, end, lists }, country, gap, seed) => {
  const spelt = (ids) => ids.map((id) => words[id]).join(" "), list = lists[seed - 1], last = list.length - 1;
  const things = list.map((id, k) => ({ text: words[id] + (k === gap - 1 || k === last ? "." : ","), faint: k >= gap }));
  return [{ text: spelt(begin) }, { text: words[countries[country]], strong: true, after: ":" }, ...things, { text: spelt(end), after: " ______" }];
};
const mostLines = remembered((facts, W) => Math.max(...facts.lists.map((_, k) => inLines(piecesOf(facts, 3, 1, k + 1), W).length)));

// All forty words stand there, so that nothing moves; those beyond the gap are faint.
const drawSentence = (svg, W, s, pitch) => {
  inLines(piecesOf(s._facts, s.country, s.gap, s.seed), W).forEach((pieces, k) => {
    const t = el(svg, "text", { x: 0, y: (k + 1) * pitch - 4 });
    for (const { text, strong, faint, after = "" } of pieces) {
      el(t, "tspan", { "font-weight": strong && 700, "text-decoration": strong && "underline", "fill-opacity": faint ? 0.28 : null }, text);
      el(t, "tspan", {}, after + " ");
    }
  });
  return mostLines(s._facts, W) * pitch;
};

// A bar to the right: its outline lies inside its measure.
const bar = (p, x, y, w, h) => (w < 3.5 ? el(p, "rect", { x, y, width: w, height: h, class: "sliver" })
  : el(p, "rect", { x: x + 0.75, y: y + 0.75, width: w - 1.5, height: h - 1.5, rx: 1, class: "parcel" }));

const drawBets = (svg, G, s, top) => {
  const { shares, best, right } = betsOf(s), { tongues, words } = s._facts, { W, phone, side, col, x0 } = G, pitch = phone ? 19 : 20, room = col - (phone ? 35 : 38);
  const rows = top + 30, bottom = rows + tongues.length * pitch;
  el(svg, "rect", { x: 0, y: rows + s.country * pitch, width: W, height: pitch, rx: 4, class: "chosen" });
  tongues.forEach((id, k) => {
    const t = el(svg, "text", { x: side - 8, y: rows + k * pitch + 14, "text-anchor": "end" }, words[id]);
    if (k === s.country) t.attrs["font-weight"] = 700;
  });
  NETWORKS.forEach((name, n) => {
    const g = inRole(svg, "hidden"), x = x0(n);
    number(svg, x, top + 16, "", name, "start");
    drawMark(svg, x + (phone ? 50 : 58), top + 11, best[n] === right);
    tongues.forEach((id, k) => {
      const p = shares[n][id], y = rows + k * pitch;
      bar(g, x, y + 3, p * room, pitch - 6);
      if (p < 0.05 && id !== right) return;
      const text = number(g, x + p * room + 4, y + 14, "hidden", plain(p), "start");
      if (id === right) text.attrs.style = "--halo: var(--surface)";
    });
    line(svg, x, rows - 2, x, bottom + 2, "rail");
  });
  return bottom;
};

const drawCharts = (svg, G, s, top) => {
  const { phone, side, col, x0 } = G, { accuracy, tongues } = s._facts, tall = phone ? 84 : 96, y0 = top + 30, Y = (v) => y0 + (1 - v) * tall, most = accuracy[0].length;
  tick(svg, 0, top + 12, phone ? "right answers, by gap" : "right answers, by gap: mean and range of five seeds", "start");
  for (const [v, show] of [[1, "1"], [0.5, "½"], [1 / tongues.length, "chance"]]) tick(svg, side - 8, Y(v) + 4, show, "end");
  tick(svg, side - 8, Y(0) + 18, "gap", "end");
  NETWORKS.forEach((_, n) => {
    const X = (k) => x0(n) + (k / (most - 1)) * col, x = X(s.gap - 1), [mean] = accuracy[n][s.gap - 1], late = s.gap > most / 2;
    for (const v of [1, 0.5]) line(svg, x0(n), Y(v), x0(n) + col, Y(v), "guide");
    line(svg, x0(n), Y(1 / tongues.length), x0(n) + col, Y(1 / tongues.length), "dotted");
    line(svg, x0(n), Y(0), x0(n) + col, Y(0), "rail");
    drawShares(svg, accuracy[n], X, Y);
    line(svg, x, Y(0), x, Y(1), "dotted");
    dot(svg, "hidden", x, Y(mean));
    number(svg, late ? x - 7 : Math.min(x + 7, x0(n) + col - 30), Y(mean) + (mean > 0.85 ? 20 : -10), "", plain(mean), late ? "end" : "start");
    for (const [gap, anchor] of [[1, "start"], [most, "end"]]) if (Math.abs(X(gap - 1) - x) > 24) tick(svg, X(gap - 1), Y(0) + 18, gap, anchor);
    tick(svg, x, Y(0) + 18, s.gap, x - x0(n) < 8 ? "start" : x0(n) + col - x < 8 ? "end" : "middle").attrs.style = "font-weight: 700";
  });
  return Y(0) + 26;
};

const draw = (svg, W, s) => {
  const phone = isPhone(W), side = phone ? 88 : 98, between = phone ? 12 : 24, col = (W - side - 2 * between) / 3;
  const G = { W, phone, side, col, x0: (n) => side + n * (col + between) };
  const below = drawSentence(svg, W, s, phone ? 18 : 20);
  return drawCharts(svg, G, s, drawBets(svg, G, s, below + 4) + 10);
};

// One number for each network, named.
const threeOf = (name, values, show, role) => values.flatMap((v, n) => [n ? ` · ${NETWORKS[n]} ` : `${NETWORKS[n]} `, quantity(name, v, show(v), role, { "data-unit": NETWORKS[n] })]);

const ledger = (s) => {
  const { shares, right } = betsOf(s), { words, countries } = s._facts;
  return [
    { what: ["Words between the clue ", repeat(words[countries[s.country]]), " and “I speak fluent”"], math: [quantity("gap", s.gap, s.gap)] },
    { what: ["Probability of ", repeat(words[right])], math: threeOf("probability", shares.map((p) => p[right]), (v) => plain(v, 3), "hidden") },
    { what: "Right at this gap, mean of five seeds", math: threeOf("accuracy", atGap(s).map(([mean]) => mean), (v) => plain(v, 3)) }];
};

const table = (s) => {
  const { shares } = betsOf(s), { tongues, words } = s._facts, three = (name, values, more) => values.map((v, n) => quantity(name, v, plain(v, 3), null, { "data-unit": NETWORKS[n], ...more }));
  const others = shares.map((p) => 1 - tongues.reduce((sum, id) => sum + p[id], 0)), seen = atGap(s);
  return { head: ["next word", ...NETWORKS], rows: [
    ...tongues.map((id, k) => [words[id], ...three("share", shares.map((p) => p[id]), { "data-t": k + 1 })]),
    ["any other word", ...three("share_of_others", others)],
    ["right: lowest of five seeds", ...three("accuracy_lowest", seen.map((row) => row[1]))], ["highest", ...three("accuracy_highest", seen.map((row) => row[2]))]] };
};

export default explorable({
  slug: "gap-dial", traits: ["gap", "country", "seed"], data: ["_weights", "_facts"],
  label: "A sentence with a clue at its start and a blank at its end; three columns of bars, one for each network, for the eight languages that may fill the blank; and beneath each column how often that network is right, against the gap.",
  shows: "The sentence stands at the top: a country, a list of words, then “I speak fluent” and a blank. Beneath, a plain recurrent network, a GRU and an LSTM each give every language a probability; the row of the right one is lit. The lowest row shows how often each kind of network is right when the gap is 1, 2 and so on up to 40 words: the mean of five trained networks, and the range between the best and the worst.",
  tries: "Say first at which gap the plain network will begin to lose the country. Then lengthen the gap word by word and watch its bar for the right language. Then change the country and the list of words: does the loss depend on them?",
  caption: ["All three have read the same number of sentences, with gaps from 1 to 40 and short ones most often. They read the words alone, without commas; faint words are left out. The bars are those of the network of each kind that is the middle one of five, over all gaps."],
  draw, ledger, table,
  status: (s) => {
    const { shares, right } = betsOf(s);
    return `With ${s.gap} ${s.gap === 1 ? "word" : "words"} between, ${s._facts.words[right]} has the probability ${shares.map((p, n) => `${plain(p[right])} for the ${NETWORKS[n]}`).join(", ")}.`;
  },
});
