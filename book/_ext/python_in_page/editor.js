// A cell's code to write in: a plain text area, over the same text in colours.
// Tab indents, and leaves the cell after Escape.

const make = (tag, className = "", more = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), { className, ...more });
  node.append(...children);
  return node;
};

const KEYWORDS = new Set(("False None True and as assert async await break class continue def del elif else " +
  "except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield").split(" "));
const BUILTINS = new Set(("abs all any bool dict enumerate float int isinstance iter len list map max min next " +
  "print range repr reversed round set sorted str sum super tuple type zip").split(" "));
const PIECE = new RegExp([
  "(?<c1>#.*)",
  "(?<s2>(?<!\\w)[rbfu]{0,2}(?:\"\"\"[^]*?(?:\"\"\"|$)|'''[^]*?(?:'''|$)))",
  "(?<s1>(?<!\\w)[rbfu]{0,2}(?:\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?))",
  "(?<mi>(?<![\\w.])(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?)",
  "(?<n>[^\\W\\d]\\w*)",
  "(?<o>[-+*/%=<>!&|^~@]+)",
].join("|"), "giu");

// Pygments' own classes, so that the theme's colours hold for both.
const colour = (text) => {
  const out = [];
  let at = 0, before = "";
  for (const match of text.matchAll(PIECE)) {
    const word = match[0];
    let [kind] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    if (kind === "n") {
      kind = KEYWORDS.has(word) ? "k" : before === "def" ? "nf" : before === "class" ? "nc" : BUILTINS.has(word) ? "nb" : "n";
      before = word;
    }
    out.push(text.slice(at, match.index), make("span", kind, { textContent: word }));
    at = match.index + word.length;
  }
  return [...out, `${text.slice(at)}\n`];
};

const editor = (source, label) => {
  const numbers = make("pre", "py-numbers", { ariaHidden: "true" });
  const colours = make("pre", "py-colours", { ariaHidden: "true" });
  const area = make("textarea", "", { value: source, wrap: "off", spellcheck: false, autocapitalize: "off", autocomplete: "off" });
  area.setAttribute("aria-label", label);
  area.setAttribute("autocorrect", "off");
  area.setAttribute("aria-describedby", "python-keys");
  const code = make("div", "py-code highlight", {}, colours, area);
  const node = make("div", "py-edit", {}, numbers, code);
  let leaving = false, marked = 0;

  const draw = () => {
    const count = area.value.split("\n").length;
    area.rows = count;
    colours.replaceChildren(...colour(area.value));
    numbers.textContent = Array.from({ length: count }, (_, k) => (k + 1 === marked ? `▸${k + 1}` : k + 1)).join("\n");
    code.classList.toggle("py-marked", marked > 0);
    code.style.setProperty("--marked", marked - 1);
  };
  const mark = (line) => { marked = line; draw(); };
  // This way, and only so, the browser's own undo knows of it.
  const type = (text) => {
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  };
  const erase = () => document.execCommand("delete");
  const lineStart = (at) => area.value.lastIndexOf("\n", at - 1) + 1;

  // All lines of a selection, four spaces in or out.
  const shift = (inwards) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const first = lineStart(from), end = value.indexOf("\n", to), last = end < 0 ? value.length : end;
    const old = value.slice(first, last);
    const text = inwards ? old.replace(/^(?=.)/gm, "    ") : old.replace(/^ {1,4}/gm, "");
    if (text === old) return;
    area.setSelectionRange(first, last);
    if (text) type(text);
    else erase();
    const head = Math.max(first, from + (inwards ? 4 : -Math.min(4, /^ */.exec(old)[0].length)));
    area.setSelectionRange(from === to ? head : first, from === to ? head : first + text.length);
  };

  const tab = (event) => {
    event.preventDefault();
    if (event.shiftKey || area.selectionStart !== area.selectionEnd) return shift(!event.shiftKey);
    type(" ".repeat(4 - ((area.selectionStart - lineStart(area.selectionStart)) % 4)));
  };
  const enter = (event) => {
    const head = area.value.slice(lineStart(area.selectionStart), area.selectionStart);
    const [indent] = /^ */.exec(head), opens = /:\s*(#.*)?$/.test(head);
    event.preventDefault();
    type(`\n${indent}${opens ? "    " : ""}`);
  };
  const backspace = (event) => {
    const at = area.selectionStart, head = area.value.slice(lineStart(at), at);
    if (at !== area.selectionEnd || !head || head.trim()) return;
    event.preventDefault();
    area.setSelectionRange(at - (((head.length - 1) % 4) + 1), at);
    erase();
  };

  area.addEventListener("keydown", (event) => {
    if (event.key === "Shift") return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (event.key === "Tab" && plain && !leaving) tab(event);
    else if (event.key === "Enter" && plain && !event.shiftKey) enter(event);
    else if (event.key === "Backspace" && plain) backspace(event);
    leaving = event.key === "Escape";
  });
  area.addEventListener("blur", () => { leaving = false; });
  area.addEventListener("input", () => { marked = 0; draw(); });
  area.addEventListener("scroll", () => { colours.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`; });
  area.setSelectionRange(0, 0);
  draw();
  return { node, area, mark, put(text) { area.value = text; mark(0); } };
};
