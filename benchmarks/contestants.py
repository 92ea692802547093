"""The same training step by several hands: tokens in, loss out, parameters moved.

Each takes (H, B, T, V): hidden units, rows, steps, symbols; each step reads the same
tokens, carries its state along without gradient, and takes one step of Adam.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.ours import RATE, Ours, tokens


class Torch:
    """`torch.nn.LSTM` and `nn.Linear` with fused Adam."""

    def __init__(self, H, B, T, V, dtype):
        self.dtype = getattr(torch, np.dtype(dtype).name)
        self.V = V
        self.recurrent = self.layer(V, H)
        self.readout = nn.Linear(H, V, dtype=self.dtype)
        parameters = [*self.recurrent.parameters(), *self.readout.parameters()]
        self.optimizer = torch.optim.Adam(parameters, lr=RATE, fused=True)
        self.x, self.targets = map(torch.from_numpy, tokens(B, T, V))
        zero = torch.zeros(B, H, dtype=self.dtype)
        self.state = zero, zero

    def layer(self, V, H):
        """The recurrent part."""
        return nn.LSTM(V, H, dtype=self.dtype)

    def unroll(self, x):
        """Hidden states (T, B, H); the state moves on, cut off from its past."""
        y, state = self.recurrent(x, tuple(part[None] for part in self.state))
        self.state = tuple(part[0].detach() for part in state)
        return y

    def step(self):
        """One training step; returns the loss."""
        self.optimizer.zero_grad(set_to_none=True)
        x = F.one_hot(self.x, self.V).to(self.dtype)
        z = self.readout(self.unroll(x))
        loss = F.cross_entropy(z.view(-1, self.V), self.targets.view(-1))
        loss.backward()
        self.optimizer.step()
        return loss.item()


class TorchCell(Torch):
    """The same with a Python loop over `torch.nn.LSTMCell`."""

    def layer(self, V, H):
        """One cell."""
        return nn.LSTMCell(V, H, dtype=self.dtype)

    def unroll(self, x):
        """Hidden states (T, B, H), one step after the other."""
        state, seen = self.state, []
        for x_t in x:
            state = self.recurrent(x_t, state)
            seen.append(state[0])
        self.state = tuple(part.detach() for part in state)
        return torch.stack(seen)


def check_alike(size=(4, 3, 5, 6)):
    """Make sure that all do the same work: same start, same losses step after step."""
    ours = Ours(*size, np.float64)
    params = {k: torch.from_numpy(v.copy()) for k, v in ours.model.params.items()}
    H, order = size[0], "ifCo"
    W, b = (torch.cat([params[f"{letter}_{k}"] for k in order]) for letter in "Wb")
    others = Torch(*size, np.float64), TorchCell(*size, np.float64)
    with torch.no_grad():
        for other in others:
            # Two biases would get two steps of Adam: one of them must stay 0.
            weights = list(other.recurrent.parameters())
            values = W[:, H:], W[:, :H], b, torch.zeros_like(b)
            for weight, value in zip(weights, values, strict=True):
                weight.copy_(value)
            weights[-1].requires_grad_(False)
            other.readout.weight.copy_(params["W_y"])
            other.readout.bias.copy_(params["b_y"])
    for _ in range(4):
        losses = [hand.step() for hand in (ours, *others)]
        np.testing.assert_allclose(losses, losses[0], rtol=1e-9)
