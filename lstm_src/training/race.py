r"""A race: five networks learn one task from the same batches.

The page runs the same race in JavaScript (`explorables/train.js`). Both draw weights
and batches from `Mulberry`, in double precision, and so stay together step by step:
to 1e-9 and better over a hundred steps, except where a loss falls so steeply that
training itself makes rounding errors grow tenfold every few steps.
"""

import numpy as np

from lstm_src.layers import GRU, LSTM, RNN, CoupledLSTM, PeepholeLSTM
from lstm_src.tasks import Adding, CopyMemory, Counting, RecallFirst
from lstm_src.tasks.mulberry import Mulberry
from lstm_src.training.loop import Trainer
from lstm_src.training.model import Model
from lstm_src.training.optimizers import Adam

BATCH_SIZE = 16
NETWORKS = {
    "RNN": RNN,
    "LSTM": LSTM,
    "GRU": GRU,
    "peephole": PeepholeLSTM,
    "coupled": CoupledLSTM,
}
# Each for a gap: at most so many steps lie between what has to be remembered and the
# answer that needs it.
TASKS = {
    "recall": RecallFirst,
    "adding": lambda gap: Adding(gap + 2),
    "copy": lambda gap: CopyMemory(gap, remembered=2, symbols=4),
    "counting": lambda gap: Counting(gap // 2 + 1),
}


class Race:
    r"""Five networks with the same task, settings, seed and batches.

    Weights start uniform in $\pm 1/\sqrt H$, biases at 0, but for `b_f` where there is
    a forget gate. Adam takes the steps, after clipping by norm.

    Args:
        task: "recall", "adding", "copy" or "counting".
        gap: steps between what has to be remembered and its answer, at least 2.
        hidden_size: H.
        learning_rate: of Adam.
        forget_bias: what `b_f` starts at.
        clip: largest norm of the gradient.
        seed: whole number; stream 0 of `Mulberry(seed)` draws the batches, streams 1 to
            5 the weights of the networks in their order.
        batch_size: B.

    Attributes:
        trainers: name of a network -> its `Trainer`; `trainers["LSTM"].history` holds
            loss and gradient norm of every step.
        accuracy: name -> for each step, the share of sequences answered without fault.

    Raises:
        ValueError: where there is no such task.

    >>> race = Race("recall", gap=2, hidden_size=2, seed=1)
    >>> race.run(3).steps
    3
    >>> losses = [t.history.loss[0] for t in race.trainers.values()]
    >>> bool(np.allclose(losses, np.log(4), atol=0.3))  # guesses, to begin with
    True
    """

    def __init__(
        self,
        task="adding",
        *,
        gap=10,
        hidden_size=16,
        learning_rate=1e-2,
        forget_bias=1.0,
        clip=1.0,
        seed=1,
        batch_size=BATCH_SIZE,
    ):
        if task not in TASKS:
            raise ValueError(f"there is no task {task!r}; choose {', '.join(TASKS)}.")
        self.task = TASKS[task](gap)
        self._seed, self._batch_size = Mulberry(seed), batch_size
        self.trainers, self.accuracy = {}, {name: [] for name in NETWORKS}
        for number, (name, Layer) in enumerate(NETWORKS.items(), start=1):
            rng = self._seed.child(number)
            forget = {"forget_bias": forget_bias} if issubclass(Layer, LSTM) else {}
            layer = Layer(
                self.task.input_size, hidden_size, dtype=np.float64, rng=rng, **forget
            )
            self.trainers[name] = Trainer(
                _Scored(layer, self.task, rng),
                self._batches(),
                Adam(learning_rate),
                clip=clip,
                seed=seed,
            )

    @property
    def steps(self):
        """How many steps were taken."""
        return self.trainers["LSTM"].steps

    def run(self, steps, progress=False):
        """Train every network until it has taken `steps` steps in all.

        Args:
            steps: the number to reach.
            progress: whether to show a bar for each network.

        Returns:
            The race itself.
        """
        for name, trainer in self.trainers.items():
            seen = self.accuracy[name]
            trainer.run(
                steps,
                after_step=lambda t, seen=seen: seen.append(t.model.accuracy),
                progress=progress,
            )
        return self

    def forget_gates(self):
        r"""Look at the LSTM's forget gates over the first batch's longest sequence.

        Returns:
            What was read, (T,), symbols or marks; and the gates, (T, H).
        """
        batch = next(self._batches())
        row = 0 if batch.lengths is None else int(np.argmax(batch.lengths))
        T = len(batch.x) if batch.lengths is None else batch.lengths[row]
        x = batch.x[:T, row : row + 1]
        f = self.trainers["LSTM"].model.layer.trace(x)["f"]
        return (x if x.ndim == 2 else x[..., 1])[:, 0], f[:, 0]

    def _batches(self):
        return self.task.stream(self._batch_size, self._seed.child(0))


class _Scored(Model):
    """A model that also remembers how much of its last batch was answered rightly."""

    def __init__(self, layer, task, rng):
        super().__init__(layer, task.output_size, predicts=task.predicts, rng=rng)
        self._task = task

    def _compare(self, z, batch):
        self.accuracy = float(self._task.correct(z, batch).mean())
        return super()._compare(z, batch)
