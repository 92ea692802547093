r"""The loops of every other LSTM: peepholes, coupled gates, parts left out."""

import numpy as np
from numpy import add, multiply, subtract, tanh

from lstm_src.layers.fused import Unroll


class VariantUnroll(Unroll):
    r"""Forward and back through time for any of C̃, f, i, o, in this order.

    The layer says what is special: `peepholes` (letters), `coupled` ("i" where
    $i = 1 - f$, "f" where $f = 1 - i$, or None), `squash_in` and `squash_out` (whether
    the candidate and the cell state go through tanh). A gate that is neither computed
    nor coupled is 1.
    """

    def __init__(self, layer, T, B):
        super().__init__(layer, T, B)
        _, H, G = self.sizes
        self.order, self.peepholes = layer.gate_order, layer.peepholes
        self.coupled = layer.coupled
        self.squash_in, self.squash_out = layer.squash_in, layer.squash_out
        self.gates = np.zeros((T, G, B, H), self.dtype)
        self.C = np.zeros((T + 1, B, H), self.dtype)
        self.squashed_C = np.zeros((T, B, H), self.dtype)
        self.slopes = np.empty((T, G, B, H), self.dtype)
        self.to_C = np.empty((T, B, H), self.dtype)
        self.dC = np.empty((B, H), self.dtype)
        self.parts = np.empty((2, B, H), self.dtype)
        # Gates that are not computed: all ones, or one minus the other.
        self.value = {k: self.gates[:, n] for n, k in enumerate(self.order)}
        for k in "fio":
            if k not in self.order:
                self.value[k] = np.ones((T, B, H), self.dtype)

    def _load(self, pieces):
        super()._load(pieces)
        self.p = {k: pieces[f"p_{k}"] for k in self.peepholes}

    def _start(self, state):
        self.h[0], self.C[0] = state

    def now(self):
        """The state that the next `step_on` starts from."""
        return self.h[0], self.C[0]

    def _go_on(self):
        self.h[0], self.C[0] = self.h[1], self.C[1]

    def _end(self, ends, rows):
        return self.h[ends, rows].copy(), self.C[ends, rows].copy()

    def _sigmoid(self, a):
        """σ of pre-activations that were halved by the weights."""
        tanh(a, a)
        multiply(a, self.half, a)
        add(a, self.half, a)

    def _advance(self, inputs, counts):
        half_p = {k: p * self.half for k, p in self.p.items()}
        last = len(self.order) - ("o" in self.order)
        for t, (n, share) in enumerate(zip(counts, inputs, strict=True)):
            gates, part = self.gates[t, :, :n], self.parts[0, :n]
            C_prev, C = self.C[t, :n], self.C[t + 1, :n]
            value = {k: array[t, :n] for k, array in self.value.items()}
            f, i, o, C_tilde = (value[k] for k in "fioC")
            self._onward.bind(self.h[t, :n], self.a[:, :n])()
            add(self.a[:, :n], share, gates)
            for k in "fi":
                if k in half_p:
                    multiply(half_p[k], C_prev, part)
                    add(value[k], part, value[k])
            if self.squash_in:
                tanh(C_tilde, C_tilde)
            self._sigmoid(gates[1:last])
            if self.coupled:
                subtract(1, f if self.coupled == "i" else i, value[self.coupled])
            multiply(f, C_prev, C)
            multiply(i, C_tilde, part)
            add(C, part, C)
            if "o" in half_p:
                multiply(half_p["o"], C, part)
                add(o, part, o)
            if "o" in self.order:
                self._sigmoid(o)
            squashed_C = self.squashed_C[t, :n]
            tanh(C, squashed_C) if self.squash_out else np.copyto(squashed_C, C)
            multiply(o, squashed_C, self.h[t + 1, :n])

    def _find_slopes(self):
        """∂a/∂C for C̃, f, i; ∂a/∂h for o; ∂C/∂h."""
        T = self.shape[0]
        gates, slopes = self.gates[:T], self.slopes[:T]
        multiply(gates, gates, slopes)
        subtract(gates, slopes, slopes)  # s(1 - s), for the sigmoids
        slope = {k: slopes[:, n] for n, k in enumerate(self.order)}
        value = {k: array[:T] for k, array in self.value.items()}
        C_prev, C_tilde, squashed_C = self.C[:T], value["C"], self.squashed_C[:T]
        slope["C"][...] = 1 - C_tilde**2 if self.squash_in else 1
        slope["C"] *= value["i"]
        if "f" in slope:
            slope["f"] *= C_prev - C_tilde if self.coupled == "i" else C_prev
        if "i" in slope:
            slope["i"] *= C_tilde - C_prev if self.coupled == "f" else C_tilde
        if "o" in slope:
            slope["o"] *= squashed_C
        self.to_C[:T] = value["o"]
        if self.squash_out:
            self.to_C[:T] *= 1 - squashed_C**2

    def _retreat(self, dy, dstate, counts):
        _, H, G = self.sizes
        self._find_slopes()
        self.dh[...], self.dC[...] = dstate
        last = len(self.order) - ("o" in self.order)
        for t in reversed(range(len(counts))):
            n = counts[t]
            dh, dC, (part, kept) = self.dh[:n], self.dC[:n], self.parts[:, :n]
            slopes = self.slopes[t, :, :n]
            rows = self.da[t, :n]
            by_gate = rows.reshape(n, G, H).transpose(1, 0, 2)
            da = dict(zip(self.order, by_gate, strict=True))
            add(dh, dy[t, :n], dh)
            multiply(dh, self.to_C[t, :n], part)
            add(dC, part, dC)
            if "o" in da:
                multiply(dh, slopes[last], da["o"])
            if "o" in self.p:
                multiply(da["o"], self.p["o"], part)
                add(dC, part, dC)
            multiply(dC, slopes[:last], by_gate[:last])
            multiply(dC, self.value["f"][t, :n], kept)
            for k in "fi":
                if k in self.p:
                    multiply(da[k], self.p[k], part)
                    add(kept, part, kept)
            dC[...] = kept
            self._back.bind(rows, dh)()
        return self.dh.copy(), self.dC.copy()

    def _recurrent_gradient(self, grads, counts):
        super()._recurrent_gradient(grads, counts)
        T, B = self.shape
        da = self.da[:T].reshape(T, B, self.sizes[2], self.sizes[1])
        for k in self.p:
            C_seen = self.C[1 : T + 1] if k == "o" else self.C[:T]
            of_gate = da[:, :, self.order.index(k)]
            np.einsum("tbh,tbh->h", of_gate, C_seen, out=grads[f"p_{k}"])
