r"""What the page's reader learns from: paragraphs of tales, and practice sentences.

A small network spends itself on phrases that come again and again, long before it holds
an early word for the sake of a late one. Practice makes that late word common, and lets
the one character that decides count for more.
"""

import os.path
import random

import numpy as np

from lstm_src.explorables.tale_pairs import PROPERTIES
from lstm_src.explorables.tale_weights import START
from lstm_src.tasks.batch import Batch
from lstm_src.tasks.grammar import pick
from lstm_src.tasks.tales import tales

ROWS = 32  # paragraphs a batch
SHARE = 0.75  # of the rows, that are practice
DECIDING = 20.0  # how much the character counts in which a right word differs
# share of the training up to which these gaps are practised
GAPS = ((0.1, (0,)), (0.4, (0, 1, 1)), (1.0, (0, 1, 1, 2, 2, 3)))
KINDS = ("number",) * 6 + ("country",) * 2 + ("pronoun", "quotes", "brackets")


def practice(size, gaps, seed):
    r"""Write paragraphs of sentences in which an early word decides a late one.

    Args:
        size: characters, at the least.
        gaps: how much stands in between, each as likely as the others.
        seed: an integer.

    Returns:
        The text, and how much each of its characters counts (N,).

    >>> text, weights = practice(100, (0,), seed=0)
    >>> len(text) == len(weights) and set(weights.tolist()) == {1.0, DECIDING}
    True
    """
    rng = random.Random(seed)
    texts, weights, length = [], [], 0
    while length < size:
        pieces = [(START, 1.0)]
        for _ in range(5):
            beginning, deciding, end = _sentence(rng, gaps)
            pieces += [(beginning, 1.0), (deciding, DECIDING), (end, 1.0)]
        for text, weight in pieces:
            texts.append(text)
            weights += [weight] * len(text)
            length += len(text)
    return "".join(texts), np.array(weights)


def _sentence(rng, gaps):
    """One of a pair, up to the character that decides; that character; and the rest."""
    name = pick(rng, KINDS)
    _, make, end = PROPERTIES[name]
    pair = make(rng, pick(rng, gaps))
    sides = [(pair.first, pair.first_word), (pair.second, pair.second_word)]
    at = len(os.path.commonprefix([word + end for _, word in sides]))
    one = rng.random() < 0.5
    beginning, word = sides[not one]
    rest = " but that is another story.)" if name == "brackets" and one else pair.rest
    word += rest if word == " " else rest + " "
    return beginning + word[:at], word[at], word[at + 1 :]


class Paragraphs:
    r"""Endless batches of rows that each begin where a paragraph does.

    Args:
        model: whose alphabet is used.
        size: characters of tales, and of practice for each choice of gaps.
        seed: of the texts and of the choice of rows.
        length: T, characters a row.
        done: function that says which share of the training is over.
        share: share of rows that are practice sentences.
    """

    def __init__(self, model, size, seed, length, done, share=SHARE):
        self.rng = np.random.default_rng(seed)
        self.length, self.done, self.share = length, done, share
        text = tales(size, seed)
        self.tales = self._indexed(model, text, np.ones(len(text)))
        self.practice = [
            self._indexed(model, *practice(size, gaps, seed)) for _, gaps in GAPS
        ]

    def _indexed(self, model, text, weights):
        ids = model.vocabulary.encode(text)
        end = model.vocabulary.encode("\n")[0]
        starts = np.flatnonzero((ids[:-1] == end) & (ids[1:] == end))
        starts = starts[starts < len(ids) - self.length - 1]
        return ids, weights.astype(np.float32), starts

    def __next__(self):
        stage = next(k for k, (until, _) in enumerate(GAPS) if self.done() <= until)
        practised = round(ROWS * self.share)
        rows, counts = [], []
        for source, count in (
            (self.tales, ROWS - practised),
            (self.practice[stage], practised),
        ):
            ids, weights, starts = source
            at = self.rng.choice(starts, count) + np.arange(self.length + 1)[:, None]
            rows.append(ids[at])  # (T+1, rows)
            counts.append(weights[at])
        x, counts = np.concatenate(rows, axis=1), np.concatenate(counts, axis=1)
        return Batch(x[:-1], x[1:], counts[1:], fresh=True)
