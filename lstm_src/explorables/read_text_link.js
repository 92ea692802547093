// The setting in the address, `#read-your-text=…`, written and read with care. Only the
// book's own pages do this: in JupyterLab the address belongs to the Lab.
import { READS } from "./read_text_model.js";

const MARK = "#read-your-text=";
const start = (text) => [...text].slice(0, READS).join("");
const sound = (v, { words, low, high, whole }) => (words ? words.includes(v) : typeof v === "number" && v >= low && v <= high && !(whole && v % 1));

export const toLink = (s) => {
  const kept = Object.keys(s._network.limits).map((name) => [name, s[name]]);
  return MARK + encodeURIComponent(JSON.stringify({ text: start(s.text), ...Object.fromEntries(kept) }));
};
// The settings that a link holds, and nothing else: what is missing, misspelt or out of
// range stays as it is.
export const fromLink = (hash, { _network: { limits } }) => {
  try {
    const given = JSON.parse(decodeURIComponent(hash.slice(MARK.length))), names = Object.keys(limits).filter((name) => sound(given[name], limits[name]));
    const text = typeof given.text === "string" ? { text: start(given.text) } : {};
    return { ...text, ...Object.fromEntries(names.map((name) => [name, given[name]])) };
  } catch { return {}; }
};

// Keeps the address up to date, once the reader has changed something and pauses. Returns
// what copies the link, and how to stop; nothing at all outside the book's pages.
export const keepInAddress = ({ root, state, update, drawn }) => {
  if (!root.closest(".live-widget")) return null;
  let timer, shown;
  const adopt = () => { if (location.hash.startsWith(MARK)) update(fromLink(location.hash, state())); };
  const write = () => history.replaceState(history.state, "", (shown = toLink(state())));
  adopt();
  shown = toLink(state());
  drawn((s) => {
    clearTimeout(timer);
    if (toLink(s) !== shown) timer = setTimeout(write, 500);
  });
  addEventListener("hashchange", adopt);
  return { copy: () => { write(); return navigator.clipboard.writeText(location.href); },
    stop: () => { clearTimeout(timer); removeEventListener("hashchange", adopt); } };
};
