// A page of the built site as it can lie still: on paper, on an e-reader.
// What the page folds away is taken out, to stand at the chapter's end.

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const all = (root, selector) => [...root.querySelectorAll(selector)];
const words = (element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
const removed = (root, selector) => all(root, selector).forEach((element) => element.remove());

const MOVING = "script, noscript, button, template, dialog, [popover], .d-print-none, " +
  ".headerlink, .told, .quiz-progress, .sd-summary-state-marker, .toctree-wrapper";

// An explorable becomes its still figure; what the figure shows is its description.
function stillFigures(article) {
  for (const widget of all(article, ".live-widget")) {
    const svg = widget.querySelector("svg");
    if (!svg) { widget.remove(); continue; }
    widget.replaceWith(make("figure", { class: "explorable" }, svg));
  }
}

// A map of chapters is drawn for the width of a screen: keep its words.
function stillMaps(article) {
  for (const map of all(article, "ol.chapter-map")) {
    const follows = (table) => map.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING;
    const table = all(article, ".folded details table").find(follows);
    if (!table) continue;
    table.closest(".folded").remove();
    map.replaceWith(table);
  }
}

// A quiz becomes what can be answered with a pencil.
function stillQuizzes(article) {
  for (const form of all(article, ".quiz-body form")) {
    const options = all(form, "fieldset label, .to-order li");
    const list = make("ul", { class: "options" });
    for (const option of options) {
      removed(option, "input");
      list.append(make("li", {}, ...option.childNodes));
    }
    const legend = words(form.querySelector("legend"));
    const order = form.querySelector(".to-order") ? "Put in order" : "Your number: ______";
    form.replaceWith(make("p", { class: "asked-for" }, `${legend || order}${options.length ? ":" : ""}`), list);
    if (!options.length) list.remove();
  }
  for (const answers of all(article, ".quiz-body details")) {
    const numbers = all(answers, ".answer[data-value]");
    const right = numbers.length ? numbers.slice(0, 1) : all(answers, ".answer.right");
    for (const answer of right) (answer.querySelector("p") ?? answer).prepend("✓ ");
    for (const answer of numbers) {
      const number = make("strong", {}, ...answer.querySelector("p").childNodes);
      const said = answer.querySelector(".why p")?.childNodes ?? [];
      answer.replaceWith(make("p", { class: "answered" }, number, ": ", ...said));
    }
    removed(answers, ".afterwards:empty");
  }
}

// A fold's name says whose it is when it stands elsewhere.
function nameOf(fold) {
  const title = words(fold.querySelector("summary"));
  if (fold.closest(".solution")) return title;
  const quiz = fold.closest(".quiz");
  const exercise = fold.closest(".exercise");
  if (exercise) return `${title} to ${words(exercise.querySelector(".caption-number"))}`;
  if (quiz) return `${title}: ${words(quiz.querySelector(".admonition-title"))}`;
  const asked = fold.previousElementSibling?.querySelector(":scope > strong:first-child");
  const numbered = /^\d/.test(words(asked)) ? asked : null;
  const place = numbered ?? fold.closest("section")?.querySelector("h1, h2, h3");
  return `${title}: ${words(place)}`;
}

const isCode = (fold) => fold.classList.contains("hide");

function folded(article, page) {
  const kept = { answers: [], code: [] };
  for (const fold of all(article, "details").filter((f) => !f.parentElement.closest("details"))) {
    const kind = isCode(fold) ? "code" : "answers";
    const number = kept[kind].length + 1;
    const id = `${page}-${kind}-${number}`;
    const name = kind === "code" ? `Code ${number}` : nameOf(fold);
    const sign = kind === "code" ? name : words(fold.querySelector("summary"));
    fold.querySelector("summary").remove();
    for (const inner of all(fold, "details")) {
      const title = inner.querySelector("summary");
      title.replaceWith(make("p", {}, make("strong", {}, words(title))));
      inner.replaceWith(...inner.childNodes);
    }
    kept[kind].push(make("div", { class: `kept kept-${kind}`, id },
      make("p", { class: "kept-name" }, make("a", { href: `#from-${id}` }, name)), ...fold.childNodes));
    const link = make("a", { href: `#${id}`, "data-page-of": id }, sign);
    const whole = fold.closest(".folded.admonition");
    (whole ?? fold).replaceWith(make("p", { class: `see see-${kind}`, id: `from-${id}` }, link));
    if (whole?.id) kept[kind].at(-1).setAttribute("data-also", whole.id);
  }
  return kept;
}

// One row of signs where several folds stood together.
function gatherSigns(article) {
  for (const sign of all(article, "p.see")) {
    const before = sign.previousElementSibling;
    if (before?.matches("p.see") && before.classList[1] === sign.classList[1]) {
      const anchor = make("span", { id: sign.id }, ...sign.childNodes);
      before.append(" · ", anchor);
      sign.remove();
    }
  }
}

function endOfChapter(page, kept) {
  const parts = [];
  for (const [kind, title] of [["answers", "Answers and hints"], ["code", "Code folded on the site"]])
    if (kept[kind].length)
      parts.push(make("section", { id: `${page}-${kind}`, class: `at-the-end end-${kind}` },
        make("h2", {}, title), ...kept[kind]));
  return parts;
}

// Return the article of a page, still; `page` is its short name.
function stillPage(text, page) {
  const article = new DOMParser().parseFromString(text, "text/html").querySelector("article");
  removed(article, MOVING);
  stillFigures(article);
  stillMaps(article);
  stillQuizzes(article);
  const kept = folded(article, page);
  gatherSigns(article);
  const chapter = make("article", { class: "bd-article chapter", "data-page": page });
  chapter.append(...article.children);
  const root = chapter.querySelector("section") ?? chapter;
  root.append(...endOfChapter(page, kept));
  for (const cell of all(chapter, ".cell"))
    if (!words(cell) && !cell.querySelector("img, svg")) cell.remove();
  return chapter;
}
