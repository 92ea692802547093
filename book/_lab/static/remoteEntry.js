// What {result}, {cite} and {literalinclude} show in JupyterLab, where jupyterlab-myst
// would show two keys and nothing. The tables, the bibliography and the solutions lie
// beside this script. And a quiz asks, where the ticks of its answers would tell. Only
// what is shown is changed, never the notebook.
(() => {
  "use strict";
  const HERE = document.currentScript.src;
  const KEY = /^[a-z][\w-]*(\/[^\s/]+)+$/;
  const MARKS = { '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303" };
  const INCLUDED = /\{solution(?:-start)?\} (\S+)\n(?::.*\n)*(?:`{3,}\n)?`{3,}\{literalinclude\} \S*\/(\w+\.py)\n:pyobject: (\w+)/g;
  const LOOK = "overflow:auto;margin:.5em 0;padding:.5em;color:var(--jp-content-font-color1);background:var(--jp-cell-editor-background);"
    + "border:1px solid var(--jp-cell-editor-border-color);font:var(--jp-code-font-size)/1.3 var(--jp-code-font-family)";
  const QUIZ = `.myst aside.quiz li:has(input:not(:checked)) > p ~ p { display: none }
    .myst aside.quiz li:has(input:checked) > p:first-child::after { content: " Not this one." }
    .myst aside.quiz li:has(input.right:checked) > p:first-child::after { content: " Right." }`;
  const files = new Map();

  function read(name, parse) {
    if (!files.has(name)) files.set(name, fetch(new URL(name, HERE))
      .then((answer) => answer.ok ? answer.text() : Promise.reject(answer.status))
      .then(parse).catch(() => new Map()));
    return files.get(name);
  }

  // A CSV file as a Map from the first column to objects by column.
  function table(text) {
    const rows = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
      rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      if (end !== ",") rows.push([]);
    }
    const [names, ...others] = rows.filter((row) => row.length > 1);
    return new Map(others.map((row) => [row[0], Object.fromEntries(names.map((name, n) => [name, row[n]]))]));
  }

  const plain = (tex) => tex
    .replace(/\{\\(["'`^~])(\w)\}/g, (_, mark, letter) => letter + MARKS[mark])
    .replace(/[{}]/g, "").normalize("NFC");

  // A BibTeX file as a Map from key to who wrote it and when.
  function sources(text) {
    const found = new Map();
    for (const entry of text.split(/^@/m).slice(1)) {
      const field = (name) => entry.match(new RegExp(`^\\s*${name}\\s*=\\s*\\{(.*)\\},?$`, "m"))?.[1] ?? "";
      const names = plain(field("author")).split(" and ").map((name) => name.split(",")[0]);
      const who = names.length > 2 ? `${names[0]} et al.` : names.join(" and ");
      found.set(entry.match(/\{([^,]+),/)?.[1], { who, year: field("year"), title: plain(field("title")) });
    }
    return found;
  }

  async function tellResult(span) {
    const [name, ...key] = span.textContent.split("/");
    const row = (await read(`results/${name}.csv`, table)).get(key.join("/"));
    if (!row || !span.isConnected) return;
    const spread = row.spread && ` (spread ${row.spread})`;
    span.title = `${`${row.value} ${row.unit}`.trim()}${spread}; ${row.task}; seeds ${row.seeds}; ${row.versions}; ${row.date}; again by: ${row.command}`;
    span.firstChild.data = row.value;
  }

  async function tellSource(span) {
    const found = (await read("references.bib", sources)).get(span.textContent.trim());
    if (!found || !span.isConnected) return;
    const together = span.closest(".cite-group.parenthetical");
    span.title = found.title;
    span.className = "";
    span.querySelector("svg")?.style.setProperty("display", "none");
    span.lastChild.data = together ? `${found.who}, ${found.year}` : `${found.who} (${found.year})`;
  }

  // A function of a Python file: up to the next line that begins at the margin.
  const cut = (text, name) => text.match(
    new RegExp(`^def ${name}\\b[^]*?(?=\\n+[^\\s)\\]}]|\\n*(?![^]))`, "m"))?.[0];

  async function takeIn(panel, [, label, file, name]) {
    const text = await read(`solutions/${file}`, (all) => all);
    const code = typeof text === "string" && cut(text, name);
    for (const link of panel.node.querySelectorAll(`.myst details > summary a[href="#${label}"]`)) {
      const body = link.closest("details").lastElementChild;
      if (!code || body.querySelector(":scope > pre.taken-in")) continue;
      const pre = document.createElement("pre");
      pre.className = "taken-in";
      pre.style.cssText = LOOK;
      pre.textContent = code;
      body.prepend(pre);
    }
  }

  // Nothing is ticked yet; a reader's tick brings the verdict and its reason.
  function ask(box) {
    box.classList.toggle("right", box.checked);
    box.checked = box.disabled = false;
    box.setAttribute("aria-label", box.closest("p")?.textContent.trim() ?? "");
  }

  function look(app) {
    document.querySelectorAll(".myst aside.quiz input[type=checkbox]:disabled").forEach(ask);
    for (const panel of app.shell.widgets("main"))
      for (const cell of panel.content?.widgets ?? [])
        if (cell.model?.type === "markdown")
          for (const found of cell.model.sharedModel.getSource().matchAll(INCLUDED)) takeIn(panel, found);
    for (const span of document.querySelectorAll(".myst span:not([class]):not([title])"))
      if (!span.childElementCount && KEY.test(span.textContent)) tellResult(span);
    document.querySelectorAll('.myst [title="Citation Not Found"]').forEach(tellSource);
  }

  function activate(app) {
    document.head.append(Object.assign(document.createElement("style"), { textContent: QUIZ }));
    new MutationObserver(() => soon(app)).observe(document.body, { childList: true, subtree: true });
  }

  let due;
  const soon = (app) => { due ??= setTimeout(() => { due = undefined; look(app); }, 200); };
  const plugin = {
    id: "conveyor-belt:shown",
    description: "Shows the book's measured numbers, sources and solutions; asks its quizzes.",
    autoStart: true,
    activate,
  };
  (window._JUPYTERLAB ??= {})["conveyor-belt"] = {
    init() {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
