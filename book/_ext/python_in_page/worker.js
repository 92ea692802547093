// Python in a worker of its own: Pyodide, the site's own wheel, and in_page.py.
// It is told `start` once and `run` for each cell. It tells of what it does, of what a
// cell shows, and of how each ended.
"use strict";
const MOST = 100000, AT_ONCE = 400, BETWEEN = 40; // characters a cell, writes, milliseconds
const RUN = "/home/pyodide";
let python, page, cell, held, written, since = 0;

const post = (type, more) => self.postMessage({ type, cell, ...more });

const flush = () => {
  if (held) post("shown", held);
  held = undefined;
  since = performance.now();
};

// The first writes go at once; a flood goes in bundles, and ends somewhere.
const tell = (kind, text, line) => {
  if (held && kind !== held.kind) flush();
  if (!kind.startsWith("std")) return void post("shown", { kind, text, line });
  written.characters += text.length;
  written.writes += 1;
  if (written.characters > MOST) {
    if (written.full) return;
    written.full = true;
    text = "\n... more was printed than is shown here\n";
  }
  held = { kind, text: (held ? held.text : "") + text };
  if (written.writes < AT_ONCE || performance.now() - since > BETWEEN) flush();
};

const ask = (code, names) => {
  const globals = python.toPy(names);
  const answer = python.runPython(code, { globals });
  globals.destroy();
  return answer;
};

async function start({ address, modules, wheel }) {
  try {
    importScripts(`${address}pyodide.js`);
    python = await self.loadPyodide({ indexURL: address });
  } catch (error) {
    return post("failed", { why: "core", detail: String(error) });
  }
  if (wheel) {
    const bytes = new Uint8Array(wheel.bytes);
    const hash = ask("import hashlib; hashlib.sha256(bytes).hexdigest()", { bytes });
    if (hash !== wheel.sha256) return post("failed", { why: "wheel" });
    python.unpackArchive(wheel.bytes, "wheel");
  }
  for (const [name, text] of Object.entries(modules)) python.FS.writeFile(`${RUN}/${name}.py`, text);
  ask("import importlib, sys; sys.path.append(place); importlib.invalidate_caches()", { place: RUN });
  page = python.pyimport("in_page");
  page.start(tell);
  post("ready", { python: ask("import sys; '%d.%d' % sys.version_info[:2]", {}), pyodide: python.version });
}

const wantedBy = (source) => {
  const names = page.wanted(source), list = names.toJs();
  names.destroy();
  return list;
};

// Fetch what Pyodide has of these; return what it has and did not get.
async function load(names) {
  if (!names.length) return [];
  post("fetching", { names });
  const code = names.map((name) => `import ${name}`).join("\n");
  const quiet = { messageCallback() {}, errorCallback() {} };
  try { await python.loadPackagesFromImports(code, quiet); } catch { /* seen by what is not there */ }
  const known = Object.values(python.lockfile.packages).flatMap((one) => one.imports);
  return wantedBy(code).filter((name) => known.includes(name));
}

// A module that the book's package asks for in the middle: fetch it and begin again.
async function run({ source, name }) {
  const tried = [];
  for (let next = wantedBy(source); ;) {
    const unfetched = await load(next);
    if (unfetched.length) return post("done", { ended: "unfetched", names: unfetched });
    tried.push(...next);
    written = { characters: 0, writes: 0 };
    post("running");
    const ended = page.run(source, name, tried);
    flush();
    if (!ended || ended === "error") return post("done", { ended });
    next = [ended];
  }
}

const DO = { start, run };
let before = Promise.resolve();
self.onmessage = ({ data }) => {
  before = before.then(() => {
    cell = data.cell;
    return DO[data.type](data);
  }).catch((error) => post("failed", { why: "ended", detail: String(error) }));
};
