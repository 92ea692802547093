r"""Layers one behind another."""

import numpy as np

from lstm_src.layers.composite import Composite, output_size


class Stacked(Composite):
    r"""Layers one behind another: each reads the hidden states of the one below.

    Args:
        layers: list of layers; each one's `input_size` is the size of the y below.
        dropout: share of numbers set to 0 between two layers while `training`; the
            others grow by 1/(1 - dropout), so that their mean stays.
        rng: seed or Generator of the dropout.

    Parameters are named "0.W_f", "1.W_f", …; the state is a tuple of the layers'
    states; trace keys are "0.f", "1.f", …. Dropout acts only while the attribute
    `training` is True; it starts as False.

    Raises:
        ValueError: where sizes or dtypes do not fit, or dropout is not in [0, 1).

    >>> from lstm_src import LSTM
    >>> stack = Stacked([LSTM(3, 4, rng=0), LSTM(4, 2, rng=1)])
    >>> y, state = stack.forward(np.zeros((5, 1, 3)))
    >>> y.shape, len(state), list(stack.params)[0]
    ((5, 1, 2), 2, '0.W_f')
    """

    def __init__(self, layers, *, dropout=0.0, rng=None):
        layers = list(layers)
        if not layers:
            raise ValueError("Stacked got no layers; give it at least one.")
        for below, above in zip(layers, layers[1:], strict=False):
            if output_size(below) != above.input_size:
                raise ValueError(
                    f"a layer gives {output_size(below)} numbers a step, but the one "
                    f"above it reads {above.input_size}; make them equal."
                )
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout is {dropout}; give a share in [0, 1).")
        super().__init__({str(n): layer for n, layer in enumerate(layers)})
        self.hidden_size = self.output_size = output_size(layers[-1])
        self._dropout, self.training = dropout, False
        if dropout:
            self._rng = np.random.default_rng(rng)
        self._masks = [None] * len(layers)

    @property
    def dropout(self):
        """Share of numbers set to 0 between two layers while `training`."""
        return self._dropout

    def forward(self, x, state=None, lengths=None):
        """Read a batch from the bottom to the top; as `Layer.forward`."""
        states = self._states(state)
        for n, layer in enumerate(self.parts.values()):
            self._masks[n] = self._mask(np.shape(x)) if n else None
            if self._masks[n] is not None:
                x = x * self._masks[n]
            x, states[n] = layer.forward(x, states[n], lengths)
        return x, tuple(states)

    def backward(self, dy, dstate=None):
        """Send gradients back from the top to the bottom; as `Layer.backward`."""
        dstates = self._states(dstate, "dstate")
        self._fresh_grads()
        for n, layer in reversed(list(enumerate(self.parts.values()))):
            dy, dstates[n] = layer.backward(dy, dstates[n])
            if self._masks[n] is not None:
                dy = dy * self._masks[n]
        return dy, tuple(dstates)

    def stepper(self, batch_size=1, state=None):
        """Read one step a call, without dropout; see `Layer.stepper`."""
        return _Steppers(self, batch_size, state)

    def _mask(self, shape):
        """What the outputs between two layers are multiplied by, or None."""
        if not (self.training and self.dropout):
            return None
        kept = self._rng.random(shape) >= self.dropout
        return (kept / (1 - self.dropout)).astype(self.dtype)

    def _trace(self, x, state):
        seen = {}
        parts = zip(self.parts.items(), self._states(state), strict=True)
        for (name, layer), start in parts:
            inside, x = layer._trace(x, start)
            seen |= {f"{name}.{key}": values for key, values in inside.items()}
        return seen, x


class _Steppers:
    """One stepper behind another."""

    def __init__(self, stack, batch_size, state):
        parts = zip(stack.parts.values(), stack._states(state), strict=True)
        self._steppers = [layer.stepper(batch_size, start) for layer, start in parts]

    @property
    def state(self):
        """A tuple of the layers' states after the last call."""
        return tuple(stepper.state for stepper in self._steppers)

    def __call__(self, x):
        for stepper in self._steppers:
            x = stepper(x)
        return x
