"""Serve MathJax from the site itself, so that formulas need no network.

The files come from the installed package `sphinx-mathjax-offline`. Listed as an
extension that package copies 24 MB; a page needs the few files below.
"""

import shutil
from importlib.metadata import distribution
from pathlib import Path

SOURCE = "sphinx-mathjax-offline/static/mathjax"
NEEDED = ["tex-chtml.js", "output/chtml/fonts/woff-v2", "input/tex/extensions"]

# A formula wider than its column scrolls by itself: the keyboard must be able to.
REACHABLE = """
addEventListener("load", () => window.MathJax?.startup?.promise?.then(() => {
  for (const formula of document.querySelectorAll('mjx-container[display="true"]'))
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
}));"""


def copy_mathjax(app, exception):
    if exception or app.builder.format != "html":
        return
    source = Path(distribution("sphinx-mathjax-offline").locate_file(SOURCE))
    target = Path(app.outdir) / "_static" / "mathjax"
    for name in NEEDED:
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, path, dirs_exist_ok=True)
        else:
            shutil.copy2(source / name, path)


def setup(app):
    app.config.mathjax_path = "mathjax/tex-chtml.js"
    app.add_js_file(None, body=REACHABLE)
    app.connect("build-finished", copy_mathjax)
    return {"version": "1", "parallel_read_safe": True}
