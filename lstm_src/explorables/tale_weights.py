r"""The small network that reads in the page, before its training and after it.

`python -m lstm_src.experiments.tale_reader` trains it and keeps its weights.
"""

import numpy as np

from lstm_src.explorables.trained import kept, restore
from lstm_src.language_model import LanguageModel
from lstm_src.tasks.text import Vocabulary

SLUG = "tale-reader"
START = "\n\n"  # every reading begins behind an empty line, as a paragraph does
FORGET_SPREAD = 4.0  # from cells that leak to cells that keep, at the start


def uniforms(count, seed):
    r"""Draw numbers as the page does, with a generator that fits into one line.

    $$s \leftarrow (1664525\, s + 1013904223) \bmod 2^{32}, \qquad u = s / 2^{32}$$

    Args:
        count: how many.
        seed: the first s, from 0 to 2³² - 1.

    Returns:
        (count,) in [0, 1).

    >>> float(uniforms(1, 0)[0]) == 1013904223 / 2**32
    True
    """
    drawn = np.empty(count)
    for k in range(count):
        seed = (1664525 * seed + 1013904223) % 2**32
        drawn[k] = seed / 2**32
    return drawn


def untrained_reader(symbols, hidden_size, seed, dtype=np.float64):
    r"""Build the network as it stands before its first step of training.

    Weights are uniform in ±1/√H. The forget biases rise from 0 in the first cell to
    `FORGET_SPREAD` in the last, $b_i = -b_f$, and other biases are 0: so some cells
    begin with short memories, and some with long ones.

    Args:
        symbols: the alphabet.
        hidden_size: H.
        seed: for the weights.
        dtype: np.float32 or np.float64.

    Returns:
        A `LanguageModel`.

    >>> model = untrained_reader("ab", 3, seed=1)
    >>> model.params["b_f"].tolist()
    [0.0, 2.0, 4.0]
    """
    model = LanguageModel(Vocabulary(symbols), hidden_size, dtype=dtype, rng=0)
    matrices = [v for v in model.params.values() if v.ndim == 2]
    drawn = uniforms(sum(v.size for v in matrices), seed)
    for values in matrices:
        mine, drawn = drawn[: values.size], drawn[values.size :]
        values[...] = (2 * mine - 1).reshape(values.shape) * hidden_size**-0.5
    spread = FORGET_SPREAD * np.arange(hidden_size) / max(hidden_size - 1, 1)
    for name, values in model.params.items():
        if values.ndim == 1:
            values[...] = {"b_f": spread, "b_i": -spread}.get(name, 0.0)
    return model


def tale_reader(dtype=np.float64):
    r"""Load the trained network, to do in Python what the page does.

    Args:
        dtype: in which it computes; the weights come in half precision.

    Returns:
        A `LanguageModel`.

    >>> model = tale_reader()
    >>> model.layer.hidden_size == about_reader()["hidden_size"]
    True
    """
    about = about_reader()
    vocabulary = Vocabulary(about["symbols"])
    model = LanguageModel(vocabulary, about["hidden_size"], dtype=dtype, rng=0)
    return restore(SLUG, "LSTM", model)


def about_reader():
    """Look up alphabet, size and seed of the trained network: a dict."""
    file = kept(SLUG)
    return {
        "symbols": str(file["symbols"]),
        "hidden_size": len(file["LSTM/b_f"]),
        "seed": int(file["seed"]),
    }
