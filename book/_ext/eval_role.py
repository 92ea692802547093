r"""Numbers in prose: ``{eval}`f"{half_life(0.73):.1f}"` `` shows a computed value.

JupyterLab knows the role and asks the kernel. On the site the chapters are executed
through a cache, which knows nothing of roles; so each expression of a page goes into
one hidden cell at its end, and the role reads that cell's results. A misspelt name
fails the cell, and with it the build.
"""

import re

ROLE = re.compile(r"(?<!`)\{eval\}`([^`\n]+)`")
FENCE = re.compile(r"^\s*(`{3,}|~{3,}|:{3,})(.*)$")
VERBATIM = ("{code-cell}", "{code}", "{code-block}", "{literalinclude}", "{raw}")

CELL = """

```{{code-cell}} ipython3
:tags: [remove-cell]
from myst_nb import glue as _glue
{lines}
```
"""


def is_verbatim(info):
    """Tell whether a fence with this info string holds code rather than prose."""
    info = info.strip()
    return info.startswith(VERBATIM) or not info.startswith("{")


def prose_lines(text):
    """Yield (line, is_prose) for each line of a MyST page."""
    fences = []
    for line in text.split("\n"):
        match = FENCE.match(line)
        inside_code = bool(fences) and fences[-1][1]
        if match:
            mark, info = match.groups()
            if fences and not info.strip() and mark.startswith(fences[-1][0]):
                fences.pop()
                yield line, False
                continue
            if not inside_code:
                fences.append((mark, is_verbatim(info) and mark[0] != ":"))
        yield line, not inside_code


def collect_expressions(text):
    """Return the page with each role replaced by a glue key, and the expressions."""
    expressions = []

    def to_glue(match):
        expression = match.group(1)
        if expression not in expressions:
            expressions.append(expression)
        return f"{{glue:text}}`eval-{expressions.index(expression)}`"

    lines = [
        ROLE.sub(to_glue, line) if is_prose else line
        for line, is_prose in prose_lines(text)
    ]
    return "\n".join(lines), expressions


def evaluate_in_page(app, docname, source):
    if not app.env.doc2path(docname).endswith(".md"):
        return
    text, expressions = collect_expressions(source[0])
    if expressions:
        lines = "\n".join(
            f"_glue('eval-{n}', {expression}, display=False)"
            for n, expression in enumerate(expressions)
        )
        source[0] = text + CELL.format(lines=lines)


def setup(app):
    app.connect("source-read", evaluate_in_page)
    return {"version": "1", "parallel_read_safe": True}
