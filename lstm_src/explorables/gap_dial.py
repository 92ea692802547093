"""The gap dial: three trained networks bet on a word that an early one decides.

`python -m lstm_src.experiments.gap_dial` trains them, and writes the file.
"""

import numpy as np
import traitlets

from lstm_src.explorables.base import Bounded, Explorable
from lstm_src.explorables.esm import load_esm
from lstm_src.explorables.trained import kept, restore, row_of, spread_of
from lstm_src.layers import GRU, LSTM, RNN
from lstm_src.numerics import softmax
from lstm_src.tasks.fluent import COUNTRIES, TONGUES, WORDS, sentence, things
from lstm_src.training import Model

CELLS = {"RNN": RNN, "GRU": GRU, "LSTM": LSTM}
HIDDEN_SIZE, WIDEST = 16, 40  # units; things between clue and blank, at most
LISTS, LISTS_SEED = 12, 0


def make_model(name, dtype=np.float32, rng=None) -> Model:
    """Build one of the networks, untrained."""
    rng = np.random.default_rng(rng)
    layer = CELLS[name](len(WORDS), HIDDEN_SIZE, dtype=dtype, rng=rng)
    return Model(layer, len(WORDS), rng=rng)


class GapDial(Explorable):
    r"""An RNN, a GRU and an LSTM read "I grew up in France: … I speak fluent".

    Attributes:
        gap: how many words stand between the clue and "I speak fluent", 1 to 40.
        country: place of the clue in `tasks.fluent.COUNTRIES`, 0 to 7.
        seed: which of twelve lists of words stands between, 1 to 12.

    >>> dial = GapDial(gap=1, country=0)
    >>> dial.words()[:5], dial.language
    (['I', 'grew', 'up', 'in', 'France'], 'French')
    """

    slug = "gap-dial"
    _esm = load_esm(
        "cells.js", "weights.js", "svg.js", "answers.js", "kit.js", "gap_dial.js"
    )

    gap = Bounded(12, 1, WIDEST, whole=True)
    country = Bounded(0, 0, len(COUNTRIES) - 1, whole=True)
    seed = Bounded(1, 1, LISTS, whole=True)
    _weights = traitlets.Bytes().tag(sync=True, data=True)
    _facts = traitlets.Dict().tag(sync=True, data=True)

    def __init__(self, **settings):
        row, layout = row_of(self.slug)
        facts = {
            "layout": layout,
            "words": WORDS,
            "begin": sentence(0, [])[:4],
            "end": sentence(0, [])[5:],
            "countries": [WORDS.index(country) for country in COUNTRIES],
            "tongues": [WORDS.index(tongue) for tongue in TONGUES],
            "lists": things(WIDEST, LISTS, LISTS_SEED).T.tolist(),
            "accuracy": spread_of(kept(self.slug)["accuracy"]),
        }
        super().__init__(_weights=row, _facts=facts, **settings)

    @property
    def language(self) -> str:
        """The word that is right."""
        return TONGUES[self.country]

    def numbered(self) -> list[int]:
        """The sentence up to the blank, as integers that stand for `WORDS`."""
        return sentence(self.country, self._facts["lists"][self.seed - 1][: self.gap])

    def words(self) -> list[str]:
        """The sentence up to the blank, as the networks read it: word by word."""
        return [WORDS[k] for k in self.numbered()]

    def bets(self) -> dict[str, np.ndarray]:
        r"""Ask each network for the next word.

        Returns:
            Name of a network -> probabilities of all `WORDS`, (46,).

        >>> bets = GapDial().bets()
        >>> list(bets), round(float(bets["LSTM"].sum()), 6)
        (['RNN', 'GRU', 'LSTM'], 1.0)
        """
        x = np.array(self.numbered())[:, None]  # (T, 1)
        models = {name: make_model(name, np.float64) for name in CELLS}
        return {
            name: softmax(restore(self.slug, name, model).forward(x)[0])[-1, 0]
            for name, model in models.items()
        }
