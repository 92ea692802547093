"""Fold what is marked `:class: dropdown` with the browser's own `<details>`.

The usual way is a script; without it (and in print) the fold would stay shut or the
title would vanish. `<details>` needs none, and speaks to screen readers by itself.
"""

from docutils import nodes


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


def setup(app):
    app.connect("doctree-resolved", fold, priority=900)
    return {"version": "1", "parallel_read_safe": True}
