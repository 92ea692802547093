"""Whatever a learner hands in is answered in words, in a notebook cell as well."""

import re
import sys

import numpy as np
import pytest

from exercises import check
from exercises.catalogue import find
from exercises.engine import judge

FORGET = find("forget-gate")
STEP = find("lstm-step")


def solved(f):
    return FORGET.reference(f)


def raises(f):
    return f @ np.ones((17, 3))


def leaves(f):
    sys.exit(0)


def recurses(f):
    return recurses(f)


def changes_its_input(f):
    kept = solved(f)
    f[0] = 3.0
    return kept


def remembers(f, seen=[]):  # noqa: B006
    seen.append(1)
    return solved(f) + len(seen) - np.where(len(seen) < 4, len(seen), 0)


ANSWERS = [
    (
        raises,
        "error",
        r"It raised ValueError: matmul.* At line \d+: return f @ np.ones",
    ),
    (leaves, "error", "It raised SystemExit: 0"),
    (recurses, "error", "It raised RecursionError"),
    (lambda: 1, "error", r"It raised TypeError: .*takes 0 positional arguments"),
    (lambda f: 1 / 0, "error", "ZeroDivisionError: division by zero"),
    (lambda f: None, "type", "It returned None: is there a `return`"),
    (lambda f: "0.5", "type", "The result is a str; expected an array of numbers"),
    (lambda f: {"f": f}, "type", "The result is a dict"),
    (lambda f: (f, "x"), "type", "The result is a tuple of 2"),
    (lambda f: [f, f[0]], "type", "a list of 2 that does not fit together"),
    (lambda f: solved(f)[0], "shape", r"shape \(2, 3\).*expected shape \(1, 2, 3\)"),
    (lambda f: solved(f).T, "shape", "two axes are swapped"),
    (lambda f: 0.5, "shape", r"returned shape \(\)"),
    (lambda f: np.ones(f.shape, int), "dtype", "int64; expected float64 or float32"),
    (lambda f: f > 0, "dtype", "is bool; expected"),
    (lambda f: f.astype(np.float16), "dtype", "float16 keeps three digits"),
    (lambda f: f + 0j, "dtype", "Nothing in this exercise is complex"),
    (lambda f: f * np.nan, "value", "The result is not finite: .* is nan"),
    (lambda f: f + np.inf, "value", "The result is not finite: .* is inf"),
    (
        lambda f: 2 * f,
        "value",
        r"returned result\[t=0, b=0, k=0\] = .* expected result",
    ),
    (remembers, "value", "Two calls with the same arguments gave two answers"),
    (changes_its_input, "input changed", "right, but it writes into its input: f "),
    (None, "type", r'without parentheses: check\("forget-gate", kept_to_end\)'),
    (np.ones((3, 2, 4)), "type", "Pass your function itself"),
]


@pytest.mark.parametrize(
    ("function", "stage", "words"), ANSWERS, ids=[words for _, _, words in ANSWERS]
)
def test_answered_in_words(function, stage, words, capsys):
    verdict = check("forget-gate", function)
    said = capsys.readouterr().out
    assert verdict.stage == stage, verdict.message
    assert not verdict
    assert said == verdict.message + "\n"
    assert said.startswith("forget-gate: not yet.\n")
    assert "Traceback" not in said and "<" not in said.replace("<lambda>", "")
    assert re.search(words, " ".join(said.split())), said


def test_right_is_one_line(capsys):
    verdict = check("forget-gate", solved)
    assert verdict
    assert verdict.right is True
    assert capsys.readouterr().out == "forget-gate: right, in 3 calls of 3.\n"


def test_a_check_leaves_its_verdict_and_no_more(capsys):
    """As the last line of a cell it must not be shown twice."""
    verdict = check("forget-gate", raises)
    capsys.readouterr()
    assert verdict._ipython_display_() is None
    assert capsys.readouterr().out == ""
    assert repr(verdict) == "<forget-gate: error>"


def test_an_unknown_name_is_the_author_s_mistake():
    with pytest.raises(ValueError, match="There is no exercise 'forgetting'"):
        check("forgetting", solved)


def test_arguments_of_the_difference_are_kept():
    verdict = judge(FORGET, lambda f: np.where(len(f) < 5, solved(f), 0))
    f = verdict.arguments["f"]
    assert f.shape == (5, 3, 2)
    assert solved(f)[0, 0, 0] > 0


class Answer:
    """A right answer that is no plain function."""

    def __call__(self, f):
        return solved(f)


def test_any_callable_will_do():
    assert judge(FORGET, Answer())


def test_an_interrupt_goes_through():
    """Ctrl-C belongs to the reader, and is no answer."""

    def interrupted(f):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(FORGET, interrupted)


# Which gate is off, and in which call.

BIASES = {"f": "forget gate f", "i": "input gate i", "o": "output gate o"}


@pytest.mark.parametrize("gate", "fiCo")
def test_the_gate_that_is_off_is_named(gate):
    def without_one_bias(x, h_prev, C_prev, params):
        params = params | {f"b_{gate}": 0 * params[f"b_{gate}"]}
        return STEP.reference(x, h_prev, C_prev, params)

    verdict = judge(STEP, without_one_bias)
    name = BIASES.get(gate, "candidate C_tilde")
    assert verdict.mistake is None
    assert f"It points at one gate: the {name}." in verdict.message


def test_no_gate_is_blamed_for_what_all_share():
    def unsquashed(x, h_prev, C_prev, params):
        h, C = STEP.reference(x, h_prev, C_prev, params)
        return h + C, C

    assert "It points at" not in judge(STEP, unsquashed).message


@pytest.mark.parametrize("gate", "fiCo")
def test_the_gate_whose_gradient_is_off_is_named(gate):
    exercise = find("lstm-backward")

    def one_block_off(*arguments):
        dx, dh0, dC0, grads = exercise.reference(*arguments)
        return dx, dh0, dC0, grads | {f"W_{gate}": 2 * grads[f"W_{gate}"]}

    message = judge(exercise, one_block_off).message
    name = BIASES.get(gate, "candidate C_tilde")
    assert f"It points at one gate: the {name}." in message
    assert f"off: grads['W_{gate}']\n" in message


def test_right_at_one_step_and_wrong_at_several_is_said():
    exercise = find("lstm-backward")

    def half_handed_on(dy, *others):
        dx, dh0, dC0, grads = exercise.reference(dy, *others)
        return (dx, dh0, dC0, grads) if len(dy) == 1 else (0 * dx, dh0, dC0, grads)

    message = judge(exercise, half_handed_on).message
    assert "T = 1  off: nothing\n" in message
    assert "T = 5  off: dx\n" in message
    assert "One step is right and several are not" in message


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (lambda h, C: h, "expected 2 results, in this order: h, C"),
        (lambda h, C: np.array(3.0), "It returned an array of shape ()"),
        (lambda h, C: [h], "It returned a list of 1; expected 2 results"),
        (lambda h, C: (h, None), "C is None; expected an array"),
    ],
)
def test_several_results(result, words):
    verdict = judge(STEP, lambda *arguments: result(*STEP.reference(*arguments)))
    assert verdict.stage == "type"
    assert words in " ".join(verdict.message.split())


@pytest.mark.parametrize(
    ("grads", "words"),
    [
        (lambda g: list(g.values()), "grads is a list of 8; expected a dict"),
        (lambda g: {"W_f": g["W_f"]}, "grads lacks W_i, W_C, W_o, b_f, b_i, b_C, b_o"),
        (lambda g: g | {"b_f": None}, "grads['b_f'] is None"),
    ],
)
def test_a_dict_among_the_results(grads, words):
    exercise = find("lstm-step-backward")

    def answer(*arguments):
        *others, g = exercise.reference(*arguments)
        return *others, grads(g)

    assert words in " ".join(judge(exercise, answer).message.split())
