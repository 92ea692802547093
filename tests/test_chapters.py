"""Chapters keep to the house pattern: order, length, voice, two exercises."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
TEXTS = sorted(BOOK.glob("*.md"))
CHAPTERS = [path for path in TEXTS if "## Exercises" in path.read_text()]
ORDER = [
    "You will be able to",
    "## Before you start",
    "## Predict first",
    "lstm_src.explorables import",
    "## The equation, term by term",
    "## The code",
    "## What can go wrong",
    "## Exercises",
    "## In three sentences",
    "## Sources",
]
BANNED = r"\b(simply|obviously|of course|clearly|let's|it is important to note)\b"


def cells(text):
    """Return the code of each cell of a chapter."""
    found = re.findall(r"```\{code-cell\}[^\n]*\n(.*?)```", text, re.S)
    options = r"\A(---\n(?s:.*?)\n---\n|(:.*\n)+)"
    return [re.sub(options, "", cell).strip() for cell in found]


def prose(text):
    """Return a page without front matter, code, maths and roles."""
    text = re.sub(r"\A---.*?---\n", "", text, flags=re.S)
    text = re.sub(r"```\{(code-cell|literalinclude)\}.*?```", "", text, flags=re.S)
    text = re.sub(r"```\w*\n.*?```", "", text, flags=re.S)
    text = re.sub(r"\$\$.*?\$\$|\$[^$]+\$", "", text, flags=re.S)
    return re.sub(r"`[^`]*`", "", text)


def test_the_first_chapters_are_there():
    assert len(CHAPTERS) >= 7


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_sections_stand_in_order(path):
    text = path.read_text()
    text = re.sub("## The (equations|two equations)", "## The equation", text)
    places = [text.find(mark) for mark in ORDER]
    missing = [mark for mark, place in zip(ORDER, places, strict=True) if place < 0]
    assert not missing
    assert places == sorted(places)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_its_length_and_its_cells(path):
    text = path.read_text()
    assert text.count("\n") <= 300
    for cell in cells(text):
        assert cell.count("\n") < 15, f"a long cell in {path.name}:\n{cell}"
    assert len(re.findall(r"^`{3,}\{exercise(-start)?\}", text, re.M)) >= 2
    assert len(re.findall(r"^`{3,}\{solution(-start)?\}", text, re.M)) >= 2
    assert re.search(r'check\("[a-z-]+", \w+\)', text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_voice(path):
    words = prose(path.read_text())
    assert not re.search(BANNED, words, re.I), re.search(BANNED, words, re.I)
    assert not re.search(r"\w!(\s|$)", words)
    american = r"\b\w*(ize|izes|ized|izing|olor|avior|ayed)\b"
    known = {"size", "sizes", "sized", "prize", "stayed", "played", "displayed"}
    found = {m.group(0).lower() for m in re.finditer(american, words)}
    assert found <= known | {"delayed", "swayed", "relayed", "rehearsed"}, found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_leans_on_nothing_beside_it(path):
    for cell in cells(path.read_text()):
        for name in re.findall(r"^(?:from|import) (\w+)", cell, re.M):
            allowed = {"inspect", "numpy", "matplotlib", "ipywidgets", "lstm_src"}
            assert name in allowed | {"exercises"}, f"{path.name} imports {name}"
        assert not re.search(r"\bopen\(|Path\(", cell)


def test_readme_example_is_true():
    import doctest

    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried and not failed
