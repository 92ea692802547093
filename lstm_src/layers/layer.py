r"""What every recurrent layer can do: run through time, and back.

`Layer` checks what comes in, sorts rows by length, and walks a cell's readable step
along the sequence. A layer that has a faster way overrides `_run` and `_run_backward`.
"""

import copy

import numpy as np

from lstm_src.layers.checks import (
    check_gradient,
    check_input,
    check_size,
    check_state,
)
from lstm_src.layers.lengths import NoRows, Rows
from lstm_src.layers.parameters import FlatParameters
from lstm_src.numerics import one_hot


class Layer(FlatParameters):
    r"""A cell unrolled through time; subclasses give the cell.

    Interface, alike for every layer:

    - `y, state = forward(x, state=None, lengths=None)`: x (T, B, D), or integers (T, B)
      that stand for one-hot rows; y (T, B, H); state a tuple of (B, H).
    - `dx, dstate = backward(dy, dstate=None)`: for the last `forward`; sets `grads`.
    - `trace(x, state=None)`: name -> (T, B, H) for everything inside the cell.
    - `stepper(batch_size=1, state=None)`: one step a call, for sampling.
    - `params`, `grads`, `flat_params`, `flat_grads`, `size`, `bind`: `FlatParameters`.

    Args:
        input_size: D, numbers in one input.
        hidden_size: H, units in the layer.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights; None draws them afresh.

    Raises:
        ValueError: where a size is no positive integer or the dtype is another.
    """

    state_names = ("h",)
    trace_names = ("h",)
    _speaks = 0  # which part of the state y shows
    _tape = None  # what the last forward pass left for the backward pass

    def __init__(self, input_size, hidden_size, *, dtype=np.float32, rng=None):
        self.input_size = check_size(input_size, "input_size")
        self.hidden_size = check_size(hidden_size, "hidden_size")
        super().__init__(dtype)
        self._initialise(np.random.default_rng(rng))

    def _initialise(self, rng):
        """Weights uniform in ±1/√H (the range PyTorch uses); biases 0."""
        bound = 1 / np.sqrt(self.hidden_size)
        for array in self.params.values():
            if array.ndim == 2:
                array[...] = rng.uniform(-bound, bound, array.shape)

    def forward(self, x, state=None, lengths=None):
        r"""Read a batch of sequences.

        Args:
            x: (T, B, D) floats, or (T, B) integers in [0, D) for one-hot rows.
            state: tuple of (B, H), one for each of `state_names`; None starts at 0.
            lengths: (B,) integers in [1, T]: where each row ends; None: all at T.

        Returns:
            y (T, B, H), which is h at every step and 0 past a row's end, and the state
            in which each row ended.

        Raises:
            ValueError: where a shape, an index or a length does not fit.
        """
        x = check_input(x, self.input_size, self.dtype)
        T, B = x.shape[:2]
        rows = NoRows() if lengths is None else Rows(lengths, T, B)
        state = self._open(state, B, "state")
        y, state, tape = self._run(rows.sort(x, 1), rows.sort_state(state), rows.active)
        self._tape = (rows, (T, B), tape)
        return rows.unsort(y, 1), self._close(rows.unsort_state(state), "state")

    def backward(self, dy, dstate=None):
        r"""Send gradients back through the last `forward`; `grads` is set afresh.

        Args:
            dy: gradient with respect to y, (T, B, H).
            dstate: gradient with respect to the final state; None: 0.

        Returns:
            dx (T, B, D), or None for integer input, and the gradient with respect to
            the initial state.

        Raises:
            ValueError: where a shape does not fit, or nothing was run forward.
        """
        if self._tape is None:
            raise ValueError("backward needs a forward pass first; call forward(x).")
        rows, (T, B), tape = self._tape
        dy = check_gradient(dy, (T, B, self.hidden_size), self.dtype)
        dstate = self._open(dstate, B, "dstate")
        dx, dstate = self._run_backward(
            rows.sort(dy, 1), rows.sort_state(dstate), rows.active, tape
        )
        return rows.unsort(dx, 1), self._close(rows.unsort_state(dstate), "dstate")

    def trace(self, x, state=None):
        r"""Read a batch, and keep what every part of the cell did.

        Args:
            x: as for `forward`.
            state: as for `forward`.

        Returns:
            Dict from each of `trace_names` to an array (T, B, H).
        """
        return self._trace(x, state)[0]

    def _trace(self, x, state):
        """The trace, and y: composites hand y to the next layer."""
        x = check_input(x, self.input_size, self.dtype)
        state = self._open(state, x.shape[1], "state")
        seen, y = {name: [] for name in self.trace_names}, []
        for x_t in x:
            *state, cache = self._step(self._dense(x_t), *state)
            y.append(state[self._speaks])
            for name, values in seen.items():
                values.append(cache[name])
        return {name: np.stack(values) for name, values in seen.items()}, np.stack(y)

    def stepper(self, batch_size=1, state=None):
        r"""Freeze the parameters as they are, and read one step a call.

        Sampling calls a layer thousands of times with one symbol; this skips the checks
        and the records that only training needs.

        Args:
            batch_size: B.
            state: as for `forward`.

        Returns:
            A function from x, (B, D) floats or (B,) integers, to h (B, H). It carries
            the state along, as its attribute `state`. The h it hands out is used again
            at the next call: copy it to keep it.
        """
        return _Stepper(self, batch_size, state)

    def _name(self, pieces):
        """Pieces go by their own names, unless a subclass says otherwise."""
        return pieces

    def _open(self, state, B, name):
        """The parts that the loop carries, copied out of what the caller gave."""
        return check_state(state, self._state_shapes(B), self.dtype, name)

    def _close(self, parts, name):
        """What the caller gets for the parts that the loop carries."""
        return tuple(parts)

    def _state_shapes(self, B):
        return {name: (B, self.hidden_size) for name in self.state_names}

    def _dense(self, x_t):
        """One step's input as floats: integers (B,) become one-hot rows (B, D)."""
        return x_t if x_t.ndim == 2 else one_hot(x_t, self.input_size, self.dtype)

    def _run(self, x, state, active):
        """Walk the readable step along time; row n takes part while n < active[t]."""
        T, B = x.shape[:2]
        y = np.zeros((T, B, self.hidden_size), self.dtype)
        caches = []
        for t in range(T):
            n = B if active is None else active[t]
            *new, cache = self._step(self._dense(x[t, :n]), *(s[:n] for s in state))
            state = _running(new, state, n)
            y[t, :n] = new[self._speaks]
            caches.append(cache)
        # The caches hold the last state too: the caller gets copies.
        return y, tuple(np.copy(s) for s in state), (caches, x.ndim == 3)

    def _run_backward(self, dy, dstate, active, tape):
        """Walk the readable backward step from the last step to the first."""
        caches, dense = tape
        T, B = dy.shape[:2]
        self._fresh_grads()
        self.flat_grads[:] = 0
        dx = np.zeros((T, B, self.input_size), self.dtype) if dense else None
        for t in reversed(range(T)):
            n = B if active is None else active[t]
            d = [part[:n] for part in dstate]
            d[self._speaks] = d[self._speaks] + dy[t, :n]
            dx_t, *dnew, grads = self._step_backward(*d, caches[t])
            dstate = _running(dnew, dstate, n)
            if dense:
                dx[t, :n] = dx_t
            for name, gradient in grads.items():
                self.grads[name][...] += gradient
        return dx, tuple(dstate)


def _running(new, old, n):
    """The new state of the first n rows, the old one of the rest."""
    pairs = zip(new, old, strict=True)
    return [np.concatenate([a, b[n:]]) if n < len(b) else a for a, b in pairs]


class _Stepper:
    """The readable step, one call at a time."""

    def __init__(self, layer, batch_size, state):
        self._parts = layer._open(state, check_size(batch_size, "batch_size"), "state")
        self._layer = copy.deepcopy(layer)  # the parameters as they are now

    @property
    def state(self):
        """Copies of the state after the last call."""
        parts = [np.copy(part) for part in self._parts]
        return self._layer._close(parts, "state")

    def __call__(self, x):
        layer = self._layer
        x = check_input(np.asarray(x)[None], layer.input_size, layer.dtype)[0]
        *self._parts, _ = layer._step(layer._dense(x), *self._parts)
        return self._parts[layer._speaks]
