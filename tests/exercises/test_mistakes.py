"""Stubs fail, solutions pass, and every planted mistake is named as itself."""

import runpy

import numpy as np
import pytest

from exercises.catalogue import exercises, find
from exercises.engine import judge
from exercises.recognise import call_case, recognise
from exercises.spec import Mistake

ALL = pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)
PLANTED = [(e, m) for e in exercises() for m in e.check.mistakes]
EACH = pytest.mark.parametrize(
    ("exercise", "mistake"), PLANTED, ids=[f"{e.name}: {m.name}" for e, m in PLANTED]
)


@ALL
def test_stub_is_not_started(exercise):
    stub = runpy.run_path(str(exercise.stub))[exercise.check.function]
    verdict = judge(exercise, stub)
    assert not verdict
    assert verdict.stage == "not started"
    assert "Put your answer in" in verdict.message


@ALL
def test_solution_is_right(exercise):
    verdict = judge(exercise, exercise.reference)
    assert verdict, verdict.message
    assert verdict.stage == "right" and verdict.mistake is None


@EACH
def test_mistake_is_named(exercise, mistake):
    verdict = judge(exercise, exercise.with_mistake(mistake))
    assert not verdict
    assert verdict.mistake == mistake.name, verdict.message
    unwrapped = " ".join(verdict.message.split())
    for part in (mistake.name, mistake.why, mistake.look):
        assert part in unwrapped


@EACH
def test_mistake_is_named_in_float32(exercise, mistake):
    """Rounding may not turn one mistake into another, nor into the right answer."""
    verdict = judge(exercise, in_float32(exercise.with_mistake(mistake)))
    if "changed in place" in mistake.name:
        # Rounded inputs are copies, so that nothing of the caller's is written into.
        assert verdict.mistake != mistake.name
    else:
        assert verdict.mistake == mistake.name, verdict.message


@ALL
def test_mistakes_are_enough_and_worded(exercise):
    least = 8 if exercise.name.startswith("lstm") else 4
    assert len(exercise.check.mistakes) >= least
    for mistake in exercise.check.mistakes:
        assert not mistake.name.endswith("."), mistake.name
        assert mistake.why.endswith((".", "?")), mistake.name
        assert mistake.look.endswith("."), mistake.name


def test_table_of_mistakes(capsys):
    """Print what each planted mistake is answered with, for whoever reads the log."""
    lines = []
    for exercise, mistake in PLANTED:
        found = judge(exercise, exercise.with_mistake(mistake)).mistake
        mark = "named" if found == mistake.name else f"NOT NAMED, but {found}"
        lines.append(f"{exercise.number:3} {exercise.name:20} {mark:6} {mistake.name}")
    with capsys.disabled():
        print(f"\n{len(lines)} planted mistakes:", *lines, sep="\n")
    assert not [line for line in lines if "NOT NAMED" in line]


@pytest.mark.parametrize("text", ["not in it", "t"])
def test_a_mistake_that_cannot_be_planted_is_refused(text):
    mistake = Mistake("lost", "", "", ((text, ""),))
    with pytest.raises(ValueError, match="must stand once"):
        find("forget-gate").with_mistake(mistake)


TWO = [
    ("lstm-step", "f and i are swapped", "tanh is missing"),
    ("lstm-step", "x stands before h", "C and h are returned in the wrong order"),
    ("lstm-sequence", "x stands before h", "the first states are taken as zero"),
    ("lstm-step-backward", "the slope of tanh(C) is", "the sum over the batch"),
    ("lstm-backward", "dC_next never reaches", "the gradients of W and b are those"),
    ("adding-solved", "the error keeps its sign", "99 % itself"),
]


@pytest.mark.parametrize(("name", "first", "second"), TWO)
def test_two_mistakes_at_once_are_both_named(name, first, second):
    exercise = find(name)
    one, other = (
        next(m for m in exercise.check.mistakes if m.name.startswith(words))
        for words in (first, second)
    )
    both = Mistake("both", "", "", one.edits + other.edits)
    verdict = judge(exercise, exercise.with_mistake(both))
    assert not verdict
    assert verdict.stage == "mistake", verdict.message
    assert set(verdict.mistake.split("; and ")) == {one.name, other.name}
    unwrapped = " ".join(verdict.message.split())
    for part in (one.name, one.look, other.name, other.look):
        assert part in unwrapped


@ALL
def test_every_two_mistakes_end(exercise):
    """Planted together some do not run; none may run for ever, or be taken for this."""
    cases = list(exercise.check.cases())
    outcomes = [call_case(exercise.reference, case, exercise.check) for case in cases]
    for outcome in outcomes:
        for name, value in outcome.values.items():
            outcome.values[name] = value + 1e6
    assert recognise(exercise, cases, outcomes).name is None


def test_what_is_no_planted_mistake_is_given_no_name():
    exercise = find("lstm-step")

    def doubled(*arguments):
        h, C = exercise.reference(*arguments)
        return h, 2 * C

    verdict = judge(exercise, doubled)
    assert (verdict.stage, verdict.mistake) == ("value", None)
    assert "Recognised" not in verdict.message


def test_a_mistake_is_named_beside_a_changed_input():
    exercise = find("cell-update")

    def swapped_and_in_place(C_prev, f, i, C_tilde):
        result = i * C_prev + f * C_tilde
        C_prev[...] = 0
        return result

    verdict = judge(exercise, swapped_and_in_place)
    assert verdict.mistake == "f and i are swapped"
    assert "Besides, it writes into its input: C_prev" in " ".join(
        verdict.message.split()
    )


def in_float32(function):
    """The same function, fed with float32."""

    def cast(value):
        if isinstance(value, dict):
            return {key: cast(part) for key, part in value.items()}
        return value.astype(np.float32) if hasattr(value, "astype") else value

    return lambda *arguments: function(*map(cast, arguments))
