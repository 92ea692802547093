r"""The two-dimensional grid LSTM: a belt along time in every layer, and one upwards."""

import numpy as np

from lstm_src.cells.grid import SIDES, grid_step, grid_step_backward
from lstm_src.layers.tower import Tower

TRACED = ("u", "f", "o", "c", "m", "h")


class GridLSTM(Tower):
    r"""Blocks of two LSTMs in a grid of time and depth; y is what leaves at the top.

    The input enters the depth side below: $h^{depth} = W_h x_t$, $m^{depth} = W_m x_t$.

    Args:
        input_size: D.
        hidden_size: H.
        layers: blocks one above another.
        form: $h' = \tanh(o \circ m')$ for "paper", $o \circ \tanh(m')$ for "standard".
        priority: whether the depth side reads the new hidden state of the time side.
        options: `dtype` and `rng`, as for every layer.

    Parameters: "x.W_h" "x.W_m" (H, D); "0.time.W_u" … "0.depth.W_c" … (H, 2H) in every
    layer, which act on $[h^{time}, h^{depth}]$. State: a tuple of the layers' (h, m)
    along time. Trace: "0.time.u" … "1.depth.h".

    Raises:
        ValueError: where the form is another.

    Source: Kalchbrenner, Danihelka and Graves, "Grid long short-term memory",
    arXiv:1507.01526; how the input enters is a choice made here.

    >>> layer = GridLSTM(3, 2, rng=0)
    >>> y, (lower, (h, m)) = layer.forward(np.zeros((5, 1, 3)))
    >>> y.shape, layer.params["1.depth.W_u"].shape
    ((5, 1, 2), (2, 4))
    """

    state_names = ("h", "m")
    _speaks = -1  # the state's last part is no state: it holds what leaves at the top

    def __init__(
        self, input_size, hidden_size, *, form="paper", priority=False, **options
    ):
        if form not in ("paper", "standard"):
            raise ValueError(f"form is {form!r}; choose 'paper' or 'standard'.")
        self.form, self.priority = form, bool(priority)
        super().__init__(input_size, hidden_size, **options)

    @property
    def trace_names(self):
        """The names of every block in turn, "0.time.u" to "1.depth.h"."""
        storeys = range(self.layers)
        return tuple(f"{n}.{s}.{k}" for n in storeys for s in SIDES for k in TRACED)

    def _pieces(self):
        entry = (self.hidden_size, self.input_size)
        return {"x.W_h": entry, "x.W_m": entry} | super()._pieces()

    def _storey_pieces(self, n):
        H = self.hidden_size
        return {f"{side}.W_{k}": (H, 2 * H) for side in SIDES for k in "ufoc"}

    def _open(self, state, B, name):
        top = np.zeros((B, self.hidden_size), self.dtype)
        return *super()._open(state, B, name), top

    def _step(self, x, *state):
        h, m = x @ self.params["x.W_h"].T, x @ self.params["x.W_m"].T  # upwards, (B, H)
        new, blocks, seen = [], [], {}
        for n in range(self.layers):
            h_time, m_time = state[2 * n : 2 * n + 2]
            *time, h, m, cache = grid_step(
                h_time, m_time, h, m, self._storey(n), self.form, self.priority
            )
            new += time
            blocks.append(cache)
            seen |= {f"{n}.{s}.{k}": cache[f"{s}.{k}"] for s in SIDES for k in TRACED}
        return *new, h, seen | {"blocks": blocks, "x": x}

    def _step_backward(self, *dstate_and_cache):
        *dstate, dh, cache = dstate_and_cache
        dm, dprev, grads, x = np.zeros_like(dh), [], {}, cache["x"]
        for n in reversed(range(self.layers)):
            *dtime, dh, dm, own = grid_step_backward(
                *dstate[2 * n : 2 * n + 2], dh, dm, cache["blocks"][n]
            )
            dprev = [*dtime, *dprev]
            grads |= {f"{n}.{name}": gradient for name, gradient in own.items()}
        grads |= {"x.W_h": dh.T @ x, "x.W_m": dm.T @ x}  # (H, D)
        dx = dh @ self.params["x.W_h"] + dm @ self.params["x.W_m"]
        return dx, *dprev, np.zeros_like(dh), grads
