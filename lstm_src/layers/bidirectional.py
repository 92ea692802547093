r"""One layer for each direction of time."""

import numpy as np

from lstm_src.layers.checks import check_gradient, check_input
from lstm_src.layers.composite import Composite, output_size
from lstm_src.layers.lengths import check_lengths


class Bidirectional(Composite):
    r"""Two layers that read the same text, one from each end.

    $$y_t = [\overrightarrow{h}_t, \overleftarrow{h}_t]$$

    Args:
        fwd: layer that reads from the first step to the last.
        bwd: layer that reads from each row's own last step to the first.

    Parameters are named "fwd.W_f" and "bwd.W_f"; the state is a tuple of the two
    layers' states; trace keys are "fwd.f" and "bwd.f", in the order of the text.

    Raises:
        ValueError: where input sizes or dtypes differ.

    >>> from lstm_src import LSTM
    >>> both = Bidirectional(LSTM(3, 4, rng=0), LSTM(3, 4, rng=1))
    >>> y, (fwd_state, bwd_state) = both.forward(np.zeros((5, 1, 3)))
    >>> y.shape
    (5, 1, 8)
    """

    _tape = None

    def __init__(self, fwd, bwd):
        if fwd.input_size != bwd.input_size:
            raise ValueError(
                f"fwd reads {fwd.input_size} numbers a step and bwd {bwd.input_size}; "
                "both read the same x, so make them equal."
            )
        super().__init__({"fwd": fwd, "bwd": bwd})
        self._split_at = output_size(fwd)
        self.hidden_size = self.output_size = self._split_at + output_size(bwd)

    def forward(self, x, state=None, lengths=None):
        """Read a batch from both ends; as `Layer.forward`."""
        x = check_input(x, self.input_size, self.dtype)
        T, B = x.shape[:2]
        if lengths is not None:
            lengths = check_lengths(lengths, T, B)
        fwd_state, bwd_state = self._states(state)
        y, fwd_state = self.parts["fwd"].forward(x, fwd_state, lengths)
        x = reverse(x, lengths)
        y_back, bwd_state = self.parts["bwd"].forward(x, bwd_state, lengths)
        self._tape = (T, B, self.output_size), lengths
        y = np.concatenate([y, reverse(y_back, lengths)], axis=-1)
        return y, (fwd_state, bwd_state)

    def backward(self, dy, dstate=None):
        """Send gradients back in both directions; as `Layer.backward`."""
        if self._tape is None:
            raise ValueError("backward needs a forward pass first; call forward(x).")
        shape, lengths = self._tape
        dy = check_gradient(dy, shape, self.dtype)
        dfwd, dbwd = self._states(dstate, "dstate")
        self._fresh_grads()
        dx, dfwd = self.parts["fwd"].backward(dy[..., : self._split_at], dfwd)
        dy_back = reverse(dy[..., self._split_at :], lengths)
        dx_back, dbwd = self.parts["bwd"].backward(dy_back, dbwd)
        if dx is not None:
            dx = dx + reverse(dx_back, lengths)
        return dx, (dfwd, dbwd)

    def stepper(self, batch_size=1, state=None):
        """Refuse: the second direction needs the end of the text first."""
        raise ValueError(
            "a bidirectional layer cannot read one step a call, since one direction "
            "starts at the end of the text; give the whole text to forward(x)."
        )

    def _trace(self, x, state):
        fwd_state, bwd_state = self._states(state)
        seen, y = self.parts["fwd"]._trace(x, fwd_state)
        seen_back, y_back = self.parts["bwd"]._trace(np.asarray(x)[::-1], bwd_state)
        names = {f"fwd.{key}": values for key, values in seen.items()}
        names |= {f"bwd.{key}": values[::-1] for key, values in seen_back.items()}
        return names, np.concatenate([y, y_back[::-1]], axis=-1)


def reverse(array, lengths=None):
    r"""Turn the order of time around, within each row's own length.

    Args:
        array: (T, B, …).
        lengths: (B,); None: every row has length T.

    Returns:
        Array of the same shape; what lies past a row's end stays where it is.

    >>> reverse(np.array([[1], [2], [0]]), np.array([2])).ravel().tolist()
    [2, 1, 0]
    """
    if lengths is None:
        return array[::-1]
    steps = np.arange(len(array))[:, None]  # (T, 1)
    steps = np.where(steps < lengths, lengths - 1 - steps, steps)  # (T, B)
    return array[steps, np.arange(array.shape[1])]
