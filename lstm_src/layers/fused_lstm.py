r"""The LSTM's loops, written for speed; `cells/lstm.py` says the same to be read."""

import numpy as np
from numpy import add, multiply, subtract, tanh

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
        self.da_t = np.empty((4, B, H), self.dtype)
        # ∂a/∂C for C̃, f, i; ∂a/∂h for o; ∂C/∂h
        self.slopes = np.empty((5, self.stretch, B, H), self.dtype)
        self.by_gate = np.empty_like(self.slopes)
        self._forward_views = [self._view(t, B) for t in range(T)]
        self._kernel = None
        self._slot = 0
        self._to_and_fro = [self._view(0, B, 1)], [self._view(1, B, 0)]

    def _view(self, t, n, after=None):
        """What one step reads and writes; its state goes to slot `after`, or t + 1."""
        after = t + 1 if after is None else after
        gates, C_next = self.gates[t, :, :n], self.gates[after, 0, :n]
        a, pair = self.a[:, :n], self.pair[:, :n]
        product = self._onward.bind(self.h[t, :n], a)
        views = (gates[1:], gates[2:], gates[:2], gates[2:4], gates[4])
        pairs = (pair, pair[0], pair[1])
        ends = (C_next, self.tanh_C[t % self.capacity, :n], self.h[after, :n])
        return (product, a, *views), (*pairs, *ends)

    def _view_back(self, t, n):
        _, H, G = self.sizes
        da, slopes = self.da[t, :n], self.slopes[:, t % self.stretch, :n]
        rows = da.reshape(n, G, H).transpose(1, 0, 2)  # (G, n, H)
        # One row is cut by gates as it lies; several are computed apart, then copied.
        gates, rows = (rows, None) if n == 1 else (self.da_t[:, :n], rows)
        product = self._back.bind(da, self.dh[:n])
        state = (self.dh[:n], self.dC[:n], self.pair[0, :n], self.gates[t, 2, :n])
        return (*slopes, *gates), (product, gates, rows, *state)

    def _load_back(self, pieces):
        super()._load_back(pieces)
        if self._kernel is not pieces["kernel"]:
            self._kernel, B = pieces["kernel"], self.shape[1]
            steps = range(self.capacity)
            self._backward_views = [self._view_back(t, B) for t in steps]

    def _start(self, state):
        self.h[0], self.gates[0, 0] = state

    def now(self):
        """The state that the next `step_on` starts from."""
        return self.h[self._slot], self.gates[self._slot, 0]

    def step_on(self, share):
        """One step, to and fro between two slots: no state is copied."""
        self._walk((share,), self._to_and_fro[self._slot])
        self._slot = 1 - self._slot
        return self.h[self._slot]

    def _end(self, ends, rows):
        return self.h[ends, rows].copy(), self.gates[ends, 0, rows].copy()

    def _advance(self, inputs, counts):
        views = self._forward_views[: len(counts)]
        if counts[-1] < self.shape[1]:
            views = [self._view(t, n) for t, n in enumerate(counts)]
        self._walk(inputs, views)

    def _walk(self, inputs, views):
        half = self.half
        for share, (into, onto) in zip(inputs, views, strict=True):
            product, a, gates, sigmoids, left, right, o = into
            pair, kept, new, C, tanh_C, h = onto
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
            for dy_t, (local, step) in reversed(list(steps)):
                to_C_tilde, to_f, to_i, to_o, to_C, da_C, da_f, da_i, da_o = local
                product, gates, rows, dh, dC, part, f = step
                add(dh, dy_t, dh)
                multiply(dh, to_C, part)
                add(dC, part, dC)
                multiply(dC, to_C_tilde, da_C)
                multiply(dC, to_f, da_f)
                multiply(dC, to_i, da_i)
                multiply(dh, to_o, da_o)
                if rows is not None:
                    rows[...] = gates
                multiply(dC, f, dC)  # dC_{t-1} = dC_t ∘ f_t
                product()  # dh_{t-1} = da · Wᵀ
        return self.dh.copy(), self.dC.copy()

    def _slopes(self, start, stop):
        """∂a/∂C for C̃, f, i; ∂a/∂h for o; ∂C/∂h: all steps of a stretch at once."""
        n = stop - start
        slopes, tanh_C = self.slopes[:, :n], self.tanh_C[start:stop]
        gates = self.gates[start:stop].swapaxes(0, 1)  # (5, n, B, H)
        if n > 1:  # gate first here too: NumPy is slow on many short pieces
            by_gate = self.by_gate[:, :n]
            np.copyto(by_gate, gates)
            gates = by_gate
        _, C_tilde, _, i, o = gates
        to_C_tilde, _, _, to_o, to_C = slopes
        multiply(gates[2:], gates[2:], slopes[1:4])
        subtract(gates[2:], slopes[1:4], slopes[1:4])  # s(1 - s)
        multiply(slopes[1:3], gates[:2], slopes[1:3])  # f acts on C_{t-1}, i on C̃
        multiply(to_o, tanh_C, to_o)
        multiply(i, C_tilde, to_C_tilde)
        multiply(to_C_tilde, C_tilde, to_C_tilde)
        subtract(i, to_C_tilde, to_C_tilde)  # i (1 - C̃²)
        multiply(self.h[start + 1 : stop + 1], tanh_C, to_C)
        subtract(o, to_C, to_C)  # o (1 - tanh² C)
