r"""The clockwork recurrent layer."""

import numbers

import numpy as np

from lstm_src.cells.clockwork import (
    audible,
    clockwork_step,
    clockwork_step_backward,
)
from lstm_src.layers.checks import check_size
from lstm_src.layers.layer import Layer


class ClockState(tuple):
    r"""The state (h,), which also knows what time it is in every row.

    >>> ClockState((np.zeros((1, 2)),), t=[5]).t
    [5]
    """

    def __new__(cls, parts, t):
        """Make a tuple of `parts` with an attribute `t`."""
        state = super().__new__(cls, parts)
        state.t = t
        return state

    def __getnewargs__(self):
        return tuple(self), self.t


class ClockworkRNN(Layer):
    r"""A plain recurrent layer in modules; module k reads where $t \bmod T_k = 0$.

    Args:
        input_size: D.
        hidden_size: H, shared out evenly among the modules.
        periods: T of every module, positive integers.
        t0: the time of the first step; at 0 every module reads it.
        options: `dtype` and `rng`, as for every layer.

    Parameters: `W` (H, H+D), `b` (H,); units hear units as slow as themselves or
    slower, and the rest of `W` is not used. State: (h,), a `ClockState`: handed back
    in, the clock goes on. A plain tuple, such as one that was saved, starts at t0.
    Trace: h.

    Raises:
        ValueError: where the periods are no positive integers, or H cannot be shared
            out.

    Source: Koutník et al., "A clockwork RNN", arXiv:1402.3511.

    >>> layer = ClockworkRNN(1, 2, periods=(1, 4), rng=0)
    >>> y, (h,) = layer.forward(np.ones((4, 1, 1)))
    >>> bool(y[3, 0, 1] == y[0, 0, 1])  # the slow unit has not moved
    True
    """

    def __init__(
        self, input_size, hidden_size, *, periods=(1, 2, 4, 8), t0=0, **options
    ):
        hidden_size = check_size(hidden_size, "hidden_size")
        modules = [check_size(T, "a period") for T in periods]
        if not modules or hidden_size % len(modules):
            raise ValueError(
                f"hidden_size is {hidden_size}, for {len(modules)} modules; give at "
                "least one period, and a multiple of their number."
            )
        if isinstance(t0, bool) or not isinstance(t0, numbers.Integral):
            raise ValueError(f"t0 is {t0!r}; give a whole number.")
        self.periods, self.t0 = tuple(modules), int(t0)
        self._unit_periods = np.repeat(modules, hidden_size // len(modules))  # (H,)
        super().__init__(input_size, hidden_size, **options)

    def _pieces(self):
        H, D = self.hidden_size, self.input_size
        return {"W": (H, H + D), "b": (H,)}

    def _initialise(self, rng):
        super()._initialise(rng)
        self.params["W"][~audible(self._unit_periods, self.input_size)] = 0

    def _open(self, state, B, name):
        """The clock is a second part, (B, 1), that no gradient moves."""
        start = np.asarray(getattr(state, "t", self.t0))
        t = np.broadcast_to(start, (B,)).astype(np.int64)[:, None]
        return *super()._open(state, B, name), t

    def _close(self, parts, name):
        h, t = parts
        return ClockState((h,), t[:, 0]) if name == "state" else (h,)

    def _step(self, x, h, t):
        h, cache = clockwork_step(x, h, self.params, self._unit_periods, t)
        return h, t + 1, cache

    def _step_backward(self, dh, dt, cache):
        dx, dh, grads = clockwork_step_backward(dh, cache)
        return dx, dh, dt, grads
