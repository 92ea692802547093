"""Bare pages: one explorable on a stand-in for its model; widgets as in the book."""

import json
import shutil
from pathlib import Path

from ipywidgets.embed import embed_data
from traitlets import TraitError

from lstm_src.explorables.base import Bounded

PAGE = """<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">
<title>mounted</title><style>%(css)s body { margin: 0; font: 16px/1.6 system-ui; }
main { padding: 15px; max-width: 690px; margin: 0 auto; }</style>
<main></main><script type="module">
const withBytes = (_, value) =>
  value?.bytes ? new DataView(Uint8Array.from(value.bytes).buffer) : value;
const state = JSON.parse(%(state)s, withBytes), listeners = {};
window.model = {
  saved: 0,
  get: (name) => state[name],
  set(name, value) {
    if (Object.is(state[name], value)) return;
    state[name] = value;
    for (const listener of [...(listeners["change:" + name] || [])]) listener();
  },
  save_changes() { this.saved += 1; },
  on(name, listener) { (listeners[name] ??= new Set()).add(listener); },
  off(name, listener) { listeners[name]?.delete(listener); },
  listening: () => Object.values(listeners).reduce((sum, set) => sum + set.size, 0),
};
const url = URL.createObjectURL(new Blob([%(esm)s], { type: "text/javascript" }));
const { default: definition } = await import(url);
window.mount = () => definition.render({ model, el: document.querySelector("main") });
window.cleanup = window.mount();
</script></html>"""


TEXTS = ("", "A", "The owl sings.", "<b>\U0001f989</b> \u05e9 1\n\u202e", "owl " * 40)


def in_script(text):
    """Text as a JavaScript string that may stand inside a script element."""
    return json.dumps(text).replace("</", "<\\/")


def write_page(folder, view):
    """Write the page of one explorable; return its address."""
    state = view.numbers() | view.data()
    page = PAGE % {
        "css": view._css,
        "state": in_script(json.dumps(state, default=lambda raw: {"bytes": list(raw)})),
        "esm": in_script(view._esm),
    }
    path = folder / f"{view.slug}.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


STATIC = Path(__file__).resolve().parents[2] / "book" / "_ext" / "static"
WIDGETS = "application/vnd.jupyter.widget"


def write_book_page(folder, *views):
    """Write a page that mounts widgets as the book's pages do; return its address."""
    data = embed_data(views=views, drop_defaults=False)
    scripts = "".join(
        f"<script type='{WIDGETS}-view+json'>{json.dumps(spec)}</script>"
        for spec in data["view_specs"]
    )
    state = json.dumps(data["manager_state"]).replace("</", r"<\/")
    scripts += f"<script type='{WIDGETS}-state+json'>{state}</script>"
    for name in ("live-models.js", "live-widgets.js"):
        shutil.copy(STATIC / name, folder)
        scripts += f"<script defer src='{name}'></script>"
    page = folder / "page.html"
    head = "<!doctype html><meta charset=utf-8><title>t</title>"
    page.write_text(f"{head}<body>{scripts}")
    return page.as_uri()


def ranges(view):
    """Return lowest and highest number of each numeric trait of a view, by name."""
    found = {}
    for name, trait in view.traits().items():
        if not isinstance(trait, Bounded):
            continue
        found[name] = (trait.low, trait.high)
        try:
            trait.validate(view, trait.high)
        except TraitError:  # one of the view's own steps: how many it has, it says
            found[name] = (trait.low, view.steps)
    return found


def settings(view, rng, count):
    """Draw random settings of all traits, ends of the ranges more often than chance."""
    numeric, found = ranges(view), []

    def draw(low, high):
        return low + rng.choice([0, 1, rng.random()], p=[0.12, 0.12, 0.76]) * (
            high - low
        )

    for _ in range(count):
        setting = {}
        for name, now in view.numbers().items():
            trait = view.traits()[name]
            if isinstance(now, bool):
                setting[name] = bool(rng.integers(2))
            elif name in numeric:
                value = draw(*numeric[name])
                setting[name] = round(value) if trait.whole else float(value)
            elif isinstance(now, str):
                choices = getattr(trait, "values", TEXTS)
                setting[name] = choices[rng.integers(len(choices))]
            elif hasattr(trait, "least"):
                setting[name] = [float(draw(trait.least, trait.most)) for _ in now]
        for value in view.dials:  # two dials of one thing: turn one of them
            setting.pop(view.dials[value][0])
        found.append(setting)
    return found
