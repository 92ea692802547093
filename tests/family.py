"""Every recurrent layer by name, and random things to feed it."""

from functools import partial

import numpy as np

from lstm_src import (
    GRU,
    LSTM,
    LSTM1997,
    MUT1,
    MUT2,
    MUT3,
    RNN,
    SLSTM,
    ClockworkRNN,
    CoupledLSTM,
    GreffLSTM,
    PeepholeLSTM,
)
from lstm_src.cells.greff import VARIANTS

FAST = {
    "RNN": RNN,
    "RNN relu": partial(RNN, activation="relu"),
    "LSTM": LSTM,
    "PeepholeLSTM": PeepholeLSTM,
    "CoupledLSTM": CoupledLSTM,
    "GRU": GRU,
    "GRU reset after": partial(GRU, reset_after=True),
} | {f"Greff {variant}": partial(GreffLSTM, variant=variant) for variant in VARIANTS}
READABLE = {  # these walk their readable step
    "LSTM1997": LSTM1997,
    "Greff FGR": partial(GreffLSTM, variant="FGR"),
    "MUT1": partial(MUT1, projection=True),
    "MUT2": partial(MUT2, projection=True),
    "MUT3": MUT3,
    "ClockworkRNN": partial(ClockworkRNN, periods=(1, 3, 2)),
    "SLSTM": SLSTM,
    "SLSTM exp": partial(SLSTM, forget="exp"),
}
LAYERS = FAST | READABLE
T, B, D, H = 5, 3, 4, 6
F64 = {"dtype": np.float64, "rng": 0}


def make(name, dtype=np.float64, D=D, H=H, seed=0):
    layer = LAYERS[name](D, H, dtype=dtype, rng=seed)
    rng = np.random.default_rng(seed + 1)
    bound = 0.6 * min(1, 3 / np.sqrt(H))
    layer.flat_params[:] = rng.uniform(-bound, bound, layer.size)  # biases too
    return layer


def random_input(seed=0, shape=(T, B, D)):
    return np.random.default_rng(seed).standard_normal(shape)


def random_state(layer, B=B, seed=1):
    rng = np.random.default_rng(seed)
    state = {k: rng.standard_normal((B, layer.hidden_size)) for k in layer.state_names}
    if "n" in state:  # a normaliser counts from 0 upwards
        state["n"] = 0.5 + np.abs(state["n"])
    return tuple(state.values())


def run(layer, x=None, state=None):
    """Everything that one pass forward and one back give, by name."""
    y, final = layer.forward(random_input() if x is None else x, state)
    dx, dinitial = layer.backward(random_input(1, y.shape))
    return {"y": y, "dx": dx, "final": final, "dinitial": dinitial, **layer.grads}


def assert_same(a, b, names, tolerance=1e-12):
    for name in names:
        np.testing.assert_allclose(a[name], b[name], rtol=0, atol=tolerance)


def copy_params(source, target):
    for name in set(source.params) & set(target.params):
        target.params[name][...] = source.params[name]
