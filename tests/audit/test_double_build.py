"""Two builds from an empty cache say the same: every number of every page."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.audit

ROOT = Path(__file__).resolve().parents[2]


def build(folder):
    """Build the committed book in a folder of its own; return its pages as text."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    command = [Path(sys.executable).parent / "jupyter-book", "build", folder]
    subprocess.run([*command, "-W", "-n", "--keep-going", "-q"], check=True)
    pages = {}
    for path in sorted(folder.glob("_build/html/book/*.html")):
        soup = BeautifulSoup(path.read_text(), "html.parser")
        for script in soup("script"):
            script.decompose()
        pages[path.name] = re.sub(r"\s+", " ", soup.get_text())
    shutil.rmtree(folder)
    return pages


def test_a_second_build_gives_the_same_numbers(tmp_path):
    first, second = build(tmp_path / "one"), build(tmp_path / "two")
    assert first.keys() == second.keys() and first
    for name in first:
        assert first[name] == second[name], name
