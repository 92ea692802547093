"""How myst-nb writes a widget into a page: a live mount point and a static figure.

Registered as a `myst_nb.mime_renderers` entry point. The mount script of the site
brings the view to life; the figure stands in print and where no JavaScript runs.
"""

import json

from docutils import nodes

VIEW = "application/vnd.jupyter.widget-view+json"
FIGURE = "image/svg+xml"


class LiveWidget:
    """Render a widget view together with the SVG of the same output."""

    mime_priority_overrides = [("html", VIEW, 1), ("dirhtml", VIEW, 1)]

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Return the page's nodes for a widget view; None for any other MIME type."""
        if inline or data.mime_type != VIEW:
            return None
        cell = renderer.renderer.nb_client.notebook["cells"][data.cell_index]
        bundle = cell["outputs"][data.output_index]["data"]
        view = json.dumps(data.content).replace("</", r"<\/")
        html = (
            '<div class="live-widget">'
            f'<div class="static-figure">{bundle.get(FIGURE, "")}</div>'
            f'<script type="{VIEW}">{view}</script></div>'
        )
        return [nodes.raw(text=html, format="html")]
