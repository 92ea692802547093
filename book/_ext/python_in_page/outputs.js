// What a cell shows, as text and pictures: nothing that it prints is ever read as HTML.

const WIDGETS = "This cell makes widgets. They live above on this page, or in JupyterLab or Binder: the page's own Python shows none.";

// A carriage return goes back to the start of its line, as progress bars want it.
const writeOn = (pre, text) => {
  const [first, ...rest] = text.replace(/\r\n/g, "\n").split("\r");
  pre.append(first);
  for (const part of rest) {
    const all = pre.textContent;
    pre.textContent = all.slice(0, all.lastIndexOf("\n") + 1) + part;
  }
};

const outputs = () => {
  const node = make("div", "py-out");
  let open; // the stream that is being written on
  const block = (kind) => {
    const pre = make("pre", `py-${kind}`);
    pre.dataset.kind = kind;
    node.append(pre);
    return pre;
  };
  const picture = (data) => {
    const img = make("img", "py-figure", { alt: "Figure drawn by this cell", src: `data:image/png;base64,${data}` });
    img.onload = () => { img.width = img.naturalWidth / 2; }; // it was drawn for sharp screens
    node.append(img);
  };
  // What is wider than the page is scrolled; then the keyboard must reach it.
  const reach = () => {
    for (const pre of node.querySelectorAll("pre")) if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
  };
  const say = (text, ...offers) => { node.append(make("p", "py-said", {}, text, ...offers)); };
  const show = ({ kind, text }) => {
    if (kind === "figure") picture(text);
    else if (kind === "widgets") say(WIDGETS);
    else {
      if (open?.dataset.kind !== kind || !kind.startsWith("std")) open = block(kind);
      writeOn(open, text);
      return;
    }
    open = undefined;
  };
  const clear = () => { node.replaceChildren(); open = undefined; };
  return { node, show, say, clear, reach };
};
