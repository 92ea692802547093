r"""The LSTM's loops, written for speed; `cells/lstm.py` says the same to be read."""

import numpy as np
from numpy import add, multiply, tanh

from lstm_src.layers.fused import Unroll


class LSTMUnroll(Unroll):
    r"""Forward and back through time for the gates (C̃, f, i, o).

    Before each step's four gates lies the cell state that they act on, so that
    $C_t = f \circ C_{t-1} + i \circ \tilde C$ is one product of two pairs, and one sum.
    """

    def __init__(self, layer, T, B):
        super().__init__(layer, T, B)
        _, H, _ = self.sizes
        # (C_{t-1}, C̃_t, f_t, i_t, o_t); the last row holds C_T only.
        self.gates = np.zeros((T + 1, 5, B, H), self.dtype)
        self.tanh_C = np.zeros((T, B, H), self.dtype)
        self.pair = np.empty((2, B, H), self.dtype)
        self.dC = np.empty((B, H), self.dtype)
        # ∂a/∂C for C̃, f, i; ∂a/∂h for o; ∂C/∂h
        self.slopes = np.empty((self.stretch, 5, B, H), self.dtype)
        self._forward_views = [self._view(t, B) for t in range(T)]
        self._backward_views = [self._view_back(t, B) for t in range(T)]

    def _view(self, t, n):
        gates, C_next = self.gates[t, :, :n], self.gates[t + 1, 0, :n]
        a, pair = self.a[:, :n], self.pair[:, :n]
        product = self._onward.bind(self.h[t, :n], a)
        views = (gates[1:], gates[2:], gates[:2], gates[2:4], gates[4])
        pairs = (pair, pair[0], pair[1])
        ends = (C_next, self.tanh_C[t, :n], self.h[t + 1, :n])
        return (product, a, *views, *pairs, *ends)

    def _view_back(self, t, n):
        _, H, G = self.sizes
        slopes = self.slopes[t % self.stretch, :, :n]
        da = self.da[t, :n]
        by_gate = da.reshape(n, G, H).transpose(1, 0, 2)
        product = self._back.bind(da, self.dh[:n])
        views = (slopes[:3], slopes[3], slopes[4], by_gate[:3], by_gate[3])
        state = (self.dh[:n], self.dC[:n], self.pair[0, :n])
        return (product, *views, *state, self.gates[t, 2, :n])

    def _start(self, state):
        self.h[0], self.gates[0, 0] = state

    def _now(self):
        return self.h[0], self.gates[0, 0]

    def _go_on(self):
        self.h[0], self.gates[0, 0] = self.h[1], self.gates[1, 0]

    def _end(self, ends, rows):
        return self.h[ends, rows].copy(), self.gates[ends, 0, rows].copy()

    def _advance(self, inputs, counts):
        half, views = self.half, self._forward_views
        if counts[-1] < self.shape[1]:
            views = [self._view(t, n) for t, n in enumerate(counts)]
        for share, step in zip(inputs, views, strict=True):
            product, a, gates, sigmoids, left, right, o, pair, kept, new, *ends = step
            C, tanh_C, h = ends
            product()  # a = h_{t-1} · W
            add(a, share, gates)
            tanh(gates, gates)
            multiply(sigmoids, half, sigmoids)
            add(sigmoids, half, sigmoids)
            multiply(left, right, pair)  # f ∘ C_{t-1}, i ∘ C̃
            add(kept, new, C)
            tanh(C, tanh_C)
            multiply(o, tanh_C, h)

    def _retreat(self, dy, dstate, counts):
        views = self._backward_views
        if counts[-1] < self.shape[1]:
            views = [self._view_back(t, n) for t, n in enumerate(counts)]
            dy = [dy_t[:n] for dy_t, n in zip(dy, counts, strict=True)]
        self.dh[...], self.dC[...] = dstate
        for start in reversed(range(0, len(counts), self.stretch)):
            stop = min(start + self.stretch, len(counts))
            self._slopes(start, stop)
            steps = zip(dy[start:stop], views[start:stop], strict=True)
            for dy_t, step in reversed(list(steps)):
                product, to_gates, to_o, to_C, da, da_o, dh, dC, part, f = step
                add(dh, dy_t, dh)
                multiply(dh, to_C, part)
                add(dC, part, dC)
                multiply(dC, to_gates, da)
                multiply(dh, to_o, da_o)
                multiply(dC, f, dC)  # dC_{t-1} = dC_t ∘ f_t
                product()  # dh_{t-1} = da · Wᵀ
        return self.dh.copy(), self.dC.copy()

    def _slopes(self, start, stop):
        """Local derivatives of a stretch of steps."""
        gates, tanh_C = self.gates[start:stop], self.tanh_C[start:stop]
        slopes = self.slopes[: stop - start]
        C_tilde, i, o = gates[:, 1], gates[:, 3], gates[:, 4]
        sigmoids, of_sigmoids = gates[:, 2:], slopes[:, 1:4]
        np.multiply(sigmoids, sigmoids, out=of_sigmoids)
        np.subtract(sigmoids, of_sigmoids, out=of_sigmoids)  # s(1 - s)
        slopes[:, 1:3] *= gates[:, :2]  # f acts on C_{t-1}, i on C̃
        slopes[:, 3] *= tanh_C
        np.multiply(C_tilde, C_tilde, out=slopes[:, 0])
        np.subtract(1, slopes[:, 0], out=slopes[:, 0])
        slopes[:, 0] *= i
        np.multiply(self.h[start + 1 : stop + 1], tanh_C, out=slopes[:, 4])
        np.subtract(o, slopes[:, 4], out=slopes[:, 4])  # o (1 - tanh² C)
