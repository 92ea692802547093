"""Our hand in the contest: tokens in, loss out, parameters moved."""

import numpy as np

from lstm_src import LSTM
from lstm_src.tasks.batch import Batch
from lstm_src.training.model import Model
from lstm_src.training.optimizers import Adam

RATE = 2e-3


def tokens(B, T, V):
    """Random symbols to read and to predict, each (T, B)."""
    rng = np.random.default_rng(0)
    return rng.integers(0, V, (2, T, B))


class Ours:
    """`lstm_src`: LSTM, readout, cross-entropy, Adam over one flat vector."""

    def __init__(self, H, B, T, V, dtype):
        self.model = Model(LSTM(V, H, dtype=dtype, rng=0), V, rng=0)
        self.optimizer = Adam(RATE)
        self.batch = Batch(*tokens(B, T, V))
        self.state = None

    def step(self):
        """One training step; returns the loss."""
        loss, self.state = self.model.step(self.batch, self.state)
        self.optimizer.step(self.model.flat_params, self.model.flat_grads)
        return loss
