// Cards: pointing at a marked link, or focusing it, shows what it leads to. `cards.py`
// marked the links, and wrote what the cards of one page hold into one script. A measured
// number shows its receipt, also to a finger: it leads nowhere else.
(() => {
  if (window.bookCards) return;
  const root = new URL("..", document.currentScript.src).href;
  const AFTER = { hover: 250, focus: 60, leave: 250 }; // ms; leaving has time to reach the card
  const held = (window.bookCards = {}); // page: { anchor: HTML }, made when the book is built
  const card = Object.assign(document.createElement("div"), { className: "hover-card", id: "hover-card", popover: "manual", role: "tooltip" });
  const coming = {};
  let open, wanted, sent, timer, at; // links: shown, next, sent away; where the pointer is
  if (!card.showPopover) return; // an older browser: links are links

  const bring = (path, tag = "script") => coming[path] ??= new Promise((done, failed) => {
    const source = tag === "link" ? { rel: "stylesheet", href: root + path } : { src: root + path };
    const onerror = () => failed(delete coming[path]); // the next hover tries again
    document.head.append(Object.assign(document.createElement(tag), source, { onload: done, onerror }));
  });

  const receipt = ({ title }) => Object.assign(document.createElement("p"), { textContent: title });
  const meaningOf = async (link) => {
    if (link.matches(".result")) return await bring("_static/cards.css", "link"), receipt(link);
    const [page, anchor = ""] = link.href.slice(root.length).split("#"), name = page.replace(/\.html$/, "");
    await Promise.all([bring(`_static/cards/${name}.js`), bring("_static/cards.css", "link")]);
    return held[decodeURIComponent(name)][decodeURIComponent(anchor)];
  };

  // Formulas are set by the page's MathJax; a page without formulas brings it now.
  const typeset = async () => {
    if (!card.querySelector(".math")) return;
    window.MathJax ??= { startup: { typeset: false }, chtml: { mtextInheritFont: true }, options: { enableMenu: false } };
    if (!MathJax.startup?.promise) {
      const script = document.querySelector("script[src*='/mathjax/']");
      await (script ? new Promise((done) => script.addEventListener("load", done)) : bring("_static/mathjax/tex-chtml.js"));
    }
    await MathJax.startup.promise;
    await MathJax.typesetPromise([card]);
    for (const formula of card.querySelectorAll("mjx-container[display]")) { // smaller, rather than cut or scrolling
      const share = formula.clientWidth / formula.scrollWidth;
      if (share < 1) formula.style.zoom = 0.99 * share;
    }
  };

  // Beneath the line of the link that is pointed at, else above it; never outside the window.
  const place = () => {
    const lines = [...open.getClientRects()], line = lines.find(({ top, bottom }) => at >= top && at <= bottom) ?? lines[0];
    const { clientWidth, clientHeight } = document.documentElement, { width, height } = card.getBoundingClientRect();
    if (!line || line.bottom < 0 || line.top > clientHeight) return hide();
    const inside = (value, size, room) => Math.max(8, Math.min(value, room - size - 8));
    const below = line.bottom + 6, above = line.top - 6 - height, fits = below + height <= clientHeight - 8 || above < 8;
    card.style.left = `${inside(line.left, width, clientWidth)}px`;
    card.style.top = `${inside(fits ? below : above, height, clientHeight)}px`;
  };

  // While the card is open it describes the link, in place of the browser's own tooltip.
  const describe = (link) => {
    const { title } = link, before = link.getAttribute("aria-describedby");
    link.setAttribute("aria-describedby", before ? `${before} ${card.id}` : card.id);
    link.removeAttribute("title");
    return () => {
      if (before) link.setAttribute("aria-describedby", before);
      else link.removeAttribute("aria-describedby");
      if (title) link.title = title;
    };
  };

  let undescribe;
  const hide = () => {
    wanted = undefined;
    if (!open) return;
    undescribe();
    window.MathJax?.typesetClear?.([card]);
    card.remove();
    open = undefined;
  };

  const show = async (link) => {
    if (link === open) return;
    wanted = link;
    const meaning = await meaningOf(link).catch(() => {});
    if (!meaning || wanted !== link) return;
    hide();
    open = wanted = link;
    if (meaning instanceof Node) card.replaceChildren(meaning);
    else card.innerHTML = meaning;
    card.classList.remove("ready");
    for (const image of card.querySelectorAll("[data-src]")) {
      image.onload = () => open && place();
      image.src = root + image.dataset.src;
    }
    link.closest("article").append(card);
    card.showPopover();
    undescribe = describe(link);
    await typeset().catch(() => {});
    if (open !== link) return;
    place();
    card.classList.add("ready");
  };

  const later = (work, ms) => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
  const linkAt = ({ target }) => target.closest?.("a[data-card], .result");
  const leave = () => {
    if (!open?.matches(":focus-visible") && !card.matches(":hover")) hide();
  };
  const leaveSoon = () => later(leave, AFTER.leave);

  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return; // a tap follows the link
    const link = linkAt(event);
    if (link !== sent) sent = undefined;
    if (card.contains(event.target) || (link && (link === open || link === sent))) return clearTimeout(timer);
    if (!link) return leaveSoon();
    at = event.clientY;
    later(() => link.matches(":hover") && show(link), AFTER.hover);
  });
  document.documentElement.addEventListener("pointerleave", leaveSoon);
  addEventListener("focusin", (event) => {
    const link = linkAt(event);
    if (!link?.matches(":focus-visible")) return leaveSoon();
    at = undefined;
    later(() => link.matches(":focus-visible") && show(link), AFTER.focus);
  });
  addEventListener("focusout", leaveSoon);
  addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    clearTimeout(timer);
    sent = open ?? wanted;
    hide();
  });
  addEventListener("click", (event) => {
    const link = linkAt(event);
    if (!link) return;
    clearTimeout(timer);
    at = event.clientY;
    if (link.matches(".result")) show(link);
    else hide();
  });
  for (const type of ["scroll", "resize"]) addEventListener(type, () => open && place(), { capture: true, passive: true });
})();
