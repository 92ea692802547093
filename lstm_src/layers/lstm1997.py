r"""The first LSTM layer, of 1997."""

from lstm_src.cells.lstm1997 import lstm1997_step, lstm1997_step_backward
from lstm_src.layers.layer import Layer


class LSTM1997(Layer):
    r"""The LSTM before it could forget: $C_t = C_{t-1} + i_t \circ \tilde C_t$.

    Args:
        input_size: D.
        hidden_size: H.
        truncated: whether gradients stop where they leave the belt, as in the paper;
            then the backward pass gives the paper's gradient, not the loss's slope.
        options: `dtype` and `rng`, as for every layer.

    Parameters: `W_i W_C W_o` (H, H+D), `b_i b_C b_o` (H,). State: (h, C). Trace: i,
    C_tilde, C, o, h.

    Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997.

    >>> import numpy as np
    >>> layer = LSTM1997(3, 2, truncated=True, rng=0)
    >>> y, state = layer.forward(np.ones((50, 1, 3)))
    >>> dx, (dh, dC) = layer.backward(0 * y, (None, np.ones((1, 2))))
    >>> dC.tolist()  # ∂C_50 / ∂C_0
    [[1.0, 1.0]]
    """

    state_names = ("h", "C")
    trace_names = ("i", "C_tilde", "C", "o", "h")

    def __init__(self, input_size, hidden_size, *, truncated=False, **options):
        self.truncated = bool(truncated)
        super().__init__(input_size, hidden_size, **options)

    def _pieces(self):
        H, D = self.hidden_size, self.input_size
        weights = {f"W_{k}": (H, H + D) for k in "iCo"}
        return weights | {f"b_{k}": (H,) for k in "iCo"}

    def _step(self, x, h, C):
        return lstm1997_step(x, h, C, self.params, self.truncated)

    def _step_backward(self, dh, dC, cache):
        return lstm1997_step_backward(dh, dC, cache)
