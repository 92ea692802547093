"""The same sampling by several hands: one character at a time, from nothing."""

import numpy as np
import torch
from torch import nn

from lstm_src.language_model import LanguageModel
from lstm_src.tasks.text import Vocabulary

LENGTH = 500  # what the command line writes by default
SYMBOLS = [chr(ord("0") + n) for n in range(65)]


class Ours:
    """`LanguageModel.sample`."""

    def __init__(self, H):
        vocabulary = Vocabulary("".join(SYMBOLS))
        self.model = LanguageModel(vocabulary, H, rng=0)

    def write(self):
        """Write LENGTH characters."""
        self.model.sample("0", LENGTH, rng=0)


class Torch:
    """`nn.LSTM` called with one step, softmax, and a draw from `torch.multinomial`."""

    def __init__(self, H):
        V = len(SYMBOLS)
        self.recurrent, self.readout = self.layer(V, H), nn.Linear(H, V)
        self.rows, self.H = torch.eye(V), H

    def layer(self, V, H):
        """The recurrent part."""
        return nn.LSTM(V, H)

    def start(self):
        """State before the first character."""
        zero = torch.zeros(1, 1, self.H)
        return zero, zero

    def advance(self, k, state):
        """Hidden state (H,) after one character, and the state."""
        y, state = self.recurrent(self.rows[k].view(1, 1, -1), state)
        return y[0, 0], state

    @torch.inference_mode()
    def write(self):
        """Write LENGTH characters."""
        k, state = 0, self.start()
        for _ in range(LENGTH):
            h, state = self.advance(k, state)
            k = int(torch.multinomial(torch.softmax(self.readout(h), -1), 1))


class TorchCell(Torch):
    """The same with `nn.LSTMCell`."""

    def layer(self, V, H):
        """One cell."""
        return nn.LSTMCell(V, H)

    def start(self):
        """State before the first character."""
        zero = torch.zeros(1, self.H)
        return zero, zero

    def advance(self, k, state):
        """Hidden state (H,) after one character, and the state."""
        state = self.recurrent(self.rows[k : k + 1], state)
        return state[0][0], state


def check_alike(H=8):
    """Make sure that the writers would draw from the same probabilities."""
    ours, theirs = Ours(H), TorchCell(H)
    params = ours.model.layer.params
    order = "ifCo"
    W = np.concatenate([params[f"W_{k}"] for k in order])
    b = np.concatenate([params[f"b_{k}"] for k in order])
    cell = theirs.recurrent
    with torch.no_grad():
        cell.weight_hh.copy_(torch.from_numpy(W[:, :H].copy()))
        cell.weight_ih.copy_(torch.from_numpy(W[:, H:].copy()))
        cell.bias_ih.copy_(torch.from_numpy(b))
        cell.bias_hh.zero_()
        state = theirs.start()
        step = ours.model.layer.stepper()
        for k in (0, 3, 5):
            h, state = theirs.advance(k, state)
            np.testing.assert_allclose(step([k])[0], h.numpy(), atol=1e-6)
