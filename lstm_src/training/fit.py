r"""Train any cell on any task, stop when it is enough, and measure what came of it."""

from typing import NamedTuple

import numpy as np

from lstm_src.training.loop import Trainer, check_batch
from lstm_src.training.model import Model


def fit(
    model,
    task,
    steps,
    *,
    batch_size=32,
    optimizer=None,
    clip=5.0,
    clip_value=None,
    schedule=None,
    stop=None,
    rng=None,
    progress=False,
):
    r"""Train a layer or a model on a task.

    Args:
        model: any layer (a readout is added), a `Model`, or anything with its `step`.
        task: a `tasks.task.Task`, or a stream as for `Trainer`.
        steps: updates.
        batch_size: B, sequences in a step.
        optimizer: as for `Trainer`.
        clip: as for `Trainer`.
        clip_value: as for `Trainer`.
        schedule: as for `Trainer`.
        stop: function called with the trainer after each step; True ends the training.
            An `EarlyStopping` also puts the best parameters back at the end.
        rng: seed or Generator, of the readout and of the sequences.
        progress: whether to show a bar.

    Returns:
        The `Trainer`: its `model` is trained, its `history` tells how, and its `run`
        goes on.

    Raises:
        ValueError: where layer and task do not fit, the first batch holds NaN or
            infinity, or the loss stops being finite.

    >>> from lstm_src import LSTM
    >>> from lstm_src.tasks.memory import RecallFirst
    >>> trainer = fit(LSTM(5, 8, rng=0), RecallFirst(gap=2), steps=3, rng=0)
    >>> trainer.history.steps, trainer.history.seed
    (3, 0)
    """
    seed = rng if isinstance(rng, int) else None
    rng = np.random.default_rng(rng)
    model = as_model(model, task, rng)
    stream = task.stream(batch_size, rng) if hasattr(task, "stream") else task
    _check_first(stream)
    trainer = Trainer(
        model,
        stream,
        optimizer,
        clip=clip,
        clip_value=clip_value,
        schedule=schedule,
        seed=seed,
    )
    trainer.run(steps, after_step=stop, progress=progress)
    if isinstance(stop, EarlyStopping):
        stop.restore(trainer)
    return trainer


def as_model(model, task, rng=None):
    r"""Give a layer the readout that a task asks for; check that they fit.

    Args:
        model: any layer, or a `Model`, which is handed back.
        task: a `tasks.task.Task`.
        rng: seed or Generator of the readout.

    Returns:
        A `Model`.

    Raises:
        ValueError: where sizes or kinds of prediction differ.

    >>> from lstm_src import RNN
    >>> from lstm_src.tasks.adding import Adding
    >>> as_model(RNN(2, 4, rng=0), Adding(10)).predicts
    'numbers'
    """
    if not hasattr(model, "step"):
        model = Model(model, task.output_size, predicts=task.predicts, rng=rng)
    if not isinstance(model, Model) or not hasattr(task, "predicts"):
        return model  # a model or a stream of another kind: they know themselves
    asked = (task.input_size, task.output_size, task.predicts)
    given = (model.layer.input_size, model.readout.output_size, model.predicts)
    if asked != given:
        raise ValueError(
            f"the model reads {given[0]} and predicts {given[1]} {given[2]}, "
            f"{type(task).__name__} asks for {asked[0]} and {asked[1]} {asked[2]}; "
            "build the layer with the task's input_size."
        )
    return model


class Score(NamedTuple):
    """What a model reached on fresh sequences.

    Attributes:
        loss: mean over the positions that count, in nats or squared error.
        accuracy: share of sequences in which everything that counts was right.
    """

    loss: float
    accuracy: float


def evaluate(model, task, sequences=2560, *, batch_size=64, rng=None):
    r"""Measure a model on fresh sequences of a task.

    Args:
        model: a `Model`.
        task: a `tasks.task.Task`.
        sequences: how many, at the least.
        batch_size: how many at once.
        rng: seed or Generator; take another than for training.

    Returns:
        A `Score`.

    >>> from lstm_src import RNN
    >>> from lstm_src.tasks.memory import RecallFirst
    >>> task = RecallFirst(gap=2)
    >>> evaluate(as_model(RNN(5, 4, rng=0), task, 0), task, 64, rng=0).accuracy < 0.6
    True
    """
    if sequences < 1:
        raise ValueError(f"sequences is {sequences}; give at least 1.")
    stream = task.stream(batch_size, rng)
    state, losses, counts, right = None, [], [], []
    for _ in range(-(-sequences // batch_size)):
        batch = next(stream)
        start = None if batch.fresh else state
        z, state = model.forward(batch.x, start, batch.lengths)
        losses.append(model.loss(batch, start)[0])
        weights = batch.weights
        counts.append(batch.x.shape[0] * batch_size if weights is None else
                      weights.sum())  # fmt: skip
        right.append(task.correct(z, batch))
    loss = float(np.average(losses, weights=counts))
    return Score(loss, float(np.mean(right)))


class EarlyStopping:
    r"""Stop when a measure no longer falls; keep the parameters that were best.

    Hand it to `fit` as `stop`, or to `Trainer.run` as `after_step` and call `restore`
    at the end.

    Args:
        measure: function from the model to a number that should fall, such as the loss
            on sequences that are not trained on.
        every: steps between two measurements.
        patience: how many measurements in a row may be no better than the best.
        target: stop at once where the measure is no more than this; None: never.

    Attributes:
        best: the lowest measure so far.

    Raises:
        ValueError: where `every` or `patience` is less than 1.

    >>> stop = EarlyStopping(lambda model: 1.0, every=10, patience=3)
    >>> stop.best
    inf
    """

    def __init__(self, measure, *, every=100, patience=5, target=None):
        for name, number in (("every", every), ("patience", patience)):
            if number < 1:
                raise ValueError(f"{name} is {number}; give at least 1.")
        self.measure, self.every, self.patience = measure, every, patience
        self.target = target
        self.best, self._kept, self._waited = float("inf"), None, 0

    def __call__(self, trainer):
        """Measure when it is time; say whether to stop."""
        if trainer.steps % self.every:
            return False
        value = float(self.measure(trainer.model))
        trainer.history.held_out[trainer.steps] = value
        if value < self.best:
            self.best, self._waited = value, 0
            self._kept = trainer.model.flat_params.copy()
        else:
            self._waited += 1
        reached = self.target is not None and value <= self.target
        return reached or self._waited >= self.patience

    def restore(self, trainer):
        """Put the best parameters back, if any were measured."""
        if self._kept is not None:
            trainer.model.flat_params[...] = self._kept


def _check_first(stream):
    """Look for NaN where data enters: in the first batch, without using it up."""
    state = stream.get_state()
    check_batch(next(stream))
    stream.set_state(state)
