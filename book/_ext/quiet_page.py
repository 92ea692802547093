"""Drop what a page without a server cannot use, and let the theme be silent.

thebe starts kernels that we do without; togglebutton's work is done by `folded.py`.
The theme logs its colour mode on every page: an open console should show only what
matters, and a test holds every page to none.
"""

import re
from pathlib import Path

UNUSED = ("thebe", "toggle")
TALKATIVE = ("_static/scripts/pydata-sphinx-theme.js", "search.html")


def drop_unused(app, pagename, templatename, context, doctree):
    def is_unused(file):
        attributes = getattr(file, "attributes", {})
        body = "" if "type" in attributes else attributes.get("body") or ""  # not data
        text = f"{getattr(file, 'filename', file)} {body}".lower()
        return any(word in text for word in UNUSED)

    for kind in ("script_files", "css_files"):
        files = context.get(kind, [])
        files[:] = [file for file in files if not is_unused(file)]


def silence(app, exception):
    if exception or app.builder.format != "html":
        return
    for name in TALKATIVE:
        path = Path(app.outdir) / name
        text = re.sub(r"console\.(log|debug|info)\(", "void(", path.read_text())
        path.write_text(text)


def setup(app):
    app.connect("html-page-context", drop_unused, priority=950)
    app.connect("build-finished", silence)
    return {"version": "1", "parallel_read_safe": True}
