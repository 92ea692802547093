"""Every chapter asks, hints and solves, with the very files that the tests run."""

import re
from pathlib import Path

import pytest

from exercises.catalogue import HERE, exercises

BOOK = Path(__file__).resolve().parents[2] / "book"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in BOOK.glob("*.md")}
ASKING = {
    name: text
    for name, text in PAGES.items()
    if re.search(r"^`+\{exercise", text, re.M)
}
EACH = pytest.mark.parametrize("page", ASKING)
ALL = pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)


def parts(text):
    """Exercise by exercise: from where one begins to where the next does."""
    return re.split(r"^(?=`+\{exercise(?:-start)?\})", text, flags=re.M)[1:]


def test_the_chapters_are_all_there():
    assert len(ASKING) >= 20


@EACH
def test_every_exercise_has_a_hint_and_a_folded_solution(page):
    for part in parts(ASKING[page]):
        label = re.search(r":label: (\S+)", part)[1]
        assert "{dropdown} Hint" in part, label
        solved = rf"^`+\{{solution(-start)?\}} {re.escape(label)}\n:class: dropdown$"
        assert re.search(solved, part, re.M), label


@EACH
def test_what_is_checked_is_solved_by_the_file_that_is_tested(page):
    for part in parts(ASKING[page]):
        asked = re.search(r'^check\("([a-z-]+)", (\w+)\)$', part, re.M)
        if not asked:
            continue
        (exercise,) = (e for e in exercises() if e.name == asked[1])
        shown = re.search(
            r"\{literalinclude\} \.\./exercises/solutions/(\S+)\.py\n"
            r":pyobject: (\w+)$",
            part,
            re.M,
        )
        assert shown.groups() == (exercise.module, exercise.check.function)
        assert f"def {asked[2]}(" in part
        assert exercise.solution.is_relative_to(HERE)


@ALL
def test_the_stub_names_a_page_that_asks_for_it(exercise):
    (line,) = re.findall(
        r"^Chapter: (.*)\.?$", exercise.stub.read_text(encoding="utf-8"), re.M
    )
    titles = {
        re.search(r"^# (.*)$", text, re.M)[1].lower(): text
        for text in PAGES.values()
        if f'check("{exercise.name}"' in text
    }
    named = line.lower().rstrip(".").split(", after ")[0]
    assert named in titles, (named, list(titles))


@ALL
def test_what_a_cell_needs_is_imported_before_it(exercise):
    """A stub in a page leans on what its own file imports."""
    needed = re.findall(
        r"^from lstm_src.numerics import (\w+)$", exercise.stub.read_text(), re.M
    )
    (text,) = (t for t in PAGES.values() if f'check("{exercise.name}"' in t)
    before = text[: text.index(f'check("{exercise.name}"')]
    for name in needed:
        assert re.search(rf"^from lstm_src\S* import .*\b{name}\b", before, re.M), name
