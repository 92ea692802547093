"""Tasks refuse settings and data that make no sense, in one sentence."""

import numpy as np
import pytest

from lstm_src.tasks.adding import Adding, Adding1997
from lstm_src.tasks.agreement import Agreement
from lstm_src.tasks.counting import Counting
from lstm_src.tasks.lags import NoiseFreeLag, TemporalOrder
from lstm_src.tasks.memory import CopyMemory, RecallFirst, Reversal
from lstm_src.tasks.reber import ContinualReber
from lstm_src.tasks.sequences import Sequences


def test_sequences_of_your_own():
    x = np.arange(60.0).reshape(3, 10, 2)
    task = Sequences(x, x[..., 0].astype(int), np.ones((3, 10)))
    batch = task.batch(500, rng=0)
    assert (batch.targets == batch.x[..., 0]).all() and batch.weights.shape == (3, 500)
    assert len(set(batch.x[0, :, 0])) == 10 and task.output_size == 59
    numbers = Sequences(x, x[..., :1])
    assert numbers.predicts == "numbers" and numbers.output_size == 1
    with pytest.raises(ValueError, match="look at the loss"):
        numbers.correct(x[..., :1], numbers.batch(2))


def test_sequences_refuse_what_makes_no_sense():
    x, targets = np.zeros((3, 4, 2)), np.zeros((3, 4), int)
    with pytest.raises(ValueError, match="x holds 1 value that is NaN"):
        Sequences(np.where(np.arange(24).reshape(3, 4, 2) == 5, np.nan, x), targets)
    with pytest.raises(ValueError, match="NaN or infinite"):
        Sequences(x, np.full((3, 4, 1), np.inf))
    with pytest.raises(ValueError, match="agree in their first two axes"):
        Sequences(x, targets[:2])
    with pytest.raises(ValueError, match="is empty"):
        Sequences(x[:, :0], targets[:, :0])
    with pytest.raises(ValueError, match="integers .T, N. for classes"):
        Sequences(x, targets.astype(float))


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: Adding(1), "length is 1; .* at least 2"),
        (lambda: Adding1997(10), "at least 24"),
        (lambda: CopyMemory(0), "blanks is 0"),
        (lambda: CopyMemory(1, symbols=1), "symbols is 1"),
        (lambda: RecallFirst(-1), "gap is -1"),
        (lambda: RecallFirst(2.5), "gap is 2.5"),
        (lambda: Reversal((3, 2)), "longest is 2; .* at least 3"),
        (lambda: TemporalOrder(19), "at least 20"),
        (lambda: TemporalOrder(100, relevant=4), "give 2 or 3"),
        (lambda: NoiseFreeLag(1), "lag is 1"),
        (lambda: NoiseFreeLag(5, last_weight=0), "last_weight is 0"),
        (lambda: Counting(0), "largest is 0"),
        (lambda: Counting(5, letters=4), "give 2 or 3"),
        (lambda: Counting(5).exactly(0), "n is 0"),
        (lambda: Agreement((2, 1)), "gap is 1; .* at least 2"),
        (lambda: ContinualReber(0), "seq_length is 0"),
        (lambda: Adding(5).stream(0), "batch_size is 0"),
    ],
)
def test_settings_out_of_range(build, says):
    with pytest.raises(ValueError, match=says):
        build()
