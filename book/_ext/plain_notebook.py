"""Turn a chapter into a notebook that reads well anywhere.

A plain notebook viewer knows neither directives nor roles. So admonitions become
paragraphs with a bold title, margin notes quotations, folds `<details>`; included code
stands where it was named, and every role becomes what the page shows in its place.
"""

import ast
import re
from pathlib import Path

import jupytext
import nbformat
from eval_role import FENCE, prose_lines

ROLE = re.compile(r"(?<!`)\{([a-z:]+)\}`([^`\n]+)`")
LINK = re.compile(r"\[([^\]\n]+)\]\(([\w-]+)\.md(#[\w-]+)?\)")
NUMBERED = re.compile(r"\$\$((?:(?!\$\$).)*)\$\$ \(([\w-]+)\)", re.S)
DIRECTIVE = re.compile(r"\{([a-z-]+)\}\s*(.*)")
OPTION = re.compile(r":([a-z-]+):\s*(.*)")
TARGET = re.compile(r"^\([\w-]+\)=\n", re.M)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def fold(title, body):
    return ["<details>", f"<summary>{title}</summary>", "", *body, "", "</details>"]


def included(folder, path, options):
    """Return the source that a `literalinclude` names, as a fenced block."""
    text = (Path(folder) / path).read_text(encoding="utf-8")
    wanted = options.get("pyobject")
    for node in ast.parse(text).body:
        if getattr(node, "name", None) == wanted:
            lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
            return ["```python", *lines, "```"]
    raise ValueError(f"{path} defines no {wanted!r} at its top level")


def take_options(body):
    """Split the lines `:key: value` off the head of a directive's body."""
    options = {}
    while body and (found := OPTION.fullmatch(body[0].strip())):
        options[found[1]] = found[2]
        body = body[1:]
    return options, body


class Translator:
    """Translates the Markdown of one cell.

    Args:
        folder: where the chapter lies; what it includes is named from there.
        whole: whether every gated solution of the cell also ends in it.
    """

    def __init__(self, folder, whole=True):
        self.folder, self.whole = folder, whole

    def lines(self, lines):
        """Return the lines with each directive translated, the inner ones too."""
        out, lines = [], list(lines)
        while lines:
            line = lines.pop(0)
            fence = FENCE.match(line)
            if not fence:
                out.append(line)
                continue
            body, mark = [], fence[1]
            while lines and not self.closes(lines[0], mark):
                body.append(lines.pop(0))
            end = lines.pop(0) if lines else mark
            directive = DIRECTIVE.fullmatch(fence[2].strip())
            if directive:
                out += ["", *self.directive(*directive.groups(), body), ""]
            else:
                out += [line, *body, end]
        return out

    @staticmethod
    def closes(line, mark):
        return line.strip().startswith(mark) and not line.strip(" " + mark[0])

    def directive(self, name, title, body):
        options, body = take_options(body)
        if name == "literalinclude":
            return included(self.folder, title, options)
        if "quiz" in options.get("class", ""):
            body = [line.replace("- [x]", "- [ ]") for line in body]
        body = self.lines(body)
        if name == "dropdown" or "dropdown" in options.get("class", ""):
            if name == "solution-start":
                return fold("Solution", [])[:3] if self.whole else ["**Solution**"]
            return fold("Solution" if name == "solution" else title, body)
        if name == "solution-end":
            return ["</details>"] if self.whole else []
        if name == "exercise-end":
            return []
        if name == "margin":
            return [f"> {line}".rstrip() for line in [title, *body] if line]
        if name.startswith("exercise"):
            title = f"Exercise. {title}"
        return [f"**{title}**", "", *body]


def translate(source, folder, number):
    """Return a cell's Markdown without directives and labels."""
    whole = source.count("{solution-start}") == source.count("{solution-end}")
    text = "\n".join(Translator(folder, whole).lines(source.split("\n")))
    text = NUMBERED.sub(lambda m: f"$${m[1]}\\tag{{{number(m[2])}}}$$", text)
    return re.sub(r"\n{3,}", "\n\n", TARGET.sub("", text)).strip()


def say_roles(text, say):
    """Put what each role shows in its place, outside code."""

    def shown(match):
        role, content = match.groups()
        return say[role](content) if role in say else match[0]

    return "\n".join(
        ROLE.sub(shown, line) if is_prose else line
        for line, is_prose in prose_lines(text)
    )


def plain_notebook(text, folder, say, address=None):
    """Return a chapter as a notebook in plain Markdown, or None without code cells.

    Args:
        text: the chapter, in MyST Markdown.
        folder: where it lies.
        say: for each role, what it shows for its content.
        address: of the chapter's folder on the published site, or None.
    """
    cells = jupytext.reads(text, fmt="md:myst").cells
    if all(cell.cell_type == "markdown" for cell in cells):
        return None
    site = f"[\\1]({address}\\2.html\\3)" if address else r"\1"
    text = LINK.sub(site, say_roles(text, say))
    notebook = jupytext.reads(text, fmt="md:myst")
    for n, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{n}"  # the same in every build
        if cell.cell_type == "markdown":
            cell.source = translate(cell.source, folder, say["number"])
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL})
    notebook.cells = [cell for cell in notebook.cells if cell.source]
    return notebook
