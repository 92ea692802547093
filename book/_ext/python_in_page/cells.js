// A code cell of the page that can be changed and run, and put back as it was printed.

const button = (text, name, onclick) =>
  make("button", "", { type: "button", textContent: text, onclick, ariaLabel: `${text}: ${name}` });

// A cell that the page does not show runs in its turn; nobody sees what it prints.
const hiddenCell = ({ name, source }) => {
  let error = "";
  const shown = ({ kind, text }) => { if (kind === "error") error = text.split("\n").at(-1); };
  return { name, ran: false, source: () => source, said: () => error, shown, begin() {}, end() {}, told() {}, busy() {} };
};

const liveCell = ({ name, source, check }, input, printed, act) => {
  const edit = editor(source, `Code of ${name}`), out = outputs();
  const state = make("span", "py-state");
  const stop = button("Stop", name, () => { act.stop(); go.focus(); });
  const go = check
    ? button("Check my answer", name, () => act.check(cell))
    : button("Run", name, () => act.run(cell));
  const reset = () => {
    edit.put(source);
    out.clear();
    state.textContent = "";
    replace(false);
  };
  const back = button("Reset", name, reset);
  const others = check ? [stop] : [button("Run above", name, () => act.runAbove(cell)), stop, back];
  const bar = make("div", "py-bar", {}, go, ...others, state, make("span", "py-name", { textContent: name }));
  const old = input.querySelector(".highlight, pre").closest(".cell_input > *");
  let began, last;

  // What was printed goes; a widget there is alive, and stays.
  const replace = (yes) => {
    for (const node of printed) if (!node.querySelector(".live-widget")) node.classList.toggle("py-replaced", yes);
  };
  const busy = (yes, text = "") => {
    stop.disabled = !yes;
    back.disabled = yes;
    stop.hidden = check && !yes;
    if (text) state.textContent = text;
  };
  const begin = () => {
    out.clear();
    edit.mark(0);
    replace(true);
    last = undefined;
    began = performance.now();
    busy(true, "running …");
  };
  const shown = (message) => {
    if (message.kind === "widgets" && !cell.asked) return; // said where somebody asked
    out.show(message);
    last = message;
    if (message.kind === "error" && message.line) edit.mark(message.line);
  };
  const HOW = { "": "done", error: "failed", stopped: "stopped", unfetched: "not run" };
  const end = (ended, mayBeAbove) => {
    busy(false, `${HOW[ended]}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
    if (ended === "error" && mayBeAbove && /^NameError/m.test(last.text)) out.say("A cell above may define it: press Run above.");
    if (ended === "stopped") out.say("Stopped. Python is started afresh and has forgotten every name; Run above brings them back.");
    out.reach();
  };
  const told = (text, offers = []) => {
    begin();
    out.say(text, ...offers);
    busy(false, "not run");
  };
  const note = (text) => { state.textContent = text; };
  const leave = () => {
    for (const node of [edit.node, bar, out.node]) node.remove();
    old.classList.remove("py-printed");
    replace(false);
  };

  edit.area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    go.click();
    if (event.shiftKey) act.next(cell);
  });
  for (const node of [edit.node, bar, out.node]) node.dataset.cell = name;
  old.classList.add("py-printed");
  input.append(edit.node, bar);
  (printed.at(-1) || input).after(out.node);
  busy(false);
  const cell = {
    name, ran: false, asked: true, source: () => edit.area.value, begin, shown, end, busy, told, note, leave,
    focus: () => edit.area.focus(), isSeen: () => edit.area.checkVisibility(),
    said: () => (last?.kind === "error" ? last.text.split("\n").at(-1) : out.node.innerText.trim().split("\n")[0]),
  };
  return cell;
};
