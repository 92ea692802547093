r"""The sentence of the dependency problem: an early country decides the last word.

`I grew up in France: snow, bread, trains. I speak fluent French`: between the clue and
what it decides stands a list of remembered things, which says nothing about either.
"""

import numpy as np

from lstm_src.tasks.batch import Batch
from lstm_src.tasks.task import Task, until_the_end, whole
from lstm_src.tasks.words import COUNTRIES, LANGUAGES

BEFORE, AFTER = ("I", "grew", "up", "in"), ("I", "speak", "fluent")
THINGS = (
    "apples", "bells", "bread", "chess", "clouds", "football", "geese", "hills",
    "honey", "kites", "onions", "rain", "rivers", "snow", "songs", "trains",
)  # fmt: skip
TONGUES = tuple(LANGUAGES[country] for country in COUNTRIES)
WORDS = (*dict.fromkeys(BEFORE + AFTER), *THINGS, *COUNTRIES, *TONGUES)
_NUMBER = {word: k for k, word in enumerate(WORDS)}


class Fluent(Task):
    r"""Say the next word, all along; the last one is decided by a country named early.

    Read: "I grew up in", one of 8 countries, `gap` things, "I speak fluent". Say at
    each word the one that follows; after "fluent", the language of the country.
    Punctuation is not read. Whoever has forgotten the country is right once in 8 times.

    Args:
        gap: things between clue and blank, or (fewest, most) to draw their number
            from. Small gaps are then more frequent than large ones: one thing comes as
            often as two or three, or as ten to nineteen.
        last_weight: how much more the language counts in the loss than any other word.

    Raises:
        ValueError: where a gap is below 1, the fewest are more than the most, or the
            weight is not above 0.

    >>> task = Fluent(gap=2)
    >>> batch = task.batch(1, rng=0)
    >>> [WORDS[k] for k in batch.x[3:5, 0]], WORDS[batch.targets[-1, 0]]
    (['in', 'Japan'], 'Japanese')
    """

    input_size = output_size = len(WORDS)

    def __init__(self, gap, last_weight=10.0):
        if not last_weight > 0:
            raise ValueError(f"last_weight is {last_weight}; give a number above 0.")
        self.last_weight = last_weight
        fewest, most = (gap, gap) if np.isscalar(gap) else gap
        self.fewest = whole("gap", fewest, 1)
        self.most = whole("gap", most, self.fewest)

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng, B = np.random.default_rng(rng), batch_size
        row, country = np.arange(B), rng.integers(len(COUNTRIES), size=B)
        ratio = (self.most + 1) / self.fewest
        gaps = np.floor(self.fewest * ratio ** rng.random(B)).astype(np.intp)
        gaps = np.minimum(gaps, self.most)  # (B,); rounding could reach most + 1
        begin = len(BEFORE) + 1
        lengths = begin + gaps + len(AFTER)
        words = np.zeros((lengths.max() + 1, B), np.intp)  # (T + 1, B)
        words[: len(BEFORE)] = [[_NUMBER[word]] for word in BEFORE]
        words[len(BEFORE)] = _NUMBER[COUNTRIES[0]] + country
        words[begin:] = things(len(words) - begin, B, rng)
        for k, word in enumerate(AFTER):
            words[begin + gaps + k, row] = _NUMBER[word]
        words[lengths, row] = _NUMBER[TONGUES[0]] + country
        weights = until_the_end(len(words) - 1, lengths)
        weights[lengths - 1, row] = self.last_weight
        return Batch(words[:-1], words[1:], weights, lengths=lengths)

    def correct(self, z, batch):
        """Say which sentences got the right language, whatever else was said."""
        end = batch.lengths - 1, np.arange(len(batch.lengths))
        return z[end].argmax(axis=-1) == batch.targets[end]


def things(count, batch_size, rng=None):
    r"""Draw remembered things, none of them twice in a row.

    Args:
        count: how many for each sentence.
        batch_size: B.
        rng: seed or Generator.

    Returns:
        (count, B) integers that stand for `WORDS`.

    >>> [WORDS[k] in THINGS for k in things(2, 1, rng=0)[:, 0]]
    [True, True]
    """
    rng, K = np.random.default_rng(rng), len(THINGS)
    first = rng.integers(K, size=(1, batch_size))
    # Each is one to K - 1 places further round the list than the one before.
    ahead = rng.integers(1, K, size=(count, batch_size))
    return _NUMBER[THINGS[0]] + (first + ahead.cumsum(axis=0)) % K


def sentence(country, things):
    r"""Number the words of one sentence, up to the blank.

    Args:
        country: place in `COUNTRIES`.
        things: integers that stand for `WORDS`.

    Returns:
        List of integers.

    >>> " ".join(WORDS[k] for k in sentence(0, [_NUMBER["snow"]]))
    'I grew up in France snow I speak fluent'
    """
    begin = [_NUMBER[word] for word in (*BEFORE, COUNTRIES[country])]
    return begin + list(things) + [_NUMBER[word] for word in AFTER]
