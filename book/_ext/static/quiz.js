// Questions that answer back: `quiz.py` wrote the forms, here they are checked. What was
// answered stays in this browser, where that is allowed.
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
  const say = (told, right, word, whys, mark = right ? "✓" : "✗") => {
    told.className = `told ${right ? "is-right" : "is-wrong"}`;
    told.replaceChildren(make("strong", { textContent: `${mark} ${word}` }), ...whys.map((why) => why.cloneNode(true)));
  };

  const choice = (body, told) => {
    const answers = [...body.querySelectorAll(".answer")], boxes = [...body.querySelectorAll("input")], isRight = (a) => a.classList.contains("right");
    return () => {
      const chosen = answers.filter((_, k) => boxes[k].checked);
      if (!chosen.length) return void say(told, false, "Choose an answer first.", []);
      const wrong = chosen.filter((a) => !isRight(a)), missing = answers.filter((a, k) => isRight(a) && !boxes[k].checked);
      const right = !wrong.length && !missing.length;
      const word = right ? "Right." : wrong.length ? "Not quite." : "Right so far; more of them hold.";
      say(told, right, word, (wrong.length ? wrong : chosen).map((a) => a.querySelector(".why")), right ? "✓" : wrong.length ? "✗" : "…");
      return right;
    };
  };

  const number = (body, told) => {
    const answers = [...body.querySelectorAll(".answer")], box = body.querySelector("input");
    return () => {
      const typed = box.value.trim().replace(",", ".").replace("−", "-"), value = Number(typed);
      if (!typed || !Number.isFinite(value)) return void say(told, false, `${typed ? `“${box.value.trim()}”` : "Nothing"} is not a number; write digits, such as 0.5.`, []);
      const near = (a) => a.dataset.value === "" || Math.abs(value - a.dataset.value) <= a.dataset.within * (1 + 1e-9);
      const found = answers.find(near), right = found === answers[0];
      say(told, right, right ? "Right." : "Not quite.", found ? [found.querySelector(".why")] : []);
      return right;
    };
  };

  const order = (body, told) => {
    const list = body.querySelector(".to-order");
    list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      const row = button.parentElement, up = button.textContent === "↑", other = up ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (up) other.before(row);
      else other.after(row);
      button.focus();
      told.textContent = `Now at place ${[...list.children].indexOf(row) + 1} of ${list.children.length}.`;
    });
    return () => {
      const wrong = [...list.children].findIndex((row, k) => Number(row.dataset.place) !== k), right = wrong < 0;
      say(told, right, right ? "Right." : `Not quite: place ${wrong + 1} is the first that holds something else.`, right ? [...body.querySelectorAll(".afterwards")] : []);
      return right;
    };
  };

  const KINDS = { choice, number, order };
  for (const body of document.querySelectorAll(".quiz-body")) {
    const told = body.querySelector(".told"), check = KINDS[body.dataset.kind](body, told);
    body.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const right = check();
      if (right !== undefined) keep(body.dataset.key, right);
    });
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
