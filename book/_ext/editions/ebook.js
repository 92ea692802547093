// The assembled chapters as XHTML: formulas in MathML, drawings in files of their own.

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "stroke-opacity", "opacity", "visibility", "paint-order"];
const WRITTEN = ["font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"];

const family = (names) =>
  /mono/i.test(names.split(",")[0]) ? "monospace" : /math|serif"?,? *serif|STIX/i.test(names) ? "serif" : "sans-serif";

// An e-reader may know no style variables: write every computed value as an attribute.
function literal(svg) {
  const copy = svg.cloneNode(true);
  const originals = [svg, ...svg.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((original, n) => {
    const element = copies[n], style = getComputedStyle(original);
    if (style.display === "none" && !["desc", "style", "title"].includes(original.localName)) {
      element.setAttribute("display", "none");
      return;
    }
    const text = ["text", "tspan"].includes(original.localName);
    element.removeAttribute("style");
    element.removeAttribute("class");
    for (const name of Object.values(element.attributes).map((a) => a.name))
      if (/^(data-|aria-|on|tabindex|role)/.test(name)) element.removeAttribute(name);
    if (!["g", "path", "line", "rect", "circle", "polyline", "polygon", "ellipse"].includes(original.localName) && !text) return;
    if (original.localName === "g") {
      if (style.opacity !== "1") element.setAttribute("opacity", style.opacity);
      return;
    }
    for (const name of [...DRAWN, ...(text ? WRITTEN : [])]) {
      const value = style.getPropertyValue(name);
      if (value && value !== "normal") element.setAttribute(name, value.replace(/px$/, ""));
    }
    if (text) element.setAttribute("font-family", family(style.fontFamily));
  });
  for (const element of copy.querySelectorAll("style, [display=none]")) element.remove();
  const paper = document.createElementNS(SVG, "rect");
  for (const [key, value] of Object.entries({ width: "100%", height: "100%", fill: "#ffffff" }))
    paper.setAttribute(key, value);
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}

function figures() {
  const files = {};
  for (const chapter of all(document, ".chapter"))
    all(chapter, "figure.explorable > svg").forEach((svg, n) => {
      const name = `figures/${chapter.dataset.page}-${n + 1}.svg`;
      const shows = words(svg.querySelector("desc")).replace(/\s*What to try\..*$/, "");
      const alt = `${svg.getAttribute("aria-label")} ${shows.replace(/^What it shows\.\s*/, "")}`.trim();
      files[name] = literal(svg);
      svg.replaceWith(make("img", { src: name, alt, class: "drawing" }));
    });
  return files;
}

function images() {
  const found = {};
  for (const image of all(document, ".chapter img:not(.drawing)")) {
    const path = new URL(image.src).pathname;
    const name = `images/${path.split("/").pop()}`;
    found[name] = path;
    image.setAttribute("src", name);
    for (const attribute of ["width", "height", "style"]) image.removeAttribute(attribute);
  }
  return found;
}

// Some readers set nothing between a function's name and what follows it.
function spaced(math) {
  for (const apply of [...math.querySelectorAll("mo")].filter((mo) => mo.textContent === "\u2061")) {
    const next = apply.nextElementSibling;
    if (!next || /^[([{]/.test(next.textContent)) continue;
    const space = document.createElementNS(math.namespaceURI, "mspace");
    space.setAttribute("width", "0.17em");
    apply.after(space);
  }
}

// The TeX of a formula lies in its own text, between \( \) or \[ \].
async function formulas() {
  await MathJax.startup.promise;
  for (const place of all(document, ".chapter .math")) {
    const text = [...place.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const source = text.map((node) => node.data).join("").trim();
    const display = source.startsWith("\\[");
    const tex = source.slice(2, -2).trim();
    const mml = await MathJax.tex2mmlPromise(tex, { display });
    const math = document.importNode(new DOMParser().parseFromString(mml, "text/xml").documentElement, true);
    if (math.querySelector("merror, parsererror")) throw new Error(`no MathML for ${tex}`);
    for (const element of [math, ...math.querySelectorAll("*")])
      for (const { name } of [...element.attributes])
        if (name.startsWith("data-") || name === "class") element.removeAttribute(name);
    spaced(math);
    math.setAttribute("alttext", tex.replace(/\s+/g, " "));
    for (const node of text) node.remove();
    place.append(math);
  }
}

// A link to another chapter names its file.
function namedFiles() {
  for (const link of all(document, ".chapter a[href^='#']")) {
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (!target) throw new Error(`no place ${link.getAttribute("href")}`);
    const there = target.closest(".chapter"), here = link.closest(".chapter");
    const hash = target === there ? "" : `#${target.id}`;
    if (there !== here || !hash) link.setAttribute("href", `${there.dataset.page}.xhtml${hash}`);
  }
}

// The cover, drawn on a canvas: the book's own icon over its title.
async function cover(icon, title, subtitle) {
  const canvas = make("canvas", { width: 1200, height: 1600 });
  const pen = canvas.getContext("2d");
  const image = new Image(560, 560);
  image.src = `data:image/svg+xml,${encodeURIComponent(icon.replace("<svg ", '<svg width="560" height="560" '))}`;
  await image.decode();
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, 1200, 1600);
  pen.drawImage(image, 320, 280, 560, 560);
  pen.textAlign = "center";
  for (const [text, size, y, colour, weight] of [[title, 112, 1060, "#222832", 700], [subtitle, 48, 1160, "#48566b", 400]]) {
    pen.fillStyle = colour;
    pen.font = `${weight} ${size}px "Liberation Sans", Arial, sans-serif`;
    pen.fillText(text, 600, y, 1080);
  }
  return canvas.toDataURL("image/png").split(",")[1];
}

const STRAY = ["aria-level", "tabindex", "data-page-of", "data-also", "data-value", "data-within", "data-kind", "data-key",
  "data-card"];

async function ebook(styles) {
  await wear(styles);
  const drawings = figures();
  const pictures = images();
  keepTogether();
  await formulas();
  namedFiles();
  for (const name of STRAY)
    for (const element of all(document, `[${name}]`)) element.removeAttribute(name);
  for (const receipt of all(document, ".result")) receipt.replaceWith(...receipt.childNodes);
  removed(document, ".places");
  const chapters = all(document, ".chapter").map((chapter) => ({
    page: chapter.dataset.page,
    title: words(chapter.querySelector("h1")),
    body: new XMLSerializer().serializeToString(chapter),
  }));
  return { chapters, drawings, pictures };
}
