"""Runs the cells of a page, in the reader's browser.

`worker.js` puts this module into Pyodide, beside the book's own package, and calls
`start` once and `run` for every cell. What a cell says goes to the function that
`start` was given, as a kind and a text: never as HTML.
"""

import ast
import base64
import builtins
import importlib.util
import io
import linecache
import os
import re
import sys
import traceback
import warnings

from widgets_elsewhere import Elsewhere, Stub, stand_in

LONGEST = 6  # own lines of a traceback that are shown
CELLS = re.compile(r"<((?:hidden )?cell \d+)>")
OURS = {"lstm_src", "exercises"}
NAMES = {}
tell = print


class Stream(io.TextIOBase):
    """What a cell prints, passed on as it comes."""

    encoding = "utf-8"

    def __init__(self, kind):
        self.kind = kind

    def writable(self):
        return True

    def write(self, text):
        tell(self.kind, text)
        return len(text)


def refuse_input(prompt=""):
    raise RuntimeError("input() cannot ask in a page: write the answer into the cell.")


def start(told):
    """Begin with no names; from now on, everything a cell says goes to `told`."""
    global tell
    tell = told
    os.environ["MPLBACKEND"] = "agg"
    warnings.filterwarnings("ignore", message=".*is non-interactive")  # plt.show()
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    builtins.input = refuse_input
    stand_in(display)
    NAMES.clear()
    NAMES.update(__name__="__main__", __builtins__=builtins, display=display)


def wanted(source):
    """Name the packages that a cell imports and that are not there yet."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return []  # `run` says where
    names = [
        alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names
    ]
    names += [n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module]
    roots = {name.partition(".")[0] for name in names}
    if roots & OURS:
        roots.add("numpy")
    return sorted(root for root in roots if not importlib.util.find_spec(root))


def run(source, name, tried=()):
    """Run one cell, and show the value of its last expression.

    Args:
        source: its Python.
        name: such as "cell 3", said where it fails.
        tried: modules that could not be fetched.

    Returns:
        A module that is missing and was not tried yet, in which case nothing was said
        of the failure; else "" after a run to the end, and "error" after another.
    """
    file = f"<{name}>"
    lines = source.splitlines(keepends=True)
    linecache.cache[file] = len(source), None, lines, file
    try:
        value = evaluate(source, file)
        if not source.rstrip().endswith(";"):
            display(value)
        show_figures()
    except Elsewhere:
        tell("widgets", "")
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing and missing not in tried and not importlib.util.find_spec(missing):
            return missing
        return report(error, file)
    except BaseException as error:  # SystemExit too: only the page ends Python
        return report(error, file)
    return ""


def evaluate(source, file):
    """Execute the statements; return the value of the last one, if it has any."""
    body = ast.parse(source, file).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), file, "exec"), NAMES)
    if last:
        return eval(compile(ast.Expression(last.value), file, "eval"), NAMES)


def display(*values):
    """Show values as a notebook would: a figure as a picture, all else in words."""
    for value in values:
        if value is None:
            continue
        if isinstance(value, Stub):
            tell("widgets", "")
        elif hasattr(value, "_ipython_display_"):
            value._ipython_display_()
        elif hasattr(value, "savefig"):
            show_figure(value)
        else:
            tell("value", repr(value))


def show_figure(figure):
    """Draw a Matplotlib figure as a picture, once."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=200, bbox_inches="tight")
    tell("figure", base64.b64encode(file.getvalue()).decode())
    sys.modules["matplotlib.pyplot"].close(figure)


def show_figures():
    """Draw every figure that is still open."""
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        for number in pyplot.get_fignums():
            show_figure(pyplot.figure(number))


def report(error, file):
    """Say what went wrong, and where in the reader's own lines."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if CELLS.fullmatch(frame.filename)]
    places = [place(frame, file) for frame in own]
    if len(places) > LONGEST:
        places[3:-2] = [f"... {len(places) - 5} more ..."]
    marked = [frame.lineno for frame in own if frame.filename == file]
    if isinstance(error, SyntaxError) and error.filename == file:
        places.append(f"line {error.lineno}")
        marked.append(error.lineno)
    exception = traceback.TracebackException.from_exception(error)
    said = [text for text in exception.format_exception_only() if "  File" not in text]
    text = "\n".join([*places, "".join(said).rstrip()])
    tell("error", text, marked[-1] if marked else 0)
    return "error"


def place(frame, file):
    """Say where a line stands, and what it is."""
    where = f"line {frame.lineno}"
    if frame.filename != file:
        where += f" of {CELLS.fullmatch(frame.filename)[1]}"
    if frame.name != "<module>":
        where += f", in {frame.name}"
    return f"{where}\n    {frame.line}"
