"""The gradient X-ray: back through a small LSTM on the belt alone, and over all paths.

`python -m lstm_src.experiments.xray_weights` trains both networks, and writes the file.
"""

from pathlib import Path

import numpy as np
import traitlets

from lstm_src.explorables.base import Bounded, Explorable
from lstm_src.explorables.esm import load_esm
from lstm_src.layers import LSTM, RNN

WEIGHTS = Path(__file__).parent / "weights" / "gradient_xray.npz"
HIDDEN_SIZE, INPUT_SIZE, STEPS = 8, 3, 30
TRAINED_FROM = 2.0  # the forget bias with which training began
CELLS = {  # in the order in which their weights lie
    LSTM: ("W_f", "W_i", "W_C", "W_o", "b_f", "b_i", "b_C", "b_o"),
    RNN: ("W", "b"),
}


def pack(lstm, rnn) -> np.ndarray:
    """Lay the weights of both networks out in one row, matrices row by row.

    Args:
        lstm: an `LSTM`.
        rnn: an `RNN`.

    Returns:
        (N,) float32.

    >>> pack(LSTM(1, 1, rng=0), RNN(1, 1, rng=0)).shape
    (15,)
    """
    layers = zip((lstm, rnn), CELLS.values(), strict=True)
    rows = [layer.params[name].ravel() for layer, names in layers for name in names]
    return np.concatenate(rows).astype(np.float32)


def unpack(row) -> list:
    """Build both networks, in double precision, from what `pack` returned.

    Args:
        row: (N,).

    Returns:
        An `LSTM` and an `RNN`.

    >>> lstm, rnn = unpack(np.arange(480))
    >>> rnn.params["b"].tolist()
    [472.0, 473.0, 474.0, 475.0, 476.0, 477.0, 478.0, 479.0]
    """
    layers, start = [], 0
    for cell, names in CELLS.items():
        layer = cell(INPUT_SIZE, HIDDEN_SIZE, dtype=np.float64, rng=0)
        for name in names:
            values = layer.params[name]
            end = start + values.size
            values[...] = row[start:end].reshape(values.shape)
            start = end
        layers.append(layer)
    return layers


def _kept() -> dict[str, np.ndarray]:
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return dict(file)


class GradientXray(Explorable):
    r"""How $C_{30}$ depends on $C_t$ in an LSTM, and $h_{30}$ on $h_t$ in a tanh RNN.

    Both have eight units and read the same thirty symbols. The direct path is
    $\prod_{k=t+1}^{30} \operatorname{diag}(f_k)$; the full derivative also takes the
    paths through hidden states and gates. Of each, the largest stretch is shown: the
    spectral norm.

    Attributes:
        b_f: the forget bias, in [-1, 5]. At the start it is that of every unit; after
            training each trained bias is moved by `b_f - 2`, as training began at 2.
        t: the time step that is read off, 1 to 30.
        trained: 0 shows both networks at the start, 1 after training.

    >>> xray = GradientXray(b_f=0.0)
    >>> lstm, rnn = xray.layers()
    >>> lstm.params["b_f"].tolist() == [0.0] * 8
    True
    """

    slug = "gradient-xray"
    _esm = load_esm(
        "cells.js", "flow.js", "svg.js", "kit.js", "gate_rows.js", "gradient_xray.js"
    )

    b_f = Bounded(TRAINED_FROM, -1, 5)
    t = Bounded(1, 1, STEPS, whole=True)
    trained = Bounded(0, 0, 1, whole=True)
    _x, _start, _after = (traitlets.Bytes().tag(sync=True, data=True) for _ in range(3))

    def __init__(self, **settings):
        kept = {f"_{name}": values.tobytes() for name, values in _kept().items()}
        super().__init__(**kept | settings)

    @property
    def x(self) -> np.ndarray:
        """The symbols that both read, (T, 1): two kinds, and at last a question mark.

        >>> GradientXray().x[-1].item()
        2
        """
        return np.frombuffer(self._x, np.int8).astype(int)[:, None]

    def layers(self) -> list:
        """Build both networks as they stand at this setting.

        Returns:
            An `LSTM` and an `RNN`, in double precision.
        """
        kept = self._after if self.trained else self._start
        lstm, rnn = unpack(np.frombuffer(kept, np.float32))
        if self.trained:
            lstm.params["b_f"][...] += self.b_f - TRAINED_FROM
        else:
            lstm.params["b_f"][...] = self.b_f
        return [lstm, rnn]
