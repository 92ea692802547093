r"""The plain recurrent layer."""

import numpy as np

from lstm_src.cells.rnn import rnn_step, rnn_step_backward
from lstm_src.layers.fused import FusedLayer
from lstm_src.layers.fused_rnn import RNNUnroll


class RNN(FusedLayer):
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

    _unroll = RNNUnroll

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

    def start_as_identity(self, scale=1.0, rng=None):
        r"""Begin as the IRNN does: each unit copies itself, and hears little else.

        $$W = [\text{scale} \cdot I, \; \mathcal N(0, 0.001^2)], \qquad b = 0$$

        Args:
            scale: what each unit keeps of itself; 1 in the paper's main setting.
            rng: seed or Generator for the input weights.

        Returns:
            The layer itself.

        Source: Le, Jaitly and Hinton, arXiv:1504.00941.

        >>> layer = RNN(1, 2, activation="relu").start_as_identity(rng=0)
        >>> layer.params["W"][:, :2].tolist()
        [[1.0, 0.0], [0.0, 1.0]]
        """
        H = self.hidden_size
        noise = np.random.default_rng(rng).normal(0, 0.001, (H, self.input_size))
        self.params["W"][:, :H] = scale * np.eye(H)
        self.params["W"][:, H:] = noise
        self.params["b"][...] = 0
        return self

    def _name(self, pieces):
        return {"W": pieces["kernel"].T, "b": pieces["bias"]}

    def _step(self, x, h):
        return rnn_step(x, h, self.params, self.activation)

    def _step_backward(self, dh, cache):
        return rnn_step_backward(dh, cache)
