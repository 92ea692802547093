// The worker's other end: starts Python, hands it cells one after another, and ends it
// when a cell does not end. A page has one.

const SLOW = 60000; // milliseconds after which a fetch is called slow

// Over http the wheel is fetched, and its hash checked by the browser; from a file the
// browser lets no page read another, so there the same bytes come in a script. Either
// way Python checks the hash once more.
const wheelBytes = async ({ name, sha256, integrity }) => {
  const address = new URL(name, STATIC).href;
  if (!address.startsWith("file:")) {
    const answer = await fetch(`${address}?${sha256.slice(0, 8)}`, { integrity });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return answer.arrayBuffer();
  }
  await script(`${name}.js`);
  return Uint8Array.from(atob(window.pythonWheel), (c) => c.charCodeAt(0)).buffer;
};

const interpreter = (book, on) => {
  const root = new URL(document.documentElement.dataset.content_root || ".", location.href);
  const address = new URL(book.address, root).href;
  const host = address.startsWith("http") && new URL(address).host !== location.host ? new URL(address).host : "this site";
  const source = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  let worker, wheel, starting, abandon, job, slow, turn = 0;

  const patient = (what) => {
    clearTimeout(slow);
    if (what) slow = setTimeout(() => on.slow(what), SLOW);
  };
  const end = () => {
    worker?.terminate();
    patient();
    turn += 1;
    const stopped = job;
    abandon?.({ why: "left" });
    worker = starting = abandon = job = undefined;
    stopped?.resolve({ ended: "stopped" });
  };

  // Each handler takes one kind of message of the worker.
  const heard = (settle) => ({
    ready: (message) => { patient(); settle.resolve(message); },
    failed: (message) => {
      if (job) return on.ended();
      if (message.why === "wheel") wheel = undefined;
      settle.reject(message);
      end();
    },
    fetching: ({ names }) => { patient(names.join(" and ")); on.fetching(names, job.cell); },
    running: () => { patient(); on.running(job.cell); },
    shown: (message) => job.cell.shown(message),
    done: ({ ended, names }) => {
      patient();
      const { resolve } = job;
      job = undefined;
      resolve({ ended, names });
    },
  });

  const begin = async () => {
    if (address.startsWith("file:")) throw { why: "file" };
    patient("Python");
    const begun = turn;
    wheel ??= book.wheel && (await wheelBytes(book.wheel).catch((error) => { throw { why: "wheel", detail: String(error) }; }));
    if (turn !== begun) throw { why: "left" };
    const mine = worker = new Worker(source);
    return new Promise((resolve, reject) => {
      abandon = reject;
      const handlers = heard({ resolve, reject });
      mine.onmessage = ({ data }) => { if (mine === worker) handlers[data.type]({ ...data }); };
      mine.onerror = (event) => { event.preventDefault(); handlers.failed({ why: "core", detail: event.message }); };
      mine.postMessage({ type: "start", address, modules: MODULES, wheel: wheel && { bytes: wheel, sha256: book.wheel.sha256 } });
    });
  };
  const start = () => {
    const begun = starting ??= begin();
    begun.catch(() => { if (begun === starting) end(); }); // the next start tries again
    return begun;
  };

  // Answers with how the cell ended: "", "error", "stopped", or "unfetched" with names.
  const run = (cell) => new Promise((resolve) => {
    job = { cell, resolve };
    worker.postMessage({ type: "run", source: cell.source(), name: cell.name });
  });
  return { host, start, run, stop: end };
};
