"""Squashing functions, losses and checks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_src import numerics
from lstm_src.gradcheck import directional_check

finite = st.floats(-1e6, 1e6)


@given(st.lists(finite, min_size=1, max_size=20))
def test_sigmoid_is_a_squashing_symmetric_rising_function(values):
    a = np.sort(np.array(values))
    s = numerics.sigmoid(a)
    assert np.all((s >= 0) & (s <= 1)) and np.all(np.diff(s) >= 0)
    np.testing.assert_allclose(s + numerics.sigmoid(-a), 1, atol=1e-15)


def test_sigmoid_keeps_its_relative_precision_far_out():
    np.testing.assert_allclose(numerics.sigmoid(-40.0), np.exp(-40.0), rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_keep_their_dtype(dtype):
    a = np.linspace(-3, 3, 4, dtype=dtype)
    for function in (numerics.sigmoid, numerics.softmax, numerics.log_softmax):
        assert function(a).dtype == dtype


@given(st.lists(finite, min_size=1, max_size=9), finite)
def test_softmax_sums_to_one_and_ignores_a_shift(values, shift):
    z = np.array(values)
    p = numerics.softmax(z)
    np.testing.assert_allclose(p.sum(), 1)
    np.testing.assert_allclose(numerics.softmax(z + shift), p, atol=1e-8)
    likely = p > 1e-300
    np.testing.assert_allclose(numerics.log_softmax(z)[likely], np.log(p[likely]))


def test_softmax_along_another_axis():
    z = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(numerics.softmax(z, axis=0).sum(axis=0), 1)
    np.testing.assert_allclose(numerics.softmax(z, axis=0), numerics.softmax(z.T).T)


def test_huge_logits_do_not_overflow():
    loss, dlogits = numerics.cross_entropy(np.array([[1e38, -1e38]], np.float32), [1])
    assert loss == pytest.approx(2e38, rel=1e-6)
    np.testing.assert_array_equal(dlogits, [[1.0, -1.0]])


@pytest.mark.parametrize("weighted", [False, True])
def test_cross_entropy_gradient(weighted):
    rng = np.random.default_rng(0)
    logits, targets = rng.standard_normal((4, 3, 5)), rng.integers(0, 5, (4, 3))
    weights = rng.integers(0, 3, (4, 3)) if weighted else None
    loss, dlogits = numerics.cross_entropy(logits, targets, weights)
    log_p = numerics.log_softmax(logits)
    share = np.full((4, 3), 1 / 12) if weights is None else weights / weights.sum()
    right = np.take_along_axis(log_p, targets[..., None], -1)[..., 0]
    assert loss == pytest.approx(-np.sum(share * right), rel=1e-12)
    directional_check(
        lambda: numerics.cross_entropy(logits, targets, weights)[0], logits, dlogits
    )
    with pytest.raises(AssertionError, match="relative error"):
        directional_check(
            lambda: numerics.cross_entropy(logits, targets, weights)[0],
            logits,
            dlogits * 1.001,
        )


def test_cross_entropy_writes_its_gradient_where_it_is_told():
    logits = np.array([[1.0, 2.0], [0.5, 0.0]])
    _, expected = numerics.cross_entropy(logits, [0, 1])
    _, gradient = numerics.cross_entropy(logits, [0, 1], out=logits)
    assert gradient is logits
    np.testing.assert_array_equal(gradient, expected)


@pytest.mark.parametrize("scale", [1, 1000])
def test_cross_entropy_of_any_memory_layout(scale):
    rng = np.random.default_rng(0)
    logits, targets = scale * rng.standard_normal((4, 3, 5)), rng.integers(0, 5, (4, 3))
    loss, expected = numerics.cross_entropy(logits, targets)
    odd = np.asfortranarray(logits), np.repeat(logits, 2, axis=2)[..., ::2]
    for layout in odd:
        again, gradient = numerics.cross_entropy(layout, np.asfortranarray(targets))
        assert again == pytest.approx(loss, rel=1e-12)
        np.testing.assert_allclose(gradient, expected, atol=1e-15)
    with pytest.raises(ValueError, match="contiguous"):
        numerics.cross_entropy(logits, targets, out=odd[0])


def test_one_row_of_logits_needs_one_target():
    loss, gradient = numerics.cross_entropy(np.zeros(2), np.array(1))
    assert loss == pytest.approx(np.log(2))
    np.testing.assert_array_equal(gradient, [0.5, -0.5])


def test_a_weight_of_zero_leaves_a_position_out():
    logits = np.random.default_rng(0).standard_normal((3, 4))
    loss, dlogits = numerics.cross_entropy(logits, [0, 1, 2], [1, 0, 1])
    kept, dkept = numerics.cross_entropy(logits[[0, 2]], [0, 2])
    assert loss == pytest.approx(kept, rel=1e-12)
    np.testing.assert_allclose(dlogits[[0, 2]], dkept)
    assert not dlogits[1].any()


def test_mse_gradient():
    rng = np.random.default_rng(0)
    prediction, target = rng.standard_normal((2, 3, 4))
    _, gradient = numerics.mse(prediction, target)
    directional_check(lambda: numerics.mse(prediction, target)[0], prediction, gradient)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: numerics.cross_entropy(np.zeros((2, 3)), [0]), r"shape \(1,\)"),
        (lambda: numerics.cross_entropy(np.zeros((1, 3)), [3]), "targets holds 3"),
        (lambda: numerics.cross_entropy(np.zeros((1, 3)), [-1]), "targets holds -1"),
        (lambda: numerics.cross_entropy(np.zeros((1, 3)), [0.0]), "dtype float64"),
        (lambda: numerics.cross_entropy(np.zeros((0, 3)), np.zeros(0, int)), "no targ"),
        (lambda: numerics.cross_entropy(np.zeros((1, 3)), [0], [0]), "at least one"),
        (lambda: numerics.cross_entropy(np.zeros((1, 3)), [0], [1, 1]), "weights has"),
        (lambda: numerics.mse(np.zeros(2), np.zeros(3)), "one shape"),
        (lambda: numerics.one_hot([5], 5), r"\[0, 5\)"),
        (lambda: numerics.check_finite([[1, 2], [np.inf, 0]], "x"), r"index \(1, 0\)"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_check_finite_hands_good_arrays_back():
    values = np.ones(3)
    assert numerics.check_finite(values, "x") is values
