r"""The page of the package: every name's signature and docstring.

The directive `{api}` names one object of `lstm_src` a line. Docstrings are Markdown,
with formulas between dollars, already; what is left to do is to lay out their sections
(`Args:`, `Returns:`, ...) and to fence the examples. A name that does not exist fails
the build.
"""

import importlib
import inspect
import re

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

SECTIONS = {
    "Args": "Arguments",
    "Attributes": "Attributes",
    "Returns": "Returns",
    "Raises": "Raises",
}
STYLED = ("book/api", "book/cheat-sheet")
# What several classes share; the page describes these too.
BASES = (
    "LSTM",
    "Model",
    "layers.Layer",
    "layers.FlatParameters",
    "attention.attention.Attention",
    "training.optimizers.Optimizer",
)


class Shown:
    """A default as a reader would type it: `np.float32` for the class of that name."""

    def __init__(self, value):
        """Keep the value."""
        self.value = value

    def __repr__(self):
        if not isinstance(self.value, type):
            return repr(self.value)
        numpy = "np." if self.value.__module__ == "numpy" else ""
        return numpy + self.value.__name__


def signature(thing):
    """Return the arguments of a function or class, without `self`.

    >>> signature(lambda self, x, dtype=int: x)
    '(x, dtype=int)'
    """
    found = inspect.signature(thing)
    kept = [
        p.replace(
            annotation=p.empty,
            default=p.default if p.default is p.empty else Shown(p.default),
        )
        for name, p in found.parameters.items()
        if name != "self"
    ]
    return str(inspect.Signature(kept))


def blocks(lines):
    """Split lines into entries: a line at the left begins one, indented ones go on."""
    entries = []
    for line in lines:
        if line[:1] in (" ", "") and entries:
            entries[-1].append(line)
        elif line:
            entries.append([line])
    return ["\n".join(entry).strip() for entry in entries]


def section(title, lines):
    """Lay out one section of a docstring as Markdown."""
    body = inspect.cleandoc("\n".join(["", *lines])).split("\n")
    said = [f"**{SECTIONS[title]}**", ""]
    if title == "Returns":
        return [*said, *body, ""]
    for entry in blocks(body):
        name, _, meaning = entry.partition(": ")
        words = inspect.cleandoc(meaning).replace("\n", "\n  ")
        said.append(f"- `{name}`: {words}")
    return [*said, ""]


def markdown(docstring):
    r"""Turn a Google docstring into MyST Markdown.

    >>> print(markdown("Double it.\n\nArgs:\n    x: a number."))
    Double it.
    <BLANKLINE>
    **Arguments**
    <BLANKLINE>
    - `x`: a number.
    <BLANKLINE>
    """
    lines, said = inspect.cleandoc(docstring).split("\n"), []
    while lines:
        line = lines.pop(0)
        inside = []
        if line.rstrip(":") in SECTIONS and line.endswith(":"):
            while lines and lines[0][:1] in (" ", ""):
                inside.append(lines.pop(0))
            said += section(line.rstrip(":"), inside)
        elif line.startswith(">>>"):
            while lines and lines[0]:
                inside.append(lines.pop(0))
            said += ["```pycon", line, *inside, "```", ""]
        else:
            said.append(re.sub(r"^(Source|Parameters|State|Trace):", r"**\1:**", line))
    return "\n".join(said)


def find(name):
    """Return the object of `lstm_src` with a dotted name.

    Raises:
        ValueError: where there is none, or it has no docstring.

    >>> find("LSTM").__name__
    'LSTM'
    """
    thing = importlib.import_module("lstm_src")
    for part in name.split("."):
        if not hasattr(thing, part):
            raise ValueError(f"lstm_src has no {name!r}; look for a misspelling")
        thing = getattr(thing, part)
    if not inspect.getdoc(thing):
        raise ValueError(f"lstm_src.{name} has no docstring; write one")
    return thing


def members(cls):
    """Yield (kind, name, member) for each member that a class documents itself."""
    for name, member in vars(cls).items():
        if name.startswith("_") or not getattr(member, "__doc__", None):
            continue
        if inspect.isfunction(member):
            yield "method", name, member
        elif isinstance(member, property):
            yield "property", name, member


def entry(kind, name, thing, inside=""):
    """Write one described object as a directive of Sphinx's Python domain."""
    arguments = "" if kind == "property" else signature(thing)
    text = markdown(inspect.getdoc(thing)) + inside
    fence = ":" * (5 if kind == "class" else 4)
    return f"{fence}{{py:{kind}}} {name}{arguments}\n{text}\n{fence}\n"


def base(cls):
    """Say from which class of the page the rest of a class comes, or nothing."""
    for parent in cls.__mro__[1:]:
        for name in BASES:
            if find(name) is parent:
                return f"\n\nThe rest is that of {{py:class}}`~lstm_src.{name}`.\n\n"
    return ""


def describe(name):
    """Return everything that the docstrings say about one name, as MyST Markdown."""
    thing = find(name)
    if inspect.ismodule(thing):
        names = [
            n
            for n, f in vars(thing).items()
            if inspect.isfunction(f)
            and not n.startswith("_")
            and f.__module__.startswith(thing.__name__)
        ]
        parts = [markdown(inspect.getdoc(thing))]
        return "\n\n".join(parts + [describe(f"{name}.{n}") for n in names])
    if not inspect.isclass(thing):
        return entry("function", f"lstm_src.{name}", thing)
    inside = "".join("\n\n" + entry(*member) for member in members(thing))
    return entry("class", f"lstm_src.{name}", thing, base(thing) + inside)


class Api(SphinxDirective):
    """Write the entries of the names in its body."""

    has_content = True

    def run(self):
        holder = nodes.Element()
        for name in self.content:
            try:
                text = describe(name.strip())
            except ValueError as error:
                raise self.error(str(error)) from None
            lines = StringList(text.split("\n"), source=f"docstring of {name}")
            self.state.nested_parse(lines, self.content_offset, holder)
        return holder.children


def add_style(app, pagename, templatename, context, doctree):
    if pagename in STYLED:
        app.add_css_file("looking-up.css")


def setup(app):
    app.add_directive("api", Api)
    app.config.toc_object_entries_show_parents = "hide"
    app.connect("html-page-context", add_style)
    return {"version": "1", "parallel_read_safe": True}
