"""Sentences in which an early word decides a late one, whole or as minimal pairs."""

from dataclasses import dataclass

from lstm_src.tasks.words import (
    ADJECTIVES,
    COUNTRIES,
    CREATURE_CLAUSES,
    CREATURE_VERBS,
    CREATURES,
    DEEDS,
    LANGUAGES,
    MEN,
    PLACES,
    SURROUNDINGS,
    THING_CLAUSES,
    THING_VERBS,
    THINGS,
    WOMEN,
    Person,
)


@dataclass(frozen=True)
class MinimalPair:
    """Two sentences that differ in an early word and must differ in a late one.

    Attributes:
        first: beginning of the one sentence, up to the word that is decided.
        second: the same, with the other early word.
        first_word: the word that continues `first` and would be wrong in `second`.
        second_word: the other way round.
        rest: what ends both sentences.
    """

    first: str
    second: str
    first_word: str
    second_word: str
    rest: str = "."


def pick(rng, items):
    """Choose one item, each as likely as the others.

    Only `rng.random()` is used, whose numbers Python promises never to change.

    Args:
        rng: anything with `random()`, a `random.Random` or a NumPy Generator.
        items: a sequence.

    Returns:
        One of the items.

    >>> import random
    >>> pick(random.Random(0), "a")
    'a'
    """
    return items[int(rng.random() * len(items))]


def pick_some(rng, items, count):
    """Choose `count` different items, in a random order.

    Args:
        rng: anything with `random()`.
        items: a sequence of at least `count` different items.
        count: how many.

    Returns:
        List of the items chosen.

    >>> import random
    >>> sorted(pick_some(random.Random(0), "abc", 3))
    ['a', 'b', 'c']
    """
    left = list(items)
    return [left.pop(int(rng.random() * len(left))) for _ in range(count)]


def subject(noun, plural, rng, distractors=0):
    """Build a noun phrase whose number is fixed, whatever stands behind its noun.

    Args:
        noun: (singular, plural), of `THINGS` or `CREATURES`.
        plural: which of the two heads the phrase.
        rng: anything with `random()`.
        distractors: further nouns behind it, each singular or plural by chance: in
            a place (`near the boxes`) or, at first, in a clause (`that the owl knows`).

    Returns:
        Text such as `cat near the boxes`, with no article before it.

    >>> import random
    >>> subject(("cat", "cats"), True, random.Random(0))
    'cats'
    """
    words = [noun[plural]]
    for n in range(distractors):
        many = rng.random() < 0.5
        if n == 0 and rng.random() < 0.35:
            clauses = THING_CLAUSES if noun in THINGS else CREATURE_CLAUSES
            other = pick(rng, [pair for pair in CREATURES if pair != noun])
            words.append(f"that the {other[many]} {pick(rng, clauses)[many]}")
        else:
            other = pick(rng, [pair for pair in THINGS if pair != noun])
            words.append(f"{pick(rng, PLACES)} the {other[many]}")
    return " ".join(words)


def agreement(rng, distractors=1, plural=None):
    """Build a sentence whose verb agrees with a noun that may be far behind it.

    Args:
        rng: anything with `random()`.
        distractors: nouns between the subject and its verb.
        plural: number of the subject; None leaves it to chance.

    Returns:
        Text such as `the owl near the carts sings before breakfast`.

    >>> import random
    >>> agreement(random.Random(1), distractors=0, plural=False).startswith("the ")
    True
    """
    noun, verb = _noun_and_verb(rng)
    plural = rng.random() < 0.5 if plural is None else plural
    kind = f"{pick(rng, ADJECTIVES)} " if rng.random() < 0.3 else ""
    phrase = subject(noun, plural, rng, distractors)
    return f"the {kind}{phrase} {verb[plural]} {verb[2]}"


def number_pair(rng, distractors=1):
    """Make two sentences, one about one thing, the other about several.

    Args:
        rng: anything with `random()`.
        distractors: nouns between the subject and its verb, the same in both.

    Returns:
        A `MinimalPair`, singular first.

    >>> import random
    >>> pair = number_pair(random.Random(3), distractors=0)
    >>> pair.first != pair.second and pair.first_word != pair.second_word
    True
    """
    noun, verb = _noun_and_verb(rng)
    behind = subject(noun, False, rng, distractors)[len(noun[0]) :]
    first, second = (f"The {form}{behind} " for form in noun)
    return MinimalPair(first, second, verb[0], verb[1], f" {verb[2]}.")


def origin(person, rng, gap=0):
    """Build a sentence in which a country decides a language, `gap` clauses later.

    Args:
        person: who grew up somewhere.
        rng: anything with `random()`.
        gap: clauses between the country and the language, 0 to 12.

    Returns:
        The sentence up to the language, which the caller adds.

    >>> import random
    >>> origin(Person("Tom", woman=False, country="Spain"), random.Random(0))
    'Tom grew up in Spain and speaks fluent '
    """
    text = f"{person.name} grew up in {person.country}"
    clauses = pick_some(rng, DEEDS, gap)
    if gap and rng.random() < 0.5:
        clauses[0] = pick(rng, SURROUNDINGS)
    for clause in clauses:
        text += f", {clause}"
    return text + (", and speaks fluent " if gap else " and speaks fluent ")


def country_pair(rng, gap=1):
    """Make two sentences that differ in the country, and so in the language.

    Args:
        rng: anything with `random()`.
        gap: clauses between the country and the language, the same in both.

    Returns:
        A `MinimalPair`.

    >>> import random
    >>> pair = country_pair(random.Random(0), gap=2)
    >>> pair.first_word in LANGUAGES.values()
    True
    """
    one, other = pick_some(rng, COUNTRIES, 2)
    woman = rng.random() < 0.5
    name = pick(rng, WOMEN if woman else MEN)
    first = origin(Person(name, woman, one), rng, gap)
    second = first.replace(f"in {one}", f"in {other}", 1)
    return MinimalPair(first, second, LANGUAGES[one], LANGUAGES[other])


def gender_pair(rng, gap=1):
    """Make two sentences that differ in the name, and so in the pronoun.

    Args:
        rng: anything with `random()`.
        gap: nouns between the name and the pronoun.

    Returns:
        A `MinimalPair`, a woman's name first.

    >>> import random
    >>> gender_pair(random.Random(0)).first_word
    'she'
    """
    between = subject(pick(rng, THINGS), rng.random() < 0.5, rng, max(gap - 1, 0))
    went = f" went to look for the {between}, but " if gap else " slept, but "
    first, second = pick(rng, WOMEN) + went, pick(rng, MEN) + went
    return MinimalPair(first, second, "she", "he", " was not at home.")


def _noun_and_verb(rng):
    if rng.random() < 0.5:
        return pick(rng, THINGS), pick(rng, THING_VERBS)
    return pick(rng, CREATURES), pick(rng, CREATURE_VERBS)
