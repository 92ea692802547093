// What the roles {result} and {cite} show in JupyterLab, where jupyterlab-myst knows
// neither and would show their keys. The tables and the bibliography lie beside this
// script; only what is shown is changed, never the notebook.
(() => {
  "use strict";
  const HERE = document.currentScript.src;
  const KEY = /^[a-z][\w-]*(\/[^\s/]+)+$/;
  const MARKS = { '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303" };
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

  function look() {
    for (const span of document.querySelectorAll(".myst span:not([class]):not([title])"))
      if (!span.childElementCount && KEY.test(span.textContent)) tellResult(span);
    document.querySelectorAll('.myst [title="Citation Not Found"]').forEach(tellSource);
  }

  let due;
  const soon = () => { due ??= setTimeout(() => { due = undefined; look(); }, 200); };
  const plugin = {
    id: "conveyor-belt:roles",
    description: "Shows the book's measured numbers and its sources.",
    autoStart: true,
    activate: () => new MutationObserver(soon).observe(document.body, { childList: true, subtree: true }),
  };
  (window._JUPYTERLAB ??= {})["conveyor-belt"] = {
    init() {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
