// Questions that answer back. `quiz.py` wrote the answers into a fold; here they become
// native controls. What was answered stays in this browser, where that is allowed.
(() => {
  const STORE = "conveyor-belt:quizzes";
  const make = (tag, more = {}, ...children) => {
    const e = Object.assign(document.createElement(tag), more);
    e.append(...children);
    return e;
  };
  let kept = {}; // used alone where the browser refuses to store
  const read = () => {
    try { kept = JSON.parse(localStorage.getItem(STORE)) || {}; } catch { /* refused, or not ours */ }
    return kept;
  };
  const write = (all) => {
    kept = all;
    try { localStorage.setItem(STORE, JSON.stringify(all)); } catch { /* the page works without */ }
  };
  const keep = (key, right) => {
    const all = read(), { tries = 0, right: once = false } = all[key] || {};
    write({ ...all, [key]: { tries: tries + 1, right: once || right } });
  };

  // What is said after a try: a word that needs no colour, then the author's answer.
  const say = (told, right, word, whys) => {
    told.className = `told ${right ? "is-right" : "is-wrong"}`;
    told.replaceChildren(make("strong", { textContent: `${right ? "✓" : "✗"} ${word}` }), ...whys.map((why) => why.cloneNode(true)));
  };

  const choice = (body, told) => {
    const answers = [...body.querySelectorAll(".answer")], isRight = (a) => a.classList.contains("right");
    const several = answers.filter(isRight).length > 1, name = body.dataset.key;
    const fields = make("fieldset", {}, make("legend", { textContent: several ? "Choose all that hold" : "Choose one" }));
    const boxes = answers.map((answer) => {
      const box = make("input", { type: several ? "checkbox" : "radio", name });
      fields.append(make("label", {}, box, make("span", {}, ...answer.firstElementChild.cloneNode(true).childNodes)));
      return box;
    });
    return { fields, check: () => {
      const chosen = answers.filter((_, k) => boxes[k].checked);
      if (!chosen.length) return void say(told, false, "Choose an answer first.", []);
      const wrong = chosen.filter((a) => !isRight(a)), missing = answers.filter((a, k) => isRight(a) && !boxes[k].checked);
      const right = !wrong.length && !missing.length;
      const word = right ? "Right." : wrong.length ? "Not quite." : "Right so far; more of them hold.";
      say(told, right, word, (wrong.length ? wrong : chosen).map((a) => a.querySelector(".why")));
      return right;
    } };
  };

  const number = (body, told) => {
    const answers = [...body.querySelectorAll(".answer")];
    const box = make("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
    return { fields: make("label", { className: "number" }, "Your number ", box), check: () => {
      const typed = box.value.trim().replace(",", ".").replace("−", "-"), value = Number(typed);
      if (!typed || !Number.isFinite(value)) return void say(told, false, `${typed ? `“${box.value.trim()}”` : "Nothing"} is not a number; write digits, such as 0.5.`, []);
      const near = (a) => a.dataset.value === "" || Math.abs(value - a.dataset.value) <= a.dataset.within * (1 + 1e-9);
      const found = answers.find(near), right = found === answers[0];
      say(told, right, right ? "Right." : "Not quite.", found ? [found.querySelector(".why")] : []);
      return right;
    } };
  };

  const order = (body, told) => {
    const items = [...body.querySelector("ol").children], list = make("ol", { className: "to-order" });
    const move = (row, by, button) => {
      const rows = [...list.children], other = rows[rows.indexOf(row) + by];
      if (!other) return;
      by < 0 ? other.before(row) : other.after(row);
      button.focus();
      name();
    };
    const name = () => [...list.children].forEach((row, k) => row.querySelectorAll("button").forEach((b, up) =>
      b.setAttribute("aria-label", `Move “${row.dataset.text}” ${up ? "down" : "up"}, now ${k + 1} of ${items.length}`)));
    // Every second one first: never the right order, and the same for everybody.
    for (const k of [...items.keys()].sort((p, q) => (q % 2) - (p % 2) || q - p)) {
      const row = make("li"), up = make("button", { type: "button", textContent: "↑" }), down = make("button", { type: "button", textContent: "↓" });
      row.dataset.place = k;
      row.dataset.text = items[k].textContent.replace(/\\[()]/g, "").trim();
      up.onclick = () => move(row, -1, up);
      down.onclick = () => move(row, 1, down);
      row.append(make("span", {}, ...items[k].cloneNode(true).childNodes), up, down);
      list.append(row);
    }
    name();
    return { fields: list, check: () => {
      const wrong = [...list.children].findIndex((row, k) => Number(row.dataset.place) !== k), right = wrong < 0;
      say(told, right, right ? "Right." : `Not quite: place ${wrong + 1} is the first that holds something else.`, right ? [...body.querySelectorAll(".afterwards")] : []);
      return right;
    } };
  };

  const KINDS = { choice, number, order };
  for (const body of document.querySelectorAll(".quiz-body")) {
    const told = make("div", { className: "told", role: "status" });
    const { fields, check } = KINDS[body.dataset.kind](body, told);
    const form = make("form", { noValidate: true }, fields, make("button", { textContent: "Check" }), told);
    form.onsubmit = (event) => {
      event.preventDefault();
      const right = check();
      if (right !== undefined) keep(body.dataset.key, right);
    };
    // The fold stays, unseen, so that MathJax still sets the formulas of what is said.
    Object.assign(body.querySelector("details").style, { display: "none" });
    body.append(form);
    if (read()[body.dataset.key]?.right) told.append("You have answered this one before.");
  }

  for (const script of document.querySelectorAll(".quiz-progress script")) {
    const pages = JSON.parse(script.textContent), shown = make("div");
    const draw = () => {
      const all = read();
      const rows = Object.entries(pages).map(([doc, { page, quizzes }]) => {
        const right = quizzes.filter((id) => all[`${doc}#${id}`]?.right).length;
        return make("tr", {}, make("th", { scope: "row", textContent: page }), make("td", { textContent: `${right} of ${quizzes.length}` }));
      });
      shown.replaceChildren(make("table", {}, ...rows));
    };
    const save = make("button", { type: "button", textContent: "Export" }), clear = make("button", { type: "button", textContent: "Clear" });
    save.onclick = () => {
      const url = URL.createObjectURL(new Blob([JSON.stringify(read(), null, 2)], { type: "application/json" }));
      make("a", { href: url, download: "conveyor-belt-answers.json" }).click();
      URL.revokeObjectURL(url);
    };
    clear.onclick = () => { write({}); draw(); };
    draw();
    script.replaceWith(shown, save, " ", clear);
  }
})();
