// All chapters in one document, where every link within the book finds its place.

// XML wants names without slashes, and a book wants each of them once.
const tidy = (id) => id.replace(/[^\w.-]+/g, "-").replace(/^(?=[^A-Za-z_])/, "n-");

function rename(chapter, page, taken) {
  const places = new Map();
  for (const element of all(chapter, "[id]")) {
    const old = element.id;
    let name = tidy(old);
    for (let n = 1; taken.has(name); n++) name = tidy(n > 1 ? `${page}-${old}-${n}` : `${page}-${old}`);
    taken.add(name);
    element.id = name;
    if (!places.has(old)) places.set(old, name);
  }
  for (const element of all(chapter, "[data-also]"))
    places.set(element.getAttribute("data-also"), element.id);
  return places;
}

// Links to pages become links to places; what lies outside the book's pages is text.
function lead(chapter, address, places, lost) {
  for (const link of all(chapter, "a[href]")) {
    const url = new URL(link.getAttribute("href"), address);
    if (url.origin !== location.origin) continue;
    const there = places.get(url.pathname);
    const hash = decodeURIComponent(url.hash.slice(1));
    const id = there?.get(hash);
    if (id) link.setAttribute("href", `#${id}`);
    else if (there && hash) lost.push(`${address}: ${link.getAttribute("href")}`);
    else link.replaceWith(...link.childNodes);
  }
  for (const image of all(chapter, "img"))
    image.src = new URL(image.getAttribute("src"), address).href;
  for (const element of all(chapter, "[data-page-of]")) {
    const found = places.get(new URL(address).pathname).get(element.dataset.pageOf);
    element.dataset.pageOf = found;
  }
}

async function assemble(parts) {
  const taken = new Set(), places = new Map(), chapters = [], lost = [], styles = new Set();
  for (const part of parts)
    for (const docname of part.pages) {
      const address = new URL(`/${docname}.html`, location).href;
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${docname} is not in the built site`);
      const text = await answer.text();
      const page = docname.split("/").pop();
      const chapter = stillPage(text, page);
      chapter.id = `page-${page}`;
      const known = rename(chapter, page, taken);
      taken.add(chapter.id);
      known.set("", chapter.id);
      places.set(`/${docname}.html`, known);
      chapters.push([chapter, address]);
      for (const sheet of text.matchAll(/<link[^>]*rel="stylesheet"[^>]*>/g))
        styles.add(new URL(sheet[0].match(/href="([^"]+)"/)[1], address).href);
      if (docname === part.pages[0] && part.caption) chapter.dataset.part = part.caption;
    }
  for (const [chapter, address] of chapters) lead(chapter, address, places, lost);
  if (lost.length) throw new Error(`links that lead nowhere: ${lost.join("; ")}`);
  document.querySelector("main").append(...chapters.map(([chapter]) => chapter));
  return [...styles];
}

// Put on the site's own style sheets.
async function wear(styles) {
  for (const address of styles) {
    const sheet = make("link", { rel: "stylesheet", href: address });
    const loaded = new Promise((done) => { sheet.onload = sheet.onerror = done; });
    document.head.append(sheet);
    await loaded;
  }
}

// A full stop after a formula stays on its line.
function keepTogether() {
  for (const formula of all(document, ".chapter span.math")) {
    const after = formula.nextSibling;
    const signs = after?.nodeType === Node.TEXT_NODE && after.data.match(/^[^\s\w]{1,3}(?=\s|$)/)?.[0];
    if (!signs) continue;
    after.data = after.data.slice(signs.length);
    const both = make("span", { class: "together" });
    formula.replaceWith(both);
    both.append(formula, signs);
  }
}
