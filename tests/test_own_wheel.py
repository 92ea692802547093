"""The site's own wheel: whole, the same bytes twice, and content with NumPy alone."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import own_wheel  # noqa: E402

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
NAME = f"conveyor_belt-{VERSION}-py3-none-any.whl"
RESULTS = "lstm_src/experiments/results"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return own_wheel.build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


def test_equal_sources_give_equal_bytes_and_changed_ones_do_not(tmp_path, wheel):
    assert wheel["name"] == wheel["path"].name == NAME
    assert wheel["sha256"] == hashlib.sha256(wheel["path"].read_bytes()).hexdigest()
    again = own_wheel.build_wheel(ROOT, tmp_path / "again")
    assert again["sha256"] == wheel["sha256"]
    assert "SOURCE_DATE_EPOCH" not in os.environ

    copy = tmp_path / "copy"
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT"):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text((ROOT / name).read_text())
    shutil.copytree(ROOT / "book/_lab", copy / "book/_lab")
    shutil.copy(ROOT / "book/references.bib", copy / "book")
    shutil.copytree(ROOT / RESULTS, copy / RESULTS)
    for name in ("lstm_src", "exercises"):
        (copy / name).mkdir(exist_ok=True)
        (copy / name / "__init__.py").write_text("x = 1\n")
    first = own_wheel.build_wheel(copy, tmp_path / "out")
    os.utime(copy / "lstm_src/__init__.py", (1e9, 1e9))
    (copy / "lstm_src/__init__.py").chmod(0o600)
    assert own_wheel.build_wheel(copy, tmp_path / "out")["sha256"] == first["sha256"]
    (copy / "lstm_src/__init__.py").write_text("x = 2\n")
    assert own_wheel.build_wheel(copy, tmp_path / "out")["sha256"] != first["sha256"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == [first["name"]]


def test_it_holds_every_file_of_the_packages_and_no_other(wheel):
    command = ["git", "-C", str(ROOT), "ls-files", "lstm_src", "exercises"]
    tracked = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    held = set(zipfile.ZipFile(wheel["path"]).namelist())
    assert not set(tracked.split()) - held
    ours = [name for name in held if name.startswith(("lstm_src/", "exercises/"))]
    kinds = {Path(name).suffix for name in ours}
    assert kinds == {".py", ".js", ".css", ".csv", ".npz", ".toml"}


def test_it_brings_the_extension_for_jupyterlab(wheel):
    archive = zipfile.ZipFile(wheel["path"])
    others = {name for name in archive.namelist() if ".data/" in name}
    place = f"conveyor_belt-{VERSION}.data/data/share/jupyter/labextensions"
    assert all(name.startswith(f"{place}/conveyor-belt/") for name in others)
    package = json.loads(archive.read(f"{place}/conveyor-belt/package.json"))
    assert package["version"] == VERSION
    script = package["jupyterlab"]["_build"]["load"]
    assert {f"{place}/conveyor-belt/{script}"} < others


def test_it_weighs_what_a_phone_can_fetch(wheel):
    assert wheel["path"].stat().st_size <= 800_000


@pytest.fixture(scope="module")
def python(tmp_path_factory, wheel):
    """The Python of a fresh environment that has NumPy and the wheel, nothing else."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python3*/site-packages")
    for name in ("numpy", "numpy.libs"):
        source = Path(np.__file__).parents[1] / name
        if source.exists():
            (packages / name).symlink_to(source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    options = ["--no-index", "--no-deps", "--target", packages]
    subprocess.run([*pip, "install", *options, wheel["path"]], check=True)
    return folder / "bin" / "python"


@pytest.mark.slow
@pytest.mark.parametrize(
    "command, said",
    [
        (["-c", "import lstm_src, exercises; print(lstm_src.__file__)"], "fresh"),
        (["-m", "exercises", "list"], "forget-gate"),
        (["-c", "import matplotlib"], "No module named 'matplotlib'"),
    ],
)
def test_it_runs_where_numpy_alone_is_installed(python, tmp_path, command, said):
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [python, *command], capture_output=True, text=True, cwd=tmp_path, env=env
    )
    assert said in done.stdout + done.stderr
    assert (done.returncode == 0) == ("matplotlib" not in said)


@pytest.mark.parametrize("format, offered", [("html", True), ("latex", False)])
def test_only_a_site_gets_it(tmp_path, format, offered):
    app = SimpleNamespace(
        builder=SimpleNamespace(format=format),
        confdir=str(tmp_path),
        doctreedir=str(tmp_path / "doctrees"),
        config=SimpleNamespace(html_static_path=[]),
    )
    own_wheel.add_wheel(app)
    assert hasattr(app, "own_wheel") == offered
    assert app.config.html_static_path == [str(tmp_path / "wheel")] * offered


def test_it_is_made_of_the_books_own_sources_or_of_the_installed(tmp_path, monkeypatch):
    app = SimpleNamespace(confdir=str(tmp_path))
    assert own_wheel.root_of(app) == ROOT
    installed = SimpleNamespace(__file__=str(tmp_path / "site/lstm_src/__init__.py"))
    monkeypatch.setattr(own_wheel, "lstm_src", installed)
    with pytest.raises(ExtensionError, match="pip install -e"):
        own_wheel.root_of(app)
    (tmp_path / "pyproject.toml").write_text("")
    assert own_wheel.root_of(app) == tmp_path
