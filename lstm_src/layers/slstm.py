r"""The sLSTM layer of xLSTM."""

import numpy as np

from lstm_src.cells.slstm import slstm_step, slstm_step_backward
from lstm_src.layers.layer import Layer


class SLSTM(Layer):
    r"""xLSTM's sLSTM: exponential gates, and a normaliser n beside the belt.

    Args:
        input_size: D.
        hidden_size: H; one head.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.
        forget_bias: what `b_f` starts at.
        forget: "sigmoid" or "exp": what turns $a_f$ into the forget gate.

    Parameters: `W_f W_i W_C W_o` (H, H+D), `b_f b_i b_C b_o` (H,). State: (h, C, n, m),
    where n is 0 or more. Trace: f, i, C_tilde, C, n, m, o, h; the gates, C and n as
    they are after the stabiliser m.

    Raises:
        ValueError: where `forget` is something else.

    Source: Beck et al., "xLSTM: extended long short-term memory", arXiv:2405.04517.

    >>> layer = SLSTM(input_size=3, hidden_size=2, rng=0)
    >>> y, (h, C, n, m) = layer.forward(np.zeros((1, 1, 3)))
    >>> n.tolist()  # one thing was counted
    [[1.0, 1.0]]
    """

    state_names = ("h", "C", "n", "m")
    trace_names = ("f", "i", "C_tilde", "C", "n", "m", "o", "h")

    def __init__(
        self,
        input_size,
        hidden_size,
        *,
        dtype=np.float32,
        rng=None,
        forget_bias=1.0,
        forget="sigmoid",
    ):
        if forget not in ("sigmoid", "exp"):
            raise ValueError(f"forget is {forget!r}; choose 'sigmoid' or 'exp'.")
        self.forget = forget
        super().__init__(input_size, hidden_size, dtype=dtype, rng=rng)
        self.params["b_f"][...] = forget_bias

    def _pieces(self):
        H, D = self.hidden_size, self.input_size
        weights = {f"W_{k}": (H, H + D) for k in "fiCo"}
        return weights | {f"b_{k}": (H,) for k in "fiCo"}

    def _step(self, x, h, C, n, m):
        return slstm_step(x, h, C, n, m, self.params, self.forget)

    def _step_backward(self, dh, dC, dn, dm, cache):
        return slstm_step_backward(dh, dC, dn, dm, cache)
