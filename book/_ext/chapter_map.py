"""A table of which chapter needs which, drawn: one row a chapter, an arc to each need.

A `table` of class `chapter-map` has a link to a chapter in each row's first cell, and
in the second, in words, the chapters it builds on, each named as its own link names it
(others read as "nothing"). The drawing takes the table's place; the table, which says
the same in words, is folded under it. A row of the drawing is one line high, so that
the arcs, drawn here, fit any width of page.
"""

from html import escape

from docutils import nodes
from folded import raw

ROW, DOT = 32, 68  # pixels: a row's height, and where the dots stand from the left


def needs(text, names):
    """Return the places of the chapters that a text names, longest names first.

    >>> needs("the whole cell, and attention", ["attention", "the cell", "whole cell"])
    [0, 2]
    """
    found = []
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            text = text.replace(name, "")
            found.append(names.index(name))
    return sorted(found)


def arc(steps):
    """Return the path from a row's dot up to the dot so many rows above.

    >>> arc(1), arc(3)
    ('M68 16V-16', 'M68 16A22 48 0 0 1 68 -80')
    """
    middle = ROW // 2
    if steps == 1:
        return f"M{DOT} {middle}V{middle - ROW}"
    bulge = round(DOT * ((steps - 1) / 20) ** 0.5)
    return (
        f"M{DOT} {middle}A{bulge} {steps * middle} 0 0 1 {DOT} {middle - steps * ROW}"
    )


def draw(rows):
    """Return the drawing as HTML from rows of (address, name, what it needs)."""
    names = [name for _, name, _ in rows]
    items = []
    for place, (address, name, text) in enumerate(rows):
        wanted = needs(text, names[:place])
        paths = "".join(f'<path d="{arc(place - k)}"/>' for k in wanted)
        items.append(
            f'<li><svg aria-hidden="true" width="{DOT + 8}" height="{ROW}">{paths}'
            f'<circle cx="{DOT}" cy="{ROW // 2}" r="5"/></svg>'
            f'<a class="reference internal" href="{escape(address)}">{escape(name)}</a>'
            "</li>"
        )
    return f'<ol class="chapter-map">{"".join(items)}</ol>'


def replace(app, doctree, docname):
    if app.builder.format != "html":
        return
    for table in list(doctree.findall(nodes.table)):
        if "chapter-map" not in table["classes"]:
            continue
        rows = []
        for row in next(table.findall(nodes.tbody)).findall(nodes.row):
            link = next(row[0].findall(nodes.reference))
            rows.append((link["refuri"], link.astext(), row[1].astext()))
        table["classes"].remove("chapter-map")
        folded = nodes.container(classes=["folded"])
        table.replace_self([raw(draw(rows)), folded])
        folded += [raw("<details><summary>The same in words</summary>"), table]
        folded += raw("</details>")


def add_style(app, pagename, templatename, context, doctree):
    if 'class="chapter-map"' in context.get("body", ""):
        app.add_css_file("chapter-map.css")


def setup(app):
    app.connect("doctree-resolved", replace, priority=910)
    app.connect("html-page-context", add_style)
    return {"version": "1", "parallel_read_safe": True}
