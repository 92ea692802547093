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
        self.slopes = np.empty((T, 4, B, H), self.dtype)
        self.part = np.empty((B, H), self.dtype)
        self._gates_on = StepProduct(B, H, 2, H, self.dtype)
        self._gates_back = StepProduct(B, 2 * H, 1, H, self.dtype)
        self._recall_on = StepProduct(B, H, 1, H, self.dtype)
        self._recall_back = StepProduct(B, H, 1, H, self.dtype)

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
        half = self.half
        for t, (n, share) in enumerate(zip(counts, inputs, strict=True)):
            h_prev, h = self.h[t, :n], self.h[t + 1, :n]
            h_tilde, r, z = gates = self.gates[t, :, :n]
            a, recalled, part = self.a[:, :n], self.recalled[t, :n], self.part[:n]
            self._gates_on.bind(h_prev, a[1:])()
            add(a[1:], share[1:], gates[1:])
            tanh(gates[1:], gates[1:])
            multiply(gates[1:], half, gates[1:])
            add(gates[1:], half, gates[1:])
            if self.after:
                self._recall_on.bind(h_prev, recalled)()
                add(recalled, self.b_rh, recalled)
                multiply(r, recalled, part)
            else:
                multiply(r, h_prev, recalled)
                self._recall_on.bind(recalled, part)()
            add(part, share[0], h_tilde)
            tanh(h_tilde, h_tilde)
            subtract(h_tilde, h_prev, part)  # h = h_{t-1} + z (h̃ - h_{t-1})
            multiply(z, part, part)
            add(h_prev, part, h)

    def _find_slopes(self):
        """∂a/∂h for h̃ and z, what r's slope multiplies, and 1 - z."""
        h_prev, gates, both = self.h[:-1], self.gates[:, 1:], self.slopes[:, 1:3]
        h_tilde, r, z = self.gates.swapaxes(0, 1)
        to_h, to_r, to_z, kept = self.slopes.swapaxes(0, 1)
        multiply(gates, gates, both)
        subtract(gates, both, both)  # s(1 - s)
        multiply(to_r, self.recalled if self.after else h_prev, to_r)
        subtract(h_tilde, h_prev, kept)
        multiply(to_z, kept, to_z)
        multiply(z, h_tilde, to_h)
        multiply(to_h, h_tilde, to_h)
        subtract(z, to_h, to_h)  # z (1 - h̃²)
        subtract(1, z, kept)

    def _retreat(self, dy, dstate, counts):
        _, H, G = self.sizes
        self._find_slopes()
        (self.dh[...],) = dstate
        for t in reversed(range(len(counts))):
            n = counts[t]
            dh, da = self.dh[:n], self.da[t, :n]
            to_h, to_r, to_z, kept = self.slopes[t, :, :n]
            r, part = self.gates[t, 1, :n], self.part[:n]
            d_recalled = self.d_recalled[t, :n]
            da_h, da_r, da_z = da.reshape(n, G, H).transpose(1, 0, 2)
            add(dh, dy[t, :n], dh)
            multiply(dh, to_z, da_z)
            multiply(dh, to_h, part)
            da_h[...] = part
            multiply(dh, kept, dh)
            if self.after:
                multiply(part, to_r, da_r)
                multiply(part, r, d_recalled)
                self._recall_back.bind(d_recalled, part)()
            else:
                d_recalled[...] = part  # a contiguous copy of da_h
                self._recall_back.bind(d_recalled, part)()
                multiply(part, to_r, da_r)
                multiply(part, r, part)
            add(dh, part, dh)
            self._gates_back.bind(da[:, H:], part)()
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
        da = self.da.reshape(T * B, G * H)
        d_recalled = self.d_recalled.reshape(T * B, H)
        seen = h_prev if self.after else self.recalled.reshape(T * B, H)
        np.matmul(h_prev.T, da[:, H:], out=grads["kernel"][:H, H:])
        np.matmul(seen.T, d_recalled, out=grads["kernel"][:H, :H])
        if self.after:
            np.sum(d_recalled, axis=0, out=grads["recall_bias"])
