"""The public workflows: pinned, of least privilege, and calling commands that exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
MAY_WRITE = {
    ("pages.yml", "deploy"): {"pages", "id-token"},
    ("notebooks.yml", "publish"): {"contents"},
}


def steps(flow):
    jobs = yaml.safe_load(flow.read_text())["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_actions_are_pinned_to_a_commit(flow):
    used = re.findall(r"uses: (\S+)(.*)", flow.read_text())
    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{action}: which version?"


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_jobs_may_write_only_what_they_must(flow):
    said = yaml.safe_load(flow.read_text())
    assert said["permissions"] == {"contents": "read"}
    for name, job in said["jobs"].items():
        asked = {k for k, v in job.get("permissions", {}).items() if v == "write"}
        assert asked == MAY_WRITE.get((flow.name, name), set()), name
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_commands_exist(flow):
    targets = set(re.findall(r"^([\w.]+):", (ROOT / "Makefile").read_text(), re.M))
    for step in steps(flow):
        for command in step.get("run", "").splitlines():
            program, *words = command.split()
            if program == "make":
                assert set(words) <= targets, command
            else:
                assert (ROOT / program).is_file(), command


def test_the_token_is_given_to_one_step_only():
    given = [
        (flow.name, step["run"])
        for flow in FLOWS
        for step in steps(flow)
        if "token" in str(step).lower()
    ]
    assert given == [("notebooks.yml", ".ci/publish_notebooks")]


def test_every_workflow_uses_the_same_commit_of_an_action():
    texts = [flow.read_text() for flow in FLOWS]
    used = {use for text in texts for use in re.findall(r"uses: (.+)", text)}
    names = [use.split("@")[0] for use in used]
    assert len(names) == len(set(names)), sorted(used)


def git(folder, *words):
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_notebooks_are_put_on_their_branch_as_one_commit(tmp_path):
    script = tmp_path / "book/.ci/publish_notebooks"
    made = tmp_path / "book/_build/notebooks/book"
    forge = tmp_path / "forge"
    script.parent.mkdir(parents=True)
    made.mkdir(parents=True)
    forge.mkdir()
    shutil.copy(ROOT / ".ci/publish_notebooks", script)
    git(forge, "init", "--quiet", "--bare")
    for name in ("one.ipynb", "two.ipynb"):
        (made / "one.ipynb").unlink(missing_ok=True)
        (made / name).write_text("{}")
        subprocess.run([script, forge], check=True)
        found = git(forge, "ls-tree", "-r", "--name-only", "notebooks")
        assert found == f"book/{name}\n"
        assert git(forge, "rev-list", "--count", "notebooks") == "1\n"


def test_updates_stay_on_jupyter_book_1():
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    (pip,) = (one for one in updates if one["package-ecosystem"] == "pip")
    kept = {one["dependency-name"]: one["update-types"] for one in pip["ignore"]}
    assert kept == {"jupyter-book": ["version-update:semver-major"]}
