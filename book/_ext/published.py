"""What a site needs once it has an address: sitemap, preview cards, a 404 page.

The address follows the repository (`repository.py`): GitHub Pages serves `owner/name`
at `https://owner.github.io/name/`. Set SITE_URL to serve it elsewhere. Without an
address there is none of this: every such file would hold dead links.
"""

import os
import re
from html import escape
from pathlib import Path

from repository import from_environment, from_git, normalise

from lstm_src.palette import FILL

NOT_FOUND = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Not here: {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif; }}
main {{ max-width: 34rem; margin: 12vh auto; padding: 0 1rem; }}
</style></head>
<body><main><h1>This page is not here</h1>
<p>It may have moved. The <a href="{home}">first page of {title}</a> leads to every
chapter, and its search knows every word.</p></main></body></html>
"""


def site_address(repository):
    """Return where the forge publishes a repository, with a slash at its end, or None.

    >>> site_address("https://github.com/Ada/belt")
    'https://ada.github.io/belt/'
    >>> site_address("https://github.com/ada/ada.github.io")
    'https://ada.github.io/'
    >>> site_address(None)
    """
    known = re.fullmatch(r"https://(github|gitlab)\.com/([^/]+)/(.+)", repository or "")
    if not known:
        return None
    forge, owner, name = known.groups()
    root = f"https://{owner.lower()}.{forge}.io/"
    return root if f"https://{name.lower()}/" == root else f"{root}{name}/"


def address_of(app):
    if os.environ.get("SITE_URL"):
        return os.environ["SITE_URL"].rstrip("/") + "/"
    named = app.config.html_theme_options.get("repository_url") or ""
    found = from_environment() or from_git(app.confdir) or named
    return site_address(normalise(found))


def set_address(app, config):
    config.html_baseurl = config.ogp_site_url = app.site_address
    config.sitemap_url_scheme = "{link}"
    config.sitemap_excludes = ["genindex.html", "search.html"]
    config.ogp_site_name = config.html_title
    config.ogp_social_cards = {
        "image_mini": "book/_static/icon.png",
        "line_color": FILL["cell"],
    }


def write_not_found(app, error):
    """Write the page that a forge shows for an address that does not exist."""
    if error or app.builder.name != "html":
        return
    title = escape(app.config.html_title)
    page = NOT_FOUND.format(title=title, home=escape(app.site_address))
    (Path(app.outdir) / "404.html").write_text(page, encoding="utf-8")


def offer_editions(app, pagename, templatename, context, doctree):
    """Lead from the first page to the files that `make published` puts beside it."""
    if pagename == app.config.root_doc:
        links = " or ".join(
            f'<a href="{context["pathto"](f"book.{kind}", resource=True)}">{name}</a>'
            for kind, name in (("pdf", "a PDF"), ("epub", "an EPUB"))
        )
        said = f"The whole book as {links}."
        context["body"] += f'<p class="editions d-print-none">{said}</p>'


def setup(app):
    app.site_address = address_of(app)
    if os.environ.get("EDITIONS") == "yes":
        app.connect("html-page-context", offer_editions)
    if app.site_address:
        for extension in ("sphinx_sitemap", "sphinxext.opengraph"):
            app.setup_extension(extension)
        app.connect("config-inited", set_address, priority=400)
        app.connect("build-finished", write_not_found)
    return {"version": "1", "parallel_read_safe": True}
