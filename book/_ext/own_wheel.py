"""The book's own package as a wheel of the site, for Python in the page.

It is built anew with the site, from the sources that the chapters ran on, and needs
nothing but hatchling: no network and no other process. Equal sources give equal bytes.
"""

import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder
from sphinx.errors import ExtensionError

import lstm_src

EPOCH = "315532800"  # 1980 began; no zip archive can hold an earlier time


@contextmanager
def fixed_time():
    """Give the archive's entries one time, unless the builder of a release names it."""
    named = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ.setdefault("SOURCE_DATE_EPOCH", EPOCH)
    try:
        yield
    finally:
        if named is None:
            del os.environ["SOURCE_DATE_EPOCH"]


def build_wheel(root, folder):
    """Build the wheel of a package's sources.

    Args:
        root: the folder that holds `pyproject.toml`.
        folder: where the wheel goes; older ones there are dropped.

    Returns:
        Its file name, its SHA-256 in hexadecimal, and its path.
    """
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with fixed_time():
        (built,) = WheelBuilder(str(root)).build(
            directory=str(folder), versions=["standard"]
        )
    path = Path(built)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"name": path.name, "sha256": digest, "path": path}


def root_of(app):
    """Return the folder of the package's sources: the book's own, or the installed."""
    for folder in (Path(app.confdir), Path(lstm_src.__file__).resolve().parents[1]):
        if (folder / "pyproject.toml").exists():
            return folder
    raise ExtensionError(
        "the wheel needs the sources of lstm_src: install it by `pip install -e .`"
    )


def add_wheel(app):
    """Put the wheel among the static files; other extensions ask `app.own_wheel`."""
    if app.builder.format != "html":
        return
    folder = Path(app.doctreedir).parent / "wheel"
    app.own_wheel = build_wheel(root_of(app), folder)
    app.config.html_static_path.append(str(folder))


def setup(app):
    app.connect("builder-inited", add_wheel)
    return {"version": "1", "parallel_read_safe": True}
