r"""Operate on single cells of a character LSTM, and see what a right word loses by it.

Two readings differ in one property of the text. Half way between what differs and what
it decides, the state C of one cell is taken from the other reading, or emptied; then

$$\Delta = \log_2 p(\text{right word after surgery}) - \log_2 p(\text{right word})$$

says what that cell's state was worth. The page of `read-your-text` does the same.
"""

import numpy as np

from lstm_src.analysis import hold
from lstm_src.explorables.tale_pairs import in_pieces
from lstm_src.explorables.tale_weights import START
from lstm_src.language_model import BITS
from lstm_src.numerics import log_softmax

HOW = ("transplant", "wipe")


def word_bits(model, state, rest, word):
    r"""Measure what a word costs, where some text has to be read before it.

    Args:
        model: a `LanguageModel` of one LSTM.
        state: (h, C), (B, H) each.
        rest: numbers of the characters before the word, at least one.
        word: text.

    Returns:
        (B,) bits, $-\log_2 p$.
    """
    ids = model.vocabulary.encode(word)
    read = np.concatenate([rest, ids[:-1]])
    x = np.repeat(read[:, None], len(state[0]), axis=1)  # (T, B)
    h, _ = model.layer.forward(x, state)
    log_p = log_softmax(model.readout.forward(h[len(rest) - 1 :]))  # (word, B, V)
    return -log_p[np.arange(len(ids)), :, ids].sum(axis=0) * BITS


def readings(model, pairs):
    r"""Read both sides of each pair, half way from what differs to the decision.

    Args:
        model: a `LanguageModel` of one LSTM.
        pairs: of `tale_pairs.minimal_pairs`.

    Returns:
        List of tuples: state, state of the other side, numbers of the characters that
        are still to be read, right word, wrong word.
    """
    found = []
    for pair in pairs:
        between = in_pieces(pair)[3]
        rest = model.vocabulary.encode(between[len(between) // 2 :])
        one, other = (
            model.layer.forward(
                model.vocabulary.encode(START + text)[: -len(rest), None]
            )[1]
            for text in (pair.first, pair.second)
        )
        found.append((one, other, rest, pair.first_word, pair.second_word))
        found.append((other, one, rest, pair.second_word, pair.first_word))
    return found


def right_of(model, pairs):
    r"""Tell in which readings the right word is the likelier one.

    Args:
        model: a `LanguageModel` of one LSTM.
        pairs: of `tale_pairs.minimal_pairs`.

    Returns:
        (2 N,) of bool.
    """
    return np.array(
        [
            word_bits(model, own, rest, word)[0] < word_bits(model, own, rest, wrong)[0]
            for own, _, rest, word, wrong in readings(model, pairs)
        ]
    )


def effects(model, pairs, how="transplant"):
    r"""Operate on each cell in turn, and on all at once.

    Args:
        model: a `LanguageModel` of one LSTM.
        pairs: of `tale_pairs.minimal_pairs`.
        how: `"transplant"` the state from the other side, or `"wipe"` it and keep it
            at 0.

    Returns:
        (H,) changes of $\log_2 p$ of the right word, averaged over all readings; and
        the same for all cells at once.

    Raises:
        ValueError: where `how` is something else.
    """
    if how not in HOW:
        raise ValueError(f"how is {how!r}; choose one of {', '.join(HOW)}.")
    cells = model.layer.hidden_size
    changes = np.zeros(cells + 1)
    read = readings(model, pairs)
    for (h, C), (_, donor_C), rest, word, _ in read:
        before = word_bits(model, (h, C), rest, word)[0]
        if how == "transplant":
            units = np.vstack([np.eye(cells, dtype=bool), np.ones(cells, dtype=bool)])
            state = np.repeat(h, cells + 1, axis=0), np.where(units, donor_C, C)
            changes += before - word_bits(model, state, rest, word)
            continue
        for k in range(cells + 1):
            units = np.arange(cells) if k == cells else np.array([k])
            emptied = C.copy()
            emptied[:, units] = 0
            wiped = _with_layer(
                model, hold(model.layer, {"f": 1.0, "C_tilde": 0.0}, units=units)
            )
            changes[k] += before - word_bits(wiped, (h, emptied), rest, word)[0]
    changes /= len(read)
    return changes[:-1], float(changes[-1])


class _with_layer:
    """The same model with another layer."""

    def __init__(self, model, layer):
        self.vocabulary, self.readout = model.vocabulary, model.readout
        self.layer = layer
