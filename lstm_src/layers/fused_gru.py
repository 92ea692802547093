r"""The GRU's loops, written for speed; `cells/gru.py` says the same to be read."""

import numpy as np
from numpy import add, multiply, subtract, tanh

from lstm_src.layers.fused import Unroll
from lstm_src.layers.products import StepProduct


class GRUUnroll(Unroll):
    r"""Forward and back through time for the gates (h̃, r, z), reset before or after.

    What comes back through the products is $da$ for the inputs; for the old state it is
    $da$ of r and z, and for the candidate either the gradient of $r \circ h$ times the
    weights (before), or $da_h \circ r$ (after).
    """

    def __init__(self, layer, T, B):
        super().__init__(layer, T, B)
        _, H, _ = self.sizes
        self.after = layer.reset_after
        self.gates = np.zeros((T, 3, B, H), self.dtype)
        # reset after: U h + b_rh; before: r ∘ h_{t-1}
        self.recalled = np.zeros((T, B, H), self.dtype)
        self.d_recalled = np.zeros((T, B, H), self.dtype)
        self.by_gate = np.empty((3, T, B, H), self.dtype)
        self.slopes = np.empty((4, T, B, H), self.dtype)
        self.part = np.empty((B, H), self.dtype)
        self._gates_on = StepProduct(B, H, 2, H, self.dtype)
        self._gates_back = StepProduct(B, 2 * H, 1, H, self.dtype)
        self._recall_on = StepProduct(B, H, 1, H, self.dtype)
        self._recall_back = StepProduct(B, H, 1, H, self.dtype)
        self._forward_views = [self._view(t, B) for t in range(T)]
        self._backward_views = [self._view_back(t, B) for t in range(T)]

    def _view(self, t, n):
        h_prev, h, gates = self.h[t, :n], self.h[t + 1, :n], self.gates[t, :, :n]
        a, recalled, part = self.a[1:, :n], self.recalled[t, :n], self.part[:n]
        gates_on = self._gates_on.bind(h_prev, a)
        if self.after:
            recall_on = self._recall_on.bind(h_prev, recalled)
        else:
            recall_on = self._recall_on.bind(recalled, part)
        views = (h_prev, h, gates[0], gates[1], gates[2], gates[1:])
        return (gates_on, recall_on, *views, a, recalled, part)

    def _view_back(self, t, n):
        _, H, G = self.sizes
        da, dh, part = self.da[t, :n], self.dh[:n], self.part[:n]
        d_recalled = self.d_recalled[t, :n]
        recall_back = self._recall_back.bind(d_recalled, part)
        gates_back = self._gates_back.bind(da[:, H:], part)
        by_gate = da.reshape(n, G, H).transpose(1, 0, 2)
        views = (dh, part, d_recalled, self.gates[t, 1, :n])
        return (recall_back, gates_back, *by_gate, *views, *self.slopes[:, t, :n])

    def _load(self, pieces):
        H = self.sizes[1]
        W = pieces["kernel"][:H]
        self._recall_on.load(W[:, :H])
        self._gates_on.load(W[:, H:], self._scale[1:])
        self.b_rh = pieces.get("recall_bias")

    def _load_back(self, pieces):
        H = self.sizes[1]
        W = pieces["kernel"][:H]
        self._recall_back.load(W[:, :H].T)
        self._gates_back.load(W[:, H:].T)

    def _advance(self, inputs, counts):
        half, b_rh = self.half, self.b_rh
        views = self._forward_views[: len(counts)]
        if counts[-1] < self.shape[1]:
            views = [self._view(t, n) for t, n in enumerate(counts)]
        for share, step in zip(inputs, views, strict=True):
            gates_on, recall_on, h_prev, h, h_tilde, r, z, r_z, *rest = step
            a, recalled, part = rest
            gates_on()  # a = h_{t-1} · W for r and z
            add(a, share[1:], r_z)
            tanh(r_z, r_z)
            multiply(r_z, half, r_z)
            add(r_z, half, r_z)
            if self.after:
                recall_on()  # recalled = U h_{t-1}
                add(recalled, b_rh, recalled)
                multiply(r, recalled, part)
            else:
                multiply(r, h_prev, recalled)
                recall_on()  # part = U (r ∘ h_{t-1})
            add(part, share[0], h_tilde)
            tanh(h_tilde, h_tilde)
            subtract(h_tilde, h_prev, part)  # h = h_{t-1} + z (h̃ - h_{t-1})
            multiply(z, part, part)
            add(h_prev, part, h)

    def _find_slopes(self):
        """∂a/∂h for h̃ and z, what r's slope multiplies, and 1 - z."""
        T = self.shape[0]
        slopes, by_gate, h_prev = self.slopes[:, :T], self.by_gate[:, :T], self.h[:T]
        np.copyto(by_gate, self.gates[:T].swapaxes(0, 1))  # whole blocks are faster
        h_tilde, _, z = by_gate
        to_h, to_r, to_z, kept = slopes
        multiply(by_gate[1:], by_gate[1:], slopes[1:3])
        subtract(by_gate[1:], slopes[1:3], slopes[1:3])  # s(1 - s)
        multiply(to_r, self.recalled[:T] if self.after else h_prev, to_r)
        subtract(h_tilde, h_prev, kept)
        multiply(to_z, kept, to_z)
        multiply(z, h_tilde, to_h)
        multiply(to_h, h_tilde, to_h)
        subtract(z, to_h, to_h)  # z (1 - h̃²)
        subtract(1, z, kept)

    def _retreat(self, dy, dstate, counts):
        self._find_slopes()
        views = self._backward_views[: len(counts)]
        if counts[-1] < self.shape[1]:
            views = [self._view_back(t, n) for t, n in enumerate(counts)]
            dy = [dy_t[:n] for dy_t, n in zip(dy, counts, strict=True)]
        (self.dh[...],) = dstate
        for dy_t, step in reversed(list(zip(dy, views, strict=True))):
            recall_back, gates_back, da_h, da_r, da_z, dh, *rest = step
            part, d_recalled, r, to_h, to_r, to_z, kept = rest
            add(dh, dy_t, dh)
            multiply(dh, to_z, da_z)
            multiply(dh, to_h, part)
            da_h[...] = part
            multiply(dh, kept, dh)
            if self.after:
                multiply(part, to_r, da_r)
                multiply(part, r, d_recalled)
                recall_back()  # part = d_recalled · Uᵀ
            else:
                d_recalled[...] = part  # a contiguous copy of da_h
                recall_back()
                multiply(part, to_r, da_r)
                multiply(part, r, part)
            add(dh, part, dh)
            gates_back()  # part = (da_r, da_z) · Wᵀ
            add(dh, part, dh)
        return (self.dh.copy(),)

    def _recurrent_gradient(self, grads, counts):
        """∂L/∂ the first H rows of the kernel, and the bias inside the reset."""
        T, B = self.shape
        _, H, G = self.sizes
        if counts[-1] < B:
            for t, n in enumerate(counts):
                self.d_recalled[t, n:] = self.recalled[t, n:] = 0
        h_prev = self.h[:T].reshape(T * B, H)
        da = self.da[:T].reshape(T * B, G * H)
        d_recalled = self.d_recalled[:T].reshape(T * B, H)
        seen = h_prev if self.after else self.recalled[:T].reshape(T * B, H)
        np.matmul(h_prev.T, da[:, H:], out=grads["kernel"][:H, H:])
        np.matmul(seen.T, d_recalled, out=grads["kernel"][:H, :H])
        if self.after:
            np.sum(d_recalled, axis=0, out=grads["recall_bias"])
