"""Sentences in which a verb agrees with a noun that stands far before it."""

import numpy as np

from lstm_src.tasks.batch import Batch
from lstm_src.tasks.task import Task, at_the_end, whole
from lstm_src.tasks.words import CREATURE_VERBS, CREATURES, PLACES, THINGS

_VERBS = tuple(dict.fromkeys(verb[:2] for verb in CREATURE_VERBS))
_PREPOSITIONS = tuple(place for place in PLACES if " " not in place)
WORDS = (
    "the",
    *_PREPOSITIONS,
    *(form for pair in CREATURES + THINGS for form in pair),
    *(form for pair in _VERBS for form in pair),
)
_NUMBER = {word: k for k, word in enumerate(WORDS)}


class Agreement(Task):
    r"""Say whether the verb is singular or plural: `the cats near the box ...`.

    Read: "the", a noun, and `gap` phrases such as "near the box", whose nouns are
    singular or plural by chance. Say, at the last word: does the verb of the first noun
    have its singular (0) or its plural form (1)? Whoever goes by the nearest noun is
    right half the time, and whoever guesses loses $\ln 2$ nats.

    Args:
        gap: phrases between the noun and its verb, or (fewest, most) to draw it from.

    Raises:
        ValueError: where a number is out of range.

    Source: after Linzen, Dupoux & Goldberg, 2016.

    >>> task = Agreement(gap=1)
    >>> batch = task.batch(1, rng=0)
    >>> task.sentence(batch, 0), ["singular", "plural"][batch.targets[-1, 0]]
    ('the owls behind the bells', 'plural')
    """

    input_size, output_size = len(WORDS), 2
    baseline = float(np.log(2))

    def __init__(self, gap=1):
        fewest, most = (gap, gap) if np.isscalar(gap) else gap
        self.fewest = whole("gap", fewest, 0)
        self.most = whole("gap", most, self.fewest)

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng, B = np.random.default_rng(rng), batch_size
        gaps = rng.integers(self.fewest, self.most, B, endpoint=True)
        lengths = 2 + 3 * gaps
        T, most = lengths.max(), gaps.max()
        plural = rng.integers(2, size=(most + 1, B))
        head = rng.integers(len(CREATURES), size=B)
        others = rng.integers(len(THINGS), size=(most, B))
        x = np.full((T, B), _NUMBER["the"])
        x[1] = _NUMBER[CREATURES[0][0]] + 2 * head + plural[0]
        places = rng.integers(len(_PREPOSITIONS), size=(most, B))
        x[2::3] = _NUMBER[_PREPOSITIONS[0]] + places
        x[4::3] = _NUMBER[THINGS[0][0]] + 2 * others + plural[1:]
        # Behind a row's end stands padding that nobody reads.
        x[np.arange(T)[:, None] >= lengths] = 0
        targets = np.zeros((T, B), np.intp)
        targets[lengths - 1, np.arange(B)] = plural[0]
        return Batch(x, targets, at_the_end(T, lengths), lengths=lengths)

    def sentence(self, batch, row):
        """Spell a row of a batch, without its verb."""
        return " ".join(WORDS[k] for k in batch.x[: batch.lengths[row], row])
