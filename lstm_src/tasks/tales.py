"""The book's own corpus: short tales, made by a seeded generator.

They are full of what a reader has to remember: subjects and their verbs, countries and
languages, names and pronouns, quotation marks and brackets that must be closed, lists,
and lines that end after about seventy characters.
"""

import random
import re
import textwrap
from functools import lru_cache

from lstm_src.tasks import phrases
from lstm_src.tasks.grammar import agreement, origin, pick, pick_some
from lstm_src.tasks.words import COUNTRIES, MEN, TOWNS, TRADES, WOMEN, Person

COLUMNS = 70  # where lines end, at the latest
SIZE = 400_000  # characters of the default corpus, at the least

# Each of these becomes a sentence of its own, one after the other.
AGREE, AGREE_ = "<agree>", "<Agree>"


@lru_cache(maxsize=4)
def tales(size=SIZE, seed=0):
    """Tell tales until there are at least `size` characters of them.

    Args:
        size: characters, at the least; the last tale is told to its end.
        seed: an integer; the same seed tells the same tales on every machine.

    Returns:
        The text, in 66 different characters, all of them ASCII.

    Raises:
        ValueError: where `size` is not positive.

    >>> tales(200).splitlines()[0]
    'The Wooden Bird'
    """
    if size < 1:
        raise ValueError(f"size is {size}; ask for at least 1 character.")
    rng = random.Random(seed)
    told, length = [], 0
    while length < size:
        told.append(tale(rng))
        length += len(told[-1])
    return "".join(told)


def tale(rng):
    """Tell one tale.

    Args:
        rng: anything with `random()`, a `random.Random` or a NumPy Generator.

    Returns:
        Its text: a title, and paragraphs with an empty line between them.

    >>> tale(random.Random(0)).count('"') % 2
    0
    """
    teller = _Teller(rng)
    some, say = teller.some, teller.say
    paragraphs = [
        [
            say(*some(phrases.OPENINGS), *some(phrases.HABITS)),
            teller.origin(teller.p),
            teller.maybe(phrases.ASIDES),
        ],
        [say(*some(phrases.WEATHER), "{Agree}.")],
        [say(*some(phrases.LOSSES), *some(phrases.SEARCHES))],
        [say(*some(phrases.MEETINGS)), teller.origin(teller.q)],
        *teller.adventures(),
        [say("{Agree}, and {agree}.", *some(phrases.FINDINGS)), teller.languages()],
        [say(*some(phrases.ENDINGS), *some(phrases.MORALS))],
    ]
    title = teller.lost.title()
    lines = [title, ""]
    for parts in paragraphs:
        paragraph = " ".join(filter(None, parts))
        lines += [_wrap(line) for line in paragraph.split("\n")] + [""]
    return "\n".join(lines) + "\n\n"


def _wrap(line):
    hanging = "  " if line[:2] in ("* ", "- ") else ""
    return textwrap.fill(line, COLUMNS, subsequent_indent=hanging)


class _Teller:
    """The cast of one tale, and ways to say something about it."""

    def __init__(self, rng):
        self.rng = rng
        women = [rng.random() < 0.5 for _ in range(2)]
        names = zip(pick_some(rng, WOMEN, 2), pick_some(rng, MEN, 2), strict=True)
        names = [pair[not woman] for pair, woman in zip(names, women, strict=True)]
        cast = zip(
            names,
            women,
            pick_some(rng, COUNTRIES, 2),
            pick_some(rng, TRADES, 2),
            strict=True,
        )
        self.p, self.q = (Person(*each) for each in cast)
        self.lost = pick(rng, phrases.LOST)
        self.town = pick(rng, TOWNS)
        self.talk = pick_some(rng, phrases.LANGUAGE_TALK, 2)

    def some(self, lines, count=1):
        return pick_some(self.rng, lines, count)

    def maybe(self, lines, chance=0.6):
        return self.say(*self.some(lines)) if self.rng.random() < chance else ""

    def say(self, *lines, **more):
        """Fill the open places of some sentences."""
        places = {"p": self.p, "q": self.q, "lost": self.lost, "town": self.town}
        text = " ".join(lines).format(**places, **more, agree=AGREE, Agree=AGREE_)
        for place in re.findall(f"{AGREE_}|{AGREE}", text):
            sentence = agreement(self.rng, pick(self.rng, (0, 0, 1, 1, 1, 2, 2, 3)))
            if place == AGREE_:
                sentence = _capital(sentence)
            text = text.replace(place, sentence, 1)
        return re.sub(" +", " ", text)  # an empty aside leaves two spaces

    def origin(self, person):
        """Say where a person grew up and which language stayed."""
        gap = pick(self.rng, (0, 1, 1, 2, 3, 4))
        return origin(person, self.rng, gap) + person.language + "."

    def languages(self):
        """Let a language follow from a country, with something in between."""
        one, two = pick(self.rng, ((self.p, self.q), (self.q, self.p)))
        aside = pick(self.rng, ("", "{Agree}.", *phrases.ASIDES))
        return self.say(
            self.talk.pop(),
            one=one,
            two=two,
            aside=self.say(aside),
        )

    def adventures(self):
        """Tell what happens on the way: four or five paragraphs, in any order."""
        kinds = pick_some(self.rng, "talk talk list road language scene".split(), 5)
        for kind in kinds[: pick(self.rng, (4, 5))]:
            if kind == "talk":
                yield from ([line] for line in self.conversation())
            elif kind == "list":
                yield [self.items()]
            elif kind == "road":
                yield [self.say(*self.some(phrases.ROADS, 2), "{Agree}.")]
            elif kind == "language":
                yield [self.languages()]
            else:
                yield [self.say(*self.some(phrases.SCENES))]

    def conversation(self):
        """Let the two talk: paragraphs, each with its quotation marks closed."""
        one, two = pick(self.rng, ((self.p, self.q), (self.q, self.p)))
        question = self.say(pick(self.rng, phrases.QUESTIONS))
        remarks = self.some(phrases.REMARKS, 3)
        yield f'"{question}?" asked {one.name}.'
        yield f'"{_capital(remarks[0])}," said {two.name}, "and {remarks[1]}."'
        if self.rng.random() < 0.5:
            wisdom = self.say("{Agree}.")
            yield (
                f'{one.name} looked at {one.his} hands. "My grandmother wrote: '
                f"'{wisdom}' But {remarks[2]}.\""
            )

    def items(self):
        """Make a list, its introduction first."""
        introduction, mark = pick(self.rng, phrases.LISTS)
        source = phrases.RULES if "rules" in introduction else phrases.ITEMS
        items = self.some(source, pick(self.rng, (3, 4, 5)))
        return "\n".join(
            [self.say(introduction), *(f"{mark} {item}" for item in items)]
        )


def _capital(sentence):
    return sentence[0].upper() + sentence[1:]
