"""Python in the page: one button starts it, and the page's code cells come alive.

Pyodide runs in a worker of the reader's browser. Nothing is fetched before the press:
then come our script, the page's cells as they stand in its source, the site's own wheel
(`own_wheel.py`) and Pyodide itself, from `python_address` of `_config.yml`. That is a
web address, or a folder beside the site such as `_static/pyodide/`; the variable
PYTHON_ADDRESS overrides it. NumPy and Matplotlib come with the first cell that needs
them.

What runs in the browser lies in `python_in_page/`.
"""

import base64
import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import jupytext
from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from on_demand import bring

from lstm_src.explorables.squeeze import squeeze, squeeze_css

VERSION = "0.29.5"
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
PARTS = Path(__file__).parent / "python_in_page"
SCRIPTS = "editor outputs cells schedule interpreter page".split()
MODULES = "in_page widgets_elsewhere".split()
SCRIPT = "python-here.js"
STYLE = "font:inherit;color:inherit;background:0 0;border:1px solid;border-radius:6px"
BUTTON = """<div class="python-here d-print-none my-3" id="python-here"
 data-page="{page}">
<noscript><style>[class^=python-]{{display:none}}</style></noscript>
<button type="button" style="{style}">Run Python here</button>
<small>Fetches Pyodide {version}, about 16 MB, from {host}.</small></div>"""
LINK = """<p class="python-link d-print-none">\
<a class="python-answer" href="#python-here">Run Python here to answer</a></p>"""


def address_of(app):
    """Return where pages fetch Pyodide, with a slash at its end."""
    named = os.environ.get("PYTHON_ADDRESS") or app.config.python_address
    return named.rstrip("/") + "/"


def host_of(address):
    """Name whom a reader's browser will ask.

    >>> host_of("https://cdn.jsdelivr.net/pyodide/"), host_of("_static/pyodide/")
    ('cdn.jsdelivr.net', 'this site')
    """
    return urlsplit(address).netloc or "this site"


def script():
    """Return the script of the first press: style, worker and Python inside."""

    def read(name):
        return (PARTS / name).read_text(encoding="utf-8")

    inside = {
        "WORKER": squeeze(read("worker.js")),
        "MODULES": {name: read(f"{name}.py") for name in MODULES},
        "STYLE": squeeze_css(read("style.css")),
    }
    held = "".join(f"const {k} = {json.dumps(v)};\n" for k, v in inside.items())
    parts = "".join(squeeze(read(f"{name}.js")) for name in SCRIPTS)
    here = "const STATIC = document.currentScript.src;\n"
    return f'(() => {{\n"use strict";\n{here}{held}{parts}}})();\n'


def write_script(app):
    """Write the script, and the wheel once more for those who open files."""
    folder = Path(app.doctreedir).parent / "python"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SCRIPT).write_text(script(), encoding="utf-8")
    wheel = getattr(app, "own_wheel", None)
    if wheel:
        text = base64.b64encode(Path(wheel["path"]).read_bytes()).decode()
        file = folder / f"{wheel['name']}.js"
        file.write_text(f'window.pythonWheel = "{text}";\n')
    app.config.html_static_path.append(str(folder))


def is_source(node):
    return node.get("nb_element") == "cell_code_source"


def asks(source, tags):
    r"""Tell whether a cell checks the reader's answer.

    >>> asks("x = 1\ncheck('gru-step', my_step)", [])
    True
    """
    return "check" in tags or bool(re.search(r"^check\(", source, re.M))


def number_cells(app, doctree):
    """Note at each shown cell where it stands in the page's source, and its kind."""
    for node in doctree.findall(nodes.container):
        if is_source(node):
            node["cell"] = node.parent["cell_index"]
            tags = node.parent["cell_metadata"].get("tags", [])
            node["asks"] = asks(node.astext(), tags)


def is_folded(node):
    """Tell whether a node stands in a fold of hidden cells."""
    while node and not isinstance(node, HideCodeCellNode):
        node = node.parent
    return node is not None


class offer(nodes.General, nodes.Element):
    """What starts Python; no text of the page, so that no search finds it."""


def write_offer(translator, node):
    translator.body.append(node["html"])
    raise nodes.SkipNode


def put_before(node, html):
    node.parent.insert(node.parent.index(node), offer(html=html))


def add_button(app, doctree, docname):
    """Put the button where the page first shows code, else into its first fold.

    Cells further on that check an answer get a link that presses it.
    """
    sources = [node for node in doctree.findall(nodes.container) if is_source(node)]
    if app.builder.format != "html" or not sources:
        return
    first = next((node for node in sources if not is_folded(node)), sources[0])
    for node in sources:
        if node["asks"] and node is not first:
            put_before(node.parent, LINK)
    here = {"page": docname, "style": STYLE, "version": VERSION}
    button = BUTTON.format(host=host_of(address_of(app)), **here)
    put_before(first if is_folded(first) else first.parent, button)


def cells_of(text, shown):
    """Return a page's code cells in order, as the script wants them.

    Args:
        text: the page's source.
        shown: places, among all its cells, of those that the page shows.
    """
    cells, count = [], {True: 0, False: 0}
    for place, cell in enumerate(jupytext.reads(text, fmt="md:myst").cells):
        if cell.cell_type != "code":
            continue
        seen = place in shown
        count[seen] += 1
        one = {
            "name": f"{'' if seen else 'hidden '}cell {count[seen]}",
            "source": cell.source,
            "tags": cell.metadata.get("tags", []),
            "shown": seen,
        }
        if asks(cell.source, one["tags"]):
            one["check"] = True
        cells.append(one)
    return cells


def elsewhere(context):
    """Return where else a page's code runs: on a server, where one is, and at home."""
    groups = context.get("header_buttons", [])
    found = []
    for button in (one for group in groups for one in group.get("buttons", [])):
        if (kernel := button.get("text")) in ("Binder", "JupyterHub"):
            found.append({"text": f"Open in {kernel}", "href": button["url"]})
        if button.get("label") == "download-ipynb-button":
            said = {"text": "Download this chapter", "saved": True}
            found.append({**said, "href": button["url"]})
    return found


def write_cells(app, pagename, templatename, context, doctree):
    """Write a page's cells beside it, and let its button bring the script."""
    sources = doctree.findall(nodes.container) if doctree else []
    shown = {node["cell"] for node in sources if is_source(node)}
    if not shown:
        return
    text = Path(app.env.doc2path(pagename)).read_text(encoding="utf-8")
    page = {
        "address": address_of(app),
        "cells": cells_of(text, shown),
        "elsewhere": elsewhere(context),
    }
    if wheel := getattr(app, "own_wheel", None):
        digest = base64.b64encode(bytes.fromhex(wheel["sha256"])).decode()
        page["wheel"] = {"name": wheel["name"], "sha256": wheel["sha256"]}
        page["wheel"]["integrity"] = f"sha256-{digest}"
    path = Path(app.outdir, "_static", "python", f"{pagename}.js")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"window.pythonPage = {json.dumps(page)};\n", encoding="utf-8")
    bring(context, "click", ".python-here button, .python-answer", SCRIPT)


def setup(app):
    if "python_address" not in app.config:
        app.add_config_value("python_address", ADDRESS, "html", str)
    app.add_node(offer, html=(write_offer, None))
    app.connect("builder-inited", write_script, priority=600)
    app.connect("doctree-read", number_cells)
    app.connect("doctree-resolved", add_button, priority=950)
    app.connect("html-page-context", write_cells, priority=650)
    return {"version": "1", "parallel_read_safe": True}
