"""Scripts that come with the first press, so that a page starts without them.

Another extension calls `bring` for a page; the first such event on what the selector
names brings the script from `_static`, and is repeated once the script is there. What
the script itself needs from then on, it listens for itself.
"""

import json

from lstm_src.explorables.squeeze import squeeze

LOADER = """for (const [types, selector, src] of %s) {
  let asked, last;
  const bring = (event) => {
    if (!event.target.closest?.(selector)) return;
    if (event.type === "click") event.preventDefault();
    last = event;
    if (asked) return;
    asked = document.createElement("script");
    asked.src = src;
    asked.onload = () => {
      for (const type of types) removeEventListener(type, bring, true);
      last.target.dispatchEvent(new last.constructor(last.type, last));
    };
    asked.onerror = () => { asked = undefined; };
    document.head.append(asked);
  };
  for (const type of types) addEventListener(type, bring, true);
}"""


def bring(context, events, selector, script):
    """Let the first of some events on what a selector names bring a static script.

    Call it from `html-page-context`, before priority 900.

    >>> page = {}
    >>> bring(page, "pointerover focusin", "a.term", "cards.js")
    >>> page["on_demand"]
    [(['pointerover', 'focusin'], 'a.term', 'cards.js')]
    """
    context.setdefault("on_demand", []).append((events.split(), selector, script))


def add_loader(app, pagename, templatename, context, doctree):
    """Write one loader for all that a page may ask for."""
    wanted = [
        [events, selector, context["pathto"](f"_static/{script}", resource=True)]
        for events, selector, script in context.get("on_demand", [])
    ]
    if wanted:
        table = json.dumps(wanted).replace("<", "\\u003c")
        app.add_js_file(None, body=squeeze(LOADER % table))


def setup(app):
    app.connect("html-page-context", add_loader, priority=900)
    return {"version": "1", "parallel_read_safe": True}
