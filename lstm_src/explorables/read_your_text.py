"""Read your own text: a trained character LSTM, its gates, and surgery on its cells."""

import traitlets

from lstm_src.explorables.base import Bounded, Explorable, Flag
from lstm_src.explorables.esm import load_esm
from lstm_src.explorables.tale_pairs import PROPERTIES, in_pieces, minimal_pairs
from lstm_src.explorables.tale_weights import FORGET_SPREAD, SLUG, about_reader
from lstm_src.explorables.trained import row_of

READS = 400  # characters, at most
HIDDEN = 64  # cells of the network that travels with the page

WORDS = {  # what the view says; its module holds only what computes and draws
    "examples": [
        ["a subject and its verb", "The keys near the box are cold to the touch."],
        [
            "a country and a language",
            "Mira grew up in Spain, mended nets every winter, and speaks fluent "
            "Spanish.",
        ],
        ["a name and a pronoun", "Tilda went to look for the drum, but she was late."],
        [
            "brackets",
            "(The owls by the cart sing before breakfast; but that is another story.)",
        ],
        [
            "quotation marks",
            '"You have an accent," said Tom. "I grew up in Norway," said Ada, '
            '"and I still dream in Norwegian."',
        ],
        ["news to the network", "The train to Paris leaves at 7:45, says nobody."],
    ],
    "hold": [
        ["none", "no gate"],
        ["f", "the forget gate f"],
        ["i", "the input gate i"],
        ["o", "the output gate o"],
    ],
    "cells": [["all", "all cells"], ["one", "the chosen cell"]],
    "title": "Gate surgery: does this cell hold what you think it holds?",
    "intro": [
        "Name a hypothesis about the chosen cell. The tales’ grammar makes pairs of "
        "readings that differ in that one thing. Half way to the decision the cell’s "
        "state ",
        "$C",
        " is operated on; then they read on, and the right word is awaited.",
    ],
    "about": "the cell holds",
    "how": "to test it,",
    "surgery": [
        ["transplant", "take its state from the other reading"],
        ["wipe", "empty it, and keep it empty"],
    ],
    "wait": "Reading the pairs, once for each cell …",
    "findings": [
        "Before surgery, the right word is the likelier one in",
        "Surgery on cell # changes log₂ p of the right word by",
        "Cells whose surgery harms more",
        "Surgery on eight other cells, drawn by chance (ticks): mean, and worst",
        "Surgery on cell # of the untrained network",
        "Surgery on all cells at once",
    ],
}


class Choice(traitlets.Enum):
    """One of a few words, synced with the page."""

    def __init__(self, default: str, words: tuple):
        super().__init__(words, default_value=default)
        self.tag(sync=True)

    def validate(self, obj, value):
        """The word, or one sentence that says which there are."""
        if isinstance(value, str) and value in self.values:
            return value
        raise traitlets.TraitError(
            f"{type(obj).__name__}.{self.name} is one of {', '.join(self.values)}, "
            f"but {value!r} came; choose one of them."
        )


class OwnText(traitlets.TraitType):
    """Any text at all, synced with the page; it is never read as markup."""

    def __init__(self, default: str):
        super().__init__(default)
        self.tag(sync=True)

    def validate(self, obj, value):
        """The text with line ends as the page has them, or one sentence."""
        if not isinstance(value, str):
            raise traitlets.TraitError(
                f"{type(obj).__name__}.{self.name} is a text, but {value!r} came; "
                "give a string."
            )
        return value.replace("\r\n", "\n").replace("\r", "\n")


def _pairs() -> dict:
    return {
        name: {"what": what, "pairs": [in_pieces(p) for p in minimal_pairs(name)]}
        for name, (what, *_) in PROPERTIES.items()
    }


def _limits(view) -> dict:
    """What a link may set each trait to: words, or a range of numbers."""
    limits = {"mean": {"words": [False, True]}}
    for name, trait in view.traits().items():
        if isinstance(trait, Choice):
            limits[name] = {"words": list(trait.values)}
        elif isinstance(trait, Bounded):
            low, high, whole = trait.low, trait.high, trait.whole
            limits[name] = {"low": low, "high": high, "whole": whole}
    return limits


class ReadYourText(Explorable):
    r"""A small character LSTM, trained on the book's tales, reads what it is given.

    Attributes:
        text: what it reads, of which it takes the first 400 characters; each symbol it
            does not know is read as a blank.
        length: how many characters that are, 1 at the least; it follows from `text`.
        t: the character looked at, from 1; beyond the text, its last.
        cell: the cell looked at, numbered from 0 as in Python.
        mean: whether the mean of all cells is shown instead.
        clamp: the gate that is held, `"f"`, `"i"` or `"o"`, or `"none"`.
        clamp_cells: where it is held, in `"all"` cells or in `"one"`, the chosen one.
        clamp_value: where it stands, in [0, 1].
        clamp_from: the character from which on it is held.
        about: what a cell is thought to hold, one of `tale_pairs.PROPERTIES`.
        surgery: how that is tested: `"transplant"` the cell's state from a reading that
            differs in that one thing, or `"wipe"` it.

    >>> view = ReadYourText(text="The owl", t=7)
    >>> view.length
    7
    >>> view.text = "Owl"
    >>> view.length
    3
    """

    slug = "read-your-text"
    _esm = load_esm(
        "cells.js",
        "svg.js",
        "kit.js",
        "gate_rows.js",
        "weights.js",
        "read_text_model.js",
        "read_text_rows.js",
        "read_text_surgery.js",
        "read_text_link.js",
        "read_your_text.js",
    )

    text = OwnText(WORDS["examples"][0][1])
    length = traitlets.Int(1).tag(sync=True)
    t = Bounded(22, 1, READS, whole=True)
    cell = Bounded(52, 0, HIDDEN - 1, whole=True)
    mean = Flag(False)
    clamp = Choice("none", ("none", "f", "i", "o"))
    clamp_cells = Choice("one", ("all", "one"))
    clamp_value = Bounded(0.0, 0, 1)
    clamp_from = Bounded(10, 1, READS, whole=True)
    about = Choice("number", tuple(PROPERTIES))
    surgery = Choice("transplant", ("transplant", "wipe"))

    _weights = traitlets.Bytes().tag(sync=True, data=True)
    _network = traitlets.Dict().tag(sync=True, data=True)
    _pairs = traitlets.Dict().tag(sync=True, data=True)
    _words = traitlets.Dict(WORDS).tag(sync=True, data=True)

    def __init__(self, **settings):
        weights, layout = row_of(SLUG)
        about = about_reader() | {"layout": layout, "forget_spread": FORGET_SPREAD}
        data = {
            "_weights": weights,
            "_network": about | {"limits": _limits(self)},
            "_pairs": _pairs(),
        }
        super().__init__(**settings | data)
        self._count()
        self.observe(self._count, names=["text", "length"])

    def _count(self, change=None):
        """Let length follow the text, as the page does."""
        self.length = max(1, min(READS, len(self.text)))
