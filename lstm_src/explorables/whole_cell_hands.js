// The whole cell in the reader's hands: what the pointer names and drags, and the controls
// that do the same.
import { html, refill, prose } from "./kit.js";
import { WORDS, MEETS, DIALS, readSentence, listHeld, weightNames } from "./whole_cell_sentence.js";

// What the pointer names: stations and wires.
const NAMES = {
  C_prev: ["$C_t−1", ": what the belt brings to this step"],
  f_t: ["$f_t", ", the forget gate: the fraction of ", "$C_t−1", " that stays"],
  kept: ["$f_t", " · ", "$C_t−1", ": what stayed; the new parcel lands on it"],
  i_t: ["$i_t", ", the input gate: the fraction of ", "$C̃_t", " that falls"],
  C_tilde_t: ["$C̃_t", ", the candidate: what this step offers"],
  added: ["$i_t", " · ", "$C̃_t", ": what fell"],
  C_t: ["$C_t", ": what the belt carries on to the next step"],
  copy: ["A copy of ", "$C_t", " on its way to tanh; the belt rides on"],
  tanh_C: ["tanh ", "$C_t", ": the copy, squashed"],
  o_t: ["$o_t", ", the output gate: the fraction of tanh ", "$C_t", " that is shown"],
  h_t: ["$h_t", ": what all others see, and the gates one step later"],
  belt: ["The belt: only ", "$C", " rides from step to step here"],
  computed: ["Four sums of the same ", "$h_t−1", " and ", "$x_t"],
  x_name: ["$x_t", ", first number: 1 where the word is a name"],
  x_subject: ["$x_t", ", second number: 1 where the word is a subject"],
  weight: ["A weight: how much its column argues for its gate"],
};

const put = (s, list, at, v) => ({ [list]: s[list].map((old, k) => (k === at ? v : old)) });
// What is dragged: its number now, its bounds, the pixels for 1, its grain, and how to set it.
const handleOf = (key, s, phone) => {
  const of = (value, low, high, pixels, grain, set) => ({ value, low, high, pixels, grain, set });
  if (key.length === 1) return of(s[key], 0, 1, 100, 0.01, (v) => ({ [key]: v }));
  if (key[0] === "C") return of(s[key], ...(key === "C_prev" ? [-1.5, 1.5] : [-1, 1]), phone ? 30 : 40, 0.01, (v) => ({ [key]: v }));
  const at = +key.slice(1);
  return key[0] === "x" ? of(s.x[at], -1, 1, 20, 0.05, (v) => ({ ...put(s, "x", at, v), word: 1 + (at >> 1) })) : of(s.weights[at], -10, 10, 8, 0.5, (v) => ({ ...put(s, "weights", at, v), which: at }));
};
const within = ({ low, high, grain }, v) => +(Math.round(Math.max(low, Math.min(high, v)) / grain) * grain).toFixed(4);

const dragging = ({ svg, state, update }) => {
  let grip = null;
  svg.addEventListener("pointerdown", (event) => {
    const word = event.target.closest("[data-word]"), held = event.target.closest("[data-drag]");
    if (word) update({ word: +word.dataset.word });
    if (!held) return;
    event.preventDefault();
    grip = { key: held.dataset.drag, y: event.clientY, from: handleOf(held.dataset.drag, state(), svg.classList.contains("phone")) };
    svg.setPointerCapture(event.pointerId); // the svg stays while what is in it is drawn anew
  });
  svg.addEventListener("pointermove", ({ clientY }) => {
    if (!grip) return;
    const { key, y, from } = grip, value = within(from, from.value + (y - clientY) / from.pixels);
    update(handleOf(key, state()).set(value));
  });
  for (const over of ["pointerup", "pointercancel"]) svg.addEventListener(over, () => { grip = null; });
};

// The line `says` names what the pointer is on, or what the button has come to.
const naming = ({ svg, bar, state, drawn }, says, atRest) => {
  let pointed = null;
  const tell = (s) => refill(says, prose(NAMES[pointed] || atRest(s)));
  const point = (found) => { if (found !== pointed) { pointed = found; tell(state()); } };
  svg.addEventListener("pointerover", ({ target }) => point(target.closest("[data-name]")?.dataset.name ?? null));
  svg.addEventListener("pointerleave", () => point(null));
  const button = html("button", { type: "button" }, "Name the next part");
  button.addEventListener("click", () => {
    const parts = [...new Set([...svg.querySelectorAll("[data-name]")].map((node) => node.dataset.name))];
    point(parts[parts.indexOf(pointed) + 1] ?? null);
    says.setAttribute("role", "status");
  });
  button.addEventListener("blur", () => { says.removeAttribute("role"); point(null); });
  bar.insertBefore(button, says);
  drawn(tell);
};

const slider = (words, low, high, step, act) => {
  const input = html("input", { type: "range", min: low, max: high, step, style: "flex: 1 1 7em; min-width: 0; min-height: 24px" });
  input.addEventListener("input", () => act(+input.value));
  return { input, label: html("label", { style: "flex: 1 1 15em" }, words, input) };
};
const choice = (words, options, act) => {
  const select = html("select", {}, ...options.map((option, k) => html("option", { value: k }, option)));
  select.addEventListener("change", () => act(+select.value));
  return { select, label: html("label", {}, words, select) };
};
const keep = (control, value) => { if (control.value !== String(value)) control.value = value; };

export const handle = (view, says, atRest) => {
  const { bar, state, update, drawn, model } = view, first = { x: model.get("x"), weights: model.get("weights"), held: {} };
  naming(view, says, atRest);
  dragging(view);
  const reads = choice("read ", ["nothing: set the dials by hand", ...WORDS.map((word, k) => `word ${k + 1}: ${word}`)], (word) => update({ word }));
  const inputs = MEETS.slice(1, 3).map((name, n) => slider(`input x: ${name}`, -1, 1, 0.05, (v) => update(put(state(), "x", 2 * state().word - 2 + n, v))));
  const which = choice("weight ", weightNames, (k) => update({ which: k })), weight = slider("its number", -10, 10, 0.5, (v) => update(put(state(), "weights", state().which, v)));
  const button = (words, act) => {
    const made = html("button", { type: "button" }, words);
    made.addEventListener("click", act);
    return made;
  };
  const releases = DIALS.map((name) => button("Release " + ({ C_tilde: "C̃", C_prev: "C" }[name] || name), () => {
    const { [`${name}@${state().word}`]: _, ...held } = state().held;
    update({ held });
  }));
  const forget = button("Restore the sentence", () => update(first));
  const note = html("span", { class: "naming" }), panel = html("div", { class: "buttons" }, ...[...inputs, which, weight].map(({ label }) => label), forget, note, ...releases);
  bar.before(html("div", { class: "buttons" }, reads.label));
  drawn((s) => {
    keep(reads.select, s.word);
    if (!s.word) return panel.remove();
    if (!panel.isConnected) bar.after(panel);
    const { holds } = readSentence(s)[s.word - 1];
    inputs.forEach(({ input }, n) => keep(input, s.x[2 * s.word - 2 + n]));
    keep(which.select, s.which);
    keep(weight.input, s.weights[s.which]);
    refill(note, prose(holds.length ? [...listHeld(holds), ` held by hand at “${WORDS[s.word - 1]}”, not computed`] : ["the weights decide"]));
    DIALS.forEach((name, k) => { releases[k].hidden = !holds.includes(name); });
  });
  return () => panel.remove();
};
