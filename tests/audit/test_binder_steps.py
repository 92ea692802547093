"""The recipe that repo2docker derives from this repository, and its steps run afresh.

Without Docker the image itself cannot be built; what would run in it can be run in an
environment of its own, with the Python at hand.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.audit

ROOT = Path(__file__).resolve().parents[2]
REPO2DOCKER = "jupyter-repo2docker==2026.4.0"
DERIVE = """
import json
from repo2docker.app import Repo2Docker
app = Repo2Docker()
packs = (kind(app.base_image) for kind in app.buildpacks)
pack = next(pack for pack in packs if pack.detect())
pack.platform = "linux/amd64"
found = {"pack": type(pack).__name__, "python": pack.python_version,
         "steps": [step for _, step in pack.get_assemble_scripts()],
         "after": pack.get_post_build_scripts(), "recipe": pack.render({})}
print(json.dumps(found))
"""
CHAPTER = """
import sys
import jupytext, nbformat
from nbclient import NotebookClient
notebook = jupytext.read(sys.argv[1])
done = NotebookClient(notebook, timeout=300).execute()
print(sum(cell.cell_type == "code" for cell in done.cells), "cells ran")
"""


def run(command, folder, **env):
    done = subprocess.run(
        command,
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def environment(folder):
    run([sys.executable, "-m", "venv", str(folder)], folder.parent)
    return folder / "bin"


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("binder") / "repository"
    run(["git", "clone", "-q", str(ROOT), str(folder)], ROOT)
    return folder


@pytest.fixture(scope="module")
def derived(clone, tmp_path_factory):
    """What repo2docker would do with the committed repository."""
    tool = environment(tmp_path_factory.mktemp("tool") / "env")
    run([tool / "pip", "install", "-q", REPO2DOCKER], clone)
    return json.loads(run([tool / "python", "-c", DERIVE], clone))


def test_the_recipe_is_the_one_we_think(derived):
    pip = "${KERNEL_PYTHON_PREFIX}/bin/pip install --no-cache-dir"
    assert derived["pack"] == "PythonBuildPack"
    assert f"python-{derived['python']}\n" == (ROOT / "runtime.txt").read_text()
    assert derived["steps"] == [f'{pip} -r "requirements.txt"', f"{pip} ."]
    assert derived["after"] == ["postBuild"]
    lines = derived["recipe"].splitlines()
    order = ["COPY --chown=1000:1000 src/ ${REPO_DIR}/"]
    order += [f"RUN {step}" for step in derived["steps"]] + ["RUN ./postBuild"]
    places = [lines.index(line) for line in order]
    assert places == sorted(places)


def test_its_steps_make_chapters_run_as_notebooks(clone, derived, tmp_path):
    tools = environment(tmp_path / "env")
    folders = {f"JUPYTER_{n}_DIR": str(tmp_path / n) for n in ("CONFIG", "RUNTIME")}
    env = {
        "KERNEL_PYTHON_PREFIX": str(tools.parent),
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        **folders,
    }
    for step in derived["steps"]:
        run([shutil.which("bash"), "-c", step], clone, **env)
    for script in derived["after"]:
        run([f"./{script}"], clone, **env)
    (settings,) = (tmp_path / "CONFIG").rglob("default_setting_overrides.json")
    assert '"markdown": "Jupytext Notebook"' in settings.read_text()
    said = run(["python", "-c", CHAPTER, "forget-gate.md"], clone / "book", **env)
    assert said.split()[1:] == ["cells", "ran"] and int(said.split()[0]) > 3
