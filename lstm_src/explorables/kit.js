// What every explorable shares. A new one, NAME.js, is a list of imports and
//
//   export default explorable({
//     slug: "forget-gate",
//     traits: ["f", "C_prev"],           // names of the Python traits it reads
//     data: ["_weights"],                // traits that never change: trained weights, say
//     dials: [["f", "z", sigmoid, sumForSigmoid]],   // two traits that are one thing
//     local: { step: 6 },                // values of this view alone, not in Python
//     label, shows, tries,               // alternative text: one clause; sentences
//     caption: ["How to read ", "$f", "."],          // stands beneath, visible
//     draw: (svg, W, s) => height,       // s = { ...traits, ...local }; pixels
//     ledger: (s) => [{ what, math: ["$f_t", " = ", quantity("f_t", s.f, plain(s.f), "forget")] }],
//     status: (s) => "One sentence, spoken when the movement is over; empty while it plays.",
//     setup: ({ model, root, svg, bar, state, update, redraw, drawn }) => cleanup,   // buttons, pointer
//     stages: "step",                    // see showStage, below
//     settle: (s, changed) => ({ f_now: 0.5 }),    // traits that follow from others
//     table: (s) => ({ head, rows }),    // "The numbers": rows of cells, folded away
//   });
//
// drawn(fn) calls fn(s) now and after each drawing. settle returns only what has to change
// so that the traits agree; `changed` is undefined when the view starts.
//
// draw may use only svg.js and fills an empty <svg>; it also draws the static figure,
// without a browser. Formulas come from cells.js. `data-quantity` is unique within an
// explorable: it stands in the ledger. update({ f: 0.5 }) sets traits or local values.
import { el, symbol } from "./svg.js";

const PHONE = 520; // below this many pixels of drawing, the phone's layout
export const isPhone = (W) => W < PHONE;

// ---- HTML, node by node: no text is ever parsed as markup
export const html = (tag, attrs = {}, ...children) => {
  const node = document.createElement(tag);
  for (const k in attrs) if (attrs[k] != null) node.setAttribute(k, attrs[k]);
  node.append(...children);
  return node;
};
// Text with symbols: "$C_t−1" as in svg.js; nodes pass through.
export const prose = (parts) => [].concat(parts).flatMap((part) => {
  const s = typeof part === "string" && symbol(part);
  if (!s) return [part];
  const nodes = [html("i", { class: s.tilde ? "sym tilde" : "sym" }, s.letter)];
  if (s.sub) nodes.push(html("sub", {}, html("i", { class: "sym" }, s.sub)));
  if (s.sup) nodes.push(html("sup", {}, s.sup));
  return nodes;
});
const inInk = (text, role, attrs) => html("b", { class: role && "role-" + role, ...attrs }, text);
// A number that the ledger states; `repeat` shows it again without claiming the name.
export const quantity = (name, value, show, role, more) =>
  inInk(show, role, { "data-quantity": name, "data-value": String(value), ...more });
export const repeat = (show, role) => inInk(show, role);

// A drawing or ledger in stages: what carries data-step n is "later" while the stage is
// below n, "now" while it is n; stage 0 shows all. Inside, `moves` marks what rides in
// and `fixed` what only fades; kit.css has the motion.
const stageOf = (n, stage) => (!stage ? "" : n > stage ? "later" : n === stage ? "now" : "");
const showStage = (node, stage) => {
  for (const part of node.querySelectorAll("[data-step]")) {
    const is = stageOf(+part.dataset.step, stage);
    for (const name of ["later", "now"]) part.classList.toggle(name, name === is);
  }
};

const rows = (ledger) => ledger.map(({ what, math, step }) => html("li", { "data-step": step },
  html("span", { class: "what" }, ...prose(what)), html("span", { class: "worked" }, ...prose(math))));

const lines = (cells, tag) => html("tr", {}, ...cells.map((cell, k) => html(k ? tag : "th", { scope: tag === "th" ? "col" : k ? null : "row" }, ...prose(cell))));
const tableOf = ({ head, rows }) => html("table", {}, html("thead", {}, lines(head, "th")), html("tbody", {}, ...rows.map((row) => lines(row, "td"))));

// Makes `live` equal to `fresh` and keeps the nodes that can stay: readers' places hold.
const morph = (live, fresh) => {
  if (live.isEqualNode(fresh)) return;
  if (live.nodeName !== fresh.nodeName) return live.replaceWith(fresh);
  if (live.nodeType === Node.TEXT_NODE) { if (live.data !== fresh.data) live.data = fresh.data; return; }
  for (const { name } of [...live.attributes]) if (!fresh.hasAttribute(name)) live.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes]) if (live.getAttribute(name) !== value) live.setAttribute(name, value);
  const now = [...live.childNodes], next = [...fresh.childNodes];
  next.forEach((node, k) => (now[k] ? morph(now[k], node) : live.append(node)));
  now.slice(next.length).forEach((node) => node.remove());
};

// Draws into an empty svg at W pixels; also what a static figure is made with.
export const paint = (spec, svg, W, s) => {
  svg.replaceChildren();
  svg.classList.toggle("phone", isPhone(W));
  const height = Math.ceil(spec.draw(svg, W, s));
  svg.setAttribute("viewBox", `0 0 ${W} ${height}`);
  svg.setAttribute("height", height);
};

// Two traits that are one thing: sets the one that is behind. Both views of one model
// and Python do the same, so nobody acts where the pair already agrees.
const reconcile = (model, changed, dials) => {
  for (const [a, b, aFromB, bFromA] of dials) {
    const va = model.get(a), vb = model.get(b);
    if (Math.abs(va - aFromB(vb)) < 1e-12 || Math.abs(vb - bFromA(va)) < 1e-9) continue;
    if (changed === b) model.set(a, aFromB(vb)); else model.set(b, bFromA(va));
    model.save_changes();
  }
};

export const explorable = (spec) => ({ spec, render({ model, el: host }) {
  const { traits, data = [], dials = [], local = {}, stages } = spec, own = structuredClone(local);
  const svg = el(host, "svg", { class: "view", role: "img", "aria-label": spec.label });
  const bar = html("div", { class: "buttons" }), ledger = html("ul", { class: "ledger" });
  const status = html("p", { class: "spoken", role: "status" });
  const numbers = spec.table && html("details", { class: "numbers" }, html("summary", {}, "The numbers"), html("table"));
  const root = html("div", { class: "conveyor", "data-explorable": spec.slug }, svg, bar, ledger, ...(numbers ? [numbers] : []),
    ...(spec.caption ? [html("p", { class: "caption" }, ...prose(spec.caption))] : []),
    html("p", { class: "spoken" }, `What it shows. ${spec.shows} What to try. ${spec.tries}`), status);
  host.append(root);

  const state = () => ({ ...Object.fromEntries([...traits, ...data].map((name) => [name, model.get(name)])), ...own });
  const followers = [], drawn = (fn) => { followers.push(fn); fn(state()); };
  let width = 0, pause, stage;
  const redraw = () => {
    const s = state();
    paint(spec, svg, width, s);
    if (stages) {
      if (stage !== undefined && stage !== s[stages]) { // begin where the last stage stood
        showStage(svg, stage);
        svg.getBoundingClientRect();
      }
      stage = s[stages];
      showStage(svg, stage);
    }
    root.classList.toggle("phone", isPhone(width));
    const fresh = html("ul", { class: "ledger" }, ...rows(spec.ledger(s)));
    if (stages) showStage(fresh, stage);
    morph(ledger, fresh);
    if (numbers) morph(numbers.lastChild, tableOf(spec.table(s)));
    for (const fn of followers) fn(s);
    root.dataset.ready = "true";
  };
  const speakLater = () => { // after the movement, not during it
    clearTimeout(pause);
    if (spec.status) pause = setTimeout(() => { status.textContent = spec.status(state()); }, 600);
  };
  let settling = false;
  const settle = (name) => {
    const behind = Object.entries(spec.settle ? spec.settle(state(), name) : {});
    for (const [trait, value] of behind) model.set(trait, value);
    if (behind.length) model.save_changes();
  };
  const changed = (name) => {
    if (settling) return;
    settling = true;
    try { reconcile(model, name, dials); settle(name); } finally { settling = false; }
    redraw();
    speakLater();
  };
  const update = (values) => {
    settling = true;
    const names = Object.keys(values).filter((name) => traits.includes(name));
    for (const name in values) names.includes(name) ? model.set(name, values[name]) : (own[name] = values[name]);
    settling = false;
    changed(names[0]);
    if (names.length) model.save_changes();
  };

  const handlers = traits.map((name) => ["change:" + name, () => changed(name)]);
  for (const [event, handler] of handlers) model.on(event, handler);
  const sized = (found) => { const now = Math.floor(found); if (now > 0 && now !== width) { width = now; redraw(); } };
  const observer = new ResizeObserver(([entry]) => sized(entry.contentRect.width));
  settling = true;
  settle();
  settling = false;
  sized(root.clientWidth || 690); // 690 until the page gives it room
  const tidy = spec.setup && spec.setup({ model, root, svg, bar, state, update, redraw, drawn });
  observer.observe(root);
  return () => {
    observer.disconnect();
    clearTimeout(pause);
    for (const [event, handler] of handlers) model.off(event, handler);
    if (tidy) tidy();
    root.remove();
  };
} });
