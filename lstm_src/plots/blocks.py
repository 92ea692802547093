r"""Rows of a figure over text: a strip, a map of all units, a belt with parcels."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from lstm_src.palette import FILL, INK_LIGHT
from lstm_src.plots.style import (
    LINE,
    MIDDLE,
    MUTED,
    PAD,
    PAPER,
    SYMBOL,
    TEXT,
    THIN,
    TICK,
    signed,
    words,
)


def tint(fraction, fill):
    """Paint a fraction: from nearly paper at 0 to two thirds of the fill at 1.

    Args:
        fraction: in [0, 1], any shape.
        fill: a colour.

    Returns:
        RGB in [0, 1], with a last axis of 3.

    >>> bool(tint(0.0, "black").sum() > tint(1.0, "black").sum())
    True
    """
    share = (0.06 + 0.6 * np.asarray(fraction))[..., None]
    return (1 - share) * np.array(to_rgb(PAPER)) + share * np.array(to_rgb(fill))


class Strip:
    """One fraction at each character: as the line's height, and again as the tint."""

    height, gap = 34, 8

    def __init__(self, values, role, name, letter, note=""):
        self.values, self.role = values, role
        self.name, self.letter, self.note = name, letter, note

    def draw(self, ax, part, edges, y):
        """Draw the characters of `part` between the given edges, downwards from y."""
        values, ink = self.values[part], INK_LIGHT[self.role]
        _tiles(ax, tint(values[None], FILL[self.role]), edges, y, self.height)
        ax.stairs(y + self.height * (1 - values), edges, baseline=None, color=ink,
                  linewidth=MIDDLE)  # fmt: skip
        _frame(ax, edges, y, self.height, ink)
        middle = y + self.height / 2
        words(ax, PAD, middle - (8 if self.note else 0), self.name)
        words(ax, PAD, middle + 9, self.note, color=MUTED, size=TICK)
        words(ax, edges[0] - 12, middle, f"${self.letter}$", ha="right", color=ink,
              size=SYMBOL)  # fmt: skip
        for fraction in (0, 1):
            place = y + 6 + (self.height - 12) * (1 - fraction)
            words(ax, edges[-1] + 6, place, f"{fraction}", color=MUTED, size=TICK)


class Map:
    """One row for each unit, tinted as in the strip above it."""

    gap = 14

    def __init__(self, values, role):
        self.values, self.role = values, role
        H = values.shape[1]
        self.height = H * max(2, min(10, 120 // H))

    def draw(self, ax, part, edges, y):
        """Draw the characters of `part` between the given edges, downwards from y."""
        H = self.values.shape[1]
        _tiles(ax, self._colours(self.values[part].T), edges, y, self.height)
        _frame(ax, edges, y, self.height, INK_LIGHT[self.role])
        half = self.height / H / 2
        place = {"ha": "right", "color": MUTED, "size": TICK}
        words(ax, edges[0] - 12, y + max(half, 6), "unit 0", **place)
        if self.height >= 24:
            bottom = y + self.height - max(half, 6)
            words(ax, edges[0] - 12, bottom, f"{H - 1}", **place)

    def _colours(self, values):
        return tint(values, FILL[self.role])


class StateMap(Map):
    """The states of all units: tinted where positive, grey where negative."""

    def __init__(self, values, letter):
        super().__init__(values, {"C": "cell", "h": "hidden"}[letter])
        self.letter = letter
        self.reach = max(1.0, np.ceil(2 * np.abs(values).max()) / 2)

    def draw(self, ax, part, edges, y):
        """Draw the characters of `part` between the given edges, downwards from y."""
        super().draw(ax, part, edges, y)
        ink, middle = INK_LIGHT[self.role], y + self.height / 2
        words(ax, PAD, middle, "state")
        words(ax, edges[0] - 34, middle, f"${self.letter}$", ha="right", color=ink,
              size=SYMBOL)  # fmt: skip
        # The signs' colours, named where the gates have their scale.
        for sign, colour in ((1, ink), (-1, MUTED)):
            words(ax, edges[-1] + 3, middle - 9 * sign, signed(sign * self.reach, 1),
                  color=colour, size=TICK)  # fmt: skip

    def _colours(self, values):
        share = 0.9 * (np.abs(values) / self.reach)[..., None]
        fills = np.where(
            (values > 0)[..., None], to_rgb(FILL[self.role]), to_rgb(MUTED)
        )
        return (1 - share) * np.array(to_rgb(PAPER)) + share * fills


class Belt:
    """The state of one unit as parcels: C on a belt, h on a shelf with one rail."""

    gap = 22

    def __init__(self, values, name, largest=None, letter="C"):
        self.values, self.name, self.letter = values, name, letter
        self.role = "cell" if letter == "C" else "hidden"
        # A belt is 8 px thick, and heights start at its near rail.
        self._half = 4 if letter == "C" else 0
        largest = np.abs(values).max() if largest is None else largest
        self.reach = max(1.0, np.ceil(2 * largest) / 2)  # to the next half
        self.scale = min(30, 60 / self.reach)  # px for 1
        self.height = 2 * (self._half + self.reach * self.scale)

    def draw(self, ax, part, edges, y):
        """Draw the characters of `part` between the given edges, downwards from y."""
        values, ink = self.values[part], INK_LIGHT[self.role]
        zero, column = y + self.height / 2, edges[1] - edges[0]
        tick = 1 if self.reach < 2 else int(self.reach)
        for value in (tick, -tick):
            place = self._place(zero, value)
            ax.plot(edges[[0, -1]], [place, place], color=LINE, linewidth=THIN)
            words(ax, edges[-1] + 3, place, signed(value, 0), color=MUTED, size=TICK)
        for side in {-self._half, self._half}:
            ax.plot(edges[[0, -1]], [zero + side] * 2, color=MUTED, linewidth=MIDDLE)
        if self._half:
            rollers = np.arange(edges[0] + 6, edges[-1], 12)
            ax.plot(rollers, [zero] * len(rollers), ".", color=MUTED, markersize=2)
        across = max(4, column - 6)
        for x, value in zip(edges, values, strict=False):
            self._parcel(ax, x + (column - across) / 2, zero, across, value, ink)
        words(ax, PAD, zero, self.name, color=TEXT)
        words(ax, edges[0] - 12, zero, f"${self.letter}$", ha="right", color=ink,
              size=SYMBOL)  # fmt: skip

    def _place(self, zero, value):
        return zero - np.sign(value) * self._half - value * self.scale

    def _parcel(self, ax, x, zero, across, value, ink):
        tall = abs(value) * self.scale
        if tall < 0.5:
            return  # nothing to see; the empty belt says zero
        rail = zero - np.sign(value) * self._half
        top = min(rail, self._place(zero, value))
        # The outline lies inside the measure.
        inset = min(0.5, tall / 2)
        ax.add_patch(
            Rectangle(
                (x + inset, top + inset), across - 2 * inset, tall - 2 * inset,
                facecolor=FILL[self.role], edgecolor=ink, linewidth=THIN,
            )
        )  # fmt: skip
        if self.scale >= 16:
            halves = np.sign(value) * np.arange(0.5, abs(value) - 0.03, 0.5)
            ends = x + 1, x + across - 1
            seams = [self._place(zero, half) for half in halves]
            ax.hlines(seams, *ends, color=PAPER, linewidth=THIN, alpha=0.75)


def _tiles(ax, colours, edges, y, height):
    """Rows of colours between y and y + height; (rows, characters, 3)."""
    ax.imshow(
        colours, extent=(edges[0], edges[-1], y + height, y), aspect="auto",
        interpolation="nearest", resample=False, zorder=0,
    )  # fmt: skip
    if len(colours) == 1:
        # a thread of paper between characters
        ax.vlines(edges[1:-1], y, y + height, color=PAPER, linewidth=THIN, zorder=1)


def _frame(ax, edges, y, height, ink):
    box = (edges[0], y), edges[-1] - edges[0], height
    ax.add_patch(Rectangle(*box, fill=False, edgecolor=ink, linewidth=THIN))
