"""The words that the tales and the sentence tasks are made of.

Whatever has to agree stands in pairs: singular and plural, country and language,
name and pronouns.

>>> LANGUAGES["France"]
'French'
"""

from dataclasses import dataclass

# No two of these languages begin with the same letter: one character tells them apart.
LANGUAGES = {
    "France": "French",
    "Spain": "Spanish",
    "Italy": "Italian",
    "Norway": "Norwegian",
    "Greece": "Greek",
    "Poland": "Polish",
    "Japan": "Japanese",
    "Turkey": "Turkish",
}
COUNTRIES = tuple(LANGUAGES)

WOMEN = (
    "Sarah", "Mira", "Nell", "Ada", "Ruth", "Ines", "Greta", "Rosa", "Wanda", "Tilda",
    "Hana", "Edith", "Clara", "Lena",
)  # fmt: skip
MEN = (
    "Tom", "Oskar", "Felix", "Jonas", "Hugo", "Emil", "Anton", "Victor", "Piet",
    "Kenji", "Milo", "Boris", "Walter", "Luca",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody in a tale, with the pronouns that go with the name.

    >>> Person("Sarah", woman=True, country="France").his
    'her'
    """

    name: str
    woman: bool
    country: str
    trade: str = "baker"

    @property
    def he(self):
        """`she` or `he`."""
        return "she" if self.woman else "he"

    @property
    def He(self):
        """`She` or `He`, to begin a sentence."""
        return self.he.capitalize()

    @property
    def him(self):
        """`her` or `him`."""
        return "her" if self.woman else "him"

    @property
    def his(self):
        """`her` or `his`."""
        return "her" if self.woman else "his"

    @property
    def His(self):
        """`Her` or `His`."""
        return self.his.capitalize()

    @property
    def himself(self):
        """`herself` or `himself`."""
        return "herself" if self.woman else "himself"

    @property
    def language(self):
        """What is spoken where the person grew up."""
        return LANGUAGES[self.country]


TRADES = (
    "baker", "clockmaker", "weaver", "gardener", "sailor", "piper", "mapmaker",
    "beekeeper", "glazier", "miller", "potter", "fiddler", "lamplighter", "bookbinder",
    "cobbler", "carpenter",
)  # fmt: skip

TOWNS = (
    "Marrow", "Little Harbour", "Quill", "Saltby", "Upper Fenn", "Juniper", "Dunmere",
    "Kettle End", "Zell", "Oakhaven", "Vale", "Brackwater",
)  # fmt: skip

# Things and creatures: (singular, plural).
THINGS = tuple(
    tuple(pair.split("/"))
    for pair in (
        "key/keys lantern/lanterns boat/boats clock/clocks letter/letters bell/bells "
        "kettle/kettles cart/carts window/windows drum/drums ladder/ladders "
        "basket/baskets map/maps stove/stoves chair/chairs mirror/mirrors "
        "candle/candles coat/coats barrel/barrels rope/ropes box/boxes shelf/shelves"
    ).split()
)
CREATURES = tuple(
    tuple(pair.split("/"))
    for pair in (
        "cat/cats dog/dogs goose/geese hen/hens sailor/sailors child/children "
        "goat/goats crow/crows owl/owls fox/foxes mouse/mice horse/horses "
        "baker/bakers piper/pipers pedlar/pedlars neighbour/neighbours"
    ).split()
)

ADJECTIVES = (
    "old", "small", "grey", "quiet", "crooked", "forgotten", "patient", "heavy",
    "famous", "lazy",
)  # fmt: skip
PLACES = ("near", "behind", "beside", "by", "across from", "not far from")

# What somebody does with the subject, in a clause between it and its verb.
THING_CLAUSES = (
    ("carries", "carry"), ("wants", "want"), ("forgets", "forget"), ("sells", "sell"),
)  # fmt: skip
CREATURE_CLAUSES = (
    ("knows", "know"), ("follows", "follow"), ("feeds", "feed"), ("fears", "fear"),
)  # fmt: skip

# What a subject does, as (singular, plural): the verb differs, the rest is the same.
THING_VERBS = (
    ("is", "are", "older than the bridge"),
    ("is", "are", "never quite dry"),
    ("is", "are", "worth a small fortune"),
    ("is", "are", "cold to the touch"),
    ("is", "are", "painted green"),
    ("was", "were", "made by hand"),
    ("was", "were", "bought at the fair"),
    ("was", "were", "a gift from the sea"),
    ("has", "have", "seen better days"),
    ("has", "have", "a smell of smoke"),
    ("belongs", "belong", "to nobody"),
    ("needs", "need", "mending"),
    ("shines", "shine", "at noon"),
    ("creaks", "creak", "in the wind"),
    ("leans", "lean", "to the left"),
    ("stands", "stand", "in the rain"),
)
CREATURE_VERBS = (
    ("is", "are", "hungry before sunrise"),
    ("is", "are", "never late"),
    ("is", "are", "afraid of thunder"),
    ("was", "were", "awake all night"),
    ("was", "were", "gone by morning"),
    ("has", "have", "no fear of the dark"),
    ("has", "have", "a long memory"),
    ("sleeps", "sleep", "by the fire"),
    ("sings", "sing", "before breakfast"),
    ("knows", "know", "the way home"),
    ("watches", "watch", "the tide"),
    ("waits", "wait", "for the ferry"),
    ("wanders", "wander", "about at noon"),
    ("dreams", "dream", "of the sea"),
    ("listens", "listen", "to the rain"),
    ("remembers", "remember", "every kindness"),
)

# What stands between "grew up in ..." and "speaks fluent ...": where, and then deeds.
SURROUNDINGS = (
    "in a house with a green door",
    "where the hills come down to the water",
    "above a shop that sold nothing but string",
    "between a river and a railway",
    "with two brothers and a lame horse",
    "in the last house before the woods",
)
DEEDS = (
    "learned to swim before learning to walk",
    "mended nets every winter",
    "went to sea at fifteen",
    "kept a diary that nobody ever read",
    "crossed the mountains on foot",
    "lost a shoe and found a friend",
    "came here one autumn with a trunk of books",
    "has never been fond of soup",
    "can whistle with a mouth full of bread",
    "once slept through a flood",
    "sold apples on the quay",
    "still counts the stairs aloud",
)
