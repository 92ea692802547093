r"""The plain recurrent layer's loops, written for speed."""

import numpy as np
from numpy import add, maximum, multiply, tanh

from lstm_src.layers.fused import Unroll


class RNNUnroll(Unroll):
    """Forward and back through time for $h_t = g(W [h_{t-1}, x_t] + b)$."""

    def __init__(self, layer, T, B):
        super().__init__(layer, T, B)
        self.relu = layer.activation == "relu"
        self.slopes = np.empty((T, B, layer.hidden_size), self.dtype)

    def _advance(self, inputs, counts):
        zero = np.zeros((), self.dtype)
        for t, (n, share) in enumerate(zip(counts, inputs, strict=True)):
            h = self.h[t + 1, :n]
            self._onward.bind(self.h[t, :n], self.a[:, :n])()
            add(self.a[0, :n], share[0], h)
            if self.relu:
                maximum(h, zero, out=h)
            else:
                tanh(h, h)

    def _retreat(self, dy, dstate, counts):
        self._find_slopes()
        (self.dh[...],) = dstate
        for t in reversed(range(len(counts))):
            n = counts[t]
            dh, da = self.dh[:n], self.da[t, :n]
            add(dh, dy[t, :n], dh)
            multiply(dh, self.slopes[t, :n], da)
            self._back.bind(da, dh)()
        return (self.dh.copy(),)

    def _find_slopes(self):
        T = self.shape[0]
        h, slopes = self.h[1 : T + 1], self.slopes[:T]
        if self.relu:
            np.greater(h, 0, out=slopes)
        else:
            multiply(h, h, slopes)
            np.subtract(1, slopes, out=slopes)
