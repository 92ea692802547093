"""An exercise is a stub, a solution, a check and three hints that fit together."""

import ast
import inspect
import runpy
import tomllib

import numpy as np
import pytest

from exercises.calls import _leaves
from exercises.catalogue import HERE, exercises, find

ALL = pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)


def test_numbers_are_unique_and_without_gaps():
    assert [e.number for e in exercises()] == list(range(1, len(exercises()) + 1))


def test_only_exercises_begin_with_ex():
    """The numbers are found by file name, so a stray one would be taken for a stub."""
    modules = {e.module for e in exercises()}
    assert {path.stem for path in HERE.glob("ex*.py")} == modules
    for folder in ("solutions", "checks"):
        assert {path.stem for path in (HERE / folder).glob("ex*.py")} == modules


def test_hints_belong_to_exercises():
    hints = tomllib.loads((HERE / "hints.toml").read_text(encoding="utf-8"))
    assert list(hints) == [e.name for e in exercises()]
    for name, three in hints.items():
        assert len(three) == 3, name
        assert len(set(three)) == 3 and all(len(hint) > 30 for hint in three), name
        assert "?" in three[0], f"the first hint of {name} asks"


@ALL
def test_stub_says_what_it_asks(exercise):
    text = exercise.stub.read_text(encoding="utf-8")
    assert "\nChapter: " in text
    assert "\nOut of scope: " in text
    assert "Returns:" in text and "Example: " in text
    assert len(exercise.title) <= 54  # fits a terminal line beside number and name


@ALL
def test_stub_leans_on_numpy_and_numerics_only(exercise):
    for node in ast.walk(ast.parse(exercise.stub.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert [name.name for name in node.names] == ["numpy"]
        if isinstance(node, ast.ImportFrom):
            assert node.module == "lstm_src.numerics"


@ALL
def test_stub_and_solution_have_one_signature(exercise):
    stub = runpy.run_path(str(exercise.stub))[exercise.check.function]
    assert inspect.signature(stub) == inspect.signature(exercise.reference)


@ALL
def test_cases_pass_the_arguments_in_order(exercise):
    names = list(inspect.signature(exercise.reference).parameters)
    cases = list(exercise.check.cases())
    assert all(list(case.arguments) == names for case in cases)
    assert len({case.label for case in cases}) == len(cases)


@ALL
def test_cases_tell_mistakes_apart(exercise):
    """float64, no state at zero, several lengths, and never H = D."""
    cases = list(exercise.check.cases())
    for case in cases:
        for name, value in _leaves(case.arguments):
            # A plain Python value is a choice or a count, not data.
            plain = type(value) in (str, int, float)
            assert plain or value.dtype == np.float64, name
            if name in ("h0", "C0", "h_prev", "C_prev"):
                assert np.abs(value).min() > 0.1, name
        x = case.arguments.get("x")
        if x is not None:
            state = case.arguments.get("h_prev", case.arguments.get("h0"))
            assert x.shape[-1] != state.shape[-1]
            assert len(state) >= 2
    times = {int(c.label[4:]) for c in cases if c.label.startswith("T = ")}
    assert not times or (min(times) == 1 and max(times) >= 5)


@pytest.mark.parametrize("key", [3, "3", "03", "forget-gate", "ex03_forget_gate"])
def test_found_by_number_or_name(key):
    assert find(key).name == "forget-gate"


@pytest.mark.parametrize("key", ["", "³", "ex03", None, "all"])
def test_an_unknown_name_lists_the_known(key):
    with pytest.raises(
        ValueError, match="There is no exercise .* 3 forget-gate"
    ) as info:
        find(key)
    assert "\n" not in str(info.value)


@pytest.mark.parametrize("key", ["0", "99", "-3", 0])
def test_an_unknown_number_gets_the_range(key):
    last = exercises()[-1].number
    with pytest.raises(ValueError, match=f"the numbers run from 1 to {last}.$"):
        find(key)


def test_a_near_name_is_suggested():
    with pytest.raises(ValueError, match=r"Did you mean 'forget-gate'\?$"):
        find("forget_gates")
