"""Half-lives and summaries of gates."""

import numpy as np
import pytest

from lstm_src import GRU, LSTM, RNN, GreffLSTM
from lstm_src.analysis import gate_summary, half_life, keep_gate, mean_half_life

X = np.random.default_rng(0).standard_normal((6, 2, 3))


def trace_of(cell, **options):
    return cell(3, 4, rng=0, dtype=np.float64, **options).trace(X)


def test_a_still_gate_has_one_half_life():
    f = np.array([0.1, 0.5, 0.9, 0.999])
    np.testing.assert_allclose(mean_half_life(np.tile(f, (7, 1))), half_life(f))


def test_after_a_half_life_half_is_left():
    f = np.random.default_rng(0).uniform(0.3, 1, (50, 3))
    left = np.prod(f, axis=0) ** (mean_half_life(f) / 50)
    np.testing.assert_allclose(left, 0.5)


def test_one_shut_step_ends_a_memory_and_an_open_gate_never_does():
    f = np.array([[0.0, 1.0], [0.9, 1.0]])
    assert mean_half_life(f).tolist() == [0.0, np.inf]


def test_summary_pools_steps_and_rows():
    trace = trace_of(LSTM)
    summary = gate_summary(trace, low=0.4, high=0.6)
    assert list(summary) == ["f", "i", "o"]
    for name, gate in summary.items():
        rows = trace[name].reshape(12, 4)
        np.testing.assert_allclose(gate.mean, rows.mean(axis=0))
        assert gate.near_0.tolist() == [(unit < 0.4).sum() / 12 for unit in rows.T]
        assert gate.near_1.tolist() == [(unit > 0.6).sum() / 12 for unit in rows.T]
    assert summary["i"].half_life is None
    f = trace["f"].reshape(12, 4)
    np.testing.assert_allclose(summary["f"].half_life, mean_half_life(f))


def test_what_keeps_differs_from_cell_to_cell():
    lstm, gru, open_ = (trace_of(c) for c in (LSTM, GRU, LSTM))
    np.testing.assert_array_equal(keep_gate(lstm), open_["f"])
    np.testing.assert_array_equal(keep_gate(gru), 1 - gru["z"])
    assert (keep_gate(trace_of(GreffLSTM, variant="NFG")) == 1).all()
    assert keep_gate(trace_of(RNN)) is None
    kept = gate_summary(gru)
    np.testing.assert_allclose(
        kept["z"].half_life, mean_half_life(1 - gru["z"], (0, 1))
    )
    assert kept["r"].half_life is None


@pytest.mark.parametrize(
    "wrong, message",
    [
        (lambda: half_life(1.0), "strictly between"),
        (lambda: mean_half_life([0.5, 1.2]), "between 0 and 1"),
        (lambda: mean_half_life([0.5, np.nan]), "between 0 and 1"),
        (lambda: mean_half_life([]), "at least one"),
        (lambda: gate_summary(trace_of(RNN)), "holds h; there is no gate"),
        (lambda: gate_summary(trace_of(LSTM), low=0.9, high=0.1), "low < high"),
    ],
)
def test_bad_input_gets_a_sentence(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
