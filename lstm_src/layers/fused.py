r"""What the fast layers share: all gates in one product, and few passes over memory.

Where the time goes, and what is done about it (`benchmarks/README.md` has numbers):

- The inputs' share of every gate is computed for a stretch of steps at once; one-hot
  inputs pick rows of a table instead of multiplying.
- $\sigma(a) = \tfrac12 + \tfrac12 \tanh(a/2)$: one tanh serves all gates, and a copy of
  the weights holds the ½.
- Gates are stored (gate, B, H): every block is contiguous, and NumPy's functions take
  their shortest way through it.
- What the backward loop needs and can be known beforehand is computed for a stretch of
  steps at once.
- The weights' gradient is one product after the loop, not one for each step.
- In the loops the last argument of a NumPy function says where its answer goes, and
  constants are arrays: for small layers a call costs as much as what it computes.
"""

import numpy as np

from lstm_src.layers.checks import check_input, check_size, check_state
from lstm_src.layers.layer import Layer
from lstm_src.layers.products import StepProduct

# A stretch of steps is as long as one array of its gates has about this many numbers,
# so that what was written is still in the processor's cache when it is read.
STRETCH = 2**16


class FusedLayer(Layer):
    r"""A layer whose gates are blocks of one product $[h, x] \cdot K + b$.

    Its first pieces are `kernel` (H+D, G·H) and `bias` (G·H,), a column block for each
    of G gates. A subclass names the blocks (`gate_order`), counts those that are
    sigmoids (`sigmoids`, the last ones), and says which `Unroll` runs it.
    """

    gate_order = ("h",)
    sigmoids = 0
    _held = None

    def _pieces(self):
        H, D, G = self.hidden_size, self.input_size, len(self.gate_order)
        return {"kernel": (H + D, G * H), "bias": (G * H,)}

    def _columns(self, gate):
        """The columns of one gate in `kernel`, and its entries in `bias`."""
        start = self.gate_order.index(gate) * self.hidden_size
        return slice(start, start + self.hidden_size)

    def _run(self, x, state, active):
        T, B = x.shape[:2]
        # Shorter batches run in the buffers of longer ones.
        if self._held is None or not self._held.has_room(T, B):
            self._held = self._unroll(self, T, B)
        counts = [B] * T if active is None else active
        y, state = self._held.forward(self._param_pieces, x, state, counts)
        return y, state, self._held

    def _run_backward(self, dy, dstate, active, tape):
        counts = [dy.shape[1]] * len(dy) if active is None else active
        return tape.backward(
            self._param_pieces, self._fresh_grads(), dy, dstate, counts
        )

    def stepper(self, batch_size=1, state=None):
        """One step a call; see `Layer.stepper`."""
        return _FusedStepper(self, batch_size, state)


class _FusedStepper:
    """An `Unroll` of one step, whose end is always the next start."""

    def __init__(self, layer, batch_size, state):
        B = check_size(batch_size, "batch_size")
        self._unroll = unroll = layer._unroll(layer, 1, B)
        self._counts, self._depth = [B], layer.input_size
        # The kernel's weights are copied by loading them; the rest is small.
        pieces = layer._param_pieces
        small = {name: p.copy() for name, p in pieces.items() if name != "kernel"}
        pieces = pieces | small
        unroll._load(pieces)
        unroll._load_inputs(pieces, dense=True)
        unroll._load_inputs(pieces, dense=False)
        self._rows = list(
            np.ascontiguousarray(unroll._table.swapaxes(0, 1))[:, :, None]
        )
        shapes = layer._state_shapes(B)
        unroll._start(check_state(state, shapes, layer.dtype, "state"))

    @property
    def state(self):
        """Copies of the state after the last call."""
        return tuple(part.copy() for part in self._unroll.now())

    def __call__(self, x):
        unroll = self._unroll
        if len(x) == 1 and not isinstance(x[0], np.ndarray):
            k = int(x[0])
            if not 0 <= k < self._depth:
                raise ValueError(f"x holds {k}; give integers in [0, {self._depth}).")
            share = self._rows[k]  # (G, 1, H)
        else:
            x = check_input(np.asarray(x)[None], self._depth, unroll.dtype)
            (share,) = unroll._inputs(x, self._counts)
        return unroll.step_on(share)


class Unroll:
    r"""Buffers and loops for B rows and up to `capacity` steps, used again and again.

    Subclasses give `_advance` and `_retreat`, the loops themselves.
    """

    def __init__(self, layer, T, B):
        H, G, dtype = layer.hidden_size, len(layer.gate_order), layer.dtype
        self.shape, self.capacity = (T, B), T
        self.sizes = (layer.input_size, H, G)
        self.dtype = dtype
        self.h = np.zeros((T + 1, B, H), dtype)
        self.da = np.zeros((T, B, G * H), dtype)
        self.a = np.empty((G, B, H), dtype)
        self.dh = np.empty((B, H), dtype)
        self.stretch = max(1, min(T, STRETCH // (B * G * H)))
        self._onward = StepProduct(B, H, G, H, dtype)
        self._back = StepProduct(B, G * H, 1, H, dtype, borrow=True)
        # σ(a) = ½ + ½ tanh(a/2): the last gates read half of their pre-activation.
        self._scale = np.ones((G, H), dtype)
        self._scale[G - layer.sigmoids :] = 0.5
        self.half = np.array(0.5, dtype)
        self._hot = None

    def has_room(self, T, B):
        """Whether a batch of T steps and B rows can run here."""
        return T <= self.capacity and B == self.shape[1]

    def forward(self, pieces, x, state, counts):
        """The layer's y (T, B, H) and final state; row n runs while n < counts[t]."""
        self.shape = T, B = x.shape[:2]
        self._x = x
        self._load(pieces)
        self._start(state)
        self._load_inputs(pieces, dense=x.ndim == 3)
        self._advance(self._inputs(x, counts), counts)
        if counts[-1] == B:
            return self.h[1 : T + 1].copy(), self._end(T, slice(None))
        for t, n in enumerate(counts):  # what an earlier batch left past the ends
            self.h[t + 1, n:] = 0
        ends = np.greater.outer(counts, np.arange(B)).sum(axis=0)  # (B,) lengths
        return self.h[1 : T + 1].copy(), self._end(ends, np.arange(B))

    def backward(self, pieces, grads, dy, dstate, counts):
        """Gradients for the last `forward`: dx, dstate, and `grads` filled."""
        T, B = self.shape
        D, H, G = self.sizes
        kernel = pieces["kernel"]
        self._load_back(pieces)
        dstate = self._retreat(dy, dstate, counts)
        if counts[-1] < B:
            for t, n in enumerate(counts):
                self.da[t, n:] = 0
        self._recurrent_gradient(grads, counts)
        da = self.da[:T].reshape(T * B, G * H)
        if self._x.ndim == 2:
            np.matmul(self._one_hot().T, da, out=grads["kernel"][H:])
            # Each row of x has a single 1, so its gradients sum to the bias's.
            np.sum(grads["kernel"][H:], axis=0, out=grads["bias"])
            return None, dstate
        np.matmul(self._x.reshape(T * B, D).T, da, out=grads["kernel"][H:])
        np.sum(da, axis=0, out=grads["bias"])
        return (da @ kernel[H:].T).reshape(T, B, D), dstate

    def _start(self, state):
        (self.h[0],) = state

    def step_on(self, share):
        """For a stepper: one step from `now`, which moves on; h (B, H)."""
        self._advance((share,), (self.shape[1],))
        self._go_on()
        return self.h[1]

    def now(self):
        """The state that the next `step_on` starts from."""
        return (self.h[0],)

    def _go_on(self):
        self.h[0] = self.h[1]

    def _end(self, ends, rows):
        """Copies of the state of each row after its own last step."""
        return (self.h[ends, rows].copy(),)

    def _load(self, pieces):
        self._onward.load(pieces["kernel"][: self.sizes[1]], self._scale)

    def _load_back(self, pieces):
        self._back.load(pieces["kernel"][: self.sizes[1]].T)

    def _recurrent_gradient(self, grads, counts):
        """∂L/∂ the first H rows of the kernel, in one product over all steps."""
        T, B = self.shape
        _, H, G = self.sizes
        h_prev = self.h[:T].reshape(T * B, H)
        da = self.da[:T].reshape(T * B, G * H)
        np.matmul(h_prev.T, da, out=grads["kernel"][:H])

    def _load_inputs(self, pieces, dense):
        """The inputs' weights, cut by gates; for one-hot inputs the bias is in them."""
        D, H, G = self.sizes
        W = pieces["kernel"][H:].reshape(D, G, H).transpose(1, 0, 2)  # (G, D, H)
        scale, bias = self._scale[:, None], pieces["bias"].reshape(G, 1, H)
        if dense:
            self._W_x, self._b_x = W * scale, bias * scale
        else:
            self._table = (W + bias) * scale

    def _inputs(self, x, counts):
        """The inputs' share of every gate, step by step, each (G, n, H)."""
        T, B = self.shape
        D, H, G = self.sizes
        if x.ndim == 2:
            table = self._table.reshape(G * D, H)
            x = x[:, None] + D * np.arange(G)[:, None]  # (T, G, B) rows of the table
            share = np.empty((self.stretch, G, B, H), self.dtype)
        else:
            gates_first = np.empty((G, self.stretch, B, H), self.dtype)
            share = gates_first.transpose(1, 0, 2, 3)
        for start in range(0, T, self.stretch):
            stop = min(start + self.stretch, T)
            if x.dtype == np.intp:
                np.take(table, x[start:stop], 0, out=share[: stop - start], mode="clip")
            else:
                rows = x[start:stop].reshape(-1, D)
                out = gates_first[:, : stop - start].reshape(G, -1, H)
                np.add(np.matmul(rows, self._W_x, out=out), self._b_x, out=out)
            if counts[stop - 1] == B:
                yield from share[: stop - start]
            else:
                for t in range(start, stop):
                    yield share[t - start, :, : counts[t]]

    def _one_hot(self):
        """The integers of the last x as rows (T·B, D) with a single 1."""
        T, B = self.shape
        if self._hot is None:
            self._hot = np.zeros((self.capacity * B, self.sizes[0]), self.dtype)
        hot = self._hot[: T * B]
        hot.fill(0)
        hot[np.arange(T * B), self._x.ravel()] = 1
        return hot
