"""Pairs of readings from the tales' grammar that differ in one property of the text.

A pair is given in pieces, since both readings share most of their text: what stands
`before`, then `one` or `other`, then what stands `between` that and the decision, and
the two continuations, of which each is right in one reading and wrong in the other.
"""

import os.path
import random

from lstm_src.tasks.grammar import (
    MinimalPair,
    agreement,
    country_pair,
    gender_pair,
    number_pair,
    pick,
)
from lstm_src.tasks.words import COUNTRIES, MEN


def quotation_pair(rng, distractors=1):
    r"""Make two readings of one sentence, inside quotation marks and outside.

    Args:
        rng: anything with `random()`.
        distractors: nouns between the sentence's subject and its verb.

    Returns:
        A `MinimalPair`: inside, the mark is closed; outside, a blank follows.

    >>> pair = quotation_pair(random.Random(0))
    >>> pair.first.count('"') - pair.second.count('"'), pair.first_word
    (1, '"')
    """
    name, country = pick(rng, MEN), pick(rng, COUNTRIES)
    said = f'"I grew up in {country}," said {name}, '
    where = f"where {agreement(rng, distractors)}."
    return MinimalPair(f'{said}"{where}', said + where, '"', " ", "")


def bracket_pair(rng, distractors=1):
    r"""Make two readings of one sentence, inside brackets and outside.

    Args:
        rng: anything with `random()`.
        distractors: nouns between the sentence's subject and its verb.

    Returns:
        A `MinimalPair`: inside, the tales go on with `; but that is another story.)`;
        outside, the sentence ends.

    >>> bracket_pair(random.Random(0)).first[0]
    '('
    """
    sentence = agreement(rng, distractors)
    sentence = sentence[0].upper() + sentence[1:]
    return MinimalPair(f"({sentence}", sentence, ";", ".", "")


# name: what the reader is asked, how a pair is made, what ends the deciding word
PROPERTIES = {
    "number": ("the number of the subject: one or several", number_pair, " "),
    "country": ("the country, and so the language", country_pair, "."),
    "pronoun": ("the name, and so the pronoun: she or he", gender_pair, " "),
    "quotes": ("that a quotation mark is open", quotation_pair, ""),
    "brackets": ("that a bracket is open", bracket_pair, ""),
}


def minimal_pairs(name, count=6, gap=1, seed=0):
    r"""Make pairs of readings for one property.

    Args:
        name: one of `PROPERTIES`.
        count: how many pairs.
        gap: how much stands between the early word and the late one, as the grammar
            counts it: nouns, or clauses.
        seed: an integer; the same seed makes the same pairs.

    Returns:
        List of `MinimalPair`, whose words end with what follows them.

    Raises:
        ValueError: where the property is unknown.

    >>> minimal_pairs("quotes", count=2)[0].second_word
    ' '
    """
    if name not in PROPERTIES:
        raise ValueError(
            f"there are no pairs about {name!r}; choose one of {', '.join(PROPERTIES)}."
        )
    _, make, end = PROPERTIES[name]
    made = [make(random.Random(f"{seed} {k}"), gap) for k in range(count)]
    return [
        MinimalPair(p.first, p.second, p.first_word + end, p.second_word + end, "")
        for p in made
    ]


def in_pieces(pair):
    r"""Cut a pair at the words where its readings part and meet again.

    Args:
        pair: a `MinimalPair`.

    Returns:
        List of texts: before, one, other, between, right for one, right for the other.

    >>> in_pieces(MinimalPair("The key by it ", "The keys by it ", "is ", "are "))
    ['The ', 'key', 'keys', ' by it ', 'is ', 'are ']
    """
    before = os.path.commonprefix([pair.first, pair.second])
    before = before[: before.rfind(" ") + 1]
    one, other = pair.first[len(before) :], pair.second[len(before) :]
    shared = os.path.commonprefix([one[::-1], other[::-1]])[::-1]
    between = shared[shared.find(" ") :]
    return [
        before,
        one.removesuffix(between),
        other.removesuffix(between),
        between,
        pair.first_word,
        pair.second_word,
    ]
