"""Every recurrent layer by name, and random things to feed it."""

from functools import partial

import numpy as np

from lstm_src import GRU, LSTM, RNN, CoupledLSTM, GreffLSTM, PeepholeLSTM
from lstm_src.cells.greff import VARIANTS

LAYERS = {
    "RNN": RNN,
    "RNN relu": partial(RNN, activation="relu"),
    "LSTM": LSTM,
    "PeepholeLSTM": PeepholeLSTM,
    "CoupledLSTM": CoupledLSTM,
    "GRU": GRU,
    "GRU reset after": partial(GRU, reset_after=True),
} | {f"Greff {variant}": partial(GreffLSTM, variant=variant) for variant in VARIANTS}
T, B, D, H = 5, 3, 4, 6


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
    return tuple(rng.standard_normal((B, layer.hidden_size)) for _ in layer.state_names)
