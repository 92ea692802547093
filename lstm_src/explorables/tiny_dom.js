// Just enough of a document for svg.js to draw without a browser.
class TinyNode {
  constructor(tag) { this.tag = tag; this.attributes = {}; this.children = []; this.dataset = {}; }
  setAttribute(name, value) { this.attributes[name] = String(value); }
  getAttribute(name) { return this.attributes[name] ?? null; }
  removeAttribute(name) { delete this.attributes[name]; }
  append(...nodes) { for (const node of nodes) this.insertBefore(node, null); }
  insertBefore(node, before) {
    if (node.parentNode) node.remove();
    const place = before ? this.children.indexOf(before) : this.children.length;
    this.children.splice(place, 0, node);
    node.parentNode = this;
    return node;
  }
  remove() { this.parentNode.children.splice(this.parentNode.children.indexOf(this), 1); this.parentNode = null; }
  replaceChildren(...nodes) {
    for (const node of [...this.children]) node.remove();
    this.append(...nodes);
  }
  get firstChild() { return this.children[0] ?? null; }
  get classList() {
    const names = () => new Set((this.attributes.class || "").split(" ").filter(Boolean));
    const write = (set) => { this.attributes.class = [...set].join(" "); };
    return {
      add: (name) => write(names().add(name)),
      remove: (name) => { const set = names(); set.delete(name); write(set); },
      contains: (name) => names().has(name),
      toggle(name, on = !names().has(name)) { this[on ? "add" : "remove"](name); },
    };
  }
  get style() {
    return { setProperty: (name, value) => { this.attributes.style = `${this.attributes.style ? this.attributes.style + "; " : ""}${name}: ${value}`; } };
  }
}
const escapeXml = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const kebab = (name) => name.replace(/[A-Z]/g, (c) => "-" + c.toLowerCase());
const serialize = (node) => {
  const data = Object.entries(node.dataset).map(([name, value]) => ["data-" + kebab(name), value]);
  const attributes = [...Object.entries(node.attributes), ...data].map(([name, value]) => ` ${name}="${escapeXml(value)}"`).join("");
  const inside = escapeXml(node.textContent ?? "") + node.children.map(serialize).join("");
  return ["<", node.tag, attributes, ">", inside, "</", node.tag, ">"].join(""); // flat: Python is handed no rope
};
globalThis.document = { createElementNS: (_, tag) => new TinyNode(tag) };

// Bytes come as in a page: a DataView on them.
const withBytes = (_, value) => (value?.bytes ? new DataView(Uint8Array.from(value.bytes).buffer) : value);

// The figure of an explorable at a width in pixels, for a state given as JSON.
globalThis.still = (spec, width, state, css) => {
  const svg = document.createElementNS("", "svg"), add = (tag, text) => {
    const node = document.createElementNS("", tag);
    node.textContent = text;
    return node;
  };
  paint(spec, svg, width, { ...spec.local, ...JSON.parse(state, withBytes) });
  const kind = svg.getAttribute("class") || "";
  for (const [name, value] of Object.entries({ xmlns: "http://www.w3.org/2000/svg", width, role: "img", "aria-label": spec.label, class: `conveyor still ${kind}`.trim() })) svg.setAttribute(name, value);
  const drawn = svg.children;
  svg.replaceChildren(add("desc", `What it shows. ${spec.shows} What to try. ${spec.tries}`), add("style", css), ...drawn);
  return serialize(svg);
};
