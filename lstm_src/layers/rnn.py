r"""The plain recurrent layer."""

import numpy as np

from lstm_src.cells.rnn import rnn_step, rnn_step_backward
from lstm_src.layers.layer import Layer


class RNN(Layer):
    r"""$h_t = \tanh(W \cdot [h_{t-1}, x_t] + b)$, through time and back.

    Args:
        input_size: D.
        hidden_size: H.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.
        activation: "tanh", or "relu" for $\max(0, \cdot)$.

    Parameters: `W` (H, H+D), `b` (H,). State: (h,). Trace: h.

    >>> layer = RNN(input_size=3, hidden_size=2, rng=0)
    >>> y, (h,) = layer.forward(np.zeros((5, 1, 3)))
    >>> y.shape, h.tolist()
    ((5, 1, 2), [[0.0, 0.0]])
    """

    def __init__(
        self,
        input_size,
        hidden_size,
        *,
        dtype=np.float32,
        rng=None,
        activation="tanh",
    ):
        if activation not in ("tanh", "relu"):
            raise ValueError(f"activation is {activation!r}; choose 'tanh' or 'relu'.")
        self.activation = activation
        super().__init__(input_size, hidden_size, dtype=dtype, rng=rng)

    def _pieces(self):
        H, D = self.hidden_size, self.input_size
        return {"kernel": (H + D, H), "bias": (H,)}

    def _name(self, pieces):
        return {"W": pieces["kernel"].T, "b": pieces["bias"]}

    def _step(self, x, h):
        return rnn_step(x, h, self.params, self.activation)

    def _step_backward(self, dh, cache):
        return rnn_step_backward(dh, cache)
