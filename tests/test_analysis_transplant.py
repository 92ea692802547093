"""Units that are silent or come from another run, and gates that are left out."""

import numpy as np
import pytest

from lstm_src.analysis import ablation, hold, silence, transplant
from tests.test_analysis_surgery import (
    FAMILY,
    D,
    H,
    T,
    a_state,
    assert_same,
    inputs,
    make,
)


@pytest.fixture(params=FAMILY)
def name(request):
    return request.param


def test_silence_is_a_network_without_the_unit(name):
    layer = make(name)
    y, _ = silence(layer, [1]).forward(inputs())
    assert not y[..., 1].any()
    cell, options = FAMILY[name]
    smaller = cell(D, H - 1, dtype=np.float64, **options)
    rest = [0, 2, 3]
    for key, array in smaller.params.items():
        whole = layer.params[key][rest]
        array[...] = whole if whole.ndim == 1 else np.delete(whole, 1, axis=1)
    np.testing.assert_allclose(y[..., rest], smaller.forward(inputs())[0], atol=1e-12)


def test_transplanting_everything_goes_on_as_the_donor(name):
    layer, x, donor = make(name), inputs(), inputs(5)
    for state in (None, a_state(layer)):
        whole = layer.trace(np.concatenate([donor[:3], x[3:]]), state)
        mixed = transplant(layer, x, donor, at=3, units=range(H), state=state)
        own = layer.trace(x, state)
        for part in mixed:
            np.testing.assert_allclose(mixed[part][3:], whole[part][3:], atol=1e-12)
            np.testing.assert_array_equal(mixed[part][:3], own[part][:3])


def test_transplanting_one_unit_of_C_is_a_run_from_that_state():
    layer, x, donor = make(), inputs(), inputs(5, T=3)
    mine, theirs = layer.trace(x[:3]), layer.trace(donor)
    C = mine["C"][-1].copy()
    C[:, 2] = theirs["C"][-1][:, 2]
    expected = layer.trace(x[3:], (mine["h"][-1], C))
    mixed = transplant(layer, x, donor, at=3, units=[2], parts=("C",))
    assert_same({k: v[3:] for k, v in mixed.items()}, expected)


def test_transplanting_from_oneself_changes_nothing():
    layer = make("GRU")
    mixed = transplant(layer, inputs(), inputs(), at=4, units=[0, 1])
    assert_same(mixed, layer.trace(inputs()))


def test_a_transplant_at_the_end_has_nothing_to_change():
    layer = make()
    mixed = transplant(layer, inputs(), inputs(5), at=T, units=[0])
    assert_same(mixed, layer.trace(inputs()))


def test_ablation_measures_each_gate_against_the_whole():
    layer = make("peephole")

    def loss(layer):
        return float((layer.forward(inputs())[0] ** 2).sum())

    table = ablation(layer, loss, value=0.5)
    assert list(table) == ["none", "f", "i", "o"]
    assert table["none"] == (loss(layer), 0.0)
    for gate in "fio":
        held = loss(hold(layer, {gate: 0.5}))
        assert table[gate] == (held, held - loss(layer))
    assert list(ablation(make("GRU"), loss)) == ["none", "z", "r"]
    assert list(ablation(make("NOG"), loss)) == ["none", "f", "i"]
