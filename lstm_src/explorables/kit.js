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
// draw may use only svg.js and fills an empty drawing; it also draws the static figure,
// without a browser. Formulas come from cells.js. `data-quantity` is unique within an
// explorable: it stands in the ledger. update({ f: 0.5 }) sets traits or local values.
import { shape, symbol } from "./svg.js";

const PHONE = 520; // below this many pixels of drawing, the phone's layout
export const isPhone = (W) => W < PHONE;

// ---- HTML, node by node: no text is ever parsed as markup. `become` makes a node what a shape
// says, and touches only what differs from the shape before: readers' places hold.
const renew = (node, { attrs, children }, { attrs: had, children: before } = shape()) => {
  for (const k in had) if (attrs[k] == null) node.removeAttribute(k);
  for (const k in attrs) if (attrs[k] !== had?.[k] && attrs[k] != null) node.setAttribute(k, attrs[k]);
  let at = node.firstChild;
  children.forEach((child, k) => {
    const here = at, old = before[k];
    at = here?.nextSibling;
    if (child === old) return;
    if (child.tag && child.tag === old?.tag) return renew(here, child, old);
    const fresh = child.tag ? renew(document.createElementNS(node.namespaceURI, child.tag), child) : child;
    if (here) here.replaceWith(fresh); else node.append(fresh);
  });
  for (let k = children.length; k < before.length; k++) node.lastChild.remove();
  return node;
};
export const become = (node, now) => {
  renew(node, now, node.was);
  node.was = now;
  return node;
};
export const html = (tag, attrs = {}, ...children) => become(document.createElement(tag), { attrs, children });
export const refill = (node, children) => become(node, { ...node.was, children });
// Text with symbols: "$C_t−1" as in svg.js; shapes pass through.
export const prose = (parts) => [].concat(parts).flatMap((part) => {
  const s = typeof part === "string" && symbol(part);
  if (!s) return [part];
  const made = [shape("i", { class: s.tilde ? "sym tilde" : "sym" }, s.letter)];
  if (s.sub) made.push(shape("sub", {}, shape("i", { class: "sym" }, s.sub)));
  if (s.sup) made.push(shape("sup", {}, s.sup));
  return made;
});
const inInk = (text, role, attrs) => shape("b", { class: role && "role-" + role, ...attrs }, text);
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

const rows = (ledger) => ledger.map(({ what, math, step }) => shape("li", { "data-step": step },
  shape("span", { class: "what" }, ...prose(what)), shape("span", { class: "worked" }, ...prose(math))));

const lines = (cells, tag) => shape("tr", {}, ...cells.map((cell, k) => shape(k ? tag : "th", { scope: tag === "th" ? "col" : k ? null : "row" }, ...prose(cell))));
const tableOf = ({ head, rows }) => [shape("thead", {}, lines(head, "th")), shape("tbody", {}, ...rows.map((row) => lines(row, "td")))];

export const canvas = () => become(document.createElementNS("http://www.w3.org/2000/svg", "svg"), shape("svg", { class: "view" }));
// A drawing at W pixels; also what a static figure is made of. Without a label it is left
// out of what is read aloud.
export const paint = ({ draw, label }, W, s) => {
  const svg = shape("svg", {}), height = Math.ceil(draw(svg, W, s)), heard = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  svg.attrs = { class: isPhone(W) ? "view phone" : "view", ...heard, viewBox: `0 0 ${W} ${height}`, height };
  return svg;
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
  const svg = canvas();
  const bar = html("div", { class: "buttons" }), ledger = html("ul", { class: "ledger" });
  const status = html("p", { class: "spoken", role: "status" });
  const numbers = spec.table && html("details", { class: "numbers" }, html("summary", {}, "The numbers"), html("table"));
  const root = html("div", { class: "conveyor", "data-explorable": spec.slug }, svg, bar, ledger, ...(numbers ? [numbers] : []),
    ...(spec.caption ? [html("p", { class: "caption" }, ...prose(spec.caption))] : []),
    html("p", { class: "spoken" }, `What it shows. ${spec.shows} What to try. ${spec.tries}`), status);
  host.append(root);

  const state = () => ({ ...Object.fromEntries([...traits, ...data].map((name) => [name, model.get(name)])), ...own });
  const followers = [], drawn = (fn) => { followers.push(fn); fn(state()); };
  let width = 0, pause;
  const redraw = () => {
    const s = state();
    become(svg, paint(spec, width, s));
    root.classList.toggle("phone", isPhone(width));
    refill(ledger, rows(spec.ledger(s)));
    if (stages) showStage(root, s[stages]);
    if (numbers) refill(numbers.lastChild, tableOf(spec.table(s)));
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
