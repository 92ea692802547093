"""Widgets cannot live in a page's own Python: their cells import a stand-in.

It can be made, linked and laid out, so that the rest of such a cell runs; whoever asks
it for a value is told so, since there is none.
"""

import importlib.abc
import importlib.util
import sys
import types

STOOD_FOR = ("ipywidgets", "anywidget", "traitlets", "IPython", "lstm_src.explorables")
ASKED = "bool bytes complex float format getitem hash index int iter len str round neg"
ASKED += " abs contains eq ne lt le gt ge add sub mul truediv floordiv mod pow matmul"
ASKED += " radd rsub rmul rtruediv rpow rmatmul array"


class Elsewhere(BaseException):
    """A cell asked a widget for a value; `except Exception` must not hide it."""


class Stub:
    """A widget, a link or a layout that is not there."""

    def __init__(self, *args, **kwargs):
        """Take whatever the widget would take."""

    def __call__(self, *args, **kwargs):
        return Stub()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub()

    def __setattr__(self, name, value):
        """Forget it."""

    def __repr__(self):
        return "<a widget, which lives elsewhere>"


def refuse(self, *args):
    raise Elsewhere


for name in ASKED.split():
    setattr(Stub, f"__{name}__", refuse)


class StubModule(types.ModuleType):
    """A module in which every name is a stand-in."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the stand-ins before any module of that name."""

    def __init__(self, display):
        self.display = display

    def find_spec(self, name, path=None, target=None):
        if any(f"{name}.".startswith(f"{known}.") for known in STOOD_FOR):
            return importlib.util.spec_from_loader(name, self, is_package=True)

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        module.display = self.display


def stand_in(display):
    """Let the stand-ins be imported; `display` is the page's own."""
    sys.meta_path.insert(0, Finder(display))
