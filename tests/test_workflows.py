"""The public workflows: pinned, of least privilege, and calling commands that exist."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
MAY_WRITE = {("pages.yml", "deploy"): {"pages", "id-token"}}


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


def test_updates_stay_on_jupyter_book_1():
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    (pip,) = (one for one in updates if one["package-ecosystem"] == "pip")
    kept = {one["dependency-name"]: one["update-types"] for one in pip["ignore"]}
    assert kept == {"jupyter-book": ["version-update:semver-major"]}
