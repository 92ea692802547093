"""Mend what axe-core finds in the theme's own HTML.

The primary sidebar lies outside every landmark, and docutils gives citations ARIA
roles that do not fit what they hold. The templates offer no place to say so.
"""

from pathlib import Path

MENDED = {
    '<div id="pst-primary-sidebar" ': (
        '<div id="pst-primary-sidebar" role="complementary" aria-label="The book" '
    ),
    ' role="doc-biblioentry"': "",
    '<div role="list" class="citation-list">': '<div class="citation-list">',
}


def mend(app, exception):
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = mended = path.read_text(encoding="utf-8")
        for old, new in MENDED.items():
            mended = mended.replace(old, new)
        if mended != text:
            path.write_text(mended, encoding="utf-8")


def setup(app):
    app.connect("build-finished", mend)
    return {"version": "1", "parallel_read_safe": True}
