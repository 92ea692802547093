"""What repo2docker reads here, as Binder does: the root, and nothing that hides it.

Read in repo2docker 2026.4.0: its Python build pack takes the version from runtime.txt
(without one, a default that changes with every release of it), runs
`pip install -r requirements.txt`, then, since pyproject.toml makes a package,
`pip install .`, and then postBuild. tests/audit/test_binder_steps.py runs these steps.
"""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent
OTHERS = """Dockerfile REQUIRE Project.toml JuliaProject.toml default.nix install.R
DESCRIPTION environment.yml Pipfile Pipfile.lock requirements3.txt apt.txt""".split()


def python():
    """Return the version that runtime.txt names."""
    said = (ROOT / "runtime.txt").read_text()
    return re.fullmatch(r"python-(3\.\d+)\n", said)[1]


def test_the_python_is_one_that_the_package_allows():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert python() in SpecifierSet(project["requires-python"])


@pytest.mark.parametrize("flow", sorted(ROOT.glob(".github/workflows/*.yml")), ids=str)
def test_binder_has_the_python_that_the_tests_run_on(flow):
    for job in yaml.safe_load(flow.read_text())["jobs"].values():
        for step in job["steps"]:
            asked = step.get("with", {}).get("python-version")
            assert asked in (None, python()), flow.name


@pytest.mark.parametrize("name", ["binder", ".binder", *OTHERS])
def test_no_other_recipe_comes_before_requirements_txt(name):
    assert not (ROOT / name).exists(), f"repo2docker would read {name} instead"


def test_post_build_can_be_run():
    path = ROOT / "postBuild"
    assert path.stat().st_mode & 0o111
    assert path.read_text().startswith("#!/usr/bin/env bash\n")
