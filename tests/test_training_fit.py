"""Fit: any cell on any task; schedules, early stopping, scores, and what is refused."""

import numpy as np
import pytest

from lstm_src import GRU, LSTM, RNN, Bidirectional, CoupledLSTM, PeepholeLSTM, Stacked
from lstm_src.seq2seq import Seq2Seq
from lstm_src.tasks import (
    Adding,
    Agreement,
    ContinualReber,
    CopyMemory,
    Counting,
    NoiseFreeLag,
    RecallFirst,
    Reversal,
    Sequences,
    TemporalOrder,
)
from lstm_src.tasks.batch import Batch
from lstm_src.tasks.reber import Reber
from lstm_src.training import (
    SGD,
    Adam,
    EarlyStopping,
    as_model,
    evaluate,
    fit,
    schedules,
)

TASKS = {
    "adding": Adding(8),
    "copy": CopyMemory(3, remembered=2),
    "recall": RecallFirst(3),
    "reversal": Reversal((1, 4)),
    "order": TemporalOrder(20),
    "lag": NoiseFreeLag(5),
    "reber": Reber(),
    "continual": ContinualReber(20),
    "counting": Counting(5),
    "agreement": Agreement((0, 2)),
}
CELLS = [RNN, LSTM, GRU, PeepholeLSTM, CoupledLSTM]


@pytest.mark.parametrize("name", TASKS)
def test_every_cell_takes_every_task(name):
    task = TASKS[name]
    for cell in CELLS:
        trainer = fit(cell(task.input_size, 4, rng=0), task, 2, batch_size=3, rng=0)
        score = evaluate(trainer.model, task, 8, batch_size=4, rng=1)
        assert np.isfinite(score.loss) and 0 <= score.accuracy <= 1


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_learns_a_short_memory(cell):
    task = RecallFirst(gap=2, symbols=3)
    trainer = fit(
        cell(task.input_size, 16, rng=0), task, 400, optimizer=Adam(0.01), rng=0
    )
    score = evaluate(trainer.model, task, 512, rng=1)
    assert score.accuracy > 0.95 and score.loss < 0.3 * task.baseline


def test_numbers_are_learned_too():
    task = Adding(6)
    trainer = fit(GRU(2, 16, rng=0), task, 600, optimizer=Adam(0.01), rng=0)
    assert evaluate(trainer.model, task, 512, rng=1).loss < task.baseline / 20


@pytest.mark.parametrize("name", [k for k in TASKS if hasattr(TASKS[k], "baseline")])
def test_nobody_beats_the_baseline_before_learning(name):
    task = TASKS[name]
    model = as_model(LSTM(task.input_size, 4, rng=0), task, rng=0)
    model.flat_params[...] = 0  # all outputs alike
    assert evaluate(model, task, 256, rng=0).loss > 0.95 * task.baseline


def test_going_on_is_bit_for_bit_dropout_included():
    def start(seed):
        task = TASKS["reber"]
        layers = [LSTM(7, 5, rng=seed), LSTM(5, 5, rng=seed)]
        stack = Stacked(layers, dropout=0.3, rng=seed)
        return fit(stack, task, 0, batch_size=4, rng=seed)

    whole, first, second = start(0), start(0), start(1)
    whole.run(12)
    first.run(7)
    second.set_state(first.get_state())
    second.run(12)
    assert whole.history.loss == second.history.loss
    assert whole.model.flat_params.tobytes() == second.model.flat_params.tobytes()


def test_dropout_acts_while_training_only():
    task = TASKS["recall"]
    stack = Stacked([RNN(5, 8, rng=0), RNN(8, 8, rng=1)], dropout=0.5, rng=0)
    model = as_model(stack, task, rng=0)
    batch = task.batch(4, rng=0)
    assert model.loss(batch)[0] == model.loss(batch)[0]
    assert model.step(batch)[0] != model.step(batch)[0]
    assert model.loss(batch)[0] == model.loss(batch)[0] and not stack.training


def test_bidirectional_layers_and_other_models():
    task = TASKS["recall"]
    both = Bidirectional(LSTM(5, 3, rng=0), LSTM(5, 3, rng=1))
    assert fit(both, task, 2, rng=0).model.readout.input_size == 6

    class Pairs:
        """A stream for an encoder-decoder: read four symbols, say them again."""

        def __init__(self):
            self.rng = np.random.default_rng(0)

        def __next__(self):
            x = self.rng.integers(3, size=(4, 8))
            return Batch(x, x)

        def get_state(self):
            return {"rng": self.rng.bit_generator.state}

        def set_state(self, state):
            self.rng.bit_generator.state = state["rng"]

    trainer = fit(Seq2Seq(3, 3, 8, rng=0), Pairs(), 100, optimizer=Adam(0.02))
    assert trainer.history.mean_loss(10) < 0.8 * trainer.history.loss[0]


def test_seeds_decide():
    runs = [fit(GRU(5, 4, rng=0), TASKS["recall"], 5, rng=seed) for seed in (3, 3, 4)]
    assert runs[0].history.loss == runs[1].history.loss != runs[2].history.loss
    assert runs[0].history.seed == 3


def test_early_stopping_keeps_the_best():
    values = iter([3.0, 1.0, 2.0, 2.0, 9.0])
    kept = []

    def measure(model):
        kept.append(model.flat_params.copy())
        return next(values)

    stop = EarlyStopping(measure, every=5, patience=2)
    trainer = fit(RNN(5, 3, rng=0), TASKS["recall"], 1000, stop=stop, rng=0)
    assert trainer.steps == 20 and stop.best == 1.0
    assert (trainer.model.flat_params == kept[1]).all()
    assert trainer.history.held_out == {5: 3.0, 10: 1.0, 15: 2.0, 20: 2.0}


def test_early_stopping_at_a_target_and_never_too_early():
    stop = EarlyStopping(lambda model: 0.5, every=4, patience=99, target=0.5)
    assert fit(RNN(5, 3, rng=0), TASKS["recall"], 50, stop=stop, rng=0).steps == 4
    falling = iter(np.arange(100, 0, -1.0))
    stop = EarlyStopping(lambda model: next(falling), every=1, patience=1)
    assert fit(RNN(5, 3, rng=0), TASKS["recall"], 30, stop=stop, rng=0).steps == 30
    for bad in ({"every": 0}, {"patience": 0}):
        with pytest.raises(ValueError, match="give at least 1"):
            EarlyStopping(measure=lambda model: 0, **bad)


def test_schedules_reach_the_optimiser():
    schedule = schedules.warm_up(2, then=schedules.halving(2))
    trainer = fit(
        RNN(5, 3, rng=0),
        TASKS["recall"],
        6,
        optimizer=SGD(0.8),
        schedule=schedule,
        rng=0,
    )
    assert trainer.history.learning_rate == [0.4, 0.8, 0.8, 0.8, 0.4, 0.4]


def test_schedules_by_their_formulas():
    n = np.arange(200)
    fall = np.array([schedules.exponential(50)(k) for k in n])
    np.testing.assert_allclose(fall[50:] / fall[:-50], 0.5)
    wave = np.array([schedules.cosine(100, floor=0.1)(k) for k in n])
    assert wave[0] == 1 and wave[100] == pytest.approx(0.1) == wave[199]
    assert (np.diff(wave[:101]) < 0).all()
    assert wave[50] == pytest.approx(0.55)
    for build in (
        lambda: schedules.halving(0),
        lambda: schedules.halving(5, factor=2),
        lambda: schedules.exponential(0),
        lambda: schedules.cosine(0),
        lambda: schedules.cosine(5, floor=-1),
        lambda: schedules.warm_up(0),
    ):
        with pytest.raises(ValueError, match="it must be"):
            build()


def test_scores_do_not_depend_on_the_batch_size():
    task = Counting(6)
    data = task.batch(60, rng=0)
    fixed = Sequences(data.x, data.targets, data.weights, input_size=4, output_size=4)
    model = as_model(LSTM(4, 3, rng=0, dtype=np.float64), fixed, rng=0)

    class InOrder:
        def __init__(self, size):
            self.size, self.at = size, 0

        def stream(self, batch_size, rng):
            return self

        def __next__(self):
            part = slice(self.at, self.at + self.size)
            self.at += self.size
            return Batch(data.x[:, part], data.targets[:, part], data.weights[:, part])

        correct = fixed.correct

    scores = [evaluate(model, InOrder(n), 60, batch_size=n) for n in (60, 20, 5)]
    assert (
        scores[0].loss == pytest.approx(scores[1].loss) == pytest.approx(scores[2].loss)
    )
    whole = model.loss(Batch(data.x, data.targets, data.weights))[0]
    assert scores[0].loss == pytest.approx(whole)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="asks for 5 and 4 classes"):
        fit(RNN(6, 3), TASKS["recall"], 1)
    with pytest.raises(ValueError, match="predicts 1 numbers"):
        fit(as_model(RNN(2, 3), Adding(8)), TASKS["recall"], 1)
    with pytest.raises(ValueError, match="sequences is 0"):
        evaluate(as_model(RNN(2, 3), Adding(8)), Adding(8), 0)


class Poisoned(Adding):
    """Adding whose batches hold a bad number after a while."""

    def __init__(self, length, after, value):
        super().__init__(length)
        self.after, self.value = after, value

    def batch(self, batch_size, rng=None):
        batch = super().batch(batch_size, rng)
        self.after -= 1
        if self.after < 0:
            batch.x[1, 0, 0] = self.value
        return batch


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nan_is_found_where_data_enters(value):
    with pytest.raises(ValueError, match=r"x holds 1 value .* index \(1, 0, 0\)"):
        fit(RNN(2, 3, rng=0), Poisoned(5, 0, value), 3, rng=0)


def test_nan_that_comes_later_is_named_as_such():
    with pytest.raises(ValueError, match=r"x holds 1 value"):
        fit(RNN(2, 3, rng=0), Poisoned(5, 4, np.nan), 10, rng=0)
