r"""The training loop: read a batch, go back through it, clip, step; and go on later."""

import math

from lstm_src.numerics import check_finite
from lstm_src.training.clipping import clip_by_norm, clip_by_value, norm
from lstm_src.training.history import History
from lstm_src.training.optimizers import Adam


class Trainer:
    r"""Everything that one run consists of; it can be stopped, saved and gone on with.

    Each step reads one batch. Where the batch goes on from the last one, the state is
    carried along, but no gradient flows back into it: truncated backpropagation
    through time.

    Args:
        model: a `Model`, or anything with `step(batch, state)`, `flat_params` and
            `flat_grads`.
        stream: endless iterator of `Batch`, with `get_state` and `set_state`.
        optimizer: an `Optimizer`; None: Adam at 0.002.
        clip: largest norm of the gradient; None: any.
        clip_value: largest entry of the gradient; None: any. It is applied first.
        schedule: function from the number of steps taken (0 at first) to the factor
            on the learning rate; None: always 1.
        seed: what the run was started with, for the record.

    Attributes:
        history: a `History`.
        state: the carried state.
    """

    def __init__(
        self,
        model,
        stream,
        optimizer=None,
        *,
        clip=5.0,
        clip_value=None,
        schedule=None,
        seed=None,
    ):
        self.model, self.stream = model, stream
        self.optimizer = Adam(2e-3) if optimizer is None else optimizer
        self.clip, self.clip_value, self.schedule = clip, clip_value, schedule
        self._full_rate = self.optimizer.learning_rate
        self.history = History(seed)
        self.state = None

    @property
    def steps(self):
        """How many steps were taken."""
        return self.history.steps

    def step(self):
        r"""Read one batch and learn from it.

        Returns:
            The loss on that batch, before the update.

        Raises:
            ValueError: where the loss or its gradient is no longer finite; the
                parameters are left as they were.
        """
        batch = next(self.stream)
        loss, self.state = self.model.step(batch, None if batch.fresh else self.state)
        gradient = self.model.flat_grads
        length = self._clip(gradient)
        if not (math.isfinite(loss) and math.isfinite(length)):
            check_batch(batch)
            raise ValueError(
                f"at step {self.steps + 1} the loss is {loss:.3g} and the norm of its "
                f"gradient {length:.3g}; lower the learning rate or the clipping limit."
            )
        if self.schedule is not None:
            factor = self.schedule(self.steps)
            self.optimizer.learning_rate = self._full_rate * factor
        self.optimizer.step(self.model.flat_params, gradient)
        self.history.add(loss, length, self.optimizer.learning_rate)
        return loss

    def run(self, steps, *, after_step=None, progress=False, unit="step"):
        r"""Take steps until `steps` have been taken in all.

        Args:
            steps: the number to reach.
            after_step: function called with this trainer after each step; training
                ends early where it returns True.
            progress: whether to show a bar.
            unit: what the bar counts.

        Returns:
            The history.
        """
        with _Bar(progress, self.steps, steps, unit) as bar:
            while self.steps < steps:
                self.step()
                bar.update()
                if self.steps % 20 == 0:
                    bar.set_postfix(loss=f"{self.history.mean_loss(50):.3f}")
                if after_step is not None and after_step(self):
                    break
        return self.history

    def get_state(self):
        """Hand out everything that a checkpoint needs to go on bit for bit."""
        return {
            "params": self.model.flat_params.copy(),
            "optimizer": self.optimizer.get_state(),
            "stream": self.stream.get_state(),
            "state": self.state,
            "rng": [rng.bit_generator.state for rng in self._generators()],
            "history": self.history.get_state(),
        }

    def set_state(self, state):
        """Go back to where `get_state` was asked.

        Raises:
            ValueError: where the state belongs to a model of another size.
        """
        params = state["params"]
        if params.shape != self.model.flat_params.shape:
            raise ValueError(
                f"the saved model has {params.size} parameters, this one "
                f"{self.model.flat_params.size}; build it with the same settings."
            )
        self.model.flat_params[...] = params
        self.optimizer.set_state(state["optimizer"])
        self.stream.set_state(state["stream"])
        self.state = state["state"]
        for rng, kept in zip(self._generators(), state["rng"], strict=True):
            rng.bit_generator.state = kept
        self.history.set_state(state["history"])

    def _clip(self, gradient):
        """Clip by value, then by norm; return the norm from before."""
        if self.clip_value is None and self.clip is not None:
            return clip_by_norm(gradient, self.clip)
        length = norm(gradient)
        if self.clip_value is not None:
            clip_by_value(gradient, self.clip_value)
        if self.clip is not None:
            clip_by_norm(gradient, self.clip)
        return length

    def _generators(self):
        return getattr(self.model, "generators", list)()


def check_batch(batch):
    r"""Look for NaN and infinity in a batch.

    Raises:
        ValueError: naming what holds them.

    >>> from lstm_src.tasks.batch import Batch
    >>> check_batch(Batch([[[1.0]]], targets=[[float("inf")]]))
    Traceback (most recent call last):
    ...
    ValueError: targets holds 1 value that is NaN or infinite, ...
    """
    for name in ("x", "targets", "weights"):
        if getattr(batch, name) is not None:
            check_finite(getattr(batch, name), name)


class _Bar:
    """A progress bar of tqdm, or nothing at all."""

    def __init__(self, wanted, done, total, unit):
        self._bar = None
        if wanted:
            from tqdm.auto import tqdm

            self._bar = tqdm(initial=done, total=total, unit=unit, leave=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._bar is not None:
            self._bar.close()

    def update(self):
        if self._bar is not None:
            self._bar.update()

    def set_postfix(self, **numbers):
        if self._bar is not None:
            self._bar.set_postfix(refresh=False, **numbers)
