"""Key the cache of executed chapters by the code that the chapters import.

jupyter-cache compares cell text alone: after an edit of `lstm_src` it would go on
serving old numbers and old JavaScript. A folder named by a hash of the sources, and
of the versions installed, makes such a cache miss.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

SOURCES = ("lstm_src", "exercises")
KINDS = {".py", ".js", ".css", ".csv", ".npz", ".toml"}
PACKAGES = ("numpy", "matplotlib", "ipywidgets", "anywidget")


def fingerprint(root):
    """Return a short hash of every source file and library that a cell may use."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        digest.update(f"{package}=={version(package)}\n".encode())
    for folder in SOURCES:
        for path in sorted((Path(root) / folder).rglob("*")):
            if path.suffix in KINDS:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0")
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def choose_cache(app, config):
    name = fingerprint(app.confdir)
    parent = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str((parent / name).resolve())


def setup(app):
    app.connect("config-inited", choose_cache, priority=900)
    return {"version": "1", "parallel_read_safe": True}
