// The assembled book as one document to print: front matter, formulas, page numbers.

function frontMatter(book) {
  const facts = [book.author, `Version ${book.version}, ${book.date}`, `© ${book.rights}`, book.address];
  const icon = make("div", { class: "icon" });
  icon.innerHTML = book.icon;
  const title = make("section", { class: "title-page" }, icon, make("h1", {}, book.title),
    make("p", { class: "subtitle" }, book.subtitle),
    make("div", { class: "facts" }, ...facts.filter(Boolean).map((fact) => make("p", {}, fact))));
  const list = make("ol", { class: "contents" });
  const contents = make("nav", { class: "contents-page", id: "contents" }, make("h1", {}, "Contents"), list);
  for (const chapter of all(document, ".chapter")) {
    if (chapter.dataset.part)
      list.append(make("li", { class: "part-name" }, chapter.dataset.part));
    const heading = words(chapter.querySelector("h1"));
    list.append(make("li", {}, make("a", { href: `#${chapter.id}`, "data-page-of": chapter.id }, heading)));
  }
  contents.append(...book.note.map((line) => make("p", { class: "note" }, line)));
  document.querySelector("main").prepend(title, contents);
}

// Every chapter has its name at the head of its pages, every part a line before it.
function running(chapters) {
  const rules = chapters.map((chapter, n) => {
    const heading = chapter.querySelector("h1");
    if (chapter.dataset.part) chapter.prepend(make("p", { class: "part-name" }, chapter.dataset.part));
    chapter.style.page = `chapter-${n}`;
    return `@page chapter-${n} { @top-right { content: ${JSON.stringify(words(heading))}; } }`;
  });
  document.head.append(make("style", {}, rules.join("\n")));
}

// What the outline names; Chromium writes down only places to which a link leads.
function outline() {
  const entries = [], links = make("nav", { class: "places" });
  for (const chapter of all(document, ".chapter")) {
    if (chapter.dataset.part) entries.push([0, chapter.dataset.part, chapter.id]);
    const above = chapter.dataset.page === "index" ? 0 : 1;
    entries.push([above, words(chapter.querySelector("h1")), chapter.id]);
    for (const heading of all(chapter, "section > h2")) {
      const section = heading.parentElement;
      if (!section.id || heading.closest(".kept")) continue;
      entries.push([above + 1, words(heading), section.id]);
      links.append(make("a", { href: `#${section.id}` }, "."));
    }
  }
  document.querySelector("main").append(links);
  return entries;
}

async function setInType(book, styles) {
  await wear(styles);
  document.head.append(make("style", {}, book.css));
  frontMatter(book);
  running(all(document, ".chapter"));
  keepTogether();
  const entries = outline();
  await MathJax.startup.promise;
  await MathJax.typesetPromise();
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode()));
  return entries;
}

function numberPages(pages) {
  for (const link of all(document, "[data-page-of]")) {
    const number = String(pages[link.dataset.pageOf] ?? "");
    link.setAttribute("data-number", number);
  }
}

// What is wider than the paper: Chromium would cut it, or set every page smaller.
function tooWide() {
  const edge = document.documentElement.clientWidth + 1;
  const wide = (element) => element.getBoundingClientRect().right > edge ||
    (element.clientWidth && element.scrollWidth > element.clientWidth + 1);
  const found = all(document, "mjx-container[display=true], pre, table, img, svg.conveyor").filter(wide);
  return found.map((element) =>
    `${element.closest(".chapter")?.id}: ${element.localName} ${words(element).slice(0, 60)}`);
}
