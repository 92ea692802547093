"""A book for a class: `make book SOLUTIONS=no` leaves every solution out.

A page's own source would give them away, so it is not offered either. The key for the
teacher is `make key`.
"""

import os

from docutils import nodes


def withheld():
    return os.environ.get("SOLUTIONS") == "no"


def offer_no_source(app, config):
    if withheld():
        config.html_copy_source = False
        config.html_theme_options["use_download_button"] = False


def leave_out(app, doctree, docname):
    if withheld():
        for node in list(doctree.findall(nodes.Element)):
            if "solution" in node.get("classes", []) and node.parent:
                node.parent.remove(node)


def setup(app):
    app.connect("config-inited", offer_no_source, priority=850)
    app.connect("doctree-resolved", leave_out, priority=850)
    return {"version": "1", "parallel_read_safe": True}
