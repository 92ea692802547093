"""What happened while training, step by step."""

import csv
import io

import numpy as np

COLUMNS = ("step", "loss", "gradient_norm", "learning_rate", "held_out")


class History:
    r"""The record of one run.

    Attributes:
        loss: of every step, before its update.
        gradient_norm: of every step, before clipping.
        learning_rate: of every step.
        held_out: dict from a number of steps to the loss measured then on data that is
            not trained on.
        seed: what the run was started with, for the record.
        watchers: functions that are called with this history after each step, such as
            those of a view.

    >>> history = History(seed=0)
    >>> history.add(loss=2.0, gradient_norm=1.0, learning_rate=0.1)
    >>> history.steps, history.loss
    (1, [2.0])
    """

    def __init__(self, seed=None):
        self.loss, self.gradient_norm, self.learning_rate = [], [], []
        self.held_out = {}
        self.seed = seed
        self.watchers = []

    @property
    def steps(self):
        """How many steps were taken."""
        return len(self.loss)

    def add(self, loss, gradient_norm, learning_rate):
        """Record one step."""
        self.loss.append(loss)
        self.gradient_norm.append(gradient_norm)
        self.learning_rate.append(learning_rate)
        for watch in self.watchers:
            watch(self)

    def mean_loss(self, last=100):
        """Average the loss over the last steps, as far as there are any.

        >>> history = History()
        >>> for loss in (4.0, 2.0, 0.0):
        ...     history.add(loss, 1.0, 0.1)
        >>> history.mean_loss(last=2)
        1.0
        """
        recent = self.loss[-last:]
        return float(np.mean(recent)) if recent else float("nan")

    def to_csv(self, columns=COLUMNS, scale=1.0):
        """Write the record as text, one row a step.

        Args:
            columns: five names for the header.
            scale: what losses are multiplied by, such as 1/ln 2 for bits.

        Returns:
            CSV; the last column is empty where nothing was measured.

        >>> history = History()
        >>> history.add(2.0, 1.0, 0.1)
        >>> print(history.to_csv().strip())
        step,loss,gradient_norm,learning_rate,held_out
        1,2.0,1.0,0.1,
        """
        file = io.StringIO()
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(columns)
        recorded = zip(self.loss, self.gradient_norm, self.learning_rate, strict=True)
        for step, (loss, length, rate) in enumerate(recorded, start=1):
            held_out = self.held_out.get(step)
            measured = "" if held_out is None else held_out * scale
            rows.writerow([step, loss * scale, length, rate, measured])
        return file.getvalue()

    def get_state(self):
        """Hand out what a checkpoint needs."""
        return {
            "loss": np.array(self.loss),
            "gradient_norm": np.array(self.gradient_norm),
            "learning_rate": np.array(self.learning_rate),
            "held_out": [[step, loss] for step, loss in self.held_out.items()],
            "seed": self.seed,
        }

    def set_state(self, state):
        """Go back to where `get_state` was asked."""
        for name in ("loss", "gradient_norm", "learning_rate"):
            setattr(self, name, state[name].tolist())
        self.held_out = {int(step): loss for step, loss in state["held_out"]}
        self.seed = state["seed"]
