"""The contestants that need no PyTorch do the same work."""

import numpy as np

from benchmarks.loop import Loop
from benchmarks.ours import Ours
from benchmarks.timing import exponent, interleave, spread


def test_the_loop_learns_what_ours_learns():
    size = (4, 1, 6, 5)
    loop, ours = Loop(*size, np.float64), Ours(*size, np.float64)
    for name, array in ours.model.params.items():
        loop.params[name][...] = array.reshape(loop.params[name].shape)
    losses = [(loop.step(), ours.step()) for _ in range(5)]
    np.testing.assert_allclose(*zip(*losses, strict=True), rtol=1e-9)


def test_a_round_calls_everyone_and_times_them():
    calls = []
    times = interleave({"a": lambda: calls.append("a"), "b": lambda: None}, rounds=2)
    assert set(times) == {"a", "b"} and all(
        len(values) == 2 for values in times.values()
    )
    assert "a" in calls and all((values >= 0).all() for values in times.values())


def test_tables_say_median_least_and_largest():
    assert spread(np.array([3.0, 1.0, 2.0]), 1, "×") == "2.0× (1.0–3.0)"


def test_exponents_are_slopes_of_logarithms():
    assert abs(exponent([1, 2, 4, 8], [5, 40, 320, 2560]) - 3) < 1e-9
