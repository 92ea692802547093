"""Optimisers and clipping: their laws. (Their numbers stand beside PyTorch's.)"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_src.training import (
    OPTIMIZERS,
    SGD,
    Adam,
    AdamW,
    RMSprop,
    clip_by_norm,
    clip_by_value,
)
from lstm_src.training.clipping import norm

NAMES = sorted(OPTIMIZERS)


def walk(optimizer, steps=5, size=6, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(size).astype(dtype)
    for _ in range(steps):
        optimizer.step(theta, rng.standard_normal(size).astype(dtype))
    return theta


@pytest.mark.parametrize("name", NAMES)
def test_they_find_the_bottom_of_a_bowl(name):
    optimizer = OPTIMIZERS[name](0.5 if name == "adagrad" else 0.05)
    theta, steep = np.array([3.0, -2.0]), np.array([1.0, 4.0])
    start = float(steep @ theta**2)
    for _ in range(300):
        optimizer.step(theta, 2 * steep * theta)
    assert float(steep @ theta**2) < 0.01 * start


@pytest.mark.parametrize("name", NAMES)
def test_they_go_on_bit_for_bit(name):
    rng = np.random.default_rng(1)
    gradients = rng.standard_normal((9, 7)).astype(np.float32)
    whole, first, second = (OPTIMIZERS[name](0.01) for _ in range(3))
    theta = np.ones(7, np.float32)
    for gradient in gradients:
        whole.step(theta, gradient)
    broken = np.ones(7, np.float32)
    for gradient in gradients[:4]:
        first.step(broken, gradient)
    state = first.get_state()
    first.step(np.zeros(7, np.float32), gradients[0])  # must not reach into the state
    second.set_state(state)
    for gradient in gradients[4:]:
        second.step(broken, gradient)
    assert theta.tobytes() == broken.tobytes()


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_left_alone_and_dtypes_kept(name):
    optimizer = OPTIMIZERS[name](0.01, weight_decay=0.1)
    theta, gradient = np.ones(3, np.float32), np.ones(3, np.float32)
    optimizer.step(theta, gradient)
    assert gradient.tolist() == [1, 1, 1] and theta.dtype == np.float32
    states = [v for v in optimizer.get_state().values() if isinstance(v, np.ndarray)]
    assert all(array.dtype == np.float32 for array in states)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_updated_in_place_as_views(name):
    whole = np.ones(10)
    OPTIMIZERS[name](0.1).step(whole[2:5], np.ones(3))
    assert (whole[2:5] < 1).all() and (whole[:2] == 1).all() and (whole[5:] == 1).all()


def test_momentum_zero_is_plain_and_decay_is_a_gradient():
    assert walk(SGD(0.1)).tolist() == walk(SGD(0.1, momentum=0.0)).tolist()
    theta, decayed = np.array([2.0]), np.array([2.0])
    SGD(0.1).step(theta, np.array([1.0 + 0.5 * 2.0]))
    SGD(0.1, weight_decay=0.5).step(decayed, np.array([1.0]))
    assert theta.tolist() == decayed.tolist()


def test_steps_of_adam_do_not_know_the_scale_of_the_gradient():
    small, large = np.zeros(3), np.zeros(3)
    rng = np.random.default_rng(0)
    for optimizer, theta, scale in ((Adam(0.1, eps=0), small, 1e-3),
                                    (Adam(0.1, eps=0), large, 1e3)):  # fmt: skip
        rng = np.random.default_rng(0)
        for _ in range(10):
            optimizer.step(theta, scale * rng.standard_normal(3))
    np.testing.assert_allclose(small, large, rtol=1e-10)


def test_adamw_differs_from_adam_with_decay():
    plain, apart = Adam(0.1, weight_decay=0.1), AdamW(0.1, weight_decay=0.1)
    assert not np.allclose(walk(plain), walk(apart))
    np.testing.assert_array_equal(walk(Adam(0.1)), walk(AdamW(0.1, weight_decay=0)))


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: Adam(0), "learning_rate is 0"),
        (lambda: Adam(float("nan")), "learning_rate is nan"),
        (lambda: Adam(0.1, betas=(0.9, 1.0)), "both in"),
        (lambda: SGD(0.1, momentum=1.0), "momentum is 1.0"),
        (lambda: SGD(0.1, nesterov=True), "off without momentum"),
        (lambda: SGD(0.1, weight_decay=-1), "weight_decay is -1"),
        (lambda: RMSprop(alpha=2), "alpha is 2"),
    ],
)
def test_settings_out_of_range(build, says):
    with pytest.raises(ValueError, match=says):
        build()


def test_other_shapes_are_refused():
    optimizer = Adam(0.1)
    with pytest.raises(ValueError, match="flat vectors of 3"):
        optimizer.step(np.ones(3), np.ones(4))
    optimizer.step(np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match="flat vectors of 3"):
        optimizer.step(np.ones(4), np.ones(4))


def test_a_state_of_another_kind_is_refused():
    adam = Adam(0.1)
    walk(adam)
    with pytest.raises(ValueError, match="same kind of optimiser"):
        SGD(0.1).set_state(adam.get_state())


vectors = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=20).map(np.array)


@given(vectors, st.floats(1e-3, 1e3))
def test_clipping_by_norm_keeps_the_direction(gradient, limit):
    before = gradient.copy()
    length = clip_by_norm(gradient, limit)
    assert length == pytest.approx(np.linalg.norm(before))
    assert np.linalg.norm(gradient) <= limit * (1 + 1e-12)
    if length < limit * 0.999 - 1e-6:
        assert (gradient == before).all()
    elif length > 0:
        np.testing.assert_allclose(gradient, before * (limit / length), rtol=2e-3)


@given(vectors, st.floats(1e-3, 1e3))
def test_clipping_by_value_cuts_entries(gradient, limit):
    before = gradient.copy()
    cut = clip_by_value(gradient, limit)
    assert cut == (np.abs(before) > limit).sum()
    assert (np.abs(gradient) <= limit).all()
    inside = np.abs(before) <= limit
    assert (gradient[inside] == before[inside]).all()
    assert (np.sign(gradient) == np.sign(before)).all()


def test_huge_gradients_are_clipped_and_endless_ones_left():
    gradient = np.full(4, 1e30, np.float32)  # squares overflow in float32
    assert clip_by_norm(gradient, 1.0) == pytest.approx(2e30)
    assert norm(gradient) == pytest.approx(1.0, rel=1e-5)
    endless = np.array([np.inf, 1.0])
    assert clip_by_norm(endless, 1.0) == np.inf and endless[1] == 1.0


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_limits_must_be_positive(limit):
    for clip in (clip_by_norm, clip_by_value):
        with pytest.raises(ValueError, match="the limit is"):
            clip(np.ones(2), limit)
