r"""The gated recurrent layer."""

import numpy as np

from lstm_src.cells.gru import gru_step, gru_step_backward
from lstm_src.layers.fused import FusedLayer
from lstm_src.layers.fused_gru import GRUUnroll


class GRU(FusedLayer):
    r"""The GRU through time and back: $h_t = (1-z) \circ h_{t-1} + z \circ \tilde h$.

    Args:
        input_size: D.
        hidden_size: H.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.
        reset_after: False: $\tilde h$ reads $r \circ h$ (Cho et al.); True: r acts
            on the product with h and on `b_rh` inside it (PyTorch, cuDNN).

    Parameters: `W_z W_r W_h` (H, H+D), `b_z b_r b_h` (H,), and `b_rh` (H,) with
    `reset_after`. State: (h,). Trace: z, r, h_tilde, h.

    >>> layer = GRU(input_size=3, hidden_size=2, rng=0)
    >>> y, (h,) = layer.forward(np.zeros((5, 1, 3)))
    >>> y.shape, h.tolist()
    ((5, 1, 2), [[0.0, 0.0]])
    """

    trace_names = ("z", "r", "h_tilde", "h")
    gate_order = ("h", "r", "z")
    sigmoids = 2
    _unroll = GRUUnroll

    def __init__(
        self,
        input_size,
        hidden_size,
        *,
        dtype=np.float32,
        rng=None,
        reset_after=False,
    ):
        self.reset_after = bool(reset_after)
        super().__init__(input_size, hidden_size, dtype=dtype, rng=rng)

    def _pieces(self):
        inside = {"recall_bias": (self.hidden_size,)} if self.reset_after else {}
        return super()._pieces() | inside

    def _name(self, pieces):
        kernel, bias = pieces["kernel"], pieces["bias"]
        named = {f"W_{k}": kernel[:, self._columns(k)].T for k in "zrh"}
        named |= {f"b_{k}": bias[self._columns(k)] for k in "zrh"}
        return named | ({"b_rh": pieces["recall_bias"]} if self.reset_after else {})

    def _step(self, x, h):
        return gru_step(x, h, self.params, self.reset_after)

    def _step_backward(self, dh, cache):
        return gru_step_backward(dh, cache)
