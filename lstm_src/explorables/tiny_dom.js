// A drawing's shapes as text, for where there is no browser.
const escapeXml = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const serialize = (shape) => {
  if (!shape.tag) return escapeXml(shape);
  const given = Object.entries(shape.attrs).map(([name, value]) => (value == null ? "" : ` ${name}="${escapeXml(value)}"`));
  return ["<", shape.tag, ...given, ">", ...shape.children.map(serialize), "</", shape.tag, ">"].join(""); // flat: Python is handed no rope
};

// Bytes come as in a page: a DataView on them.
const withBytes = (_, value) => (value?.bytes ? new DataView(Uint8Array.from(value.bytes).buffer) : value);

// The figure of an explorable at a width in pixels, for a state given as JSON.
globalThis.still = (spec, width, state, css) => {
  const { attrs, children } = paint(spec, width, { ...spec.local, ...JSON.parse(state, withBytes) });
  const figure = { xmlns: "http://www.w3.org/2000/svg", width, ...attrs, class: attrs.class.replace("view", "conveyor still") };
  return serialize(shape("svg", figure, shape("desc", {}, `What it shows. ${spec.shows} What to try. ${spec.tries}`), shape("style", {}, css), ...children));
};
