"""The whole cell: six stations, six equations, and a sentence that it can read."""

import math

import numpy as np
import traitlets

from lstm_src.cells import lstm_step
from lstm_src.explorables.base import Bounded, Explorable
from lstm_src.explorables.esm import load_esm

WORDS = ("Sarah", "went", "to", "the", "store", ".", "She")
DIALS = ("C_prev", "f", "i", "C_tilde", "o")
FARTHEST = 1.5  # where the dial of C_prev ends


class Numbers(traitlets.TraitType):
    """A list of so many finite numbers between two bounds, synced with the page."""

    def __init__(self, default: tuple, least: float, most: float):
        self.count, self.least, self.most = len(default), least, most
        super().__init__(list(default))
        self.tag(sync=True)

    def validate(self, obj, value):
        """The numbers as floats, or one sentence that says what is wrong."""
        try:
            given = [float(number) for number in value]
        except (TypeError, ValueError):
            given = []
        inside = all(self.least <= number <= self.most for number in given)
        if len(given) == self.count and inside:  # false for NaN
            return given
        raise traitlets.TraitError(
            f"{type(obj).__name__}.{self.name} is a list of {self.count} numbers from "
            f"{self.least} to {self.most}, but {value!r} came; give as many, in range."
        )


class Held(traitlets.TraitType):
    """Dials that stand where they were put: `{"f@3": 0.2}`, the f of word 3."""

    def __init__(self):
        super().__init__({})
        self.tag(sync=True)

    def validate(self, obj, value):
        """The same dictionary with floats, or one sentence that says what is wrong."""
        try:
            for key, number in value.items():
                dial, word = key.split("@")
                if dial not in DIALS or not 1 <= int(word) <= len(WORDS):
                    raise ValueError
                obj.traits()[dial].validate(obj, number)
            return {key: float(number) for key, number in value.items()}
        except (AttributeError, ValueError, traitlets.TraitError):
            raise traitlets.TraitError(
                f"{type(obj).__name__}.held says which dial stands where at which "
                f'word, as {{"f@3": 0.2}} does, but {value!r} came; name a dial of '
                f"{', '.join(DIALS)} and a word from 1 to {len(WORDS)}."
            ) from None


class WholeCell(Explorable):
    r"""One unit, one step: $C_t = f_t C_{t-1} + i_t \tilde C_t$; $h_t = o_t \tanh C_t$.

    The five dials are the reader's own, or, where `word` is not 0, those of a word of
    *Sarah went to the store . She*: then the weights compute them, and a dial that is
    set by hand is held at that word until it is released.

    Attributes:
        C_prev: the cell state that arrives, in [-1.5, 1.5]. The dial ends there; in the
            sentence the belt may carry more.
        f: the forget gate, in [0, 1].
        i: the input gate, in [0, 1].
        C_tilde: the candidate, in [-1, 1].
        o: the output gate, in [0, 1].
        step: how far the drawing has come, 1 to 6; 0 shows all six steps.
        word: the word that is read, 1 to 7; 0 leaves the dials to the reader.
        x: two numbers a word, whether it is a name and whether it is a subject, in
            [-1, 1]; 14 numbers.
        weights: for f, i, C̃ and o in turn: the weights of h, name and subject, and the
            bias, in [-10, 10]; 16 numbers.
        held: what was set by hand, `{"f@3": 0.2}`: the f of word 3.

    >>> WholeCell(o=0.0, step=6).step
    6
    >>> view = WholeCell(word=1)  # at a name, the cell lets go and writes
    >>> round(view.f, 2), round(view.i, 2)
    (0.02, 0.98)
    >>> view.f = 0.5
    >>> view.held
    {'f@1': 0.5}
    """

    slug = "whole-cell"
    _esm = load_esm(
        "cells.js",
        "svg.js",
        "kit.js",
        "gate_rows.js",
        "whole_cell_sentence.js",
        "whole_cell_hands.js",
        "whole_cell.js",
    )

    C_prev = Bounded(1.2, -FARTHEST, FARTHEST)
    f = Bounded(0.75, 0, 1)
    i = Bounded(0.6, 0, 1)
    C_tilde = Bounded(0.8, -1, 1)
    o = Bounded(0.5, 0, 1)
    step = Bounded(0, 0, 6, whole=True)
    word = Bounded(0, 0, len(WORDS), whole=True)
    x = Numbers((1, 1, *(0, 0) * 5, 0, 1), -1, 1)
    weights = Numbers((0, -8, 0, 4, 0, 8, 0, -4, 0, 3, 0, 0, 0, 0, 8, -4), -10, 10)
    held = Held()

    def __init__(self, **settings):
        super().__init__(**settings)
        given = {f"{k}@{self.word}": settings[k] for k in DIALS if k in settings}
        if self.word and given:
            self.held = self.held | given
        self._settle(None)
        self.observe(self._settle, names=[*DIALS, "word", "x", "weights", "held"])

    def sentence(self) -> list[dict]:
        r"""Read the whole sentence, with what is held at each word.

        $$C_t = f_t C_{t-1} + i_t \tilde C_t, \qquad h_t = o_t \tanh C_t$$

        Returns:
            For every word a dictionary of `C_prev f i C_tilde o C h`.

        >>> kept = {"C_prev@7": 0.5, "f@7": 1.0, "i@7": 0.0}  # a belt left alone
        >>> WholeCell(held=kept).sentence()[-1]["C"]
        0.5
        """
        rows = np.reshape(self.weights, (4, 4))
        params = {f"W_{k}": rows[n : n + 1, :3] for n, k in enumerate("fiCo")}
        params |= {f"b_{k}": rows[n, 3:] for n, k in enumerate("fiCo")}
        steps, h, C = [], 0.0, 0.0
        for t, x_t in enumerate(np.reshape(self.x, (-1, 1, 2)), start=1):
            C = self.held.get(f"C_prev@{t}", C)
            _, _, cache = lstm_step(x_t, np.full((1, 1), h), np.full((1, 1), C), params)
            step = {k: cache[k].item() for k in DIALS}
            step |= {k: self.held[at] for k in DIALS if (at := f"{k}@{t}") in self.held}
            C = step["f"] * C + step["i"] * step["C_tilde"]
            h = step["o"] * math.tanh(C)
            steps.append(step | {"C": C, "h": h})
        return steps

    def _settle(self, change):
        """Hold the dial that was turned at this word; let the others follow."""
        if not self.word:
            return
        if change and change.name in DIALS and self._apart(change.name):
            self.held = self.held | {f"{change.name}@{self.word}": change.new}
        for name in DIALS:
            if self._apart(name):
                setattr(self, name, self._dial(name))

    def _dial(self, name):
        value = self.sentence()[self.word - 1][name]
        return max(-FARTHEST, min(FARTHEST, value)) if name == "C_prev" else value

    def _apart(self, name):
        return abs(getattr(self, name) - self._dial(name)) > 1e-9
