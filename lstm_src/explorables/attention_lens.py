"""The attention lens: a string written again through one state, and with attention.

`python -m lstm_src.experiments.attention_lens` trains the networks and writes the file.
"""

import numpy as np
import traitlets

from lstm_src.explorables.base import Bounded, Explorable, Flag
from lstm_src.explorables.esm import load_esm
from lstm_src.explorables.trained import kept, restore, row_of, spread_of
from lstm_src.seq2seq import Seq2Seq
from lstm_src.tasks.rewriting import ORDERS

KINDS = {"with": "general", "without": None}
SYMBOLS, HIDDEN_SIZE = 8, 24
SHORTEST, LONGEST = 2, 24  # strings in the page
TRAINED = (4, 16)  # lengths of the strings that the networks were trained on
STRINGS, STRINGS_SEED = 12, 0


def make_model(kind, dtype=np.float32, rng=None) -> Seq2Seq:
    """Build an untrained network, "with" or "without" attention."""
    options = {"attention": KINDS[kind], "dtype": dtype, "rng": rng}
    return Seq2Seq(SYMBOLS, SYMBOLS, HIDDEN_SIZE, **options)


class AttentionLens(Explorable):
    r"""Two encoder-decoders write a string of A … H backwards, or copy it.

    Attributes:
        task: 0 to reverse, 1 to copy.
        length: symbols in the string, 2 to 24; training had 4 to 16.
        seed: which of twelve strings is read, 1 to 12.
        position: the output that is looked at, 1 to 24; beyond the string, its last.
        own: whether the weights of that output are the reader's own; they are as soon
            as one of the next two is set.
        look_at: where the reader's own weights lie, 1 to 24.
        sharpness: how fast they fall off; each place further away has $e^{-s}$ of the
            weight. 0 spreads them evenly.

    >>> lens = AttentionLens(length=3, seed=1)
    >>> lens.symbols().shape, lens.write()["with"][0].shape
    ((3,), (3,))
    """

    slug = "attention-lens"
    _esm = load_esm(
        "cells.js",
        "weights.js",
        "attention.js",
        "svg.js",
        "answers.js",
        "kit.js",
        "attention_lens.js",
    )

    task = Bounded(0, 0, len(ORDERS) - 1, whole=True)
    length = Bounded(12, SHORTEST, LONGEST, whole=True)
    seed = Bounded(1, 1, STRINGS, whole=True)
    position = Bounded(3, 1, LONGEST, whole=True)
    own = Flag(False)
    look_at = Bounded(1.0, 1, LONGEST)
    sharpness = Bounded(3.0, 0, 5)
    _weights = traitlets.Bytes().tag(sync=True, data=True)
    _facts = traitlets.Dict().tag(sync=True, data=True)

    def __init__(self, **settings):
        row, layout = row_of(self.slug)
        found = kept(self.slug)["accuracy"]
        accuracy = spread_of(found.reshape(-1, *found.shape[-2:]))
        rng = np.random.default_rng(STRINGS_SEED)
        facts = {
            "layout": layout,
            "orders": ORDERS,
            "symbols": SYMBOLS,
            "shortest": SHORTEST,
            "trained": TRAINED,
            "strings": rng.integers(SYMBOLS, size=(STRINGS, LONGEST)).tolist(),
            "accuracy": dict(zip(self._names(), accuracy, strict=True)),
        }
        if {"look_at", "sharpness"} & settings.keys():
            settings.setdefault("own", True)
        super().__init__(_weights=row, _facts=facts, **settings)
        self.observe(self._take_over, names=["look_at", "sharpness"])

    def _take_over(self, change):
        self.own = True

    @staticmethod
    def _names():
        return [f"{order}-{kind}" for order in ORDERS for kind in KINDS]

    def symbols(self) -> np.ndarray:
        """The string that is read: (length,) integers, 0 for A."""
        return np.array(self._facts["strings"][self.seed - 1][: self.length])

    def asked(self) -> np.ndarray:
        """What is to be written: (length,) integers."""
        return self.symbols()[:: -1 if ORDERS[self.task] == "reverse" else 1]

    def write(self) -> dict[str, tuple]:
        r"""Let both networks write, each with its own weights of attention.

        Returns:
            "with" and "without" -> the symbols written (length,), and the weights
            (length, length), a row for each output; None without attention.
        """
        written = {}
        for kind in KINDS:
            name = f"{ORDERS[self.task]}-{kind}"
            model = restore(self.slug, name, make_model(kind, np.float64))
            symbols, weights = model.decode(self.symbols()[:, None], self.length)
            seen = None if weights is None else weights[:, 0]
            written[kind] = symbols[:, 0], seen
        return written
