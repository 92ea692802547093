r"""The depth-gated LSTM: a stack whose belts touch."""

import numpy as np

from lstm_src.cells.depth_gated import depth_gated_step, depth_gated_step_backward
from lstm_src.cells.peephole import peephole_step, peephole_step_backward
from lstm_src.layers.tower import Tower

TRACED = ("f", "i", "d", "C_tilde", "C", "o", "h")


class DepthGatedLSTM(Tower):
    r"""A stack of peephole LSTMs; each depth gate lets in the belt of the layer below.

    Args:
        input_size: D.
        hidden_size: H, units in every layer.
        layers: how many are stacked; the lowest has no depth gate.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.
        forget_bias: what every `b_f` starts at.

    Parameters: those of a `Stacked` of `PeepholeLSTM` ("0.W_f" …), and from layer 1 on
    "1.W_xd" (H, H), "1.w_cd" "1.w_ld" "1.b_d" (H,). State: a tuple of the layers'
    (h, C). Trace: "0.f" … "1.d" …. With the depth gates shut it is that stack.

    Source: Yao et al., "Depth-gated recurrent neural networks", arXiv:1508.03790.

    >>> layer = DepthGatedLSTM(3, 2, rng=0)
    >>> y, (lower, (h, C)) = layer.forward(np.zeros((5, 1, 3)))
    >>> layer.params["1.W_xd"].shape, bool((y[-1] == h).all())
    ((2, 2), True)
    """

    _speaks = -2  # h of the highest layer

    def __init__(
        self,
        input_size,
        hidden_size,
        *,
        layers=2,
        dtype=np.float32,
        rng=None,
        forget_bias=1.0,
    ):
        super().__init__(input_size, hidden_size, layers=layers, dtype=dtype, rng=rng)
        for n in range(layers):
            self.params[f"{n}.b_f"][...] = forget_bias

    @property
    def trace_names(self):
        """The names of every layer in turn, "0.f" to "1.h"."""
        storeys = range(self.layers)
        return tuple(f"{n}.{k}" for n in storeys for k in TRACED if n or k != "d")

    def _storey_pieces(self, n):
        H, D = self.hidden_size, self.hidden_size if n else self.input_size
        pieces = {f"W_{k}": (H, H + D) for k in "fiCo"}
        pieces |= {f"b_{k}": (H,) for k in "fiCo"} | {f"p_{k}": (H,) for k in "fio"}
        depth = {"W_xd": (H, D), "w_cd": (H,), "w_ld": (H,), "b_d": (H,)}
        return pieces | depth if n else pieces

    def _step(self, x, *state):
        new, caches = [], []
        for n in range(self.layers):
            h, C = state[2 * n : 2 * n + 2]
            if n == 0:
                h, C, cache = peephole_step(x, h, C, self._storey(n))
            else:
                h, C, cache = depth_gated_step(x, h, C, new[-1], self._storey(n))
            new += [h, C]
            caches.append(cache)
            x = h
        seen = {name: caches[int(name[: name.index(".")])] for name in self.trace_names}
        seen = {name: cache[name.split(".")[1]] for name, cache in seen.items()}
        return *new, seen | {"caches": caches}

    def _step_backward(self, *dstate_and_cache):
        *dstate, cache = dstate_and_cache
        dprev, grads, dx, dC_lower = [], {}, 0, 0
        for n in reversed(range(self.layers)):
            # The layer above has read this one's h as its x, and its C.
            dh, dC = dstate[2 * n] + dx, dstate[2 * n + 1] + dC_lower
            step_backward = depth_gated_step_backward if n else peephole_step_backward
            dx, dh, dC, *more, own = step_backward(dh, dC, cache["caches"][n])
            dC_lower = more[0] if n else None
            dprev = [dh, dC, *dprev]
            grads |= {f"{n}.{name}": gradient for name, gradient in own.items()}
        return dx, *dprev, grads
