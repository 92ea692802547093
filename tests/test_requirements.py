"""requirements.txt and requirements.lock say the same, and nothing is left unpinned."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def pins(name):
    """Return {(package, marker): version} of a requirements file."""
    found = {}
    text = (ROOT / name).read_text().replace("\\\n", " ")
    for line in text.splitlines():
        line = line.split("--hash")[0].strip()
        if not line or line.startswith(("#", "-")):
            continue
        requirement, _, marker = (part.strip() for part in line.partition(";"))
        package, mark, version = requirement.partition("==")
        assert mark == "==", f"{name} leaves {requirement} unpinned"
        found[package, marker] = version
    return found


def test_lock_holds_the_same_pins():
    assert pins("requirements.txt") == pins("requirements.lock")


def test_every_locked_package_has_hashes():
    text = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", text)
    bare = [
        entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry
    ]
    assert not bare


def test_only_requirements_txt_installs_the_book_itself():
    assert "\n-e .\n" in (ROOT / "requirements.txt").read_text()
    assert "-e " not in (ROOT / "requirements.lock").read_text()


def test_tests_pin_nothing_differently():
    ours, tests = pins("requirements.txt"), pins("tests/requirements.txt")
    assert all(ours[key] == tests[key] for key in ours.keys() & tests.keys())


def test_jupyter_book_is_pinned_from_both_ends():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    wanted = [entry for entry in extras["book"] if entry.startswith("jupyter-book")]
    assert wanted == ["jupyter-book>=1.0.4.post1,<2"]
    assert pins("requirements.txt")["jupyter-book", ""].startswith("1.")


def test_no_address_of_a_package_index_is_named():
    for name in ("requirements.txt", "requirements.lock", "tests/requirements.txt"):
        assert "://" not in (ROOT / name).read_text()
