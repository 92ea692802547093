// One button a page: it starts Python, and then puts the page back.

const BAR = document.querySelector(".python-here");
const BUTTON = BAR.querySelector("button"), RUN_HERE = BUTTON.textContent;
const LINKS = document.querySelectorAll(".python-answer"), ANSWER = LINKS[0]?.textContent;
const CALLED = { numpy: "NumPy", matplotlib: "Matplotlib" };
const called = (names) => names.map((name) => CALLED[name] || name).join(" and ");

const script = (path) => new Promise((resolve, reject) => {
  document.head.append(make("script", "", { src: new URL(path, STATIC).href, onload: resolve, onerror: reject }));
});

// What the button says, and what the links at exercises, which press it from afar, say.
const call = (text, said = ANSWER) => {
  BUTTON.textContent = text;
  for (const link of LINKS) {
    link.textContent = said;
    link.hidden = !said;
  }
};

// The page's own line of status, and what is offered where something failed.
const statusLine = () => {
  const status = make("p", "py-status"), offers = make("p", "py-offers");
  status.setAttribute("role", "status");
  BAR.append(status, offers);
  const say = (text, ...more) => {
    status.textContent = text;
    offers.replaceChildren(...more);
  };
  return { say, remove() { status.remove(); offers.remove(); } };
};

const offer = (book, again) => [
  make("button", "", { type: "button", textContent: "Retry", onclick: again }),
  ...book.elsewhere.map(({ text, href, saved }) => make("a", "", { href, textContent: text, ...(saved && { download: "" }) })),
];

const live = (book) => {
  const { say, remove } = statusLine();
  const keys = make("p", "py-keys", { id: "python-keys", textContent: "Tab indents; Escape, then Tab leaves a cell. Shift-Enter runs it and goes on." });
  let cells = [];

  const WHY = {
    core: () => `Python could not be fetched from ${python.host}, so the page stays as it is.`,
    wheel: () => "The book's own package did not come whole from this site, so the page stays as it is. Load it anew.",
    file: () => "A page opened from a file cannot read Python from a folder beside it. Open the book through a web server, such as python -m http.server.",
  };
  const again = () => (cells.length ? restart() : enter());
  const fail = ({ why = "core" }) => {
    if (why === "left") return;
    say(WHY[why](), ...offer(book, again));
    if (!cells.length) call(RUN_HERE, "Python could not be fetched");
  };
  const forget = () => {
    jobs.clear();
    python.stop();
    for (const cell of cells) cell.ran = false;
  };
  const restart = (told = "") => {
    say(`Fetching Python from ${python.host} …`);
    return python.start().then(({ python: version }) => say(`Python ${version} is ready${told}.`), fail);
  };
  const python = interpreter(book, {
    slow: (what) => say(`After a minute, ${what} has not come from ${python.host}; the page still waits for it.`, ...offer(book, () => { forget(); again(); })),
    fetching: (names, cell) => cell.busy(true, `fetching ${called(names)} …`),
    running: (cell) => cell.begin(),
    ended: () => { forget(); restart(" again; it had ended by itself, and every name is forgotten"); },
  });

  const above = (cell) => cells.slice(0, cells.indexOf(cell));
  const runOne = async (cell, owner) => {
    const started = await python.start().catch(fail);
    if (!started) {
      jobs.clear();
      return "stopped";
    }
    cell.asked = owner === cell;
    const { ended, names } = await python.run(cell);
    cell.ran = ended === "";
    cell.end(ended, above(cell).some((one) => !one.ran));
    const where = cell.name[0].toUpperCase() + cell.name.slice(1);
    const unfetched = names && `${called(names)} could not be fetched from ${python.host}, so this cell cannot run here; one of plain Python can.`;
    if (unfetched) cell.told(unfetched, offer(book, () => act.run(cell)));
    if (ended && ended !== "stopped" && owner !== cell) owner.note(`${where} ${ended === "error" ? `failed: ${cell.said()}` : "did not run"}`);
    if (ended !== "stopped") say(`${where}: ${unfetched ? "not run" : cell.said() || "done"}.`.replace(/([.!?])\.$/, "$1"));
    return ended;
  };
  const jobs = schedule(runOne);
  const act = {
    run: (cell) => jobs.add(cell, [cell]),
    runAbove: (cell) => jobs.add(cell, above(cell)),
    check: (cell) => jobs.add(cell, [...above(cell).filter((one) => !one.ran), cell], true),
    stop() { forget(); restart(" again; every name is forgotten, and Run above brings them back"); },
    next: (cell) => cells.slice(cells.indexOf(cell) + 1).find((one) => one.isSeen?.())?.focus(),
  };

  const show = () => {
    const found = [...document.querySelectorAll(".cell_input, .cell_output")];
    BAR.append(keys);
    cells = book.cells.map((entry) => {
      if (!entry.shown) return hiddenCell(entry);
      while (!found[0].matches(".cell_input")) found.shift(); // of a cell without input
      const input = found.shift(), printed = [], place = input.closest(".cell");
      while (found[0]?.matches(".cell_output") && place.contains(found[0])) printed.push(found.shift());
      return liveCell(entry, input, printed, act);
    });
  };
  const enter = async () => {
    call("Cancel", "Fetching Python …");
    say(`Fetching Python from ${python.host} …`);
    try {
      const { python: version } = await python.start();
      show();
      const asked = [...LINKS].find((link) => link === document.activeElement);
      asked?.parentElement.nextElementSibling.querySelector("textarea")?.focus();
      call("Put the page back", "");
      say(`Python ${version} is ready: change a cell and run it.`);
    } catch (error) { fail(error); }
  };
  const leave = () => {
    forget();
    for (const cell of cells) cell.leave?.();
    cells = [];
    keys.remove();
    remove();
    call(RUN_HERE);
  };
  enter();
  return leave;
};

let leave;
document.head.append(make("style", "", { textContent: STYLE }));
const press = async () => {
  if (BUTTON.textContent !== RUN_HERE) {
    leave();
    return;
  }
  leave?.();
  call("Cancel", "Fetching Python …");
  leave = () => call(RUN_HERE);
  if (!window.pythonPage) await script(`python/${BAR.dataset.page}.js`).catch(() => {});
  if (window.pythonPage) leave = live(window.pythonPage);
  else {
    const { say, remove } = statusLine();
    say("This page's cells could not be fetched from this site. Load the page anew.");
    leave = () => { remove(); call(RUN_HERE); };
    call(RUN_HERE);
  }
};
BUTTON.addEventListener("click", press);
for (const link of LINKS) link.addEventListener("click", (event) => {
  if (BUTTON.textContent !== RUN_HERE || BAR.querySelector(".py-status")) return; // go and see
  event.preventDefault();
  press();
});
