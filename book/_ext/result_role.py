r"""Numbers of experiments: ``{result}`forget-bias/shakespeare/bias-0/bpc` ``.

The role shows one value of a committed table and, on hover, focus or a tap, its
receipt: task, seeds, spread, versions, date and the command that makes it again. A key
that no table holds fails the build.
"""

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from lstm_src.experiments.receipts import lookup


def receipt(row):
    """Say in one line where a number comes from."""
    spread = f" (spread {row.spread})" if row.spread else ""
    return (
        f"{row.value} {row.unit}".strip()
        + f"{spread}; {row.task}; seeds {row.seeds}; {row.versions}; "
        f"{row.date}; again by: {row.command}"
    )


class result(nodes.inline):
    """A measured number with its receipt."""


class ResultRole(SphinxRole):
    """Look a number up and attach its receipt."""

    def run(self):
        try:
            row = lookup(self.text)
        except (KeyError, ValueError, OSError) as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [
                message
            ]
        return [result(self.rawtext, row.value, receipt=receipt(row))], []


def visit_html(self, node):
    said = self.attval(node["receipt"])
    self.body.append(
        f'<span class="result" tabindex="0" role="note" title="{said}" '
        f'aria-label="{said}">'
    )


def depart_html(self, node):
    self.body.append("</span>")


def plain(self, node):
    pass


def setup(app):
    app.add_node(
        result,
        html=(visit_html, depart_html),
        latex=(plain, plain),
        text=(plain, plain),
        epub=(visit_html, depart_html),
    )
    app.add_role("result", ResultRole())
    return {"version": "1", "parallel_read_safe": True}
