"""An error of NumPy's and a wrong shape come with the next thing to look at."""

import numpy as np
import pytest

from exercises.catalogue import exercises, find
from exercises.engine import judge


def said(name, function):
    verdict = judge(find(name), function)
    assert not verdict
    return verdict, " ".join(verdict.message.split())


def joined(h, x):
    return np.concatenate([h, x], axis=1)


ERRORS = [
    (
        "lstm-step",
        lambda x, h, C, params: joined(h, x) @ params["W_f"],
        "Is a transpose, `.T`, missing",
    ),
    (
        "lstm-step",
        lambda x, h, C, params: np.concatenate([h, x]),
        "side by side, with `axis=1`",
    ),
    (
        "lstm-step",
        lambda x, h, C, params: params["W_c"],
        "The keys are W_f, W_i, W_C, W_o, b_f, b_i, b_C, b_o.",
    ),
    (
        "lstm-step",
        lambda x, h, C: h,
        "Keep the arguments of the stub",
    ),
    (
        "lstm-step",
        lambda x, h, C, params: sigmoid(h),  # noqa: F821
        "Write `from lstm_src.numerics import sigmoid` above it.",
    ),
    (
        "attention",
        lambda query, keys, values, mask: softmax(query),  # noqa: F821
        "Write `from lstm_src.numerics import softmax` above it.",
    ),
    (
        "lstm-sequence",
        lambda x, h0, C0, params: joined(h0, x[:, 0]),
        "x[t] is one step of every sequence",
    ),
    (
        "lstm-sequence",
        lambda x, h0, C0, params: joined(h0, x),
        "One of them has an axis more",
    ),
    (
        "lstm-sequence",
        lambda x, h0, C0, params: x[len(x)],
        "the last of n has the index n - 1",
    ),
    (
        "gate-drop",
        lambda f, event: f[event],
        "a comparison does, such as `event > 0`",
    ),
    (
        "gate-drop",
        lambda f, event: f * event,
        "`a[..., None]` adds an axis at the end",
    ),
    (
        "hold-gate",
        lambda params, gate, value: params | {"odds": float(value) / float(1 - value)},
        "Where an infinity is meant, `np.log` and `np.divide` give it",
    ),
    ("conveyor-belt", lambda f, i, C_tilde, C0: [f] * 0.5, "`np.stack(list)`"),
    ("conveyor-belt", lambda f, i, C_tilde, C0: [f].shape, "`np.stack(list)`"),
]


def into_whole_numbers(f):
    kept = np.ones(f.shape, int)
    kept *= f
    return kept


@pytest.mark.parametrize(("name", "function", "words"), ERRORS)
def test_an_error_comes_with_advice(name, function, words):
    verdict, text = said(name, function)
    assert verdict.stage == "error"
    assert words in text


def test_whole_numbers_take_no_fractions():
    verdict, text = said("forget-gate", into_whole_numbers)
    assert verdict.stage == "error"
    assert "An array of whole numbers takes no fractions" in text


def test_an_unknown_error_comes_without():
    def raises(f):
        raise LookupError("where")

    assert judge(find("forget-gate"), raises).message.endswith("with      f (1, 2, 3)")


def solved(name, change):
    reference = find(name).reference
    return lambda *arguments: change(reference(*arguments))


SHAPES = [
    ("conveyor-belt", lambda C: np.concatenate([C[:1], C]), "One step too many"),
    ("conveyor-belt", lambda C: C[-1], "One step alone is there"),
    ("conveyor-belt", lambda C: C[-1:], "One step alone is there"),
    ("conveyor-belt", lambda C: C[:0], "with T = 1, too, the loop has one turn"),
    ("conveyor-belt", lambda C: C.swapaxes(0, 1), "two axes are swapped"),
    ("conveyor-belt", lambda C: C.ravel(), "without `axis=` it is flattened"),
    ("gate-drop", lambda drop: drop.mean(), "All axes were summed or averaged away"),
    ("gate-drop", lambda drop: drop[:-1], "which is (H,)"),
]


@pytest.mark.parametrize(("name", "change", "words"), SHAPES)
def test_a_shape_comes_with_advice(name, change, words):
    verdict, text = said(name, solved(name, change))
    assert verdict.stage == "shape"
    assert words in text


def test_a_gradient_that_keeps_the_batch_is_told_so_beside_another_slip():
    def kept(result):
        dx, dh, dC, grads = result
        return dx + 1, dh, dC, grads | {"b_f": grads["b_f"] * np.ones((2, 1))}

    verdict, text = said("lstm-step-backward", solved("lstm-step-backward", kept))
    assert verdict.stage == "shape"
    assert "summed over the batch" in text


def test_the_shape_of_stacked_gates_is_given_by_its_name():
    _, text = said("to-pytorch", solved("to-pytorch", lambda w: (w[0][:3], *w[1:])))
    assert "which is (4H, D)" in text


def test_what_is_off_everywhere_is_said_once():
    _, text = said("lstm-step", solved("lstm-step", lambda hC: (2 * hC[0], 3 * hC[1])))
    assert "in each of the 7 calls off: everything" in text
    assert text.count("off:") == 1


def test_the_call_says_what_it_tries_and_what_is_in_a_dict():
    _, text = said("lstm-step", solved("lstm-step", lambda hC: (2 * hC[0], 3 * hC[1])))
    assert "params) # B = 2, D = 3, H = 4 with" in text
    assert "params a dict with W_f (4, 7) and b_f (4,)" in text


def test_numbers_of_another_kind():
    _, text = said("adding-solved", lambda answers, targets: 0.25)
    assert "True or False is asked: is a comparison missing?" in text
    _, text = said("fair-sizes", lambda D, budget: (8.5, 9.5))
    assert "A whole number is asked." in text


def test_numpy_s_warnings_are_not_the_learner_s_affair(recwarn):
    verdict, text = said("forget-gate", lambda f: np.log(f - f))
    assert "The result is not finite" in text
    assert not recwarn.list


def test_many_changed_arguments_are_counted():
    def emptied(x, h_prev, C_prev, params):
        result = find("lstm-step").reference(x, h_prev, C_prev, params)
        params.clear()
        return result

    verdict, text = said("lstm-step", emptied)
    assert verdict.stage == "input changed"
    assert "params['W_C'], params['W_f'] and 6 more differ after the call" in text
    assert "`pop` the caller's dict" in text


def test_what_was_passed_fits_a_terminal():
    def raises(*arguments):
        raise ValueError("no")

    for exercise in exercises():
        case = next(iter(exercise.check.cases()))
        lines = judge(exercise, raises).message.splitlines()
        passed = lines[next(n for n, x in enumerate(lines) if "  with " in x) :]
        assert all(len(line) <= 76 for line in passed), passed
        text = " ".join(" ".join(passed).split())
        assert all(f" {name} " in text for name in case.arguments)


def test_what_stays_zero_is_said_to():
    def unfilled(result):
        dx, dh0, dC0, grads = result
        return dx, dh0, dC0, {key: 0 * value for key, value in grads.items()}

    _, text = said("lstm-backward", solved("lstm-backward", unfilled))
    assert "All of grads['W_f'] is 0: is it ever written into?" in text
    assert "in each of the 3 calls off: all of grads" in text


def test_a_stage_that_is_not_solved_is_named_by_the_stage_that_calls_it():
    def lstm_step(x, h, C, params):
        raise NotImplementedError

    def lstm_sequence(x, h0, C0, params):
        return lstm_step(x[0], h0, C0, params)

    verdict, text = said("lstm-sequence", lstm_sequence)
    assert verdict.stage == "error"
    assert "lstm_step, which yours calls, still raises NotImplementedError" in text
    assert judge(find("lstm-step"), lstm_step).stage == "not started"
