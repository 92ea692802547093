"""Arrows between the parts run one way, and files stay short enough to read."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEVELS = [
    {"numerics", "palette"},
    {"cells"},
    {"layers", "unroll", "gradcheck", "attention"},
    {"training"},
    {"language_model", "seq2seq", "captioning", "generative"}
    | {"analysis", "interchange"},
    {"explorables"},
    {"experiments"},
    {"cli", "__main__"},
]
ALONE = {"plots", "tasks"}  # these know only NumPy and Matplotlib (and the palette)
LONGEST = 300
NEVER = {"book", "exercises", "tests"}


def modules(folder):
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path, top_level_only=False):
    """Yield the dotted names that a file imports."""
    tree = ast.parse(path.read_text())
    nodes = tree.body if top_level_only else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(name):
    """Return the part of lstm_src that a dotted name lies in, or None."""
    pieces = name.split(".")
    return pieces[1] if pieces[0] == "lstm_src" and len(pieces) > 1 else None


def level(part):
    return next((n for n, level in enumerate(LEVELS) if part in level), None)


@pytest.mark.parametrize("path", modules("lstm_src"), ids=str)
def test_lstm_src_leans_only_downwards(path):
    here = path.relative_to(ROOT / "lstm_src").parts[0].removesuffix(".py")
    for name in imports(path):
        assert name.split(".")[0] not in NEVER, f"{path} imports {name}"
        part = part_of(name)
        known = part in ALONE or level(part) is not None
        if part in (None, here, "__version__") or not known:
            continue
        if here in ALONE:
            assert part in {"palette", "numerics"}, f"{here} must not know {part}"
        elif here != "__init__" and part not in ALONE:
            assert level(here) is not None, f"give {here} a level in this test"
            assert level(part) <= level(here), f"{here} must not lean on {part}"


def test_import_lstm_src_needs_only_numpy():
    seen, queue = set(), [ROOT / "lstm_src/__init__.py"]
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in imports(path, top_level_only=True):
            first = name.split(".")[0]
            if first == "lstm_src":
                base = ROOT / Path(*name.split("."))
                queue += [
                    p
                    for p in (base.with_suffix(".py"), base / "__init__.py")
                    if p.exists()
                ]
            else:
                assert first in sys.stdlib_module_names | {"numpy"}, f"{path}: {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "exercises").glob("ex*.py")), ids=str)
def test_stubs_lean_on_numpy_and_numerics_only(path):
    for name in imports(path):
        assert name.startswith(("numpy", "lstm_src.numerics")), f"{path}: {name}"


SOURCES = [
    path
    for folder in ("lstm_src", "exercises", "book", "tests", "benchmarks")
    for kind in ("*.py", "*.js", "*.md")
    for path in sorted((ROOT / folder).rglob(kind))
]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_files_stay_short_and_name_no_neighbour(path):
    text = path.read_text()
    lines = text.count("\n")
    assert lines <= LONGEST, f"{path} has {lines} lines; split it at an idea"
    if path != Path(__file__):
        assert "../shared" not in text
