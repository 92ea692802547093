// A trained network reads what the reader types, character by character.
import { showUnit } from "./cells.js";
import { shape, signed, plain } from "./svg.js";
import { explorable, html, refill, prose, quantity } from "./kit.js";
import { READS, reading, readInPieces, readMore, cellOf } from "./read_text_model.js";
import { draw, bets, pageOf, shownAs } from "./read_text_rows.js";
import { surgeryPart, choice } from "./read_text_surgery.js";
import { keepInAddress } from "./read_text_link.js";

// What a step has, by its key: the symbol, the quantity's name, the role, how it is shown.
const PARTS = { f: ["$f", "f_t", "forget", plain], i: ["$i", "i_t", "input", plain], C_tilde: ["$C̃", "C_tilde_t", "candidate", signed],
  C: ["$C", "C_t", "cell", signed], o: ["$o", "o_t", "output", plain], h: ["$h", "h_t", "hidden", signed] };
const part = (key, v, more, digits) => { const [, name, role, show] = PARTS[key]; return quantity(name, v, show(v, digits), role, more); };
const bits = (name, v, more) => quantity(name, v, plain(v), null, more);
const called = (c) => (c === " " ? "a blank" : c === "\n" ? "a line end" : `“${c}”`);
const grouped = (n) => n.toLocaleString("en");
const sum = (counts) => [...counts.values()].reduce((a, b) => a + b, 0);

// What follows from the text: how long it is.
const settle = (s) => {
  const length = Math.max(1, Math.min(READS, [...s.text].length));
  return s.length === length ? {} : { length };
};

const stepRows = (s, r, t) => {
  const step = r.now.steps[t - 1], pick = cellOf(s), v = Object.fromEntries(Object.keys(PARTS).map((key) => [key, pick(step[key])])), q = (key, digits) => part(key, v[key], {}, digits);
  const here = [called(r.symbols[t - 1]), ", character ", quantity("t", t, t), ` of ${r.ids.length}, `];
  if (s.mean) return [{ what: [...here, "mean of all cells"], math: Object.keys(PARTS).flatMap((key, k) => [k ? ",  " : "", PARTS[key][0], " = ", q(key)]) }];
  const before = pick(step.C_prev);
  return [{ what: [...here, "cell ", quantity("cell", s.cell, s.cell)],
    math: ["$C_t", " = ", "$f", " ", "$C_t−1", " + ", "$i", " ", "$C̃_t", " = ", q("f"), " × ", quantity("C_prev", before, signed(before), "cell"), " + ", q("i"), " × ", q("C_tilde"), " = ", q("C", 3)] },
  { what: "and shows", math: ["$h_t", " = ", "$o", " · tanh ", "$C_t", " = ", q("o"), " × ", signed(showUnit(v).tanhC), " = ", q("h", 3)] }];
};

const ledger = (s) => {
  const r = reading(s), t = Math.min(s.t, r.ids.length), { free, held, now } = r;
  const rows = t ? stepRows(s, r, t) : [{ what: "Nothing to read yet", math: [quantity("t", 0, "0"), " characters"] }];
  if (t) rows.push({ what: `It gave ${called(r.symbols[t - 1])} ${plain(Math.exp(now.before(t - 1).said[r.ids[t - 1]]), 3)}; the surprise is`, math: [bits("surprise", now.bits[t - 1]), " bits"] });
  rows.push({ what: "Now it expects", math: bets(r, t, 3).flatMap(({ x, p, show }, k) => [k ? ",  " : "", show, " ", quantity("p_next", p, plain(p), null, { "data-unit": x })]) });
  rows.push({ what: "Bits per character over the text", math: [bits("loss", free.loss)] });
  const gate = s._words.hold.find(([key]) => key === s.clamp)[1], where = s.clamp_cells === "all" ? "all cells" : `cell ${s.cell}`;
  rows.push({ what: [held ? `With ${gate} of ${where} held at ` : "Choose a gate to hold at ", quantity("clamp_value", s.clamp_value, plain(s.clamp_value)), " from character ", quantity("clamp_from", s.clamp_from, s.clamp_from)],
    math: held ? [bits("loss_clamped", held.loss), " (", quantity("loss_added", held.loss - free.loss, signed(held.loss - free.loss)), ")"] : ["no gate is held"] });
  return rows;
};

// The numbers of the page that is drawn; made anew where they have changed, a moment
// after the movement, which waits for nothing.
const numbersTable = ({ svg, state, drawn }) => {
  const table = html("table"), row = (cells) => shape("tr", {}, ...cells.map((cell, n) => shape(n ? "td" : "th", { scope: n ? null : "row" }, ...prose(cell))));
  let was, timer;
  const fill = () => {
    const s = state(), r = reading(s), pick = cellOf(s), { first, n } = pageOf(svg.viewBox.baseVal.width, r.ids.length, s.t);
    const key = [s.text, s.clamp, s.clamp_cells, s.clamp_value, s.clamp_from, s.mean || s.cell, first, n, r.unread].join();
    if (key === was) return;
    was = key;
    const rows = Array.from({ length: n }, (_, at) => {
      const k = first + at, t = { "data-t": k + 1 };
      return row([String(k + 1), shownAs(r.symbols[k]), ...Object.keys(PARTS).map((name) => [part(name, pick(r.now.steps[k][name]), t)]), [bits("surprise", r.free.bits[k], t)], ...(r.held ? [[bits("surprise_clamped", r.held.bits[k], t)]] : [])]);
    });
    refill(table, [row(["$t", "", ...Object.values(PARTS).map(([symbol]) => symbol), "bits", ...(r.held ? ["held"] : [])]), ...rows]);
  };
  drawn(() => {
    clearTimeout(timer);
    if (was === undefined) fill(); else timer = setTimeout(fill, 15);
  });
  return [html("details", { class: "numbers" }, html("summary", {}, "The numbers"), table), () => clearTimeout(timer)];
};

// What a reader has to know about the text: how much of it is read, drawn, and known.
const notes = (s, W) => {
  const r = reading(s), T = r.ids.length, { first, n } = pageOf(W, T, s.t), { size } = r.unknown, found = [];
  if (r.all > T) found.push(`It reads the first ${T} characters of ${grouped(r.all)}; the rest stands unread. `);
  if (n < T) found.push(`Characters ${first + 1} to ${first + n} are drawn. `);
  if (size) {
    const name = (c) => (/[\s\p{C}\p{M}]/u.test(c) ? "U+" + c.codePointAt(0).toString(16).toUpperCase() : c), count = sum(r.unknown);
    found.push("Not among its symbols, and read as blanks: ", quantity("unknown", count, count), count === 1 ? " character, " : " characters, ",
      ...[...r.unknown].slice(0, 8).flatMap(([c, times], k) => [k ? ", " : "", shape("bdi", {}, name(c)), times > 1 ? ` (${times})` : ""]), size > 8 ? ` and ${size - 8} kinds more.` : ".");
  }
  return found;
};

const setup = (view) => {
  const { root, svg, bar, state, update, redraw, drawn } = view, { _words: { examples, hold: gates, cells } } = state();
  const area = html("textarea", { rows: 3, spellcheck: "false", autocapitalize: "off", dir: "auto" }), note = html("p", { class: "caption" });
  area.addEventListener("input", () => update({ text: area.value, t: Math.max(1, Math.min(READS, [...area.value].length)) }));
  const [example, exampleSelect] = choice("or an example", [["", "choose …"], ...examples.map(([name, text]) => [text, name])], (text) => { if (text) update({ text, t: 1 }); });
  svg.before(html("label", {}, html("span", {}, "your text"), area), html("div", { class: "buttons" }, example), note);
  const [hold, holdSelect] = choice("hold", gates, (clamp) => update({ clamp })), [of, ofSelect] = choice("in cells", cells, (clamp_cells) => update({ clamp_cells }));
  const mean = html("button", { type: "button" }, "Mean of all cells"), [numbers, stopNumbers] = numbersTable(view), stopSurgery = surgeryPart(view), link = keepInAddress(view);
  mean.addEventListener("click", () => update({ mean: !state().mean }));
  bar.append(hold, of, mean);
  bar.after(numbers);
  if (link) {
    const copy = html("button", { type: "button" }, "Copy a link to this"), say = (text) => () => { copy.textContent = text; };
    copy.addEventListener("click", () => link.copy().then(say("Copied"), say("Now in the address line")));
    bar.append(copy);
  }
  drawn((s) => {
    if (area.value !== s.text) area.value = s.text;
    holdSelect.value = s.clamp;
    ofSelect.value = s.clamp_cells;
    exampleSelect.value = examples.some(([, text]) => text === s.text) ? s.text : "";
    mean.setAttribute("aria-pressed", s.mean);
    refill(note, notes(s, svg.viewBox.baseVal.width));
  });
  let timer;
  const goOn = () => { if (readMore(state())) timer = setTimeout(goOn); else redraw(); };
  readInPieces(state());
  drawn((s) => {
    clearTimeout(timer);
    if (reading(s).unread) timer = setTimeout(goOn);
  });
  const scrub = (event) => {
    const s = state(), { side, col, first, n } = pageOf(svg.viewBox.baseVal.width, reading(s).ids.length, s.t);
    const k = Math.floor((event.clientX - svg.getBoundingClientRect().left - side) / col);
    if (event.buttons && k >= 0 && k < n) update({ t: first + k + 1 });
  };
  for (const kind of ["pointerdown", "pointermove"]) svg.addEventListener(kind, scrub);
  return () => { clearTimeout(timer); stopNumbers(); stopSurgery(); link?.stop(); };
};

export default explorable({
  slug: "read-your-text", traits: ["text", "length", "t", "cell", "mean", "clamp", "clamp_cells", "clamp_value", "clamp_from", "about", "surgery"], data: ["_weights", "_network", "_pairs", "_words"], settle,
  label: "Rows under a text, a column a character: three gates, candidate, cell state, hidden state and surprise; then bars for what may come next.",
  shows: "A trained network reads the text from left to right. Under each character stand the gates of one cell, its candidate, its state, what it shows, and the surprise in bits; at the bottom, the bets on what comes next.",
  tries: "Type a sentence and walk through it with the dial for t. Then hold the forget gate at 0 from the middle on, and read what that costs.",
  caption: ["In the gate rows tint and line both give the fraction that passes; the wheels give it for the chosen character. While a gate is held, a line over the surprise and the solid bets belong to that reading, and a dotted level is the bet without the hold. Every reading begins behind an empty line. Accents are dropped; curly quotation marks and dashes are read as plain ones."],
  draw, ledger, setup,
  status: (s) => {
    const r = reading(s), t = Math.min(s.t, r.ids.length), [{ x, p }] = bets(r, t, 2), unknown = sum(r.unknown);
    return (t ? `After character ${t} of ${r.ids.length}, ` : "") + `it expects ${called(r.alphabet[x])}, ${Math.round(100 * p)} %. ` +
      (r.all > READS ? `${grouped(r.all - READS)} characters are unread. ` : "") + (unknown ? `${unknown} unknown, read as blanks.` : "");
  },
});
