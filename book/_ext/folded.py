"""Fold what is marked `:class: dropdown` with the browser's own `<details>`.

Neighbouring hidden cells become one fold: a chapter's preparations are one thing.

The usual way is a script; without it (and in print) the fold would stay shut or the
title would vanish. `<details>` needs none, and speaks to screen readers by itself.
"""

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode


def raw(text):
    return nodes.raw(text=text, format="html")


def fold(app, doctree, docname):
    if app.builder.format != "html":
        return
    for node in list(doctree.findall(nodes.Element)):
        if "dropdown" not in node.get("classes", []):
            continue
        if not (node.children and isinstance(node[0], nodes.title)):
            continue
        node["classes"] = [name for name in node["classes"] if name != "dropdown"]
        node["classes"].append("folded")
        for link in list(node[0].findall(nodes.reference)):
            link.replace_self(link.children)  # a summary is a button already
        title = nodes.inline("", "", *node[0].children, classes=["folded-title"])
        body = node.children[1:]
        node.children = []
        node += [raw("<details><summary>"), title, raw("</summary>")]
        node += [*body, raw("</details>")]


def is_hidden(node):
    """Whether a cell is hidden as a whole."""
    return len(node) == 1 and isinstance(node[0], HideCodeCellNode)


def merge_hidden(app, doctree, docname):
    """Put neighbouring hidden cells into the first one's fold."""
    for cell in reversed(list(doctree.findall(nodes.container))):
        if cell.parent is None:  # it lies in a cell that was moved
            continue
        place = cell.parent.index(cell)
        if place and is_hidden(cell) and is_hidden(before := cell.parent[place - 1]):
            before[0].extend(cell[0].children)
            cell.parent.remove(cell)


def setup(app):
    app.connect("doctree-resolved", merge_hidden, priority=900)
    app.connect("doctree-resolved", fold, priority=900)
    return {"version": "1", "parallel_read_safe": True}
